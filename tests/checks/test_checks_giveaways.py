"""Terms that give a label away: what is reported, and what must not be."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import hypergeom

import stancekit

SYLLABLES = ["ba", "du", "ke", "li", "mo", "ra", "si", "to", "vu", "ze"]


def statements(n, seed=0):
    """Return texts of invented words, so that no word is frequent."""
    generator = np.random.default_rng(seed)
    return [" ".join("".join(generator.choice(SYLLABLES, 5)) for _ in range(8)) for _ in range(n)]


def table(n=60, **columns):
    """Return statements of two labels in turn."""
    return {"text": statements(n), "label": ["favor", "against"] * (n // 2), **columns}


def giveaways(data):
    result = stancekit.check_labels(data, fast=True)
    found = [finding for finding in result.findings if finding.check == "giveaway"]
    assert all(finding.severity == "note" for finding in found)
    return found


def test_a_hashtag_under_one_label_is_reported_with_its_probability():
    data = table()
    for row in range(0, 24, 2):
        data["text"][row] += " #PeaceNow"
    (finding,) = giveaways(data)
    assert finding.rows == tuple(range(0, 24, 2))
    assert finding.message.startswith("the hashtag '#peacenow': 12 statements, all 'favor', such")
    # Two terms stand in five statements or more: this hashtag, and any hashtag.
    assert finding.details["p_value"] == pytest.approx(2 * hypergeom(60, 30, 12).pmf(12))
    assert finding.details["term"] == "#peacenow"
    assert finding.details["origin"] is None


def test_different_numbers_are_reported_as_any_number():
    data = table()
    for row in range(1, 31, 2):
        data["text"][row] += f" {1000 + row}"
    (finding,) = giveaways(data)
    assert finding.message.startswith("any number: 15 statements, all 'against'")


def test_a_word_that_only_predicts_its_label_may_be_what_the_position_is_made_of():
    data = table(source=["a", "b", "c"] * 20)
    for row in range(0, 40, 2):
        data["text"][row] += " diplomacy"
    assert giveaways(data) == []


@pytest.mark.parametrize("origin", ["source", "annotator", "document"])
def test_a_word_under_one_label_from_one_origin_is_reported(origin):
    data = table(120, **{origin: [f"o{row // 2 % 4}" for row in range(120)]})
    rows = [row for row in range(0, 120, 2) if data[origin][row] == "o1"]
    for row in rows:
        data["text"][row] += " press desk"
    (finding,) = giveaways(data)
    assert finding.rows == tuple(rows)
    assert finding.details["origin"] == {origin: "o1"}
    assert f"all 'favor' and from the {origin} 'o1', such as" in finding.message


def test_a_word_from_several_sources_is_no_artefact_of_that_of_its_first_and_last_statement():
    data = table(120, source=[f"o{row // 2 % 4}" for row in range(120)])
    rows = [row for row in range(0, 120, 2) if data["source"][row] == "o1"]
    data["source"][rows[5]] = "o2"
    for row in rows:
        data["text"][row] += " desk"
    assert giveaways(data) == []


def test_a_word_from_the_only_source_is_no_artefact_of_it():
    data = table(source=["wire"] * 60)
    for row in range(0, 40, 2):
        data["text"][row] += " desk"
    assert giveaways(data) == []


def test_what_chance_may_bring_about_is_not_reported():
    data = table()
    for row in range(0, 10, 2):
        data["text"][row] += " #rare"
    assert giveaways(data) == []


def test_one_exception_saves_a_term():
    data = table()
    for row in [*range(0, 40, 2), 1]:
        data["text"][row] += " #almost"
    assert giveaways(data) == []


def test_copies_count_once():
    data = table()
    for row in range(2, 40, 2):
        data["text"][row] = data["text"][0] + f" {'!' * row}"
    data["text"][0] += " #copied"
    for row in range(2, 40, 2):
        data["text"][row] += " #copied"
    assert giveaways(data) == []


def test_of_terms_in_the_same_statements_one_is_told():
    data = table()
    for row in range(0, 40, 2):
        data["text"][row] += " #one #two" if row < 30 else " #one"
    (finding,) = giveaways(data)
    assert finding.details["term"] == "#one"
    assert len(finding.rows) == 20
