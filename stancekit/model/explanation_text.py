"""How an explanation lists the concepts of a statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stancekit.blocks import Item
from stancekit.data.quoting import shown
from stancekit.text.ngrams import Span

__all__ = ["concept_items"]

_SHOWN_CONCEPTS = 6
_SHOWN_SPANS = 3


def concept_items(text: str, found: Iterable[tuple[str, Sequence[Span], float]]) -> Iterator[Item]:
    """Yield the strongest concepts and pairs with their shares and what stands for them.

    Examples
    --------
    >>> pair = ("refusal > talk", [(3, 10), (15, 20)], 0.61)
    >>> [list(item.parts) for item in concept_items("He refused the talks.", [pair])]
    [['+0.610', "refusal > talk: 'refused' … 'talks'"]]
    """
    ranked = sorted(found, key=lambda concept: -abs(concept[2]))
    for term, spans, share in ranked[:_SHOWN_CONCEPTS]:
        quoted = [shown(text[slice(*span)]) for span in spans[:_SHOWN_SPANS]]
        more = [f"{len(spans) - _SHOWN_SPANS} more"] if len(spans) > _SHOWN_SPANS else []
        yield Item([f"{share:+.3f}", f"{term}: {' … '.join([*quoted, *more])}"])
    if rest := ranked[_SHOWN_CONCEPTS:]:
        yield Item([f"{sum(share for *_, share in rest):+.3f}", f"from {len(rest)} more"])
