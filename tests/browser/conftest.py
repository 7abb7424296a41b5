"""A real browser, and pages that it opens from disk under watch.

`make test-browser` sets up Debian's chromium, Playwright and axe-core, and runs this folder.
"""

from __future__ import annotations

import os

import pytest
from browser.pages import PAGES
from browser.watched import Watched

import stancekit

CHROMIUM = os.environ.get("CHROMIUM", "")
NO_NETWORK = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser():
    """Start the browser once; without it the tests of this folder are skipped."""
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip("needs a browser; 'make test-browser' sets it up, as root, and runs this")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_NETWORK)
        yield started
        started.close()


@pytest.fixture
def opened(browser):
    """Return a function that opens a file, and closes what it opened when the test ends."""
    contexts = []

    def open_file(path, **settings):
        contexts.append(browser.new_context(**settings))
        return Watched(contexts[-1].new_page(), path)

    yield open_file
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def pages(browser, tmp_path_factory):
    """Return a function that makes a page by its name, once."""
    folder = tmp_path_factory.mktemp("pages")

    def make(name):
        path = folder / f"{name}.html"
        if not path.exists():
            stancekit.save_report(PAGES[name](), path)
        return path

    return make


@pytest.fixture(params=PAGES)
def a_page(pages, request):
    """Return the file of each page in turn."""
    return pages(request.param)
