"""How statements are to be split and resampled, and how they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stancekit.blocks import printable
from stancekit.data.arguments import check_count, values_by_column
from stancekit.data.quoting import counted
from stancekit.data.splits import column_names
from stancekit.exceptions import InputTypeError

__all__ = ["Design", "Scheme", "WithoutFolds"]

FEW_STATEMENTS = 100

_LEAST = {"folds": 2, "repeats": 1, "bootstrap": 1, "permutations": 1, "random_state": 0}


@dataclass(frozen=True, kw_only=True)
class Design:
    """How statements are to be split and resampled; `evaluate` says what each setting means."""

    folds: int = 5
    repeats: int = 5
    groups: str | Sequence[str] | None = None
    leave_out: str | None = None
    only_train: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bootstrap: int = 1000
    permutations: int = 1000
    random_state: int = 0

    def __post_init__(self) -> None:
        """Refuse what is no setting; keep numbers as ``int`` and columns as a tuple."""
        for name, least in _LEAST.items():
            object.__setattr__(self, name, check_count(name, getattr(self, name), least))
        if self.groups is not None:
            object.__setattr__(self, "groups", tuple(column_names(self.groups)))
        if not isinstance(self.leave_out, str | None):
            raise InputTypeError(
                "leave_out: expected the name of a column of the data, got "
                f"{type(self.leave_out).__name__}"
            )
        object.__setattr__(self, "only_train", values_by_column("only_train", self.only_train))


@dataclass(frozen=True, kw_only=True)
class Scheme(Design):
    """How statements were split and resampled.

    Attributes
    ----------
    statements : int
        How many statements were evaluated.
    folds, repeats : int
        Number of folds (of left-out values with `leave_out`), and of different ways to cut them.
    groups : tuple of str
        Statements with the same value in one of these columns stay on one side of a split, as do
        copies of a text.
    n_groups : int
        Number of sets of statements that stay together.
    near_copies : int
        How many texts are nearly the same as an earlier one: but for case, punctuation, links,
        whom they repeat or answer, or a few words. They stay together, too.
    leave_out : str or None
        The column whose values were left out one after the other.
    only_train : dict of str to tuple of str
        Columns, and the values whose statements were trained on but did not calibrate.
    bootstrap, permutations, random_state : int
        Number of resamples for the intervals and of permutations for the p-value, and the seed.
    fewer_folds : str or None
        Why there are fewer folds than were asked for, if there are.

    Examples
    --------
    >>> scheme = Scheme(repeats=2, groups=("pair_id",), statements=90, n_groups=80)
    >>> scheme.sentence()
    '5-fold cross-validation, 2 times; statements with the same pair_id or text stay on one side
    (80 groups).'
    """

    groups: tuple[str, ...] = ()
    statements: int
    n_groups: int
    near_copies: int = 0
    fewer_folds: str | None = None

    @property
    def few_statements(self) -> str | None:
        """That the statements are too few, if they are."""
        if self.statements >= FEW_STATEMENTS:
            return None
        return f"Only {counted(self.statements, 'statement')}: every number here can be far off."

    def sentence(self) -> str:
        """Say in plain words how statements were split."""
        if self.leave_out is None:
            times = "once" if self.repeats == 1 else f"{self.repeats} times"
            how = f"{self.folds}-fold cross-validation, {times}"
        else:
            how = (
                f"Each of the {self.folds} values of '{printable(self.leave_out)}' left out in turn"
            )
        return f"{how}; {self._tied()} stay on one side ({self._groups()}).{self._only_train()}"

    def _tied(self) -> str:
        """Say which statements belong together."""
        together = " or ".join([*map(printable, self.groups), "text"])
        if self.near_copies:
            together += f", and {counted(self.near_copies, 'near-copy')},"
        return f"statements with the same {together}"

    def _groups(self) -> str:
        return counted(self.n_groups, "group")

    def _only_train(self) -> str:
        """Say which statements did not calibrate, if some did not."""
        if not self.only_train:
            return ""
        columns = " or ".join(f"'{printable(column)}'" for column in self.only_train)
        values = [printable(name) for names in self.only_train.values() for name in names]
        return f" Trained on, but not calibrated on, by {columns}: {', '.join(values)}."


@dataclass(frozen=True, kw_only=True)
class WithoutFolds(Scheme):
    """How statements were resampled that a trained model labelled as it is.

    Examples
    --------
    >>> WithoutFolds(groups=("document",), statements=90, n_groups=80).sentence()
    'Labelled by the model as it is, without training; statements with the same document or text
    count as one piece of evidence (80 groups).'
    """

    folds: int = 0
    repeats: int = 1

    def __post_init__(self) -> None:
        """Take all as it is: it was judged before."""

    def sentence(self) -> str:
        """Say in plain words how statements were used."""
        return (
            f"Labelled by the model as it is, without training; {self._tied()} count as one piece "
            f"of evidence ({self._groups()})."
        )
