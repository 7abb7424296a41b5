"""Noun phrases that may be who speaks: names, titles, groups, countries, pronouns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stancekit.article.countries import LONGEST, place
from stancekit.article.heads import Builder, Item, Phrase
from stancekit.article.names import Names, begins, is_name
from stancekit.article.tokens import Token
from stancekit.article.wordlists import words

__all__ = ["phrases"]

_UNKNOWN = 3  # words between an article and its noun that no table needs to know
_DETERMINERS = 5  # "all of these two", and the like
_LONGEST = 30  # words of a phrase, so that no sentence is read again and again
_TIED = {
    "person": frozenset({"of", "from", "at"}),
    "role": frozenset({"of", "for", "to", "from", "in", "at", "with", "among", "within", "on"}),
    "group": frozenset({"of", "for", "from", "in", "at", "with", "among", "within", "across"}),
    "document": frozenset({"of", "from", "by"}),
    "organisation": frozenset({"of", "in"}),
}


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
        while at < min(len(self.tokens), begin + _DETERMINERS) and self._is_determiner(at):
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
        number = token.text[0].isdigit() and not token.low.endswith("-old")
        return number or token.low in words("small", "determiners")

    def _items(self, at: int, *, determined: bool) -> list[Item]:
        """Return the words of a phrase: what the tables know, names, and a few others between."""
        items: list[Item] = []
        while at < len(self.tokens) and len(items) < _LONGEST:
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

    def _item(self, at: int, items: list[Item]) -> Item | None:
        """Return the item at a token, given those before it; None where the phrase is over."""
        token = self.tokens[at]
        named = self._place(at)
        if named is not None:
            return named
        if self._is_name(at):
            return Item(token, at, token.text)
        item = Item(token, at, token.text)
        if token.capital or token.words:
            nickname = token.scare and items and items[-1].kind == "name" and self._name_follows(at)
            return item if nickname else self._titled(item)
        if item.kind != "unknown":
            return None if token.low in words("small", "adverbs") else item
        return item if items and self._is_particle(at, items) else None

    def _titled(self, item: Item) -> Item | None:
        """Return a capital word at a sentence's beginning if the tables know it."""
        known = item.token.capital and item.kind in ("title", "group", "modifier", "organisation")
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
            or self._is_explained(at)
        )

    def _is_explained(self, at: int) -> bool:
        """Say whether an apposition follows the word that begins a sentence: "Olena, a nurse,"."""
        if at + 2 >= len(self.tokens) or self.tokens[at + 1].text != ",":
            return False
        opening = self.tokens[at + 2].low
        return opening in ("a", "an", "who") and not self.tokens[at].low.endswith(("ly", "s"))

    def _speaks(self, at: int) -> bool:
        """Say whether a word that begins a sentence is no plural and has a verb of speech."""
        verb = at + 1 < len(self.tokens) and self.tokens[at + 1].low in words("cues", "speech")
        return verb and not self.tokens[at].low.endswith("s")

    def _name_follows(self, at: int) -> bool:
        at += 1
        if at < len(self.tokens) and self.tokens[at].scare:
            at += 1
        return at < len(self.tokens) and is_name(self.tokens, at)

    def _is_particle(self, at: int, items: list[Item]) -> bool:
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

    def _place(self, at: int) -> Item | None:
        """Return the longest name of a place that begins here."""
        if not self.tokens[at].capital or self.names.is_last(self.tokens[at].text):
            return None
        for size in range(min(LONGEST, len(self.tokens) - at), 0, -1):
            text = " ".join(token.text for token in self.tokens[at : at + size])
            found = place(text)
            if found is not None and not any(t.owns for t in self.tokens[at : at + size - 1]):
                return Item(self.tokens[at], at, text, found)
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

    def _classified(self, begin: int, items: list[Item]) -> Phrase | None:
        """Return the phrase that the items make, by the kind of its head."""
        while items and items[-1].kind in ("modifier", "unknown") and not items[-1].token.capital:
            if items[-1].token.low in words("titles", "portfolios") and len(items) > 1:
                break
            items = items[:-1]
        if not items:
            return None
        end = items[-1].at + len(items[-1].text.split())
        build = Builder(begin, end, items, begins(self.tokens, items[0].at))
        return build.person() or build.headed() or build.named()

    def _belongs(self, phrase: Phrase, word: str, inner: Phrase) -> bool:
        """Say whether somebody is of a country: "minister of", not "critics of", "envoy for"."""
        if inner.owns or phrase.head in words("titles", "topical"):
            return False
        office = inner.kind == "organisation" or not inner.head.endswith("s")
        return word in ("of", "from") or (word == "for" and inner.kind != "country" and office)

    def _and_place(self, inner: Phrase) -> Phrase | None:
        """Return the last of several countries: "leaders of Poland, Latvia and Estonia"."""
        last, tie = inner, ","
        while last.kind == "country" and tie == "," and last.end + 1 < len(self.tokens):
            tie = self.tokens[last.end].low
            following = self.phrase(last.end + 1, 2) if tie in (",", "and") else None
            if following is None or following.kind != "country":
                return None
            last = following
        return last if tie == "and" else None

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
        belongs = self._belongs(phrase, self.tokens[at].low, inner)
        country = phrase.country or (inner.country if belongs else None)
        name = phrase.name
        serves = phrase.kind == "role" and inner.kind in ("organisation", "group", "country")
        if serves and self.tokens[at].low in ("of", "for", "from", "at"):
            name = f"{inner.name} {name}"  # one of several spokesmen
        return replace(
            phrase, end=inner.end, name=name, country=country, inner=inner, owns=inner.owns
        )
