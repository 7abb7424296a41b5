"""`check_labels` as a whole: what it reports, what it lets pass, and what it refuses."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from cleanlab.filter import find_label_issues
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

import stancekit
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.labelling.checks.summary import _CHECKS

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
    assert finding.message.startswith("labelled 'favor', 'none': 'Talking with Minsk")
    assert finding.details == {"labels": ["favor", "none"]}


def test_the_same_text_about_two_targets_is_two_texts():
    data = pd.concat(
        [sound(target="Moscow"), sound(target="Minsk").assign(label=["none"] * 20 + ["favor"] * 40)]
    )
    result = stancekit.check_labels(data, fast=True)
    assert not found(result, "contradiction")
    assert not found(result, "duplicate")
    assert [finding.message for finding in found(result, "rare label")] == []


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


def test_the_likely_errors_are_those_of_cleanlab_on_the_same_held_out_probabilities():
    data = sound()
    data["text"] += [f" {word}" for word in "abcdefghijklmnopqrst" for _ in range(3)]
    data.loc[[3, 10, 29, 41], "label"] = ["none", "favor", "against", "against"]
    classifier = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10))
    predictions = stancekit.evaluate(
        classifier, data, repeats=1, bootstrap=1, permutations=1
    ).predictions
    names = sorted(SAYINGS)
    expected = find_label_issues(
        data["label"].map(names.index).to_numpy(),
        predictions[[f"p_{name}" for name in names]].to_numpy(),
        filter_by="confident_learning",
        return_indices_ranked_by="normalized_margin",
        n_jobs=1,
    )
    errors = found(stancekit.check_labels(data, classifier=classifier), "likely label error")
    assert [finding.rows[0] for finding in errors] == expected.tolist()
    assert {3, 10, 29, 41} <= set(expected.tolist())
    for finding in errors:
        row = predictions.iloc[finding.rows[0]]
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


def test_no_model_has_seen_a_text_that_is_nearly_the_same():
    data = sound()
    twins = data.assign(text=data["text"].str.upper() + "!")
    Remembering.rounds.clear()
    stancekit.check_labels(pd.concat([data, twins]), classifier=Remembering())
    assert len(Remembering.rounds) == 5
    for seen, predicted in Remembering.rounds:
        assert not {text.casefold().strip("!") for text in seen} & {
            text.casefold().strip("!") for text in predicted
        }


def test_a_label_with_one_statement_does_not_keep_the_others_from_being_checked():
    data = sound()
    data.loc[3, "label"] = "favor"
    data.loc[60] = ["If they stop at once we might discuss it", "conditional"]
    errors = found(stancekit.check_labels(data), "likely label error")
    assert errors[0].rows == (3,)


def test_too_few_statements_for_a_model_leave_the_rest_of_the_report():
    data = [("Talk.", "favor"), ("talk.", "against"), ("No.", "against")]
    result = stancekit.check_labels(data)
    assert found(result, "contradiction")
    (caveat,) = result.caveats
    assert caveat.startswith("Label errors were not looked for: ")


def test_fast_trains_nothing():
    data = sound()
    data.loc[3, "label"] = "favor"
    assert stancekit.check_labels(data, fast=True).findings[0].check != "likely label error"
    assert stancekit.check_labels(data, fast=True).caveats == ()


def test_the_bundled_statements_differ_from_each_other_where_their_card_says_so():
    result = stancekit.check_labels(stancekit.load_dataset("statements"), fast=True)
    assert result.problems == 0
    skew, length = result.findings  # set 12: 220 of 400 have no position, and it is all short
    assert skew.details["source"] == length.details["source"] == "statements_12"
    assert skew.details["shares"]["here"]["none"] == 220 / 400
    assert skew.details["shares"]["elsewhere"]["none"] == (1520 - 220) / (4780 - 400)
    assert "share a pair_id" in result.caveats[0]


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
        ({"classifier": "model"}, InputTypeError, "classifier: got str, which cannot be trained"),
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
    ],
)
def test_what_cannot_be_used_is_refused(settings, error, message):
    with pytest.raises(error, match=message):
        stancekit.check_labels(sound(), **settings)


def test_nothing_to_check_is_refused():
    with pytest.raises(InputTypeError, match="there is nothing to read"):
        stancekit.check_labels()
