from __future__ import annotations

import json

import pytest

import stancekit

EXTRA = {"text": "We should TALK to  Moscow about peace now.", "label": "none", "source": "wire"}


def test_it_prints_what_a_newcomer_can_read(run, write, rows):
    result = run("check", write([*rows, EXTRA]))
    assert result.exit_code == 0, result.stderr
    assert result.stderr in ("", "\n--all lists what is left out here.\n")
    lines = result.stdout.splitlines()
    assert lines[0] == "41 statements: 10 against, 10 conditional, 10 favor, 11 none."
    assert lines[1].startswith("Found 5 problems, ")
    assert "PROBLEM: contradiction. The same text has different labels." in result.stdout
    assert "row 1, row 41: labelled 1 'favor' (row 1), 1 'none' (row 41): 'We" in result.stdout
    assert "Of 100 statements that they had not seen, the models gave" in result.stdout


def test_json_is_that_of_the_library(run, labelled):
    result = run("check", labelled, "--json")
    assert result.exit_code == 0, result.stderr
    expected = stancekit.check_labels(labelled).to_dict()
    assert json.loads(result.stdout) == json.loads(json.dumps(expected))


def test_strict_fails_on_problems_alone(run, write, rows):
    few = write(rows)
    assert run("check", few, "--fast").exit_code == 0
    result = run("check", few, "--fast", "--strict")
    assert result.exit_code == 1
    assert result.stderr == ""
    assert "PROBLEM: rare label (4)." in result.stdout
    many = [{**row, "text": f"{row['text']} {word}"} for row in rows for word in ("Sic", "Thus")]
    result = run("check", write(many, "many.csv"), "--fast", "--strict")
    assert result.exit_code == 0
    assert "NOTE: near duplicate" in result.stdout


def test_two_files_that_share_statements(run, write, rows, tmp_path):
    train, test = write(rows, "train.csv"), write(rows[-1:], "test.csv")
    result = run("check", train, "--against", test, "--fast", "--strict", "--json")
    assert result.exit_code == 1
    (leak,) = (f for f in json.loads(result.stdout)["findings"] if f["check"] == "leakage")
    assert (leak["ids"], leak["rows"]) == (["row 40"], [39])
    assert leak["details"]["against"] == ["row 1"]
    assert test in leak["message"]


def test_fast_is_silent_about_label_errors(run, labelled):
    assert "models" not in run("check", labelled, "--fast").stdout


def test_columns_of_other_names_several_files_and_standard_input(run, write, rows):
    renamed = [{"tweet": row["text"], "stance": row["label"]} for row in rows]
    one, other = write(renamed[:20], "one.csv"), write(renamed[20:], "other.csv")
    names = ("--text-column", "tweet", "--label-column", "stance", "--fast", "--json")
    both = run("check", one, other, *names)
    assert both.exit_code == 0, both.stderr
    found = json.loads(both.stdout)
    assert found["statements"] == 40
    with open(write(renamed, "all.csv"), encoding="utf-8") as stream:
        piped = run("check", "-", *names, stdin=stream.read())
    assert json.loads(piped.stdout)["labels"] == found["labels"]


def test_labels_that_are_not_listed_are_mistakes(run, labelled):
    result = run("check", labelled, "--labels", "favor, against, conditional", "--fast")
    assert result.exit_code == 1
    assert "'none' is not one of against, conditional, favor" in result.stderr


@pytest.mark.parametrize("labels", [[1, 2, 1], ["1", "2", "1"]])
def test_labels_that_are_numbers_are_meant_as_the_file_has_them(run, tmp_path, labels):
    path = tmp_path / "numbers.jsonl"
    rows = [{"text": f"Text {i}.", "label": label} for i, label in enumerate(labels)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = run("check", str(path), "--labels", "1, 2,3", "--fast", "--json")
    assert result.exit_code == 0, result.stderr
    rare = [finding["details"]["label"] for finding in json.loads(result.stdout)["findings"]]
    assert sorted(rare) == ([1, 2, 3] if labels[0] == 1 else ["1", "2", "3"])
    refused = run("check", str(path), "--labels", "1,3", "--fast")
    assert refused.exit_code == 1
    assert "is not one of 1, 3" in refused.stderr


def test_labels_of_standard_input_are_words(run):
    result = run("check", "-", "--labels", "1,2", "--fast", stdin="text,label\nYes.,1\nNo.,2\n")
    assert result.exit_code == 0, result.stderr
    assert "2 statements: 1 1, 1 2." in result.stdout


def test_the_other_file_may_have_its_statements_in_another_column(run, write, rows):
    train, test = write(rows, "train.csv"), write([{"tweet": rows[-1]["text"]}], "test.csv")
    options = ("--against", test, "--fast", "--json")
    assert "no column 'text'" in run("check", train, *options).stderr
    result = run("check", train, *options, "--against-text-column", "tweet")
    (leak,) = (f for f in json.loads(result.stdout)["findings"] if f["check"] == "leakage")
    assert leak["ids"] == ["row 40"]


def test_standard_input_cannot_be_both(run):
    result = run("check", "-", "--against", "-", stdin="text,label\nYes.,favor\nNo.,against\n")
    assert result.exit_code == 2
    assert "--against: - is among DATA, and can be read once" in result.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("nowhere.csv",), "stancekit: nowhere.csv: there is no such file"),
        (("DATA", "--against", "nowhere.csv"), "stancekit: nowhere.csv: there is no such file"),
        (("DATA", "--text-column", "txet"), "there is no column 'txet'; did you mean 'text'?"),
    ],
)
def test_what_cannot_be_read_is_one_line(run, labelled, args, message):
    result = run("check", *(labelled if arg == "DATA" else arg for arg in args))
    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert message in line


def test_a_strangers_text_cannot_command_the_terminal(run, write, rows):
    for row in rows:
        row["id"] = f"\x1b[2J{row['text']}"
    copy = {**rows[0], "id": "\x1b[0m", "label": "none", "text": rows[0]["text"] + " \x1b[31m"}
    result = run("check", write([*rows, copy]), "--fast")
    assert result.exit_code == 0, result.stderr
    assert "\x1b" not in result.stdout
    assert r"\x1b[31m" in result.stdout


@pytest.mark.slow
def test_the_same_file_gives_the_same_report_whatever_the_hash_seed(shell, write, rows):
    data = write([{**row, "text": f"{row['text']} #{row['label']} 1"} for row in rows])
    reports = {
        shell("check", data, "--fast", "--json", PYTHONHASHSEED=seed).stdout for seed in ("1", "2")
    }
    assert len(reports) == 1
    assert b"giveaway" in reports.pop()


def test_everything_found_is_listed_where_that_is_asked_for(run, write):
    rows = [
        {"text": f"talk to {n} now", "label": label}
        for n in range(12)
        for label in ("favor", "against")
    ]
    path = write(rows)
    some = run("check", path, "--fast")
    assert "... and 7 more" in some.stdout
    assert "--all lists what is left out here." in some.stderr
    every = run("check", path, "--fast", "--all")
    assert "... and" not in every.stdout
    assert "--all" not in every.stderr
    assert all(f"talk to {n} now" in every.stdout for n in range(12))


def test_nothing_is_said_where_nothing_is_left_out(run, labelled):
    assert "--all" not in run("check", labelled, "--fast").stderr
