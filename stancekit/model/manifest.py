"""Between a model and the three plain things a folder holds: manifest, vocabulary, tensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit.data.dictionary_rules import judged_dictionary
from stancekit.exceptions import DataError, ModelFormatError
from stancekit.labels import MAX_LABELS
from stancekit.model.calibration import Calibration
from stancekit.model.encoder import Encoder, encode, encoder_name
from stancekit.model.judging import judge
from stancekit.model.lineage import Ancestor, Provenance, TrainingData
from stancekit.model.linear import Learned, LinearModel
from stancekit.model.parameters import LARGEST_WEIGHT
from stancekit.model.status import NEVER
from stancekit.text import Ngrams, TermBlock
from stancekit.text.concepts import Concepts, Cutter
from stancekit.text.ngrams import is_range

__all__ = [
    "DICTIONARY",
    "check_manifest",
    "learned_from",
    "manifest_of",
    "tensors_of",
    "vocabulary_of",
]

FORMAT = 2
DICTIONARY = "dictionary.json"
GOLDEN_TOLERANCE = 1e-9
VECTOR_TOLERANCE = 1e-3
LARGEST_NUMBER = 1e9

Floats = npt.NDArray[np.float64]
Tensors = Mapping[str, npt.NDArray[Any]]


def vocabulary_of(model: Learned) -> list[dict[str, list[str]]]:
    """Return, for each part, its terms by kind."""
    return [
        {block.ngrams.kind: list(block.terms) for block in part.blocks}
        for part in model.parts.values()
    ]


def tensors_of(model: Learned) -> dict[str, Floats]:
    """Return the arrays of all parts by name, ``<part>.<array>``."""
    tensors = {}
    for i, part in enumerate(model.parts.values()):
        tensors[f"{i}.coef"] = np.ascontiguousarray(part.coef)
        tensors[f"{i}.intercept"] = np.ascontiguousarray(part.intercept)
        tensors[f"{i}.prior"] = np.ascontiguousarray(part.calibration.prior)
        tensors[f"{i}.thresholds"] = np.ascontiguousarray(part.calibration.thresholds)
        for block in part.blocks:
            tensors[f"{i}.idf.{block.ngrams.kind}"] = np.ascontiguousarray(block.idf)
    return tensors


def manifest_of(
    model: Learned, hashes: Mapping[str, str], evaluation: Mapping[str, Any] | None, folder: Path
) -> dict[str, Any]:
    """Return everything about a model in a folder that is neither vocabulary nor numbers."""
    golden = [_golden_entry(model, name) for name in model.parts]
    return {
        "format": FORMAT,
        "library": f"stancekit {metadata.version('stancekit')}",
        "labels": list(model.labels),
        "per_target": model.per_target,
        "parts": [_part_entry(name, part) for name, part in model.parts.items()],
        "settings": _settings_entry(model.settings),
        "provenance": {
            "n_statements": model.provenance.n_statements,
            "label_counts": list(model.provenance.label_counts.values()),
            "fingerprint": model.provenance.fingerprint,
        },
        **_origin_entries(model.provenance, folder),
        "scores": dict(evaluation["measures"]) if evaluation else {},
        "golden": golden,
        "encoder": _encoder_entry(model.encoder, golden[0]["texts"]),
        "sha256": dict(hashes),
    }


def check_manifest(manifest: Any) -> dict[str, str]:
    """Judge whether a manifest can be read, and return the hashes of the other files."""
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        raise ModelFormatError("manifest.json is no manifest of a stancekit model")
    if not 1 <= manifest["format"] <= FORMAT:
        raise ModelFormatError(
            f"format {manifest['format']} was written by {manifest.get('library')!a:.60}, this "
            f"release reads formats 1 to {FORMAT}; upgrade with: pip install -U stancekit"
        )
    labels = manifest["labels"]
    kinds = {type(label) for label in labels}
    if kinds not in ({str}, {int}) or not 2 <= len(labels) <= MAX_LABELS:
        raise ModelFormatError("labels must be 2 to 50 strings, or 2 to 50 integers")
    if labels != sorted(set(labels)) or not all(str(label).isprintable() for label in labels):
        raise ModelFormatError("labels must be sorted, different and printable")
    return dict(manifest["sha256"])


def learned_from(
    manifest: Mapping[str, Any],
    vocabulary: list[dict[str, list[str]]],
    dictionary: Any,
    tensors: Tensors,
    encoder: Encoder | None,
    folder: Path,
) -> Learned:
    """Build the model of a folder and verify that it predicts what it did when it was saved."""
    labels = tuple(manifest["labels"])
    entries = manifest["parts"]
    per_target = manifest["per_target"] is True
    if not entries or len(entries) != len(vocabulary):
        raise ModelFormatError(f"{len(entries)} parts but {len(vocabulary)} vocabularies")
    targets = [_string(entry["target"]) for entry in entries]
    if not (all(map(str.strip, targets)) if per_target else len(targets) == 1):
        raise ModelFormatError(f"its {len(targets)} parts do not name their targets")
    _check_encoder(manifest["encoder"], _strings(manifest["golden"][0]["texts"]), encoder)
    concepts = None if dictionary is None else _concepts_from(dictionary)
    parts = {
        target: _part_from(i, entry, terms, concepts, tensors, len(labels), manifest["format"])
        for i, (target, entry, terms) in enumerate(zip(targets, entries, vocabulary, strict=True))
    }
    counts = map(int, manifest["provenance"]["label_counts"])
    training = manifest.get("training_data")
    model = Learned(
        labels=labels,
        parts=parts,
        settings=_settings_from(manifest["settings"], concepts),
        provenance=Provenance(
            n_statements=int(manifest["provenance"]["n_statements"]),
            label_counts=dict(zip(labels, counts, strict=True)),
            fingerprint=_string(manifest["provenance"]["fingerprint"]),
            training_data=None if training is None else TrainingData.from_entry(training, folder),
            lineage=tuple(map(Ancestor.from_entry, manifest.get("lineage", ()))),
        ),
        per_target=per_target,
        encoder=encoder,
    )
    _check_dimensions(model, manifest)
    _check_golden(model, manifest["golden"])
    return model


def _origin_entries(provenance: Provenance, folder: Path) -> dict[str, Any]:
    """Return what is known of the origin; a model of which nothing is known has no entry."""
    entries: dict[str, Any] = {}
    if provenance.training_data is not None:
        entries["training_data"] = provenance.training_data.entry(folder)
    if provenance.lineage:
        entries["lineage"] = [ancestor.entry() for ancestor in provenance.lineage]
    return entries


def _part_entry(name: str, part: LinearModel) -> dict[str, Any]:
    cutters = [block.ngrams for block in part.blocks]
    return {
        "target": name,
        "labels": list(part.label_index),
        "ngrams": {n.kind: [n.low, n.high] for n in cutters if isinstance(n, Ngrams)},
        "folded": all(cutter.folded for cutter in cutters),
        "concept_weight": next((b.weight for b in part.blocks if b.ngrams.kind == "concept"), 0.0),
        "temperature": part.calibration.temperature,
        "ok_precision": part.calibration.ok_precision,
        "calibrated_on": part.calibration.n_statements,
    }


def _part_from(
    i: int,
    entry: Mapping[str, Any],
    terms: Mapping[str, list[str]],
    concepts: Concepts | None,
    tensors: Tensors,
    n_all: int,
    form: int,
) -> LinearModel:
    index = tuple(int(k) for k in entry["labels"])
    if list(index) != sorted(set(index)) or not index or not 0 <= index[0] <= index[-1] < n_all:
        raise ModelFormatError(f"part {i}: labels {index} are not among the model's {n_all}")
    # In format 1 texts were lower-cased only, and "can't" was "can".
    folded = form > 1 and entry["folded"] is True
    weight = float(entry.get("concept_weight", 0))
    cutters: list[Cutter] = [
        _ngrams_from(kind, limits, folded) for kind, limits in entry["ngrams"].items()
    ]
    if weight:
        cutters.append(_weighed(concepts, weight))
    blocks = tuple(
        _block_from(
            cutter,
            terms[cutter.kind],
            _array(tensors, f"{i}.idf.{cutter.kind}", 1),
            weight if cutter is concepts else 1.0,
        )
        for cutter in cutters
    )
    coef = _array(tensors, f"{i}.coef", 2)
    intercept = _array(tensors, f"{i}.intercept", 1)
    prior = _array(tensors, f"{i}.prior", 1)
    thresholds = _array(tensors, f"{i}.thresholds", 1)
    n_terms = sum(len(block.terms) for block in blocks)
    if {*map(len, (coef, intercept, prior, thresholds))} != {len(index)}:
        raise ModelFormatError(f"part {i}: the arrays do not fit its {len(index)} labels")
    if not coef.shape[1] >= max(n_terms, 1):
        raise ModelFormatError(f"part {i}: {coef.shape[1]} coefficients for {n_terms} n-grams")
    # In format 1 thresholds said which labels are plausible, not which answers are ok.
    precision = None if form == 1 else entry["ok_precision"]
    calibration = Calibration(
        float(entry["temperature"]),
        prior,
        np.full(len(index), NEVER) if form == 1 else thresholds,
        None if precision is None else float(precision),
        int(entry["calibrated_on"]),
    )
    _check_calibration(i, calibration)
    return LinearModel(index, blocks, coef, intercept, calibration)


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


def _ngrams_from(kind: str, limits: list[int], folded: bool) -> Ngrams:
    low, high = limits
    if not is_range(kind, low, high):
        raise ModelFormatError(f"unknown n-grams {kind!a:.20} {low!a:.20} to {high!a:.20}")
    return Ngrams(kind, low, high, folded)  # type: ignore[arg-type]


def _concepts_from(dictionary: object) -> Concepts:
    try:
        return Concepts.of(judged_dictionary([(DICTIONARY, dictionary)]))
    except DataError as error:
        raise ModelFormatError(error.problems[0]) from error


def _weighed(concepts: Concepts | None, weight: float) -> Concepts:
    """Return concepts of which a part makes use, if it may."""
    if concepts is None or not 0 < weight <= LARGEST_WEIGHT:
        raise ModelFormatError(f"concepts with the weight {weight:g}, but no such dictionary")
    return concepts


def _block_from(cutter: Cutter, terms: list[str], idf: Floats, weight: float) -> TermBlock:
    kind = cutter.kind
    if len(set(_strings(terms))) != len(terms) or len(idf) != len(terms):
        raise ModelFormatError(f"{len(terms)} {kind} n-grams repeat, or have {len(idf)} weights")
    if not ((idf >= 1) & (idf <= 100)).all():  # 1 + ln(texts / texts with the n-gram)
        raise ModelFormatError(f"weights of {kind} n-grams are out of range")
    return TermBlock(cutter, tuple(terms), idf, weight)


def _array(tensors: Tensors, name: str, n_dimensions: int) -> Floats:
    array = tensors[name]
    if array.dtype != np.float64 or array.ndim != n_dimensions:
        raise ModelFormatError(f"tensor {name} is not {n_dimensions}-dimensional float64")
    if not (np.abs(array) <= LARGEST_NUMBER).all():
        raise ModelFormatError(f"tensor {name} holds a number that is not finite, or too large")
    return array


def _string(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ModelFormatError(f"expected a printable string in the manifest, got {value!a:.40}")
    return value


def _strings(values: Any) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ModelFormatError("a list of texts or n-grams holds something other than strings")
    return values


def _settings_entry(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as JSON can hold them: labels are no keys there, as they may be integers."""
    weight = settings["class_weight"]
    pairs = [list(pair) for pair in weight.items()] if isinstance(weight, Mapping) else weight
    dictionary = {"dictionary": DICTIONARY} if settings.get("dictionary") else {}
    return {**settings, "class_weight": pairs, **dictionary}


def _settings_from(entry: Mapping[str, Any], concepts: Concepts | None) -> dict[str, Any]:
    """Return settings with the pairs and the dicts that JSON turned into lists, or left out."""
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    if isinstance(settings["class_weight"], tuple):
        settings["class_weight"] = dict(settings["class_weight"])
    if concepts is not None:
        settings["dictionary"] = {name: list(some) for name, some in concepts.entries}
    return settings


def _golden_entry(model: Learned, target: str) -> dict[str, Any]:
    texts = _golden_texts(model.parts[target])
    return {"texts": texts, "probabilities": _probabilities(model, target, texts)}


def _golden_texts(part: LinearModel) -> list[str]:
    """Return short texts made of a part's own n-grams, without quoting training data."""
    texts = ["", "\u0130 \u03a3 no known word"]
    for block, coef in zip(part.blocks[:1], part.block_coefs()[:1], strict=True):
        top = np.argsort(-coef, axis=1, kind="stable")[:, :5]
        texts += [" ".join(block.terms[j] for j in row) for row in top]
    for block in part.blocks:
        if isinstance(block.ngrams, Concepts):
            texts.append(" ".join(entries[0] for _, entries in block.ngrams.entries))
    return texts


def _probabilities(model: Learned, target: str, texts: list[str]) -> list[list[float]]:
    X: Any = {"text": texts, "target": [target] * len(texts)} if model.per_target else texts
    return [list(map(float, row)) for row in judge(model, X)[0]]


def _check_golden(model: Learned, golden: Sequence[Mapping[str, Any]]) -> None:
    tolerance = GOLDEN_TOLERANCE if model.encoder is None else VECTOR_TOLERANCE
    for name, saved in zip(model.parts, golden, strict=True):
        now = np.array(_probabilities(model, name, _strings(saved["texts"])))
        then = np.array(saved["probabilities"], dtype=np.float64)
        if not _are_close(now, then, tolerance):
            raise ModelFormatError("the model no longer predicts what it did when it was saved")


def _encoder_entry(encoder: Encoder | None, golden: list[str]) -> dict[str, Any] | None:
    if encoder is None:
        return None
    vectors = encode(encoder, golden)
    return {
        "name": encoder_name(encoder),
        "dimension": vectors.shape[1],
        "vectors": [[round(float(x), 6) for x in row] for row in vectors],
    }


def _check_encoder(
    entry: Mapping[str, Any] | None, golden: list[str], encoder: Encoder | None
) -> None:
    if entry is None and encoder is None:
        return
    if entry is None:
        raise DataError("encoder: this model was trained without one; load it without encoder=")
    wanted = f"{_string(entry['name'])!a:.60} ({int(entry['dimension'])} dimensions)"
    if encoder is None:
        raise DataError(
            f"encoder: this model needs {wanted}; pass it in Python: load_model(..., encoder=)"
        )
    vectors, saved = encode(encoder, golden), np.array(entry["vectors"], dtype=np.float64)
    if not _are_close(vectors, saved, VECTOR_TOLERANCE):
        raise DataError(
            f"encoder: this model needs {wanted}, but {encoder_name(encoder)!r} gives other vectors"
        )


def _check_dimensions(model: Learned, manifest: Mapping[str, Any]) -> None:
    width = int(manifest["encoder"]["dimension"]) if manifest["encoder"] else 0
    for name, part in model.parts.items():
        if part.vector_coef.shape[1] != width:
            raise ModelFormatError(f"part {name!a:.40}: coefficients do not fit its n-grams")


def _are_close(now: Floats, then: Floats, tolerance: float) -> bool:
    return now.shape == then.shape and np.allclose(now, then, rtol=0, atol=tolerance)
