"""Divide labelled statements into folds without letting related statements face each other."""

from __future__ import annotations

import heapq
import warnings
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.data.copies import copies_among
from stancekit.data.identity import connected, name_of, names_in, rows_by
from stancekit.data.quoting import counted, no_column, shown, verb
from stancekit.exceptions import DataError, InputTypeError, ParameterError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LINKING_COLUMNS",
    "Indices",
    "column_names",
    "grouped_folds",
    "groups_of",
    "leave_out_folds",
]

Indices: TypeAlias = npt.NDArray[np.intp]
"""Row numbers, from 0."""

MANY_GROUPS = 5000
"""Beyond so many groups scikit-learn's dealing takes longer than the fits."""

LINKING_COLUMNS = ("group", "pair_id", "document")


def groups_of(frame: pd.DataFrame, columns: str | Sequence[str] | None = None) -> Indices:
    """Find the groups of statements that have to stay on one side of every split.

    Two statements are in one group if their texts are copies of one another, wholly or nearly, or
    if they have the same value in one of the columns, or if a chain of such statements connects
    them. A blank cell connects nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> groups_of(pd.DataFrame({"pair_id": ["p1", "", "p1", ""], "text": ["a", "b", "c", "d"]}))
    array([0, 1, 0, 2])
    """
    names = list(frame.columns)
    linked = [name for name in LINKING_COLUMNS if name in names]
    wanted = linked if columns is None else column_names(columns)
    for name in wanted:
        if name not in names:
            raise DataError(f"groups: {no_column(name, names)}")
    same = [*rows_by(_copies(frame)).values()]
    for name in wanted:
        same += rows_by(names_in(frame, name)).values()
    tied = [rows for rows in same if len(rows) > 1]
    return connected([rows[0] for rows in tied for _ in rows], [*chain(*tied)], len(frame))


def _copies(frame: pd.DataFrame) -> list[int | None]:
    """Return a number for each text, the same for its copies; None where there is none."""
    texts = names_in(frame, "text")
    numbers = iter(copies_among([text for text in texts if text is not None]).tolist())
    return [None if text is None else next(numbers) for text in texts]


def column_names(columns: str | Sequence[str]) -> list[str]:
    """Return the columns by which to group, as a list of names."""
    names = [columns] if isinstance(columns, str) else columns
    if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise InputTypeError(
            f"groups: expected the name of a column or a list of names, got {shown(columns)}; "
            "if these are the groups, make them a column of the data"
        )
    return list(names)


def grouped_folds(
    labels: npt.ArrayLike, groups: npt.ArrayLike, folds: int, random_state: int | None
) -> list[tuple[Indices, Indices]]:
    """Divide statements into folds of similar label shares; no split parts a group."""
    from sklearn.model_selection import StratifiedGroupKFold

    if not isinstance(folds, int | np.integer) or folds < 2:
        raise ParameterError(
            f"folds={folds!r}; give an integer of at least 2, to learn and to test"
        )
    classes = np.unique(np.asarray(labels), return_inverse=True)[1]
    codes = np.unique(np.asarray(groups), return_inverse=True)[1]
    if len(classes) != len(codes):
        raise ParameterError(
            f"{counted(len(classes), 'label')} for {counted(len(codes), 'group')}; "
            "give each row both"
        )
    _check_counts(classes, codes, folds)
    sizes = np.bincount(codes)
    dealt = np.ones(len(codes), dtype=np.bool_)
    if len(sizes) > MANY_GROUPS:
        # Statements that stand alone are dealt below: scikit-learn would take minutes over them.
        dealt = sizes[codes] > 1
    fold_of = np.full(len(sizes), -1)
    rows = np.flatnonzero(dealt)
    if len(np.unique(codes[rows])) >= folds and np.bincount(classes[rows]).max() >= folds:
        splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=random_state)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of rare labels, or of many
            for fold, (_, test) in enumerate(splitter.split(rows, classes[rows], codes[rows])):
                fold_of[codes[rows[test]]] = fold
    _deal_the_rest(fold_of, classes, codes, folds, random_state)
    return _sides(_without_empty_folds(fold_of, folds)[codes])


def leave_out_folds(values: Iterable[object]) -> list[tuple[str, Indices, Indices]]:
    """Make one fold of each source, document or other value: learn from the rest, test on it."""
    names = list(map(name_of, values))
    if blank := [row for row, name in enumerate(names, start=1) if name is None]:
        raise DataError(
            f"{len(blank):,} of {counted(len(names), 'statement')} "
            f"{verb(len(blank), 'has', 'have')} no value to leave out by "
            f"(first: row {blank[0]}); fill it in, or leave these rows out"
        )
    distinct = rows_by(names)
    if len(distinct) < 2:
        found = f"all statements have {shown(names[0])}" if names else "there are no statements"
        raise DataError(f"leaving one value out takes at least 2, but {found}; use folds instead")
    every = np.arange(len(names))
    return [(name, np.delete(every, rows), np.array(rows)) for name, rows in distinct.items()]


def _check_counts(classes: Indices, codes: Indices, folds: int) -> None:
    sizes, frequencies = np.bincount(codes), np.bincount(classes)
    if len(sizes) < folds:
        raise DataError(
            f"{counted(len(codes), 'statement')} {verb(len(codes), 'forms', 'form')} "
            f"{counted(len(sizes), 'group')}, too few for {folds} folds; "
            "use fewer folds, or add statements from other groups"
        )
    if frequencies.max() < folds:
        raise DataError(
            f"no label has more than {counted(frequencies.max(), 'statement')}, too few for "
            f"{folds} folds; "
            "use fewer folds, or label more statements"
        )


def _deal_the_rest(
    fold_of: Indices, classes: Indices, codes: Indices, folds: int, random_state: int | None
) -> None:
    """Deal groups without a fold, label by label, to the folds that have fewest of the label."""
    generator = np.random.default_rng(random_state)
    sizes = np.bincount(fold_of[codes] + 1, minlength=folds + 1)[1:]
    rows = generator.permutation(np.flatnonzero(fold_of[codes] < 0))
    for label in np.unique(classes[rows]):
        of_label = fold_of[codes[classes == label]]
        counts = np.bincount(of_label + 1, minlength=folds + 1)[1:]
        waiting = [(int(counts[fold]), int(sizes[fold]), fold) for fold in range(folds)]
        heapq.heapify(waiting)
        for row in rows[classes[rows] == label]:
            count, size, fold = waiting[0]
            if fold_of[codes[row]] < 0:
                heapq.heapreplace(waiting, (count + 1, size + 1, fold))
                fold_of[codes[row]] = fold
                sizes[fold] += 1


def _sides(fold_of: Indices) -> list[tuple[Indices, Indices]]:
    """Return for each fold the rows outside it and the rows in it."""
    folds = range(fold_of.max() + 1)
    return [(np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)) for fold in folds]


def _without_empty_folds(fold_of: Indices, folds: int) -> Indices:
    """Give each fold that scikit-learn leaves empty a group of the fold that has most of them."""
    filled = fold_of.copy()
    for empty in set(range(folds)).difference(fold_of.tolist()):
        richest = np.bincount(filled).argmax()
        filled[np.flatnonzero(filled == richest)[0]] = empty
    return filled
