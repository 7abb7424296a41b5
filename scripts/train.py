"""Train, evaluate and save the model that comes with stancekit.

Run it with ``make train``, or ``python scripts/train.py``. The settings were chosen by
``scripts/tune.py``; to train a model of your own data, use ``stancekit train`` instead.
"""

from __future__ import annotations

import os
from pathlib import Path

import stancekit

FOLDER = Path(__file__).parents[1] / "models" / "dialogue-with-moscow"


def main() -> None:
    """Measure the settings with each source left out, then train on everything."""
    data = stancekit.load_dataset("dialogue-with-moscow")
    classifier = stancekit.StanceClassifier(features="word", C=3.0, class_weight="balanced")
    print(f"Evaluating on {len(data)} statements, each source left out in turn ...\n")
    report = stancekit.evaluate(classifier, data, leave_out="source")
    print(report.summary())
    print("\nTraining on all statements ...")
    classifier.fit(data["text"], data["label"], groups=data["source"])
    classifier.model_.save(FOLDER, target=data["target"].iloc[0], evaluation=report)
    print(f"Wrote the model and its card to {os.path.relpath(FOLDER)}")


if __name__ == "__main__":
    main()
