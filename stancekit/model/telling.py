"""Which words and concepts speak most for each label of a model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from stancekit.blocks import BarGroup, Bars, Block, Heading
from stancekit.model.linear import Learned

__all__ = ["telling_blocks", "telling_terms"]

Terms: TypeAlias = list[tuple[str, float]]

Floats: TypeAlias = npt.NDArray[np.float64]

_MOST = 12
_TRIED = 20  # times as many, of each model
_ABOUT = (
    "What one occurrence adds to the score of a label at most, the mean over the models that were "
    "tested; a > b is a concept with another one behind it."
)


def telling_terms(models: Sequence[Learned], most: int = _MOST) -> dict[str, Terms]:
    """Return the terms that speak most for each label (of each target), strongest first.

    The weight of a term is its coefficient times its inverse document frequency, the mean over the
    models; one that does not know the term counts as 0.

    Examples
    --------
    >>> import stancekit
    >>> found = telling_terms([stancekit.load_model()], most=2)
    >>> [len(terms) for terms in found.values()]
    [2, 2, 2, 2]
    """
    tables = [table for model in models for table in _tables(model)]
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for table in tables:
        for title, weights in table.of_labels.items():
            wanted[title].update(table.terms[j] for j in np.argsort(-weights)[: _TRIED * most])
    sums = {title: dict.fromkeys(sorted(terms), 0.0) for title, terms in wanted.items()}
    for table in tables:
        columns = {term: column for column, term in enumerate(table.terms)}
        for title, weights in table.of_labels.items():
            for term in columns.keys() & wanted[title]:
                sums[title][term] += float(weights[columns[term]]) / len(models)
    return {title: _strongest(of, most) for title, of in sums.items()}


class _Table(NamedTuple):
    """The terms of one kind that a model knows, and their weights for each label."""

    terms: Sequence[str]
    of_labels: Mapping[str, Floats]


def _tables(model: Learned) -> Iterator[_Table]:
    for target, part in model.parts.items():
        names = [str(model.labels[code]) for code in part.label_index]
        titles = [f"{name}, {target}" if model.per_target else name for name in names]
        for block, coef in zip(part.blocks, part.block_coefs(), strict=True):
            weights = coef * block.idf * block.weight
            yield _Table(block.terms, dict(zip(titles, weights, strict=True)))


def _strongest(of: Mapping[str, float], most: int) -> Terms:
    ranked = sorted(of.items(), key=lambda found: (-found[1], found[0]))
    return [(term, weight) for term, weight in ranked[:most] if weight > 0]


def telling_blocks(models: Sequence[Learned]) -> Iterator[Block]:
    """Yield the most telling terms under a heading; nothing without models."""
    if not models:
        return
    yield Heading("The most telling words and concepts", _ABOUT)
    yield Bars(
        [BarGroup(label, terms) for label, terms in telling_terms(models).items()], signed=True
    )
