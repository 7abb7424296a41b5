"""The worst mistakes of an evaluation, and the words that led to them."""

import json

import numpy as np
import pandas as pd
import pytest

from stancekit import StanceClassifier, evaluate, tune
from stancekit.blocks import Bars, Listing
from stancekit.evaluation.mistakes import Mistake, mistake_blocks, worst_mistakes

QUICK = {"repeats": 1, "folds": 3, "bootstrap": 20, "permutations": 9}
LABELS = ("against", "favor")


@pytest.fixture(scope="module")
def found():
    """Return an evaluation in which a few statements of favor say what those against say."""
    texts = [f"{verb} Moscow on day {day}." for day in range(20) for verb in ("Call", "Shun")]
    labels = ["favor", "against"] * 20
    texts += ["Shun Kyiv, I say.", "Shun Perm, you say."]
    data = {"text": texts, "label": [*labels, "favor", "favor"], "id": [*range(41), None]}
    return evaluate(StanceClassifier(calibrate=False), data, **QUICK)


def test_the_surest_wrong_answers_come_first():
    frame = pd.DataFrame({"text": list("abcd"), "label": ["favor", "favor", "against", "favor"]})
    mean = np.array([[0.6, 0.4], [0.9, 0.1], [0.8, 0.2], [0.7, 0.3]])
    worst = worst_mistakes(frame, LABELS, mean, ())
    assert [(of.text, of.label, of.predicted) for of in worst] == [
        ("b", "favor", "against"),
        ("d", "favor", "against"),
        ("a", "favor", "against"),
    ]
    assert [of.probability for of in worst] == [0.9, 0.7, 0.6]
    assert [of.name for of in worst] == ["row 2", "row 4", "row 1"]


def test_the_words_of_a_mistake_come_from_the_model_that_made_it(found):
    odd = [of for of in found.mistakes if of.text.startswith("Shun") and of.label == "favor"]
    assert {of.text for of in odd} == {"Shun Kyiv, I say.", "Shun Perm, you say."}
    assert {of.name for of in odd} == {"40", "row 42"}
    for mistake in odd:
        assert mistake.model in found.models
        marks = {mistake.text[m.start : m.end]: m.weight for m in mistake.marked().marks}
        assert max(marks, key=marks.get) == "Shun"
        explained = mistake.model.explain(mistake.text)
        lead = explained.scores["against"] - explained.scores["favor"]
        start = explained.intercepts["against"] - explained.intercepts["favor"]
        assert sum(marks.values()) == pytest.approx(lead - start)


def test_they_are_in_the_dictionary_and_on_the_page_and_not_in_the_summary(found):
    said = json.loads(json.dumps(found.to_dict()))["mistakes"]
    assert [of["text"] for of in said] == [of.text for of in found.mistakes]
    page, summary = found.to_html(), found.summary()
    assert "The worst mistakes" in page
    assert "The most telling words" in page
    assert ">Shun</mark>" in page
    assert "Shun" not in summary


def test_a_classifier_that_explains_nothing_has_mistakes_without_words(classifier, frame):
    plain = evaluate(classifier, frame, **QUICK)
    assert plain.models == ()
    assert all(of.model is None for of in plain.mistakes)
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
    assert len(found.models) == 2
    assert found.mistakes
    assert all(mistake.model in found.models for mistake in found.mistakes)
