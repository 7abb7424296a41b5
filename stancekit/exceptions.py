"""What stancekit raises and warns with; errors are also the built-in kind that one expects."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "ConvergenceError",
    "DataError",
    "DataWarning",
    "InputTypeError",
    "MissingDependencyError",
    "ModelFormatError",
    "ParameterError",
    "StancekitError",
]


class StancekitError(Exception):
    """Base class of every error that stancekit raises on purpose."""


class DataError(StancekitError, ValueError):
    """A labelled table, or another input, has wrong contents.

    Parameters
    ----------
    problems : str or iterable of str
        One sentence for each problem: where it is, what is wrong, what to do.

    Attributes
    ----------
    problems : tuple of str
        All problems found, in the order of the input.

    Examples
    --------
    >>> from stancekit.exceptions import DataError
    >>> DataError(["row 1: 'text' is empty", "row 4: 'label' is missing"]).problems
    ("row 1: 'text' is empty", "row 4: 'label' is missing")
    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class InputTypeError(StancekitError, TypeError):
    """An argument has a type that cannot be read as statements, labels or weights."""


class ParameterError(StancekitError, ValueError):
    """A setting has a value outside its range."""


class ModelFormatError(StancekitError, ValueError):
    """A model folder is not one, is damaged, or was written by a newer release."""


class MissingDependencyError(StancekitError, ImportError):
    """An optional package is needed; the message says how to install it."""


class DataWarning(UserWarning):
    """Something about data that their user should know, and that stops nothing.

    Readers say how they took a file that does not say it all. `StanceClassifier` takes statements
    and labels that look wrong, as scikit-learn would; functions that read tables, as `evaluate`,
    refuse the same statements, and so does the command line.

    Examples
    --------
    Refuse them in training, too:

    >>> import stancekit, warnings
    >>> from stancekit.exceptions import DataWarning
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("error", DataWarning)
    ...     stancekit.StanceClassifier().fit(["Yes!", "Yes.", "No!"], ["for", "for ", "against"])
    Traceback (most recent call last):
        ...
    stancekit.exceptions.DataWarning: fit, item 1, column 'y': 'for ' looks like a misspelling of...
    """


class ConvergenceError(StancekitError, RuntimeError):
    """The solver stopped before it reached the optimum."""
