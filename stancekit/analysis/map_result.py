"""The result of `stancekit.stance_map`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stancekit.analysis.map_page import MappedSentence, passages
from stancekit.blocks import (
    Block,
    Caveats,
    Cell,
    Column,
    Detail,
    Grid,
    Heading,
    Intervals,
    Item,
    Lines,
    Link,
    Listing,
    Measure,
)
from stancekit.data.quoting import counted, quoted
from stancekit.labels import Label
from stancekit.model.explanation import Explanation
from stancekit.report.result import Result, as_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["UNATTRIBUTED", "ActorPosition", "MappedSentence", "StanceMap"]

UNATTRIBUTED = "unattributed"
"""The speaker, and the kind, of the row of what nobody is named for."""

_ACTORS = "Actors, from against (-1) to favor (+1)"


@dataclass(frozen=True)
class ActorPosition:
    """Where an actor stands, by all sentences in which it speaks.

    Attributes
    ----------
    speaker, kind : str
        The kind is "person", "role" (one person without a name), "group", "organisation" or
        "country"; both are "unattributed" for the sentences for which nobody is named.
    country : str or None
        As the article says; None where it does not.
    label : str, int or None
        The position of the sentences together, each counted by how likely it takes one; ``"none"``
        if none does, None if the model knows too little of all of them.
    stance : float or None
        The mean of the sentences' stance with the same weights.
    n, n_position : int
        The sentences, and those of them that take a position.
    status : str
        ``"ok"`` if a sentence that is ok takes this position; else ``"unsure"``, or
        ``"no_evidence"``.
    evidence : tuple of str
        The sentences that show the position most clearly, the clearest first.

    Examples
    --------
    >>> found = ActorPosition(
    ...     "Ann", "person", "Norway", "favor", 0.8, 2, 1, "ok", ("We must talk.",)
    ... )
    >>> found.label, found.n_position
    ('favor', 1)
    """

    speaker: str
    kind: str
    country: str | None
    label: Label | None
    stance: float | None
    n: int
    n_position: int
    status: str
    evidence: tuple[str, ...]


def _from_against_to_favor(of: ActorPosition) -> tuple[bool, bool, float]:
    """Order positions by stance; those without one come later, and nobody last."""
    return of.kind == UNATTRIBUTED, of.stance is None, of.stance or 0.0


@dataclass(frozen=True, eq=False, repr=False)
class StanceMap(Result):
    """Who takes which position in an article, and which sentences show it.

    Attributes
    ----------
    positions : tuple of ActorPosition
        One for each actor, in the order in which they first speak; last that of the sentences for
        which nobody is named.
    mapped : tuple of MappedSentence
        All sentences, in order.
    caveats : tuple of str
        What else there is to know, in plain words.
    explain : callable
        Takes a sentence apart, as `StanceModel.explain` does.

    Examples
    --------
    >>> import stancekit
    >>> text = "“We must keep talking to Moscow,” said Ann Orlo, a Norwegian envoy."
    >>> stancekit.stance_map(text)
    <StanceMap: 1 actor, 1 sentence of 1 article>
    """

    positions: tuple[ActorPosition, ...]
    mapped: tuple[MappedSentence, ...]
    caveats: tuple[str, ...]
    explain: Callable[[str], Explanation]

    def __repr__(self) -> str:
        """Return one line with the numbers."""
        return f"<StanceMap: {self._numbers()}>"

    def _numbers(self) -> str:
        actors = counted(len(self.positions) - 1, "actor")
        articles = counted(len({one.document for one in self.mapped}), "article")
        return f"{actors}, {counted(len(self.mapped), 'sentence')} of {articles}"

    @property
    def sentences(self) -> pd.DataFrame:
        """One row for each sentence.

        ``text, start, end, paragraph, speaker, speakers, how, label, stance, status``; first of
        all the ``document`` where there are several. Several `speakers` are separated by "; ".
        """
        several = len({one.document for one in self.mapped}) > 1
        names = ["document"] if several else []
        names += ["text", "start", "end", "paragraph", "speaker", "speakers", "how", "label"]
        names += ["stance", "status"]
        rows = [
            [
                "; ".join(one.speakers) if name == "speakers" else getattr(one, name)
                for name in names
            ]
            for one in self.mapped
        ]
        return as_frame(names, rows)

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each actor.

        ``speaker, kind, country, label, stance, n, n_position, status, evidence``; the evidence is
        the one sentence that shows the position most clearly.
        """
        names = ["speaker", "kind", "country", "label", "stance", "n", "n_position", "status"]
        rows = [
            [*(getattr(of, name) for name in names), next(iter(of.evidence), None)]
            for of in self.positions
        ]
        return as_frame([*names, "evidence"], rows)

    def blocks(self) -> Iterator[Block]:
        """Yield who stands where, the evidence of each, and what to mind."""
        yield Lines([f"{self._numbers()}."])
        positions = sorted(self.positions, key=_from_against_to_favor)
        head: list[str | Column] = [
            "speaker",
            "country",
            "label",
            Column("stance", "+z.2f", within=(-1.0, 1.0)),
            "sentences",
            "status",
        ]
        yield Grid(head, [self._row(of) for of in positions])
        yield Detail([Lines(["Sentences: those that take a position, of all that one speaks."])])
        numbers = {one.text: number for number, one in reversed([*enumerate(self.mapped)])}
        items = [
            Item(
                [f"{of.speaker}: {of.label}"],
                [Link(text, numbers[text], quoted(text)) for text in of.evidence],
            )
            for of in positions
            if of.n_position and of.evidence
        ]
        if items:
            yield Listing(["What shows it most clearly:"], items)
        yield Heading("What to mind")
        yield Caveats(self.caveats)
        yield Detail(passages(self.mapped, self.explain))

    def _charts(self) -> Iterator[Block]:
        """Yield what the lines in the table show, for figures."""
        rows = [
            (of.speaker, Measure(of.stance, math.nan, math.nan))
            for of in sorted(self.positions, key=_from_against_to_favor)
            if of.stance is not None
        ]
        if rows:
            yield Intervals(_ACTORS, rows, "stance, from -1 to +1", [("neither", 0.0)])

    def _row(self, of: ActorPosition) -> list[Cell]:
        label = None if of.label is None else str(of.label)
        number = f"{of.n_position:,} of {of.n:,}"
        return [of.speaker, of.country or "", label, of.stance, number, of.status]

    def _facts(self) -> dict[str, Any]:
        return {"positions": self.positions, "sentences": self.mapped, "caveats": self.caveats}
