"""From the scores of sentences to the position of whoever speaks in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stancekit.analysis.map_result import ActorPosition
from stancekit.labels import Label, has_polarity, stance_scores
from stancekit.model.judging import judge
from stancekit.model.model import StanceModel
from stancekit.model.status import status_of

__all__ = ["NO_POSITION", "Scored", "score_sentences"]

Floats = npt.NDArray[np.float64]

NO_POSITION = "none"
"""The label of sentences that take no position."""

_EVIDENCE = 2


@dataclass(frozen=True)
class Scored:
    """The probabilities of the labels for each sentence, and how far to trust them."""

    labels: tuple[Label, ...]
    texts: list[str]
    probabilities: Floats
    status: npt.NDArray[np.object_]

    def label(self, row: int) -> Label | None:
        """Return the label of a sentence; None without evidence."""
        if self.status[row] == "no_evidence":
            return None
        return self.labels[int(self.probabilities[row].argmax())]

    def stances(self) -> list[float | None]:
        """Return the stance of each sentence; None where labels have no polarity."""
        if not has_polarity(self.labels):
            return [None] * len(self.texts)
        return list(map(float, stance_scores(self.labels, self.probabilities)))

    def position(
        self, speaker: str, kind: str, country: str | None, rows: Sequence[int]
    ) -> ActorPosition:
        """Return the position that some sentences take together."""
        takers = [row for row in rows if self.label(row) not in (None, NO_POSITION)]
        label = self._position_of(rows) if takers else self._without(rows)
        shown = self._clearest(takers, label)
        is_ok = any(self.status[row] == "ok" and self.label(row) == label for row in takers)
        known = any(self.status[row] != "no_evidence" for row in rows)
        return ActorPosition(
            speaker=speaker,
            kind=kind,
            country=country,
            label=label,
            stance=self._stance(rows),
            n=len(rows),
            n_position=len(takers),
            status="ok" if is_ok else "unsure" if known else "no_evidence",
            evidence=tuple(self.texts[row] for row in shown),
        )

    def _without(self, rows: Iterable[int]) -> Label | None:
        """Return the label where no sentence takes a position."""
        return NO_POSITION if any(self.label(row) == NO_POSITION for row in rows) else None

    def _weights(self, rows: Sequence[int]) -> Floats:
        """Return how likely each sentence takes a position; nothing where nothing is known."""
        known = self.status[list(rows)] != "no_evidence"
        if NO_POSITION not in self.labels:
            return np.asarray(known, dtype=np.float64)
        none = self.labels.index(NO_POSITION)
        weights: Floats = (1 - self.probabilities[list(rows), none]) * known
        return weights

    def _mean(self, rows: Sequence[int]) -> Floats | None:
        weights = self._weights(rows)
        if not weights.any():
            return None
        mean: Floats = np.average(self.probabilities[list(rows)], axis=0, weights=weights)
        return mean

    def _position_of(self, rows: Sequence[int]) -> Label | None:
        """Return the likeliest position of all sentences together, of those that one takes."""
        mean = self._mean(rows)
        if mean is None:
            return None
        taken = {self.label(row) for row in rows} - {None, NO_POSITION}
        best = max(
            (i for i, label in enumerate(self.labels) if label in taken), key=mean.__getitem__
        )
        return self.labels[best]

    def _stance(self, rows: Sequence[int]) -> float | None:
        mean = self._mean(rows)
        if mean is None or not has_polarity(self.labels):
            return None
        return float(stance_scores(self.labels, mean[np.newaxis])[0])

    def _clearest(self, rows: Sequence[int], label: Label | None) -> list[int]:
        """Return the sentences that show a position most clearly, those that are ok first."""
        if label not in self.labels:
            return []
        column = self.labels.index(label)
        found = [row for row in rows if self.label(row) == label]
        found.sort(key=lambda row: (self.status[row] != "ok", -self.probabilities[row, column]))
        return found[:_EVIDENCE]


def score_sentences(model: StanceModel, texts: list[str], target: str | None) -> Scored:
    """Score each sentence alone; sentences around it did not help where that was tried."""
    given = {"text": texts, "target": [target] * len(texts)} if model.per_target else texts
    judged = judge(model, given)
    return Scored(model.labels, texts, judged[0], status_of(*judged))
