"""A command that is told to end cleans up first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

__all__ = ["stopped_cleanly"]


@contextmanager
def stopped_cleanly() -> Iterator[None]:
    """Let SIGTERM end the process the way Ctrl-C does: what was begun is removed."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
