"""Every page opens from disk, alone: quiet, complete, and on a small screen, too."""

from __future__ import annotations


def test_nothing_is_said_or_asked_for(opened, a_page):
    watched = opened(a_page)
    assert watched.events == []
    assert watched.page.title()
    assert watched.page.locator("h1").count() == 1


def test_nothing_is_wider_than_a_small_screen(opened, a_page):
    watched = opened(a_page, viewport={"width": 320, "height": 640})
    wide, seen = watched.width()
    assert wide <= seen, watched.page.evaluate(WIDEST)


WIDEST = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth)
    .slice(-3).map(one => one.outerHTML.slice(0, 200))"""
