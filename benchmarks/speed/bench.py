"""What is measured on: the sizes, and the files that all measurements share."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from speed.corpus import LABELS, blocks

__all__ = ["Bench", "write_corpus"]


@dataclass(frozen=True)
class Bench:
    """Sizes of the benchmark, and the folder with its corpus and models.

    Attributes
    ----------
    folder : Path
    sizes : tuple of int
        Numbers of rows with which growth is measured.
    train : int
        Rows that the models learn from.
    score : int
        Rows that the contenders score.
    rounds : int
    """

    folder: Path
    sizes: tuple[int, ...] = (10_000, 100_000)
    train: int = 100_000
    score: int = 50_000
    rounds: int = 5

    @property
    def training_file(self) -> Path:
        """The statements that the models learn from, one a line."""
        return self.folder / "training.txt"

    @property
    def unseen_file(self) -> Path:
        """Statements that no model has seen, one a line."""
        return self.folder / "unseen.txt"

    def training(self, n_rows: int | None = None) -> tuple[list[str], npt.NDArray[np.str_]]:
        """Return the first training statements and their labels."""
        texts = _lines(self.training_file, n_rows or self.train)
        return texts, np.array(LABELS)[np.load(self.folder / "codes.npy")[: len(texts)]]

    def unseen(self, n_rows: int) -> list[str]:
        """Return statements that no model has seen."""
        return _lines(self.unseen_file, n_rows)


def write_corpus(bench: Bench) -> int:
    """Write the corpus into the folder and return how many bytes it has."""
    rows = bench.train + max(*bench.sizes, bench.score)
    codes, done = [], 0
    with _new(bench.training_file) as training, _new(bench.unseen_file) as unseen:
        for block in blocks(rows):
            cut = max(0, bench.train - done)
            training.writelines(f"{text}\n" for text in block.texts[:cut])
            unseen.writelines(f"{text}\n" for text in block.texts[cut:])
            codes.append(block.codes[:cut])
            done += len(block.texts)
    np.save(bench.folder / "codes.npy", np.concatenate(codes))
    return bench.training_file.stat().st_size + bench.unseen_file.stat().st_size


def _new(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", newline="\n")


def _lines(path: Path, n_rows: int) -> list[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        return [line.removesuffix("\n") for line in islice(file, n_rows)]
