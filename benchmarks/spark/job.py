"""The driver of a Spark job: read posts, score them, write them, and say what that took.

python -m spark.job MASTER POSTS SCORED NOTES [--shuffle] [--session NUMBER ...]
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from pyspark.sql import SparkSession

import stancekit.spark
from spark.processes import cpu_seconds

MODEL = "model"
"""Beside the driver alone: workers have other folders."""


@click.command(help=__doc__.partition("\n")[0])
@click.argument("master")
@click.argument("posts", type=Path)
@click.argument("scored", type=Path)
@click.argument("notes", type=Path)
@click.option("--shuffle", is_flag=True, help="Spread the rows anew before they are scored.")
@click.option("--session", multiple=True, type=int, help="Whose CPU time counts, too.")
def main(
    master: str, posts: Path, scored: Path, notes: Path, shuffle: bool, session: Sequence[int]
) -> None:
    """Run the job, with one task for each file of posts."""
    sessions = [os.getsid(0), *session]
    sizes = [path.stat().st_size for path in posts.iterdir()]
    spark = _session(master, max(sizes))
    frame = spark.read.parquet(str(posts))
    if shuffle:
        frame = frame.repartition(len(sizes))
    before, start = cpu_seconds(sessions), time.perf_counter()
    stancekit.spark.score(frame, MODEL).write.parquet(str(scored))
    found = {"seconds": time.perf_counter() - start}
    found |= {name: cpu - before[name] for name, cpu in cpu_seconds(sessions).items()}
    found["failed tasks"] = _failed_tasks(spark)
    spark.stop()
    notes.write_text(json.dumps(found), encoding="utf-8")


def _session(master: str, partition_bytes: int) -> Any:
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "1g",
        "spark.executor.memory": "1g",
        "spark.executor.cores": "1",
        "spark.sql.files.maxPartitionBytes": str(partition_bytes),
    }
    builder = SparkSession.builder.master(master).appName("stancekit")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _failed_tasks(spark: Any) -> int:
    """Return how many tasks ended without a result, and were done again."""
    tracker = spark.sparkContext.statusTracker()
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup()]
    stages = {stage for job in jobs if job for stage in job.stageIds}
    infos = [tracker.getStageInfo(stage) for stage in sorted(stages)]
    return sum(info.numFailedTasks for info in infos if info)


if __name__ == "__main__":
    main()
