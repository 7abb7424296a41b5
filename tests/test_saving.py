"""`save_report`: a page is there as a whole or not at all."""

import re
from dataclasses import dataclass

import pytest

import stancekit
from stancekit.blocks import Lines
from stancekit.exceptions import InputTypeError, ParameterError
from stancekit.report.result import Result


@dataclass(frozen=True)
class Small(Result):
    """A result with one sentence."""

    text: str

    def blocks(self):
        """Yield the sentence, or fail half way."""
        if not self.text:
            raise RuntimeError("half way")
        yield Lines([self.text])


def test_a_page_is_utf8_and_says_so(tmp_path):
    path = stancekit.save_report(Small("Мы за переговоры."), tmp_path / "page.html")
    page = path.read_bytes().decode("utf-8")
    assert "Мы за переговоры." in page
    assert re.search('<meta charset="utf-8">', page[:200])


def test_a_page_that_cannot_be_made_leaves_the_old_one_alone(tmp_path):
    path = stancekit.save_report(Small("One."), str(tmp_path / "page.html"))
    before = path.read_bytes()
    with pytest.raises(RuntimeError, match="half way"):
        stancekit.save_report(Small(""), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_where_no_page_can_be_is_refused(tmp_path):
    with pytest.raises(ParameterError, match="is a folder; name a file in it"):
        stancekit.save_report(Small("One."), tmp_path)
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        stancekit.save_report(Small("One."), tmp_path / "none" / "page.html")


def test_what_is_no_result_or_no_path_is_refused(tmp_path):
    with pytest.raises(InputTypeError, match=r"result: expected what a function .* got str"):
        stancekit.save_report("page", tmp_path / "page.html")
    with pytest.raises(InputTypeError, match="path: expected a path, got int"):
        stancekit.save_report(Small("One."), 3)
