"""What could make native code read or write where it must not is refused."""

import subprocess
import sys

import numpy as np
import pytest
from kernels import block_of, score

from stancekit.exceptions import DataError
from stancekit.text import Ngrams

compiled = pytest.importorskip("stancekit.text.compiled_kernel", exc_type=ImportError)

WORDS = Ngrams("word", 1, 1)
SCORER = compiled.Scorer([(WORDS, True, ("aa",), np.ones((1, 2)))], 1)
TEXTS = compiled.texts_of(["aa", "bb"])


@pytest.mark.parametrize("arguments", [
    (None, 0, np.zeros((2, 1)), np.zeros(2)),
    (["aa", "bb"], 0, np.zeros((2, 1)), np.zeros(2)),
    (TEXTS, 0, None, np.zeros(2)),
    (TEXTS, 0, np.zeros((2, 1)), None),
])  # fmt: skip
def test_scoring_refuses_what_is_of_another_type(arguments):
    with pytest.raises(TypeError, match=r"incorrect type|must not be None"):
        SCORER.add_scores(*arguments)


@pytest.mark.parametrize("other", [np.zeros((2, 1), np.float32), np.zeros((2, 2))[:, :1]])
def test_scoring_refuses_arrays_in_another_layout(other):
    with pytest.raises(ValueError, match=r"mismatch|not C-contiguous"):
        SCORER.add_scores(TEXTS, 0, other, np.zeros(2))


def test_scoring_refuses_to_write_where_nobody_may():
    scores = np.zeros((2, 1))
    scores.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        SCORER.add_scores(TEXTS, 0, scores, np.zeros(2))


def test_what_is_only_read_may_be_read_only():
    weights, prior, known = np.ones((1, 2)), np.array([0.5, 0.5]), np.zeros(1)
    for array in (weights, prior, known):
        array.flags.writeable = False
    scores, _ = score(compiled, [(WORDS, True, ("aa",), weights)], ["aa"], 1)
    assert scores == [[1.0]]
    probabilities = np.zeros((1, 2))
    compiled.to_probabilities(probabilities, 1.0, known, 0.3, prior)
    assert probabilities.tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize(
    ("terms", "weights", "error"),
    [
        (("aa", "bb"), np.ones((1, 2)), ValueError),
        (("aa",), np.ones((2, 2)), ValueError),
        (("aa",), np.ones((1, 3)), ValueError),
        (("aa",), np.ones((1, 0)), ValueError),
        (("aa",), None, ValueError),
        ((None,), np.ones((1, 2)), TypeError),
        ((b"aa",), np.ones((1, 2)), TypeError),
    ],
)
def test_terms_without_weights_are_refused(terms, weights, error):
    with pytest.raises(error, match="expected"):
        compiled.Scorer([(WORDS, True, terms, weights)], 1)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (2, 1), (-3, 2), (2, 7), (1, 10**6)])
@pytest.mark.parametrize("kind", ["word", "char"])
def test_sizes_for_which_there_is_no_room_are_refused(kind, low, high):
    ngrams = Ngrams(kind, low, high)
    for use in (
        lambda: compiled.Scorer([(ngrams, True, ("aa",), np.ones((1, 2)))], 1),
        lambda: compiled.count(TEXTS, ngrams),
    ):
        with pytest.raises(ValueError, match="expected n-grams of 1 to 6"):
            use()


def test_counting_refuses_what_is_of_another_type():
    with pytest.raises(TypeError, match="incorrect type"):
        compiled.count(None, WORDS)


@pytest.mark.parametrize("row", [-1, 2, 2**62])
def test_rows_that_do_not_exist_are_refused(row):
    counted = compiled.count(TEXTS, WORDS)
    found = counted.ends, counted.numbers
    ones = np.ones(2, np.uint32), np.zeros(2, np.int32), np.ones(1), np.ones(2)
    with pytest.raises(IndexError, match="none of the 2 texts"):
        compiled.first_seen(np.array([0, row]), *found, 2)
    with pytest.raises(IndexError, match="none of the 2 texts"):
        compiled.weigh(np.array([0, row]), *found, counted.counts, *ones, True)


@pytest.mark.parametrize(
    ("n_order", "column", "n_idf"), [(1, 0, 1), (3, 0, 1), (2, 1, 1), (2, 0, 0)]
)
def test_weights_that_do_not_fit_the_columns_are_refused(n_order, column, n_idf):
    counted = compiled.count(TEXTS, WORDS)
    found = counted.ends, counted.numbers, counted.counts
    order, columns = np.ones(n_order, np.uint32), np.full(2, column, np.int32)
    with pytest.raises(ValueError, match="do not fit"):
        compiled.weigh(np.array([0]), *found, order, columns, np.ones(n_idf), np.ones(2), True)


@pytest.mark.parametrize(("n_labels", "n_known", "n_prior"), [(0, 2, 0), (2, 1, 2), (2, 2, 3)])
def test_probabilities_refuse_arrays_that_do_not_fit(n_labels, n_known, n_prior):
    with pytest.raises(ValueError, match="do not fit"):
        compiled.to_probabilities(
            np.zeros((2, n_labels)), 1.0, np.zeros(n_known), 0.3, np.zeros(n_prior)
        )


@pytest.mark.parametrize("number", [0x110000, 0x400041, 0x1000041, 0xFFFFFFFF])
@pytest.mark.parametrize("kind", ["word", "char"])
def test_numbers_beyond_unicode_are_refused(kind, number):
    array = np.array([65, 65, number, 65, 65, 0] * 2, np.uint32).view("U6")
    ngrams = Ngrams(kind, 2, 3)
    for use in (
        lambda: score(compiled, [block_of(ngrams, ["aa"])], array),
        lambda: compiled.count(compiled.texts_of(array), ngrams),
        lambda: compiled.texts_of(array).tolist(),
    ):
        with pytest.raises(DataError, match="item 0 holds a number beyond Unicode"):
            use()


@pytest.mark.parametrize("high", [3, 6])
@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 5, 300, 3000])
def test_a_text_may_be_all_known_ngrams(length, high):
    # As many look-ups that succeed as there is room for.
    for joint in ("", " "):
        text = joint.join("ab" * length)
        ngrams = Ngrams("char", 1, high)
        terms = sorted(set(ngrams.terms(text)))
        _, known = score(compiled, [block_of(ngrams, terms)], [text, text * 2])
        assert known[0] == (1.0 if length else 0.0)


SCARCE = """
import resource, sys
import numpy as np
from stancekit.text import Ngrams, compiled_kernel

def limit(more):
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + more, resource.RLIM_INFINITY))

use, kind = sys.argv[1:]
terms = [f"word{i}" for i in range(60_000)]
texts = compiled_kernel.texts_of([" ".join(terms)])
weights = np.ones((len(terms), 3))
n_failed = 0
for more in range(0, 200_000_000, 4_000_000):
    limit(more)
    try:
        if use == "score":
            scorer = compiled_kernel.Scorer([(Ngrams(kind, 2, 3), True, terms, weights)], 2)
            scorer.add_scores(texts, 0, np.zeros((1, 2)), np.zeros(1))
        else:
            compiled_kernel.count(texts, Ngrams(kind, 1, 3))
    except MemoryError:
        n_failed += 1
print(n_failed)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
@pytest.mark.parametrize("kind", ["word", "char"])
@pytest.mark.parametrize("use", ["score", "count"])
def test_without_memory_there_is_an_error_and_no_harm(use, kind):
    done = subprocess.run(
        [sys.executable, "-c", SCARCE, use, kind], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert 1 <= int(done.stdout) < 50, "some, and not all, found too little memory"


class Rows:
    """Two rows of a sparse matrix of two columns, of which arrays can be others."""

    data = np.ones(2, np.float32)
    indices = np.array([0, 1], np.int32)
    indptr = np.array([0, 1, 2])

    def __init__(self, **arrays):
        self.__dict__.update(arrays)


FITTING = {
    "X": Rows(),
    "probabilities": np.full((2, 3), 1 / 3),
    "weights": np.ones(2),
    "penalty": 1.0,
    "scaling": np.ones(3, np.float32),
    "gradient": np.ones((3, 3)),
    "enough": 0.1,
}


@pytest.mark.parametrize(
    "other",
    [
        {"X": Rows(indices=np.array([0, 2]))},
        {"X": Rows(indices=np.array([-1, 0]))},
        {"X": Rows(indices=np.array([0]))},
        {"X": Rows(data=np.ones(3, np.float32))},
        {"X": Rows(indptr=np.array([0, 2]))},
        {"X": Rows(indptr=np.array([0, 3, 2]))},
        {"X": Rows(indptr=np.array([-1, 1, 2]))},
        {"X": Rows(indptr=np.array([0, 1, 9]))},
        {"probabilities": np.ones((1, 3))},
        {"probabilities": np.ones((2, 2))},
        {"weights": np.ones(3)},
        {"weights": np.ones(0)},
        {"scaling": np.ones(2, np.float32)},
        {"gradient": np.ones((2, 3))},
        {"gradient": np.ones((0, 3))},
        {"gradient": np.ones((3, 65)), "probabilities": np.ones((2, 65))},
    ],
)
def test_a_step_refuses_arrays_that_do_not_fit(other):
    assert compiled.newton_step(**FITTING).shape == (3, 3)
    with pytest.raises(ValueError, match=r"do not fit|are too many"):
        compiled.newton_step(**FITTING | other)
