"""``--encoder``: from what stands on the command line to an object that encodes texts."""

from __future__ import annotations

import importlib
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stancekit.cli import options

if TYPE_CHECKING:
    from stancekit.model.encoder import Encoder
    from stancekit.model.model import StanceModel

__all__ = ["encoder_named", "encoder_of_model", "load_each"]

_names_object = re.compile(r"[\w.]+:[\w.]+").fullmatch

encoder_of_model = click.option(
    "--encoder",
    metavar="FOLDER|FILE|PACKAGE:OBJECT",
    type=options.FILE,
    help="The encoder with which the model was trained, if it was, named as in train.",
)


def encoder_named(name: str | None) -> Encoder | None:
    """Open an encoder on this machine, or import the object of that name; None for none.

    What is imported is code that the user named, from the current folder, too, behind what is
    installed. A class or a function is called for the object.
    """
    if name is None:
        return None
    if not name:
        raise _wrong("the name is empty")
    if os.path.exists(name) or not _names_object(name):
        return _opened(name)
    module, _, path = name.partition(":")
    found = _attribute(_imported(module), path)
    if isinstance(found, type) or not hasattr(found, "encode"):
        found = _made(found, name)
    if not callable(getattr(found, "encode", None)):
        raise _wrong(
            f"{name} is of the type {type(found).__name__}, which has no method encode(list of str)"
        )
    return found  # type: ignore[no-any-return]


def load_each(*folders: Path | None, encoder: str | None) -> list[StanceModel]:
    """Load models, each with the encoder if it was trained with one."""
    from stancekit.model.loading import has_encoder, load_model

    found = encoder_named(encoder)
    return [
        load_model(folder, encoder=found) if found and has_encoder(folder) else load_model(folder)
        for folder in folders
    ]


def _opened(name: str) -> Encoder:
    from stancekit.encoders import open_encoder

    try:
        return open_encoder(name)
    except FileNotFoundError as error:
        raise _wrong(f"{error}; or name an object in Python as PACKAGE:OBJECT") from error


def _imported(module: str) -> Any:
    here = os.getcwd()
    if here not in sys.path:
        sys.path.append(here)
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise _failed(f"importing {module}", error) from error
        raise _wrong(
            f"there is no module {error.name!r}, neither installed beside stancekit nor in the "
            "current folder"
        ) from error
    except Exception as error:
        raise _failed(f"importing {module}", error) from error


def _attribute(module: Any, path: str) -> Any:
    from stancekit.data.quoting import suggestion

    found = module
    for name in path.split("."):
        if not hasattr(found, name):
            hint = suggestion(name, [other for other in vars(module) if other[0] != "_"])
            raise _wrong(f"{module.__name__} has no {name!r}{hint}")
        found = getattr(found, name)
    return found


def _made(found: Any, name: str) -> Any:
    """Call a class or a function for the object."""
    if not callable(found):
        return found
    try:
        return found()
    except Exception as error:
        raise _failed(f"calling {name} without arguments", error) from error


def _failed(what: str, error: Exception) -> click.BadParameter:
    return _wrong(f"{what} ended with {type(error).__name__}: {error}")


def _wrong(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="--encoder")
