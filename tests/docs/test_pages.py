"""Every block of every page runs, and prints what the page shows."""

import os

import pytest
from documents import REPOSITORY, pages, run_page, steps

WRITE = os.environ.get("STANCEKIT_WRITE_PAGES") == "1"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a fresh folder, in which the test runs, without settings of whoever runs it."""
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "STANCEKIT_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_a_page_prints_what_it_shows(page, folder):
    wrong = run_page(page, write=WRITE)
    assert not wrong, "\n\n".join(wrong)


PAGE = """\
# A page

<!-- file: words.csv -->
```csv
word
peace
```

```python
words = open("words.csv").read().split()
print(words)
```

```text
['word', 'peace']
```

<!-- not run: needs a cluster -->
```sh
exit 3
```

```sh
cat words.csv; echo "not shown" >&2
```

```text
word
peace
```

```python
print(len(words))
```
"""


def written(folder, text):
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_page_that_is_right_is_passed(folder):
    assert run_page(written(folder, PAGE)) == []


def test_another_output_is_told_with_page_line_and_difference(folder):
    path = written(
        folder,
        PAGE.replace("word\npeace\n```\n\n```python\nprint", "word\nwar\n```\n\n```python\nprint"),
    )
    (wrong,) = run_page(path)
    assert wrong == f"{path}:24 prints something else:\n word\n-war\n+peace"


def test_what_was_printed_can_be_written_into_the_page(folder):
    path = written(folder, PAGE.replace("['word', 'peace']", "?"))
    assert run_page(path, write=True) == []
    assert path.read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize(
    ("broken", "line"),
    [(("print(len(words))", "print(1 / 0)"), 33), (("cat words.csv", "cat nothing.csv"), 24)],
)
def test_a_block_that_fails_is_named_by_its_line(folder, broken, line):
    path = written(folder, PAGE.replace(*broken))
    with pytest.raises((ZeroDivisionError, AssertionError)) as caught:
        run_page(path)
    lines = [entry.lineno + 1 for entry in caught.traceback if str(entry.path) == str(path)]
    assert lines == [line] or f"{path}:{line}" in str(caught.value)


def test_a_picture_that_nobody_kept_is_told(folder):
    code = "from pathlib import Path\nPath('pictures').mkdir()\nPath('pictures/x.svg').touch()\n"
    (wrong,) = run_page(written(folder, f"```python\n{code}```\n"))
    assert "another x.svg" in wrong


def test_steps_know_their_lines():
    found = [(step.line, step.language or step.copied, step.runs) for step in steps(PAGE)]
    assert found == [
        (5, "csv", False),
        (10, "python", True),
        (20, "sh", False),
        (24, "sh", True),
        (33, "python", True),
    ]
