"""Between a model and the three plain things a folder holds: manifest, vocabulary, tensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit.exceptions import DataError, ModelFormatError, ParameterError
from stancekit.labels import MAX_LABELS, Label
from stancekit.model.encoder import Encoder, encode, encoder_name
from stancekit.model.judging import judge
from stancekit.model.lineage import Ancestor, Provenance, Recalibrated, TrainingData
from stancekit.model.linear import Learned, LinearModel
from stancekit.model.manifest_parts import (
    DICTIONARY,
    GOLDEN_TOLERANCE,
    concepts_from,
    part_entry,
    part_from,
    string_of,
    strings_of,
)
from stancekit.model.parameters import judged_settings
from stancekit.model.reading import whole_of
from stancekit.model.seal import check_seal
from stancekit.model.tensors import Tensors
from stancekit.text.concepts import Concepts
from stancekit.text.ngrams import is_range

__all__ = [
    "check_manifest",
    "learned_from",
    "manifest_of",
    "tensors_of",
    "vocabulary_of",
]

FORMAT = 2
_MOST_PARTS = 1000
_MOST_GOLDEN = 100
VECTOR_TOLERANCE = 1e-3

Floats = npt.NDArray[np.float64]


def vocabulary_of(model: Learned) -> list[dict[str, list[str]]]:
    """Return, for each part, its terms by kind."""
    return [
        {block.analyzer.kind: list(block.terms) for block in part.blocks}
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
            tensors[f"{i}.idf.{block.analyzer.kind}"] = np.ascontiguousarray(block.idf)
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
        "parts": [part_entry(name, part) for name, part in model.parts.items()],
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
    if not isinstance(manifest, dict) or type(manifest.get("format")) is not int:
        raise ModelFormatError("manifest.json is no manifest of a stancekit model")
    if not 1 <= manifest["format"] <= FORMAT:
        raise ModelFormatError(
            f"format {manifest['format']} was written by {manifest.get('library')!a:.60}, this "
            f"release reads formats 1 to {FORMAT}; upgrade with: pip install -U stancekit"
        )
    check_seal(manifest)
    labels = manifest["labels"]
    kinds = {type(label) for label in labels}
    if kinds not in ({str}, {int}) or not 2 <= len(labels) <= MAX_LABELS:
        raise ModelFormatError("labels must be 2 to 50 strings, or 2 to 50 integers")
    if labels != sorted(set(labels)) or not all(str(label).isprintable() for label in labels):
        raise ModelFormatError("labels must be sorted, different and printable")
    _check_parts(manifest)
    return dict(manifest["sha256"])


def _check_parts(manifest: Mapping[str, Any]) -> None:
    """Judge how much there is, before any of it is read."""
    parts, golden = manifest["parts"], manifest["golden"]
    if not isinstance(parts, list) or len(parts) > _MOST_PARTS:
        raise ModelFormatError(f"parts must be a list of up to {_MOST_PARTS}")
    if type(manifest["per_target"]) is not bool:
        raise ModelFormatError("per_target must be true or false")
    if any(len(saved["texts"]) > _MOST_GOLDEN for saved in golden):
        raise ModelFormatError(f"more than {_MOST_GOLDEN} texts to verify a part by")
    for part in parts:
        for kind, (low, high) in part["ngrams"].items():
            if not is_range(kind, low, high):
                raise ModelFormatError(f"unknown n-grams {kind!a:.20} {low!a:.20} to {high!a:.20}")


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
    targets = [string_of(entry["target"]) for entry in entries]
    if not (all(map(str.strip, targets)) if per_target else len(targets) == 1):
        raise ModelFormatError(f"its {len(targets)} parts do not name their targets")
    _check_encoder(manifest["encoder"], strings_of(manifest["golden"][0]["texts"]), encoder)
    concepts = None if dictionary is None else concepts_from(dictionary)
    parts = {
        target: part_from(i, entry, terms, concepts, tensors, len(labels), manifest["format"])
        for i, (target, entry, terms) in enumerate(zip(targets, entries, vocabulary, strict=True))
    }
    model = Learned(
        labels=labels,
        parts=parts,
        settings=_settings_from(manifest, concepts),
        provenance=_provenance_from(manifest, labels, folder),
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
    if provenance.recalibrated is not None:
        entries["recalibrated"] = provenance.recalibrated.entry(folder)
    return entries


def _provenance_from(
    manifest: Mapping[str, Any], labels: Sequence[Label], folder: Path
) -> Provenance:
    entry, training = manifest["provenance"], manifest.get("training_data")
    again = manifest.get("recalibrated")
    return Provenance(
        n_statements=whole_of(entry["n_statements"]),
        label_counts=dict(zip(labels, map(whole_of, entry["label_counts"]), strict=True)),
        fingerprint=string_of(entry["fingerprint"]),
        training_data=None if training is None else TrainingData.from_entry(training, folder),
        lineage=tuple(map(Ancestor.from_entry, manifest.get("lineage", ()))),
        recalibrated=None if again is None else Recalibrated.from_entry(again, folder),
    )


def _settings_entry(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as JSON can hold them: labels are no keys there, as they may be integers."""
    weight = settings["class_weight"]
    pairs = [list(pair) for pair in weight.items()] if isinstance(weight, Mapping) else weight
    dictionary = {"dictionary": DICTIONARY} if settings.get("dictionary") else {}
    return {**settings, "class_weight": pairs, **dictionary}


def _settings_from(manifest: Mapping[str, Any], concepts: Concepts | None) -> dict[str, Any]:
    """Return settings with the pairs and the dicts that JSON turned into lists, or left out."""
    entry = manifest["settings"]
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    if isinstance(settings["class_weight"], tuple):
        settings["class_weight"] = dict(settings["class_weight"])
    if settings.get("dictionary") != (None if concepts is None else DICTIONARY):
        raise ModelFormatError("settings name a dictionary that the model has not, or none")
    try:
        settings = judged_settings(settings, manifest["labels"])
    except ParameterError as error:
        raise ModelFormatError(f"settings: {error}") from error
    if settings["per_target"] is not manifest["per_target"]:
        raise ModelFormatError("per_target is another in its settings")
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
        if isinstance(block.analyzer, Concepts):
            texts.append(" ".join(entries[0] for _, entries in block.analyzer.entries))
    return texts


def _probabilities(model: Learned, target: str, texts: list[str]) -> list[list[float]]:
    X: Any = {"text": texts, "target": [target] * len(texts)} if model.per_target else texts
    return [list(map(float, row)) for row in judge(model, X)[0]]


def _check_golden(model: Learned, golden: Sequence[Mapping[str, Any]]) -> None:
    tolerance = GOLDEN_TOLERANCE if model.encoder is None else VECTOR_TOLERANCE
    for name, saved in zip(model.parts, golden, strict=True):
        now = np.array(_probabilities(model, name, strings_of(saved["texts"])))
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
    wanted = f"{string_of(entry['name'])!a:.60} ({int(entry['dimension'])} dimensions)"
    if encoder is None:
        raise DataError(
            f"encoder: this model needs {wanted}; pass it: load_model(..., encoder=), or --encoder "
            "on the command line"
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
