"""Files of dictionaries, TOML and YAML, read to plain lists and dicts that nobody judged yet."""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stancekit._optional import import_optional
from stancekit.blocks import printable
from stancekit.data.quoting import no_file, shown
from stancekit.exceptions import DataError

__all__ = ["DICTIONARY_SUFFIXES", "read_dictionary_file"]

_LARGEST = 1 << 20
_DEEPEST = 20


def read_dictionary_file(path: Path) -> Mapping[str, Any]:
    """Return what a file holds: by name, lists of entries, or groups of such lists.

    Every word of a YAML file is a string here: "no" is no truth value.
    """
    name = str(path)
    parse = _PARSERS.get(path.suffix.casefold())
    if parse is None:
        known = " or ".join(DICTIONARY_SUFFIXES)
        raise DataError(f"{printable(name)}: this is no file of a dictionary; use {known}")
    text = _text_of(path, printable(name))
    try:
        return parse(text)
    except (ValueError, RecursionError) as error:
        nested = isinstance(error, RecursionError)
        reason = "it is nested too deeply" if nested else printable(str(error))
        raise DataError(f"{printable(name)}: {reason}; correct the file") from error


def _text_of(path: Path, name: str) -> str:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DataError(f"{name}: this is not a regular file; name the file of a dictionary")
        if status.st_size > _LARGEST:
            raise DataError(
                f"{name}: {status.st_size:,} bytes, where a dictionary has at most {_LARGEST:,}; "
                "is it another file?"
            )
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DataError(no_file(name, path)) from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"{name}: byte 0x{error.object[error.start]:02X} is not UTF-8; save the file as UTF-8"
        ) from error
    except (OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        reason = getattr(error, "strerror", error)
        raise DataError(f"{name}: cannot be read ({reason}); check the file") from error


def _from_yaml(text: str) -> Mapping[str, Any]:
    yaml = import_optional("yaml", extra="yaml", purpose="reading a dictionary in YAML")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"not valid YAML ({' '.join(str(error).split())})") from error
    found = {} if node is None else _plain(node, set(), _DEEPEST)
    if not isinstance(found, dict):
        raise ValueError("it is no list of concepts, each with its entries, as 'refusal: [refuse]'")
    return found


def _plain(node: Any, met: set[int], depth: int) -> Any:
    """Return what a node of YAML holds; nothing may be written once and referred to elsewhere."""
    line = node.start_mark.line + 1
    if not depth:
        raise RecursionError
    if node.id == "scalar":
        return node.value
    if id(node) in met:
        raise ValueError(f"line {line} is used twice, by '&' and '*'; write it out")
    met.add(id(node))
    if node.id == "sequence":
        return [_plain(item, met, depth - 1) for item in node.value]
    found: dict[str, Any] = {}
    for key, value in node.value:
        if key.id != "scalar" or key.value in found:
            what = f"{shown(key.value)} twice" if key.id == "scalar" else "no name of a concept"
            raise ValueError(f"line {key.start_mark.line + 1} has {what}")
        # R writes a list of one as that one.
        found[key.value] = (
            [_only_entry(value)] if value.id == "scalar" else _plain(value, met, depth - 1)
        )
    return found


def _only_entry(node: Any) -> str:
    if "," in node.value:
        line, entry = node.start_mark.line + 1, shown(node.value)
        raise ValueError(f"line {line}: {entry} would be one phrase; write a list, [a, b]")
    return str(node.value)


_PARSERS: dict[str, Callable[[str], Mapping[str, Any]]] = {
    ".toml": tomllib.loads,
    ".yaml": _from_yaml,
    ".yml": _from_yaml,
}
DICTIONARY_SUFFIXES = tuple(_PARSERS)
