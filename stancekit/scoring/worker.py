"""One other process that works on chunks, as the process that starts it sees it."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Self, cast

from stancekit.exceptions import StancekitError
from stancekit.scoring.chunks import Chunk
from stancekit.scoring.sinks import Done

__all__ = ["Worker"]

_BEGIN = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from stancekit.scoring.serving import serve
serve()
"""
"""Python's own way to start processes would run the user's script again in each of them."""


class Worker:
    """A process that ends when this object is left, and by itself when this process ends."""

    def __init__(self, setup: bytes, folder: Path | None) -> None:
        number, place = tempfile.mkstemp(prefix="part-", dir=folder)
        self._place = Path(place)
        self._rows = os.fdopen(number, "rb", buffering=0)
        # -P: nothing is imported from the folder that somebody happens to work in.
        command = [sys.executable, "-P", "-c", _BEGIN, json.dumps(sys.path)]
        # In a group of its own, Ctrl-C does not reach it: this process ends it.
        apart: dict[str, Any] = {"process_group": 0}
        if os.name == "nt":
            apart = {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, **apart)  # noqa: S603
        self._questions = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)
        self._setup: bytes | None = setup

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._rows, self._questions, self._answers):
            with suppress(OSError):  # of what it no longer reads
                stream.close()
        self._place.unlink(missing_ok=True)

    def done(self, number: int, chunk: Chunk) -> Done:
        """Return what became of a chunk of an input, or raise what went wrong with it."""
        if self._setup is not None:
            self._ask(self._setup, os.fspath(self._place))
            self._setup = None
            with suppress(OSError):  # both have it open: nothing is left, whoever is killed
                self._place.unlink()
        done, size = self._ask(number, chunk)
        found: Done = replace(done, data=self._read(size))
        return found

    def _read(self, size: int) -> bytes:
        """Return the rows that the process has written, in as few steps as can be."""
        self._rows.seek(0)
        parts: list[bytes] = []
        while size > 0 and (part := self._rows.read(size)):
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _ask(self, *question: object) -> Any:
        try:
            pickle.dump(question, self._questions)
            self._questions.flush()
            answer = pickle.load(self._answers)  # noqa: S301
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise StancekitError(self._ended()) from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _ended(self) -> str:
        """Say that the process is no more."""
        status = self._process.wait()
        how = f"by signal {-status}" if status < 0 else f"with status {status}"
        return (
            f"process {self._process.pid}, one of those that score, was ended {how}; is there "
            "enough memory? What is done is kept where the output is a file: score again to go "
            "on, with fewer jobs if need be"
        )
