"""What sentence embeddings bring beside words and concepts, each set left out.

    python benchmarks/encoders.py ENCODER ... [--vectors FOLDER] [--dim 192] [--tweets FOLDER]

The shipped settings are trained and calibrated without and with the vectors of each ENCODER, a
folder of sentence-transformers or an ONNX file, in so many dimensions (0 for all that it has), and
tested on sets and on the article, of which nothing was trained on. FOLDER keeps the vectors, so
that the next run needs no encoder. With --tweets the folds of semeval2016a-train.csv are labelled
instead, see semeval2016.py. What an encoder costs: encoder_cost.py.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import click
import pandas as pd
from concepts import CHOSEN_ON, UNSEEN, tweets
from remembering import Remembering
from semeval2016 import LABELS, Candidate
from shipped import SHIPPED, LeftOut, Settings, leave_out

from stancekit import load_dataset, read_labelled
from stancekit.blocks import Measure
from stancekit.encoders import open_encoder

Answers = dict[str, LeftOut]
"""What was said of each source."""

ALONE = "words, concepts"
FIFTH = 0.2


def opened(path: Path, folder: Path | None) -> Remembering:
    """Open an encoder when it is needed."""
    kept = None if folder is None else folder / f"{path.name}.npz"
    return Remembering(path.name, lambda: open_encoder(path), kept)


def settings_with(encoders: Sequence[Remembering], dims: Sequence[int]) -> Iterator[Settings]:
    """Return the shipped settings, alone and with each encoder."""
    yield replace(SHIPPED, name=ALONE)
    for encoder in encoders:
        for dim in dims:
            more = {"encoder": encoder, "encoder_dim": dim or None}
            name = f"and {encoder}, {dim or 'all'} dimensions"
            yield replace(SHIPPED, name=name, classifier={**SHIPPED.classifier, **more})


def answers(data: pd.DataFrame, settings: Settings, tested: Sequence[str]) -> Answers:
    """Train, calibrate and predict, with each source left out."""
    found = {source: leave_out(data, settings, source) for source in tested}
    click.echo(f"{settings.name}: done", err=True)
    return found


def summary(found: Mapping[str, Answers], tested: Sequence[str]) -> Iterator[str]:
    """Lay out what came out on some sources together, as Markdown."""
    yield "| features | macro-F1 | gain | surest fifth right | ok | ok and right |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    alone = LeftOut.together([found[ALONE][source] for source in tested]).scored()
    for name, of in found.items():
        together = LeftOut.together([of[source] for source in tested])
        scored, answered = together.scored(), together.answered()
        ok = answered.by_label[0]
        shares = [answered.curve.get(FIFTH), ok.share, ok.precision]
        gain = "" if name == ALONE else _signed(scored.gain(alone, ("macro_f1", None)))
        cells = [_shown(scored.measure(("macro_f1", None))), gain, *map(_shown, shares)]
        yield f"| {name} | {' | '.join(cells)} |"


def gains(found: Mapping[str, Answers]) -> Iterator[str]:
    """Lay out the gain in macro-F1 on each source, as Markdown."""
    others = [name for name in found if name != ALONE]
    yield f"| left out | {ALONE} | {' | '.join(others)} |"
    yield f"| --- | ---: |{' ---: |' * len(others)}"
    for source, alone in found[ALONE].items():
        before = alone.scored()
        cells = [
            _signed(found[name][source].scored().gain(before, ("macro_f1", None)))
            for name in others
        ]
        value = before.measure(("macro_f1", None)).value
        yield f"| {source} | {value:.3f} | {' | '.join(cells)} |"


def _shown(found: Measure | None) -> str:
    return "" if found is None else f"{found.value:.3f} [{found.between()}]"


def _signed(found: Measure) -> str:
    return f"{found.value:+.3f} [{found.between('+.3f')}]"


def on_tweets(encoders: Sequence[Remembering], dims: Sequence[int]) -> dict[str, Candidate]:
    """Return what to try on tweets."""
    plain = Candidate(1.0, True)
    with_each = {
        f"{plain.features} and {encoder}, {dim or 'all'} dimensions": replace(
            plain, encoder=encoder, encoder_dim=dim or None
        )
        for encoder in encoders
        for dim in dims
    }
    return {plain.features: plain, **with_each}


def report(found: Mapping[str, Answers]) -> Iterator[str]:
    """Lay out everything."""
    tested = list(found[ALONE])
    together = [source for source in CHOSEN_ON if source in tested]
    yield f"{', '.join(together)}, each left out, together\n"
    yield from summary(found, together)
    for source in UNSEEN:
        if source in tested:
            yield f"\n{source}\n"
            yield from summary(found, [source])
    yield "\nMacro-F1 without an encoder, and the gain with it\n"
    yield from gains(found)


@click.command(help=__doc__.partition("\n")[0])
@click.argument("encoders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--vectors",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that keeps the vectors for the next run.",
)
@click.option(
    "--dim", "dims", multiple=True, default=(192,), type=click.IntRange(0), show_default=True
)
@click.option(
    "--tweets",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with semeval2016a-train.csv, to try the encoders on its folds instead.",
)
def main(
    encoders: Sequence[Path], vectors: Path | None, dims: Sequence[int], folder: Path | None
) -> None:
    """Run everything and print tables."""
    remembering = [opened(path, vectors) for path in encoders]
    if folder is not None:
        train = read_labelled(folder / "semeval2016a-train.csv", labels=LABELS)
        table = tweets(train, on_tweets(remembering, dims))
        click.echo(f"SemEval-2016, folds of the training file\n\n{table}")
    else:
        data = load_dataset("dialogue-with-moscow")
        tried = settings_with(remembering, dims)
        found = {each.name: answers(data, each, (*CHOSEN_ON, *UNSEEN)) for each in tried}
        for line in report(found):
            click.echo(line)
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("stancekit", "scikit-learn", "numpy")
    )
    click.echo(f"\nPython {platform.python_version()}, {packages}")


if __name__ == "__main__":
    main()
