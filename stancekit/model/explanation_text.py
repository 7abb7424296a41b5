"""How an explanation marks words, and lists what speaks for and against a label."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from stancekit.blocks import printable
from stancekit.data.quoting import shown
from stancekit.labels import Label
from stancekit.text.ngrams import Span

__all__ = ["concept_lines", "marked", "probability_bars", "word_bars"]

Shares: TypeAlias = Sequence[tuple[str, Span, float]]

_WIDTH = 96
_BAR = 20
_SHOWN_WORDS = 10
_SHOWN_CONCEPTS = 6
_SHOWN_SPANS = 3


def marked(text: str, shares: Shares) -> Iterator[str]:
    r"""Yield the text in lines, each with a line below that marks what speaks for and against.

    Examples
    --------
    >>> print("\n".join(marked("Talk now!", [("Talk", (0, 4), 0.25), ("now!", (5, 9), -0.5)])))
    Talk now!
    ++++ ----
    """
    total = [0.0] * len(text)
    for word, span, share in shares:
        total[slice(*span)] = [share] * len(word)
    line = marks = ""
    for match in re.finditer(r"\s*\S+", text):
        cells = [_cell(text[i], total[i]) for i in range(*match.span())]
        if line and len(marks) + sum(len(mark) for _, mark in cells) > _WIDTH:
            yield from _lines(line, marks)
            line = marks = ""
            cells = [cell for cell in cells if cell[0] != " "]
        line += "".join(character for character, _ in cells)
        marks += "".join(mark for _, mark in cells)
    yield from _lines(line, marks)


def _lines(line: str, marks: str) -> tuple[str, ...]:
    return (line, marks.rstrip()) if marks.strip() else (line,)


def _cell(character: str, total: float) -> tuple[str, str]:
    """Return a character as a terminal may show it, and as wide a mark."""
    seen = " " if character.isspace() else printable(character)
    width = len(seen)
    if width == 1 and unicodedata.east_asian_width(character) in "WF":
        width = 2
    elif unicodedata.category(character) in ("Mn", "Me"):
        width = 0
    return seen, (" " if total == 0 else "+" if total > 0 else "-") * width


def probability_bars(probabilities: Mapping[Label, float]) -> Iterator[str]:
    """Yield the labels with their probabilities, the most probable first."""
    ranked = sorted(probabilities.items(), key=lambda found: -found[1])
    names = [printable(str(label)) for label, _ in ranked]
    width = max(map(len, names))
    for name, (_, probability) in zip(names, ranked, strict=True):
        yield f"  {name:{width}}  {probability:.2f}  {_bar(probability)}".rstrip()


def word_bars(shares: Shares) -> Iterator[str]:
    """Yield words with their shares, the strongest first."""
    if not shares:
        yield "  nothing that the model knows"
        return
    ranked = sorted(shares, key=lambda found: -abs(found[2]))
    strongest = abs(ranked[0][2])
    for word, _, share in ranked[:_SHOWN_WORDS]:
        yield f"  {share:+.3f}  {_bar(share / strongest):{_BAR}}  {shown(word)}"
    if rest := ranked[_SHOWN_WORDS:]:
        yield f"  {sum(share for *_, share in rest):+.3f}  from {len(rest)} more"


def concept_lines(text: str, found: Iterable[tuple[str, Sequence[Span], float]]) -> Iterator[str]:
    """Yield the strongest concepts and pairs with their shares and what stands for them.

    Examples
    --------
    >>> pair = ("refusal > talk", [(3, 10), (15, 20)], 0.61)
    >>> print(*concept_lines("He refused the talks.", [pair]))
      +0.610  refusal > talk: 'refused' … 'talks'
    """
    ranked = sorted(found, key=lambda concept: -abs(concept[2]))
    for term, spans, share in ranked[:_SHOWN_CONCEPTS]:
        quoted = [shown(text[slice(*span)]) for span in spans[:_SHOWN_SPANS]]
        more = [f"{len(spans) - _SHOWN_SPANS} more"] if len(spans) > _SHOWN_SPANS else []
        yield f"  {share:+.3f}  {term}: {' … '.join([*quoted, *more])}"
    if rest := ranked[_SHOWN_CONCEPTS:]:
        yield f"  {sum(share for *_, share in rest):+.3f}  from {len(rest)} more"


def _bar(share: float) -> str:
    return "#" * round(_BAR * abs(share))
