"""`tune`: choose settings by cross-validation, and score the choosing honestly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from stancekit.blocks import Block, Cell, Grid, Lines
from stancekit.data.quoting import counted, shown, suggestion
from stancekit.data.table import plain
from stancekit.evaluation.conclude import conclude
from stancekit.evaluation.design import Design
from stancekit.evaluation.material import Classifier, check_classifier
from stancekit.evaluation.result import Evaluation
from stancekit.evaluation.search import Search, Settings, with_settings
from stancekit.evaluation.study import prepare
from stancekit.evaluation.witness import Witness
from stancekit.exceptions import InputTypeError, ParameterError
from stancekit.measure.metrics import FloatArray
from stancekit.model.encoder import encodes_once
from stancekit.report.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GRID", "Tuning", "tune", "usual_grid"]

GRID: Mapping[str, Iterable[Any]] = {
    "features": ("word", "char", "word+char"),
    "C": (0.3, 1.0, 3.0, 10.0),
    "class_weight": (None, "balanced"),
}
"""What `tune` tries by default, the simpler first."""
WEIGHTS = (0.0, 0.5, 1.0)
"""What `tune` tries by default for the weight of a dictionary, 0 being to do without."""

_SHOWN = 5


@dataclass(frozen=True, eq=False, repr=False)
class Tuning(Result):
    """The best settings found, and what choosing settings this way is worth.

    Attributes
    ----------
    best : dict of str to object
        The settings with the highest mean macro-F1; of equal ones the first in the grid.
    candidates : DataFrame
        One row for each combination of settings, in the order of the grid: the settings,
        ``macro_f1`` (mean over the folds, over the labels that occur in a fold) and
        ``standard_error`` of that mean. The score of the best one is flattered by the choice.
    evaluation : Evaluation
        Of the whole procedure, choosing included: in each fold the settings were chosen within
        the training side only. This is the score to report.
    classifier : estimator
        Unfitted, with the best settings.

    Examples
    --------
    >>> import stancekit
    >>> texts = [f"{verb} Moscow, {day}" for day in range(20) for verb in ("Call", "Shun")]
    >>> data = {"text": texts, "label": ["favor", "against"] * 20}
    >>> tuning = stancekit.tune(data, grid={"C": [0.1, 1.0]}, folds=2)
    >>> tuning
    <Tuning: C=0.1; nested macro-F1 1.000 (0.907 to 1.000)>
    >>> tuning.to_frame()
         C  macro_f1  standard_error
    0  0.1       1.0             0.0
    1  1.0       1.0             0.0
    """

    best: Settings
    candidates: pd.DataFrame
    evaluation: Evaluation
    classifier: Classifier

    def __repr__(self) -> str:
        """Return one line with the choice and its honest score."""
        score = self.evaluation.measures["macro_f1"]
        return f"<Tuning: {_words(self.best)}; nested macro-F1 {score:.3f}>"

    def blocks(self) -> Iterator[Block]:
        """Yield the choice, its rivals and the nested evaluation."""
        yield Lines([f"Best of {counted(len(self.candidates), 'setting')}: {_words(self.best)}"])
        best = self.candidates.sort_values("macro_f1", ascending=False, kind="stable")
        rows = best.to_numpy(dtype=object).tolist()
        cells = [[_cell(value) for value in row] for row in rows]
        yield Grid(list(map(str, best)), cells, shown=_SHOWN, ending=", with a lower score")
        yield Lines(
            ["Score of the whole procedure, with the settings chosen anew inside each fold:"]
        )
        yield from self.evaluation.blocks()

    def _facts(self) -> dict[str, Any]:
        candidates = self.candidates.to_dict(orient="records")
        return {"best": self.best, "candidates": candidates, "evaluation": self.evaluation}

    def to_frame(self) -> pd.DataFrame:
        """Return the candidates."""
        return self.candidates


@encodes_once
def tune(
    data: object,
    *,
    classifier: Classifier | None = None,
    grid: Mapping[str, Iterable[Any]] | None = None,
    groups: str | Sequence[str] | None = None,
    leave_out: str | None = None,
    only_train: Mapping[str, Sequence[str]] | None = None,
    folds: int = 5,
    random_state: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Tuning:
    """Choose settings by grouped cross-validation on macro-F1, nested to score them honestly.

    The settings with the best mean over the folds are chosen. To score that, the same is done
    inside the training side of each fold, with three folds of its own, and the fold is labelled
    with what was chosen there. Calibration is switched off while choosing, as it hardly changes
    labels. The usual grid takes about 500 fits: minutes for a few thousand statements.

    Parameters
    ----------
    data : DataFrame, path, or anything else that `read_labelled` takes
        Labelled statements.
    classifier : estimator, optional
        What to tune; a `StanceClassifier` if not given. Settings outside the grid stay.
    grid : mapping of str to sequence, optional
        The values to try for each parameter, the simplest first: features (word, char,
        word+char), C (0.3, 1, 3, 10) and class_weight (None, balanced) if not given; for a
        classifier with a dictionary also dictionary_weight (0, 0.5, 1), where 0 leaves it out.
    groups : str or sequence of str, optional
        As for `evaluate`.
    leave_out : str, optional
        As for `evaluate`. The folds inside the training side keep the other values whole.
    only_train : dict of str to sequence of str, optional
        As for `evaluate`.
    folds, random_state, progress
        As for `evaluate`.

    Returns
    -------
    Tuning
        The best settings, all candidates, the nested evaluation and an unfitted classifier.

    Raises
    ------
    InputTypeError
        If `classifier` is not an estimator, or `grid` not a dict.
    ParameterError
        If the grid names an unknown parameter or has no value for one.
    DataError
        If the data are not labelled statements, or cannot be split as asked.

    Examples
    --------
    >>> import stancekit
    >>> texts = [f"{verb} Moscow, {day}" for day in range(20) for verb in ("Call", "Shun")]
    >>> data = {"text": texts, "label": ["favor", "against"] * 20}
    >>> stancekit.tune(data, grid={"C": [0.1, 1.0]}, folds=2).best
    {'C': 0.1}
    """
    if classifier is None:
        from stancekit.model.classifier import StanceClassifier

        classifier = StanceClassifier()
    check_classifier(classifier)
    settings = _combinations(classifier, usual_grid(classifier) if grid is None else grid)
    design = Design(
        folds=folds,
        repeats=1,
        groups=groups,
        leave_out=leave_out,
        only_train=only_train or {},
        random_state=random_state,
    )
    study = prepare(classifier, data, design)
    search = Search(study, classifier, settings, progress)
    witness = Witness(study.material)
    with search.count:
        scores, held_out = search.scores(), search.held_out(witness)
    best = settings[int(scores.mean(axis=1).argmax())]
    evaluation = conclude(study, held_out, None, witness=witness)
    return Tuning(best, _candidates(settings, scores), evaluation, with_settings(classifier, best))


def usual_grid(classifier: Classifier) -> Mapping[str, Iterable[Any]]:
    """Return what to try, the weight of a dictionary included where there is one."""
    has_dictionary = classifier.get_params().get("dictionary") is not None
    return {**GRID, "dictionary_weight": WEIGHTS} if has_dictionary else GRID


def _combinations(classifier: Classifier, grid: Mapping[str, Iterable[Any]]) -> list[Settings]:
    """Return every combination of the values in a grid; the last parameter varies fastest."""
    if not isinstance(grid, Mapping):
        kind = type(grid).__name__
        raise InputTypeError(f"grid: expected a dict of parameters and lists of values, got {kind}")
    known = list(classifier.get_params())
    for name in grid:
        if name not in known:
            owner = type(classifier).__name__
            hint = suggestion(str(name), known) or f"; it has {', '.join(known)}"
            raise ParameterError(f"grid: {owner} has no parameter {shown(name)}{hint}")
    values = [_values(name, given) for name, given in grid.items()]
    if not values:
        raise ParameterError("grid: names no parameter; leave it away to try the usual ones")
    return [dict(zip(grid, chosen, strict=True)) for chosen in product(*values)]


def _values(name: str, given: Iterable[Any]) -> list[Any]:
    values = [] if isinstance(given, str) or not isinstance(given, Iterable) else list(given)
    if not values:
        raise ParameterError(f"grid: {shown(name)} needs a list of values, got {shown(given)}")
    return [plain(value) for value in values]


def _candidates(settings: Sequence[Settings], scores: FloatArray) -> pd.DataFrame:
    import pandas as pd

    means, errors = scores.mean(axis=1), scores.std(axis=1, ddof=1) / np.sqrt(scores.shape[1])
    frame = pd.DataFrame(list(settings), dtype=object)
    return frame.assign(macro_f1=means, standard_error=errors)


def _words(settings: Settings) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in settings.items())


def _cell(value: object) -> Cell:
    return value if isinstance(value, float) else str(value)
