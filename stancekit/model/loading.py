"""A model folder is read with suspicion, and what it holds becomes a model."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors

from stancekit._bundled import bundled_folder
from stancekit.data.quoting import suggestion
from stancekit.exceptions import InputTypeError, ModelFormatError, ParameterError, StancekitError
from stancekit.model.encoder import Encoder
from stancekit.model.folder import DICTIONARY, MANIFEST, VOCABULARY, WEIGHTS, as_folder, versions_in
from stancekit.model.manifest import check_manifest, learned_from
from stancekit.model.manifest_parts import measures_from
from stancekit.model.model import StanceModel

__all__ = ["DEFAULT_MODEL", "as_model", "has_encoder", "is_shipped", "load_model"]

DEFAULT_MODEL = "dialogue-with-moscow"

_DAMAGE = (AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError)
"""What reading a manifest as if it were sound may raise where it is not."""
_CURE = "get a fresh copy of the model"
_LARGEST = {MANIFEST: 4 << 20, VOCABULARY: 64 << 20, DICTIONARY: 4 << 20, WEIGHTS: 1 << 30}


def load_model(folder: str | Path | None = None, *, encoder: Encoder | None = None) -> StanceModel:
    """Load a model, verifying everything that can be verified.

    Parameters
    ----------
    folder : str or Path, optional
        A folder written by `StanceModel.save`. Default is the model that comes with
        stancekit, for dialogue with Moscow; ``"dialogue-with-moscow"`` names it, too, where no
        folder is called so.
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
    path = _shipped() if folder is None else as_folder(folder)
    if path == Path(DEFAULT_MODEL) and not path.exists():
        path = _shipped()
    if not path.is_dir():
        hint = suggestion(path.name, _models_beside(path))
        way_out = "; name one that StanceModel.save or 'stancekit train' wrote"
        raise FileNotFoundError(f"{path}: no such model folder{hint or way_out}")
    versions = versions_in(path)
    if versions and not (path / MANIFEST).exists():
        raise FileNotFoundError(f"{path}: versions of a model; name one, {versions[-1]}")
    try:
        manifest = _json_of(path / MANIFEST, _read(path / MANIFEST))
        hashes = check_manifest(manifest)
        names = [VOCABULARY, WEIGHTS, *([DICTIONARY] if DICTIONARY in hashes else [])]
        content = {name: _read(path / name) for name in names}
        for name, data in content.items():
            if hashlib.sha256(data).hexdigest() != hashes.get(name):
                raise ModelFormatError(f"{name} is not the file that was saved: its hash differs")
        vocabulary, dictionary = (
            _json_of(path / name, content.get(name, b"null")) for name in (VOCABULARY, DICTIONARY)
        )
        tensors = load_tensors(content[WEIGHTS])
        learned = learned_from(manifest, vocabulary, dictionary, tensors, encoder, path.resolve())
        measures = measures_from(manifest["scores"])
        return StanceModel(**vars(learned), folder=path.resolve(), measures=measures)
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


def has_encoder(folder: Path | None) -> bool:
    """Tell whether a model was trained with an encoder; what is no model folder was not."""
    path = _shipped() if folder is None else folder
    try:
        return bool(_json_of(path / MANIFEST, _read(path / MANIFEST)).get("encoder"))
    except (StancekitError, OSError, AttributeError):
        return False


def as_model(model: object, encoder: Encoder | None = None) -> StanceModel:
    """Return a model, from its folder if need be."""
    if isinstance(model, StanceModel):
        if encoder is not None and encoder is not model.encoder:
            raise ParameterError(
                "encoder: the model has one of its own, or none; leave encoder out"
            )
        return model
    if not isinstance(model, str | Path):
        raise InputTypeError(
            "model: expected a StanceModel or the path of its folder, got "
            f"{type(model).__name__}; a fitted StanceClassifier holds one in model_"
        )
    return load_model(as_folder(model, "model"), encoder=encoder)


def is_shipped(model: StanceModel) -> bool:
    """Tell whether a model was loaded from where it came with stancekit."""
    with suppress(FileNotFoundError):  # nothing came with it
        return model.folder == _shipped().resolve()
    return False


def _models_beside(path: Path) -> list[str]:
    """Return the names of the models in the folder where one was looked for."""
    shipped = [DEFAULT_MODEL] if path.parent == Path() else []
    return [*(manifest.parent.name for manifest in path.parent.glob(f"*/{MANIFEST}")), *shipped]


def _shipped() -> Path:
    return bundled_folder("models") / DEFAULT_MODEL


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
