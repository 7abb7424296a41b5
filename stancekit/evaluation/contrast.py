"""Contrast pairs: statements that differ by a minimal edit, and by their label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from stancekit.blocks import Block, Lines, Measure
from stancekit.data.identity import names_in, rows_by
from stancekit.data.table import plain
from stancekit.measure.bootstrap import resampled_sums
from stancekit.measure.held_out import TRAINING_LUCK
from stancekit.measure.intervals import of_share, t_quantile
from stancekit.measure.metrics import FloatArray, IntArray
from stancekit.report.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Contrast", "contrast_of"]


@dataclass(frozen=True, eq=False)
class Contrast(Result):
    """How often a whole contrast pair is labelled right.

    Attributes
    ----------
    pairs : int
        How many there are; larger groups with the same ``pair_id`` count as one.
    consistency : Measure
        The share of pairs of which every statement is labelled right, the mean over the repeats,
        with a 95 % interval like that of the measures. Gardner et al. call it contrast
        consistency.
    accuracy : Measure
        The share of statements in pairs that are labelled right.
    statements : DataFrame
        One row for each statement in a pair: ``pair_id``, ``row``, ``id`` (where given), ``text``,
        ``label``, and ``right``, the share of the repeats in which it was labelled right.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame(
    ...     {"text": ["Talk.", "Don't talk."], "label": ["favor", "against"], "pair_id": ["p", "p"]}
    ... )
    >>> truth, predicted = np.array([1, 0]), np.array([[1, 1], [1, 0]])
    >>> contrast_of(frame, truth, predicted, resamples=9, seed=0).sentence(overall=0.75)
    'Contrast pairs: of 1 that differ by a minimal edit and by their label, both sides are
    right in 50 % (95 % interval 0 to 100 %); 75 % of the statements in them are right, and
    75 % of all.'
    """

    pairs: int
    consistency: Measure
    accuracy: Measure
    statements: pd.DataFrame = field(repr=False)

    def sentence(self, overall: float) -> str:
        """Say in plain words how the pairs fare beside all statements."""
        share, right = self.consistency, self.accuracy.value
        pairs, sides = "pairs", "both sides"
        if len(self.statements) > 2 * self.pairs:
            pairs, sides = "groups", "all statements"
        return (
            f"Contrast {pairs}: of {self.pairs:,} that differ by a minimal edit and by their "
            f"label, {sides} are right in {100 * share.value:.0f} % (95 % interval "
            f"{100 * share.low:.0f} to {100 * share.high:.0f} %); {100 * right:.0f} % of the "
            f"statements in them are right, and {100 * overall:.0f} % of all."
        )

    def blocks(self) -> Iterator[Block]:
        """Yield the statements of the pairs that are not wholly right."""
        lines = ["Pairs that were not labelled right every time:"]
        for pair, rows in self.statements.groupby("pair_id", sort=False):
            if (rows["right"] < 1).any():
                lines.append(str(pair))
                cells = zip(rows["right"], rows["label"], rows["text"], strict=True)
                lines += [
                    f"  right in {100 * right:3.0f} %  {label}  {text}"
                    for right, label, text in cells
                ]
        yield Lines(lines, whole=True)

    def _facts(self) -> dict[str, Any]:
        records = self.statements.to_dict(orient="records")
        rows = [{str(name): plain(value) for name, value in row.items()} for row in records]
        return self._named("pairs", "consistency", "accuracy") | {"statements": rows}

    def to_frame(self) -> pd.DataFrame:
        """Return the statements in pairs."""
        return self.statements


def contrast_of(
    frame: pd.DataFrame, truth: IntArray, predicted: IntArray, resamples: int, seed: int
) -> Contrast | None:
    """Judge held-out predictions by the contrast pairs among the statements.

    A minimal edit that turns the label around leaves most words as they were. Who labels both
    sides right has read what was edited; who goes by the words in common gets one side at
    most [1]_ [2]_.

    References
    ----------
    .. [1] Kaushik, Hovy and Lipton, "Learning the difference that makes a difference with
       counterfactually-augmented data", ICLR 2020.
    .. [2] Gardner et al., "Evaluating models' local decision boundaries via contrast sets",
       Findings of EMNLP 2020.
    """
    from scipy.sparse import csr_array

    if not (pairs := _pairs(frame, truth)):
        return None
    right = (predicted == truth).astype(np.float64)
    whole = [right[:, rows].all(axis=1).mean() for rows in pairs]
    hits = [right[:, rows].mean(axis=0).sum() for rows in pairs]
    added = np.column_stack([whole, np.ones(len(pairs)), hits, list(map(len, pairs))])
    sums, drawn = added.sum(axis=0), resampled_sums(csr_array(added), resamples, seed)
    consistency, accuracy = (
        _share(sums[part] / sums[part + 1], drawn[:, part] / drawn[:, part + 1], len(pairs))
        for part in (0, 2)
    )
    return Contrast(len(pairs), consistency, accuracy, _statements(frame, pairs, right))


def _share(value: float, drawn: FloatArray, pairs: int) -> Measure:
    spread = drawn.std() * (1 + TRAINING_LUCK) ** 0.5
    low, high = of_share(value, spread, t_quantile(pairs), pairs)
    return Measure(float(value), float(low), float(high))


def _pairs(frame: pd.DataFrame, truth: IntArray) -> list[list[int]]:
    """Return the rows of each pair whose labels differ."""
    rows = rows_by(names_in(frame, "pair_id")).values()
    return [found for found in rows if len(set(truth[found].tolist())) > 1]


def _statements(frame: pd.DataFrame, pairs: list[list[int]], right: FloatArray) -> pd.DataFrame:
    rows = [row for found in pairs for row in found]
    columns = [name for name in ("pair_id", "id", "text", "label") if name in frame]
    table = frame.iloc[rows][columns].reset_index(drop=True)
    table.insert(1, "row", rows)
    return table.assign(right=right[:, rows].mean(axis=0))
