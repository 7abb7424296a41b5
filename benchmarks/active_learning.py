"""How many labels `stancekit.suggest` saves, by simulation.

    python benchmarks/active_learning.py --data FOLDER > benchmarks/results/active-learning.md
    python benchmarks/active_learning.py --data FOLDER --strategies

FOLDER holds the SemEval-2016 tweets, as for semeval2016.py. Every run begins with the same random
statements for each strategy; then a model is trained, statements are suggested, and their labels
are revealed, until the pool is labelled. The default is compared with random choice on the test
data; all strategies are compared with each other on parts of the training data alone.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt
import pandas as pd
from joblib import Parallel, delayed

from stancekit import StanceClassifier, load_dataset, read_labelled, should_stop, suggest
from stancekit.blocks import Measure
from stancekit.exceptions import StancekitError
from stancekit.measure.bootstrap import measured
from stancekit.measure.metrics import confusion_matrix, macro_f1

Floats = npt.NDArray[np.float64]
Split = tuple[pd.DataFrame, pd.DataFrame]

START, RESAMPLES, ENOUGH = 20, 2000, 0.95
SEEDS, SEEDS_TO_CHOOSE = 20, 8
STRATEGIES: dict[str, dict[str, Any] | None] = {
    "random": None,
    "least confidence, diverse": {},
    "least confidence": {"diverse": False},
    "margin": {"strategy": "margin", "diverse": False},
    "entropy": {"strategy": "entropy", "diverse": False},
}
DEFAULT = "least confidence, diverse"

POOL_SETS = tuple(f"statements_{number}" for number in range(1, 9))
SETS_HELD_OUT = 2


@dataclass(frozen=True, eq=False)
class Task:
    """What is to be learned: statements to label and statements to test on, for each seed."""

    name: str
    split: Callable[[int], Split]
    batch: int


@dataclass(frozen=True, eq=False)
class Runs:
    """Macro-F1 as a share of that with all labels, shape (n_seeds, n_sizes), by strategy."""

    task: str
    pool: int
    full: float
    sizes: npt.NDArray[np.intp]
    curves: dict[str, Floats]
    stops: list[tuple[float, float] | None]
    """For each seed with the default, where the rule stops: share of labels, share of macro-F1."""

    def needed(self, strategy: str) -> Measure:
        """Return the share of the pool whose labels give 95 % of the full macro-F1."""
        return self._resampled(lambda rows: self._needed(strategy, rows))

    def ratio(self, strategy: str) -> Measure:
        """Return the labels that a strategy needs by those that random choice needs."""
        return self._resampled(
            lambda rows: self._needed(strategy, rows) / self._needed("random", rows)
        )

    def gain(self, strategy: str) -> Measure:
        """Return by how much macro-F1 exceeds that of random choice, in the mean of all sizes."""
        gains = self.curves[strategy] - self.curves["random"]
        return self._resampled(lambda rows: float(gains[rows].mean()))

    def _needed(self, strategy: str, rows: npt.NDArray[np.intp]) -> float:
        return share_needed(self.sizes, self.curves[strategy][rows].mean(axis=0)) / self.pool

    def _resampled(self, measure: Callable[[npt.NDArray[np.intp]], float]) -> Measure:
        """Return a measure with the percentile interval over seeds."""
        seeds = len(next(iter(self.curves.values())))
        generator = np.random.default_rng(0)
        drawn = [measure(generator.integers(seeds, size=seeds)) for _ in range(RESAMPLES)]
        return measured(measure(np.arange(seeds)), np.array(drawn))


def share_needed(sizes: npt.NDArray[np.intp], curve: Floats) -> float:
    """Return the size at which a curve first reaches 95 %, between sizes on a straight line.

    Examples
    --------
    >>> share_needed(np.array([20, 40, 60]), np.array([0.7, 0.95, 1.0]))
    40.0
    """
    reached = int((curve >= ENOUGH).argmax())
    if reached == 0:
        return float(sizes[0])
    part = (ENOUGH - curve[reached - 1]) / (curve[reached] - curve[reached - 1])
    return float(sizes[reached - 1] + part * (sizes[reached] - sizes[reached - 1]))


def tweet_tasks(train: pd.DataFrame, test: pd.DataFrame | None) -> Iterator[Task]:
    """Yield a task for each target; without test tweets, hold a third of the others out."""
    for target, tweets in train.groupby("target"):
        pool = _bare(tweets)
        split = partial(_third_out, pool)
        if test is not None:
            split = partial(_always, pool, _bare(test[test["target"] == target]))
        yield Task(str(target), split, batch=20)


def statement_task(statements: pd.DataFrame, *, final: bool) -> Task:
    """Return the task of the constructed statements; sets are held out as wholes."""
    in_pool = statements["source"].isin(POOL_SETS)
    split = partial(_sets_out, statements[in_pool])
    if final:
        split = partial(_always, _bare(statements[in_pool]), _bare(statements[~in_pool]))
    return Task("constructed statements", split, batch=100)


def simulate(
    pool: pd.DataFrame, test: pd.DataFrame, settings: dict[str, Any] | None, batch: int, seed: int
) -> tuple[list[int], list[float], list[Any]]:
    """Return the numbers of labels, macro-F1 with each, and the models."""
    order = np.random.default_rng([seed, 1]).permutation(len(pool))
    known, rest = order[:START].tolist(), iter(order[START:].tolist())
    row_of = {name: row for row, name in enumerate(pool["id"])}
    sizes: list[int] = []
    scores: list[float] = []
    models: list[Any] = []
    while True:
        labelled = pool.iloc[known]
        model = StanceClassifier(calibrate=False).fit(labelled["text"], labelled["label"]).model_
        sizes.append(len(known))
        scores.append(_macro_f1(model, pool, test))
        models.append(model)
        wanted = min(batch, len(pool) - len(known))
        if not wanted:
            return sizes, scores, models
        new: list[int] = []
        if settings is not None:
            unlabelled = pool[["id", "text"]]
            found = suggest(
                model, unlabelled, wanted, labelled=labelled, random_state=seed, **settings
            )
            new = [row_of[name] for name in found.ids]
        taken = {*known, *new}
        while len(new) < wanted:  # chosen at random, or nothing new is left
            row = next(rest)
            if row not in taken:
                new.append(row)
        known += new


def run(task: Task, strategies: Sequence[str], seeds: int) -> Runs:
    """Run a task with several strategies and seeds."""
    curves: dict[str, list[list[float]]] = {name: [] for name in strategies}
    fulls, stops = [], []
    for seed in range(seeds):
        pool, test = task.split(seed)
        for name in strategies:
            sizes, scores, models = simulate(pool, test, STRATEGIES[name], task.batch, seed)
            curves[name].append([score / scores[-1] for score in scores])
            if name == DEFAULT:
                stops.append(_stop(models, sizes, curves[name][-1], pool))
        fulls.append(scores[-1])
    click.echo(f"{task.name}: {seeds} seeds", err=True)
    common = min(
        len(curve) for runs in curves.values() for curve in runs
    )  # pools can differ in size
    return Runs(
        task=task.name,
        pool=len(pool),
        full=float(np.mean(fulls)),
        sizes=np.array(sizes[:common]),
        curves={
            name: np.array([curve[:common] for curve in runs]) for name, runs in curves.items()
        },
        stops=stops,
    )


def _stop(
    models: Sequence[Any], sizes: Sequence[int], curve: Sequence[float], pool: pd.DataFrame
) -> tuple[float, float] | None:
    """Return where the stopping rule first says stop; it sees the pool without its labels."""
    for step in range(1, len(models)):
        if should_stop(models[: step + 1], pool[["text"]]).verdict == "stop":
            return sizes[step] / len(pool), curve[step]
    return None


def _macro_f1(model: Any, pool: pd.DataFrame, test: pd.DataFrame) -> float:
    labels = np.unique(pool["label"].to_numpy(str))
    truth, predicted = (
        np.searchsorted(labels, np.asarray(given, dtype=str))
        for given in (test["label"], model.predict(test["text"]))
    )
    return float(macro_f1(confusion_matrix(truth, predicted, len(labels))))


def _bare(statements: pd.DataFrame) -> pd.DataFrame:
    return statements[["id", "text", "label"]].astype(str).reset_index(drop=True)


def _always(pool: pd.DataFrame, test: pd.DataFrame, seed: int) -> Split:
    return pool, test


def _third_out(tweets: pd.DataFrame, seed: int) -> Split:
    order = np.random.default_rng([seed, 2]).permutation(len(tweets))
    third = len(tweets) // 3
    return tweets.iloc[order[third:]], tweets.iloc[order[:third]]


def _sets_out(statements: pd.DataFrame, seed: int) -> Split:
    generator = np.random.default_rng([seed, 2])
    held_out = statements["source"].isin(generator.permutation(POOL_SETS)[:SETS_HELD_OUT])
    return _bare(statements[~held_out]), _bare(statements[held_out])


def _percent(measure: Measure) -> str:
    return f"{100 * measure.value:.0f} % [{100 * measure.low:.0f}, {100 * measure.high:.0f}]"


def _points(measure: Measure) -> str:
    return f"{100 * measure.value:+.1f} [{100 * measure.low:+.1f}, {100 * measure.high:+.1f}]"


def _choice_table(found: Sequence[Runs]) -> str:
    """Return gain over random by strategy: a row for each task, and their mean."""
    names = [name for name in STRATEGIES if name != "random"]
    rows = [[runs.task, *(_points(runs.gain(name)) for name in names)] for runs in found]
    means = [np.mean([runs.gain(name).value for runs in found]) for name in names]
    rows.append(["**mean of tasks**", *(f"{100 * mean:+.1f}" for mean in means)])
    return _table(["gain over random", *names], rows)


def _result_table(found: Sequence[Runs]) -> str:
    head = ["task", "pool", "macro-F1, all labels", "random needs", "suggest needs"]
    rows = [
        [
            runs.task,
            f"{runs.pool:,}",
            f"{runs.full:.3f}",
            _percent(runs.needed("random")),
            _percent(runs.needed(DEFAULT)),
            _percent(runs.ratio(DEFAULT)),
            _points(runs.gain(DEFAULT)),
        ]
        for runs in found
    ]
    return _table([*head, "suggest / random", "gain, mean of sizes"], rows)


def _stop_table(found: Sequence[Runs]) -> str:
    rows = []
    for runs in found:
        stopped = [stop for stop in runs.stops if stop is not None]
        cells = ["-", "-", "-"]
        if stopped:
            labels, scores = 100 * np.array(stopped).T
            cells = [f"{np.median(labels):.0f} %", f"{np.median(scores):.0f} %"]
            cells.append(f"{scores.min():.0f} %")
        rows.append([runs.task, f"{len(stopped)} of {len(runs.stops)}", *cells])
    return _table(["task", "stopped", "median labels", "median macro-F1", "worst macro-F1"], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out rows as a Markdown table."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def compare_strategies(train: pd.DataFrame, statements: pd.DataFrame, jobs: int) -> None:
    """Print what each strategy gains, on parts of the training data that are held out."""
    tasks = [*tweet_tasks(train, None), statement_task(statements, final=False)]
    found = Parallel(n_jobs=jobs)(
        delayed(run)(task, list(STRATEGIES), SEEDS_TO_CHOOSE) for task in tasks
    )
    click.echo(f"Training data, {SEEDS_TO_CHOOSE} seeds\n\n{_choice_table(found)}")


def measure_default(
    train: pd.DataFrame, test: pd.DataFrame, statements: pd.DataFrame, jobs: int
) -> None:
    """Print what the default saves, and where the stopping rule stops, on the test data."""
    tasks = [*tweet_tasks(train, test), statement_task(statements, final=True)]
    found = Parallel(n_jobs=jobs)(delayed(run)(task, ["random", DEFAULT], SEEDS) for task in tasks)
    click.echo(f"Test data, {SEEDS} seeds, 95 % intervals over seeds\n\n{_result_table(found)}\n")
    click.echo(f"The stopping rule in these runs\n\n{_stop_table(found)}\n")
    packages = ", ".join(f"{name} {version(name)}" for name in ("scikit-learn", "numpy"))
    click.echo(f"Python {platform.python_version()}, {packages}")


@click.command(help=__doc__.partition("\n")[0])
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with semeval2016a-train.csv and semeval2016a-test.csv.",
)
@click.option("--strategies", is_flag=True, help="Compare all strategies, on training data alone.")
@click.option("--jobs", default=1, show_default=True, help="How many tasks to run at once.")
def main(data: Path, strategies: bool, jobs: int) -> None:
    """Read the data and run the simulation."""
    try:
        train = read_labelled(data / "semeval2016a-train.csv")
        if strategies:
            compare_strategies(train, load_dataset("statements"), jobs)
        else:
            test = read_labelled(data / "semeval2016a-test.csv")
            measure_default(train, test, load_dataset("statements"), jobs)
    except StancekitError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
