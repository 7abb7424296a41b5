"""What a model is, in a few blocks: its target, its labels, how good it is, and what to mind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stancekit.blocks import Block, Caveats, Cell, Column, Grid, Lines, Measure
from stancekit.data.quoting import all_shown, counted, shown
from stancekit.model.linear import Learned
from stancekit.model.status import NEVER

__all__ = ["described"]

_TITLES = {"macro_f1": "macro-F1", "accuracy": "accuracy"}
_NOT_MEASURED = (
    "It was not measured when it was saved or trained: nobody knows how good it is. "
    "stancekit.evaluate says it of the classifier."
)
_ELSEWHERE = (
    "On other topics, times, registers or languages than those of its training statements it is "
    "worse, by an unknown amount."
)


def described(model: Learned, measures: Mapping[str, Measure]) -> Iterator[Block]:
    """Yield what a model is; the measures are those that were measured of it."""
    yield Lines([_purpose(model)])
    yield _labels(model)
    found = [f"{title} {measures[name]:.3f}" for name, title in _TITLES.items() if name in measures]
    measured = f"Measured on statements that were held out: {', '.join(found)}."
    yield Lines([*([measured] if found else []), _settings(model)])
    never = [f"No answer is ok: {model.never_ok}."] if model.never_ok else []
    yield Caveats([*([] if found else [_NOT_MEASURED]), *never, _ELSEWHERE])


def _purpose(model: Learned) -> str:
    toward = all_shown(model.targets) if model.targets else "a target that was not named"
    n = model.provenance.n_statements
    return f"A model of stance toward {toward}, trained on {counted(n, 'labelled statement')}."


def _labels(model: Learned) -> Grid:
    """Show how many statements taught each label, and from when on its answers are ok."""
    counts = model.provenance.label_counts
    head: list[str | Column] = ["label", "training statements"]
    if model.per_target:
        return Grid(head, [[str(label), count] for label, count in counts.items()])
    (part,) = model.parts.values()
    lowest = dict(zip(part.label_index, part.calibration.thresholds, strict=True))
    rows: list[list[Cell]] = [
        [str(label), count, "never" if low == NEVER else f"{low:.2f}"]
        for code, (label, count) in enumerate(counts.items())
        for low in [float(lowest.get(code, NEVER))]
    ]
    precision = 100 * (part.calibration.ok_precision or 0)
    promise = [f"Of held-out answers that are ok, at least {precision:g} % were right."]
    return Grid([*head, "ok from a probability of"], rows, [] if model.never_ok else promise)


def _settings(model: Learned) -> str:
    settings = {name: value for name, value in model.settings.items() if value is not None}
    said = [f"{name}={shown(value)}" for name, value in settings.items() if name != "dictionary"]
    if concepts := settings.get("dictionary"):
        said.append(f"a dictionary of {counted(len(concepts), 'concept')}")
    return f"Settings: {', '.join(said)}."
