"""One version: what pip installs, what is to be cited, and what the changelog tells first."""

import re
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
CITATION = REPOSITORY / "CITATION.cff"


@pytest.mark.skipif(not CITATION.is_file(), reason="the tests run outside a clone")
def test_all_files_tell_the_same_version():
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]
    cited = re.search(r"^version: (\S+)$", CITATION.read_text(), re.MULTILINE)
    told = re.search(r"^## (\S+)", (REPOSITORY / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert cited
    assert told
    assert {cited[1], told[1]} == {version}
