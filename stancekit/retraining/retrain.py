"""`retrain`: new labels for a model, and whether they made it better."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancekit.data.table import is_blank
from stancekit.data.validation import as_label_list, check_roles
from stancekit.data.wording import listed, shown
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.trainings import compare_trainings
from stancekit.evaluation.comparison.verdict import MARGIN
from stancekit.evaluation.conclude import conclude
from stancekit.evaluation.fitting import fit_all
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.labels import Label
from stancekit.model.folder import as_folder, check_destination, save_model
from stancekit.model.lineage import Ancestor, Batch, TrainingData
from stancekit.model.loading import load_model
from stancekit.retraining.result import Retraining
from stancekit.retraining.versions import check_newest, next_version
from stancekit.training.merged import Merged
from stancekit.training.merging import merge
from stancekit.training.new_labels import read_new_labels
from stancekit.training.origin import new_origin, old_statements
from stancekit.training.training_data import files_of, is_training_data

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.classifier import StanceClassifier
    from stancekit.model.encoder import Encoder
    from stancekit.model.model import StanceModel

__all__ = ["retrain"]

_REQUIRED = ("better", "not-worse", "nothing")
_WITHOUT_COMPARISON = (
    "require: old and new cannot be compared with these statements; 'nothing' (--require nothing) "
    "saves the new model all the same"
)


def retrain(
    folder: str | Path,
    *new_labels: object,
    data: object = None,
    output: str | Path | None = None,
    require: str = "not-worse",
    settings: Mapping[str, Any] | None = None,
    labels: Iterable[Label] | None = None,
    drop_labels: Sequence[Label] = (),
    embed: bool = False,
    encoder: Encoder | None = None,
    text: str = "text",
    label: str = "label",
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
    compared by `compare`, on all statements with their newest labels. The old model stays as it is.

    Parameters
    ----------
    folder : str or Path
        A saved model.
    *new_labels : path, data frame, list or dict
        What `read_labelled` takes. Rows without a label are left out. A file with the columns
        ``id`` and ``label`` alone gives statements of the training data another label.
    data : path, data frame, list or dict, optional
        The training statements, for a model that does not say where they are, or if they moved.
        Their columns are called as they were when it was trained.
    output : str or Path, optional
        A new folder for the model. By default ``v0002`` in the folder of the old one, or beside
        it if the old one is a version itself, and so on from the newest version.
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
    embed : bool, default=False
        Whether the new folder holds the training statements, as it does if the old one does.
        Otherwise it holds the paths of their files only, and nothing of those that are no files.
    encoder : object, optional
        The encoder with which the model was trained, if it was.
    text, label : str
        The columns of `new_labels`.
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
    check_roles(text=text, label=label)
    dropped = tuple(sorted({*as_label_list(drop_labels, "drop_labels")}, key=str))
    old_folder = as_folder(folder).resolve()
    new_folder = None if output is None else as_folder(output, "output").resolve()
    old = load_model(folder, encoder=encoder)
    if new_folder is None:
        check_newest(old_folder)
    else:
        check_destination(new_folder, replace=False)
    before, record = old_statements(old, old_folder, data)
    new = read_new_labels(new_labels, before, labels=labels, text=text, label=label)
    merged = merge(before, new, dropped)
    _check_targets(old, merged.frame)
    _check_left_out(merged, record)
    classifiers = _classifiers(old, settings or {}, encoder, dropped)
    other_data = data is not None and not is_training_data(old, before)
    if not (merged.is_news or other_data or _differ(*classifiers)):
        raise DataError(
            f"new labels: nothing new; all {merged.repeated} rows are among the training "
            "statements with these labels"
        )
    notes: list[str] = []
    trial = None
    try:
        trial = compare_trainings(
            *classifiers,
            merged.frame,
            old_data=before,
            groups=record.groups or None,
            leave_out=record.leave_out,
            folds=folds,
            repeats=repeats,
            margin=margin,
            random_state=random_state,
            progress=progress,
        )
    except DataError as error:
        if require != "nothing":
            raise DataError([*error.problems, _WITHOUT_COMPARISON]) from error
        notes.append(f"Old and new could not be compared: {error}.")
    comparison = trial.comparison if trial else None
    files = files_of(new_labels)
    batch = None if files is None else Batch(files, text, label, dropped)
    origin = new_origin(record, batch, merged.frame, old_folder, embed=embed)
    notes += _notes(merged, other_data=other_data, origin=origin)
    fitted = fit_all(classifiers[1], merged.frame, record.groups, record.leave_out)
    found = Retraining(
        merged=merged,
        comparison=comparison,
        evaluation=conclude(trial.study, trial.held_out, None) if trial else None,
        model=_with_past(fitted, old, origin, _ancestor(old, old_folder, comparison)),
        folder=None,
        require=require,
        caveats=tuple(notes),
    )
    if not _is_enough(comparison, require):
        return found
    new_folder = new_folder or next_version(old_folder)
    save_model(found.model, new_folder, found.evaluation, replace=False)
    return replace(found, folder=new_folder)


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
    if not isinstance(embed, bool):
        raise InputTypeError(f"embed: must be True or False, got {shown(embed)}")


def _check_targets(old: StanceModel, frame: pd.DataFrame) -> None:
    """Refuse statements about another target than that of a model that knows one."""
    if old.per_target or not old.targets or "target" not in frame:
        return
    found = {str(target) for target in frame["target"].tolist() if not is_blank(target)}
    if other := sorted(found.difference(old.targets)):
        raise DataError(
            f"new labels, column 'target': {shown(other[0])} is not the target of this model, "
            f"{shown(old.targets[0])}; train another model for it"
        )


def _check_left_out(merged: Merged, record: TrainingData) -> None:
    """Refuse new statements without a value in the column whose values are left out in turn."""
    if (column := record.leave_out) is None:
        return
    added = merged.frame.tail(merged.added)
    blank = [is_blank(value) for value in added[column]] if column in added else [True] * len(added)
    texts = [shown(text) for text, missing in zip(added["text"], blank, strict=True) if missing]
    if texts:
        raise DataError(
            f"new labels: {len(texts):,} statements have no value in the column {shown(column)}, "
            f"whose values are left out in turn to measure this model: {listed(texts)}; fill it in"
        )


def _notes(merged: Merged, *, other_data: bool, origin: TrainingData | None) -> list[str]:
    notes = []
    if merged.changed:
        notes.append(
            f"Both are scored by the newest labels, {len(merged.changed):,} of them changed: where "
            "a changed label is wrong, that flatters the new model."
        )
    if other_data:
        notes.append(
            "The data given are not the statements from which the old model was trained; 'old' "
            "is its settings on the data given."
        )
    if origin is None:
        notes.append(
            "Some statements are in no file, so the new model does not say where they are; "
            "embed=True (--embed) keeps them in its folder."
        )
    return notes


def _classifiers(
    old: StanceModel,
    settings: Mapping[str, Any],
    encoder: Encoder | None,
    drop: Sequence[Label],
) -> tuple[StanceClassifier, StanceClassifier]:
    """Return unfitted classifiers with the old and the new settings."""
    from stancekit.model.classifier import StanceClassifier  # slow: imports scikit-learn

    before = StanceClassifier(**{**old.settings, "encoder": encoder})
    known = before.get_params()
    if unknown := [name for name in settings if name not in known]:
        raise ParameterError(
            f"settings: StanceClassifier has no parameter {shown(unknown[0])}; it has "
            f"{', '.join(known)}"
        )
    changed = {**known, **settings}
    weights = changed["class_weight"]
    if isinstance(weights, Mapping):
        kept = {label: weight for label, weight in weights.items() if label not in drop}
        changed["class_weight"] = kept
    return before, StanceClassifier(**changed)


def _differ(old: StanceClassifier, new: StanceClassifier) -> bool:
    return bool(old.get_params() != new.get_params())


def _ancestor(old: StanceModel, folder: Path, comparison: Comparison | None) -> Ancestor:
    """Return what the new model says of the old one, and of the comparison with it."""
    manifest = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    n_statements = old.provenance.n_statements
    if comparison is None:
        return Ancestor(manifest, n_statements, folder.name, "not compared")
    gain = comparison.measures["macro_f1"].difference
    figures = (gain.value, gain.low, gain.high)
    return Ancestor(manifest, n_statements, folder.name, comparison.verdict, figures)


def _with_past(
    model: StanceModel, old: StanceModel, origin: TrainingData | None, ancestor: Ancestor
) -> StanceModel:
    """Return a new model that names its target, its statements and the models before it."""
    provenance = replace(
        model.provenance, training_data=origin, lineage=(*old.provenance.lineage, ancestor)
    )
    if not (model.per_target or old.per_target):  # the one target keeps its name
        parts = dict(zip(old.parts, model.parts.values(), strict=True))
        model = replace(model, parts=parts)
    return replace(model, provenance=provenance)
