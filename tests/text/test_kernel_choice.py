"""Which kernel is used, who says so, and that a model judges alike by either."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

PREDICT = """
import json, logging, sys
logging.basicConfig(level=logging.INFO)
import stancekit
from stancekit.text import kernel
texts = ["We must talk to Moscow.", "\\u0130 stra\\u00dfe", "", "Never \\ud800!"]
model = stancekit.load_model()
shown = kernel.description(), kernel.active().__name__, model.predict_proba(texts).tolist()
print(json.dumps(shown))
"""

WITHOUT_COMPILED_MODULES = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("stancekit.text._"):
            raise ImportError(f"no {name} here")
sys.meta_path.insert(0, Blocker())
"""

ELSEWHERE = "import numpy, sys; sys.{} = {!r}\n"


def run(before="", **variables):
    """Predict in a process of its own; return description, module, probabilities, and the log."""
    environment = {name: v for name, v in os.environ.items() if name != "STANCEKIT_KERNEL"}
    done = subprocess.run(
        [sys.executable, "-c", before + PREDICT],
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return *json.loads(done.stdout), done.stderr


@pytest.fixture(scope="module")
def by_compiled():
    pytest.importorskip("stancekit.text.compiled_kernel", exc_type=ImportError)
    return run()


def test_the_compiled_kernel_is_used_where_it_was_built(by_compiled):
    description, name, _, log = by_compiled
    assert (description, name) == ("compiled", "stancekit.text.compiled_kernel")
    assert log.splitlines() == ["INFO:stancekit:text kernel: compiled"]


@pytest.mark.parametrize(
    ("before", "variables", "why"),
    [
        ("", {"STANCEKIT_KERNEL": "python"}, "as STANCEKIT_KERNEL says"),
        (WITHOUT_COMPILED_MODULES, {}, "is missing (no stancekit.text._counting here)"),
        (ELSEWHERE.format("byteorder", "big"), {}, "the compiled one is for 64 bits"),
        (ELSEWHERE.format("maxsize", 2**31 - 1), {}, "the compiled one is for 64 bits"),
    ],
    ids=["switched off", "not built", "big-endian", "32 bits"],
)
def test_plain_python_judges_alike_and_is_named(by_compiled, before, variables, why):
    description, name, probabilities, log = run(before, **variables)
    assert name == "stancekit.text.python_kernel"
    assert description.startswith("plain Python, ")
    assert why in description
    assert f"text kernel: {description}" in log
    np.testing.assert_allclose(probabilities, by_compiled[2], rtol=0, atol=1e-12)
