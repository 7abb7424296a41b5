"""What a single cell has to be: the kind of problem, and the details of this one."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from typing import TypeGuard

from stancekit.data.identity import name_of
from stancekit.data.lookalikes import nearest, same_form
from stancekit.data.quoting import all_shown, listed, shown
from stancekit.data.structured import answers_in, structured
from stancekit.data.table import is_blank
from stancekit.labels import Label

__all__ = [
    "as_weight",
    "characters",
    "doubtful",
    "filled_text",
    "is_label",
    "joined",
    "label",
    "misspellings",
    "seems_missing",
    "several",
    "target",
    "text",
    "unknown_target",
    "way_to_convert",
    "weight",
]

_SHOWN_LABELS = 10
_MISSPELLING_CUTOFF = 0.85
_JOINTS = "#;|,"
_AROUND = "[]{}()"
_MISSING = {"#n/a", "<na>", "n/a", "na", "nan", "null"}


def text(value: object) -> tuple[str, str] | None:
    """Judge a statement to be scored: it may be empty, but it has to be a string."""
    if isinstance(value, str):
        return None
    if is_blank(value):
        return "the text is missing; add it or remove the row", ""
    kind = type(value).__name__
    return f"of type {kind} where a string is expected; convert the column", _first(value)


def filled_text(value: object) -> tuple[str, str] | None:
    """Judge a labelled statement: a string that is not blank."""
    if isinstance(value, str) and all(map(_is_invisible, value)):
        return "the text is empty; add it or remove the row", ""
    return text(value)


def label(value: object, allowed: Sequence[Label] | None) -> tuple[str, str] | None:
    """Judge a label: a string or an integer, and one of the allowed labels where there are any."""
    if is_blank(value):
        return "the label is missing; add it or remove the row", ""
    if wrong := _structured_label(value):
        return wrong
    if isinstance(value, bool) or not isinstance(value, str | int):
        kind = f"of type {type(value).__name__}, but labels are strings or integers"
        return f"{kind}; {way_to_convert(value)}", _first(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return "an integer of more than 64 bits; use strings", _first(value)
    if isinstance(value, str) and not value.isprintable() and characters(value) is None:
        return "a label with a character that cannot be seen; rename it", _first(value)
    if allowed is None or value in allowed:
        return None
    return _unknown(value, allowed), ""


def several(labels: Sequence[object]) -> str:
    """Say that there are several labels where there has to be one."""
    return f"several labels, {all_shown(labels)}, where one is expected; keep one"


def way_to_convert(value: object) -> str:
    """Say how to make labels of values that are none.

    Examples
    --------
    >>> way_to_convert(0.5), way_to_convert(b"favor")
    ('convert them to strings', 'convert them to strings')
    """
    if isinstance(value, bool):
        return "give true and false a name, as 'yes' and 'no', or convert them with astype(int)"
    if isinstance(value, list | dict | tuple):
        return "write the label alone"
    if isinstance(value, float) and value.is_integer():
        return "convert them with astype(int), after the rows without a label are removed"
    return "convert them to strings"


def is_label(value: object) -> TypeGuard[Label]:
    """Tell whether a value can be a label."""
    return label(value, allowed=None) is None


def target(value: object) -> tuple[str, str] | None:
    """Judge a target where each statement has to name one: a string in visible characters."""
    if is_blank(value):
        return "the target is missing; name it in every row or in none", ""
    if not isinstance(value, str):
        kind = type(value).__name__
        return f"of type {kind} where a string is expected; convert the column", _first(value)
    if not value.isprintable():
        return "a name with a character that cannot be seen; rename the target", _first(value)
    return None


def unknown_target(value: object, known: Sequence[str], model: str = "this model") -> str | None:
    """Say that a target is none of those that a model knows, if it is none."""
    if name_of(value) in map(name_of, known):
        return None
    names = all_shown(known) if known else "none by name, so leave target out"
    return f"{shown(value)} is not a target of {model}; it knows {names}"


def characters(value: object) -> tuple[str, str] | None:
    """Judge the characters of a cell: no NUL, no half of a surrogate pair."""
    if not isinstance(value, str):
        return None
    if "\0" in value:
        position = value.index("\0") + 1
        kind = "a NUL character; the source is damaged, remove it"
        return kind, f" (first: at character {position})"
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        found = f"{shown(value[error.start])} at character {error.start + 1}"
        kind = "a lone surrogate, half of a character that was cut in two; replace it"
        return kind, f" (first: {found})"
    return None


def weight(value: object) -> tuple[str, str] | None:
    """Judge a weight: a finite number of at least 0, or a string that spells one."""
    if is_blank(value):
        return "the weight is missing; an ordinary row has 1", ""
    if as_weight(value) is None:
        wrong = "a weight is a finite number of at least 0; correct it"
        return wrong, _first(value, _decimal(value))
    return None


def as_weight(value: object) -> float | None:
    """Return the number that a weight is or spells, None if it is not a weight.

    Examples
    --------
    >>> as_weight("0.5"), as_weight(2), as_weight(-1), as_weight("1_000")
    (0.5, 2.0, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float) or "_" in str(value):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number >= 0 else None


def doubtful(labels: Sequence[Label], known: Set[Label] = frozenset()) -> dict[Label, str]:
    """Return what labels look like that may be slips; those that are known are none.

    Examples
    --------
    >>> doubtful(["favor", "favor", "Favor", "NA"])
    {'Favor': "a misspelling of 'favor'", 'NA': 'a missing label'}
    >>> doubtful(["favor", "none", "favor#none"])
    {'favor#none': "several labels, 'favor', 'none'"}
    """
    others = [label for label in labels if label not in known]
    if known:  # then how often the others occur says nothing for them
        others = sorted(set(others), key=str)
    slips = misspellings([*sorted([*known, *known], key=str), *others])
    looks = {label: f"a misspelling of {shown(near)}" for label, near in slips.items()}
    distinct, spelled = dict.fromkeys(others), {*known, *labels}
    looks |= {label: "a missing label" for label in distinct if seems_missing(label, spelled)}
    found = joined(spelled)
    looks |= {label: f"several labels, {all_shown(parts)}" for label, parts in found.items()}
    return {label: like for label, like in looks.items() if label not in known}


def misspellings(labels: Sequence[Label]) -> dict[Label, str]:
    """Pair each label that looks like a slip with the more frequent one that it resembles.

    A slip differs from the other only in case or surrounding spaces, or it occurs once and is
    spelled almost like one that occurs more often.
    """
    counts = Counter(value for value in labels if isinstance(value, str))
    ranked = [value for value, _ in counts.most_common()]
    repeated = [value for value in ranked if counts[value] > 1]
    slips: dict[Label, str] = {}
    for rank, value in enumerate(ranked):
        near = nearest(value, ranked[:rank], cutoff=1.0)
        if near is None and counts[value] == 1:
            near = nearest(value, repeated, _MISSPELLING_CUTOFF)
        if near is not None:
            slips[value] = near
    return slips


def joined(labels: Iterable[Label]) -> dict[Label, list[str]]:
    """Return labels that join several others in one cell, as doccano does with '#'.

    Spark puts brackets around them, PostgreSQL braces.
    """
    alone = {label for label in labels if isinstance(label, str)}
    parts = [
        (label, [part.strip() for part in label.strip(_AROUND).split(joint)])
        for label in sorted(alone)
        for joint in _JOINTS
        if joint in label
    ]
    return {label: found for label, found in parts if alone >= set(found)}


def seems_missing(value: Label, labels: Iterable[Label] = ()) -> bool:
    """Tell whether a label is spelled as programs spell a missing value.

    `none` is a stance. `None` is one among labels with capitals; among others, if `none` is not
    among them, it is what Python makes of a missing value.

    Examples
    --------
    >>> seems_missing("N/A"), seems_missing("none", ["favor", "none"])
    (True, False)
    >>> seems_missing("None", ["favor", "None"]), seems_missing("None", ["Favor", "None"])
    (True, False)
    """
    if value == "None":
        others = {str(label) for label in labels} - {value}
        return bool(others) and not any(x == "none" or x[:1].isupper() for x in others)
    return same_form(value) in _MISSING


def _structured_label(value: object) -> tuple[str, str] | None:
    """Judge a label that is a list or an object of answers, or spells one."""
    cell = structured(value)
    if cell is None:
        return None
    answers = answers_in(cell)
    if len(answers) > 1:
        return several(answers), ""
    if isinstance(value, str):
        return "a list or an object where a label is expected; write the label alone", _first(value)
    return None


def _unknown(value: Label, allowed: Sequence[Label]) -> str:
    spelled = {str(option): option for option in allowed}
    near = nearest(value, allowed)
    if near is None:
        hint = "correct it or add it to the labels"
    elif isinstance(spelled[near], type(value)):
        hint = f"did you mean {shown(spelled[near])}?"
    else:
        kind = "string" if isinstance(spelled[near], str) else "integer"
        hint = f"did you mean the {kind} {shown(spelled[near])}?"
    return f"{shown(value)} is not one of {listed(allowed, _SHOWN_LABELS)}; {hint}"


def _is_invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def _decimal(value: object) -> str:
    """Say how a number is written whose decimals come after a comma."""
    is_one = isinstance(value, str) and as_weight(value.replace(",", ".")) is not None
    return ", whose decimals need a point" if is_one else ""


def _first(value: object, more: str = "") -> str:
    return f" (first: {shown(value)}{more})"
