"""Countries by their names, people, capitals and offices."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stancekit.article.wordlists import FOLDER, table

__all__ = ["LONGEST", "Place", "country_named", "place"]

LONGEST = 6
"""How many words the name of a place may have."""


@dataclass(frozen=True)
class Place:
    """What a word for a country stands for.

    `kind` is "country" for its name, "people" for a demonym, "capital", "office" for what is named
    after a building or a house of parliament, "union" for a union of states, which is none.
    """

    name: str
    kind: str
    country: str | None


def place(name: str) -> Place | None:
    """Return what a name stands for.

    Examples
    --------
    >>> place("Warsaw").name, place("Polish").kind, place("Kremlin").country, place("Orlo")
    ('Poland', 'people', 'Russia', None)
    """
    return _places().get(name)


def country_named(words: Iterator[str]) -> str | None:
    """Return the country of the first of the words that names one or its people."""
    found = (place(word) for word in words)
    return next((one.country for one in found if one and one.kind in ("country", "people")), None)


@cache
def _places() -> dict[str, Place]:
    unions = _listed(table("organisations")["unions"])
    found = {name: Place(_spelled_out(name, unions), "union", None) for name in unions}
    found["European"] = found["Europeans"] = Place("European Union", "people", None)
    with Path(FOLDER, "countries.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found.update(_of_country(row))
    return found


def _of_country(row: dict[str, str]) -> Iterator[tuple[str, Place]]:
    name = row["name"]
    for other in (name, *_listed(row["other_names"])):
        yield other, Place(name, "country", name)
    for kind, column in (("people", "demonyms"), ("capital", "capitals")):
        for other in _listed(row[column]):
            yield other, Place(name, kind, name)
    for other in _listed(row["offices"]):
        yield other, Place(other, "office", name)


def _listed(cell: str | None) -> list[str]:
    return [name for part in (cell or "").split(";") if (name := " ".join(part.split()))]


def _spelled_out(name: str, unions: list[str]) -> str:
    """Return the full name of a union that is called by its letters, or by its seat."""
    if name in ("Europe", "Brussels"):
        return "European Union"
    letters = name.replace(".", "")
    long = (one for one in unions if "".join(word[0] for word in one.split()) == letters)
    return next(long, name) if letters.isupper() else name
