"""Labels with too few statements to learn, to test or to calibrate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from stancekit.checks.finding import Finding, finding_on
from stancekit.data.labelled import Labelled
from stancekit.data.quoting import shown
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

    def rare(label: Label, target: str | None, about: str) -> Finding:
        count = counts[label, target]
        message = f"{shown(label)} has {count or 'no'} statement{'s' * (count != 1)}{about}"
        details = {"label": label, "target": target, "statements": count, "needed": FEWEST}
        return finding_on(labelled, "rare label", (), message, **details)

    yield from (rare(label, None, "") for label in sorted({*labels} - {*present}))
    every = [(label, target) for label in present for target in about]
    for label, target in sorted(every, key=counts.__getitem__):
        if counts[label, target] < FEWEST:
            yield rare(label, target, about[target])
