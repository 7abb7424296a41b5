"""Who speaks in an article: each actor once, whatever name, title or country it goes by."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from stancekit.article.heads import Phrase
from stancekit.article.names import Names
from stancekit.article.wordlists import words

__all__ = ["Actor", "Cast"]

_REMEMBERED = 60  # mentions


@dataclass(eq=False)
class Actor:
    """One who speaks.

    `kind` is "person", "role" (one person who has no name), "group", "organisation" or "country".
    Titles, country and gender are what the article says of it so far.
    """

    name: str
    kind: str
    country: str | None = None
    gender: str | None = None
    titles: set[str] = field(default_factory=set)

    @property
    def plural(self) -> bool:
        """Whether "they" can be said of it."""
        return self.kind in ("group", "country", "organisation")

    def learn(self, titles: tuple[str, ...], country: str | None) -> None:
        """Add what a phrase says of it; the first country stays."""
        self.titles.update(titles)
        self.country = self.country or country
        for gender in ("female", "male"):
            if set(titles) & words("titles", gender):
                self.gender = self.gender or gender


class Cast:
    """All actors of an article, and those that were mentioned lately."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._actors: dict[tuple[str, str], Actor] = {}
        self._mentions: deque[Actor] = deque(maxlen=_REMEMBERED)
        self.subject: Actor | None = None
        self.documents: dict[str, Actor] = {}

    def person(self, phrase: Phrase) -> Actor:
        """Return the person of a phrase, under the fullest name that the article has."""
        fulls = self.names.full(phrase.name)
        actor = self._get(self._likeliest(fulls) or phrase.name, "person")
        actor.learn(phrase.titles, phrase.country)
        return actor

    def _likeliest(self, fulls: list[str]) -> str | None:
        """Return the full name that was mentioned last, or else the first."""
        if len(fulls) > 1:
            recent = (actor.name for actor in self.recent() if actor.name in fulls)
            return next(recent, fulls[0])
        return fulls[0] if fulls else None

    def other(self, phrase: Phrase, country: str | None) -> Actor:
        """Return a group, an organisation, a country, or one person without a name."""
        actor = self._get(phrase.name, phrase.kind)
        actor.learn(phrase.titles, country)
        return actor

    def named(self, name: str, kind: str) -> Actor:
        """Return the actor of a name and kind."""
        return self._get(name, kind)

    def _get(self, name: str, kind: str) -> Actor:
        actor = self._actors.setdefault((kind, name.lower()), Actor(name, kind))
        if actor.name.isupper() and not name.isupper():  # a title shouted it first
            actor.name = name
        return actor

    def mention(self, actor: Actor) -> None:
        """Remember that an actor was mentioned."""
        self._mentions.append(actor)

    def recent(self) -> Iterator[Actor]:
        """Yield who was mentioned lately, the last first, each once."""
        seen: set[int] = set()
        for actor in ([self.subject] if self.subject else []) + list(reversed(self._mentions)):
            if id(actor) not in seen:
                seen.add(id(actor))
                yield actor
