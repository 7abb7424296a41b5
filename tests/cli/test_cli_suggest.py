"""`stancekit suggest`: a file to fill in, and what is said about it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from stancekit import StanceClassifier

GUESSED = ["likeliest", "probability", "second", "second_probability"]


@pytest.fixture
def pool(write, rows):
    """Return a file of 40 statements without labels."""
    return write([{"id": f"p-{i}", **row, "label": ""} for i, row in enumerate(rows)], "pool.csv")


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_output_has_the_columns_of_the_pool_an_empty_label_and_why(run, pool, model):
    result = run("suggest", pool, "--model", model, "-n", "10")
    assert result.exit_code == 0, result.stderr
    found = table(result.stdout)
    assert list(found[0]) == ["id", "text", "label", "source", "reason", "score", *GUESSED, "drawn"]
    assert len({row["id"] for row in found}) == 10
    assert {row["label"] for row in found} == {""}
    assert [row["reason"] for row in found].count("drawn at random") == 1
    assert [row["drawn"] for row in found] == ["random 0.025", *["chosen"] * 9]
    assert all(0 <= float(row["score"]) < 1 for row in found)
    assert result.stderr == "Chose 10 of 40 statements, 1 of them at random.\n"


def test_the_loop_from_no_label_to_a_model_and_on(run, pool, rows, tmp_path):
    """Label what is suggested, train on the files that were filled in, and ask again."""
    label_of = {row["text"]: row["label"] for row in rows}

    def filled(name):
        path = tmp_path / name
        suggested = table(path.read_text(encoding="utf-8"))
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(suggested[0]))
            writer.writeheader()
            writer.writerows({**row, "label": label_of[row["text"]]} for row in suggested)
        return str(path)

    first = run("suggest", pool, "--no-model", "-n", "16", "-o", str(tmp_path / "1.csv"))
    assert first.exit_code == 0, first.stderr
    assert first.stderr.startswith("Chose 16 of 40 statements, 16 of them at random. Wrote ")
    assert first.stderr.endswith(f"  stancekit train {tmp_path / '1.csv'} -o my-model\n")
    done = [filled("1.csv")]
    folder = str(tmp_path / "v1")
    assert run("train", *done, "-o", folder, "--no-evaluation").exit_code == 0

    again = ["suggest", pool, "--model", folder, "--labelled", done[0]]
    over = run("suggest", pool, "--model", folder, "-o", done[0])
    assert over.exit_code == 2
    assert "1.csv holds 16 labels; name another file" in over.stderr
    second = run(*again, "-n", "8", "-o", str(tmp_path / "2.csv"))
    assert second.stderr.endswith(f"  stancekit retrain {folder} {tmp_path / '2.csv'}\n")
    assert second.exit_code == 0, second.stderr
    done.append(filled("2.csv"))
    ids = [{row["id"] for row in table(Path(name).read_text(encoding="utf-8"))} for name in done]
    assert not ids[0] & ids[1]
    assert run("train", *done, "-o", str(tmp_path / "v2"), "--no-evaluation").exit_code == 0

    everything = run(*again, "--labelled", done[1], "-n", "40", "--random-share", "0")
    assert len(table(everything.stdout)) == 16
    assert "24 fewer than asked for" in everything.stderr


def test_the_shipped_model_is_the_next_one_to_be_retrained(run, pool, tmp_path):
    result = run("suggest", pool, "-n", "4", "-o", str(tmp_path / "1.csv"))
    assert result.exit_code == 0, result.stderr
    command = f"stancekit retrain dialogue-with-moscow {tmp_path / '1.csv'} -o my-model\n"
    assert result.stderr.endswith(f"  {command}")


def test_previous_models_are_compared_on_the_pool(run, pool, model, rows, tmp_path):
    texts, labels = ([row[name] for row in rows] for name in ("text", "label"))
    earlier = []
    for n in (24, 28, 32):
        folder = str(tmp_path / str(n))
        StanceClassifier(calibrate=False).fit(texts[:n], labels[:n]).model_.save(folder)
        earlier += ["--previous", folder]
    asked = ["suggest", pool, "--model", model, "-n", "1"]
    result = run(*asked, *earlier[-2:])
    assert result.exit_code == 0, result.stderr
    last = result.stderr.splitlines()[-1]
    assert last.startswith("cannot tell: kappa of each model with the next, on 40 statements: ")
    assert last.endswith("; it takes the models of 4 rounds, these are 2.")
    assert "; it takes 100 statements" in run(*asked, *earlier).stderr
    result = run(*asked, "--previous", model)
    assert result.exit_code == 2
    assert "items 1 and 2: trained on the same statements" in result.stderr


def test_the_settings_reach_the_library(run, pool, model):
    def reasons_of(*options):
        given = ("--model", model, "-n", "6", "--digits", "17")
        result = run("suggest", pool, *given, *options)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    plain = reasons_of("--random-share", "0")
    assert reasons_of("--random-share", "1").count("drawn at random") == 6
    assert "drawn at random" not in plain
    for strategy in ("margin", "entropy"):
        other = table(reasons_of("--random-share", "0", "--strategy", strategy))
        assert [row["score"] for row in other] != [row["score"] for row in table(plain)]
    assert reasons_of("--random-share", "0", "--diverse") == plain
    assert reasons_of("--random-share", "0", "--no-diverse") != plain
    seeded = [reasons_of("--random-share", "1", "--seed", seed) for seed in ("0", "1", "0")]
    assert seeded[0] == seeded[2] != seeded[1]


def test_a_columns_name_that_is_taken_is_left_to_the_pool(run, write, rows, model):
    pool = write([{"body": row["text"], "score": "17"} for row in rows])
    result = run("suggest", pool, "--model", model, "-n", "2", "--text-column", "body")
    (row, _) = table(result.stdout)
    added = ["label", "reason", "suggested_score", *GUESSED, "drawn"]
    assert list(row) == ["id", "text", "score", *added]
    assert row["score"] == "17"
    assert row["id"].startswith("row ")


def test_json_lines_hold_null_where_there_is_nothing(run, pool, tmp_path):
    path = tmp_path / "next.jsonl"
    assert run("suggest", pool, "--no-model", "-n", "1", "-o", str(path)).exit_code == 0
    row = json.loads(path.read_text(encoding="utf-8"))
    assert (row["label"], row["score"]) == (None, None)


def test_standard_input_goes_to_standard_output(run, pool, model):
    with open(pool, encoding="utf-8") as stream:
        result = run("suggest", "-", "--model", model, "-n", "3", stdin=stream.read())
    assert result.exit_code == 0, result.stderr
    assert len(table(result.stdout)) == 3


def test_a_model_with_targets_needs_them(run, pool, two_targets):
    result = run("suggest", pool, "--model", two_targets)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "there is no column 'target'" in line
    assert "one of 'gas', 'grain'" in line


def test_inputs_are_never_written_over(run, pool, write, rows, model):
    labelled = write(rows, "labelled.csv")
    for name in (pool, labelled):
        result = run("suggest", pool, "--model", model, "--labelled", labelled, "-o", name)
        assert result.exit_code == 2
        assert "is the input; name another file" in result.stderr


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--no-model", "--model", "m"], 2, "--no-model and --model exclude each other"),
        (["--no-model", "--previous", "m"], 2, "--no-model and --previous exclude each other"),
        (["--strategy", "badge"], 2, "'badge' is not one of 'least-confidence'"),
        (["--random-share", "2"], 2, "2.0 is not in the range 0<=x<=1"),
        (["-n", "0"], 2, "0 is not in the range x>=1"),
        (["--labelled", "missing.csv"], 1, "missing.csv: there is no such file"),
        (["--previous", "missing"], 1, "missing"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_nothing(
    run, pool, tmp_path, options, code, message
):
    result = run("suggest", pool, *options, "-o", str(tmp_path / "next.csv"))
    assert result.exit_code == code
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert message in line
    assert not (tmp_path / "next.csv").exists()


def test_a_random_sample_is_for_prevalence_and_not_for_training(run, pool, model, tmp_path):
    path = str(tmp_path / "drawn.csv")
    result = run("suggest", pool, "--model", model, "-n", "10", "--random-share", "1", "-o", path)
    assert result.exit_code == 0, result.stderr
    command = f"stancekit prevalence {pool} {path} --model {model}   # do not train on these"
    assert result.stderr.splitlines()[-1].strip() == command
