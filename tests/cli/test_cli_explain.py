from __future__ import annotations

import json

import pytest

TEXT = "We should talk to Minsk about peace now."


def test_it_shows_the_words_behind_the_label(run, model, trained):
    result = run("explain", TEXT, "--model", model)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == trained.explain(TEXT).summary() + "\n"
    assert result.stdout.startswith(TEXT + "\n")


def test_the_figures_add_up(trained):
    explained = trained.explain(TEXT)
    *_, last = explained.summary().splitlines()
    start, words = (float(part.rstrip(")").split()[-1]) for part in last.split(", "))
    start = float(last.split("(start ")[1].split(",")[0])
    assert last.startswith("Score of 'favor': ")
    assert start + words == pytest.approx(float(last.split()[3]), abs=0.0015)
    assert float(last.split()[3]) == pytest.approx(explained.scores["favor"], abs=0.0005)


def test_json_is_one_object_for_each_text(run, model, trained):
    result = run("explain", TEXT, "Never negotiate!", "--model", model, "--json")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    expected = [trained.explain(text).to_dict() for text in (TEXT, "Never negotiate!")]
    assert found == json.loads(json.dumps(expected))


def test_several_texts_stand_apart(run, model, trained):
    result = run("explain", "Talk.", "Never!", "--model", model)
    parts = [trained.explain(text).summary() for text in ("Talk.", "Never!")]
    assert result.stdout == "\n\n\n".join(parts) + "\n"


def test_standard_input_has_a_statement_on_each_line(run, model):
    stdin = b"\xef\xbb\xbfTalk.\r\n\n  \n Never! \n"
    result = run("explain", "-", "--model", model, "--json", stdin=stdin)
    assert result.exit_code == 0, result.stderr
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == [
        "Talk.",
        " Never! ",
    ]


def test_standard_input_that_is_not_utf8_is_named(run, model):
    result = run("explain", "-", "--model", model, stdin=b"Talk.\nN\xe9ver!\n")
    assert result.exit_code == 1
    assert "standard input, line 2: byte 0xE9 is not UTF-8" in result.stderr


@pytest.mark.parametrize("given", [b"", b"\n \n"])
def test_standard_input_without_a_statement_is_an_error(run, model, given):
    result = run("explain", "-", "--model", model, stdin=given)
    assert result.exit_code == 1
    assert "standard input: there is no statement; write one on each line" in result.stderr


def test_a_target_is_needed_only_where_there_are_several(run, model, two_targets):
    assert run("explain", TEXT, "--model", two_targets, "--target", "gas").exit_code == 0
    assert run("explain", TEXT, "--model", model, "--target", "towns").exit_code == 0
    result = run("explain", TEXT, "--model", two_targets)
    assert result.exit_code == 2
    assert (
        "this model knows several targets; add --target with one of 'gas', 'grain'" in result.stderr
    )


def test_an_unknown_target_is_misuse(run, model, trained, tmp_path):
    result = run("explain", TEXT, "--model", model, "--target", "tax")
    assert result.exit_code == 2
    assert "Invalid value for --target: the target of this model is 'towns'" in result.stderr
    trained.save(tmp_path / "nameless")
    result = run("explain", TEXT, "--model", str(tmp_path / "nameless"), "--target", "tax")
    assert "the target of this model is one that has no name" in result.stderr


@pytest.mark.parametrize("folder", ["nowhere", "empty", "model.joblib"])
def test_a_folder_without_a_model_is_one_line(run, tmp_path, folder):
    (tmp_path / "empty").mkdir()
    (tmp_path / "model.joblib").write_text("")
    result = run("explain", TEXT, "--model", str(tmp_path / folder))
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert str(tmp_path / folder) in line


def test_strangers_text_cannot_command_the_terminal(run, model):
    text = "\x1b[2J\x07 talk \u202e\x9b31m peace\r\nnow\x00"
    result = run("explain", text, "--model", model)
    assert result.exit_code == 0, result.stderr
    assert r"\x1b[2J\x07 talk \u202e\x9b31m peace  now\x00" in result.stdout
    assert all(line.isprintable() for line in result.stdout.split("\n"))
    assert run("explain", text, "--model", model, "--json").stdout.strip("\n").isprintable()
