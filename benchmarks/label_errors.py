"""How many of the likely label errors that `check_labels` reports are errors, on known ones.

    python benchmarks/label_errors.py [--data FILE] [--share 0.05] [--seeds 10]

Labels are changed at random, and then looked for. By default the statements are the bundled ones.
What is reported beside the changed labels may be wrong as well; here it counts as a false alarm.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import mean

import click
import numpy as np
import pandas as pd

import stancekit
from stancekit.exceptions import StancekitError

FIRST = (20, 50, 100)


@dataclass(frozen=True)
class Trial:
    """What became of labels changed with one seed.

    Attributes
    ----------
    changed : int
        How many were changed.
    reported : int
        How many label errors were reported.
    found : int
        How many of these were changed.
    among_first : dict of int to float
        The share of changed ones among the first so many reported.
    """

    changed: int
    reported: int
    found: int
    among_first: dict[int, float]


def spoil(data: pd.DataFrame, share: float, seed: int) -> tuple[pd.DataFrame, set[int]]:
    """Give some statements another label at random, and say which."""
    generator = np.random.default_rng(seed)
    rows = generator.choice(len(data), round(share * len(data)), replace=False)
    spoiled = data["label"].tolist()
    names = sorted(set(spoiled))
    for row in rows.tolist():
        spoiled[row] = str(generator.choice([name for name in names if name != spoiled[row]]))
    return data.assign(label=spoiled), set(rows.tolist())


def attempt(data: pd.DataFrame, share: float, seed: int) -> Trial:
    """Change labels, look for label errors, and compare."""
    spoiled, changed = spoil(data, share, seed)
    findings = stancekit.check_labels(spoiled).findings
    reported = [each.rows[0] for each in findings if each.check == "likely label error"]
    hits = [row in changed for row in reported]
    among_first = {n: sum(hits[:n]) / max(1, len(hits[:n])) for n in FIRST}
    return Trial(len(changed), len(reported), sum(hits), among_first)


def report(trials: list[Trial]) -> str:
    """Lay out the mean over the seeds, and the range, as a Markdown table."""
    shares = {
        f"changed among the first {n} reported": [trial.among_first[n] for trial in trials]
        for n in FIRST
    }
    shares["changed among all reported"] = [
        trial.found / max(1, trial.reported) for trial in trials
    ]
    shares["reported among all changed"] = [trial.found / trial.changed for trial in trials]
    rows = [
        f"| {name} | {mean(values):.0%} | {min(values):.0%} to {max(values):.0%} |"
        for name, values in shares.items()
    ]
    return "\n".join(["| share | mean | range |", "| --- | ---: | ---: |", *rows])


def first_sets() -> pd.DataFrame:
    """Return the constructed statements that were written first, on which the figures rest."""
    statements = stancekit.load_dataset("statements")
    first = [f"statements_{number}" for number in range(1, 14)]
    return statements[statements["source"].isin(first)].reset_index(drop=True)


@click.command(help=__doc__.partition("\n")[0])
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Labelled statements.  [default: the bundled ones]",
)
@click.option(
    "--share", type=click.FloatRange(0, 1, min_open=True), default=0.05, show_default=True
)
@click.option("--seeds", type=click.IntRange(1), default=10, show_default=True)
def main(data: Path | None, share: float, seeds: int) -> None:
    """Read the statements and run the trials."""
    try:
        frame = first_sets() if data is None else stancekit.read_labelled(data)
        trials = []
        for seed in range(seeds):
            trials.append(attempt(frame, share, seed))
            click.echo(f"seed {seed}: {trials[-1]}", err=True)
    except StancekitError as error:
        raise click.ClickException(str(error)) from error
    reported = mean(trial.reported for trial in trials)
    click.echo(
        f"{len(frame):,} statements, {trials[0].changed:,} labels changed, {seeds} seeds; "
        f"{reported:,.0f} label errors reported on average.\n\n{report(trials)}\n"
    )
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("stancekit", "scikit-learn", "numpy")
    )
    click.echo(f"Python {platform.python_version()}, {packages}")


if __name__ == "__main__":
    main()
