"""The temperature against a second computation from scikit-learn's own pipeline."""

import random

import numpy as np
import pytest
from environments import needs_weighted_balance
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from strategies import Corpus
from threadpoolctl import threadpool_limits

from stancekit import StanceClassifier
from stancekit.data.splits import grouped_folds
from stancekit.model.calibration import Calibration, refit_calibration, softmax
from stancekit.model.status import NEVER

TALK = {
    "for": ["yes", "build", "support", "welcome", "needed"],
    "against": ["no", "stop", "reject", "waste", "never"],
    "open": ["if", "unless", "provided", "perhaps", "after"],
}
COMMON = ["the", "bridge", "valley", "council", "we", "river", "road", "money", "vote"]


def talk(n, noise, seed, place=""):
    """Return statements of which a share has a label drawn at random."""
    draw = random.Random(seed)
    texts, labels = [], []
    for i in range(n):
        meant = draw.choice(sorted(TALK))
        words = draw.choices(TALK[meant], k=2) + draw.choices(COMMON, k=4) + [f"{place}{i}x"]
        draw.shuffle(words)
        texts.append(" ".join(words))
        labels.append(draw.choice(sorted(TALK)) if draw.random() < noise else meant)
    return Corpus(texts, labels)


@pytest.fixture(scope="module")
def clear():
    """Return many statements of one source with few wrong labels: scores may be trusted."""
    return talk(150, 0.1, seed=1)


@pytest.fixture(scope="module")
def two_sources(clear):
    """Return a second source, with labels that are hardly more than chance, beside the first."""
    doubtful = talk(60, 0.8, seed=2, place="y")
    return Corpus(clear.texts + doubtful.texts, clear.labels + doubtful.labels)


def word_pipeline():
    return make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(class_weight="balanced", solver="newton-cg", tol=1e-6, max_iter=500),
    )


def held_out_log_probabilities(corpus, groups, weights=None):
    codes = np.unique(corpus.labels, return_inverse=True)[1]
    texts = np.array(corpus.texts, dtype=object)
    found = np.empty((len(codes), codes.max() + 1))
    for train, test in grouped_folds(codes, groups, 5, 0):
        pipeline = word_pipeline()
        with threadpool_limits(1):
            pipeline.fit(
                texts[train],
                codes[train],
                logisticregression__sample_weight=None if weights is None else weights[train],
            )
        found[test] = pipeline.predict_log_proba(texts[test])
    return found, codes


def loss_of_groups(temperature, log_probabilities, codes, weights, groups):
    """Return the mean over groups of the weighted loss of their statements."""
    scaled = log_probabilities / temperature
    scaled = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    losses = -scaled[np.arange(len(codes)), codes]
    by_group = [
        (
            np.mean(weights[groups == group] * losses[groups == group]),
            np.mean(weights[groups == group]),
        )
        for group in np.unique(groups)
    ]
    return np.sum(by_group, axis=0)[0] / np.sum(by_group, axis=0)[1]


def temperatures_nearby(temperature):
    """Return the range that is searched, coarse as a whole and fine around the answer."""
    return np.concatenate([np.geomspace(0.05, 20, 300), temperature * np.geomspace(0.99, 1.01, 99)])


def assert_minimises(calibration, loss):
    best = min(map(loss, temperatures_nearby(calibration.temperature)))
    assert loss(calibration.temperature) <= best + 1e-8


def calibration_of(corpus, **fit):
    return StanceClassifier().fit(corpus.texts, corpus.labels, **fit).model_.parts[""].calibration


def test_the_temperature_minimises_the_held_out_log_loss(clear):
    calibration = calibration_of(clear)
    ones, alone = np.ones(150), np.arange(150)
    held_out, codes = held_out_log_probabilities(clear, alone)
    assert_minimises(calibration, lambda t: loss_of_groups(t, held_out, codes, ones, alone))
    assert calibration.n_statements == 150


@needs_weighted_balance
def test_weights_count_in_the_held_out_log_loss(clear):
    weights = np.where(np.array(clear.labels) == "for", 5.0, 1.0)
    calibration = calibration_of(clear, sample_weight=weights)
    alone = np.arange(150)
    held_out, codes = held_out_log_probabilities(clear, alone, weights)
    assert_minimises(calibration, lambda t: loss_of_groups(t, held_out, codes, weights, alone))
    assert calibration.prior[1] == pytest.approx(weights[weights > 1].sum() / weights.sum())


def test_statements_without_weight_calibrate_nothing(clear):
    weights = np.ones(150)
    weights[:10] = 0
    assert calibration_of(clear, sample_weight=weights).n_statements == 140


@pytest.mark.filterwarnings("error")
def test_folds_in_which_a_label_has_no_weight_are_left_out_of_calibration(clear):
    texts = [*clear.texts, *(f"silence {i}" for i in range(9))]
    labels = [*clear.labels, *["none"] * 9]
    calibration = calibration_of(
        Corpus(texts, labels), sample_weight=[1.0] * 150 + [1.0] + [0.0] * 8
    )
    assert 100 <= calibration.n_statements < 150  # one fold had no "none" with any weight


def test_every_group_counts_the_same_in_the_temperature(two_sources):
    groups = np.array([*range(75), *[75] * 75, *[76] * 60])  # two large ones, one of them doubtful
    calibration = calibration_of(two_sources, groups=groups.tolist())
    held_out, codes = held_out_log_probabilities(two_sources, groups)
    ones = np.ones(210)
    assert_minimises(calibration, lambda t: loss_of_groups(t, held_out, codes, ones, groups))


def test_groups_drawn_at_random_hardly_change_anything(clear):
    draw = np.random.default_rng(0)
    texts, labels = talk(600, 0.2, seed=3)
    plain = calibration_of(Corpus(texts, labels))
    by_chance = calibration_of(Corpus(texts, labels), groups=draw.permutation(600) // 50)
    assert by_chance.temperature == pytest.approx(plain.temperature, rel=0.15)


@pytest.mark.parametrize("copy", ["{}", "RT @user: {}", "{} https://t.co/a1"])
def test_copies_are_held_out_together_whatever_groups_say(clear, copy):
    texts = clear.texts + [copy.format(text) for text in clear.texts]
    twice = Corpus(texts, clear.labels * 2)
    by_default = calibration_of(twice)
    by_text = calibration_of(twice, groups=clear.texts * 2)
    apart = calibration_of(twice, groups=list(range(300)))
    assert by_default.temperature == by_text.temperature == apart.temperature


def test_copies_of_noise_make_no_probability_surer():
    """Coin flips about 60 texts, each five times: a copy in training would give them away."""
    generator = np.random.default_rng(3)
    words = [f"{one}{other}" for one in "bcdfghk" for other in ("ado", "ima", "usi", "elo")]
    texts = [" ".join(generator.choice(words, 12)) for _ in range(1060)]
    labels = generator.choice(["against", "favor"], 60).tolist()
    form = ["{}", "RT @a1: {}", "{} https://t.co/b2", "{}!", " {}."]
    copies = [copy.format(text) for copy in form for text in texts[:60]]
    classifier = StanceClassifier().fit(copies, labels * 5)
    assert classifier.predict_proba(texts[60:]).max(axis=1).mean() < 0.6


def test_a_blank_group_is_a_group_of_its_own(clear):
    blank = calibration_of(clear, groups=[None, "", float("nan")] * 50)
    assert blank.temperature == calibration_of(clear).temperature


def test_calibrated_probabilities_are_the_scores_divided_by_the_temperature(clear):
    classifier = StanceClassifier().fit(clear.texts, clear.labels)
    temperature = classifier.model_.parts[""].calibration.temperature
    odds = np.exp(classifier.decision_function(clear.texts) / temperature)
    expected = odds / odds.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(classifier.predict_proba(clear.texts), expected, atol=1e-12)


def assert_uncalibrated(classifier, texts):
    calibration = classifier.model_.parts[""].calibration
    assert (calibration.temperature, calibration.n_statements) == (1.0, 0)
    assert (calibration.thresholds > 1).all()
    assert calibration.ok_precision is None
    assert "ok" not in set(classifier.model_.score(texts)["status"])


def test_calibration_can_be_switched_off(clear):
    classifier = StanceClassifier(calibrate=False).fit(clear.texts, clear.labels)
    assert_uncalibrated(classifier, clear.texts)


@pytest.mark.parametrize(("n", "calibrated"), [(19, False), (20, True)])
def test_fewer_than_twenty_statements_calibrate_nothing(n, calibrated, two_sides):
    texts, labels = two_sides.texts[5 : 5 + n], two_sides.labels[5 : 5 + n]
    classifier = StanceClassifier().fit(texts, labels)
    if calibrated:
        assert classifier.model_.parts[""].calibration.n_statements == n
    else:
        assert_uncalibrated(classifier, texts)


def test_one_group_cannot_be_held_out(clear):
    classifier = StanceClassifier().fit(clear.texts, clear.labels, groups=[1] * 150)
    assert_uncalibrated(classifier, clear.texts)


def test_statements_held_out_with_all_of_a_label_are_left_out_of_calibration(clear):
    alone = Corpus([*clear.texts, "silence"], [*clear.labels, "none"])
    calibration = calibration_of(alone)
    assert 100 <= calibration.n_statements < 150  # the fold of "silence" could not learn "none"


def test_folds_without_a_frequent_ngram_are_left_out_of_calibration():
    texts = [f"yes {i}" for i in range(12)] + [f"no {i}" for i in range(12)]
    classifier = StanceClassifier(min_df=11).fit(texts, ["for"] * 12 + ["against"] * 12)
    assert_uncalibrated(classifier, texts)


def test_the_seed_decides_the_folds(clear):
    seeds = [0, 0, 1]
    found = [
        StanceClassifier(random_state=seed).fit(clear.texts, clear.labels).model_.parts[""]
        for seed in seeds
    ]
    first, again, other = (part.calibration.temperature for part in found)
    assert first == again != other


def labelled_scores(n, temperature, odds, seed=0):
    """Return scores, and labels drawn from the probabilities that they are to become."""
    generator = np.random.default_rng(seed)
    scores = generator.normal(size=(n, len(odds))) * 2
    probabilities = softmax(scores / temperature + np.array(odds))
    up_to = probabilities.cumsum(axis=1)
    return scores, (generator.random((n, 1)) > up_to).sum(axis=1)


def refitted(old, scores, truth, groups=None, precision=0.85):
    n = len(truth)
    groups = np.arange(n) if groups is None else groups
    return refit_calibration(old, scores, truth, np.ones(n), groups, precision)


def test_a_calibration_is_refitted_to_what_labels_were_drawn_from():
    scores, truth = labelled_scores(20_000, 2.5, [0.8, -0.5, -0.3])
    shift, found = refitted(Calibration(1.0, np.full(3, 1 / 3), np.full(3, NEVER)), scores, truth)
    assert found.temperature == pytest.approx(2.5, rel=0.05)
    assert shift / found.temperature == pytest.approx([0.8, -0.5, -0.3], abs=0.05)
    assert found.prior == pytest.approx(np.bincount(truth) / 20_000, abs=1e-3)
    assert (found.n_statements, found.ok_precision) == (20_000, 0.85)


def test_with_few_labels_a_refitted_calibration_stays_near_the_old_one():
    old = Calibration(1.5, np.full(3, 1 / 3), np.full(3, NEVER))
    scores, truth = labelled_scores(200, 4.0, [1.0, -1.0, 0.0])
    apart = []
    for n in (2, 30, 200):
        shift, found = refitted(old, scores[:n], truth[:n])
        apart.append(abs(np.log(found.temperature / 1.5)) + np.abs(shift / found.temperature).sum())
    assert apart == sorted(apart)
    assert apart[0] < 0.5


def test_the_refitted_calibration_is_where_the_penalised_loss_is_smallest():
    old = Calibration(1.2, np.full(3, 1 / 3), np.full(3, NEVER))
    scores, truth = labelled_scores(60, 2.0, [1.0, -1.0, 0.0], seed=3)
    shift, found = refitted(old, scores, truth)

    def penalised(temperature, odds):
        given = softmax(scores / temperature + odds)[np.arange(60), truth]
        far = (np.log(temperature / 1.2) / 0.3) ** 2 + ((odds / 0.7) ** 2).sum()
        return -np.log(given).sum() + far / 2

    odds = shift / found.temperature
    best = penalised(found.temperature, odds)
    for step in (0.02, -0.02):
        assert penalised(found.temperature * np.exp(step), odds) > best
        for label in range(3):
            assert penalised(found.temperature, odds + step * np.eye(3)[label]) > best


def test_a_group_counts_once_when_a_calibration_is_refitted():
    old = Calibration(1.0, np.full(3, 1 / 3), np.full(3, NEVER))
    scores, truth = labelled_scores(40, 2.0, [0.5, 0.0, -0.5])
    once = refitted(old, scores, truth)
    copied = refitted(old, np.tile(scores, (3, 1)), np.tile(truth, 3), np.tile(np.arange(40), 3))
    assert copied[0] == pytest.approx(once[0], abs=1e-4)
    assert copied[1].temperature == pytest.approx(once[1].temperature, abs=1e-4)


def test_a_label_that_nobody_gave_keeps_a_share():
    old = Calibration(1.0, np.full(3, 1 / 3), np.full(3, NEVER))
    _, found = refitted(old, np.eye(3)[[0, 1] * 20], np.array([0, 1] * 20))
    assert 0 < found.prior[2] < 0.05
    assert found.prior.sum() == pytest.approx(1)


def test_statements_that_only_train_set_no_temperature(two_sources):
    only_train, ones = np.arange(210) < 150, np.ones(60)
    calibration = calibration_of(two_sources, only_train=only_train)
    codes = np.unique(two_sources.labels, return_inverse=True)[1]
    texts, rows = np.array(two_sources.texts, dtype=object), np.arange(150, 210)
    held_out = np.empty((60, 3))
    for _, test in grouped_folds(codes[rows], np.arange(60), 5, 0):
        pipeline = word_pipeline()
        train = np.setdiff1d(np.arange(210), rows[test])
        with threadpool_limits(1):
            pipeline.fit(texts[train], codes[train])
        held_out[test] = pipeline.predict_log_proba(texts[rows[test]])
    assert_minimises(
        calibration, lambda t: loss_of_groups(t, held_out, codes[rows], ones, np.arange(60))
    )
    assert calibration.n_statements == 60
    assert calibration.temperature > calibration_of(two_sources).temperature


def test_one_group_calibrates_where_others_only_train(two_sources):
    groups = ["old"] * 150 + ["new"] * 60
    calibration = calibration_of(two_sources, groups=groups, only_train=np.arange(210) < 150)
    assert calibration.n_statements == 60


def test_what_shares_a_group_with_a_held_out_statement_is_not_trained_on(clear):
    groups = list(range(75)) * 2
    calibration = calibration_of(clear, groups=groups, only_train=[False] * 75 + [True] * 75)
    alone = calibration_of(Corpus(clear.texts[:75], clear.labels[:75]))
    assert calibration.n_statements == alone.n_statements == 75
    assert calibration.temperature != alone.temperature  # the other folds do train on them


def test_without_statements_to_hold_out_nothing_is_promised(clear):
    calibration = calibration_of(clear, only_train=np.ones(150, dtype=bool))
    assert (calibration.n_statements, calibration.temperature) == (0, 1.0)
