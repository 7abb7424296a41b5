"""`StanceModel`: what was learned, and how to use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast, overload

import numpy as np
import numpy.typing as npt

from stancekit.blocks import Measure
from stancekit.data.cell_rules import unknown_target
from stancekit.data.given_back import frame_like
from stancekit.data.identity import name_of
from stancekit.data.quoting import counted
from stancekit.data.table import is_name
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.labels import has_polarity, stance_scores
from stancekit.model.arrow import Arrow, scored_batch
from stancekit.model.card import Measured
from stancekit.model.description import described
from stancekit.model.encoder import Encoder, encode
from stancekit.model.explanation import Explanation, explain_text
from stancekit.model.folder import packed, save_model
from stancekit.model.judging import judge, scores_of
from stancekit.model.lineage import TrainingData
from stancekit.model.linear import Learned
from stancekit.model.reading import HeldFolder
from stancekit.model.status import status_of
from stancekit.model.unpacking import unpacked
from stancekit.report.html_layout import as_fragment

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["StanceModel"]

Floats = npt.NDArray[np.float64]


def _unpickled(
    files: Mapping[str, bytes],
    home: Path,
    encoder: Encoder | None,
    training_data: TrainingData | None,
    more: Mapping[str, Any],
) -> StanceModel:
    learned = vars(unpacked(HeldFolder(files), home, encoder)[0])
    provenance = replace(learned["provenance"], training_data=training_data)
    return StanceModel(**{**learned, **more, "provenance": provenance})


@dataclass(frozen=True, eq=False, repr=False)
class StanceModel(Learned):
    """A trained model: predicts, explains and saves; its arrays and mappings cannot be changed.

    Models come from `StanceClassifier.fit` (its attribute ``model_``) and from `load_model`.
    Using one imports neither scikit-learn nor pandas; only `score`, which returns a data frame,
    imports pandas when it is called, unless it is given polars. Threads and processes may share
    one; what is pickled are the files of its folder.

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
    folder : Path or None
        From where it was loaded, if it was.
    measures : dict of str to Measure
        What its folder says was measured of it, such as ``macro_f1``; empty for a model that was
        not measured when it was saved, or has just been trained.

    Examples
    --------
    >>> import stancekit
    >>> model = stancekit.load_model()
    >>> model.labels
    ('against', 'conditional', 'favor', 'none')
    >>> model.predict(["We must keep talking to Moscow.", "Talking to Putin is a mistake."])
    array(['favor', 'against'], dtype='<U11')
    """

    folder: Path | None = None
    measures: Mapping[str, Measure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("parts", "settings", "measures"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __copy__(self) -> StanceModel:
        return self

    def __deepcopy__(self, memo: object) -> StanceModel:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the files of its folder, which are verified when they are read again."""
        home = self.folder or Path.cwd()
        files, _ = packed(self, home)
        training_data = self.provenance.training_data
        more = {"folder": self.folder, "measures": dict(self.measures)}
        return _unpickled, (files, home, self.encoder, training_data, more)

    def __repr__(self) -> str:
        known = sum(part.n_terms for part in self.parts.values())
        targets = f", {counted(len(self.parts), 'target')}" if self.per_target else ""
        never = f", no answer is `ok`: {self.never_ok}" if "anew" in self.never_ok else ""
        return (
            f"StanceModel(labels={list(self.labels)}{targets}, "
            f"{counted(self.provenance.n_statements, 'training statement')}, "
            f"{counted(known, 'known n-gram')}{never})"
        )

    def _repr_html_(self) -> str:
        return as_fragment(described(self, self.measures))

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
        scores = scores_of(self, X, n_jobs)
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
        return judge(self, X, n_jobs)[0]

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

    @overload
    def score(  # type: ignore[overload-overlap]
        self, X: pl.DataFrame | pl.Series, *, n_jobs: int | None = None
    ) -> pl.DataFrame: ...
    @overload
    def score(self, X: object, *, n_jobs: int | None = None) -> pd.DataFrame: ...
    def score(self, X: object, *, n_jobs: int | None = None) -> pd.DataFrame | pl.DataFrame:
        """Return label, probabilities, stance and status of each statement.

        Parameters
        ----------
        X : list of str, ndarray, Series, Arrow array, or a table
            Statements, as for `decision_function`.
        n_jobs : int, optional
            How many threads may score; -1 for all cores. One by default.

        Returns
        -------
        pandas.DataFrame or polars.DataFrame
            polars for a polars frame or column; else pandas, for a list or an Arrow array too, and
            with the index of a pandas object. One row for each statement, in their order:
            ``label`` (missing where the status is ``no_evidence``); ``p_<label>`` for each label;
            ``stance`` = P(favor) - P(against) where the labels have polarity; ``status``:
            ``ok``, ``unsure`` or ``no_evidence`` (the model knows less than a third of the
            words).

        Notes
        -----
        ``ok`` means: among held-out statements that got this label with at least this
        probability, at least 85 %, or the `ok_precision` of the classifier, were right, and
        more than always giving this label would get. It holds for statements like those of the
        training; `evaluate` says what it comes to, on sources that were left out for instance, and
        `recalibrate` sets it by labels of other texts.
        A model that was not calibrated, or comes from a folder of format 1, where ``ok`` meant
        something else, has no such answers until it is trained anew.

        Examples
        --------
        >>> import stancekit
        >>> scored = stancekit.load_model().score(["Lorem ipsum dolor sit amet."])
        >>> scored[["label", "status"]].values.tolist()
        [[None, 'no_evidence']]
        """
        probabilities, known, thresholds = judge(self, X, n_jobs)
        status = status_of(probabilities, known, thresholds)
        label = np.array(self.labels, dtype=object)[probabilities.argmax(axis=1)]
        label[status == "no_evidence"] = None
        columns: dict[str, npt.NDArray[Any]] = {"label": label}
        for name, column in zip(self.labels, probabilities.T, strict=True):
            columns[f"p_{name}"] = column
        if has_polarity(self.labels):
            columns["stance"] = stance_scores(self.labels, probabilities)
        columns["status"] = status.astype(str)
        return frame_like(X, columns, {"label": type(self.labels[0])})

    def score_arrow(
        self, column: object, *, target: object = None, n_jobs: int | None = None
    ) -> Arrow:
        """Return what `score` returns, as Arrow columns, of texts some of which may be missing.

        Nothing is copied into Python, so this is the way for large columns of any library that
        knows Arrow: pyarrow, pandas, polars, DuckDB, Spark.

        Parameters
        ----------
        column : Arrow array or chunked array, Series, or list of str
            Statements: anything that shows an Arrow column of strings through the C interface of
            Arrow, or of which ``pyarrow.array`` makes one.
        target : the same, optional
            What each statement is about, where the model has one part for each target.
        n_jobs : int, optional
            How many threads may score; -1 for all cores. One by default.

        Returns
        -------
        pyarrow.RecordBatch
            The columns of `score`, one row for each text. Where a text is null, its status is
            ``missing`` and all else is null.

        Raises
        ------
        DataError
            If a target is unknown, or there is not one for each text.
        InputTypeError
            If a column does not hold strings.
        MissingDependencyError
            If pyarrow is not installed.

        Examples
        --------
        >>> import stancekit
        >>> scored = stancekit.load_model().score_arrow(["We must keep talking to Moscow.", None])
        >>> scored.select(["label", "status"]).to_pydict()
        {'label': ['favor', None], 'status': ['ok', 'missing']}
        """
        return scored_batch(self, column, target, n_jobs)

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
        wrong = unknown_target(target, self.targets)
        if wrong and (target is not None or self.per_target):
            raise DataError(f"target: {wrong}")
        X: object = {"text": [text], "target": [target]} if self.per_target else [text]
        judged = judge(self, X)
        vectors = None if self.encoder is None else encode(self.encoder, [text])
        part = self.parts[name_of(target) or next(iter(self.parts))]
        return explain_text(text, part, self.labels, judged[0][0], status_of(*judged)[0], vectors)

    def save(
        self, folder: str | Path, *, target: str | None = None, evaluation: Measured | None = None
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
        named = self
        if target is not None:
            if not is_name(target):
                raise ParameterError(f"target must be a name in visible characters, got {target!r}")
            if self.per_target:
                known = list(self.parts)
                raise DataError(
                    f"target: the model already names its targets {known}; leave target out"
                )
            named = replace(self, parts={target: next(iter(self.parts.values()))})
        save_model(named, folder, evaluation)
