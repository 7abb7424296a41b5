"""`retrain`: new labels for a model, and whether they made it better."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancekit.data.arguments import check_flag
from stancekit.data.quoting import shown
from stancekit.data.source_file import described
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.trainings import compare_trainings
from stancekit.evaluation.comparison.verdict import MARGIN
from stancekit.evaluation.design import Design
from stancekit.evaluation.result import Evaluation
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.labels import Label
from stancekit.model.calibration import MIN_RECALIBRATION
from stancekit.model.encoder import encodes_once
from stancekit.model.folder import save_model
from stancekit.model.lineage import TrainingData
from stancekit.model.loading import as_model
from stancekit.model.model import StanceModel
from stancekit.retraining.choosing import check_weight, weighing_of
from stancekit.retraining.result import Retraining
from stancekit.retraining.statements import Statements, read_and_merge
from stancekit.retraining.succession import classifiers_of, successor
from stancekit.training.versions import destination, next_version

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.classifier import StanceClassifier
    from stancekit.model.encoder import Encoder

__all__ = ["retrain"]

_REQUIRED = ("better", "not-worse", "nothing")
_WITHOUT_COMPARISON = (
    "require: old and new cannot be compared with these statements; 'nothing' (--require nothing) "
    "saves the new model all the same"
)


@encodes_once
def retrain(
    model: StanceModel | str | Path,
    *new_labels: object,
    data: object = None,
    output: str | Path | None = None,
    require: str = "not-worse",
    settings: Mapping[str, Any] | None = None,
    labels: Iterable[Label] | None = None,
    drop_labels: Sequence[Label] = (),
    new_weight: float | str = 1.0,
    embed: bool = False,
    encoder: Encoder | None = None,
    text: str = "text",
    label: str = "label",
    separator: str | None = None,
    encoding: str | None = None,
    folds: int = 5,
    repeats: int = 5,
    margin: float = MARGIN,
    random_state: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Retraining:
    """Train a model anew with new labels, compare it with the old one, and save it beside it.

    The new labels are merged with the statements from which the model was trained: where a
    statement (the same text, about the same target) has a label already, the newer one wins.
    Then the old settings on the old statements and the new settings on all statements are
    compared by `compare`, on all statements with their newest labels; the verdict is about the
    labels that both know. The old model stays as it is.

    Parameters
    ----------
    model : StanceModel, str or Path
        The old model: one that was loaded or fitted, or its folder. ``"dialogue-with-moscow"`` is
        the one that comes with stancekit, where no folder is called so.
    *new_labels : path, data frame, list or dict
        What `read_labelled` takes. Rows without a label are left out. A file with the columns
        ``id`` and ``label`` alone gives statements of the training data another label.
    data : path, data frame, list or dict, optional
        The training statements, for a model that does not say where they are, as one that was
        fitted and saved in Python, or if they moved.
        Their columns are called as they were when it was trained.
    output : str or Path, optional
        A new folder for the model. By default ``v0002`` in the folder of the old one, or beside
        it if the old one is a version itself, and so on from the newest version. It must be named
        for the model that comes with stancekit, and for one that was loaded from no folder.
    require : {"not-worse", "better", "nothing"}, default="not-worse"
        What the new model must be in order to be saved. ``better`` is that verdict. ``not-worse``
        is that one, ``not worse``, or ``cannot tell`` with a macro-F1 that is no lower: with few
        labels nothing can be told even where more of them help. With ``nothing`` it is saved even
        if the statements are too few, or too closely tied, to compare old and new.
    settings : dict, optional
        Parameters of `StanceClassifier` to change; all others stay.
    labels : iterable of str or int, optional
        The labels that may occur; without them any may but a misspelling of another.
    drop_labels : sequence of str or int
        Labels that disappear, with their statements.
    new_weight : float or "auto", default=1.0
        How much each statement that is added counts beside the old ones; a column ``weight`` is
        multiplied by it. The next retrain keeps it. ``"auto"`` tries 1, 2, 5 and 10 on the added
        statements, at least 30, held out in folds, and takes the smallest that is not clearly worse
        than the best. Do not expect much: of all weights tried with 50 to 250 labels of real text,
        none made a model of thousands of constructed statements better.
    embed : bool, default=False
        Whether the new folder holds the training statements, as it does if the old one does.
        Otherwise it holds the paths of their files only, and nothing of those that are no files.
    encoder : object, optional
        The encoder with which the model in a folder was trained, if it was.
    text, label : str
        The columns of `new_labels`.
    separator, encoding : str, optional
        As for `read_labelled`, for files of `new_labels` and `data`.
    folds, repeats, margin, random_state, progress
        As for `compare`.

    Returns
    -------
    Retraining
        What became of the labels, the comparison, the new model, and where it was saved.

    Raises
    ------
    DataError
        If labels contradict each other, the training statements moved or changed, there is
        nothing new, or old and new cannot be compared although that is required.
    FileNotFoundError, ModelFormatError
        If the folder holds no model.
    FileExistsError
        If something stands in `output`, or, without it, there is a newer version of the model.
    InputTypeError, ParameterError
        If an argument is of the wrong kind or out of its range.

    Notes
    -----
    Weights are chosen by the log loss at the best temperature, which is steadier than macro-F1 and,
    as a weight also makes probabilities sharper, judges what calibration cannot mend. "Clearly" is
    by more than two standard errors of the paired differences, with tied statements together, so
    that ties and noise leave the weight at 1. The comparison uses the weight that was chosen on all
    new statements; with so cautious a rule that does not tilt it, as simulations show.

    All statements calibrate, the old ones, too. To set probabilities and what is ``ok`` by labels
    of your own texts alone, `recalibrate` is the way: a few of them, held out from a model that is
    trained on the others, say little, while it trains on none and keeps close to the old model.

    Examples
    --------
    >>> import stancekit, tempfile
    >>> texts = [f"{verb} Moscow, {day}" for day in range(20) for verb in ("Call", "Shun")]
    >>> data = {"text": texts, "label": ["favor", "against"] * 20}
    >>> model = stancekit.StanceClassifier().fit(data["text"], data["label"]).model_
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     model.save(f"{folder}/moscow")
    ...     more = [("Call Kyiv.", "favor"), ("Shun Kyiv.", "against")]
    ...     found = stancekit.retrain(f"{folder}/moscow", more, data=data, repeats=1)
    ...     stancekit.load_model(f"{folder}/moscow/v0002").provenance.n_statements
    42
    """
    _check_arguments(require, settings, embed)
    weight = check_weight(new_weight)
    old = as_model(model, encoder)
    data, *files = described([data, *new_labels], separator, encoding)
    sources = (files, data, labels, drop_labels)
    with _also_judged(lambda: read_and_merge(old, *sources, text=text, label=label)):
        place = destination(old, output)
    statements = read_and_merge(old, *sources, text=text, label=label)
    classifiers = classifiers_of(old, settings or {}, statements.dropped)
    _check_news(statements, *classifiers)
    design = _design(statements.record, folds=folds, repeats=repeats, random_state=random_state)
    weighing = weighing_of(weight, classifiers[1], statements, design, progress)
    frame = statements.counted(weighing.weight)
    comparison, evaluation, said = _compared(
        classifiers, frame, statements.old, design, margin, require, progress
    )
    new = successor(
        old, classifiers[1], statements, comparison, new_weight=weighing.weight, embed=embed
    )
    caveats = (*said, *_caveats(old, new, statements, comparison))
    outcome = (comparison, evaluation, new, None, require, caveats)
    return _saved(Retraining(statements.merged, weighing, *outcome), place, anywhere=output is None)


@contextmanager
def _also_judged(labels: Callable[[], object]) -> Iterator[None]:
    """Let an error about where to save the model come together with those of its new labels."""
    try:
        yield
    except OSError as error:
        try:
            labels()
        except DataError as wrong:
            raise DataError([str(error), *wrong.problems]) from error
        raise


def _check_news(statements: Statements, old: StanceClassifier, new: StanceClassifier) -> None:
    if not statements.are_news and old.get_params() == new.get_params():
        raise DataError(
            f"new labels: nothing new; all {statements.merged.repeated:,} rows are among the "
            "training statements with these labels"
        )


def _compared(
    classifiers: tuple[StanceClassifier, StanceClassifier],
    frame: pd.DataFrame,
    old: pd.DataFrame,
    design: Design,
    margin: float,
    require: str,
    progress: Callable[[int, int], None] | None,
) -> tuple[Comparison | None, Evaluation | None, list[str]]:
    """Compare old and new, and evaluate the new one.

    Say why that is impossible, if nothing is required of the new one.
    """
    try:
        trial = compare_trainings(
            *classifiers, frame, design, old_data=old, margin=margin, progress=progress
        )
    except DataError as error:
        if require != "nothing":
            raise DataError([*error.problems, _WITHOUT_COMPARISON]) from error
        return None, None, [f"Old and new could not be compared: {error}."]
    return trial.comparison, trial.evaluation(), []


def _design(record: TrainingData, **given: int) -> Design:
    """Split as the old model was told to."""
    return Design(
        groups=record.groups or None,
        leave_out=record.leave_out,
        only_train=record.only_train,
        **given,
    )


def _caveats(
    old: StanceModel, new: StanceModel, statements: Statements, comparison: Comparison | None
) -> Iterator[str]:
    yield from statements.caveats()
    yield from _not_lifted(comparison, statements.merged.added)
    yield from _unread(new)
    yield from _recalibrated_before(old)


def _unread(model: StanceModel) -> Iterator[str]:
    """Say so if the statements of a model cannot be read again."""
    if model.provenance.training_data is None:
        yield (
            "Some statements are in no file, so the new model does not say where they are; "
            "embed=True (--embed) keeps them in its folder."
        )


def _not_lifted(comparison: Comparison | None, added: int) -> Iterator[str]:
    """Say what labels are good for that do not make the model better."""
    if comparison is None or comparison.verdict == "better" or added < MIN_RECALIBRATION:
        return
    yield (
        f"The {added:,} new labels do not clearly lift the model. If they are those of a random "
        "sample of your texts, they can say how far to trust the old one there: recalibrate it on "
        "them."
    )


def _recalibrated_before(old: StanceModel) -> Iterator[str]:
    """Say so if the calibration of the old model does not outlast it."""
    if again := old.provenance.recalibrated:
        yield (
            f"The old model was recalibrated on {len(again.statements):,} labelled statements; the "
            "new one is calibrated on its own: recalibrate it on them again, unless they are among "
            "the new labels."
        )


def _saved(found: Retraining, place: Path, *, anywhere: bool) -> Retraining:
    """Save a model that is good enough; elsewhere, if its place was taken while it was trained."""
    if not _is_enough(found.comparison, found.require):
        return found
    if anywhere and place.exists():
        place = next_version(place)
    save_model(found.model, place, found.evaluation, replace=False)
    return replace(found, folder=place)


def _is_enough(comparison: Comparison | None, require: str) -> bool:
    if comparison is None or require == "nothing":
        return True
    if require == "not-worse" and comparison.verdict == "cannot tell":
        return comparison.measures["macro_f1"].difference.value >= 0
    return comparison.verdict in ({"better"} if require == "better" else {"better", "not worse"})


def _check_arguments(require: object, settings: object, embed: object) -> None:
    if not isinstance(require, str) or require not in _REQUIRED:
        known = ", ".join(map(repr, _REQUIRED))
        raise ParameterError(f"require: must be one of {known}, got {shown(require)}")
    if not isinstance(settings, Mapping | None):
        kind = type(settings).__name__
        raise InputTypeError(f"settings: expected a dict of parameters and values, got {kind}")
    check_flag("embed", embed)
