"""Cells that hold a list or an object, or the text of one, as tables write what has no column."""

from __future__ import annotations

import ast
import json
import re

__all__ = ["StructuredCell", "answers_in", "structured"]

StructuredCell = list[object] | dict[str, object]

_BRACKETS = ("[]", "{}", "()")
_STRING = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|None)"""
_is_numpy_list = re.compile(rf"\[\s*{_STRING}(?:\s+{_STRING})+\s*\]", re.DOTALL).fullmatch
_strings = re.compile(_STRING, re.DOTALL).findall


def structured(value: object) -> StructuredCell | None:
    r"""Return the list or object that a cell is or spells, None for any other cell.

    CSV files hold it as JSON, as Python shows it, or as NumPy does, without commas.

    Examples
    --------
    >>> structured('{"choices": ["favor", "none"]}')
    {'choices': ['favor', 'none']}
    >>> structured("['favor', None]"), structured("['favor' 'none']"), structured("{'a', 'b'}")
    (['favor', None], ['favor', 'none'], ['a', 'b'])
    >>> structured("[sic]"), structured("favor")
    (None, None)
    """
    if isinstance(value, list | dict):
        return value
    if not isinstance(value, str) or value.strip()[:1] + value.strip()[-1:] not in _BRACKETS:
        return None
    for spelled in (json.loads, _as_numpy_shows, ast.literal_eval):
        try:
            found = spelled(value.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, tuple | set):
            return sorted(found, key=str) if isinstance(found, set) else list(found)
        return found if isinstance(found, list | dict) else None
    return None


def _as_numpy_shows(text: str) -> list[object]:
    if not _is_numpy_list(text):
        raise ValueError("no list of NumPy")
    return list(map(ast.literal_eval, _strings(text)))


def answers_in(cell: StructuredCell) -> list[object]:
    """Return what somebody may have answered: the items of a list, the choices of an object.

    Examples
    --------
    >>> answers_in({"choices": ["favor", "none"]}), answers_in(["favor"])
    (['favor', 'none'], ['favor'])
    """
    found = cell.get("choices", [cell]) if isinstance(cell, dict) else cell
    return found if isinstance(found, list) else [found]
