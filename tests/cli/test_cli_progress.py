from __future__ import annotations

import io
import os
import re
import sys

import pytest

from stancekit.cli.console import say
from stancekit.cli.progress import Display, _displays, progress_shown, sentence
from stancekit.progress import Progress, track


@pytest.fixture(autouse=True)
def slow_machine():
    """Let be shown what is shown."""


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_work_of_less_than_five_seconds_needs_no_word(clock):
    stream = io.StringIO()
    shown = Display(stream, clock)
    work = Progress("scoring", 10, "row")
    shown.begun(work)
    clock.now += 4.9
    shown.tick()
    assert stream.getvalue() == ""
    clock.now += 0.1
    shown.tick()
    assert stream.getvalue() == "Scoring: 0 of 10 rows in 5 s\n"
    shown.close()


def test_whole_lines_come_at_most_every_ten_seconds_whatever_the_work(clock):
    stream = io.StringIO()
    shown = Display(stream, clock)
    for number in range(60):
        work = Progress(f"part {number}", 10)
        shown.begun(work)
        clock.now += 1
        shown.tick()
        shown.ended(work)
    shown.close()
    lines = stream.getvalue().splitlines()
    assert [line.split(":")[0] for line in lines] == [f"Part {n}" for n in (4, 14, 24, 34, 44, 54)]


def test_on_a_terminal_one_line_changes_and_is_gone_in_the_end(clock):
    stream = Terminal()
    shown = Display(stream, clock)
    work = Progress("a long name of work", 10)
    shown.begun(work)
    for done in (0, 5, 10):
        work.done = done
        clock.now += 6
        shown.tick()
    shown.ended(work)
    shown.close()
    *states, nothing, end = stream.getvalue().split("\r")[1:]
    assert len(states) == 3
    assert "5 of 10 steps in 12 s" in states[1]
    assert nothing.strip() == end == ""
    assert len(nothing) >= max(map(len, states))


def test_of_work_within_work_the_outermost_is_shown_whose_end_is_known(clock):
    stream = io.StringIO()
    shown = Display(stream, clock)
    works = [Progress("all"), Progress("outer", 3), Progress("inner", 5), Progress("innermost")]
    for work in works:
        shown.begun(work)
    for work in (works[1], works[2], works[3], works[0]):
        clock.now += 10
        shown.tick()
        shown.ended(work)
    shown.close()
    said = [line.partition(":")[0] for line in stream.getvalue().splitlines()]
    assert said == ["Outer", "Inner", "Innermost", "All"]


def test_a_command_that_says_nothing_of_its_work_works(run, write, rows, monkeypatch):
    monkeypatch.setattr("stancekit.cli.progress._AFTER", 0.0)
    monkeypatch.setattr("stancekit.cli.progress._ON_TERMINAL", 0.001)
    monkeypatch.setattr("stancekit.cli.progress._ELSEWHERE", 0.0)
    assert "Working: 0 s\n" in run("check", write(rows), "--fast").stderr


def test_a_forked_process_shows_nothing(clock, monkeypatch):
    stream = io.StringIO()
    shown = Display(stream, clock)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    work = Progress("work of a child", 3)
    shown.begun(work)
    clock.now += 60
    shown.tick()
    shown.ended(work)
    assert stream.getvalue() == ""


@pytest.mark.parametrize("done", [0, 1, 2])
@pytest.mark.parametrize("total", [None, 1, 2])
def test_counts_are_singular_or_plural(done, total):
    said = sentence(Progress("work", total, "fit", done=done), 100.0)
    for number, noun in re.findall(r"([\d,]+) (fits?)\b", said):
        assert (noun == "fit") == (number == "1"), said


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(9.6, "10 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (7260, "2 h 1 min")],
)
def test_times_are_said_in_two_units(seconds, words):
    assert sentence(Progress("work"), seconds) == f"Work: {words}"


def test_talk_and_progress_do_not_mix(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr("stancekit.cli.progress._AFTER", 0.0)
    with progress_shown():
        for _ in track(range(2), "work"):
            _displays[-1].tick()
            say("Something to know.")
    lines = sys.stderr.getvalue().split("\n")
    assert lines[-1].strip("\r ") == ""
    assert all(re.fullmatch(r"(\r.*\r *\r)?Something to know\.", line) for line in lines[:2])


def test_nothing_is_shown_where_standard_error_is_closed(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    with progress_shown():
        assert list(track("ab", "letters")) == ["a", "b"]


def test_a_command_shows_progress_on_standard_error_only(run, labelled, monkeypatch):
    monkeypatch.setattr("stancekit.cli.progress._AFTER", 0.0)
    monkeypatch.setattr("stancekit.cli.progress._ON_TERMINAL", 0.001)
    monkeypatch.setattr("stancekit.cli.progress._ELSEWHERE", 0.0)
    quiet = run("evaluate", labelled, "--repeats", "1", "--json")
    assert re.search(r"Cross-validation: \d+ of \d+ fits in ", quiet.stderr)
    assert quiet.stdout.startswith("{")
    assert "Cross-validation" not in quiet.stdout
