"""From the files of a model to what was learned, wherever the files are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from stancekit.blocks import Measure
from stancekit.exceptions import ModelFormatError
from stancekit.model.encoder import Encoder
from stancekit.model.folder import DICTIONARY, LARGEST, MANIFEST, VOCABULARY, WEIGHTS
from stancekit.model.linear import Learned
from stancekit.model.manifest import check_manifest, learned_from
from stancekit.model.manifest_parts import measures_from
from stancekit.model.reading import HeldFile, HeldFolder, json_of, read_file
from stancekit.model.tensors import n_terms_in, read_tensors
from stancekit.model.vocabulary import read_vocabulary

__all__ = ["unpacked"]


def unpacked(
    files: Path | HeldFolder, home: Path, encoder: Encoder | None
) -> tuple[Learned, dict[str, Measure]]:
    """Read the manifest, which says what to expect of the numbers, and these of the n-grams.

    Where training statements are is said from the folder that is the home of the model.
    """
    manifest = json_of(files / MANIFEST, read_file(files / MANIFEST, LARGEST[MANIFEST]))
    hashes = check_manifest(manifest)
    parts = manifest["parts"]
    tensors, digest = read_tensors(files / WEIGHTS, parts)
    _check_hash(WEIGHTS, digest, hashes)
    place = files / VOCABULARY
    vocabulary = read_vocabulary(place, _sound(place, hashes), len(parts), n_terms_in(tensors))
    dictionary = None
    if DICTIONARY in hashes:
        dictionary = json_of(files / DICTIONARY, _sound(files / DICTIONARY, hashes))
    learned = learned_from(manifest, vocabulary, dictionary, tensors, encoder, home)
    return learned, measures_from(manifest["scores"])


def _sound(file: Path | HeldFile, hashes: Mapping[str, str]) -> bytes:
    """Return what is in a file that has its hash."""
    content = read_file(file, LARGEST[file.name])
    _check_hash(file.name, hashlib.sha256(content).hexdigest(), hashes)
    return content


def _check_hash(name: str, digest: str, hashes: Mapping[str, str]) -> None:
    if digest != hashes.get(name):
        raise ModelFormatError(f"{name} is not the file that was saved: its hash differs")
