"""Imports point down only, and never in a circle."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import stancekit

ROOT = Path(stancekit.__file__).parent
FLOORS = {
    "exceptions": 0,
    "blocks": 0,
    "labels": 0,
    "progress": 0,
    "_optional": 0,
    "_bundled": 0,
    "article": 1,
    "encoders": 1,
    "text": 1,
    "measure": 1,
    "report": 1,
    "data": 2,
    "model": 3,
    "versions": 3,
    "training": 4,
    "evaluation": 5,
    "analysis": 6,
    "annotators": 6,
    "checks": 6,
    "conversion": 6,
    "recalibration": 6,
    "retraining": 6,
    "scoring": 6,
    "spark": 6,
    "suggestion": 6,
    "saving": 7,
    "cli": 8,
    "__init__": 8,
    "results": 8,
    "__main__": 9,
}
# On one floor, the ground floor alone: what is there has no part of its own to hide.
KNOWN_NEIGHBOURS = {
    ("labels", "exceptions"),
    ("_optional", "exceptions"),
    ("progress", "exceptions"),
}


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, ast.parse(path.read_text(encoding="utf-8"))


MODULES = dict(modules())


def part_of(module):
    """Return the part that a module belongs to: the name below `stancekit`."""
    return module.split(".")[1] if "." in module else "__init__"


def resolve(name):
    """Return the module that a dotted name is or comes from, None outside of stancekit."""
    while name:
        if name in MODULES:
            return name
        name = name.rpartition(".")[0]
    return None


def imports_of(nodes):
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from filter(None, map(resolve, names))


def edges():
    """Yield pairs (importer, imported), those inside functions and for type checkers, too."""
    for name, tree in MODULES.items():
        found = set(imports_of(ast.walk(tree)))
        yield from ((name, imported) for imported in sorted(found) if imported != name)


def test_every_part_has_a_floor():
    assert {part_of(name) for name in MODULES} == set(FLOORS)


def points_down(importer, imported):
    """Return whether an import stays in its part, or goes to a lower floor or a known neighbour."""
    above, below = part_of(importer), part_of(imported)
    return above == below or (above, below) in KNOWN_NEIGHBOURS or FLOORS[above] > FLOORS[below]


def test_imports_point_down():
    assert not [f"{a} -> {b}" for a, b in edges() if not points_down(a, b)]


def test_modules_do_not_import_each_other_in_a_circle():
    graph = {name: set() for name in MODULES}
    for name, imported in edges():
        # A package imports its modules so that others need not name them.
        if imported != name.rpartition(".")[0]:
            graph[name].add(imported)
    list(TopologicalSorter(graph).static_order())  # raises CycleError


@pytest.mark.parametrize("folder", ["datasets", "models"])
def test_data_folders_hold_no_python(folder):
    from stancekit._bundled import bundled_folder

    assert not list(bundled_folder(folder).rglob("*.py"))
