"""Test statements on which a model was trained."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from stancekit import StanceClassifier, compare, load_model, retrain
from stancekit.cli import main
from stancekit.exceptions import DataError
from stancekit.model.lineage import Batch, TrainingData
from stancekit.training.seen import Seen, seen_by

PLAIN = StanceClassifier(calibrate=False)


def trained(frame, **settings):
    classifier = PLAIN.set_params(**settings) if settings else PLAIN
    return as_loaded(classifier.fit(frame["text"], frame["label"]).model_)


def as_loaded(model):
    """Return a model that knows no more of its statements than its folder says."""
    return replace(model, provenance=replace(model.provenance, digests=None))


def recorded(model, record):
    return replace(model, provenance=replace(model.provenance, training_data=record))


@pytest.fixture
def part(frame):
    return frame[:60].reset_index(drop=True)


@pytest.fixture
def from_file(part, tmp_path):
    """Return a model that knows its file of 60 statements."""
    part.to_csv(tmp_path / "old.csv", index=False)
    return recorded(trained(part), TrainingData((Batch((tmp_path / "old.csv",)),)))


@pytest.mark.parametrize("features", ["word", "char", "word+char"])
def test_it_may_have_seen_all_that_it_has_seen_and_little_else(frame, part, features):
    model = trained(part, features=features)
    assert seen_by(model, part) == Seen(60, certain=True)
    assert seen_by(model, part[1:]) == Seen(59, certain=False)
    assert seen_by(model, frame[60:]).count == 0


@pytest.mark.parametrize("min_df", [1, 2])
def test_a_model_that_was_just_fitted_knows_its_statements(frame, part, min_df):
    fitted = StanceClassifier(calibrate=False, min_df=min_df).fit(part["text"], part["label"])
    assert seen_by(fitted.model_, frame[40:]) == Seen(20, certain=True)
    assert seen_by(fitted.model_, frame[60:]) == Seen(0, certain=True)
    assert seen_by(fitted.model_, frame[:0]) == Seen(0, certain=True)
    again = part[:9].assign(text="  " + part["text"].str.upper())
    assert seen_by(fitted.model_, again) == Seen(9, certain=True)
    assert not seen_by(pickle.loads(pickle.dumps(fitted)).model_, frame[40:]).certain


def test_the_order_of_the_rows_hides_nothing(frame, part):
    shuffled = part.sample(frac=1, random_state=0)
    with pytest.raises(DataError, match="new: this model was trained on these statements"):
        compare(trained(frame[60:]), trained(part), shuffled)


def test_where_nothing_can_be_read_an_upper_bound_is_told(frame, part):
    found = compare(trained(frame[60:90]), trained(part), frame[1:62])
    assert any(
        "The new model may have been trained on up to 59 of these 61" in line
        for line in found.caveats
    )
    assert any("The old model may have been trained on up to 2 of" in c for c in found.caveats)


def test_statements_in_its_files_are_counted(frame, from_file):
    found = compare(trained(frame[100:]), from_file, frame[40:90])
    (said,) = (line for line in found.caveats if "was trained on" in line)
    assert said.startswith("The new model was trained on 20 of these 50 statements")
    with pytest.raises(DataError, match="old: this model was trained on these statements"):
        compare(from_file, trained(frame[100:]), frame[10:40])


def test_near_copies_of_its_statements_are_told(frame, part, from_file):
    near = part[:9].assign(text="RT @user: " + part["text"][:9] + "!")
    tested = pd.concat([part[9:12], near, frame[60:80]], ignore_index=True)
    assert seen_by(from_file, tested) == Seen(3, certain=True, near=9)
    found = compare(from_file, trained(frame[100:]), tested)
    assert any(
        "The old model was trained on near-copies of 9 of these 32 statements" in line
        for line in found.caveats
    )
    assert "neither was ever" not in compare(from_file, trained(frame[100:]), near).how


def test_rows_that_its_file_got_since_are_no_training_statements(frame, from_file, tmp_path):
    frame[:90].to_csv(tmp_path / "old.csv", index=False)
    assert seen_by(from_file, frame[60:90]) == Seen(0, certain=True)
    found = compare(from_file, trained(frame[100:]), frame[60:90])
    assert "neither was ever trained on one of them" in found.how


def test_another_statement_of_known_words_is_none_of_its_file(part, from_file):
    shorter = part[:1].assign(text="refuse refuse")
    assert seen_by(trained(part), shorter) == Seen(1, certain=False)
    assert seen_by(from_file, shorter) == Seen(0, certain=True)


@pytest.mark.parametrize("contents", [None, b"", b"text\n\xff\n"])
def test_a_file_that_cannot_be_read_leaves_the_upper_bound(part, from_file, tmp_path, contents):
    (tmp_path / "old.csv").unlink()
    if contents is not None:
        (tmp_path / "old.csv").write_bytes(contents)
    assert seen_by(from_file, part[:30]) == Seen(30, certain=False)


def test_statements_in_later_files_and_in_the_model_itself_count(frame, part, tmp_path):
    part.insert(0, "id", [f"s{row}" for row in range(len(part))])
    part[:50].rename(columns={"text": "said"}).to_csv(tmp_path / "old.csv", index=False)
    part[50:].to_json(tmp_path / "new.jsonl", orient="records", lines=True)
    (tmp_path / "ids.csv").write_text("id,label\ns1,none\n", encoding="utf-8")
    batches = [Batch((tmp_path / "old.csv",), text="said")]
    batches += [Batch((tmp_path / name,)) for name in ("new.jsonl", "ids.csv")]
    part.loc[1, "label"] = "none"
    lines = part.to_json(orient="records", lines=True).encode()
    for record in (TrainingData(tuple(batches)), TrainingData((), embedded=lines)):
        model = recorded(trained(part), record)
        assert seen_by(model, frame[45:70]) == Seen(15, certain=True)


def test_rows_without_a_label_were_not_trained_on(frame, tmp_path):
    frame[:60].to_csv(tmp_path / "old.csv", index=False)
    command = ["train", str(tmp_path / "old.csv"), "-o", str(tmp_path / "m"), "--no-evaluation"]
    assert CliRunner().invoke(main, command).exit_code == 0
    labelled = frame["label"].where(frame.index < 100, "")
    frame[60:].assign(label=labelled[60:]).to_csv(tmp_path / "new.csv", index=False)
    new = retrain(tmp_path / "m", tmp_path / "new.csv", require="nothing", folds=2, repeats=1)
    assert new.model.provenance.n_statements == 100
    old, new = load_model(tmp_path / "m"), load_model(new.folder)
    found = compare(old, new, frame[100:])
    assert "neither was ever trained on one of them" in found.how
    assert seen_by(new, frame[90:]) == Seen(10, certain=True)
    with pytest.raises(DataError, match="new: this model was trained on these statements"):
        compare(old, new, frame[60:100])


def test_a_label_that_was_dropped_was_not_trained_on(frame, part, tmp_path):
    part.to_csv(tmp_path / "old.csv", index=False)
    frame[60:63].to_csv(tmp_path / "new.csv", index=False)
    batches = Batch((tmp_path / "old.csv",)), Batch((tmp_path / "new.csv",), dropped=("none",))
    kept = frame[:63][frame[:63]["label"] != "none"].reset_index(drop=True)
    model = recorded(trained(kept), TrainingData(batches))
    assert seen_by(model, frame[:70]) == Seen(42, certain=True)
    part[part["label"] != "none"].to_csv(tmp_path / "old.csv", index=False)  # not as it was
    frame[60:62].to_csv(tmp_path / "new.csv", index=False)
    assert not seen_by(model, frame[:70]).certain


def test_rare_ngrams_that_were_left_out_rule_nothing_out(frame, part):
    model = trained(part, min_df=2)
    assert seen_by(model, frame[60:]) == Seen(90, certain=False)
    assert seen_by(model, part) == Seen(60, certain=True)
    assert seen_by(model, part[::-1]) == Seen(60, certain=False)


def test_the_same_text_about_another_target_is_another_statement(part, tmp_path):
    both = part.assign(target=np.where(np.arange(60) % 2, "gas", "grain"))
    both.to_csv(tmp_path / "both.csv", index=False)
    classifier = StanceClassifier(calibrate=False, per_target=True)
    fitted = classifier.fit(both[["text", "target"]], both["label"]).model_
    model = as_loaded(fitted)
    other = both.assign(target=both["target"].map({"gas": "grain", "grain": "gas"}))
    in_file = recorded(model, TrainingData((Batch((tmp_path / "both.csv",)),)))
    for known in (model, fitted, in_file):
        assert seen_by(known, both) == Seen(60, certain=True)
        assert seen_by(known, other).count == 0
    assert seen_by(model, pd.concat([both[:5], both[:1].assign(target="oil")])).count == 5
