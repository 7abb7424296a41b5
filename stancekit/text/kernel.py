"""The code that reads texts: compiled where it could be built, else plain Python.

Both do the same and give the same results; the compiled kernel is many times as fast.
The environment variable ``STANCEKIT_KERNEL=python`` switches it off.
"""

from __future__ import annotations

import logging
import os
import sys
from types import ModuleType
from typing import Any, Protocol

from stancekit.text import python_kernel

__all__ = ["Texts", "active", "description"]


class Texts(Protocol):
    """Texts of any origin, ready to be read by the kernel that made them."""

    def __len__(self) -> int:
        """Return how many texts there are."""

    def tolist(self) -> list[str]:
        """Return them as strings."""


def _choose() -> tuple[ModuleType, str]:
    if os.environ.get("STANCEKIT_KERNEL") == "python":
        return python_kernel, "plain Python, as STANCEKIT_KERNEL says"
    if sys.byteorder != "little" or sys.maxsize < 2**63 - 1:
        return python_kernel, "plain Python, because the compiled one is for 64 bits, little-endian"
    try:
        from stancekit.text import compiled_kernel
    except ImportError as error:
        return python_kernel, f"plain Python, because the compiled one is missing ({error})"
    return compiled_kernel, "compiled"


_active, _description = _choose()
logging.getLogger("stancekit").info("text kernel: %s", _description)


def active() -> Any:
    """Return the kernel in use: a module with the names of `stancekit.text.python_kernel`."""
    return _active


def description() -> str:
    """Say in a few words which kernel is in use, and why if it is the slow one."""
    return _description
