"""Every result of the library is a page, whatever stands in the data that it is about."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re

import pytest
from block_strategies import HOSTILE
from html_pages import judge

import stancekit
from stancekit.report.result import Result

QUICK = {"bootstrap": 20, "random_state": 0}
SPLIT = {**QUICK, "folds": 2, "repeats": 1}
SIDES = ("favor", "against", "none")
# Data with NUL, or with half a character, are refused.
ODD = [text.replace("\ud800", "").replace("\x00", "") for text in HOSTILE]
SAID = {"favor": "We must talk", "against": "Never talk", "none": "The train left"}


def _rows():
    """Return statements with a hostile text, id, source, speaker and document in each."""
    for number in range(72):
        label, odd = SIDES[number % 3], ODD[number % len(ODD)]
        yield {
            "id": f"{number} {odd}",
            "text": f"{SAID[label]} to place {number}, {odd}",
            "label": label,
            "source": f"{number % 2} {ODD[number % 2]}",
            "speaker": ODD[number % 3],
            "drawn": "random",
        }


ROWS = list(_rows())
DATA = {name: [row[name] for row in ROWS] for name in ROWS[0]}
TRAINING = {name: DATA[name][:30] for name in ("id", "text", "label", "source")}
REST = {name: DATA[name][30:] for name in DATA}


def classifier(**settings):
    return stancekit.StanceClassifier(calibrate=False, **settings)


@pytest.fixture(scope="module")
def model():
    return stancekit.StanceClassifier().fit(TRAINING["text"], TRAINING["label"]).model_


@pytest.fixture(scope="module")
def evaluation():
    return stancekit.evaluate(
        classifier(), DATA, leave_out="source", groups="id", permutations=9, **QUICK
    )


@pytest.fixture(scope="module")
def retraining(model, tmp_path_factory):
    place = tmp_path_factory.mktemp("models") / "old"
    model.save(place)
    changed = {**REST, "label": ["none"] * len(REST["label"])}
    return stancekit.retrain(
        place, changed, data=TRAINING, require="nothing", folds=2, repeats=1, random_state=0
    )


@pytest.fixture(scope="module")
def results(model, evaluation, retraining, tmp_path_factory):
    """Return a result of each kind, by the name of its class."""
    folder = tmp_path_factory.mktemp("files")
    pair = {**DATA, "pair_id": [str(number // 3) for number in range(72)]}
    paired = stancekit.evaluate(classifier(), pair, permutations=9, **SPLIT)
    ratings = {"id": DATA["id"], "ann": DATA["label"], "<b>ben": [*DATA["label"][1:], "none"]}
    article = f"“We must talk,” said Ann Orlo. {ODD[0]} {ODD[1]}"
    table = folder / "a'<b>.jsonl"
    table.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    fits = [classifier().fit(DATA["text"][:n], DATA["label"][:n]) for n in (12, 24, 36, 48)]
    found = [
        evaluation,
        retraining,
        retraining.merged,
        retraining.weighing,
        paired.contrast,
        model.explain(DATA["text"][0]),
        stancekit.compare(classifier(), classifier(C=0.01), DATA, **SPLIT),
        stancekit.tune(DATA, grid={"C": [0.1, 1.0]}, folds=2, classifier=classifier()),
        stancekit.check_labels({**DATA, "label": ["favor", *DATA["label"][:-1]]}, folds=2),
        stancekit.agreement(ratings, annotators=["ann", "<b>ben"]),
        stancekit.suggest(model, REST, n=4),
        stancekit.should_stop(fits, DATA["text"] * 2),
        stancekit.recalibrate(model, REST),
        stancekit.prevalence(model, DATA, REST, by="source", sample="random"),
        stancekit.by_speaker(model, DATA),
        stancekit.stance_map(article, model),
        stancekit.scored_corpus(model, DATA),
        stancekit.convert(table, folder / "<i>.csv"),
        stancekit.score_files(model, table, folder / "scored <u>.csv"),
    ]
    return {type(one).__name__: one for one in found}


def kinds():
    for module in pkgutil.walk_packages(stancekit.__path__, "stancekit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    known = [kind for kind in Result.__subclasses__() if kind.__module__.startswith("stancekit.")]
    return sorted(kind.__name__ for kind in known)


@pytest.mark.parametrize("kind", kinds())
def test_its_page_and_its_fragment_are_well_formed_and_do_nothing(results, kind):
    page = judge(results[kind].to_html())
    assert page.tags.count("h1") == 1
    assert page.tags.count("main") == 1
    judge(results[kind]._repr_html_())


@pytest.mark.parametrize("kind", kinds())
def test_equal_results_are_equal_pages(results, kind):
    assert results[kind].to_html() == results[kind].to_html()


@pytest.mark.parametrize("kind", kinds())
def test_every_figure_of_its_summary_is_on_its_page(results, kind):
    said = "".join(judge(results[kind].to_html()).data)
    figures = re.findall(r"[+-]?\d+\.\d+", results[kind].summary())
    assert [figure for figure in figures if figure not in said] == []
