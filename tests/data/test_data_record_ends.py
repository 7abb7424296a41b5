"""Where records end: as Python's reader of CSV has it, whatever stands in quotes."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.data.record_ends import line_ends, open_quote, record_ends

pieces = st.sampled_from(["a", "b c", '"', '""', ",", ";", "\t", "\n", "\r\n", "\r", "é", " ", "|"])
files = st.lists(pieces, max_size=40).map("".join)
cells = st.lists(pieces, max_size=6).map("".join)
tables = st.lists(st.lists(cells, min_size=2, max_size=3), max_size=8)


def as_read(text, separator):
    """Return the records of a text, and where each ends, as Python's reader counts lines."""
    lines = list(io.StringIO(text, newline=""))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    reader = csv.reader(lines, delimiter=separator)
    return [(cells, starts[reader.line_num]) for cells in reader]


@given(files, st.sampled_from([",", "\t"]))
def test_records_end_where_the_reader_ends_them(text, separator):
    data = text.encode()
    found = record_ends(data, separator.encode()).ends.tolist()
    # The reader ends the last record with the data, though no line ends there.
    expected = [end for _, end in as_read(text, separator)]
    unsure = {len(data)}
    assert set(found) - unsure == set(expected) - unsure
    if len(data) in found:
        assert data.endswith((b"\n", b"\r"))


@given(tables, st.sampled_from([",", "\t", ";"]), st.sampled_from(["\n", "\r\n"]))
def test_a_file_that_a_program_wrote_is_regular(rows, separator, end):
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(
        rows
    )
    found = record_ends(stream.getvalue().encode(), separator.encode())
    assert found.is_regular
    assert len(found.ends) == len(rows)


@pytest.mark.parametrize("quoted", ['1, "a",b\n', '1,5" pipe\n', '"a"b,c\n', 'a"b"\n', 'a,b"\n'])
def test_quotes_that_enclose_no_cell_are_noticed(quoted):
    found = record_ends(quoted.encode())
    assert not found.is_regular
    assert found.ends.tolist() == [len(quoted)]


def test_a_separator_of_several_bytes_is_one():
    assert record_ends('1¦"a\nb"\n2¦c\n'.encode(), "¦".encode()).ends.tolist() == [9, 14]


def test_a_line_feed_may_follow_a_carriage_return_at_the_end():
    assert line_ends(b"a\rb\r", returns=True).tolist() == [2]
    assert record_ends(b'"a"\r').ends.tolist() == []
    assert record_ends(b'a"\r').ends.tolist() == []


@pytest.mark.parametrize(
    ("record", "place"),
    [(b'1,"a', 2), (b'"a', 0), (b'1,"a""', 2), (b'"a",b\n', None), (b"a", None), (b"", None)],
)
def test_a_quote_that_is_never_closed_is_found(record, place):
    assert open_quote(record) == place
