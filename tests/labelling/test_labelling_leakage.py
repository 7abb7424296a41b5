"""Statements, and what ties them, on both sides of a split."""

from __future__ import annotations

import stancekit

TRAIN = [
    {"id": "a1", "text": "Talk to Moscow before the winter comes.", "document": "d1"},
    {"id": "a2", "text": "Never again a summit with the Kremlin.", "document": "d2"},
    {"id": "a3", "text": "The envoy landed in Geneva on Tuesday.", "document": "d3"},
]
TEST = [
    {"id": "b1", "text": "TALK to Moscow  before the winter comes.", "document": "d7"},
    {"id": "b2", "text": "Never again a summit with the Kremlin!!", "document": "d8"},
    {"id": "b3", "text": "Nothing of this kind was said before.", "document": "d3"},
]
LABELS = ["favor", "against", "none"]


def labelled(rows, **columns):
    return [{**row, "label": label, **columns} for row, label in zip(rows, LABELS, strict=True)]


def leaks(*data, **settings):
    result = stancekit.check_labels(*data, fast=True, **settings)
    found = [finding for finding in result.findings if finding.check == "leakage"]
    assert all(finding.severity == "problem" for finding in found)
    return found


def test_a_test_file_shares_a_text_a_near_copy_and_a_document():
    same, near, document = leaks(labelled(TRAIN), against=labelled(TEST))
    assert (same.ids, same.rows, same.details["against"]) == (("a1",), (0,), ["b1"])
    assert same.message.startswith("the same text in the data and the other table (b1): 'Talk")
    assert (near.ids, near.details["against"]) == (("a2",), ["b2"])
    assert near.details["similarity"] == 1
    assert "nearly the same text (similarity 1.00) in the data and the other" in near.message
    assert document.ids == ("a3",)
    assert document.details == {"column": "document", "values": ["d3"], "against": ["b3"]}
    assert document.message == "1 value of 'document' in the data and the other table: d3"


def test_the_other_file_needs_no_labels_and_is_called_by_its_name(tmp_path):
    path = tmp_path / "test.csv"
    path.write_text("text\nTalk to Moscow before the winter comes.\n", encoding="utf-8")
    (same,) = leaks(labelled(TRAIN), against=path)
    assert same.details["against"] == ["row 1"]
    assert f"in the data and {path} (row 1)" in same.message


def test_other_statements_do_not_leak():
    assert not leaks(labelled(TRAIN), against=["Something else altogether, and longer."])


def test_the_column_split_has_sides_too():
    data = labelled(TRAIN, split="train") + labelled(TEST, split="test")
    same, near, document = leaks(data)
    assert (same.ids, same.rows) == (("a1", "b1"), (0, 3))
    assert same.message.startswith("the same text in 'train' and 'test': 'Talk to Moscow")
    assert near.ids == ("a2", "b2")
    assert document.message == "1 value of 'document' in 'train' and 'test': d3"
    assert document.rows == (2, 5)


def test_statements_of_no_split_and_of_one_split_do_not_leak():
    assert not leaks(labelled(TRAIN, split="train") + labelled(TEST, split=" "))
    assert not leaks(labelled(TRAIN, split="train") + labelled(TEST, split="train"))


def test_copies_in_several_splits_are_not_reported_again():
    data = labelled(TRAIN, split="train") + labelled(TEST, split="test")
    checks = {finding.check for finding in stancekit.check_labels(data, fast=True).findings}
    assert checks == {"leakage", "rare label"}


def test_a_contrast_pair_on_two_sides_leaks_by_its_id():
    train = labelled(TRAIN[:1] * 3, pair_id="p1", id="")
    test = labelled(TRAIN[1:2] * 3, pair_id="p1", id="")
    (pair,) = (
        finding
        for finding in leaks(train, against=test)
        if finding.details.get("column") == "pair_id"
    )
    assert pair.details["values"] == ["p1"]


def test_the_same_text_about_another_target_does_not_leak():
    assert not leaks(
        labelled(TRAIN, target="Moscow"), against=[{**TRAIN[0], "target": "Minsk", "document": ""}]
    )


def test_repeats_among_the_other_statements_are_none_of_the_data():
    other = [*TEST, {**TEST[2], "id": "b4", "text": TEST[2]["text"] + "!"}]
    result = stancekit.check_labels(labelled(TRAIN), against=other, fast=True)
    assert all(set(finding.ids) <= {"a1", "a2", "a3"} for finding in result.findings)
    assert "duplicate" not in {finding.check for finding in result.findings}
