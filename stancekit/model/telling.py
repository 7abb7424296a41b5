"""Which words and concepts speak most for each label of a model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from stancekit.blocks import BarGroup, Bars, Block, Heading
from stancekit.model.linear import Learned

__all__ = ["Terms", "mean_terms", "telling_blocks", "telling_terms"]

Terms: TypeAlias = list[tuple[str, float]]

_MOST = 12
_NOTED = 240  # of each model: one that is among the strongest in the mean is among these
_ABOUT = (
    "What one occurrence adds to the score of a label at most, the mean over the models that were "
    "tested; a > b is a concept with another one behind it."
)


def telling_terms(model: Learned, most: int = _NOTED) -> dict[str, Terms]:
    """Return the terms that speak most for each label (of each target), the strongest first.

    The weight of a term is its coefficient times its inverse document frequency.

    Examples
    --------
    >>> import stancekit
    >>> found = telling_terms(stancekit.load_model(), most=2)
    >>> [len(terms) for terms in found.values()]
    [2, 2, 2, 2]
    """
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for target, part in model.parts.items():
        names = [str(model.labels[code]) for code in part.label_index]
        titles = [f"{name}, {target}" if model.per_target else name for name in names]
        for block, coef in zip(part.blocks, part.block_coefs(), strict=True):
            for title, weights in zip(titles, coef * block.idf * block.weight, strict=True):
                for j in np.argsort(-weights, kind="stable")[:most].tolist():
                    found[title][block.terms[j]] = float(weights[j])
    return {title: _strongest(of, most) for title, of in found.items()}


def mean_terms(tables: Sequence[Mapping[str, Terms]], most: int = _MOST) -> dict[str, Terms]:
    """Return the terms that speak most for each label in the mean over models.

    A term that is not noted of a model counts as 0 there.

    Examples
    --------
    >>> mean_terms([{"favor": [("talk", 2.0)]}, {"favor": [("talk", 1.0), ("call", 1.0)]}])
    {'favor': [('talk', 1.5), ('call', 0.5)]}
    """
    sums: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for table in tables:
        for title, terms in table.items():
            for term, weight in terms:
                sums[title][term] += weight / len(tables)
    return {title: _strongest(of, most) for title, of in sums.items()}


def _strongest(of: Mapping[str, float], most: int) -> Terms:
    ranked = sorted(of.items(), key=lambda found: (-found[1], found[0]))
    return [(term, weight) for term, weight in ranked[:most] if weight > 0]


def telling_blocks(telling: Mapping[str, Terms]) -> Iterator[Block]:
    """Yield the most telling terms under a heading; nothing where there are none."""
    if telling:
        yield Heading("The most telling words and concepts", _ABOUT)
        yield Bars([BarGroup(label, terms) for label, terms in telling.items()], signed=True)
