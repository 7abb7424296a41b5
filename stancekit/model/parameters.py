"""The parameters of `StanceClassifier`: what each may be, and how a model remembers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np

from stancekit.data.dictionaries import load_dictionary
from stancekit.data.quoting import shown
from stancekit.exceptions import ParameterError
from stancekit.labels import Label
from stancekit.model.encoder import encoder_name
from stancekit.text.concepts import LARGEST_WEIGHT, Analyzer, Concepts
from stancekit.text.ngrams import is_integer, kinds_of_ngrams

__all__ = [
    "class_weight_by_code",
    "judged_settings",
    "plain_settings",
    "terms_to_count",
    "with_dictionary",
]


_FIRST = frozenset(
    {
        *("features", "word_ngrams", "char_ngrams", "min_df", "C", "class_weight", "calibrate"),
        *("encoder", "per_target", "random_state"),
    }
)
"""The parameters that folders of every format have."""
_LATER = {"ok_precision": 0.85, "dictionary": None, "dictionary_weight": 0.5, "encoder_dim": None}
"""Those that came later, and what models were trained with before."""


def with_dictionary(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters in which the dictionary is the words themselves, not where they are."""
    dictionary = parameters["dictionary"]
    return {
        **parameters,
        "dictionary": None if dictionary is None else load_dictionary(dictionary),
    }


def terms_to_count(parameters: Mapping[str, Any]) -> list[Analyzer]:
    """Judge every parameter and return what cuts texts into the terms to count."""
    min_df, C = parameters["min_df"], parameters["C"]
    try:
        kinds = kinds_of_ngrams(
            *(parameters[name] for name in ("features", "word_ngrams", "char_ngrams"))
        )
    except ParameterError as error:
        raise ParameterError(f"StanceClassifier: {error}") from None
    _check(is_integer(min_df) and min_df >= 1, "min_df", min_df, "an int >= 1")
    _check(_is_positive(C), "C", C, "a positive number")
    _check_class_weight(parameters["class_weight"])
    for name in ("calibrate", "per_target"):
        value = parameters[name]
        _check(isinstance(value, (bool, np.bool_)), name, value, "True or False")
    precision = parameters["ok_precision"]
    is_share = _is_positive(precision) and precision < 1
    _check(is_share, "ok_precision", precision, "a number above 0 and below 1")
    seed = parameters["random_state"]
    is_seed = seed is None or (is_integer(seed) and 0 <= seed < 2**32)
    _check(is_seed, "random_state", seed, "an int of 0 to 2**32 - 1, or None")
    dictionary, weight = parameters["dictionary"], parameters["dictionary_weight"]
    expected = f"a number from 0 to {LARGEST_WEIGHT}"
    is_weight = _is_positive(weight) or (weight == 0 and not isinstance(weight, bool))
    _check(is_weight and weight <= LARGEST_WEIGHT, "dictionary_weight", weight, expected)
    dim = parameters["encoder_dim"]
    is_dim = dim is None or (is_integer(dim) and dim >= 1)
    _check(is_dim, "encoder_dim", dim, "an int >= 1, or None")
    return [*kinds, *([Concepts.of(dictionary)] if dictionary and weight else [])]


def judged_settings(settings: Mapping[str, Any], labels: Sequence[Label]) -> dict[str, Any]:
    """Judge the settings that a model remembers, and return them with those that came later.

    A dictionary, which is not among them, was judged already.
    """
    settings = {**settings, **{k: v for k, v in _LATER.items() if k not in settings}}
    if unlike := settings.keys() ^ (_LATER.keys() | _FIRST):
        raise ParameterError(f"{shown(min(unlike))} is no parameter of a classifier, or missing")
    terms_to_count({**settings, "dictionary": None})
    class_weight_by_code(settings["class_weight"], labels)
    encoder = settings["encoder"]
    _check(encoder is None or isinstance(encoder, str), "encoder", encoder, "a name or None")
    return settings


def class_weight_by_code(class_weight: object, names: Sequence[Label]) -> Any:
    """Return class weights with labels replaced by their positions in the label set."""
    if not isinstance(class_weight, Mapping):
        return class_weight
    unknown = [label for label in class_weight if label not in names]
    known = ", ".join(map(repr, names))
    _check(not unknown, "class_weight", unknown, f"a dict of labels among {known}")
    return {i: class_weight.get(name, 1.0) for i, name in enumerate(names)}


def plain_settings(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return sound parameters in Python's own types, with an encoder by its name."""
    weight, encoder = parameters["class_weight"], parameters["encoder"]
    if isinstance(weight, Mapping):
        weight = {label: float(value) for label, value in weight.items()}
    seed, dim = parameters["random_state"], parameters["encoder_dim"]
    return {
        "features": str(parameters["features"]),
        "word_ngrams": tuple(map(int, parameters["word_ngrams"])),
        "char_ngrams": tuple(map(int, parameters["char_ngrams"])),
        "min_df": int(parameters["min_df"]),
        "C": float(parameters["C"]),
        "class_weight": weight,
        "calibrate": bool(parameters["calibrate"]),
        "ok_precision": float(parameters["ok_precision"]),
        "dictionary": parameters["dictionary"],
        "dictionary_weight": float(parameters["dictionary_weight"]),
        "encoder": None if encoder is None else encoder_name(encoder),
        "encoder_dim": None if dim is None else int(dim),
        "per_target": bool(parameters["per_target"]),
        "random_state": None if seed is None else int(seed),
    }


def _check(allowed: bool, name: str, value: object, expected: str) -> None:
    if not allowed:
        raise ParameterError(f"StanceClassifier: {name} must be {expected}, got {shown(value)}")


def _check_class_weight(value: object) -> None:
    if isinstance(value, Mapping):
        expected = "a dict of positive numbers"
        _check(all(map(_is_positive, value.values())), "class_weight", value, expected)
    else:
        known = value is None or (isinstance(value, str) and value == "balanced")
        _check(known, "class_weight", value, "'balanced', a dict or None")


def _is_positive(value: Any) -> bool:
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return 0 < float(value) < np.inf
    except OverflowError:  # an integer of hundreds of digits
        return False
