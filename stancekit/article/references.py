"""Who a phrase is: by name, by a pronoun, or by a title that somebody has."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from stancekit.article.actors import Actor, Cast
from stancekit.article.heads import Phrase
from stancekit.article.tokens import Token
from stancekit.article.wordlists import named, words

__all__ = ["Resolver"]


_STATES = ("country", "organisation")
"""What "its" can stand for before an office."""


class Resolver:
    """Finds the actors of the phrases of one sentence.

    `given` is who a pronoun stands for first: the subject of a clause before it.
    """

    def __init__(self, cast: Cast, phrases: Sequence[Phrase]) -> None:
        self.cast, self.phrases = cast, phrases
        self._found: dict[int, Actor | None] = {}
        self._owners = {phrase.end: phrase for phrase in phrases if phrase.owns}
        states = (phrase for phrase in phrases if phrase.kind in _STATES)
        self._first_state = next(states, None)
        self.given: Actor | None = None

    def actor(self, phrase: Phrase) -> Actor | None:
        """Return the actor of a phrase; the same one each time."""
        if phrase.begin not in self._found:
            self._found[phrase.begin] = self._resolved(phrase)
        return self._found[phrase.begin]

    def _resolved(self, phrase: Phrase) -> Actor | None:
        match phrase.kind:
            case "pronoun":
                return self.pronoun(phrase.name)
            case "person":
                actor = self.cast.person(phrase)
                actor.country = actor.country or self._country(phrase)
                return actor
            case "document":
                return self._document(phrase)
            case "country" | "organisation":
                return self.cast.other(phrase, phrase.country)
        return self._titled(phrase) or self.cast.other(phrase, self._country(phrase))

    def describe(self, tokens: Sequence[Token]) -> None:
        """Learn what appositions say: "Ann Orlo, a Polish envoy," and "the envoy, Ann Orlo,"."""
        for number, (phrase, after) in enumerate(pairwise(self.phrases)):
            if phrase.owns or phrase.end >= len(tokens) or tokens[phrase.end].text != ",":
                continue
            if after.owns and number + 2 < len(self.phrases):  # "Norway's negotiator"
                owner, after = after, self.phrases[number + 2]
                begins = owner.begin == phrase.end + 1 and after.begin == owner.end
            else:
                begins = after.begin == phrase.end + 1
            if begins and {phrase.kind, after.kind} == {"person", "role"}:
                self._tell(
                    *((phrase, after) if phrase.kind == "person" else (after, phrase)), tokens
                )

    def _tell(self, person: Phrase, role: Phrase, tokens: Sequence[Token]) -> None:
        """Tell somebody what role they have, unless it begins another clause."""
        later = max(person, role, key=lambda phrase: phrase.begin)
        owned = later is role and self._owner_phrase(role) is not None
        ends = later.end >= len(tokens) or tokens[later.end].text in ",.–—-;)"
        ends = ends or (owned and tokens[later.end].low in words("small", "prepositions"))
        if not ends and (later is person or tokens[role.begin].low not in ("a", "an")):
            return
        actor = self.actor(person)
        if actor is not None:
            actor.learn(role.titles, self._country(role))
            self._found[role.begin] = actor

    def pronoun(self, word: str) -> Actor | None:
        """Return the last actor of whom a pronoun can be said, the last subject before others."""
        first = [self.given] if self.given else []
        return next((one for one in [*first, *self.cast.recent()] if _fits(word, one)), None)

    def owner(self, word: str) -> Actor | None:
        """Return who "his", "her", "their" or "its" is."""
        return self.pronoun({"his": "he", "her": "she", "their": "they", "its": "it"}[word])

    def _document(self, phrase: Phrase) -> Actor | None:
        """Return whose a document is; "the statement" is whose the last one was."""
        actor = self._of_document(phrase)
        if actor is None:
            return self.cast.documents.get(phrase.head) if phrase.definite else None
        self.cast.documents[phrase.head] = actor
        return actor

    def _of_document(self, phrase: Phrase) -> Actor | None:
        """Return whose a document is: that of its owner, or of whom it is by."""
        if phrase.inner is not None:
            return self.actor(phrase.inner)
        before = self._owner_phrase(phrase)
        if before is not None:
            return self.actor(before)
        return self.owner(phrase.owner) if phrase.owner else None

    def _owner_phrase(self, phrase: Phrase) -> Phrase | None:
        """Return the phrase right before one, if it owns it: "Norway's"."""
        return self._owners.get(phrase.begin)

    def _country(self, phrase: Phrase) -> str | None:
        """Return the country of an office: that of its phrase, its owner's, "its" in a sentence."""
        before = self._owner_phrase(phrase)
        if phrase.country or (before is not None and before.country):
            return phrase.country or (before.country if before else None)
        if phrase.owner != "its":
            return None
        first, last = self._first_state, self.cast.subject
        if first is not None and first.begin < phrase.begin:
            return first.country
        return last.country if last is not None and last.kind in _STATES else None

    def _titled(self, phrase: Phrase) -> Actor | None:
        """Return who is meant by "the former president" or "the leaders", if somebody fits."""
        if not phrase.definite or phrase.owner or phrase.inner is not None:
            return None
        if phrase.kind == "group":
            return self._known_group(phrase)
        scored = [
            (score, -order, one)
            for order, one in enumerate(self.cast.recent())
            if one.kind == "person" and (score := self._score(phrase, one)) is not None
        ]
        if scored:
            return max(scored, key=lambda each: each[:2])[2]
        return self._same_role(phrase) or self._untitled(phrase)

    def _same_role(self, phrase: Phrase) -> Actor | None:
        """Return who has no name and was called so last: "the spokesman"."""
        roles = (one for one in self.cast.recent() if one.kind == "role")
        return next((one for one in roles if one.name.split()[-1].lower() == phrase.head), None)

    def _untitled(self, phrase: Phrase) -> Actor | None:
        """Return the last subject, if it has no title yet that could be another one's."""
        last = self.cast.subject
        if last is None or last.kind != "person":
            return None
        if phrase.head.endswith("-year-old"):
            return last
        if last.titles & words("titles", "person"):
            return None
        country = self._country(phrase)
        if country and last.country not in (country, None):
            return None
        last.learn(phrase.titles, country)
        return last

    def _score(self, phrase: Phrase, actor: Actor) -> int | None:
        """Return how well an actor fits a title; None where it cannot be meant."""
        head, country = phrase.head, self._country(phrase)
        titles = set(actor.titles) | ({"prime"} if "premier" in actor.titles else set())
        if (set(phrase.titles) & words("titles", "past")) - titles:
            return None  # "the former president" is not the one in office
        leads = head == "leader" and bool(titles & words("titles", "leaders"))
        if head in words("titles", "heads"):  # "the commission chief" is who leads the commission
            leads = bool(titles & words("titles", "leaders") and titles & set(phrase.titles))
        if not (head in titles or leads or (head == "premier" and "prime" in titles)):
            return None
        if country and actor.country not in (country, None):
            return None
        asked = set(phrase.titles) - {head}
        missing, shared = asked - titles, asked & titles
        return (
            2 * len(shared) - 3 * len(missing) + (country is not None and actor.country == country)
        )

    def _known_group(self, phrase: Phrase) -> Actor | None:
        """Return "the alliance", "the country", "the leaders" as what was mentioned so last."""
        if known := named("groups", "known").get(phrase.name.lower()):
            return self.cast.named(known, "organisation")
        if phrase.country:
            return None
        for one in self.cast.recent():
            if one.kind == "country" and phrase.name.lower() in ("country", "nation"):
                return one
            if one.kind == "group" and one.name.split()[-1].lower() == phrase.head:
                return one
        return None


def _fits(word: str, actor: Actor) -> bool:
    """Say whether a pronoun can stand for an actor; it may tell the gender."""
    if word == "they":
        return actor.plural
    if word == "it":
        return actor.kind in ("country", "organisation") or (
            actor.kind == "group" and not actor.name.lower().endswith("s")
        )
    gender = "male" if word == "he" else "female"
    if actor.kind not in ("person", "role") or actor.gender not in (gender, None):
        return False
    if actor.kind == "person":
        actor.gender = gender
    return True
