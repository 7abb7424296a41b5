"""Which labelled statements a model was, or may have been, trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import starmap
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stancekit.data.copies import copies_among
from stancekit.data.duplicates import bare_form
from stancekit.data.identity import StatementKey, name_of, names_in
from stancekit.model.digests import digests_of
from stancekit.model.lineage import Recalibrated
from stancekit.training.training_data import known_statements, matches_fingerprint

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.model.model import StanceModel

__all__ = [
    "Seen",
    "copies_of",
    "keys_for",
    "may_have_seen",
    "recalibrated_on",
    "recalibration_digests",
    "seen_by",
    "seen_rows",
]

Booleans = npt.NDArray[np.bool_]
CopyKey = tuple[int, str | None]


@dataclass(frozen=True)
class Seen:
    """How many of some statements a model was trained on.

    Attributes
    ----------
    count : int
        The statements that it was trained on; no more than these, if that is not certain.
    certain : bool
        Whether its training statements could be read, or the count is beyond doubt.
    near : int
        Other statements of which it was trained on a near-copy.

    Examples
    --------
    >>> Seen(12, certain=True, near=3).count
    12
    """

    count: int
    certain: bool
    near: int = 0


def seen_by(model: StanceModel, frame: pd.DataFrame) -> Seen:
    """Count the statements that are among those from which a model was trained.

    Where these cannot be read, the n-grams tell something. A model knows every n-gram of its
    training statements, unless it was to leave out rare ones: a statement with another n-gram is
    none of them.
    """
    if (found := seen_rows(model, frame)) is not None:
        same, near = found
        return Seen(int(same.sum()), certain=True, near=int(near.sum()))
    count = int(may_have_seen(model, frame).sum())
    if model.provenance.digests is not None:
        return Seen(count, certain=True)
    is_all = count == len(frame) and _is_training_data(model, frame)
    return Seen(count, certain=is_all or not count)


def seen_rows(model: StanceModel, frame: pd.DataFrame) -> tuple[Booleans, Booleans] | None:
    """Tell which statements a model was trained on, and of which others on a near-copy.

    None if its training statements cannot be read as they were.
    """
    if (trained_on := known_statements(model)) is None:
        return None
    known = set(keys_for(model, trained_on))
    same = np.array([key in known for key in keys_for(model, frame)], dtype=np.bool_)
    old, new = copies_of(model, trained_on, frame)
    known_copies = set(old)
    return same, np.array([key in known_copies for key in new], dtype=np.bool_) & ~same


def may_have_seen(model: StanceModel, frame: pd.DataFrame) -> Booleans:
    """Tell which statements a model was trained on, by their digests, or may have been.

    Without digests its n-grams tell something.
    """
    if (known := model.provenance.digests) is not None:
        names = map(str, names_in(frame, "target")) if model.per_target else None
        return np.isin(digests_of(frame["text"].tolist(), names), known)
    found = starmap(partial(_knows_all_of, model), _rows(model, frame))
    return np.fromiter(found, dtype=np.bool_, count=len(frame))


def recalibrated_on(model: StanceModel, frame: pd.DataFrame) -> Booleans:
    """Tell by which statements a model was recalibrated."""
    again = model.provenance.recalibrated
    if again is None:
        return np.zeros(len(frame), dtype=np.bool_)
    known = set(again.statements)
    return np.array([of in known for of in recalibration_digests(model, frame)], dtype=np.bool_)


def recalibration_digests(model: StanceModel, frame: pd.DataFrame) -> list[str]:
    """Return by what statements are known again, whatever their case, punctuation and links."""
    rows = _rows(model, frame)
    return [Recalibrated.digest(bare_form(text, fewest_words=1), name_of(of)) for text, of in rows]


def _rows(model: StanceModel, frame: pd.DataFrame) -> Iterable[tuple[str, object]]:
    """Return the texts, with the targets if these make a difference to a model."""
    texts: list[str] = frame["text"].tolist()
    targets = frame["target"].tolist() if model.per_target else [None] * len(texts)
    return zip(texts, targets, strict=True)


def keys_for(model: StanceModel, frame: pd.DataFrame) -> list[StatementKey]:
    """Return the keys of statements, with targets only if these make a difference to a model."""
    return list(starmap(StatementKey.of, _rows(model, frame)))


def copies_of(
    model: StanceModel, trained_on: pd.DataFrame, frame: pd.DataFrame
) -> tuple[list[CopyKey], list[CopyKey]]:
    """Return keys of training statements and of others, equal where one is a copy of another."""
    rows = [*_rows(model, trained_on), *_rows(model, frame)]
    copies = copies_among([text for text, _ in rows]).tolist()
    keys = [(copy, name_of(target)) for copy, (_, target) in zip(copies, rows, strict=True)]
    return keys[: len(trained_on)], keys[len(trained_on) :]


def _has_all_ngrams(model: StanceModel) -> bool:
    return bool(model.settings["min_df"] == 1)


def _knows_all_of(model: StanceModel, text: str, target: object) -> bool:
    """Tell whether a statement may be one of those from which a model was trained."""
    if not _has_all_ngrams(model):
        return True
    part = model.parts.get(str(target) if model.per_target else next(iter(model.parts)))
    return part is not None and all(
        term in block.index for block in part.blocks for term in block.analyzer.terms(text)
    )


def _is_training_data(model: StanceModel, frame: pd.DataFrame) -> bool:
    """Tell whether statements that a model may know are its training statements.

    Where it has all n-grams, they need not stand in the same order.
    """
    if Counter(frame["label"].tolist()) != model.provenance.label_counts:
        return False
    return _has_all_ngrams(model) or matches_fingerprint(model, frame)
