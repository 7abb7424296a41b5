from __future__ import annotations

import csv
import json

import pytest

import stancekit

RATINGS = [
    {"id": number, "text": text, "annotator": name, "label": label}
    for number, text, labels in [
        ("p1", "Talk to them.", "favor favor"),
        ("p2", "Never.", "against conditional against"),
        ("p3", "It rained.", "none none"),
        ("p4", "After a truce.", "conditional favor"),
    ]
    for name, label in zip(("ann", "ben", "cy"), labels.split(), strict=False)
]
WIDE = [
    {"id": "p1", "ann": "favor", "ben": "favor"},
    {"id": "p2", "ann": "against", "ben": "none"},
    {"id": "p3", "ann": "none", "ben": ""},
]


@pytest.fixture
def ratings(write):
    """Return a CSV file with nine labels of four statements, one of them a tie."""
    return write(RATINGS, "ratings.csv")


def rows(path):
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_it_prints_the_summary_of_the_library(run, ratings):
    result = run("agree", ratings)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == stancekit.agreement(ratings).summary() + "\n"
    assert result.stderr == ""


def test_json_is_that_of_the_library(run, ratings):
    result = run("agree", ratings, "--json")
    assert result.exit_code == 0, result.stderr
    expected = stancekit.agreement(ratings).to_dict()
    assert json.loads(result.stdout) == json.loads(json.dumps(expected))


def test_json_of_undefined_coefficients_is_json(run, write):
    path = write([{"a": "x", "b": "x"}])
    result = run("agree", path, "--wide", "a", "--wide", "b", "--json")
    assert result.exit_code == 0, result.stderr
    assert "NaN" not in result.stdout
    assert json.loads(result.stdout)["measures"]["krippendorff_alpha"]["value"] is None


def test_a_wide_table(run, write):
    path = write(WIDE)
    result = run("agree", path, "--wide", "ann", "--wide", "ben", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["annotators"] == {"ann": 3, "ben": 2}
    assert found["ties"] == [{"id": "p2", "labels": {"ann": "against", "ben": "none"}}]


def test_columns_of_other_names(run, write):
    names = {"id": "post", "annotator": "coder", "label": "stance", "text": "text"}
    path = write([{names[key]: value for key, value in row.items()} for row in RATINGS])
    options = ("--id-column", "post", "--annotator-column", "coder", "--label-column", "stance")
    result = run("agree", path, *options, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["annotators"] == {"ann": 4, "ben": 4, "cy": 1}


def test_standard_input(run, ratings):
    with open(ratings, encoding="utf-8") as stream:
        result = run("agree", "-", "--json", stdin=stream.read())
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["statements"] == 4


def test_the_merged_table_and_the_disagreements(run, ratings, tmp_path):
    merged, different = tmp_path / "merged.csv", tmp_path / "different.jsonl"
    result = run("agree", ratings, "--merged", str(merged), "--disagreements", str(different))
    assert result.exit_code == 0, result.stderr
    assert [(row["id"], row["label"], row["votes"], row["annotators"]) for row in rows(merged)] == [
        ("p1", "favor", "2", "2"),
        ("p2", "against", "2", "3"),
        ("p3", "none", "2", "2"),
        ("p4", "", "1", "2"),
    ]
    assert [json.loads(line) for line in different.read_text(encoding="utf-8").splitlines()] == [
        {
            "id": "p2",
            "text": "Never.",
            "ann": "against",
            "ben": "conditional",
            "cy": "against",
            "label": None,
        },
        {
            "id": "p4",
            "text": "After a truce.",
            "ann": "conditional",
            "ben": "favor",
            "cy": None,
            "label": None,
        },
    ]
    assert result.stderr.splitlines() == [
        f"Wrote {merged}: 4 statements.",
        (
            "1 statement without a label, as labels tie or are missing (id: 'p4'); train needs one "
            "there, retrain leaves these out."
        ),
        "Next:",
        f"  stancekit retrain MODEL {merged}",
        f"Wrote {different}: 2 statements.",
        "Fill in the column label, then:",
        f"  stancekit retrain MODEL {different}",
    ]


def test_without_texts_the_next_step_goes_by_id_or_there_is_none(run, write, tmp_path):
    merged = tmp_path / "my merged.csv"
    rows = [{"id": n, "ann": "xy"[n], "ben": "xy"[n], "cy": "x"} for n in range(2)]
    wide = ("--wide", "ann", "--wide", "ben", "--wide", "cy", "--merged", str(merged))
    result = run("agree", write(rows), *wide)
    assert result.stderr.splitlines() == [
        f"Wrote {merged}: 2 statements.",
        "Next:",
        f"  stancekit retrain MODEL '{merged}'   # MODEL: one that was trained on these ids",
    ]
    texts = [row | {"text": f"Text {row['id']}."} for row in rows]
    said = run("agree", write(texts), *wide).stderr
    assert said.endswith(f"retrain MODEL '{merged}'   # or: stancekit train '{merged}' -o NEW\n")
    rows = [{name: value for name, value in row.items() if name != "id"} for row in rows[:1]]
    result = run("agree", write(rows), *wide)
    assert result.stderr.splitlines() == [f"Wrote {merged}: 1 statement."]


def test_what_it_writes_can_be_trained_on_and_decided(run, write, tmp_path):
    many = [
        row | {"id": f"{row['id']}-{copy}", "text": f"{row['text']} {copy}"}
        for copy in range(4)
        for row in RATINGS[:-2]
    ]
    merged, different = str(tmp_path / "merged.csv"), tmp_path / "different.csv"
    done = run("agree", write(many), "--merged", merged, "--disagreements", str(different))
    assert done.exit_code == 0, done.stderr
    model = str(tmp_path / "model")
    done = run("train", merged, "-o", model, "--no-evaluation")
    assert done.exit_code == 0, done.stderr
    decided = rows(different)
    assert [row["id"] for row in decided] == [f"p2-{copy}" for copy in range(4)]
    decided[0]["label"] = "none"
    done = run("retrain", model, write(decided, "decided.csv"), "--require", "nothing")
    assert done.exit_code == 0, done.stderr


def test_a_file_for_each_annotator(run, write):
    paths = [
        write([row for row in RATINGS if row["annotator"] == name], f"{name}.csv")
        for name in ("ann", "ben", "cy")
    ]
    result = run("agree", *paths, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["annotators"] == {"ann": 4, "ben": 4, "cy": 1}


def test_a_file_that_does_not_name_its_annotator(run, write, ratings):
    path = write([{"id": "p1", "label": "favor"}], "anna.csv")
    result = run("agree", path, ratings)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"stancekit: {path}: there is no column 'annotator'")
    assert "add the column to it: stancekit convert anna.jsonl anna.csv --annotator anna" in line


def test_two_targets_of_one_id_are_two_statements(run, write, tmp_path):
    merged = tmp_path / "merged.csv"
    both = [row | {"target": target} for target in ("talks", "arms") for row in RATINGS]
    result = run("agree", write(both), "--merged", str(merged))
    assert result.exit_code == 0, result.stderr
    assert "(id: 'p4' (target 'talks'), 'p4' (target 'arms'))" in result.stderr
    assert [(row["id"], row["target"]) for row in rows(merged)] == [
        (number, target) for target in ("talks", "arms") for number in ("p1", "p2", "p3", "p4")
    ]


def test_files_can_be_parquet(run, ratings, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    merged = tmp_path / "merged.parquet"
    assert run("agree", ratings, "--merged", str(merged)).exit_code == 0
    assert parquet.read_table(merged).column("label").to_pylist()[-1] is None


@pytest.mark.parametrize("option", ["--merged", "--disagreements"])
def test_the_input_is_never_written(run, write, ratings, tmp_path, option):
    before = rows(ratings)
    link = tmp_path / "link.csv"
    link.symlink_to(ratings)
    other = write(WIDE, "other.csv")
    for place in (ratings, str(link)):
        result = run("agree", other, ratings, option, place)
        assert result.exit_code == 2
        assert f"Invalid value for {option}: {place} is the input" in result.stderr
    assert rows(ratings) == before


@pytest.mark.parametrize(
    ("name", "status", "problem"),
    [
        ("out.xlsx", 2, "out.xlsx has an unknown format"),
        (".", 2, "is a folder; name a file in it"),
        ("nowhere/out.csv", 1, "there is no folder"),
    ],
)
def test_a_bad_place_is_refused_before_any_work(run, tmp_path, name, status, problem):
    result = run("agree", "missing.csv", "--merged", f"{tmp_path}/{name}")
    assert result.exit_code == status
    (line,) = result.stderr.splitlines()
    assert problem in line


def test_both_files_need_a_name_of_their_own(run, ratings, tmp_path):
    place = str(tmp_path / "same.csv")
    result = run("agree", ratings, "--merged", place, "--disagreements", place)
    assert result.exit_code == 2
    assert "--merged and --disagreements name the same file; name two" in result.stderr
    assert not (tmp_path / "same.csv").exists()


def test_bad_ratings_leave_an_old_file_as_it_was(run, write, tmp_path):
    merged = tmp_path / "merged.csv"
    merged.write_text("precious\n", encoding="utf-8")
    path = write([*RATINGS, RATINGS[0] | {"label": "none"}])
    result = run("agree", path, "--merged", str(merged))
    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "rows 1, 10 (lines 2, 11), column 'label': 'ann' gave 'p1' the labels" in line
    assert merged.read_text(encoding="utf-8") == "precious\n"


def test_if_one_file_cannot_be_written_none_is(run, write, tmp_path):
    """Parquet cannot hold a column of dicts beside strings; the CSV file alone could be written."""
    path = tmp_path / "mixed.jsonl"
    records = [
        {"id": number, "annotator": name, "label": "xy"[number], "text": text}
        for number, text in enumerate(["One.", {"two": 2}])
        for name in "ab"
    ]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    pytest.importorskip("pyarrow")
    merged, different = tmp_path / "merged.parquet", tmp_path / "different.csv"
    result = run("agree", str(path), "--disagreements", str(different), "--merged", str(merged))
    assert result.exit_code == 1
    assert "Parquet cannot hold" in result.stderr
    assert not merged.exists()
    assert not different.exists()


def test_one_wide_column_is_misuse(run, write):
    result = run("agree", write(WIDE), "--wide", "ann")
    assert result.exit_code == 2
    assert "annotators (--wide) names only 'ann'; name at least 2 columns" in result.stderr


def test_a_strangers_label_cannot_command_the_terminal(run, write):
    rows = [{"ann\x1b[2J": "x", "b": "y"}, {"ann\x1b[2J": "y", "b": "y"}]
    result = run("agree", write(rows), "--wide", "ann\x1b[2J", "--wide", "b")
    assert result.exit_code == 0, result.stderr
    assert "\x1b" not in result.stdout
