"""Hostile texts on the whole way: as files, through the command, to a page that stays quiet."""

from __future__ import annotations

import csv
import json

import pytest
from browser.hostile_texts import HOSTILE
from click.testing import CliRunner

import stancekit
from stancekit.cli import main

TEXTS = [text for text in HOSTILE if "\0" not in text]  # which the rules for cells refuse
LABELS = ["<script>alert(1)</script>", '" onmouseover="alert(1)', "{{ 7 * 7 }}"]
NAME = "'\"><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def folder(browser, tmp_path_factory):
    """Return a folder with a corpus, labels for it and a model, hostile in every cell and name."""
    folder = tmp_path_factory.mktemp("files")
    rows = [
        {"id": f"{row} {text}", "text": text, "speaker": TEXTS[row % 20]}
        for row, text in enumerate(TEXTS)
    ]
    labelled = [{**of, "label": LABELS[row % 3]} for row, of in enumerate(rows)]
    for name, some in ((f"{NAME}.csv", rows), ("labelled.csv", labelled)):
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(some[0]))
            writer.writeheader()
            writer.writerows(some)
    data = stancekit.read_labelled(folder / "labelled.csv")
    model = stancekit.StanceClassifier().fit(data["text"], data["label"]).model_
    model.save(folder / f"model {NAME}", target=NAME)
    said = [f"{NAME} said: {text}" for text in TEXTS]
    (folder / f"{NAME}.jsonl").write_text(json.dumps({"id": NAME, "text": "\n\n".join(said)}))
    return folder


COMMANDS = {
    "corpus": ["report", "corpus", f"{NAME}.csv", "labelled.csv", "--sample", "random"],
    "map": ["report", "map", f"{NAME}.jsonl"],
    "evaluation": ["report", "evaluation", f"model {NAME}", "labelled.csv", "--repeats", "1"],
    "check": ["check", "labelled.csv"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_made_of_hostile_files_is_quiet(opened, folder, monkeypatch, name):
    monkeypatch.chdir(folder)
    option = "--report" if name == "check" else "-o"
    words = [*COMMANDS[name], option, f"{name}.html"]
    if name in ("corpus", "map"):
        words += ["--model", f"model {NAME}"]
    done = CliRunner().invoke(main, words)
    assert (folder / f"{name}.html").exists(), done.output
    watched = opened(folder / f"{name}.html")
    for button in watched.page.locator("button:enabled").all():
        button.click()
    assert watched.events == []
    assert watched.page.locator("img, iframe, [onmouseover], [onerror]").count() == 0
