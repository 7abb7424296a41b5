"""Whether two classifiers that were tested on the same statements err equally often."""

from __future__ import annotations

__all__ = ["mcnemar"]


def mcnemar(only_old_right: int, only_new_right: int) -> float:
    """Return the p-value of McNemar's test, two-sided and exact.

    Statements that both label right, or both wrong, say nothing. Of the others each classifier
    would get half, were they equally good: the p-value is that of a binomial distribution with
    one half [1]_, however few they are. Among the tests for two classifiers on one test set it is
    the one that Dietterich recommends [2]_. It takes statements as independent, and says
    nothing of how the classifiers would differ had they been trained on other statements.

    References
    ----------
    .. [1] McNemar, "Note on the sampling error of the difference between correlated proportions or
       percentages", Psychometrika 1947.
    .. [2] Dietterich, "Approximate statistical tests for comparing supervised classification
       learning algorithms", Neural Computation 1998.

    Examples
    --------
    >>> mcnemar(0, 5)
    0.0625
    """
    from scipy.special import bdtr

    fewer, total = min(only_old_right, only_new_right), only_old_right + only_new_right
    return min(1.0, 2 * float(bdtr(fewer, total, 0.5)))
