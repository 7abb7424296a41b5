"""Score posts with Spark on two workers of this machine, end one in the middle, and count.

make spark                                 1,000,000 rows
make spark SPARK_FLAGS="--rows 20000"
make spark SPARK_VERSION=3.5.9
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

import click
from speed.results import Table

import stancekit
from spark.checking import Checked, check
from spark.cluster import Cluster
from spark.posts import train, write_posts

TASKS = 16
JOB_SECONDS = 1800
HOW = (
    "Made by `make spark`: posts of made-up words of about 120 bytes, as those of `make bench`, "
    "with ids and tags, some null and some empty, in Parquet files; a model of words that was "
    "trained on 10,000 of them and lies beside the driver, named by a relative path. The cluster "
    "is a standalone master and two workers of one core and 1 GB each, on one machine. In the "
    "third row the rows are shuffled first, and one worker is ended by SIGKILL with all below it "
    "once a task was written."
)

Notes = Mapping[str, float]


@click.command(help=__doc__.partition("\n")[0])
@click.option("--rows", default=1_000_000, show_default=True)
def main(rows: int) -> None:
    """Print a table; exit with 1 if any row is lost, doubled or different."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all that was started ends
    with tempfile.TemporaryDirectory() as name:
        lines, sound = _compare(Path(name), rows)
    click.echo(f"## Spark {version('pyspark')}, {rows:,} rows\n\n{HOW}\n")
    columns = ["", "rows", "lost", "doubled", "different", "wall s", "CPU s", "rows per CPU s"]
    click.echo(Table(_surroundings(), columns, lines).markdown())
    sys.exit(not sound)


def _compare(folder: Path, rows: int) -> tuple[list[list[str]], bool]:
    write_posts(folder / "posts", rows, TASKS)
    train(folder / "model")
    click.echo("made", err=True)
    alone = _score_in_one_process(folder)
    lines = [_line("`score_files`, one process", Checked(rows, 0, 0, 0), alone)]
    with Cluster(folder) as cluster:
        click.echo("cluster is up", err=True)
        notes = _run(cluster, "scored", lambda: "")
        checked = [check(folder / "scored", folder / "expected.parquet")]
        lines.append(_line("Spark, two workers", checked[0], notes))
        done: list[str] = []
        notes = _run(cluster, "again", lambda: _kill_once(cluster, folder / "again", done))
        checked.append(check(folder / "again", folder / "expected.parquet"))
    if not done:
        raise click.ClickException(
            "the job was over before a worker could be ended; take more rows"
        )
    what = f"Spark, shuffled, {done[0]}; failed tasks, done again: {notes['failed tasks']:.0f}"
    lines.append(_line(what, checked[1], {"seconds": notes["seconds"]}))
    return lines, all(each.sound for each in checked)


def _score_in_one_process(folder: Path) -> Notes:
    wall, cpu = time.perf_counter(), time.process_time()
    stancekit.score_files(folder / "model", folder / "posts", folder / "expected.parquet")
    return {"seconds": time.perf_counter() - wall, "python": time.process_time() - cpu}


def _run(cluster: Cluster, output: str, meanwhile: Callable[[], object]) -> Notes:
    """Run the job, and something again and again until it ends."""
    folder, notes = cluster.folder, cluster.folder / f"{output}.json"
    words: list[object] = [folder / "posts", folder / output, notes]
    words += [word for session in cluster.sessions for word in ("--session", session)]
    shuffle = ["--shuffle"] if output == "again" else []
    job = cluster.run("spark.job", *words, *shuffle)
    until = time.monotonic() + JOB_SECONDS
    while job.poll() is None and time.monotonic() < until:
        meanwhile()
        time.sleep(0.05)
    if not notes.exists():
        raise click.ClickException(f"the job failed:\n{cluster.said('spark.job')[-5000:]}")
    found: Notes = json.loads(notes.read_text(encoding="utf-8"))
    return found


def _kill_once(cluster: Cluster, output: Path, done: list[str]) -> None:
    """End a worker as soon as a task was written, and say how many were."""
    written = len({path.name for path in output.glob("_temporary/*/task_*")})
    if 0 < written < TASKS and not done:
        n_processes = cluster.kill("worker-1")
        when = f"when {written} of {TASKS} tasks were written"
        done.append(f"{n_processes} processes of a worker ended {when}")


def _line(what: str, checked: Checked, notes: Notes) -> list[str]:
    counts = (checked.rows, checked.lost, checked.doubled, checked.different)
    cells = [what, *(f"{count:,}" for count in counts), f"{notes['seconds']:.1f}"]
    if "python" not in notes:
        return [*cells, "", ""]
    cpu = notes["python"] + notes.get("java", 0)
    of_these = f" (Java {notes['java']:.1f})" if "java" in notes else ""
    return [*cells, f"{cpu:.1f}{of_these}", f"{checked.rows / cpu:,.0f}"]


def _surroundings() -> str:
    packages = [f"{name} {version(name)}" for name in ("pyspark", "pyarrow", "numpy", "pandas")]
    load = f"load when it ended {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    return ", ".join([f"Python {sys.version.split()[0]}", *packages, load])


if __name__ == "__main__":
    main()
