"""Texts of strangers do nothing: they are read, searched and sorted, and that is all."""

from __future__ import annotations

from typing import get_args

import pytest
from browser.hostile_pages import WORD, blocks, filled
from browser.hostile_texts import HOSTILE

from stancekit.blocks import Block
from stancekit.report.html_layout import as_page
from stancekit.report.legible import legible

# All elements with the names of their attributes; a command in a sentence may be set as code.
SKELETON = """() => [...document.querySelectorAll("*:not(code)")].map(one =>
    [one.tagName, ...[...one.attributes].map(of => of.name).sort()].join(" ")).sort()"""

ACTIVE = (
    "script:not([type='application/json']):not(:last-of-type), iframe, object, embed, img, link, "
    "base, form, video, audio, math, foreignObject"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


def page_of(folder, texts, name="page.html"):
    path = folder / name
    path.write_text(as_page(texts[0], filled(blocks(), texts)), encoding="utf-8", newline="\n")
    return path


def test_a_block_of_each_kind_is_tried():
    tried = {type(block) for block in blocks()[0].blocks} | {type(blocks()[0])}
    assert tried == set(get_args(Block))


def test_there_are_enough_hostile_texts():
    assert len(set(HOSTILE)) >= 100


@pytest.mark.parametrize("start", range(0, len(HOSTILE), 35))
def test_texts_stay_texts(opened, folder, start):
    texts = HOSTILE[start : start + 35]
    words = [f"{WORD} {number}" for number in range(len(texts))]
    plain = opened(page_of(folder, words, "plain.html"))
    watched = opened(page_of(folder, texts))
    assert watched.events == []
    assert watched.page.evaluate(SKELETON) == plain.page.evaluate(SKELETON)
    assert watched.page.locator(ACTIVE).count() == 0
    said = watched.page.evaluate("document.documentElement.textContent")
    for text in texts:
        assert legible(text).replace("\r", "\n") in said


def test_texts_do_nothing_where_they_are_used(opened, folder):
    watched = opened(page_of(folder, HOSTILE))
    page = watched.page
    search = page.get_by_label("Search")
    for text in HOSTILE:
        search.fill(legible(text))
    search.fill("")
    for button in page.locator(".records button:enabled").all():
        button.click()
    label = page.locator(".records select")
    for option in label.locator("option").all():
        label.select_option(option.get_attribute("value"))
    for sentence in page.locator(".sentence").all():
        sentence.focus()
        sentence.hover()
    for link in page.locator("main a").all():
        link.click()
    assert [event for event in watched.events if not event.startswith("request: file://")] == []
    assert page.url.split("#")[0].endswith("/page.html")
