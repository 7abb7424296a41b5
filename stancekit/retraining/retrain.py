"""`retrain`: new labels for a model, and whether they made it better."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancekit.data.table import is_blank
from stancekit.data.validation import as_label_list, check_roles
from stancekit.data.wording import listed, shown
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.trainings import Trial, compare_trainings
from stancekit.evaluation.comparison.verdict import MARGIN
from stancekit.evaluation.design import Design
from stancekit.evaluation.fitting import fit_all
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.labels import Label
from stancekit.model.folder import MANIFEST, as_folder, save_model
from stancekit.model.lineage import Ancestor, TrainingData
from stancekit.model.loading import load_model
from stancekit.model.model import StanceModel
from stancekit.retraining.result import Retraining
from stancekit.retraining.versions import destination, next_version
from stancekit.training.merged import Merged
from stancekit.training.merging import merge
from stancekit.training.new_labels import NewLabels, read_new_labels
from stancekit.training.origin import batch_of, recorded
from stancekit.training.training_data import holds_statements, is_training_data, old_statements

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


def retrain(
    model: StanceModel | str | Path,
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
    embed : bool, default=False
        Whether the new folder holds the training statements, as it does if the old one does.
        Otherwise it holds the paths of their files only, and nothing of those that are no files.
    encoder : object, optional
        The encoder with which the model in a folder was trained, if it was.
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
    old = _loaded(model, encoder)
    place = destination(old, output)
    before, record = old_statements(old, data)
    new = read_new_labels(new_labels, before, labels=labels, text=text, label=label)
    merged = _merged(old, record, before, new, dropped)
    classifiers = _classifiers(old, settings or {}, dropped)
    other_data = data is not None and not is_training_data(old, before)
    if not other_data and not _differ(*classifiers):
        _check_news(merged)
    design = Design(
        folds=folds,
        repeats=repeats,
        groups=record.groups or None,
        leave_out=record.leave_out,
        random_state=random_state,
    )
    trial, said = _compared(classifiers, merged.frame, before, design, require, margin, progress)
    fitted = fit_all(classifiers[1], merged.frame, record.groups, record.leave_out)
    batch = batch_of(new_labels, text, label, dropped) if record.batches else None
    embed = embed or holds_statements(old)
    fitted = recorded(fitted, record, batch, merged.frame, embed=embed)
    found = Retraining(
        merged=merged,
        comparison=trial.comparison if trial else None,
        evaluation=trial.evaluation() if trial else None,
        model=_with_past(fitted, old, trial.comparison if trial else None),
        folder=None,
        require=require,
        caveats=(*said, *_caveats(merged, fitted, other_data=other_data)),
    )
    return _saved(found, place, anywhere=output is None)


def _loaded(model: object, encoder: Encoder | None) -> StanceModel:
    """Return the old model, which may be there already."""
    if not isinstance(model, StanceModel):
        return load_model(as_folder(model, "model"), encoder=encoder)
    if encoder is not None and encoder is not model.encoder:
        raise ParameterError("encoder: the model has one of its own, or none; leave encoder out")
    return model


def _merged(
    old: StanceModel,
    record: TrainingData,
    before: pd.DataFrame,
    new: NewLabels,
    dropped: Sequence[Label],
) -> Merged:
    """Return all statements with their newest labels, if a model can be trained on them as before.

    They must be about its target, and have a value of what is left out in turn to measure it.
    """
    merged = merge(before, new, dropped)
    _check_targets(old, merged.frame)
    _check_left_out(merged, record)
    return merged


def _check_news(merged: Merged) -> None:
    if not merged.is_news:
        raise DataError(
            f"new labels: nothing new; all {merged.repeated} rows are among the training "
            "statements with these labels"
        )


def _compared(
    classifiers: tuple[StanceClassifier, StanceClassifier],
    frame: pd.DataFrame,
    before: pd.DataFrame,
    design: Design,
    require: str,
    margin: float,
    progress: Callable[[int, int], None] | None,
) -> tuple[Trial | None, list[str]]:
    """Compare old and new, or say why that is impossible, if nothing is required of the new one."""
    try:
        trial = compare_trainings(
            *classifiers, frame, design, old_data=before, margin=margin, progress=progress
        )
    except DataError as error:
        if require != "nothing":
            raise DataError([*error.problems, _WITHOUT_COMPARISON]) from error
        return None, [f"Old and new could not be compared: {error}."]
    return trial, []


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


def _caveats(merged: Merged, model: StanceModel, *, other_data: bool) -> Iterator[str]:
    if merged.changed:
        yield (
            f"Both are scored by the newest labels, {len(merged.changed):,} of them changed: where "
            "a changed label is wrong, that flatters the new model."
        )
    if other_data:
        yield (
            "The data given are not the statements from which the old model was trained; 'old' "
            "is its settings on the data given."
        )
    if model.provenance.training_data is None:
        yield (
            "Some statements are in no file, so the new model does not say where they are; "
            "embed=True (--embed) keeps them in its folder."
        )


def _classifiers(
    old: StanceModel, settings: Mapping[str, Any], drop: Sequence[Label]
) -> tuple[StanceClassifier, StanceClassifier]:
    """Return unfitted classifiers with the old and the new settings."""
    from stancekit.model.classifier import StanceClassifier  # slow: imports scikit-learn

    before = StanceClassifier(**{**old.settings, "encoder": old.encoder})
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


def _with_past(model: StanceModel, old: StanceModel, comparison: Comparison | None) -> StanceModel:
    """Return a new model that names its target and the models before it."""
    lineage = (*old.provenance.lineage, _ancestor(old, comparison))
    provenance = replace(model.provenance, lineage=lineage)
    if not (model.per_target or old.per_target):  # the one target keeps its name
        parts = dict(zip(old.parts, model.parts.values(), strict=True))
        model = replace(model, parts=parts)
    return replace(model, provenance=provenance)


def _ancestor(old: StanceModel, comparison: Comparison | None) -> Ancestor:
    """Return what the new model says of the old one, and of the comparison with it."""
    manifest, n_statements = _manifest_hash(old.folder), old.provenance.n_statements
    name = None if old.folder is None else old.folder.name
    if comparison is None:
        return Ancestor(manifest, n_statements, name, "not compared")
    gain = comparison.measures["macro_f1"].difference
    figures = (gain.value, gain.low, gain.high)
    return Ancestor(manifest, n_statements, name, comparison.verdict, figures)


def _manifest_hash(folder: Path | None) -> str | None:
    if folder is None or not (file := folder / MANIFEST).is_file():
        return None
    return hashlib.sha256(file.read_bytes()).hexdigest()
