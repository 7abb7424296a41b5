"""What a user could take instead, trained on the same statements."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import make_pipeline

from speed.bench import Bench
from speed.corpus import LABELS
from speed.processes import run_command

__all__ = ["Scorer", "fasttext", "hashing", "vowpal_wabbit", "word_count"]

Scorer = Callable[[list[str]], object]

WORD_COUNT_REPEATS = 10
LOCALE = "C.UTF-8"


def hashing(bench: Bench) -> Scorer:
    """Train scikit-learn's linear model on hashed words and word pairs."""
    model = make_pipeline(
        HashingVectorizer(ngram_range=(1, 2)), SGDClassifier(loss="log_loss", random_state=0)
    )
    score: Scorer = model.fit(*bench.training()).predict_proba
    return score


def fasttext(bench: Bench, dim: int) -> Scorer:
    """Train fastText on words and word pairs.

    Raises
    ------
    ImportError
        If it is not installed.
    """
    module = importlib.import_module("fasttext")
    texts, labels = bench.training()
    lines = bench.folder / "fasttext.txt"
    _write(lines, (f"__label__{label} {text}" for text, label in zip(texts, labels, strict=True)))
    model = module.train_supervised(str(lines), dim=dim, wordNgrams=2, thread=1, verbose=0)
    return lambda texts: model.predict(texts, k=len(LABELS))


def vowpal_wabbit(bench: Bench) -> Scorer:
    """Train Vowpal Wabbit on words and word pairs; it reads and writes files.

    The returned scorer takes no notice of its texts: it scores those of the benchmark, which are
    already in its own format, and loads its model each time.

    Raises
    ------
    ImportError
        If it is not installed.
    """
    workspace = importlib.import_module("vowpalwabbit").Workspace
    texts, labels = bench.training()
    lines, scored, model = (bench.folder / f"vw.{name}" for name in ("train", "score", "model"))
    numbers = {label: number for number, label in enumerate(LABELS, start=1)}
    _write(lines, (f"{numbers[y]} |t {_plain(x)}" for x, y in zip(texts, labels, strict=True)))
    _write(scored, (f"|t {_plain(text)}" for text in bench.unseen(bench.score)))
    always = "--loss_function logistic --probabilities --quiet"
    workspace(
        f"{always} --oaa {len(LABELS)} --ngram t2 -b 22 --passes 3 --holdout_off "
        f"-d {lines} --cache_file {lines}.cache -k -f {model}"
    ).finish()

    def score(_: list[str]) -> None:
        workspace(f"{always} -t -i {model} -d {scored} -p {scored}.out").finish()

    return score


def word_count(path: Path) -> Callable[[], object]:
    """Return a call that lets ``wc -w`` count the words of a file several times over."""
    command = ["wc", "-w", *[str(path)] * WORD_COUNT_REPEATS]
    return lambda: run_command(command, LC_ALL=LOCALE)


def _plain(text: str) -> str:
    """Take out what has a meaning in Vowpal Wabbit's format."""
    return text.lower().replace("|", " ").replace(":", " ")


def _write(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
