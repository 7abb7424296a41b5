"""The book of problems: what is grouped, what is cut short, and where it says that rows stand."""

import pytest

from stancekit.data.problems import Problems, clashes
from stancekit.data.table import Stack, Table
from stancekit.exceptions import DataError

STACK = Stack([Table("a.csv", {"text": ["x"] * 4}, lines=[2, 3, 4, 5]), Table("b", {"text": [""]})])


def test_rows_of_one_kind_are_one_line_with_the_details_of_the_first():
    problems = Problems(STACK)
    for row in (0, 4, 0):
        problems.add([row], "text", "not a text; convert it", f" (first: {row})")
    assert problems.lines() == [
        "a.csv, row 1 (line 2); b, row 1, column 'text': not a text; convert it (first: 0)"
    ]


def test_rows_that_clash_stay_apart_though_they_are_worded_alike():
    problems = Problems(STACK)
    problems.add([0, 1], "id", "the id 'a…' is used 2 times")
    problems.add([2, 3], "id", "the id 'a…' is used 2 times")
    assert len(problems.lines()) == 2


def test_each_column_shows_its_first_kinds_in_the_order_in_which_they_were_found():
    problems = Problems("export.json")
    for number in range(8):
        problems.add([f"record {number}"], "label", f"'{number}' is no label")
        problems.add([f"record {number}"], "text", "empty")
    lines = problems.lines()
    assert len(lines) == 7
    assert lines[0] == "export.json, record 0, column 'label': '0' is no label"
    assert "record 3, record 4 and 3 more, column 'text': empty" in lines[1]
    assert lines[-1] == "export.json, column 'label': 3 more like these; correct the first ones"


def test_no_check_of_a_column_hides_what_another_one_finds():
    problems = Problems(STACK)
    for number in range(6):
        problems.add([0], "text", f"misspelling {number}")
    problems.judge("text", lambda value: None if value else ("empty", ""))
    problems.add([0, 1], "text", "a contradiction")
    problems.add((), "text", "too few")
    problems.add([2], "text", "unknown", check="names")
    *first, more, empty, together, whole, named = problems.lines()
    assert len(first) == 5
    assert more == "a.csv, b, column 'text': 1 more like these; correct the first ones"
    assert [line.rpartition(": ")[2] for line in (empty, together, whole, named)] == [
        "empty",
        "a contradiction",
        "too few",
        "unknown",
    ]


def test_what_has_no_rows_is_of_the_column_or_of_the_source_and_is_never_lost():
    problems = Problems(STACK)
    problems.add((), "label", "only 'x'")
    problems.add((), None, "too few")
    problems.say(*(f"b: line {number}" for number in range(9)))
    assert problems.lines()[:2] == ["a.csv, b, column 'label': only 'x'", "a.csv, b: too few"]
    assert len(problems.lines()) == 11


def test_one_error_holds_everything_and_nothing_is_none():
    problems = Problems(STACK)
    problems.raise_any()
    problems.judge("text", lambda value: None if value else ("empty", ""))
    with pytest.raises(DataError) as caught:
        problems.raise_any()
    assert caught.value.problems == ("b, row 1, column 'text': empty",)


def test_clashes_are_the_rows_of_a_key_with_several_values():
    keys = enumerate(["a", "b", "a", "b", "c", "a"])
    assert clashes(keys, {0: 1, 1: "x", 2: 1, 3: "x", 5: "1"}) == [[0, 2, 5]]
