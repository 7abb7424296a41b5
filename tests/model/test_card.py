"""The model card: everything a reader needs, and nothing left to fill in."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from dictionaries import BRIDGE
from letter_encoders import Letters
from tampering import read_manifest

import stancekit
from stancekit import StanceClassifier
from stancekit.model.lineage import Batch, Bundled, TrainingData


class Measured:
    """Stands for an evaluation."""

    def __init__(self, measures):
        self.measures = measures

    def summary(self):
        return "macro-F1 0.51 (0.47 to 0.55), 40 statements"

    def to_dict(self):
        return {"measures": self.measures}


@pytest.fixture(scope="module")
def model(bridge):
    return StanceClassifier().fit(bridge.texts, bridge.labels).model_


def card_of(model, tmp_path, **settings):
    model.save(tmp_path / "bridge-model", **settings)
    return (tmp_path / "bridge-model" / "README.md").read_text(encoding="utf-8")


def models(bridge):
    table = {"text": bridge.texts, "target": ["the bridge", "the road"] * 20}
    yield StanceClassifier().fit(bridge.texts, bridge.labels)
    yield StanceClassifier(calibrate=False, class_weight=None).fit(bridge.texts, bridge.labels)
    yield StanceClassifier(encoder=Letters()).fit(bridge.texts, [len(x) for x in bridge.labels])
    yield StanceClassifier(dictionary=BRIDGE).fit(bridge.texts, bridge.labels)
    halves = ["favor", "against", "against", "favor"] * 10
    yield StanceClassifier(per_target=True, random_state=None).fit(table, halves)


@pytest.mark.parametrize("evaluation", [None, Measured({"macro_f1": {"value": 0.5}})])
def test_no_placeholder_survives(bridge, evaluation, tmp_path):
    for i, classifier in enumerate(models(bridge)):
        card = card_of(classifier.model_, tmp_path / str(i), evaluation=evaluation)
        # Python, where braces and None have their place, is left out.
        # So are pairs of concepts.
        other = r"`StanceClassifier\(.*?\)`;|```python.*?```|`\w+ > \w+`"
        prose = re.sub(other, "-", card, flags=re.DOTALL)
        found = re.findall(r"[{}<>]|\b(?:None|nan|TODO|TBD|FIXME|XXX)\b", prose)
        assert not found
        assert not re.search(r"\n\n\n| ,|\*\*\*\*|(?<!`)``(?!`)", prose)  # an empty insertion


def test_its_example_runs(bridge, tmp_path, capsys):
    for classifier in models(bridge):
        if classifier.encoder is None:
            card = card_of(classifier.model_, tmp_path)
            (code,) = re.findall(r"```python\n(.*?)```", card, re.DOTALL)
            exec(code.replace("path/to", str(tmp_path)), {})
            assert "status" in capsys.readouterr().out


def test_it_says_what_the_model_is_and_from_what(model, tmp_path):
    card = card_of(model, tmp_path, target="the bridge")
    manifest = read_manifest(tmp_path / "bridge-model")
    for fact in [
        "# bridge-model\n",
        "toward **the bridge**: `against`, `conditional`, `favor`, `none`",
        manifest["library"],
        "40 labelled statements",
        f"`{model.provenance.fingerprint[:16]}",
        "| favor | 10 |",
        "features='word'",
        f"{model.parts[''].n_terms} n-grams known",
        f"temperature {model.parts[''].calibration.temperature:.3f}",
        "`unsure`",
        "`no_evidence`",
        "Irony",
        "no code",
        "manifest.json",
    ]:
        assert fact in card


def test_it_says_that_nobody_measured_it(model, tmp_path):
    assert "nobody knows how good it is" in card_of(model, tmp_path)


def test_it_repeats_what_was_measured(model, tmp_path):
    evaluation = Measured({"macro_f1": {"value": 0.51, "low": 0.47, "high": 0.55}, "f_avg": None})
    card = card_of(model, tmp_path, evaluation=evaluation)
    assert evaluation.summary() in card
    assert "nobody knows" not in card
    assert read_manifest(tmp_path / "bridge-model")["scores"] == evaluation.measures


def test_figures_that_json_cannot_hold_are_refused_before_anything_is_written(model, tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        card_of(model, tmp_path, evaluation=Measured({"f1": float("nan")}))
    assert not list(tmp_path.iterdir())


def test_it_takes_a_real_evaluation(bridge, model, tmp_path):
    data = pd.DataFrame({"text": bridge.texts, "label": bridge.labels})
    classifier = StanceClassifier(calibrate=False)
    evaluation = stancekit.evaluate(classifier, data, folds=2, repeats=1, bootstrap=20)
    card = card_of(model, tmp_path, evaluation=evaluation)
    assert evaluation.summary() in card
    scores = read_manifest(tmp_path / "bridge-model")["scores"]
    assert scores["macro_f1"]["value"] == evaluation.measures["macro_f1"].value


def test_an_uncalibrated_model_says_so(bridge, tmp_path):
    model = StanceClassifier(calibrate=False).fit(bridge.texts, bridge.labels).model_
    assert "No answer has the status `ok`: its probabilities are not calibrated." in card_of(
        model, tmp_path
    )


def test_a_model_per_target_names_them(bridge, tmp_path):
    table = {"text": bridge.texts, "target": ["the bridge"] * 20 + ["the road"] * 20}
    model = StanceClassifier(per_target=True).fit(table, bridge.labels).model_
    card = card_of(model, tmp_path)
    assert "toward **the bridge and the road**" in card
    assert "\"target\": ['the bridge']" in card


def test_it_lists_the_concepts_that_tell_most(bridge, tmp_path):
    model = StanceClassifier(dictionary=BRIDGE).fit(bridge.texts, bridge.labels).model_
    card = card_of(model, tmp_path)
    (part,), block = model.parts.values(), model.parts[""].blocks[1]
    strongest = (part.block_coefs()[1] * block.idf).argmax(axis=1)
    assert len(strongest) == 4
    for label, column in zip(model.labels, strongest, strict=True):
        assert f"| {label} | `{block.terms[column]}`, " in card
    assert "over n-grams and the concepts of a dictionary;" in card
    assert "`dictionary.json` (the concepts and their entries)" in card
    assert "dictionary='dictionary.json'" in card
    without = StanceClassifier().fit(bridge.texts, bridge.labels).model_
    assert "concept" not in card_of(without, tmp_path / "other")


def test_it_says_where_its_statements_stand(model, tmp_path):
    def card(record, name):
        provenance = replace(model.provenance, training_data=record)
        return card_of(replace(model, provenance=provenance), tmp_path / name)

    here = Batch((tmp_path / "labels.csv",)), Batch((tmp_path / "more.csv",))
    assert "They stand in `labels.csv`, `more.csv`." in card(TrainingData(here), "files")
    held = TrainingData((), embedded=b'{"text": "Talk!", "label": "favor"}\n')
    assert "They stand in `training.jsonl` of this folder." in card(held, "held")
    assert "They were given in Python, all or some of them" in card(None, "nowhere")
    bundled = card(TrainingData((Batch((Bundled("dialogue-with-moscow", ("0" * 64,)),)),)), "set")
    assert "They " not in bundled.partition("## What it was trained on")[2].partition("##")[0]
