"""What is to be scored: files, all files in folders, those that a pattern names; packed or not."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from stancekit.blocks import printable
from stancekit.data.files import FILE_SUFFIXES
from stancekit.data.source_file import SourceFile, described
from stancekit.exceptions import DataError, InputTypeError
from stancekit.scoring.packing import PACKED
from stancekit.scoring.streams import unpacked

__all__ = ["input_files", "size_of"]

_HIDDEN = (".", "_")


def input_files(
    inputs: object,
    separator: str | None = None,
    encoding: str | None = None,
    kind: str | None = None,
) -> list[SourceFile]:
    """Return the files that paths, folders and patterns stand for, each of them once."""
    given = [inputs] if isinstance(inputs, str | os.PathLike) else inputs
    if not isinstance(given, Sequence) or isinstance(given, bytes):
        raise InputTypeError(
            f"inputs: expected a path or a list of paths, got {type(inputs).__name__}"
        )
    if not given:
        raise InputTypeError("inputs: there is nothing to score; name a file or a folder")
    problems: list[str] = []
    files: dict[str, SourceFile] = {}
    for item in described(given, separator, encoding, kind):
        if not isinstance(item, str | os.PathLike):
            raise InputTypeError(f"inputs: expected paths, got one {type(item).__name__}")
        try:
            for file in _files_of(item):
                _take(file, files)
        except DataError as error:
            problems.extend(error.problems)
    if problems:
        raise DataError(problems)
    return list(files.values())


def _take(file: SourceFile, files: dict[str, SourceFile]) -> None:
    """Note a file, or refuse one whose rows would count twice."""
    place = file if file == "-" else os.path.realpath(file)
    if place in files:
        raise DataError(f"{printable(file)}: named more than once; name it once")
    files[place] = file


def _files_of(given: str | os.PathLike[str]) -> list[SourceFile]:
    """Return the files that one path or pattern stands for."""
    item = os.fspath(given)
    if item == "":
        raise DataError("the name of a file is empty; name one")

    def like(path: str) -> SourceFile:
        if not isinstance(given, SourceFile):
            return SourceFile(path)
        return SourceFile(path, given.separator, given.encoding, given.kind)

    if item == "-" or os.path.isfile(item):
        return [like(item)]
    if os.path.isdir(item):
        return list(map(like, _files_in(item)))
    if glob.has_magic(item) and not os.path.lexists(item):
        found = sorted(glob.glob(item, recursive=True))
        if not found:
            raise DataError(f"{printable(item)}: no file is called like this; check the pattern")
        return [like(path) for place in found for path in _files_in(place)]
    return [like(item)]  # whoever opens it says what is wrong


def _files_in(place: str) -> list[str]:
    """Return the files of a folder that can be read, in the order of their paths."""
    if not os.path.isdir(place):
        return [place]
    walked = sorted(map(str, _walked(place)))
    found = [path for path in walked if unpacked(SourceFile(path)).suffix in FILE_SUFFIXES]
    if not found:
        raise DataError(
            f"{printable(place)}: no file in this folder can be read; what can: "
            f"{', '.join(FILE_SUFFIXES)}, and the same with {' or '.join(PACKED)} behind"
        )
    return found


def _walked(place: str) -> Iterator[Path]:
    for folder, folders, names in os.walk(place):
        folders[:] = [name for name in folders if not name.startswith(_HIDDEN)]
        yield from (Path(folder, name) for name in names if not name.startswith(_HIDDEN))


def size_of(files: Iterable[SourceFile]) -> int:
    """Return how many bytes files have on disk; standard input counts for none."""
    return sum(os.stat(file).st_size for file in files if file != "-" and os.path.isfile(file))
