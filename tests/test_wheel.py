"""The wheel carries the data sets and the model, and works away from the repository."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]

SCRIPT = """
from importlib.machinery import PathFinder
import stancekit
assert "site" in stancekit.__file__, stancekit.__file__
print(len(stancekit.load_dataset("dialogue-with-moscow")))
assert "refusal" in stancekit.load_dictionary("general")
print(stancekit.load_model().predict(["We must keep talking to Moscow."])[0])
assert stancekit.stance_map("Warsaw said no.").positions[0].country == "Poland"
for name in ("datasets", "models"):
    if PathFinder.find_spec(name, [stancekit.__path__[0] + "/.."]) is None:
        print(f"no top-level {name}")
new = [("Shake hands over the fence, at last.", "favor")]
given = {"settings": {"features": "word", "calibrate": False}, "folds": 2, "repeats": 1}
given |= {"require": "nothing", "embed": True, "output": "m"}
found = stancekit.retrain("dialogue-with-moscow", new, **given)
print(found.verdict != "not compared", stancekit.load_model("m").provenance.n_statements)
from stancekit.cli import main
main(["demo"])
"""


KERNEL_SCRIPT = """
import stancekit
from stancekit.text import Vectorizer, kernel
assert "site" in stancekit.__file__, stancekit.__file__
print(kernel.description())
print(stancekit.load_model().predict(["We must keep talking to Moscow."])[0])
print(list(Vectorizer(word_ngrams=(1, 3)).fit(["Talk with Moscow!"]).get_feature_names_out()))
"""

# What was built in place is left behind: the wheel shall not need it.
LEFT_BEHIND = shutil.ignore_patterns(
    ".*", "__pycache__", "build", "*.egg-info", "_*.c", "*.so", "*.pyd"
)


def build(folder, **environment):
    """Build the wheel from a copy of the repository and unpack it into an empty folder."""
    if not (REPOSITORY / "pyproject.toml").is_file():
        pytest.skip("the tests run outside a clone, from which no wheel can be built")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    copy = folder / "copy"
    shutil.copytree(REPOSITORY, copy, ignore=LEFT_BEHIND)
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, copy],
        env={**os.environ, **environment},
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", folder / "site", wheel], check=True)
    return folder / "site"


def run(site, folder, script):
    """Run a script in an empty folder with what the wheel holds; return the lines it prints."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site), "STANCEKIT_KERNEL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.slow
def test_installed_wheel_works_in_an_empty_folder(tmp_path_factory, tmp_path):
    site = build(tmp_path_factory.mktemp("wheel"))
    expected = ["10891", "favor", "no top-level datasets", "no top-level models"]
    lines = run(site, tmp_path, SCRIPT)
    assert lines[:5] == [*expected, "True 10892"]
    assert Path(lines[-1]).parent == tmp_path / "stancekit-demo"
    assert Path(lines[-1]).is_file()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="CC does not choose the compiler there")
def test_wheel_built_without_a_compiler_works_in_plain_python(tmp_path_factory, tmp_path):
    site = build(tmp_path_factory.mktemp("wheel"), CC="/bin/false", CXX="/bin/false")
    assert not [path for path in (site / "stancekit").rglob("_*") if path.suffix in (".so", ".pyd")]
    description, *found = run(site, tmp_path, KERNEL_SCRIPT)
    assert description.startswith("plain Python, because the compiled one is missing")
    assert found == [
        "favor",
        "['moscow', 'talk', 'talk with', 'talk with moscow', 'with', 'with moscow']",
    ]


def test_every_room_travels_in_the_wheel():
    if not (REPOSITORY / "pyproject.toml").is_file():
        pytest.skip("the tests run outside a clone, which says what the wheel holds")
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    named = {n for n in settings["tool"]["setuptools"]["packages"] if "_bundled" not in n}
    rooms = (path.parent for path in (REPOSITORY / "stancekit").rglob("__init__.py"))
    assert named == {".".join(room.relative_to(REPOSITORY).parts) for room in rooms}
