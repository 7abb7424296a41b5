"""The result of `stancekit.retrain`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stancekit.data.wording import printable, shown
from stancekit.evaluation.comparison.result import Comparison, Verdict
from stancekit.evaluation.layout import paragraphs
from stancekit.evaluation.result import Evaluation
from stancekit.model.model import StanceModel
from stancekit.training.merged import Merged

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Retraining"]

_SHOWN_CHANGES = 10


@dataclass(frozen=True, eq=False, repr=False)
class Retraining:
    """A retrained model, and whether it is better than the one before.

    Attributes
    ----------
    merged : Merged
        What became of the new labels.
    comparison : Comparison or None
        Old settings on the old statements against new settings on all of them, tested on the same
        held-out statements; None if that was impossible.
    evaluation : Evaluation or None
        Of the new model, from the same predictions.
    model : StanceModel
        The new model.
    folder : Path or None
        Where it was saved; None if it was not.
    require : str
        What was required for saving it.
    notes : tuple of str
        What else there is to know.

    Examples
    --------
    >>> import stancekit, tempfile
    >>> texts = [f"{verb} Moscow, {day}" for day in range(20) for verb in ("Call", "Shun")]
    >>> data = {"text": texts, "label": ["favor", "against"] * 20}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     model = stancekit.StanceClassifier().fit(data["text"], data["label"]).model_
    ...     model.save(f"{folder}/v0001")
    ...     more = [("Call Kyiv.", "favor"), ("Shun Kyiv.", "against")]
    ...     found = stancekit.retrain(f"{folder}/v0001", more, data=data, repeats=1)
    ...     found.folder.name, found.verdict
    ('v0002', 'not worse')
    """

    merged: Merged
    comparison: Comparison | None
    evaluation: Evaluation | None
    model: StanceModel
    folder: Path | None
    require: str
    notes: tuple[str, ...]

    @property
    def verdict(self) -> Verdict | Literal["not compared"]:
        """That of the comparison."""
        return self.comparison.verdict if self.comparison else "not compared"

    def __repr__(self) -> str:
        """Return one line with the verdict."""
        where = "not saved" if self.folder is None else f"saved to {self.folder}"
        return f"<Retraining: {self.verdict}, {self.merged.added:,} statements added, {where}>"

    def summary(self) -> str:
        """Return the result as text to read: what is new, and whether that made it better."""
        notes = ["Notes:", *(f"- {note}" for note in self.notes)] if self.notes else []
        compared = [self.comparison.summary()] if self.comparison else []
        return paragraphs([_merged(self.merged), compared, notes, [printable(self._outcome())]])

    def _outcome(self) -> str:
        unsure = self.verdict == "cannot tell"
        if self.folder is not None:
            but = ": its macro-F1 is no lower, but whether it is better cannot be told yet"
            return f"Saved to {self.folder}{but if unsure and self.require != 'nothing' else ''}."
        if unsure:
            return (
                f"Not saved: it cannot be told which is better, and required was {self.require}. "
                "No label is lost: label more, and retrain with these files and the new one."
            )
        return f"Not saved: {self.verdict}, and required was {self.require}."

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the model, ready for JSON."""
        return {
            "verdict": self.verdict,
            "require": self.require,
            "folder": None if self.folder is None else str(self.folder),
            "merged": self.merged.to_dict(),
            "comparison": self.comparison.to_dict() if self.comparison else None,
            "evaluation": self.evaluation.to_dict() if self.evaluation else None,
            "notes": list(self.notes),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the comparison, one row for each measure; no rows if there is none."""
        import pandas as pd

        return self.comparison.to_frame() if self.comparison else pd.DataFrame()


def _merged(merged: Merged) -> Iterator[str]:
    yield (
        f"{len(merged.frame):,} statements: {merged.added:,} added, {len(merged.changed):,} with "
        f"another label than before, {merged.repeated:,} known and repeated."
    )
    if merged.reweighted:
        yield f"With another weight than before: {merged.reweighted:,}."
    if merged.duplicates:
        yield f"More than once among the new rows: {merged.duplicates:,}."
    if merged.unlabelled:
        yield f"Left out, as they have no label yet: {merged.unlabelled:,}."
    if merged.new_labels:
        yield f"New labels: {', '.join(map(shown, merged.new_labels))}."
    for label, count in merged.dropped.items():
        yield f"Dropped the label {shown(label)} with its {count:,} statements."
    for change in merged.changed[:_SHOWN_CHANGES]:
        labels = f"{printable(str(change.old))} -> {printable(str(change.new))}"
        yield f"  {printable(change.name)}  {labels}  {shown(change.text)}"
    if (more := len(merged.changed) - _SHOWN_CHANGES) > 0:
        yield f"  and {more:,} more; the newer label wins"
    if merged.lookalikes:
        yield "Added, though an old statement that is nearly the same has another label:"
    for pair in merged.lookalikes[:_SHOWN_CHANGES]:
        labels = f"{printable(str(pair.old))} / {printable(str(pair.new))}"
        yield (
            f"  {printable(pair.name)}  {labels}  {shown(pair.old_text)} / {shown(pair.new_text)}"
        )
    if (more := len(merged.lookalikes) - _SHOWN_CHANGES) > 0:
        yield f"  and {more:,} more"
