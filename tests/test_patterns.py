"""No pattern of the package can be made to run for long: its steps grow as the text does."""

import ast
import importlib
import pkgutil
import re
from itertools import product
from pathlib import Path

import pytest
from regex_steps import Matcher, TooManyStepsError, pieces

import stancekit
from stancekit.data.structured import _STRING

SOURCES = Path(stancekit.__file__).parent
GUARDED = {  # given only some texts, by what is named
    ("article.sentences", r"[\w.’'&-]*$"),  # _REACH
    ("data.structured", _STRING),  # _is_numpy_list
    ("report.text_marks", r"\s*+\S+"),  # rstrip
}


def functions_of(pattern, name, source):
    """Yield how a pattern is used: the name of a bound method, or of calls in the source."""
    used = set(re.findall(rf"\b{re.escape(name)}\.(\w+)\(", source))
    yield from used & {"match", "fullmatch", "search", "finditer"}
    if used & {"sub", "split", "findall"} or not used:
        yield "finditer"


def patterns():
    """Return every pattern that a module holds, with its module and how it is used."""
    found = {}
    for module in pkgutil.walk_packages(stancekit.__path__, "stancekit."):
        if "_kernel" in module.name or module.name.rpartition(".")[2].startswith("__main"):
            continue
        held = vars(importlib.import_module(module.name))
        source = (
            Path(held["__file__"]).read_text(encoding="utf-8")
            if held["__file__"].endswith("py")
            else ""
        )
        room = module.name.removeprefix("stancekit.")
        for name, value in held.items():
            for each in value.values() if isinstance(value, dict) else [value]:
                if isinstance(each, re.Pattern):
                    for how in functions_of(each, name, source):
                        found[each.pattern, how] = (room, each)
                elif isinstance(getattr(each, "__self__", None), re.Pattern):
                    how = {"sub": "finditer", "findall": "finditer"}.get(
                        each.__name__, each.__name__
                    )
                    found[each.__self__.pattern, how] = (room, each.__self__)
        found |= {key: (room, each) for key, each in inline(source)}
    return [(room, each, how) for (_, how), (room, each) in found.items()]


def inline(source):
    """Yield the patterns that calls of `re` are given as they stand."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(ast.Attribute(ast.Name("re"), function), [ast.Constant(str(text)), *_]):
                if function != "compile":
                    how = {"sub": "finditer", "split": "finditer", "findall": "finditer"}
                    yield (text, how.get(function, function)), re.compile(text)


def hostile(tree, n):
    """Yield texts that repeat what a pattern looks for, and end or begin otherwise."""
    found = list(dict.fromkeys(piece for piece in pieces(tree) if piece))[:8]
    for pump in [*found, *map("".join, product(found[:3], repeat=2))]:
        for before, after in product(["", *found[:1]], [" \x01", "a", ""]):
            yield before + pump * (n // len(pump)) + after


def growth(matcher, how):
    """Return the worst growth of steps when texts get four times as long, and such a text."""
    worst, text = 0.0, ""
    for short, long in zip(hostile(matcher.tree, 30), hostile(matcher.tree, 120), strict=True):
        try:
            ratio = matcher.steps(long, how) / (matcher.steps(short, how) + 50)
        except (TooManyStepsError, RecursionError):
            ratio = float("inf")
        if ratio > worst:
            worst, text = ratio, short
    return worst, text


ALL = patterns()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("room", "pattern", "how"),
    ALL,
    ids=[f"{room}-{how}-{n}" for n, (room, _, how) in enumerate(ALL)],
)
def test_steps_grow_as_the_text_does(room, pattern, how):
    if (room, pattern.pattern) in GUARDED:
        pytest.skip("given only texts in which it cannot")
    worst, text = growth(Matcher(pattern), how)
    assert worst < 9, (pattern.pattern, text)


@pytest.mark.parametrize(
    ("pattern", "how"),
    [(r"(?:a+)+b", "match"), (r"\s*\S+", "finditer"), (r"\W+$", "search"), (r"a*a*b", "match")],
)
def test_patterns_that_blow_up_are_seen(pattern, how):
    assert growth(Matcher(re.compile(pattern)), how)[0] >= 9


def test_the_patterns_of_the_package_are_found():
    assert len(ALL) > 50
