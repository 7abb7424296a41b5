"""Encodings: UTF-8, what a byte order mark says, and what the user says; none is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.data.encodings import decoded
from stancekit.data.read import read_labelled
from stancekit.data.readers import read_table
from stancekit.exceptions import DataError, ParameterError

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\0"), min_size=1)
MARKED = ["utf-8-sig", "utf-16", "utf-32"]
LATIN = "text,label\nVerhandeln für „später“,ja\nNie!,nein\n"


@given(text=TEXTS, encoding=st.sampled_from(MARKED))
def test_a_byte_order_mark_says_the_encoding(text, encoding):
    assert decoded(text.encode(encoding), "t.csv") == text


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xfe\xff", "utf-16-be"), (b"\x00\x00\xfe\xff", "utf-32-be")]
)
def test_the_big_end_may_come_first(mark, encoding):
    assert decoded(mark + "a,ü".encode(encoding), "t.csv") == "a,ü"


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "utf-16-le"])
def test_the_encoding_that_is_given_is_used(write, encoding):
    frame = read_labelled(write("t.csv", LATIN.encode(encoding)), encoding=encoding)
    assert frame["text"].tolist() == ["Verhandeln für „später“", "Nie!"]


def test_another_encoding_is_never_guessed_and_the_way_out_is_named(write):
    path = write("t.csv", LATIN.encode("cp1252"))
    with pytest.raises(DataError, match=r"line 2: byte 0xFC is not UTF-8; .*--encoding cp1252"):
        read_table(path)


def test_a_wrong_encoding_names_the_line(write):
    path = write("t.csv", b"text\nyes\n\x81\n")
    with pytest.raises(DataError, match=r"t\.csv, line 3: byte 0x81 is not cp1252; give the enc"):
        read_labelled(path, encoding="cp1252")


def test_latin_1_for_what_windows_wrote_would_lose_its_quotes(write):
    path = write("t.csv", LATIN.encode("cp1252"))
    with pytest.raises(DataError, match=r"line 2: byte 0x84 is no character in latin1; .*cp1252"):
        read_labelled(path, encoding="latin1")


@pytest.mark.parametrize("encoding", ["klingon", "base64", "", 8])
def test_an_encoding_that_python_lacks_is_refused(write, encoding):
    with pytest.raises(ParameterError, match=r"encoding=.*no encoding that Python knows; for inst"):
        read_labelled(write("t.csv", LATIN), encoding=encoding)
