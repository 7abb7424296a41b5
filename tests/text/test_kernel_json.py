"""What the kernel reads of lines of JSON is what Python's reader finds there."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancekit.text import python_kernel

compiled = pytest.importorskip("stancekit.text.compiled_kernel", exc_type=ImportError)

NAMES, RESERVED = ["text", "zür\U0001f54a"], ["label"]
TOKENS = [
    *('{"text": ', '{"text"', '"text"', '"label"', '"\\u0074ext"', '"l\\u0061bel"', '"', '"a"'),
    *(":", ",", "{", "}", "[", "]", "null"),
    *("true", "false", "nul", "NaN", "-", "-0", "01", "1.5e+7", "1.", ".5", "1e", " ", "\t", "\r"),
    *("\\", "\\u0000", "\\u00e9", "\\ud83d\\udd4a", "\\ud83d", "\\udd4a", "\\n", "\\x", "\\u12"),
    *("é", "\U0001f54a", "\x01", "\x1f", "\x7f", "text", "zür\U0001f54a", '"zür\U0001f54a": "b"'),
    *('": "', '", "', "a long text of words", '{"text": "Build it.", "n": [1, {"m": {}}, []]}'),
]
characters = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
strings = st.one_of(st.text(characters), st.sampled_from(["text", "label", *NAMES]))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(-1e300, 1e300), strings),
    lambda some: st.one_of(st.lists(some), st.dictionaries(strings, some)),
    max_leaves=4,
)
texts = st.one_of(st.none(), strings)
others = st.text("abcé").map(lambda name: f"k{name}")
records = st.builds(
    lambda found, more: dict(sorted({**found, **more}.items())),
    st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, texts)),
    st.dictionaries(others, values, min_size=1),
)


def texts_in(lines, kernel=compiled):
    """Return the texts under each name, None where they are not to be had."""
    data = b"".join(lines)
    ends = np.cumsum([len(line) for line in lines], dtype=np.int64)
    found = kernel.json_texts(data, ends, NAMES, RESERVED)
    if found is None:
        return None
    columns = []
    for texts in found:
        assert texts.ends[0] == 0
        spans = zip(texts.ends[:-1], texts.ends[1:], texts.valid, strict=True)
        content = texts.data.tobytes()
        columns.append([content[a:b].decode() if there else None for a, b, there in spans])
    return columns


def refuse(constant):
    raise ValueError(constant)


def read_by_python(line):
    """Return the pairs of an object that is all of a line but its end."""
    body = line.removesuffix(b"\n").removesuffix(b"\r")
    assert body.startswith(b"{")
    assert body.endswith(b"}")
    found = []
    json.loads(line, object_pairs_hook=lambda p: found.append(p), parse_constant=refuse)
    return found[-1]


def assert_sound(line):
    """Compare what is found, if anything is, with what Python's reader finds."""
    found = texts_in([line])
    if found is None:
        return
    pairs = read_by_python(line)
    for name, column in zip(NAMES, found, strict=True):
        of_name = [value for key, value in pairs if key == name]
        assert column == (of_name or [None])
    for key, value in pairs:
        assert key not in RESERVED
        if isinstance(value, str):
            assert "\0" not in value
            value.encode()


@settings(max_examples=300)
@given(st.lists(st.sampled_from(TOKENS), max_size=12), st.sampled_from(["", "\n", "}\n", '"}\r\n']))
def test_what_is_found_in_anything_is_what_python_finds(tokens, end):
    if line := ("".join(tokens) + end).encode():
        assert_sound(line)


@given(records, st.booleans(), st.data())
def test_what_is_found_in_damaged_records_is_what_python_finds(record, ascii_only, data):
    line = json.dumps(record, ensure_ascii=ascii_only).encode() + b"\n"
    place = data.draw(st.integers(0, len(line) - 1))
    assert_sound(line[:place] or b"\n")
    damaged = bytearray(line)
    damaged[place] = data.draw(st.sampled_from(b'"\\{}[]:,0 \x01\nn'))
    try:
        damaged.decode()
    except UnicodeDecodeError:
        return
    assert_sound(bytes(damaged))


@given(st.lists(records), st.booleans(), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_ordinary_records_are_read(found, ascii_only, end):
    lines = [json.dumps(record, ensure_ascii=ascii_only).encode() + end for record in found]
    assert texts_in(lines) == [[record.get(name) for record in found] for name in NAMES]


@pytest.mark.parametrize(
    "line",
    [
        b"{}",
        b'{"text": 1}',
        b'{"text": "a", "text": null}',
        b'{"text": "a", "label": null}',
        b'{"l\\u0061bel": "a"}',
        b'{"\\u0074ext": "a", "text": "a"}',
        b'{"' + b"\\n" * 600 + b'": "a"}',
        b'{"text": "\\u0000"}',
        b'{"text": "\\udd4a"}',
        b'{"text": "a", "n": 01}',
        b'{"text": "a", "n": NaN}',
        b'{"text": "a"} ',
        b'{"text": "a"} {"text": "b"}',
        b'{"text": "a", "deep": ' + b"[" * 65 + b"]" * 65 + b"}",
        b"[]",
        b"\n",
    ],
)
def test_what_python_has_to_judge_is_left_to_it(line):
    assert texts_in([b'{"text": "a"}\n', line]) is None


def test_ends_that_are_none_are_refused():
    for ends in ([0], [-1], [14], [5, 5], [13, 12]):
        found = compiled.json_texts(b'{"text": "a"}', np.array(ends, np.int64), NAMES, RESERVED)
        assert found is None


def test_plain_python_leaves_all_records_to_be_read_one_by_one():
    assert texts_in([b'{"text": "a"}\n'], python_kernel) is None
