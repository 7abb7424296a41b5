"""What is to be done with each chunk: it is read, judged, scored and packed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stancekit.data.quoting import counted
from stancekit.exceptions import DataError, StancekitError
from stancekit.model.model import StanceModel
from stancekit.scoring.arrow_route import written_quickly
from stancekit.scoring.chunks import Chunk
from stancekit.scoring.layout import Layout
from stancekit.scoring.opening import Input
from stancekit.scoring.packing import packed
from stancekit.scoring.parquet_route import done_as_parquet
from stancekit.scoring.rows import Wanted, problems_of
from stancekit.scoring.sinks import Done
from stancekit.scoring.table_inputs import ParquetInput
from stancekit.scoring.text_inputs import TextInput
from stancekit.scoring.writing import write_rows

__all__ = ["Job"]


@dataclass(frozen=True)
class Job:
    """What is to be done with each chunk."""

    model: StanceModel
    wanted: Wanted
    layout: Layout
    rejects: bool
    packing: str

    def done(self, source: Input, chunk: Chunk) -> Done:
        """Read, judge and score a chunk, and pack what is to be written."""
        whole = source.filled(chunk) if isinstance(source, TextInput) else chunk
        done = self._scored(source, whole)
        return replace(done, data=packed(done.data, self.packing), chunk=chunk.without_records())

    def _scored(self, source: Input, chunk: Chunk) -> Done:
        if isinstance(source, ParquetInput) and self.layout.suffix == ".parquet":
            return self._counted(
                source,
                done_as_parquet(
                    self.model, self.layout, source, chunk, self.wanted, rejects=self.rejects
                ),
            )
        quick = written_quickly(self.model, self.layout, source, chunk, self.wanted)
        if quick is not None:
            return self._counted(source, Done(chunk, quick.data, quick.statuses))
        return self._counted(source, self._row_by_row(source, chunk))

    def _row_by_row(self, source: Input, chunk: Chunk) -> Done:
        rows = source.rows(chunk)
        flaws = rows.flaws(self.wanted)
        if flaws and not self.rejects:
            raise DataError(problems_of(flaws, rows.table))
        rejected = rows.rejected(flaws)
        kept = self.layout.keeps(source)
        written = write_rows(self.model, self.layout, rows.without(flaws), self.wanted, kept=kept)
        return Done(chunk, written.data, written.statuses, rejected)

    def _counted(self, source: Input, done: Done) -> Done:
        """Refuse to have lost a row."""
        chunk, found = done.chunk, done.n_rows + len(done.rejected)
        if found != chunk.n_rows:
            raise StancekitError(
                f"{source.name}: {counted(chunk.n_rows, 'row')} from row {chunk.place.row} on, "
                f"but {found:,} were read; this is a bug in stancekit: please report it"
            )
        return done
