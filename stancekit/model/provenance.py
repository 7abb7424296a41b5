"""From what a model was trained."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from json.encoder import encode_basestring_ascii

import numpy as np
import numpy.typing as npt

from stancekit.labels import Label, label_set
from stancekit.model.lineage import Ancestor, TrainingData

__all__ = ["Provenance", "provenance_of"]


@dataclass(frozen=True)
class Provenance:
    """From what a model was trained.

    The fingerprint is the SHA-256 of the training statements with their targets, labels and
    weights, in order. `training_data` says where they are, if that is known; the lineage is that of
    the models from which this one was retrained, the first one first.
    """

    n_statements: int
    label_counts: Mapping[Label, int]
    fingerprint: str
    training_data: TrainingData | None = None
    lineage: tuple[Ancestor, ...] = ()


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
