"""``stancekit demo``: from few labels to a model, shares and a map, on shipped statements."""

from __future__ import annotations

import io
import os
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import click

from stancekit.cli import options
from stancekit.cli.demo_files import FILES, fill_in, shares_of, write_files
from stancekit.cli.output import check_folder
from stancekit.data.quoting import counted

__all__ = ["STEPS", "demo"]

_USUAL = "stancekit-demo"
_PAGES = ("retrained.html", "map.html")
_MADE = ("my-model", "next-1.csv", "drawn.csv", "map-model", *_PAGES)


@dataclass(frozen=True)
class _Step:
    """What is done, in a sentence; the command; how many lines of its output are shown.

    `then` does what a user would do next, and says so.
    """

    about: str
    command: str
    lines: int
    then: Callable[[], str] | None = None


def _labelled(name: str) -> str:
    """Let the shipped answers stand in for whoever labels."""
    answers = counted(fill_in(Path(name), Path("answers.csv")), "answer")
    return f"Whoever labels fills in the column label of {name}: here {answers} of answers.csv."


def _truth() -> str:
    shares = shares_of(Path("answers.csv")).items()
    found = ", ".join(f"{label} {share:.3f}" for label, share in shares)
    return f"The true shares, by answers.csv: {found}."


STEPS = (
    _Step("Look for what spoils the labels, before anything learns them.", "check few.csv", 7),
    _Step("Train a first model. So few labels make a weak one.", "train few.csv -o my-model", 14),
    _Step(
        "Let it choose which statements of the pool to label next.",
        "suggest pool.csv --model my-model -n 100 -o next-1.csv",
        1,
        partial(_labelled, "next-1.csv"),
    ),
    _Step(
        "Train anew with these labels. Do they help?",
        "retrain my-model next-1.csv --report retrained.html",
        21,
    ),
    _Step(
        "Compare old and new on statements that neither has seen.",
        "compare my-model my-model/v0002 test.csv",
        15,
    ),
    _Step(
        "How frequent is each label in the pool? Draw some statements at random for that.",
        "suggest pool.csv --model my-model/v0002 --random-share 1 -n 100 -o drawn.csv",
        1,
        partial(_labelled, "drawn.csv"),
    ),
    _Step(
        "The model speaks of all statements, and the drawn labels correct it.",
        "prevalence pool.csv drawn.csv --model my-model/v0002",
        8,
        _truth,
    ),
    _Step(
        "Train on all statements, as the shipped model was, but not on the article.",
        "train constructed.csv --dictionary dialogue-with-moscow --min-df 2 --C 5 --no-evaluation "
        "-o map-model",
        2,
    ),
    _Step(
        "So who takes which position in the article?",
        "map article.txt --model map-model --report map.html",
        26,
    ),
)


@options.command("stancekit demo", "stancekit demo my-demo")
@click.argument("folder", required=False, type=options.FOLDER)
def demo(folder: Path | None) -> None:
    """Show how it works, on statements that come along.

    FOLDER, a new one or an empty one, gets labelled statements, unlabelled ones, others to test on,
    an article, and what the commands make of them; without it, that is stancekit-demo here. Every
    command is printed as one types it, with the beginning of what it prints. The statements are
    constructed: nobody said them. It takes less than a minute, and no network.
    """
    place = _free(Path(_USUAL)) if folder is None else folder
    _check(place)
    with _removed_unless_done(place):
        write_files(place)
        *tables, article = FILES
        click.echo(
            f"Wrote {', '.join(tables)}: constructed statements, which nobody said.\n"
            f"Wrote {article}: a news article.\n\n$ cd {shlex.quote(str(place))}"
        )
        with _current(place):
            for step in STEPS:
                _show(step)
    pages = [str(place.absolute() / page) for page in _PAGES]
    click.echo("\nTo look at in a browser:\n" + "\n".join(pages))


def _free(usual: Path) -> Path:
    """Return a name that nothing has yet."""
    number, place = 1, usual
    while place.exists() or place.is_symlink():
        number += 1
        place = usual.with_name(f"{usual.name}-{number}")
    return place


def _check(place: Path) -> None:
    if place.is_dir() and any(place.iterdir()):
        raise click.BadParameter(
            f"{place} is not empty, and nothing in it is to be overwritten; name a new folder",
            param_hint="FOLDER",
        )
    if place.exists() and not place.is_dir():
        raise click.BadParameter(f"{place} is no folder; name a new one", param_hint="FOLDER")
    check_folder(place / "few.csv" if place.is_dir() else place, "FOLDER")


def _show(step: _Step) -> None:
    """Say what is done, run the command, and show the beginning of what it prints."""
    click.echo(f"\n# {step.about}\n$ stancekit {step.command}")
    lines = _output(shlex.split(step.command)).strip("\n").splitlines()
    click.echo("\n".join(lines[: step.lines]))
    if (rest := len(lines) - step.lines) > 0:
        click.echo(f"[... {counted(rest, 'more line')}]")
    if step.then is not None:
        click.echo(f"# {step.then()}")


def _output(words: list[str]) -> str:
    """Run a subcommand and return what it prints, to standard error as well."""
    program = cast(click.Group, click.get_current_context().find_root().command)
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        status = program.commands[words[0]].main(
            words[1:], prog_name=f"stancekit {words[0]}", standalone_mode=False
        )
    if status:
        raise click.ClickException(
            f"'stancekit {shlex.join(words)}' ended with {status}: {printed.getvalue()}"
        )
    return printed.getvalue()


@contextmanager
def _current(place: Path) -> Iterator[None]:
    """Work in a folder, as one who types the commands there."""
    before = Path.cwd()
    os.chdir(place)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _removed_unless_done(place: Path) -> Iterator[None]:
    """Make a folder, and take everything back if it ends too early: only what was made."""
    new = [folder for folder in (place, *place.parents) if not folder.exists()]
    place.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for name in (*FILES, *_MADE):
            shutil.rmtree(place / name, ignore_errors=True)
            with suppress(OSError):
                (place / name).unlink(missing_ok=True)
        for folder in new:
            with suppress(OSError):
                folder.rmdir()
        raise
