"""Workflows run what was looked at, on every supported Python, and only a release can publish."""

import re
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
WORKFLOWS = {
    path.name: path.read_text(encoding="utf-8")
    for path in (REPOSITORY / ".github" / "workflows").glob("*.yml")
}
pytestmark = pytest.mark.skipif(not WORKFLOWS, reason="the tests run outside a clone")


def pythons():
    """Return the Pythons of the matrix of environments."""
    source = (REPOSITORY / "scripts" / "matrix.py").read_text(encoding="utf-8")
    return re.findall(r'"(3\.\d+)"', re.search(r"^PYTHONS = \[(.*)\]", source, re.M)[1])


def settings():
    """Return what pyproject.toml says."""
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_pinned_to_a_commit_and_say_its_version(name):
    used = re.findall(r"uses: *(.*)", WORKFLOWS[name])
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


@pytest.mark.parametrize("name", WORKFLOWS)
def test_what_the_token_of_a_run_may_do_is_to_read(name):
    assert "\npermissions:\n  contents: read\n\n" in WORKFLOWS[name]
    assert WORKFLOWS[name].count("actions/checkout@") == (
        WORKFLOWS[name].count("persist-credentials: false")
    )


def test_every_python_of_the_matrix_is_tested_and_gets_wheels():
    listed = re.findall(r"python: \[(.*)\]", WORKFLOWS["tests.yml"])
    assert [re.findall(r'"(.*?)"', each) for each in listed] == [pythons()] * 2
    wheels = settings()["tool"]["cibuildwheel"]["build"].split()
    assert wheels == [f"cp{python.replace('.', '')}-*" for python in pythons()]
    assert settings()["project"]["requires-python"] == f">={pythons()[0]}"


def test_only_the_tag_of_a_version_publishes():
    holding = [name for name, text in WORKFLOWS.items() if "id-token: write" in text]
    assert holding == ["wheels.yml"]
    build, release = WORKFLOWS["wheels.yml"].split("\n  release:\n")
    assert "id-token" not in build
    assert "if: github.event_name == 'push' && startsWith(github.ref, 'refs/tags/v')" in release
    assert "environment: pypi" in release
    assert "actions/checkout" not in release


def test_what_is_published_is_the_wheels_and_the_sdist():
    names = re.findall(r"name: (release-[a-z]+|sbom)", WORKFLOWS["wheels.yml"])
    assert names == ["release-wheels", "release-sdist", "sbom"]
    assert "pattern: release-*\n" in WORKFLOWS["wheels.yml"]
