"""A model folder is read with suspicion, and what it holds becomes a model."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from stancekit._bundled import bundled_folder
from stancekit.data.quoting import suggestion
from stancekit.data.scratch import stranded
from stancekit.exceptions import InputTypeError, ModelFormatError, ParameterError, StancekitError
from stancekit.model.encoder import Encoder
from stancekit.model.folder import LARGEST, MANIFEST, as_folder, versions_in
from stancekit.model.model import StanceModel
from stancekit.model.reading import json_of, read_file
from stancekit.model.unpacking import unpacked

__all__ = ["DEFAULT_MODEL", "as_model", "has_encoder", "is_shipped", "load_model"]

DEFAULT_MODEL = "dialogue-with-moscow"

_DAMAGE = (AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError)
"""What reading a manifest as if it were sound may raise where it is not."""
_CURE = "get a fresh copy of the model"


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
        if path.is_file():
            raise FileNotFoundError(f"{path}: no such model folder, but a file{way_out}")
        if former := stranded(path):
            way_out = f"; a process was killed that replaced it: rename {former[0]}, the former one"
        raise FileNotFoundError(
            f"{path}: no such model folder{way_out if former else hint or way_out}"
        )
    versions = versions_in(path)
    if versions and not (path / MANIFEST).exists():
        raise FileNotFoundError(f"{path}: versions of a model; name one, {versions[-1]}")
    try:
        learned, measures = unpacked(path, path.resolve(), encoder)
        return StanceModel(**vars(learned), folder=path.resolve(), measures=measures)
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
        content = read_file(path / MANIFEST, LARGEST[MANIFEST])
        return bool(json_of(path / MANIFEST, content).get("encoder"))
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
