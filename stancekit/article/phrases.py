"""Noun phrases that may be who speaks: names, titles, groups, countries, pronouns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stancekit.article.countries import LONGEST, Place, place
from stancekit.article.names import Names, begins, is_name
from stancekit.article.tokens import Token
from stancekit.article.wordlists import words

__all__ = ["Phrase", "phrases"]

_UNKNOWN = 3  # words between an article and its noun that no table needs to know
_TIED = {
    "person": frozenset({"of", "from", "at"}),
    "role": frozenset({"of", "for", "from", "in", "at", "with", "among", "within", "on"}),
    "group": frozenset({"of", "for", "from", "in", "at", "with", "among", "within", "across"}),
    "document": frozenset({"of", "from", "by"}),
    "organisation": frozenset({"of", "in"}),
}


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
class _Item:
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
        if low in words("titles", "person"):
            return "title"
        if low in words("groups", "people") and (not capital or low.endswith("s")):
            return "group"
        if low in words("groups", "documents") and not capital:
            return "document"
        if capital and (low in words("organisations", "words") or _is_acronym(self.token.text)):
            return "organisation"
        if low in words("titles", "modifiers") or low.split("-")[0] in ("ex", "then"):
            return "modifier"
        if low in words("groups", "people"):
            return "group"
        return "name" if capital else "unknown"


def phrases(tokens: Sequence[Token], names: Names, *, strict: bool = False) -> list[Phrase]:
    """Return the noun phrases of a sentence that have a head which the tables or names know.

    In a title with capitals everywhere (`strict`) a capital says nothing: names must be known.

    Examples
    --------
    >>> from stancekit.article.tokens import tokens
    >>> words = tokens("A Polish diplomat met President Ann Orlo of Norway", 0, 50, [])
    >>> for found in phrases(words, Names([words])):
    ...     print(found.kind, found.name, found.titles, found.country)
    role Polish diplomat ('diplomat',) Poland
    person Ann Orlo ('president',) Norway
    """
    reader = _Reader(tokens, names, strict)
    found, at = [], 0
    while at < len(tokens):
        phrase = reader.phrase(at)
        if phrase is not None:
            found.append(phrase)
        at = phrase.end if phrase is not None else at + 1
    return found


class _Reader:
    """Reads phrases off the tokens of one sentence, from left to right."""

    def __init__(self, tokens: Sequence[Token], names: Names, strict: bool) -> None:
        self.tokens, self.names, self.strict = tokens, names, strict

    def phrase(self, at: int, depth: int = 0) -> Phrase | None:
        """Return the phrase that begins at a token, with what is tied to it."""
        token = self.tokens[at]
        if token.low in ("he", "she", "they", "it"):
            return Phrase(at, at + 1, "pronoun", token.low, core=at + 1)
        begin = at
        while at < len(self.tokens) and self._is_determiner(at):
            at += 1
        items = self._items(at, determined=at > begin)
        found = self._classified(begin, items) if items else None
        if found is None:
            return None
        opening = self.tokens[begin].low if at > begin else ""
        found = replace(
            found,
            definite=opening in words("small", "definite"),
            owner=opening if opening in ("his", "her", "their", "its") else "",
            owns=self.tokens[found.end - 1].owns,
        )
        return found if found.owns or depth > 1 else self._tied(found, depth)

    def _is_determiner(self, at: int) -> bool:
        token = self.tokens[at]
        return token.low in words("small", "determiners") or token.text[0].isdigit()

    def _items(self, at: int, *, determined: bool) -> list[_Item]:
        """Return the words of a phrase: what the tables know, names, and a few others between."""
        items: list[_Item] = []
        while at < len(self.tokens):
            item = self._item(at, items)
            if item is None:
                unknown = self._unknown(at) if determined and not items else 0
                if not unknown:
                    break
                at += unknown
                continue
            items.append(item)
            at = item.at + len(item.text.split())
            if self.tokens[at - 1].owns:
                break
        return items

    def _item(self, at: int, items: list[_Item]) -> _Item | None:
        """Return the item at a token, given those before it; None where the phrase is over."""
        token = self.tokens[at]
        named = self._place(at)
        if named is not None:
            return named
        if self._is_name(at):
            return _Item(token, at, token.text)
        item = _Item(token, at, token.text)
        if token.capital or token.words:
            nickname = token.scare and items and items[-1].kind == "name" and self._name_follows(at)
            return item if nickname else self._titled(item)
        if item.kind != "unknown":
            return None if token.low in words("small", "adverbs") else item
        return item if items and self._is_particle(at, items) else None

    def _titled(self, item: _Item) -> _Item | None:
        """Return a capital word at a sentence's beginning if the tables know it."""
        known = item.token.capital and item.kind in ("title", "group", "modifier")
        return item if known and item.token.low not in words("small", "connectives") else None

    def _is_name(self, at: int) -> bool:
        if not is_name(self.tokens, at):
            return False
        token = self.tokens[at]
        if self.strict:
            return self.names.is_last(token.text)
        return (
            not begins(self.tokens, at)
            or self.names.knows(token.text)
            or self._name_follows(at)
            or self._speaks(at)
        )

    def _speaks(self, at: int) -> bool:
        """Say whether a word that begins a sentence is no plural and has a verb of speech."""
        verb = at + 1 < len(self.tokens) and self.tokens[at + 1].low in words("cues", "speech")
        return verb and not self.tokens[at].low.endswith("s")

    def _name_follows(self, at: int) -> bool:
        at += 1
        if at < len(self.tokens) and self.tokens[at].scare:
            at += 1
        return at < len(self.tokens) and is_name(self.tokens, at)

    def _is_particle(self, at: int, items: list[_Item]) -> bool:
        """Say whether a small word is part of what the words before it name."""
        low, last = self.tokens[at].low, items[-1]
        if low == "and" and last.token.low in words("small", "regions"):
            return at + 1 < len(self.tokens) and self.tokens[at + 1].low in words(
                "small", "regions"
            )
        if low in ("of", "for") and last.kind == "title" and at + 1 < len(self.tokens):
            return self.tokens[at + 1].low in words("titles", "portfolios")
        if low in words("titles", "portfolios") and self.tokens[at - 1].low in ("of", "for"):
            return len(items) > 1 and items[-2].kind == "title"
        if low in words("small", "name_particles") and (
            last.kind == "name" or last.token.low in words("small", "name_particles")
        ):
            return self._name_follows(at) or (
                at + 2 < len(self.tokens)
                and self.tokens[at + 1].low in words("small", "name_particles")
                and is_name(self.tokens, at + 2)
            )
        return (
            last.token.capital
            and low in words("small", "organisation_particles")
            and any(item.kind == "organisation" for item in items)
            and (low != "and" or any(item.text in ("of", "for") for item in items))
            and self._name_follows(at)
        )

    def _place(self, at: int) -> _Item | None:
        """Return the longest name of a place that begins here."""
        if not self.tokens[at].capital:
            return None
        for size in range(min(LONGEST, len(self.tokens) - at), 0, -1):
            text = " ".join(token.text for token in self.tokens[at : at + size])
            found = place(text)
            if found is not None and not any(t.owns for t in self.tokens[at : at + size - 1]):
                return _Item(self.tokens[at], at, text, found)
        return None

    def _unknown(self, at: int) -> int:
        """Return how many words that no table knows stand between an article and its noun."""
        for count in range(1, _UNKNOWN + 1):
            if at + count >= len(self.tokens) or not self._may_modify(at + count - 1):
                return 0
            item = self._item(at + count, [])
            if item is not None:
                return count
        return 0

    def _may_modify(self, at: int) -> bool:
        token = self.tokens[at]
        stops = words("small", "auxiliaries", "subordinators", "prepositions", "adverbs")
        if token.scare:
            return True
        return (
            token.text[0].isalpha()
            and not token.capital
            and not token.owns
            and token.low not in stops | words("cues", "speech", "attitude") | {"and", "or", "but"}
        )

    def _classified(self, begin: int, items: list[_Item]) -> Phrase | None:
        """Return the phrase that the items make, by the kind of its head."""
        while items and items[-1].kind in ("modifier", "unknown") and not items[-1].token.capital:
            if items[-1].token.low in words("titles", "portfolios") and len(items) > 1:
                break
            items = items[:-1]
        if not items:
            return None
        end = items[-1].at + len(items[-1].text.split())
        build = _Builder(begin, end, items, begins(self.tokens, items[0].at))
        return build.person() or build.headed() or build.named()

    def _and_place(self, inner: Phrase) -> Phrase | None:
        """Return the country after an "and": "leaders of Poland and Latvia"."""
        at = inner.end
        if inner.kind != "country" or at + 1 >= len(self.tokens) or self.tokens[at].low != "and":
            return None
        second = self.phrase(at + 1, 2)
        return second if second is not None and second.kind == "country" else None

    def _tied(self, phrase: Phrase, depth: int) -> Phrase:
        """Return a phrase with what a preposition ties to it, of which it may be a citizen."""
        at = phrase.end
        if at + 1 >= len(self.tokens) or self.tokens[at].low not in _TIED.get(phrase.kind, ()):
            return phrase
        inner = self.phrase(at + 1, depth + 1)
        if inner is None or inner.kind == "pronoun":
            return phrase
        second = self._and_place(inner)
        if second is not None and phrase.kind == "group":
            return replace(phrase, end=second.end, inner=inner, owns=second.owns)
        belongs = self.tokens[at].low in ("of", "for", "from") and not inner.owns
        country = phrase.country or (inner.country if belongs else None)
        return replace(phrase, end=inner.end, country=country, inner=inner, owns=inner.owns)


@dataclass(frozen=True)
class _Builder:
    """Makes one phrase of items, if its head is of the kind asked for."""

    begin: int
    end: int
    items: list[_Item]
    opens: bool

    def _named(self) -> str:
        """Return the words of a phrase; the first begins with a capital only if it always does."""
        name, first = _joined(self.items), self.items[0]
        always = first.kind in ("people", "place", "name", "organisation") or not self.opens
        return name if always or first.text.isupper() else name[0].lower() + name[1:]

    def _phrase(self, kind: str, name: str, titled: Sequence[_Item], country: str | None) -> Phrase:
        titles = tuple(item.token.low for item in titled if item.kind in ("title", "modifier"))
        return Phrase(self.begin, self.end, kind, name, titles, country, core=self.end)

    def person(self) -> Phrase | None:
        """Return a name after a title."""
        cut = max((i for i, item in enumerate(self.items) if item.kind == "title"), default=-1)
        before, after = self.items[: cut + 1], self.items[cut + 1 :]
        while len(after) > 1 and _goes_with_title(after[0]):
            before, after = [*before, after[0]], after[1:]
        if cut >= 0 and after and all(_in_name(item) for item in after):
            return self._phrase("person", _joined(after), before, _country_of(before))
        return None

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
            place_ = head.place
            kind = "country" if place_ and place_.country else "organisation"
            return self._phrase(
                kind,
                place_.name if place_ else head.text,
                [],
                head.place.country if head.place else None,
            )
        if head.kind not in ("title", "group", "document"):
            return None
        kind = {"title": "role"}.get(head.kind, head.kind)
        if kind == "group" and head.token.low in words("groups", "one"):
            kind = "role"
        return self._phrase(kind, self._named(), self.items, _country_of(self.items))

    def _is_plural(self, head: _Item) -> bool:
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


def _goes_with_title(item: _Item) -> bool:
    """Say whether an item after a title belongs to it: "of State", "for Foreign Affairs"."""
    low = item.token.low
    return item.kind in ("modifier", "people") or low in {"of", "for"} | words(
        "titles", "portfolios"
    )


def _in_name(item: _Item) -> bool:
    """Say whether an item may be part of a person's name."""
    small = item.kind == "unknown" and item.token.low in words("small", "name_particles")
    return (item.kind in ("name", "modifier") and item.token.capital) or small or item.token.scare


def _joined(items: Sequence[_Item]) -> str:
    return " ".join(item.text for item in items if not item.token.words)


def _country_of(items: Sequence[_Item]) -> str | None:
    """Return the country that the words before a head name; not what an expert deals with."""
    topic = any(item.token.low in words("titles", "topical") for item in items)
    for item in items:
        found = item.place
        if found and found.country and not (topic and found.kind in ("country", "capital")):
            return found.country
    return None


def _is_acronym(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) > 1
