"""The statements among which to choose, and which of them there is no point in choosing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stancekit.data.table import is_blank, plain
from stancekit.data.wording import shown
from stancekit.exceptions import DataError
from stancekit.labelling.checks.finding import quoted
from stancekit.labelling.checks.labelled import Labelled, read_reference
from stancekit.labelling.checks.repeats import find_repeats
from stancekit.labelling.duplicates import near_duplicates, same_form

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Pool", "read_pool"]

Rows = npt.NDArray[np.intp]

_COMPARED = ("text", "target", "pair_id")
_SHOWN_PROBLEMS = 5


@dataclass(frozen=True, eq=False)
class Pool:
    """Statements of which some have a label.

    Attributes
    ----------
    statements : Labelled
        All that are not empty; those without an id are named by their rows.
    is_labelled : ndarray of bool, shape (n_statements,)
        Which of them have a label.
    known : Labelled
        The statements with a label, in the pool and outside.
    empty : int
        How many statements were left out because they hold nothing.
    """

    statements: Labelled
    is_labelled: npt.NDArray[np.bool_]
    known: Labelled
    empty: int

    def __len__(self) -> int:
        return len(self.statements)

    def rows(self, rows: Rows) -> pd.DataFrame:
        """Return some of the statements with all columns; one without an id gets its name."""
        some = _part(self.statements, rows)
        given = some.frame["id"] if "id" in some.frame else [None] * len(some)
        ids = [
            name if is_blank(plain(id_)) else id_
            for id_, name in zip(given, some.names, strict=True)
        ]
        frame = some.frame.drop(columns="id", errors="ignore")
        frame.insert(0, "id", ids)
        return frame

    def in_fixed_order(self) -> Rows:
        """Return all rows in an order that does not depend on theirs, if they have ids."""
        names = self.statements.names
        return np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.intp)

    def unlike(self, taken: Rows, candidates: Rows) -> Rows:
        """Return the candidates that are new.

        Parameters
        ----------
        taken : ndarray of int
            Rows that were chosen before.
        candidates : ndarray of int
            Rows, the most wanted first.

        Returns
        -------
        ndarray of int
            The candidates that neither are nor nearly are the same, about the same target, as a
            statement with a label, one that was taken, or a candidate before them.
        """
        rows = np.concatenate([taken, candidates])
        columns = [str(name) for name in self.known.frame]
        repeats = find_repeats(self.known.followed_by(_part(self.statements, rows, columns)))
        start = len(self.known) + len(taken)
        pairs = repeats.near.where(repeats.near.second >= start)
        near: dict[int, set[int]] = {}
        for first, second in zip(pairs.first.tolist(), pairs.second.tolist(), strict=True):
            near.setdefault(second, set()).add(first)
        kept = set(range(start))
        for first, *_ in repeats.same:
            if first >= start and kept.isdisjoint(near.get(first, ())):
                kept.add(first)
        new = sorted(row - start for row in kept if row >= start)
        return candidates[np.array(new, dtype=np.intp)]


def read_pool(pool: object, labelled: object = None, text: str = "text") -> Pool:
    """Read a pool and what is labelled already.

    Parameters
    ----------
    pool : path, data frame, list or dict
        What `read_statements` takes. Statements with something in a column ``label`` are labelled.
    labelled : path, data frame, list or dict, optional
        The same, of labelled statements; if there is a column ``label``, those where it is blank
        do not count.
    text : str
        The column that holds the statements.

    Raises
    ------
    DataError
        If one cannot be read, all of the pool is empty, or an id does not stand for one statement.
    InputTypeError, MissingDependencyError
        As `read_statements` does.

    Examples
    --------
    >>> read_pool(["Talk.", "Never!"], labelled=[("never!", "against")]).is_labelled
    array([False,  True])
    """
    given = read_reference(pool, text)
    _check_ids(given)
    filled = [row for row, words in enumerate(given.texts) if not is_blank(words)]
    if not filled:
        raise DataError("pool: all statements are empty; give some that are not")
    statements = _part(given, filled)
    others = None if labelled is None else _with_label(read_reference(labelled, text))
    columns = [
        name
        for name in _COMPARED
        if name in statements.frame and (others is None or name in others.frame)
    ]
    has_label = np.zeros(len(statements), dtype=bool)
    if "label" in statements.frame:
        has_label = np.array([label is not None for label in statements.column("label")])
    known = _part(statements, np.flatnonzero(has_label), columns)
    if others is not None:
        has_label |= _is_among(statements, others, columns)
        known = known.followed_by(_part(others, range(len(others)), columns))
    return Pool(statements, has_label, known, len(given) - len(filled))


def _part(
    statements: Labelled, rows: Sequence[int] | Rows, columns: Sequence[str] | None = None
) -> Labelled:
    """Return some rows, numbered from 0, and some columns."""
    frame = statements.frame.iloc[list(rows)].reset_index(drop=True)
    return Labelled(frame if columns is None else frame[columns], statements.named(rows))


def _with_label(statements: Labelled) -> Labelled:
    """Leave out what has a blank label."""
    if "label" not in statements.frame:
        return statements
    labels = statements.column("label")
    return _part(statements, [row for row, label in enumerate(labels) if label is not None])


def _check_ids(pool: Labelled) -> None:
    rows: dict[str, list[int]] = {
        name: [] for name, times in Counter(pool.names).items() if times > 1
    }
    for row, name in enumerate(pool.names, start=1):
        if name in rows:
            rows[name].append(row)
    _refuse(
        [
            f"pool, rows {', '.join(map(str, found))}, column 'id': the id {shown(name)} is used "
            f"{len(found)} times; make each one unique"
            for name, found in rows.items()
        ]
    )


def _is_among(pool: Labelled, others: Labelled, columns: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell which statements stand, by id or word for word, among others, which have to agree."""
    rows = {name: row for row, name in enumerate(others.column("id")) if name is not None}
    by_id = np.array([name in rows for name in pool.names])
    problems = [
        f"labelled, id {shown(name)}: the text is {quoted(others.texts[rows[name]])}, but in the "
        f"pool it is {quoted(text)}; give different statements different ids"
        for name, text in zip(pool.names, pool.texts, strict=True)
        if name in rows and not _alike(text, others.texts[rows[name]])
    ]
    _refuse(problems)
    told = "target" in columns
    worded = set(_wordings(others, told))
    return np.asarray(by_id | [wording in worded for wording in _wordings(pool, told)])


def _wordings(statements: Labelled, told: bool) -> list[tuple[str, str | None]]:
    """Return what the same statement shares, with its target if that tells statements apart."""
    targets = statements.column("target") if told else [None] * len(statements)
    return list(zip(map(same_form, statements.texts), targets, strict=True))


def _alike(one: str, other: str) -> bool:
    return same_form(one) == same_form(other) or len(near_duplicates([one, other]).first) > 0


def _refuse(problems: list[str]) -> None:
    if (more := len(problems) - _SHOWN_PROBLEMS) > 0:
        problems[_SHOWN_PROBLEMS:] = [f"{more} more ids like these; correct the first ones"]
    if problems:
        raise DataError(problems)
