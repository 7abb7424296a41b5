"""`check_labels` as a whole: what it reports, what it lets pass, and what it refuses."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

import stancekit
from stancekit.checks.result import _CHECKS
from stancekit.data.duplicates import near_duplicates
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.model.classifier import StanceClassifier

find_label_issues = pytest.importorskip("cleanlab.filter").find_label_issues

PLACES = ("Minsk", "Kaluga", "Tula", "Perm", "Brest", "Lviv", "Sochi", "Omsk", "Riga", "Kyiv")
TOPICS = ("prisoners", "grain", "gas", "fish", "steel", "borders", "trade", "cities", "oil", "snow")
SAYINGS = {
    "favor": ["Talking with {} could free {}", "Open a line to {} for {}"],
    "against": ["Never phone {} because of {}", "Refuse {} any meeting over {}"],
    "none": ["Snow fell in {} upon {}", "Trains leave {} loaded with {}"],
}


def sound(**columns):
    """Return 60 statements, 20 of each label, in which there is nothing to find."""
    rows = [
        {"text": saying.format(place, topic), "label": label}
        for place, topic in zip(PLACES, TOPICS, strict=True)
        for label, sayings in SAYINGS.items()
        for saying in sayings
    ]
    return pd.DataFrame(rows).assign(**columns)


def found(result, check):
    return [finding for finding in result.findings if finding.check == check]


def test_sound_data_have_nothing_to_report():
    result = stancekit.check_labels(sound())
    assert result.findings == ()
    assert result.problems == 0
    assert result.labels == {"against": 20, "favor": 20, "none": 20}
    assert "60 statements: 20 against, 20 favor, 20 none.\nNothing found." in result.summary()
    assert result.to_frame().shape == (0, 5)


def test_the_same_text_with_different_labels_is_a_problem():
    data = pd.concat([sound(), sound().iloc[[0]].assign(label="none")], ignore_index=True)
    data.loc[60, "text"] = data.loc[0, "text"].upper() + " "
    (finding,) = stancekit.check_labels(data, fast=True).findings
    assert (finding.check, finding.severity) == ("contradiction", "problem")
    assert (finding.rows, finding.ids) == ((0, 60), ("row 1", "row 61"))
    assert finding.message.startswith(
        "labelled 1 'favor' (row 1), 1 'none' (row 61): 'Talking with Minsk"
    )
    assert finding.details == {"labels": ["favor", "none"]}


def test_the_rarest_label_of_a_contradiction_is_told_with_its_row():
    data = [("Talk!", "favor")] * 3 + [("talk!", "against")] + [("TALK!", "favor")] * 9
    (finding, *_) = stancekit.check_labels(data, fast=True).findings
    assert finding.message == "labelled 12 'favor' (row 1, ...), 1 'against' (row 4): 'Talk!'"


def test_the_same_text_about_two_targets_is_two_texts():
    data = pd.concat(
        [sound(target="Moscow"), sound(target="Minsk").assign(label=["none"] * 20 + ["favor"] * 40)]
    )
    result = stancekit.check_labels(data, fast=True)
    assert not found(result, "contradiction")
    assert not found(result, "duplicate")
    (rare,) = found(result, "rare label")
    assert rare.message == "'against' has no statements about 'Minsk'"


def test_nearly_the_same_text_with_different_labels_is_a_note():
    data = sound()
    data.loc[60] = [data.loc[0, "text"] + "!!", "none"]
    data.loc[61] = [data.loc[1, "text"] + "?", "favor"]
    result = stancekit.check_labels(data, fast=True)
    (near,) = found(result, "near contradiction")
    assert (near.severity, near.rows) == ("note", (0, 60))
    assert near.details == {"labels": ["favor", "none"], "similarity": 1.0}
    assert near.message.startswith("'favor': 'Talking with Minsk")
    assert "but 'none': 'Talking with" in near.message
    (copy,) = found(result, "near duplicate")
    assert copy.rows == (1, 61)
    assert result.problems == 0


def test_a_near_contradiction_quotes_two_statements_that_are_nearly_the_same():
    words = [3 * letter for letter in "abcdefghijklmnopqrstuvwxyz"]
    chain = [" ".join(words[i : i + 20]) for i in range(6)]
    labels = ["favor", "favor", "favor", "against", "against", "against"]
    result = stancekit.check_labels(list(zip(chain, labels, strict=True)), fast=True)
    (near,) = found(result, "near contradiction")
    assert near.rows == (0, 1, 2, 3, 4, 5)
    pairs = near_duplicates(chain)
    direct = dict(zip(zip(pairs.first, pairs.second, strict=True), pairs.similarity, strict=True))
    assert near.details["similarity"] == direct[2, 3]
    assert (0, 3) not in direct
    assert near.message == (
        f"'favor': {chain[2]!r} but 'against': {chain[3]!r} (similarity {direct[2, 3]:.2f})"
    )


def test_later_rows_of_the_same_text_take_part_in_near_contradictions_and_near_copies():
    data = sound()
    data.loc[60] = data.loc[0]
    data.loc[61] = [data.loc[0, "text"] + "!!", "none"]
    data.loc[62] = data.loc[1]
    data.loc[63] = [data.loc[1, "text"] + "!!", data.loc[1, "label"]]
    result = stancekit.check_labels(data, fast=True)
    (near,) = found(result, "near contradiction")
    assert near.rows == (0, 60, 61)
    assert near.details["labels"] == ["favor", "favor", "none"]
    (copy,) = found(result, "near duplicate")
    assert copy.rows == (1, 62, 63)


def test_families_come_the_most_similar_first():
    long = (
        "the talks with Moscow about grain will begin again in spring if both sides agree to them"
    )
    data = sound()
    data.loc[60] = [long, "none"]
    data.loc[61] = [f"{long} now", "none"]
    data.loc[62] = ["Never again: the summit of shame in Geneva is over for good.", "none"]
    data.loc[63] = ["Never again. The summit of shame in Geneva is over for good!", "none"]
    near = found(stancekit.check_labels(data, fast=True), "near duplicate")
    assert [finding.rows for finding in near] == [(62, 63), (60, 61)]
    assert near[0].details["similarity"] == 1 > near[1].details["similarity"]
    contradicting = data.assign(label=[*data["label"][:60], "none", "favor", "none", "against"])
    near = found(stancekit.check_labels(contradicting, fast=True), "near contradiction")
    assert [finding.rows for finding in near] == [(62, 63), (60, 61)]


def test_near_contradictions_come_in_the_order_of_what_they_quote():
    words = [3 * letter for letter in "abcdefghijklmnopqrstuvwxyz"]
    one, near, nearer = (" ".join(words[start : start + 20]) for start in (0, 2, 1))
    other = (
        "the talks with Moscow about grain will begin again in spring if both sides agree to them"
    )
    data = [(other, "favor"), (f"{other} now", "against")]
    data += [(one, "favor"), (near, "favor"), (nearer, "favor"), (f"{one}!", "against")]
    first, second = found(stancekit.check_labels(data, fast=True), "near contradiction")
    assert (first.rows, second.rows) == ((2, 3, 4, 5), (0, 1))
    assert first.details["similarity"] == 1 > second.details["similarity"]


def test_pairs_that_were_made_to_differ_are_counted_and_not_reported():
    data = sound(pair_id="")
    data.loc[60] = [data.loc[0, "text"] + "!", "none", "p1"]
    data.loc[0, "pair_id"] = "p1"
    result = stancekit.check_labels(data, fast=True)
    assert result.findings == ()
    assert result.caveats == (
        "1 pair of nearly the same text share a pair_id: made to differ, they are not reported.",
    )


def test_copies_are_notes_that_name_their_sources():
    data = sound(source="wire")
    data.loc[60] = [data.loc[0, "text"], "favor", "speech"]
    data.loc[61] = [data.loc[2, "text"] + "?", "against", "wire"]
    result = stancekit.check_labels(data, fast=True)
    (copy,) = found(result, "duplicate")
    assert copy.message.startswith("2 times the same in the sources 'wire', 'speech': 'Talking")
    (near,) = found(result, "near duplicate")
    assert near.message.startswith("2 alike (similarity 1.00): 'Never phone")


def test_rare_labels_are_problems_and_twenty_are_enough():
    data = sound().iloc[:-1]
    result = stancekit.check_labels(data, fast=True)
    (rare,) = result.findings
    assert (rare.check, rare.severity) == ("rare label", "problem")
    assert rare.message == "'none' has 19 statements"
    assert rare.details["needed"] == 20


def test_labels_are_counted_for_each_of_several_targets():
    data = pd.concat([sound(target="Moscow"), sound(target="Minsk").iloc[:30]])
    result = stancekit.check_labels(data, fast=True)
    messages = {finding.message for finding in found(result, "rare label")}
    assert messages == {
        f"{label!r} has 10 statements about 'Minsk'" for label in ("favor", "against", "none")
    }


def test_a_blank_target_is_one_of_several():
    data = pd.concat([sound(target="Moscow"), sound(target=" ").iloc[:-1]])
    (rare,) = found(stancekit.check_labels(data, fast=True), "rare label")
    assert rare.message == "'none' has 19 statements without a target"
    assert rare.details["target"] is None


def test_a_label_that_never_occurs_is_rare():
    labels = (label for label in [*SAYINGS, "conditional"])
    result = stancekit.check_labels(sound(target="Moscow"), fast=True, labels=labels)
    assert [finding.message for finding in result.findings] == ["'conditional' has no statements"]
    several = pd.concat([sound(target="Moscow"), sound(target="Minsk")])
    result = stancekit.check_labels(several, fast=True, labels=[*SAYINGS, "conditional"])
    (rare,) = found(result, "rare label")
    assert (rare.message, rare.details["statements"]) == ("'conditional' has no statements", 0)


def test_a_target_that_lacks_a_label_is_told_the_emptiest_first():
    minsk = sound(target="Minsk")
    data = pd.concat([sound(target="Moscow"), minsk[minsk["label"] != "none"].iloc[1:]])
    messages = [
        finding.message for finding in found(stancekit.check_labels(data, fast=True), "rare label")
    ]
    assert messages == [
        "'none' has no statements about 'Minsk'",
        "'favor' has 19 statements about 'Minsk'",
    ]


def test_the_likely_errors_are_those_of_cleanlab_on_the_same_held_out_probabilities():
    data = sound()
    data["text"] += [f" {word}" for word in "abcdefghijklmnopqrst" for _ in range(3)]
    data.loc[[3, 10, 29, 41], "label"] = ["none", "favor", "against", "against"]
    classifier = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10))
    ordered = data.sort_values("text")
    predictions = stancekit.evaluate(
        classifier, ordered, repeats=1, bootstrap=1, permutations=1
    ).predictions
    names = sorted(SAYINGS)
    expected = find_label_issues(
        ordered["label"].map(names.index).to_numpy(),
        predictions[[f"p_{name}" for name in names]].to_numpy(),
        filter_by="confident_learning",
        return_indices_ranked_by="self_confidence",
        n_jobs=1,
    )
    errors = found(stancekit.check_labels(data, classifier=classifier), "likely label error")
    assert [finding.rows[0] for finding in errors] == ordered.index[expected].tolist()
    assert len({3, 10, 29, 41} & {finding.rows[0] for finding in errors}) > 2
    for finding in errors:
        row = predictions.iloc[ordered.index.get_loc(finding.rows[0])]
        details = finding.details
        assert details["p_given"] == row[f"p_{row['label']}"]
        assert details["p_likely"] == row[f"p_{row['predicted']}"]
        assert (details["given"], details["likely"]) == (row["label"], row["predicted"])
        assert details["words"] == []


def test_the_words_for_the_other_label_come_with_it():
    data = sound()
    data.loc[3, "label"] = "favor"  # Refuse Minsk any meeting over prisoners
    first, *_ = found(stancekit.check_labels(data), "likely label error")
    assert first.rows == (3,)
    assert first.details["likely"] == "against"
    assert set(first.details["words"]) <= {"Refuse", "Minsk", "any", "meeting", "over"}
    assert f"because of {', '.join(map(repr, first.details['words']))}" in first.message


def test_each_target_gets_a_model_of_its_own():
    swapped = {"favor": "against", "against": "favor", "none": "none"}
    mirror = sound(target="Minsk")
    mirror["label"] = mirror["label"].map(swapped)
    data = pd.concat([sound(target="Moscow"), mirror], ignore_index=True)
    data.loc[63, "label"] = "against"
    errors = found(stancekit.check_labels(data), "likely label error")
    assert [finding.rows for finding in errors] == [(63,)]
    assert errors[0].details["words"]


class Remembering(LogisticRegression):
    """A classifier that remembers which texts it saw, and which it had to predict without."""

    rounds: list = []  # noqa: RUF012

    def fit(self, X, y):
        self.vectorizer_ = TfidfVectorizer().fit(X)
        self.seen_ = set(X)
        return super().fit(self.vectorizer_.transform(X), y)

    def predict(self, X):
        return super().predict(self.vectorizer_.transform(X))

    def predict_proba(self, X):
        self.rounds.append((self.seen_, set(X)))
        return super().predict_proba(self.vectorizer_.transform(X))


@pytest.fixture
def rounds():
    """Return what `Remembering` saw and predicted, in every round."""
    Remembering.rounds.clear()
    return Remembering.rounds


def test_no_model_has_seen_a_text_that_is_nearly_the_same(rounds):
    data = sound()
    twins = data.assign(text=data["text"].str.upper() + "!")
    stancekit.check_labels(pd.concat([data, twins]), classifier=Remembering())
    assert len(rounds) == 5
    for seen, predicted in rounds:
        assert not {text.casefold().strip("!") for text in seen} & {
            text.casefold().strip("!") for text in predicted
        }


@pytest.mark.parametrize("column", ["document", "group", "pair_id"])
def test_no_model_has_seen_a_statement_that_a_column_ties(rounds, column):
    data = sound(**{column: [f"d{row // 3}" for row in range(60)]})
    stancekit.check_labels(data, classifier=Remembering())
    tie = dict(zip(data["text"], data[column], strict=True))
    assert sum(len(predicted) for _, predicted in rounds) == 60
    for seen, predicted in rounds:
        assert {tie[text] for text in seen}.isdisjoint(tie[text] for text in predicted)


def test_folds_and_seed_are_those_asked_for(rounds):
    stancekit.check_labels(sound(), classifier=Remembering(), folds=3)
    thirds = list(rounds)
    assert [len(predicted) for _, predicted in thirds] == [20, 20, 20]
    rounds.clear()
    stancekit.check_labels(sound(), classifier=Remembering(), folds=3)
    assert rounds == thirds
    rounds.clear()
    stancekit.check_labels(sound(), classifier=Remembering(), folds=3, random_state=1)
    assert [len(predicted) for _, predicted in rounds] == [20, 20, 20]
    assert rounds != thirds


@pytest.mark.slow
@given(order=st.permutations(range(60)), with_ids=st.booleans())
@settings(max_examples=15)
def test_label_errors_do_not_depend_on_the_order_of_the_statements(order, with_ids):
    data = sound(**({"id": [f"s{row}" for row in range(60)]} if with_ids else {}))
    data.loc[[3, 10, 29, 41], "label"] = ["none", "favor", "against", "against"]
    classifier = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10))

    def errors(rows):
        result = stancekit.check_labels(data.iloc[rows], classifier=classifier)
        found_ones = found(result, "likely label error")
        return [(rows[each.rows[0]], each.message) for each in found_ones], result.caveats

    expected, caveats = errors(list(range(60)))
    assert expected
    assert errors(list(order)) == (expected, caveats)


def test_a_label_with_one_statement_does_not_keep_the_others_from_being_checked():
    data = sound()
    data.loc[3, "label"] = "favor"
    data.loc[60] = ["If they stop at once we might discuss it", "conditional"]
    result = stancekit.check_labels(data)
    assert found(result, "likely label error")[0].rows == (3,)
    assert result.caveats[-1].endswith("once a statement is held out: 1 'conditional'.")


def test_a_label_whose_statements_are_all_tied_is_not_judged():
    data = sound(document="")
    for row, word in enumerate(("at once", "the guns for good", "over winter"), start=60):
        data.loc[row] = [f"If they stop {word} we might discuss it", "conditional", "d1"]
    result = stancekit.check_labels(data)
    assert all(finding.rows[0] < 60 for finding in found(result, "likely label error"))
    assert "is held out: 3 'conditional'." in result.caveats[-1]


def test_a_target_with_one_label_does_not_keep_the_others_from_being_checked():
    data = pd.concat([sound(target="Moscow"), sound(target="Minsk")], ignore_index=True)
    data.loc[3, "label"] = "favor"
    for row, topic in enumerate(TOPICS, start=120):
        data.loc[row] = [f"Kyiv had a lot of {topic}", "none", "Kyiv"]
    data.loc[130] = ["Talk to Kyiv", "favor", "Kyiv"]
    data.loc[131] = ["It rained on nobody's parade", "none", ""]
    result = stancekit.check_labels(data)
    assert found(result, "likely label error")[0].rows == (3,)
    assert result.caveats[-1].endswith(
        "is held out: 10 'none' about 'Kyiv', 1 'favor' about 'Kyiv', 1 'none'."
    )


def test_a_target_whose_other_labels_come_from_one_document_is_left_out():
    minsk = sound(target="Minsk", document="d1")
    minsk["text"] = [f"{text} in Minsk" for text in minsk["text"]]
    minsk.loc[minsk["label"] == "none", "document"] = ""
    data = pd.concat([sound(target="Moscow", document=""), minsk], ignore_index=True)
    data.loc[3, "label"] = "favor"
    result = stancekit.check_labels(data)
    assert found(result, "likely label error")[0].rows == (3,)
    assert "20 'none' about 'Minsk'" in result.caveats[-1]


def test_too_few_statements_for_a_model_leave_the_rest_of_the_report():
    data = [("Talk.", "favor"), ("talk.", "against"), ("No.", "against"), ("Nope.", "against")]
    result = stancekit.check_labels(data)
    assert found(result, "contradiction")
    (caveat,) = result.caveats
    assert caveat.startswith("Label errors were not looked for: too few statements to learn two ")
    assert caveat.endswith("(1 'favor', 3 'against').")


def test_labels_of_one_document_each_cannot_be_judged():
    documents = {"favor": "d1", "against": "d2", "none": "d3"}
    data = sound()
    result = stancekit.check_labels(data.assign(document=data["label"].map(documents)), folds=3)
    (caveat,) = result.caveats
    assert caveat.endswith("tied to them (20 'favor', 20 'against', 20 'none').")


def test_a_classifier_for_targets_without_any_is_told_so():
    result = stancekit.check_labels(sound(), classifier=StanceClassifier(per_target=True))
    assert "there is no column 'target'" in result.caveats[-1]


def test_fast_trains_nothing():
    data = sound()
    data.loc[3, "label"] = "favor"
    assert stancekit.check_labels(data, fast=True).findings[0].check != "likely label error"
    assert stancekit.check_labels(data, fast=True).caveats == ()


def test_the_bundled_statements_differ_from_each_other_where_their_card_says_so():
    statements = stancekit.load_dataset("statements")
    result = stancekit.check_labels(statements, fast=True)
    assert result.problems == 0
    shorter = {found.details["source"] for found in result.findings}  # and nothing else is noted
    assert shorter == {"statements_12", "statements_22"}
    assert "share a pair_id" in result.caveats[0]
    first = statements[statements["source"].isin([f"statements_{i}" for i in range(1, 14)])]
    skew = stancekit.check_labels(first, fast=True).findings[0]  # 220 of 400 have no position
    assert skew.details["source"] == "statements_12"
    assert skew.details["shares"]["here"]["none"] == 220 / 400
    assert skew.details["shares"]["elsewhere"]["none"] == (1520 - 220) / (4780 - 400)


def test_the_result_reads_as_a_frame_and_as_json():
    data = [("Talk.", "favor"), ("talk.", "against"), ("No.", "against")]
    result = stancekit.check_labels(data, fast=True)
    frame = result.to_frame()
    assert list(frame) == ["check", "severity", "ids", "rows", "message"]
    assert frame["check"].tolist() == ["contradiction", "rare label", "rare label"]
    assert frame["ids"].tolist()[0] == ("row 1", "row 2")
    told = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert told["problems"] == 3
    assert told["labels"] == [
        {"label": "against", "statements": 2},
        {"label": "favor", "statements": 1},
    ]
    assert [finding["rows"] for finding in told["findings"]] == [[0, 1], [], []]
    result.to_dict()["findings"][0]["details"]["labels"].clear()
    assert result.findings[0].details["labels"] == ["favor", "against"]
    assert repr(result) == "<LabelCheck: 3 problems, 0 notes, 3 statements>"


def test_a_long_list_is_cut_and_counted():
    data = pd.concat([sound(), sound()], ignore_index=True)
    result = stancekit.check_labels(data, fast=True)
    assert len(result.findings) == 60
    lines = result.summary().splitlines()
    assert sum(line.startswith("  - ") for line in lines) == 5
    assert lines[-1] == "  ... and 55 more"


def test_every_check_has_its_words():
    assert {"leakage", "giveaway", "label skew", "length skew"} < set(_CHECKS)
    for meaning, cure in _CHECKS.values():
        assert meaning.endswith(".")
        assert cure.endswith(".")


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"folds": 1}, ParameterError, "folds: must be an integer of at least 2, got 1"),
        ({"random_state": -1}, ParameterError, "random_state: must be an integer of at least 0"),
        ({"classifier": 3}, InputTypeError, "classifier: got int, which cannot be trained"),
        ({"classifier": "model"}, InputTypeError, "classifier: got a path"),
        (
            {"classifier": make_pipeline(TfidfVectorizer(), LinearSVC())},
            InputTypeError,
            "Pipeline has no predict_proba",
        ),
        ({"classifier": LogisticRegression()}, InputTypeError, "cannot be trained on these"),
        ({"labels": ["favor", "against"]}, DataError, "'none' is not one of against, favor"),
        ({"text": "tweet"}, DataError, "there is no column 'tweet'"),
        ({"against": "nowhere.csv"}, DataError, "nowhere.csv: there is no such file"),
        ({"against": 3}, InputTypeError, "cannot read statements from the type int"),
        ({"fast": "no"}, InputTypeError, "fast: must be True or False, got 'no'"),
        ({"labels": "favor"}, ParameterError, "labels='favor' is not a list of labels"),
        (
            {"against": {"text": ["Talk."]}, "against_text": "tweet"},
            DataError,
            "there is no column 'tweet'",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(settings, error, message):
    with pytest.raises(error, match=message):
        stancekit.check_labels(sound(), **settings)


def test_nothing_to_check_is_refused():
    with pytest.raises(InputTypeError, match="there is nothing to read"):
        stancekit.check_labels()
