"""What stands behind the shares of a group: its strongest statements, and those that conflict."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stancekit.analysis.result import OK_ANSWERS, Share
from stancekit.analysis.sample import Corpus, Mask
from stancekit.blocks import Measure
from stancekit.labels import POLARITY, Label
from stancekit.measure.metrics import FloatArray, IntArray

__all__ = ["BIASED", "Answers", "Evidence"]

BIASED = (
    "Without labels of people, shares are those of the answers that are ok: biased, as the model "
    "is surer of some labels than of others, and without an interval; to have one, label a random "
    "sample."
)

_STRONGEST = 2


@dataclass(frozen=True)
class Evidence:
    """A statement that shows a position.

    Attributes
    ----------
    id : str
        Its id, or where it stands.
    text : str
    label : str or int
    probability : float
        What the model gives the label.
    is_human : bool
        Whether somebody gave it the label, and not the model.

    Examples
    --------
    >>> Evidence("a-1", "We must talk.", "favor", 0.93, is_human=False).label
    'favor'
    """

    id: str
    text: str
    label: Label
    probability: float
    is_human: bool


@dataclass(frozen=True, eq=False)
class Answers:
    """The label of each statement that has a sure one: by people, or an answer that is `ok`."""

    corpus: Corpus
    labels: tuple[Label, ...]
    codes: IntArray
    probabilities: FloatArray
    by_people: Mask

    @classmethod
    def of(
        cls,
        corpus: Corpus,
        labels: tuple[Label, ...],
        probabilities: FloatArray,
        ok: Mask,
        human: IntArray,
    ) -> Answers:
        """Take what people said, and where they said nothing the answers that are `ok`."""
        answered = np.where(ok, probabilities.argmax(axis=1), -1)
        return cls(corpus, labels, np.where(human >= 0, human, answered), probabilities, human >= 0)

    @property
    def positions(self) -> list[int]:
        """The labels that take a position; all but `none` where none points anywhere."""
        found = [code for code, label in enumerate(self.labels) if label in POLARITY]
        return found or [code for code, label in enumerate(self.labels) if label != "none"]

    def taken(self, rows: IntArray) -> int:
        """Return how many of some statements take a position, as far as that is sure."""
        return int(np.isin(self.codes[rows], self.positions).sum())

    def counts(self, rows: IntArray) -> npt.NDArray[np.intp]:
        """Return how many of some statements have each label."""
        codes = self.codes[rows]
        return np.bincount(codes[codes >= 0], minlength=len(self.labels))

    def shares(self, group: str, rows: IntArray) -> tuple[Share, ...]:
        """Return the shares among the answers that are ok; not a number where there are none."""
        counts = self.counts(rows)
        total = int(counts.sum())
        shares = [float(count / total) if total else math.nan for count in counts]
        return tuple(
            Share(group, label, Measure(share, math.nan, math.nan), OK_ANSWERS, 0)
            for label, share in zip(self.labels, shares, strict=True)
        )

    def strongest(self, rows: IntArray) -> tuple[Evidence, ...]:
        """Return the strongest statements for each position, the likeliest first."""
        return tuple(
            self._evidence(row)
            for code in self.positions
            for row in self._ranked(rows, code)[:_STRONGEST]
        )

    def conflicting(self, rows: IntArray) -> tuple[Evidence, ...]:
        """Return the statements against the side that a group mostly takes, the likeliest first."""
        sides = {POLARITY.get(label, 0): code for code, label in enumerate(self.labels)}
        if 1 not in sides or -1 not in sides:
            return ()
        favor, against = (self._ranked(rows, sides[side]) for side in (1, -1))
        return tuple(map(self._evidence, favor if len(favor) < len(against) else against))

    def _ranked(self, rows: IntArray, code: int) -> list[int]:
        some = rows[self.codes[rows] == code]
        order = np.argsort(-self.probabilities[some, code], kind="stable")
        found: list[int] = some[order].tolist()
        return found

    def _evidence(self, row: int) -> Evidence:
        code = int(self.codes[row])
        return Evidence(
            id=self.corpus.statements.names[row],
            text=self.corpus.statements.texts[row],
            label=self.labels[code],
            probability=float(self.probabilities[row, code]),
            is_human=bool(self.by_people[row]),
        )
