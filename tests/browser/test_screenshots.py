"""Pictures of each page, to be looked at: both themes, and light as colour-blind people see it."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "build" / "screenshots"
SIGHT = {"light": "none", "dark": "none", "deuteranopia": "deuteranopia", "grey": "achromatopsia"}


@pytest.mark.parametrize("look", SIGHT)
def test_a_picture_is_taken(opened, a_page, look):
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{a_page.stem}-{look}.png"
    scheme = "dark" if look == "dark" else "light"
    page = opened(a_page, color_scheme=scheme, viewport={"width": 1100, "height": 900}).page
    sees = page.context.new_cdp_session(page)
    sees.send("Emulation.setEmulatedVisionDeficiency", {"type": SIGHT[look]})
    page.screenshot(path=path, full_page=True)
    assert path.stat().st_size > 10_000
