"""`stancekit map`."""

import csv
import json

ARTICLE = "“We should talk to Moscow about peace now,” said Ann Orlo of Norway. It rained.\n"


def test_it_prints_who_stands_where(run, model, tmp_path):
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    result = run("map", str(tmp_path / "article.txt"), "--model", model)
    assert result.exit_code == 0
    assert "Ann Orlo" in result.stdout
    assert "1 of 1" in result.stdout


def test_it_reads_standard_input_and_prints_json(run, model):
    result = run("map", "-", "--model", model, "--json", stdin=ARTICLE)
    told = json.loads(result.stdout)
    assert [of["speaker"] for of in told["positions"]] == ["Ann Orlo", "unattributed"]


def test_it_writes_actors_and_sentences(run, model, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(ARTICLE, encoding="utf-8")
    actors, sentences = tmp_path / "actors.csv", tmp_path / "sentences.csv"
    places = ["-o", str(actors), "--sentences", str(sentences)]
    result = run("map", str(tmp_path), "--model", model, *places)
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [f"Wrote {actors}.", f"Wrote {sentences}."]
    with actors.open(encoding="utf-8") as stream:
        assert [row["n"] for row in csv.DictReader(stream)] == ["2", "2"]
    with sentences.open(encoding="utf-8") as stream:
        assert [row["document"] for row in csv.DictReader(stream)] == ["a.txt"] * 2 + ["b.txt"] * 2


def test_its_input_is_not_written_over(run, model, write, rows):
    table = write(rows)
    result = run("map", table, "--model", model, "--sentences", table)
    assert result.exit_code == 2
    assert "is the input" in result.stderr


def test_an_empty_article_is_one_line(run, model):
    result = run("map", "-", "--model", model, stdin=" \n")
    assert result.exit_code == 1
    assert (
        result.stderr
        == "stancekit: standard input: no text; leave it out, or give the article's text\n"
    )
