"""Sources with other label shares, sources and labels with other lengths."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency, mannwhitneyu
from scipy.stats.contingency import association

import stancekit
from stancekit.checks.skew import label_skew, length_skew
from stancekit.data.labelled import read_to_check


def rows_of(counts, words=lambda source, label, number: 6):
    """Return rows from {source: {label: count}}, of as many words as asked for."""
    return [
        {
            "text": f"{source}{label}{number} " + "word " * (words(source, label, number) - 1),
            "label": label,
            "source": source,
        }
        for source, labels in counts.items()
        for label, count in labels.items()
        for number in range(count)
    ]


def test_the_source_whose_label_shares_differ_most_comes_first():
    counts = {
        "wire": {"favor": 50, "against": 50},
        "blog": {"favor": 48, "against": 52},
        "post": {"favor": 20, "against": 80},
    }
    finding, *others_found = label_skew(read_to_check([rows_of(counts)]))
    assert all(other.details["v"] < finding.details["v"] for other in others_found)
    table = np.array([[80, 20], [102, 98]])
    others = [[[50, 50], [132, 68]], [[52, 48], [130, 70]]]
    p_values = [chi2_contingency(each, correction=False).pvalue for each in (table, *others)]
    assert finding.details["v"] == pytest.approx(association(table, method="cramer"))
    assert finding.details["p_value"] == pytest.approx(3 * min(p_values))
    assert finding.details["shares"] == {
        "here": {"against": 0.8, "favor": 0.2},
        "elsewhere": {"against": 0.51, "favor": 0.49},
    }
    assert finding.message.startswith(
        "the source 'post': 80 % of 100 statements are 'against', 51 % of the others (V 0.28, p "
    )


def test_of_two_sources_one_is_told():
    counts = {"wire": {"favor": 90, "against": 10}, "post": {"favor": 10, "against": 90}}
    (finding,) = label_skew(read_to_check([rows_of(counts)]))
    assert finding.details["source"] == "post"


@pytest.mark.parametrize(
    "counts",
    [
        {"wire": {"favor": 55, "against": 45}, "post": {"favor": 45, "against": 55}},  # chance
        {"wire": {"favor": 2700, "against": 2300}, "post": {"favor": 2300, "against": 2700}},
        # Cochran's rule: 4 * 24 / 124 = 0.8 are expected, though the p-value would be 3e-5.
        {"wire": {"favor": 20, "against": 100}, "post": {"favor": 4}},
        {"wire": {"favor": 90, "against": 10}},
        {" ": {"favor": 90, "against": 10}, "post": {"favor": 10, "against": 90}},
    ],
)
def test_chance_trifles_and_single_sources_are_not_reported(counts):
    assert list(label_skew(read_to_check([rows_of(counts)]))) == []


def test_a_label_with_shorter_statements_is_reported():
    counts = {"wire": {"favor": 40, "against": 40, "none": 40}}
    data = rows_of(counts, lambda _, label, number: 4 + number % 5 if label == "none" else 9)
    (finding,) = length_skew(read_to_check([data]))
    lengths = {
        label: [len(row["text"].split()) for row in data if row["label"] == label]
        for label in ("favor", "against", "none")
    }
    others = lengths["favor"] + lengths["against"]
    longer = np.mean([(a > b) + (a == b) / 2 for a in lengths["none"] for b in others])
    assert finding.details["a"] == pytest.approx(longer)
    p_value = mannwhitneyu(lengths["none"], others, method="asymptotic").pvalue
    assert finding.details["p_value"] == pytest.approx(3 * p_value)
    assert finding.details["median_words"] == {"here": 6, "elsewhere": 9}
    assert finding.message.startswith(
        "the label 'none': 6 words (median of 40 statements), 9 in the others (A 0.00, p"
    )


def test_a_source_with_longer_statements_is_reported():
    counts = {source: {"favor": 20, "against": 20} for source in ("wire", "blog", "post")}
    data = rows_of(counts, lambda source, _, number: number % 4 + (20 if source == "post" else 5))
    finding, *_ = length_skew(read_to_check([data]))
    assert finding.details["source"] == "post"


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (40, lambda source, label, number: 6),  # all the same
        (40, lambda source, label, number: 20 + (label == "favor")),  # one word more in twenty
        (19, lambda source, label, number: 20 if label == "favor" else 5),  # too few
        (40, lambda source, label, number: 3 + number % 5),
    ],
)
def test_like_lengths_and_few_statements_are_not_reported(n, words):
    data = rows_of({"wire": {"favor": n, "against": n}}, words)
    assert list(length_skew(read_to_check([data]))) == []


def test_statements_without_a_source_have_no_skew():
    result = stancekit.check_labels([("Talk.", "favor"), ("Never.", "against")], fast=True)
    assert {finding.check for finding in result.findings} == {"rare label"}
