"""A folder to write broken and sound files into."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # the first example may import pandas
settings.load_profile("untimed")


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a file into the current folder, so that messages name it without its path."""
    monkeypatch.chdir(tmp_path)

    def write_file(name, content):
        Path(name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return name

    return write_file


@pytest.fixture(scope="session")
def scratch(tmp_path_factory):
    """One file that the examples of a property test overwrite."""
    return tmp_path_factory.mktemp("scratch")
