"""Find the data sets and models that come with stancekit."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

__all__ = ["bundled_folder"]


def bundled_folder(kind: str) -> Path:
    """Return the folder ``"datasets"`` or ``"models"`` of the installed library.

    A wheel carries both folders inside the package. In a development install they stay at the
    top of the repository, which the installer's record of its origin (PEP 610) names.
    """
    for root in (Path(__file__).with_name("_bundled"), _editable_root()):
        if root is not None and (folder := root / kind).is_dir():
            return folder
    raise FileNotFoundError(
        f"the {kind} that come with stancekit were not found; install the library with "
        "'pip install .' or, in a clone, 'pip install -e .'"
    )


def _editable_root() -> Path | None:
    # In the clone itself, the build's own metadata stand beside the installed ones.
    for distribution in metadata.distributions(name="stancekit"):
        origin = json.loads(distribution.read_text("direct_url.json") or "{}")
        if origin.get("dir_info", {}).get("editable"):
            return Path(url2pathname(urlsplit(origin["url"]).path))
    return None
