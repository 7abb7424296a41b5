"""``stancekit tune``: which settings suit labelled statements, and what choosing them is worth."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from stancekit.cli import options
from stancekit.cli.console import say, show
from stancekit.cli.labelled import LabelledFiles, labelled_files
from stancekit.cli.output import columns_of, output_file
from stancekit.cli.settings import SETTINGS, written
from stancekit.data.quoting import suggestion
from stancekit.data.writing import writing

if TYPE_CHECKING:
    from stancekit.evaluation.tuning import Tuning
    from stancekit.model.classifier import StanceClassifier

__all__ = ["tune"]

_TRIED = (
    "features",
    "word_ngrams",
    "char_ngrams",
    "min_df",
    "C",
    "class_weight",
    "dictionary_weight",
    "encoder_dim",
)


@options.command(
    "stancekit tune labelled.csv",
    "stancekit tune labelled.csv --features word --try C=0.5,1,2,4 --try word-ngrams=1-1,1-2",
)
@labelled_files
@click.option(
    "--try",
    "tried",
    multiple=True,
    metavar="SETTING=A,B,...",
    help="Values of an option to try, the simplest first; can be repeated.  [default: features, C, "
    "class-weight and, with a dictionary, dictionary-weight, but for those that are given]",
)
@click.option(
    "--folds",
    type=options.Whole(min=2),
    default=5,
    help="Into how many parts to cut the statements, each tested once.",
)
@click.option(
    "-o",
    "--output",
    type=options.FILE,
    help="File to write one row for each combination to, too: .csv, .tsv, .jsonl or .parquet.",
)
@options.everything
@options.as_json("Print JSON, with all combinations.")
def tune(
    files: LabelledFiles,
    tried: tuple[str, ...],
    folds: int,
    output: str | None,
    every: bool,
    as_json: bool,
) -> None:
    """Choose settings, and say what that is worth.

    Every combination is measured on held-out statements; settings that are given as options stay
    as they are. The score is that of the whole procedure, choosing included, and so not flattered
    by the choice. Nothing is saved: it ends with the command that trains with the best settings.
    DATA are .csv, .tsv, .jsonl, .parquet, .xlsx, .dta or .sav files with the columns text and
    label, read together; - is standard input.
    """
    given = _given()
    grid = _grid(tried, given)
    path = None if output is None else output_file(output, list(files.data))
    frame = files.read()
    classifier = files.classifier(frame)
    from stancekit.evaluation.tuning import tune as run

    found = run(
        frame,
        classifier=classifier,
        grid=grid or _usual(classifier, given),
        groups=list(files.groups) or None,
        leave_out=files.leave_out,
        only_train=files.values_that_only_train(),
        folds=folds,
        random_state=files.settings.given["random_state"],
    )
    if path is not None:
        with writing(path) as write:
            write(columns_of(found.candidates))
        say(f"Wrote {path}.")
    show(found, as_json=as_json, every=every or None)
    if "-" not in files.data:
        say(f"\nNext, with these settings:\n  {_train(files, found, given)}")


def _given() -> set[str]:
    """Return the settings that are on the command line."""
    context = click.get_current_context()
    return {
        name
        for name in SETTINGS
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }


def _grid(tried: tuple[str, ...], given: set[str]) -> dict[str, list[Any]]:
    """Return what ``--try`` names: settings, and values of them."""
    grid: dict[str, list[Any]] = {}
    for option in tried:
        flag, equals, values = option.partition("=")
        name = flag.strip().lstrip("-").replace("-", "_")
        if not (equals and values):
            raise _wrong(f"{option!r} names no values of a setting; write SETTING=A,B")
        if name not in _TRIED:
            known = [setting.replace("_", "-") for setting in _TRIED]
            hint = suggestion(flag, known) or f"; use one of {', '.join(known)}"
            raise _wrong(f"there is no {flag!r} to try{hint}")
        if name in given:
            raise _wrong(f"{flag} is given as an option, too; leave one out")
        kind = SETTINGS[name].type
        try:
            found = [kind.convert(value.strip(), None, None) for value in values.split(",")]
        except click.BadParameter as error:
            raise _wrong(f"{flag}: {error.message}") from error
        grid.setdefault(name, []).extend(None if value == "none" else value for value in found)
    return grid


def _usual(classifier: StanceClassifier, given: set[str]) -> Mapping[str, Any]:
    from stancekit.evaluation.tuning import usual_grid

    usual = {name: of for name, of in usual_grid(classifier).items() if name not in given}
    if not usual:
        raise _wrong("all settings are given, so there is nothing to choose; name some with --try")
    return usual


def _train(files: LabelledFiles, found: Tuning, given: set[str]) -> str:
    """Return the command that trains with the best settings."""
    settings = {name: files.settings.given[name] for name in given} | found.best
    words = [word for name, value in settings.items() for word in written(name, value)]
    split = [word for column in files.groups for word in ("--groups", column)]
    split += ["--leave-out", files.leave_out] if files.leave_out else []
    split += [word for rule in files.only_train for word in ("--only-train", rule)]
    return shlex.join(["stancekit", "train", *files.data, *words, *split, "-o", "my-model"])


def _wrong(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="--try")
