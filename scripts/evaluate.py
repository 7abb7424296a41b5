"""Show how much random folds flatter the shipped model, beside whole sources left out.

Run it with ``make evaluate``, or ``python scripts/evaluate.py``. To measure a model of your own
data, use ``stancekit evaluate`` instead.
"""

from __future__ import annotations

import stancekit


def main() -> None:
    """Measure the settings of the shipped model by both schemes."""
    data = stancekit.load_dataset("dialogue-with-moscow")
    model = stancekit.load_model()
    classifier = stancekit.StanceClassifier(**model.settings)
    origin = model.provenance.training_data
    only_train = origin.only_train if origin else {}
    print("RANDOM FOLDS, with contrast pairs and the article kept together\n")
    print(stancekit.evaluate(classifier, data, repeats=1, only_train=only_train).summary())
    print("\n\nWHOLE SOURCES LEFT OUT: nearer to what new texts will show\n")
    whole = stancekit.evaluate(classifier, data, leave_out="source", only_train=only_train)
    print(whole.summary())


if __name__ == "__main__":
    main()
