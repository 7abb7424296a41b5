"""From the bytes of a file to its text: UTF-8, what its first bytes say, or what the user says."""

from __future__ import annotations

import codecs
import re

from stancekit.exceptions import DataError

__all__ = ["decoded", "encoding_of", "undecodable"]

_BYTE_ORDER_MARK = "\ufeff"
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # begins as that of UTF-16 does, and comes before it
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

_has_control = re.compile(r"[\x80-\x9f]").search


def encoding_of(data: bytes, name: str, encoding: str | None = None) -> str:
    """Return the encoding that somebody says, or that the first bytes of a file say; else UTF-8."""
    if encoding is not None:
        return "utf-8" if codecs.lookup(encoding).name.startswith("utf-8") else encoding
    encoding = next((e for mark, e in _MARKS.items() if data.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in data[:4]:
        raise DataError(
            f"{name}, line 1: the text is UTF-16 or UTF-32 and does not begin with a byte "
            "order mark; save the file as UTF-8, or say which, as with --encoding utf-16-le "
            "(encoding= in Python)"
        )
    return encoding


def decoded(data: bytes, name: str, encoding: str | None = None) -> str:
    """Return the text of a file without its byte order mark; no encoding is guessed."""
    encoding = encoding_of(data, name, encoding)
    try:
        text = data.decode(encoding).removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        raise DataError(_undecodable(error, data, name, encoding)) from error
    if (found := _has_control(text)) and codecs.lookup(encoding).name.startswith("iso8859"):
        line = text.count("\n", 0, found.start()) + 1
        raise DataError(
            f"{name}, line {line}: byte 0x{ord(found.group()):02X} is no character in {encoding}; "
            "files of Windows are cp1252 instead"
        )
    return text


def _undecodable(error: UnicodeDecodeError, data: bytes, name: str, encoding: str) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    return f"{name}, line {line}: {undecodable(data[error.start], encoding)}"


def undecodable(byte: int, encoding: str = "utf-8") -> str:
    """Say that a byte is no character, and what to do."""
    if encoding != "utf-8":
        return f"byte 0x{byte:02X} is not {encoding}; give the encoding in which the file was saved"
    return (
        f"byte 0x{byte:02X} is not UTF-8; save the file as UTF-8 (spreadsheets call it 'CSV "
        "UTF-8'), or say what it is: --encoding cp1252 if it comes from Windows in Western Europe "
        "(encoding= in Python)"
    )
