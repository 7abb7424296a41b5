"""Shares of labels without an interval, as the literature on quantification estimates them.

Esuli, Fabris, Moreo and Sebastiani, "Learning to quantify", 2023, doi:10.1007/978-3-031-20467-8,
compares them. They are here to be compared with what a random sample of labels says.
"""

from __future__ import annotations

import numpy as np

from stancekit.measure.metrics import FloatArray

__all__ = ["adjusted_count", "classify_and_count", "expectation_maximisation", "predicted"]

_STEPS = 1000
_NEAR = 1e-8


def predicted(probabilities: FloatArray) -> FloatArray:
    """Return 1 for the likeliest label of each statement, and 0 for the others.

    Examples
    --------
    >>> predicted(np.array([[0.6, 0.4], [0.1, 0.9]])).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    return np.asarray(np.eye(probabilities.shape[1])[probabilities.argmax(axis=1)])


def classify_and_count(probabilities: FloatArray, weights: FloatArray) -> FloatArray:
    """Return how often each label is the likeliest: biased wherever mistakes do not cancel out."""
    return np.asarray(np.average(predicted(probabilities), axis=0, weights=weights))


def adjusted_count(
    scores: FloatArray,
    weights: FloatArray,
    truth: FloatArray,
    labelled_scores: FloatArray,
    labelled_weights: FloatArray,
) -> FloatArray:
    """Return the shares with which the mean scores would be those of the corpus.

    How statements of each label are scored is learned from labelled ones. With likeliest labels as
    scores this is the adjusted count [1]_, with probabilities PACC [2]_. Of all shares, which are
    none below 0 and add up to 1, those are taken that come nearest [3]_. What a label without
    labelled statements would get is not known: its share is 0.

    References
    ----------
    .. [1] Forman, "Quantifying counts and costs via classification", Data Mining and Knowledge
       Discovery 17, 2008.
    .. [2] Bella, Ferri, Hernández-Orallo and Ramírez-Quintana, "Quantification via probability
       estimators", ICDM 2010.
    .. [3] Bunse, "On multi-class extensions of adjusted classify and count", 2022.

    Examples
    --------
    >>> truth = np.eye(2)[[0] * 10 + [1] * 10]
    >>> guesses = np.eye(2)[[0] * 9 + [1] + [1] * 8 + [0] * 2]
    >>> corpus = np.eye(2)[[0] * 34 + [1] * 66]
    >>> adjusted_count(corpus, np.ones(100), truth, guesses, np.ones(20)).round(3).tolist()
    [0.2, 0.8]
    """
    seen = labelled_weights @ truth
    known = seen > 0
    by_label = (labelled_weights[:, None] * truth).T @ labelled_scores
    rates = by_label[known] / seen[known][:, None]
    shares = np.zeros(truth.shape[1])
    shares[known] = _nearest_mixture(rates.T, np.average(scores, axis=0, weights=weights))
    return shares


def expectation_maximisation(
    probabilities: FloatArray, weights: FloatArray, training_shares: FloatArray
) -> FloatArray:
    """Return the shares with which probabilities agree, if they only suit other shares [1]_.

    It takes the statements of each label to be like those of the training, and probabilities to be
    calibrated.

    References
    ----------
    .. [1] Saerens, Latinne and Decaestecker, "Adjusting the outputs of a classifier to new a priori
       probabilities", Neural Computation 14, 2002, doi:10.1162/089976602753284446.

    Examples
    --------
    >>> likely = np.array([[0.9, 0.1]] * 20 + [[0.1, 0.9]] * 80)
    >>> expectation_maximisation(likely, np.ones(100), np.array([0.5, 0.5])).round(3).tolist()
    [0.125, 0.875]
    """
    shares = training_shares
    for _ in range(_STEPS):
        raw = probabilities * (shares / np.maximum(training_shares, 1e-12))
        suited = raw / np.maximum(raw.sum(axis=1, keepdims=True), 1e-300)
        new = np.average(suited, axis=0, weights=weights)
        if np.abs(new - shares).sum() < _NEAR:
            return np.asarray(new)
        shares = new
    return shares


def _nearest_mixture(columns: FloatArray, mean: FloatArray) -> FloatArray:
    """Return how to mix columns so that they come nearest to a mean."""
    from scipy.optimize import nnls

    whole = 1e4  # what makes the shares add up to 1
    system = np.vstack([columns, np.full(columns.shape[1], whole)])
    shares = np.asarray(nnls(system, np.append(mean, whole))[0])
    return np.asarray(shares / shares.sum())
