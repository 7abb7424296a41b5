"""What is no table, or no file, is said to be what it is, whatever its name."""

import io
import zipfile

import pytest

from stancekit.data.read import read_statements
from stancekit.data.readers import read_table
from stancekit.exceptions import DataError

openpyxl = pytest.importorskip("openpyxl")


def archive(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as found:
        for name in names:
            found.writestr(name, "x")
    return stream.getvalue()


def workbook():
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


CONTENTS = {
    "web page": (
        b"\n <!DOCTYPE html>\n<html><table>",
        r"is a web page \(HTML\), whatever its name",
    ),
    "web page with a mark": (b"\xef\xbb\xbf<HTML>", "is a web page"),
    "table of a web page": (b"<table><tr><td>text", "is a web page"),
    "script of a web page": (b"<script>location = 'x'</script>", "is a web page"),
    "XML": (b"<?xml version='1.0'?><Workbook>", "is XML; export the table as CSV"),
    "workbook": (workbook(), r"is an Excel workbook, whatever its name; call it \.xlsx"),
    "Word": (archive("word/document.xml"), "is a Word document"),
    "LibreOffice": (archive("mimetype", "content.xml"), "is from LibreOffice"),
    "archive": (archive("labelled.csv"), "is an archive, whatever its name; unpack it"),
    "old Office": (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old spreadsheet or Word document"),
    "PDF": (b"%PDF-1.7\n", "is a PDF, whatever its name"),
    "rich text": (b"{\\rtf1\\ansi", r"is a text document \(RTF\)"),
    "SPSS": (b"$FL2@(#)", r"is from SPSS, whatever its name; call it \.sav"),
    "Stata": (b"<stata_dta><header>", r"is from Stata, whatever its name; call it \.dta"),
    "xz": (b"\xfd7zXZ\x00", "is compressed; unpack it first"),
}


@pytest.mark.parametrize("case", CONTENTS)
@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.jsonl"])
def test_a_file_of_another_kind_is_known_by_its_contents(write, name, case):
    content, message = CONTENTS[case]
    with pytest.raises(DataError, match=rf"^{name}: this file {message}") as caught:
        read_table(write(name, content))
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("t.xls", r"is a spreadsheet; save it as \.xlsx"),
        ("t.ods", "is a spreadsheet"),
        ("t.docx", "is a text document"),
        ("t.pdf", "is a text document"),
        ("t.html", "is a web page"),
        ("t.rds", r"is one of R's own; write it with write\.csv"),
        ("t.sas7bdat", "is one of SAS"),
        ("t.zsav", r"is an SPSS file of another kind; save it as \.sav"),
        ("t.dat", r"has an unknown format; use \.csv"),
    ],
)
def test_a_file_of_another_kind_is_known_by_its_name(write, name, message):
    with pytest.raises(DataError, match=rf"^{name}: this file {message}"):
        read_table(write(name, b"x"))


@pytest.mark.parametrize("url", ["https://example.org/t.csv", "s3://bucket/t.csv", "http:/e.org"])
def test_a_url_is_no_file(url):
    with pytest.raises(DataError, match="this is a URL; download the file and name that"):
        read_table(url)


def test_a_table_called_txt_is_not_read_as_statements(write):
    path = write("t.txt", "id\ttext\n1\tYes\n".encode("utf-16"))
    with pytest.raises(DataError, match=r"line 1: this is a table whose cells tabs .*\.tsv"):
        read_table(path)
    assert read_statements(path, separator="tab")["text"].tolist() == ["Yes"]
    assert read_table(write("t.txt", "A\ttab\n")).columns == {"text": ["A\ttab"]}
