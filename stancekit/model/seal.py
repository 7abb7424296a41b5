"""The hash by which a manifest shows that it was damaged; whoever changes it can make it anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from stancekit.exceptions import ModelFormatError

__all__ = ["MANIFEST", "check_seal", "sealed"]

MANIFEST = "manifest.json"


def sealed(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return a manifest whose hashes of files have its own behind them.

    It is that of the manifest without this hash, as JSON with sorted keys and without spaces.

    Examples
    --------
    >>> sealed({"format": 2, "sha256": {}})["sha256"]["manifest.json"][:12]
    '29108a63c44a'
    """
    others = {name: digest for name, digest in manifest["sha256"].items() if name != MANIFEST}
    plain = {**manifest, "sha256": others}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False)
    own = hashlib.sha256(text.encode("ascii")).hexdigest()
    return {**manifest, "sha256": {**others, MANIFEST: own}}


def check_seal(manifest: Mapping[str, Any]) -> None:
    """Refuse a manifest that is not what was saved; those of format 1 have no hash."""
    own = manifest["sha256"].get(MANIFEST)
    expected = None if manifest["format"] == 1 else sealed(manifest)["sha256"][MANIFEST]
    if own != expected:
        raise ModelFormatError(f"{MANIFEST} is not the file that was saved: its hash differs")
