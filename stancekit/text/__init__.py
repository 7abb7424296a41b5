"""From text to numbers: n-grams, TF-IDF weights, and what of a text a model knows.

`Vectorizer` is for use on its own; it alone here imports scikit-learn, so it is imported when it
is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stancekit.text.ngrams import Ngrams
from stancekit.text.tfidf import TermBlock

if TYPE_CHECKING:
    from stancekit.text.vectorizer import Vectorizer

__all__ = ["Ngrams", "TermBlock", "Vectorizer"]


def __getattr__(name: str) -> Any:
    if name != "Vectorizer":
        raise AttributeError(f"module 'stancekit.text' has no attribute {name!r}")
    from stancekit.text.vectorizer import Vectorizer

    return Vectorizer
