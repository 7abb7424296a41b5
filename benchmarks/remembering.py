"""An encoder that is asked for each text once, in a run or for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt

__all__ = ["Remembering"]

AT_ONCE = 512


class Remembering:
    """Encodes each text once; a file keeps the vectors for the next run, if one is named.

    The encoder is opened when a text is new, so that a run can be repeated without it.
    """

    def __init__(self, name: str, opened: Callable[[], Any], kept: Path | None = None) -> None:
        self.name = name
        self._opened = opened
        self._kept = kept
        self._vectors = {} if kept is None or not kept.exists() else _read(kept)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.floating]:
        """Return one vector for each text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            vectors = np.asarray(self._encoder.encode(some))
            self._vectors.update(zip(some, vectors, strict=True))
            self._keep()
            click.echo(f"{self.name}: {len(self._vectors):,} vectors", err=True)
        return np.array([self._vectors[text] for text in texts])

    @cached_property
    def _encoder(self) -> Any:
        return self._opened()

    def _keep(self) -> None:
        if self._kept is None:
            return
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        with self._kept.open("wb") as file:
            np.savez(file, texts=[*self._vectors], vectors=[*self._vectors.values()])

    def __repr__(self) -> str:
        """Return the name."""
        return self.name


def _read(kept: Path) -> dict[str, npt.NDArray[np.floating]]:
    with np.load(kept) as found:
        return dict(zip(found["texts"].tolist(), found["vectors"], strict=True))
