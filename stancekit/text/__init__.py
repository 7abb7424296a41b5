"""From text to numbers: n-grams, TF-IDF weights, and what of a text a model knows."""

from stancekit.text.ngrams import Ngrams
from stancekit.text.tfidf import SparseRows, TermBlock

__all__ = ["Ngrams", "SparseRows", "TermBlock"]
