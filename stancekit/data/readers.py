"""Turn every kind of source into a table: files, data frames, lists, dicts of columns."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

from stancekit.blocks import printable
from stancekit.data.files import FILE_SUFFIXES, read_file
from stancekit.data.formats.registry import exported
from stancekit.data.given_back import is_of
from stancekit.data.quoting import shown
from stancekit.data.table import Table, columns_of, plain
from stancekit.data.validation import as_column_names
from stancekit.data.withdrawn import without_withdrawn
from stancekit.exceptions import DataError, InputTypeError

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.data.formats.format import Format

__all__ = ["read_table", "read_tables"]


def read_tables(
    sources: Sequence[object], text: str = "text", label: str | None = "label"
) -> list[Table]:
    """Read several sources; one report names everything that cannot be read."""
    if not sources:
        raise InputTypeError(f"there is nothing to read; give {_ACCEPTED}")
    _refuse_repeated(sources)
    tables: list[Table] = []
    problems: list[str] = []
    for number, source in enumerate(sources, start=1):
        name = type(source).__name__
        name = f"source {number} ({name})" if len(sources) > 1 else name
        try:
            tables.append(read_table(source, text, label, name))
        except DataError as error:
            problems.extend(error.problems)
    if problems:
        raise DataError(problems)
    return tables


def _refuse_repeated(sources: Sequence[object]) -> None:
    """Refuse a file that is named more than once: each of its rows would count twice."""
    named: dict[str, list[str]] = {}
    for path in sources:
        if isinstance(path, str | os.PathLike):
            named.setdefault(os.path.abspath(path), []).append(printable(str(path)))
    problems = [
        f"{names[0]}: named {len(names)} times; name it once"
        for names in named.values()
        if len(names) > 1
    ]
    if problems:
        raise DataError(problems)


def read_table(
    source: object,
    text: str = "text",
    label: str | None = "label",
    name: str | None = None,
    export: Format | None = None,
) -> Table:
    """Read one source into columns, without changing a value.

    What a labelling tool exported, as a table or as objects, is read for its labels; where there
    is no `label` to be read, for its texts, if they are in no column.
    """
    name = printable(name or type(source).__name__)
    columns = text, label or "label"
    if isinstance(source, str | os.PathLike):
        table = read_file(_path(source), *columns, export)
    elif isinstance(source, list | tuple):
        table = _from_items(source, name, columns)
    elif isinstance(source, Mapping):
        table = _from_columns(source, name)
    else:
        table = _from_frame(source, name)
    if not len(table):
        raise DataError(f"{table.name}: there are no rows; add statements")
    if not isinstance(label, str):  # what is not None is refused when roles are judged
        return table if text in table.columns else exported(table, columns, export)
    return without_withdrawn(exported(table, columns, export), label)


_ACCEPTED = (
    "the path of a .csv, .tsv, .jsonl, .json, .parquet, .xlsx, .dta, .sav or .txt file, '-' for "
    "standard input, "
    "a pandas or polars DataFrame, a pyarrow Table, a dict of columns, "
    "or a list of dicts, of (text, label) pairs or of strings"
)


def _path(source: str | os.PathLike[str]) -> str | os.PathLike[str]:
    if source == "":
        raise DataError("the name of a file is empty; name one")
    if isinstance(source, str) and source.count("\n") > 1:
        raise DataError(f"{shown(source)}: these are lines, not a path; write them to a file")
    return source


def _from_items(items: Sequence[object], name: str, columns: tuple[str, str]) -> Table:
    """Read a list, whose first item tells what the others have to be."""
    first = items[0] if items else None
    if not isinstance(first, Mapping | list | tuple):
        _refuse_objects(first, name)
        _refuse_names_of_files(items, name)
        return Table(name, {columns[0]: [plain(item) for item in items]})
    pair = None if isinstance(first, Mapping) else columns
    expected = "a dict" if pair is None else f"a pair ({', '.join(columns)})"
    records = [_record(item, pair) for item in items]
    broken = {
        row: f"found {shown(items[row])} where {expected} is expected; correct this item"
        for row, record in enumerate(records)
        if record is None
    }
    cells = columns_of([record or {} for record in records], name)
    return _table(name, list(cells), cells.values(), broken=broken)


def _refuse_objects(first: object, name: str) -> None:
    """Refuse what the clients of labelling tools return, which are no statements."""
    for method in ("model_dump", "to_dict"):  # Label Studio, Argilla
        if callable(getattr(first, method, None)):
            kind = type(first).__name__
            raise InputTypeError(
                f"{name}: the items are of type {kind}; give dicts: [item.{method}() for item in "
                "items]"
            )


def _refuse_names_of_files(items: Sequence[object], name: str) -> None:
    """Refuse a list of files, which would be taken for statements."""
    for item in items:
        path = str(item) if isinstance(item, str | os.PathLike) else ""
        if path.endswith(FILE_SUFFIXES) and os.path.isfile(path):
            raise DataError(
                f"{name}: {shown(path)} is the name of a file, not a statement; give files one by "
                "one, not in a list"
            )


def _record(item: object, pair: tuple[str, str] | None) -> Mapping[Hashable, object] | None:
    """Return a dict, or a pair as one, and None if an item is not the one that is expected."""
    if pair is None:
        return item if isinstance(item, Mapping) else None
    if isinstance(item, list | tuple) and len(item) == 2:
        return dict(zip(pair, item, strict=True))
    return None


def _from_columns(columns: Mapping[Hashable, Any], name: str) -> Table:
    for column, values in columns.items():
        if not isinstance(values, Iterable) or isinstance(values, str | bytes | Mapping | Set):
            kind = type(values).__name__
            raise InputTypeError(f"{name}: column {shown(column)} is of type {kind}; give a list")
    table = _table(name, list(columns), columns.values())
    sizes = {column: len(values) for column, values in table.columns.items()}
    if len(set(sizes.values())) > 1:
        counts = ", ".join(f"{shown(column)}: {size}" for column, size in sizes.items())
        raise DataError(
            f"{name}: the columns differ in length ({counts}); give each row every cell"
        )
    return table


def _from_frame(source: Any, name: str) -> Table:
    if is_of(source, "pandas", "DataFrame"):
        columns = [source.iloc[:, i].tolist() for i in range(source.shape[1])]
        return _table(name, list(source), columns, frame=source)
    if is_of(source, "polars", "DataFrame"):
        return _table(name, source.columns, (column.to_list() for column in source))
    if is_of(source, "pyarrow", "Table"):
        return _table(name, source.column_names, (column.to_pylist() for column in source.columns))
    raise InputTypeError(f"cannot read statements from the type {name}; give {_ACCEPTED}")


def _table(
    name: str,
    names: Sequence[Hashable],
    columns: Iterable[Iterable[object]],
    broken: Mapping[int, str] | None = None,
    frame: pd.DataFrame | None = None,
) -> Table:
    cells = ([plain(value) for value in column] for column in columns)
    named = dict(zip(as_column_names(names, name), cells, strict=True))
    return Table(name, named, broken=broken or {}, frame=frame)
