"""`compare`: which of two classifiers, or of two models, labels better, and where they part."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from stancekit.evaluation.comparison.models import compare_models
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.trainings import compare_trainings
from stancekit.evaluation.comparison.verdict import MARGIN
from stancekit.evaluation.design import Design
from stancekit.evaluation.trained import check_untrained
from stancekit.exceptions import InputTypeError
from stancekit.model.encoder import encodes_once
from stancekit.model.model import StanceModel

__all__ = ["compare"]


@encodes_once
def compare(
    old: Any,
    new: Any,
    data: object,
    *,
    old_data: object = None,
    groups: str | Sequence[str] | None = None,
    leave_out: str | None = None,
    folds: int = 5,
    repeats: int = 5,
    margin: float = MARGIN,
    bootstrap: int = 1000,
    random_state: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare two classifiers, two trainings or two models on the same statements.

    Classifiers are trained and tested by repeated, grouped cross-validation, on the same folds:
    of each fold both label the same statements, and neither has seen them or one that is tied to
    them. Models are not trained: both label all statements as they are.

    Parameters
    ----------
    old, new : StanceClassifier or other estimator, or StanceModel
        Two classifiers, fitted or not, of which clones are trained anew; or two models, as they
        are. That of a fitted classifier is its ``model_``.
    data : DataFrame, path, or anything else that `read_labelled` takes
        The labelled statements on which both are tested, and on which classifiers are trained.
    old_data : DataFrame, path or the like, optional
        What the old classifier is trained on instead: the labels before they were corrected, or
        fewer statements. Those that share id, group or left-out value with a fold's statements,
        or are copies of them, near ones included, are left out.
    groups : str or sequence of str, optional
        As for `evaluate`; for models, too, as statements that are tied count as less evidence.
    leave_out, folds, repeats
        As for `evaluate`.
    margin : float, default=0.02
        How much lower macro-F1 may be and still count as not worse. It takes some 200
        statements to show that of 0.02, even if no label flips.
    bootstrap, random_state, progress
        As for `evaluate`.

    Returns
    -------
    Comparison
        Differences with intervals, McNemar's test, a verdict, and every label that flips.

    Raises
    ------
    InputTypeError
        If `old` and `new` are not two classifiers, or not two models.
    ParameterError
        If a number is out of its range, or something for trainings is given for models.
    DataError
        If the data are not labelled statements, cannot be split as asked, or are those from which
        one of the models was trained.

    Notes
    -----
    Where labels occur that only one side can give, the verdict is about the statements with the
    other labels; what became of theirs is reported beside it.

    Intervals come from the spread over resamples of the statements, the same ones for both, or of
    whole groups where some are tied and that is wider. The intervals of two classifiers allow for
    the luck of training, too, as those of `evaluate` do; that of their difference need not, as
    most of it is the same for both. Those of models hold for these two as they are.

    Examples
    --------
    >>> import stancekit
    >>> texts = [f"{verb} Moscow, {day}" for day in range(20) for verb in ("Call", "Shun")]
    >>> data = {"text": texts, "label": ["favor", "against"] * 20}
    >>> classifier = stancekit.StanceClassifier(calibrate=False)
    >>> few = {"text": texts[:4], "label": data["label"][:4]}
    >>> comparison = stancekit.compare(classifier, classifier, data, old_data=few, repeats=1)
    >>> comparison.verdict
    'cannot tell'
    """
    are_models = _both_models(old, new)
    if are_models:
        given = {"leave_out": leave_out, "folds": folds, "repeats": repeats}
        check_untrained(Design(), old_data=old_data, **given)
    design = Design(
        folds=folds,
        repeats=repeats,
        groups=groups,
        leave_out=leave_out,
        bootstrap=bootstrap,
        random_state=random_state,
    )
    if are_models:
        return compare_models(old, new, data, design, margin)
    return compare_trainings(
        old, new, data, design, old_data=old_data, margin=margin, progress=progress
    ).comparison


def _both_models(old: object, new: object) -> bool:
    """Tell whether two models are to be compared, or refuse a model beside a classifier."""
    for name, given in (("old", old), ("new", new)):
        if isinstance(given, str | os.PathLike):
            path = os.fspath(given)
            raise InputTypeError(
                f"{name}: got a path; load the model first: stancekit.load_model({path!r})"
            )
    models = isinstance(old, StanceModel), isinstance(new, StanceModel)
    if any(models) and not all(models):
        other = type(old if models[1] else new).__name__
        raise InputTypeError(
            f"{'old' if models[1] else 'new'}: a StanceModel is compared with another "
            f"StanceModel, got {other}; give two models, or two classifiers"
        )
    return all(models)
