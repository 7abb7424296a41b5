"""`open_encoder`: from a path to an encoder."""

from __future__ import annotations

import os
from pathlib import Path

from stancekit.encoders.onnx_file import OnnxEncoder
from stancekit.encoders.sentence_transformers_folder import WEIGHTS, SentenceTransformersEncoder
from stancekit.exceptions import InputTypeError, ModelFormatError

__all__ = ["open_encoder"]

_ONNX_FILES = ("model.onnx", "onnx/model.onnx")


def open_encoder(path: str | Path) -> OnnxEncoder | SentenceTransformersEncoder:
    """Open sentence embeddings that lie on this machine, for ``StanceClassifier(encoder=...)``.

    Parameters
    ----------
    path : str or Path
        A folder that sentence-transformers saved, with its weights in ``model.safetensors``; or an
        ONNX file, or a folder with ``model.onnx`` or ``onnx/model.onnx``, with ``tokenizer.json``
        beside it or one folder above. A folder with both is opened by sentence-transformers: name
        the ONNX file to use that.

    Returns
    -------
    OnnxEncoder or SentenceTransformersEncoder
        An object with ``encode(list of str)``, which returns an array of shape (n_texts,
        n_dimensions), and a ``name``, which a model trained with it records. It can be copied and
        pickled: what is copied is where the files are.

    Raises
    ------
    FileNotFoundError
        If there is no such file or folder.
    ModelFormatError
        If it holds no encoder, a damaged one, or one that would run code of its own.
    MissingDependencyError
        If onnxruntime and tokenizers, or sentence-transformers, are not installed; the extra
        ``encoder`` brings them.
    InputTypeError
        If `path` is not a path.

    Notes
    -----
    Nothing is downloaded, and files from strangers are safe to open: no code in them is run, no
    pickle is read, and a folder that names parts other than those of sentence-transformers is
    refused. Of long texts only the beginning counts, as far as the encoder was made for: 384 tokens
    with all-mpnet-base-v2.

    A first one to try: all-mpnet-base-v2 (English, 768 dimensions, 438 MB) with
    ``encoder_dim=192``. Beside words and concepts it raised macro-F1 on constructed sets that were
    left out from 0.765 to 0.828 (by 0.049 to 0.077), and half of the answers were ``ok`` instead of
    a third, as often right. On the 62 sentences of an article no gain showed (-0.095, between
    -0.262 and 0.072). It cost 75 ms of CPU time for a statement (all-MiniLM-L6-v2: 11 ms), where
    words take microseconds. What it gains depends on the texts: `evaluate` or `compare` with and
    without it. ``benchmarks/encoders.py`` and ``benchmarks/encoder_cost.py`` measure both.

    Examples
    --------
    >>> from stancekit import StanceClassifier
    >>> from stancekit.encoders import open_encoder
    >>> encoder = open_encoder("all-mpnet-base-v2")  # doctest: +SKIP
    >>> StanceClassifier(encoder=encoder, encoder_dim=192)  # doctest: +SKIP
    StanceClassifier(encoder=all-mpnet-base-v2, encoder_dim=192)
    """
    if not isinstance(path, str | os.PathLike):
        raise InputTypeError(f"path: expected the path of an encoder, got {type(path).__name__}")
    place = Path(path).absolute()
    if not place.exists():
        raise FileNotFoundError(
            f"{path}: no such file or folder; encoders are opened from this machine alone, so "
            "download one first"
        )
    if place.is_file():
        return OnnxEncoder(place)
    if (place / WEIGHTS).is_file():
        return SentenceTransformersEncoder(place)
    for name in _ONNX_FILES:
        if (place / name).is_file():
            return OnnxEncoder(place / name)
    raise ModelFormatError(
        f"{path}: holds neither {WEIGHTS} nor {' nor '.join(_ONNX_FILES)}; name a folder that "
        "sentence-transformers saved, or an ONNX file"
    )
