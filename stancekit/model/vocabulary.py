"""The n-grams of a folder: how many values a file holds is known before it becomes objects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stancekit.exceptions import ModelFormatError
from stancekit.model.reading import HeldFile, json_of
from stancekit.text import Ngrams

__all__ = ["check_terms", "read_vocabulary"]

_without_strings = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL).sub
_PER_PART = 16  # lists, objects and names of a part, generously


def read_vocabulary(path: Path | HeldFile, content: bytes, n_parts: int, n_terms: int) -> Any:
    """Read JSON with so many n-grams; a list of a million lists would cost what they do not."""
    frame = _without_strings(b"", content)
    n_values = sum(map(frame.count, (b",", b"[", b"{")))
    if n_values > n_terms + _PER_PART * (n_parts + 1):
        raise ModelFormatError(f"{path}: more than the {n_terms} n-grams that have weights")
    return json_of(path, content)


def check_terms(analyzer: Ngrams, terms: Sequence[str]) -> None:
    """Refuse n-grams of more words, or characters, than those that texts are cut into."""
    if analyzer.kind == "char":
        longest = max(map(len, terms), default=0)
    else:
        longest = max((term.count(" ") + 1 for term in terms), default=0)
    if longest > analyzer.high:
        raise ModelFormatError(
            f"an n-gram of {longest} {analyzer.kind}s, where the longest have {analyzer.high}"
        )
