"""P-values: of McNemar's test, of several tests, adjusted for their number, and in words."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["equation_of_p", "holm", "mcnemar", "told_p"]


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for their number, by the step-down method of Holm (1979)."""
    adjusted = [0.0] * len(p_values)
    reached = 0.0
    for rank, i in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        reached = max(reached, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = reached
    return adjusted


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
    """
    from scipy.stats import binomtest

    fewer, either = min(only_old_right, only_new_right), only_old_right + only_new_right
    return float(binomtest(fewer, either).pvalue) if either else 1.0


def told_p(p_value: float) -> str:
    """Return a p-value to three digits; one that is nearly 0 is said to be less, as none is 0.

    Examples
    --------
    >>> told_p(0.0304), told_p(0.00002)
    ('0.030', '< 0.001')
    """
    return "< 0.001" if p_value < 0.0005 else f"{p_value:.3f}"


def equation_of_p(p_value: float) -> str:
    """Return how a p-value stands in brackets behind what it is of.

    Examples
    --------
    >>> equation_of_p(0.0304), equation_of_p(0.00002)
    ('p = 0.030', 'p < 0.001')
    """
    told = told_p(p_value)
    return f"p {told}" if told.startswith("<") else f"p = {told}"
