"""Scores and probabilities of statements, each from the part of a model for its target."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral
from typing import cast

import numpy as np
import numpy.typing as npt

from stancekit.data.cell_rules import unknown_target
from stancekit.data.statements import statements_from
from stancekit.exceptions import DataError, ParameterError
from stancekit.model.encoder import encode
from stancekit.model.linear import Learned, LinearModel
from stancekit.model.status import NEVER
from stancekit.text import kernel
from stancekit.text.kernel import Texts

__all__ = ["judge", "number_of_threads", "scores_of"]

Floats = npt.NDArray[np.float64]

_AT_ONCE = 4096  # texts whose vectors are kept at once


def scores_of(model: Learned, X: object, n_jobs: int | None = None) -> Floats:
    """Return the score of each label before calibration, -inf where a target has no such label."""
    n_threads = number_of_threads(n_jobs)
    texts, targets = _read(model, X)
    if whole := _whole(model):
        return whole.scores(texts, None, n_threads)
    scores = np.full((len(texts), len(model.labels)), -np.inf)
    for rows, part, some, vectors in _batches(model, texts, targets):
        scores[np.ix_(rows, np.array(part.label_index))] = part.scores(some, vectors, n_threads)
    return scores


def judge(model: Learned, X: object, n_jobs: int | None = None) -> tuple[Floats, Floats, Floats]:
    """Return probabilities, how much of each statement is known, and from when on labels are ok."""
    n_threads = number_of_threads(n_jobs)
    texts, targets = _read(model, X)
    if whole := _whole(model):
        return *whole.judge(texts, None, n_threads), whole.calibration.thresholds
    shape = len(texts), len(model.labels)
    probabilities, known, thresholds = np.zeros(shape), np.zeros(shape[0]), np.full(shape, NEVER)
    for rows, part, some, vectors in _batches(model, texts, targets):
        cells = np.ix_(rows, np.array(part.label_index))
        probabilities[cells], known[rows] = part.judge(some, vectors, n_threads)
        thresholds[cells] = part.calibration.thresholds
    return probabilities, known, thresholds


def number_of_threads(n_jobs: int | None) -> int:
    """Return how many threads a number of jobs means; -1 is one for each core."""
    if n_jobs is None or n_jobs == 1:
        return 1
    if not isinstance(n_jobs, Integral) or isinstance(n_jobs, bool) or n_jobs == 0:
        raise ParameterError(
            f"n_jobs (--jobs) must be a number of threads, or -1 for all cores, got {n_jobs!r}"
        )
    from joblib import effective_n_jobs

    return int(effective_n_jobs(int(n_jobs)))


def _read(model: Learned, X: object) -> tuple[Texts, list[str] | None]:
    """Return statements where they lie if that is possible, else as strings."""
    texts = None if model.per_target else kernel.active().texts_of(X)
    if texts is not None:
        return texts, None
    strings, targets = statements_from(X, with_target=model.per_target)
    return _as_texts(strings), targets


def _as_texts(strings: list[str]) -> Texts:
    return cast(Texts, kernel.active().texts_of(strings))


def _whole(model: Learned) -> LinearModel | None:
    """Return the part that judges all texts at once, if there is one."""
    if model.per_target or model.encoder is not None:
        return None
    part = _only_part(model)
    return part if len(part.label_index) == len(model.labels) else None


def _only_part(model: Learned) -> LinearModel:
    return next(iter(model.parts.values()))


def _batches(
    model: Learned, texts: Texts, targets: list[str] | None
) -> Iterator[tuple[npt.NDArray[np.intp], LinearModel, Texts, Floats | None]]:
    """Yield row numbers, the part that judges them, their texts and vectors."""
    strings = texts.tolist()
    for part, of_part in _rows_by_part(model, targets, len(strings)):
        for start in range(0, len(of_part), _AT_ONCE):
            rows = of_part[start : start + _AT_ONCE]
            some = [strings[i] for i in rows]
            vectors = None if model.encoder is None else encode(model.encoder, some)
            yield rows, part, _as_texts(some), vectors


def _rows_by_part(
    model: Learned, targets: list[str] | None, n_texts: int
) -> list[tuple[LinearModel, npt.NDArray[np.intp]]]:
    if targets is None:
        return [(_only_part(model), np.arange(n_texts))]
    rows_of: dict[str, list[int]] = {}
    for row, name in enumerate(targets):
        rows_of.setdefault(name, []).append(row)
    if unknown := sorted(name for name in rows_of if name not in model.parts):
        row = rows_of[unknown[0]][0]
        raise DataError(
            f"X, column 'target': item {row} {unknown_target(unknown[0], model.targets)}"
        )
    return [(model.parts[name], np.array(rows)) for name, rows in rows_of.items()]
