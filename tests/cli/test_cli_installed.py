"""The installed command, run as users run it: in a process of its own."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
from importlib.metadata import version

import pytest

UNICODE = "„Переговоры“ \U0001f54a é ß 和平"


def lines(output):
    return output.decode("utf-8").splitlines()


def test_without_arguments_it_shows_the_help_and_fails(shell):
    done = shell()
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Usage: stancekit" in done.stderr


def test_help_and_version(shell):
    assert b"Usage: stancekit" in shell("--help").stdout
    assert lines(shell("--version").stdout) == [f"stancekit {version('stancekit')}"]


def test_python_can_run_it_too():
    command = [sys.executable, "-m", "stancekit", "agree"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"see 'stancekit agree --help'" in done.stderr


def test_a_missing_file_is_one_line(shell):
    done = shell("evaluate", "nowhere.csv")
    assert done.returncode == 1
    (line,) = lines(done.stderr)
    assert line.startswith("stancekit: nowhere.csv: there is no such file")


def test_bad_input_is_one_line_for_each_problem(shell, write):
    bad = write([{"text": "Talk.", "label": "favor"}, {"text": " ", "label": ""}], "bad.csv")
    done = shell("train", bad, "-o", "model")
    assert done.returncode == 1
    empty, missing = (line for line in lines(done.stderr) if "row 2" in line)
    assert "column 'text': the text is empty" in empty
    assert "column 'label': the label is missing" in missing
    assert all(line.startswith("stancekit: ") for line in lines(done.stderr))


@pytest.mark.slow
def test_train_then_score_then_explain(shell, labelled, tmp_path):
    done = shell("train", labelled, "-o", "model", "--no-evaluation")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "model" / "manifest.json").is_file()
    done = shell("score", labelled, "--model", "model", "-o", "scored.csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout == b""
    assert len(list(csv.reader((tmp_path / "scored.csv").open(encoding="utf-8")))) == 41
    done = shell("explain", "We should talk to Minsk.", "--model", "model")
    assert done.returncode == 0, done.stderr
    assert "What speaks for 'favor':" in lines(done.stdout)


def test_utf8_in_and_out_whatever_the_locale(shell, model):
    source = f"text\n{UNICODE}\n".encode()
    done = shell("score", "-", "--model", model, stdin=source, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    scored = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"))))
    assert [row["text"] for row in scored] == [UNICODE]
    done = shell("explain", "--model", model, "-", stdin=UNICODE.encode())
    assert done.returncode == 0, done.stderr
    assert lines(done.stdout)[0] == UNICODE


def test_a_closed_pipe_ends_it_quietly(command, model, tmp_path):
    posts = tmp_path / "posts.txt"
    posts.write_text("We should talk to Minsk now.\n" * 5000)
    process = subprocess.Popen(
        [command, "score", str(posts), "--model", model],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.readline()
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 141


PRINTING = [
    "--help",
    "--version",
    "score --help",
    "completion bash",
    "check {labelled}",
    "agree {ratings} --json",
    "explain Talk. --model {model}",
    "evaluate {labelled} --folds 2 --repeats 1",
    "train {labelled} -o new --no-evaluation",
    "suggest {labelled} --no-model",
    "score {labelled} --model {model}",
    "convert {labelled} - --to doccano",
]


@pytest.fixture
def places(labelled, model, write):
    ratings = [
        {"id": number, "annotator": name, "label": "favor"} for number in "12" for name in "ab"
    ]
    return {"labelled": labelled, "model": model, "ratings": write(ratings, "ratings.csv")}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGPIPE")
@pytest.mark.parametrize("arguments", PRINTING)
def test_every_command_ends_as_a_shell_expects_where_nobody_reads(
    command, places, arguments, tmp_path
):
    unread, output = os.pipe()
    os.close(unread)
    line = [command, *arguments.format(**places).split()]
    with os.fdopen(output, "wb") as stdout:
        done = subprocess.run(
            line, stdout=stdout, stderr=subprocess.PIPE, cwd=tmp_path, timeout=120, check=False
        )
    assert done.returncode == 141
    assert b"Traceback" not in done.stderr
    assert b"stancekit: " not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize("arguments", PRINTING)
def test_no_command_succeeds_where_its_output_is_closed(command, places, arguments, tmp_path):
    line = f"'{command}' {arguments.format(**places)} >&-"
    done = subprocess.run(
        ["sh", "-c", line], capture_output=True, cwd=tmp_path, timeout=120, check=False
    )
    assert done.returncode == 2
    (said,) = lines(done.stderr)
    assert said.startswith("stancekit: standard output is closed; ")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_file_can_be_written_where_standard_output_is_closed(command, places, tmp_path):
    line = f"'{command}' score {places['labelled']} --model {places['model']} -o scored.csv >&-"
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, timeout=120, check=False)
    assert done.returncode == 0
    assert len((tmp_path / "scored.csv").read_text(encoding="utf-8").splitlines()) == 41


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("score - <&-", "standard input: it is closed; name a file"),
        ("explain - <&-", "standard input: it is closed; name a file"),
        (
            "score - 0>/dev/null",
            "standard input: cannot be read (Bad file descriptor); name a file",
        ),
        ("score - >&-", "standard output is closed; add -o with a file; see 'stancekit score"),
    ],
)
def test_a_stream_that_cannot_be_used_is_one_line(command, model, arguments, message):
    line = f"'{command}' {arguments} --model '{model}'"
    done = subprocess.run(["sh", "-c", line], capture_output=True, timeout=60, check=False)
    assert done.returncode in (1, 2)
    (said,) = lines(done.stderr)
    assert said.startswith(f"stancekit: {message}")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for other processes")
def test_an_interrupt_ends_it_quietly(command, model):
    process = subprocess.Popen(
        [command, "explain", "--model", model, "--json", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdin.write(b"We should talk.\n")
    process.stdin.flush()
    assert b"We should talk." in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == b""


def test_the_traceback_comes_only_on_request(shell):
    assert b"Traceback" not in shell("score", "x.csv", "--model", "nowhere").stderr
    done = shell("score", "x.csv", "--model", "nowhere", STANCEKIT_DEBUG="1")
    assert b"Traceback (most recent call last)" in done.stderr
    assert done.returncode == 1


def test_a_shell_can_complete_it(shell):
    words = {"COMP_WORDS": "stancekit sc", "COMP_CWORD": "1"}
    done = shell(_STANCEKIT_COMPLETE="bash_complete", **words)
    assert lines(done.stdout) == ["plain,score"]
