"""Whether answers that are `ok` are right as often as promised, on statements that are new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from simulations.corpora import SHARES, Sample, World, joined
from simulations.results import Row, mean, pooled
from stancekit import StanceClassifier

__all__ = ["PROMISE", "WORLDS", "Setting", "draw", "simulate", "simulate_noise", "tasks"]

PROMISE = (
    "Of the answers of a calibrated `StanceClassifier` that are `ok`, with `ok_precision=0.85`, at "
    "least 83 % are right, and at least 80 % of those with any one label; where labels are noise, "
    "at most 1 % of the answers are `ok`."
)
WORLDS = (
    "another world in each run. Tied statements come from documents of 10 or sources of 50, the "
    "fresh ones from other documents or sources. Shares are pooled over runs, those without an "
    "answer that is `ok` apart; of labels, the one with the lowest share and at least 50 answers."
)
FRESH = 2000
ENOUGH = 50
RUNS = {60: 40, 200: 20, 1000: 6, 4000: 1}
EVEN = {f"{k} labels": (1 / k,) * k for k in (2, 3, 4, 5)}
UNEVEN = {
    "2 uneven labels": (0.8, 0.2),
    "3 uneven labels": (0.6, 0.3, 0.1),
    "4 uneven labels": (0.7, 0.15, 0.1, 0.05),
    "5 uneven labels": (0.5, 0.25, 0.12, 0.08, 0.05),
}


@dataclass(frozen=True)
class Setting:
    """What is drawn from a world in each run."""

    name: str
    shares: tuple[float, ...]
    statements: int
    tied: str = ""
    signal: float = 0.6
    seed: int = 50_000

    @property
    def title(self) -> str:
        """What the table calls it."""
        return f"{self.statements:,} statements, {self.name}{self.tied and f', {self.tied}'}"


def tasks(full: bool) -> list[Callable[[], list[Row]]]:
    """Return one task for each setting."""
    some = {
        "2 labels": EVEN["2 labels"],
        "4 labels": SHARES,
        "5 uneven": UNEVEN["5 uneven labels"],
        "5 labels, two of them rare": (0.62, 0.2, 0.1, 0.05, 0.03),
    }
    settings = [Setting(name, shares, n) for name, shares in (EVEN | UNEVEN).items() for n in RUNS]
    settings += [
        Setting(name, shares, n, tied)
        for tied in ("documents", "sources")
        for name, shares in some.items()
        for n in (200, 1000)
    ]
    noise = [
        Setting(name, shares, n, tied, signal=0.0)
        for name, shares in (EVEN | {"2 labels, 9 to 1": (0.9, 0.1)} | UNEVEN).items()
        for n, tied in ((60, ""), (200, "documents"), (1000, ""))
    ]
    more = 10 if full else 1
    return [
        *(partial(simulate, setting, more * RUNS[setting.statements]) for setting in settings),
        *(partial(simulate_noise, setting, more * 5) for setting in noise),
    ]


def simulate(setting: Setting, runs: int) -> list[Row]:
    """Train and count answers that are `ok`, and right, in a world of its own for each run."""
    n_labels = len(setting.shares)
    ok, right = np.zeros((runs, n_labels)), np.zeros((runs, n_labels))
    for run in range(runs):
        given, is_ok, truth = _answers(setting, run)
        for code in range(n_labels):
            chosen = is_ok & (given == code)
            ok[run, code], right[run, code] = chosen.sum(), (truth[chosen] == code).sum()
    share, none = ok.sum() / (runs * FRESH), int((ok.sum(axis=1) == 0).sum())
    remark = f"ok: {100 * share:.0f} % of the answers; none in {none} of {runs} runs"
    if not ok.any():
        return [mean(setting.title, "answers that are ok", ok.sum(axis=1) / FRESH)]
    rows = [
        pooled(
            setting.title, "right", right.sum(axis=1), ok.sum(axis=1), at_least=0.83, remark=remark
        )
    ]
    often = [code for code in range(n_labels) if ok[:, code].sum() >= ENOUGH]
    by_label = [
        pooled(setting.title, "right, worst label", right[:, code], ok[:, code], at_least=0.8)
        for code in often
    ]
    return rows + sorted(by_label, key=lambda row: row.realised)[:1]


def simulate_noise(setting: Setting, runs: int) -> list[Row]:
    """Count answers that are `ok` where nobody could know."""
    shares = [_answers(setting, run)[1].mean() for run in range(runs)]
    return [mean(f"noise, {setting.title}", "answers that are ok", shares, at_most=0.01)]


def _answers(
    setting: Setting, run: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
    """Return codes of the labels of fresh statements, which are `ok`, and the true codes."""
    world = World(setting.seed + run, setting.signal, shares=setting.shares)
    generator = np.random.default_rng([setting.seed, setting.statements, run])
    sample, fresh = (draw(world, generator, n, setting.tied) for n in (setting.statements, FRESH))
    groups = sample.documents or sample.sources
    fitted = StanceClassifier().fit(sample.texts, sample.codes, groups=groups)
    scored = fitted.model_.score(fresh.texts)
    given = np.array([-1 if label is None else label for label in scored["label"]])
    return given, (scored["status"] == "ok").to_numpy(), fresh.codes


def draw(world: World, generator: np.random.Generator, n: int, tied: str) -> Sample:
    """Draw statements, alone or of documents or sources that nobody has seen."""
    if tied == "documents":
        return world.documents(generator, n // 10, 10)
    if tied == "sources":
        numbers: Sequence[int] = generator.integers(1_000_000, size=n // 50).tolist()
        return joined(world.of_source(generator, world.source(s), 50) for s in numbers)
    return world.statements(generator, n)
