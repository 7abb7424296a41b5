"""Encoders for `StanceClassifier`: sentence embeddings from files on this machine.

`open_encoder` opens a sentence-transformers folder (`sentence_transformers_folder`) or an ONNX file
(`onnx_file`), after `folder_files` has judged what stands beside it.
"""

from __future__ import annotations

from stancekit.encoders.opening import open_encoder

__all__ = ["open_encoder"]
