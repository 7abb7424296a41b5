"""New labels and old training statements, merged: the newer label of a statement wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from stancekit.data.identity import StatementKey, keys_of, name_of, names_in, rows_by
from stancekit.data.problems import Problems, clashes
from stancekit.data.quoting import shown
from stancekit.data.table import Stack, Table
from stancekit.exceptions import DataError, ParameterError
from stancekit.labels import Label
from stancekit.training.merged import Change, Lookalike, Merged
from stancekit.training.new_labels import read_new_labels

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["merge"]

_NEWEST = ("label", "weight")
"""The columns of which the newer cell wins."""


def merge(
    old: pd.DataFrame,
    sources: Sequence[object],
    drop: Sequence[Label] = (),
    *,
    labels: Iterable[Label] | None = None,
    text: str = "text",
    label: str = "label",
) -> Merged:
    """Read new labels and merge them with the statements from which a model was trained.

    A new row is about an old statement if it has its text and its target. Where the old statements
    name one target only, or none of them names one and all new rows that do name the same, it is
    that of all. Then the old statement keeps its place and its other columns, and
    gets the newer label and weight. All other rows are added behind.
    """
    new, unlabelled = read_new_labels(sources, old, labels=labels, text=text, label=label)
    old, rows = _with_one_target(old, new)
    _check_ids(old, rows)
    keys, new_keys = keys_of(old), keys_of(rows)
    _check_agreement("new labels", rows, [name for name in _NEWEST if name in rows])
    first_rows = {key: row for row, key in reversed(list(enumerate(new_keys)))}
    about = [first_rows.get(key) for key in keys]
    updated = old.assign(
        **{name: _newest(old, rows, name, about) for name in _NEWEST if name in old}
    )
    _check_agreement("training statements", updated, ["label"])
    known = set(keys)
    fresh = [row for row in sorted(first_rows.values()) if new_keys[row] not in known]
    merged = _stacked(updated, rows.iloc[fresh]) if fresh else updated
    before, counts = set(old["label"].tolist()), Counter(merged["label"].tolist())
    _check_disappearing(before, counts, drop)
    kept = merged[~merged["label"].isin(list(drop))].reset_index(drop=True)
    kept_old = np.flatnonzero(~updated["label"].isin(list(drop))).tolist()
    n_old = len(kept_old)
    _check_unnamed_targets(kept, new_keys)
    relabelled = _differing(keys, old, updated, "label")
    reweighted = _differing(keys, old, updated, "weight") - relabelled
    return Merged(
        frame=kept,
        added=len(kept) - n_old,
        changed=tuple(_changes(old, updated["label"].tolist())),
        reweighted=len(reweighted),
        repeated=len(first_rows) - len(fresh) - len(relabelled) - len(reweighted),
        duplicates=len(rows) - len(first_rows),
        unlabelled=unlabelled,
        new_labels=tuple(sorted(set(kept["label"]) - before)),
        dropped={label: counts[label] for label in drop},
        lookalikes=tuple(_lookalikes(kept, n_old)),
        kept=kept_old,
    )


def _stacked(*frames: pd.DataFrame) -> pd.DataFrame:
    """Return all rows; unlike pandas, do not make 1.0 of 1 where others have no such column."""
    columns = [{str(name): frame[name].tolist() for name in frame} for frame in frames]
    return Stack([Table("statements", cells) for cells in columns]).frame()


def _with_one_target(old: pd.DataFrame, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Name the target in all rows where there is just one."""
    named = _targets(old) or _targets(rows)
    if len(named) != 1:
        return old, rows
    (only,) = named.values()
    return _filled(old, only), _filled(rows, only)


def _filled(frame: pd.DataFrame, target: Any) -> pd.DataFrame:
    given: list[Any] = frame["target"].tolist() if "target" in frame else [None] * len(frame)
    return frame.assign(target=[target if name_of(value) is None else value for value in given])


def _targets(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the names of the targets, each with the first cell that says it."""
    rows = rows_by(names_in(frame, "target"))
    return {name: frame["target"].tolist()[found[0]] for name, found in rows.items()}


def _newest(
    old: pd.DataFrame, rows: pd.DataFrame, name: str, about: Sequence[int | None]
) -> list[Any]:
    """Return a column of the old statements with what is newer in the rows about them."""
    before, newer = old[name].tolist(), rows[name].tolist()
    return [value if row is None else newer[row] for value, row in zip(before, about, strict=True)]


def _differing(
    keys: Sequence[StatementKey], old: pd.DataFrame, new: pd.DataFrame, name: str
) -> set[StatementKey]:
    """Return the statements that have another cell in a column than before."""
    if name not in old:
        return set()
    pairs = zip(keys, old[name].tolist(), new[name].tolist(), strict=True)
    return {key for key, before, after in pairs if before != after}


def _check_ids(old: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Refuse ids that name another statement than before."""
    known, before = rows_by(names_in(old, "id")), keys_of(old)
    problems = Problems("new labels")
    for name, key in zip(names_in(rows, "id"), keys_of(rows), strict=True):
        for row in known.get(name or "", ()):
            if before[row].target == key.target and before[row].text != key.text:
                wrong = (
                    f"{shown(name)} names another statement in the training data "
                    f"({_told(*before[row])}) than here ({_told(*key)}); give new statements ids "
                    "of their own"
                )
                problems.add((), "id", wrong)
    problems.raise_any()


def _told(text: str, target: str | None) -> str:
    return shown(text) if target is None else f"{shown(text)} about {shown(target)}"


def _changes(old: pd.DataFrame, labels: Sequence[Label]) -> Iterator[Change]:
    cells = zip(_names(old), old["text"].tolist(), old["label"].tolist(), labels, strict=True)
    for name, text, before, after in cells:
        if before != after:
            yield Change(name, text, before, after)


def _names(frame: pd.DataFrame) -> list[str]:
    """Return the id of each statement, or else its row, with its target if there are several."""
    targets = names_in(frame, "target")
    several = len(set(targets)) > 1
    names = [name or f"row {row}" for row, name in enumerate(names_in(frame, "id"), start=1)]
    return [
        f"{name} ({target})" if target and several else name
        for name, target in zip(names, targets, strict=True)
    ]


def _lookalikes(frame: pd.DataFrame, n_old: int) -> Iterator[Lookalike]:
    """Find added statements that differ from one of the first ones in form and in label alone."""
    names, texts, labels = _names(frame), frame["text"].tolist(), frame["label"].tolist()
    forms = [key.form for key in keys_of(frame)]
    rows_of: dict[StatementKey, dict[Label, int]] = {}
    for row, form in enumerate(forms[:n_old]):
        rows_of.setdefault(form, {}).setdefault(labels[row], row)
    for row, form in enumerate(forms[n_old:], start=n_old):
        other = [one for label, one in rows_of.get(form, {}).items() if label != labels[row]]
        if other:
            one = other[0]
            yield Lookalike(names[one], texts[one], texts[row], labels[one], labels[row])


def _check_agreement(name: str, frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Refuse rows that contradict each other once their target is named."""
    keys, problems = keys_of(frame), Problems(name)
    for column in columns:
        cells = frame[column].tolist()
        for rows in clashes(enumerate(keys), dict(enumerate(cells))):
            told = " and ".join(dict.fromkeys(shown(cells[row]) for row in rows))
            problems.add((), column, f"{_told(*keys[rows[0]])} has {told}; keep one")
    problems.raise_any()


def _check_unnamed_targets(frame: pd.DataFrame, new: Iterable[StatementKey]) -> None:
    """Refuse new labels of a text that stands with a target and without one, labelled otherwise."""
    labels: dict[str, dict[str | None, Label]] = {}
    for (text, target), label in zip(keys_of(frame), frame["label"].tolist(), strict=True):
        labels.setdefault(text, {})[target] = label
    problems = Problems("new labels")
    for text in dict.fromkeys(key.text for key in new):
        bare = labels.get(text, {}).get(None)
        for target, label in labels.get(text, {}).items():
            if bare not in (None, label):
                wrong = f"{_told(text, target)} is labelled {shown(label)}, and without a target"
                way_out = "name the target there, too"
                problems.add((), "target", f"{wrong} {shown(bare)}; {way_out}")
    problems.raise_any()


def _check_disappearing(before: set[Label], counts: Counter[Label], drop: Sequence[Label]) -> None:
    """Refuse to drop what is not there, and to lose a label that nobody dropped."""
    if unknown := [label for label in drop if label not in counts and label not in before]:
        known = ", ".join(map(shown, sorted(counts, key=str)))
        raise ParameterError(
            f"drop_labels (--drop-label): no statement has the label {shown(unknown[0])}; there "
            f"are {known}"
        )
    if gone := [label for label in before if label not in counts and label not in drop]:
        names = ", ".join(map(shown, sorted(gone, key=str)))
        raise DataError(
            f"new labels: all statements with the label {names} have another one now; if it shall "
            "disappear, say so with drop_labels= (--drop-label)"
        )
