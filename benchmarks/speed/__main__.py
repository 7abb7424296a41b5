"""Measure how fast stancekit is, beside what a user could take instead.

make bench                       10,000 and 100,000 rows
make bench BENCH_FLAGS=--full    1,000,000 rows too
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import click

from speed.bench import Bench, write_corpus
from speed.crossval import cross_validate
from speed.files import score_whole_files
from speed.growth import grow
from speed.latency import start_and_score, wait_for_one
from speed.models import train
from speed.processes import in_fresh_process
from speed.results import Findings
from speed.scoring import score_char, score_word
from speed.surroundings import surroundings
from speed.threads import use_two_threads
from speed.training import train_growing

T = TypeVar("T")

MEASUREMENTS: dict[str, Callable[[Bench], Findings]] = {
    "score-word": score_word,
    "score-char": score_char,
    "growth": grow,
    "latency": wait_for_one,
    "start": start_and_score,
    "threads": use_two_threads,
    "files": score_whole_files,
    "crossval": cross_validate,
    "training": train_growing,
}
RESULTS = Path(__file__).parents[1] / "results"
SIZES, FULL = (10_000, 100_000), 1_000_000
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
HOW = (
    "Made by `make bench`. Statements of made-up words, Zipf-distributed, about 120 bytes each, "
    "3 % of them not ASCII, from a fixed seed. Contenders take turns; CPU time, one thread unless "
    "another measure is named. Medians over the rounds, with the smallest and the largest in "
    "brackets; a ratio is that of one round, and its median is shown."
)


def run(bench: Bench, names: Sequence[str]) -> Findings:
    """Make the corpus and the models, then do each measurement in a process of its own."""
    findings = Findings((), [surroundings()])
    _timed("corpus", write_corpus, bench)
    _timed("models", train, bench)
    for name in names:
        findings += _timed(name, MEASUREMENTS[name], bench)
    return findings


def report(findings: Findings) -> str:
    """Write everything down."""
    return f"# Speed, {date.today().isoformat()}\n\n{HOW}\n\n{findings.markdown()}\n"


def _timed(name: str, function: Callable[[Bench], T], bench: Bench) -> T:
    start = time.perf_counter()
    result = in_fresh_process(function, bench)
    click.echo(f"{name}: {time.perf_counter() - start:.0f} s", err=True)
    return result


@click.command(help=__doc__.partition("\n")[0])
@click.option("--full", is_flag=True, help=f"Measure {FULL:,} rows too.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(list(MEASUREMENTS)),
    help="Do this measurement, and keep no results; can be repeated.",
)
def main(full: bool, only: Sequence[str]) -> None:
    """Measure, print and keep what was found."""
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))  # for the processes that measure
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), sizes=(*SIZES, FULL) if full else SIZES)
        text = report(run(bench, only or list(MEASUREMENTS)))
    click.echo(text)
    if not only:
        (RESULTS / f"speed-{date.today().isoformat()}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
