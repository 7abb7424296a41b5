"""An explanation as text to read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from stancekit.data.wording import printable, shown
from stancekit.labels import Label
from stancekit.model.explanation import Explanation, WordContribution

__all__ = ["explanation_text"]

Shares: TypeAlias = Sequence[tuple[WordContribution, float]]

_WIDTH = 96
_BAR = 20
_SHOWN_WORDS = 10
_MEANING = {
    "ok": "",
    "unsure": ": not exactly one label stays plausible",
    "no_evidence": ": the model knows too few of the words",
}


def explanation_text(explained: Explanation) -> str:
    """Return an explanation as lines of text, in which nothing acts on a terminal.

    Examples
    --------
    >>> import stancekit
    >>> explained = stancekit.load_model().explain("We must keep talking to Moscow.")
    >>> print(explanation_text(explained))
    We must keep talking to Moscow.
    ...
    """
    top = max(explained.scores, key=lambda label: explained.probabilities[label])
    shares = [(word, word.contributions[top]) for word in explained.words]
    ranked = sorted(shares, key=lambda found: -abs(found[1]))
    answer = "no answer" if explained.label is None else printable(str(explained.label))
    return "\n".join(
        [
            *_marked(explained.text, shares),
            "",
            f"{answer} ({explained.status}{_MEANING[explained.status]})",
            *_probabilities(explained),
            "",
            f"What speaks for {shown(top)}:",
            *_words([(word, share) for word, share in ranked if share > 0]),
            "What speaks against it:",
            *_words([(word, share) for word, share in ranked if share < 0]),
            _sum(explained, top, sum(share for _, share in shares)),
        ]
    )


def _marked(text: str, shares: Shares) -> Iterator[str]:
    """Yield the text in lines, each with a line below that marks what speaks for and against."""
    total = [0.0] * len(text)
    for word, share in shares:
        total[slice(*word.span)] = [share] * len(word.word)
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


def _probabilities(explained: Explanation) -> Iterator[str]:
    ranked = sorted(explained.probabilities.items(), key=lambda found: -found[1])
    names = [printable(str(label)) for label, _ in ranked]
    width = max(map(len, names))
    for name, (_, probability) in zip(names, ranked, strict=True):
        yield f"  {name:{width}}  {probability:.2f}  {_bar(probability)}".rstrip()


def _words(shares: Shares) -> Iterator[str]:
    if not shares:
        yield "  nothing that the model knows"
        return
    strongest = abs(shares[0][1])
    for word, share in shares[:_SHOWN_WORDS]:
        yield f"  {share:+.3f}  {_bar(share / strongest):{_BAR}}  {shown(word.word)}"
    if rest := shares[_SHOWN_WORDS:]:
        yield f"  {sum(share for _, share in rest):+.3f}  from {len(rest)} more"


def _sum(explained: Explanation, top: Label, words: float) -> str:
    encoder = "" if explained.encoder is None else f", encoder {explained.encoder[top]:+.3f}"
    return (
        f"Score of {shown(top)}: {explained.scores[top]:+.3f} "
        f"(start {explained.intercepts[top]:+.3f}, words {words:+.3f}{encoder})"
    )


def _bar(share: float) -> str:
    return "#" * round(_BAR * abs(share))
