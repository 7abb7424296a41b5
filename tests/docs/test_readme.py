"""The README is short, begins with an example, and points at what is there."""

import re

import pytest
from documents import REPOSITORY, lines, steps

README = REPOSITORY / "README.md"

pytestmark = pytest.mark.skipif(not README.is_file(), reason="the tests run outside a clone")


@pytest.fixture(scope="module")
def page():
    return README.read_text(encoding="utf-8")


def test_it_is_short(page):
    assert len(page.splitlines()) <= 150


def test_its_first_example_is_short_and_shows_what_it_prints(page):
    first = next(step for step in steps(page) if step.language == "python")
    assert len(lines(first.code)) <= 16
    assert first.shown


def test_its_links_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page)
    assert targets
    assert [target for target in targets if not (REPOSITORY / target).exists()] == []
