import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.exceptions import InputTypeError
from stancekit.progress import Progress, track, watched_by


class Recorder:
    def __init__(self):
        self.heard = []

    def begun(self, work):
        self.heard.append(("begun", work.what, work.done))

    def ended(self, work):
        self.heard.append(("ended", work.what, work.done))


@given(st.lists(st.integers()))
def test_tracking_changes_no_item_and_counts_each(items):
    recorder = Recorder()
    with watched_by(recorder):
        assert list(track(items, "numbers")) == items
    assert recorder.heard == [("begun", "numbers", 0), ("ended", "numbers", len(items))]


def test_nobody_is_told_unless_somebody_watches(capsys):
    assert list(track(range(3), "numbers")) == [0, 1, 2]
    assert capsys.readouterr() == ("", "")
    recorder = Recorder()
    with watched_by(recorder):
        pass
    list(track(range(3), "numbers"))
    assert recorder.heard == []


def test_work_that_is_given_up_has_ended():
    recorder = Recorder()
    with watched_by(recorder), pytest.raises(ValueError, match="no number"), Progress("sum"):
        raise ValueError("no number")
    assert recorder.heard == [("begun", "sum", 0), ("ended", "sum", 0)]


def test_the_number_of_items_is_known_where_they_have_one():
    with Progress("some", 4) as work:
        work.advance(1)
        assert work.share == 0.25
    assert Progress("some").share is None
    assert Progress("nothing", 0).share is None
    assert Progress("file", unit="row", total_bytes=200, done_bytes=50, done=7).share == 0.25
    assert Progress("a file that grows", total_bytes=200, done_bytes=500).share == 1.0


def test_steps_are_counted_from_any_thread():
    recorder = Recorder()
    seen = []

    def steps(work):
        for _ in range(1000):
            work.advance()
        list(track([1], "work in a thread"))  # which tells nobody by itself
        seen.append(threading.get_ident())

    with watched_by(recorder), Progress("steps", 8000) as work, ThreadPoolExecutor(8) as pool:
        list(pool.map(steps, [work] * 8))
    assert recorder.heard == [("begun", "steps", 0), ("ended", "steps", 8000)]


def test_whoever_asks_is_told_after_every_step():
    calls = []
    with Progress("fits", 2, report=lambda *call: calls.append(call)) as work:
        assert work.after("model") == "model"
        work.advance()
    assert calls == [(1, 2), (2, 2)]
    with pytest.raises(InputTypeError, match=r"progress: expected a function of \(done, total\)"):
        Progress("fits", 2, report="yes")
