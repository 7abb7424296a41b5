"""What a fitted classifier does by the model that it holds, so that there is one way to score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from stancekit.model.model import StanceModel

if TYPE_CHECKING:
    from stancekit.model.explanation import Explanation

__all__ = ["FittedMixin"]


class FittedMixin:
    """Predicts and explains by ``model_``, as soon as there is one.

    Examples
    --------
    >>> import stancekit
    >>> classifier = stancekit.StanceClassifier(calibrate=False)
    >>> classifier.fit(["Talk!", "Never!"] * 2, ["favor", "against"] * 2).predict(["Never."])
    array(['against'], dtype='<U7')
    """

    model_: StanceModel

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Say of what only a fitted classifier has how it comes to have it."""
            if name in ("model_", "classes_", "gradient_"):
                raise NotFittedError(
                    f"{name}: this {type(self).__name__} is not fitted yet; call "
                    "fit(statements, labels) first"
                )
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def predict(self, X: object) -> npt.NDArray[Any]:
        """Return the most probable label of each statement.

        Parameters
        ----------
        X : list of str, ndarray, Series, Arrow array, or a table
            Statements, as for `fit`.

        Returns
        -------
        ndarray of shape (n_statements,)
            Always one of `classes_`; `StanceModel.score` says which have no evidence.
        """
        check_is_fitted(self)
        return self.model_.predict(X)

    def predict_proba(self, X: object) -> npt.NDArray[np.float64]:
        """Return the calibrated probability of each label.

        Parameters
        ----------
        X : list of str, ndarray, Series, Arrow array, or a table
            Statements, as for `fit`.

        Returns
        -------
        ndarray of shape (n_statements, n_labels)
            Columns in the order of `classes_`; each row sums to 1.

        Examples
        --------
        >>> from stancekit import StanceClassifier
        >>> classifier = StanceClassifier().fit(["Talk!", "Never!"] * 2, ["favor", "against"] * 2)
        >>> classifier.predict_proba(["Never, never."]).shape
        (1, 2)
        """
        check_is_fitted(self)
        return self.model_.predict_proba(X)

    def decision_function(self, X: object) -> npt.NDArray[np.float64]:
        """Return the score of each label, before calibration.

        Parameters
        ----------
        X : list of str, ndarray, Series, Arrow array, or a table
            Statements, as for `fit`.

        Returns
        -------
        ndarray of shape (n_statements, n_labels), or (n_statements,) for two labels
            For two labels the score of the second minus that of the first.

        Examples
        --------
        >>> from stancekit import StanceClassifier
        >>> classifier = StanceClassifier().fit(["Talk!", "Never!"] * 2, ["favor", "against"] * 2)
        >>> classifier.decision_function(["Never, never."]) < 0
        array([ True])
        """
        check_is_fitted(self)
        return self.model_.decision_function(X)

    def explain(self, text: str, *, target: str | None = None) -> Explanation:
        """Return the label of one statement with the words behind it.

        Parameters
        ----------
        text : str
            One statement.
        target : str, optional
            Needed with ``per_target=True``.

        Returns
        -------
        Explanation
            As that of `StanceModel.explain`.

        Raises
        ------
        InputTypeError
            If `text` is anything else, such as a list.
        DataError
            If `target` is not one that was learned.

        Examples
        --------
        >>> from stancekit import StanceClassifier
        >>> classifier = StanceClassifier().fit(["Talk!", "Never!"] * 2, ["favor", "against"] * 2)
        >>> [word.word for word in classifier.explain("Never, never.").words]
        ['Never,', 'never.']
        """
        check_is_fitted(self)
        return self.model_.explain(text, target=target)
