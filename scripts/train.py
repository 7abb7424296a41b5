"""Train, evaluate and save the model that comes with stancekit.

Run it with ``make train``, or ``python scripts/train.py``. The settings were chosen by
``scripts/tune.py``; to train a model of your own data, use ``stancekit train`` instead.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

import stancekit
from stancekit.model.lineage import TrainingData
from stancekit.training.origin import bundled_batch, recorded

NAME = "dialogue-with-moscow"
FOLDER = Path(__file__).parents[1] / "models" / NAME
TIED = ("source", "document", "pair_id")
"""``retrain`` keeps such statements together; new ones need none of these columns."""


def train(data: pd.DataFrame) -> stancekit.StanceClassifier:
    """Fit the shipped settings, calibrated on left-out sources."""
    classifier = stancekit.StanceClassifier(
        features="word+char", char_ngrams=(3, 5), min_df=2, C=10.0, class_weight="balanced"
    )
    return classifier.fit(data["text"], data["label"], groups=data["source"])


def with_origin(model: stancekit.StanceModel, data: pd.DataFrame) -> stancekit.StanceModel:
    """Return the model with the name of its data set, so that it can be retrained anywhere."""
    return recorded(model, TrainingData((), groups=TIED), bundled_batch(NAME), data)


def main() -> None:
    """Train on everything, measure with each source left out, and save."""
    data = stancekit.load_dataset(NAME)
    print(f"Training on {len(data):,} statements ...")
    classifier = train(data)
    print(f"Converged: the largest gradient left is {classifier.gradient_:.0e}.")
    print("Evaluating: each source is left out in turn, which takes a minute ...\n")
    report = stancekit.evaluate(classifier, data, leave_out="source")
    print(report.summary())
    model = with_origin(classifier.model_, data)
    model.save(FOLDER, target=data["target"].iloc[0], evaluation=report)
    print(f"\nWrote the model and its card to {os.path.relpath(FOLDER)}")


if __name__ == "__main__":
    main()
