"""How a statement was chosen: said by `suggest`, and carried along to `prevalence`."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import stancekit
from stancekit import StanceClassifier
from stancekit.exceptions import DataError

LABELS = ("against", "favor")


@pytest.fixture(scope="module")
def truth():
    generator = np.random.default_rng(0)
    codes = generator.choice(2, 300, p=(0.3, 0.7))
    telling = np.array([["never", "refuse", "shun"], ["call", "invite", "meet"]])
    seen = np.where(generator.random(300) < 0.8, codes, 1 - codes)
    texts = [f"{telling[code][row % 3]} envoy {row} on {row % 7}" for row, code in enumerate(seen)]
    ids = [f"s-{row}" for row in range(300)]
    return pd.DataFrame({"id": ids, "text": texts, "label": [LABELS[code] for code in codes]})


def filled(found, truth):
    """Return suggested statements with their labels, as somebody who knows fills them in."""
    table = found.to_label()
    labels = table["id"].map(truth.set_index("id")["label"])
    return table.assign(label=labels)


def first_round(truth, n=60, **extra):
    pool = truth.drop(columns="label")
    drawn = filled(stancekit.suggest(None, pool, n), truth)
    model = StanceClassifier(calibrate=False).fit(drawn["text"], drawn["label"])
    return model, drawn, stancekit.suggest(model, pool, 40, labelled=drawn, **extra)


def test_the_table_to_fill_in_says_how_each_was_chosen(truth):
    _, drawn, found = first_round(truth, random_share=0.25)
    assert set(drawn["drawn"]) == {"random 0.2"}
    table = found.to_label()
    guessed = ["likeliest", "probability", "second", "second_probability"]
    assert table.columns.tolist() == ["id", "text", "label", "reason", "score", *guessed, "drawn"]
    of_chosen = table["drawn"] == "chosen"
    assert table.loc[of_chosen, guessed].notna().all(axis=None)
    assert table.loc[~of_chosen, guessed].isna().all(axis=None)
    new = table.iloc[: len(found)]
    assert new["label"].isna().all()
    assert new["drawn"].tolist() == list(found.drawn)
    assert (new["drawn"] == "chosen").sum() == sum(of != "drawn at random" for of in found.reasons)


def test_what_was_drawn_but_had_a_label_stands_last_with_it(truth):
    _, drawn, found = first_round(truth, random_share=1)
    again = found.to_label().iloc[len(found) :]
    assert set(again["id"]) == set(found.sample) & set(drawn["id"]) != set()
    assert set(again["drawn"]) == {f"random {len(found.sample) / 300:.6g} again"}
    assert (
        again.set_index("id")["label"].to_dict().items()
        <= drawn.set_index("id")["label"].to_dict().items()
    )


def test_a_statement_that_stands_twice_for_that_reason_counts_once(truth):
    _, drawn, found = first_round(truth, random_share=1)
    both = [drawn, filled(found, truth)]
    frame = stancekit.read_labelled(*both)
    assert frame["id"].is_unique
    assert len(frame) == 100
    other = dict(zip(LABELS, reversed(LABELS), strict=True))
    changed = both[1].assign(label=both[1]["label"].map(other))
    with pytest.raises(DataError):
        stancekit.read_labelled(drawn, changed)


def test_a_statement_drawn_in_an_earlier_round_stays_random(truth):
    pool = truth.drop(columns="label").assign(drawn=["random 0.1", *[None] * 299])
    found = stancekit.suggest(None, pool, 300)
    assert found.to_label().columns.tolist().count("drawn") == 1
    model = StanceClassifier(calibrate=False).fit(truth["text"][:50], truth["label"][:50])
    chosen = stancekit.suggest(model, pool, 300, random_share=0)
    said = dict(zip(chosen.ids, chosen.drawn, strict=True))
    assert said["s-0"] == "random 0.1"
    assert set(said.values()) == {"random 0.1", "chosen"}


@pytest.mark.parametrize("tool", ["label-studio", "doccano", "argilla", "prodigy"])
def test_labelling_tools_carry_it_along(truth, tmp_path, tool):
    _, _, found = first_round(truth, random_share=0.5)
    suffix = "json" if tool in ("label-studio", "argilla") else "jsonl"
    tasks = tmp_path / f"tasks.{suffix}"
    stancekit.convert(
        filled(found, truth),
        tasks,
        to=tool,
        labels=LABELS,
        annotator="7f0c2e52-4f3b-4b7e-8c35-0d6a4a0d1b11",
    )
    back = tmp_path / "back.csv"
    stancekit.convert(tasks, back)
    said = stancekit.read_statements(back).set_index("text")["drawn"].to_dict()
    assert said == found.to_label().set_index("text")["drawn"].to_dict()


def test_a_retrained_model_keeps_it(truth, tmp_path):
    _, drawn, found = first_round(truth, random_share=0.5)
    first = tmp_path / "first.csv"
    drawn.drop(columns="drawn").to_csv(first, index=False)
    record = stancekit.read_labelled(first)
    model = StanceClassifier(calibrate=False).fit(record["text"], record["label"]).model_
    model.save(tmp_path / "model")
    new = filled(found, truth)
    done = stancekit.retrain(tmp_path / "model", new, data=first, output=tmp_path / "new")
    kept = done.merged.frame.set_index("id")["drawn"].dropna()
    fresh = new[~new["id"].isin(drawn["id"])].set_index("id")["drawn"]
    assert kept.to_dict() == fresh.to_dict()
