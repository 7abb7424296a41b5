"""Pages of documentation are run from top to bottom, and print what they show.

A page is a story in a fresh folder. Blocks of ``python`` share one namespace; blocks of ``sh`` are
given to bash. A block of ``text`` that follows at once is what its block printed. Comments say the
rest: ``<!-- not run: WHY -->`` before a block leaves it out, ``<!-- file: NAME -->`` before one
writes it to that file, and ``<!-- copy: PATH -->`` brings a file or folder of the repository.
What a page saves in the folder ``pictures`` has to equal the picture of that name in
``docs/pictures``. The last digit of a fraction may be another by one, as processors sum in
other orders.

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


FRACTION = re.compile(r"\d+\.(\d+)")


def alike(text, other):
    """Say whether texts are the same, but for the last digit of fractions.

    >>> alike("macro-F1 0.638", "macro-F1 0.637"), alike("0.638", "0.636"), alike("12", "13")
    (True, False, False)
    """
    if FRACTION.sub("", text) != FRACTION.sub("", other):
        return False
    pairs = zip(FRACTION.finditer(text), FRACTION.finditer(other), strict=True)
    return all(
        len(one[1]) == len(two[1]) and abs(float(one[0]) - float(two[0])) < 1.5 / 10 ** len(one[1])
        for one, two in pairs
    )


def same_picture(one, two):
    """Say whether two SVGs look the same: to a hundredth of a point.

    >>> same_picture("M 10.00001 2.5", "M 9.99999 2.5"), same_picture("M 10.1 2", "M 10.2 2")
    (True, False)
    """
    one, two = (re.sub(r'(?:id|href|clip-path)="[^"]*"', "", each) for each in (one, two))
    numbers = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
    if numbers.sub("", one) != numbers.sub("", two):
        return False
    pairs = zip(numbers.findall(one), numbers.findall(two), strict=True)
    return all(abs(float(a) - float(b)) < 0.01 for a, b in pairs)


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
    if printed is None or step.shown is None:
        return ""
    if alike("\n".join(lines(printed)), "\n".join(lines(step.shown))):
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
        if not kept.is_file() or not same_picture(*(p.read_text("utf-8") for p in (kept, picture))):
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
