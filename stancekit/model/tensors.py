"""The numbers of a model in a safetensors file, whose header is judged before they are read.

The header is JSON behind its length in 8 bytes; it gives each array a type, a shape and a place.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stancekit.exceptions import ModelFormatError
from stancekit.model.reading import HeldFile, json_of, opened, read_on

__all__ = ["LARGEST_WEIGHTS", "MOST_TERMS", "Tensors", "n_terms_in", "read_tensors"]

MOST_TERMS = 1_000_000
MOST_NUMBERS = 8_000_000
LARGEST_WEIGHTS = 8 * MOST_NUMBERS
_VECTORS = ("intercept", "prior", "thresholds")
_HEADER = 4096
_HEADER_PER_ARRAY = 512

Floats = npt.NDArray[np.float64]
Tensors = Mapping[str, Floats]


class _Place(NamedTuple):
    shape: tuple[int, ...]
    start: int
    end: int


def read_tensors(path: Path | HeldFile, parts: Sequence[Mapping[str, Any]]) -> tuple[Tensors, str]:
    """Read the arrays of the parts that a manifest names, those alone, and hash the file."""
    wanted = _wanted(parts)
    with opened(path, LARGEST_WEIGHTS) as (stream, size):
        head = _head(stream, path, size, len(wanted))
        places = _places(path, head[8:], size, wanted)
        _check_shapes(parts, {name: place.shape for name, place in places.items()})
        data = read_on(stream, path, size - len(head), to_end=True)
    digest = hashlib.sha256(head)
    digest.update(data)
    return {name: _array(data, place) for name, place in places.items()}, digest.hexdigest()


def n_terms_in(tensors: Tensors) -> int:
    """Return how many n-grams have a weight."""
    return sum(len(array) for name, array in tensors.items() if ".idf." in name)


def _array(data: bytes, place: _Place) -> Floats:
    """Return an array where it lies, or a copy of it where this machine cannot use that."""
    flat = np.frombuffer(data, "<f8", math.prod(place.shape), place.start)
    return np.require(flat.reshape(place.shape), np.float64, ["A", "C"])


def _head(stream: IO[bytes], path: Path | HeldFile, size: int, n_arrays: int) -> bytes:
    """Return the header with the 8 bytes before it."""
    first = read_on(stream, path, min(size, 8))
    length = int.from_bytes(first, "little")
    if not 0 < length <= min(size - 8, _HEADER + _HEADER_PER_ARRAY * n_arrays):
        raise ModelFormatError(f"{path}: not a safetensors file (a header of {length} bytes)")
    return first + read_on(stream, path, length)


def _wanted(parts: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the arrays of all parts, each with the number of its dimensions."""
    wanted: dict[str, int] = {}
    for i, part in enumerate(parts):
        wanted |= {f"{i}.{name}": 1 for name in _VECTORS}
        wanted |= {f"{i}.idf.{kind}": 1 for kind in _kinds(part)} | {f"{i}.coef": 2}
    return wanted


def _kinds(part: Mapping[str, Any]) -> list[str]:
    return [*part["ngrams"], *(["concept"] if part.get("concept_weight") else [])]


def _places(
    path: Path | HeldFile, head: bytes, size: int, wanted: Mapping[str, int]
) -> dict[str, _Place]:
    """Return where behind the header each array stands: one right after the other, to the end."""
    header = json_of(path, head)
    if not isinstance(header, dict) or header.keys() != wanted.keys():
        raise ModelFormatError(f"{path}: its arrays are not those of the model")
    places = {name: _place(name, header[name], wanted[name]) for name in wanted}
    end = 0
    for name, place in sorted(places.items(), key=lambda item: item[1][1:]):
        if place.start != end or place.end - place.start != 8 * math.prod(place.shape):
            raise ModelFormatError(f"{path}: tensor {name} is not where it is said to be")
        end = place.end
    if end != size - 8 - len(head):
        raise ModelFormatError(f"{path}: has another size than its header says")
    return places


def _place(name: str, entry: Any, n_dimensions: int) -> _Place:
    shape, (start, end) = entry["shape"], entry["data_offsets"]
    if entry["dtype"] != "F64" or len(shape) != n_dimensions:
        raise ModelFormatError(f"tensor {name} is not {n_dimensions}-dimensional float64")
    if not all(type(n) is int and 0 <= n <= 8 * MOST_NUMBERS for n in (*shape, start, end)):
        raise ModelFormatError(f"tensor {name} has an impossible shape or place")
    return _Place(tuple(shape), start, end)


def _check_shapes(parts: Sequence[Mapping[str, Any]], shape: Mapping[str, tuple[int, ...]]) -> None:
    n_all = 0
    for i, part in enumerate(parts):
        n_labels, n_columns = shape[f"{i}.coef"]
        n_terms = sum(shape[f"{i}.idf.{kind}"][0] for kind in _kinds(part))
        vectors = (shape[f"{i}.{name}"] for name in _VECTORS)
        if {n_labels, *(length for (length,) in vectors)} != {len(part["labels"])}:
            raise ModelFormatError(
                f"part {i}: the arrays do not fit its {len(part['labels'])} labels"
            )
        if n_columns < max(n_terms, 1):
            raise ModelFormatError(f"part {i}: {n_columns} coefficients for {n_terms} n-grams")
        n_all += n_terms
    if n_all > MOST_TERMS:
        raise ModelFormatError(f"{n_all} n-grams, at most {MOST_TERMS} are allowed")
