import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stancekit

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "recalibration.py"


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("recalibration", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def statements(n, seed, noise):
    generator = np.random.default_rng(seed)
    meant = generator.integers(3, size=n)
    given = np.where(generator.random(n) < noise, generator.integers(3, size=n), meant)
    labels = np.array(["against", "favor", "none"])
    words = np.array(["never refuse", "talk welcome", "harvest football"])
    common = np.array(["road", "river", "council", "valley", "money", "vote", "bridge", "winter"])
    others = [" ".join(generator.choice(common, size=5)) for _ in range(n)]
    texts = [
        f"{one} {two} {k}x" for k, (one, two) in enumerate(zip(words[meant], others, strict=True))
    ]
    return pd.DataFrame({"text": texts, "label": labels[given]})


def test_it_judges_the_rest_before_and_after(benchmark):
    old = statements(150, seed=0, noise=0.0)
    model = stancekit.StanceClassifier().fit(old["text"], old["label"]).model_
    before, after, *highest = benchmark.attempt(model, statements(120, 1, 0.5), n=60, seed=0)
    assert before["ok"] > 0.9
    assert before["n right"] / before["n ok"] < 0.85
    assert after["ok"] == 0
    assert after["log loss"] < before["log loss"]
    assert {row["labels"] for row in (before, after)} == {60}
    rows = pd.DataFrame(
        [before, after, *(highest or [after | {"when": "highest", "highest": 0.5}])]
    )
    said = benchmark.report(rows.assign(texts="posts"))
    assert "| 60 labels, posts | before | recalibrated |" in said
    assert "| answers that are ok | " in said


def test_new_labels_alone_calibrate_where_the_old_statements_only_train(benchmark):
    old = statements(150, seed=0, noise=0.0).assign(source="old", pair_id="")
    new = statements(120, seed=1, noise=0.8).assign(source="new", pair_id="")
    both, alone = benchmark.retrained(old, new, n=60, seed=0)
    assert (both["when"], alone["when"]) == ("retrained", "the new calibrate")
    assert alone["log loss"] < both["log loss"]
    assert both["accuracy"] == alone["accuracy"]
