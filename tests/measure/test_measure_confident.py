"""Confident learning, with cleanlab as the oracle."""

from __future__ import annotations

import numpy as np
import pytest

from stancekit.measure.confident import likely_errors

find_label_issues = pytest.importorskip("cleanlab.filter").find_label_issues
get_label_quality_scores = pytest.importorskip("cleanlab.rank").get_label_quality_scores


def a_noisy_corpus(seed, n_labels, n=400, noise=0.15):
    """Return given labels, some of them wrong, and the probabilities of a fair model."""
    generator = np.random.default_rng(seed)
    shares = generator.dirichlet(np.full(n_labels, 2.0))
    truth = np.concatenate([np.arange(n_labels), generator.choice(n_labels, n, p=shares)])
    evidence = generator.gumbel(size=(len(truth), n_labels)) + 2.5 * np.eye(n_labels)[truth]
    probabilities = np.exp(evidence) / np.exp(evidence).sum(axis=1, keepdims=True)
    given = np.where(generator.random(len(truth)) < noise, generator.permutation(truth), truth)
    given[:n_labels] = np.arange(n_labels)
    return given, probabilities


@pytest.mark.parametrize("n_labels", [2, 3, 4, 7])
@pytest.mark.parametrize("seed", range(5))
def test_it_finds_and_ranks_what_cleanlab_does(seed, n_labels):
    given, probabilities = a_noisy_corpus(seed, n_labels)
    expected = find_label_issues(
        given,
        probabilities,
        filter_by="confident_learning",
        return_indices_ranked_by="self_confidence",
        n_jobs=1,
    )
    found = likely_errors(given, probabilities)
    assert len(expected) > 10
    assert found.tolist() == expected.tolist()
    quality = get_label_quality_scores(given, probabilities, method="self_confidence")
    assert (np.diff(quality[found]) >= 0).all()


@pytest.mark.parametrize("seed", range(5))
def test_rounded_probabilities_tie_as_they_do_in_cleanlab(seed):
    given, probabilities = a_noisy_corpus(seed, 3)
    probabilities = np.round(4 * probabilities) / 4 + 1e-9
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    mask = find_label_issues(given, probabilities, filter_by="confident_learning", n_jobs=1)
    assert sorted(likely_errors(given, probabilities).tolist()) == np.flatnonzero(mask).tolist()


def test_the_example_worked_out_by_hand():
    # Thresholds: (0.9 + 0.8 + 0.3) / 3 = 0.67 for label 0, (0.9 + 0.8 + 0.4 + 0.2) / 4 = 0.575 for
    # label 1. Confident against their label are rows 2 (0.7 >= 0.575) and 6 (0.8 >= 0.67), not row
    # 5 (0.6 < 0.67). The label of row 2 has a probability of 0.3, that of row 6 one of 0.2.
    p_0 = np.array([0.9, 0.8, 0.3, 0.1, 0.2, 0.6, 0.8])
    given = np.array([0, 0, 0, 1, 1, 1, 1])
    assert likely_errors(given, np.column_stack([p_0, 1 - p_0])).tolist() == [6, 2]


def test_a_label_that_no_statement_has_is_never_likely():
    probabilities = np.array([[0.6, 0.1, 0.3], [0.2, 0.1, 0.7], [0.3, 0.6, 0.1]] * 5)
    given = np.array([0, 2, 0] * 5)
    assert likely_errors(given, probabilities).tolist() == []
