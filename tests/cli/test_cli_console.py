from __future__ import annotations

import io
import sys

from stancekit.cli.console import use_utf8
from stancekit.report.glossary import GLOSSARY


def test_streams_without_an_encoding_are_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    raw = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stderr", raw)
    use_utf8()
    assert raw.encoding == "utf-8"


def test_terms_are_explained_where_everything_is_listed(run, labelled):
    given = ("evaluate", labelled, "--repeats", "1")
    assert "What the terms mean:" not in run(*given).stdout
    every = run(*given, "--all")
    assert every.stderr.endswith("10 none.\n")
    text = " ".join(every.stdout[every.stdout.index("What the terms mean:") :].split())
    for term in ("macro-F1", "F_avg", "permutation p-value", "log loss", "calibration error"):
        assert f"- {term}: {GLOSSARY[term]}" in text
