"""What a noun phrase is: its words by kind, and the head that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from stancekit.article.countries import Place
from stancekit.article.tokens import Token
from stancekit.article.wordlists import words

__all__ = ["Builder", "Item", "Phrase"]


@dataclass(frozen=True)
class Phrase:
    """A noun phrase: tokens begin to end, what its head is, and what stands before the head.

    `kind` is "person", "role" (one person without a name), "group", "organisation", "country",
    "document" or "pronoun". `core` is where the phrase ends without what an "of" ties to it.
    """

    begin: int
    end: int
    kind: str
    name: str
    titles: tuple[str, ...] = ()
    country: str | None = None
    definite: bool = False
    owner: str = ""
    core: int = 0
    owns: bool = False
    inner: Phrase | None = None

    @property
    def head(self) -> str:
        """The last word, in small letters."""
        return self.name.split()[-1].lower()


@dataclass(frozen=True)
class Item:
    """A word within a phrase, or several that name one place."""

    token: Token
    at: int
    text: str
    place: Place | None = None

    @property
    def kind(self) -> str:
        """What the word can be: the first that fits of the kinds that its tables name."""
        low, capital = self.token.low, self.token.capital
        if low in words("small", "regions") and capital:
            return "modifier"
        if self.place is not None:
            return "people" if self.place.kind == "people" else "place"
        if low in words("titles", "person") or low.endswith("-year-old"):
            return "title"
        if low in words("groups", "people", "one") and (not capital or low.endswith("s")):
            return "group"
        if low in words("groups", "documents") and not capital:
            return "document"
        if capital and (low in words("organisations", "words") or _is_acronym(self.token.text)):
            return "organisation"
        if low in words("titles", "modifiers") or low.split("-")[0] in ("ex", "then"):
            return "modifier"
        if low in words("groups", "people", "one"):
            return "group"
        return "name" if capital else "unknown"


@dataclass(frozen=True)
class Builder:
    """Makes one phrase of items, if its head is of the kind asked for."""

    begin: int
    end: int
    items: list[Item]
    opens: bool

    def _named(self) -> str:
        """Return the words of a phrase; the first begins with a capital only if it always does."""
        name, first = _joined(self.items), self.items[0]
        always = first.kind in ("people", "place", "name", "organisation") or not self.opens
        return name if always or first.text.isupper() else name[0].lower() + name[1:]

    def _phrase(self, kind: str, name: str, titled: Sequence[Item], country: str | None) -> Phrase:
        titles = tuple(
            item.text.lower() if item.kind in ("place", "organisation") else item.token.low
            for item in titled
            if item.kind in ("title", "modifier", "place", "organisation")
        )
        return Phrase(self.begin, self.end, kind, name, titles, country, core=self.end)

    def person(self) -> Phrase | None:
        """Return a name after a title."""
        cut = max((i for i, item in enumerate(self.items) if item.kind == "title"), default=-1)
        cut -= self._is_surname(cut)
        before, after = self.items[: cut + 1], self.items[cut + 1 :]
        while len(after) > 1 and _goes_with_title(after[0]):
            before, after = [*before, after[0]], after[1:]
        if cut >= 0 and after and (self._is_surname(cut + 1) or all(map(_in_name, after))):
            return self._phrase("person", _joined(after), before, _country_of(before))
        return None

    def _is_surname(self, at: int) -> bool:
        """Say whether the title at the end is a name: "Mr. King", "Larry King"."""
        if not 0 < at == len(self.items) - 1 or not self.items[at].token.capital:
            return False
        before = self.items[at - 1]
        return before.token.low in words("titles", "honorifics") or (
            self.items[at].token.low in words("titles", "surnames") and before.kind == "name"
        )

    def headed(self) -> Phrase | None:
        """Return a title, a group or a document without a name: "the envoy", "63 deputies"."""
        last = len(self.items) - 1
        while last > 0 and self.items[last].token.low in words("titles", "portfolios") | {
            "of",
            "for",
        }:
            last -= 1
        head = self.items[last]
        if head.kind == "people" and self._is_plural(head):
            return self._phrase("group", head.text, [], _country_of([head]))
        if head.kind not in ("title", "group", "document"):
            return None
        kind = {"title": "role"}.get(head.kind, head.kind)
        if kind == "group" and head.token.low in words("groups", "one"):
            kind = "role"
        return self._phrase(kind, self._named(), self.items, _country_of(self.items))

    def _is_plural(self, head: Item) -> bool:
        return head.text.endswith("s") and len(self.items) == 1

    def named(self) -> Phrase | None:
        """Return a country, an organisation, or a name without a title."""
        places = [item for item in self.items if item.kind == "place"]
        region = self.items[0].token.low in words("small", "regions")
        if places and region and len(places) + 1 == len(self.items):
            return self._phrase("group", _joined(self.items), [], None)
        if len(places) == len(self.items):
            found = places[-1].place
            assert found is not None  # noqa: S101
            kind = "country" if found.kind in ("country", "capital") else "organisation"
            return self._phrase(kind, found.name, [], found.country)
        if any(item.kind == "organisation" for item in self.items):
            return self._phrase("organisation", _joined(self.items), [], _country_of(self.items))
        name = [item for item in self.items if item.kind not in ("people", "modifier")]
        if name and all(_in_name(item) for item in name) and name[-1].token.capital:
            return self._phrase("person", _joined(name), self.items, _country_of(self.items))
        return None


def _goes_with_title(item: Item) -> bool:
    """Say whether an item after a title belongs to it: "of State", "for Foreign Affairs"."""
    low = item.token.low
    return item.kind in ("modifier", "people") or low in {"of", "for"} | words(
        "titles", "portfolios"
    )


def _in_name(item: Item) -> bool:
    """Say whether an item may be part of a person's name."""
    small = item.kind == "unknown" and item.token.low in words("small", "name_particles")
    return (item.kind in ("name", "modifier") and item.token.capital) or small or item.token.scare


def _joined(items: Sequence[Item]) -> str:
    return " ".join(item.text for item in items if not item.token.words)


def _country_of(items: Sequence[Item]) -> str | None:
    """Return the country that the words before a head name; not what an expert deals with."""
    topic = any(item.token.low in words("titles", "topical") for item in items)
    for before, item in pairwise([None, *items]):
        found = item.place if item is not None else None
        if found is None or (topic and found.kind in ("country", "capital")):
            continue
        in_name = before is not None and before.kind in ("name", "organisation")
        if found.country and not (in_name and found.kind == "country"):
            return found.country
    return None


def _is_acronym(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) > 1
