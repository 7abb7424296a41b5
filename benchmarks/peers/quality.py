"""How good each contender is on what it has not seen, and how far it is from stancekit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from stancekit.blocks import Measure
from stancekit.data.splits import groups_of
from stancekit.measure.bootstrap import measured, resampled_sums
from stancekit.measure.metrics import macro_f1

__all__ = ["Task", "judged", "left_out", "some_labels", "table", "tweets"]

RESAMPLES = 1000

Answers = Mapping[str, Sequence[str]]
"""What each contender says of the statements of a task."""


@dataclass(frozen=True, eq=False)
class Task:
    """Statements to learn from, others to label, and which of those are drawn together."""

    name: str
    train: pd.DataFrame
    test: pd.DataFrame
    groups: npt.NDArray[np.intp]

    def resampled(self, predicted: Sequence[str]) -> tuple[float, npt.NDArray[np.float64]]:
        """Return macro-F1, and that of resampled groups; the same groups for all contenders."""
        labels = np.unique(pd.concat([self.train["label"], self.test["label"]]).to_numpy(str))
        truth = np.searchsorted(labels, self.test["label"].to_numpy(str))
        cells = truth * len(labels) + np.searchsorted(labels, np.asarray(predicted, dtype=str))
        counts = csr_array(
            (np.ones(len(cells)), (self.groups, cells)),
            shape=(self.groups.max() + 1, len(labels) ** 2),
        )
        square = (-1, len(labels), len(labels))
        sums = resampled_sums(counts, RESAMPLES, seed=0).reshape(square)
        whole = counts.toarray().sum(axis=0).reshape(square)
        return float(macro_f1(whole)[0]), np.asarray(macro_f1(sums))


def left_out(data: pd.DataFrame, source: str) -> Task:
    """Leave a source out, and what shares a contrast pair or nearly a text with it."""
    groups = groups_of(data, ["pair_id", "document"])
    tested = (data["source"] == source).to_numpy()
    train = data[~np.isin(groups, groups[tested])]
    alone = groups_of(data[tested], ["pair_id"])  # what is drawn anew; the article is one document
    _, drawn = np.unique(alone, return_inverse=True)
    return Task(source, train, data[tested], drawn)


def together(name: str, tasks: Sequence[Task]) -> Task:
    """Put what is tested together."""
    starts = np.cumsum([0, *(task.groups.max() + 1 for task in tasks)])
    groups = [task.groups + start for task, start in zip(tasks, starts[:-1], strict=True)]
    test = pd.concat([task.test for task in tasks])
    return Task(name, tasks[0].train, test, np.concatenate(groups))


def some_labels(task: Task, n: int) -> Task:
    """Learn from so many statements only, drawn at random."""
    few = task.train.sample(min(n, len(task.train)), random_state=0)
    return Task(f"{task.name}, {n} labels", few, task.test, task.groups)


def tweets(train: pd.DataFrame, test: pd.DataFrame) -> list[Task]:
    """Return a task for each target of SemEval-2016."""
    return [
        Task(str(target), train[train["target"] == target], some, np.arange(len(some)))
        for target, some in test.groupby("target")
    ]


def judged(task: Task, answers: Answers, ours: str) -> Iterator[tuple[str, Measure, Measure]]:
    """Return the macro-F1 of each contender, and its difference to one of ours, with intervals."""
    value, resampled = task.resampled(answers[ours])
    for name, predicted in answers.items():
        other, of_other = task.resampled(predicted)
        yield name, measured(other, of_other), measured(other - value, of_other - resampled)


def table(tasks: Mapping[str, Sequence[Task]], answers: Mapping[str, Answers], ours: str) -> str:
    """Lay out macro-F1, and below it the difference to ours, as Markdown."""
    columns = []
    for name, parts in tasks.items():
        names = [
            who for who in answers[parts[0].name] if all(who in answers[p.name] for p in parts)
        ]
        said = {who: [x for part in parts for x in answers[part.name][who]] for who in names}
        columns.append({who: (m, d) for who, m, d in judged(together(name, parts), said, ours)})
    lines = [f"| contender | {' | '.join(tasks)} |", f"| --- |{' ---: |' * len(tasks)}"]
    for who in dict.fromkeys(name for column in columns for name in column):
        cells = [_cell(column.get(who), who == ours) for column in columns]
        lines.append(f"| {who} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(found: tuple[Measure, Measure] | None, ours: bool) -> str:
    if found is None:
        return "not tried"
    value, gap = found
    shown = f"{value.value:.3f} [{value.between()}]"
    return shown if ours else f"{shown}; {gap.value:+.3f} [{gap.between('+.3f')}]"
