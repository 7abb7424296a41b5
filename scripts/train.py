"""Train, evaluate and save the model that comes with stancekit.

Run it with ``make train``, or ``python scripts/train.py``. The settings were chosen on the sets 14,
15 and 17 to 21 of the constructed statements, each left out; the set 16 and the article had no part
in any choice. To train a model of your own data, use ``stancekit train`` instead.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Any

import pandas as pd
from sklearn.base import clone

import stancekit
from stancekit.evaluation.result import Evaluation
from stancekit.model.lineage import TrainingData
from stancekit.training.origin import bundled_batch, recorded

NAME = "dialogue-with-moscow"
FOLDER = Path(__file__).parents[1] / "models" / NAME
TIED = ("source", "document", "pair_id")
"""``retrain`` keeps such statements together; new ones need none of these columns."""
ONLY_TRAIN = {"source": tuple(f"statements_{number}" for number in (*range(1, 14), 22))}
"""The sets that are less like real text than the others, which set probabilities and `ok`."""
UNSEEN = ("article", "statements_16")
_PROMISE = (
    "What `ok` promises is for texts like the constructed ones. It transfers to texts of other "
    "people only in part: of the ok answers about the article fewer are right. Label some of your "
    "own texts and see, or set what is ok by them with stancekit recalibrate."
)


def train(data: pd.DataFrame) -> stancekit.StanceClassifier:
    """Fit the shipped settings, calibrated on left-out sources in the registers of real text."""
    classifier = stancekit.StanceClassifier(
        dictionary=NAME, min_df=2, C=5.0, class_weight="balanced", ok_precision=0.9
    )
    only_train = data["source"].isin(ONLY_TRAIN["source"]).to_numpy()
    return classifier.fit(data["text"], data["label"], groups=data["source"], only_train=only_train)


@dataclass(frozen=True)
class UnseenFirst:
    """An evaluation whose summary begins with what no setting was chosen on."""

    evaluation: Evaluation

    @property
    def measures(self) -> dict[str, Any]:
        """The measures over all statements."""
        return dict(self.evaluation.measures)

    def summary(self) -> str:
        """Return the figures as plain text."""
        said = ["Left out, and with no part in the choice of words and settings but ok_precision:"]
        for left in self.evaluation.left_out:
            if left.value in UNSEEN:
                said += [f"- {left.value}, {left.statements} statements: {_figures(left)}."]
        lines = [wrapped for line in said for wrapped in wrap(line, 100, subsequent_indent="  ")]
        return "\n".join([*lines, *wrap(_PROMISE, 100), "", self.evaluation.summary()])

    def to_dict(self) -> dict[str, Any]:
        """Return the figures of the evaluation."""
        return self.evaluation.to_dict()


def _figures(left: Any) -> str:
    """Say how good the answers about a left-out source are."""
    ok = left.ok
    right = "none of them" if ok.precision is None else f"{ok.precision.value:.2f} of these right"
    inside = "" if ok.precision is None else f" ({ok.precision.between('.2f')})"
    return (
        f"macro-F1 {left.macro_f1.value:.3f} ({left.macro_f1.between()}), calibration error "
        f"{left.calibration_error:.3f}, ok {ok.share.value:.2f} ({ok.share.between('.2f')}), "
        f"{right}{inside}"
    )


def with_origin(model: stancekit.StanceModel, data: pd.DataFrame) -> stancekit.StanceModel:
    """Return the model with the name of its data set, so that it can be retrained anywhere."""
    record = TrainingData((), groups=TIED, only_train=ONLY_TRAIN)
    return recorded(model, record, bundled_batch(NAME), data)


def main() -> None:
    """Train on everything, measure with each source left out, and save."""
    data = stancekit.load_dataset(NAME)
    print(f"Training on {len(data):,} statements ...")
    classifier = train(data)
    print(f"Converged: the largest gradient left is {classifier.gradient_:.0e}.")
    print("Evaluating: each source is left out in turn, which takes minutes ...\n")
    report = UnseenFirst(
        stancekit.evaluate(clone(classifier), data, leave_out="source", only_train=ONLY_TRAIN)
    )
    print(report.summary())
    model = with_origin(classifier.model_, data)
    model.save(FOLDER, target=data["target"].iloc[0], evaluation=report)
    print(f"\nWrote the model and its card to {os.path.relpath(FOLDER)}")


if __name__ == "__main__":
    main()
