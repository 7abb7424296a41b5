"""How a check of labels reads, on a terminal and on a page."""

from __future__ import annotations

import pandas as pd
import pytest

import stancekit
from stancekit import save_report

LONG = (
    "The government ought to talk to all sides of the conflict about grain, about prisoners and "
    "about the borders, and it ought to do so before the harvest is brought in at last."
)


@pytest.fixture(scope="module")
def found():
    rows = [(LONG, "favor"), (LONG, "against"), ("Never talk.", "against"), ("Do talk.", "favor")]
    return stancekit.check_labels(pd.DataFrame(rows, columns=["text", "label"]), fast=True)


def test_a_terminal_has_a_line_for_a_check_and_the_beginning_of_a_statement(found):
    assert "PROBLEM: contradiction. The same text has different labels. Keep" in found.summary()
    said = " ".join(found.summary().split())
    assert "The government ought to talk to all sides" in said
    assert LONG not in said


def test_a_page_says_what_a_check_is_once_and_shows_whole_statements(found, tmp_path):
    save_report(found, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "Contradiction: 1 problem" in page
    assert "PROBLEM:" not in page
    assert "NOTE:" not in page
    assert LONG in page
    assert "The same text has different labels. Keep one label" in page


def test_what_is_said_in_full_differs_only_where_it_was_cut(found):
    finding = next(of for of in found.findings if of.check == "contradiction")
    assert repr(LONG) in finding.in_full
    assert "in_full" not in finding.to_dict()
    beginning, _, _ = finding.message.partition("…")
    assert finding.in_full.startswith(beginning)
