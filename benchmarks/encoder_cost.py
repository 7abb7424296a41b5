"""What encoders cost on one core, and whether they give the same vectors.

    python benchmarks/encoder_cost.py ENCODER ... [--statements 200]

Constructed statements drawn at random are encoded together and one at a time. The vectors of each
ENCODER, a folder of sentence-transformers or an ONNX file, are compared with those of the first.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from stancekit import load_dataset
from stancekit.encoders import open_encoder
from stancekit.model.encoder import Encoder, encode

Floats = npt.NDArray[np.float64]

PACKAGES = ("stancekit", "torch", "sentence-transformers", "onnxruntime", "tokenizers")


def on_one_core() -> None:
    """Keep this process on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def drawn(n: int) -> list[str]:
    """Draw statements at random."""
    texts = load_dataset("statements")["text"]
    return [str(text) for text in texts.sample(n, random_state=0)]


def lines(paths: Sequence[Path], texts: list[str]) -> Iterator[str]:
    """Lay out what came out, as Markdown."""
    yield "| encoder | dimensions | ms a statement, together | one at a time | unlike the first |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    first: Floats | None = None
    for path in paths:
        encoder = open_encoder(path)
        encode(encoder, texts[:2])  # what is done once
        found, together = timed(encoder, texts)
        alone = np.mean([timed(encoder, [text])[1] for text in texts])
        first = found if first is None else first
        cells = [f"{found.shape[1]}", f"{together:.1f}", f"{alone:.1f}", unlike(found, first)]
        yield f"| {encoder.name} | {' | '.join(cells)} |"


def timed(encoder: Encoder, texts: list[str]) -> tuple[Floats, float]:
    """Return vectors of length 1, and the milliseconds of CPU time that each text took."""
    start = time.process_time()
    vectors = encode(encoder, texts)
    return vectors, 1000 * (time.process_time() - start) / len(texts)


def unlike(found: Floats, first: Floats) -> str:
    """Return the largest difference between two numbers of the same text."""
    return f"{np.abs(found - first).max():.1e}" if found.shape == first.shape else "other numbers"


@click.command(help=__doc__.partition("\n")[0])
@click.argument("encoders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--statements", type=click.IntRange(3), default=200, show_default=True)
def main(encoders: Sequence[Path], statements: int) -> None:
    """Encode, and print a table."""
    on_one_core()
    texts = drawn(statements)
    n_words = np.mean([len(text.split()) for text in texts])
    click.echo(f"{statements} statements, {n_words:.0f} words on average\n")
    for line in lines(encoders, texts):
        click.echo(line)
    click.echo(f"\nPython {platform.python_version()}, {', '.join(_versions())}")


def _versions() -> Iterator[str]:
    for name in PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"no {name}"


if __name__ == "__main__":
    main()
