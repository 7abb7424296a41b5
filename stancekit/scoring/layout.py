"""What the output looks like: its format, its columns and what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from stancekit._optional import import_parquet
from stancekit.blocks import printable
from stancekit.data.formulas import formulas_are_guarded
from stancekit.data.quoting import shown
from stancekit.data.writing import free_name
from stancekit.exceptions import DataError
from stancekit.labels import Label, has_polarity
from stancekit.scoring.csv_input import CsvInput
from stancekit.scoring.opening import Input
from stancekit.scoring.table_inputs import ParquetInput, WholeInput
from stancekit.scoring.text_inputs import JsonLines

__all__ = ["JSON_SUFFIXES", "Layout", "layout_of", "names_of_answers"]

JSON_SUFFIXES = (".jsonl", ".ndjson")


@dataclass(frozen=True)
class Layout:
    """A format by its suffix, the columns of the inputs, and those of the model by their names.

    Parquet has a schema, of the inputs' columns alone. Where CSV guards formulas, no record stands
    in it as it was.
    """

    suffix: str
    columns: tuple[str, ...]
    added: dict[str, str]
    schema: Any = field(default=None, repr=False)
    guards: bool = False

    @property
    def separator(self) -> str:
        """What separates the cells of CSV."""
        return "\t" if self.suffix == ".tsv" else ","

    @property
    def renamed(self) -> dict[str, str]:
        """The columns of the model that are called otherwise, as the input has one of the name."""
        return {name: free for name, free in self.added.items() if name != free}

    def keeps(self, source: Input) -> bool:
        """Tell whether records of an input can stand in the output as they are."""
        if self.suffix in JSON_SUFFIXES:
            return isinstance(source, JsonLines)
        return (
            isinstance(source, CsvInput)
            and not self.guards
            and self.suffix != ".parquet"
            and source.is_plain
            and source.head.separator == self.separator
            and source.columns == self.columns
        )


def names_of_answers(labels: Sequence[Label]) -> list[str]:
    """Return what the columns of a model are called."""
    stance = ["stance"] if has_polarity(labels) else []
    return ["label", *(f"p_{label}" for label in labels), *stance, "status"]


def layout_of(
    inputs: Sequence[Input], suffix: str, labels: Sequence[Label], taken: Iterable[str] = ()
) -> Layout:
    """Return how the rows of inputs stand in one output; some more names may be taken."""
    columns: dict[str, None] = {}
    schemas = []
    for source in inputs:
        if isinstance(source, JsonLines) and not source.kept and source.can_be_read_again:
            survey(source)
        columns |= dict.fromkeys(source.columns)
        if suffix == ".parquet":
            schemas.append(_schema(source))
    names = {*columns, *taken}
    added: dict[str, str] = {}
    for name in names_of_answers(labels):
        added[name] = free_name(name, {*names, *added.values()}, "scored_")
    schema = _one_schema(schemas, inputs) if suffix == ".parquet" else None
    return Layout(suffix, tuple(columns), added, schema, formulas_are_guarded())


def _schema(source: Input) -> Any:
    """Return the types of the columns of an input."""
    pyarrow, _ = import_parquet("writing Parquet")
    if isinstance(source, ParquetInput):
        return source.schema
    if isinstance(source, WholeInput):
        return schema_of(source.sample, source.name)
    if isinstance(source, JsonLines):
        return _schema_of_records(source)
    return pyarrow.schema([(name, pyarrow.string()) for name in source.columns])


def survey(source: JsonLines) -> None:
    """Note all keys that the records of a file have; reading it is the only way to know."""
    columns = dict.fromkeys(source.columns)
    for chunk in source.chunks():
        columns |= dict.fromkeys(source.keys(chunk))
    source.columns = tuple(columns)


def _schema_of_records(source: JsonLines) -> Any:
    """Return the types of the rows that can be scored; texts are strings, whatever is known."""
    import pyarrow

    schemas = [pyarrow.schema([(name, pyarrow.string()) for name in source.wanted.names])]
    if not source.can_be_read_again:
        others = {n: c for n, c in source.begun.columns.items() if n not in source.wanted.names}
        schemas.append(schema_of(others, source.name))
    for chunk in source.chunks() if source.can_be_read_again else ():
        rows = source.rows(chunk)
        good = rows.without(rows.flaws(source.wanted))
        schemas.append(schema_of(good.table.columns, source.name))
    known = one_schema(schemas, source.name)
    return pyarrow.schema([known.field(name) for name in source.columns])


def schema_of(columns: dict[str, list[object]], place: str) -> Any:
    """Return the types that hold the cells of columns, or say that none does."""
    pyarrow, _ = import_parquet("writing Parquet")
    fields = []
    for name, cells in columns.items():
        try:
            fields.append((name, pyarrow.array(cells).type))
        except (pyarrow.ArrowException, OverflowError) as error:
            raise DataError(
                f"{place}, column {shown(name)}: Parquet cannot hold its values "
                f"({printable(str(error))}); write .csv or .jsonl instead"
            ) from error
    return pyarrow.schema(fields)


def one_schema(schemas: Sequence[Any], place: str) -> Any:
    """Return the types that hold all of several, or say that none does."""
    pyarrow, _ = import_parquet("writing Parquet")
    try:
        return pyarrow.unify_schemas(schemas, promote_options="permissive")
    except pyarrow.ArrowException as error:
        raise DataError(
            f"{place}: Parquet cannot hold what differs in type ({printable(str(error))}); write "
            ".csv or .jsonl instead"
        ) from error


def _one_schema(schemas: Sequence[Any], inputs: Sequence[Input]) -> Any:
    if len(schemas) == 1:
        return schemas[0]
    return one_schema(schemas, f"{inputs[0].name} and {len(inputs) - 1} more")
