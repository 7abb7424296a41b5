"""``stancekit completion``: print what makes a shell complete the command."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from stancekit.cli import options

__all__ = ["completion"]

_BEFORE_ZSH = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n"
"""A zsh without any completion yet, as a new one is, does not know compdef."""

_SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@options.command(
    'eval "$(stancekit completion bash)"',
    "stancekit completion fish > ~/.config/fish/completions/stancekit.fish",
)
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script for shell completion.

    With it, SHELL completes subcommands, options and file names. For bash and zsh, put the first
    line below into ~/.bashrc or ~/.zshrc, with the name of the shell in it.
    """
    program = context.find_root().command
    script = _SHELLS[shell](program, {}, "stancekit", "_STANCEKIT_COMPLETE").source()
    first, line, rest = script.partition("\n")
    click.echo(f"{first}{line}{_BEFORE_ZSH if shell == 'zsh' else ''}{rest}")
