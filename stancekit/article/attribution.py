"""Who speaks in each sentence of an article.

Cues say who speaks in a sentence; quotations spread that to the sentences that they run over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from stancekit.article.actors import Actor, Cast
from stancekit.article.clauses import Clauses
from stancekit.article.cues import Cue, cues
from stancekit.article.datelines import after_dateline
from stancekit.article.heads import Phrase
from stancekit.article.names import Names, is_title_case
from stancekit.article.phrases import phrases
from stancekit.article.quotations import Quotation, quotations, touching
from stancekit.article.references import Resolver
from stancekit.article.sentences import Sentence, sentences
from stancekit.article.spreading import Spoken, spread
from stancekit.article.tokens import Token, tokens
from stancekit.article.transcript import Turns
from stancekit.article.wordlists import words

__all__ = ["Spoken", "attribute"]

_QUOTED = 20  # characters from which a quotation says something
_TAG = 4  # tokens that may follow "she said" at the end of a sentence
_NEAR_BEFORE, _NEAR_AFTER = 3, 25  # tokens between a cue and its quotation


def attribute(text: str) -> list[Spoken]:
    """Return the sentences of an article with who speaks in each.

    Examples
    --------
    >>> text = "Envoy Ann Orlo met the press. “We talk. We always did, and we will,” she said."
    >>> for found in attribute(text):
    ...     print([actor.name for actor in found.actors], found.how)
    [] None
    ['Ann Orlo'] same quotation
    ['Ann Orlo'] quotation and speech
    """
    return _Article(text).read()


class _Article:
    """An article that is read once, from its first sentence to its last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = sentences(text)
        self.quoted = quotations(text)
        self.cast = Cast(Names(self.tokens(one, []) for one in self.sentences))

    def tokens(self, sentence: Sentence, quoted: list[Quotation]) -> list[Token]:
        """Return the tokens of a sentence, without its dateline."""
        begin = after_dateline(self.text, sentence.start, sentence.end)
        return tokens(self.text, begin, sentence.end, quoted)

    def read(self) -> list[Spoken]:
        """Return the sentences with who speaks in each."""
        turns = Turns(self._paragraphs())
        found, paragraph, turn = [], -1, None
        for sentence in self.sentences:
            if sentence.paragraph != paragraph:
                paragraph = sentence.paragraph
                turn = turns.speaker(self.text[sentence.start : sentence.end] + " ")
            found.append(self._turn(sentence, turn) if turn else self._sentence(sentence))
        spread(found, self.quoted)
        return found

    def _paragraphs(self) -> list[str]:
        """Return the first sentence of each paragraph."""
        first: dict[int, Sentence] = {}
        for sentence in self.sentences:
            first.setdefault(sentence.paragraph, sentence)
        return [self.text[one.start : one.end] + " " for one in first.values()]

    def _turn(self, sentence: Sentence, name: str) -> Spoken:
        full = self.cast.names.full(name)
        known = self.cast.named(full[0] if full else name, "person")
        return Spoken(sentence, (known,), "turn")

    def _sentence(self, sentence: Sentence) -> Spoken:
        """Return a sentence with who speaks in it, as far as it says so itself."""
        reading = _Reading(self, sentence)
        actors, how = reading.speakers()
        spoken = Spoken(
            sentence,
            actors,
            how,
            quoted=reading.quoted,
            share=reading.quoted / (sentence.end - sentence.start),
            announces=reading.announces(),
            goes_on=reading.goes_on(),
        )
        reading.remember(actors)
        spoken.subject = reading.subject
        return spoken


@dataclass
class _Reading:
    """What is read off one sentence."""

    article: _Article
    sentence: Sentence
    tokens: list[Token] = field(init=False)
    subject: tuple[Actor, ...] = ()

    def __post_init__(self) -> None:
        article, sentence = self.article, self.sentence
        spans = list(touching(article.quoted, sentence.start, sentence.end))
        self.quoted = _length(spans, sentence)
        self.tokens = article.tokens(sentence, article.quoted)
        strict = is_title_case(self.tokens)
        found = phrases(self.tokens, article.cast.names, strict=strict)
        self.clauses = Clauses(self.tokens, found)
        self.resolver = Resolver(article.cast, found)
        self.resolver.describe(self.tokens)
        self._open()
        self.cues = cues(self.clauses, self.resolver)

    def _open(self) -> None:
        """Let a pronoun stand for the subject of an opening clause: "Although A …, he …".

        Without one, for the last person there: "When I told A, she …"; and for the subject of the
        sentence in "A spoke of what he called …".
        """
        if not self.tokens or self.tokens[0].low not in words("small", "opening"):
            if self.clauses.names_by_pronoun():
                found = self.clauses.main_subject() or []
                given = [phrase for phrase in found if phrase.kind in ("person", "role")]
                self.resolver.given = self.resolver.actor(given[0]) if given else None
            return
        named = [of for of in self.clauses.phrases if not of.owns and of.kind != "pronoun"]
        first = [phrase for phrase in named[:2] if phrase.begin <= 2]
        before = [of for of in named if of.kind == "person" and of.end <= self.clauses.first_comma]
        for phrase in first[:1] or before[-1:]:
            self.resolver.given = self.resolver.actor(phrase)

    def speakers(self) -> tuple[tuple[Actor, ...], str | None]:
        """Return who speaks, and by which rule."""
        strong = [cue for cue in self.cues if not self._is_subordinate(cue)]
        if self.quoted >= _QUOTED and self.cues:
            near = {cue.at: cue for number, cue in enumerate(self.cues) if self._is_near(number)}
            beside = [cue for cue in strong if cue.at in near]
            chosen = beside or list(near.values()) or strong
            how = f"quotation and {chosen[0].kind}" if chosen else None
        else:
            chosen, how = strong, strong[0].kind if strong else None
        if not chosen:
            return (), None
        if tags := [cue for cue in strong if self._is_tag(cue)]:
            return tags[-1].actors, how
        others = self._contrasted(chosen[0], strong)
        return tuple(dict.fromkeys([*chosen[0].actors, *others])), how

    def _is_tag(self, cue: Cue) -> bool:
        """Say whether a cue is put in, or ends the sentence: all of it is said by who it names."""
        if cue.kind != "speech" or cue.begin < 2 or self.tokens[cue.begin - 1].text != ",":
            return False
        rest = words("small", "time", "adverbs", "prepositions")
        after = self.tokens[cue.at + 1 :][:_TAG]
        if after and after[0].text == ",":
            return True
        ends = len(self.tokens) - cue.at - 1 <= _TAG
        return ends and all(t.low in rest or not t.text[0].isalpha() for t in after)

    def _contrasted(self, chosen: Cue, strong: Sequence[Cue]) -> list[Actor]:
        """Return who else speaks in the sentence, after an "and", a "while", a "but"."""
        return [
            actor
            for cue in strong
            if cue.begin > chosen.at and cue.kind != "noun" and self._after_contrast(cue)
            for actor in cue.actors
        ]

    def _after_contrast(self, cue: Cue) -> bool:
        before = self.tokens[max(0, cue.begin - 3) : cue.begin]
        return any(token.low in words("small", "contrast") or token.text == ";" for token in before)

    def _is_subordinate(self, cue: Cue) -> bool:
        """Say whether a cue stands in a clause of lower rank, but for one that contrasts."""
        at = cue.begin - 1
        skipped = words("small", "determiners", "adverbs")
        while at >= 0 and self.tokens[at].low in skipped:
            at -= 1
        if at < 0 or self.tokens[at].low not in words("small", "subordinators"):
            return False
        contrasts = at > 0 and self.tokens[at].low in words("small", "contrast")
        return not contrasts and self.tokens[at].low != "that"

    def _is_near(self, number: int) -> bool:
        """Say whether a cue stands next to a quotation."""
        cue = self.cues[number]
        after = self.cues[number + 1].begin if number + 1 < len(self.cues) else len(self.tokens)
        end = max(cue.at + 2, min(after, cue.at + _NEAR_AFTER))
        beside = (
            self.tokens[max(0, cue.begin - _NEAR_BEFORE) : cue.begin] + self.tokens[cue.at : end]
        )
        return any(token.words for token in beside)

    def announces(self) -> bool:
        """Say whether a colon says that what follows is what was said."""
        marks = [at for at, token in enumerate(self.tokens) if token.text == ":"]
        return bool(marks) and not any(token.words for token in self.tokens[marks[-1] + 1 :][:1])

    def goes_on(self) -> bool:
        """Say whether the sentence may go on with what the one before reports."""
        if not self.tokens or self.cues or self.tokens[0].low in words("small", "turns"):
            return False
        return not any(token.owns and token.capital for token in self.tokens[:2])

    def remember(self, actors: tuple[Actor, ...]) -> None:
        """Remember who was mentioned, and who the subject was, for the sentences to come."""
        cast = self.article.cast
        for phrase in self.clauses.phrases:
            actor = None if phrase.kind in ("pronoun", "document") else self.resolver.actor(phrase)
            if actor is not None:
                cast.mention(actor)
            elif phrase.kind == "document" and actors and self._is_in(phrase):
                cast.documents[phrase.head] = actors[0]
        main = self.clauses.main_subject()
        found = [self.resolver.actor(phrase) for phrase in main or ()]
        self.subject = tuple(actor for actor in found if actor is not None)
        if actors or self.subject:
            cast.subject = (actors or self.subject)[0]

    def _is_in(self, phrase: Phrase) -> bool:
        """Say whether something is said in a document: "in an open letter"."""
        return phrase.begin > 0 and self.tokens[phrase.begin - 1].low == "in"


def _length(spans: Sequence[Quotation], sentence: Sentence) -> int:
    return sum(min(q.end, sentence.end) - max(q.start, sentence.start) for q in spans)
