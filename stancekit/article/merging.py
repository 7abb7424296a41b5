"""The actors of one article or several under one name each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from stancekit.article.actors import Actor

__all__ = ["Cast", "merged"]


@dataclass
class Cast:
    """Names of actors, with what kind each is and from which country."""

    kinds: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str | None] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)

    def names(self, actors: Sequence[Actor]) -> tuple[str, ...]:
        """Return the names of actors, each once."""
        return tuple(dict.fromkeys(self._names[id(actor)] for actor in actors))

    def add(self, actor: Actor, name: str) -> None:
        """Let an actor go by a name; one of another kind that has it goes by both."""
        if self.kinds.get(name, actor.kind) != actor.kind:
            name = f"{name} ({actor.kind})"
        self._names[id(actor)] = name
        self.kinds[name] = actor.kind
        self.countries[name] = self.countries.get(name) or actor.country


def merged(spoken: Sequence[tuple[Actor, ...]]) -> Cast:
    """Return the actors who speak: a last name is who has it, where one person has.

    Examples
    --------
    >>> ann, orlo = Actor("Ann Orlo", "person", "Norway"), Actor("Orlo", "person")
    >>> found = merged([(orlo,), (ann,)])
    >>> found.names([orlo, ann]), found.countries
    (('Ann Orlo',), {'Ann Orlo': 'Norway'})
    """
    actors = list(dict.fromkeys(actor for found in spoken for actor in found))
    full: dict[str, list[str]] = {}
    for actor in actors:
        if actor.kind == "person" and " " in actor.name:
            names = full.setdefault(actor.name.split()[-1].lower(), [])
            if actor.name not in names:
                names.append(actor.name)
    cast = Cast()
    spelled: dict[tuple[str, str], str] = {}
    for actor in actors:
        same = full.get(actor.name.lower(), []) if actor.kind == "person" else []
        name = same[0] if len(same) == 1 else actor.name
        cast.add(actor, spelled.setdefault((actor.kind, name.lower()), name))
    return cast
