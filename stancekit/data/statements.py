"""Statements, labels and weights as they come into fit and predict, in one form.

Nothing here imports pandas: a loaded model reads lists, NumPy arrays, pandas and polars columns
and Arrow arrays without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set, Sized
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from stancekit.data.cell_rules import as_weight, characters, is_label, way_to_convert
from stancekit.data.identity import name_of
from stancekit.data.lookalikes import nearest
from stancekit.data.quoting import all_shown, counted, shown
from stancekit.data.structured import structured
from stancekit.data.table import is_blank, is_name, plain
from stancekit.exceptions import DataError, InputTypeError
from stancekit.labels import Label

__all__ = ["flags_from", "groups_from", "labels_from", "statements_from", "weights_from"]


def statements_from(X: object, *, with_target: bool = False) -> tuple[list[str], list[str] | None]:
    """Return statements, and where asked their targets, as lists of strings."""
    names = _column_names(X)
    if names is None:
        if with_target:
            raise InputTypeError(
                "X: the model was made with per_target=True and needs a table with the columns "
                f"'text' and 'target', got {type(X).__name__}"
            )
        return _strings(_values(X, "X"), "X"), None
    texts = _strings(_column(X, names, "text"), "X, column 'text'")
    if not with_target:
        return texts, None
    targets = _strings(_column(X, names, "target"), "X, column 'target'")
    _refuse(targets, is_name, "X, column 'target'", "is no name", "name it in visible characters")
    if len(targets) != len(texts):
        raise DataError(
            f"X: column 'text' has {counted(len(texts), 'row')}, column 'target' {len(targets)}; "
            "give each statement its target"
        )
    return texts, [str(name_of(target)) for target in targets]


def labels_from(y: object, n_statements: int) -> list[Label]:
    """Return labels as a list of str or int, one for each statement."""
    values = _values(y, "y")
    _check_length(values, n_statements, "y", "labels")
    values = [plain(value) for value in values]
    # Equal labels of one type need to be judged once only.
    judged = list(set(values)) if set(map(type, values)) in ({str}, {int}) else values
    if all(map(_is_label, judged)):
        return cast(list[Label], values)
    _refuse(values, lambda v: not is_blank(v), "y", "has no label", "label it")
    _refuse(
        values,
        lambda v: isinstance(v, (str, int)) and not isinstance(v, bool),
        "y",
        "is neither a string nor an integer",
        way_to_convert,
    )
    _refuse(values, lambda v: structured(v) is None, "y", "is a list of answers", "keep one")
    _refuse(values, _is_label, "y", "holds a control character, or more than 64 bits", "rename it")
    return cast(list[Label], values)


def weights_from(sample_weight: object, n_statements: int) -> npt.NDArray[np.float64] | None:
    """Return weights as an array of floats, or None where none are given."""
    if sample_weight is None:
        return None
    values = _values(sample_weight, "sample_weight")
    _check_length(values, n_statements, "sample_weight", "weights")
    _refuse(
        values,
        lambda value: not isinstance(value, str) and as_weight(value) is not None,
        "sample_weight",
        "is not a finite number of at least 0",
        "correct it",
    )
    weights = np.array(values, dtype=np.float64)
    if not weights.any():
        raise DataError("sample_weight: all weights are 0; give some statements a positive weight")
    return weights


def groups_from(groups: object, n_statements: int) -> npt.NDArray[np.intp]:
    """Return a number for each statement, equal where the groups are; a blank is a group alone.

    Examples
    --------
    >>> groups_from(["p1", "", "p1", ""], 4)
    array([0, 1, 0, 2])
    """
    if isinstance(groups, np.ndarray) and groups.dtype.kind == "i" and groups.ndim == 1:
        _check_length(groups, n_statements, "groups", "values")
        _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
        return np.argsort(np.argsort(first))[inverse]
    names = list(map(name_of, _values(groups, "groups")))
    _check_length(names, n_statements, "groups", "values")
    number: dict[object, int] = {}
    keys = (row if name is None else name for row, name in enumerate(names))
    return np.array([number.setdefault(key, len(number)) for key in keys], dtype=np.intp)


def flags_from(given: object, n_statements: int, name: str) -> npt.NDArray[np.bool_]:
    """Return whether each statement is one of some.

    Examples
    --------
    >>> flags_from([True, False], 2, "only_train")
    array([ True, False])
    """
    values = _values(given, name)
    _check_length(values, n_statements, name, "values")
    _refuse(
        values,
        lambda value: isinstance(value, bool | np.bool_),
        name,
        "is neither True nor False",
        "compare a column with what is meant: data['source'] == 'old'",
    )
    return np.array(values, dtype=np.bool_)


def _is_label(value: object) -> bool:
    return is_label(value) and characters(value) is None


def _column_names(X: Any) -> list[object] | None:
    """Return the names of a table's columns, None for anything else."""
    if isinstance(X, Mapping):
        return list(X)
    if _is_lazy(X):
        return None
    names = getattr(X, "columns", None) if hasattr(X, "__getitem__") else None
    if names is None or hasattr(X, "column_names"):
        names = getattr(X, "column_names", None)  # an Arrow table
    return None if names is None else list(names)


def _column(X: Any, names: list[object], name: str) -> list[object]:
    if name not in names:
        meant = nearest(name, [other for other in names if other != "text"])
        hint = f"did you mean {meant!r}? Rename it" if meant else "rename a column, or add it"
        known = all_shown(names)
        raise DataError(f"X: column {name!r} is missing among {known}; {hint}")
    if names.count(name) > 1:
        raise DataError(f"X: {names.count(name)} columns are called {name!r}; keep one")
    return _values(X[name], f"X, column {name!r}")


def _values(values: Any, name: str) -> list[object]:
    """Return a column-like object as a list, refusing what would lose order or pairing."""
    if isinstance(values, (str, bytes, bytearray)):
        raise InputTypeError(
            f"{name}: expected a list of values, got one {type(values).__name__}; "
            "put it into a list: [value]"
        )
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise InputTypeError(
            f"{name}: expected one dimension, got an array of shape {values.shape}; "
            "pass one column, for instance values.ravel()"
        )
    for method in ("tolist", "to_list", "to_pylist"):  # NumPy, pandas and polars, Arrow
        if hasattr(values, method) and getattr(values, "shape", (0,)) != ():
            try:
                return list(getattr(values, method)())
            except UnicodeDecodeError as error:
                raise DataError(
                    f"{name}: a value is not valid UTF-8 ({error.reason}); read the source again"
                ) from error
    if isinstance(values, Sequence):
        return list(values)
    raise InputTypeError(
        f"{name}: expected a list, an array or a column of a table, got {type(values).__name__}"
        + ("; pass list(...)" if isinstance(values, Iterator) else "")
        + ("; its order is not certain: pass a list" if isinstance(values, Set) else "")
        + ("; collect() it first" if _is_lazy(values) else "")
    )


def _is_lazy(values: object) -> bool:
    """Tell whether something is a polars LazyFrame, which names columns but holds no values."""
    return type(values).__name__ == "LazyFrame"


def _check_length(values: Sized, n_statements: int, name: str, called: str) -> None:
    if len(values) != n_statements:
        raise DataError(
            f"X has {counted(n_statements, 'statement')} but {name} has {len(values)} {called}; "
            "give one for each statement"
        )


def _strings(values: list[Any], name: str) -> list[str]:
    _refuse(values, lambda v: isinstance(v, str), name, "is not a string", _as_string)
    return values


def _as_string(value: object) -> str:
    """Say what to do with what is no string."""
    if is_blank(value) and not isinstance(value, str):
        return "leave out what has no text, or make it an empty string"
    return "give each one as str"


def _refuse(
    values: list[Any], allowed: Any, name: str, wrong: str, cure: str | Callable[[object], str]
) -> None:
    """Raise one error that names the first values that are not allowed."""
    bad = [i for i, value in enumerate(values) if not allowed(value)]
    if bad:
        i = bad[0]
        more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
        way_out = cure if isinstance(cure, str) else cure(values[i])
        raise DataError(f"{name}: item {i} {wrong} ({shown(values[i])}){more}; {way_out}")
