"""`recalibrate`: labels of a user's own texts say how far to trust a model there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stancekit.data.quoting import shown
from stancekit.data.source_file import described
from stancekit.exceptions import ParameterError
from stancekit.model.encoder import encodes_once
from stancekit.model.folder import save_model
from stancekit.model.lineage import Recalibrated
from stancekit.model.loading import as_model
from stancekit.model.model import StanceModel
from stancekit.recalibration.caveats import caveats_of, check_labels
from stancekit.recalibration.measuring import measured, measured_before, study_of
from stancekit.recalibration.promises import promises_of
from stancekit.recalibration.result import Recalibration
from stancekit.recalibration.sample import Sample
from stancekit.training.fresh_labels import read_fresh_labels
from stancekit.training.origin import batch_of, recorded
from stancekit.training.seen import recalibration_digests
from stancekit.training.training_data import holds_statements, known_statements
from stancekit.training.versions import destination, identity_of

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.encoder import Encoder

__all__ = ["recalibrate"]

_WITHOUT_OK = (
    "no answer would be ok; name the precision to take, even {0:g} (--ok-precision {0:g}), or "
    "label more"
)
_USUAL_PRECISION = 0.85
"""That of models of format 1, which had none of their own."""


@encodes_once
def recalibrate(
    model: StanceModel | str | Path,
    *labelled: object,
    output: str | Path | None = None,
    ok_precision: float | None = None,
    groups: str | Sequence[str] | None = None,
    encoder: Encoder | None = None,
    text: str = "text",
    label: str = "label",
    separator: str | None = None,
    encoding: str | None = None,
    random_state: int = 0,
) -> Recalibration:
    """Set a model's probabilities and what is ``ok`` by labels of your own texts.

    What the words weigh stays. Set anew are the temperature, the odds that each label has
    beforehand, its share where a text holds no evidence, and from which probability on an answer is
    ``ok``. The labels should be those of a random sample of the texts on which the model is to be
    used; all figures hold for texts like these. The old model stays as it is.

    Parameters
    ----------
    model : StanceModel, str or Path
        A model that was loaded or fitted, or its folder. ``"dialogue-with-moscow"`` is the one that
        comes with stancekit, where no folder is called so.
    *labelled : path, data frame, list or dict
        What `read_labelled` takes: at least 30 statements, for each target. Rows without a label
        are left out, and so are statements that the model was trained on, and near-copies of them.
    output : str or Path, optional
        A new folder for the model. By default ``v0002`` in the folder of the old one, or beside
        it if the old one is a version itself, and so on from the newest version. It must be named
        for the model that comes with stancekit; one that was loaded from no folder is not saved
        without it.
    ok_precision : float, optional
        Which share of the answers that are ``ok`` is to be right, for each label; by default that
        of the model. Where the labels cannot certify it, no answer is ``ok``; then the model is
        saved only if `ok_precision` was given.
    groups : str or sequence of str, optional
        Columns whose values tie statements, as for `evaluate`.
    encoder : object, optional
        The encoder with which the model in a folder was trained, if it was.
    text, label : str
        The columns of `labelled`.
    separator, encoding : str, optional
        As for `read_labelled`.
    random_state : int, default=0
        Equal seeds give equal figures.

    Returns
    -------
    Recalibration
        The model, its honest score on these labels beside the score before, what ``ok`` can
        promise, and where it was saved.

    Raises
    ------
    DataError
        If the labels cannot be used: fewer than 30 that the model was not trained on, labels or
        targets that it does not know, labels on which it was recalibrated already.
    ParameterError, InputTypeError
        If an argument is out of its range, or of the wrong kind.
    FileExistsError, FileNotFoundError, OSError
        If the folder of the model is not there, or that of the new one cannot be written.
    ModelFormatError, MissingDependencyError
        If the model or a file cannot be read.

    Notes
    -----
    The honest score is cross-fitted: each statement is judged by the model calibrated on other
    folds, five times, and what is tied stays on one side. Temperature and odds are kept near the
    old ones, so that few labels do no harm [1]_. A precision is certified by an exact test on the
    answers with each label, as `StanceClassifier.fit` does it.

    References
    ----------
    .. [1] Alexandari, Kundaje and Shrikumar, "Maximum likelihood with bias-corrected calibration is
       hard-to-beat at label shift adaptation", ICML 2020, arXiv:1901.06852.

    Examples
    --------
    >>> import stancekit
    >>> texts = [f"{verb} Moscow, {day}" for day in range(40) for verb in ("Call", "Shun")]
    >>> labels = ["favor", "against"] * 40
    >>> model = stancekit.StanceClassifier().fit(texts[:40], labels[:40]).model_
    >>> mine = {"text": texts[40:], "label": labels[40:]}
    >>> stancekit.recalibrate(model, mine, ok_precision=0.8)
    <Recalibration: 40 labels, macro-F1 1.000 (0.907 to 1.000), not saved>
    """
    old = as_model(model, encoder)
    precision = _precision(old, ok_precision)
    no_place = output is None and old.folder is None
    place = None if no_place else destination(old, output, "recalibrate")
    sources = described(labelled, separator, encoding)
    fresh = read_fresh_labels(old, sources, text=text, label=label)
    check_labels(old, fresh)
    study = study_of(old, fresh.frame, groups, random_state)
    sample = Sample(old, study.material)
    new = sample.recalibrated(np.arange(len(fresh.frame)), precision)
    evaluation = measured(sample, study, precision)
    found = Recalibration(
        model=_recorded(old, new, fresh.frame, sources),
        evaluation=evaluation,
        before=measured_before(sample, study),
        ok_precision=precision,
        promises=promises_of(sample, new),
        unlabelled=fresh.unlabelled,
        seen=fresh.seen,
        folder=None,
        caveats=(*caveats_of(old, fresh), *evaluation.caveats),
    )
    if place is None:
        return replace(
            found, not_saved="the model came from no folder, and none was named (output=)"
        )
    if found.model.never_ok and ok_precision is None:
        return replace(found, not_saved=_WITHOUT_OK.format(precision))
    save_model(found.model, place, found, replace=False)
    return replace(found, folder=place)


def _precision(model: StanceModel, given: object) -> float:
    """Return which share of the answers that are ok is to be right."""
    if given is None:
        return float(model.settings.get("ok_precision", _USUAL_PRECISION))
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given < 1:
        raise ParameterError(
            f"ok_precision: must be a number above 0 and below 1, got {shown(given)}"
        )
    return float(given)


def _recorded(
    old: StanceModel, new: StanceModel, frame: pd.DataFrame, sources: Sequence[object]
) -> StanceModel:
    """Return the new model with word of the old one, and of the labels it was calibrated on."""
    files = batch_of(sources)
    statements = tuple(recalibration_digests(old, frame))
    paths = () if files is None else tuple(f for f in files.files if isinstance(f, Path))
    again = Recalibrated(*identity_of(old), statements, paths)
    new = replace(new, provenance=replace(old.provenance, recalibrated=again))
    record = old.provenance.training_data
    if record is None or not holds_statements(old) or (kept := known_statements(old)) is None:
        return new
    return recorded(new, record, None, kept, embed=True)
