"""Articles from texts, files, folders and tables."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stancekit.blocks import printable
from stancekit.data.encodings import decoded
from stancekit.data.files import FILE_SUFFIXES, standard_input
from stancekit.data.identity import name_of
from stancekit.data.other_files import is_url, refuse_no_article
from stancekit.data.quoting import counted, listed, no_file
from stancekit.data.read import read_statements
from stancekit.data.source_file import known_encoding
from stancekit.data.table import is_blank
from stancekit.exceptions import DataError, InputTypeError

__all__ = ["Article", "read_articles"]

_PAGES = (".txt", ".html", ".htm", ".xhtml", ".md", "")
_TABLES = tuple(suffix for suffix in FILE_SUFFIXES if suffix not in _PAGES)
_LONGEST_PATH = 1000


@dataclass(frozen=True)
class Article:
    """The text of an article, as it was given, and its name; there may be none for a single one."""

    name: str
    text: str


def read_articles(source: object, encoding: str | None = None) -> list[Article]:
    """Return the articles of a source, or say which have no text."""
    encoding = None if encoding is None else known_encoding(encoding)
    found = list(_articles(source, encoding))
    empty = [one.name or "article" for one in found if not one.text.strip()]
    if empty:
        raise DataError(f"{listed(empty)}: no text; leave it out, or give the article's text")
    return found


def _articles(source: object, encoding: str | None) -> Iterator[Article]:
    if isinstance(source, str) and not _is_path(source):
        yield Article("", source)
    elif isinstance(source, str | os.PathLike):
        yield from _files(os.fspath(source), encoding)
    elif isinstance(source, Sequence) and all(isinstance(text, str) for text in source):
        if not source:
            raise DataError("article: the list is empty; give at least one article")
        yield from (Article(f"article {n}", text) for n, text in enumerate(source, start=1))
    elif isinstance(source, Mapping) or hasattr(source, "columns"):
        yield from _rows(source)
    else:
        raise InputTypeError(
            f"article: expected a text, a path, a list of texts or a table with a column 'text', "
            f"got {type(source).__name__}"
        )


def _is_path(text: str) -> bool:
    """Say whether a string is "-" or the name of what is there, rather than an article."""
    if "\n" in text or len(text) > _LONGEST_PATH or not text.strip() or "\0" in text:
        return False
    return text == "-" or os.path.exists(text) or text.endswith(_TABLES + _PAGES[:-1])


def _files(path: str, encoding: str | None) -> Iterator[Article]:
    """Yield the article of a file, those of a table, or those of the files in a folder."""
    name = printable(path)
    if path == "-":
        yield Article("standard input", _text(standard_input().read(), "standard input", encoding))
    elif is_url(path):
        raise DataError(f"{name}: is an address on the web; save the page as .html, and name that")
    elif os.path.isdir(path):
        yield from _folder(Path(path), encoding)
    elif path.casefold().endswith(_TABLES):
        yield from _rows(path)
    else:
        yield Article(name, _contents(Path(path), name, encoding))


def _contents(path: Path, name: str, encoding: str | None) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise FileNotFoundError(no_file(name, path)) from error
    except OSError as error:
        raise DataError(f"{name}: cannot be read ({error.strerror})") from error
    return _text(data, name, encoding)


def _text(data: bytes, name: str, encoding: str | None) -> str:
    refuse_no_article(data, name)
    return decoded(data, name, encoding)


def _folder(folder: Path, encoding: str | None) -> Iterator[Article]:
    files = sorted(
        f for f in folder.iterdir() if f.is_file() and f.suffix.casefold() in _PAGES[:-1]
    )
    if not files:
        raise DataError(
            f"{printable(str(folder))}: no .txt, .html, .htm or .md file in this folder"
        )
    for file in files:
        yield Article(file.name, _contents(file, printable(str(file)), encoding))


def _rows(source: object) -> Iterator[Article]:
    """Yield the rows of a table, by their ids, or else their documents, or else their numbers."""
    frame = read_statements(source)
    column = next((name for name in ("id", "document") if name in frame), None)
    named = [None] * len(frame) if column is None else frame[column].tolist()
    names = [name_of(cell) or f"row {row}" for row, cell in enumerate(named, start=1)]
    if not names:
        raise DataError("article: the table has no rows; give at least one article")
    if len(set(names)) < len(names):
        repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        raise DataError(
            f"article, column {column!r}: {counted(len(repeated), 'name')} of several articles, "
            f"{listed(repeated)}; give each row its whole article, and a name of its own"
        )
    if empty := [name for name, text in zip(names, frame["text"], strict=True) if is_blank(text)]:
        raise DataError(
            f"article, {listed(empty)}, column 'text': is empty; leave the row out, or give the "
            "article's text"
        )
    yield from map(Article, names, frame["text"])
