"""The tables of words by which the rules go; they are data, in `tables/`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

__all__ = ["table", "words"]

_FOLDER = Path(__file__).with_name("tables")


@cache
def table(name: str) -> dict[str, str]:
    """Return the lists of a table, each as it is written."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, *lists: str) -> frozenset[str]:
    """Return the words of one list, or several, of a table."""
    found = table(name)
    return frozenset(word for listed in lists for word in found[listed].split())
