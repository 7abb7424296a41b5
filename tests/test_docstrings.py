"""Docstrings say what the signatures say, and every public name has an example."""

import dataclasses
import importlib
import inspect
import pkgutil
import re

import pytest

import stancekit
from stancekit import results

MODULES = [
    "stancekit",
    *(module.name for module in pkgutil.walk_packages(stancekit.__path__, "stancekit.")),
]
PUBLIC = [name for name in stancekit.__all__ if name != "__version__"]
BUILT_IN = {"FileNotFoundError", "FileExistsError", "OSError"}


def offered_by(module):
    """Yield all functions and classes that ``__all__`` names, with the methods of the classes."""
    for name in getattr(module, "__all__", []):
        value = getattr(module, name)
        if getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(value) or inspect.isfunction(value):
            yield name, value
        if inspect.isclass(value):
            for method, function in vars(value).items():
                if inspect.isfunction(function) and not method.startswith("_"):
                    yield f"{name}.{method}", function


def section(docstring, title):
    """Return the body of a numpydoc section, empty if there is none."""
    pattern = rf"^{title}\n-{{{len(title)}}}\n(.*?)(?=^\S[^\n]*\n---|\Z)"
    found = re.search(pattern, docstring, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def documented_names(docstring, title):
    lines = re.findall(r"^(\*{0,2}\w[\w, *]*?)(?: :.*)?$", section(docstring, title), re.M)
    return [name.strip("* ") for line in lines for name in line.split(",")]


def documented_parameters(docstring):
    return documented_names(docstring, "Parameters")


def parameters_of(thing):
    return [name for name in inspect.signature(thing).parameters if name != "self"]


def begins_with_a_sentence(docstring):
    return re.match(r"[\w`].*\.$", (docstring or "").partition("\n")[0])


def is_error(name):
    return name in BUILT_IN or hasattr(stancekit.exceptions, name)


def faults_of(thing):
    """Yield what the docstring of a function or class lacks, and what it says that is not so."""
    docstring = inspect.getdoc(thing)
    if not begins_with_a_sentence(docstring):
        yield "the first line is no sentence"
    documented = documented_parameters(docstring or "")
    if documented and documented != parameters_of(thing):
        yield f"documents {documented}, takes {parameters_of(thing)}"
    for line in re.findall(r"^(\w[\w, ]*)$", section(docstring or "", "Raises"), re.MULTILINE):
        yield from (f"raises {e}, no error" for e in line.split(", ") if not is_error(e))


@pytest.mark.parametrize("name", MODULES)
def test_a_module_and_all_that_it_offers_say_what_they_are_for(name):
    module = importlib.import_module(name)
    assert begins_with_a_sentence(module.__doc__)
    assert not [
        f"{thing}: {fault}" for thing, value in offered_by(module) for fault in faults_of(value)
    ]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_has_a_full_docstring_and_an_example(name):
    value = getattr(stancekit, name)
    docstring = inspect.getdoc(value)
    assert documented_parameters(docstring) == parameters_of(value)
    assert ">>> " in section(docstring, "Examples")
    if inspect.isfunction(value) and parameters_of(value):
        assert section(docstring, "Returns") or section(docstring, "Yields")


@pytest.mark.parametrize("name", results.__all__)
def test_a_result_class_has_an_example_and_says_what_each_field_is(name):
    value = getattr(results, name)
    docstring = inspect.getdoc(value)
    fields = {field.name for field in dataclasses.fields(value)}
    assert fields <= set(documented_names(docstring, "Attributes"))
    assert ">>> " in section(docstring, "Examples")
