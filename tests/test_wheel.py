"""The wheel carries the data sets and the model, and works away from the repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]

SCRIPT = """
import sys
import stancekit
assert "site" in stancekit.__file__, stancekit.__file__
print(len(stancekit.load_dataset("dialogue-with-moscow")))
print(stancekit.load_model().predict(["We must keep talking to Moscow."])[0])
for name in ("datasets", "models"):
    try:
        __import__(name)
    except ImportError:
        print(f"no top-level {name}")
from stancekit.cli import main
main(["--version"])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the wheel from a copy of the repository and unpack it into an empty folder."""
    if not (REPOSITORY / "pyproject.toml").is_file():
        pytest.skip("the tests run outside a clone, from which no wheel can be built")
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    copy = folder / "copy"
    shutil.copytree(REPOSITORY, copy, ignore=shutil.ignore_patterns(".*", "build", "*.egg-info"))
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, copy],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", folder / "site", wheel], check=True)
    return folder / "site"


def test_installed_wheel_works_in_an_empty_folder(site, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    expected = ["4842", "favor", "no top-level datasets", "no top-level models"]
    assert run.stdout.splitlines()[:4] == expected
