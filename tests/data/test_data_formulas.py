"""Cells that spreadsheets run as formulas, in every command that writes CSV."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from stancekit.cli import main
from stancekit.data.formulas import formulas_guarded, guarded
from stancekit.data.writing import write_csv, write_file

FORMULAS = ["=1+1", '=HYPERLINK("x")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]
PLAIN = ["We talk", "", "1+1", "-0.5", "+3", "-1e-5", "-.5", "'=1", "a=b", " =1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_comes_behind_an_apostrophe(cell):
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", PLAIN)
def test_what_is_none_stays(cell):
    assert guarded(cell) == cell


@given(st.text())
def test_nothing_that_is_guarded_begins_like_a_formula(text):
    found = guarded(text)
    assert found in (text, f"'{text}")
    assert not found.startswith(("=", "@", "\t", "\r"))
    if found.startswith(("+", "-")):
        float(found)


def test_names_of_columns_are_guarded_too_and_numbers_never():
    stream = io.StringIO()
    write_csv({"=a": ["=1", "ok"], "b": [-0.5, None]}, stream, guards=True)
    assert stream.getvalue() == "'=a,b\n'=1,-0.5\nok,\n"


def test_formulas_are_guarded_only_where_that_is_said(tmp_path):
    table = {"text": ["=1"]}
    with formulas_guarded():
        write_file(table, tmp_path / "safe.csv")
        write_file(table, tmp_path / "safe.jsonl")
    write_file(table, tmp_path / "as-it-is.csv")
    assert (tmp_path / "safe.csv").read_text() == "text\n'=1\n"
    assert (tmp_path / "safe.jsonl").read_text() == '{"text": "=1"}\n'
    assert (tmp_path / "as-it-is.csv").read_text() == "text\n=1\n"


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_score_guards_formulas_where_it_is_told_to(tmp_path, jobs):
    """Otherwise the columns of the input are kept as they are."""
    given_rows = [["text", "=id"], *([cell, f"={i}"] for i, cell in enumerate(FORMULAS + PLAIN))]
    with open(tmp_path / "in.csv", "w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(given_rows)
    for name, options in {"kept": (), "safe": ("--spreadsheet-safe",)}.items():
        out = str(tmp_path / f"{name}.csv")
        command = ["score", str(tmp_path / "in.csv"), "-o", out, "--jobs", jobs, *options]
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, result.output
    kept, safe = (rows_of(tmp_path / f"{name}.csv") for name in ("kept", "safe"))
    assert [row[:2] for row in kept] == given_rows
    assert [row[:2] for row in safe] == [[guarded(cell) for cell in row[:2]] for row in kept]
    assert safe[1][:2] == ["'=1+1", "'=0"]


@pytest.mark.parametrize("command", ["score", "suggest", "agree", "map", "prevalence", "convert"])
def test_every_command_that_writes_texts_of_others_can_guard_them(command):
    assert "--spreadsheet-safe" in CliRunner().invoke(main, [command, "--help"]).output
