"""Reading an evaluation: text, frame, dictionary."""

import json

import numpy as np
import pandas as pd
import pytest

from stancekit.evaluation.evaluate import evaluate


@pytest.fixture
def evaluation(frame, classifier):
    return evaluate(classifier, frame, leave_out="source", bootstrap=50, permutations=19)


def test_the_summary_shows_everything_a_reader_needs(evaluation):
    lines = evaluation.summary().splitlines()
    text = "\n".join(lines)
    assert len(lines) < 50
    assert max(map(len, lines)) <= 100
    for part in (
        "150 statements, 3 labels",
        "Each of the 3 values of 'source' left out in turn",
        "95 % intervals, from 50 resamples: for other statements of these 3 values of 'source'",
        "majority  stratified",
        "F_avg (favor, against)",
        "Brier score (0 to 2)",
        "permutation p-value 0.050",
        "true, predicted:",
        "Learning curve: macro-F1 was",
        "an extrapolation",
        "Mind:",
    ):
        assert part in text.replace("\n", " ") or part in text
    score = evaluation.measures["macro_f1"]
    headline = next(line for line in lines if line.startswith("macro-F1"))
    assert f"{score.value:.3f}  {score.low:.3f} to {score.high:.3f}" in headline
    for name in ("speech", "wire", "post"):
        assert any(line.startswith(name) for line in lines)


def test_a_summary_without_curve_values_and_caveats_has_no_such_parts(frame, classifier):
    frame = frame.drop(columns="source")
    found = evaluate(classifier, frame, repeats=1, bootstrap=50, permutations=19)
    assert found.caveats == ()
    text = found.summary()
    assert "Mind:" not in text
    assert "left out" not in text
    assert "Learning curve" in text


def test_the_confusion_matrix_of_many_labels_is_not_printed(classifier):
    labels = [f"label-{number:02}" for number in range(12)]
    frame = pd.DataFrame(
        {"text": [f"{label} word {n}" for n in range(6) for label in labels], "label": labels * 6}
    )
    found = evaluate(classifier, frame, folds=2, repeats=1, bootstrap=9, permutations=9)
    assert "The confusion matrix of 12 labels is in .confusion." in found.summary()
    assert found.confusion.shape == (12, 12)


def test_a_summary_cannot_be_broken_by_strange_values(frame, classifier):
    frame["source"] = frame["source"].replace("wire", "wi\nre\x1b[31m")
    found = evaluate(classifier, frame, leave_out="source", bootstrap=9, permutations=9)
    assert "\x1b" not in found.summary()
    assert "wi\\nre" in found.summary()


def test_the_dictionary_is_ready_for_json_and_holds_the_same_numbers(evaluation):
    found = json.loads(json.dumps(evaluation.to_dict(), allow_nan=False))
    assert found["scheme"]["leave_out"] == "source"
    assert found["labels"] == ["against", "favor", "none"]
    assert found["measures"]["macro_f1"]["value"] == evaluation.measures["macro_f1"].value
    assert [row["label"] for row in found["per_label"]] == found["labels"]
    assert found["per_label"][1]["f1"]["low"] == evaluation.per_label["favor"]["f1"].low
    assert np.sum(found["confusion"]["count"]) == 150
    assert set(found["baselines"]) == {"majority", "stratified"}
    assert len(found["left_out"]) == 3
    assert found["learning_curve"]["doubling"]["value"] == evaluation.learning_curve.doubling.value
    assert found["caveats"] == list(evaluation.caveats)


def test_the_frame_has_a_row_for_each_measure(evaluation):
    table = evaluation.to_frame()
    assert list(table.columns) == ["measure", "label", "value", "low", "high"]
    assert len(table) == 6 + 3 * 4
    row = table[(table["measure"] == "recall") & (table["label"] == "none")].iloc[0]
    assert row["value"] == evaluation.per_label["none"]["recall"].value
    assert table["label"].isna().sum() == 6


def test_the_repr_is_one_line(evaluation):
    assert repr(evaluation).startswith("<Evaluation: macro-F1 0.")
    assert repr(evaluation).endswith("150 statements, 3 labels>")


def test_an_evaluation_cannot_be_changed(evaluation):
    with pytest.raises(AttributeError, match="p_value"):
        evaluation.p_value = 0.0


def test_what_has_to_be_read_first_stands_first_and_once(frame, classifier):
    few = frame.drop(columns=["pair_id", "source"]).head(60)
    found = evaluate(classifier, few, folds=100, repeats=1, bootstrap=9, permutations=9)
    lowered = f"{found.scheme.folds} folds instead of 100"
    first = " ".join(found.summary().split("\nOf 100 statements")[0].split())
    assert first.startswith(f"Only 60 statements: every number here can be far off. {lowered}")
    assert found.summary().replace("\n", " ").count(lowered) == 1
    assert any(caveat.startswith(lowered) for caveat in found.caveats)


def test_the_interval_for_a_new_value_comes_first(frame, classifier):
    frame["source"] = [f"s{row % 6}" for row in range(150)]
    frame = frame.drop(columns="pair_id")
    found = evaluate(classifier, frame, leave_out="source", bootstrap=50, permutations=9)
    scores = [part.macro_f1.value for part in found.left_out]
    errors = [(part.macro_f1.high - part.macro_f1.low) / 3.92 for part in found.left_out]
    new = found.new_value["macro_f1"]
    spread = max(np.std(scores, ddof=1), np.mean(np.square(errors)) ** 0.5)
    half = 2.5706 * spread * (7 / 6) ** 0.5  # t with 5 degrees of freedom
    assert new.value == pytest.approx(np.mean(scores))
    assert (new.low, new.high) == pytest.approx(
        (new.value - half, min(new.value + half, 1)), abs=1e-4
    )
    text = " ".join(found.summary().split())
    assert text.startswith(
        f"On a new value of 'source', expect a macro-F1 of {new.low:.3f} to {new.high:.3f} (95 % "
    )
    assert found.to_dict()["new_value"]["macro_f1"]["low"] == new.low
    row = found.to_frame().set_index("measure").loc["new_macro_f1"]
    assert (row["low"], row["high"]) == (new.low, new.high)
