"""axe-core finds nothing serious in any page, light or dark."""

from __future__ import annotations

import os

import pytest

AXE = os.environ.get("AXE")

GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(opened, a_page, scheme):
    watched = opened(a_page, color_scheme=scheme, bypass_csp=True)
    watched.page.add_script_tag(path=AXE)
    found = watched.page.evaluate("axe.run({resultTypes: ['violations']})")
    assert found["passes"]
    assert not list(map(told, (fault for fault in found["violations"] if is_grave(fault))))


def is_grave(fault):
    return fault["impact"] in GRAVE


def told(fault):
    """Return a fault in a line: the rule, what it says, and the first places."""
    places = [node["html"] for node in fault["nodes"][:3]]
    return f"{fault['id']}: {fault['help']}: {places}"
