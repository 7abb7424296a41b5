"""From what a model was trained, where that is, and which models came before it."""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from json.encoder import encode_basestring_ascii
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit.blocks import printable
from stancekit.data.quoting import counted
from stancekit.exceptions import ModelFormatError, ParameterError
from stancekit.labels import Label, label_set
from stancekit.model.digests import Digests
from stancekit.model.reading import number_of, whole_of

__all__ = [
    "TRAINING",
    "Ancestor",
    "Batch",
    "Bundled",
    "Provenance",
    "Recalibrated",
    "TrainingData",
    "provenance_of",
]

_MOST_FILES = 10_000
TRAINING = "training.jsonl"
"""The file with the training statements, in the folder of a model that holds them."""


@dataclass(frozen=True)
class Bundled:
    """A data set that comes with stancekit, by its name and the SHA-256 of each of its files."""

    name: str
    sha256: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """Files that were read together, and labels whose statements were dropped from then on.

    What separates their cells, and their encoding, are known where the user had to say it.
    """

    files: tuple[Path | Bundled, ...]
    text: str = "text"
    label: str = "label"
    dropped: tuple[Label, ...] = ()
    separator: str | None = None
    encoding: str | None = None

    def entry(self, folder: Path) -> dict[str, Any]:
        """Return what the manifest in a folder says of it."""
        said = {name: value for name, value in vars(self).items() if value is not None}
        return said | {"files": [_file_entry(file, folder) for file in self.files]}


@dataclass(frozen=True)
class TrainingData:
    """Where training statements are and how they were read.

    The first batch was trained on; each later one holds new labels for the ones before. Statements
    were tied by the columns `groups`, where some were named, and the model was calibrated by the
    values of the column `leave_out`, but for those that `only_train`, by column. What is to be
    saved with its statements has them `embedded`, as JSON lines. The context is the SHA-256 of the
    columns that decide what is held out together and what an id names. Weights are those that
    statements got when they were merged, beside those in their files: how many statements one after
    the other have which; none where all have 1.
    """

    batches: tuple[Batch, ...]
    groups: tuple[str, ...] = ()
    leave_out: str | None = None
    only_train: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    embedded: bytes | None = field(default=None, repr=False)
    context: str | None = None
    weights: tuple[tuple[int, float], ...] = ()

    def sentences(self) -> Iterator[str]:
        """Say in plain words which statements count otherwise than their files say."""
        for count, weight in self.weights:
            if weight != 1:
                yield f"Of these, {count:,} that were added count {weight:g} times."

    @property
    def files(self) -> tuple[Path | Bundled, ...]:
        """Where the statements of all batches are."""
        return tuple(file for batch in self.batches for file in batch.files)

    def entry(self, folder: Path) -> dict[str, Any]:
        """Return what the manifest in a folder says of it."""
        if len(self.files) > _MOST_FILES:
            raise ParameterError(f"more than {_MOST_FILES:,} training files; put some together")
        embedded = (Batch((folder / TRAINING,)),)
        batches = self.batches if self.embedded is None else embedded
        return {
            "batches": [batch.entry(folder) for batch in batches],
            "groups": list(self.groups),
            "leave_out": self.leave_out,
            "only_train": {column: list(names) for column, names in self.only_train.items()},
            "context": self.context,
            **({"weights": [list(run) for run in self.weights]} if self.weights else {}),
        }

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any], folder: Path) -> TrainingData:
        """Read what the manifest in a folder says."""
        if sum(len(batch["files"]) for batch in entry["batches"]) > _MOST_FILES:
            raise ModelFormatError(f"more than {_MOST_FILES:,} training files")
        batches = tuple(
            Batch(
                files=tuple(_file_from(file, folder) for file in batch["files"]),
                text=_string(batch["text"]),
                label=_string(batch["label"]),
                dropped=tuple(_label(label) for label in batch["dropped"]),
                separator=_optional(batch.get("separator")),
                encoding=_optional(batch.get("encoding")),
            )
            for batch in entry["batches"]
        )
        if not batches or not all(batch.files for batch in batches):
            raise ModelFormatError("its training data name no file")
        return cls(
            batches,
            groups=tuple(map(_string, entry["groups"])),
            leave_out=_optional(entry["leave_out"]),
            only_train={
                _string(column): tuple(map(_string, names))
                for column, names in entry.get("only_train", {}).items()
            },
            context=_optional(entry.get("context")),
            weights=tuple(map(_run, entry.get("weights", ()))),
        )


@dataclass(frozen=True)
class Ancestor:
    """A model from which another was retrained.

    It is known by the SHA-256 of its manifest and the name of its folder, if it was in one. The
    verdict is what the comparison with it said of the model retrained from it; `macro_f1` is the
    difference in that comparison, and the ends of its interval.
    """

    manifest: str | None
    n_statements: int
    name: str | None = None
    verdict: str | None = None
    macro_f1: tuple[float, float, float] | None = None

    def entry(self) -> dict[str, Any]:
        """Return what a manifest says of it."""
        return dict(vars(self))

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any]) -> Ancestor:
        """Read what a manifest says."""
        return cls(
            _optional(entry["manifest"]),
            whole_of(entry["n_statements"]),
            name=_optional(entry.get("name")),
            verdict=_optional(entry.get("verdict")),
            macro_f1=_difference(entry.get("macro_f1")),
        )

    def sentence(self) -> str:
        """Say in plain words what became of it, with nothing that a terminal obeys."""
        found = [] if self.verdict is None else [printable(self.verdict)]
        if self.macro_f1 is not None:
            found.append("macro-F1 {:+.3f} ({:+.3f} to {:+.3f})".format(*self.macro_f1))
        name = "a model" if self.name is None else printable(self.name)
        told = f": {', '.join(found)}" if found else ""
        return f"Retrained from {name} ({counted(self.n_statements, 'statement')}){told}."


@dataclass(frozen=True)
class Recalibrated:
    """That a model was recalibrated, and on what.

    The model before it is known by the SHA-256 of its manifest and the name of its folder, if it
    was in one. Of each labelled statement there is a digest, by which it is known again.
    """

    manifest: str | None
    name: str | None
    statements: tuple[str, ...]
    files: tuple[Path, ...] = ()

    @staticmethod
    def digest(text: str, target: str | None) -> str:
        """Return by what a statement is known again."""
        return hashlib.sha256(json.dumps([text, target]).encode()).hexdigest()[:16]

    def entry(self, folder: Path) -> dict[str, Any]:
        """Return what the manifest in a folder says of it."""
        return {**vars(self), "files": [_file_entry(file, folder) for file in self.files]}

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any], folder: Path) -> Recalibrated:
        """Read what the manifest in a folder says."""
        if len(entry["files"]) > _MOST_FILES:
            raise ModelFormatError(f"more than {_MOST_FILES:,} files to calibrate by")
        return cls(
            _optional(entry["manifest"]),
            _optional(entry["name"]),
            tuple(map(_string, entry["statements"])),
            tuple(Path(os.path.normpath(folder / _string(file))) for file in entry["files"]),
        )

    def sentence(self) -> str:
        """Say in plain words what was done, with nothing that a terminal obeys."""
        name = "another model" if self.name is None else printable(self.name)
        files = ", ".join(printable(file.name) for file in self.files)
        return (
            f"Recalibrated from {name} on {counted(len(self.statements), 'labelled statement')}"
            f"{f' ({files})' if files else ''}: the temperature, what each label has beforehand, "
            "and from when on answers are `ok`. What its words weigh is unchanged."
        )


@dataclass(frozen=True)
class Provenance:
    """From what a model was trained.

    The fingerprint is the SHA-256 of the training statements with their targets, labels and
    weights, in order. `training_data` says where they are, if that is known; the lineage is that of
    the models from which this one was retrained, the first one first. `recalibrated` says on what
    it was calibrated anew since. The digests of the statements are known to a model that was fitted
    in this process, and kept nowhere.
    """

    n_statements: int
    label_counts: Mapping[Label, int]
    fingerprint: str
    training_data: TrainingData | None = None
    lineage: tuple[Ancestor, ...] = ()
    recalibrated: Recalibrated | None = None
    digests: Digests | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "label_counts", MappingProxyType(dict(self.label_counts)))


def provenance_of(
    texts: Sequence[str],
    targets: Sequence[str] | None,
    labels: Sequence[Label],
    weights: npt.NDArray[np.float64] | None,
) -> Provenance:
    """Count and fingerprint training statements."""
    # One line of JSON for each statement: text, target, label, weight.
    label_as_json = {label: json.dumps(label) for label in set(labels)}
    rows = zip(
        map(encode_basestring_ascii, texts),
        repeat("null") if targets is None else map(encode_basestring_ascii, targets),
        map(label_as_json.__getitem__, labels),
        repeat("null") if weights is None else map(json.dumps, weights.tolist()),
        strict=False,
    )
    lines = "".join([f"[{', '.join(row)}]\n" for row in rows])
    digest = hashlib.sha256(lines.encode())
    counts = Counter(labels)
    return Provenance(
        len(texts), {label: counts[label] for label in label_set(labels)}, digest.hexdigest()
    )


def _file_entry(file: Path | Bundled, folder: Path) -> str | dict[str, Any]:
    """Return a data set by its name, or the way from a folder to a file, equal on every system."""
    if isinstance(file, Bundled):
        return {"dataset": file.name, "sha256": list(file.sha256)}
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # another drive
        return file.as_posix()


def _file_from(entry: Any, folder: Path) -> Path | Bundled:
    if isinstance(entry, Mapping):
        return Bundled(_string(entry["dataset"]), tuple(map(_string, entry["sha256"])))
    return Path(os.path.normpath(folder / _string(entry)))


def _string(value: object) -> str:
    """Return a name: any that a file or a column can have, to be escaped where it is shown."""
    if not isinstance(value, str) or not value or "\0" in value:
        raise ModelFormatError(f"expected a name in its training data, got {value!a:.40}")
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _string(value)


def _run(value: Any) -> tuple[int, float]:
    """Return how many statements have a weight, and which."""
    count, weight = value
    if not isinstance(count, int) or count < 1 or not 0 < float(weight) < math.inf:
        raise ModelFormatError(f"expected a weight in its training data, got {value!a:.40}")
    return count, float(weight)


def _difference(value: Any) -> tuple[float, float, float] | None:
    if value is None:
        return None
    difference, low, high = map(number_of, value)
    return difference, low, high


def _label(value: object) -> Label:
    return value if isinstance(value, int) and not isinstance(value, bool) else _string(value)
