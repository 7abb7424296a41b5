from __future__ import annotations

import pytest

from stancekit.model.explanation import Explanation, TermContribution


def explanation(text, terms, status="ok", label="favor", encoder=None):
    contributions = [
        TermContribution(term, "word", spans, {"favor": share, "against": -share})
        for term, spans, share in terms
    ]
    return Explanation(
        text=text,
        label=label,
        status=status,
        probabilities={"against": 0.25, "favor": 0.75},
        scores={"against": -0.5, "favor": 0.5},
        intercepts={"against": 0.0, "favor": 0.125},
        terms=tuple(contributions),
        encoder=encoder,
    )


def rendered(*args, **kwargs):
    return explanation(*args, **kwargs).summary().splitlines()


def test_the_whole_page():
    terms = [("yes to", ((0, 6),), 0.5), ("no", ((8, 10), (12, 14)), -0.25), ("to", ((4, 6),), 0.1)]
    assert rendered("Yes to: no, no!", terms) == [
        "Yes to: no, no!",
        "+++ +++ --- ---",
        "",
        "favor (ok)",
        "  favor    0.75  ###############",
        "  against  0.25  #####",
        "",
        "What speaks for 'favor':",
        "  +0.350  ####################  'to:'",
        "  +0.250  ##############        'Yes'",
        "What speaks against it:",
        "  -0.125  ####################  'no,'",
        "  -0.125  ####################  'no!'",
        "Score of 'favor': +0.500 (start +0.125, words +0.350)",
    ]


def test_a_text_without_known_words_has_no_marks():
    lines = rendered("Lorem.", [], status="no_evidence", label=None)
    assert lines[:3] == [
        "Lorem.",
        "",
        "no answer (no_evidence: the model knows too few of the words)",
    ]
    assert lines.count("  nothing that the model knows") == 2


def test_an_empty_text_is_no_error():
    assert rendered("", [], status="no_evidence", label=None)[0] == ""


def test_what_an_encoder_adds_is_part_of_the_sum():
    *_, last = rendered("Yes.", [], encoder={"favor": 0.375, "against": -0.375})
    assert last == "Score of 'favor': +0.500 (start +0.125, words +0.000, encoder +0.375)"


def test_long_lists_are_summed_up():
    spans = tuple((2 * i, 2 * i + 1) for i in range(13))
    lines = rendered(" ".join("abcdefghijklm"), [("letter", spans, 13.0)])
    assert lines.count("  +1.000  ####################  'a'") == 1
    assert "  +3.000  from 3 more" in lines


@pytest.mark.parametrize(
    ("text", "seen", "mark"),
    [
        ("和平", "和平", "++++"),
        ("e\u0301", "e\u0301", "+"),
        ("\x1b[", r"\x1b[", "+++++"),
    ],
)
def test_marks_are_as_wide_as_what_they_mark(text, seen, mark):
    lines = rendered(f"{text} x", [("t", ((0, len(text)),), 1.0)])
    assert lines[:2] == [f"{seen} x", mark]


def test_long_texts_are_wrapped_with_their_marks():
    text = "\t".join(["word"] * 40)
    start = text.rindex("word")
    lines = rendered(text, [("word", ((start, start + 4),), 1.0)])
    wrapped = lines[: lines.index("")]
    assert max(map(len, wrapped)) <= 96
    assert " ".join(wrapped[:-1]).split() == text.split()
    assert wrapped[-1] == " " * (len(wrapped[-2]) - 4) + "++++"
