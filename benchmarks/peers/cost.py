"""What each contender costs: time, memory, disk; every figure from a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from statistics import median

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["Cost", "costs", "installed", "size_of_folder", "table"]

HERE = Path(__file__).parents[1]
NEEDS = {
    "stancekit": "stancekit",
    "scikit-learn": "scikit-learn",
    "fastText": "fasttext-numpy2-wheel",
    "localdesk": "localdesk[baseline]",
    "MiniLM": "sentence-transformers",
    "MPNet": "sentence-transformers",
    "SetFit": "setfit",
}
"""What is to be installed for each, by the first word of its name."""


COLUMNS = (
    *("learned from", "training, CPU s", "rows a CPU s", "first answer, CPU s"),
    *("peak memory, MB", "model, MB", "installed, MB"),
)


@dataclass(frozen=True)
class Run:
    """What the operating system says of a process that has ended."""

    said: str
    cpu: float


@dataclass(frozen=True)
class Cost:
    """Statements, CPU seconds, rows a CPU second, megabytes."""

    learned_from: int
    train: float
    rate: tuple[float, ...]
    first: float
    peak: float
    model: float


def run(*args: str) -> Run:
    """Run a step to its end.

    Raises
    ------
    RuntimeError
        If it fails.
    """
    command = [sys.executable, "-m", "peers.stage", *args]
    with subprocess.Popen(  # noqa: S603
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        said = process.stdout.read() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed")
    return Run(said, used.ru_utime + used.ru_stime)


def costs(
    folder: Path,
    names: Sequence[str],
    encoders: Path | None,
    rows: Mapping[str, int],
    rounds: int,
) -> Iterator[tuple[str, Cost]]:
    """Train each on the statements of its own folder, then let all take turns at scoring."""
    more = [] if encoders is None else [str(encoders)]
    trained = {}
    for name in names:
        trained[name] = json.loads(run("train", name, str(folder / name), *more).said)
    for name in names:
        _repeat(folder / name / "statements.json", rows[name])
    turns = [{n: run("score", n, str(folder / n), *more) for n in names} for _ in range(rounds)]
    firsts = [
        {n: run("first", n, str(folder / n), *more).cpu for n in names} for _ in range(rounds)
    ]
    for name in names:
        said = [json.loads(turn[name].said) for turn in turns]
        yield (
            name,
            Cost(
                trained[name]["rows"],
                trained[name]["seconds"],
                tuple(one["rows"] / one["seconds"] for one in said),
                median(turn[name] for turn in firsts),
                max(one["peak"] for one in said),
                size_of_folder(folder / name) - _size(folder / name / "statements.json"),
            ),
        )


def _repeat(path: Path, n: int) -> None:
    """Keep so many statements, from the beginning again where there are too few."""
    texts, labels = json.loads(path.read_text(encoding="utf-8"))
    some = [texts[i % len(texts)] for i in range(n)], [labels[i % len(labels)] for i in range(n)]
    path.write_text(json.dumps(some), encoding="utf-8")


def size_of_folder(folder: Path) -> float:
    """Return the megabytes of all files in a folder."""
    return sum(_size(path) for path in folder.rglob("*") if path.is_file())


def _size(path: Path) -> float:
    return path.stat().st_size / 1e6


def installed(requirement: str) -> dict[str, float]:
    """Return the megabytes of a package and of each that it brings, as they are installed."""
    found: dict[str, float] = {}
    waiting = [(Requirement(requirement))]
    seen: set[str] = set()
    while waiting:
        wanted = waiting.pop()
        if str(wanted) in seen:
            continue
        seen.add(str(wanted))
        try:
            package = distribution(wanted.name)
        except PackageNotFoundError:
            continue  # for another system
        found[canonicalize_name(wanted.name)] = _megabytes(package)
        waiting += _brought(package, wanted.extras)
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _brought(package: Distribution, extras: set[str]) -> Iterator[Requirement]:
    for text in package.requires or []:
        needed = Requirement(text)
        marker = needed.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            yield needed


def _megabytes(package: Distribution) -> float:
    paths = {Path(str(package.locate_file(file))) for file in package.files or []}
    return sum(_size(path) for path in paths if path.is_file())


def table(found: Mapping[str, Cost]) -> str:
    """Lay out what came out, as Markdown."""
    lines = [
        f"| contender | {' | '.join(COLUMNS)} |",
        f"| --- |{' ---: |' * len(COLUMNS)}",
    ]
    for name, cost in found.items():
        rates = f"{median(cost.rate):,.0f} ({min(cost.rate):,.0f} to {max(cost.rate):,.0f})"
        brought = sum(installed(NEEDS[name.partition(",")[0]]).values())
        cells = [name, f"{cost.learned_from:,}", f"{cost.train:.1f}", rates, f"{cost.first:.2f}"]
        cells += [f"{cost.peak:,.0f}", f"{cost.model:.1f}", f"{brought:,.0f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
