"""The plain scikit-learn pipeline that equals a part of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer

from stancekit.model.encoder import Encoder, encode
from stancekit.model.linear import LinearModel
from stancekit.model.training import new_regression
from stancekit.text import TermBlock

if TYPE_CHECKING:
    from stancekit.model.classifier import StanceClassifier

__all__ = ["pipeline_from"]


def pipeline_from(
    part: LinearModel, classes: npt.NDArray[Any], classifier: StanceClassifier
) -> Pipeline:
    """Return a fitted pipeline; `StanceClassifier.to_sklearn` is the way to call it.

    Parameters
    ----------
    part : LinearModel
        What was learned.
    classes : ndarray of shape (n_labels,)
        The label set of the whole model.
    classifier : StanceClassifier
        Where the settings come from.
    """
    steps: list[tuple[str, Any]] = [
        (block.ngrams.kind, _vectoriser(block, classifier.min_df)) for block in part.blocks
    ]
    if classifier.encoder is not None:
        steps.append(("encoder", _encoder_step(classifier.encoder)))
    features = steps[0][1] if len(steps) == 1 else FeatureUnion(steps)
    regression = new_regression(classifier.C, classifier.class_weight)
    regression.classes_ = classes[list(part.label_index)]
    binary = len(part.label_index) == 2
    regression.coef_ = part.coef[1:] - part.coef[:1] if binary else part.coef
    regression.intercept_ = np.diff(part.intercept) if binary else part.intercept
    regression.n_features_in_ = part.coef.shape[1]
    regression.n_iter_ = np.zeros(1, dtype=np.int32)
    return Pipeline([("features", features), ("classifier", regression)])


def _vectoriser(block: TermBlock, min_df: int) -> TfidfVectorizer:
    vectoriser = TfidfVectorizer(
        analyzer="word" if block.ngrams.kind == "word" else "char_wb",
        ngram_range=(block.ngrams.low, block.ngrams.high),
        min_df=min_df,
        sublinear_tf=True,
        vocabulary={term: i for i, term in enumerate(block.terms)},
    )
    vectoriser.idf_ = block.idf
    return vectoriser


def _encoder_step(encoder: Encoder) -> FunctionTransformer:
    return FunctionTransformer(_Encode(encoder))


class _Encode:
    """A callable with a name, so that the pipeline can be pickled with its encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def __call__(self, texts: Any) -> npt.NDArray[np.float64]:
        return encode(self.encoder, list(texts))
