"""The coefficients, against published worked examples, scikit-learn and their definitions."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.metrics import cohen_kappa_score

from stancekit.measure import coefficients
from stancekit.measure.coincidences import LabelPairs, label_shares

# Fleiss 1971, table 1: thirty patients, six psychiatrists each; 1 depression, 2 personality
# disorder, 3 schizophrenia, 4 neurosis, 5 other.
FLEISS = """
444444 222555 233335 555555 222444 113333 333355 113334 114444 555555
144444 124444 222333 144444 224445 333335 111455 111112 224444 133555
555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
"""

# Krippendorff 2004, section 11.3.1, and 2011, examples B and C: the values of each observer.
JON_AND_HAN = ["1100000000", "0110010100"]
BEN_AND_GERRY = ["aabbdcccedda", "babbbccceddd"]
FOUR_OBSERVERS = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]

# Hayes and Krippendorff 2007, table 1: five observers of the tone of forty news items.
NEWS_TONE = """
112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 111.1 111.1
212.2 1233. 1101. 000.0 0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 110.0 2121.
22.22 3222. 222.2 223.2 222.2 22.12 2222. 111.1
"""


def coded(observers):
    """Return statements by observers, as codes in the order of the values; a dot is no value."""
    values = sorted({value for row in observers for value in row if value != "."})
    codes = [[values.index(value) if value != "." else -1 for value in row] for row in observers]
    return np.array(codes).T, len(values)


def matrices(codes, n_labels):
    """Return Krippendorff's coincidences, the pairs and the shares of Fleiss' kappa."""
    pairs = LabelPairs.of(codes, n_labels)
    counts = np.stack([(codes == code).sum(axis=1) for code in range(n_labels)], axis=1)
    coincidences, by_statement = (
        added.toarray().sum(axis=0).reshape(n_labels, n_labels)
        for added in (pairs.coincidences(), pairs.statement_shares())
    )
    return coincidences, by_statement, label_shares(counts).sum(axis=0)


def alpha(codes, n_labels, ordinal=False):
    coincidences, _, _ = matrices(codes, n_labels)
    return float(coefficients.krippendorff_alpha(coincidences, ordinal=ordinal))


def fleiss(codes, n_labels):
    _, by_statement, shares = matrices(codes, n_labels)
    return float(coefficients.fleiss_kappa(by_statement, shares))


def percent(codes, n_labels):
    _, by_statement, _ = matrices(codes, n_labels)
    return float(coefficients.percent_agreement(by_statement))


def test_cohen_1960():
    """Table 2 of the paper: kappa .492."""
    table = np.array([[88.0, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert coefficients.cohen_kappa(table) == pytest.approx(0.492, abs=0.0005)
    assert coefficients.percent_agreement(table) == pytest.approx(0.70)


def test_gwet_three_by_three():
    """The abstractors of Gwet 2014, with the values that the R package irrCAC prints."""
    table = np.array([[13.0, 0, 0], [0, 20, 7], [0, 4, 56]])
    both_ways = table + table.T
    assert coefficients.cohen_kappa(table) == pytest.approx(0.7964094, abs=5e-8)
    scott = coefficients.fleiss_kappa(both_ways / 2, both_ways.sum(axis=0) / 2)
    assert scott == pytest.approx(0.7962397, abs=5e-8)
    assert coefficients.krippendorff_alpha(both_ways) == pytest.approx(0.7972585, abs=5e-8)
    assert coefficients.percent_agreement(table) == pytest.approx(0.89)


def test_fleiss_1971():
    """Kappa .430 overall, and the kappas of the five diagnoses, as the paper has them."""
    codes = np.array([[int(value) - 1 for value in patient] for patient in FLEISS.split()])
    assert fleiss(codes, 5) == pytest.approx(0.430, abs=0.0005)
    _, by_statement, shares = matrices(codes, 5)
    against_rest = coefficients.label_against_rest(by_statement)
    sides = np.stack([shares, shares.sum() - shares], axis=-1)
    expected = [0.245, 0.245, 0.520, 0.471, 0.566]
    found = coefficients.fleiss_kappa(against_rest, sides)
    np.testing.assert_allclose(found, expected, atol=0.0005)


@pytest.mark.parametrize(
    ("observers", "expected"),
    [(JON_AND_HAN, 0.095), (BEN_AND_GERRY, 0.692), (FOUR_OBSERVERS, 0.743)],
)
def test_krippendorff_nominal(observers, expected):
    assert alpha(*coded(observers)) == pytest.approx(expected, abs=0.0005)


def test_krippendorff_ordinal():
    assert alpha(*coded(FOUR_OBSERVERS), ordinal=True) == pytest.approx(0.815, abs=0.0005)


def test_hayes_and_krippendorff_2007():
    """Ordinal alpha .7598 and nominal alpha .4765 of forty items with values missing."""
    codes, n_labels = coded(list(zip(*NEWS_TONE.split(), strict=True)))
    assert codes.shape == (40, 5)
    assert alpha(codes, n_labels, ordinal=True) == pytest.approx(0.7598, abs=0.00005)
    assert alpha(codes, n_labels) == pytest.approx(0.4765, abs=0.00005)


def test_gwet_with_missing_values():
    """Krippendorff's four observers, with the values that irrCAC prints for Fleiss' kappa."""
    assert fleiss(*coded(FOUR_OBSERVERS)) == pytest.approx(0.76117, abs=5e-6)
    assert percent(*coded(FOUR_OBSERVERS)) == pytest.approx(0.81818, abs=5e-6)


tables = st.integers(2, 4).flatmap(
    lambda n_labels: st.tuples(
        hnp.arrays(
            np.intp,
            st.tuples(st.integers(1, 12), st.integers(2, 5)),
            elements=st.integers(-1, n_labels - 1),
        ),
        st.just(n_labels),
    )
)


@given(hnp.arrays(np.intp, st.tuples(st.integers(1, 20), st.just(2)), elements=st.integers(0, 3)))
def test_cohen_is_that_of_scikit_learn(codes):
    first, second = codes.T
    pairs = LabelPairs.of(codes, 4)
    table = pairs.tables(np.zeros(len(pairs.statement), dtype=np.intp), 1).sum(axis=0)
    found = float(coefficients.cohen_kappa(np.asarray(table).reshape(4, 4)))
    if len(set(codes.ravel().tolist())) == 1:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(cohen_kappa_score(first, second))


def values_of(codes):
    """Return the labels of each statement that has two or more."""
    rows = [[code for code in row if code >= 0] for row in codes.tolist()]
    return [row for row in rows if len(row) > 1]


def defined_alpha(codes, distance):
    """Return alpha by its definition: one minus mean distance within over mean distance between."""
    units = values_of(codes)
    pooled = [value for unit in units for value in unit]
    within = sum(
        sum(distance(a, b, pooled) for a, b in permutations(unit, 2)) / (len(unit) - 1)
        for unit in units
    )
    between = sum(distance(a, b, pooled) for a, b in permutations(pooled, 2))
    if not between:
        return np.nan
    return 1 - (within / len(pooled)) / (between / (len(pooled) * (len(pooled) - 1)))


def unequal(a, b, pooled):
    return float(a != b)


def ranks_apart(a, b, pooled):
    """Return Krippendorff's ordinal distance: the squared number of values between two of them."""
    low, high = sorted((a, b))
    between = sum(pooled.count(value) for value in range(low, high + 1))
    return (between - (pooled.count(a) + pooled.count(b)) / 2) ** 2


@given(tables)
def test_alpha_is_what_its_definition_says(table):
    codes, n_labels = table
    expected = defined_alpha(codes, unequal)
    assert alpha(codes, n_labels) == pytest.approx(expected, nan_ok=True)
    expected = defined_alpha(codes, ranks_apart)
    assert alpha(codes, n_labels, ordinal=True) == pytest.approx(expected, nan_ok=True)


@given(tables)
def test_fleiss_is_what_its_definition_says(table):
    codes, n_labels = table
    units = values_of(codes)
    assume(units)
    agree = np.mean([np.mean([a == b for a, b in permutations(unit, 2)]) for unit in units])
    labelled = [[code for code in row if code >= 0] for row in codes.tolist()]
    shares = [[row.count(c) / len(row) for c in range(n_labels)] for row in labelled if row]
    chance = (np.mean(shares, axis=0) ** 2).sum()
    assert percent(codes, n_labels) == pytest.approx(agree)
    if len({value for unit in units for value in unit}) > 1:
        assert fleiss(codes, n_labels) == pytest.approx((agree - chance) / (1 - chance))
    else:
        assert np.isnan(fleiss(codes, n_labels))


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_statements_and_annotators_does_not_matter(table, random):
    codes, n_labels = table
    rows, columns = list(range(codes.shape[0])), list(range(codes.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = codes[rows][:, columns]
    for coefficient in (alpha, fleiss, percent):
        found = coefficient(shuffled, n_labels)
        assert found == pytest.approx(coefficient(codes, n_labels), nan_ok=True)


@given(tables)
def test_nominal_coefficients_do_not_know_the_order_of_labels(table):
    codes, n_labels = table
    renamed = np.where(codes >= 0, n_labels - 1 - codes, -1)
    for coefficient in (alpha, fleiss, percent):
        found = coefficient(renamed, n_labels)
        assert found == pytest.approx(coefficient(codes, n_labels), nan_ok=True)


@given(tables)
def test_with_two_labels_order_changes_nothing(table):
    codes = np.minimum(table[0], 1)
    assert alpha(codes, 2, ordinal=True) == pytest.approx(alpha(codes, 2), nan_ok=True)


@given(hnp.arrays(np.intp, st.integers(2, 10), elements=st.integers(0, 2)), st.integers(2, 4))
def test_full_agreement_is_exactly_one_unless_there_is_one_label(labels, n_annotators):
    codes = np.repeat(labels[:, None], n_annotators, axis=1)
    assert percent(codes, 3) == 1
    for coefficient in (alpha, fleiss):
        found = coefficient(codes, 3)
        assert np.isnan(found) if len(set(labels.tolist())) == 1 else found == 1


def test_opposite_annotators_have_the_lowest_kappa():
    assert coefficients.cohen_kappa(np.array([[0.0, 5], [5, 0]])) == -1


def test_annotators_with_one_label_each_agree_as_by_chance():
    assert coefficients.cohen_kappa(np.array([[0.0, 5], [0, 0]])) == 0


def test_labels_that_stand_alone_cannot_make_a_kappa():
    """All pairs are of one label; only a statement with one label has the other."""
    codes = np.array([[0, 0], [0, 0], [1, -1]])
    assert percent(codes, 2) == 1
    assert np.isnan(fleiss(codes, 2))
    assert np.isnan(alpha(codes, 2))


def test_nothing_to_compare_is_undefined():
    nothing = np.zeros((2, 2))
    assert np.isnan(coefficients.percent_agreement(nothing))
    assert np.isnan(coefficients.cohen_kappa(nothing))
    assert np.isnan(coefficients.krippendorff_alpha(nothing))
    assert np.isnan(coefficients.fleiss_kappa(nothing, np.ones(2)))


def test_specific_agreement_by_hand():
    """Of 2 + 1 pairs seen from a label `a`, 2 have another `a`; a label not given has no share."""
    found = coefficients.specific_agreement(np.array([[2.0, 1, 0], [1, 4, 0], [0, 0, 0]]))
    np.testing.assert_allclose(found, [2 / 3, 4 / 5, np.nan])


@given(hnp.arrays(np.float64, (3, 4, 4), elements=st.floats(0, 100)))
def test_one_label_against_the_rest_is_a_sum_of_cells(stack):
    found = coefficients.label_against_rest(stack)
    for number, matrix in enumerate(stack):
        for label in range(4):
            rest = [other for other in range(4) if other != label]
            expected = [
                [matrix[label, label], matrix[label, rest].sum()],
                [matrix[rest, label].sum(), matrix[np.ix_(rest, rest)].sum()],
            ]
            np.testing.assert_allclose(found[number, label], expected)


def test_coefficients_of_many_matrices_are_those_of_each():
    generator = np.random.default_rng(0)
    stack = generator.integers(0, 9, (5, 3, 3)).astype(float)
    shares = stack.sum(axis=-1)
    cohen = coefficients.cohen_kappa(stack)
    kappa = coefficients.fleiss_kappa(stack, shares)
    ordinal = coefficients.krippendorff_alpha(stack, ordinal=True)
    for number, matrix in enumerate(stack):
        assert cohen[number] == coefficients.cohen_kappa(matrix)
        assert kappa[number] == coefficients.fleiss_kappa(matrix, shares[number])
        assert ordinal[number] == coefficients.krippendorff_alpha(matrix, ordinal=True)
