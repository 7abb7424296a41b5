"""Which statements stay together, and how they are cut into folds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.evaluation.design import Design
from stancekit.evaluation.folds import group_statements, pass_seed, untied
from stancekit.evaluation.material import Material
from stancekit.evaluation.study import Study
from stancekit.exceptions import DataError


def plan_of(frame, groups=None, leave_out=None, folds=5, repeats=2, seed=0):
    columns, codes = group_statements(frame, groups)
    design = Design(folds=folds, repeats=repeats, leave_out=leave_out, random_state=seed)
    study = Study.of(Material.of(frame, codes), design, columns)
    return study, study.material


def tied_by(frame, groups=None):
    columns, codes = group_statements(frame, groups)
    return columns, len(np.unique(codes))


def labelled(labels, **columns):
    texts = [f"statement {number}" for number in range(len(labels))]
    return pd.DataFrame({"text": texts, "label": list(labels)} | columns)


def test_default_groups_are_pairs_documents_and_groups(frame):
    assert tied_by(frame) == (("pair_id",), 75)
    assert tied_by(frame, "source") == (("source",), 3)
    assert tied_by(frame, ["source", "pair_id"]) == (("source", "pair_id"), 3)


def test_one_document_does_not_tie_everything_by_default():
    frame = labelled("abab", document=["only"] * 4, pair_id=["p", "p", "", ""])
    assert tied_by(frame) == (("pair_id",), 3)
    with pytest.raises(DataError, match="groups: all 4 statements share the same 'document'"):
        group_statements(frame, "document")


def test_one_text_cannot_be_split():
    frame = pd.DataFrame({"text": ["same"] * 4, "label": list("abab")})
    with pytest.raises(DataError, match="share the same 'text', so none can be held out"):
        group_statements(frame, None)


def test_every_pass_tests_each_statement_once_and_keeps_groups_together(frame):
    plan, material = plan_of(frame, repeats=3)
    assert len(plan.passes) == 3
    for folds in plan.passes:
        assert len(folds) == 5
        tested = np.concatenate([test for _, test in folds])
        assert sorted(tested.tolist()) == list(range(len(frame)))
        for train, test in folds:
            assert not set(material.groups[train]) & set(material.groups[test])


def test_repeats_and_seeds_cut_differently(frame):
    def tests(plan):
        return [sorted(test.tolist() for _, test in folds) for folds in plan.passes]

    first = tests(plan_of(frame, seed=0)[0])
    assert first == tests(plan_of(frame, seed=0)[0])
    assert first[0] != first[1]
    assert not any(cut in first for cut in tests(plan_of(frame, seed=1)[0]))


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_pass_seeds_meet_only_for_the_same_pass(state, repeat, other_state, other_repeat):
    same = (state, repeat) == (other_state, other_repeat)
    assert (pass_seed(state, repeat) == pass_seed(other_state, other_repeat)) is same


def test_few_statements_of_a_label_reduce_the_folds():
    plan, _ = plan_of(labelled("a" * 9 + "b" * 3))
    assert plan.scheme.folds == 3
    assert plan.caveats == (
        "3 folds instead of 5: there are only 3 statements with the label 'b'.",
    )


def test_few_groups_reduce_the_folds():
    plan, _ = plan_of(labelled("ab" * 9, document=[1] * 6 + [2] * 6 + [3] * 6))
    assert plan.scheme.folds == len(plan.passes[0]) == 3
    assert plan.caveats == ("3 folds instead of 5: there are only 3 groups.",)


def test_a_label_with_one_statement_is_refused():
    with pytest.raises(DataError, match="label 'b' has only 1 statement; it takes at least 2"):
        plan_of(labelled("aaaaab"))


def test_a_fold_with_one_training_label_is_refused():
    frame = labelled("aaabbb", document=list("xxxyyy"))
    with pytest.raises(DataError, match="leaves fewer than 2 labels to train on; use other groups"):
        plan_of(frame, "document")
    with pytest.raises(DataError, match="fewer than 2 labels to train on; use folds"):
        plan_of(frame.rename(columns={"document": "place"}), leave_out="place")


def test_labels_that_a_fold_has_not_met_are_named():
    frame = labelled("abcabcabab", document=list("xxxxxxyyzz"))
    plan, _ = plan_of(frame, "document", folds=3)
    assert "no training statement with the label 'c'" in plan.caveats[0] + plan.caveats[-1]


def test_leave_out_gives_one_fold_for_each_value(frame):
    plan, _ = plan_of(frame, leave_out="source", repeats=4)
    assert plan.scheme.folds == 3
    assert plan.scheme.repeats == len(plan.passes) == 1
    assert sorted(plan.left_out) == ["post", "speech", "wire"]
    for name, (_, test) in zip(plan.left_out, plan.passes[0], strict=True):
        assert set(frame["source"].iloc[test]) == {name}


def test_leave_out_drops_training_statements_tied_to_the_test_side(frame):
    frame.loc[frame.index[-2:], "pair_id"] = "p0"
    plan, _ = plan_of(frame, leave_out="source")
    fold = dict(zip(plan.left_out, plan.passes[0], strict=True))
    train, test = fold["speech"]
    assert 0 in test
    tied = {148, 149}
    assert set(range(150)) - set(train.tolist()) - set(test.tolist()) == tied


def test_leave_out_needs_its_column_and_two_values(frame):
    with pytest.raises(DataError, match=r"leave_out: there is no column 'sorce'; did you mean"):
        plan_of(frame, leave_out="sorce")
    with pytest.raises(DataError, match="at least 2"):
        plan_of(frame.assign(source="one"), leave_out="source")


def test_untied_removes_only_what_is_tied():
    folds = [(np.array([0, 1, 2]), np.array([3, 4]))]
    ((train, test),) = untied(folds, np.array([7, 8, 9, 8, 5]))
    assert (train.tolist(), test.tolist()) == ([0, 2], [3, 4])
