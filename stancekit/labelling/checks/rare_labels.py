"""Labels with too few statements to learn, to test or to calibrate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stancekit.data.wording import shown
from stancekit.labelling.checks.finding import Finding
from stancekit.labelling.checks.labelled import Labelled

__all__ = ["FEWEST", "rare_labels"]

FEWEST = 20
"""Of 20 statements, the share that is labelled rightly is known to about 0.22 (half of a 95 %
interval, at worst), and the one in ten that calibration lets go is two of them."""


def rare_labels(labelled: Labelled) -> Iterator[Finding]:
    """Yield the labels with too few statements, of each target where there are several.

    Parameters
    ----------
    labelled : Labelled
        The statements.
    """
    labels, targets = labelled.labels, labelled.column("target")
    several = len(set(targets)) > 1
    counts = Counter(zip(labels, targets if several else [None] * len(labels), strict=True))
    for (label, target), count in reversed(counts.most_common()):
        if count < FEWEST:
            about = "" if target is None else f" about {shown(target)}"
            yield Finding(
                "rare label",
                "problem",
                (),
                (),
                f"{shown(label)} has {count} statement{'s' * (count > 1)}{about}",
                {"label": label, "target": target, "statements": count, "needed": FEWEST},
            )
