"""A corpus with speakers and dates, the truth about it, and a model that often errs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

LABELS = ("against", "favor", "none")


class Guesses:
    """A model that reads its probabilities from the last word of a text."""

    classes_ = np.array(LABELS)

    def predict_proba(self, texts):
        rows = [list(map(float, text.rpartition(" ")[2].split("/"))) for text in texts]
        return np.array(rows)


def _corpus(n=600, seed=0, shares=(0.1, 0.3, 0.6), apart=1.5):
    generator = np.random.default_rng(seed)
    codes = generator.choice(3, n, p=shares)
    odds = np.exp(generator.normal(size=(n, 3)) + apart * np.eye(3)[codes])
    odds /= odds.sum(axis=1, keepdims=True)
    return pd.DataFrame(
        {
            "id": [f"s-{row}" for row in range(n)],
            "text": [
                f"Statement {row} with {'/'.join(f'{p:.4f}' for p in chances)}"
                for row, chances in enumerate(odds)
            ],
            "label": [LABELS[code] for code in codes],
            "speaker": generator.choice(["Ann", "Bo", "Cy"], n, p=(0.5, 0.48, 0.02)),
            "date": [f"2025-{1 + row % 3:02}-{1 + row % 28:02}" for row in range(n)],
        }
    )


@pytest.fixture
def make_corpus():
    return _corpus


@pytest.fixture(scope="session")
def truth():
    return _corpus()


@pytest.fixture
def corpus(truth):
    return truth.drop(columns="label")


@pytest.fixture
def drawn(truth):
    return truth.sample(200, random_state=1)[["id", "text", "label"]].assign(drawn="random 0.333")


@pytest.fixture
def model():
    return Guesses()
