"""The console command ``stancekit``: one module for each subcommand.

Results go to standard output, talk and progress to standard error. The command ends with 0, with 1
if it failed, with 2 if it was misused. Nothing heavy is imported before a subcommand runs.
"""

from __future__ import annotations

from stancekit.cli.app import main

__all__ = ["main"]
