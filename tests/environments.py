"""What tests do differently where packages are older, or not installed."""

import inspect
import re
from importlib.machinery import PathFinder
from importlib.metadata import version

import pytest
from click.testing import CliRunner
from sklearn.utils.class_weight import compute_class_weight

CLICK = tuple(int(part) for part in version("click").split(".")[:2])

OPTIONAL = [
    "matplotlib",
    "onnxruntime",
    "openpyxl",
    "polars",
    "pyarrow",
    "pyreadstat",
    "tokenizers",
    "yaml",
]

needs_weighted_balance = pytest.mark.skipif(
    "sample_weight" not in inspect.signature(compute_class_weight).parameters,
    reason="this scikit-learn balances labels without a look at the weights of statements",
)


def command_runner():
    """Return what runs commands in this process and keeps their two outputs apart."""
    return CliRunner() if CLICK >= (8, 2) else CliRunner(mix_stderr=False)


def skip_without(message):
    """Skip the test if a message names a package that is not installed here, hidden or not."""
    found = re.search(r"needs (\w+), which is not installed", message)
    if found and found[1] in OPTIONAL and PathFinder.find_spec(found[1]) is None:
        pytest.skip(f"{found[1]} is not installed")
