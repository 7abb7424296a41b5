"""How little a model is sure of its answers: probabilities in, one number for each statement out.

Settles, "Active learning literature survey", University of Wisconsin-Madison, Computer Sciences
Technical Report 1648, 2009, section 3.1, compares the three.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from stancekit.measure.metrics import FloatArray

__all__ = ["UNCERTAINTIES", "entropy", "least_confidence", "margin"]


def margin(probabilities: FloatArray) -> FloatArray:
    """Return 1 minus the distance of the two likeliest labels: 1 where they tie.

    References
    ----------
    Scheffer, Decomain and Wrobel, "Active hidden Markov models for information extraction",
    IDA 2001, doi:10.1007/3-540-44816-0_31.
    """
    second, first = np.partition(probabilities, -2, axis=1)[:, -2:].T
    return np.asarray(1 - (first - second))


def entropy(probabilities: FloatArray) -> FloatArray:
    """Return the entropy of the labels in nats: the logarithm of their number where all tie.

    References
    ----------
    Shannon, "A mathematical theory of communication", Bell System Technical Journal 27, 1948.
    """
    logarithms = np.log(probabilities, where=probabilities > 0, out=np.zeros(probabilities.shape))
    return np.asarray(-(probabilities * logarithms).sum(axis=1)) + 0.0


def least_confidence(probabilities: FloatArray) -> FloatArray:
    """Return 1 minus the probability of the likeliest label.

    References
    ----------
    Lewis and Gale, "A sequential algorithm for training text classifiers", SIGIR 1994,
    doi:10.1007/978-1-4471-2099-5_1.
    """
    return np.asarray(1 - probabilities.max(axis=1))


UNCERTAINTIES: Mapping[str, Callable[[FloatArray], FloatArray]] = {
    "margin": margin,
    "entropy": entropy,
    "least confidence": least_confidence,
}
"""The strategies that ask for what a model is least sure of, by name."""
