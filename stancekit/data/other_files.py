"""Files that hold no table that can be read here: what they are, and what to do instead."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from stancekit.exceptions import DataError

__all__ = ["is_url", "refuse_no_article", "refuse_other_contents", "refuse_other_suffix"]

_SPREADSHEET = "is a spreadsheet; save it as .xlsx or export it as CSV (UTF-8)"
_COMPRESSED = "is compressed; unpack it first"
_DOCUMENT = "is a text document; put its statements into a table, or into a .txt, one on each line"
_PAGE = "is a web page; download the table itself, or save it from a spreadsheet as CSV (UTF-8)"
_SUFFIXES = {
    **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".ods", ".numbers"), _SPREADSHEET),
    **dict.fromkeys((".gz", ".bz2", ".xz", ".zst", ".zip", ".7z", ".tar", ".tgz"), _COMPRESSED),
    **dict.fromkeys((".pdf", ".doc", ".docx", ".odt", ".rtf", ".pages", ".tex"), _DOCUMENT),
    **dict.fromkeys((".html", ".htm"), _PAGE),
    **dict.fromkeys((".zsav", ".por"), "is an SPSS file of another kind; save it as .sav"),
    **dict.fromkeys(
        (".rds", ".rda", ".rdata"),
        'is one of R\'s own; write it with write.csv(data, "data.csv", row.names = FALSE)',
    ),
    ".sas7bdat": "is one of SAS; export it as CSV (UTF-8)",
}
_CONTENTS = {
    b"\xd0\xcf\x11\xe0": "is an old spreadsheet or Word document, whatever its name; save it as "
    ".xlsx or export it as CSV (UTF-8)",
    b"\x1f\x8b": _COMPRESSED,
    b"BZh91AY&SY": _COMPRESSED,
    b"\xfd7zXZ": _COMPRESSED,
    b"\x28\xb5\x2f\xfd": _COMPRESSED,
    b"PAR1": "is Parquet, whatever its name; call it .parquet",
    b"%PDF": "is a PDF, whatever its name; export the table as CSV (UTF-8)",
    b"{\\rtf": "is a text document (RTF), whatever its name; save it as plain text (UTF-8)",
    b"$FL2": "is from SPSS, whatever its name; call it .sav",
    b"<stata_dta>": "is from Stata, whatever its name; call it .dta",
}
_ARCHIVES = {
    "xl/": "is an Excel workbook, whatever its name; call it .xlsx",
    "word/": "is a Word document, whatever its name; save its table as CSV (UTF-8)",
    "content.xml": "is from LibreOffice, whatever its name; save it as .xlsx or as CSV (UTF-8)",
}
_NO_ARTICLES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word document, an e-book or another archive",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "a text document (RTF)",
    **{start: "compressed" for start, reason in _CONTENTS.items() if reason == _COMPRESSED},
}

_is_page = re.compile(
    rb"(\xef\xbb\xbf)?\s*<(!doctype\s+html|html|head|body|meta|script|div|table|!--)", re.I
).match
_is_xml = re.compile(rb"(\xef\xbb\xbf)?\s*<\?xml\s").match
_names_url = re.compile(r"[a-z][a-z0-9+.-]+:/+[^/]", re.I).match


def is_url(path: str) -> bool:
    """Tell whether what should be a path is an address on the web; pathlib shortens its slashes.

    Examples
    --------
    >>> is_url("https://example.org/t.csv"), is_url("https:/example.org"), is_url("C:/t.csv")
    (True, True, False)
    """
    return _names_url(path) is not None


def refuse_other_suffix(name: str, suffix: str, readable: tuple[str, ...]) -> None:
    """Refuse a file whose name ends in nothing that can be read."""
    if suffix not in readable:
        unknown = f"has an unknown format; use {', '.join(readable)}"
        raise DataError(f"{name}: this file {_SUFFIXES.get(suffix, unknown)}")


def refuse_other_contents(data: bytes, name: str) -> None:
    """Refuse a file that should be text and begins as something else does."""
    reason = _first_match(_CONTENTS, data)
    if data.startswith(b"PK\x03\x04"):
        reason = _archive(data)
    elif _is_page(data[:200]):
        reason = _PAGE.replace("is a web page", "is a web page (HTML), whatever its name")
    elif _is_xml(data[:200]):
        reason = "is XML; export the table as CSV (UTF-8)"
    if reason is not None:
        raise DataError(f"{name}: this file {reason}")


def refuse_no_article(data: bytes, name: str) -> None:
    """Refuse a file that should hold an article and begins as what is neither text nor a page."""
    kind = _first_match(_NO_ARTICLES, data)
    if kind is not None:
        raise DataError(f"{name}: this file is {kind}; save its text as .txt (UTF-8) or as .html")


def _first_match(known: Mapping[bytes, str], data: bytes) -> str | None:
    return next((reason for start, reason in known.items() if data.startswith(start)), None)


def _archive(data: bytes) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except zipfile.BadZipFile:
        names = []
    for part, reason in _ARCHIVES.items():
        if any(name.startswith(part) for name in names):
            return reason
    return "is an archive, whatever its name; unpack it, or export its table as CSV (UTF-8)"
