"""Who imports whom in stancekit: read from the code, in every line of every module."""

import ast
from functools import cache
from pathlib import Path

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
"""The floor of each part; imports point down."""


@cache
def modules():
    """Return the syntax trees of all modules, by name."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def part_of(module):
    """Return the part that a module belongs to: the name below `stancekit`.

    >>> part_of("stancekit.data.files"), part_of("stancekit")
    ('data', '__init__')
    """
    return module.split(".")[1] if "." in module else "__init__"


def resolve(name):
    """Return the module that a dotted name is or comes from, None outside of stancekit."""
    while name:
        if name in modules():
            return name
        name = name.rpartition(".")[0]
    return None


def imports_of(nodes):
    """Yield the modules of stancekit that some syntax imports."""
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
    for name, tree in modules().items():
        found = set(imports_of(ast.walk(tree)))
        yield from ((name, imported) for imported in sorted(found) if imported != name)


def part_edges():
    """Return pairs of parts of which the first imports the second."""
    pairs = {(part_of(importer), part_of(imported)) for importer, imported in edges()}
    return {(above, below) for above, below in pairs if above != below}
