"""Pages of documentation are run from top to bottom, and print what they show.

A page is a story in a fresh folder. Blocks of ``python`` share one namespace; blocks of ``sh`` are
given to bash. A block of ``text`` that follows at once is what its block printed. Comments say the
rest: ``<!-- not run: WHY -->`` before a block leaves it out, ``<!-- file: NAME -->`` before one
writes it to that file, and ``<!-- copy: PATH -->`` brings a file or folder of the repository.
What a page saves in the folder ``pictures`` has to equal the picture of that name in
``docs/pictures``.

With ``STANCEKIT_WRITE_PAGES=1`` what was printed and drawn is written into the pages instead.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
PICTURES = REPOSITORY / "docs" / "pictures"

STEP = re.compile(
    r"^<!-- copy: (?P<copied>.+?) -->$"
    r"|(?:^<!-- (?P<word>not run|file): (?P<about>.+?) -->\n)?"
    r"^```(?P<language>\w+)\n(?P<code>.*?)^```$"
    r"(?:\n+^```text\n(?P<shown>.*?)^```$)?",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Step:
    """One block of a page, or a file that it brings."""

    line: int
    span: tuple[int, int]
    copied: str | None
    word: str | None
    about: str | None
    language: str | None
    code: str | None
    shown: str | None

    @property
    def runs(self):
        return self.word is None and self.language in ("python", "sh")


def steps(page):
    """Return the steps of a page in their order, each with its line.

    >>> [step.code for step in steps("One\\n\\n```python\\nprint(1)\\n```\\n")]
    ['print(1)\\n']
    """
    return [
        Step(page.count("\n", 0, match.start("code")) + 1, match.span("shown"), **match.groupdict())
        for match in STEP.finditer(page)
    ]


def pages():
    """Return the pages of the repository that have something to run."""
    found = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
    return [
        page
        for page in found
        if page.is_file() and any(step.runs for step in steps(page.read_text(encoding="utf-8")))
    ]


def lines(text):
    """Return lines without what nobody sees: blanks at their ends, empty ones around all."""
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def run_python(step, page, known):
    """Run a block in the namespace of its page; tracebacks name the page and the line."""
    printed = io.StringIO()
    code = compile("\n" * (step.line - 1) + step.code, str(page), "exec")
    with contextlib.redirect_stdout(printed):
        exec(code, known)
    return printed.getvalue()


def run_shell(step, page):
    """Run a block as bash does, with the `stancekit` and `python` of this environment."""
    paths = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY),
    }
    run = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step.code],
        env=os.environ | paths,
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, f"{page}:{step.line}: status {run.returncode}\n{run.stderr}"
    return run.stdout


def take(step, page, known):
    """Do one step of a page in the current folder; return what it printed, if it ran."""
    if step.copied is not None:
        source = REPOSITORY / step.copied
        (shutil.copytree if source.is_dir() else shutil.copy)(source, source.name)
    elif step.word == "file":
        Path(step.about).write_text(step.code, encoding="utf-8")
    elif step.runs:
        return run_python(step, page, known) if step.language == "python" else run_shell(step, page)
    return None


def difference(step, page, printed):
    """Return how a block's output differs from what the page shows, or ''.

    >>> step, = steps("```python\\nprint(1)\\n```\\n\\n```text\\n2\\n```\\n")
    >>> print(difference(step, "page.md", "1\\n"))
    page.md:2 prints something else:
    -2
    +1
    """
    if printed is None or step.shown is None or lines(printed) == lines(step.shown):
        return ""
    changed = list(difflib.unified_diff(lines(step.shown), lines(printed), lineterm="", n=2))
    told = [line for line in changed if not line.startswith(("---", "+++", "@@"))]
    return "\n".join([f"{page}:{step.line} prints something else:", *told])


def with_outputs(page, outputs):
    """Return a page with what its blocks printed in the place of what it shows."""
    for step, printed in reversed(outputs):
        if printed is not None and step.shown is not None:
            start, end = step.span
            page = page[:start] + "\n".join([*lines(printed), ""]) + page[end:]
    return page


def changed_pictures(page, drawn):
    """Return a line for each picture that is not the one which `docs/pictures` has."""
    for picture in sorted(drawn.glob("*")):
        kept = PICTURES / picture.name
        if not kept.is_file() or kept.read_bytes() != picture.read_bytes():
            yield f"{page} draws another {picture.name} than docs/pictures has"


def run_page(path, write=False):
    """Run a page in the current folder; return what is not as the page says, as a list of texts."""
    page = path.read_text(encoding="utf-8")
    known = {"__name__": "page"}
    outputs = [(step, take(step, path, known)) for step in steps(page)]
    if write:
        path.write_text(with_outputs(page, outputs), encoding="utf-8")
        for picture in Path("pictures").glob("*"):
            shutil.copy(picture, PICTURES)
        return []
    wrong = [difference(step, path, printed) for step, printed in outputs]
    return [text for text in [*wrong, *changed_pictures(path, Path("pictures"))] if text]
