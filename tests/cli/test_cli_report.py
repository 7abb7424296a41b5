"""`--report`: a page beside what a command prints."""

from __future__ import annotations

import re

import pytest

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
