"""The worst mistakes of an evaluation, and the words that led to them."""

import json

import numpy as np
import pandas as pd
import pytest

from stancekit import StanceClassifier, evaluate, tune
from stancekit.blocks import Bars, Listing
from stancekit.evaluation.material import Material
from stancekit.evaluation.mistakes import Mistake, mistake_blocks
from stancekit.evaluation.witness import Witness
from stancekit.model.telling import telling_terms

QUICK = {"repeats": 1, "folds": 3, "bootstrap": 20, "permutations": 9}
LABELS = ("against", "favor")


@pytest.fixture(scope="module")
def data():
    """Return statements of which the last two, of favor, say what those against say."""
    texts = [f"{verb} Moscow on day {day}." for day in range(20) for verb in ("Call", "Shun")]
    labels = ["favor", "against"] * 20
    texts += ["Shun Kyiv, I say.", "Shun Perm, you say."]
    return {"text": texts, "label": [*labels, "favor", "favor"], "id": [*range(41), None]}


@pytest.fixture(scope="module")
def found(data):
    return evaluate(StanceClassifier(calibrate=False), data, **QUICK)


class Sure:
    """Stands for what two folds say of four statements."""

    material = Material.of(
        pd.DataFrame({"text": list("abcd"), "label": ["favor", "favor", "against", "favor"]}),
        np.arange(4),
    )
    folds = (
        (np.array([3, 0]), np.array([0, 0]), np.array([[0.7, 0.3], [0.6, 0.4]])),
        (np.array([1, 2]), np.array([0, 0]), np.array([[0.9, 0.1], [0.8, 0.2]])),
    )


def test_the_surest_wrong_answers_of_all_folds_come_first():
    witness = Witness(Sure.material)
    for fold in Sure.folds:
        witness.notice(None, *fold)
    assert [(of.text, of.label, of.predicted) for of in witness.mistakes] == [
        ("b", "favor", "against"),
        ("d", "favor", "against"),
        ("a", "favor", "against"),
    ]
    assert [of.probability for of in witness.mistakes] == [0.9, 0.7, 0.6]
    assert [of.name for of in witness.mistakes] == ["row 2", "row 4", "row 1"]
    assert witness.telling == {}


def test_the_words_of_a_mistake_are_those_of_the_model_that_made_it(data):
    model = StanceClassifier(calibrate=False).fit(data["text"][:40], data["label"][:40]).model_
    witness = Witness(Material.of(pd.DataFrame(data), np.arange(42)))
    witness.notice(model, np.array([40, 41]), np.array([0, 0]), None)
    for mistake in witness.mistakes:
        assert mistake.probability == 1
        marks = {mistake.text[m.start : m.end]: m.weight for m in mistake.marked().marks}
        assert max(marks, key=marks.get) == "Shun"
        explained = model.explain(mistake.text)
        lead = explained.scores["against"] - explained.scores["favor"]
        start = explained.intercepts["against"] - explained.intercepts["favor"]
        assert sum(marks.values()) == pytest.approx(lead - start)
    assert witness.telling["against"] == telling_terms(model, most=12)["against"]


def test_odd_labels_are_found(found):
    odd = [of for of in found.mistakes if of.text.startswith("Shun") and of.label == "favor"]
    assert {of.text for of in odd} == {"Shun Kyiv, I say.", "Shun Perm, you say."}
    assert {of.name for of in odd} == {"40", "row 42"}
    assert all(of.words for of in odd)


def test_they_are_in_the_dictionary_and_on_the_page_and_not_in_the_summary(found):
    said = json.loads(json.dumps(found.to_dict()))["mistakes"]
    assert [of["text"] for of in said] == [of.text for of in found.mistakes]
    assert [of["words"][0]["word"] for of in said] == [of.text.split()[0] for of in found.mistakes]
    page, summary = found.to_html(), found.summary()
    assert "The worst mistakes" in page
    assert "The most telling words" in page
    assert ">Shun</mark>" in page
    assert "Shun" not in summary


def test_a_classifier_that_explains_nothing_has_mistakes_without_words(classifier, frame):
    plain = evaluate(classifier, frame, **QUICK)
    assert plain.telling == {}
    assert all(of.words == () for of in plain.mistakes)
    assert [*mistake_blocks(())] == []
    (heading, listing) = mistake_blocks([Mistake(0, None, "Talk.", "none", "favor", 0.9)])
    assert "does not say which words" in heading.about
    assert isinstance(listing, Listing)
    assert not [*listing.items[0].parts[-1].marks]


def test_the_most_telling_words_are_those_of_the_models_of_the_folds(found):
    (bars,) = (
        block
        for detail in found.blocks()
        for block in getattr(detail, "blocks", ())
        if isinstance(block, Bars)
    )
    assert [group.title for group in bars.groups] == list(LABELS)
    assert bars.groups[0].bars[0][0].startswith("shun")
    assert bars.groups[1].bars[0][0].startswith("call")


def test_the_mistakes_of_tuned_settings_are_explained_too(frame):
    wrong = frame["label"].where(frame.index % 10 != 0, "none")
    found = tune(frame.assign(label=wrong), grid={"C": [0.5, 1.0]}, folds=2).evaluation
    assert found.mistakes
    assert all(mistake.words for mistake in found.mistakes)
    assert set(found.telling) == {"against", "favor", "none"}
