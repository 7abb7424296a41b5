"""What `agreement` returns: coefficients with intervals, disagreements, the merged table."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from sklearn.metrics import cohen_kappa_score

import stancekit
from stancekit.annotators import measures as agreement_measures
from stancekit.measure import coefficients
from stancekit.measure.bootstrap import resampled_sums
from stancekit.measure.coincidences import LabelPairs

KEY = ["measure", "label", "annotator_1", "annotator_2"]
NAMES = ["ann", "ben", "cy"]
TABLE = {
    "id": ["p1", "p2", "p3", "p4", "p5", "p6", "p7"],
    "text": ["One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven."],
    "ann": ["favor", "against", "conditional", "none", "favor", "none", ""],
    "ben": ["favor", "against", "favor", "none", "against", "", ""],
    "cy": ["favor", "conditional", "", "favor", "none", "", ""],
}


def agree(**settings):
    return stancekit.agreement(TABLE, annotators=NAMES, **settings)


def random_table(n_statements, labels, n_annotators, seed=0, missing=0.2):
    """Return a wide table whose annotators often agree."""
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, len(labels), n_statements)
    table = {}
    for number in range(n_annotators):
        guesses = generator.integers(0, len(labels), n_statements)
        codes = np.where(generator.random(n_statements) < 0.6, truth, guesses)
        there = generator.random(n_statements) >= missing
        table[f"a{number}"] = [
            labels[code] if given else "" for code, given in zip(codes, there, strict=True)
        ]
    return table


def test_counts_of_statements_annotators_and_labels():
    found = agree(bootstrap=10)
    assert (found.statements, found.compared) == (7, 5)
    assert found.annotators == {"ann": 6, "ben": 5, "cy": 4}
    assert found.labels == ("against", "conditional", "favor", "none")
    assert found.measures["percent_agreement"].statements == 5
    assert found.measures["krippendorff_alpha_ordinal"].statements == 4
    used = {"against": 2, "conditional": 2, "favor": 4, "none": 2}
    for label, scores in found.per_label.items():
        assert scores["specific_agreement"].statements == used[label]
        assert scores["fleiss_kappa"].statements == 5
        assert scores["krippendorff_alpha"].statements == 5
    pairs = {pair: scores["cohen_kappa"].statements for pair, scores in found.per_pair.items()}
    assert pairs == {("ann", "ben"): 5, ("ann", "cy"): 4, ("ben", "cy"): 4}


def test_percent_agreement_by_hand():
    """Of the five statements, all, 1 of 3, 0 of 1, 1 of 3 and 0 of 3 pairs agree."""
    found = agree(bootstrap=10)
    expected = (1 + 1 / 3 + 0 + 1 / 3 + 0) / 5
    assert found.measures["percent_agreement"].value == pytest.approx(expected)
    pairs = {pair: scores["percent_agreement"].value for pair, scores in found.per_pair.items()}
    assert pairs == {
        ("ann", "ben"): pytest.approx(3 / 5),
        ("ann", "cy"): pytest.approx(1 / 4),
        ("ben", "cy"): pytest.approx(1 / 4),
    }


def test_cohen_for_each_pair_is_that_of_scikit_learn():
    table = random_table(60, ["a", "b", "c"], 4)
    found = stancekit.agreement(table, annotators=list(table), bootstrap=5)
    assert len(found.per_pair) == 6
    for (first, second), scores in found.per_pair.items():
        shared = [
            (one, two) for one, two in zip(table[first], table[second], strict=True) if one and two
        ]
        expected = cohen_kappa_score(*zip(*shared, strict=True))
        assert scores["cohen_kappa"].value == pytest.approx(expected)
        assert scores["cohen_kappa"].statements == len(shared)


def test_a_label_against_the_rest_is_a_table_of_two_labels():
    table = random_table(50, ["a", "b", "c"], 3)
    found = stancekit.agreement(table, annotators=list(table), bootstrap=50)
    for label in "abc":
        binary = {
            name: [cell and ("own" if cell == label else "rest") for cell in cells]
            for name, cells in table.items()
        }
        expected = stancekit.agreement(binary, annotators=list(table), bootstrap=50)
        for measure in ("fleiss_kappa", "krippendorff_alpha"):
            for part in ("value", "low", "high"):
                one, other = found.per_label[label][measure], expected.measures[measure]
                assert getattr(one, part) == pytest.approx(getattr(other, part))


def test_ordinal_alpha_leaves_out_labels_without_polarity():
    """It is the alpha of a table in which they are missing, with codes in the order of polarity."""
    labels = ["against", "conditional", "favor", "none", "unclear"]
    table = random_table(80, labels, 3)
    found = stancekit.agreement(table, annotators=list(table), bootstrap=5)
    order = {"against": 0, "conditional": 1, "favor": 2}
    codes = np.array([[order.get(cell, -1) for cell in cells] for cells in table.values()]).T
    coincidences = LabelPairs.of(codes, 3).coincidences().toarray().sum(axis=0).reshape(3, 3)
    expected = coefficients.krippendorff_alpha(coincidences, ordinal=True)
    ordinal = found.measures["krippendorff_alpha_ordinal"]
    assert ordinal.value == pytest.approx(float(expected))
    assert ordinal.statements == ((codes >= 0).sum(axis=1) >= 2).sum()
    left_out = sum(cell in ("none", "unclear") for cells in table.values() for cell in cells)
    everything = sum(bool(cell) for cells in table.values() for cell in cells)
    (note,) = [note for note in found.caveats if "ordinal" in note]
    assert f"leaves out {left_out} of {everything} labels" in note
    assert "('none', 'unclear')" in note


def test_ordinal_alpha_forgives_the_label_between():
    near = {"a": ["favor", "against", "conditional"] * 9, "b": ["favor", "against", "favor"] * 9}
    far = {"a": ["favor", "against", "against"] * 9, "b": ["favor", "against", "favor"] * 9}
    for table, stricter in ((near, True), (far, False)):
        measures = stancekit.agreement(table, annotators=["a", "b"], bootstrap=5).measures
        ordinal = measures["krippendorff_alpha_ordinal"].value
        assert (ordinal > measures["krippendorff_alpha"].value + 0.1) == stricter


def test_without_both_ends_there_is_no_ordinal_alpha():
    table = {"a": ["favor", "none", "favor"], "b": ["favor", "conditional", "favor"]}
    found = stancekit.agreement(table, annotators=["a", "b"], bootstrap=5)
    assert list(found.measures) == ["percent_agreement", "fleiss_kappa", "krippendorff_alpha"]


def test_intervals_are_those_of_a_slow_bootstrap():
    table = random_table(30, ["against", "favor", "none"], 3)
    names = list(table)
    found = stancekit.agreement(table, annotators=names, bootstrap=40, random_state=3)
    drawn = {}
    for counts in resampled_sums(csr_array(np.eye(30)), 40, seed=3).astype(int):
        rows = np.repeat(np.arange(30), counts)
        resample = {name: [table[name][row] for row in rows] for name in names}
        again = stancekit.agreement(resample, annotators=names, bootstrap=1)
        for key, value in again.to_frame().set_index(KEY)["value"].items():
            drawn.setdefault(key, []).append(value)
    frame = found.to_frame().set_index(KEY)
    assert len(frame) == 4 + 9 + 6
    for key, values in drawn.items():
        low, high = np.nanquantile(values, [0.025, 0.975])
        assert frame.loc[key, "low"] <= min(low, frame.loc[key, "value"]) + 1e-9
        assert frame.loc[key, "high"] >= max(high, frame.loc[key, "value"]) - 1e-9


def test_the_interval_of_two_annotators_is_that_of_a_share():
    """The standard error of a share p of n statements is sqrt(p (1 - p) / n)."""
    table = {"a": ["x", "y"] * 200, "b": ["x", "y"] * 150 + ["y", "x"] * 50}
    found = stancekit.agreement(table, annotators=["a", "b"], bootstrap=4000)
    percent = found.per_pair["a", "b"]["percent_agreement"]
    assert percent.value == 0.75
    assert percent.low == pytest.approx(0.75 - 1.96 * math.sqrt(0.75 * 0.25 / 400), abs=0.005)
    assert percent.high == pytest.approx(0.75 + 1.96 * math.sqrt(0.75 * 0.25 / 400), abs=0.005)


def test_the_interval_of_what_never_happened_is_that_of_garwood():
    """An event that did not happen in n trials has a chance of up to about -log(0.025) / n."""
    n, most = 100, -math.log(0.025)
    same = {"a": ["x", "y"] * 50, "b": ["x", "y"] * 50}
    other = {"a": ["x", "y"] * 50, "b": ["y", "x"] * 50}
    agreed, differ = (
        stancekit.agreement(table, annotators=["a", "b"], bootstrap=20_000).measures
        for table in (same, other)
    )
    low, high = agreed["percent_agreement"].low, differ["percent_agreement"].high
    assert (low, high) == pytest.approx((n / (n + most), most / (n + most)), abs=0.001)
    assert agreed["krippendorff_alpha"].low == pytest.approx(1 - 2 * most / n, abs=0.005)


def test_one_label_more_or_less_moves_all_coefficients_alike():
    """One rare label in a table without disagreement: alpha and kappa differ by little."""
    table = {"a": ["x"] * 199 + ["y"], "b": ["x"] * 199 + ["y"]}
    found = stancekit.agreement(table, annotators=["a", "b"])
    lows = [found.measures[name].low for name in ("fleiss_kappa", "krippendorff_alpha")]
    assert lows == pytest.approx([0, 0], abs=0.02)


@given(
    st.lists(st.sampled_from(["x", "y", "z"]), min_size=2, max_size=12),
    st.sampled_from([{"x": "x", "y": "y", "z": "z"}, {"x": "y", "y": "z", "z": "x"}]),
    st.integers(0, 99),
)
def test_no_interval_claims_what_it_has_not_seen(given_labels, answer, seed):
    """Those who always agree may differ, and those who never do may agree."""
    table = {"a": given_labels, "b": [answer[label] for label in given_labels]}
    found = stancekit.agreement(table, annotators=["a", "b"], bootstrap=50, random_state=seed)
    frame = found.to_frame().dropna(subset=["low"])
    assert len(frame) > 0
    assert (frame["low"] < frame["high"]).all()


def test_equal_seeds_give_equal_results():
    one, same, other = (agree(bootstrap=50, random_state=seed).to_frame() for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert (one["value"] == other["value"]).all()
    assert (one["low"] != other["low"]).any()


def test_many_pairs_are_measured_in_parts(monkeypatch):
    at_once = agree(bootstrap=30).per_pair
    monkeypatch.setattr(agreement_measures, "_CELLS_AT_ONCE", 17)
    assert agree(bootstrap=30).per_pair == at_once


def test_annotators_who_share_no_statement_are_no_pair():
    table = {"a": ["x", "y", ""], "b": ["x", "x", "y"], "c": ["", "", "y"]}
    found = stancekit.agreement(table, annotators=["a", "b", "c"], bootstrap=5)
    assert list(found.per_pair) == [("a", "b"), ("b", "c")]


def test_one_label_leaves_the_corrected_coefficients_undefined():
    table = {"a": ["x", "x"], "b": ["x", "x"]}
    found = stancekit.agreement(table, annotators=["a", "b"], bootstrap=5)
    assert found.measures["percent_agreement"].value == 1
    for undefined in (
        found.measures["fleiss_kappa"],
        found.measures["krippendorff_alpha"],
        found.per_label["x"]["fleiss_kappa"],
        found.per_pair["a", "b"]["cohen_kappa"],
    ):
        assert all(map(math.isnan, (undefined.value, undefined.low, undefined.high)))
        assert undefined.undefined == 5
    (note,) = [note for note in found.caveats if note.startswith("Undefined")]
    assert "the labels that can be compared there do not differ" in note
    assert "Fleiss' kappa, Krippendorff's alpha, " in note
    assert "Cohen's kappa of a and b" in note
    assert repr(found) == (
        "<Agreement: Krippendorff's alpha undefined, 2 annotators, 2 statements>"
    )
    assert "Krippendorff's alpha  undefined" in found.summary()
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["measures"]["fleiss_kappa"] == {
        "value": None,
        "low": None,
        "high": None,
        "statements": 2,
        "undefined": 5,
    }


def test_a_label_that_nobody_could_confirm_is_undefined():
    table = {"a": ["x", "y", "z"], "b": ["x", "y", ""]}
    found = stancekit.agreement(table, annotators=["a", "b"], bootstrap=5)
    scores = found.per_label["z"]
    assert all(math.isnan(score.value) for score in scores.values())
    assert scores["specific_agreement"].statements == 0
    assert scores["krippendorff_alpha"].statements == 2
    alone, equal = [note for note in found.caveats if note.startswith("Undefined")]
    assert "no statement has two labels to compare there: specific agreement of 'z'." in alone
    assert "do not differ: Fleiss' kappa of 'z', Krippendorff's alpha of 'z'." in equal
    (row,) = [line.split() for line in found.summary().splitlines() if line.startswith("z ")]
    assert row == ["z", "undefined", "undefined", "undefined", "0"]


def test_ordinal_alpha_without_a_pair_is_undefined_for_that_reason():
    table = {"a": ["favor", "none"], "b": ["none", "against"]}
    found = stancekit.agreement(table, annotators=["a", "b"], bootstrap=5)
    assert math.isnan(found.measures["krippendorff_alpha_ordinal"].value)
    (note,) = [note for note in found.caveats if note.startswith("Undefined")]
    assert "no statement has two labels to compare there: Krippendorff's alpha, ordinal." in note


def test_resamples_without_a_value_are_counted_and_said():
    """A resample of two statements holds one of them twice half of the time."""
    found = stancekit.agreement({"a": ["x", "y"], "b": ["x", "y"]}, annotators=["a", "b"])
    alpha = found.measures["krippendorff_alpha"]
    assert alpha.low < (alpha.value == alpha.high == 1)
    assert alpha.undefined == pytest.approx(500, abs=60)
    (note,) = [note for note in found.caveats if note.startswith("Intervals leave out")]
    assert f"Krippendorff's alpha ({alpha.undefined} of 1,000)" in note


def test_no_resample_with_a_value_gives_no_interval():
    table = {"a": ["x", "y"], "b": ["x", "y"]}
    for seed in range(20):
        found = stancekit.agreement(table, annotators=["a", "b"], bootstrap=1, random_state=seed)
        alpha = found.measures["krippendorff_alpha"]
        assert alpha.value == 1
        if alpha.undefined:
            assert math.isnan(alpha.low)
            assert math.isnan(alpha.high)
            return
    pytest.fail("every resample held both statements")


def test_notes_on_small_and_incomplete_tables():
    notes = "\n".join(agree(bootstrap=5).caveats)
    assert "Only 5 statements have the labels of two annotators" in notes
    assert "Some labels are missing. Fleiss' kappa is then Gwet's generalisation" in notes
    table = {"a": ["x", "y"] * 60, "b": ["x", "y"] * 59 + ["y", "x"]}
    complete = stancekit.agreement(table, annotators=["a", "b"], bootstrap=5)
    assert complete.caveats == ()
    assert "Mind:" not in complete.summary()
    lone = stancekit.agreement({"a": ["x"], "b": ["y"]}, annotators=["a", "b"], bootstrap=5)
    assert lone.caveats[0].startswith("Only 1 statement has the labels of two annotators")


def test_disagreements_and_ties():
    found = agree(bootstrap=5)
    assert list(found.disagreements) == ["id", "text", *NAMES, "label"]
    assert found.disagreements["id"].tolist() == ["p2", "p3", "p4", "p5"]
    third = ["p3", "Three.", "conditional", "favor", None, None]
    assert found.disagreements.iloc[1].tolist() == third
    pd.testing.assert_frame_equal(
        found.ties, found.disagreements.iloc[[1, 3]].reset_index(drop=True)
    )


def test_disagreements_have_all_that_is_known_of_the_statements():
    table = TABLE | {"source": [*list("uvwxyz"), None], "date": list(range(7))}
    found = stancekit.agreement(table, annotators=NAMES, bootstrap=5)
    assert list(found.disagreements) == ["id", "text", "source", "date", *NAMES, "label"]
    assert found.disagreements["source"].tolist() == ["v", "w", "x", "y"]
    assert found.ties["date"].tolist() == [2, 4]


def test_disagreements_with_a_label_filled_in_can_be_trained_on():
    decided = agree(bootstrap=5).disagreements.assign(label=["against", "favor", "none", "favor"])
    assert stancekit.read_labelled(decided)["label"].tolist() == decided["label"].tolist()


TWO_TARGETS = [
    {"id": number, "target": target, "text": text, "annotator": name, "label": label}
    for number, target, text, labels in [
        ("p1", "talks", "Talk, but send no arms.", "favor favor favor"),
        ("p1", "arms", "Talk, but send no arms.", "against none against"),
        ("p2", "talks", "Arm them.", "against favor"),
        ("p2", "arms", "Arm them.", "favor favor"),
    ]
    for name, label in zip(("ann", "ben", "cy"), labels.split(), strict=False)
]


def test_a_statement_about_two_targets_is_two():
    found = stancekit.agreement(TWO_TARGETS, bootstrap=5)
    assert (found.statements, found.compared) == (4, 4)
    assert found.annotators == {"ann": 4, "ben": 4, "cy": 2}
    assert not any("counted once" in note for note in found.caveats)
    merged = found.merged[["id", "target", "label", "votes", "annotators"]]
    assert merged.to_numpy().tolist() == [
        ["p1", "talks", "favor", 3, 3],
        ["p1", "arms", "against", 2, 3],
        ["p2", "talks", None, 1, 2],
        ["p2", "arms", "favor", 2, 2],
    ]
    assert found.disagreements[["id", "target", "ben"]].to_numpy().tolist() == [
        ["p1", "arms", "none"],
        ["p2", "talks", "favor"],
    ]
    assert "(id: 'p2' (target 'talks'))" in found.summary().replace("\n", " ")
    assert found.to_dict()["ties"] == [
        {"id": "p2", "target": "talks", "labels": {"ann": "against", "ben": "favor", "cy": None}}
    ]


def test_two_targets_are_as_two_tables_of_ids():
    """What target and id say together, an id alone can say: nothing else changes."""
    renamed = [
        {key: value for key, value in row.items() if key != "target"}
        | {"id": f"{row['id']} {row['target']}"}
        for row in TWO_TARGETS
    ]
    one, other = (stancekit.agreement(rows, bootstrap=20) for rows in (TWO_TARGETS, renamed))
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    assert one.merged["label"].tolist() == other.merged["label"].tolist()


def test_labels_of_the_same_id_about_different_targets_are_not_compared():
    rows = [row for row in TWO_TARGETS if (row["annotator"], row["target"]) != ("ben", "talks")]
    found = stancekit.agreement(rows, bootstrap=5)
    assert found.per_pair["ann", "ben"]["cohen_kappa"].statements == 2


def test_a_file_for_each_annotator_is_read_together(tmp_path):
    paths = []
    for name in ("ann", "ben", "cy"):
        path = tmp_path / f"{name}.csv"
        rows = [row for row in TWO_TARGETS if row["annotator"] == name]
        pd.DataFrame(rows).to_csv(path, index=False)
        paths.append(path)
    found = stancekit.agreement(*paths, bootstrap=20)
    expected = stancekit.agreement(TWO_TARGETS, bootstrap=20)
    assert found.annotators == expected.annotators
    left, right = (
        merged.sort_values(["id", "target"], ignore_index=True)
        for merged in (found.merged, expected.merged)
    )
    pd.testing.assert_frame_equal(left, right)


def test_the_merged_table():
    merged = agree(bootstrap=5).merged
    assert list(merged) == ["id", "text", "label", "votes", "annotators"]
    assert merged["id"].tolist() == TABLE["id"]
    assert merged["text"].tolist() == TABLE["text"]
    assert merged["label"].tolist() == ["favor", "against", None, "none", None, "none", None]
    assert merged["votes"].tolist() == [3, 2, 1, 2, 1, 1, 0]
    assert merged["annotators"].tolist() == [3, 3, 2, 3, 3, 1, 0]


def test_the_merged_table_can_be_trained_on_once_ties_have_a_label():
    merged = agree(bootstrap=5).merged
    with pytest.raises(stancekit.exceptions.DataError, match="rows 3, 5, 7, column 'label'"):
        stancekit.read_labelled(merged)
    decided = stancekit.read_labelled(merged.dropna(subset="label"))
    assert decided["label"].tolist() == ["favor", "against", "none", "none"]


cells = st.sampled_from(["", "x", "y", "z"])


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8))
def test_a_majority_is_never_invented(rows):
    rows = [*rows, ("x", "x", "y")]
    table = {
        name: list(column) for name, column in zip("abc", zip(*rows, strict=True), strict=True)
    }
    found = stancekit.agreement(table, annotators=list("abc"), bootstrap=1)
    assert len(found.merged) == len(rows)
    for row, label, votes in zip(rows, found.merged["label"], found.merged["votes"], strict=True):
        counts = {given: row.count(given) for given in row if given}
        leading = [given for given, count in counts.items() if count == max(counts.values())]
        assert label == (leading[0] if len(leading) == 1 else None)
        assert votes == max(counts.values(), default=0)
    tied = set(found.ties["row"])
    blank = set(found.merged["row"][found.merged["label"].isna() & (found.merged["votes"] > 0)])
    assert tied == blank <= set(found.disagreements["row"])


def test_a_frame_with_a_row_for_each_coefficient():
    found = agree(bootstrap=5)
    frame = found.to_frame()
    assert list(frame) == [*KEY, "value", "low", "high", "statements"]
    assert len(frame) == 4 + 4 * 3 + 3 * 2
    row = frame[(frame["measure"] == "cohen_kappa") & (frame["annotator_1"] == "ben")].iloc[0]
    assert row["annotator_2"] == "cy"
    assert row["label"] is None
    assert row["value"] == found.per_pair["ben", "cy"]["cohen_kappa"].value
    row = frame[(frame["measure"] == "specific_agreement") & (frame["label"] == "favor")].iloc[0]
    assert row["high"] == found.per_label["favor"]["specific_agreement"].high


def test_a_dict_for_json():
    found = agree(bootstrap=5)
    record = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert record["annotators"] == {"ann": 6, "ben": 5, "cy": 4}
    assert record["intervals"] == {
        "level": 0.95,
        "method": "percentile bootstrap over statements",
        "resamples": 5,
    }
    assert record["ties"] == [
        {"id": "p3", "labels": {"ann": "conditional", "ben": "favor", "cy": None}},
        {"id": "p5", "labels": {"ann": "favor", "ben": "against", "cy": "none"}},
    ]
    assert [row["id"] for row in record["disagreements"]] == ["p2", "p3", "p4", "p5"]
    assert [pair["annotators"] for pair in record["per_pair"]] == [
        ["ann", "ben"],
        ["ann", "cy"],
        ["ben", "cy"],
    ]
    assert [scores["label"] for scores in record["per_label"]] == list(found.labels)
    percent = record["measures"]["percent_agreement"]
    assert percent["value"] == found.measures["percent_agreement"].value


def test_a_summary_to_read():
    text = agree(bootstrap=5).summary()
    assert text.startswith(
        "Two annotators of the same statement give it the same label about 33 times out of 100.\n\n"
    )
    assert (
        "7 statements, 5 of them with two labels or more; 4 labels; 3 annotators: ann (6)" in text
    )
    assert "95 % percentile intervals from 5 resamples of the statements" in text
    assert (
        "4 statements have different labels; 2 of them tie and have no label in the merged table"
        in text.replace("\n", " ")
    )
    assert "(id: 'p3', 'p5')" in text.replace("\n", " ")
    assert all(len(line) <= 100 for line in text.splitlines())


def test_a_summary_of_full_agreement_and_of_one_tie():
    table = {"a": ["x", "y"], "b": ["x", "y"]}
    text = stancekit.agreement(table, annotators=["a", "b"], bootstrap=5).summary()
    assert "No statement has different labels." in text
    table = {"a": ["x", "y"], "b": ["x", "x"]}
    text = stancekit.agreement(table, annotators=["a", "b"], bootstrap=5).summary()
    assert "1 statement has different labels; 1 of them ties and has no label" in text
    table = {"a": ["x"], "b": ["y"]}
    found = stancekit.agreement(table, annotators=["a", "b"], bootstrap=1)
    assert "1 statement, 1 of them with two labels or more" in found.summary()
    assert "from 1 resample of the statements" in found.summary()
    assert repr(found).endswith("2 annotators, 1 statement>")
    table = {"a": ["x", "y"], "b": ["x", "x"], "c": ["x", "x"]}
    text = stancekit.agreement(table, annotators=list("abc"), bootstrap=5).summary()
    assert "1 statement has different labels; none ties." in text


def test_a_summary_of_many_annotators_shows_the_lowest_pairs():
    table = random_table(40, ["x", "y"], 12, missing=0)
    table["a11"] = ["y" if label == "x" else "x" for label in table["a0"]]
    found = stancekit.agreement(table, annotators=list(table), bootstrap=5)
    text = found.summary()
    assert "a9 (40) and 2 more." in text
    assert "  and 56 more pairs, with a higher kappa" in text
    assert "more pairs" not in found.summary(every=True)
    shown = text[text.index("annotators  agreement") :].splitlines()[1:11]
    kappas = sorted(scores["cohen_kappa"].value for scores in found.per_pair.values())
    assert [float(line.split()[3]) for line in shown] == pytest.approx(kappas[:10], abs=0.0006)


def test_a_summary_of_many_ties_counts_the_rest():
    table = {"a": ["x", "y"] * 6, "b": ["y", "x"] * 6}
    text = stancekit.agreement(table, annotators=["a", "b"], bootstrap=5).summary()
    assert "(row: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more)." in text.replace("\n", " ")


def test_a_strangers_name_cannot_command_the_terminal():
    table = {"a\x1b[2J": ["x", "y"], "b": ["x", "x"]}
    text = stancekit.agreement(table, annotators=list(table), bootstrap=5).summary()
    assert "\x1b" not in text
    assert r"a\x1b[2J" in text


def test_an_undefined_pair_comes_last():
    table = random_table(20, ["x", "y"], 6, missing=0)
    table["a4"] = table["a5"] = ["x"] * 20
    found = stancekit.agreement(table, annotators=list(table), bootstrap=5)
    assert math.isnan(found.per_pair["a4", "a5"]["cohen_kappa"].value)
    assert "a4, a5 " not in found.summary()
