"""An optional encoder: anything that turns texts into vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, Protocol, TypeAlias, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt

from stancekit.data.quoting import counted, shown
from stancekit.exceptions import DataError, InputTypeError

__all__ = ["Encoder", "encode", "encoder_name", "encodes_once"]

Floats = npt.NDArray[np.float64]
P = ParamSpec("P")
T = TypeVar("T")


@runtime_checkable
class Encoder(Protocol):
    """What an encoder must have: ``encode(list of str)`` returning one vector for each text."""

    def encode(self, texts: list[str], /) -> npt.ArrayLike:
        """Return an array of shape (n_texts, n_dimensions)."""
        ...


_Run: TypeAlias = dict[int, tuple[Encoder, dict[str, Floats]]]
_run: ContextVar[_Run | None] = ContextVar("_run", default=None)
"""The vectors of a run by encoder, which is kept with them so that its `id` stays its own."""


def encodes_once(run: Callable[P, T]) -> Callable[P, T]:
    """Let a function encode each text once, however often it asks for the vector.

    Encoding costs far more than all the rest, and cross-validation asks for the same texts in every
    fold. The vectors are forgotten when the outermost such function ends.
    """

    @wraps(run)
    def encoding_once(*args: P.args, **kwargs: P.kwargs) -> T:
        if _run.get() is not None:
            return run(*args, **kwargs)
        token = _run.set({})
        try:
            return run(*args, **kwargs)
        finally:
            _run.reset(token)

    return encoding_once


def encode(encoder: Encoder, texts: Sequence[str]) -> Floats:
    """Return an encoder's vectors, each scaled to Euclidean length 1 as TF-IDF rows are."""
    # A string has a method encode, too, and so has the class of an encoder.
    if isinstance(encoder, (str, type)) or not callable(getattr(encoder, "encode", None)):
        raise InputTypeError(
            f"encoder: expected an object with a method encode(list of str), "
            f"got {type(encoder).__name__}"
        )
    run = _run.get()
    if run is None:
        return _unit_vectors(encoder, list(texts))
    _, known = run.setdefault(id(encoder), (encoder, {}))
    if new := [text for text in dict.fromkeys(texts) if text not in known]:
        known.update(zip(new, _unit_vectors(encoder, new), strict=True))
    vectors = [known[text] for text in texts]
    if len(lengths := set(map(len, vectors))) > 1:
        raise DataError(
            "encoder: expected vectors of numbers, all of one length, "
            f"got some of {min(lengths)} and some of {max(lengths)}; check its encode()"
        )
    return np.array(vectors)


def _unit_vectors(encoder: Encoder, texts: list[str]) -> Floats:
    found = encoder.encode(list(map(_whole, texts)))
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
            f"encoder: expected {counted(len(texts), 'vector')} of finite numbers, "
            f"got an array of shape {vectors.shape}; check its encode()"
        )
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        first = int(finite.argmin())
        raise DataError(
            f"encoder: expected {counted(len(texts), 'vector')} of finite numbers, got "
            f"{shown(vectors[first].tolist())} for {shown(texts[first])}; check its encode()"
        )
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(length > 0, length, 1.0)


def _whole(text: str) -> str:
    r"""Replace halves of characters that were cut in two, which few tokenizers take.

    Examples
    --------
    >>> _whole("Talk \ud83d") == "Talk \ufffd"
    True
    """
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def encoder_name(encoder: Encoder) -> str:
    """Return the name an encoder gives itself, or that of its class."""
    return str(getattr(encoder, "name", None) or type(encoder).__qualname__)
