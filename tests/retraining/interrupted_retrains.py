"""Interrupt retraining at random moments and look at what is left; writes what it saw as JSON.

Run by `test_retraining_interrupted.py` in a process of its own, which forks one for each attempt.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path

from stancekit import load_model, retrain
from stancekit.cli.failures import stopped_cleanly
from stancekit.exceptions import ModelFormatError

SIGNALS = [signal.SIGKILL, signal.SIGTERM, signal.SIGINT]


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def run(model, new):
    retrain(model, new, require="nothing", folds=2, repeats=1)


def attempt(model, new):
    """Start a retraining in a process of its own and return its id."""
    child = os.fork()
    if child:
        return child
    code = 3
    try:
        with stopped_cleanly():
            run(model, new)
        code = 0
    except KeyboardInterrupt:
        code = 130
    except SystemExit as stopped:
        code = stopped.code
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def wait(child, model, moment, *, writing):
    """Wait for a moment, or for one after the new folder began to be written."""
    start = time.perf_counter()
    before = set(os.listdir(model))
    while time.perf_counter() - start < (30 if writing else moment):
        if writing and set(os.listdir(model)) - before:
            time.sleep(random.random() * 0.001)
            return
        time.sleep(0.0001)


def judge(model, old, complete, number, before):
    """Return what a clean end left behind, after making sure that nothing is spoiled."""
    assert files(model) == old, "the old model was touched"
    version = model / "v0002"
    if version.exists():
        assert files(version) == complete, "a version is not complete"
        shutil.rmtree(version)
    left = set(os.listdir(model)) - set(old) - before
    if number != signal.SIGKILL:
        return sorted(f"{name} after {number.name}" for name in left)
    for name in left:
        assert name.startswith("."), f"{name} can be taken for a model"
        try:
            load_model(model / name)
        except ModelFormatError:
            continue
        raise AssertionError(f"{name} loads as a model")
    return []


def main(model, new, attempts):
    random.seed(0)
    old = files(model)
    run(model, new)
    shutil.rmtree(model / "v0002")
    started = time.perf_counter()  # without the imports of the first run
    run(model, new)
    seconds = time.perf_counter() - started
    complete = files(model / "v0002")
    shutil.rmtree(model / "v0002")
    seen = {"interrupted": 0, "while writing": 0, "left": []}
    for count in range(attempts):
        number, writing = SIGNALS[count % 3], count % 2 == 0
        before = set(os.listdir(model))
        child = attempt(model, new)
        wait(child, model, random.random() * seconds, writing=writing)
        os.kill(child, number)
        _, status = os.waitpid(child, 0)
        stopped = os.WIFSIGNALED(status) or os.WEXITSTATUS(status) in (130, 143)
        assert stopped or os.WEXITSTATUS(status) == 0, f"ended with {status}"
        seen["interrupted"] += stopped
        seen["while writing"] += stopped and writing
        seen["left"] += judge(model, old, complete, number, before)
    for left in set(os.listdir(model)) - set(old):
        os.utime(model / left, (0, 0))
    run(model, new)
    seen["left"] += sorted(set(os.listdir(model)) - {*old, "v0002"})
    assert files(model / "v0002") == complete, "the next run gives another model"
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
