"""The result of `stancekit.suggest`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancekit.blocks import Block, Caveats, Item, Lines, Listing, MarkedText
from stancekit.data.drawn import DRAWN, drawn_again
from stancekit.data.identity import names_in
from stancekit.data.quoting import counted, quoted
from stancekit.data.table import frame_of
from stancekit.data.writing import free_name
from stancekit.report.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Suggestions"]


@dataclass(frozen=True, eq=False, repr=False)
class Suggestions(Result):
    """Which statements to label next, and why.

    Attributes
    ----------
    statements : DataFrame
        The rows of the pool that were chosen, with all their columns; ``id`` is first.
    reasons : tuple of str
        Why each of them was chosen.
    scores : tuple of float
        How unsure the model is of each, by the measure that was asked for; NaN without a model.
    drawn : tuple of str
        How each of them was chosen: ``random`` and the probability with which it was drawn from the
        whole pool, or ``chosen``.
    again : DataFrame
        The rows of the pool that were drawn at random but had a label before, with that label.
    sample : tuple of str
        The ids that were drawn at random from the whole pool, including those that were labelled
        already. Their labels, and no others, stand for the pool.
    pool : int
        How many statements there are in the pool, empty ones left out.
    labelled : int
        How many of these have a label.
    caveats : tuple of str
        What else there is to know, in plain words.

    Examples
    --------
    >>> import stancekit
    >>> pool = {"id": ["a", "b"], "text": ["We must keep talking to Moscow.", "Talk? Perhaps."]}
    >>> found = stancekit.suggest(stancekit.load_model(), pool, n=1, random_share=0)
    >>> found
    <Suggestions: 1 of 2 statements, 0 of them at random>
    """

    statements: pd.DataFrame
    reasons: tuple[str, ...]
    scores: tuple[float, ...]
    drawn: tuple[str, ...]
    again: pd.DataFrame
    sample: tuple[str, ...]
    pool: int
    labelled: int
    caveats: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.reasons)

    def __repr__(self) -> str:
        """Return one line with the numbers."""
        at_random = len(set(self.sample) & set(self.ids))
        return (
            f"<Suggestions: {len(self):,} of {counted(self.pool, 'statement')}, "
            f"{at_random:,} of them at random>"
        )

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the statements that were chosen."""
        return tuple(filter(None, names_in(self.statements, "id")))

    def blocks(self) -> Iterator[Block]:
        """Yield how many there are, each with its reason, and what to mind."""
        pool = counted(self.pool, "statement")
        yield Lines([f"{len(self):,} of {pool} to label, {self.labelled:,} labelled."])
        rows = zip(self.ids, self.statements["text"], self.reasons, strict=True)
        yield Listing(
            [],
            [
                Item([f"{name}:", MarkedText(text, plain=quoted(text))], [reason])
                for name, text, reason in rows
            ],
        )
        yield Caveats(self.caveats)

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each statement: ``id``, ``text``, ``reason`` and ``score``."""
        return self.statements[["id", "text"]].assign(reason=self.reasons, score=self.scores)

    def to_label(self) -> pd.DataFrame:
        """Return the table to fill in: all columns of the pool, and an empty ``label``.

        Behind them come ``reason``, ``score`` and ``drawn``; where the pool has the first two
        itself, they are called ``suggested_reason`` and ``suggested_score``. Statements that were
        drawn at random but had a label before stand last, with that label, and with ``again`` in
        ``drawn``: `prevalence` needs the whole sample. Read together with the tables that hold
        their labels they count once.
        """
        n, more = len(self), len(self.again)
        columns: dict[str, list[object]] = {
            str(name): [*self.statements[name], *self.again.get(name, [None] * more)]
            for name in self.statements
        }
        columns["label"] = [*[None] * n, *self.again["label"]]
        reasons = [*self.reasons, *["drawn at random, labelled before"] * more]
        columns[free_name("reason", columns, "suggested_")] = list(reasons)
        scores = [None if math.isnan(score) else score for score in self.scores]
        columns[free_name("score", columns, "suggested_")] = [*scores, *[None] * more]
        probability = len(self.sample) / self.pool
        columns[DRAWN] = [*self.drawn, *[drawn_again(probability)] * more]
        return frame_of(columns)

    def _facts(self) -> dict[str, Any]:
        rows = zip(self.ids, self.statements["text"], self.reasons, self.scores, strict=True)
        names = ("id", "text", "reason", "score")
        return {
            "suggestions": [dict(zip(names, row, strict=True)) for row in rows],
            **self._named("sample", "pool", "labelled", "caveats"),
        }
