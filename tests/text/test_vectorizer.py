"""`Vectorizer` against scikit-learn's ``TfidfVectorizer``, to the last bit."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from kernels import ALL_NGRAMS, vectoriser
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline
from strategies import texts

from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.text import Ngrams, Vectorizer

# It reads texts as scikit-learn's vectorisers do, also where models read them otherwise.
PLAIN_NGRAMS = [replace(ngrams, folded=False) for ngrams in ALL_NGRAMS]
any_ngrams = st.sampled_from(PLAIN_NGRAMS)

pytestmark = pytest.mark.usefixtures("active_kernel")

some_texts = st.lists(texts, min_size=1, max_size=6)
limits = st.fixed_dictionaries(
    {},
    optional={
        "min_df": st.one_of(st.integers(1, 3), st.floats(0, 1)),
        "max_df": st.one_of(st.integers(1, 5), st.floats(0, 1)),
        "max_features": st.integers(1, 12),
        "norm": st.none(),
    },
)


def ours(ngrams, **limits):
    sizes = {f"{ngrams.kind}_ngrams": (ngrams.low, ngrams.high)}
    return Vectorizer(features=ngrams.kind, **sizes, **limits)


def assert_same_bits(found, expected):
    assert found.shape == expected.shape
    for name in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


def assert_same_vectoriser(ours, spec, known, new):
    """Fit both and compare everything, or see that neither finds an n-gram."""
    try:
        expected = spec.fit_transform(known)
    except ValueError:
        with pytest.raises(DataError, match="n-gram is left"):
            ours.fit(known)
        return
    found = ours.fit_transform(known)
    assert ours.get_feature_names_out().tolist() == spec.get_feature_names_out().tolist()
    np.testing.assert_array_equal(ours.idf_, spec.idf_)
    assert_same_bits(found, expected)
    np.testing.assert_allclose(
        ours.transform(new).toarray(), spec.transform(new).toarray(), rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("ngrams", PLAIN_NGRAMS, ids=str)
@settings(max_examples=8)
@given(known=some_texts, new=some_texts)
def test_every_range_gives_the_matrix_of_scikit_learn(ngrams, known, new):
    assert_same_vectoriser(ours(ngrams), vectoriser(ngrams), known, new)


@settings(max_examples=60)
@given(ngrams=any_ngrams, limits=limits, known=some_texts, new=some_texts)
def test_limits_are_those_of_scikit_learn(ngrams, limits, known, new):
    assert_same_vectoriser(ours(ngrams, **limits), vectoriser(ngrams, **limits), known, new)


@settings(max_examples=30)
@given(known=some_texts, new=some_texts, limits=limits)
def test_words_and_characters_stand_side_by_side_as_in_a_feature_union(known, new, limits):
    words, characters = Ngrams("word", 1, 2, folded=False), Ngrams("char", 3, 4, folded=False)
    both = Vectorizer(features="word+char", word_ngrams=(1, 2), char_ngrams=(3, 4), **limits)
    parts = [("word", vectoriser(words, **limits)), ("char", vectoriser(characters, **limits))]
    try:
        expected = FeatureUnion(parts).fit_transform(known)
    except ValueError:
        assume(False)
    found = both.fit_transform(known)
    assert_same_bits(found, expected.tocsr())
    names = [name for _, part in parts for name in part.get_feature_names_out()]
    assert both.get_feature_names_out().tolist() == names
    union = [part.transform(new).toarray() for _, part in parts]
    np.testing.assert_allclose(both.transform(new).toarray(), np.hstack(union), rtol=0, atol=1e-12)


def zipfian(n_texts, n_words, seed=0):
    """Return texts in which few words are frequent, and half of all rare."""
    random = np.random.default_rng(seed)
    words = np.array([f"w{i:x}" for i in range(60_000)])
    numbers = random.zipf(1.2, (n_texts, n_words)) % len(words)
    numbers[:, ::2] = random.integers(0, len(words), (n_texts, len(numbers[0, ::2])))
    return [" ".join(row) for row in words[numbers]]


@pytest.mark.parametrize(
    "limits",
    [{}, {"max_features": 5000, "min_df": 2}, {"min_df": 3, "max_df": 0.5}],
    ids=str,
)
def test_long_texts_and_large_vocabularies_give_the_matrix_of_scikit_learn(limits):
    # Rows of hundreds of n-grams, and more n-grams than two bytes can number.
    ngrams = Ngrams("word", 1, 2, folded=False)
    known, new = zipfian(150, 400), zipfian(9, 400, seed=1)
    assert_same_vectoriser(ours(ngrams, **limits), vectoriser(ngrams, **limits), known, new)


def test_a_word_that_occurs_a_hundred_thousand_times_weighs_as_in_scikit_learn():
    known = ["talks " * 100_000 + "no", "talks " * 65_536, "talks no", "talks " * 65_535]
    ngrams = Ngrams("word", 1, 2, folded=False)
    spec = vectoriser(ngrams).fit(known)
    np.testing.assert_allclose(
        ours(ngrams).fit_transform(known).toarray(), spec.transform(known).toarray(), rtol=1e-15
    )


@pytest.mark.parametrize("limits", [{"max_features": n} for n in (1, 2, 7, 40, 299)], ids=str)
def test_which_of_equally_frequent_ngrams_are_kept_is_as_in_scikit_learn(limits):
    random = np.random.default_rng(0)
    known = [" ".join(f"w{i}" for i in random.permutation(300)) for _ in range(2)]
    ngrams = Ngrams("word", 1, 1, folded=False)
    assert_same_vectoriser(ours(ngrams, **limits), vectoriser(ngrams, **limits), known, known)


LAYOUTS = {
    "tuple": tuple,
    "array": np.array,
    "array of objects": lambda some: np.array(some, dtype=object),
    "Series": pd.Series,
    "Series of objects": lambda some: pd.Series(some, dtype=object),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_texts_come_in_any_column(layout):
    some = ["No talks.", "Talks now!", "never"]
    given_as = LAYOUTS[layout](some)
    vectorizer = Vectorizer()
    expected = vectorizer.fit_transform(some).toarray()
    np.testing.assert_array_equal(vectorizer.fit_transform(given_as).toarray(), expected)
    np.testing.assert_array_equal(vectorizer.transform(given_as).toarray(), expected)


@pytest.mark.parametrize("wrong", ["talks", None, 1, ["talks", None], [b"talks"], {"talks"}, [[]]])
def test_what_are_no_texts_is_refused(wrong):
    with pytest.raises(InputTypeError, match="expected strings"):
        Vectorizer().fit(wrong)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"min_df": 0}, "min_df must be"),
        ({"min_df": 1.5}, "min_df must be"),
        ({"max_df": True}, "max_df must be"),
        ({"max_df": "1"}, "max_df must be"),
        ({"max_features": 0}, "max_features must be"),
        ({"max_features": 2.0}, "max_features must be"),
        ({"norm": "l1"}, "norm must be"),
        ({"features": "letters"}, "features must be"),
        ({"word_ngrams": (0, 1)}, "word_ngrams must be"),
        ({"char_ngrams": (2, 6)}, "char_ngrams must be"),
    ],
)
def test_settings_out_of_range_are_refused(settings, message):
    with pytest.raises(ParameterError, match=message):
        Vectorizer(**settings).fit(["no talks"])


@pytest.mark.parametrize("nothing", [[], [""], ["a ?"]])
def test_texts_without_ngrams_are_refused(nothing):
    with pytest.raises(DataError, match="no word n-gram is left"):
        Vectorizer().fit(nothing)


def test_no_texts_give_a_matrix_without_rows():
    assert Vectorizer().fit(["no talks"]).transform([]).shape == (0, 3)


def test_it_works_inside_a_pipeline(bridge):
    pipeline = make_pipeline(Vectorizer(), LogisticRegression()).fit(bridge.texts, bridge.labels)
    spec = make_pipeline(vectoriser(Ngrams("word", 1, 2, folded=False)), LogisticRegression())
    spec.fit(bridge.texts, bridge.labels)
    np.testing.assert_allclose(
        pipeline.predict_proba(bridge.texts), spec.predict_proba(bridge.texts), rtol=0, atol=1e-12
    )
    assert clone(pipeline[0]).get_params() == pipeline[0].get_params()
