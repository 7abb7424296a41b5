"""Try stancekit in many environments: each is made anew, and the tests run from an empty folder.

``make test-matrix`` runs it: python scripts/matrix.py [--full] [WORD] ... takes the cells whose
names hold all of the words. A Python that this machine does not have is left out. Some tests run in
each cell, those of folders of every format, written on other days, among them; with --full, all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

REPOSITORY = Path(__file__).parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
LARGE = ["encoder", "spark"]  # PyTorch and Spark
SMALL = sorted(set(PROJECT["optional-dependencies"]) - {"dev", "docs", *LARGE})
# A minute or so: folders of every format, training, its equality with scikit-learn, every kind of
# file, the kernel and the command line.
SOME_TESTS = """
test_shipped_model.py test_optional_packages.py encoders cli/test_cli_score.py cli/test_cli_train.py
model/test_format_1.py model/test_format_2.py model/test_format_2_dictionary.py model/test_arrow.py
model/test_calibration.py model/test_classifier_contract.py model/test_classifier_equals_sklearn.py
model/test_encoder.py model/test_folder.py model/test_solver.py model/test_stance_model.py
data/test_data_bundled.py data/test_data_csv_files.py data/test_data_excel_files.py
data/test_data_files.py data/test_data_formulas.py data/test_data_parquet_parts.py
data/test_data_statistics_files.py data/test_data_table.py data/test_data_writing.py
data/test_dictionaries.py scoring/test_score_files.py scoring/test_arrow_route.py
text/test_kernel_agreement.py text/test_tfidf.py
"""
SHOWN = ["numpy", "scipy", "scikit-learn", "pandas", "safetensors", "click", "pyarrow", "polars"]
UV: list[str | Path] = [sys.executable, "-m", "uv", "--quiet"]


class Cell(NamedTuple):
    """An environment: its Python, its dependencies, and what is installed there."""

    python: str
    resolution: str
    extras: list[str]
    kind: str = "wheel"

    @property
    def name(self) -> str:
        """What a row of the table, and a word of the command line, call it."""
        some = {len(SMALL): "small extras", 0: "no extra"}.get(len(self.extras), "all extras")
        return f"{self.python}, {self.resolution}, {some}, {self.kind}"


def cells() -> Iterator[Cell]:
    """Yield every cell in the order of the table."""
    for python in PYTHONS:
        yield Cell(python, "oldest", SMALL)
        yield Cell(python, "oldest", [])
        yield Cell(python, "newest", SMALL)
        yield Cell(python, "newest", [], "sdist")
        yield Cell(python, "newest", SMALL, "no compiler")
    yield Cell("3.11", "oldest", [*SMALL, *LARGE])
    yield Cell("3.11", "newest", [*SMALL, *LARGE])


def call(*command: str | Path, **environment: str) -> str:
    """Run a command that has to succeed; return what it prints."""
    known = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command,
        env=known | environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


@cache
def built(kind: str, python: str | None, scratch: Path) -> Path:
    """Build what a cell installs, once for each Python: from the sdist, which is built first."""
    folder = scratch / f"{kind} {python}".replace(" ", "-")
    build: list[str | Path] = [*UV, "build", "--out-dir", folder]
    if kind == "sdist":
        call(*build, "--sdist", REPOSITORY)
    else:
        missing = {"CC": "/bin/false", "CXX": "/bin/false"} if kind == "no compiler" else {}
        sdist = built("sdist", None, scratch)
        call(*build, "--wheel", "--python", str(python), sdist, **missing)
    (found,) = (path for path in folder.iterdir() if path.name.startswith("stancekit"))
    return found


def install(cell: Cell, folder: Path, scratch: Path) -> Path:
    """Make the environment of a cell; return its Python."""
    call(*UV, "venv", "--python", cell.python, folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    strategy = {"oldest": "lowest-direct", "newest": "highest"}[cell.resolution]
    extras = [f"--extra={extra}" for extra in cell.extras]
    resolve = ["pip", "compile", "--no-build", "--resolution", strategy, *extras]
    pins = folder / "pins.txt"
    call(*UV, *resolve, "--python", python, "--output-file", pins, "pyproject.toml")
    into: list[str | Path] = [*UV, "pip", "install", "--python", python]
    call(*into, "--no-build", "--requirements", pins, "pytest", "hypothesis", "pip")
    version = None if cell.kind == "sdist" else cell.python
    call(*into, "--no-deps", built(cell.kind, version, scratch))
    return python


def tested(python: Path, folder: Path, full: bool) -> tuple[dict[str, int], list[str]]:
    """Run the tests in a folder that holds nothing else; return counts and what failed."""
    shutil.copytree(folder.parent / "tests", folder / "tests")
    options = ["-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--tb=line"]
    options += ["-o", "pythonpath=tests", "-o", "markers=slow", "--junit-xml=found.xml"]
    options += ["--continue-on-collection-errors", *([] if full else ["-m", "not slow"])]
    chosen = ["tests"] if full else [f"tests/{name}" for name in SOME_TESTS.split()]
    known = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, "-m", "pytest", *options, *chosen],
        env=known | {"OPENBLAS_NUM_THREADS": "1"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if not (folder / "found.xml").is_file():
        raise RuntimeError(done.stdout + done.stderr)
    suite = ElementTree.parse(folder / "found.xml").getroot()[0]  # noqa: S314 - pytest wrote it
    counts = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
    failed = [row for row in done.stdout.splitlines() if row.startswith(("FAILED", "ERROR"))]
    return counts, failed


def versions(python: Path) -> str:
    """Return the versions that a table shows."""
    listed = (row.split("==") for row in call(*UV, "pip", "freeze", "--python", python).split())
    found = {row[0]: row[1] for row in listed if len(row) == 2}
    return ", ".join(f"{name} {found[name]}" for name in SHOWN if name in found)


def tried(cell: Cell, scratch: Path, full: bool) -> bool:
    """Print the row of a cell, and below it what failed; say whether all is well."""
    start = time.monotonic()
    folder = scratch / cell.name.replace(", ", "-").replace(" ", "-")
    try:
        python = install(cell, folder / "venv", scratch)
        counts, failed = tested(python, folder, full)
    except RuntimeError as error:
        sys.stdout.write(f"| {cell.name} | - | - | - | - | - |\n\n{error}\n")
        return False
    wrong = counts["failures"] + counts["errors"]
    passed = counts["tests"] - wrong - counts["skipped"]
    seconds = time.monotonic() - start
    sys.stdout.write(f"| {cell.name} | {versions(python)} | {passed} | {wrong} ")
    sys.stdout.write(f"| {counts['skipped']} | {seconds:.0f} |\n")
    sys.stdout.write("".join(f"  {row}\n" for row in failed))
    shutil.rmtree(folder)
    return not wrong


def main(words: list[str]) -> int:
    """Print the table; return the exit code."""
    full = "--full" in words
    chosen = [cell for cell in cells() if all(word in cell.name for word in {*words} - {"--full"})]
    sys.stdout.write("| cell | versions | passed | failed | skipped | seconds |\n")
    sys.stdout.write("| --- | --- | ---: | ---: | ---: | ---: |\n")
    well = True
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(REPOSITORY / "tests", Path(scratch, "tests"))  # of the same moment as the
        built("sdist", None, Path(scratch))  # library, as the repository may change meanwhile
        for cell in chosen:
            try:
                call(*UV, "python", "find", cell.python)
            except RuntimeError:
                sys.stdout.write(f"| {cell.name} | not on this machine | | | | |\n")
                continue
            well &= tried(cell, Path(scratch), full)
            sys.stdout.flush()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
