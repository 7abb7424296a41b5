"""Try stancekit's promises where the truth is known.

make simulations                            a quick version, in minutes
make simulations SIMULATION_FLAGS=--full    the full one, in hours
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from types import ModuleType

import click

import simulations
from simulations.results import Row, markdown

RESULTS = Path(__file__).parents[1] / "results"
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
HOW = (
    "Made by `make simulations`{flags}. A promise is kept if the realised figure is within what "
    "was claimed, and *within error* if it misses that by at most two Monte-Carlo errors."
)


def found() -> dict[str, ModuleType]:
    """Return the simulations by name: the modules of this package that promise something."""
    names = [module.name for module in pkgutil.iter_modules(simulations.__path__)]
    modules = {
        name: importlib.import_module(f"simulations.{name}") for name in names if name[0] != "_"
    }
    return {name: module for name, module in modules.items() if hasattr(module, "PROMISE")}


def run(modules: dict[str, ModuleType], full: bool, jobs: int) -> str:
    """Run the tasks of all simulations, some at the same time, and write down what they found."""
    tasks = {name: module.tasks(full) for name, module in modules.items()}
    with ProcessPoolExecutor(jobs) as pool:
        running = {
            name: [pool.submit(_timed, name, task) for task in of] for name, of in tasks.items()
        }
        rows = {name: [row for done in of for row in done.result()] for name, of in running.items()}
    return "\n\n".join(
        markdown(name, module.PROMISE, module.WORLDS, rows[name])
        for name, module in modules.items()
    )


def _timed(name: str, task: Callable[[], Sequence[Row]]) -> Sequence[Row]:
    start = time.process_time()
    rows = task()
    click.echo(f"{name}: {time.process_time() - start:.0f} s of CPU time", err=True)
    return rows


@click.command(help=__doc__.partition("\n")[0])
@click.argument("names", nargs=-1)
@click.option("--full/--quick", default=False, help="Many runs, or few; quick by default.")
@click.option("--jobs", default=1, show_default=True, help="How many tasks to run at once.")
def main(names: Sequence[str], full: bool, jobs: int) -> None:
    """Simulate, print, and keep what was found unless only some simulations were named."""
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))  # for the processes that simulate
    modules = found()
    if unknown := set(names).difference(modules):
        raise click.UsageError(
            f"there is no simulation {', '.join(sorted(unknown))}; there are {', '.join(modules)}"
        )
    chosen = {name: module for name, module in modules.items() if name in names or not names}
    how = HOW.format(flags=" SIMULATION_FLAGS=--full" if full else "")
    text = f"# Simulations, {date.today().isoformat()}\n\n{how}\n\n{run(chosen, full, jobs)}\n"
    click.echo(text)
    if not names:
        RESULTS.joinpath(f"simulations-{date.today().isoformat()}.md").write_text(
            text, encoding="utf-8"
        )


if __name__ == "__main__":
    main()
