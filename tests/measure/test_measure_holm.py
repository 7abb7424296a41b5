"""Adjusted p-values."""

from __future__ import annotations

import pytest

from stancekit.measure.holm import holm


def test_the_adjusted_p_values_are_those_of_holm():
    # Worked out by hand: 4 * 0.005, 3 * 0.01, 2 * 0.03, and the last may not fall below 0.06.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []
