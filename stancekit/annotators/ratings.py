"""Who said what: labels as an array of statements by annotators, and what most of them say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.annotators.rating_rules import MERGED, judge, valid_labels
from stancekit.annotators.rating_table import RatingTable, read_rating_table
from stancekit.data import cell_rules
from stancekit.data.identity import rows_by
from stancekit.data.lookalikes import same_form
from stancekit.data.quoting import all_shown, counted, shown, verb
from stancekit.data.table import frame_of, is_blank
from stancekit.exceptions import DataError
from stancekit.labels import Label
from stancekit.measure.metrics import IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Ratings", "read_ratings"]

_Key: TypeAlias = tuple[str | None, str | None]


@dataclass(frozen=True, eq=False)
class Ratings:
    """The labels that annotators gave to statements.

    `columns` holds the statements: what names them, then every other column that is the same in all
    rows of each. `codes`, an array (n_statements, n_annotators), holds places in `labels`, or -1.
    """

    columns: dict[str, list[object]]
    annotators: tuple[str, ...]
    labels: tuple[Label, ...]
    codes: IntArray
    caveats: tuple[str, ...]

    def counts(self) -> IntArray:
        """Return how many annotators gave each label: an array (n_statements, n_labels)."""
        return np.stack([(self.codes == code).sum(axis=1) for code in range(len(self.labels))], 1)

    def majority(self) -> pd.DataFrame:
        """Return one row for each statement, with the label that most of its annotators gave."""
        counts = self.counts()
        votes = counts.max(axis=1)
        decided = (counts == votes[:, None]).sum(axis=1) == 1
        labels = self._named(np.where(decided, counts.argmax(axis=1), -1))
        added = zip(MERGED, (labels, votes.tolist(), counts.sum(axis=1).tolist()), strict=True)
        return frame_of(self.columns | dict(added))

    def disagreements(self) -> pd.DataFrame:
        """Return the statements whose annotators gave different labels."""
        return self._some((self.counts() > 0).sum(axis=1) > 1)

    def ties(self) -> pd.DataFrame:
        """Return the statements for which no label has more votes than any other."""
        counts = self.counts()
        votes = counts.max(axis=1, keepdims=True)
        return self._some((votes[:, 0] > 0) & ((counts == votes).sum(axis=1) > 1))

    def _some(self, wanted: npt.NDArray[np.bool_]) -> pd.DataFrame:
        """Return some statements with a column for each annotator and one for a label."""
        about = {name: list(compress(cells, wanted)) for name, cells in self.columns.items()}
        codes = zip(self.annotators, self.codes[wanted].T, strict=True)
        labels = {name: self._named(given) for name, given in codes}
        return frame_of(about | labels | {"label": [None] * int(wanted.sum())})

    def _named(self, codes: IntArray) -> list[object]:
        names = np.array([*self.labels, None], dtype=object)  # -1 is the last
        found: list[object] = names[codes].tolist()
        return found


def read_ratings(
    *sources: object,
    id: str = "id",  # noqa: A002
    label: str = "label",
    annotator: str = "annotator",
    annotators: Iterable[str] | None = None,
) -> Ratings:
    """Read long or wide tables of labels, and report every problem at once.

    The parameters are those of `stancekit.agreement`.
    """
    table = read_rating_table(sources, id, label, annotator, annotators)
    judge(table)
    rows_of = rows_by(table.keys)
    numbers = {key: number for number, key in enumerate(rows_of)}
    statements = [numbers[key] for key in table.keys]
    named = (str(rating.annotator) for rating in table.ratings)
    names = table.annotators or tuple(dict.fromkeys(named))
    labels = valid_labels(table)
    distinct = tuple(sorted(set(labels)))
    codes, repeated = _codes(table, statements, names, distinct)
    same, varying = _about(table, statements)
    alike = _alike(table, rows_of, codes)
    if problem := _too_few(table, names, codes, alike):
        raise DataError(problem)
    notes = (f"{name}: {words}" for name, words in table.stack.notes.items())
    caveats = (*notes, *_caveats(repeated, varying, alike, labels))
    ids = [table.ids[rows[0]] for rows in rows_of.values()]
    return Ratings({table.id: ids, **same}, names, distinct, codes, caveats)


def _codes(
    table: RatingTable, statements: Sequence[int], names: Sequence[str], labels: Sequence[Label]
) -> tuple[IntArray, int]:
    """Return the codes, and how many labels only repeat one that was given before."""
    codes = np.full((max(statements) + 1, len(names)), -1, dtype=np.intp)
    columns = {name: column for column, name in enumerate(names)}
    numbers: dict[object, int] = {label: code for code, label in enumerate(labels)}
    for row, _, name, label in table.ratings:
        codes[statements[row], columns[str(name)]] = numbers[label]
    return codes, len(table.ratings) - int((codes >= 0).sum())


def _about(
    table: RatingTable, statements: Sequence[int]
) -> tuple[dict[str, list[object]], list[str]]:
    """Return the columns that are the same in all rows of a statement, and which are not.

    A source that lacks a column says nothing that could differ, and neither does a blank text.
    """
    same: dict[str, list[object]] = {}
    varying = []
    for name in table.about:
        values: dict[int, object] = {}
        for row, value in table.stack.cells(name):
            first = values.setdefault(statements[row], value)
            if name == "text" and is_blank(first):
                values[statements[row]] = value
            elif not _equal(first, value) and not (name == "text" and is_blank(value)):
                varying.append(name)
                break
        else:
            same[name] = [values.get(statement) for statement in range(max(statements) + 1)]
    return same, varying


def _equal(one: object, other: object) -> bool:
    return repr(one) == repr(other) or (is_blank(one) and is_blank(other))


def _alike(
    table: RatingTable, rows_of: Mapping[_Key, Sequence[int]], codes: IntArray
) -> list[list[str]]:
    """Return the names of statements that look alike and have no annotator in common.

    Who labelled both of them saw two statements.
    """
    rows = [rows[0] for rows in rows_of.values()]
    return [
        [table.name(rows[statement]) for statement in found]
        for found in rows_by(tuple(map(same_form, key)) for key in rows_of).values()
        if len(found) > 1 and ((codes[found] >= 0).sum(axis=0) <= 1).all()
    ]


def _too_few(
    table: RatingTable, names: Sequence[str], codes: IntArray, alike: Sequence[Sequence[str]]
) -> str | None:
    source = table.stack.name
    given = (codes >= 0).sum(axis=0).tolist()
    active = [name for name, labels in zip(names, given, strict=True) if labels]
    if not active:
        return f"{source}: there is no label; add the labels of at least 2 annotators"
    if len(active) == 1:
        return (
            f"{source}: all labels are of one annotator, {shown(active[0])}; add the labels of "
            "another, or use them as they are (stancekit.retrain, 'stancekit retrain')"
        )
    if (codes >= 0).sum(axis=1).max() < 2:
        targets = "" if table.targets is None else " and targets"
        look = f" ({' and '.join(alike[0])} look alike)" if alike else ""
        return (
            f"{source}: no statement has labels of 2 annotators; let them label the same "
            f"statements, under the same ids{targets}{look}"
        )
    return None


def _caveats(
    repeated: int, varying: Sequence[str], alike: Sequence[Sequence[str]], labels: Sequence[Label]
) -> Iterator[str]:
    if repeated:
        yield (
            f"{counted(repeated, 'label')} {verb(repeated, 'repeats', 'repeat')} what the same "
            "annotator had said of the same statement: counted once."
        )
    if varying:
        yield (
            f"The merged table is without {', '.join(map(shown, varying))}: not the same in all "
            "rows of a statement."
        )
    if alike:
        more = f" ({len(alike) - 1:,} more like these)" if len(alike) > 1 else ""
        yield (
            f"{' and '.join(alike[0])} look alike but count as different statements{more}; correct "
            "their names if they are one."
        )
    for name, parts in cell_rules.joined(labels).items():
        yield (
            f"The label {shown(name)} may be several labels, {all_shown(parts)}; it counts as a "
            "label of its own."
        )
    for slip, near in cell_rules.misspellings(labels).items():
        yield (
            f"The label {shown(slip)} occurs once and may be a misspelling of {shown(near)}; it "
            "counts as a label of its own."
        )
