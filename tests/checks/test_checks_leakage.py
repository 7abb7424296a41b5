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


def test_a_text_without_a_target_may_be_about_any():
    named = labelled(TRAIN, target="Moscow", document="")
    other = [{**row, "document": ""} for row in TEST]
    for data, against in ((named, other), (labelled(TRAIN, document=""), with_target(other))):
        same, near = leaks(data, against=against)
        assert (same.ids, same.details["against"]) == (("a1",), ["b1"])
        assert same.message.startswith("the same text in the data and the other table (b1): 'Talk")
        assert (near.ids, near.details["against"]) == (("a2",), ["b2"])


def with_target(rows):
    return [{**row, "target": "Moscow"} for row in rows]


def test_the_writing_of_a_target_does_not_count():
    data = labelled(TRAIN, target="Talks with Moscow")
    (leak,) = leaks(data, against=[{"text": TRAIN[0]["text"], "target": "talks  with MOSCOW"}])
    assert leak.details["against"] == ["row 1"]


def test_a_blank_target_does_not_tie_two_targets_to_each_other():
    text = TRAIN[0]["text"]
    data = [
        {"text": text, "label": "favor", "target": "Moscow", "split": "train"},
        {"text": text + "!", "label": "against", "target": "", "split": ""},
        {"text": text, "label": "against", "target": "Minsk", "split": "test"},
    ]
    assert leaks(data) == []
    data[1]["split"] = "train"
    (leak,) = leaks(data)
    assert leak.rows == (0, 1, 2)


def test_texts_on_both_sides_about_other_targets_are_counted():
    data = labelled(TRAIN, target="Moscow", document="")
    for n, are in ((1, "1 text is"), (2, "2 texts are")):
        against = [{**row, "target": "Minsk", "document": ""} for row in TRAIN[:n]]
        result = stancekit.check_labels(data, against=against, fast=True)
        (caveat,) = result.caveats
        assert caveat.startswith(f"{are} on several sides of a split, but about different targets")


def test_a_near_copy_of_a_later_row_of_a_text_leaks():
    text = TRAIN[0]["text"]
    rows = [(text, ""), (text, "train"), (text + "!!", "test"), (TRAIN[1]["text"], "train")]
    data = {
        "text": [text for text, _ in rows],
        "split": [split for _, split in rows],
        "label": ["favor", "favor", "favor", "against"],
    }
    (leak,) = leaks(data)
    assert leak.rows == (0, 1, 2)
    assert "nearly the same text (similarity 1.00) in 'train' and 'test'" in leak.message


def test_near_copies_on_one_side_are_copies_and_do_not_leak():
    text = TRAIN[0]["text"]
    data = {
        "text": [text, text + "!!", text + "?", text, TRAIN[1]["text"]],
        "split": ["train", "train", "", "", "test"],
        "label": ["favor"] * 4 + ["against"],
    }
    assert not leaks(data)
    result = stancekit.check_labels(data, fast=True)
    copies = [each.rows for each in result.findings if each.severity == "note"]
    assert copies == [(0, 3), (0, 1, 2, 3)]


def test_a_text_on_both_sides_does_not_leak_again_as_its_near_copy():
    text = TRAIN[0]["text"]
    data = {
        "text": [text, text, text + "!!", TRAIN[1]["text"]],
        "split": ["train", "test", "", "train"],
        "label": ["favor", "favor", "favor", "against"],
    }
    (same,) = leaks(data)
    assert same.rows == (0, 1)


def test_every_shared_document_is_told():
    documents = [f"d{number}" for number in range(30)]
    rows = [
        {"text": f"Number {number} of many: {number * 7919}", "document": document}
        for number, document in enumerate(documents)
    ]
    data = [{**row, "label": LABELS[i % 2]} for i, row in enumerate(rows)]
    against = [
        {"text": f"{i * 104729} and no more", "document": document}
        for i, document in enumerate(documents[10:])
    ]
    (leak,) = leaks(data, against=against)
    assert leak.details["values"] == documents[10:]
    assert leak.rows == tuple(range(10, 30))


def test_the_other_statements_may_stand_in_another_column():
    against = {"tweet": [TEST[0]["text"]], "id": ["b1"]}
    (leak,) = leaks(labelled(TRAIN), against=against, against_text="tweet")
    assert leak.details["against"] == ["b1"]


def test_copies_of_a_post_leak_whatever_link_and_name_it_carries():
    data = {
        "text": ["RT @envoy: Talk to Moscow before winter https://t.co/Ab12 #now", "Never."],
        "label": ["favor", "against"],
    }
    (leak,) = leaks(data, against=["Talk to Moscow before winter https://t.co/Xy98zzz #now"])
    assert leak.rows == (0,)


def test_repeats_among_the_other_statements_are_none_of_the_data():
    other = [*TEST, {**TEST[2], "id": "b4", "text": TEST[2]["text"] + "!"}]
    result = stancekit.check_labels(labelled(TRAIN), against=other, fast=True)
    assert all(set(finding.ids) <= {"a1", "a2", "a3"} for finding in result.findings)
    assert "duplicate" not in {finding.check for finding in result.findings}
