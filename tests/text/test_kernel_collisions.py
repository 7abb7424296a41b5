"""Nobody can write texts whose words crowd a hash table: steps are counted, not seconds."""

import random

import numpy as np
import pytest
from kernels import counts_of

from stancekit.text import Ngrams

pytest.importorskip("stancekit.text.compiled_kernel", exc_type=ImportError)
counting = pytest.importorskip("stancekit.text._counting")

SPACING, SWAPS = 256, 32
N = 2000


def colliding(choices):
    """Return a word of 8 KB that has one hash for all choices, where bytes are hashed one by one.

    There a swap of two bytes that differ in one bit adds the same number with one sign or the
    other. Along the Thue-Morse sequence these add up to zero modulo 2**64, for every odd
    multiplier.
    """
    parity = np.array([bin(i).count("1") & 1 for i in range(SWAPS)], dtype=np.int8)
    states = (parity[:, None] ^ np.array(choices, dtype=np.int8)).reshape(-1)
    swapped = np.diff(np.concatenate([[0], states, [0]])) != 0
    return b"".join(b"p" if here else b"0" for here in swapped) + b"0" * 15


def byte_by_byte(text, multiplier):
    state = 0
    for byte in text:
        state = (state ^ byte) * multiplier % 2**64
    return state


def words_that_collide(count, prefix=b""):
    draw = random.Random(5)
    return [prefix + colliding([draw.getrandbits(1) for _ in range(SPACING)]) for _ in range(count)]


def test_the_words_collide_where_bytes_are_hashed_one_by_one():
    words = words_that_collide(3)
    assert len(set(words)) == 3
    for seed in range(3):
        multiplier = random.Random(seed).getrandbits(64) | 1
        assert len({byte_by_byte(word, multiplier) for word in words}) == 1


def blocks_swapped(_):
    """Return words of the same chunks of 8 and of 16 bytes in other orders."""
    draw = random.Random(6)
    chunks = [bytes(draw.choices(b"ab", k=8)) for _ in range(40)]
    return sorted({b"".join(draw.sample(chunks, 16)) for _ in range(N)})


STRINGS = {
    "words that collide": words_that_collide,
    "the same behind a prefix": lambda count: words_that_collide(count, b"0" * 8192),
    "chunks in other orders": blocks_swapped,
    "only the first byte differs": lambda _: [bytes([i]) + b"a" * 30 for i in range(256)],
    "only the last bytes differ": lambda n: [b"a" * 100 + b"%06d" % i for i in range(n)],
    "short, by number": lambda n: [i.to_bytes(8, "little") for i in range(n)],
    "short, highest bits": lambda n: [(i << 48).to_bytes(8, "little") for i in range(n)],
    "short, by length": lambda n: [bytes([i % 256]) * (i // 256) for i in range(256, n)],
    "fifteen bytes": lambda n: [b"\x80" * 7 + (i << 44).to_bytes(8, "big") for i in range(n)],
}


@pytest.mark.parametrize("kind", STRINGS)
def test_strings_do_not_crowd(kind):
    """At most every other slot is taken, so a string is found in 1.5 steps, but for chance."""
    strings = STRINGS[kind](N)
    assert len(set(strings)) == len(strings)
    steps, _ = counting.steps_to_find(strings, [])
    assert len(strings) <= steps < 2 * len(strings) + 20


PAIRS = {
    "by child": lambda n: list(range(n)),
    "by parent": lambda n: [i << 32 for i in range(n)],
    "by both": lambda n: [i << 32 | i for i in range(n)],
    "in a grid": lambda n: [(i % 64) << 32 | i // 64 for i in range(n)],
    "far apart": lambda n: [i << 50 for i in range(n)],
}


@pytest.mark.parametrize("kind", PAIRS)
def test_pairs_do_not_crowd(kind):
    _, steps = counting.steps_to_find([], PAIRS[kind](N))
    assert N <= steps < 2 * N


def test_words_of_one_hash_are_counted_apart(active_kernel):
    words = [word.decode() for word in words_that_collide(20)]
    found = counts_of(active_kernel, [" ".join(words)], Ngrams("word", 1, 1))
    assert found == [dict.fromkeys(words, 1)]
