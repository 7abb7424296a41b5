"""What `fit` and `score` take, as scikit-learn does, though a table with it would be refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from stancekit.data import cell_rules
from stancekit.data.identity import StatementKey
from stancekit.data.notes import warn
from stancekit.data.problems import Problems
from stancekit.data.quoting import counted, listed, shown
from stancekit.data.row_rules import judge_clashes, judge_spelling
from stancekit.data.table import Stack, Table
from stancekit.labels import Label

__all__ = ["too_rare", "warn_of_doubtful_labels", "warn_of_doubts", "warn_of_rare_labels"]


def warn_of_doubts(
    texts: Sequence[str], labels: Sequence[Label], targets: Sequence[str] | None
) -> None:
    """Warn of labelled statements that no table may hold, or that could not be tested."""
    columns: dict[str, list[object]] = {"X": list(texts), "y": list(labels)}
    if targets is not None:
        columns["target"] = list(targets)
    table = Table("fit", columns)
    problems = Problems(_Items([table]))
    # Most texts are sound at a glance, and there may be many.
    odd = [(i, text) for i, text in enumerate(texts) if not text.isprintable() or not text.strip()]
    problems.judge("X", cell_rules.filled_text, odd)
    problems.judge("X", cell_rules.characters, odd)
    judge_spelling(problems, "y", dict(enumerate(labels)))
    for wrong in too_rare(Counter(labels)):
        problems.add((), "y", wrong)
    _warn([*problems.lines(), *_contradictions(table)])


def _contradictions(table: Table) -> list[str]:
    """Name the texts that have several labels."""
    composed = [StatementKey.of(str(text)).text for text in table.columns["X"]]
    times = Counter(composed)
    if len(times) == len(composed):
        return []
    stack = _Items([table.where([times[text] > 1 for text in composed])])
    problems = Problems(stack)
    judge_clashes(problems, stack, "X", "y", contradictions=True, may_repeat=False)
    return problems.lines()


def warn_of_doubtful_labels(labels: Sequence[Label], learned: Sequence[Label]) -> None:
    """Warn of labels that look like slips of those that were learned."""
    problems = Problems(_Items([Table("score", {"y": list(labels)})]))
    judge_spelling(problems, "y", dict(enumerate(labels)), {*learned})
    _warn(problems.lines())


def warn_of_rare_labels(labels: Sequence[Label]) -> None:
    """Warn of labels of a judged table that are learned, but could not be tested."""
    _warn(list(too_rare(Counter(labels))))


def too_rare(counts: Mapping[Label, int]) -> Iterator[str]:
    """Name the labels with too few statements to learn them from some and test them on others."""
    for label, count in counts.items():
        if count < 2:
            yield (
                f"label {shown(label)} has only {counted(count, 'statement')}; it takes at least 2 "
                "to be learned and tested: label more of it, or leave it out"
            )


class _Items(Stack):
    """Arguments, whose items are numbered from 0, as Python has it."""

    def place(self, rows: Sequence[int]) -> str:
        """Say which items some rows are."""
        numbers = self.tables[0].numbers or range(1, len(self.tables[0]) + 1)
        items = listed(numbers[row] - 1 for row in rows)
        return f"{self.name}, item{'s' * (len(rows) > 1)} {items}"


def _warn(lines: Sequence[str]) -> None:
    if lines:
        warn("\n".join(lines))
