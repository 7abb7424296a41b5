"""What is installed, for a report of a problem."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from stancekit.text import kernel

__all__ = ["show_versions"]

_PACKAGES = (
    "stancekit",
    "numpy",
    "scipy",
    "scikit-learn",
    "pandas",
    "joblib",
    "Jinja2",
    "matplotlib",
    "safetensors",
    "polars",
    "pyarrow",
    "PyYAML",
    "onnxruntime",
    "sentence-transformers",
)


def show_versions() -> None:
    """Print the versions of Python and of the packages that matter, and which kernel reads texts.

    Examples
    --------
    >>> import stancekit
    >>> stancekit.show_versions()
    Python...
    text kernel...
    stancekit...
    """
    found = {
        "Python": sys.version.split()[0],
        "platform": platform.platform(),
        "text kernel": kernel.description(),
        **{package: _version(package) for package in _PACKAGES},
    }
    width = max(map(len, found))
    print("\n".join(f"{name:<{width}}  {value}" for name, value in found.items()))  # noqa: T201


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
