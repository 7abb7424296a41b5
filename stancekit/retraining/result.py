"""The result of `stancekit.retrain`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stancekit.blocks import Block, Caveats, Detail, Heading, Lines
from stancekit.data.quoting import counted, from_here
from stancekit.evaluation.comparison.result import Comparison
from stancekit.evaluation.comparison.verdict import Verdict
from stancekit.evaluation.result import Evaluation
from stancekit.model.model import StanceModel
from stancekit.report.result import Result
from stancekit.retraining.weighing import Weighing
from stancekit.training.merged import Merged

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Retraining"]


@dataclass(frozen=True, eq=False, repr=False)
class Retraining(Result):
    """A retrained model, and whether it is better than the one before.

    Attributes
    ----------
    merged : Merged
        What became of the new labels.
    weighing : Weighing
        How much each new statement counts.
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
    caveats : tuple of str
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
    ('v0002', 'cannot tell')
    """

    merged: Merged
    weighing: Weighing
    comparison: Comparison | None
    evaluation: Evaluation | None
    model: StanceModel
    folder: Path | None
    require: str
    caveats: tuple[str, ...]

    @property
    def verdict(self) -> Verdict | Literal["not compared"]:
        """That of the comparison."""
        return self.comparison.verdict if self.comparison else "not compared"

    def __repr__(self) -> str:
        """Return one line with the verdict."""
        where = "not saved" if self.folder is None else f"saved to {from_here(self.folder)}"
        added = counted(self.merged.added, "statement")
        return f"<Retraining: {self.verdict}, {added} added, {where}>"

    def blocks(self) -> Iterator[Block]:
        """Yield what is new, whether that made it better, what to mind, and the outcome."""
        yield from self.merged.blocks()
        yield from self.weighing.blocks()
        if self.comparison:
            yield from self.comparison.blocks()
        yield Caveats(self.caveats)
        yield Lines([self._outcome()])
        if self.evaluation:
            yield Detail(self._evaluated(self.evaluation))

    def _evaluated(self, evaluation: Evaluation) -> Iterator[Block]:
        yield Heading("The new model, measured by itself")
        yield from evaluation.blocks()

    def _outcome(self) -> str:
        unsure = self.verdict == "cannot tell"
        if self.folder is not None:
            but = ": its macro-F1 is no lower, but whether it is better cannot be told yet"
            added = but if unsure and self.require != "nothing" else ""
            return f"Saved to {from_here(self.folder)}{added}."
        if unsure:
            return (
                f"Not saved: it cannot be told which is better, and required was {self.require}. "
                "No label is lost: label more, and retrain with these files and the new one."
            )
        return f"Not saved: {self.verdict}, and required was {self.require}."

    def _facts(self) -> dict[str, Any]:
        names = ("verdict", "require", "folder", "merged", "weighing", "comparison", "evaluation")
        return self._named(*names, "caveats")

    def to_frame(self) -> pd.DataFrame:
        """Return the comparison, one row for each measure; no rows if there is none."""
        import pandas as pd

        return self.comparison.to_frame() if self.comparison else pd.DataFrame()
