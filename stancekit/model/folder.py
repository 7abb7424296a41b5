"""The model folder, format 2: what it holds, and how it is written whole.

A folder holds ``manifest.json`` (what it is), ``vocabulary.json`` (the known n-grams),
``weights.safetensors`` (the numbers), ``README.md`` (the model card), for a model with a dictionary
``dictionary.json`` (its concepts and their entries) and, where that was asked for,
``training.jsonl`` (the training statements). Nothing in it names a class or is executed. The
manifest has the hashes of the other files and its own, which show damage; whoever changes a folder
on purpose can make them anew. The format number goes up when a reader of the former format would
misread a folder; readers of all earlier formats stay. In format 1 thresholds said something else,
so nothing read from it is `ok`, and texts were cut in another way, as they still are for such a
model.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors.numpy import save as save_tensors

from stancekit.data.quoting import from_here
from stancekit.data.scratch import real_place, write_whole
from stancekit.exceptions import InputTypeError, ParameterError
from stancekit.model.card import Measured, model_card
from stancekit.model.lineage import TRAINING
from stancekit.model.linear import Learned
from stancekit.model.manifest import manifest_of, tensors_of, vocabulary_of
from stancekit.model.manifest_parts import DICTIONARY
from stancekit.model.seal import MANIFEST, sealed
from stancekit.model.tensors import LARGEST_WEIGHTS, MOST_TERMS

__all__ = [
    "DICTIONARY",
    "LARGEST",
    "MANIFEST",
    "VOCABULARY",
    "WEIGHTS",
    "as_folder",
    "check_destination",
    "hash_of_manifest",
    "packed",
    "save_model",
    "version_of",
    "versions_in",
]

VOCABULARY, WEIGHTS, CARD = "vocabulary.json", "weights.safetensors", "README.md"
LARGEST = {
    MANIFEST: 4 << 20,
    VOCABULARY: 48 << 20,
    DICTIONARY: 4 << 20,
    WEIGHTS: LARGEST_WEIGHTS,
}
"""How many bytes files may have that are written and read."""
_is_version = re.compile(r"v(\d{4,})").fullmatch
_LEFT_BY_FILE_MANAGERS = (".DS_Store", "Thumbs.db", "desktop.ini")


def save_model(
    model: Learned, folder: str | Path, evaluation: Measured | None = None, *, replace: bool = True
) -> None:
    """Write a model to a folder; `StanceModel.save` is the way to call it."""
    if evaluation is not None and not isinstance(evaluation, Measured):
        kind = type(evaluation).__name__
        raise InputTypeError(f"evaluation: got {kind}; give what stancekit.evaluate returned")
    folder = real_place(as_folder(folder))
    check_destination(folder, replace=replace)
    figures = evaluation.to_dict() if evaluation else None
    files, manifest = packed(model, folder, figures)
    files[CARD] = model_card(folder.name, model, manifest, evaluation).encode()
    data = model.provenance.training_data
    if data is not None and data.embedded is not None:
        files[TRAINING] = data.embedded
    try:
        write_whole(folder, files, replace=replace)
    except OSError as error:
        reason = error.strerror or error
        name = from_here(folder)
        raise type(error)(f"{name}: cannot be written ({reason}); name another folder") from error


def packed(
    model: Learned, home: Path, figures: Mapping[str, Any] | None = None
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the files by which a model is known again, and its manifest."""
    vocabulary = vocabulary_of(model)
    files = {
        VOCABULARY: json.dumps(vocabulary, ensure_ascii=True, indent=0).encode() + b"\n",
        WEIGHTS: save_tensors(tensors_of(model)),
    }
    if dictionary := model.settings.get("dictionary"):
        files[DICTIONARY] = json.dumps(dictionary, ensure_ascii=True, indent=0).encode() + b"\n"
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = sealed(manifest_of(model, hashes, figures, home))
    files[MANIFEST] = json.dumps(manifest, indent=2, allow_nan=False).encode() + b"\n"
    _check_sizes(model, files)
    return files, manifest


def hash_of_manifest(model: Learned, folder: Path | None) -> str:
    """Return a hash by which a model is known: of its manifest, or of what would be in its folder.

    The manifest holds the hashes of the other files.
    """
    if folder is not None and (folder / MANIFEST).is_file():
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    known = json.dumps([list(model.labels), list(model.parts), vocabulary_of(model)])
    return hashlib.sha256(known.encode() + save_tensors(tensors_of(model))).hexdigest()


def _check_sizes(model: Learned, files: Mapping[str, bytes]) -> None:
    """Refuse to write what could not be loaded again."""
    n_terms = sum(part.n_terms for part in model.parts.values())
    if n_terms > MOST_TERMS:
        raise ParameterError(
            f"the model has {n_terms:,} n-grams, and a folder holds up to {MOST_TERMS:,}; "
            "train it with a higher min_df"
        )
    for name, content in files.items():
        if len(content) > LARGEST[name]:
            raise ParameterError(
                f"{name} would have {len(content):,} bytes, of which {LARGEST[name]:,} can be "
                "loaded; train the model with a higher min_df, or save it without what is in there"
            )


def as_folder(folder: object, name: str = "folder") -> Path:
    """Return what names a folder as a path."""
    if not isinstance(folder, str | os.PathLike):
        raise InputTypeError(f"{name}: expected a path, got {type(folder).__name__}")
    if str(folder) == "" or "\0" in str(folder):
        raise ParameterError(f"{name}: no folder is called {str(folder)!r}; name another")
    return Path(folder)


def version_of(name: str) -> int | None:
    """Return the number of a version of a model, by the name of its folder.

    Examples
    --------
    >>> version_of("v0002"), version_of("v2"), version_of("vaccines")
    (2, None, None)
    """
    match = _is_version(name)
    return int(match[1]) if match else None


def versions_in(folder: Path) -> list[Path]:
    """Return the versions of a model that a folder holds, the newest last."""
    found = {path.parent: version_of(path.parent.name) for path in folder.glob(f"v*/{MANIFEST}")}
    numbers = {path: number for path, number in found.items() if number is not None}
    return sorted(numbers, key=numbers.__getitem__)


def check_destination(folder: Path, *, replace: bool = True) -> None:
    """Refuse to save a model where anything else than a model stands."""
    if not folder.exists():
        return
    name = from_here(folder)
    if not folder.is_dir():
        raise FileExistsError(f"{name}: a file stands there; name a folder to save the model to")
    found = {entry.name for entry in folder.iterdir()}
    if found and not replace:
        raise FileExistsError(f"{name}: stands there already; name a new folder")
    if TRAINING in found:
        raise FileExistsError(
            f"{name}: holds the statements that its model was trained on; name a new folder"
        )
    if versions_in(folder):
        raise FileExistsError(f"{name}: holds versions of its model; name a new folder")
    foreign = found - {MANIFEST, VOCABULARY, DICTIONARY, WEIGHTS, CARD, *_LEFT_BY_FILE_MANAGERS}
    if foreign:
        raise FileExistsError(
            f"{name}: holds {min(foreign)!r}, which is no part of a model; name a new folder"
        )
    if found and not found >= {MANIFEST, VOCABULARY, WEIGHTS}:
        raise FileExistsError(f"{name}: holds {min(found)!r}, but no model; name a new folder")
