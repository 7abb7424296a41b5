"""What the numbers of an evaluation cannot carry, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stancekit.blocks import printable
from stancekit.data.identity import names_in, rows_by
from stancekit.data.quoting import counted, shown, verb
from stancekit.evaluation.design import Scheme
from stancekit.evaluation.result import Evaluation
from stancekit.measure.p_values import told_p

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["data_caveats", "score_caveats"]

FEW_OF_A_LABEL = 10
FEW_GROUPS = 15
FAR_FROM_RIGHT = 0.05
MANY_COPIES = 0.1


def data_caveats(frame: pd.DataFrame, scheme: Scheme) -> Iterator[str]:
    """Say what kind and number of statements cannot support a claim."""
    n = len(frame)
    documents = set(names_in(frame, "document"))
    if len(documents) == 1 and None not in documents:
        yield f"{counted(n, 'sentence')} of one document: no claim about other texts."
    for value, count in _single_documents(frame, scheme.leave_out):
        yield (
            f"{printable(value)} is {counted(count, 'sentence')} of one document: its score is no "
            "claim "
            "about other texts."
        )
    if scheme.few_statements:
        yield scheme.few_statements
    for label, count in sorted(Counter(frame["label"].tolist()).items()):
        if count < FEW_OF_A_LABEL:
            number = counted(count, "statement")
            yield f"Label {shown(label)} has only {number}, so its interval is wide."
    if scheme.n_groups < min(FEW_GROUPS, n):
        yield (
            f"The statements form only {counted(scheme.n_groups, 'group')}, too few for the "
            "intervals to be relied on."
        )
    if scheme.near_copies > n * MANY_COPIES:
        yield (
            f"{scheme.near_copies:,} of {counted(n, 'statement')} "
            f"{verb(scheme.near_copies, 'is a near-copy', 'are near-copies')} of others, and "
            f"{verb(scheme.near_copies, 'says', 'say')} little "
            "that is new: `check` lists them."
        )
    n_sources = len(rows_by(names_in(frame, "source")))
    by_source = "source" in (scheme.leave_out, *scheme.groups)
    if n_sources > 1 and scheme.folds and not by_source:
        yield (
            f"The folds mix statements of {n_sources} sources; scores on a new source may be "
            "lower: leaving out each 'source' measures that."
        )


def score_caveats(evaluation: Evaluation) -> Iterator[str]:
    """Say which scores cannot support a claim."""
    gain, p_value = evaluation.over_majority, evaluation.p_value
    if gain.low <= 0 or p_value > 0.05:
        yield (
            "Not clearly better than guessing: macro-F1 over the majority baseline is "
            f"{gain.value:+.3f} (95 % interval {gain.between('+.3f')}), permutation "
            f"p-value {told_p(p_value)}."
        )
    yield from _probability_caveats(evaluation)
    if evaluation.left_out:
        by_score = sorted(evaluation.left_out, key=lambda found: found.macro_f1.value)
        worst, best = (
            f"{found.macro_f1.value:.3f} ({printable(found.value)})"
            for found in (by_score[0], by_score[-1])
        )
        yield (
            f"Macro-F1 went from {worst} to {best} between the {len(by_score)} values of "
            f"'{printable(str(evaluation.scheme.leave_out))}', and a new one can differ as much."
        )


def _probability_caveats(evaluation: Evaluation) -> Iterator[str]:
    if "log_loss" not in evaluation.measures:
        return
    loss = evaluation.measures["log_loss"]
    shares = evaluation.baselines["majority"]["log_loss"]
    if loss.value >= shares:
        yield (
            f"The probabilities are no better than the label shares: log loss {loss.value:.3f} "
            f"against {shares:.3f}."
        )
    claimed = evaluation.predictions.filter(regex="^p_").max(axis=1).mean()
    right = evaluation.measures["accuracy"].value
    if abs(claimed - right) > FAR_FROM_RIGHT:
        yield (
            f"The probabilities are too {'sure' if claimed > right else 'cautious'}: that of the "
            f"predicted label was {claimed:.2f} on average, and {right:.2f} of the labels were "
            "right."
        )


def _single_documents(frame: pd.DataFrame, leave_out: str | None) -> Iterator[tuple[str, int]]:
    """Yield the left-out values whose statements all come from the same document."""
    if leave_out is None or "document" not in frame:
        return
    documents = names_in(frame, "document")
    for value, rows in rows_by(names_in(frame, leave_out)).items():
        found = {documents[row] for row in rows}
        if len(rows) > 1 and len(found) == 1 and None not in found:
            yield value, len(rows)
