"""How much new statements count: chosen on them, kept by the model, and nothing where it is 1."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from stancekit import StanceClassifier, load_model, retrain
from stancekit.data.read import read_labelled
from stancekit.exceptions import DataError, ModelFormatError, ParameterError
from stancekit.model.lineage import Batch, TrainingData
from stancekit.training.origin import recorded
from stancekit.training.training_data import is_training_data, read_training_data

QUICK = {"folds": 2, "repeats": 1, "require": "nothing"}
WORDS = {"favor": ["yes", "gladly", "welcome"], "against": ["no", "never", "refuse"]}


def said(n, seed, *, contrary=False):
    """Statements whose words tell the label, one in four by chance; or tell the other label."""
    generator = np.random.default_rng(seed)
    rows = []
    for number in range(n):
        label, other = generator.permutation([*WORDS])
        told = other if contrary or generator.random() < 0.25 else label
        words = " ".join(generator.choice(WORDS[told], 3))
        rows.append({"text": f"{words} {seed}x{number}", "label": str(label)})
    return pd.DataFrame(rows)


def saved(frame, place, name="old"):
    """Train a model of a file, that knows where its statements are."""
    file = place / f"{name}.csv"
    frame.to_csv(file, index=False)
    read = read_labelled(file)
    weights = read["weight"].to_numpy() if "weight" in read else None
    model = StanceClassifier().fit(read["text"], read["label"], sample_weight=weights).model_
    recorded(model, TrainingData(()), Batch((file,)), read).save(place / "model")
    return place / "model"


@pytest.fixture
def old(tmp_path):
    return saved(said(40, 1), tmp_path)


def weights_of(model):
    return model.provenance.training_data.weights


def test_weight_1_changes_not_a_byte(old, tmp_path):
    new = tmp_path / "new.csv"
    said(12, 2).to_csv(new, index=False)
    plain = retrain(old, new, output=tmp_path / "a" / "v", **QUICK)
    once = retrain(old, new, new_weight=1, output=tmp_path / "b" / "v", **QUICK)
    for file in plain.folder.iterdir():
        assert file.read_bytes() == (once.folder / file.name).read_bytes()
    assert plain.to_dict()["comparison"] == once.to_dict()["comparison"]
    assert "weights" not in json.loads((plain.folder / "manifest.json").read_text("utf-8"))


def test_a_weight_is_that_of_a_column(old, tmp_path):
    new = said(12, 2)
    found = retrain(old, new, new_weight=5, output=tmp_path / "a", embed=True, **QUICK)
    data, weights = pd.concat([said(40, 1), new]), np.repeat([1.0, 5.0], [40, 12])
    expected = StanceClassifier().fit(data["text"], data["label"], sample_weight=weights)
    np.testing.assert_array_equal(
        found.model.predict_proba(data["text"]), expected.predict_proba(data["text"])
    )
    plain = retrain(old, new, output=tmp_path / "b", embed=True, **QUICK)
    assert found.model.provenance.fingerprint != plain.model.provenance.fingerprint
    assert "Each of the 12 new statements counts 5 times as much as its file says." in str(
        found.summary()
    )


def test_it_multiplies_what_the_files_say(tmp_path):
    old = saved(said(40, 1).assign(weight=2.0), tmp_path)
    new = said(12, 2).assign(weight=0.5)
    found = retrain(old, new, new_weight=4, embed=True, **QUICK)
    weights = np.repeat([2.0, 2.0], [40, 12])
    data = pd.concat([said(40, 1), new])
    expected = StanceClassifier().fit(data["text"], data["label"], sample_weight=weights).model_
    assert found.model.provenance.fingerprint == expected.provenance.fingerprint
    assert read_training_data(found.model)["weight"].tolist() == [2.0] * 40 + [0.5] * 12


@pytest.mark.parametrize("embed", [True, False])
def test_the_next_retrain_keeps_it_and_asks_for_no_weights(old, tmp_path, embed):
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for seed, file in enumerate(files, start=2):
        said(12, seed).to_csv(file, index=False)
    second = retrain(old, files[0], new_weight=5, embed=embed, **QUICK)
    assert is_training_data(load_model(second.folder), read_training_data(second.model))
    third = retrain(second.folder, files[1], new_weight=2, **QUICK)
    assert weights_of(third.model) == ((40, 1), (12, 5), (12, 2))
    card = (third.folder / "README.md").read_text("utf-8")
    assert [line for line in card.splitlines() if line.startswith("Of these, ")] == [
        f"Of these, 12 that were added count {weight} times." for weight in (5, 2)
    ]
    assert weights_of(load_model(third.folder)) == weights_of(third.model)
    again = retrain(third.folder, files[0], settings={"C": 2.0}, **QUICK)
    assert (again.merged.repeated, again.merged.reweighted) == (12, 0)
    assert weights_of(again.model) == weights_of(third.model)
    assert again.model.provenance.fingerprint == third.model.provenance.fingerprint


def test_statements_of_a_dropped_label_take_their_weights_along(tmp_path):
    third = pd.DataFrame({"text": [f"well {n}" for n in range(10)], "label": "none"})
    old = saved(pd.concat([third, said(30, 1)]), tmp_path)
    new = pd.concat([said(12, 2), third.assign(text=third["text"] + "x")])
    second = retrain(old, new, new_weight=5, embed=True, **QUICK)
    assert weights_of(second.model) == ((40, 1), (22, 5))
    dropped = retrain(second.folder, said(4, 3), drop_labels=["none"], embed=True, **QUICK)
    assert weights_of(dropped.model) == ((30, 1), (12, 5), (4, 1))
    assert len(read_training_data(load_model(dropped.folder))) == 46


def test_a_changed_label_keeps_the_weight_of_its_statement(old):
    changed = said(2, 1).assign(label=lambda data: data["label"].tolist()[::-1])
    found = retrain(old, changed, said(12, 2), new_weight=5, embed=True, **QUICK)
    assert found.merged.added == 12
    assert weights_of(found.model) == ((40, 1), (12, 5))


def test_data_given_as_they_were_have_their_weights(old, tmp_path):
    second = retrain(old, said(12, 2), new_weight=5, embed=True, **QUICK)
    same = read_training_data(second.model)
    found = retrain(second.model, said(12, 3), data=same, embed=True,
                    output=tmp_path / "same", **QUICK)  # fmt: skip
    assert weights_of(found.model) == ((40, 1), (12, 5), (12, 1))
    other = retrain(second.model, said(12, 3), data=same[1:], embed=True,
                    output=tmp_path / "other", **QUICK)  # fmt: skip
    assert weights_of(other.model) == ()
    assert any("are not the statements from which" in caveat for caveat in other.caveats)


@pytest.mark.parametrize("weights", [[[52]], [[0, 1.0]], [[52, -1.0]], [[52, "x"]], [[52, 1e999]]])
def test_weights_that_are_none_are_refused(old, weights):
    found = retrain(old, said(12, 2), new_weight=5, embed=True, **QUICK)
    file = found.folder / "manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    manifest["training_data"]["weights"] = weights
    file.write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ModelFormatError):
        load_model(found.folder)


def test_auto_takes_a_large_weight_where_the_new_contradict_the_old(tmp_path):
    old = saved(said(150, 1), tmp_path)
    found = retrain(old, said(60, 2, contrary=True), new_weight="auto", embed=True, **QUICK)
    first, *others = found.weighing.tried
    assert found.weighing.weight >= 5
    assert min(other.log_loss for other in others) < first.log_loss - 0.05
    assert weights_of(found.model) == ((150, 1), (60, found.weighing.weight))
    assert "Chosen on 60 new statements, held out in folds" in found.summary()
    assert found.to_dict()["weighing"]["tried"][0]["gain"]["value"] == 0


@pytest.mark.parametrize("seed", range(3))
def test_auto_is_1_where_they_are_alike(tmp_path, seed):
    old = saved(said(100, 10 + seed), tmp_path)
    found = retrain(old, said(60, 20 + seed), new_weight="auto", embed=True, **QUICK)
    assert found.weighing.weight == 1
    assert [tried.weight for tried in found.weighing.tried] == [1, 2, 5, 10]
    assert weights_of(found.model) == ()


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (said(29, 2), "29 are too few to choose a weight by, 30 are needed"),
        (said(40, 2).assign(document="d"), "too many are tied to choose a weight by them"),
    ],
)
def test_auto_is_1_where_nothing_can_tell(old, new, why):
    found = retrain(old, new, new_weight="auto", embed=True, **QUICK)
    assert (found.weighing.weight, found.weighing.tried) == (1, ())
    assert f"Each new statement counts once: {why}." in found.summary()


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), float("inf"), "much", None, True, [2]])
def test_what_is_no_weight(old, wrong):
    with pytest.raises(ParameterError, match="new_weight: must be 'auto' or a finite number above"):
        retrain(old, said(2, 2), new_weight=wrong)


def test_weights_of_files_are_still_asked_for(tmp_path):
    old = saved(said(40, 1).assign(weight=2.0), tmp_path)
    with pytest.raises(DataError, match="there is no column 'weight', but the training statements"):
        retrain(old, said(12, 2), new_weight=5, **QUICK)
