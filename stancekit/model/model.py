"""`StanceModel`: what was learned, and how to use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from stancekit.data.statements import statements_from
from stancekit.data.table import is_name
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.labels import Label, has_polarity, stance_scores
from stancekit.model.encoder import Encoder, encode
from stancekit.model.explanation import Explanation, explain_text
from stancekit.model.linear import LinearModel, status_of
from stancekit.model.measured import Measured
from stancekit.model.provenance import Provenance
from stancekit.text import kernel
from stancekit.text.kernel import Texts

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["StanceModel"]

Floats = npt.NDArray[np.float64]

_AT_ONCE = 4096  # texts whose vectors are kept at once


@dataclass(frozen=True, eq=False, repr=False)
class StanceModel:
    """A trained model: predicts, explains and saves; nothing in it can change.

    Models come from `StanceClassifier.fit` (its attribute ``model_``) and from `load_model`.
    Using one imports neither scikit-learn nor pandas; only `score`, which returns a data frame,
    imports pandas when it is called.

    Parameters
    ----------
    labels : tuple of str or int
        The label set, in the order of the probabilities.
    parts : dict of str to LinearModel
        What was learned for each target; one entry, named "", where the target is not named.
    settings : dict
        The parameters of the classifier that was fitted.
    provenance : Provenance
        From what it was trained.
    per_target : bool
        Whether there is one part for each target, so that statements must name theirs.
    encoder : object or None
        What turns texts into vectors, for a model trained with an encoder.

    Examples
    --------
    >>> import stancekit
    >>> model = stancekit.load_model()
    >>> model.labels
    ('against', 'conditional', 'favor', 'none')
    >>> model.predict(["We must keep talking to Moscow.", "Talking to Putin is a mistake."])
    array(['favor', 'against'], dtype='<U11')
    """

    labels: tuple[Label, ...]
    parts: Mapping[str, LinearModel]
    settings: Mapping[str, Any]
    provenance: Provenance
    per_target: bool = False
    encoder: Encoder | None = field(default=None)

    def __repr__(self) -> str:
        known = sum(part.n_terms for part in self.parts.values())
        targets = f", {len(self.parts)} targets" if self.per_target else ""
        return (
            f"StanceModel(labels={list(self.labels)}{targets}, "
            f"{self.provenance.n_statements} training statements, {known} known n-grams)"
        )

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the targets the model knows; empty where the target is not named."""
        return tuple(name for name in self.parts if name)

    def decision_function(self, X: object, *, n_jobs: int | None = None) -> Floats:
        """Return the score of each label, before calibration.

        Parameters
        ----------
        X : list of str, ndarray, Series, Arrow array, or a table
            Statements; a table with columns ``text`` and ``target`` where the model has one part
            for each target.
        n_jobs : int, optional
            How many threads may score; -1 for all cores. One by default.

        Returns
        -------
        ndarray of shape (n_statements, n_labels), or (n_statements,) for two labels
            For two labels the score of the second minus that of the first, as in scikit-learn.

        Examples
        --------
        >>> import stancekit
        >>> stancekit.load_model().decision_function(["We must keep talking to Moscow."]).shape
        (1, 4)
        """
        texts, targets = self._read(X)
        threads = n_threads(n_jobs)
        if whole := self._whole:
            scores = whole.scores(texts, None, threads)
        else:
            scores = np.full((len(texts), len(self.labels)), -np.inf)
            for rows, part, some, vectors in self._batches(texts, targets):
                scores[np.ix_(rows, np.array(part.label_index))] = part.scores(
                    some, vectors, threads
                )
        return scores[:, 1] - scores[:, 0] if len(self.labels) == 2 else scores

    def predict_proba(self, X: object, *, n_jobs: int | None = None) -> Floats:
        """Return the calibrated probability of each label.

        Parameters
        ----------
        X : list of str, ndarray, Series, Arrow array, or a table
            Statements, as for `decision_function`.
        n_jobs : int, optional
            How many threads may score; -1 for all cores. One by default.

        Returns
        -------
        ndarray of shape (n_statements, n_labels)
            Columns in the order of `labels`; each row sums to 1. A statement of which nothing is
            known gets the label shares of the training statements, if the model is calibrated;
            `score` flags it.

        Examples
        --------
        >>> import stancekit
        >>> stancekit.load_model().predict_proba(["We must keep talking to Moscow."]).shape
        (1, 4)
        """
        return self._judge(X, n_threads(n_jobs))[0]

    def predict(self, X: object, *, n_jobs: int | None = None) -> npt.NDArray[Any]:
        """Return the most probable label of each statement.

        Parameters
        ----------
        X : list of str, ndarray, Series, Arrow array, or a table
            Statements, as for `decision_function`.
        n_jobs : int, optional
            How many threads may score; -1 for all cores. One by default.

        Returns
        -------
        ndarray of shape (n_statements,)
            Always one of `labels`; use `score` to see which answers have no evidence.

        Examples
        --------
        >>> import stancekit
        >>> stancekit.load_model().predict(["Talking to Putin is a mistake."]).tolist()
        ['against']
        """
        best = self.predict_proba(X, n_jobs=n_jobs).argmax(axis=1)
        return cast(npt.NDArray[Any], np.array(self.labels)[best])

    def score(self, X: object, *, n_jobs: int | None = None) -> pd.DataFrame:
        """Return label, probabilities, stance and status of each statement.

        Parameters
        ----------
        X : list of str, ndarray, Series, Arrow array, or a table
            Statements, as for `decision_function`. The index of a pandas object is kept.
        n_jobs : int, optional
            How many threads may score; -1 for all cores. One by default.

        Returns
        -------
        DataFrame
            ``label`` (missing where the status is ``no_evidence``); ``p_<label>`` for each label;
            ``stance`` = P(favor) - P(against) where the labels have polarity; ``status``:
            ``ok``, ``unsure`` (not exactly one label stays plausible at about 90 % coverage, or
            the model was not calibrated) or ``no_evidence`` (the model knows less than a third
            of the words).

        Examples
        --------
        >>> import stancekit
        >>> scored = stancekit.load_model().score(["Lorem ipsum dolor sit amet."])
        >>> scored[["label", "status"]].values.tolist()
        [[None, 'no_evidence']]
        """
        import pandas as pd

        probabilities, known, thresholds = self._judge(X, n_threads(n_jobs))
        status = status_of(probabilities, known, thresholds)
        label = np.array(self.labels, dtype=object)[probabilities.argmax(axis=1)]
        label[status == "no_evidence"] = None
        columns: dict[str, Any] = {"label": pd.Series(label, dtype=object)}
        for name, column in zip(self.labels, probabilities.T, strict=True):
            columns[f"p_{name}"] = column
        if has_polarity(self.labels):
            columns["stance"] = stance_scores(self.labels, probabilities)
        columns["status"] = status
        frame = pd.DataFrame(columns)
        if isinstance(X, (pd.Series, pd.DataFrame)):
            frame.index = X.index
        return frame

    def explain(self, text: str, *, target: str | None = None) -> Explanation:
        """Return the label of one statement with the words behind it.

        Parameters
        ----------
        text : str
            One statement.
        target : str, optional
            Needed where the model has one part for each target.

        Returns
        -------
        Explanation
            Contributions are exact: intercept plus contributions of a label equal its score.

        Raises
        ------
        InputTypeError
            If `text` is anything else, such as a list.
        DataError
            If `target` is not one that the model knows.

        Examples
        --------
        >>> import stancekit
        >>> explained = stancekit.load_model().explain("We must keep talking to Moscow.")
        >>> explained.label
        'favor'
        """
        if not isinstance(text, str):
            raise InputTypeError(
                f"text: expected one statement, a str, got {type(text).__name__}; "
                "explain several one by one"
            )
        if target not in self.targets and (target is not None or self.per_target):
            known = ", ".join(map(repr, self.targets)) or "none by name, so leave target out"
            raise DataError(f"target: {target!r} is not a target of this model; it knows {known}")
        X: object = {"text": [text], "target": [target]} if self.per_target else [text]
        judged = self._judge(X, 1)
        ((_, part, _, vectors),) = self._batches(*self._read(X))
        return explain_text(text, part, self.labels, judged[0][0], status_of(*judged)[0], vectors)

    def save(
        self,
        folder: str | Path,
        *,
        target: str | None = None,
        evaluation: Measured | None = None,
    ) -> None:
        """Write the model and its card to a new folder.

        Parameters
        ----------
        folder : str or Path
            Where to; a model that stands there is replaced only after the new one is complete.
        target : str, optional
            Toward what the positions are, for the card of a model whose target is not named.
        evaluation : Evaluation, optional
            What `stancekit.evaluate` measured, for the card.

        Raises
        ------
        FileExistsError
            If the folder holds anything other than a model.
        OSError
            If the folder cannot be written.
        InputTypeError, ParameterError, DataError
            If an argument is of the wrong kind, or `target` is no name or not needed.

        Examples
        --------
        >>> import stancekit, tempfile
        >>> model = stancekit.load_model()
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     model.save(f"{folder}/copy")
        ...     stancekit.load_model(f"{folder}/copy").labels == model.labels
        True
        """
        from stancekit.model.folder import save_model

        named = self
        if target is not None:
            if not is_name(target):
                raise ParameterError(f"target must be a name in visible characters, got {target!r}")
            named = replace(self, parts={target: self._only_part()})
        save_model(named, folder, evaluation)

    def _only_part(self) -> LinearModel:
        if self.per_target:
            raise DataError(
                f"target: the model already names its targets {list(self.parts)}; leave target out"
            )
        return next(iter(self.parts.values()))

    def _read(self, X: object) -> tuple[Texts, list[str] | None]:
        """Return statements where they lie if that is possible, else as strings."""
        texts = None if self.per_target else kernel.active().texts_of(X)
        if texts is not None:
            return texts, None
        strings, targets = statements_from(X, with_target=self.per_target)
        return _as_texts(strings), targets

    @cached_property
    def _whole(self) -> LinearModel | None:
        """The part that judges all texts at once, if there is one."""
        if self.per_target or self.encoder is not None:
            return None
        part = self._only_part()
        return part if part.label_index == tuple(range(len(self.labels))) else None

    def _batches(
        self, texts: Texts, targets: list[str] | None
    ) -> Iterator[tuple[npt.NDArray[np.intp], LinearModel, Texts, Floats | None]]:
        """Yield row numbers, the part that judges them, their texts and vectors."""
        strings = texts.tolist()
        for part, of_part in self._rows_by_part(targets, len(strings)):
            for start in range(0, len(of_part), _AT_ONCE):
                rows = of_part[start : start + _AT_ONCE]
                some = [strings[i] for i in rows]
                vectors = None if self.encoder is None else encode(self.encoder, some)
                yield rows, part, _as_texts(some), vectors

    def _rows_by_part(
        self, targets: list[str] | None, n_texts: int
    ) -> list[tuple[LinearModel, npt.NDArray[np.intp]]]:
        if targets is None:
            return [(self._only_part(), np.arange(n_texts))]
        unknown = sorted(set(targets) - set(self.parts))
        if unknown:
            row = targets.index(unknown[0])
            raise DataError(
                f"X, column 'target': item {row} {unknown[0]!r} is not a target of this model; "
                f"it knows {', '.join(map(repr, self.parts))}"
            )
        named = np.array(targets, dtype=object)
        return [(part, np.flatnonzero(named == name)) for name, part in self.parts.items()]

    def _judge(self, X: object, n_jobs: int) -> tuple[Floats, Floats, Floats]:
        """Return probabilities, how much of each statement is known, and what is plausible."""
        texts, targets = self._read(X)
        if whole := self._whole:
            return *whole.judge(texts, None, n_jobs), whole.calibration.thresholds
        shape = len(texts), len(self.labels)
        # A label that a target's statements never had is not plausible for it.
        probabilities, known, thresholds = np.zeros(shape), np.zeros(shape[0]), np.full(shape, 2.0)
        for rows, part, some, vectors in self._batches(texts, targets):
            cells = np.ix_(rows, np.array(part.label_index))
            probabilities[cells], known[rows] = part.judge(some, vectors, n_jobs)
            thresholds[cells] = part.calibration.thresholds
        return probabilities, known, thresholds


def _as_texts(strings: list[str]) -> Texts:
    return cast(Texts, kernel.active().texts_of(strings))


def n_threads(n_jobs: int | None) -> int:
    """Return the number of threads that an argument ``n_jobs`` asks for.

    Examples
    --------
    >>> n_threads(None), n_threads(2)
    (1, 2)
    """
    if n_jobs is None or n_jobs == 1:
        return 1
    if not isinstance(n_jobs, Integral) or isinstance(n_jobs, bool) or n_jobs == 0:
        raise ParameterError(
            f"n_jobs must be a number of threads, or -1 for all cores, got {n_jobs!r}"
        )
    from joblib import effective_n_jobs

    return int(effective_n_jobs(int(n_jobs)))
