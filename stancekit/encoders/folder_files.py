"""The small files in the folder of an encoder, read with suspicion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from stancekit.blocks import printable
from stancekit.exceptions import ModelFormatError

__all__ = ["FRESH_COPY", "damaged", "json_in", "longest_in", "name_of", "parts_in", "pooling_in"]

FRESH_COPY = "get a fresh copy of the encoder"
_LARGEST = 1 << 20
_SETTINGS = "sentence_bert_config.json"
_LONGEST = 512  # tokens, where the folder does not say how many
_MOST = 1 << 17
_KNOWN_PARTS = ("Transformer", "Pooling", "Dense", "Normalize")


def json_in(path: Path) -> Any:
    """Return what a small JSON file holds, None where there is none."""
    if not path.is_file():
        return None
    if path.stat().st_size > _LARGEST:
        raise ModelFormatError(f"{path}: larger than {_LARGEST} bytes, so it is no settings file")
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ModelFormatError(f"{path}: not valid JSON; {FRESH_COPY}") from error


def parts_in(folder: Path) -> list[tuple[str, Path]]:
    """Return the kind and the folder of each part that ``modules.json`` names; none without it."""
    path = folder / "modules.json"
    try:
        return [_part(folder, str(part["type"]), part["path"]) for part in json_in(path) or []]
    except (TypeError, LookupError) as error:
        raise ModelFormatError(f"{path}: names no parts; {FRESH_COPY}") from error


def _part(folder: Path, name: str, place: str) -> tuple[str, Path]:
    """Refuse a part whose code or files are not where those of sentence-transformers are."""
    package, _, kind = name.rpartition(".")
    if package.partition(".")[0] != "sentence_transformers" or kind not in _KNOWN_PARTS:
        raise ModelFormatError(
            f"{folder}: has a part of the kind {name!a:.80}, which is not used, as it might run "
            f"code of its own; expected {', '.join(_KNOWN_PARTS)} of sentence_transformers"
        )
    inside = PurePosixPath(place)
    if inside.is_absolute() or ".." in inside.parts or "\\" in place:
        raise ModelFormatError(f"{folder}: has a part outside of the folder, {place!a:.80}")
    return kind, folder / inside


def pooling_in(folder: Path) -> str:
    """Return how vectors of tokens become that of a text: mean, cls or max; mean by default."""
    for kind, place in parts_in(folder):
        if kind == "Pooling":
            return _only(folder, list(_modes(json_in(place / "config.json"))))
    return "mean"


def _modes(settings: Any) -> Iterator[str]:
    if not isinstance(settings, dict):
        return
    given = settings.get("pooling_mode")
    if given is not None:
        yield from map(str, given if isinstance(given, list) else [given])
        return
    for name, value in settings.items():
        if name.startswith("pooling_mode_") and value is True:
            yield name.removeprefix("pooling_mode_").partition("_token")[0]


def _only(folder: Path, modes: list[str]) -> str:
    if len(modes) != 1 or modes[0] not in ("mean", "cls", "max"):
        found = ", ".join(modes) or "nothing"
        raise ModelFormatError(
            f"{folder}: pools by {found!a:.80}; with ONNX one of mean, cls and max can be used"
        )
    return modes[0]


def longest_in(folder: Path) -> int:
    """Return of how many tokens the beginning of a text is read."""
    path = folder / _SETTINGS
    settings = json_in(path)
    if settings is None:
        return _LONGEST
    if not isinstance(settings, dict):
        raise ModelFormatError(f"{path}: holds no settings; {FRESH_COPY}")
    found = settings.get("max_seq_length")
    if found is None:
        return _LONGEST
    if type(found) is not int or not 0 < found <= _MOST:
        raise ModelFormatError(
            f"{path}: max_seq_length is {found!r:.40}; expected a whole number from 1 to {_MOST:,}"
        )
    return found


def damaged(path: Path, error: Exception, what: str) -> ModelFormatError:
    """Say in one line, of whatever a library raised, what it could not do with a file."""
    reason = " ".join(str(error).split())
    return ModelFormatError(f"{path}: {what} ({reason:.200}); {FRESH_COPY}")


def name_of(path: Path) -> str:
    """Return the name of a file or folder, safe to print."""
    return printable(path.name)
