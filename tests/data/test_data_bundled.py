"""The bundled data sets: complete, sound by the library's own rules, and verified."""

import pytest

from stancekit._bundled import bundled_folder
from stancekit.data import bundled
from stancekit.data.bundled import list_datasets, load_dataset
from stancekit.data.read import read_labelled
from stancekit.exceptions import DataError

LABELS = ["against", "conditional", "favor", "none"]


@pytest.mark.parametrize("name", list_datasets())
def test_a_data_set_passes_the_checks_that_users_data_pass(name):
    frame = load_dataset(name)
    assert sorted(frame["label"].unique()) == LABELS
    assert all(isinstance(cell, str) for column in frame for cell in frame[column])
    assert read_labelled(frame, labels=LABELS).equals(frame)


def test_the_whole_holds_both_parts_in_order():
    whole = load_dataset("dialogue-with-moscow")
    article, statements = load_dataset("article"), load_dataset("statements")
    assert whole["id"].tolist() == [*article["id"], *statements["id"]]
    assert whole["text"].tolist() == [*article["text"], *statements["text"]]
    assert whole["speaker"].tolist() == [*article["speaker"], *[""] * len(statements)]
    assert whole["pair_id"].tolist() == [*[""] * len(article), *statements["pair_id"]]
    assert set(whole["target"]) == {"dialogue with Moscow"}
    assert list(whole) == [
        *("id", "text", "label", "source", "document", "register"),
        *("speaker", "country", "pair_id", "target"),
    ]


def test_an_unknown_name_is_met_with_the_nearest():
    with pytest.raises(DataError, match="no data set 'statement'; did you mean 'statements'"):
        load_dataset("statement")
    with pytest.raises(DataError, match=r"no data set 7 .*are article, dialogue-with-moscow, stat"):
        load_dataset(7)
    with pytest.raises(DataError, match=r"no data set \['article'\]; did you mean 'article'\?"):
        load_dataset(["article"])


def test_a_file_that_was_changed_is_refused(tmp_path, monkeypatch):
    for name in ("hashes.json", "article.csv", "statements.csv"):
        (tmp_path / name).write_bytes((bundled_folder("datasets") / name).read_bytes())
    monkeypatch.setattr(bundled, "bundled_folder", lambda kind: tmp_path)
    assert len(load_dataset("article"))
    with (tmp_path / "statements.csv").open("ab") as file:
        file.write(b"\n")
    assert len(load_dataset("article"))
    for name in ("statements", "dialogue-with-moscow"):
        with pytest.raises(
            DataError, match=r"statements\.csv: this is not the file that was relea"
        ):
            load_dataset(name)
