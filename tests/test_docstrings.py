"""Docstrings say what the signatures say, and every public name has an example."""

import importlib
import inspect
import pkgutil
import re

import pytest

import stancekit


def module_names():
    yield "stancekit"
    for module in pkgutil.walk_packages(stancekit.__path__, "stancekit."):
        yield module.name


def documented_things():
    """Return everything that a module's ``__all__`` names and the methods of its classes."""
    found = {}
    for module_name in module_names():
        module = importlib.import_module(module_name)
        for name in getattr(module, "__all__", []):
            value = getattr(module, name)
            home = getattr(value, "__module__", None)
            if not (inspect.isclass(value) or inspect.isfunction(value)) or home != module_name:
                continue
            found[f"{module_name}.{name}"] = value
            if inspect.isclass(value):
                for method, function in vars(value).items():
                    if inspect.isfunction(function) and not method.startswith("_"):
                        found[f"{module_name}.{name}.{method}"] = function
    return found


THINGS = documented_things()
PUBLIC = [name for name in stancekit.__all__ if name != "__version__"]


def section(docstring, title):
    """Return the body of a numpydoc section, empty if there is none."""
    pattern = rf"^{title}\n-{{{len(title)}}}\n(.*?)(?=^\S[^\n]*\n---|\Z)"
    found = re.search(pattern, docstring, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def documented_parameters(docstring):
    lines = re.findall(r"^(\*{0,2}\w[\w, *]*?)(?: :.*)?$", section(docstring, "Parameters"), re.M)
    return [name.strip("* ") for line in lines for name in line.split(",")]


def parameters_of(thing):
    return [
        parameter.name
        for parameter in inspect.signature(thing).parameters.values()
        if parameter.name != "self"
    ]


@pytest.mark.parametrize("name", list(module_names()))
def test_every_module_says_what_it_is_for(name):
    docstring = importlib.import_module(name).__doc__
    assert docstring
    assert docstring.splitlines()[0].endswith(".") or "\n" in docstring.strip()


@pytest.mark.parametrize("thing", THINGS.values(), ids=THINGS)
def test_everything_named_in_a_module_is_documented(thing):
    docstring = inspect.getdoc(thing)
    assert docstring
    assert re.match(r"[A-Z`].*[.;:]", docstring.splitlines()[0] + "."), "starts with a sentence"


@pytest.mark.parametrize("thing", THINGS.values(), ids=THINGS)
def test_documented_parameters_are_those_of_the_signature(thing):
    documented = documented_parameters(inspect.getdoc(thing))
    if documented:
        assert documented == parameters_of(thing)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_has_a_full_docstring_and_an_example(name):
    value = getattr(stancekit, name)
    docstring = inspect.getdoc(value)
    assert documented_parameters(docstring) == parameters_of(value)
    assert ">>> " in section(docstring, "Examples")
    if inspect.isfunction(value):
        assert (
            section(docstring, "Returns")
            or section(docstring, "Yields")
            or not parameters_of(value)
        )


@pytest.mark.parametrize("name", PUBLIC)
def test_documented_errors_are_errors(name):
    raised = section(inspect.getdoc(getattr(stancekit, name)), "Raises")
    builtin = {"FileNotFoundError", "FileExistsError", "OSError"}
    for line in re.findall(r"^(\w[\w, ]*)$", raised, re.MULTILINE):
        for error in line.split(", "):
            assert error in builtin or hasattr(stancekit.exceptions, error)
