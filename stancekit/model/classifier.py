"""`StanceClassifier`: how to get a model. A scikit-learn estimator over raw text."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from stancekit.exceptions import DataError, InputTypeError
from stancekit.labels import Label
from stancekit.model.digests import digests_of
from stancekit.model.fit import fit_linear
from stancekit.model.fit_input import TrainingSet, naming, share_right
from stancekit.model.fitted import FittedMixin
from stancekit.model.lineage import Provenance, provenance_of
from stancekit.model.linear import LinearModel
from stancekit.model.model import StanceModel
from stancekit.model.parameters import (
    class_weight_by_code,
    plain_settings,
    terms_to_count,
    with_dictionary,
)

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

__all__ = ["StanceClassifier"]


class StanceClassifier(ClassifierMixin, FittedMixin, BaseEstimator):
    """TF-IDF and logistic regression, with calibrated probabilities.

    N-grams of words, of characters or of both, and the concepts of a dictionary if there is one,
    weighted by sublinear TF-IDF, feed a logistic regression. By default the scores of held-out
    statements then set a temperature (Guo et al. 2017, arXiv:1706.04599) and, for each label, from
    which probability on an answer with it is ``ok``: the lowest for which an exact test finds at
    least `ok_precision` of the held-out answers right, and more than always giving it would get
    (Geifman and El-Yaniv 2017, arXiv:1705.08500). Few statements, or a label that the words do not
    tell, give no such probability, and then no answer with that label is ``ok``.

    Parameters
    ----------
    features : {"word", "char", "word+char"}, default="word"
        What to count. Character n-grams help on short informal texts such as tweets. Apostrophes
        of all kinds are read as one, and "can't" as the words "ca" and "n't".
    word_ngrams : tuple of (int, int), default=(1, 2)
        Shortest and longest word n-gram, within 1 to 3.
    char_ngrams : tuple of (int, int), default=(2, 5)
        Shortest and longest character n-gram, within 2 to 5.
    min_df : int, default=1
        In how many statements an n-gram, a concept or a pair of concepts must occur. `fit` keeps
        everything in memory, some 3 KB a statement: with 2, a million statements took 3.3 GB.
    C : float, default=1.0
        Inverse strength of the regularisation; positive.
    class_weight : "balanced", dict or None, default="balanced"
        Weights of the labels; "balanced" gives each label the same total weight.
    calibrate : bool, default=True
        Whether to calibrate on held-out scores: of all statements that may calibrate, or of
        some 10,000 where there are more. Without it `fit` is faster, by some two fifths with
        100,000 statements and up to four times with a few thousand; probabilities are those of the
        logistic regression, and no answer is ever ``ok``.
    ok_precision : float, default=0.85
        Which share of the answers that are ``ok`` is to be right, for each label; above 0 and
        below 1. The more is asked, the fewer are ``ok``.
    dictionary : dict, path or str, optional
        Words and phrases for concepts, as `load_dictionary` takes them. Features are then also
        which concepts stand in a statement and which before which, as a group of their own.
    dictionary_weight : float, default=0.5
        How much that group counts beside the n-grams, up to 100; 0 leaves it out.
    encoder : object, optional
        Anything with ``encode(list of str)`` returning one vector for each text, for instance a
        sentence-transformers model; `stancekit.encoders.open_encoder` opens one. Its vectors,
        scaled to length 1, stand beside the TF-IDF features. Clones share it. Every fit encodes
        each statement once, as do `evaluate`, `tune` and `compare`, however often they fit.
    encoder_dim : int or None, default=None
        To how many dimensions to reduce the vectors: to those in which the training statements
        differ most (principal component analysis), about their mean and with a mean squared length
        of 1. None leaves them as they are.
    per_target : bool, default=False
        Whether to train one model for each value of the column ``target``; X must then be a
        table with the columns ``text`` and ``target``.
    random_state : int or None, default=0
        Seed of the folds for calibration.

    Attributes
    ----------
    classes_ : ndarray of shape (n_labels,)
        The label set, sorted.
    gradient_ : float
        Largest component of the gradient of the mean loss where the solver ended: 0 at the
        optimum itself, and never above 1e-6.
    model_ : StanceModel
        What was learned; it predicts, explains and saves without scikit-learn.

    Examples
    --------
    >>> import stancekit
    >>> texts = ["Talk to them.", "Talks, now!", "Never talk to him.", "No talks, never."]
    >>> classifier = stancekit.StanceClassifier(calibrate=False)
    >>> classifier.fit(texts, ["favor", "favor", "against", "against"])
    StanceClassifier(calibrate=False)
    >>> classifier.predict(["Never again."])
    array(['against'], dtype='<U7')
    """

    classes_: npt.NDArray[Any]
    gradient_: float
    model_: StanceModel

    def __init__(
        self,
        *,
        features: str = "word",
        word_ngrams: tuple[int, int] = (1, 2),
        char_ngrams: tuple[int, int] = (2, 5),
        min_df: int = 1,
        C: float = 1.0,
        class_weight: Mapping[Label, float] | str | None = "balanced",
        calibrate: bool = True,
        ok_precision: float = 0.85,
        dictionary: Mapping[str, Any] | str | os.PathLike[str] | None = None,
        dictionary_weight: float = 0.5,
        encoder: Any = None,
        encoder_dim: int | None = None,
        per_target: bool = False,
        random_state: int | None = 0,
    ) -> None:
        self.features = features
        self.word_ngrams = word_ngrams
        self.char_ngrams = char_ngrams
        self.min_df = min_df
        self.C = C
        self.class_weight = class_weight
        self.calibrate = calibrate
        self.ok_precision = ok_precision
        self.dictionary = dictionary
        self.dictionary_weight = dictionary_weight
        self.encoder = encoder
        self.encoder_dim = encoder_dim
        self.per_target = per_target
        self.random_state = random_state

    def fit(
        self,
        X: object,
        y: object,
        sample_weight: object = None,
        groups: object = None,
        only_train: object = None,
    ) -> Self:
        """Learn from labelled statements.

        Parameters
        ----------
        X : list of str, ndarray, Series, Arrow array, or a table
            Statements; a table with columns ``text`` and ``target`` for ``per_target=True``.
        y : list, ndarray or Series of str or int, shape (n_statements,)
            Their labels, 2 to 50 different ones.
        sample_weight : array-like of shape (n_statements,), optional
            Weights of the statements in the regression and the temperature. Document
            frequencies, and which answers are ``ok``, do not depend on them.
        groups : array-like of shape (n_statements,), optional
            Statements of one group are held out together while calibrating, as are copies of a
            text, near ones included. Each group counts the same in the temperature and in which
            answers are ``ok``, however large it is: both suit a new group like these.
        only_train : array-like of bool of shape (n_statements,), optional
            Statements that are learned from, but set neither the temperature nor which answers are
            ``ok``: those that are less like what is to be scored than the others. By default all
            statements do both.

        Returns
        -------
        StanceClassifier
            Itself.

        Raises
        ------
        InputTypeError, DataError
            If X, y or what belongs to them cannot be used; the message says where and why.
        ParameterError
            If a parameter is out of its range.
        ConvergenceError
            If the solver stops before the optimum.

        Warns
        -----
        DataWarning
            If a table of these statements would be refused, because a label looks like a slip or a
            missing one, a text is empty or damaged or has several labels; or if a label occurs
            once, so that nothing can tell how well it is learned. `check_labels` tells more.

        Examples
        --------
        >>> from stancekit import StanceClassifier
        >>> classifier = StanceClassifier().fit(["Talk!", "Never!"] * 2, ["favor", "against"] * 2)
        >>> classifier.model_
        StanceModel(labels=['against', 'favor'], 4 training statements, 2 known n-grams)
        """
        parameters = with_dictionary(self.get_params(deep=False))
        analyzers = terms_to_count(parameters)
        data = TrainingSet.read(
            X, y, sample_weight, groups, only_train, per_target=bool(self.per_target)
        )
        class_weight = class_weight_by_code(self.class_weight, data.names)
        parts: dict[str, LinearModel] = {}
        gradients: list[float] = []
        for target, of_target in data.by_target():
            with naming(target):
                parts[target], gradient = fit_linear(
                    of_target,
                    analyzers,
                    dictionary_weight=float(self.dictionary_weight),
                    encoder=self.encoder,
                    encoder_dim=self.encoder_dim,
                    min_df=self.min_df,
                    C=float(self.C),
                    class_weight=class_weight,
                    calibrate=self.calibrate,
                    ok_precision=float(self.ok_precision),
                    random_state=self.random_state,
                )
            gradients.append(gradient)
        self.classes_ = np.array(data.names)
        self.gradient_ = max(gradients)
        self.model_ = StanceModel(
            labels=data.names,
            parts=parts,
            settings=plain_settings(parameters),
            provenance=_provenance(data),
            per_target=bool(self.per_target),
            encoder=self.encoder,
        )
        return self

    def score(self, X: object, y: object = None, sample_weight: object = None) -> float:
        """Return the share of statements for which `predict` finds the label.

        Parameters
        ----------
        X : list of str, ndarray, Series, Arrow array, or a table
            Statements, as for `fit`.
        y : list, ndarray or Series of str or int, shape (n_statements,)
            Their labels, which it takes to tell how many are found; `predict` gives labels.
        sample_weight : array-like of shape (n_statements,), optional
            Weights of the statements.

        Returns
        -------
        float
            The accuracy, from 0 to 1.

        Raises
        ------
        InputTypeError, DataError
            If X, y or sample_weight cannot be used; the message says where and why.

        Warns
        -----
        DataWarning
            If a label that was not learned looks like a slip of one that was.

        Examples
        --------
        >>> from stancekit import StanceClassifier
        >>> classifier = StanceClassifier().fit(["Talk!", "Never!"] * 2, ["favor", "against"] * 2)
        >>> classifier.score(["Never.", "Talk."], ["against", "against"])
        0.5
        """
        if y is None:
            raise InputTypeError(
                "y: score takes the true labels of X, and says how many of them are found; for "
                "labels of X use predict(X), with probabilities and status model_.score(X)"
            )
        return share_right(self.predict(X), y, sample_weight, self.classes_)

    def to_sklearn(self, target: str | None = None) -> Pipeline:
        """Return the equal, plain, uncalibrated scikit-learn pipeline, fitted.

        Parameters
        ----------
        target : str, optional
            Which part to return, with ``per_target=True``.

        Returns
        -------
        Pipeline
            Its probabilities equal the model's before calibration to 1e-12. It can be dumped
            with joblib; loading such a file runs code in it, so load only your own. Texts are
            folded by a function of stancekit, which must be there when the file is loaded.

        Raises
        ------
        DataError
            If `target` is not one that was learned.

        Examples
        --------
        >>> from stancekit import StanceClassifier
        >>> classifier = StanceClassifier().fit(["Talk!", "Never!"] * 2, ["favor", "against"] * 2)
        >>> list(classifier.to_sklearn().named_steps)
        ['features', 'classifier']
        """
        from stancekit.model.sklearn_export import pipeline_from

        check_is_fitted(self)
        parts = self.model_.parts
        name = "" if target is None else target
        if name not in parts:
            known = ", ".join(map(repr, parts)) if self.per_target else "None"
            raise DataError(f"target: expected one of {known}, got {target!r}")
        return pipeline_from(
            parts[name],
            self.classes_,
            C=self.C,
            class_weight=self.class_weight,
            min_df=self.min_df,
            encoder=self.encoder,
        )

    def __sklearn_clone__(self) -> Self:
        """Clone as scikit-learn does, but share the encoder: it is large and often uncopyable."""
        parameters = self.get_params(deep=False)
        encoder = parameters.pop("encoder")
        twin = type(self)(**copy.deepcopy(parameters), encoder=encoder)
        if hasattr(self, "_metadata_request"):
            # The request names its owner, which must not be copied with it.
            request = copy.deepcopy(self._metadata_request, {id(self): twin})
            twin._metadata_request = request
        return twin

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


def _provenance(data: TrainingSet) -> Provenance:
    found = provenance_of(data.texts, data.targets, data.labels, data.weights)
    return replace(found, digests=digests_of(data.texts, data.targets))
