"""The command itself: its subcommands, and how every one of them ends."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import click

from stancekit.cli import options
from stancekit.cli.agree import agree
from stancekit.cli.check import check
from stancekit.cli.compare import compare
from stancekit.cli.completion import completion
from stancekit.cli.console import check_stdout, closed_pipe_ends_it, use_utf8, warnings_told
from stancekit.cli.convert import convert
from stancekit.cli.demo import demo
from stancekit.cli.evaluate import evaluate
from stancekit.cli.explain import explain
from stancekit.cli.failures import report_failure, stopped_cleanly
from stancekit.cli.map import map_article
from stancekit.cli.prevalence import prevalence
from stancekit.cli.progress import progress_shown
from stancekit.cli.recalibrate import recalibrate
from stancekit.cli.report import report
from stancekit.cli.retrain import retrain
from stancekit.cli.score import score
from stancekit.cli.suggest import suggest
from stancekit.cli.train import train
from stancekit.cli.tune import tune

__all__ = ["main"]


class _Program(click.Group):
    """A group whose failures end in one line each."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run the command and exit."""
        use_utf8()
        extra.update(prog_name="stancekit", standalone_mode=False)
        with stopped_cleanly(), closed_pipe_ends_it(), progress_shown(), warnings_told():
            try:
                code = super().main(*args, **extra)
            except Exception as error:
                code = report_failure(error)
        sys.exit(code)

    def make_context(
        self, info_name: str | None, args: list[str], *more: Any, **extra: Any
    ) -> click.Context:
        """Read the arguments; ``--help`` and ``--version`` are answered here."""
        if args and args[0].startswith("-"):
            check_stdout()
        with closed_pipe_ends_it():  # click would make a failure of it
            return super().make_context(info_name, args, *more, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand."""
        with closed_pipe_ends_it():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the subcommands in the order in which they are used."""
        return list(self.commands)


@click.group(
    cls=_Program,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
    epilog=options.examples(
        "stancekit train labelled.csv -o my-model",
        "stancekit score posts.csv --model my-model -o scored.csv",
    )
    + "\n\nErrors are one line each; STANCEKIT_DEBUG=1 in the environment adds the traceback.",
)
@click.version_option(package_name="stancekit", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Find out who is for, who is against, who sets conditions, and how sure you can be.

    Train a model on statements that you have labelled, see how good it is, score new statements
    with it, and look at the words behind each label.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(2)


for _command in (
    train,
    tune,
    evaluate,
    score,
    explain,
    check,
    agree,
    suggest,
    retrain,
    recalibrate,
    compare,
    prevalence,
    map_article,
    report,
    convert,
    demo,
    completion,
):
    main.add_command(_command)
