"""An ONNX file with a tokenizer beside it as an encoder."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit._optional import import_optional
from stancekit.encoders.folder_files import (
    damaged,
    longest_in,
    name_of,
    parts_in,
    pooling_in,
)
from stancekit.exceptions import ModelFormatError
from stancekit.progress import Progress

__all__ = ["OnnxEncoder"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_TOKENIZER = "tokenizer.json"
_AT_ONCE = 32
_PADDING = ("<pad>", "[PAD]")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class OnnxEncoder:
    """Turns texts into vectors with onnxruntime, without PyTorch.

    Parameters
    ----------
    path : Path
        The ONNX file; `open_encoder` is the way to open it.

    Attributes
    ----------
    name : str
        The name of the folder with the tokenizer, and of the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = _folder_of(path)
        self.name = f"{name_of(self.folder)}, {name_of(path)}"
        self._pooling = pooling_in(self.folder)
        if any(kind == "Dense" for kind, _ in parts_in(self.folder)):
            raise ModelFormatError(
                f"{self.folder}: has a part of the kind 'Dense', which no ONNX file holds; open it "
                "with sentence-transformers"
            )
        _ = self._session, self._tokenizer

    def encode(self, texts: list[str]) -> Floats:
        """Return one vector for each text.

        Parameters
        ----------
        texts : list of str
            Texts; of long ones the beginning counts.

        Returns
        -------
        ndarray of shape (n_texts, n_dimensions)
        """
        longest_first = sorted(range(len(texts)), key=lambda i: -len(texts[i]))  # least padding
        vectors: list[Floats] = [np.empty(0, np.float32)] * len(texts)
        with Progress("encoding", len(texts), "text") as work:
            for start in range(0, len(texts), _AT_ONCE):
                rows = longest_first[start : start + _AT_ONCE]
                for row, vector in zip(rows, self._batch([texts[i] for i in rows]), strict=True):
                    vectors[row] = work.after(vector)
        return np.array(vectors, dtype=np.float32)

    def _batch(self, texts: list[str]) -> Floats:
        tokens = self._tokenizer.encode_batch(texts)
        given = {
            "input_ids": np.array([each.ids for each in tokens], np.int64),
            "attention_mask": np.array([each.attention_mask for each in tokens], np.int64),
            "token_type_ids": np.array([each.type_ids for each in tokens], np.int64),
        }
        found = self._run(given)
        if found.ndim == 2:
            return found
        return _pooled(found, given["attention_mask"], self._pooling)

    def _run(self, given: dict[str, Integers]) -> Floats:
        """Return vectors of texts, or of their tokens."""
        wanted = [each.name for each in self._session.get_inputs()]
        names = [each.name for each in self._session.get_outputs()]
        output = "sentence_embedding" if "sentence_embedding" in names else names[0]
        try:
            (found,) = self._session.run([output], {name: given[name] for name in wanted})
        except Exception as error:  # onnxruntime's errors have no common class
            raise damaged(self.path, error, "cannot encode") from error
        shape, expected = np.shape(found), given["input_ids"].shape
        if shape[:-1] not in (expected, expected[:1]):
            raise ModelFormatError(
                f"{self.path}: gives an array of the shape {shape} for {expected[0]} texts of "
                f"{expected[1]} tokens; expected a vector for each text or token"
            )
        return np.asarray(found)

    @cached_property
    def _session(self) -> Any:
        runtime = _package("onnxruntime")
        try:
            session = runtime.InferenceSession(str(self.path), providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors have no common class
            raise damaged(self.path, error, "cannot be opened") from error
        unknown = [found.name for found in session.get_inputs() if found.name not in _INPUTS]
        if unknown:
            raise ModelFormatError(
                f"{self.path}: asks for {unknown[0]!a:.60}; expected a text encoder, which takes "
                f"{', '.join(_INPUTS)}"
            )
        return session

    @cached_property
    def _tokenizer(self) -> Any:
        path = self.folder / _TOKENIZER
        package = _package("tokenizers")
        try:
            tokenizer = package.Tokenizer.from_file(str(path))
        except Exception as error:  # its errors are plain exceptions
            raise damaged(path, error, "cannot be opened") from error
        tokenizer.enable_truncation(longest_in(self.folder))
        ids = [(token, tokenizer.token_to_id(token)) for token in _PADDING]
        token, number = next(((t, i) for t, i in ids if i is not None), (_PADDING[0], 0))
        tokenizer.enable_padding(pad_id=number, pad_token=token)
        return tokenizer

    def __repr__(self) -> str:
        """Return the name."""
        return self.name

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is opened again when an encoder was copied or pickled."""
        opened = ("_session", "_tokenizer")
        return {name: value for name, value in self.__dict__.items() if name not in opened}


def _folder_of(path: Path) -> Path:
    """Return the folder with the tokenizer: that of the file, or the one above."""
    for folder in path.parents[:2]:
        if (folder / _TOKENIZER).is_file():
            return folder
    raise ModelFormatError(
        f"{path}: no {_TOKENIZER} beside it or one folder above; copy that of the encoder there"
    )


def _pooled(of_tokens: Floats, mask: Integers, how: str) -> Floats:
    """Return vectors of texts from those of their tokens, shape (n_texts, n_dimensions)."""
    if how == "cls":
        return of_tokens[:, 0]
    real = mask[:, :, np.newaxis] > 0
    if how == "max":
        return np.asarray(np.where(real, of_tokens, -np.inf).max(axis=1))
    total = np.where(real, of_tokens, 0).sum(axis=1)
    return np.asarray(total / np.maximum(real.sum(axis=1), 1))


def _package(name: str) -> Any:
    return import_optional(name, extra="encoder", purpose="opening an encoder in ONNX")
