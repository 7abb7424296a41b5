"""The result of `stancekit.scored_corpus`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancekit.analysis.result import Prevalence
from stancekit.blocks import (
    Block,
    Caveats,
    Cell,
    Column,
    Detail,
    Heading,
    Mark,
    MarkedText,
    Records,
)
from stancekit.data.quoting import counted
from stancekit.labels import Label
from stancekit.report.result import Result, as_frame
from stancekit.text.ngrams import Span

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ScoredCorpus", "ScoredStatement"]

_REST = "'stancekit score' writes all of them to a file."


@dataclass(frozen=True)
class ScoredStatement:
    """A statement of a corpus with its answer, and what its words add to that.

    Attributes
    ----------
    name : str
        Its id, or where it stands.
    text : str
    cells : tuple of str or None
        What the columns of the corpus say of it.
    label : str, int or None
        None where the model knows too little of the words.
    probability : float
        Of the label.
    stance : float or None
        P(favor) - P(against); None where the labels have no polarity.
    status : str
        ``"ok"``, ``"unsure"`` or ``"no_evidence"``.
    by_people : str, int or None
        The label that somebody gave it.
    words : tuple of ((int, int), float)
        Where each word stands, and what it adds to the score of the label.

    Examples
    --------
    >>> said = ScoredStatement("a-1", "We must talk.", (), "favor", 0.9, 0.8, "ok", None, ())
    >>> said.label
    'favor'
    """

    name: str
    text: str
    cells: tuple[str | None, ...]
    label: Label | None
    probability: float
    stance: float | None
    status: str
    by_people: Label | None
    words: tuple[tuple[Span, float], ...]


@dataclass(frozen=True, eq=False, repr=False)
class ScoredCorpus(Result):
    """How frequent each label is in a corpus, by whom and when, and its statements one by one.

    Attributes
    ----------
    whole : Prevalence
    groups, periods : Prevalence or None
        By speaker, source or another column, and over time; None where the corpus does not say.
    columns : tuple of str
        What is told of each statement.
    statements : tuple of ScoredStatement
        The first of them.
    caveats : tuple of str
        What else there is to know, in plain words.

    Examples
    --------
    >>> import stancekit
    >>> said = ["We must keep talking to Moscow.", "Talking to Putin is a mistake."]
    >>> stancekit.scored_corpus(stancekit.load_model(), said)
    <ScoredCorpus: 2 statements, 2 of them taken apart>
    """

    whole: Prevalence
    groups: Prevalence | None
    periods: Prevalence | None
    columns: tuple[str, ...]
    statements: tuple[ScoredStatement, ...]
    caveats: tuple[str, ...]

    def __repr__(self) -> str:
        """Return one line with the numbers."""
        n = counted(self.whole.statements, "statement")
        return f"<ScoredCorpus: {n}, {len(self.statements):,} of them taken apart>"

    def blocks(self) -> Iterator[Block]:
        """Yield the shares, of all, by group and over time, and the statements."""
        yield Heading("How frequent each label is")
        yield from self.whole.figures()
        caveats = dict.fromkeys(self.caveats)
        for found in (self.groups, self.periods):
            if found is not None:
                yield Heading(f"By {found.by}")
                yield from found.figures()
                caveats |= dict.fromkeys(found.caveats)
        yield Heading("What to mind")
        yield Caveats(list(caveats))
        yield Detail(self._statements())

    def _statements(self) -> Iterator[Block]:
        yield Heading(
            "The statements",
            "Each with its most probable label, and the words that speak for it and against it.",
        )
        with_stance = any(of.stance is not None for of in self.statements)
        labelled = any(of.by_people is not None for of in self.statements)
        head: list[str | Column] = ["id", *self.columns, "text", "label"]
        head += [Column("probability", ".2f"), *[Column("stance", "+z.2f")] * with_stance]
        head += ["status", *["label by people"] * labelled]
        rows = [_row(of, with_stance, labelled) for of in self.statements]
        choices = ("speaker", "source", "label", "status", "label by people")
        yield Records("The statements", head, rows, choices, self.whole.statements, _REST)

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each statement that was taken apart."""
        names = ["id", *self.columns, "text", "label", "probability", "stance", "status"]
        rows = (
            [of.name, *of.cells, of.text, of.label, of.probability, of.stance, of.status]
            for of in self.statements
        )
        return as_frame(names, rows)

    def _facts(self) -> dict[str, Any]:
        return self._named("whole", "groups", "periods", "caveats")


def _row(of: ScoredStatement, with_stance: bool, labelled: bool) -> list[Cell | MarkedText]:
    """Return the cells of a statement; no number where there is no label."""
    answered = of.label is not None
    marks = [Mark(*span, weight) for span, weight in of.words]
    row: list[Cell | MarkedText] = [of.name, *of.cells, MarkedText(of.text, marks)]
    row += [str(of.label) if answered else "", of.probability if answered else None]
    row += [of.stance if answered else None] * with_stance
    row.append(of.status)
    return [*row, *["" if of.by_people is None else str(of.by_people)] * labelled]
