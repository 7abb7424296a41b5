"""One is one and two are two, wherever something is counted."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import stancekit
from stancekit.data.quoting import counted, verb

ROOT = Path(stancekit.__file__).parent
KINDS = "known|labelled|more|new|other|training"
NOUNS = (
    "annotators|cells|columns|differences|files|flips|folds|groups|labels|near-copies|n-grams|"
    "resamples|rows|sentences|sources|statements|targets|texts|values|words"
)
COUNTED = re.compile(rf"(?: (?:{KINDS}))* (?:{NOUNS})\b")
VERB = re.compile(r" (?:have|are|were|do|differ|occur)\b")
NEVER_ONE = {
    "FEWEST": "a constant",
    "ENOUGH_OF_A_LABEL": "a constant",
    "_FEWEST": "a constant",
    "folds": "two at least",
    "fewest": "folds, two at least",
    "n_groups": "folds, two at least",
    "self.folds": "two at least",
    "len(by_score)": "a spread needs two",
    "len(study.left_out)": "a spread needs two",
    "n_sources": "they differ",
    "n": "of these n, as far as they are few",
    "len(frame)": "all of them, which are tied",
    "len(self.codes)": "all of them, which must be two to train on",
    "statements.merged.repeated": "all of them",
    "added": "thirty at least",
    "n_rows": "too many",
    "n_columns": "too many",
    "n_rows * n_columns": "too many",
    "model.provenance.n_statements": "to train takes two",
    "len(values)": "beside as many users",
    "_MOST_FILES": "a constant",
    "_MOST_GOLDEN": "a constant",
    "before + n_rows": "a bug",
    "n_terms": "what a damaged folder claims",
    "n_all": "what a damaged folder claims",
    "len(part['labels'])": "what a damaged folder claims",
    "medians['here']": "a median, not a count",
    "n_tokens": "too many",
    "len(names)": "several",
    "expected[0]": "a shape",
    "first.statements": "to train takes two",
    "len(self.labels)": "too many",
    "len(rows)": "to train takes two",
    "len(again.statements)": "thirty at least",
}


def pieces():
    """Yield each number that is put into a sentence, its source, and what stands behind it."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                for one, after in zip(node.values, [*node.values[1:], None], strict=True):
                    if isinstance(one, ast.FormattedValue):
                        behind = after.value if isinstance(after, ast.Constant) else ""
                        yield f"{path.name}:{one.lineno}", ast.unparse(one.value), behind


def is_number(source):
    """Tell numbers from names, and from what is counted already."""
    words = ("counted", "shown", "name", "verb", "kind", "how", "has", "column", "method")
    return not any(re.search(rf"\b{word}s?\b(?!\))", source) for word in words)


def test_what_is_counted_goes_through_one_home():
    raw = [
        (place, source, behind[:40])
        for place, source, behind in pieces()
        if COUNTED.match(behind) and is_number(source) and source not in NEVER_ONE
    ]
    assert raw == []


def test_a_verb_behind_a_number_of_things_goes_with_it():
    wrong = [
        (place, source, behind[:40])
        for place, source, behind in pieces()
        if source.startswith("counted(") and VERB.match(behind)
    ]
    assert wrong == []


@pytest.mark.parametrize("noun", ["statement", "new label", "near-copy", "day", "source"])
def test_a_noun_has_its_number(noun):
    one = counted(1, noun)
    assert one == f"1 {noun}"
    for number in (0, 2, 1000):
        many = counted(number, noun)
        assert many.startswith(f"{number:,} ")
        assert many.endswith("s")
    assert [verb(n, "has", "have") for n in (0, 1, 2)] == ["have", "has", "have"]
