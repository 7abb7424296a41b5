"""Choose the settings of the shipped model by leaving whole sources out.

Run it with ``python scripts/tune.py``; it takes about half an hour. Its result is kept in
``benchmarks/results/tuning.txt``, and ``scripts/train.py`` holds what was chosen. N-grams that
occur only once are dropped beforehand, and character n-grams have at least three characters,
which halves the model.
"""

from __future__ import annotations

import stancekit


def main() -> None:
    """Compare features, C and class weights on left-out sources."""
    data = stancekit.load_dataset("dialogue-with-moscow")
    classifier = stancekit.StanceClassifier(min_df=2, char_ngrams=(3, 5))
    print(stancekit.tune(data, classifier=classifier, leave_out="source").summary())


if __name__ == "__main__":
    main()
