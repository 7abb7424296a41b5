"""A table of many rows is searched, filtered, sorted and turned over with the keyboard alone."""

from __future__ import annotations

import pytest

from stancekit.blocks import Column, Mark, MarkedText, Records
from stancekit.report.html_layout import as_page


@pytest.fixture
def table(opened, pages):
    return opened(pages("scored-corpus"))


def column(table, title):
    return [cell.inner_text() for cell in table.page.locator(f"td[data-title='{title}']").all()]


def reach(table, name):
    """Press Tab until an element of some name has the keyboard."""
    said = "one => one.labels?.[0]?.firstChild.textContent.trim() ?? one.textContent.trim()"
    for _ in range(60):
        table.press("Tab")
        if table.focused(said) == name:
            return
    pytest.fail(f"the Tab key does not reach {name}")


def status(table):
    return table.page.get_by_role("status").inner_text()


def test_it_shows_the_first_rows_and_says_how_many_there_are(table):
    assert status(table) == "Rows 1 to 50 of 300 found, of 300 in this table."
    assert len(column(table, "text")) == 50


def test_rows_are_found_by_their_words(table):
    first = column(table, "text")[7]
    reach(table, "Search")
    table.page.keyboard.type(first.upper())
    assert column(table, "text") == [first]
    assert "of 1 found" in status(table)
    table.page.keyboard.type(" no such word")
    assert column(table, "text") == []
    assert status(table) == "Nothing found among 300 rows."


def test_rows_are_filtered_by_what_can_be_chosen(table):
    reach(table, "speaker")
    table.page.keyboard.type("Bo")
    assert set(column(table, "speaker")) == {"Bo Lindqvist"}
    reach(table, "status")
    table.page.keyboard.type("unsure")
    assert set(column(table, "status")) == {"unsure"}
    assert set(column(table, "speaker")) == {"Bo Lindqvist"}


def test_rows_are_sorted_by_a_column_and_back(table):
    reach(table, "probability")
    table.press("Enter")
    head = table.page.locator("th", has_text="probability")
    assert head.get_attribute("aria-sort") == "ascending"
    rising = [float(cell) for cell in column(table, "probability") if cell]
    assert rising == sorted(rising)
    table.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    falling = [float(cell) for cell in column(table, "probability")]
    assert falling == sorted(falling, reverse=True)
    assert falling[0] > rising[0]


def test_ids_are_sorted_as_people_count(table):
    reach(table, "id")
    table.press("Enter")
    assert column(table, "id") == [f"s-{row}" for row in range(50)]


def test_the_next_rows_are_a_page_further(table):
    reach(table, "Next rows")
    table.press("Enter")
    assert status(table) == "Rows 51 to 100 of 300 found, of 300 in this table."
    for _ in range(4):
        table.press("Enter")
    assert status(table) == "Rows 251 to 300 of 300 found, of 300 in this table."
    assert table.page.get_by_text("Next rows").is_disabled()


def test_words_that_speak_for_the_label_are_marked(table):
    marks = table.page.locator("td.text mark")
    assert marks.count() > 50
    assert {mark.get_attribute("class").split()[0] for mark in marks.all()} == {"for", "against"}


def test_ten_thousand_rows_are_searched_as_few_are(opened, tmp_path):
    rows = [
        [f"s-{row}", MarkedText(f"Statement {row} is said.", [Mark(0, 9, 0.5)]), row / 10_000]
        for row in range(10_000)
    ]
    head = ["id", "text", Column("probability", ".4f")]
    page = as_page("Rows", [Records("Said", head, rows, (), 12_345, "the file has all.")])
    path = tmp_path / "rows.html"
    path.write_text(page, encoding="utf-8")
    table = opened(path)
    assert status(table) == "Rows 1 to 50 of 10,000 found, of 10,000 in this table."
    assert "These are the first 10,000 of 12,345; the file has all." in table.texts(".below")
    reach(table, "probability")
    table.press("Enter", "Enter")
    assert column(table, "id")[0] == "s-9999"
    table.page.get_by_label("Search").fill("STATEMENT 7777")
    assert column(table, "text") == ["Statement 7777 is said."]
    assert table.events == []
