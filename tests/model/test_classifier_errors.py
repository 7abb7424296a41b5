"""Every bad parameter and every bad input ends in a sentence that names it and the way out."""

import decimal

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from strategies import Corpus

from stancekit import StanceClassifier
from stancekit.exceptions import DataError, InputTypeError, ParameterError

PARAMETERS = [
    ("features", "words", r"one of 'word', 'char', 'word\+char', got 'words'"),
    ("features", ["word"], r"one of .*, got \['word'\]"),
    ("features", None, "one of .*, got None"),
    ("word_ngrams", (2, 1), r"a pair \(shortest, longest\) within 1 to 3, got \(2, 1\)"),
    ("word_ngrams", (1, 4), "within 1 to 3"),
    ("word_ngrams", (0, 1), "within 1 to 3"),
    ("word_ngrams", (1, 2, 3), "a pair"),
    ("word_ngrams", (1.0, 2.0), "a pair"),
    ("word_ngrams", 2, "a pair"),
    ("word_ngrams", "12", "a pair"),
    ("char_ngrams", (1, 5), "within 2 to 5"),
    ("char_ngrams", (2, 6), "within 2 to 5"),
    ("char_ngrams", None, "a pair"),
    ("min_df", 0, "an int >= 1, got 0"),
    ("min_df", 0.1, "an int >= 1"),
    ("min_df", True, "an int >= 1"),
    ("min_df", "2", "an int >= 1"),
    ("C", 0, "a positive number, got 0"),
    ("C", -1.0, "a positive number"),
    ("C", float("nan"), "a positive number"),
    ("C", float("inf"), "a positive number"),
    ("C", "1", "a positive number"),
    ("C", True, "a positive number"),
    ("C", None, "a positive number"),
    ("class_weight", "balnced", "'balanced', a dict or None, got 'balnced'"),
    ("class_weight", np.array([1.0, 2.0]), "'balanced', a dict or None"),
    ("class_weight", [1.0, 2.0], "'balanced', a dict or None"),
    ("class_weight", {"yes": -1}, "a dict of positive numbers"),
    ("class_weight", {"yes": 0}, "a dict of positive numbers"),
    ("class_weight", {"yes": float("nan")}, "a dict of positive numbers"),
    ("class_weight", {"yes": "2"}, "a dict of positive numbers"),
    ("class_weight", {"yse": 2}, r"labels among 'no', 'yes', got \['yse'\]"),
    ("calibrate", "yes", "True or False, got 'yes'"),
    ("calibrate", 1, "True or False"),
    ("per_target", None, "True or False"),
    ("random_state", -1, r"an int of 0 to 2\*\*32 - 1, or None, got -1"),
    ("random_state", 2**32, "an int"),
    ("random_state", 0.5, "an int"),
    ("random_state", np.random.default_rng(0), "an int"),
]


@pytest.mark.parametrize(("name", "value", "message"), PARAMETERS)
def test_a_bad_parameter_is_named_when_fitting(name, value, message, two_sides):
    classifier = StanceClassifier(**{name: value})  # __init__ only stores
    with pytest.raises(ParameterError, match=f"StanceClassifier: {name} must be .*{message}"):
        classifier.fit(two_sides.texts, two_sides.labels)


NUMPY = {
    "features": np.str_("word"),
    "word_ngrams": (np.int64(1), np.int64(1)),
    "char_ngrams": [np.int8(2), 3],
    "min_df": np.int64(2),
    "C": np.float32(0.5),
    "calibrate": np.bool_(False),
    "per_target": np.bool_(False),
    "random_state": np.uint32(7),
}


@pytest.mark.parametrize("name", NUMPY)
def test_a_parameter_may_be_a_numpy_scalar_and_the_model_can_be_saved(name, two_sides, tmp_path):
    classifier = StanceClassifier(**{name: NUMPY[name]}).fit(two_sides.texts, two_sides.labels)
    classifier.model_.save(tmp_path / "model")
    settings = classifier.model_.settings
    assert set(settings) == set(classifier.get_params())
    assert "np." not in repr(settings)
    again = StanceClassifier(**settings).fit(two_sides.texts, two_sides.labels)
    np.testing.assert_array_equal(
        again.predict_proba(two_sides.texts), classifier.predict_proba(two_sides.texts)
    )


NOT_STATEMENTS = [
    ("Build it.", InputTypeError, r"X: expected a list .* got one str; put it into a list"),
    (b"Build it.", InputTypeError, "X: expected a list .* got one bytes"),
    (np.str_("Build it."), InputTypeError, "X: .* got one str_"),
    (None, InputTypeError, "X: expected a list.* got NoneType"),
    (7, InputTypeError, "X: .* got int"),
    ({"Build it."}, InputTypeError, "X: .* got set; its order is not certain: pass a list$"),
    ((text for text in ["Build it."]), InputTypeError, r"X: .* got generator; pass list\(\.\.\.\)"),
    (np.array([["Build it."]]), InputTypeError, r"X: expected one dimension.*\(1, 1\).*ravel"),
    (np.array("Build it."), InputTypeError, r"X: expected one dimension.*\(\)"),
    (
        ["Build it.", None],
        DataError,
        r"X: item 1 is not a string \(None\); leave out what has no text",
    ),
    (["Build it.", 7, 8], DataError, r"X: item 1 is not a string \(7\), and 1 more"),
    (["Build it.", float("nan")], DataError, r"X: item 1 is not a string \(nan\)"),
    ([b"Build it."], DataError, r"X: item 0 is not a string \(b'Build it.'\)"),
    ([["Build it."]], DataError, "X: item 0 is not a string"),
    (pd.Series(["Build it.", pd.NA]), DataError, "X: item 1 is not a string"),
    (pd.DataFrame({"txt": ["a"]}), DataError, "column 'text' is missing among 'txt'; .* 'txt'"),
    (pd.DataFrame({"Text": ["a"]}), DataError, "did you mean 'Text'. Rename it"),
    (pd.DataFrame({0: ["a"]}), DataError, "is missing among 0; rename a column, or add it$"),
    (
        pd.DataFrame([["a", "b"]], columns=["text", "text"]),
        DataError,
        "2 columns are called 'tex",
    ),
    ({"a": ["b"]}, DataError, "column 'text' is missing among 'a'"),
    ({str(i): ["b"] for i in range(9)}, DataError, r"among '0', '1', .* and 1 more; rename"),
    ({"text": "Build it."}, InputTypeError, "X, column 'text': .* got one str"),
    ({"text": [None]}, DataError, "X, column 'text': item 0 is not a string"),
]


@pytest.mark.parametrize(("X", "error", "message"), NOT_STATEMENTS)
def test_what_is_not_statements_is_refused_by_fit(X, error, message):
    with pytest.raises(error, match=message):
        StanceClassifier().fit(X, ["yes", "no"])


@pytest.fixture(scope="module")
def fitted(two_sides):
    return StanceClassifier(calibrate=False).fit(two_sides.texts, two_sides.labels)


@pytest.mark.parametrize(
    ("X", "error", "message"), [case for case in NOT_STATEMENTS if "generator" not in case[2]]
)
@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function"])
def test_what_is_not_statements_is_refused_by_predict(X, error, message, method, fitted):
    with pytest.raises(error, match=message):
        getattr(fitted, method)(X)


def test_a_lone_surrogate_is_refused_in_training_and_survived_in_scoring(two_sides, fitted):
    broken = ["\ud83d broken", *two_sides.texts[1:]]
    with pytest.raises(DataError, match=r"X: item 0 holds a lone surrogate.*ud83d.*as UTF-8"):
        StanceClassifier().fit(broken, two_sides.labels)
    assert fitted.predict_proba(broken).shape == (len(broken), 2)


def with_label(corpus, label):
    return [*corpus.labels[:-1], label]


BAD_LABELS = [
    (None, r"y: item 29 has no label \(None\); label it"),
    (float("nan"), r"y: item 29 has no label"),
    (np.float64("nan"), r"y: item 29 has no label"),
    (pd.NA, r"y: item 29 has no label"),
    (pd.NaT, r"y: item 29 has no label"),
    ("", r"y: item 29 has no label \(''\)"),
    (" \t", "y: item 29 has no label"),
    (0.5, r"y: item 29 is neither a string nor an integer \(0\.5\); convert them to strings"),
    (1.0, r"nor an integer \(1\.0\); convert them with astype\(int\), after the rows without"),
    (True, r"nor an integer \(True\); give true and false a name, .*, or convert .* astype\(int\)"),
    (b"yes", "y: item 29 is neither a string nor an integer"),
    (["yes"], "y: item 29 is neither a string nor an integer"),
    (np.array(["yes", "no"]), "y: item 29 is neither a string nor an integer"),
    (decimal.Decimal(1), "y: item 29 is neither a string nor an integer"),
    (1, "strings in some rows and integers in others; use one kind"),
    ("yes\0", "y: item 29 holds a control character"),
    ("yes\n", "y: item 29 holds a control character"),
    ("\x1b[2J", "y: item 29 holds a control character"),
    ("\ud800", "y: item 29 holds a control character"),
    (2**63, "more than 64 bits"),
]


@pytest.mark.parametrize(("label", "message"), BAD_LABELS)
def test_a_bad_label_is_named(label, message, two_sides):
    with pytest.raises(DataError, match=message):
        StanceClassifier().fit(two_sides.texts, with_label(two_sides, label))


@pytest.mark.parametrize("dtype", ["string", "category", object])
def test_a_missing_label_in_a_series_is_named(dtype, two_sides):
    labels = pd.Series(with_label(two_sides, None), dtype=dtype)
    with pytest.raises(DataError, match="y: item 29 has no label"):
        StanceClassifier().fit(two_sides.texts, labels)


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        (None, InputTypeError, "y: expected a list"),
        ("yes", InputTypeError, "y: .* got one str"),
        (pd.DataFrame({"label": ["yes"] * 30}), InputTypeError, "y: .* got DataFrame$"),
        (np.array([["yes"]] * 30), InputTypeError, r"y: expected one dimension.*\(30, 1\)"),
        (dict.fromkeys(range(30), "yes"), InputTypeError, "y: .* got dict$"),
        (["yes"] * 29, DataError, "X has 30 statements but y has 29 labels"),
        (["yes"] * 30, DataError, "at least 2 different labels, found only 'yes'"),
        ([], DataError, "X has 30 statements but y has 0 labels"),
    ],
)
def test_bad_label_columns_are_refused(labels, error, message, two_sides):
    with pytest.raises(error, match=message):
        StanceClassifier().fit(two_sides.texts, labels)


def test_no_statements_at_all_are_refused():
    with pytest.raises(DataError, match="at least 2 different labels, found none at all"):
        StanceClassifier().fit([], [])


@pytest.mark.parametrize("n_labels", [2, 3, 50])
@pytest.mark.parametrize("kind", [int, "label {:02}".format])
def test_two_to_fifty_labels_are_learned(n_labels, kind):
    labels = [kind(i) for i in range(n_labels)] * 2
    texts = [f"word{i} is here" for i in range(n_labels)] * 2
    classifier = StanceClassifier().fit(texts, labels)
    assert classifier.classes_.tolist() == sorted(set(labels))
    assert classifier.predict(texts).tolist() == labels
    assert classifier.predict_proba(texts).shape == (2 * n_labels, n_labels)


def test_fifty_one_labels_are_refused():
    texts = [f"word{i} is here" for i in range(102)]
    with pytest.raises(DataError, match=r"51 different labels, at most 50 .* right column\?"):
        StanceClassifier().fit(texts, [i % 51 for i in range(102)])


@pytest.mark.parametrize("labels", [[-(2**63), 2**63 - 1], [-1, 0], ["\u0130", "\u4e2d \u6587"]])
def test_extreme_labels_come_back_unchanged(labels, tmp_path):
    classifier = StanceClassifier().fit(["first words", "other words"] * 12, labels * 12)
    assert classifier.predict(["first", "other"]).tolist() == labels
    classifier.model_.save(tmp_path / "model")


def weighted(corpus: Corpus, value):
    return [1.0] * (len(corpus.texts) - 1) + [value]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (-1, r"sample_weight: item 29 is not a finite number of at least 0 \(-1\); correct it"),
        (float("nan"), "sample_weight: item 29 is not a finite number"),
        (float("inf"), "sample_weight: item 29 is not a finite number"),
        (None, "sample_weight: item 29 is not a finite number"),
        ("heavy", r"sample_weight: item 29 is not a finite number of .* \('heavy'\)"),
        ([1.0, 2.0], "sample_weight: item 29 is not a finite number"),
        (10**400, "sample_weight: item 29 is not a finite number"),
    ],
)
def test_a_bad_weight_is_named(value, message, two_sides):
    with pytest.raises(DataError, match=message):
        StanceClassifier().fit(two_sides.texts, two_sides.labels, weighted(two_sides, value))


@pytest.mark.parametrize(
    ("weights", "error", "message"),
    [
        (2.0, InputTypeError, "sample_weight: expected a list.* got float"),
        (np.ones((30, 1)), InputTypeError, "sample_weight: expected one dimension"),
        ([1.0], DataError, "but sample_weight has 1 weights; give one for each"),
        ([0.0] * 30, DataError, "sample_weight: all weights are 0; give some"),
        ([0.0] * 10 + [1.0] * 20, DataError, "all statements with the label 'yes' have weight 0"),
    ],
)
def test_bad_weight_columns_are_refused(weights, error, message, two_sides):
    with pytest.raises(error, match=message):
        StanceClassifier().fit(two_sides.texts, two_sides.labels, weights)


@pytest.mark.parametrize(
    ("groups", "error", "message"),
    [
        ("pair", InputTypeError, "groups: .* got one str"),
        ((i for i in range(30)), InputTypeError, "groups: .* got generator"),
        (np.ones((30, 1)), InputTypeError, "groups: expected one dimension"),
        ([1], DataError, "X has 30 statements but groups has 1 values"),
    ],
)
def test_bad_groups_are_refused(groups, error, message, two_sides):
    with pytest.raises(error, match=message):
        StanceClassifier().fit(two_sides.texts, two_sides.labels, groups=groups)


@pytest.mark.parametrize(
    ("only_train", "error", "message"),
    [
        ("old", InputTypeError, "only_train: .* got one str"),
        ([True], DataError, "X has 30 statements but only_train has 1 values"),
        (
            [True, 1] * 15,
            DataError,
            r"only_train: item 1 is neither True nor False \(1\), and 14 m",
        ),
    ],
)
def test_what_only_trains_is_named_by_flags(only_train, error, message, two_sides):
    with pytest.raises(error, match=message):
        StanceClassifier().fit(two_sides.texts, two_sides.labels, only_train=only_train)


def test_texts_without_a_frequent_ngram_are_refused(two_sides):
    with pytest.raises(
        DataError, match=r"no n-gram occurs in at least 99 of the 30 .* lower min_df"
    ):
        StanceClassifier(min_df=99).fit(two_sides.texts, two_sides.labels)
    with pytest.raises(DataError, match="no n-gram occurs in at least 1 of the 2 statements"):
        StanceClassifier().fit(["", "?"], ["yes", "no"])


def test_a_failed_fit_leaves_the_former_model(two_sides):
    classifier = StanceClassifier(calibrate=False).fit(two_sides.texts, two_sides.labels)
    model = classifier.model_
    with pytest.raises(DataError):
        classifier.fit(two_sides.texts, ["yes"] * 30)
    assert classifier.model_ is model


@pytest.mark.parametrize("name", ["model_", "classes_", "gradient_"])
def test_what_only_a_fitted_classifier_has_says_so(name):
    classifier = StanceClassifier()
    assert not hasattr(classifier, name)
    with pytest.raises(NotFittedError, match=rf"{name}: .* is not fitted yet; call fit\("):
        getattr(classifier, name)
    with pytest.raises(AttributeError, match="object has no attribute 'model'"):
        _ = classifier.model


def test_score_without_labels_says_what_gives_them(two_sides):
    classifier = StanceClassifier(calibrate=False).fit(two_sides.texts, two_sides.labels)
    with pytest.raises(InputTypeError, match=r"^y: .*use predict\(X\).*model_\.score\(X\)"):
        classifier.score(two_sides.texts)
