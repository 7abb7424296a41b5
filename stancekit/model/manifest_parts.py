"""Between one part of a model and what a folder holds of it, judged before it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit.blocks import Measure
from stancekit.data.dictionary_rules import judged_dictionary
from stancekit.data.quoting import counted
from stancekit.exceptions import DataError, ModelFormatError
from stancekit.model.calibration import Calibration
from stancekit.model.linear import LinearModel
from stancekit.model.reading import LARGEST_NUMBER, number_of, whole_of
from stancekit.model.status import NEVER
from stancekit.model.tensors import Tensors
from stancekit.model.vocabulary import check_terms
from stancekit.text import Ngrams, TermBlock
from stancekit.text.concepts import LARGEST_WEIGHT, Analyzer, Concepts

__all__ = [
    "DICTIONARY",
    "GOLDEN_TOLERANCE",
    "concepts_from",
    "measures_from",
    "part_entry",
    "part_from",
    "string_of",
    "strings_of",
]

DICTIONARY = "dictionary.json"
GOLDEN_TOLERANCE = 1e-9

Floats = npt.NDArray[np.float64]


def part_entry(name: str, part: LinearModel) -> dict[str, Any]:
    """Return what a manifest says of a part."""
    analyzers = [block.analyzer for block in part.blocks]
    return {
        "target": name,
        "labels": list(part.label_index),
        "ngrams": {n.kind: [n.low, n.high] for n in analyzers if isinstance(n, Ngrams)},
        "folded": all(analyzer.folded for analyzer in analyzers),
        "concept_weight": sum(b.weight for b in part.blocks if isinstance(b.analyzer, Concepts)),
        "temperature": part.calibration.temperature,
        "ok_precision": part.calibration.ok_precision,
        "calibrated_on": part.calibration.n_statements,
    }


def part_from(
    i: int,
    entry: Mapping[str, Any],
    terms: Mapping[str, list[str]],
    concepts: Concepts | None,
    tensors: Tensors,
    n_all: int,
    form: int,
) -> LinearModel:
    """Build a part from what a folder of a format holds of it."""
    index = tuple(map(whole_of, entry["labels"]))
    if list(index) != sorted(set(index)) or not index or not 0 <= index[0] <= index[-1] < n_all:
        raise ModelFormatError(f"part {i}: labels {index} are not among the model's {n_all}")
    blocks = tuple(
        _block_from(
            analyzer, weight, terms[analyzer.kind], _array(tensors, f"{i}.idf.{analyzer.kind}", 1)
        )
        for analyzer, weight in _weighed_analyzers(entry, concepts, form)
    )
    coef = _array(tensors, f"{i}.coef", 2)
    intercept = _array(tensors, f"{i}.intercept", 1)
    prior = _array(tensors, f"{i}.prior", 1)
    thresholds = _array(tensors, f"{i}.thresholds", 1)
    n_terms = sum(len(block.terms) for block in blocks)
    if {*map(len, (coef, intercept, prior, thresholds))} != {len(index)}:
        raise ModelFormatError(
            f"part {i}: the arrays do not fit its {counted(len(index), 'label')}"
        )
    if not coef.shape[1] >= max(n_terms, 1):
        coefficients, n_grams = counted(coef.shape[1], "coefficient"), counted(n_terms, "n-gram")
        raise ModelFormatError(f"part {i}: {coefficients} for {n_grams}")
    calibration = _calibration_from(entry, prior, thresholds, form)
    _check_calibration(i, calibration)
    return LinearModel(index, blocks, coef, intercept, calibration)


def _weighed_analyzers(
    entry: Mapping[str, Any], concepts: Concepts | None, form: int
) -> Iterator[tuple[Analyzer, float]]:
    """Yield what cuts texts into the terms of a part, with the weight of each kind."""
    # In format 1 texts were lower-cased only, and "can't" was "can".
    folded = form > 1 and entry["folded"] is True
    for kind, (low, high) in entry["ngrams"].items():
        yield Ngrams(kind, low, high, folded), 1.0
    if weight := number_of(entry.get("concept_weight", 0)):
        if concepts is None or not 0 < weight <= LARGEST_WEIGHT:
            raise ModelFormatError(f"concepts with the weight {weight:g}, but no such dictionary")
        yield concepts, weight


def _calibration_from(
    entry: Mapping[str, Any], prior: Floats, thresholds: Floats, form: int
) -> Calibration:
    # In format 1 thresholds said which labels are plausible, not which answers are ok.
    precision = None if form == 1 else entry["ok_precision"]
    return Calibration(
        number_of(entry["temperature"]),
        prior,
        np.full(len(prior), NEVER) if form == 1 else thresholds,
        None if precision is None else number_of(precision),
        whole_of(entry["calibrated_on"]),
    )


def _check_calibration(i: int, calibration: Calibration) -> None:
    prior, precision = calibration.prior, calibration.ok_precision
    reachable = calibration.thresholds[calibration.thresholds != NEVER]
    in_range = (
        0.01 <= calibration.temperature <= 100
        and (len(reachable) == 0 if precision is None else 0 < precision < 1)
        and calibration.n_statements >= 0
        and ((prior >= 0) & (prior <= 1)).all()
        and ((reachable >= 0) & (reachable <= 1)).all()
        and abs(prior.sum() - 1) < GOLDEN_TOLERANCE
    )
    if not in_range:
        raise ModelFormatError(f"part {i}: a number of its calibration is out of range")


def measures_from(entries: Mapping[str, Any]) -> dict[str, Measure]:
    """Return what was measured of a model; what is no number with its interval is passed over."""
    ends = ("value", "low", "high")
    return {
        string_of(name): Measure(*(float(entry[end]) for end in ends))
        for name, entry in entries.items()
        if isinstance(entry, Mapping)
        and all(
            type(entry.get(end)) in (int, float) and abs(entry[end]) <= LARGEST_NUMBER
            for end in ends
        )
    }


def concepts_from(dictionary: object) -> Concepts:
    """Return the concepts of a dictionary, which is judged as that of a user is."""
    try:
        return Concepts.of(judged_dictionary([(DICTIONARY, dictionary)]))
    except DataError as error:
        raise ModelFormatError(error.problems[0]) from error


def _block_from(analyzer: Analyzer, weight: float, terms: list[str], idf: Floats) -> TermBlock:
    kind = analyzer.kind
    if len(set(strings_of(terms))) != len(terms) or len(idf) != len(terms):
        raise ModelFormatError(f"{len(terms)} {kind} n-grams repeat, or have {len(idf)} weights")
    if not ((idf >= 1) & (idf <= 100)).all():  # 1 + ln(texts / texts with the n-gram)
        raise ModelFormatError(f"weights of {kind} n-grams are out of range")
    if isinstance(analyzer, Ngrams):
        check_terms(analyzer, terms)
    elif not all(map(analyzer.has, terms)):
        raise ModelFormatError("a concept of its vocabulary is not in its dictionary")
    return TermBlock(analyzer, tuple(terms), idf, weight)


def _array(tensors: Tensors, name: str, n_dimensions: int) -> Floats:
    array = tensors[name]
    if array.dtype != np.float64 or array.ndim != n_dimensions:
        raise ModelFormatError(f"tensor {name} is not {n_dimensions}-dimensional float64")
    if not (np.abs(array) <= LARGEST_NUMBER).all():
        raise ModelFormatError(f"tensor {name} holds a number that is not finite, or too large")
    return array


def string_of(value: object) -> str:
    """Return a value that must be a string, and safe to print."""
    if not isinstance(value, str) or not value.isprintable():
        raise ModelFormatError(f"expected a printable string in the manifest, got {value!a:.40}")
    return value


def strings_of(values: Any) -> list[str]:
    """Return what must be a list of strings."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ModelFormatError("a list of texts or n-grams holds something other than strings")
    return values
