"""Labelled statements: reading and judging them, the bundled data sets, and splits."""

from __future__ import annotations

from stancekit.data.bundled import list_datasets, load_dataset
from stancekit.data.read import read_labelled, read_statements
from stancekit.data.splits import grouped_folds, groups_of, leave_out_folds

__all__ = [
    "grouped_folds",
    "groups_of",
    "leave_out_folds",
    "list_datasets",
    "load_dataset",
    "read_labelled",
    "read_statements",
]
