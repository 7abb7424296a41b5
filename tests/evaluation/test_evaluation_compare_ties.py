"""Statements that are tied count as less evidence than as many others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score

from stancekit import StanceClassifier, compare

PLAIN = StanceClassifier(calibrate=False)


@pytest.fixture
def models(frame):
    parts = frame[:15], frame[:100]
    return [PLAIN.fit(part["text"], part["label"]).model_ for part in parts]


@pytest.fixture
def rest(frame):
    """Return fifty statements that no model knows, and none of which are tied."""
    return frame[100:].drop(columns=["pair_id", "source"]).reset_index(drop=True)


def differences(found):
    return [*found.measures.values(), *found.per_label.values()]


@pytest.mark.parametrize("link", ["", " https://t.co/{}"])
def test_the_same_rows_five_times_are_no_more_evidence(models, rest, link):
    copies = (rest.assign(text=rest["text"] + link.format(time)) for time in range(5))
    once, more = compare(*models, rest), compare(*models, pd.concat(copies))
    assert more.measures == once.measures
    assert more.per_label == once.per_label
    assert more.verdict == once.verdict


def test_copies_that_are_known_as_such_are_less_evidence(models, rest):
    copies = pd.concat([rest[:13]] * 9)
    new_words = " ".join(f"{letter}{{0}}{letter}" for letter in "jkqvxz")
    copies["text"] += [f" {new_words.format(number)}" for number in range(len(copies))]
    tied = copies.assign(pair_id=[f"p{row}" for row in copies.index])
    narrow, wide = (
        compare(*models, data).measures["accuracy"].difference for data in (copies, tied)
    )
    assert wide.low < narrow.low <= narrow.high < wide.high


@pytest.mark.slow
def test_intervals_are_those_of_resampled_groups(models, rest):
    """Eight documents, each all right or all wrong, so that statements would be too narrow."""
    documents = [f"d{row % 8}" for row in range(50)]
    tied = rest.assign(document=documents)
    found = compare(*models, tied, bootstrap=400, random_state=3)
    answers = [model.predict(rest["text"]) for model in models]
    truth, labels = rest["label"].to_numpy(), ["against", "favor", "none"]
    spreads = []
    for units in (np.arange(50), np.arange(50) % 8):
        n = units.max() + 1
        draws = np.random.default_rng([3, 1]).multinomial(n, np.full(n, 1 / n), size=400)
        drawn = []
        for counts in draws:
            rows = np.repeat(np.arange(50), counts[units])
            before, after = (
                f1_score(truth[rows], a[rows], labels=labels, average="macro", zero_division=0)
                for a in answers
            )
            drawn.append(after - before)
        spreads.append(np.std(drawn))
    gain = found.measures["macro_f1"].difference
    seven_degrees = 2.3646
    seen, none_of_eight = seven_degrees * max(spreads), seven_degrees**2 / (8 + seven_degrees**2)
    assert gain.high - gain.value == pytest.approx(gain.value - gain.low, abs=1e-9)
    assert seen < gain.high - gain.value < np.hypot(seen, none_of_eight)
    assert spreads[0] != spreads[1]


@pytest.mark.parametrize("size", [2, 5, 25])
def test_ties_never_make_surer(models, rest, size):
    tied = rest.assign(document=[f"d{row // size}" for row in range(50)])
    for free, bound in zip(
        differences(compare(*models, rest)), differences(compare(*models, tied)), strict=True
    ):
        for name in ("old", "new", "difference"):
            narrow, wide = getattr(free, name), getattr(bound, name)
            assert wide.value == narrow.value
            assert wide.low <= narrow.low
            assert wide.high >= narrow.high


def test_ties_are_told(frame, models, rest):
    assert not any("tied" in line for line in compare(*models, rest).caveats)
    tied = rest.assign(speaker=[f"s{row // 2}" for row in range(50)])
    named = compare(*models, tied, groups="speaker").caveats
    assert any(line.startswith("Some statements are tied: all 50 form 25 groups") for line in named)
    trained = compare(PLAIN, PLAIN, frame, folds=3, repeats=1)
    assert any("all 150 form 75 groups" in line for line in trained.caveats)
    assert not any("are too narrow" in line for line in trained.caveats)
    assert trained.flips == ()
