"""What another process does that works on chunks: it is asked, and answers, until nobody is there.

Questions and answers are pickled; only the process that started this one can ask. Rows would be
too much for a pipe: they are written to a file, from where they are taken before the next question.
"""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from importlib.abc import MetaPathFinder
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from stancekit.exceptions import StancekitError
from stancekit.scoring.chunks import Chunk
from stancekit.scoring.csv_input import long_fields
from stancekit.scoring.job import Job
from stancekit.scoring.opening import Input
from stancekit.scoring.rows import NamesTaken
from stancekit.scoring.sinks import Done

__all__ = ["serve"]


def serve() -> None:
    """Answer on what is standard output now, to which nothing else may write."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.meta_path.insert(0, _WithoutPandas())
    questions: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_listen, args=(questions,), daemon=True).start()
    setup, place = questions.get()  # from the process that started this one alone
    with open(place, "r+b") as rows, long_fields():
        job, inputs = pickle.loads(setup)  # noqa: S301
        _say(None, answers)
        while True:
            number, chunk = questions.get()
            _say(_answer(job, inputs, number, chunk, rows), answers)


class _WithoutPandas(MetaPathFinder):
    """Keeps pyarrow from importing pandas, for which nothing here has a use."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Say of pandas alone that it is not there."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def _listen(questions: SimpleQueue[Any]) -> None:
    """Take questions; end this process when there is nobody any more to ask, or to answer to."""
    try:
        while True:
            questions.put(pickle.load(sys.stdin.buffer))  # noqa: S301
    finally:
        os._exit(0)


def _say(answer: object, answers: IO[bytes]) -> None:
    answers.write(pickle.dumps(answer))
    answers.flush()


def _answer(
    job: Job, inputs: Sequence[Input], number: int, chunk: Chunk, rows: IO[bytes]
) -> tuple[Done, int] | Exception:
    """Return what became of a chunk without its rows, and how many bytes these have."""
    try:
        done = job.done(inputs[number], chunk)
        rows.seek(0)
        rows.write(done.data)
        rows.flush()
    except Exception as error:
        return _told(error)
    return replace(done, data=b""), len(done.data)


def _told(error: Exception) -> Exception:
    """Return an error as it can be sent; one that is unexpected tells where it was raised."""
    if not isinstance(error, StancekitError | NamesTaken):
        error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301
    except Exception:
        return StancekitError(f"{type(error).__name__}: {error}")
    return error
