"""Cues: the words of a sentence that say that somebody holds, or utters, what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stancekit.article.actors import Actor
from stancekit.article.clauses import Clauses
from stancekit.article.heads import Phrase
from stancekit.article.references import Resolver
from stancekit.article.wordlists import phrases_of, words

__all__ = ["Cue", "cues"]

_EARLY = 7  # tokens from a sentence's beginning in which a noun says whose view it reports
_BEFORE = 30  # tokens in which "reactions" may stand before "came from"
_NOT_VERBS_AFTER = frozenset(
    {"to", "of", "the", "a", "an", "his", "her", "its", "their", "by", "been", "being", "no"}
)
_OF = ("of", "from", "among")
_BE = frozenset({"was", "were", "been", "being", "is", "are", "be"})


@dataclass(frozen=True)
class Cue:
    """Who speaks by which word: its token, where the phrase of who speaks begins, and how.

    `kind` is "speech", "attitude" or "noun".
    """

    at: int
    begin: int
    actors: tuple[Actor, ...]
    kind: str


def cues(clauses: Clauses, resolver: Resolver) -> list[Cue]:
    """Return the cues of a sentence that have an actor, in order."""
    return list(_Reader(clauses, resolver).read())


class _Reader:
    """Reads the cues off one sentence; a verb may share the subject of the cue before it."""

    def __init__(self, clauses: Clauses, resolver: Resolver) -> None:
        self.clauses, self.resolver = clauses, resolver
        self.low = clauses.low
        self.last: Cue | None = None

    def read(self) -> Iterator[Cue]:
        rules: tuple[Callable[[int], Cue | None], ...] = (
            self._verb,
            self._according_to,
            self._for_whom,
            self._colon,
            self._quoted_as,
            self._participle,
            self._noun,
            self._came_from,
        )
        for at in range(len(self.clauses.tokens)):
            found = next((cue for rule in rules if (cue := rule(at)) is not None), None)
            if found is not None:
                self.last = found
                yield found

    def _cue(self, at: int, begin: int, phrases: list[Phrase] | None, kind: str) -> Cue | None:
        """Return the cue of phrases that are actors, or None where they are not."""
        found = [self.resolver.actor(phrase) for phrase in phrases or ()]
        actors = tuple(dict.fromkeys(one for one in found if one is not None))
        return Cue(at, begin, actors, kind) if actors else None

    def _verb(self, at: int) -> Cue | None:
        """Read a verb of speech or attitude, or a phrase that is as good, with its subject."""
        low, phrase = self.low(at), self._phrase(at)
        speech = phrase or low in words("cues", "speech")
        if not (speech or low in words("cues", "attitude")) or self._is_no_verb(at):
            return None
        kind = "speech" if speech else "attitude"
        if not phrase and self._is_passive(at):
            return (
                self._cue(at, at, self.clauses.starting(at + 2), kind)
                if self.low(at + 1) == "by"
                else None
            )
        subject = self.clauses.subject(at)
        if subject == []:
            return self._shared(at, kind)
        if subject and not self._is_compound(at, subject):
            begin = subject[0].begin
            return self._cue(at, begin, subject, kind)
        return self._inverted(at) if speech and not phrase else None

    def _phrase(self, at: int) -> bool:
        """Say whether a phrase begins at a token that is as good as a verb of speech."""
        for phrase in phrases_of("cues", "phrases").get(self.low(at), ()):
            if self._follow(at, phrase):
                return True
        return False

    def _follow(self, at: int, phrase: tuple[str, ...]) -> bool:
        """Say whether the words of a phrase follow each other, but for one adverb: "is also"."""
        for word in phrase:
            if self.low(at) != word and self.low(at) in words("small", "adverbs"):
                at += 1
            if self.low(at) != word:
                return False
            at += 1
        return True

    def _is_no_verb(self, at: int) -> bool:
        """Say whether a word is an infinitive, a noun or a name here."""
        token = self.clauses.tokens[at]
        before = self.clauses.tokens[at - 1] if at else None
        return before is not None and (
            before.low in _NOT_VERBS_AFTER or before.owns or token.capital
        )

    def _is_passive(self, at: int) -> bool:
        past = self.low(at).endswith("ed") or self.low(at) in ("said", "told")
        if not past:
            return False
        return self.low(at + 1) == "by" or any(self.low(i) in _BE for i in range(at - 3, at))

    def _is_compound(self, at: int, subject: list[Phrase]) -> bool:
        """Say whether a word is a noun: "EU demands on", not "she demands"."""
        nouns = words("cues", "nouns") | {"calls", "call", "hopes", "comments", "reports"}
        if self.low(at) not in nouns or subject[-1].kind in ("person", "role", "pronoun"):
            return False
        after = self.low(at + 1)  # they do call for, and fear for
        return after != "for" and after in words("small", "prepositions", "auxiliaries")

    def _shared(self, at: int, kind: str) -> Cue | None:
        """Give a verb that an "and" ties to the one before its subject."""
        if self.last is not None and self.last.kind != "noun":
            return Cue(at, at, self.last.actors, kind)
        return self._cue(at, at, self.clauses.main_subject(), kind)

    def _inverted(self, at: int) -> Cue | None:
        """Read a subject after its verb: "…", said the minister."""
        before = self.clauses.tokens[at - 1] if at else None
        if before is not None and not (before.words or before.text in ",.?!–—-"):
            return None
        phrases = self.clauses.starting(at + 1)
        after = phrases[-1].end if phrases else 0
        hears = self.low(at) in words("cues", "takes_hearer") and not (before and before.words)
        if hears or self.low(after) in ("that", "of") or not phrases:
            return None
        return self._cue(at, at, phrases, "speech")

    def _according_to(self, at: int) -> Cue | None:
        if self.low(at) != "according" or self.low(at + 1) != "to":
            return None
        return self._cue(at, at, self.clauses.starting(at + 2), "speech")

    def _for_whom(self, at: int) -> Cue | None:
        """Read "For Ann Orlo, a researcher, the risk is …", or "For Orlo, …" once she is known."""
        phrase = self.clauses.by_begin.get(1) if at == 0 and self.low(0) == "for" else None
        if phrase is None or phrase.kind != "person" or self.low(phrase.end) != ",":
            return None
        role = self.clauses.by_begin.get(phrase.end + 1)
        again = " " not in phrase.name and self.resolver.cast.names.full(phrase.name)
        explained = again or (role is not None and role.kind == "role")
        return self._cue(0, 0, [phrase], "noun") if explained else None

    def _colon(self, at: int) -> Cue | None:
        """Read a colon and a quotation: "Orlo: “We talk.”", or "Orlo was blunt: “We talk.”"."""
        after = self.clauses.tokens[at + 1 : at + 2]
        if self.low(at) != ":" or not (after and after[0].words and not after[0].scare):
            return None
        phrase = self.clauses.by_end.get(at)
        if phrase is None or phrase.kind not in ("person", "role"):
            return self._blunt(at)
        opens = self.clauses.begins_clause(phrase)
        return self._cue(at, phrase.begin, [phrase], "speech") if opens else None

    def _blunt(self, at: int) -> Cue | None:
        """Give a quotation to the subject of its sentence, where no other word says whose it is."""
        found = self.clauses.main_subject() if self.last is None else None
        speaks = found and all(of.kind in ("person", "role", "pronoun") for of in found)
        return self._cue(at, 0, found, "speech") if speaks else None

    def _quoted_as(self, at: int) -> Cue | None:
        """Read an object that is quoted: "the agency quoted her as saying"."""
        if self.low(at) not in ("quoted", "quotes", "quoting", "cited", "citing", "cites"):
            return None
        if self.low(at + 1) in ("him", "her", "them"):
            said = {"him": "he", "her": "she", "them": "they"}[self.low(at + 1)]
            actor = self.resolver.pronoun(said)
            return Cue(at, at, (actor,), "speech") if actor is not None else None
        phrases = self.clauses.starting(at + 1)
        if not phrases or self.low(phrases[-1].end) != "as":
            return None
        return self._cue(at, at, phrases, "speech")

    def _participle(self, at: int) -> Cue | None:
        """Read "…, accusing": by the subject of the sentence, if nothing before said who speaks."""
        if self.low(at) not in words("cues", "participle") or self.last is not None:
            return None
        if at == 0:
            phrases = self.clauses.starting(self.clauses.first_comma + 1)
        elif self.low(at - 1) in ",–—-" or self.low(at - 1) in words("small", "adverbs") | {
            "by",
            "as",
        }:
            phrases = self.clauses.main_subject()
        else:
            return None
        return self._cue(at, 0, phrases, "attitude")

    def _noun(self, at: int) -> Cue | None:
        """Read a noun of what somebody says or holds: "Poland's response", "the view of"."""
        low = self.low(at)
        stirred = any(self.low(i) in words("cues", "evoked") for i in range(at - 4, at))
        if self.clauses.tokens[at].capital or low not in words("cues", "nouns", "view", "stir"):
            return None
        if low not in words("cues", "nouns", "view") and not stirred:
            return None
        if not (at < _EARLY or low in words("cues", "view") or stirred or self._the_x_of(at)):
            return None
        return self._owned(at) or self._tied(at, stirred=stirred)

    def _the_x_of(self, at: int) -> bool:
        return self.low(at - 1) == "the" and self.low(at + 1) in ("of", "from", "among")

    def _owned(self, at: int) -> Cue | None:
        """Read the noun of an owner right before it, or before an adjective."""
        for end in (at, at - 1):
            owner = self.clauses.by_end.get(end)
            if owner is not None and owner.owns:
                return self._cue(at, at, [owner], "noun")
        viewed = self.low(at) in words("cues", "view") and self.low(at - 2) in ("in", "by")
        if viewed and self.low(at - 1) in ("his", "her", "their", "its"):
            actor = self.resolver.owner(self.low(at - 1))
            return Cue(at, at, (actor,), "noun") if actor is not None else None
        return None

    def _tied(self, at: int, *, stirred: bool) -> Cue | None:
        """Read the noun of whom a preposition names: "the scepticism of", "outrage in"."""
        if self.low(at) in words("cues", "owned"):
            return None
        if self.low(at + 1) not in (("of", "from", "among", "in", "by") if stirred else _OF):
            return None
        return self._cue(at, at, self.clauses.starting(at + 2), "noun")

    def _came_from(self, at: int) -> Cue | None:
        """Read "The sharpest reactions came from …"."""
        if self.low(at) != "from" or self.low(at - 1) not in ("came", "come", "comes"):
            return None
        if not any(self.low(i) in words("cues", "nouns") for i in range(max(0, at - _BEFORE), at)):
            return None
        return self._cue(at, at, self.clauses.starting(at + 1), "noun")
