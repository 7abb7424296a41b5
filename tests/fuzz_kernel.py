"""Compare the kernels on random texts, layouts and settings until the time is over.

``make fuzz`` runs it with a compiled kernel that ends the process when it reads or writes where it
must not. FUZZ_SECONDS says for how long; FUZZ_SEED repeats a run.
"""

import json
import os
import random
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from kernels import CHAR_NGRAMS, WORD_NGRAMS, block_of, score

from stancekit.exceptions import DataError
from stancekit.text import compiled_kernel, kernel, python_kernel
from stancekit.text.concepts import LONGEST_ENTRY, Concepts, tokens_of_entry
from stancekit.text.counts import count_terms

WORDS = ["the", "The", "no", "NO", "talks", "x", "12", "dialogue", "characteristically", "a_b"]
WORDS += ["can't", "N\u2019T", "isn`t", "n", "'t", "?"]
ODD = ["\u0130", "\u03a3", "\u00df", "\u0301", "\u1e9e", "\0", "\u3000", "\x85", "\ud800", "\u5bf9"]
ODD += ["'", "\u2019", "\uff07", "e\u0301", "\u0438\u0306", "\u1fef", "\u212b", "\uac00\u11a8"]
BLOCKS = [0x20, 0x80, 0x370, 0x600, 0x2000, 0x4E00, 0x10400]
ARROW = [pa.string(), pa.large_string(), pa.string_view()]


def draw_piece(draw):
    kind = draw.randrange(8)
    if kind < 4:
        return draw.choice(WORDS)
    if kind == 4:
        return "".join(draw.choices("abAB_1. ", k=draw.choice([2, 15, 16, 17, 70])))
    if kind == 5:
        return draw.choice(ODD) * draw.randint(1, 3)
    first = draw.choice([*BLOCKS, draw.randrange(0x110000 - 64)])
    return "".join(chr(first + draw.randrange(64)) for _ in range(draw.randint(1, 8)))


def draw_texts(draw):
    """Return few texts of up to thousands of words, or many short ones."""
    n, longest = draw.choice([(0, 0), (1, 3000), (3, 900), (20, 60), (20, 60), (600, 6)])
    joint = draw.choice([" ", " ", "", ", "])
    sizes = [draw.randint(0, longest) for _ in range(n)]
    return [joint.join(draw_piece(draw) for _ in range(size)) for size in sizes]


def draw_column(draw, texts):
    """Return texts in one of the layouts that the kernel reads, and as a list."""
    layout = draw.randrange(5)
    if layout == 0:
        return texts, texts
    if layout == 1:
        texts = [text.rstrip("\0") for text in texts] + [""]
        step = draw.choice([1, -1, 2])
        return np.array(texts)[::step], texts[::step]
    texts = [text.encode(errors="ignore").decode() for text in texts]
    start = draw.randint(0, len(texts))
    whole = pa.array(texts, draw.choice(ARROW))
    if layout == 2:
        return whole[start:], texts[start:]
    if layout == 3:
        return pa.chunked_array([whole[:start], whole[start:start], whole[start:]]), texts
    parts = [pl.Series(part, dtype=pl.String) for part in (texts[:start], texts[start:])]
    return pl.concat(parts, rechunk=False), texts


def draw_concepts(draw):
    """Return concepts of words that are often in texts, and of some that are not."""
    entries = []
    for _ in range(draw.choice([1, 3, 40, 300])):
        size = draw.choice([1, 1, 2, 3])
        tokens = [draw_piece(draw)[:9] + draw.choice(["", "", "*"]) for _ in range(size)]
        entries.append(" ".join([*tokens, draw.choice(["", "", "?"])]))
    entries = [entry for entry in entries if 1 <= len(tokens_of_entry(entry)) <= LONGEST_ENTRY]
    n = draw.choice([1, 5, 20, 64])
    return Concepts.of({f"c{i}": entries[i::n] for i in range(n)})


def draw_block(draw, texts, n_labels, folded=True):
    """Return terms of which half of those in the texts are known, and some that are in none."""
    if folded and draw.random() < 0.4:
        ngrams = draw_concepts(draw)
    else:
        ngrams = replace(draw.choice(draw.choice([WORD_NGRAMS, CHAR_NGRAMS])), folded=folded)
    found = sorted({term for text in texts for term in ngrams.terms(text)})
    terms = [term for term in found if draw.random() < 0.5]
    terms += [draw_piece(draw) for _ in range(draw.randrange(4))] * 2
    unit_length = draw.random() < 0.5
    return ngrams, block_of(ngrams, terms, n_labels, draw.randrange(99), unit_length=unit_length)


def matrix(module, texts, ngrams):
    kernel._active = module
    vocabulary = count_terms(texts, ngrams).vocabulary()
    found = vocabulary.matrix()
    return np.array(vocabulary.terms, dtype=object), found.indices, found.indptr, found.data


def assert_same(found, expected):
    for ours, theirs in zip(found[:-1], expected[:-1], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_allclose(found[-1], expected[-1], rtol=1e-11, atol=1e-11)


def damage(draw, texts):
    """Read bytes that are no texts: they may be refused, or happen to be some."""
    data = "".join(texts).encode(errors="surrogatepass")
    data = bytes(draw.randrange(256) if draw.random() < 0.01 else byte for byte in data)
    ends = sorted(draw.randint(0, len(data)) for _ in range(4))
    buffers = [None, pa.py_buffer(np.array(ends, np.int32)), pa.py_buffer(data)]
    column = pa.Array.from_buffers(pa.string(), 3, buffers)
    ngrams, block = draw_block(draw, texts[:1], 2)
    try:
        score(compiled_kernel, [block], column)
        compiled_kernel.count(compiled_kernel.texts_of(column), ngrams)
    except DataError:
        return


def compare_json(draw, texts):
    """Read lines of JSON as they are, then damaged and cut short, which may be refused."""
    ascii_only = draw.random() < 0.5
    texts = [text.encode(errors="ignore").decode().replace("\0", "") for text in texts]
    records = ({"n": [n, {}], "text": text} for n, text in enumerate(texts))
    lines = [json.dumps(record, ensure_ascii=ascii_only).encode() + b"\n" for record in records]
    ends = np.cumsum([len(line) for line in lines], dtype=np.int64)
    data = b"".join(lines)
    [found] = compiled_kernel.json_texts(data, ends, ["text"], ["label"])
    parts = (found.data[a:b].tobytes() for a, b in pairwise(found.ends.tolist()))
    assert [part.decode() for part in parts] == texts
    damaged = bytearray(data[: draw.randint(0, len(data))])
    for _ in range(draw.randrange(3) if damaged else 0):
        damaged[draw.randrange(len(damaged))] = draw.choice(b'"\\{}[]:,u0 \n' + draw.randbytes(4))
    ends = np.append(ends[ends < len(damaged)], len(damaged))
    compiled_kernel.json_texts(bytes(damaged), ends, ["text"], ["label"])


def compare(draw):
    """Compare both kernels on one draw; return the number of characters."""
    column, texts = draw_column(draw, draw_texts(draw))
    n_labels = draw.choice([1, 2, 3, 7, 8, 9])
    folded = draw.random() < 0.7
    blocks = [draw_block(draw, texts, n_labels, folded) for _ in range(draw.randint(1, 3))]
    for ngrams, _ in blocks:
        found, expected = (
            matrix(compiled_kernel, column, ngrams),
            matrix(python_kernel, texts, ngrams),
        )
        assert_same(found, expected)
    blocks = [block for _, block in blocks]
    found, expected = (
        score(module, blocks, some, n_labels)[::-1]
        for module, some in ((compiled_kernel, column), (python_kernel, texts))
    )
    assert_same(found, expected)
    damage(draw, texts)
    compare_json(draw, texts)
    return sum(map(len, texts))


def main():
    sanitized = "sanitized" in Path(compiled_kernel.__file__).parts
    seconds = float(os.environ.get("FUZZ_SECONDS") or 60)
    seed = os.environ.get("FUZZ_SEED") or str(random.randrange(10**6))
    kind = "built with sanitizers" if sanitized else "as it is installed"
    print(f"Fuzzing the kernel {kind} for {seconds:g} s with FUZZ_SEED={seed} ...", flush=True)
    n_draws = n_characters = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            n_characters += compare(random.Random(f"{seed} {n_draws}"))
        except BaseException:
            print(f"after {n_draws} draws:", flush=True)
            raise
        n_draws += 1
    print(f"{n_draws:,} draws of {n_characters:,} characters: nothing found")


if __name__ == "__main__":
    main()
