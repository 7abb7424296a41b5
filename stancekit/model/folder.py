"""The model folder, format 1: written whole, read with suspicion.

A folder holds ``manifest.json`` (what it is), ``vocabulary.json`` (the known n-grams),
``weights.safetensors`` (the numbers), ``README.md`` (the model card) and, where that was asked for,
``training.jsonl`` (the training statements). Nothing in it names a class or is executed. The
format number goes up when a reader of the former format would misread a folder; readers of all
earlier formats stay.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from stancekit._bundled import bundled_folder
from stancekit.exceptions import (
    InputTypeError,
    ModelFormatError,
    ParameterError,
    StancekitError,
)
from stancekit.model import manifest as manifests
from stancekit.model.card import model_card
from stancekit.model.encoder import Encoder
from stancekit.model.lineage import TRAINING
from stancekit.model.measured import Measured
from stancekit.model.model import StanceModel
from stancekit.model.whole import write_whole

__all__ = ["DEFAULT_MODEL", "as_folder", "check_destination", "load_model", "save_model"]

DEFAULT_MODEL = "dialogue-with-moscow"

MANIFEST, VOCABULARY, WEIGHTS, CARD = (
    "manifest.json",
    "vocabulary.json",
    "weights.safetensors",
    "README.md",
)
_DAMAGE = (AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError)
"""What reading a manifest as if it were sound may raise where it is not."""
_CURE = "get a fresh copy of the model"
_LEFT_BY_FILE_MANAGERS = (".DS_Store", "Thumbs.db", "desktop.ini")
_LARGEST = {MANIFEST: 4 << 20, VOCABULARY: 64 << 20, WEIGHTS: 1 << 30}


def save_model(
    model: StanceModel,
    folder: str | Path,
    evaluation: Measured | None = None,
    *,
    replace: bool = True,
) -> None:
    """Write a model to a folder; `StanceModel.save` is the way to call it."""
    if evaluation is not None and not isinstance(evaluation, Measured):
        kind = type(evaluation).__name__
        raise InputTypeError(f"evaluation: got {kind}; give what stancekit.evaluate returned")
    folder = as_folder(folder).resolve()
    check_destination(folder, replace=replace)
    vocabulary = manifests.vocabulary_of(model)
    files = {
        VOCABULARY: json.dumps(vocabulary, ensure_ascii=True, indent=0).encode() + b"\n",
        WEIGHTS: save_tensors(manifests.tensors_of(model)),
    }
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    figures = evaluation.to_dict() if evaluation else None
    manifest = manifests.manifest_of(model, hashes, figures, folder)
    files[MANIFEST] = json.dumps(manifest, indent=2, allow_nan=False).encode() + b"\n"
    files[CARD] = model_card(folder.name, model, manifest, evaluation).encode()
    data = model.provenance.training_data
    if data is not None and data.embedded is not None:
        files[TRAINING] = data.embedded
    try:
        write_whole(folder, files, replace=replace)
    except OSError as error:
        reason = error.strerror or error
        raise type(error)(f"{folder}: cannot be written ({reason}); name another folder") from error


def load_model(folder: str | Path | None = None, *, encoder: Encoder | None = None) -> StanceModel:
    """Load a model, verifying everything that can be verified.

    Parameters
    ----------
    folder : str or Path, optional
        A folder written by `StanceModel.save`. Default is the model that comes with
        stancekit, for dialogue with Moscow.
    encoder : object, optional
        The encoder with which the model was trained, if it was.

    Returns
    -------
    StanceModel

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    ModelFormatError
        If it is not a model folder, or damaged, or of a newer format.
    DataError
        If the encoder is missing or another one.
    InputTypeError, ParameterError
        If `folder` is not a path.

    Notes
    -----
    Folders from strangers are safe to load: no code in them is run, and the size, hash and
    shape of everything are checked before use. That says nothing of whether their predictions
    are any good; read their card.

    Examples
    --------
    >>> import stancekit
    >>> stancekit.load_model().targets
    ('dialogue with Moscow',)
    """
    path = bundled_folder("models") / DEFAULT_MODEL if folder is None else as_folder(folder)
    if not path.is_dir():
        raise FileNotFoundError(
            f"{path}: no such model folder; name one that StanceModel.save "
            "or 'stancekit train' wrote"
        )
    versions = sorted(path.glob(f"v*/{MANIFEST}"))
    if versions and not (path / MANIFEST).exists():
        raise FileNotFoundError(f"{path}: versions of a model; name one, {versions[-1].parent}")
    try:
        manifest = _json_of(path / MANIFEST, _read(path / MANIFEST))
        hashes = manifests.check_manifest(manifest)
        content = {name: _read(path / name) for name in (VOCABULARY, WEIGHTS)}
        for name, data in content.items():
            if hashlib.sha256(data).hexdigest() != hashes.get(name):
                raise ModelFormatError(f"{name} is not the file that was saved: its hash differs")
        vocabulary = _json_of(path / VOCABULARY, content[VOCABULARY])
        tensors = load_tensors(content[WEIGHTS])
        return manifests.model_from(manifest, vocabulary, tensors, encoder, path.resolve())
    except SafetensorError as error:
        raise ModelFormatError(
            f"{path / WEIGHTS}: not a safetensors file ({error}); {_CURE}"
        ) from error
    except ModelFormatError as error:
        place = "" if str(error).startswith(f"{path}{os.sep}") else f"{path}: "
        cure = "" if "; " in str(error) else f"; {_CURE}"  # some name a better one
        raise ModelFormatError(f"{place}{error}{cure}") from error
    except _DAMAGE as error:
        if isinstance(error, StancekitError):
            raise
        what = f"{error} is missing" if isinstance(error, KeyError) else "parts do not fit"
        raise ModelFormatError(f"{path}: damaged model ({what}); {_CURE}") from error


def as_folder(folder: object, name: str = "folder") -> Path:
    """Return what names a folder as a path.

    Examples
    --------
    >>> as_folder("my-model").name
    'my-model'
    """
    if not isinstance(folder, str | os.PathLike):
        raise InputTypeError(f"{name}: expected a path, got {type(folder).__name__}")
    if str(folder) == "" or "\0" in str(folder):
        raise ParameterError(f"{name}: no folder is called {str(folder)!r}; name another")
    return Path(folder)


def _read(path: Path) -> bytes:
    """Read a regular file, after its size was checked."""
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise ModelFormatError(f"{path}: missing, so this is no complete model folder") from error
    if not stat.S_ISREG(status.st_mode):
        raise ModelFormatError(f"{path}: not a regular file")
    largest = _LARGEST[path.name]
    if status.st_size > largest:
        raise ModelFormatError(f"{path}: {status.st_size} bytes, at most {largest} are allowed")
    return path.read_bytes()


def _json_of(path: Path, content: bytes) -> Any:
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        reason: object = error
        if isinstance(error, UnicodeDecodeError | RecursionError):
            reason = "not UTF-8" if isinstance(error, UnicodeDecodeError) else "nested too deeply"
        raise ModelFormatError(f"{path}: not valid JSON ({reason})") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not allowed")


def check_destination(folder: Path, *, replace: bool = True) -> None:
    """Refuse to save a model where anything else than a model stands.

    Examples
    --------
    >>> check_destination(Path(__file__))
    Traceback (most recent call last):
    ...
    FileExistsError: ...: a file stands there; name a folder to save the model to
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FileExistsError(f"{folder}: a file stands there; name a folder to save the model to")
    found = {entry.name for entry in folder.iterdir()}
    if found and not replace:
        raise FileExistsError(f"{folder}: stands there already; name a new folder")
    if TRAINING in found:
        raise FileExistsError(
            f"{folder}: holds the statements that its model was trained on; name a new folder"
        )
    if any((folder / name / MANIFEST).exists() for name in found):
        raise FileExistsError(f"{folder}: holds versions of its model; name a new folder")
    foreign = found - {MANIFEST, VOCABULARY, WEIGHTS, CARD, *_LEFT_BY_FILE_MANAGERS}
    if foreign:
        raise FileExistsError(
            f"{folder}: holds {min(foreign)!r}, which is no part of a model; name a new folder"
        )
    if found and not found >= {MANIFEST, VOCABULARY, WEIGHTS}:
        raise FileExistsError(f"{folder}: holds {min(found)!r}, but no model; name a new folder")
