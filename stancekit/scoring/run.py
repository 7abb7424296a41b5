"""A run over files: from what is known of them to the last row, once or after it was stopped."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from stancekit.data.quoting import all_shown, listed
from stancekit.data.source_file import SourceFile
from stancekit.exceptions import DataError, StancekitError
from stancekit.model.folder import hash_of_manifest
from stancekit.model.model import StanceModel
from stancekit.scoring.chunks import Place
from stancekit.scoring.inputs import size_of
from stancekit.scoring.job import Job
from stancekit.scoring.layout import JSON_SUFFIXES, Layout, layout_of, survey
from stancekit.scoring.ledger import Ledger, header_in, work_folder
from stancekit.scoring.opening import Input, open_input
from stancekit.scoring.packing import packed, packing_of
from stancekit.scoring.result import ScoredFiles
from stancekit.scoring.rows import NamesTaken, Wanted
from stancekit.scoring.sinks import FileSink, Sink, StandardOutput
from stancekit.scoring.text_inputs import JsonLines
from stancekit.scoring.work import do
from stancekit.scoring.writing import empty_parquet, header_of

__all__ = ["Run"]


@dataclass(frozen=True)
class Run:
    """Files to be scored into one output, whose rows begin with nothing known but their names."""

    model: StanceModel
    files: Sequence[SourceFile]
    output: Path | None
    suffix: str
    wanted: Wanted
    rejects: bool
    n_jobs: int

    def result(self) -> ScoredFiles:
        """Do it; where records have keys that their first ones lack, once more."""
        inputs = self._inputs()
        before = None if self.output is None else header_in(work_folder(self.output))
        if before is not None and before.get("surveyed"):
            return self._written(inputs, surveyed=True)
        try:
            return self._written(inputs, surveyed=False)
        except NamesTaken as taken:
            if "-" in self.files:
                raise DataError(
                    f"{taken.place}: records have keys that the first ones lack: "
                    f"{all_shown(taken.names)}; score a file instead"
                ) from taken
        return self._written(inputs, surveyed=True)

    def _inputs(self) -> list[Input]:
        """Open all inputs, and name all that cannot be."""
        inputs: list[Input] = []
        problems: list[str] = []
        for file in self.files:
            try:
                kept = self.suffix in JSON_SUFFIXES
                inputs.append(open_input(file, self.wanted, kept=kept))
            except DataError as error:
                problems.extend(error.problems)
        if problems:
            raise DataError(problems)
        return inputs

    def _written(self, inputs: Sequence[Input], *, surveyed: bool) -> ScoredFiles:
        """Score inputs, of which all keys of records are looked up before, if that is needed."""
        for source in inputs if surveyed else ():
            if isinstance(source, JsonLines):
                survey(source)
        layout = layout_of(inputs, self.suffix, self.model.labels)
        for source in inputs:
            if isinstance(source, JsonLines):
                source.reserved = frozenset(layout.added.values())
        job = Job(self.model, self.wanted, layout, self.rejects, packing_of(self.output))
        if self.output is None:
            out = StandardOutput(header_of(layout))
            self._do(job, inputs, (0, None), out)
            return self._result(layout, out, 0)
        ledger = Ledger(work_folder(self.output), self._header(layout, surveyed=surveyed))
        with ledger.locked():
            return self._to_file(job, inputs, ledger, self.output)

    def _to_file(
        self, job: Job, inputs: Sequence[Input], ledger: Ledger, output: Path
    ) -> ScoredFiles:
        ledger.begin(anew="-" in self.files)  # what came from there does not come again
        is_parquet = self.suffix == ".parquet"
        header = packed(header_of(job.layout), job.packing)
        sink = FileSink(ledger, header, is_parquet=is_parquet)
        if sink.n_rejected and not self.rejects:
            raise ledger.refusal("bad_rows")
        resumed = sink.n_rows
        try:
            if not ledger.is_done:
                self._do(job, inputs, sink.place, sink)
                sink.finish(empty_parquet(job.layout, self.model) if is_parquet else b"")
        except BaseException as stopped:
            sink.close()
            if not ledger.noted or "-" in self.files or isinstance(stopped, NamesTaken):
                ledger.remove()
            raise
        ledger.settle(output, _rejects_of(output))
        return self._result(job.layout, sink, resumed)

    def _do(
        self, job: Job, inputs: Sequence[Input], place: tuple[int, Place | None], sink: Sink
    ) -> None:
        """Score, and count: no row may get lost."""
        before = sink.n_rows + sink.n_rejected
        n_rows = do(job, inputs, place, sink, self.n_jobs, size_of(self.files))
        after = sink.n_rows + sink.n_rejected
        if before + n_rows != after:
            raise StancekitError(
                f"{before + n_rows:,} rows were read but {after:,} written; this is a bug in "
                "stancekit: please report it"
            )
        if not after:
            names = listed(source.name for source in inputs)
            raise DataError(f"{names}: there are no rows; add statements")

    def _header(self, layout: Layout, *, surveyed: bool) -> dict[str, Any]:
        """Return what has to be the same for a run to be gone on with."""
        return {
            "library": f"stancekit {metadata.version('stancekit')}",
            "model": hash_of_manifest(self.model, self.model.folder),
            "settings": {
                "columns": [self.wanted.text, self.wanted.target],
                "digits": self.wanted.digits,
                "output": [self.suffix, *layout.columns, *layout.added.values()],
                "guards": layout.guards,
                "files": [[file.separator, file.encoding, file.kind] for file in self.files],
            },
            "inputs": [_identity(file) for file in self.files],
            "surveyed": surveyed,
        }

    def _result(self, layout: Layout, sink: Sink, resumed: int) -> ScoredFiles:
        output = None if self.output is None else str(self.output)
        rejects = None
        if self.output is not None and sink.n_rejected:
            rejects = str(_rejects_of(self.output))
        return ScoredFiles(
            sink.n_rows,
            sink.n_rejected,
            dict(sink.statuses),
            output,
            rejects,
            layout.renamed,
            resumed,
        )


def _rejects_of(output: Path) -> Path:
    return output.with_name(f"{output.name}.rejected.jsonl")


def _identity(file: SourceFile) -> list[str | int]:
    """Return by what a file is known again: its path, its size and when it was changed."""
    if file == "-":
        return ["-"]
    status = os.stat(file)
    return [os.path.realpath(file), status.st_size, status.st_mtime_ns]
