"""The sentences of a stance map, and the article in which they are marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from stancekit.blocks import Block, Heading, Lines, MarkedText, Passage, Sentence, Turn
from stancekit.data.quoting import counted, verb
from stancekit.labels import Label
from stancekit.model.explanation import Explanation

__all__ = ["MappedSentence", "passages"]

_MOST = 2000
"""How many sentences a page holds, about as many as one reads."""

_TERMS = 5
_NOBODY = "nobody named"
_HOW_TO_READ = (
    "Each sentence ends with its label. A solid line below it means that the label is ok; a dashed "
    "line and a question mark, that it is unsure; no line, that the model knows too few of the "
    "words. Point to a sentence, or reach it with the Tab key, to see who speaks and which words "
    "decided: what each adds to the score of the label. Two names with > between them are concepts "
    "of the model, one before the other."
)
_SURENESS = {
    "ok": "ok: enough answers like it are known to be right",
    "unsure": "unsure: too few answers like it are known to be right",
    "no_evidence": "no evidence: the model knows too few of the words",
}


@dataclass(frozen=True)
class MappedSentence:
    """A sentence of an article: who speaks, and which position it takes.

    Attributes
    ----------
    document : str
        The name of its article; empty where there is one that has none.
    text : str
        The sentence, with single spaces.
    start, end : int
        Where it stands in what was given, markup included.
    paragraph : int
        From 0.
    speakers : tuple of str
        Who speaks; empty where the article names nobody.
    how : str or None
        The rule by which they were found, which tells how sure that is: "quotation and speech" (a
        verb of speech beside a quotation), "same quotation" or "turn" (of a transcript) more than
        "speech", "attitude" or "noun" (of a view, without a quotation), and these more than
        "quotation goes on", "report goes on" or "subject beside a quotation".
    label : str, int or None
        None where the model knows too little of the words.
    stance : float or None
        P(favor) - P(against); None where the labels have no polarity.
    status : str
        ``"ok"``, ``"unsure"`` or ``"no_evidence"``, as `StanceModel.score` says it.

    Examples
    --------
    >>> one = MappedSentence("", "No, she said.", 0, 13, 0, ("Ann",), "speech", "none", 0.0, "ok")
    >>> one.speaker
    'Ann'
    """

    document: str
    text: str
    start: int
    end: int
    paragraph: int
    speakers: tuple[str, ...]
    how: str | None
    label: Label | None
    stance: float | None
    status: str

    @property
    def speaker(self) -> str | None:
        """The first of those who speak."""
        return self.speakers[0] if self.speakers else None


def passages(
    mapped: Sequence[MappedSentence], explain: Callable[[str], Explanation]
) -> Iterator[Block]:
    """Yield the articles with each sentence marked, and how to read them."""
    yield Heading("The text, sentence by sentence")
    yield Lines([_HOW_TO_READ])
    numbered = list(enumerate(mapped))[:_MOST]
    for name, article in groupby(numbered, lambda one: one[1].document):
        paragraphs = groupby(article, lambda one: one[1].paragraph)
        yield Passage(name, [list(_turns(some, explain)) for _, some in paragraphs])
    if (left_out := len(mapped) - _MOST) > 0:
        more = f"{counted(left_out, 'more sentence')} {verb(left_out, 'is', 'are')} not shown here"
        yield Lines([f"{more}; 'stancekit map --sentences FILE' writes all of them to a file."])


def _turns(
    paragraph: Iterable[tuple[int, MappedSentence]], explain: Callable[[str], Explanation]
) -> Iterator[Turn]:
    for speakers, some in groupby(paragraph, lambda one: one[1].speakers):
        sentences = [_sentence(*one, explain) for one in some]
        yield Turn(", ".join(speakers) or _NOBODY, sentences, quiet=not speakers)


def _sentence(number: int, one: MappedSentence, explain: Callable[[str], Explanation]) -> Sentence:
    speaker = ", ".join(one.speakers) or _NOBODY
    label = "" if one.label is None else str(one.label)
    found = None if one.label is None else explain(one.text)
    text = MarkedText(one.text) if found is None else found.marked()
    notes = [f"Speaks: {speaker}" + ("" if one.how is None else f" (rule: {one.how})")]
    notes.append(_answer(one))
    return Sentence(number, text, label, one.status, [*notes, *_terms(found)])


def _answer(one: MappedSentence) -> str:
    label = "" if one.label is None else f"{one.label}, "
    stance = "" if one.stance is None or one.label is None else f"; stance {one.stance:+.2f}"
    return f"{label}{_SURENESS[one.status]}{stance}"


def _terms(found: Explanation | None) -> Iterator[str]:
    """Yield the terms that speak most for the label, and those that speak most against it."""
    if found is None or found.label is None:
        return
    label = found.label
    shares = [(of.term, of.contributions[label]) for of in found.terms]
    for what, sign in ((f"For {label}", 1), ("Against it", -1)):
        some = [f"{term} {share:+.2f}" for term, share in shares if sign * share >= 0.005]
        if some:
            yield f"{what}: {'; '.join(some[:_TERMS])}"
