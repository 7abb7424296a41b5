"""Mutate model folders: each must be refused as a damaged model, or give the same scores.

``make mutations`` runs it: python tests/mutations.py [MUTATIONS] [SEED]. What is only damaged must
be seen by its hash; what is changed by somebody who makes the hashes right may load, but then the
texts by which a folder verifies itself have their scores.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save
from tampering import read_manifest, rewrite, write_manifest

from stancekit import load_model
from stancekit.exceptions import ModelFormatError

HERE = Path(__file__).parent / "model"
SOUND = [HERE / "format-1", HERE / "format-2", HERE / "format-2-dictionary"]
MANIFEST, WEIGHTS = "manifest.json", "weights.safetensors"
VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 2, 50, 1.5, -0.0, 1e308, 10**18, 10**30, 10**400),
    *("", "x", "\0", "\ud800", "../../x", "\x1b[2J", "word", "favor", "a" * 10_000),
    *([], {}, [[]], [1], ["a"], {"a": 1}, [None], [0] * 1000),
]


def damage(raw: bytes, draw: random.Random) -> bytes:
    """Return other bytes: flipped, cut, moved, repeated, or with more between them."""
    data, place = bytearray(raw), draw.randrange(len(raw))
    match draw.randrange(7):
        case 0 | 1:
            for _ in range(draw.choice([1, 1, 3])):
                data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        case 2:
            del data[place:]
        case 3:
            del data[place : place + draw.choice([1, 4, 100])]
        case 4:
            pieces = [b'"', b"{", b"[", b"1e999", b"NaN", b"null,", b",,", b"9" * 50]
            data[place:place] = draw.choice(pieces)
        case 5:
            data[place : place + 64] = bytes(len(data[place : place + 64]))
        case _:  # inflation
            data += draw.choice([b" ", b"\0", bytes(data)]) * draw.choice([1, 1000])
    return bytes(data)


def damaged(folder: Path, draw: random.Random) -> None:
    """Damage a file, or put two in each other's place."""
    names = sorted(path.name for path in folder.iterdir() if path.name != "README.md")
    name, other = draw.sample(names, 2)
    raw = (folder / name).read_bytes()
    if draw.random() < 0.1:
        (folder / name).write_bytes((folder / other).read_bytes())
        (folder / other).write_bytes(raw)
    else:
        (folder / name).write_bytes(damage(raw, draw))


def rehashed(folder: Path, draw: random.Random) -> None:
    """Damage a file and make its hash right."""
    names = sorted(path.name for path in folder.iterdir() if path.suffix != ".md")
    name = draw.choice([name for name in names if name != MANIFEST])
    rewrite(folder, name, damage((folder / name).read_bytes(), draw))


def replaced(folder: Path, draw: random.Random) -> None:
    """Replace or remove a value in a file of JSON, and make all hashes right."""
    name = draw.choice([MANIFEST, MANIFEST, *(p.name for p in sorted(folder.glob("[dv]*.json")))])
    document = json.loads((folder / name).read_text())
    inner, key, parent = document, None, None
    while isinstance(inner, dict | list) and inner and (parent is None or draw.random() < 0.8):
        key = draw.choice(list(inner)) if isinstance(inner, dict) else draw.randrange(len(inner))
        parent, inner = inner, inner[key]
    if draw.random() < 0.2:
        del parent[key]
    else:
        parent[key] = draw.choice(VALUES)
    if name == MANIFEST:
        write_manifest(folder, document)
    else:
        rewrite(folder, name, json.dumps(document).encode())


def other_numbers(folder: Path, draw: random.Random) -> None:
    """Change an array, or what is said of it, and make all hashes right."""
    arrays = load_file(folder / WEIGHTS)
    name = draw.choice(sorted(arrays))
    array = arrays[name].copy()
    match draw.randrange(5):
        case 0 | 1 if array.size:
            values = [np.nan, np.inf, -1.0, 0.0, 1e308, 1e9, 5e-324, array.flat[0] + 1e-3]
            array.flat[draw.randrange(array.size)] = draw.choice(values)
        case 2:
            array = draw.choice([array[:-1], array[::-1], np.repeat(array, 2, axis=0), array * 0])
        case 3:
            array = array.astype(draw.choice(["f4", "i8", "u1", "f2"]))
        case _:
            array = array.reshape(draw.choice([(1, *array.shape), (array.size,), (array.size, 1)]))
    arrays[name] = np.ascontiguousarray(array)
    rewrite(folder, WEIGHTS, save(arrays))


KINDS: list[Callable[[Path, random.Random], None]] = [damaged, rehashed, replaced, other_numbers]


class Sound:
    """A sound folder, what it answers, and a copy of it to be mutated."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder, self.copy = folder, scratch
        texts = [text for golden in read_manifest(folder)["golden"] for text in golden["texts"]]
        self.golden, self.texts = texts, [*texts, "Build it!", "no bridge, \u0130", "the " * 50]
        self.answers = self._answers(load_model(folder), self.texts)

    def outcome(self, mutate: Callable[[Path, random.Random], None], draw: random.Random) -> str:
        """Mutate the folder; say whether it was refused, or raise what it should not."""
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.folder, self.copy)
        mutate(self.copy, draw)
        try:
            model = load_model(self.copy)
        except ModelFormatError:
            return "refused"
        except ValueError as error:
            if str(error).startswith("encoder: "):  # it is said to need one
                return "refused"
            raise
        # An old manifest has no hash, so that damage of it may be what somebody wrote.
        known = self.texts if mutate is damaged and self.folder.name != "format-1" else self.golden
        now, then = self._answers(model, known), self.answers[: len(known)]
        if now.shape != then.shape or not np.allclose(now, then, rtol=0, atol=1e-8):
            raise AssertionError(f"loaded with other scores: {now} instead of {then}")
        return "same scores"

    def _answers(self, model: Any, texts: list[str]) -> Any:
        if not model.per_target:
            return model.predict_proba(texts)
        target = next(iter(model.targets))
        return model.predict_proba({"text": texts, "target": [target] * len(texts)})


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(mutations: int = 12_000, seed: int = 1) -> None:
    """Try so many mutations of all folders in turn; stop at the first that gets through."""
    counts: Counter[tuple[str, str]] = Counter()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        sounds = [Sound(folder, Path(scratch) / folder.name) for folder in SOUND]
        for number in range(mutations):
            sound, mutate = sounds[number % len(sounds)], KINDS[number // len(sounds) % len(KINDS)]
            start = time.process_time()
            try:
                outcome = sound.outcome(mutate, random.Random(seed * 1_000_003 + number))
            except BaseException:
                say(f"mutation {number} of seed {seed}: {mutate.__name__} {sound.folder.name}")
                raise
            slowest = max(slowest, time.process_time() - start)
            counts[mutate.__name__, outcome] += 1
    for (kind, outcome), count in sorted(counts.items()):
        say(f"{count:7,} {kind}: {outcome}")
    say(f"{counts.total():7,} mutations of seed {seed}; the slowest took {slowest:.2f} s of CPU")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
