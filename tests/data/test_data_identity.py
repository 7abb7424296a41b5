"""When two rows are one statement: a key that no way of keeping a table changes."""

import unicodedata
from itertools import chain

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stancekit.data.identity import StatementKey, name_of, rows_by
from stancekit.data.read import read_labelled
from stancekit.data.writing import write_file
from stancekit.exceptions import DataError

pl = pytest.importorskip("polars")

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
WORDS = st.one_of(st.text(CHARACTERS, min_size=1), st.sampled_from(["caf\u00e9", "\u212b", "1.0"]))
NUMBERS = st.integers(-(10**15), 10**15)
CELLS = st.one_of(WORDS, NUMBERS, st.floats(), st.none(), st.booleans(), st.just(" "))
KINDS = (WORDS, NUMBERS)
CODINGS = st.sampled_from(["NFC", "NFD"])
SPACES = st.text(st.sampled_from(" \t\n\u00a0\u3000"), max_size=3)


@given(NUMBERS)
def test_a_whole_number_is_one_name_however_it_is_kept(number):
    kept = [number, np.int64(number), float(number), np.float64(number), str(number)]
    assert {name_of(cell) for cell in kept} | {name_of(str(float(number)))} == {str(number)}


@given(WORDS, CODINGS, SPACES, SPACES)
def test_codings_and_outer_spaces_are_no_part_of_a_name(word, coding, before, behind):
    spelled = before + unicodedata.normalize(coding, word) + behind
    assert name_of(spelled) == name_of(word)


@given(CELLS)
def test_a_name_is_its_own_name_and_a_blank_cell_has_none(cell):
    name = name_of(cell)
    assert name_of(name) == name
    assert name_of(str(cell)) == name or name is None


@pytest.mark.parametrize("blank", [None, "", " \u00a0", float("nan"), np.nan, pd.NA, pd.NaT])
def test_blank_cells_name_nothing(blank):
    assert name_of(blank) is None
    assert StatementKey.of("Talk!", blank) == StatementKey.of("Talk!")


@pytest.mark.parametrize(
    ("one", "other"),
    [("a", "A"), ("1", "01"), ("1", "1.00"), (1, 1.5), (1, True), ("\u00b2", "2"), ("a b", "a  b")],
)
def test_what_is_not_one_name(one, other):
    assert name_of(one) != name_of(other)


@given(WORDS, CELLS, CODINGS)
def test_a_statement_is_its_text_in_any_coding_and_the_name_of_its_target(text, target, coding):
    key = StatementKey.of(text, target)
    assert StatementKey.of(unicodedata.normalize(coding, text), name_of(target)) == key
    assert StatementKey.of(*key) == key
    assert StatementKey.of(f" {text}", target) != key
    assert StatementKey.of(text, f"not {target}") != key


@given(st.lists(CELLS))
def test_rows_are_gathered_by_key_and_none_is_lost(cells):
    names = list(map(name_of, cells))
    rows = rows_by(names)
    assert sorted(chain(*rows.values())) == [row for row, name in enumerate(names) if name]
    assert all(names[row] == name for name, found in rows.items() for row in found)


def keys_of(frame):
    cells = (frame[name].tolist() for name in ("id", "text", "target"))
    return [
        (name_of(id_), StatementKey.of(text, about))
        for id_, text, about in zip(*cells, strict=True)
    ]


def kept(rows, folder):
    """Yield what is read of a table, in each way to keep it."""
    columns = {name: [row[name] for row in rows] for name in ("id", "text", "target", "label")}
    yield columns
    yield pd.DataFrame(columns)
    yield pl.DataFrame(columns)
    for suffix in ("csv", "jsonl", "parquet"):
        path = folder / f"rows.{suffix}"
        write_file(columns, path)
        yield path


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    numbers=st.lists(st.one_of(NUMBERS, st.none()), min_size=2, max_size=5, unique=True),
    about=st.one_of(*(st.lists(kind | st.none(), min_size=5, max_size=5) for kind in KINDS)),
)
def test_every_way_to_keep_a_table_gives_the_same_keys(numbers, about, scratch):
    rows = [
        {"id": number, "text": f"Caf\u00e9 {row}", "target": target, "label": "ab"[row % 2]}
        for row, (number, target) in enumerate(zip(numbers, about, strict=False))
    ]
    expected = keys_of(pd.DataFrame(rows, dtype=object))
    for source in kept(rows, scratch):
        assert keys_of(read_labelled(source, labels=["a", "b"])) == expected


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"id": ["1", 1]}, "column 'id': one id, spelled '1' and 1, is used 2 times; make each"),
        ({"id": ["1.0", "1"]}, "column 'id': one id, spelled '1.0' and '1', is used 2 times; make"),
        ({"id": ["a", "a"], "target": [" ", None]}, "column 'id': the id 'a' is used 2 times"),
        ({"id": ["a", "a"], "target": ["1", 1]}, "column 'id': the id 'a' is used 2 times"),
        ({"text": ["b", "b"], "target": [" ", None]}, "is labelled 'against' and 'favor'; keep"),
        ({"text": ["b", "b"], "target": ["1", 1]}, "is labelled 'against' and 'favor'; keep one"),
        ({"text": ["\u00e9", "e\u0301"]}, "the same text is labelled 'against' and 'favor'; keep"),
    ],
)
def test_labelled_statements_are_told_apart_by_their_keys(columns, problem):
    data = {"text": ["Talk!", "Never!"], "label": ["favor", "against"]} | columns
    with pytest.raises(DataError) as caught:
        read_labelled(data)
    assert [line.startswith("dict, rows 1, 2") for line in caught.value.problems] == [True]
    assert problem in caught.value.problems[0]


def test_labels_are_no_names():
    with pytest.raises(DataError, match="column 'label': a string, unlike the other labels"):
        read_labelled({"text": ["a", "b", "c"], "label": [1, "1", 2]})
