"""The statements among which to choose, and which of them there is no point in choosing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.data.duplicates import near_duplicates
from stancekit.data.identity import StatementKey, name_of
from stancekit.data.labelled import Labelled, read_reference
from stancekit.data.lookalikes import same_form
from stancekit.data.predicted import is_scored, scored_columns
from stancekit.data.problems import Problems
from stancekit.data.quoting import quoted, shown
from stancekit.data.repeats import find_repeats
from stancekit.data.table import is_blank
from stancekit.exceptions import DataError
from stancekit.labels import Label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Pool", "Rows", "read_pool"]

Rows: TypeAlias = npt.NDArray[np.intp]

_COMPARED = ("text", "target", "pair_id")


@dataclass(frozen=True, eq=False)
class Pool:
    """Statements of which some have a label, without empty ones; `known` are all that have one.

    Which label it is need not be known.
    """

    statements: Labelled
    is_labelled: npt.NDArray[np.bool_]
    labels: tuple[Label | None, ...]
    known: Labelled
    empty: int

    def __len__(self) -> int:
        return len(self.statements)

    def rows(self, rows: Rows) -> pd.DataFrame:
        """Return some of the statements with all columns; one without an id gets its name."""
        some = self.statements.part(rows)
        given = some.frame.get("id", some.names)
        ids = [
            name if name_of(id_) is None else id_
            for id_, name in zip(given, some.names, strict=True)
        ]
        frame = some.frame.drop(columns="id", errors="ignore")
        frame.insert(0, "id", ids)
        return frame

    def in_fixed_order(self) -> Rows:
        """Return all rows in an order that does not depend on theirs, if they have ids."""
        targets = [target or "" for target in self.statements.column("target")]
        keys = list(zip(self.statements.names, targets, strict=True))
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)

    def unlike(self, taken: Rows, candidates: Rows) -> Rows:
        """Return the candidates that are new."""
        rows = np.concatenate([taken, candidates])
        columns = [str(name) for name in self.known.frame]
        repeats = find_repeats(self.known.followed_by(self.statements.part(rows, columns)))
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


def read_pool(
    pool: object,
    labelled: object = None,
    text: str = "text",
    trained_on: pd.DataFrame | None = None,
) -> Pool:
    """Read a pool and what is labelled already."""
    given = _without_predictions(read_reference(pool, text, unique_ids=True))
    filled = [row for row, words in enumerate(given.texts) if not is_blank(words)]
    if not filled:
        raise DataError("pool: all statements are empty; give some that are not")
    statements = given.part(filled)
    others = [] if labelled is None else [_with_label(read_reference(labelled, text))]
    others += [] if trained_on is None else [read_reference(trained_on)]
    columns = [
        name for name in _COMPARED if all(name in table.frame for table in (statements, *others))
    ]
    has_label = np.zeros(len(statements), dtype=bool)
    if "label" in statements.frame:
        has_label = np.array([label is not None for label in statements.column("label")])
    known = statements.part(np.flatnonzero(has_label), columns)
    if labelled is not None:
        has_label |= _is_named(statements, others[0], columns)
    for table in others:
        has_label |= _is_worded(statements, table, columns)
        known = known.followed_by(table.part(range(len(table)), columns))
    labels = _labels(statements, others, columns)
    return Pool(statements, has_label, labels, known, len(given) - len(filled))


def _labels(
    pool: Labelled, others: Sequence[Labelled], columns: Sequence[str]
) -> tuple[Label | None, ...]:
    """Return the label of each statement, as it says itself or another table says; or None."""
    named: dict[tuple[str | None, str | None], Label] = {}
    worded: dict[StatementKey, Label] = {}
    for table in reversed(others):
        given = table.labels if "label" in table.frame else [None] * len(table)
        rows = zip(table.column("id"), _targets(table, columns), strict=True)
        for name, form, label in zip(rows, _forms(table, columns), given, strict=True):
            if label is not None and not is_blank(label):
                worded[form] = label
                named |= {name: label} if name[0] else {}
    own = pool.labels if "label" in pool.frame else [None] * len(pool)
    rows = zip(pool.column("id"), _targets(pool, columns), strict=True)
    return tuple(
        named.get(name, worded.get(form)) if is_blank(label) else label
        for name, form, label in zip(rows, _forms(pool, columns), own, strict=True)
    )


def _without_predictions(statements: Labelled) -> Labelled:
    """Leave out what `score` added: its labels are none."""
    columns = {str(name): cells.tolist() for name, cells in statements.frame.items()}
    if not is_scored(columns):
        return statements
    frame = statements.frame.drop(columns=["label", *scored_columns(columns)])
    return Labelled(frame, statements.names)


def _with_label(statements: Labelled) -> Labelled:
    """Leave out what has a blank label."""
    if "label" not in statements.frame:
        return statements
    labels = statements.column("label")
    return statements.part([row for row, label in enumerate(labels) if label is not None])


def _is_named(pool: Labelled, labelled: Labelled, columns: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell whose id stands outside of the pool, where it has to mean the same statement."""
    named = zip(labelled.column("id"), _targets(labelled, columns), strict=True)
    texts = dict(zip(named, labelled.texts, strict=True))
    keys = list(zip(pool.column("id"), _targets(pool, columns), strict=True))
    among = np.array([name is not None and (name, target) in texts for name, target in keys])
    problems = Problems("labelled")
    for row in np.flatnonzero(among).tolist():
        here, there = pool.texts[row], texts[keys[row]]
        if not _alike(here, there):
            wrong = f"the text is {quoted(there)}, but in the pool it is {quoted(here)}"
            way_out = "give different statements different ids"
            problems.add([f"id {shown(pool.names[row])}"], None, f"{wrong}; {way_out}")
    problems.raise_any()
    return among


def _is_worded(pool: Labelled, others: Labelled, columns: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell which statements stand word for word among others."""
    worded = set(_forms(others, columns))
    return np.array([form in worded for form in _forms(pool, columns)])


def _forms(statements: Labelled, columns: Sequence[str]) -> list[StatementKey]:
    """Return how statements look, without targets where these do not tell them apart."""
    forms = zip(statements.forms, _targets(statements, columns), strict=True)
    return [form if target else StatementKey(form.text, None) for form, target in forms]


def _targets(statements: Labelled, columns: Sequence[str]) -> list[str | None]:
    return statements.column("target") if "target" in columns else [None] * len(statements)


def _alike(one: str, other: str) -> bool:
    return same_form(one) == same_form(other) or len(near_duplicates([one, other]).first) > 0
