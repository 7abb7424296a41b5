"""P-values, worked by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import stancekit
from stancekit.measure.p_values import equation_of_p, holm, mcnemar, told_p


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


@pytest.mark.parametrize(
    ("p_value", "told", "equation"),
    [
        (1.0, "1.000", "p = 1.000"),
        (0.0384, "0.038", "p = 0.038"),
        (1 / 1001, "0.001", "p = 0.001"),
        (0.0005, "0.001", "p = 0.001"),
        (0.00049, "< 0.001", "p < 0.001"),
        (0.0, "< 0.001", "p < 0.001"),
    ],
)
def test_a_p_value_has_three_digits_and_is_never_0(p_value, told, equation):
    assert (told_p(p_value), equation_of_p(p_value)) == (told, equation)


def test_no_other_module_spells_p_values_by_itself():
    spelt = re.compile(r"\{[\w.]*p_?value:|\{p:\.")
    modules = Path(stancekit.__file__).parent.rglob("*.py")
    assert [file.name for file in modules if spelt.search(file.read_text("utf-8"))] == [
        "p_values.py"
    ]
