"""What can be asked for, and how it is told."""

import json
from dataclasses import asdict, replace

import numpy as np

from stancekit.evaluation.design import Design, Scheme


def test_the_numbers_of_numpy_become_those_of_json():
    assert json.loads(json.dumps(asdict(Design(folds=np.int64(3), groups="pair_id"))))["folds"] == 3


def test_sentences_of_schemes():
    scheme = Scheme(
        folds=3,
        repeats=1,
        groups=("pair_id", "document"),
        leave_out="source",
        statements=40,
        n_groups=30,
    )
    assert scheme.sentence() == (
        "Each of the 3 values of 'source' left out in turn; statements with the same pair_id or "
        "document or text stay on one side (30 groups)."
    )
    assert "or document or text, and 1 near-copy, stay on one side (30" in (
        replace(scheme, near_copies=1).sentence()
    )
    assert "or text, and 1,234 near-copies, stay on" in replace(scheme, near_copies=1234).sentence()
    assert (
        Scheme(repeats=1, statements=40, n_groups=40)
        .sentence()
        .startswith("5-fold cross-validation, once; statements with the same text")
    )
