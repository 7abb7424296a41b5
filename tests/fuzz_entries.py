"""Every public function that takes texts or files, as functions of bytes, with sound examples."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from exported_files import FOLDER
from tiny_encoders import modules_json, onnx_bytes, onnx_folder, tokenizer_json

import stancekit
from stancekit.encoders import open_encoder
from stancekit.exceptions import StancekitError

TESTS = Path(__file__).parent
MODELS = [TESTS / "model" / name for name in ("format-1", "format-2", "format-2-dictionary")]
ROWS = [("We must talk.", "favor"), ("Never!", "against"), ("If they stop, yes", "conditional")]
ARTICLE = (
    "<p>“We must talk,” said Ann Orlo, foreign minister of Norway. She refused to go.</p>\n"
    "Q: Will you talk?\nMS. ORLO: No… never.\nREPORTER: Why? http://t.co/x RT @a: no"
)


def table(separator: str) -> bytes:
    return "\n".join(separator.join(row) for row in [("text", "label"), *ROWS]).encode()


def parquet() -> bytes:
    columns = {"text": [text for text, _ in ROWS], "label": [label for _, label in ROWS]}
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def workbook() -> bytes:
    import openpyxl

    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in [("text", "label"), *ROWS]:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def repacked(data: bytes) -> bytes:
    """Return the workbook with its sheet replaced: a damaged archive is not read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, data if name.endswith("sheet1.xml") else old.read(name))
    return stream.getvalue()


WORKBOOK = workbook()
SHEET = zipfile.ZipFile(io.BytesIO(WORKBOOK)).read("xl/worksheets/sheet1.xml")
RECORDS = [{"text": text, "label": label} for text, label in ROWS]
LINES = "\n".join(json.dumps(row) for row in RECORDS).encode()
DICTIONARY = b"refusal: [no, never, refus*]\nreadiness: [talk, 'only if']\n"
FASTTEXT = b"__label__favor We must talk\n__label__against Never\n"
RATINGS = b"id,text,label,annotator\n1,a,favor,x\n1,a,against,y\n2,b,favor,x\n2,b,favor,y\n"
FILES = {
    ".csv": [table(","), table(";"), RATINGS, table(",").decode().encode("utf-16")],
    ".tsv": [table("\t")],
    ".txt": [b"We must talk.\nNever!\n", FASTTEXT],
    ".json": [json.dumps(RECORDS).encode(), *(f.read_bytes() for f in FOLDER.glob("*.json"))],
    ".jsonl": [LINES, *(f.read_bytes() for f in FOLDER.glob("*.jsonl"))],
    ".parquet": [parquet()],
    ".xlsx": [WORKBOOK],
}
PACKED = {".csv.gz": table(","), ".jsonl.gz": LINES}


class Entries:
    """The functions, each with a name and examples; their files are in a scratch folder.

    Whatever bytes they are given, they may raise only what stancekit raises on purpose, or what the
    operating system says.
    """

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.models = [stancekit.load_model(folder) for folder in MODELS]
        self.bridge, self.targets = stancekit.load_model(), list(self.models[1].targets)
        self.folders = [Path(shutil.copytree(f, scratch / f.name)) for f in MODELS]
        self.encoder = onnx_folder(scratch / "encoder")
        self.all: dict[str, tuple[Callable[[bytes], object], list[bytes]]] = dict(self._all())

    def run(self, name: str, data: bytes) -> bool:
        """Say whether a function takes the bytes; raise what it should not."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    self.all[name][0](data)
            except (StancekitError, OSError):
                return False
        return True

    def _all(self):
        for suffix, examples in FILES.items():
            for take in (stancekit.read_labelled, stancekit.read_statements, self._convert):
                yield f"{take.__name__} {suffix}", (self._with_file(take, suffix), examples)
        yield (
            "read_statements sheet",
            (
                self._with_file(stancekit.read_statements, ".xlsx", repacked),
                [SHEET],
            ),
        )
        yield "agreement", (self._with_file(self._agreement, ".csv"), [RATINGS])
        yield (
            "load_dictionary .yml",
            (
                self._with_file(stancekit.load_dictionary, ".yml"),
                [DICTIONARY],
            ),
        )
        yield (
            "load_dictionary .toml",
            (
                self._with_file(stancekit.load_dictionary, ".toml"),
                [b'refusal = ["no", "never"]\n'],
            ),
        )
        for suffix in (".csv", ".jsonl", ".parquet"):
            yield f"score_files {suffix}", (self._with_file(self._score, suffix), FILES[suffix])
        for suffix, example in PACKED.items():
            packed = self._with_file(self._score, suffix, gzip.compress)
            yield f"score_files {suffix}", (packed, [example])
            yield (
                f"score_files damaged {suffix}",
                (
                    self._with_file(self._score, suffix),
                    [gzip.compress(example)],
                ),
            )
        for folder, sound in zip(self.folders, MODELS, strict=True):
            for path in sound.iterdir():
                loaded = self._in_folder(stancekit.load_model, folder, folder / path.name)
                yield f"load_model {sound.name}/{path.name}", (loaded, [path.read_bytes()])
        for name, example in {
            "onnx/model.onnx": onnx_bytes(),
            "tokenizer.json": tokenizer_json().encode(),
            "modules.json": modules_json("Transformer", "Pooling", "Normalize").encode(),
            "1_Pooling/config.json": (self.encoder / "1_Pooling/config.json").read_bytes(),
        }.items():
            opened = self._in_folder(open_encoder, self.encoder, self.encoder / name)
            yield f"open_encoder {name}", (opened, [example])
        prose = [ARTICLE.encode(), *(text.encode() for text, _ in ROWS)]
        yield "stance_map", (self._of_text(self._map), prose)
        yield "predict", (self._of_text(lambda text: self.bridge.predict([text])), prose)
        yield "score", (self._of_text(lambda text: self.bridge.score([text])), prose)
        yield "explain", (self._of_text(lambda text: str(self.bridge.explain(text))), prose)
        yield "predict with target", (self._of_text(self._targeted), prose)

    def _with_file(self, take, suffix, prepare=bytes):
        path = self.scratch / f"given{suffix}"

        def run(data: bytes) -> object:
            path.write_bytes(prepare(data))
            return take(path)

        return run

    def _in_folder(self, take, folder, path):
        sound = path.read_bytes()

        def run(data: bytes) -> object:
            path.write_bytes(data)
            try:
                return take(folder)
            finally:
                path.write_bytes(sound)

        return run

    def _of_text(self, take):
        return lambda data: take(
            data.decode("utf-8", "surrogatepass" if data[:1] == b"\xed" else "replace")
        )

    def _convert(self, path):
        to = ("label-studio", "argilla", "doccano", "prodigy", None)[path.stat().st_size % 5]
        suffix = {"label-studio": ".json", "argilla": ".json", None: ".csv"}.get(to, ".jsonl")
        output = self.scratch / f"converted{suffix}"
        output.unlink(missing_ok=True)
        return stancekit.convert(path, output, to=to, annotator="ann")

    def _score(self, path):
        output = self.scratch / f"scored{path.suffix}"
        output.unlink(missing_ok=True)
        return stancekit.score_files(self.bridge, path, output, bad_rows="reject")

    def _agreement(self, path):
        return str(stancekit.agreement(path, bootstrap=10))

    def _map(self, text):
        return str(stancekit.stance_map(text, self.bridge))

    def _targeted(self, text):
        return self.models[1].predict({"text": [text], "target": self.targets[:1]})
