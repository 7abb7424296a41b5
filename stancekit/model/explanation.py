"""Which words stand behind a label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stancekit.blocks import BarGroup, Bars, Block, Lines, Listing, Mark, MarkedText
from stancekit.data.quoting import shown
from stancekit.labels import Label
from stancekit.model.explanation_text import concept_items
from stancekit.model.linear import LinearModel
from stancekit.model.word_shares import totals_of_words, words_of
from stancekit.report.result import Result, as_frame
from stancekit.report.text_layout import as_text
from stancekit.text import kernel
from stancekit.text.ngrams import Span

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Explanation", "TermContribution", "WordContribution", "explain_text"]

_SHOWN_WORDS = 10
_MEANING = {
    "ok": "",
    "unsure": ": too few answers like it are known to be right",
    "no_evidence": ": the model knows too few of the words",
}


@dataclass(frozen=True)
class TermContribution:
    """What one n-gram, concept or pair of concepts adds to the score of each label.

    Attributes
    ----------
    term : str
        The n-gram, lower-cased; the concept, or two as ``refusal > talk``, of which the first
        stands before the second.
    kind : {"word", "char", "concept"}
        Whether it consists of words, of characters or of concepts.
    spans : tuple of (int, int)
        Where it stands: ``text[start:end]`` of the original text; for two concepts, where those
        stand that are part of such a pair.
    contributions : dict
        Its TF-IDF weight times its coefficient, by label.

    Examples
    --------
    >>> TermContribution("never", "word", ((7, 12),), {"favor": -0.5, "against": 0.5}).spans
    ((7, 12),)
    """

    term: str
    kind: str
    spans: tuple[Span, ...]
    contributions: Mapping[Label, float]


@dataclass(frozen=True)
class WordContribution:
    """What one word of the statement adds to the score of each label.

    Attributes
    ----------
    word : str
        The word as it stands in the statement, between white space.
    span : tuple of (int, int)
        Where it stands: ``text[start:end]``.
    contributions : dict
        Its share of the n-grams and concepts that touch it, by label.

    Examples
    --------
    >>> WordContribution("Never.", (7, 13), {"favor": -0.5, "against": 0.5}).word
    'Never.'
    """

    word: str
    span: Span
    contributions: Mapping[Label, float]


@dataclass(frozen=True, repr=False)
class Explanation(Result):
    """The label of one statement, taken apart.

    Attributes
    ----------
    text : str
        The statement.
    label : str, int or None
        The most probable label; None where the status is ``no_evidence``.
    status : str
        ``ok``, ``unsure`` or ``no_evidence``, as in `StanceModel.score`.
    probabilities : dict
        Calibrated probability of each label.
    scores : dict
        Score of each label before calibration.
    intercepts : dict
        What each label starts from.
    terms : tuple of TermContribution
        The known n-grams and concepts; those that matter most for the most probable label first.
    encoder : dict or None
        What the encoder's vector adds, by label.

    Examples
    --------
    >>> import stancekit
    >>> explained = stancekit.load_model().explain("We must keep talking to Moscow.")
    >>> explained.label, explained.text[slice(*explained.words[3].span)]
    ('favor', 'talking')
    >>> print(explained.summary())
    We must keep talking to Moscow.
    ...
    """

    text: str
    label: Label | None
    status: str
    probabilities: Mapping[Label, float]
    scores: Mapping[Label, float]
    intercepts: Mapping[Label, float]
    terms: tuple[TermContribution, ...]
    encoder: Mapping[Label, float] | None

    def __repr__(self) -> str:
        """Return the label and the words that matter most."""
        top = self._top()
        shares = [(word.contributions[top], word.word) for word in self.words]
        shares.sort(key=lambda found: -abs(found[0]))
        words = [f"  {share:+.3f}  {word}" for share, word in shares[:10] if share]
        head = f"{self.label} ({self.status}), P({top}) = {self.probabilities[top]:.2f}"
        return as_text([Lines([head, *words], whole=True)])

    def blocks(self) -> Iterator[Block]:
        """Yield the marked text, the label, the probabilities, and what stands behind them."""
        top = self._top()
        yield self.marked()
        answer = "no answer" if self.label is None else self.label
        head = f"{answer} ({self.status}{_MEANING[self.status]})"
        ranked = sorted(self.probabilities.items(), key=lambda found: -found[1])
        yield Bars([BarGroup(head, [(str(label), share) for label, share in ranked])])
        yield self._words(top)
        concepts = [
            (t.term, t.spans, t.contributions[top]) for t in self.terms if t.kind == "concept"
        ]
        if concepts:
            heading = "Concepts, which are part of what these words say:"
            yield Listing([heading], list(concept_items(self.text, concepts)))

    def marked(self) -> MarkedText:
        """Return the statement, its words marked by what they say for the most probable label."""
        top = self._top()
        return MarkedText(
            self.text, [Mark(*word.span, word.contributions[top]) for word in self.words]
        )

    def _words(self, top: Label) -> Bars:
        """Show the words that speak for a label, and those that speak against it."""
        shares = [(shown(word.word), word.contributions[top]) for word in self.words]
        ranked = sorted(shares, key=lambda found: -abs(found[1]))
        groups = [
            BarGroup(f"What speaks for {shown(top)}:", [of for of in ranked if of[1] > 0]),
            BarGroup("What speaks against it:", [of for of in ranked if of[1] < 0]),
        ]
        whole = self._sum(top, sum(share for _, share in shares))
        nothing = "nothing that the model knows"
        return Bars(groups, [whole], signed=True, shown=_SHOWN_WORDS, empty=nothing)

    def _top(self) -> Label:
        return max(self.scores, key=lambda label: self.probabilities[label])

    def _sum(self, top: Label, words: float) -> str:
        encoder = "" if self.encoder is None else f", encoder {self.encoder[top]:+.3f}"
        return (
            f"Score of {shown(top)}: {self.scores[top]:+.3f} "
            f"(start {self.intercepts[top]:+.3f}, words {words:+.3f}{encoder})"
        )

    @property
    def words(self) -> tuple[WordContribution, ...]:
        """The words of the statement, in its order, with what each adds to the scores.

        The contribution of an n-gram is divided evenly among its occurrences, and that of an
        occurrence among the words it touches, so that the words add up to what the n-grams do.
        """
        labels, spans = list(self.scores), words_of(self.text)
        values = [[term.contributions[label] for label in labels] for term in self.terms]
        shares = np.array(values, dtype=np.float64).reshape(len(self.terms), len(labels))
        totals = totals_of_words(spans, [term.spans for term in self.terms], shares)
        return tuple(
            WordContribution(self.text[start:end], (start, end), dict(zip(labels, of, strict=True)))
            for (start, end), of in zip(spans, totals.tolist(), strict=True)
        )

    def _facts(self) -> dict[str, Any]:
        names = ("text", "label", "status", "probabilities", "scores", "intercepts", "words")
        return self._named(*names, "terms", "encoder")

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each term: term, kind, spans, one column for each label."""
        columns = ("term", "kind", "spans", *map(str, self.scores))
        rows = [(t.term, t.kind, list(t.spans), *t.contributions.values()) for t in self.terms]
        return as_frame(columns, rows)


def explain_text(
    text: str,
    part: LinearModel,
    labels: Sequence[Label],
    probabilities: npt.NDArray[np.float64],
    status: str,
    vectors: npt.NDArray[np.float64] | None,
) -> Explanation:
    """Take the score of one text apart; `StanceModel.explain` is the way to call it."""
    seen = [labels[i] for i in part.label_index]
    by_label = {labels[i]: float(p) for i, p in enumerate(probabilities)}
    top = max(seen, key=lambda label: by_label[label])
    terms = [
        TermContribution(block.terms[j], block.analyzer.kind, tuple(spans[block.terms[j]]), shares)
        for block, coef in zip(part.blocks, part.block_coefs(), strict=True)
        for spans in [block.analyzer.spans(text)]
        for j, weight in block.weights(text).items()
        for shares in [dict(zip(seen, (weight * coef[:, j]).tolist(), strict=True))]
    ]
    terms.sort(key=lambda t: (-abs(t.contributions[top]), t.kind, t.term))
    dense = None if vectors is None else (part.vector_coef @ vectors[0]).tolist()
    scores = part.scores(kernel.active().texts_of([text]), vectors)
    return Explanation(
        text=text,
        label=None if status == "no_evidence" else top,
        status=status,
        probabilities=by_label,
        scores=dict(zip(seen, scores[0].tolist(), strict=True)),
        intercepts=dict(zip(seen, part.intercept.tolist(), strict=True)),
        terms=tuple(terms),
        encoder=None if dense is None else dict(zip(seen, dense, strict=True)),
    )
