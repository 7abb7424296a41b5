"""Interrupt retraining at random moments and look at what is left; writes what it saw as JSON.

Run by `test_labelling_interrupted.py` in a process of its own, which forks one for each attempt.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from stancekit import load_model, retrain
from stancekit.cli.stopping import stopped_cleanly
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


def judge(model, old, complete, number):
    """Return the leftovers, after making sure that nothing is spoiled."""
    assert files(model) == old, "the old model was touched"
    version = model / "v0002"
    if version.exists():
        assert files(version) == complete, "a version is not complete"
        shutil.rmtree(version)
    left = {path.name for path in model.iterdir()} - set(old)
    if number != signal.SIGKILL:
        return {(name, number.name, *map(str, (model / name).rglob("*"))) for name in left}
    for name in left:
        assert name.startswith("."), f"{name} can be taken for a model"
        try:
            load_model(model / name)
        except ModelFormatError:
            continue
        raise AssertionError(f"{name} loads as a model")
    return set()


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
    swept = set()
    for count in range(attempts):
        number, writing = SIGNALS[count % 3], count % 2 == 0
        child = attempt(model, new)
        wait(child, model, random.random() * seconds, writing=writing)
        os.kill(child, number)
        _, status = os.waitpid(child, 0)
        stopped = os.WIFSIGNALED(status) or os.WEXITSTATUS(status) in (130, 143)
        assert stopped or os.WEXITSTATUS(status) == 0, f"ended with {status}"
        seen["interrupted"] += stopped
        seen["while writing"] += stopped and writing
        left = [found for found in judge(model, old, complete, number) if found[0] not in swept]
        seen["left"] += sorted(left)
        swept |= {path.name for path in model.iterdir()} - set(old)
    run(model, new)
    assert files(model / "v0002") == complete, "the next run gives another model"
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
