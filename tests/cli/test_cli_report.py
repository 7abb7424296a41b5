"""`stancekit report`, and `--report`: a page beside what a command prints."""

from __future__ import annotations

import re
import shlex

import pytest

from stancekit.cli import main

ARTICLE = "“We must keep talking to Moscow,” said Ann Orlo, a Norwegian envoy."


@pytest.fixture
def calls(labelled, model, write, rows, tmp_path):
    """Return the arguments of each command that writes pages."""
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    other = write(
        [{**row, "text": f"{row['text']} So they say.", "drawn": "random"} for row in rows]
    )
    return {
        "evaluate": [labelled, "--folds", "2", "--repeats", "1"],
        "check": [labelled, "--fast"],
        "compare": [model, model, other],
        "prevalence": [other, other, "--model", model],
        "map": [str(article), "--model", model],
        "retrain": [model, other, "--data", labelled, "--require", "nothing"],
    }


@pytest.mark.parametrize("name", ["evaluate", "check", "compare", "prevalence", "map", "retrain"])
def test_a_page_is_written_beside_what_is_printed(run, calls, name, tmp_path):
    page = tmp_path / "page.html"
    result = run(name, *calls[name], "--report", str(page))
    assert result.exit_code == 0, result.stderr
    assert f"Wrote {page}.\n" in result.stderr
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert not re.search(r"\s(src|srcset)=|https?://", html)
    assert html.count("<h1") == 1


def test_the_page_of_an_article_is_not_the_article(run, tmp_path):
    article = tmp_path / "article.html"
    article.write_text(f"<p>{ARTICLE}</p>", encoding="utf-8")
    result = run("map", str(article), "--report", str(article))
    assert result.exit_code == 2
    assert "--report" in result.stderr
    assert "is the input; name another file" in result.stderr


@pytest.mark.parametrize("page", ["page.csv", "-", "none/page.html"])
def test_what_cannot_be_a_page_is_refused_before_any_work(run, page):
    result = run("check", "missing.csv", "--report", page)
    assert result.exit_code in (1, 2)
    assert "--report" in result.stderr
    assert "missing.csv" not in result.stderr


@pytest.fixture
def reports(calls, labelled, model):
    """Return the arguments of each kind of report."""
    return {
        "evaluation": [model, labelled, "--repeats", "1"],
        "corpus": calls["prevalence"],
        "map": calls["map"],
    }


@pytest.mark.parametrize("kind", list(main.commands["report"].commands))
def test_a_report_is_a_page_and_nothing_else(run, reports, kind, tmp_path):
    page = tmp_path / "page.html"
    result = run("report", kind, *reports[kind], "-o", str(page))
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert result.stderr.endswith(f"Wrote {page}.\n")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("kind", list(main.commands["report"].commands))
def test_its_help_has_examples_that_can_be_parsed(run, kind):
    command = main.commands["report"].commands[kind]
    for line in command.epilog.splitlines()[2:]:
        words = shlex.split(line)
        assert words[:3] == ["stancekit", "report", kind]
        command.make_context(kind, words[3:])
    assert f"Usage: stancekit report {kind}" in run("report", kind, "--help").stdout


def test_without_files_a_model_is_measured_on_its_own_statements(run, labelled, tmp_path):
    trained, page = tmp_path / "own", tmp_path / "page.html"
    args = ("train", labelled, "-o", str(trained), "--leave-out", "source", "--no-evaluation")
    assert run(*args).exit_code == 0
    result = run("report", "evaluation", str(trained), "-o", str(page))
    assert result.exit_code == 0, result.stderr
    html = page.read_text(encoding="utf-8")
    assert "40 statements, 4 labels" in html
    assert "Each of the 2 values of &#39;source&#39; left out in turn" in html


def test_a_model_that_does_not_know_its_statements_says_what_to_do(run, model, tmp_path):
    result = run("report", "evaluation", model, "-o", str(tmp_path / "page.html"))
    assert result.exit_code == 1
    assert "does not say where its training statements are" in result.stderr
