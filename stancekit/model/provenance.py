"""From what a model was trained."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stancekit.labels import Label, label_set

__all__ = ["Provenance", "provenance_of"]


@dataclass(frozen=True)
class Provenance:
    """From what a model was trained.

    Parameters
    ----------
    n_statements : int
        Number of training statements.
    label_counts : dict
        Number of training statements of each label.
    fingerprint : str
        SHA-256 of the training statements with their targets, labels and weights, in order.
    """

    n_statements: int
    label_counts: Mapping[Label, int]
    fingerprint: str


def provenance_of(
    texts: Sequence[str],
    targets: Sequence[str] | None,
    labels: Sequence[Label],
    weights: npt.NDArray[np.float64] | None,
) -> Provenance:
    """Count and fingerprint training statements.

    Parameters
    ----------
    texts : sequence of str
    targets : sequence of str or None
    labels : sequence of str or int
    weights : ndarray of shape (n_statements,) or None

    Examples
    --------
    >>> provenance_of(["Yes.", "No."], None, ["favor", "against"], None).label_counts
    {'against': 1, 'favor': 1}
    """
    digest = hashlib.sha256()
    for i, (text, label) in enumerate(zip(texts, labels, strict=True)):
        row = [text, targets and targets[i], label, None if weights is None else weights[i]]
        digest.update(json.dumps(row).encode() + b"\n")
    counts = Counter(labels)
    return Provenance(
        len(texts), {label: counts[label] for label in label_set(labels)}, digest.hexdigest()
    )
