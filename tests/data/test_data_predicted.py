"""Labels that `score` gave are predictions, until somebody corrects them or signs them."""

import pytest

import stancekit
from stancekit.data.predicted import is_scored, scored_columns
from stancekit.exceptions import DataError


@pytest.fixture(scope="module")
def scored(bridge):
    model = stancekit.StanceClassifier(calibrate=False).fit(bridge.texts, bridge.labels).model_
    table = model.score([*bridge.texts, "qwertz"])
    table.insert(0, "text", [*bridge.texts, "qwertz"])
    return table


def columns(table):
    return {name: table[name].tolist() for name in table}


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_what_score_wrote_is_known_again(scored, suffix, tmp_path):
    path = tmp_path / f"scored.{suffix}"
    if suffix == "csv":
        scored.to_csv(path, index=False)
    else:
        scored.to_json(path, orient="records", lines=True, double_precision=15)
    known = scored[:-1].to_csv(index=False)
    (tmp_path / "known.csv").write_text(known, encoding="utf-8")
    with pytest.raises(DataError, match="predictions of 'stancekit score', not labels; correct"):
        stancekit.read_labelled(tmp_path / "known.csv")
    assert is_scored(columns(stancekit.read_statements(path)))


def test_labels_of_people_are_labels(scored):
    table = columns(scored[:-1])
    assert is_scored(table)
    corrected = [*table["label"]]
    corrected[0] = next(label for label in corrected if label != corrected[0])
    assert not is_scored(table | {"label": corrected})
    assert not is_scored(table | {"annotator": ["ann"] * 40})
    assert not is_scored(table | {"status": ["done"] * 40})
    assert not is_scored(table | {"scored_label": table["label"]})
    assert not is_scored({name: cells for name, cells in table.items() if name != "status"})
    assert len(stancekit.read_labelled(table | {"label": corrected})) == 40


def test_a_column_of_the_same_name_is_not_what_score_added(scored):
    table = columns(scored) | {"status": ["draft"] * 41, "scored_status": columns(scored)["status"]}
    assert is_scored(table)
    assert "status" not in scored_columns(table)
    assert "scored_status" in scored_columns(table)


def test_predictions_are_no_new_labels(scored, bridge, tmp_path):
    model = stancekit.StanceClassifier(calibrate=False).fit(bridge.texts, bridge.labels).model_
    model.save(tmp_path / "model")
    data = {"text": bridge.texts, "label": bridge.labels}
    with pytest.raises(DataError, match="predictions of 'stancekit score', not labels; correct"):
        stancekit.retrain(tmp_path / "model", scored, data=data)


def test_a_scored_pool_has_no_labels(scored, bridge):
    model = stancekit.StanceClassifier(calibrate=False).fit(bridge.texts, bridge.labels).model_
    found = stancekit.suggest(model, scored, n=5)
    assert (len(found), found.labelled) == (5, 0)
    assert list(found.statements) == ["id", "text"]
