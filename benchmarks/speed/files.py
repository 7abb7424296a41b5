"""Whole files: scored from file to file, beside reading, scoring and writing all at once."""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.json as pa_json
import pyarrow.parquet as pq

import stancekit
from speed.bench import Bench
from speed.measure import Spread, interleaved, ratio
from speed.processes import peak_of_command, profile_of
from speed.results import Findings, Goal, Table

__all__ = ["score_whole_files"]

ROUTES = [("csv", "csv"), ("csv", "parquet"), ("jsonl", "jsonl"), ("parquet", "parquet")]
MIB = 1 << 20
PEAK = Goal("score a file: peak memory of the process", 400, "MiB", at_most=True)
WORKERS = Goal("score a file, CSV to CSV: wall time of 1 job / 2 jobs", 1.7, "×")
WHAT = (
    "Files: whole is pyarrow's reading of the whole file, `score_arrow`, and pyarrow's writing "
    "(polars' for JSONL, which pyarrow does not write), all on one core; the model is stancekit's."
)


def score_whole_files(bench: Bench) -> Findings:
    """Compare `score_files` with the parts that it cannot do without."""
    pa.set_cpu_count(1)
    n_rows, folder = max(bench.sizes), bench.folder
    model = stancekit.load_model()
    sizes = _write(bench, n_rows)
    goals, rows = [], []
    for source, output in ROUTES:
        ours, whole = _ours(model, folder, source, output), _whole(model, folder, source, output)
        seconds = interleaved({"ours": ours, "whole": whole}, bench.rounds)
        goal = Goal(
            f"score a file, {source} to {output}: CPU time / whole", 1.25, "×", at_most=True
        )
        measured = ratio(seconds["ours"], seconds["whole"])
        goals.append(goal.measuring(measured, partial(profile_of, ours)))
        per_row = {
            name: Spread.of([1e6 * s / n_rows for s in some]) for name, some in seconds.items()
        }
        rate = f"{1e6 / per_row['ours'].median:,.0f}"
        rows.append([f"{source} to {output}", *(per_row[n].shown() for n in seconds), rate])
    memory = _peaks(folder)
    goals += [*memory.goals, _workers(bench, model)]
    head = [
        "from file to file",
        "ours, µs per row",
        "whole, µs per row",
        "rows per second and core",
    ]
    size = sum(sizes.values()) / MIB
    title = f"Files of {n_rows:,} rows ({size:,.0f} MiB in all)"
    return Findings(goals, [Table(title, head, rows), *memory.tables], [WHAT])


def _write(bench: Bench, n_rows: int) -> dict[str, int]:
    """Write the same rows in every format: a statement, an id, an author and a day."""
    folder = bench.folder
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow(["id", "text", "author", "posted"])
        writer.writerows(_rows(bench, n_rows))
    table = pa_csv.read_csv(folder / "in.csv")
    pq.write_table(table, folder / "in.parquet", row_group_size=100_000)
    with (folder / "in.jsonl").open("w", encoding="utf-8") as stream:
        for row in table.to_pylist():
            stream.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
    return {kind: (folder / f"in.{kind}").stat().st_size for kind in ("csv", "jsonl", "parquet")}


def _rows(bench: Bench, n_rows: int) -> Iterator[tuple[int, str, str, str]]:
    rng = np.random.default_rng(0)
    authors = rng.integers(10_000, size=n_rows).tolist()
    days = rng.integers(1, 29, size=n_rows).tolist()
    drawn = zip(bench.unseen(n_rows), authors, days, strict=True)
    for number, (text, author, day) in enumerate(drawn):
        yield number, text, f"user{author:05d}", f"2026-03-{day:02d}"


def _ours(
    model: stancekit.StanceModel, folder: Path, source: str, output: str, n_jobs: int = 1
) -> Callable[[], object]:
    return lambda: stancekit.score_files(
        model, folder / f"in.{source}", folder / f"ours.{output}", n_jobs=n_jobs
    )


def _whole(
    model: stancekit.StanceModel, folder: Path, source: str, output: str
) -> Callable[[], None]:
    place, to = folder / f"in.{source}", folder / f"whole.{output}"

    def read() -> pa.Table:
        if source == "csv":
            return pa_csv.read_csv(place, pa_csv.ReadOptions(use_threads=False))
        if source == "jsonl":
            return pa_json.read_json(place, pa_json.ReadOptions(use_threads=False))
        return pq.read_table(place, use_threads=False)

    def run() -> None:
        table = read()
        scored = model.score_arrow(table["text"])
        for name, column in zip(scored.schema.names, scored.columns, strict=True):
            table = table.append_column(name, column)
        if output == "csv":
            pa_csv.write_csv(table, to)
        elif output == "jsonl":
            import polars

            polars.DataFrame(table).write_ndjson(to)
        else:
            pq.write_table(table, to, compression="zstd", compression_level=1)

    return run


def _peaks(folder: Path) -> Findings:
    """Score in processes of their own, as users do."""
    if sys.platform != "linux":
        return Findings([PEAK.without("only where the system is Linux")])
    peaks = [[_peak(folder, *route, jobs) for jobs in ("1", "2")] for route in ROUTES]
    rows = [
        [" to ".join(route), *(f"{peak:,.0f}" for peak in of)]
        for route, of in zip(ROUTES, peaks, strict=True)
    ]
    highest = max(one for one, _ in peaks)
    head = ["from file to file", "1 job, MiB", "2 jobs, MiB in all"]
    goal = PEAK.measuring(Spread(highest, highest, highest))
    return Findings([goal], [Table("Peak memory of the command", head, rows)])


def _peak(folder: Path, source: str, output: str, jobs: str) -> float:
    places = [str(folder / f"in.{source}"), "-o", str(folder / f"o.{output}")]
    command = [sys.executable, "-m", "stancekit", "score", *places, "--jobs", jobs]
    return peak_of_command(command) / MIB


def _workers(bench: Bench, model: stancekit.StanceModel) -> Goal:
    if (os.cpu_count() or 1) < 2:
        return WORKERS.without("needs two cores")
    calls = {str(n): _ours(model, bench.folder, "csv", "csv", n) for n in (1, 2)}
    seconds = interleaved(calls, bench.rounds, clock=time.perf_counter)
    return WORKERS.measuring(ratio(seconds["1"], seconds["2"]))
