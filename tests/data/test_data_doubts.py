"""What `fit` takes with a warning is what a table with it is refused for, in the same words."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit import StanceClassifier, read_labelled
from stancekit.data.doubts import warn_of_doubts
from stancekit.exceptions import DataError, DataWarning

SOUND = [("Yes!", "for"), ("Oh yes.", "for"), ("No!", "against"), ("Oh no.", "against")]
WORDS = ["Yes!", "No!", "cafe\u0301", "caf\xe9", "", "\u200b", "a\0b", " yes ", "Hm."]
LABELS = ["for", "for ", "For", "against", "agianst", "NA", "null", "None", "none"]


def warned(rows, **columns):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        texts, labels = zip(*rows, strict=True)
        warn_of_doubts(texts, labels, columns.get("target"))
    return [line for warning in caught for line in str(warning.message).split("\n")]


def refused(rows):
    try:
        read_labelled(rows, labels=None)
    except DataError as error:
        return list(error.problems)
    return []


def words_of(problems):
    """Return what is wrong, without where and without the way out of one of the two."""
    return {
        problem.partition(": ")[2].replace(
            "; correct it, or list the labels that you expect (labels=, --labels)", "; correct it"
        )
        for problem in problems
        if "has only 1 statement" not in problem
    }


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(LABELS)), max_size=6))
def test_fit_warns_of_what_a_table_is_refused_for(rows):
    rows = [*SOUND, *rows]
    assert words_of(warned(rows)) == words_of(refused(rows))


def test_sound_statements_are_taken_without_a_word():
    assert warned(SOUND) == []


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [("Sure.", "for ")] * 2,
            "fit, items 4, 5, column 'y': 'for ' looks like a misspelling of",
        ),
        (
            [("a", "NA"), ("b", "NA")],
            "fit, items 4, 5, column 'y': 'NA' looks like a missing label",
        ),
        ([("\0", "for")], "fit, item 4, column 'X': a NUL character; the source is damaged"),
        ([(" ", "for")], "fit, item 4, column 'X': the text is empty"),
        ([("Hm.", "other")], "fit, column 'y': label 'other' has only 1 statement; it takes at"),
        ([("No!", "for")], "fit, items 2, 4, column 'y': the same text is labelled 'against' and"),
    ],
)
def test_a_warning_says_where_from_0(rows, message):
    (line,) = warned([*SOUND, *rows])
    assert line.startswith(message)


def test_a_text_may_have_a_label_for_each_target():
    rows = [*SOUND, *[(text, "against" if label == "for" else "for") for text, label in SOUND]]
    assert warned(rows, target=["gas"] * 4 + ["oil"] * 4) == []
    assert len(warned(rows, target=["gas"] * 8)) == 4


def test_the_warning_points_at_the_call(recwarn):
    texts, labels = zip(*SOUND, ("Sure.", "for "), ("Sure!", "for "), strict=True)
    classifier = StanceClassifier(calibrate=False).fit(list(texts), list(labels))
    classifier.score(["Sure.", "No!"], ["For", "against"])
    fitted, scored = (warning for warning in recwarn if warning.category is DataWarning)
    assert {fitted.filename, scored.filename} == {__file__}
    assert (
        str(scored.message)
        == "score, item 0, column 'y': 'For' looks like a misspelling of 'for'; correct it"
    )


def test_nothing_is_dropped_with_the_warning():
    texts, labels = zip(*SOUND, ("Sure.", "for "), ("Sure!", "None"), strict=True)
    with pytest.warns(DataWarning):
        classifier = StanceClassifier(calibrate=False).fit(list(texts), list(labels))
    assert classifier.classes_.tolist() == ["None", "against", "for", "for "]
    assert classifier.model_.provenance.n_statements == 6


def test_folds_of_a_judged_table_are_not_judged_again(recwarn):
    from stancekit import evaluate

    rows = [(f"{word} {number}", label) for number in range(6) for word, label in SOUND]
    evaluate(StanceClassifier(calibrate=False), rows, folds=2, repeats=1)
    assert [warning for warning in recwarn if warning.category is DataWarning] == []
