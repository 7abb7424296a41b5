"""A folder of sentence-transformers as an encoder."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit._optional import import_optional
from stancekit.encoders.folder_files import FRESH_COPY, damaged, json_in, name_of, parts_in
from stancekit.exceptions import ModelFormatError

__all__ = ["WEIGHTS", "SentenceTransformersEncoder"]

WEIGHTS = "model.safetensors"
_ADAPTER = "adapter_config.json"
_RISKY = {
    "config.json": ("auto_map", "attn_implementation", "_attn_implementation"),
    "tokenizer_config.json": ("auto_map",),
    "sentence_*_config.json": (
        "model_args",
        "model_kwargs",
        "tokenizer_args",
        "processor_kwargs",
        "config_args",
        "config_kwargs",
    ),
}
"""Settings by which a file may ask for code that comes with it, or from elsewhere."""


class SentenceTransformersEncoder:
    """Turns texts into vectors with a model that sentence-transformers saved.

    Parameters
    ----------
    folder : Path
        The folder; `open_encoder` is the way to open it.

    Attributes
    ----------
    name : str
        The name of the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = name_of(folder)
        _judge(folder)
        _ = self._model

    def encode(self, texts: list[str]) -> npt.NDArray[np.float32]:
        """Return one vector for each text.

        Parameters
        ----------
        texts : list of str
            Texts; of long ones the beginning counts.

        Returns
        -------
        ndarray of shape (n_texts, n_dimensions)
        """
        model = self._model
        try:
            vectors = model.encode(texts, convert_to_numpy=True, show_progress_bar=False)
        except Exception as error:  # as where it is opened
            raise damaged(self.folder, error, "sentence-transformers cannot encode") from error
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        package = import_optional(
            "sentence_transformers", extra="encoder", purpose="opening sentence embeddings"
        )
        try:
            return package.SentenceTransformer(
                str(self.folder),
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:  # whatever three libraries raise on a damaged file
            raise damaged(self.folder, error, "sentence-transformers cannot open it") from error

    def __repr__(self) -> str:
        """Return the name."""
        return self.name

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is opened again when an encoder was copied or pickled."""
        return {name: value for name, value in self.__dict__.items() if name != "_model"}


def _judge(folder: Path) -> None:
    """Refuse what would run code of a stranger, read a pickle, or fetch something."""
    parts = parts_in(folder)
    if not parts:
        raise ModelFormatError(
            f"{folder}: no modules.json, so sentence-transformers did not save it; name a folder "
            "that it saved"
        )
    for kind, place in parts:
        if kind in ("Transformer", "Dense") and not (place / WEIGHTS).is_file():
            raise ModelFormatError(
                f"{place}: no {WEIGHTS}, and other weights are not read, as they are pickles; save "
                "the encoder anew with a recent sentence-transformers"
            )
        if (place / _ADAPTER).exists():
            raise ModelFormatError(f"{place}: {_ADAPTER} names another model; merge the two first")
        for pattern, names in _RISKY.items():
            for path in place.glob(pattern):
                _refuse(path, names)


def _refuse(path: Path, names: tuple[str, ...]) -> None:
    settings = json_in(path)
    if not isinstance(settings, dict):
        raise ModelFormatError(f"{path}: holds no settings; {FRESH_COPY}")
    if asked := [name for name in names if settings.get(name)]:
        raise ModelFormatError(
            f"{path}: the setting {asked[0]!r} may ask for code from elsewhere; remove it if the "
            "encoder works without, or use another encoder"
        )
