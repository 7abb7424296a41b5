"""Change a model folder as somebody would who knows how it is verified."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from safetensors.numpy import load_file, save

from stancekit.model.seal import sealed


def read_manifest(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text())


def write_manifest(folder: Path, manifest: Any) -> None:
    """Write a manifest with the hash that it has then, if it can have one."""
    hashes = manifest.get("sha256") if isinstance(manifest, dict) else None
    if isinstance(hashes, dict) and manifest.get("format") != 1:
        with suppress(ValueError):  # a number that JSON has not
            manifest = sealed(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))


def rewrite(folder: Path, name: str, content: bytes) -> None:
    """Replace a file and make its hash right."""
    (folder / name).write_bytes(content)
    manifest = read_manifest(folder)
    manifest["sha256"][name] = hashlib.sha256(content).hexdigest()
    write_manifest(folder, manifest)


def change_vocabulary(folder: Path, change: Any) -> None:
    vocabulary = json.loads((folder / "vocabulary.json").read_text())
    change(vocabulary)
    rewrite(folder, "vocabulary.json", json.dumps(vocabulary).encode())


def change_tensor(folder: Path, name: str, change: Any) -> None:
    tensors = load_file(folder / "weights.safetensors")
    tensors[name] = change(tensors[name])
    rewrite(folder, "weights.safetensors", save(tensors))
