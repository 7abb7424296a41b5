"""Where the training statements of a model are, and which models came before it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stancekit.exceptions import ModelFormatError
from stancekit.labels import Label

__all__ = ["TRAINING", "Ancestor", "Batch", "TrainingData"]

TRAINING = "training.jsonl"
"""The file with the training statements, in the folder of a model that holds them."""


@dataclass(frozen=True)
class Batch:
    """Files of labelled statements that were read together.

    Parameters
    ----------
    files : tuple of Path
        In the order in which they were read.
    text, label : str
        Their columns.
    dropped : tuple of str or int
        Labels whose statements were left out from then on.
    """

    files: tuple[Path, ...]
    text: str = "text"
    label: str = "label"
    dropped: tuple[Label, ...] = ()


@dataclass(frozen=True)
class TrainingData:
    """Where training statements are and how they were read.

    Parameters
    ----------
    batches : tuple of Batch
        The first was trained on; each later one holds new labels for the ones before.
    groups : tuple of str
        The columns that tied statements, where some were named.
    leave_out : str or None
        The column by whose values the model was calibrated.
    embedded : bytes or None
        The statements themselves, as JSON lines, for a model that is to be saved with them.
    """

    batches: tuple[Batch, ...]
    groups: tuple[str, ...] = ()
    leave_out: str | None = None
    embedded: bytes | None = field(default=None, repr=False)

    def entry(self, folder: Path) -> dict[str, Any]:
        """Return what the manifest in a folder says of it."""
        embedded = (Batch((folder / TRAINING,)),)
        batches = self.batches if self.embedded is None else embedded
        return {
            "batches": [
                {
                    "files": [_relative(file, folder) for file in batch.files],
                    "text": batch.text,
                    "label": batch.label,
                    "dropped": list(batch.dropped),
                }
                for batch in batches
            ],
            "groups": list(self.groups),
            "leave_out": self.leave_out,
        }

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any], folder: Path) -> TrainingData:
        """Read what the manifest in a folder says.

        Raises
        ------
        ModelFormatError
            If it says anything else.
        """
        batches = tuple(
            Batch(
                files=tuple(_absolute(_string(file), folder) for file in batch["files"]),
                text=_string(batch["text"]),
                label=_string(batch["label"]),
                dropped=tuple(_label(label) for label in batch["dropped"]),
            )
            for batch in entry["batches"]
        )
        if not batches or not all(batch.files for batch in batches):
            raise ModelFormatError("its training data name no file")
        leave_out = entry["leave_out"]
        return cls(
            batches,
            groups=tuple(map(_string, entry["groups"])),
            leave_out=None if leave_out is None else _string(leave_out),
        )


@dataclass(frozen=True)
class Ancestor:
    """A model from which another was retrained.

    Parameters
    ----------
    manifest : str
        SHA-256 of its manifest.
    n_statements : int
        Number of its training statements.
    """

    manifest: str
    n_statements: int

    def entry(self) -> dict[str, Any]:
        """Return what a manifest says of it."""
        return {"manifest": self.manifest, "n_statements": self.n_statements}

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any]) -> Ancestor:
        """Read what a manifest says."""
        return cls(_string(entry["manifest"]), int(entry["n_statements"]))


def _relative(file: Path, folder: Path) -> str:
    """Return the way from a folder to a file, the same on every system."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # another drive
        return file.as_posix()


def _absolute(path: str, folder: Path) -> Path:
    return Path(os.path.normpath(folder / path))


def _string(value: object) -> str:
    if not isinstance(value, str) or not value or not value.isprintable():
        raise ModelFormatError(f"expected a name in its training data, got {value!a:.40}")
    return value


def _label(value: object) -> Label:
    return value if isinstance(value, int) and not isinstance(value, bool) else _string(value)
