"""The tables of words by which the rules go; they are data, in `tables/`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

__all__ = ["FOLDER", "named", "phrases_of", "table", "words"]

FOLDER = Path(__file__).with_name("tables")


@cache
def table(name: str) -> dict[str, str]:
    """Return the lists of a table, each as it is written."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, *lists: str) -> frozenset[str]:
    """Return the words of one list, or several, of a table."""
    found = table(name)
    return frozenset(word for listed in lists for word in found[listed].split())


@cache
def named(name: str, listed: str) -> dict[str, str]:
    """Return what the words of a list stand for: "alliance: NATO; ..."."""
    pairs = (pair.split(":") for pair in table(name)[listed].split(";"))
    return {word.strip(): meant.strip() for word, meant in pairs}


@cache
def phrases_of(name: str, listed: str) -> dict[str, list[tuple[str, ...]]]:
    """Return the phrases of a list by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted((tuple(p.split()) for p in table(name)[listed].split(";")), key=len)[::-1]:
        if phrase:
            found.setdefault(phrase[0], []).append(phrase)
    return found
