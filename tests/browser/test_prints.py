"""Every page prints: black on white whatever the theme, and nothing is cut off."""

from __future__ import annotations

import re

import pytest

WIDTH = 718  # of an A4 page within margins of 1 cm, in CSS pixels

# Where a box ends before what stands in it, or the paper does; but not what is hidden on purpose.
CUT = """() => [...document.querySelectorAll("body *:not(.hidden, .hidden *)")].filter(one => {
    const style = getComputedStyle(one);
    const hides = style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
    return hides || one.getBoundingClientRect().right > innerWidth + 1;
}).map(one => one.outerHTML.slice(0, 200))"""

COLOURS = """() => [getComputedStyle(document.body)]
    .flatMap(style => [style.color, style.backgroundColor])"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_prints_whole_and_on_white_paper(opened, a_page, scheme):
    watched = opened(a_page, color_scheme=scheme, viewport={"width": WIDTH, "height": 1000})
    watched.page.emulate_media(media="print")
    assert watched.page.evaluate(CUT) == []
    ink, paper = map(brightness, watched.page.evaluate(COLOURS))
    assert ink < 64
    assert paper > 250
    pdf = watched.page.pdf(format="A4", margin=dict.fromkeys(("left", "right"), "1cm"))
    assert re.search(rb"/Type */Page\b", pdf)
    assert watched.events == []


def brightness(colour):
    """Return how bright a CSS colour is, from 0 to 255; what can be seen through is paper."""
    red, green, blue, *alpha = map(float, re.findall(r"[\d.]+", colour))
    return 255 if alpha == [0] else 0.299 * red + 0.587 * green + 0.114 * blue
