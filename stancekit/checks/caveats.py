"""What a reader has to know about the findings of a check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from stancekit.checks.label_errors import LabelErrors
from stancekit.checks.leakage import Sides, about_others
from stancekit.data.labelled import Labelled
from stancekit.data.repeats import Repeats
from stancekit.data.wording import counted, listed, shown

__all__ = ["on_contrasts", "on_label_errors", "on_targets"]


def on_contrasts(repeats: Repeats) -> Iterator[str]:
    """Say how many pairs are passed over because they were made to differ."""
    if pairs := len(repeats.contrasts.first):
        yield (
            f"{counted(pairs, 'pair')} of nearly the same text share a pair_id: made to "
            "differ, they are not reported."
        )


def on_targets(compared: Iterable[tuple[Sides, Repeats]]) -> Iterator[str]:
    """Say how many texts are on several sides without leaking, as their targets differ."""
    if texts := sum(about_others(sides, repeats) for sides, repeats in compared):
        are = "texts are" if texts > 1 else "text is"
        yield (
            f"{texts:,} {are} on several sides of a split, but about different targets: that does "
            "not count as leakage."
        )


def on_label_errors(labelled: Labelled, errors: LabelErrors) -> Iterator[str]:
    """Say how good the models were, and whose labels they could not judge."""
    yield (
        f"Of 100 statements that they had not seen, the models gave {100 * errors.found:.0f} their "
        "label. The fewer, the more of the label errors are errors of the models. Other folds "
        "(random_state) give partly other label errors."
    )
    if errors.unjudged:
        targets = labelled.column("target")
        counts = Counter((labelled.labels[row], targets[row]) for row in errors.unjudged)
        found = [
            f"{count} {shown(label)}{f' about {shown(target)}' if target is not None else ''}"
            for (label, target), count in counts.items()
        ]
        yield (
            "Label errors were not looked for where too little is left to learn from once a "
            f"statement is held out: {listed(found)}."
        )
