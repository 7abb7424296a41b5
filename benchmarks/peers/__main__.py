"""Train, test and time stancekit and its peers on the same labels.

    make peers [PEERS_FLAGS="--encoders FOLDER --vectors FOLDER --tweets FOLDER"]

--encoders is a folder with all-MiniLM-L6-v2 and all-mpnet-base-v2 of sentence-transformers; without
it contenders with embeddings are left out. --vectors keeps vectors for the next run of quality
(costs never use them). --tweets holds semeval2016a-train.csv and -test.csv; see semeval2016.py.
"""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
from concepts import CHOSEN_ON, UNSEEN
from encoders import opened

from peers.contenders import ENCODERS, Contender, Encode, contenders
from peers.cost import Cost, costs, installed
from peers.cost import table as cost_table
from peers.quality import Task, left_out, some_labels, tweets
from peers.quality import table as quality_table
from stancekit import load_dataset, read_labelled

RESULTS = Path(__file__).parents[1] / "results"
OURS = "stancekit, words and concepts"
OURS_ON_TWEETS = "stancekit, words and characters"
"""The concepts shipped are about another subject."""
FEW = 200
ROUNDS = 3
LEARNED_FROM = {"MPNet": 1000, "SetFit": FEW}
"""Statements from which it is measured what training costs, where all would take too long."""
SLOW = {"localdesk": 2000, "MiniLM": 500, "MPNet": 200, "SetFit": 500}
ROWS = 50_000
PACKAGES = (
    *("stancekit", "scikit-learn", "numpy", "fasttext-numpy2-wheel", "localdesk"),
    *("sentence-transformers", "torch", "transformers", "setfit"),
)
Makers = Mapping[str, Callable[[], Contender]]


def ask(tasks: Sequence[Task], makers: Makers) -> dict[str, dict[str, list[str]]]:
    """Let each contender learn and answer each task."""
    answers: dict[str, dict[str, list[str]]] = {}
    for task in tasks:
        answers[task.name] = {}
        for name, make in makers.items():
            contender = make()
            contender.fit([*task.train["text"]], [*task.train["label"]])
            answers[task.name][name] = contender.predict([*task.test["text"]])
            click.echo(f"{task.name}, {name}: done", err=True)
    return answers


def statements(makers: Makers) -> str:
    """Compare on sets and the article, each left out, and with few labels."""
    data = load_dataset("dialogue-with-moscow")
    tasks = {source: left_out(data, source) for source in (*CHOSEN_ON, *UNSEEN)}
    few = {source: [some_labels(tasks[source], FEW)] for source in UNSEEN}
    all_but_tuned = {name: make for name, make in makers.items() if name != "SetFit"}
    answers = ask([*tasks.values()], all_but_tuned)
    answers |= ask([task for each in few.values() for task in each], makers)
    columns = {"seven sets": [tasks[source] for source in CHOSEN_ON]}
    columns |= {source: [tasks[source]] for source in UNSEEN}
    columns |= {each[0].name: each for each in few.values()}
    return quality_table(columns, answers, OURS)


def semeval(folder: Path, makers: Makers) -> str:
    """Compare on the official test tweets, a model for each target."""
    names = ("train", "test")
    train, test = (read_labelled(folder / f"semeval2016a-{name}.csv") for name in names)
    tasks = tweets(train, test)
    tried = {name: make for name, make in makers.items() if name not in {"SetFit", OURS}}
    columns = {"all tweets": tasks, **{task.name: [task] for task in tasks}}
    return quality_table(columns, ask(tasks, tried), OURS_ON_TWEETS)


def prices(makers: Makers, encoders: Path | None) -> dict[str, Cost]:
    """Train on all statements, the slowest on fewer, and score."""
    data = load_dataset("dialogue-with-moscow")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in makers:
            some = data.sample(LEARNED_FROM.get(name, len(data)), random_state=0)
            (folder / name).mkdir()
            kept = json.dumps([[*some["text"]], [*some["label"]]])
            (folder / name / "statements.json").write_text(kept, encoding="utf-8")
        rows = {name: SLOW.get(name, ROWS) for name in makers}
        return dict(costs(folder, [*makers], encoders, rows, ROUNDS))


def surroundings() -> str:
    """Return versions."""
    return ", ".join([f"Python {platform.python_version()}", *map(_version, PACKAGES)])


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"


def brought() -> str:
    """Lay out what stancekit brings, as Markdown."""
    rows = [f"| {name} | {size:.1f} |" for name, size in installed("stancekit").items()]
    return "\n".join(["| package | MB |", "| --- | ---: |", *rows])


def _remembered(encoders: Path, vectors: Path | None) -> dict[str, Encode]:
    return {name: opened(encoders / of, vectors).encode for name, of in ENCODERS.items()}


@click.command(help=__doc__.partition("\n")[0])
@click.option("--encoders", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--vectors", type=click.Path(file_okay=False, path_type=Path))
@click.option("--tweets", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only", type=click.Choice(["statements", "tweets", "costs"]), multiple=True)
def main(
    encoders: Path | None, vectors: Path | None, folder: Path | None, only: Sequence[str]
) -> None:
    """Run everything, print it and, unless only a part was asked for, keep it."""
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))
    encoders = None if encoders is None else encoders.resolve()
    remembered = {} if encoders is None else _remembered(encoders, vectors)
    makers = contenders(encoders, remembered)
    parts = {"Versions": surroundings}
    if not only or "statements" in only:
        parts["Macro-F1, left out"] = lambda: statements(makers)
    if folder is not None and (not only or "tweets" in only):
        parts["Macro-F1, SemEval-2016"] = lambda: semeval(folder, makers)
    if not only or "costs" in only:
        parts["Costs"] = lambda: cost_table(prices(makers, encoders))
        parts["What stancekit brings"] = brought
    done = []
    for title, part in parts.items():
        done.append(f"## {title}\n\n{part()}")
        click.echo(f"{done[-1]}\n")
    if not only:
        text = "\n\n".join(done)
        path = RESULTS / f"peers-{date.today().isoformat()}.md"
        path.write_text(f"# Peers, {date.today().isoformat()}\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
