"""What `train` and `evaluate` share: from labelled files to a measured classifier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import reduce, wraps
from itertools import product
from typing import TYPE_CHECKING, Any

import click

from stancekit.cli import options
from stancekit.cli.console import say
from stancekit.cli.settings import Settings, settings

if TYPE_CHECKING:
    import pandas as pd

    from stancekit.evaluation.result import Evaluation
    from stancekit.model.classifier import StanceClassifier
    from stancekit.model.model import StanceModel

__all__ = ["LabelledFiles", "labelled_files", "targets_of"]

_OPTIONS = (
    click.argument("data", nargs=-1, required=True, type=options.FILE),
    options.text_column,
    options.label_column,
    options.labels(),
    options.reads("data"),
    settings(),
    click.option(
        "--groups",
        multiple=True,
        metavar="COLUMN",
        help="Statements with the same value here are never split between training and test; can "
        "be repeated.  [default: group, pair_id, document, where present]",
    ),
    click.option(
        "--leave-out",
        metavar="COLUMN",
        help="Test on each value of this column in turn, such as each source, with a model that "
        "has not seen it.",
    ),
    click.option(
        "--only-train",
        multiple=True,
        metavar="COLUMN=A,B,...",
        help="Statements with these values, less like what is to be scored than the others, are "
        "trained on, but set neither the probabilities nor what is ok; can be repeated.",
    ),
)


@dataclass(frozen=True)
class LabelledFiles:
    """Labelled files, the settings of a classifier, and how to split the statements."""

    data: tuple[str, ...]
    text: str
    label: str
    labels: str | None
    settings: Settings
    groups: tuple[str, ...]
    leave_out: str | None
    only_train: tuple[str, ...]

    def read(self, *, to_train: bool = True) -> pd.DataFrame:
        """Read the files and check that they have the columns by which to split them."""
        from stancekit.data.quoting import counted, no_column
        from stancekit.data.readers import read_tables
        from stancekit.data.validation import check_labelled

        labels = options.labels_like_those_in(self.data, self.labels, self.text, self.label)
        tables = read_tables(self.data, self.text, self.label)
        frame = check_labelled(tables, labels, self.text, self.label, to_train=to_train)
        named = [
            *product(["--groups"], self.groups),
            ("--leave-out", self.leave_out),
            *product(["--only-train"], self.values_that_only_train()),
        ]
        for option, column in named:
            if column is not None and column not in frame:
                raise click.BadParameter(no_column(column, list(frame.columns)), param_hint=option)
        counts = frame["label"].value_counts()
        listed = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items(), key=str))
        say(f"Read {counted(len(frame), 'statement')}: {listed}.")
        return frame

    def classifier(self, frame: pd.DataFrame) -> StanceClassifier:
        """Return a classifier with the settings, for labels and targets like these."""
        per_target = len(targets_of(frame)) > 1
        return self.settings.classifier(frame["label"].tolist(), per_target=per_target)

    def values_that_only_train(self) -> dict[str, tuple[str, ...]]:
        """Return what ``--only-train`` names: columns, and values of them."""
        found: dict[str, tuple[str, ...]] = {}
        for option in self.only_train:
            column, equals, values = option.partition("=")
            if not (column and equals and values):
                raise click.BadParameter(
                    f"{option!r} names no values of a column; write COLUMN=A,B",
                    param_hint="--only-train",
                )
            found[column] = (*found.get(column, ()), *values.split(","))
        return found

    def measure(
        self, classifier: StanceClassifier | StanceModel, frame: pd.DataFrame, **design: Any
    ) -> Evaluation:
        """Evaluate a classifier, or a model as it is."""
        from stancekit.evaluation.evaluate import evaluate

        design |= {
            "random_state": self.settings.given["random_state"],
            "groups": list(self.groups) or None,
            "leave_out": self.leave_out,
            "only_train": self.values_that_only_train(),
        }
        return evaluate(classifier, frame, **design)


def labelled_files(function: Callable[..., None]) -> Callable[..., None]:
    """Let a command take `LabelledFiles`: add the options for them, and hand them on as one."""

    @wraps(function)
    def command(**given: Any) -> None:
        names = [field.name for field in fields(LabelledFiles)]
        function(LabelledFiles(**{name: given.pop(name) for name in names}), **given)

    return reduce(lambda done, add: add(done), reversed(_OPTIONS), command)


def targets_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the targets that the column ``target`` names, sorted; none without that column."""
    from stancekit.data.identity import names_in
    from stancekit.data.table import is_blank
    from stancekit.data.validation import check_targets

    if "target" not in frame or all(map(is_blank, frame["target"])):
        return ()
    check_targets(frame)
    return tuple(sorted({str(name) for name in names_in(frame, "target")}))
