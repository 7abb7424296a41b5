"""What users pass beside their data, judged: numbers, switches, labels and names of columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral

from stancekit.data import cell_rules
from stancekit.data.quoting import shown
from stancekit.data.table import plain
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.labels import Label, label_set

__all__ = [
    "as_label_list",
    "as_label_set",
    "check_count",
    "check_flag",
    "check_roles",
    "values_by_column",
]


def check_count(name: str, value: object, least: int) -> int:
    """Return a setting as an int, or refuse one that is not an integer of at least so much."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise ParameterError(f"{name}: must be an integer of at least {least}, got {value!r}")
    return int(value)


def check_flag(name: str, value: object) -> None:
    """Refuse what is neither true nor false."""
    if not isinstance(value, bool):
        raise InputTypeError(f"{name}: must be True or False, got {shown(value)}")


def as_label_list(labels: object, name: str) -> list[Label]:
    """Return the labels that a user lists."""
    if isinstance(labels, str | bytes) or not isinstance(labels, Iterable):
        raise ParameterError(f"{name}={shown(labels)} is not a list of labels; give all of them")
    found = [plain(label) for label in labels]
    if wrong := [label for label in found if not cell_rules.is_label(label)]:
        raise ParameterError(
            f"{name} holds {shown(wrong[0])}; labels are strings or integers, none of them blank"
        )
    return [label for label in found if cell_rules.is_label(label)]


def as_label_set(labels: object) -> tuple[Label, ...]:
    """Return the labels that a user lists as all that there may be, in the order of a model."""
    allowed = as_label_list(labels, "labels")
    try:
        return label_set(allowed)
    except DataError as error:
        raise ParameterError(f"labels={shown(allowed)}: {error}") from error


def check_roles(**columns: object) -> None:
    """Refuse what cannot be the name of a column, and a column that is named twice."""
    role_of: dict[str, str] = {}
    for role, column in columns.items():
        if not isinstance(column, str):
            raise ParameterError(
                f"{role}={shown(column)} is not the name of a column; give a string"
            )
        if (other := role_of.setdefault(column, role)) != role:
            raise ParameterError(
                f"{other} and {role} both name the column {shown(column)}; name two columns"
            )


def values_by_column(name: str, given: object) -> dict[str, tuple[str, ...]]:
    """Return columns with some of their values, as strings.

    Examples
    --------
    >>> values_by_column("only_train", {"year": [2021, 2022]})
    {'year': ('2021', '2022')}
    """
    if not isinstance(given, Mapping):
        raise InputTypeError(
            f"{name}: expected a dict of columns, each with a list of its values, got "
            f"{type(given).__name__}"
        )
    for column, values in given.items():
        if isinstance(values, str | bytes) or not isinstance(values, Iterable):
            raise InputTypeError(
                f"{name}: the values of {shown(column)} are no list but {shown(values)}; put them "
                "into one"
            )
    return {str(column): tuple(map(str, values)) for column, values in given.items()}
