"""Labelled statements as the checks take them, contradictions included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from stancekit.data.identity import StatementKey, keys_of, names_in
from stancekit.data.readers import read_tables
from stancekit.data.table import Table
from stancekit.data.validation import check_labelled, check_statements
from stancekit.labels import Label

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Labelled", "read_reference", "read_to_check"]


@dataclass(frozen=True, eq=False)
class Labelled:
    """Statements, each with the name by which reports call it: its id, or where it stands."""

    frame: pd.DataFrame
    names: tuple[str, ...]

    @cached_property
    def texts(self) -> list[str]:
        """The statements."""
        found: list[str] = self.frame["text"].tolist()
        return found

    @cached_property
    def labels(self) -> list[Label]:
        """Their labels."""
        found: list[Label] = self.frame["label"].tolist()
        return found

    @cached_property
    def forms(self) -> list[StatementKey]:
        """What each has in common with all that look the same and are about the same target."""
        return [key.form for key in keys_of(self.frame)]

    def __len__(self) -> int:
        return len(self.names)

    def column(self, name: str) -> list[str | None]:
        """Return what the cells of a column name; None where it is blank or not there."""
        return names_in(self.frame, name)

    def part(self, rows: Iterable[int], columns: Sequence[str] | None = None) -> Labelled:
        """Return some rows, numbered from 0, and some columns."""
        kept = list(rows)
        frame = self.frame.iloc[kept].reset_index(drop=True)
        return Labelled(frame if columns is None else frame[columns], self.named(kept))

    def followed_by(self, other: Labelled) -> Labelled:
        """Return these statements and then those of another table."""
        import pandas as pd

        frame = pd.concat([self.frame, other.frame], ignore_index=True)
        return Labelled(frame, self.names + other.names)

    def named(self, rows: Iterable[int]) -> tuple[str, ...]:
        """Return the names of some of the statements."""
        return tuple(self.names[row] for row in rows)


def read_to_check(
    sources: Sequence[object],
    labels: Iterable[Label] | None = None,
    text: str = "text",
    label: str = "label",
) -> Labelled:
    """Read labelled statements as `read_labelled` does, but let them contradict each other."""
    tables = read_tables(sources, text, label)
    frame = check_labelled(tables, labels, text, label, contradictions=False)
    return Labelled(frame, tuple(_names(tables)))


def read_reference(source: object, text: str = "text", *, unique_ids: bool = False) -> Labelled:
    """Read statements that need no labels."""
    tables = read_tables([source], text, None)
    frame = check_statements(tables, text, unique_ids=unique_ids)
    return Labelled(frame, tuple(_names(tables)))


def _names(tables: Sequence[Table]) -> Iterator[str]:
    for table in tables:
        where = f"{table.name}, " if len(tables) > 1 else ""
        for number, name in enumerate(names_in(table, "id"), start=1):
            yield name or f"{where}row {number}"
