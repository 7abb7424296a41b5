"""New labels and old training statements, merged: the newer label of a statement wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from stancekit.data.table import is_blank, plain
from stancekit.data.wording import shown
from stancekit.exceptions import DataError, ParameterError
from stancekit.labels import Label

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.labelling.retraining.new_labels import NewLabels

__all__ = ["Change", "Merged", "merge"]


@dataclass(frozen=True)
class Change:
    """A statement with a new label.

    Parameters
    ----------
    name : str
        Its id, or else its row in the training statements.
    text : str
    old, new : str or int
        The label that it had, and the one that it has now.
    """

    name: str
    text: str
    old: Label
    new: Label


@dataclass(frozen=True, eq=False)
class Merged:
    """What became of new labels.

    Attributes
    ----------
    frame : DataFrame
        All statements: the old ones in their order, then the new ones.
    added : int
        How many statements are new.
    changed : tuple of Change
        Statements that have another label than before.
    repeated : int
        How many rows say what was known.
    unlabelled : int
        How many rows had no label and were left out.
    new_labels : tuple of str or int
        Labels that no old statement has.
    dropped : dict of label to int
        Labels that were dropped, with how many statements they took along.
    """

    frame: pd.DataFrame
    added: int
    changed: tuple[Change, ...]
    repeated: int
    unlabelled: int
    new_labels: tuple[Label, ...]
    dropped: dict[Label, int]

    @property
    def is_news(self) -> bool:
        """Whether anything is different from before."""
        return bool(self.added or self.changed or any(self.dropped.values()))

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the statements, ready for JSON."""
        return {
            "statements": len(self.frame),
            "added": self.added,
            "changed": [asdict(change) for change in self.changed],
            "repeated": self.repeated,
            "unlabelled": self.unlabelled,
            "new_labels": list(self.new_labels),
            "dropped": [
                {"label": label, "statements": count} for label, count in self.dropped.items()
            ],
        }


def merge(old: pd.DataFrame, new: NewLabels, drop: Sequence[Label] = ()) -> Merged:
    """Merge new labels with the statements from which a model was trained.

    A new row is about an old statement if it has its text, and its target where statements name
    one. Then the old statement keeps its place and its other columns, and gets the newer label.
    All other rows are added behind.

    Parameters
    ----------
    old : DataFrame
        The training statements.
    new : NewLabels
        The new labels.
    drop : sequence of str or int
        Labels that disappear, with their statements.

    Returns
    -------
    Merged

    Raises
    ------
    DataError
        If an id names another statement than before, or a label would disappear that is not to
        be dropped.
    ParameterError
        If a label is to be dropped that does not occur.

    Examples
    --------
    >>> import pandas as pd
    >>> from stancekit.labelling.retraining.new_labels import read_new_labels
    >>> old = pd.DataFrame({"text": ["Yes.", "Oh.", "No."], "label": ["favor", "favor", "against"]})
    >>> merged = merge(old, read_new_labels([[("Oh.", "against"), ("Go.", "favor")]], old))
    >>> merged.frame["label"].tolist(), merged.changed
    (['favor', 'against', 'against', 'favor'],
     (Change(name='row 2', text='Oh.', old='favor', new='against'),))
    """
    import pandas as pd

    rows = _with_targets(new.frame, old)
    _check_ids(old, rows)
    keys, new_keys = _keys(old), _keys(rows)
    newer = dict(zip(new_keys, rows["label"].tolist(), strict=True))
    before = old["label"].tolist()
    labels = [newer.get(key, label) for key, label in zip(keys, before, strict=True)]
    changed = tuple(_changes(old, labels))
    first_rows = {key: row for row, key in reversed(list(enumerate(new_keys)))}
    fresh = sorted(row for key, row in first_rows.items() if key not in set(keys))
    relabelled = {key for key, *pair in zip(keys, before, labels, strict=True) if len({*pair}) > 1}
    parts = [old.assign(label=labels), rows.iloc[fresh]]
    merged = pd.concat(parts, ignore_index=True) if fresh else parts[0]
    counts = Counter(merged["label"].tolist())
    _check_disappearing(set(before), counts, drop)
    kept = merged[~merged["label"].isin(list(drop))].reset_index(drop=True)
    return Merged(
        frame=kept,
        added=len(fresh),
        changed=changed,
        repeated=len(rows) - len(fresh) - len(relabelled),
        unlabelled=new.unlabelled,
        new_labels=tuple(sorted(set(kept["label"]) - set(before))),
        dropped={label: counts[label] for label in drop},
    )


def _with_targets(rows: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """Give new rows without a target that of the old statements, if these have just one."""
    if "target" not in old:
        return rows
    known = {target for target in old["target"].tolist() if not is_blank(target)}
    if len(known) != 1:
        return rows
    (only,) = known
    given: list[Any] = rows["target"].tolist() if "target" in rows else [None] * len(rows)
    return rows.assign(target=[only if is_blank(target) else target for target in given])


def _keys(frame: pd.DataFrame) -> list[tuple[str, str | None]]:
    """Return what makes two rows the same statement: text and target."""
    targets: list[Any] = frame["target"].tolist() if "target" in frame else [None] * len(frame)
    names = [None if is_blank(plain(target)) else str(target) for target in targets]
    texts: list[str] = frame["text"].tolist()
    return list(zip(texts, names, strict=True))


def _ids(frame: pd.DataFrame) -> dict[str, str]:
    """Return the text of each id."""
    if "id" not in frame:
        return {}
    pairs = zip(frame["id"].tolist(), frame["text"].tolist(), strict=True)
    return {str(name): text for name, text in pairs if not is_blank(plain(name))}


def _check_ids(old: pd.DataFrame, rows: pd.DataFrame) -> None:
    before, now = _ids(old), _ids(rows)
    other = [name for name, text in now.items() if before.get(name, text) != text]
    if other:
        name, more = other[0], f" (and {len(other) - 1} more)" if len(other) > 1 else ""
        raise DataError(
            f"new labels, column 'id': {shown(name)}{more} names another statement in the training "
            f"data ({shown(before[name])}) than here ({shown(now[name])}); give new statements ids "
            "of their own"
        )


def _changes(old: pd.DataFrame, labels: Sequence[Label]) -> Iterator[Change]:
    names = old["id"].tolist() if "id" in old else [None] * len(old)
    cells = zip(names, old["text"].tolist(), old["label"].tolist(), labels, strict=True)
    for row, (name, text, before, after) in enumerate(cells, start=1):
        if before != after:
            yield Change(f"row {row}" if is_blank(plain(name)) else str(name), text, before, after)


def _check_disappearing(before: set[Label], counts: Counter[Label], drop: Sequence[Label]) -> None:
    """Refuse to drop what is not there, and to lose a label that nobody dropped."""
    if unknown := [label for label in drop if label not in counts and label not in before]:
        known = ", ".join(map(shown, sorted(counts, key=str)))
        raise ParameterError(
            f"drop_labels: no statement has the label {shown(unknown[0])}; there are {known}"
        )
    if gone := [label for label in before if label not in counts and label not in drop]:
        names = ", ".join(map(shown, sorted(gone, key=str)))
        raise DataError(
            f"new labels: all statements with the label {names} have another one now; if it shall "
            "disappear, say so with drop_labels= (--drop-label)"
        )
