from __future__ import annotations

import io
import sys

from stancekit.cli.console import progress, use_utf8


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_bar_is_shown_on_a_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress("Scoring") as step:
        step(1, 2)
        step(2, 2)
    assert "Scoring" in sys.stderr.getvalue()
    assert "100%" in sys.stderr.getvalue()


def test_nothing_is_shown_elsewhere(capsys):
    with progress("Scoring") as step:
        step(1, 2)
    assert capsys.readouterr() == ("", "")


def test_streams_without_an_encoding_are_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    raw = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stderr", raw)
    use_utf8()
    assert raw.encoding == "utf-8"
