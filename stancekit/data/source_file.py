"""The path of a file, with what its name does not say of how to read it."""

from __future__ import annotations

import os
from collections.abc import Iterable

from stancekit.data.quoting import shown
from stancekit.exceptions import ParameterError

__all__ = ["SourceFile", "described", "known_encoding"]

_NAMED = {"\\t": "\t", "tab": "\t"}


class SourceFile(str):
    """A path, with the separator and the encoding of the file, and the format of standard input.

    What is None is as the name of the file, its header or its first bytes say.
    """

    __slots__ = ("encoding", "kind", "separator")

    separator: str | None
    encoding: str | None
    kind: str | None

    def __new__(
        cls,
        path: str,
        separator: str | None = None,
        encoding: str | None = None,
        kind: str | None = None,
    ) -> SourceFile:
        """Keep the path as it is."""
        file = super().__new__(cls, path)
        file.separator, file.encoding, file.kind = separator, encoding, kind
        return file

    @property
    def suffix(self) -> str:
        """The suffix of the name, in lower case; that of its format for standard input."""
        if self == "-":
            return f".{self.kind or 'csv'}"
        return os.path.splitext(self)[1].casefold()


def described(
    sources: Iterable[object],
    separator: str | None = None,
    encoding: str | None = None,
    kind: str | None = None,
) -> list[object]:
    r"""Return sources, of which files say how they are to be read, if there is anything to say.

    Examples
    --------
    >>> [file] = described(["labelled.csv"], separator="tab", encoding="cp1252")
    >>> file, file.separator, file.encoding
    ('labelled.csv', '\t', 'cp1252')
    """
    separator = None if separator is None else _separator(separator)
    encoding = None if encoding is None else known_encoding(encoding)
    if separator is encoding is kind is None:
        return list(sources)
    return [
        SourceFile(str(source), separator, encoding, kind)
        if isinstance(source, str | os.PathLike)
        else source
        for source in sources
    ]


def _separator(given: object) -> str:
    found = _NAMED.get(given, given) if isinstance(given, str) else ""
    if len(found) != 1 or found in '"\r\n\0':
        raise ParameterError(
            f"separator={shown(given)}: give one character, such as ';', or 'tab' for tabs"
        )
    return found


def known_encoding(given: object) -> str:
    """Return the name of an encoding, or refuse one that Python does not know."""
    try:
        b" ".decode(str(given), "ignore")
    except (LookupError, ValueError) as error:
        raise ParameterError(
            f"encoding={shown(given)}: no encoding that Python knows; for instance utf-8, utf-16, "
            "cp1252 (Windows, Western Europe), cp1251 (Cyrillic) or mac-roman"
        ) from error
    return str(given)
