"""Imports point down only, and never in a circle."""

from graphlib import TopologicalSorter

import pytest
from import_graph import FLOORS, edges, modules, part_of

# On one floor, the ground floor alone: what is there has no part of its own to hide.
KNOWN_NEIGHBOURS = {
    ("labels", "exceptions"),
    ("_optional", "exceptions"),
    ("progress", "exceptions"),
}


def test_every_part_has_a_floor():
    assert {part_of(name) for name in modules()} == set(FLOORS)


def points_down(importer, imported):
    """Return whether an import stays in its part, or goes to a lower floor or a known neighbour."""
    above, below = part_of(importer), part_of(imported)
    return above == below or (above, below) in KNOWN_NEIGHBOURS or FLOORS[above] > FLOORS[below]


def test_imports_point_down():
    assert not [f"{a} -> {b}" for a, b in edges() if not points_down(a, b)]


def test_modules_do_not_import_each_other_in_a_circle():
    graph = {name: set() for name in modules()}
    for name, imported in edges():
        # A package imports its modules so that others need not name them.
        if imported != name.rpartition(".")[0]:
            graph[name].add(imported)
    list(TopologicalSorter(graph).static_order())  # raises CycleError


@pytest.mark.parametrize("folder", ["datasets", "models"])
def test_data_folders_hold_no_python(folder):
    from stancekit._bundled import bundled_folder

    assert not list(bundled_folder(folder).rglob("*.py"))
