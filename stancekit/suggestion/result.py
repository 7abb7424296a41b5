"""The result of `stancekit.suggest`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from stancekit.blocks import Block, Caveats, Item, Lines, Listing, MarkedText
from stancekit.data.drawn import DRAWN, drawn_again
from stancekit.data.identity import names_in
from stancekit.data.quoting import counted, quoted
from stancekit.data.table import frame_of
from stancekit.data.writing import free_name
from stancekit.labels import Label
from stancekit.report.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Guess", "Suggestions"]


class Guess(NamedTuple):
    """What a model takes a statement for: its two likeliest labels, and their probabilities."""

    likeliest: Label
    probability: float
    second: Label
    second_probability: float

    def __str__(self) -> str:
        return (
            f"{self.likeliest} {self.probability:.2f}, {self.second} {self.second_probability:.2f}"
        )


_NO_GUESS = (None,) * len(Guess._fields)


@dataclass(frozen=True, eq=False, repr=False)
class Suggestions(Result):
    """Which statements to label next, and why.

    Attributes
    ----------
    statements : DataFrame
        The rows of the pool that were chosen, with all their columns; ``id`` is first.
    guesses : tuple of Guess or None
        What the model takes each of them for: its two ``likeliest`` labels, with the
        ``probability`` of each. None for those that were drawn at random, whose labels should not
        follow a guess.
    scores : tuple of float
        How unsure the model is of each, by the measure that was asked for; NaN without a model.
    drawn : tuple of str
        How each of them was chosen: ``random`` and the probability with which it was drawn from the
        whole pool, or ``chosen``.
    again : DataFrame
        The rows of the pool that were drawn at random but had a label before, with that label.
    sample : tuple of str
        The ids that were drawn at random from the whole pool, including those that were labelled
        already. Their labels, and no others, stand for the pool.
    pool : int
        How many statements there are in the pool, empty ones left out.
    labelled : int
        How many of these have a label.
    caveats : tuple of str
        What else there is to know, in plain words.

    Examples
    --------
    >>> import stancekit
    >>> pool = {"id": ["a", "b"], "text": ["We must keep talking to Moscow.", "Talk? Perhaps."]}
    >>> found = stancekit.suggest(stancekit.load_model(), pool, n=1, random_share=0)
    >>> found
    <Suggestions: 1 of 2 statements, 0 of them at random>
    """

    statements: pd.DataFrame
    guesses: tuple[Guess | None, ...]
    scores: tuple[float, ...]
    drawn: tuple[str, ...]
    again: pd.DataFrame
    sample: tuple[str, ...]
    pool: int
    labelled: int
    caveats: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.guesses)

    def __repr__(self) -> str:
        """Return one line with the numbers."""
        at_random = len(set(self.sample) & set(self.ids))
        return (
            f"<Suggestions: {len(self):,} of {counted(self.pool, 'statement')}, "
            f"{at_random:,} of them at random>"
        )

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the statements that were chosen."""
        return tuple(filter(None, names_in(self.statements, "id")))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why each of them was chosen: ``least sure`` or ``drawn at random``."""
        return tuple("least sure" if guess else "drawn at random" for guess in self.guesses)

    def blocks(self) -> Iterator[Block]:
        """Yield how many there are, each with its reason, and what to mind."""
        pool = counted(self.pool, "statement")
        yield Lines([f"{len(self):,} of {pool} to label, {self.labelled:,} labelled."])
        rows = zip(self.ids, self.statements["text"], self.reasons, self.guesses, strict=True)
        yield Listing(
            [],
            [
                Item(
                    [f"{name}:", MarkedText(text, plain=quoted(text))],
                    [f"{reason}: {guess}" if guess else reason],
                )
                for name, text, reason, guess in rows
            ],
        )
        yield Caveats(self.caveats)

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each statement.

        The columns are ``id``, ``text``, ``reason``, ``score``, and the parts of the guess:
        ``likeliest``, ``probability``, ``second`` and ``second_probability``.
        """
        columns = {"reason": self.reasons, "score": self.scores, **self._guessed()}
        return self.statements[["id", "text"]].assign(**columns)

    def _guessed(self) -> dict[str, list[Any]]:
        """Return the columns of the guesses."""
        rows = [guess or _NO_GUESS for guess in self.guesses]
        return {name: [row[i] for row in rows] for i, name in enumerate(Guess._fields)}

    def to_label(self) -> pd.DataFrame:
        """Return the table to fill in: all columns of the pool, and an empty ``label``.

        Behind them come the columns of `to_frame` from ``reason`` on, and ``drawn``; where the pool
        has one of the former itself, it is called ``suggested_reason``, and so on. Statements that
        were drawn at random but had a label before stand last, with that label, and with ``again``
        in ``drawn``: `prevalence` needs the whole sample. Read together with the tables that hold
        their labels they count once.
        """
        n, more = len(self), len(self.again)
        columns: dict[str, list[object]] = {
            str(name): [*self.statements[name], *self.again.get(name, [None] * more)]
            for name in self.statements
        }
        columns["label"] = [*[None] * n, *self.again["label"]]
        reasons = [*self.reasons, *["drawn at random, labelled before"] * more]
        columns[free_name("reason", columns, "suggested_")] = list(reasons)
        scores = [None if math.isnan(score) else score for score in self.scores]
        for name, cells in {"score": scores, **self._guessed()}.items():
            columns[free_name(name, columns, "suggested_")] = [*cells, *[None] * more]
        probability = len(self.sample) / self.pool
        columns[DRAWN] = [*self.drawn, *[drawn_again(probability)] * more]
        return frame_of(columns)

    def _facts(self) -> dict[str, Any]:
        columns = {
            "id": self.ids,
            "text": self.statements["text"],
            "reason": self.reasons,
            "score": self.scores,
            **self._guessed(),
        }
        rows = zip(*columns.values(), strict=True)
        return {
            "suggestions": [dict(zip(columns, row, strict=True)) for row in rows],
            **self._named("sample", "pool", "labelled", "caveats"),
        }
