"""The plain scikit-learn pipeline that equals a part of a model."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer

from stancekit.model.encoder import Encoder, encode
from stancekit.model.fit import TOL
from stancekit.model.linear import LinearModel
from stancekit.text import Ngrams, TermBlock
from stancekit.text.concepts import Analyzer
from stancekit.text.folding import folded
from stancekit.text.ngrams import WORDS_OF_FOLDED

__all__ = ["pipeline_from"]


def pipeline_from(
    part: LinearModel,
    classes: npt.NDArray[Any],
    *,
    C: float,
    class_weight: Any,
    min_df: int,
    encoder: Encoder | None,
) -> Pipeline:
    """Return a fitted pipeline; `StanceClassifier.to_sklearn` is the way to call it."""
    steps: list[tuple[str, Any]] = [
        (block.analyzer.kind, _vectoriser(block, min_df)) for block in part.blocks
    ]
    if encoder is not None:
        steps.append(("encoder", FunctionTransformer(_Encode(encoder))))
    weights = {b.analyzer.kind: b.weight for b in part.blocks if b.weight != 1}
    whole = len(steps) == 1 and not weights
    features = steps[0][1] if whole else FeatureUnion(steps, transformer_weights=weights or None)
    regression = LogisticRegression(
        C=C, class_weight=class_weight, solver="newton-cg", tol=TOL, max_iter=500
    )
    regression.classes_ = classes[list(part.label_index)]
    binary = len(part.label_index) == 2
    # In Fortran order, as scikit-learn leaves them: else every prediction copies them all.
    regression.coef_ = np.asfortranarray(part.coef[1:] - part.coef[:1] if binary else part.coef)
    regression.intercept_ = np.diff(part.intercept) if binary else part.intercept
    regression.n_features_in_ = part.coef.shape[1]
    regression.n_iter_ = np.zeros(1, dtype=np.int32)
    return Pipeline([("features", features), ("classifier", regression)])


def _vectoriser(block: TermBlock, min_df: int) -> TfidfVectorizer:
    vectoriser = TfidfVectorizer(
        min_df=min_df,
        sublinear_tf=True,
        vocabulary={term: i for i, term in enumerate(block.terms)},
        **_cutting(block.analyzer),
    )
    vectoriser.idf_ = block.idf
    return vectoriser


def _cutting(analyzer: Analyzer) -> dict[str, Any]:
    """Return the settings with which scikit-learn cuts texts in this way."""
    if not isinstance(analyzer, Ngrams):
        return {"analyzer": analyzer.terms}
    settings: dict[str, Any] = {"ngram_range": (analyzer.low, analyzer.high)}
    settings["analyzer"] = "word" if analyzer.kind == "word" else "char_wb"
    if analyzer.folded:
        settings["preprocessor"] = folded
        if analyzer.kind == "word":
            settings["token_pattern"] = WORDS_OF_FOLDED
    return settings


class _Encode:
    """A callable with a name, so that the pipeline can be pickled with its encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def __call__(self, texts: Any) -> npt.NDArray[np.float64]:
        return encode(self.encoder, list(texts))
