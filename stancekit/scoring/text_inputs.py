"""Inputs of lines: JSONL, whose records may stay as they are, and plain text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from stancekit.data import cell_rules
from stancekit.data.encodings import undecodable
from stancekit.data.json_files import record_in
from stancekit.data.quoting import shown
from stancekit.data.record_ends import RecordEnds, line_ends
from stancekit.data.table import Table, columns_of
from stancekit.scoring.chunks import LONGEST, Chunk, Place, Records, cut
from stancekit.scoring.rows import NamesTaken, Rows, Wanted
from stancekit.scoring.streams import Stream

__all__ = ["JsonLines", "TextInput", "TextLines"]


class TextInput:
    """An input that is text: where its records begin, and how they are cut."""

    def __init__(self, stream: Stream, name: str, records: Records, start: Place) -> None:
        self.name = name
        self.n_packed = 0
        self._stream, self._records, self._start = stream, records, start

    def chunks(self, place: Place | None = None) -> Iterator[Chunk]:
        """Yield chunks from a place on, and note how many bytes on disk were read."""
        place = place or self._start
        with self._stream.again() as stream:
            stream.skip(place.start)
            for chunk in cut(stream, place, self._records):
                self.n_packed = stream.n_packed
                yield chunk

    @property
    def can_be_shared(self) -> bool:
        """Whether other processes can work on its chunks."""
        return True

    def lean(self, chunk: Chunk) -> Chunk:
        """Return a chunk without its bytes, if they can be read again where they are."""
        if not self._stream.is_plain or chunk.is_too_long:
            return chunk
        return replace(chunk, data=b"")

    def filled(self, chunk: Chunk) -> Chunk:
        """Return a chunk with its bytes."""
        if chunk.data or not len(chunk.ends):
            return chunk
        return replace(chunk, data=self._stream.part(chunk.place.start, chunk.stop.start))

    def texts(self, chunk: Chunk) -> Iterator[tuple[int, bytes, str, str]]:
        """Yield the line, the bytes and the text of each record, or what is wrong with it."""
        if chunk.is_too_long:
            yield chunk.place.line, chunk.data, "", _too_long(chunk.stop.start - chunk.place.start)
            return
        for line, raw in chunk.records():
            if not self._records.is_blank(raw):
                text, wrong = self._decoded(raw)
                yield chunk.place.line + line, raw, text, wrong

    def _decoded(self, raw: bytes) -> tuple[str, str]:
        if len(raw) > LONGEST:
            return "", _too_long(len(raw))
        try:
            return raw.decode(), ""
        except UnicodeDecodeError as error:
            return "", undecodable(raw[error.start], self._stream.encoding)


class JsonLines(TextInput):
    """A file with an object on each line, of which only some keys matter where it is `kept`.

    No record may have a key that is `reserved`.
    """

    def __init__(self, stream: Stream, begun: Table, wanted: Wanted, *, kept: bool) -> None:
        records = Records(_lines, _is_white, b" \t\r\n\v\f")
        super().__init__(stream, begun.name, records, Place(stream.n_mark))
        self.wanted, self.kept, self.begun = wanted, kept, begun
        self.columns = tuple(begun.columns)
        self.reserved: Collection[str] = ()

    @property
    def can_be_read_again(self) -> bool:
        """Whether it is a file."""
        return self._stream.file != "-"

    def rows(self, chunk: Chunk) -> Rows:
        """Read the records of a chunk."""
        records, lines, raws, broken = [], [], [], {}
        for row, (line, raw, text, wrong) in enumerate(self.texts(chunk)):
            record: dict[str, object] = {}
            if not wrong:
                record, wrong = record_in(text, once=self.wanted.names if self.kept else None)
            if taken := [name for name in self.reserved if name in record]:
                raise NamesTaken(self.name, taken)
            if self.kept and not wrong:
                wrong = _wrong_characters(record)
                record = {name: record.get(name) for name in self.wanted.names}
            if wrong:
                broken[row], record = wrong, {}
            records.append(record)
            lines.append(line)
            raws.append(raw)
        columns = columns_of(records, self.name)
        for name in self.wanted.names:
            columns.setdefault(name, [None] * len(records))
        first = chunk.place.row
        numbers = list(range(first, first + len(records)))
        return Rows(Table(self.name, columns, lines, broken, numbers=numbers), raws)

    def keys(self, chunk: Chunk) -> list[str]:
        """Return the keys that the records of a chunk have."""
        records = (record_in(text)[0] for _, _, text, wrong in self.texts(chunk) if not wrong)
        return list(dict.fromkeys(key for record in records for key in record))


class TextLines(TextInput):
    """A file with a statement on each line."""

    def __init__(self, stream: Stream, name: str, column: str) -> None:
        records = Records(_lines_of_all_systems, _never, b"")
        super().__init__(stream, name, records, Place(stream.n_mark))
        self.columns: tuple[str, ...] = (column,)

    def rows(self, chunk: Chunk) -> Rows:
        """Read the lines of a chunk."""
        found = list(self.texts(chunk))
        broken = {row: wrong for row, (_, _, _, wrong) in enumerate(found) if wrong}
        texts: list[object] = [text.rstrip("\r\n") for _, _, text, _ in found]
        numbers = list(range(chunk.place.row, chunk.place.row + len(found)))
        lines = [line for line, *_ in found]
        table = Table(self.name, {self.columns[0]: texts}, lines, broken, numbers=numbers)
        return Rows(table, [raw for _, raw, _, _ in found])


def _wrong_characters(record: dict[str, object]) -> str:
    for name, cell in record.items():
        if wrong := cell_rules.characters(cell):
            return f"column {shown(name)}: {''.join(wrong)}"
    return ""


def _lines(data: bytes) -> RecordEnds:
    return RecordEnds(line_ends(data), True)


def _lines_of_all_systems(data: bytes) -> RecordEnds:
    return RecordEnds(line_ends(data, returns=True), True)


def _is_white(record: bytes) -> bool:
    return not record.strip()


def _never(record: bytes) -> bool:
    return False


def _too_long(n_bytes: int) -> str:
    return (
        f"a record of {n_bytes:,} bytes, of which at most {LONGEST >> 20} MiB are read; is a quote "
        "in it never closed? Otherwise split it"
    )
