"""Posts to be scored, made from a seed, and a model that was trained on the first of them."""

from __future__ import annotations

from itertools import count, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from speed.corpus import LABELS, ROWS_PER_BLOCK, Block, blocks

from stancekit import StanceClassifier

__all__ = ["train", "write_posts"]

NULL_EVERY, EMPTY_EVERY = 997, 1009  # rows


def write_posts(folder: Path, n_rows: int, n_files: int) -> None:
    """Write rows with an id, a text that is null or empty now and then, and tags."""
    folder.mkdir()
    rows_per_file = -(-n_rows // n_files)
    made = zip(count(step=ROWS_PER_BLOCK), blocks(n_rows), strict=False)
    table = pa.concat_tables([_table(block, start) for start, block in made])
    for number in range(n_files):
        part = table.slice(number * rows_per_file, rows_per_file)
        pq.write_table(part, folder / f"part-{number:03d}.parquet")


def train(folder: Path) -> None:
    """Save a model that knows the words of the posts."""
    (block,) = islice(blocks(10_000), 1)
    labels = [LABELS[code] for code in block.codes]
    StanceClassifier().fit(block.texts, labels).model_.save(folder, target="made-up words")


def _table(block: Block, start: int) -> Any:
    ids = range(start, start + len(block.texts))
    texts = [_text(number, text) for number, text in zip(ids, block.texts, strict=True)]
    tags = [[number % 7, number % 11] for number in ids]
    return pa.table({"id": pa.array(ids, pa.int64()), "text": texts, "tags": tags})


def _text(number: int, text: str) -> str | None:
    if number % NULL_EVERY == 0:
        return None
    return "" if number % EMPTY_EVERY == 0 else text
