"""No network, and no write outside the places that are given, whatever is called."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

AUDITED = r"""
import os, sys
here = os.path.realpath(sys.argv[1])
os.chdir(here)
found = []

def is_outside(path):
    if not isinstance(path, (str, bytes, os.PathLike)):
        return False  # a descriptor
    place = os.path.realpath(os.fsdecode(path))
    return not place.startswith(here + os.sep) and place not in (here, os.devnull)

def audit(event, args):
    if event.startswith(("socket.", "urllib.", "ssl.", "os.system", "subprocess.", "os.exec")):
        found.append((event, repr(args)[:200]))
    elif event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        found.extend([(event, str(args[0]))] if is_outside(args[0]) else [])
    elif event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate"):
        found.extend((event, str(path)) for path in args[:1] if is_outside(path))

sys.addaudithook(audit)
import stancekit
from stancekit.cli import main

def run(*args):
    try:
        main(list(args))
    except SystemExit as end:
        assert end.code in (0, None), (args, end.code)

rows = [(f"{verb} Moscow about {i}", label) for i in range(25)
        for verb, label in (("Call", "favor"), ("Shun", "against"))]
with open("labelled.csv", "w") as stream:
    stream.write("text,label\n" + "".join(f"{text},{label}\n" for text, label in rows))
model = stancekit.load_model()
model.score([text for text, _ in rows])
model.explain("We must keep talking to Moscow.")
run("train", "labelled.csv", "-o", "model", "--no-evaluation")
run("score", "labelled.csv", "--model", "model", "-o", "scored.csv")
run("check", "labelled.csv")
run("suggest", "labelled.csv", "--model", "model", "-o", "next.csv")
run("convert", "labelled.csv", "tasks.json", "--to", "label-studio")
run("explain", "Call Moscow.", "--model", "model")
print(found)
"""


@pytest.mark.slow
def test_no_network_and_no_write_elsewhere_with_a_home_that_is_read_only(tmp_path):
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    home.chmod(0o500)
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    env["PYTHONPATH"] = str(Path(__file__).parents[1])
    command = [sys.executable, "-c", AUDITED, str(here)]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
    assert list(home.iterdir()) == []


def test_a_test_that_uses_the_network_fails():
    import socket

    with socket.socket() as one, pytest.raises(pytest.fail.Exception, match="uses the network"):
        one.connect(("192.0.2.1", 80))
    with pytest.raises(pytest.fail.Exception, match="uses the network"):
        socket.create_connection(("example.org", 80))
