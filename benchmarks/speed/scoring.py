"""Scoring many statements by everything that a user could take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

import stancekit
from speed import contenders, models
from speed.bench import Bench
from speed.contenders import Scorer
from speed.measure import Spread, interleaved, ratio
from speed.processes import profile_of
from speed.results import Findings, Goal, Table

__all__ = ["score_char", "score_word"]

Calls = dict[str, Callable[[], object]]

WORD, CHAR = "score, word 1–2", "score, char_wb 3–5"
OURS, PLAIN = "stancekit, list", "scikit-learn pipeline, list"
FASTTEXT, WORD_COUNT = "fastText, dim 10, list", f"wc -w, file, {contenders.LOCALE}"
GOALS = {
    PLAIN: Goal(f"{WORD}, list: scikit-learn's time / ours", 25, "×"),
    FASTTEXT: Goal(f"{WORD}, list: fastText's time (dim 10) / ours", 8, "×"),
    WORD_COUNT: Goal(f"{WORD}, list: our time / that of `wc -w`, per byte", 2.5, "×", at_most=True),
}
CHAR_GOAL = Goal(f"{CHAR}, list: scikit-learn's time / ours", 25, "×")
SHARE_FOR_CHAR = 5  # characters take several times as long, so fewer statements do


def score_word(bench: Bench) -> Findings:
    """Score with words and word pairs, against everybody."""
    texts = bench.unseen(bench.score)
    ours, plain = models.our_model(bench, "word"), models.pipeline(bench, "word")
    others, missing = _others(bench, texts)
    calls: Calls = {
        **_our_calls(ours, texts),
        PLAIN: lambda: plain.predict_proba(texts),
        WORD_COUNT: contenders.word_count(bench.unseen_file),
        **others,
    }
    counted = contenders.WORD_COUNT_REPEATS * bench.unseen_file.stat().st_size
    per_byte = _seconds_per_byte(calls, bench, texts, {WORD_COUNT: counted})
    explain = cache(lambda: profile_of(calls[OURS]))
    goals = [
        goal.without(missing[name])
        if name in missing
        else goal.measuring(_ratio(goal, per_byte[OURS], per_byte[name]), explain)
        for name, goal in GOALS.items()
    ]
    remarks = [_difference(WORD, ours, plain, texts), *missing.values()]
    return Findings(goals, [_table(WORD, per_byte, texts)], remarks)


def score_char(bench: Bench) -> Findings:
    """Score with character n-grams, against scikit-learn."""
    texts = bench.unseen(bench.score // SHARE_FOR_CHAR)
    ours, plain = models.our_model(bench, "char"), models.pipeline(bench, "char")
    calls = {**_our_calls(ours, texts), PLAIN: lambda: plain.predict_proba(texts)}
    per_byte = _seconds_per_byte(calls, bench, texts)
    measured = _ratio(CHAR_GOAL, per_byte[OURS], per_byte[PLAIN])
    goal = CHAR_GOAL.measuring(measured, lambda: profile_of(calls[OURS]))
    remarks = [_difference(CHAR, ours, plain, texts)]
    return Findings([goal], [_table(CHAR, per_byte, texts)], remarks)


def _our_calls(model: stancekit.StanceModel, texts: list[str]) -> Calls:
    """Return our scoring of the same texts in every form."""
    arrow, series = pa.array(texts, pa.large_string()), pd.Series(texts)
    return {
        OURS: lambda: model.predict_proba(texts),
        "stancekit, Arrow array": lambda: model.predict_proba(arrow),
        "stancekit, pandas Series": lambda: model.predict_proba(series),
    }


def _others(bench: Bench, texts: list[str]) -> tuple[Calls, dict[str, str]]:
    """Train the others; return how they score, and what to say of those not installed."""
    trained: dict[str, Callable[[], Scorer]] = {
        "HashingVectorizer + SGD, list": lambda: contenders.hashing(bench),
        FASTTEXT: lambda: contenders.fasttext(bench, 10),
        "fastText, dim 100, list": lambda: contenders.fasttext(bench, 100),
        "Vowpal Wabbit, file to file": lambda: contenders.vowpal_wabbit(bench),
    }
    calls, missing = {}, {}
    for name, make in trained.items():
        try:
            calls[name] = _applied(make(), texts)
        except ImportError as error:
            missing[name] = f"{name}: left out, {error.name} is not installed"
    return calls, missing


def _applied(score: Scorer, texts: list[str]) -> Callable[[], object]:
    return lambda: score(texts)


def _seconds_per_byte(
    calls: Calls, bench: Bench, texts: list[str], sizes: Mapping[str, int] | None = None
) -> dict[str, list[float]]:
    """Let the contenders take turns; `sizes` are the bytes of those who read something else."""
    sizes = sizes or {}
    return {
        name: [second / sizes.get(name, _n_bytes(texts)) for second in seconds]
        for name, seconds in interleaved(calls, bench.rounds).items()
    }


def _n_bytes(texts: list[str]) -> int:
    return sum(len(text.encode()) for text in texts)


def _ratio(goal: Goal, ours: list[float], theirs: list[float]) -> Spread:
    return ratio(ours, theirs) if goal.at_most else ratio(theirs, ours)


def _difference(name: str, ours: stancekit.StanceModel, plain: Any, texts: list[str]) -> str:
    largest = np.abs(ours.predict_proba(texts) - plain.predict_proba(texts)).max()
    return f"{name}: our probabilities differ from scikit-learn's by {largest:.0e} at most."


def _table(name: str, per_byte: dict[str, list[float]], texts: list[str]) -> Table:
    bytes_per_row = _n_bytes(texts) / len(texts)
    rows = []
    for contender, seconds in sorted(per_byte.items(), key=lambda item: Spread.of(item[1]).median):
        spread = Spread.of(seconds)
        rows.append(
            [
                contender,
                spread.shown(lambda second: f"{1e9 * second:.2f}"),
                f"{1 / (spread.median * bytes_per_row):,.0f}",
                ratio(seconds, per_byte[OURS]).shown(),
            ]
        )
    head = ["contender", "ns per byte", "rows per second", "time / ours"]
    return Table(f"{name}: {len(texts):,} rows", head, rows)
