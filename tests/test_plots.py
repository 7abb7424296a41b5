"""`plot` of results: the axes hold the numbers of the result."""

import pandas as pd
import pytest

import stancekit
from stancekit import StanceClassifier
from stancekit.exceptions import ParameterError

mpl = pytest.importorskip("matplotlib")
pyplot = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture(autouse=True)
def without_a_screen():
    mpl.use("Agg")
    yield
    pyplot.close("all")


def rows_of(ax):
    """Return the rows of a chart of intervals: what each is called, its value and its interval."""
    names = [label.get_text() for label in ax.get_yticklabels()]
    values = ax.lines[0].get_xdata()
    ends = [path.vertices[:, 0] for path in ax.collections[0].get_paths()]
    return {name: (value, *end) for name, value, end in zip(names, values, ends, strict=True)}


def ends_of(measure):
    return measure.value, measure.low, measure.high


def test_agreement_of_all_and_of_pairs():
    ratings = pd.DataFrame({"ann": ["x", "y"] * 20, "ben": ["x", "y", "y", "y"] * 10})
    ratings["cy"] = ["x"] * 20 + ["y"] * 20
    found = stancekit.agreement(ratings, annotators=list(ratings), bootstrap=50)
    overall = rows_of(found.plot())
    assert overall["Fleiss' kappa"] == ends_of(found.measures["fleiss_kappa"])
    pairs = rows_of(found.plot("kappa of each pair"))
    assert pairs["ann, ben"] == ends_of(found.per_pair["ann", "ben"]["cohen_kappa"])
    kappas = [value for value, *_ in pairs.values()]
    assert kappas == sorted(kappas)


def test_a_recalibration_before_and_after(bridge):
    model = StanceClassifier().fit(bridge.texts, bridge.labels).model_
    labelled = {"text": [f"{text} Truly." for text in bridge.texts], "label": bridge.labels}
    found = stancekit.recalibrate(model, labelled)
    rows = rows_of(found.plot())
    assert rows["macro-F1, before"] == ends_of(found.before["macro_f1"])
    assert rows["accuracy, recalibrated"] == ends_of(found.after["accuracy"])


def test_an_explanation_by_its_words(bridge):
    explained = StanceClassifier().fit(bridge.texts, bridge.labels).explain("Build the bridge now")
    shares = explained.plot()
    names = [label.get_text() for label in shares.get_yticklabels()]
    drawn = dict(zip(names[1:], [bar.get_width() for bar in shares.patches], strict=True))
    assert drawn == explained.probabilities
    words = [label.get_text() for label in explained.plot("what speaks for").get_yticklabels()]
    assert "'Build'" in words


def test_positions_by_speaker_from_against_to_favor():
    said = ["We must keep talking to Moscow.", "Talking to Putin is a mistake."]
    corpus = {"text": said * 2, "speaker": ["Ann", "Bo", "Ann", "Bo"]}
    found = stancekit.by_speaker(stancekit.load_model(), corpus)
    ax = found.plot("stance")
    stances = {of.group: of.stance.value for of in found.positions}
    assert list(rows_of(ax)) == ["Bo", "Ann"]
    assert {name: value for name, (value, *_) in rows_of(ax).items()} == stances
    assert ax.lines[1].get_xdata() == [0, 0]


@pytest.fixture(scope="module")
def data(bridge):
    texts = [f"{text} {again}" for again in ("", "Truly.", "Indeed.") for text in bridge.texts]
    return {"text": texts, "label": bridge.labels * 3}


@pytest.fixture(scope="module")
def evaluation(data):
    return stancekit.evaluate(StanceClassifier(), data, folds=3, repeats=1, bootstrap=100)


def test_an_evaluation_begins_with_its_scores(evaluation):
    ax = evaluation.plot()
    assert rows_of(ax)["macro-F1"] == ends_of(evaluation.measures["macro_f1"])
    assert ax.lines[1].get_xdata()[0] == evaluation.baselines["majority"]["macro_f1"]


def test_the_confusion_matrix_of_an_evaluation(evaluation):
    ax = evaluation.plot("confusion matrix")
    assert ax.images[0].get_array().tolist() == evaluation.confusion.round(1).tolist()
    assert [label.get_text() for label in ax.get_xticklabels()] == list(evaluation.labels)


def curve_of(ax):
    """Return the points of a curve, and the ends of their intervals."""
    points = ax.lines[-1].get_xydata().tolist()
    return points, [path.vertices[:, 1].tolist() for path in ax.collections[0].get_paths()]


def test_the_curves_of_an_evaluation(evaluation):
    answered, reliable = evaluation.answered, evaluation.plot("reliability")
    for ax, expected in (
        (evaluation.plot("coverage"), list(answered.curve.items())),
        (reliable, [(of.probability, of.right) for of in answered.reliability]),
        (
            evaluation.plot("learning"),
            [(of.statements, of.macro_f1) for of in evaluation.learning_curve.points],
        ),
    ):
        points, intervals = curve_of(ax)
        assert points == [[at, of.value] for at, of in expected]
        assert intervals == [[of.low, of.high] for _, of in expected]
    assert reliable.lines[0].get_label() == "Perfectly calibrated"


def test_a_comparison_is_beside_no_difference(data):
    old, new = StanceClassifier(C=0.1), StanceClassifier(C=10.0)
    found = stancekit.compare(old, new, data, folds=3, repeats=1)
    ax = found.plot()
    assert rows_of(ax)["macro-F1"] == ends_of(found.measures["macro_f1"].difference)
    assert ax.lines[1].get_xdata() == [0, 0]


def test_a_stance_map_from_against_to_favor():
    text = (
        "“We must keep talking to Moscow,” said Ann Orlo, a Norwegian envoy. Talking to Putin is a "
        "mistake, according to Warsaw."
    )
    found = stancekit.stance_map(text)
    ax = found.plot()
    assert [label.get_text() for label in ax.get_yticklabels()][:2] == ["Poland", "Ann Orlo"]
    stances = {of.speaker: of.stance for of in found.positions if of.stance is not None}
    assert sorted(ax.lines[0].get_xdata()) == sorted(stances.values())


def test_prevalence_by_group_with_the_intervals_of_the_result():
    corpus = pd.DataFrame({"text": ["We must keep talking to Moscow.", "It rained."] * 40})
    corpus["id"] = [f"s{n}" for n in range(80)]
    corpus["text"] += " " + corpus["id"]
    corpus["speaker"] = ["Ann", "Ann", "Bo", "Bo"] * 20
    labelled = corpus.assign(label=["favor", "none"] * 40, drawn="random 1.0")
    found = stancekit.prevalence(stancekit.load_model(), corpus, labelled, by="speaker")
    ax = found.plot("shares")
    groups = [label.get_text() for label in ax.get_yticklabels()]
    drawn = {line.get_label(): line.get_xdata().tolist() for line in ax.lines}
    for of in found.shares:
        assert drawn[str(of.label)][groups.index(of.group)] == of.share.value


def test_a_result_without_a_chart_says_so():
    checked = stancekit.check_labels({"text": ["Talk.", "No."] * 9, "label": ["a", "b"] * 9})
    with pytest.raises(ParameterError, match="no chart"):
        checked.plot()
