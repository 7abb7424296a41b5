"""P-values, worked by hand."""

from __future__ import annotations

import pytest

from stancekit.measure.p_values import holm, mcnemar


def test_the_adjusted_p_values_are_those_of_holm():
    # Worked out by hand: 4 * 0.005, 3 * 0.01, 2 * 0.03, and the last may not fall below 0.06.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


@pytest.mark.parametrize(
    ("old", "new", "by_hand"),
    [(0, 0, 1.0), (0, 5, 2 / 32), (1, 9, 2 * (1 + 10) / 1024), (3, 3, 1.0)],
)
def test_the_p_value_of_mcnemar_worked_by_hand(old, new, by_hand):
    assert mcnemar(old, new) == mcnemar(new, old) == pytest.approx(by_hand, abs=1e-15)
