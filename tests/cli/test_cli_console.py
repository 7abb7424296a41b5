from __future__ import annotations

import io
import sys

from stancekit.cli.console import use_utf8


def test_streams_without_an_encoding_are_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    raw = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stderr", raw)
    use_utf8()
    assert raw.encoding == "utf-8"
