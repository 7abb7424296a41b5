"""Measures of stance predictions: arrays in, numbers out.

Labels are codes here: 0 to k - 1, the positions in the label set. Every measure is a function of
sums over statements: `contributions` holds what each statement adds to them, `measures` turns sums
into numbers. Weighting the statements, as a bootstrap does a thousand times, is then one matrix
product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.labels import Label, has_polarity

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = [
    "CALIBRATION_BINS",
    "LabelScores",
    "accuracy",
    "averaged",
    "calibration_gaps",
    "confusion_matrix",
    "contributions",
    "f_avg",
    "group_contributions",
    "label_scores",
    "log_losses",
    "macro_f1",
    "measures",
    "ratio",
    "squared_errors",
]

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.intp]
MeasureKey: TypeAlias = tuple[str, Label | None]

CALIBRATION_BINS = 10


class LabelScores(NamedTuple):
    """Scores of each label, in arrays whose last axis is the label set."""

    precision: FloatArray
    recall: FloatArray
    f1: FloatArray
    support: FloatArray


def confusion_matrix(truth: IntArray, predicted: IntArray, n_labels: int) -> FloatArray:
    """Count the statements in each cell of true label (row) by predicted label (column)."""
    cells = np.bincount(truth * n_labels + predicted, minlength=n_labels**2)
    return cells.reshape(n_labels, n_labels).astype(np.float64)


def label_scores(confusion: FloatArray) -> LabelScores:
    """Return precision, recall, F1 and support of each label.

    Where nothing was predicted or nothing is there to be found, the score is 0, as in scikit-learn
    with ``zero_division=0``.
    """
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    support, predicted = confusion.sum(axis=-1), confusion.sum(axis=-2)
    return LabelScores(
        precision=ratio(hits, predicted),
        recall=ratio(hits, support),
        f1=ratio(2 * hits, support + predicted),
        support=support,
    )


def macro_f1(confusion: FloatArray) -> FloatArray:
    """Return the mean of the labels' F1, each label counting the same.

    A label that occurs neither in the truth nor in the predictions counts as 0.
    """
    return np.asarray(label_scores(confusion).f1.mean(axis=-1))


def accuracy(confusion: FloatArray) -> FloatArray:
    """Return the share of statements whose label was predicted."""
    hits = np.trace(confusion, axis1=-2, axis2=-1)
    return ratio(hits, confusion.sum(axis=(-2, -1)))


def f_avg(confusion: FloatArray, labels: Sequence[Label]) -> FloatArray:
    """Return the mean F1 of `favor` and `against`, the measure of SemEval-2016 task 6.

    Other labels count only through the mistakes they cause.
    """
    f1 = label_scores(confusion).f1
    return np.asarray((f1[..., labels.index("favor")] + f1[..., labels.index("against")]) / 2)


def log_losses(probabilities: FloatArray, truth: IntArray) -> FloatArray:
    """Return each statement's log loss: minus the log of the probability of its label.

    The probability is clipped from below at the spacing of floating point numbers (2e-16), so that
    one certain mistake costs 36 and not infinity.
    """
    of_truth = np.take_along_axis(probabilities, truth[:, None], axis=1)[:, 0]
    return np.asarray(-np.log(np.maximum(of_truth, np.finfo(np.float64).eps)))


def squared_errors(probabilities: FloatArray, truth: IntArray) -> FloatArray:
    """Return each statement's Brier score: squared errors summed over the labels, 0 to 2.

    This is Brier's own definition for any number of labels. With two labels it is twice the score
    that looks at one of them only.
    """
    wanted = np.eye(probabilities.shape[1])[truth]
    return np.asarray(((probabilities - wanted) ** 2).sum(axis=1))


def calibration_gaps(probabilities: FloatArray, truth: IntArray) -> tuple[IntArray, FloatArray]:
    """Return the confidence bin of each statement, and its confidence minus whether it is right.

    The confidence is the probability of the likeliest label. There are ten bins of equal width,
    closed on the right [1]_.

    References
    ----------
    .. [1] Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017.
    """
    confidence = probabilities.max(axis=1)
    edges = np.arange(1, CALIBRATION_BINS) / CALIBRATION_BINS
    bins = np.digitize(confidence, edges, right=True)
    return bins, confidence - (probabilities.argmax(axis=1) == truth)


def contributions(
    truth: IntArray, predicted: IntArray, probabilities: FloatArray | None, n_labels: int
) -> csr_array:
    """Return what each statement adds to the sums from which `measures` are computed."""
    from scipy.sparse import csr_array

    n, n_cells = len(truth), n_labels**2
    columns = [truth * n_labels + predicted]
    values = [np.ones(n)]
    n_sums = n_cells
    if probabilities is not None:
        bins, gaps = calibration_gaps(probabilities, truth)
        columns += [np.full(n, n_cells), np.full(n, n_cells + 1)]
        values += [log_losses(probabilities, truth), squared_errors(probabilities, truth)]
        columns += [n_cells + 2 + CALIBRATION_BINS * part + bins for part in range(4)]
        values += [np.ones(n), gaps, np.ones(n), gaps**2]
        n_sums += 2 + 4 * CALIBRATION_BINS
    starts = np.arange(n + 1) * len(columns)
    flat = (np.stack(values, axis=1).ravel(), np.stack(columns, axis=1).ravel(), starts)
    return csr_array(flat, shape=(n, n_sums))


def group_contributions(
    added: csr_array, groups: IntArray, n_labels: int, n_passes: int = 1
) -> csr_array:
    """Return what each group adds to the sums, of one pass or of several side by side.

    It adds what its statements do; but the squares are those of its own number and its own gap.
    """
    from scipy.sparse import csr_array, diags_array

    codes, n = np.unique(groups, return_inverse=True)[1], len(groups)
    members = csr_array((np.ones(n), (codes, np.arange(n))), shape=(codes.max() + 1, n))
    total = members @ added
    n_sums = added.shape[1]
    if n_sums == n_passes * n_labels**2:
        return csr_array(total)
    position = np.arange(n_sums) % (n_sums // n_passes) - n_labels**2 - 2
    squared = position >= 2 * CALIBRATION_BINS
    own = total @ diags_array(1.0 * ~squared)
    roots = diags_array(1.0 * squared[2 * CALIBRATION_BINS :], offsets=2 * CALIBRATION_BINS)
    return csr_array(own + total.power(2) @ roots)


def measures(sums: FloatArray, labels: Sequence[Label]) -> dict[MeasureKey, FloatArray]:
    """Turn sums of `contributions` into measures.

    Examples
    --------
    >>> added = contributions(np.array([0, 1]), np.array([0, 0]), None, 2)
    >>> result = measures(np.ones(2) @ added, ["no", "yes"])
    >>> float(result["accuracy", None]), float(result["recall", "no"])
    (0.5, 1.0)
    """
    k = len(labels)
    confusion = sums[..., : k * k].reshape(*sums.shape[:-1], k, k)
    result: dict[MeasureKey, FloatArray] = {("macro_f1", None): macro_f1(confusion)}
    if has_polarity(labels):
        result["f_avg", None] = f_avg(confusion, labels)
    result["accuracy", None] = accuracy(confusion)
    if sums.shape[-1] > k * k:
        total = confusion.sum(axis=(-2, -1))
        result["log_loss", None] = ratio(sums[..., k * k], total)
        result["brier", None] = ratio(sums[..., k * k + 1], total)
        result["squared_calibration_error", None] = ratio(_gap(sums[..., k * k + 2 :]), total)
    scores = label_scores(confusion)._asdict()
    for position, label in enumerate(labels):
        result |= {(name, label): values[..., position] for name, values in scores.items()}
    return result


def _gap(sums: FloatArray) -> FloatArray:
    """Return the squared calibration error, without bias, times the number of statements.

    A bin's mean gap, squared, is too large by what chance adds to it, so only products of the gaps
    of two statements count that are not the same [1]_, nor of the same group, as those are alike.
    A bin with one of them says nothing.

    References
    ----------
    .. [1] Kumar, Liang and Ma, "Verified uncertainty calibration", NeurIPS 2019, section 4.
    """
    n, gaps, n_squares, squares = np.split(sums, 4, axis=-1)
    return np.asarray((n * ratio(gaps**2 - squares, n**2 - n_squares)).sum(axis=-1))


def averaged(found: Mapping[MeasureKey, FloatArray]) -> dict[MeasureKey, float]:
    """Return the mean of measures over passes; the calibration error is a root mean square."""
    means = {key: float(values.mean()) for key, values in found.items()}
    if ("squared_calibration_error", None) in means:
        square = max(means["squared_calibration_error", None], 0.0)
        means["calibration_error", None] = square**0.5
    return means


def ratio(part: FloatArray, whole: FloatArray, of_nothing: float = 0.0) -> FloatArray:
    """Divide, with another number where there is nothing to divide by."""
    empty = np.full(np.shape(part), of_nothing)
    return np.asarray(np.divide(part, whole, out=empty, where=whole > 0))
