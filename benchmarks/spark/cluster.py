"""A standalone Spark cluster on this machine alone: one master, two workers of one core."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import click

from spark.processes import kill, start, stop

__all__ = ["Cluster"]

MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"
START_SECONDS = 180


class Cluster:
    """Starts when it is entered; all that it started is ended when it is left.

    Parameters
    ----------
    folder : Path
        Where logs and the workers' files go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self.started: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Cluster:
        try:
            self._start("master", MASTER)
            self.url = self._wait_for("master", r"(spark://127\.0\.0\.1:\d+)")
            self._wait_for("master", "(New state: ALIVE)")
            names = ("worker-1", "worker-2")
            for name in names:
                limits = ("--cores", "1", "--memory", "1g", "--work-dir", self.folder / name)
                self._start(name, WORKER, *limits, self.url)
            for name in names:
                self._wait_for(name, "(Successfully registered with master)")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        for process in reversed(self.started.values()):
            stop(process)

    @property
    def sessions(self) -> list[int]:
        """The sessions of the workers, in which executors run."""
        return [process.pid for name, process in self.started.items() if "worker" in name]

    def kill(self, name: str) -> int:
        """End a worker and all below it with SIGKILL; return how many processes that were."""
        return kill(self.started[name])

    def run(self, module: str, *words: object) -> subprocess.Popen[bytes]:
        """Start a module of these benchmarks as the driver of a job."""
        here = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
        environment = _environment() | {"PYTHONPATH": os.pathsep.join(filter(None, here))}
        command = [sys.executable, "-m", module, self.url, *words]
        return self._keep(module, start(command, self.folder / f"{module}.log", **environment))

    def said(self, name: str) -> str:
        """Return the log of a process."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _start(self, name: str, kind: str, *words: object) -> None:
        where = ("--host", "127.0.0.1", "--port", 0, "--webui-port", 0)
        command = [_home() / "bin" / "spark-class", kind, *where, *words]
        self._keep(name, start(command, self.folder / f"{name}.log", **_environment()))

    def _keep(self, name: str, process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        self.started[name] = process
        return process

    def _wait_for(self, name: str, pattern: str) -> str:
        until = time.monotonic() + START_SECONDS
        while not (found := re.search(pattern, self.said(name))):
            if self.started[name].poll() is not None or time.monotonic() > until:
                raise click.ClickException(f"{name} did not start:\n{self.said(name)[-3000:]}")
            time.sleep(0.2)
        return found[1]


def _home() -> Path:
    """Return where Spark is: PyPI's package has no start scripts but `spark-class`."""
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        raise click.ClickException("pyspark is not installed; run this by: make spark")
    return Path(found.origin).parent


def _environment() -> dict[str, str]:
    return {
        "SPARK_HOME": str(_home()),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }
