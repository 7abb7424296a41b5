"""Statements in files of all formats, a model of a few of them, and small chunks."""

from __future__ import annotations

import pytest

import stancekit.scoring.chunks
from stancekit import StanceClassifier

ODD = [
    'We should "talk",\r\nto Minsk;\rnow\n',
    "=cmd|' /C calc'!A0",
    "„Переговоры“ \U0001f54a 和平\tnow",
    "",
    " two  spaces ",
    "No bridge, not now,\nnot ever.",
    "Build it 'now', \\ the \\n bridge",
]


@pytest.fixture(scope="session")
def model(bridge):
    return StanceClassifier().fit(bridge.texts, bridge.labels).model_


@pytest.fixture(scope="session")
def statements(bridge):
    """Return rows with odd texts among ordinary ones, and cells to be kept as they are."""
    texts = [*bridge.texts, *ODD] * 3
    return [
        {"id": f"{number:03d}", "text": text, "posted": "2026-03-10", "note": ODD[number % 7]}
        for number, text in enumerate(texts)
    ]


@pytest.fixture
def chunks_of(monkeypatch):
    """Return a function that sets how many bytes a chunk has."""
    return lambda size: monkeypatch.setattr(stancekit.scoring.chunks, "_SIZE", size)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
