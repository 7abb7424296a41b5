"""Real exports with damage of all kinds: read, or refused in our words."""

import json
import random

import pytest
from exported_files import FOLDER, FORMAT_OF
from hypothesis import given
from hypothesis import strategies as st

from stancekit.conversion.convert import convert
from stancekit.data.files import read_file
from stancekit.data.formats.registry import FORMATS
from stancekit.data.json_files import parse_json
from stancekit.exceptions import DataError

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, -1, 2**70, 1e308, "", " ", "favor", "accept", "stance", "label", "\0"])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "id", "value", "choices", "label"]), inner)
    ),
    max_leaves=6,
)


def records_of(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        return json.loads(text)
    return [json.loads(line) for line in text.splitlines()]


ANNA = "6f1d3c52-8a0e-4b57-9f5e-0d8d5b1c2a01"
RECORDS = {name: records_of(name) for name in FORMAT_OF}


def places(value, path=()):
    """Yield the way to every part of a value."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


def damaged(value, path, damage):
    """Return a value with another one, or none, at a place."""
    key, *rest = path
    copy = value.copy()
    if rest:
        copy[key] = damaged(value[key], rest, damage)
    elif damage is Ellipsis:
        del copy[key]
    else:
        copy[key] = damage
    return copy


def outcome(function, *args, **options):
    """Return what a function returns, or in what words it refuses."""
    try:
        return function(*args, **options), ()
    except DataError as error:
        return None, error.problems


def check_words(problems):
    assert len(problems) <= 6
    assert all(map(str.isprintable, problems))


def check_table(table):
    assert {len(cells) for cells in table.columns.values()} == {len(table)}
    assert all(isinstance(text, str) for text in table.columns["text"])
    labels = [label for label in table.columns["label"] if label is not None]
    assert all(isinstance(label, str | int) and label != "" for label in labels)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMAT_OF)
@given(data=st.data())
def test_damaged_exports_are_read_or_refused(name, data):
    records = RECORDS[name]
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(places(records))))
        records = damaged(records, path, data.draw(st.just(...) | VALUES))
        if not records:
            return
    text = json.dumps(records)
    for export in (None, FORMATS[FORMAT_OF[name]]):
        table, problems = outcome(parse_json, text, name, export=export)
        check_words(problems)
    if table is not None:
        check_table(table)


@pytest.mark.parametrize("name", FORMAT_OF)
@pytest.mark.parametrize("seed", range(10))
def test_what_was_read_of_a_damaged_export_can_be_written(name, seed, tmp_path):
    """Damage as a seed draws it, through the whole of `convert`, to each of the tools."""
    chance = random.Random(seed)
    records = RECORDS[name]
    way = chance.choice([path for path in places(records) if len(path) > 1])
    value = chance.choice([None, "", "favor", 7, 1.5, [], {}, ["favor"], {"id": 1}, True])
    source = tmp_path / "export.json"
    source.write_text(json.dumps(damaged(records, way, value)), encoding="utf-8")
    for tool in ("label-studio", "argilla", "doccano", "prodigy", None):
        suffix = {"label-studio": ".json", "argilla": ".json", None: ".csv"}.get(tool, ".jsonl")
        output = tmp_path / f"{tool}{suffix}"
        options = {"to": tool, "from_": FORMAT_OF[name], "annotator": ANNA}
        done, problems = outcome(convert, source, output, **options)
        check_words(problems)
        assert output.exists() == (done is not None)


@pytest.mark.parametrize("name", FORMAT_OF)
def test_an_export_that_was_cut_off_anywhere_is_read_or_refused(name, tmp_path):
    content = (FOLDER / name).read_bytes()
    path = tmp_path / name
    for end in range(0, len(content), 97):
        path.write_bytes(content[:end])
        check_words(outcome(read_file, path)[1])
