"""What a saved model needs of an evaluation, without knowing the evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

__all__ = ["Measured"]


@runtime_checkable
class Measured(Protocol):
    """The figures for a card and a manifest; `stancekit.evaluate` returns them."""

    @property
    def measures(self) -> Mapping[str, Any]:
        """The measures over all statements, by name."""
        ...

    def summary(self) -> str:
        """Return the figures as plain text."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as dictionaries, lists and numbers; ``measures`` are those of all."""
        ...
