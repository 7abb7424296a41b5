"""A table as labelling tools see it: statements, each with the labels that it was given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from stancekit.data.cell_rules import as_weight
from stancekit.data.identity import StatementKey, name_of, names_in, rows_by
from stancekit.data.problems import Problems
from stancekit.data.quoting import shown
from stancekit.data.table import Stack, Table, is_blank, plain
from stancekit.labels import Label

__all__ = [
    "BESIDE_LABEL",
    "KNOWN_COLUMNS",
    "Given",
    "Prediction",
    "Statement",
    "beside_label",
    "statements_of",
]

BESIDE_LABEL = ("annotator", "labelled_at", "prediction", "prediction_score", "prediction_model")
"""The columns that go beside the label where a record is a row."""

KNOWN_COLUMNS = ("id", "text", "label", *BESIDE_LABEL)
"""The columns that formats read and write by themselves; any other is the user's own."""

_SCORE = "score"
"""Where `suggest` says how much a label would help."""


@dataclass(frozen=True)
class Given:
    """A label that somebody gave at some time; None where somebody gave none."""

    label: Label | None
    annotator: Label | None = None
    at: str | None = None


@dataclass(frozen=True)
class Prediction:
    """The label that a model suggests, with its probability and the name of the model."""

    label: Label
    score: float | None = None
    model: str | None = None


@dataclass(frozen=True)
class Statement:
    """A statement with its labels, and with the columns that are the user's own."""

    id: Label | None
    text: str
    given: tuple[Given, ...]
    prediction: Prediction | None
    extra: dict[str, object]

    @property
    def labels(self) -> list[Given]:
        """What was given, without the rows that have no label."""
        return [given for given in self.given if given.label is not None]


def statements_of(table: Table, together: bool) -> tuple[list[Statement], list[str]]:
    """Turn rows into statements."""
    named = zip(names_in(table, "id"), names_in(table, "target"), strict=True)
    keys = (key if together and key[0] else row for row, key in enumerate(named))
    groups = list(rows_by(keys).values())
    _check_texts(table, groups)
    own_columns = [name for name in table.columns if name not in KNOWN_COLUMNS]
    caveats = [
        f"column {shown(name)} differs between rows of the same id; the first value was kept"
        for name in own_columns
        if any(len({repr(_cell(table, name, row)) for row in rows}) > 1 for rows in groups)
    ]
    return [_statement(table, own_columns, rows) for rows in groups], caveats


def beside_label(statement: Statement) -> dict[str, object]:
    """Return what goes beside the label of a statement that is one row, by column."""
    (given,) = statement.given
    guess = statement.prediction or Prediction("")
    values = (given.annotator, given.at, guess.label or None, guess.score, guess.model)
    beside = dict(zip(BESIDE_LABEL, values, strict=True))
    return {name: value for name, value in beside.items() if value is not None}


def _statement(table: Table, own_columns: Sequence[str], rows: Sequence[int]) -> Statement:
    first = rows[0]
    extra = {name: _value(_cell(table, name, first)) for name in own_columns}
    if _SCORE in extra:
        extra[_SCORE] = _number(extra[_SCORE])
    predictions = (_prediction(table, row) for row in rows)
    return Statement(
        id=_name(_cell(table, "id", first)),
        text=str(_cell(table, "text", first)),
        given=tuple(_given(table, row) for row in rows),
        prediction=next((found for found in predictions if found is not None), None),
        extra={name: value for name, value in extra.items() if value is not None},
    )


def _given(table: Table, row: int) -> Given:
    at = _value(_cell(table, "labelled_at", row))
    return Given(
        _name(_cell(table, "label", row)),
        _name(_cell(table, "annotator", row)),
        None if is_blank(at) else str(at),
    )


def _prediction(table: Table, row: int) -> Prediction | None:
    label = _name(_cell(table, "prediction", row))
    if label is None:
        return None
    model = _name(_cell(table, "prediction_model", row))
    score = as_weight(_cell(table, "prediction_score", row))
    return Prediction(label, score, None if model is None else str(model))


def _check_texts(table: Table, groups: Iterable[list[int]]) -> None:
    problems = Problems(Stack([table]))
    for rows in groups:
        if len({StatementKey.of(str(_cell(table, "text", row))) for row in rows}) > 1:
            name = shown(_cell(table, "id", rows[0]))
            wrong = f"the id {name} stands for different texts; give each text an id of its own"
            problems.add(rows, "text", wrong)
    problems.raise_any()


def _cell(table: Table, column: str, row: int) -> object:
    return plain(table.columns[column][row]) if column in table.columns else None


def _name(value: object) -> Label | None:
    return value if isinstance(value, str | int) and not is_blank(value) else name_of(value)


def _number(value: object) -> object:
    """Return the number that a cell of a CSV file spells, if that spells it again."""
    number = as_weight(value)
    return number if str(number) == value else value


def _value(value: object) -> object:
    """Return a cell as JSON can hold it."""
    if value is None or value != value:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | list | dict) else str(value)
