"""Our models and vectorisers, each with its equal in scikit-learn."""

from __future__ import annotations

from typing import Any

import joblib
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

import stancekit
from speed.bench import Bench
from stancekit.text import Vectorizer

__all__ = [
    "equal_pipeline",
    "our_model",
    "our_vectoriser",
    "pipeline",
    "plain_vectoriser",
    "train",
]

OUR_SETTINGS: dict[str, dict[str, Any]] = {
    "word": {"features": "word", "word_ngrams": (1, 2)},
    "char": {"features": "char", "char_ngrams": (3, 5)},
}
PLAIN_SETTINGS: dict[str, dict[str, Any]] = {
    "word": {"ngram_range": (1, 2), "sublinear_tf": True},
    "char": {"analyzer": "char_wb", "ngram_range": (3, 5), "sublinear_tf": True},
}


def train(bench: Bench) -> None:
    """Train our models and write them down, each beside the pipeline that equals it."""
    texts, labels = bench.training()
    for name, settings in OUR_SETTINGS.items():
        classifier = stancekit.StanceClassifier(**settings, min_df=2, calibrate=False)
        classifier.fit(texts, labels)
        classifier.model_.save(bench.folder / name)
        joblib.dump(equal_pipeline(classifier), bench.folder / f"{name}.joblib")


def equal_pipeline(classifier: stancekit.StanceClassifier) -> Any:
    """Return the scikit-learn pipeline with the same vocabulary and coefficients.

    They lie in memory as scikit-learn's own solvers leave them; in the other order each call of
    its `predict_proba` would begin with a copy of all coefficients.
    """
    pipeline = classifier.to_sklearn()
    pipeline[-1].coef_ = np.asfortranarray(pipeline[-1].coef_)
    return pipeline


def our_model(bench: Bench, name: str) -> stancekit.StanceModel:
    """Load one of our models."""
    return stancekit.load_model(bench.folder / name)


def pipeline(bench: Bench, name: str) -> Any:
    """Load the scikit-learn pipeline that equals one of our models."""
    return joblib.load(bench.folder / f"{name}.joblib")


def our_vectoriser(name: str) -> Vectorizer:
    """Return our vectoriser, not fitted."""
    return Vectorizer(**OUR_SETTINGS[name])


def plain_vectoriser(name: str) -> Any:
    """Return scikit-learn's vectoriser with the same settings, not fitted."""
    return TfidfVectorizer(**PLAIN_SETTINGS[name])
