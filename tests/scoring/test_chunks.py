"""Where a chunk ends depends on where it begins alone: a run that goes on cuts as before."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancekit import score_files
from stancekit.data.source_file import SourceFile
from stancekit.scoring import chunks
from stancekit.scoring.ledger import Ledger
from stancekit.scoring.opening import open_input
from stancekit.scoring.rows import Wanted

CELLS = st.text(alphabet='ab"и平\n\r, ', max_size=12)


def spans(source, place=None):
    return [(chunk.place, chunk.stop, chunk.data) for chunk in source.chunks(place)]


@given(
    cells=st.lists(CELLS, min_size=1, max_size=30),
    size=st.integers(1, 60),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
@settings(deadline=None, max_examples=60)
def test_chunks_from_a_place_on_are_those_that_follow_it(tmp_path_factory, cells, size, encoding):
    path = tmp_path_factory.mktemp("chunks") / "in.csv"
    quoted = ('"' + cell.replace('"', '""') + '"' for cell in cells)
    path.write_bytes("\n".join(["text", *quoted, ""]).encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "_SIZE", size)
        source = open_input(SourceFile(str(path)), Wanted("text", "target", None, None), kept=False)
        whole = spans(source)
        for number, (place, *_) in enumerate(whole):
            assert spans(source, place) == whole[number:]
    for (_, stop, _), (place, *_) in itertools.pairwise(whole):
        assert stop == place


@pytest.mark.parametrize("output", ["out.csv", "out.parquet", "out.csv.gz", "out.jsonl.zst"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_run_stopped_after_any_chunk_ends_in_the_same_bytes(
    model, here, chunks_of, monkeypatch, output, encoding
):
    pytest.importorskip("pyarrow")
    rows = "".join(f'"{n} {"我们必须建造这座桥" * 3} bridge {"x" * (n % 40)}"\n' for n in range(60))
    (here / "in.csv").write_text("text\n" + rows, encoding=encoding, newline="")
    chunks_of(700)
    score_files(model, "in.csv", output)
    whole = (here / output).read_bytes()
    note = Ledger.note
    for n_chunks in itertools.count(1):
        (here / output).unlink()

        def note_or_die(ledger, noted, last=n_chunks):
            note(ledger, noted)
            if len(ledger.noted) == last:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Ledger, "note", note_or_die)
            try:
                score_files(model, "in.csv", output)
            except KeyboardInterrupt:
                score_files(model, "in.csv", output)
            else:
                break
        assert (here / output).read_bytes() == whole
    assert n_chunks > 3
