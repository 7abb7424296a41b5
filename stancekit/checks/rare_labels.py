"""Labels with too few statements to learn, to test or to calibrate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from stancekit.checks.finding import Finding
from stancekit.data.labelled import Labelled
from stancekit.data.wording import shown
from stancekit.labels import Label

__all__ = ["FEWEST", "rare_labels"]

FEWEST = 20
"""Of 20 statements, the share that is labelled rightly is known to about 0.22 (half of a 95 %
interval, at worst), and the one in ten that calibration lets go is two of them."""


def rare_labels(labelled: Labelled, labels: Iterable[Label] = ()) -> Iterator[Finding]:
    """Yield the labels with too few statements, of each target where there are several."""
    targets = labelled.column("target")
    about = {target: f" about {shown(target)}" for target in dict.fromkeys(targets)}
    about |= {None: " without a target"} if None in about else {}
    if len(about) == 1:
        about, targets = {None: ""}, [None] * len(labelled)
    counts = Counter(zip(labelled.labels, targets, strict=True))
    present = dict.fromkeys(labelled.labels)
    for label in sorted({*labels} - {*present}):
        yield _finding(label, None, 0, "")
    every = [(label, target) for label in present for target in about]
    for label, target in sorted(every, key=counts.__getitem__):
        if counts[label, target] < FEWEST:
            yield _finding(label, target, counts[label, target], about[target])


def _finding(label: Label, target: str | None, count: int, about: str) -> Finding:
    number = f"{count or 'no'} statement{'s' * (count != 1)}"
    return Finding(
        "rare label",
        "problem",
        (),
        (),
        f"{shown(label)} has {number}{about}",
        {"label": label, "target": target, "statements": count, "needed": FEWEST},
    )
