"""A small corpus in which words decide, with some statements that mislead."""

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

WORDS = {
    "against": ["never", "refuse", "reject", "criminal"],
    "favor": ["talk", "call", "welcome", "open"],
    "none": ["weather", "harvest", "football", "train"],
}


def corpus(n_per_label: int, seed: int = 0) -> pd.DataFrame:
    """Statements of three labels; one in five holds the words of another label."""
    generator = np.random.default_rng(seed)
    rows = []
    for number in range(n_per_label):
        for label in WORDS:
            said = label if generator.random() < 0.8 else str(generator.choice(list(WORDS)))
            words = generator.choice(WORDS[said], size=3)
            rows.append((f"{' '.join(words)} {number}{label[0]}", label))
    return pd.DataFrame(rows, columns=["text", "label"])


@pytest.fixture
def frame() -> pd.DataFrame:
    """150 statements, in pairs and from three sources."""
    found = corpus(50)
    found["pair_id"] = [f"p{row // 2}" for row in range(len(found))]
    found["source"] = np.repeat(["speech", "wire", "post"], 50)
    return found


@pytest.fixture
def classifier() -> Pipeline:
    return make_pipeline(TfidfVectorizer(), LogisticRegression())
