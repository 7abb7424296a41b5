"""Several threads score the same bits, and leave room for others; no memory is lost."""

import ctypes
import gc
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from dictionaries import BRIDGE
from kernels import block_of, score

import stancekit
from stancekit.text import Ngrams, kernel, python_kernel
from stancekit.text.concepts import Concepts
from stancekit.text.counts import count_terms

compiled = pytest.importorskip("stancekit.text.compiled_kernel", exc_type=ImportError)

WORDS = [f"word{i}" for i in range(500)]
PAIRS = [f"{word} word{i}" for i, word in enumerate(WORDS)]
CONCEPTS = Concepts.of(BRIDGE)
BLOCKS = [
    block_of(Ngrams("word", 1, 2), WORDS + PAIRS),
    block_of(Ngrams("char", 3, 4), [" wor", "rd1"]),
]


def many_texts(n=5000, seed=0):
    random = np.random.default_rng(seed)
    rare = [" ", ", ", " \u0130 ", " \u5bf9\u8bdd "]  # \u0130 needs Python, and so the GIL
    numbers = random.integers(0, 600, (n, 12))
    return [rare[i % 40 % 4].join(f"Word{k}" for k in row) for i, row in enumerate(numbers)]


@pytest.fixture
def bridge_model(bridge, active_kernel):
    return stancekit.StanceClassifier(calibrate=False).fit(bridge.texts, bridge.labels).model_


@pytest.mark.parametrize("n_jobs", [2, 3, -1])
def test_any_number_of_threads_gives_the_same_bits(bridge_model, bridge, n_jobs):
    some = bridge.texts * 200
    alone = bridge_model.predict_proba(some)
    np.testing.assert_array_equal(bridge_model.predict_proba(some, n_jobs=n_jobs), alone)


def test_threads_share_one_scorer_and_its_texts():
    some = many_texts()
    expected = score(compiled, BLOCKS, some)[0]
    scorer, read = compiled.Scorer(BLOCKS, 2), compiled.texts_of(some)
    results = [np.zeros_like(expected) for _ in range(4)]

    def work(scores):
        scorer.add_scores(read, 0, scores, np.zeros(len(some)))

    threads = [threading.Thread(target=work, args=(scores,)) for scores in results]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for scores in results:
        np.testing.assert_array_equal(scores, expected)


def test_an_error_in_one_thread_is_raised(bridge_model, active_kernel):
    pa = pytest.importorskip("pyarrow")
    if active_kernel is python_kernel:
        pytest.skip("without the compiled kernel, columns are copied before threads start")
    bad = pa.array([b"talks"] * 9000 + [b"\xff"]).cast(pa.string(), safe=False)
    with pytest.raises(stancekit.exceptions.DataError, match="item 9000 is not valid UTF-8"):
        bridge_model.predict_proba(bad, n_jobs=2)


@pytest.mark.parametrize("what", ["scoring", "counting"])
def test_other_threads_run_meanwhile(what):
    """See that another thread runs although nobody is asked to make room for it in time."""
    read = compiled.texts_of(many_texts())
    scorer, scores, known = compiled.Scorer(BLOCKS, 2), np.zeros((5000, 2)), np.zeros(5000)
    at_work, seen = threading.Event(), threading.Event()
    rounds = []

    def work():
        at_work.set()
        while not seen.is_set() and len(rounds) < 1000:
            if what == "scoring":
                scorer.add_scores(read, 0, scores, known)
            else:
                compiled.count(read, Ngrams("word", 1, 2))
            rounds.append(what)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e6)  # seconds: a thread goes on until it lets others
    try:
        thread = threading.Thread(target=work)
        thread.start()
        at_work.wait()
        seen.set()
        thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert len(rounds) < 1000


def test_a_list_may_change_while_it_is_scored(bridge_model, bridge, active_kernel):
    some = list(bridge.texts) * 30
    expected = bridge_model.predict_proba(some)
    read = active_kernel.texts_of(some)
    stop = threading.Event()

    def change():
        while not stop.is_set():
            some[:] = [f"another text {i}" for i in range(500)]
            some.clear()

    thread = threading.Thread(target=change)
    thread.start()
    try:
        part = next(iter(bridge_model.parts.values()))
        for _ in range(10):
            np.testing.assert_array_equal(part.judge(read, None)[0], expected)
            assert np.isfinite(bridge_model.predict_proba(some)).all()
    finally:
        stop.set()
        thread.join()


def memory_in_use():
    """Return the bytes of this process that are in memory, once what is free was given back."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (AttributeError, OSError):
        pytest.skip("only Linux with glibc tells how much memory is in use")
    return pages * 4096


def uses():
    """Yield what a process may do all day, and what may go wrong."""
    pa = pytest.importorskip("pyarrow")
    some = many_texts(100)
    bad = pa.array([b"talks", b"\xff"]).cast(pa.string(), safe=False)
    arrays = [np.array(some), pa.chunked_array([some, some]), pa.array(some, pa.string_view())]

    def refused(function, *arguments):
        with pytest.raises((ValueError, TypeError)):
            function(*arguments)

    yield lambda: score(compiled, BLOCKS, some)
    yield lambda: compiled.count(compiled.texts_of(some), Ngrams("word", 1, 3))
    yield lambda: compiled.count(compiled.texts_of(some), Ngrams("char", 2, 5))
    yield lambda: count_terms([" ".join(some)], Ngrams("word", 1, 2)).vocabulary().matrix()
    yield lambda: [compiled.texts_of(array).tolist() for array in arrays]
    yield lambda: compiled.texts_of(pa.chunked_array([some, [None]]))
    wrong = (Ngrams("word", 1, 1), True, ("aa", 1), None)
    yield lambda: refused(compiled.Scorer, [*BLOCKS, wrong], 2)
    yield lambda: refused(score, compiled, BLOCKS, bad)
    yield lambda: refused(compiled.count, compiled.texts_of(bad), Ngrams("char", 2, 5))
    yield lambda: score(compiled, [*BLOCKS, block_of(CONCEPTS, ["refusal"])], [*some, "No bridge."])
    yield lambda: compiled.count(compiled.texts_of([*some, "No bridge."]), CONCEPTS)
    too_long = Concepts.of({"long": ["a b c d e f g"]})
    yield lambda: refused(compiled.Scorer, [*BLOCKS, (too_long, True, (), None)], 2)


@pytest.mark.parametrize("i", range(12))
def test_no_memory_is_lost(i, monkeypatch):
    monkeypatch.setattr(kernel, "_active", compiled)
    use = list(uses())[i]
    gc.freeze()  # what is here to stay need not be looked through
    in_use = []
    for _ in range(6):
        for _ in range(20):
            use()
        gc.collect()
        in_use.append(memory_in_use())
    gc.unfreeze()
    # What is lost is lost in every round; a heap that settles grows in one or two.
    assert np.median(np.diff(in_use)) < 16_000


def test_no_reference_is_lost():
    some = many_texts(50)
    before = [sys.getrefcount(text) for text in some]
    for _ in range(5):
        score(compiled, BLOCKS, some)
        compiled.count(compiled.texts_of(some), Ngrams("word", 1, 2))
        assert compiled.texts_of([*some, None]) is None
    assert [sys.getrefcount(text) for text in some] == before
