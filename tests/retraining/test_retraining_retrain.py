"""Retraining: what is compared, what is saved, and where."""

from __future__ import annotations

import hashlib
import json
import shutil

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from stancekit import StanceClassifier, compare, load_model, retrain
from stancekit.cli import main
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.training.versions import next_version

QUICK = {"folds": 2, "repeats": 1}


@pytest.fixture
def frame(bridge):
    ids = [f"s{row}" for row in range(len(bridge.texts))]
    return pd.DataFrame({"id": ids, "text": bridge.texts, "label": bridge.labels})


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def train(place, *args):
    command = ["train", str(place / "old.csv"), "-o", str(place / "model"), "--no-evaluation"]
    result = CliRunner().invoke(main, [*command, *args])
    assert result.exit_code == 0, result.stderr
    return place / "model"


@pytest.fixture
def place(tmp_path, frame):
    """Return a folder with a model of 24 statements and a file with 20 labels, 4 of them known."""
    frame[:24].to_csv(tmp_path / "old.csv", index=False)
    frame[20:].to_csv(tmp_path / "new.csv", index=False)
    train(tmp_path)
    return tmp_path


def test_a_new_label_does_not_make_it_better(place, frame):
    new = frame[:12].assign(id="", label="undecided")
    new["text"] = [f"perhaps maybe who knows {row}x" for row in range(12)]
    found = retrain(place / "model", new, require="nothing", **QUICK)
    assert found.comparison.unshared["undecided"].new.value == 1
    assert (found.comparison.judged, found.comparison.statements) == (24, 36)
    assert found.comparison.corrected == 0
    assert found.verdict != "better"


@pytest.mark.parametrize(("n", "is_said"), [(30, True), (29, False)])
def test_labels_that_do_not_lift_it_have_another_use(place, frame, n, is_said):
    labels = np.random.default_rng(0).permutation(frame["label"][:n])
    noise = [f"{row}x {row}y said nobody on day {row}" for row in range(n)]
    found = retrain(
        place / "model", {"text": noise, "label": labels.tolist()}, require="nothing", **QUICK
    )
    assert found.verdict != "better"
    said = f"The {n} new labels do not clearly lift the model."
    assert any(caveat.startswith(said) for caveat in found.caveats) == is_said


def test_it_merges_compares_and_saves_beside_the_old_model(place, frame):
    before = files(place / "model")
    found = retrain(place / "model", place / "new.csv", require="nothing", **QUICK)
    assert (found.merged.added, found.merged.repeated) == (16, 4)
    assert found.folder == place / "model" / "v0002"
    assert files(place / "model") == before
    model = load_model(found.folder)
    expected = StanceClassifier().fit(frame["text"], frame["label"]).model_
    np.testing.assert_array_equal(
        model.predict_proba(frame["text"]), expected.predict_proba(frame["text"])
    )
    old, new = frame[:24], frame
    alone = compare(StanceClassifier(), StanceClassifier(), new, old_data=old, **QUICK)
    assert found.comparison.to_dict() == alone.to_dict()
    assert found.evaluation.measures["macro_f1"].value == pytest.approx(
        alone.measures["macro_f1"].new.value
    )


def test_versions_go_on_and_remember_those_before(place, frame):
    first = retrain(place / "model", place / "new.csv", require="nothing", **QUICK).folder
    (place / "more.csv").write_text("id,label\ns0,none\n", encoding="utf-8")
    second = retrain(first, place / "more.csv", require="nothing", **QUICK).folder
    assert second == place / "model" / "v0003"
    lineage = load_model(second).provenance.lineage
    manifests = [(folder / "manifest.json").read_bytes() for folder in (place / "model", first)]
    assert [one.manifest for one in lineage] == [
        hashlib.sha256(manifest).hexdigest() for manifest in manifests
    ]
    assert [one.n_statements for one in lineage] == [24, 40]
    card = (second / "README.md").read_text()
    assert "Retrained from model (24 statements)" in card
    assert "Retrained from v0002 (40 statements)" in card
    assert load_model(second).provenance.label_counts["none"] == 11


def test_the_same_inputs_give_the_same_folder(place):
    folders = [
        retrain(place / "model", place / "new.csv", require="nothing", output=out, **QUICK).folder
        for out in (place / "a" / "same", place / "b" / "same")
    ]
    assert files(folders[0]) == files(folders[1])


def test_old_settings_stay_unless_others_are_given(place):
    train(place, "--C", "3", "--features", "char")
    found = retrain(place / "model", place / "new.csv", settings={"C": 2.0}, **QUICK)
    assert found.model.settings["C"] == 2.0
    assert found.model.settings["features"] == "char"
    assert found.comparison.statements == 40


def test_settings_alone_may_be_what_is_new(place):
    again = str(place / "old.csv")
    shutil.copy(again, place / "again.csv")
    for given in ({}, {"settings": {"C": 1.0}}):  # as before
        with pytest.raises(DataError, match="nothing new; all 24 rows are among the training"):
            retrain(place / "model", place / "again.csv", **given, **QUICK)
    found = retrain(place / "model", place / "again.csv", settings={"C": 5.0}, **QUICK)
    assert not found.merged.is_news


def test_columns_groups_and_left_out_values_are_remembered(place, frame):
    for name, part in (("old", frame[:24]), ("new", frame[24:])):
        source = ["wire", "post", "speech", "wire"] * (len(part) // 4)
        part.assign(source=source).rename(columns={"text": "body"}).to_csv(
            place / f"{name}.csv", index=False
        )
    everything = frame.assign(source=["wire", "post", "speech", "wire"] * 10)
    train(place, "--text-column", "body", "--groups", "source")
    found = retrain(place / "model", place / "new.csv", text="body", require="nothing", **QUICK)
    expected = (
        StanceClassifier().fit(frame["text"], frame["label"], groups=everything["source"]).model_
    )
    np.testing.assert_array_equal(
        found.model.predict_proba(frame["text"]), expected.predict_proba(frame["text"])
    )
    assert "the same source or text stay on one side" in found.comparison.how


def test_values_that_were_left_out_in_turn_are_left_out_again(place, frame):
    frame = frame.assign(source=["wire", "post", "speech", "wire"] * 10)
    frame[:24].to_csv(place / "old.csv", index=False)
    frame[24:].to_csv(place / "new.csv", index=False)
    train(place, "--leave-out", "source")
    found = retrain(place / "model", place / "new.csv", require="nothing", **QUICK)
    assert "Each of the 3 values of 'source' left out" in found.comparison.how
    assert [left.value for left in found.evaluation.left_out] == ["wire", "post", "speech"]
    by_source = StanceClassifier().fit(frame["text"], frame["label"], groups=frame["source"]).model_
    np.testing.assert_array_equal(
        found.model.predict_proba(frame["text"]), by_source.predict_proba(frame["text"])
    )


def test_what_only_trained_only_trains_again(place, frame):
    frame = frame.assign(source=["old", "post", "speech", "old"] * 10)
    frame[:24].to_csv(place / "old.csv", index=False)
    frame[24:].assign(source="").to_csv(place / "new.csv", index=False)
    train(place, "--only-train", "source=old")
    found = retrain(place / "model", place / "new.csv", require="nothing", **QUICK)
    only_train = [source == "old" for source in frame["source"][:24]] + [False] * 16
    expected = StanceClassifier().fit(frame["text"], frame["label"], only_train=only_train).model_
    np.testing.assert_array_equal(
        found.model.predict_proba(frame["text"]), expected.predict_proba(frame["text"])
    )
    assert "Trained on, but not calibrated on, by 'source': old." in found.comparison.how
    assert found.model.provenance.training_data.only_train == {"source": ("old",)}


def test_the_settings_of_the_comparison_reach_it(place, frame):
    given = {"margin": 0.9, "random_state": 3, "folds": 3, "repeats": 2}
    found = retrain(place / "model", place / "new.csv", require="nothing", **given)
    alone = compare(StanceClassifier(), StanceClassifier(), frame, old_data=frame[:24], **given)
    assert found.comparison.to_dict() == alone.to_dict()
    assert found.comparison.margin == 0.9


def test_a_named_target_keeps_its_name_and_refuses_others(place):
    train(place, "--target", "the bridge")
    found = retrain(place / "model", place / "new.csv", require="nothing", **QUICK)
    assert load_model(found.folder).targets == ("the bridge",)
    other = [{"text": "Yes to the tax.", "label": "favor", "target": "the tax"}]
    with pytest.raises(DataError, match="'the tax' is not a target of this model; it knows"):
        retrain(found.folder, other, **QUICK)


def test_models_of_several_targets(place, frame):
    both = pd.concat([frame.assign(target=t) for t in ("bridge", "road")]).drop(columns="id")
    both[:30].to_csv(place / "old.csv", index=False)
    both[30:].to_csv(place / "new.csv", index=False)
    both.iloc[[*range(24), *range(40, 64)]].to_csv(place / "old.csv", index=False)
    train(place)
    found = retrain(place / "model", place / "new.csv", require="nothing", **QUICK)
    assert load_model(found.folder).targets == ("bridge", "road")


def test_a_model_that_is_not_good_enough_is_not_saved(place, frame):
    found = retrain(place / "model", frame[:1].assign(label="none"), require="better", **QUICK)
    assert found.verdict == "cannot tell"
    assert found.folder is None
    assert list((place / "model").glob("v0*")) == []
    assert "which is better, and required was better. No label is lost" in found.summary()
    assert "not saved" in repr(found)


@pytest.mark.parametrize("seed", range(4))
def test_what_cannot_be_told_is_saved_unless_the_score_is_lower(seed, place, frame):
    labels = np.random.default_rng(seed).permutation(frame["label"][24:])
    found = retrain(place / "model", frame[24:].assign(label=labels), random_state=seed, **QUICK)
    gain = found.comparison.measures["macro_f1"].difference
    assert found.verdict == "cannot tell"
    assert (found.folder is not None) == (gain.value >= 0)
    said = "whether it is better cannot be told yet" if found.folder else "No label is lost"
    assert said in found.summary().replace("\n", " ")


def test_statements_of_one_document_can_be_compared_with_others(place, frame):
    frame[:24].assign(document="speech").to_csv(place / "old.csv", index=False)
    model = train(place)
    found = retrain(model, place / "new.csv", require="nothing", **QUICK)
    assert found.comparison.statements == 40
    assert any("come from one document" in note for note in found.comparison.caveats)
    shutil.rmtree(model)
    two = frame[:24].assign(document=["speech"] * 12 + ["talk"] * 12)
    two.to_csv(place / "old.csv", index=False)
    found = retrain(train(place), place / "new.csv", require="nothing", **QUICK)
    assert not any("come from one document" in note for note in found.comparison.caveats)


def test_what_cannot_be_compared_is_saved_only_if_nothing_is_required(place, frame):
    few = frame[:2]
    few.to_csv(place / "old.csv", index=False)
    model = train(place)
    with pytest.raises(DataError, match="label 'conditional' has only 1") as raised:
        retrain(model, frame[2:6], **QUICK)
    assert "(--require nothing)" in raised.value.problems[-1]
    assert not (model / "v0002").exists()
    found = retrain(model, frame[2:6], require="nothing", **QUICK)
    assert (found.verdict, found.comparison, found.evaluation) == ("not compared", None, None)
    assert load_model(found.folder).provenance.n_statements == 6
    assert "could not be compared: label 'conditional'" in found.summary().replace("\n  ", " ")
    assert json.dumps(found.to_dict())
    assert found.to_frame().empty
    assert repr(found).startswith("<Retraining: not compared, 4 statements added, saved to")


def test_new_labels_in_memory_are_embedded_if_asked_for(place):
    rows = [("Yes to the ferry.", "favor"), ("No to the ferry, never.", "against")]
    bare = retrain(place / "model", rows, require="nothing", **QUICK)
    assert "embed=True (--embed) keeps them in its folder" in bare.caveats[0]
    assert load_model(bare.folder).provenance.training_data is None
    output = place / "kept"
    kept = retrain(place / "model", rows, require="nothing", embed=True, output=output, **QUICK)
    (place / "old.csv").unlink()
    shutil.move(kept.folder, place / "elsewhere")
    again = [("Build the ferry.", "favor")]
    found = retrain(place / "elsewhere", again, require="nothing", **QUICK)
    assert len(found.merged.frame) == 27
    shutil.move(found.folder, place / "far")  # it holds them all, as the one before
    shutil.rmtree(place / "elsewhere")
    further = [("Paint the ferry.", "favor")]
    assert len(retrain(place / "far", further, require="nothing", **QUICK).merged.frame) == 28
    with pytest.raises(FileExistsError, match="holds the statements that its model was trained on"):
        kept.model.save(place / "far")


def test_training_data_that_moved_or_changed(place, frame):
    (place / "old.csv").rename(place / "moved.csv")
    with pytest.raises(DataError, match=r"old\.csv: training statements of .*data= \(--data FILE"):
        retrain(place / "model", place / "new.csv", **QUICK)
    moved = {"data": place / "moved.csv", "output": place / "other"}
    found = retrain(place / "model", place / "new.csv", require="nothing", **moved, **QUICK)
    assert found.caveats == ()
    assert retrain(found.folder, [("Hm.", "none")], require="nothing", **QUICK).merged.added == 1
    frame[1:24].to_csv(place / "old.csv", index=False)
    with pytest.raises(DataError, match=r"old\.csv: changed since .* was trained on it; bring"):
        retrain(place / "model", place / "new.csv", **QUICK)
    (place / "old.csv").write_text("text\nHm.\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"no column 'label'.*was trained on it\)"):
        retrain(place / "model", place / "new.csv", **QUICK)
    found = retrain(place / "model", place / "new.csv", data=frame[:20], require="nothing", **QUICK)
    assert "not the statements from which the old model was trained" in found.summary()


def test_a_model_that_does_not_say_where_its_statements_are(place, frame):
    StanceClassifier().fit(frame["text"], frame["label"]).model_.save(place / "bare")
    with pytest.raises(DataError, match=r"does not say where its .*; name them with data= \(--d"):
        retrain(place / "bare", place / "new.csv", **QUICK)


def test_a_model_that_is_there_already_is_as_good_as_its_folder(place):
    model = load_model(place / "model")
    found = retrain(model, place / "new.csv", require="nothing", **QUICK)
    assert found.folder == place / "model" / "v0002"
    given = {"require": "nothing", "output": place / "other"} | QUICK
    other = retrain(place / "model", place / "new.csv", **given)
    assert load_model(found.folder).provenance == load_model(other.folder).provenance
    with pytest.raises(ParameterError, match="encoder: the model has one of its own, or none"):
        retrain(found.model, place / "new.csv", encoder=object(), **QUICK)


def test_a_model_in_memory_is_retrained_from_its_data(place, frame):
    model = StanceClassifier().fit(frame["text"][:24], frame["label"][:24]).model_
    with pytest.raises(ParameterError, match=r"output: the model was loaded from no folder, so .*"):
        retrain(model, place / "new.csv", data=frame[:24])
    with pytest.raises(DataError, match="the model: does not say where its training statements"):
        retrain(model, place / "new.csv", output=place / "out")
    given = {"data": place / "old.csv", "output": place / "out", "require": "nothing"}
    found = retrain(model, place / "new.csv", **given, **QUICK)
    (before,) = load_model(found.folder).provenance.lineage
    assert (before.manifest, before.name, before.n_statements) == (None, None, 24)
    again = retrain(found.model, [("Hm.", "none")], **given | {"data": None, "output": place / "2"})
    assert again.merged.added == 1


def test_what_was_kept_in_memory_is_read_again(place):
    rows = [("Yes to the ferry.", "favor"), ("No to the ferry, never.", "against")]
    kept = retrain(place / "model", rows, require="nothing", embed=True, **QUICK)
    again = [("Build the ferry.", "favor")]
    found = retrain(kept.model, again, require="nothing", output=place / "out", **QUICK)
    assert len(found.merged.frame) == 27
    assert (found.folder / "training.jsonl").is_file()


def test_a_dropped_label_stays_dropped(place):
    found = retrain(
        place / "model", place / "new.csv", drop_labels=["none"], require="nothing", **QUICK
    )
    assert load_model(found.folder).labels == ("against", "conditional", "favor")
    assert "Dropped the label 'none' with its 10 statements." in found.summary()
    again = retrain(found.folder, [("A fine bridge.", "favor")], require="nothing", **QUICK)
    assert again.model.labels == ("against", "conditional", "favor")


def test_weights_of_a_dropped_label_go_with_it(place, frame):
    weights = {"favor": 2.0, "none": 0.5}
    model = StanceClassifier(class_weight=weights).fit(frame["text"], frame["label"]).model_
    model.save(place / "weighted")
    found = retrain(
        place / "weighted",
        [("A fine bridge.", "favor")],
        data=frame,
        drop_labels=["none"],
        require="nothing",
        **QUICK,
    )
    assert found.model.settings["class_weight"] == {"favor": 2.0}


def test_changes_and_what_is_left_out_are_shown(place, frame):
    rows = frame[:12].assign(label=["none", "favor"] * 6)
    rows = pd.concat([rows, frame[30:31].assign(label=""), frame[:0]])
    rows.loc[len(frame)] = ["t1", "A tunnel, please.", "tunnel"]
    rows.loc[len(frame) + 1] = ["t2", "The tunnel, please.", "tunnel"]
    found = retrain(place / "model", rows, require="nothing", **QUICK)
    assert len(found.merged.changed) > 10
    text = found.summary()
    assert "New labels: 'tunnel'." in text
    assert "Left out, as they have no label yet: 1." in text
    assert f"and {len(found.merged.changed) - 10} more; the newer label wins" in text
    assert "s0  favor -> none" in text
    assert "where a changed label is wrong" in text


def test_it_is_ready_for_json_and_for_a_frame(place):
    found = retrain(place / "model", place / "new.csv", require="nothing", **QUICK)
    read = json.loads(json.dumps(found.to_dict()))
    assert read["merged"]["added"] == 16
    assert read["comparison"]["verdict"] == found.verdict
    assert found.to_frame()["measure"].tolist()[:2] == ["macro_f1", "accuracy"]


def test_the_newest_version_goes_on(place):
    some = {"embed": True, "require": "nothing"}
    found = retrain(place / "model", [("Hm.", "none")], **some, **QUICK)
    with pytest.raises(FileExistsError, match="v0002 is newer and may have labels that this"):
        retrain(place / "model", [("Oh.", "none")], **QUICK)
    side = retrain(
        place / "model", [("Oh.", "none")], require="nothing", output=place / "side", **QUICK
    )
    assert (len(side.merged.frame), len(found.merged.frame)) == (25, 25)
    again = retrain(found.folder, [("Oh.", "none")], require="nothing", **QUICK)
    assert (again.folder.name, len(again.merged.frame)) == ("v0003", 26)


def test_a_new_statement_needs_a_value_of_what_is_left_out_in_turn(place, frame):
    frame[:24].assign(source=["wire", "post", "talk"] * 8).to_csv(place / "old.csv", index=False)
    train(place, "--leave-out", "source")
    with pytest.raises(DataError, match="16 statements have no value in the column 'source', whos"):
        retrain(place / "model", place / "new.csv", **QUICK)
    some = frame[22:26].assign(source=["", "", "post", ""])
    with pytest.raises(DataError, match=r"1 statement has no value .*: 's?.*; fill it in"):
        retrain(place / "model", some, **QUICK)
    relabelled = pd.DataFrame({"id": ["s1"], "label": ["favor"]})
    retrain(place / "model", relabelled, **QUICK)


def test_a_model_of_several_targets_can_become_one(place, frame):
    both = pd.concat([frame.assign(target=t) for t in ("bridge", "road")]).drop(columns="id")
    both[8:72].to_csv(place / "old.csv", index=False)
    both.to_csv(place / "new.csv", index=False)
    train(place)
    given = {"settings": {"per_target": False}, "require": "nothing"}
    found = retrain(place / "model", place / "new.csv", **given, **QUICK)
    assert not load_model(found.folder).per_target


def test_nothing_is_written_over(place):
    for taken in (place / "model", place / "old.csv"):
        with pytest.raises(FileExistsError, match="stands there"):
            retrain(place / "model", place / "new.csv", output=taken, **QUICK)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"require": "best"}, ParameterError, "require: must be one of 'better', 'not-worse'"),
        ({"require": []}, ParameterError, "require: must be one of"),
        ({"settings": ["C"]}, InputTypeError, "settings: expected a dict"),
        ({"settings": {"c": 1}}, ParameterError, "StanceClassifier has no parameter 'c'"),
        ({"margin": 2}, ParameterError, "margin: must be a number from 0 to 1"),
        ({"drop_labels": ["x"]}, ParameterError, "no statement has the label 'x'"),
        ({"random_state": -1}, ParameterError, "random_state"),
        ({"output": 5}, InputTypeError, "output: expected a path, got int"),
        ({"output": ""}, ParameterError, "output: no folder is called ''"),
        ({"embed": "yes"}, InputTypeError, "embed: must be True or False, got 'yes'"),
        ({"text": 3}, ParameterError, "text=3 is not the name of a column"),
        ({"label": None}, ParameterError, "label=None is not the name of a column"),
    ],
)
def test_wrong_arguments(place, given, error, message):
    with pytest.raises(error, match=message):
        retrain(place / "model", place / "new.csv", **given)
    assert list((place / "model").glob("v0*")) == []


def test_no_folder(place):
    with pytest.raises(
        InputTypeError, match=r"model: expected a StanceModel or the path .*, got NoneType"
    ):
        retrain(None, place / "new.csv")
    (place / "models").mkdir()
    shutil.move(place / "model", place / "models" / "v0001")
    with pytest.raises(FileNotFoundError, match=r"models: versions of a model; name one, .*v0001"):
        retrain(place / "models", place / "new.csv")


@pytest.mark.parametrize("output", [None, "model"])
def test_a_wrong_place_and_wrong_labels_are_told_together(place, frame, output):
    (place / "model" / "v0002").mkdir()
    frame.rename(columns={"label": "lable"}).to_csv(place / "new.csv", index=False)
    output = output and place / output
    with pytest.raises(DataError) as caught:
        retrain(place / "model", place / "new.csv", output=output, **QUICK)
    where, what = caught.value.problems
    assert ("stands there already" if output else "v0002 is newer and may have labels") in where
    assert "there is no column 'label'; did you mean 'lable'?" in what


def test_no_new_labels_at_all(place):
    with pytest.raises(InputTypeError, match="there is nothing to read"):
        retrain(place / "model")


def test_the_next_version_is_the_next_free_number(tmp_path):
    model = tmp_path / "model"
    assert next_version(model) == model / "v0002"
    (model / "v0004").mkdir(parents=True)
    (model / ".v0005-rest").mkdir()
    assert next_version(model) == model / "v0005"
    assert next_version(model / "v0004") == model / "v0005"
    assert next_version(model / "v0009") == model / "v0010"
