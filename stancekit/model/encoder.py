"""An optional encoder: anything that turns texts into vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from stancekit.data.quoting import shown
from stancekit.exceptions import DataError, InputTypeError

__all__ = ["Encoder", "encode", "encoder_name"]


@runtime_checkable
class Encoder(Protocol):
    """What an encoder must have: ``encode(list of str)`` returning one vector for each text."""

    def encode(self, texts: list[str], /) -> npt.ArrayLike:
        """Return an array of shape (n_texts, n_dimensions)."""
        ...


def encode(encoder: Encoder, texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return an encoder's vectors, each scaled to Euclidean length 1 as TF-IDF rows are."""
    # A string has a method encode, too, and so has the class of an encoder.
    if isinstance(encoder, (str, type)) or not callable(getattr(encoder, "encode", None)):
        raise InputTypeError(
            f"encoder: expected an object with a method encode(list of str), "
            f"got {type(encoder).__name__}"
        )
    found = encoder.encode(list(texts))
    try:
        vectors = np.asarray(found, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(
            "encoder: expected vectors of numbers, all of one length, "
            f"got {shown(found)}; check its encode()"
        ) from error
    is_matrix = vectors.ndim == 2 and len(vectors) == len(texts) and vectors.shape[1] > 0
    if not is_matrix:
        raise DataError(
            f"encoder: expected {len(texts)} vectors of finite numbers, "
            f"got an array of shape {vectors.shape}; check its encode()"
        )
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        first = int(finite.argmin())
        raise DataError(
            f"encoder: expected {len(texts)} vectors of finite numbers, got "
            f"{shown(vectors[first].tolist())} for {shown(texts[first])}; check its encode()"
        )
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(length > 0, length, 1.0)


def encoder_name(encoder: Encoder) -> str:
    """Return the name an encoder gives itself, or that of its class."""
    return str(getattr(encoder, "name", None) or type(encoder).__qualname__)
