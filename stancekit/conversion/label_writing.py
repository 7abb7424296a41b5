"""Rows written as a table, or as what a labelling tool imports."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stancekit.blocks import printable
from stancekit.data.formats.format import Format, Record
from stancekit.data.formats.label_studio import labelling_config
from stancekit.data.formats.statements import statements_of
from stancekit.data.problems import Problems
from stancekit.data.quoting import shown
from stancekit.data.source_file import SourceFile
from stancekit.data.table import Table, is_blank
from stancekit.data.writing import (
    TABLE_SUFFIXES,
    check_place,
    replacing,
    write_records,
    writing,
)
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.labels import Label

__all__ = ["check_config", "check_output", "labelling_config_for", "write_rows"]


def check_output(output: str | os.PathLike[str], source: object, tool: Format | None) -> None:
    """Refuse an output that cannot or must not be written, before any work is done."""
    path = _path("output", output)
    if str(path) == "-":
        if sys.stdout is None:
            raise ParameterError("standard output is closed; name a file")
        return
    if path.suffix.casefold() not in (suffixes := _suffixes(tool)):
        what = "a table" if tool is None else f"what {tool.title} imports"
        tools = "; for a labelling tool, name it with to (--to)" if tool is None else ""
        name = printable(str(path))
        raise ParameterError(f"{name}: {what} is written as {', '.join(suffixes)}{tools}")
    check_place(path, [source])


def check_config(
    config: str | os.PathLike[str], output: str | os.PathLike[str], source: object
) -> None:
    """Refuse a place where no labelling configuration can or must be."""
    path = _path("config", config)
    check_place(path, [source])
    if path.resolve() == Path(output).resolve():
        raise ParameterError(f"{printable(str(path))}: this is taken; name another file")


def _path(argument: str, path: object) -> Path:
    if not isinstance(path, str | os.PathLike):
        raise InputTypeError(f"{argument}: expected the path of a file, got {type(path).__name__}")
    if str(path) == "":
        raise ParameterError(f"{argument}: the name is empty; name a file")
    return Path(path)


def write_rows(
    table: Table, output: str | os.PathLike[str], tool: Format | None, labels: Sequence[Label]
) -> list[str]:
    """Write rows as a table, or as what a tool imports."""
    try:
        if tool is None:
            kind = output.kind if isinstance(output, SourceFile) else None
            with writing(None if str(output) == "-" else Path(output), kind) as write:
                write(table.columns)
            return []
        records, caveats = _records(table, tool, labels)
        with _stream(output) as stream:
            write_records(records, stream, one_document=tool.one_document)
    except UnicodeEncodeError as error:
        found = shown(error.object[error.start])
        raise DataError(f"{table.name}: {found} is half of a character; replace it") from error
    except RecursionError as error:
        raise DataError(f"{table.name}: a value is nested too deeply; flatten it") from error
    return caveats


def labelling_config_for(table: Table, labels: Sequence[Label]) -> str:
    """Return the labelling configuration of a Label Studio project for the rows."""
    if len(labels) < 2:
        raise DataError(
            f"{table.name}: the labels that annotators may choose are unknown; name them with "
            "labels (--labels), or give a model (--model)"
        )
    return labelling_config(labels, with_target="target" in table.columns)


def _suffixes(tool: Format | None) -> tuple[str, ...]:
    if tool is None:
        return TABLE_SUFFIXES
    return (".json",) if tool.one_document else (".jsonl", ".ndjson")


@contextmanager
def _stream(output: str | os.PathLike[str]) -> Iterator[IO[str]]:
    if str(output) == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    with replacing(Path(output)) as new, new.open("w", encoding="utf-8", newline="") as stream:
        yield stream


def _records(table: Table, tool: Format, labels: Sequence[Label]) -> tuple[list[Record], list[str]]:
    if tool.write is None:
        raise ParameterError(f"{tool.title} imports another format; name that one")
    statements, caveats = statements_of(table, tool.together)
    problems = Problems(table.name)
    for name in tool.reserved:
        if any(name in statement.extra for statement in statements):
            problem = f"{tool.title} needs a field {shown(name)} for something else"
            problems.add([f"column {shown(name)}"], None, f"{problem}; rename the column")
    records = tool.write(statements, labels, problems)
    problems.raise_any()
    for name in tool.forgets:
        if any(not is_blank(value) for value in table.columns.get(name, ())):
            caveats.append(f"column {shown(name)} left out, as {tool.title} has no place for it")
    named = [
        given.label is not None
        for statement in statements
        for given in statement.given
        if given.annotator is not None
    ]
    if any(named) and tool.on_annotators:
        caveats.append(f"{tool.title}: {tool.on_annotators}")
    if tool.advice is not None:
        caveats.append(f"{tool.title}: {tool.advice(labels)}")
    if tool.together and not all(named):
        caveats.append(
            f"rows that name an annotator but no label, left out: {named.count(False):,}"
        )
    return records, caveats
