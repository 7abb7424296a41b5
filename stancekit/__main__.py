"""``python -m stancekit``: the command line, where the command itself is not on the path."""

from stancekit.cli import main

if __name__ == "__main__":
    main(prog_name="stancekit")
