"""Labels of one's own texts say how far to trust a model there; its coefficients stay."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from stancekit import StanceClassifier, compare, load_model, recalibrate, retrain
from stancekit.blocks import Measure
from stancekit.cli import main
from stancekit.exceptions import DataError, ParameterError
from stancekit.training.seen import Seen

TELLING = {
    "against": ["never", "refuse", "reject"],
    "favor": ["talk", "welcome", "open"],
    "none": ["harvest", "football", "train"],
}
COMMON = ["the", "valley", "council", "we", "river", "road", "money", "vote", "bridge"]


def statements(n, seed, noise=0.1, shares=(1, 1, 1), name="s"):
    """Return statements of which a share has a label drawn at random."""
    draw = random.Random(seed)
    labels = sorted(TELLING)
    rows = []
    for number in range(n):
        meant = draw.choices(labels, shares)[0]
        words = draw.choices(TELLING[meant], k=2) + draw.choices(COMMON, k=4)
        draw.shuffle(words)
        label = draw.choice(labels) if draw.random() < noise else meant
        rows.append({"text": " ".join([*words, f"{name}{number}x"]), "label": label})
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def trained():
    frame = statements(240, seed=1)
    return StanceClassifier().fit(frame["text"], frame["label"]).model_


@pytest.fixture
def folder(tmp_path):
    """Return the folder of a model that knows its file of statements."""
    old = tmp_path / "old.csv"
    statements(120, seed=2).to_csv(old, index=False)
    model = tmp_path / "model"
    args = ["train", str(old), "-o", str(model), "--no-evaluation"]
    assert CliRunner().invoke(main, args).exit_code == 0
    return model


def test_only_the_calibration_is_another(trained):
    (was,) = trained.parts.values()
    (now,) = recalibrate(trained, statements(100, seed=3, noise=0.5)).model.parts.values()
    assert now.coef is was.coef
    assert now.blocks is was.blocks
    assert now.calibration.temperature > was.calibration.temperature
    assert now.calibration.n_statements == 100
    assert not np.allclose(now.intercept, was.intercept)


def test_what_was_measured_before_is_not_said_of_another_model(trained):
    measured = replace(trained, measures={"macro_f1": Measure(0.9, 0.8, 1.0)})
    assert not recalibrate(measured, statements(40, seed=3)).model.measures


def test_what_was_promised_elsewhere_is_not_promised_where_labels_are_noise(trained):
    mine = statements(200, seed=4, noise=1.0)
    found = recalibrate(trained, mine)
    assert found.before["ok"].value > 0.5
    assert found.before["ok_right"].value < 0.5
    assert found.after["calibration_error"].value < found.before["calibration_error"].value / 2
    assert found.after["log_loss"].value < found.before["log_loss"].value
    assert set(found.model.score(mine["text"])["status"]) == {"unsure"}
    assert found.promises == ()
    assert "200 labels cannot certify of any answers that at least 85 %" in found.summary()


def test_where_labels_are_clear_ok_is_certified_and_its_share_is_told(trained):
    found = recalibrate(trained, statements(300, seed=5, noise=0.0))
    assert found.promises[0].precision >= 0.9
    (of_85,) = (promise for promise in found.promises if promise.precision == 0.85)
    assert of_85.share.value > 0.9
    assert "at least 85 % are right" in found.summary()
    assert "cannot certify" not in found.summary()


def test_label_shares_are_those_of_the_sample(trained):
    mine = statements(300, seed=6, shares=(1, 1, 8), noise=0.3)
    found = recalibrate(trained, mine)
    fresh = statements(1000, seed=7, shares=(1, 1, 8), noise=0.3, name="f")
    was, now = (model.predict_proba(fresh["text"]).mean(axis=0) for model in (trained, found.model))
    true = [(fresh["label"] == label).mean() for label in trained.labels]
    assert np.abs(now - true).max() < np.abs(was - true).max()
    nothing = found.model.predict_proba(["Zzz qqq."])[0]
    assert nothing == pytest.approx(
        [(mine["label"] == label).mean() for label in trained.labels], abs=0.01
    )


def test_the_highest_precision_can_be_taken(trained, tmp_path):
    trained.save(tmp_path / "model")
    mine = statements(60, seed=8, noise=0.25)
    found = recalibrate(tmp_path / "model", mine)
    highest = found.promises[0]
    assert highest.precision < 0.85
    assert found.folder is None
    assert "Not saved" in found.summary()
    assert not (tmp_path / "model" / "v0002").exists()
    taken = recalibrate(tmp_path / "model", mine, ok_precision=highest.precision)
    assert taken.folder == tmp_path / "model" / "v0002"
    is_ok = taken.model.score(mine["text"])["status"] == "ok"
    assert is_ok.mean() == pytest.approx(highest.share.value, abs=1.5 / 60)  # one is on the edge
    assert is_ok.any()


def test_a_precision_that_is_not_certified_is_saved_where_it_was_asked_for(trained, tmp_path):
    trained.save(tmp_path / "model")
    mine = statements(60, seed=8, noise=0.25)
    found = recalibrate(tmp_path / "model", mine, ok_precision=0.85)
    assert found.folder is not None
    assert found.model.never_ok


def test_without_any_answer_that_is_ok_it_is_saved_only_where_that_was_asked_for(trained, tmp_path):
    trained.save(tmp_path / "model")
    mine = statements(200, seed=4, noise=1.0)
    found = recalibrate(tmp_path / "model", mine)
    assert found.promises == ()
    assert found.folder is None
    assert "no answer would be ok" in found.not_saved
    assert recalibrate(tmp_path / "model", mine, ok_precision=0.85).folder is not None


def test_the_score_is_that_of_models_calibrated_on_others(trained):
    mine = statements(90, seed=9, noise=0.4)
    found = recalibrate(trained, mine)
    own = found.model.predict_proba(mine["text"])
    held_out = found.evaluation.predictions[[f"p_{label}" for label in trained.labels]].to_numpy()
    codes = np.searchsorted(trained.labels, mine["label"])
    rows = np.arange(90)
    flattering, honest = (-np.log(p[rows, codes]).mean() for p in (own, held_out))
    assert honest > flattering
    assert found.after["log_loss"].value == pytest.approx(honest, abs=0.02)


def test_tied_statements_are_judged_together(trained):
    mine = statements(90, seed=10).assign(document=[f"d{n // 9}" for n in range(90)])
    found = recalibrate(trained, mine)
    assert (found.evaluation.scheme.n_groups, found.evaluation.scheme.groups) == (10, ("document",))
    alone = recalibrate(trained, mine, groups=[])
    assert alone.evaluation.scheme.n_groups == 90


def test_the_folder_says_on_what_and_from_which_it_was_recalibrated(folder, tmp_path):
    mine = tmp_path / "mine.csv"
    statements(60, seed=11, name="m").to_csv(mine, index=False)
    mine.write_text(mine.read_text(encoding="utf-8").replace(",", ";"), encoding="cp1252")
    found = recalibrate(folder, mine, ok_precision=0.5, separator=";", encoding="cp1252")
    again = load_model(found.folder).provenance.recalibrated
    assert (again.name, len(again.statements), again.files) == ("model", 60, (mine,))
    card = (found.folder / "README.md").read_text(encoding="utf-8")
    assert "Recalibrated from model on 60 labelled statements (mine.csv)" in card
    assert "60 labels" in card
    manifest = json.loads((found.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scores"]["accuracy"]["value"] == found.measures["accuracy"].value
    loaded = load_model(found.folder).predict_proba(["talk we welcome"])
    assert (loaded == found.model.predict_proba(["talk we welcome"])).all()


def test_training_statements_are_left_out_and_counted(folder, tmp_path):
    known = pd.read_csv(tmp_path / "old.csv")
    mine = pd.concat([known[:12], statements(40, seed=12, name="m")])
    mine = pd.concat([mine, known[12:15].assign(text=known["text"][12:15].str.upper())])
    found = recalibrate(folder, mine, ok_precision=0.5)
    assert (found.statements, found.seen) == (40, Seen(12, certain=True, near=3))
    assert "trained on 12 statements, and 3 near-copies of such" in found.summary()
    with pytest.raises(DataError, match="trained on all of these statements"):
        recalibrate(folder, known, output=tmp_path / "other")
    few = pd.concat([known[:30], statements(20, seed=13, name="m")])
    wanted = "20 statements that the model was not trained on, beside 30 that it was trained on"
    with pytest.raises(DataError, match=wanted):
        recalibrate(folder, few, output=tmp_path / "other")


def test_what_cannot_be_checked_is_said(trained):
    as_loaded = replace(trained, provenance=replace(trained.provenance, digests=None))
    found = recalibrate(as_loaded, statements(240, seed=1)[:100])
    assert any("may have been trained on up to 100 of these 100" in said for said in found.caveats)


@pytest.mark.parametrize(
    ("mine", "wanted"),
    [
        (statements(29, seed=14), "29 statements that the model was not trained on; it takes 30"),
        (
            statements(40, seed=14).assign(label="maybe"),
            "does not know the label 'maybe', only 'against', 'favor', 'none'; leave such rows out",
        ),
        (
            statements(40, seed=14).assign(label="Favor"),
            "'none'; it looks like a misspelling of 'favor': correct it, or leave the row out",
        ),
        (statements(40, seed=14).assign(label=""), "no row has a label"),
    ],
)
def test_labels_that_say_nothing_are_refused(trained, mine, wanted):
    with pytest.raises(DataError, match=wanted):
        recalibrate(trained, mine)


def test_rows_without_a_label_are_left_out(trained):
    mine = statements(60, seed=15)
    mine.loc[:9, "label"] = None
    found = recalibrate(trained, mine)
    assert (found.statements, found.unlabelled) == (50, 10)


def test_labels_on_which_a_model_was_recalibrated_are_refused(trained):
    mine = statements(80, seed=16)
    found = recalibrate(trained, mine[:40])
    with pytest.raises(DataError, match="was recalibrated on 40 statements of these already"):
        recalibrate(found.model, mine)
    assert recalibrate(found.model, mine[40:]).statements == 40


def test_a_comparison_says_so_where_a_model_was_recalibrated_on_its_statements(trained):
    mine = statements(60, seed=16)
    found = compare(trained, recalibrate(trained, mine[:40]).model, mine)
    assert any("The new model was recalibrated on 40 of these 60" in said for said in found.caveats)


@pytest.mark.parametrize("precision", [0, 1, "0.8", True])
def test_a_precision_is_a_share(trained, precision):
    with pytest.raises(ParameterError, match="ok_precision: must be a number above 0 and below 1"):
        recalibrate(trained, statements(40, seed=17), ok_precision=precision)


def test_statements_that_were_not_drawn_at_random_are_told(trained):
    mine = statements(60, seed=18).assign(drawn=["random 0.1"] * 40 + [None] * 10 + ["chosen"] * 10)
    assert any(
        "10 statements were not drawn at random" in said
        for said in recalibrate(trained, mine).caveats
    )


def test_each_target_is_calibrated_on_its_own_labels(tmp_path):
    both = pd.concat(
        [statements(120, seed=s).assign(target=t) for s, t in ((1, "gas"), (2, "oil"))]
    )
    classifier = StanceClassifier(per_target=True).fit(both[["text", "target"]], both["label"])
    mine = statements(60, seed=19, name="m", noise=0.6).assign(target="gas")
    found = recalibrate(classifier.model_, mine)
    assert found.model.parts["oil"] is classifier.model_.parts["oil"]
    assert found.model.parts["gas"].calibration.n_statements == 60
    assert any("Without labels, and so unchanged: 'oil'" in said for said in found.caveats)
    few = pd.concat([mine, statements(10, seed=20, name="f").assign(target="oil")])
    with pytest.raises(DataError, match=r"10 statements about 'oil'.*or leave this target out"):
        recalibrate(classifier.model_, few)


def test_the_sample_may_have_one_label_alone(trained):
    mine = statements(40, seed=21, shares=(0, 0, 1), noise=0.0)
    found = recalibrate(trained, mine)
    assert found.measures["accuracy"].value == 1
    assert any("10 statements have the label 'against', 'favor'." in said for said in found.caveats)


@pytest.mark.slow
def test_retraining_a_recalibrated_model_starts_from_its_training_statements(folder):
    new = recalibrate(folder, statements(60, seed=22, name="m"), ok_precision=0.5).folder
    more = statements(40, seed=23, name="n")
    found = retrain(new, more, require="nothing", repeats=1)
    assert found.model.provenance.n_statements == 160
    assert found.model.provenance.recalibrated is None
    assert any("recalibrated on 60 labelled statements" in said for said in found.caveats)
    assert found.model.provenance.lineage[-1].name == "v0002"


def test_a_model_with_a_newer_version_is_refused(folder):
    recalibrate(folder, statements(60, seed=24, name="m"), ok_precision=0.5)
    with pytest.raises(FileExistsError, match="recalibrate that one, or, to go on from this one"):
        recalibrate(folder, statements(60, seed=25, name="k"))


def test_statements_that_a_folder_holds_are_held_by_the_next_one(tmp_path):
    old, model = tmp_path / "old.csv", tmp_path / "model"
    statements(60, seed=26).to_csv(old, index=False)
    args = ["train", str(old), "-o", str(model), "--no-evaluation", "--embed"]
    assert CliRunner().invoke(main, args).exit_code == 0
    found = recalibrate(model, statements(40, seed=27, name="m"), ok_precision=0.5)
    assert (found.folder / "training.jsonl").is_file()


def test_the_result_is_json_and_a_frame(trained):
    found = recalibrate(trained, statements(60, seed=28))
    told = json.loads(json.dumps(found.to_dict()))
    assert told["statements"] == 60
    assert told["before"]["accuracy"]["value"] == found.before["accuracy"].value
    frame = found.to_frame()
    assert set(frame["when"]) == {"before", "after"}
    assert repr(found).startswith("<Recalibration: 60 labels, macro-F1 0.")
