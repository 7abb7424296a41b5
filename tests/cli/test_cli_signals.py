"""SIGTERM, as Slurm, systemd and timeout send it, ends every command as cleanly as Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import threading

import pytest

from stancekit.cli.failures import stopped_cleanly

COMMANDS = {
    "score": ["score", "-", "-o", "out.csv"],
    "convert": ["convert", "-", "out.json", "--to", "label-studio"],
    "agree": ["agree", "-", "--merged", "out.csv"],
    "check": ["check", "-"],
    "train": ["train", "-", "-o", "model"],
    "evaluate": ["evaluate", "-"],
    "suggest": ["suggest", "-", "-o", "out.csv"],
}
ROW = b"We talk,favor\n"
MORE_THAN_A_PIPE_HOLDS = 1 << 20


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_is_stopped_leaves_nothing(name, command, tmp_path):
    """It is stopped while it reads: once the pipe took the rows, it has begun to."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([command, *COMMANDS[name]], cwd=tmp_path, **pipes) as process:
        process.stdin.write(b"text,label\n" + ROW * (MORE_THAN_A_PIPE_HOLDS // len(ROW)))
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=120)
    assert process.returncode == 128 + signal.SIGTERM
    assert b"Traceback" not in told
    assert b"unexpected" not in told
    assert os.listdir(tmp_path) == []


def test_who_has_decided_what_the_signal_does_goes_on_to():
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with stopped_cleanly():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_in_another_thread_signals_stay_as_they_are():
    seen = []

    def look():
        with stopped_cleanly():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGTERM)]
