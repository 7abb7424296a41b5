"""Subjects: from a verb to the noun phrase that stands for who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from stancekit.article.heads import Phrase
from stancekit.article.tokens import Token
from stancekit.article.wordlists import words

__all__ = ["Clauses"]

_REACH = 45  # tokens that an insertion between subject and verb may have
_OPENERS = frozenset(",–—-(")
_CLOSERS = frozenset(",–—-)")
_BREAKS = frozenset(";:")
_DOCUMENT_REACH = 5
_RELATIVE = 12  # tokens of a relative clause without commas


class Clauses:
    """The tokens of one sentence with its noun phrases, to be asked for subjects."""

    def __init__(self, tokens: Sequence[Token], phrases: Sequence[Phrase]) -> None:
        self.tokens, self.phrases = tokens, phrases
        self.by_end = {phrase.end: phrase for phrase in phrases}
        self.by_begin = {phrase.begin: phrase for phrase in phrases}

    def low(self, at: int) -> str:
        """Return a word in small letters; nothing beyond the ends of the sentence."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    @cached_property
    def first_comma(self) -> int:
        """Where the first comma is; behind the sentence if there is none."""
        commas = (at for at, token in enumerate(self.tokens) if token.text == ",")
        return next(commas, len(self.tokens))

    def subject(self, verb: int) -> list[Phrase] | None:
        """Return the subject of the verb at a token: one phrase, or several that are coordinated.

        None says that there is no subject here; an empty list, that the verb shares that of the
        verb before: "met her and said".
        """
        at = self.before_adverbs(verb)
        low = self.low(at)
        if low in ("and", "but", "then", "or"):
            return []
        if low in ("who", "which", "that"):
            return self._related(at - 2 if self.low(at - 1) in _OPENERS else at - 1)
        if low in _CLOSERS:
            if self.low(at - 1) in ("and", "but"):
                return []
            return self._around_insertion(at)
        return self._coordinated(at) or self._before_relative(at)

    def _related(self, last: int) -> list[Phrase] | None:
        """Return what a relative clause is about: of a name and its apposition, the name."""
        found = self._coordinated(last)
        if not found or found[-1].kind != "role":
            return found
        at = self._with_owner(found[-1]) - 1
        while self.low(at) in words("small", "adverbs"):
            at -= 1
        named = self.by_end.get(at) if self.low(at) == "," else None
        return [named] if named is not None and named.kind == "person" else found

    def _before_relative(self, last: int) -> list[Phrase] | None:
        """Return the subject of a relative clause without commas: "experts who were asked said"."""
        for at in range(last, max(0, last - _RELATIVE), -1):
            token = self.tokens[at]
            if token.words or token.text in ",;:–—()":
                return None
            if token.low == "who":
                return self._coordinated(at - 1)
        return None

    def before_adverbs(self, verb: int) -> int:
        """Return the last token before a verb that is no adverb, auxiliary or time."""
        at, skipped = verb - 1, words("small", "adverbs", "auxiliaries")
        while at >= 0 and (at == 0 or not self.tokens[at].capital):
            if self.low(at) not in skipped and not self.low(at).endswith("ly"):
                break
            at -= 1
        while at >= 0 and self._is_time(at):
            at -= 1
        return at

    def _is_time(self, at: int) -> bool:
        token = self.tokens[at]
        if token.text.isdigit():
            return True
        return token.low in words("small", "time") and not (token.low == "may" and token.capital)

    def _coordinated(self, last: int) -> list[Phrase] | None:
        """Return the phrase that ends at a token, with those that an "and" ties to it."""
        phrase = self._ending(last)
        if phrase is None:
            return None
        found = [phrase]
        while phrase is not None:
            begin = self._with_owner(phrase)
            tie = self.low(begin - 1)
            if not (tie in ("and", "&") or (tie == "," and len(found) > 1)):
                break
            comma = 1 if self.low(begin - 2) == "," and tie != "," else 0
            phrase = self.by_end.get(begin - 1 - comma)
            if phrase is not None and not phrase.owns and phrase.kind != "pronoun":
                found.append(phrase)
            else:
                phrase = None
        if len(found) > 1 and not self.begins_clause(found[-1]):
            return found[:1]
        return found[::-1]

    def _ending(self, last: int) -> Phrase | None:
        """Return the phrase ending at a token, or the one that what ends there is tied to."""
        phrase = self.by_end.get(last + 1)
        if phrase is None:
            return self._tied_to_unknown(last)
        begin = self._with_owner(phrase)
        if self.low(begin - 1) not in words("small", "prepositions"):
            return phrase
        if self._signs(begin) or self._counts(begin):
            return phrase
        other = self.by_end.get(begin - 1)
        if other is not None and not other.owns and self.low(begin - 1) != "to":
            return other
        return None

    def _tied_to_unknown(self, last: int) -> Phrase | None:
        """Return a phrase tied to words that no table knows: "the head of the energy giant"."""
        at = last
        while at > 0 and last - at < 4 and self._is_unknown(at):
            at -= 1
        if at < last and self.low(at) in ("of", "for", "at", "from", "with"):
            phrase = self.by_end.get(at)
            if phrase is not None and not phrase.owns:
                return phrase
        return None

    def _is_unknown(self, at: int) -> bool:
        token = self.tokens[at]
        known = words("small", "prepositions", "auxiliaries", "subordinators")
        return token.text[0].isalpha() and token.low not in known

    def _signs(self, begin: int) -> bool:
        """Say whether a phrase is whom a document is by: "a letter signed by 40 deputies"."""
        if self.low(begin - 1) not in ("by", "from", "of"):
            return False
        before = range(max(0, begin - _DOCUMENT_REACH), begin)
        return any(self.low(at) in words("groups", "documents") for at in before)

    def _counts(self, begin: int) -> bool:
        """Say whether words before a phrase only say how many: "a number of officials"."""
        return self.low(begin - 1) == "of" and self.low(begin - 2) in words("small", "quantities")

    def _with_owner(self, phrase: Phrase) -> int:
        """Return where a phrase begins, with the one that owns it."""
        owner = self.by_end.get(phrase.begin)
        return owner.begin if owner is not None and owner.owns else phrase.begin

    def begins_clause(self, phrase: Phrase) -> bool:
        """Say whether nothing of its clause stands before a phrase."""
        at = self._with_owner(phrase) - 1
        if at < 0 or self.tokens[at].words:
            return True
        known = words("small", "subordinators", "connectives") - words("small", "prepositions")
        return self.tokens[at].text in ",;:–—-(" or self.low(at) in known | {"and", "but"}

    def _around_insertion(self, close: int) -> list[Phrase] | None:
        """Return the subject before an insertion that ends right before the verb."""
        best: Phrase | None = None
        for at in range(close - 1, max(-1, close - _REACH), -1):
            token = self.tokens[at]
            if token.text in _BREAKS or (token.words and not token.scare) or self._is_main_verb(at):
                break
            phrase = self.by_end.get(at) if token.text in _OPENERS else None
            if phrase is None or phrase.owns or not self._inserts(at, close):
                continue
            if self.low(self._with_owner(phrase) - 1) in words("small", "prepositions"):
                continue
            if best is None or self.begins_clause(phrase):
                best = self._named_inside(phrase, at, close)
        if best is None:
            best = self._named_after_comma(close)
        return self._coordinated_at(best) if best is not None else None

    def _named_after_comma(self, close: int) -> Phrase | None:
        """Return the name in commas after a noun that no table knows: "her mentor, Ann Orlo,"."""
        named = self.by_end.get(close)
        if named is None or named.kind != "person" or self.low(named.begin - 1) != ",":
            return None
        before = self.tokens[named.begin - 2] if named.begin > 1 else None
        unknown = before is not None and before.text[0].isalpha() and not before.capital
        return named if unknown and named.begin - 1 not in self.by_end else None

    def _coordinated_at(self, phrase: Phrase) -> list[Phrase]:
        return self._coordinated(phrase.end - 1) or [phrase]

    def _is_main_verb(self, at: int) -> bool:
        """Say whether somebody else speaks at a token, in a clause that is no relative one."""
        if self.low(at) not in words("cues", "speech") or self.tokens[at].capital:
            return False
        before = self.before_adverbs(at)
        return self.low(before) not in ("who", "which", "that", "as") and before + 1 in self.by_end

    def _inserts(self, opening: int, close: int) -> bool:
        """Say whether what follows an opening mark is an insertion: an apposition, a clause."""
        if self.tokens[opening].text != "," or close - opening < 2:
            return True
        first, last = self.tokens[opening + 1], self.tokens[close - 1]
        return (
            first.text[0].isdigit()
            or first.low in words("small", "insertions", "prepositions", "adverbs")
            or first.low.endswith(("ing", "ed"))
            or first.owns
            or opening + 1 in self.by_begin
            or first.low in words("titles", "person", "modifiers")
            or last.low in words("titles", "person")
        )

    def _named_inside(self, phrase: Phrase, opening: int, close: int) -> Phrase:
        """Return the name that an insertion gives to a title: "the negotiator, Ann Orlo,"."""
        inner = self.by_begin.get(opening + 1)
        if inner is None or phrase.kind not in ("role", "group"):
            return phrase
        if inner.kind == "person" and close in (inner.core, inner.end):
            return replace(inner, titles=inner.titles + phrase.titles)
        return phrase

    def starting(self, at: int) -> list[Phrase] | None:
        """Return the phrase that begins at a token, and those that an "and" ties to it."""
        while self.low(at) in words("small", "adverbs") or (
            self.low(at).endswith("ly") and not self.tokens[at].capital
        ):
            at += 1
        phrase = self._unowned(at)
        if phrase is None:
            return None
        if phrase.kind == "document" and (by := self._by(phrase)) is not None:
            phrase = by
        if self.low(phrase.end) == "," and phrase.kind == "role":
            inner = self.by_begin.get(phrase.end + 1)
            if inner is not None and inner.kind == "person":
                phrase = replace(inner, titles=inner.titles + phrase.titles)
        found = [phrase]
        if self.low(phrase.end) == "and":
            wider = (
                self.low(phrase.end + 1) == "even"
            )  # "and even" names a whole of which it is part
            second = self._unowned(phrase.end + 1 + wider)
            if second is not None:
                found = [second] if wider else [phrase, second]
        return found

    def _unowned(self, at: int) -> Phrase | None:
        """Return the phrase at a token; where it only owns what follows, that one."""
        phrase = self.by_begin.get(at)
        while phrase is not None and phrase.owns:
            phrase = self.by_begin.get(phrase.end)
        return phrase

    def _by(self, document: Phrase) -> Phrase | None:
        """Return whom a document is by, where a verb stands between: "signed by", "issued by"."""
        for at in range(document.end, min(len(self.tokens), document.end + 3)):
            if self.low(at) in ("by", "from"):
                return self.by_begin.get(at + 1)
        return None

    def main_subject(self) -> list[Phrase] | None:
        """Return the subject of the main clause: the first phrase, after an introduction."""
        at = 0
        if self.low(0) in ("but", "and", "yet", "so") and self.low(1) != ",":
            at = 1
        elif self._is_introduction():
            at = self.first_comma + 1
        while at < len(self.tokens) and self.low(at) in words("small", "adverbs"):
            at += 1
        phrase = self._unowned(at)
        if phrase is None or phrase.kind == "document":
            return None
        inner = self.by_begin.get(phrase.end + 1) if self.low(phrase.end) == "," else None
        close = inner.end if inner is not None and self.low(inner.end) == "," else 0
        return [self._named_inside(phrase, phrase.end, close) if close else phrase]

    def names_by_pronoun(self) -> bool:
        """Say whether a pronoun gives something a name: "what he called", "what she described"."""
        called = words("cues", "takes_hearer")
        return any(
            self.low(at) == "what"
            and self.low(at + 1) in ("he", "she", "they")
            and self.low(at + 2) in called
            for at in range(len(self.tokens))
        )

    def _is_introduction(self) -> bool:
        if 0 in self.by_begin:
            return False
        low = self.low(0)
        known = words("small", "connectives", "subordinators", "prepositions", "adverbs")
        return low in known or low.endswith(("ing", "ed"))
