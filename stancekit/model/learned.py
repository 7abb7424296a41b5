"""What was learned: all that a folder keeps of a model, and nothing of how it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stancekit.labels import Label
from stancekit.model.encoder import Encoder
from stancekit.model.linear import LinearModel
from stancekit.model.provenance import Provenance

__all__ = ["Learned"]


@dataclass(frozen=True, eq=False, repr=False)
class Learned:
    """The state of a model; `StanceModel` says what each field holds."""

    labels: tuple[Label, ...]
    parts: Mapping[str, LinearModel]
    settings: Mapping[str, Any]
    provenance: Provenance
    per_target: bool = False
    encoder: Encoder | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the targets the model knows; empty where the target is not named."""
        return tuple(name for name in self.parts if name)
