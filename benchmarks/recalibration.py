"""What 30, 50, 100 or 300 labels of other texts give to a model that has not seen them.

    python benchmarks/recalibration.py [FILE ...] [--labels 50] [--labels 100] [--repeats 10]

A model of the first 13 constructed sets is recalibrated on so many labels of the article, and of
each other constructed set, and tested on the rest of it, again and again with other draws. Files
are constructed sets that do not come with stancekit. With --retrain it is also trained anew with
these labels, and calibrated on all statements or on the new ones alone.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd

import stancekit
from stancekit.measure.held_out import HeldOut
from stancekit.model.model import StanceModel

OLD = [f"statements_{number}" for number in range(1, 14)]
AT_LEAST = 30  # statements to test on
SQUARED = "squared_calibration_error", None
TITLES = {
    "error": "calibration error",
    "log loss": "log loss",
    "accuracy": "accuracy",
    "macro-F1": "macro-F1",
    "ok": "answers that are ok",
    "right": "of these right",
    "none": "draws in which none is ok",
}


def attempt(model: StanceModel, data: pd.DataFrame, n: int, seed: int) -> list[dict[str, Any]]:
    """Recalibrate on some statements, and judge the model on the others, before and after."""
    order = np.random.default_rng(seed).permutation(len(data))
    mine, rest = (data.iloc[rows][["text", "label"]] for rows in (order[:n], order[n:]))
    found = stancekit.recalibrate(model, mine, ok_precision=0.85)
    rows = [judged(model, rest, "before"), judged(found.model, rest, "recalibrated")]
    covered = rows[1]["accuracy"], rows[1]["macro-F1"]
    claimed = found.after["accuracy"], found.after["macro_f1"]
    for name, value, claim in zip(("accuracy", "macro-F1"), covered, claimed, strict=True):
        rows[1][f"covers {name}"] = claim.low <= value <= claim.high
    if found.promises:
        highest = found.promises[0].precision
        taken = stancekit.recalibrate(model, mine, ok_precision=highest).model
        rows.append(judged(taken, rest, "highest") | {"highest": highest})
    return [row | {"labels": n} for row in rows]


def retrained(old: pd.DataFrame, data: pd.DataFrame, n: int, seed: int) -> list[dict[str, Any]]:
    """Train anew with some statements, let all or only these calibrate, and judge on the others."""
    order = np.random.default_rng(seed).permutation(len(data))
    mine, rest = data.iloc[order[:n]], data.iloc[order[n:]]
    both = pd.concat([old, mine])
    pairs = both["pair_id"].where(both["pair_id"].fillna("") != "", [*map(str, range(len(both)))])
    calibrating: dict[str, dict[str, Any]] = {
        "retrained": {"groups": both["source"].fillna("mine")},
        "the new calibrate": {"groups": pairs, "only_train": [True] * len(old) + [False] * n},
    }
    models = {
        when: stancekit.StanceClassifier().fit(both["text"], both["label"], **given).model_
        for when, given in calibrating.items()
    }
    return [judged(model, rest, when) | {"labels": n} for when, model in models.items()]


def judged(model: StanceModel, rest: pd.DataFrame, when: str) -> dict[str, Any]:
    """Return what a model makes of statements."""
    scored = model.score(rest["text"])
    probabilities = scored[[f"p_{label}" for label in model.labels]].to_numpy()
    truth = np.searchsorted(model.labels, rest["label"])
    given = probabilities.argmax(axis=1)
    values = HeldOut(given[None], probabilities[None]).values(truth, model.labels)
    ok = (scored["status"] == "ok").to_numpy()
    return {
        "when": when,
        "squared": values[SQUARED],
        "log loss": values["log_loss", None],
        "accuracy": values["accuracy", None],
        "macro-F1": values["macro_f1", None],
        "ok": ok.mean(),
        "n ok": int(ok.sum()),
        "n right": int((given == truth)[ok].sum()),
    }


def _tried(model: StanceModel, old: pd.DataFrame | None, *draw: Any) -> list[dict[str, Any]]:
    return [*attempt(model, *draw), *([] if old is None else retrained(old, *draw))]


def summed_up(rows: pd.DataFrame) -> dict[str, float]:
    """Return the means over sets and draws; what is right is pooled over them."""
    n_ok = rows["n ok"].sum()
    return {
        "error": max(rows["squared"].mean(), 0.0) ** 0.5,
        **{name: rows[name].mean() for name in ("log loss", "accuracy", "macro-F1", "ok")},
        "right": rows["n right"].sum() / n_ok if n_ok else np.nan,
        "none": (rows["n ok"] == 0).mean(),
    }


def report(found: pd.DataFrame) -> str:
    """Lay out what became of each number of labels."""
    parts = []
    for (texts, n), of_n in found.groupby(["texts", "labels"]):
        of = {str(when): rows for when, rows in of_n.groupby("when", sort=False)}
        highest, after = of.pop("highest", of_n[:0]), of["recalibrated"]
        columns = [summed_up(rows) for rows in of.values()]
        lines = [
            f"| {n} labels, {texts} | {' | '.join(of)} |",
            f"| --- |{' ---: |' * len(of)}",
        ]
        lines += [
            f"| {title} | {' | '.join(f'{column[name]:.3f}' for column in columns)} |"
            for name, title in TITLES.items()
        ]
        lines.append(f"\n{_certified(highest, len(after))} {_covered(after)}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _certified(highest: pd.DataFrame, draws: int) -> str:
    if not len(highest):
        return "No precision was certified."
    said = summed_up(highest)
    return (
        f"The highest precision certified was {highest['highest'].mean():.2f} on average (in "
        f"{len(highest)} of {draws} draws), for {100 * said['ok']:.0f} % of the texts; of these "
        f"{100 * said['right']:.0f} % were right."
    )


def _covered(after: pd.DataFrame) -> str:
    accuracy, macro_f1 = (100 * after[f"covers {name}"].mean() for name in ("accuracy", "macro-F1"))
    return (
        f"The 95 % intervals covered accuracy on the rest in {accuracy:.0f} % of the draws, and "
        f"macro-F1 in {macro_f1:.0f} %."
    )


@click.command(help=__doc__.partition("\n")[0])
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--labels", multiple=True, default=(30, 50, 100, 300), show_default=True)
@click.option("--repeats", default=10, show_default=True, help="How often to draw labels anew.")
@click.option("--retrain", is_flag=True, help="Retrain with the labels, too.")
def main(files: Sequence[Path], labels: Sequence[int], repeats: int, *, retrain: bool) -> None:
    """Train once, then recalibrate on each new set."""
    data = stancekit.load_dataset("dialogue-with-moscow")
    old = data[data["source"].isin(OLD)]
    model = stancekit.StanceClassifier().fit(old["text"], old["label"], groups=old["source"]).model_
    others = data[~data["source"].isin(OLD)]
    sets = {str(name): of_set for name, of_set in others.groupby("source")}
    sets |= {file.stem: stancekit.read_labelled(file) for file in files}
    rows = [
        row | {"texts": "article" if name == "article" else "constructed sets"}
        for position, (name, of_set) in enumerate(sets.items())
        for n in labels
        if n + AT_LEAST <= len(of_set)
        for repeat in range(repeats)
        for row in _tried(model, old if retrain else None, of_set, n, 1000 * position + repeat)
    ]
    click.echo(
        f"stancekit {version('stancekit')}, Python {platform.python_version()}; {', '.join(sets)}; "
        f"{repeats} draws from each\n\n{report(pd.DataFrame(rows))}"
    )


if __name__ == "__main__":
    main()
