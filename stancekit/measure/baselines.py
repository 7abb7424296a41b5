"""What guessing would score: the majority label, labels at random, and shuffled labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stancekit.labels import Label
from stancekit.measure.held_out import HeldOut
from stancekit.measure.metrics import FloatArray, IntArray, MeasureKey, averaged, measures
from stancekit.progress import track

__all__ = ["majority", "permutation_p_value", "stratified_measures", "training_shares"]


def training_shares(
    truth: IntArray, passes: Sequence[Sequence[tuple[IntArray, IntArray]]], n_labels: int
) -> FloatArray:
    """Return, for each statement, the share of each label in the training side of its fold."""
    shares = np.zeros((len(passes), len(truth), n_labels))
    for position, folds in enumerate(passes):
        for train, test in folds:
            shares[position, test] = np.bincount(truth[train], minlength=n_labels) / len(train)
    return shares


def majority(shares: FloatArray) -> HeldOut:
    """Predict the most frequent training label, with the training shares as probabilities."""
    return HeldOut(shares.argmax(axis=-1), shares)


def stratified_measures(
    truth: IntArray, shares: FloatArray, labels: Sequence[Label]
) -> dict[MeasureKey, float]:
    """Return what guessing labels at random, as often as in training, scores on average.

    No guess is drawn: the measures are those of the expected confusion matrix. The probabilities of
    this baseline are the training shares, as those of `majority`.
    """
    k = len(labels)
    added = majority(shares).contributions(truth, k)
    sums = (np.ones(len(truth)) @ added).reshape(len(shares), -1)
    expected = np.eye(k)[truth].T @ shares
    sums[:, : k * k] = expected.reshape(len(shares), k * k)
    return averaged(measures(sums, labels))


def permutation_p_value(
    truth: IntArray, predicted: IntArray, n_labels: int, permutations: int, seed: int
) -> float:
    """Return how often shuffled labels fit the predictions as well as the true ones do.

    The test compares macro-F1 (the mean over passes) of the held-out predictions with the true
    labels and with permutations of them: (1 + number at least as high) / (1 + permutations).
    It asks whether the predictions go with the labels at all; a small value does not say that
    they are good, nor that they are better than the majority by much. The models are not
    fitted again to shuffled labels, which would test the learning itself and cost a full
    cross-validation each time [1]_, and statements are shuffled one by one, as if those of a
    group had nothing in common.

    References
    ----------
    .. [1] Ojala and Garriga, "Permutation tests for studying classifier performance", JMLR 2010.
    """
    generator = np.random.default_rng([seed, 2])
    n_passes = len(predicted)
    cells = predicted + n_labels * np.arange(n_passes)[:, None]
    n_cells = n_passes * n_labels
    sizes = np.bincount(cells.ravel(), minlength=n_cells)
    sizes += np.tile(np.bincount(truth, minlength=n_labels), n_passes)

    def score(labels: IntArray) -> float:
        hits = np.bincount(cells[predicted == labels], minlength=n_cells)
        return float((2 * hits / np.maximum(sizes, 1)).mean())

    reached = score(truth)
    times = track(range(permutations), "permutation test", unit="permutation")
    count = sum(score(generator.permutation(truth)) >= reached for _ in times)
    return (1 + count) / (1 + permutations)
