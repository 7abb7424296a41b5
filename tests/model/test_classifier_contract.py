"""What scikit-learn expects of an estimator, over raw text.

`check_estimator` runs a single check on an estimator of text. So the checks that need no data are
called by name, and the rest have twins here.
"""

import pickle
import re
from copy import deepcopy

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.base import clone, is_classifier
from sklearn.calibration import CalibratedClassifierCV
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    cross_val_predict,
    cross_val_score,
    cross_validate,
)
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils import estimator_checks

from stancekit import StanceClassifier

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

NEW = ["Build the bridge!", "Never.", "", "No bridge in the valley, please.", "A new bakery"]

WITHOUT_DATA = (
    "check_do_not_raise_errors_in_init_or_set_param",  # newer releases end it in an s
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_estimators_unfitted",
    "check_get_params_invariance",
    "check_mixin_order",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_set_params",
    "check_valid_tag_types",
)


@pytest.fixture(scope="module")
def fitted(bridge):
    return StanceClassifier().fit(bridge.texts, bridge.labels)


@pytest.mark.parametrize("name", WITHOUT_DATA)
def test_scikit_learns_own_check(name):
    check = getattr(estimator_checks, name, None) or getattr(estimator_checks, name + "s")
    check("StanceClassifier", StanceClassifier())


def test_it_is_a_classifier_of_strings():
    tags = sklearn.utils.get_tags(StanceClassifier())
    assert is_classifier(StanceClassifier())
    assert tags.input_tags.string
    assert tags.target_tags.required


@pytest.mark.parametrize(
    "use",
    [
        lambda c: c.predict(["a"]),
        lambda c: c.predict_proba(["a"]),
        lambda c: c.decision_function(["a"]),
        lambda c: c.explain("a"),
        lambda c: c.to_sklearn(),
        lambda c: c.predict(None),
    ],
)
def test_an_unfitted_classifier_says_so_before_it_looks_at_the_input(use):
    with pytest.raises(NotFittedError, match="not fitted yet"):
        use(StanceClassifier())


def test_fit_returns_the_classifier(bridge):
    classifier = StanceClassifier(calibrate=False)
    assert classifier.fit(bridge.texts, bridge.labels) is classifier


def test_documented_attributes_are_the_ones_that_fit_sets(fitted):
    section = StanceClassifier.__doc__.split("Attributes\n")[1].split("Examples\n")[0]
    documented = re.findall(r"^ *(\w+_) : ", section, re.MULTILINE)
    assert sorted(documented) == sorted(set(vars(fitted)) - set(fitted.get_params()))


def test_parameters_stay_as_they_were_given(bridge):
    settings = {"class_weight": {"favor": 2}, "word_ngrams": [1, 1], "C": 1}
    classifier = StanceClassifier(**settings).fit(bridge.texts, bridge.labels)
    assert {name: classifier.get_params()[name] for name in settings} == settings
    assert classifier.word_ngrams is settings["word_ngrams"]


def test_the_second_fit_forgets_the_first(bridge, two_sides, fitted):
    classifier = StanceClassifier().fit(two_sides.texts, two_sides.labels)
    classifier.fit(bridge.texts, bridge.labels)
    assert classifier.classes_.tolist() == fitted.classes_.tolist()
    np.testing.assert_array_equal(classifier.predict_proba(NEW), fitted.predict_proba(NEW))


def test_fitting_twice_gives_the_same_model(bridge, fitted):
    again = clone(fitted).fit(bridge.texts, bridge.labels)
    np.testing.assert_array_equal(again.predict_proba(NEW), fitted.predict_proba(NEW))
    assert again.model_.provenance == fitted.model_.provenance


def test_inputs_are_left_as_they_are(bridge):
    texts, labels = np.array(bridge.texts), np.array(bridge.labels)
    weights, groups = np.ones(len(labels)), np.arange(len(labels))
    given = texts, labels, weights, groups
    for array in given:
        array.flags.writeable = False
    before = deepcopy(given)
    StanceClassifier().fit(*given).predict(texts)
    for now, then in zip(given, before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_the_order_of_the_rows_does_not_matter(bridge, fitted):
    order = np.random.default_rng(0).permutation(len(bridge.texts))
    shuffled = [bridge.texts[i] for i in order]
    expected = fitted.predict_proba(bridge.texts)[order]
    np.testing.assert_array_equal(fitted.predict_proba(shuffled), expected)


def test_other_rows_do_not_matter(fitted):
    alone = np.vstack([fitted.predict_proba([text]) for text in NEW])
    np.testing.assert_array_equal(fitted.predict_proba(NEW), alone)


def test_many_rows_are_judged_like_few(fitted):
    many = fitted.predict_proba(NEW * 2000)
    np.testing.assert_array_equal(many, np.tile(fitted.predict_proba(NEW), (2000, 1)))


def test_no_rows_give_no_predictions(fitted):
    assert fitted.predict([]).shape == (0,)
    assert fitted.predict_proba([]).shape == (0, 4)
    assert fitted.decision_function([]).shape == (0, 4)


def test_probabilities_are_a_distribution_and_predict_takes_the_largest(fitted):
    probabilities = fitted.predict_proba(NEW)
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(
        fitted.predict(NEW), fitted.classes_[probabilities.argmax(axis=1)]
    )


def test_a_pickled_classifier_predicts_the_same(fitted):
    copy = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(copy.predict_proba(NEW), fitted.predict_proba(NEW))


def test_integer_labels_give_the_predictions_of_their_names(bridge, fitted):
    names = sorted(set(bridge.labels))
    numbers = [10 * names.index(label) for label in bridge.labels]
    classifier = StanceClassifier().fit(bridge.texts, numbers)
    assert classifier.classes_.tolist() == [0, 10, 20, 30]
    assert np.issubdtype(classifier.predict(NEW).dtype, np.integer)
    np.testing.assert_array_equal(classifier.predict_proba(NEW), fitted.predict_proba(NEW))


CONTAINERS = {
    "tuple": tuple,
    "ndarray of str": np.array,
    "ndarray of object": lambda values: np.array(values, dtype=object),
    "Series of object": lambda values: pd.Series(values, dtype=object),
    "Series of str": lambda values: pd.Series(values, dtype="string"),
    "Series of Arrow strings": lambda values: pd.Series(values, dtype=pd.ArrowDtype(pa.string())),
    "categorical Series": lambda values: pd.Series(values, dtype="category"),
    "Series with an odd index": lambda values: pd.Series(values, index=[7] * len(values)),
    "Index": pd.Index,
    "polars Series": pl.Series,
    "polars categorical": lambda values: pl.Series(values, dtype=pl.Categorical),
    "Arrow array": pa.array,
    "large Arrow array": lambda values: pa.array(values, pa.large_string()),
    "Arrow dictionary": lambda values: pa.array(values).dictionary_encode(),
    "chunked Arrow array": lambda values: pa.chunked_array([values[:3], values[3:]]),
}


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=CONTAINERS)
def test_any_column_of_values_is_accepted(container, bridge, fitted):
    classifier = StanceClassifier().fit(container(bridge.texts), container(bridge.labels))
    assert classifier.classes_.tolist() == fitted.classes_.tolist()
    assert classifier.model_.provenance == fitted.model_.provenance
    np.testing.assert_array_equal(
        classifier.predict_proba(container(NEW)), fitted.predict_proba(NEW)
    )


@pytest.mark.parametrize("table", [pd.DataFrame, pl.DataFrame, pa.table, dict])
def test_the_text_column_of_a_table_is_read(table, bridge, fitted):
    columns = {"id": list(range(len(bridge.texts))), "text": bridge.texts}
    classifier = StanceClassifier().fit(table(columns), bridge.labels)
    assert classifier.model_.provenance == fitted.model_.provenance


@pytest.mark.parametrize("numbers", [list, np.array, pd.Series, pl.Series, pa.array])
def test_weights_and_groups_come_in_any_column(numbers, bridge):
    weights, groups = [1.0, 2.0] * 20, [0, 1, 2, 3] * 10
    expected = StanceClassifier().fit(bridge.texts, bridge.labels, weights, groups)
    found = StanceClassifier().fit(bridge.texts, bridge.labels, numbers(weights), numbers(groups))
    np.testing.assert_array_equal(found.predict_proba(NEW), expected.predict_proba(NEW))


def test_equal_weights_are_no_weights(bridge, fitted):
    weighted = clone(fitted).fit(bridge.texts, bridge.labels, np.ones(len(bridge.labels)))
    np.testing.assert_allclose(
        weighted.predict_proba(NEW), fitted.predict_proba(NEW), rtol=0, atol=1e-9
    )


def repeated(bridge):
    times = [1 + i % 3 for i in range(len(bridge.texts))]
    rows = np.repeat(np.arange(len(times)), times)
    return times, [bridge.texts[i] for i in rows], [bridge.labels[i] for i in rows]


@pytest.mark.xfail(reason="document frequencies count statements, whatever their weight")
def test_weights_equal_repetition(bridge):
    times, texts, labels = repeated(bridge)
    weighted = StanceClassifier(calibrate=False, class_weight=None)
    weighted.fit(bridge.texts, bridge.labels, sample_weight=times)
    copied = StanceClassifier(calibrate=False, class_weight=None).fit(texts, labels)
    np.testing.assert_allclose(
        weighted.predict_proba(NEW), copied.predict_proba(NEW), rtol=0, atol=1e-4
    )


def test_weights_equal_repetition_where_the_features_are_the_same(bridge):
    times, texts, labels = repeated(bridge)
    weighted = StanceClassifier(calibrate=False, class_weight=None)
    weighted.fit(bridge.texts, bridge.labels, sample_weight=times)
    features = weighted.to_sklearn()[0]
    regression = LogisticRegression(solver="newton-cg", tol=1e-12, max_iter=500)
    regression.fit(features.transform(texts), labels)
    np.testing.assert_allclose(
        weighted.predict_proba(NEW),
        regression.predict_proba(features.transform(NEW)),
        rtol=0,
        atol=1e-5,
    )


def test_grid_search_over_every_parameter_that_shapes_the_model(bridge):
    grid = {
        "features": ["word", "word+char"],
        "word_ngrams": [(1, 1), (1, 2)],
        "char_ngrams": [(2, 3)],
        "min_df": np.array([1, 2]),
        "C": np.logspace(-1, 1, 2),
        "class_weight": ["balanced", None],
        "calibrate": [False],
    }
    search = GridSearchCV(StanceClassifier(), grid, cv=2, error_score="raise")
    search.fit(bridge.texts, bridge.labels)
    assert set(search.best_params_) == set(grid)
    assert search.predict(NEW).shape == (5,)


@pytest.mark.parametrize("container", [list, np.array, pd.Series])
@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function"])
def test_cross_val_predict(container, method, bridge):
    classifier = StanceClassifier(calibrate=False)
    found = cross_val_predict(
        classifier, container(bridge.texts), bridge.labels, cv=2, method=method
    )
    assert found.shape == ((40,) if method == "predict" else (40, 4))


def test_cross_val_score_is_repeatable(bridge):
    first, second = (
        cross_val_score(StanceClassifier(), bridge.texts, bridge.labels, cv=3, scoring="f1_macro")
        for _ in range(2)
    )
    assert first.tolist() == second.tolist()
    assert (first > 0.1).all()


@pytest.mark.parametrize("container", [list, np.array, pd.Series])
def test_calibrated_classifier_cv(container, bridge):
    calibrated = CalibratedClassifierCV(StanceClassifier(calibrate=False), cv=2)
    calibrated.fit(container(bridge.texts), bridge.labels)
    probabilities = calibrated.predict_proba(container(NEW))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


def test_a_step_of_a_pipeline(bridge, fitted):
    tidy = FunctionTransformer(lambda texts: [text.replace("\u2019", "'") for text in texts])
    pipeline = Pipeline([("tidy", tidy), ("stance", StanceClassifier())])
    pipeline.fit(bridge.texts, bridge.labels)
    np.testing.assert_array_equal(pipeline.predict_proba(NEW), fitted.predict_proba(NEW))
    assert pipeline.set_params(stance__C=2.0)["stance"].C == 2.0


def test_weights_and_groups_are_routed_through_a_search(bridge):
    weights, groups = np.linspace(1, 3, 40), np.arange(40) // 4
    with sklearn.config_context(enable_metadata_routing=True):
        classifier = StanceClassifier().set_fit_request(sample_weight=True, groups=True)
        classifier.set_score_request(sample_weight=False)
        search = GridSearchCV(classifier, {"C": [1.0]}, cv=GroupKFold(2), error_score="raise")
        search.fit(bridge.texts, bridge.labels, sample_weight=weights, groups=groups)
    direct = StanceClassifier(C=1.0).fit(bridge.texts, bridge.labels, weights, groups)
    np.testing.assert_array_equal(search.predict_proba(NEW), direct.predict_proba(NEW))


def test_weights_are_routed_through_cross_validation(bridge):
    seen = []

    class Watched(StanceClassifier):
        def fit(self, X, y, sample_weight=None, groups=None):
            seen.append((sample_weight, groups))
            return super().fit(X, y, sample_weight, groups)

    with sklearn.config_context(enable_metadata_routing=True):
        watched = Watched(calibrate=False).set_fit_request(sample_weight=True, groups=False)
        watched.set_score_request(sample_weight=False)
        cross_validate(
            watched,
            bridge.texts,
            bridge.labels,
            params={"sample_weight": np.arange(1.0, 41), "groups": np.arange(40) // 4},
            cv=GroupKFold(2),
            error_score="raise",
        )
    assert sorted(np.concatenate([weights for weights, _ in seen])) == list(range(1, 41))
    assert all(groups is None for _, groups in seen)
