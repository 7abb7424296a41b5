"""Pages to look at: each kind of result, made of invented statements or of bundled ones."""

from __future__ import annotations

import random
from tempfile import TemporaryDirectory

import articles
import pandas as pd

import stancekit

__all__ = ["PAGES", "corpus"]

SPEAKERS = ["Ann Orlo", "Bo Lindqvist", "Cy Tarrant"]


def statements(number):
    data = stancekit.load_dataset("dialogue-with-moscow")
    return data.sample(number, random_state=0).reset_index(drop=True)


def corpus(number):
    """Return statements without labels, with invented speakers and dates."""
    drawn = random.Random(0)
    data = statements(number)[["text", "source"]]
    data["id"] = [f"s-{row}" for row in range(number)]
    data["speaker"] = [drawn.choice(SPEAKERS) for _ in range(number)]
    data["date"] = [f"2025-{drawn.randint(1, 9):02}-{drawn.randint(1, 28):02}" for _ in data["id"]]
    return data


def explanation():
    return stancekit.load_model().explain("We must keep talking to Moscow, said the envoy.")


def evaluation():
    return stancekit.evaluate(small(), statements(400), groups="source", bootstrap=200, repeats=1)


def comparison():
    old, new = stancekit.StanceClassifier(features="char"), small()
    return stancekit.compare(old, new, statements(120), bootstrap=200, repeats=1)


def check():
    data = statements(150)
    data.loc[:20, "label"] = "favor"
    return stancekit.check_labels(data)


def stance_map():
    return stancekit.stance_map(articles.read("successors").text)


def scored():
    return stancekit.scored_corpus(stancekit.load_model(), corpus(300))


def labelled():
    data = corpus(300)
    drawn = data[["id", "text"]].assign(label=statements(300)["label"], drawn="random 0.3")
    return stancekit.scored_corpus(small().fit(*xy(200)), data, drawn.iloc[::3])


def positions():
    return stancekit.by_speaker(stancekit.load_model(), corpus(300))


def agreement():
    data = statements(60)
    said = [
        (row.id, name, row.label if (number + place) % 5 else "none")
        for number, row in enumerate(data.itertuples())
        for place, name in enumerate(SPEAKERS)
    ]
    return stancekit.agreement(pd.DataFrame(said, columns=["id", "annotator", "label"]))


def suggestions():
    pool = corpus(300)[200:]
    return stancekit.suggest(small().fit(*xy(200)), pool, n=20)


def retraining():
    with TemporaryDirectory() as folder:
        old, new = statements(120), statements(200)[120:]
        small().fit(old["text"], old["label"]).model_.save(f"{folder}/model")
        return stancekit.retrain(f"{folder}/model", new, data=old, repeats=1)


def xy(number):
    data = stancekit.load_dataset("dialogue-with-moscow")[:number]
    return data["text"], data["label"]


def small():
    return stancekit.StanceClassifier(features="word")


PAGES = {
    "explanation": explanation,
    "evaluation": evaluation,
    "comparison": comparison,
    "check": check,
    "retraining": retraining,
    "agreement": agreement,
    "suggestions": suggestions,
    "positions": positions,
    "stance-map": stance_map,
    "scored-corpus": scored,
    "labelled-corpus": labelled,
}
