"""On what machine, and with what versions."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from speed.processes import run_command
from speed.results import Table
from stancekit.text.kernel import description

__all__ = ["surroundings"]

PACKAGES = (
    *("stancekit", "numpy", "scipy", "scikit-learn", "pandas", "pyarrow"),
    *("fasttext-numpy2-wheel", "vowpalwabbit"),
)


def surroundings() -> Table:
    """Return what somebody needs to judge the figures, without naming the machine."""
    rows = [*_machine(), ["text kernel", description()], ["Python", platform.python_version()]]
    rows += [[package, _version(package)] for package in PACKAGES]
    return Table("Machine and versions", ["", ""], rows)


def _machine() -> Iterator[list[str]]:
    yield ["processor", _processor()]
    yield ["cores", str(os.cpu_count())]
    yield ["system", f"{platform.system()} {platform.machine()}"]
    yield ["load when it began", f"{os.getloadavg()[0]:.1f}"]
    yield ["wc", run_command(["wc", "--version"]).stdout.splitlines()[0]]


def _processor() -> str:
    """Return the name of the processor's model."""
    listing = Path("/proc/cpuinfo")
    for line in listing.read_text().splitlines() if listing.exists() else []:
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
