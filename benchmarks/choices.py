"""What else was tried for the shipped model, on the sets on which it was chosen.

    python benchmarks/choices.py

Sets of constructed statements are left out in turn. What had no part in any choice is neither
tested nor trained on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import click
import numpy as np
import pandas as pd
from concepts import CHOSEN_ON, FEATURES, FIRST, UNSEEN, score, trials
from shipped import SHIPPED, left_out

from stancekit import load_dataset

TRIED: dict[str, dict[str, Any]] = {
    "as shipped": {},
    "first 13 sets count half": {},
    **{f"C={C:g}": {"C": C} for C in (2.0, 10.0)},
    **{f"min_df={number}": {"min_df": number} for number in (1, 3)},
    **{f"dictionary_weight={weight}": {"dictionary_weight": weight} for weight in (0.3, 0.8)},
}
PROMISES = (0.85, 0.9, 0.95)
HARD = "statements_21"


def settings(data: pd.DataFrame, tried: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Lay out what settings score on the sets on which they were chosen, as Markdown."""
    tested = [source for source in CHOSEN_ON if source in set(data["source"])]
    yield "| settings | macro-F1 |\n| --- | ---: |"
    halved = data.assign(weight=np.where(data["source"].isin(FIRST), 0.5, 1.0))
    for name, changed in tried.items():
        features = {name: {**FEATURES["words, concepts"], **changed}}
        trained = trials(halved if "half" in name else data, features, tested, ("all",))
        found = score(data, next(trained).predicted, tested)
        yield f"| {name} | {found.value:.3f} [{found.between()}] |"


def promises(data: pd.DataFrame) -> Iterator[str]:
    """Lay out how far promises that other sets set hold on the hard one."""
    yield f"| ok_precision | ok in {HARD} | of these right |\n| ---: | ---: | ---: |"
    for precision in PROMISES:
        strict = replace(SHIPPED, classifier={**SHIPPED.classifier, "ok_precision": precision})
        cells = [
            "" if one is None else f"{one.value:.3f} [{one.between()}]"
            for one in left_out(data, strict, HARD)[2:]
        ]
        yield f"| {precision} | {' | '.join(cells)} |"


@click.command(help=__doc__.partition("\n")[0])
def main() -> None:
    """Run everything and print two tables."""
    data = load_dataset("dialogue-with-moscow")
    data = data[~data["source"].isin(UNSEEN)].reset_index(drop=True)
    for line in [*settings(data, TRIED), "", *promises(data)]:
        click.echo(line)


if __name__ == "__main__":
    main()
