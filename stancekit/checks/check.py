"""`check_labels`: what is wrong with labelled statements before a model learns it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Any

from stancekit.blocks import printable
from stancekit.checks.contradictions import (
    caveats_on_contrasts,
    contradictions,
    near_contradictions,
)
from stancekit.checks.copies import copies, near_copies
from stancekit.checks.finding import Finding
from stancekit.checks.giveaways import giveaways
from stancekit.checks.label_errors import find_label_errors
from stancekit.checks.leakage import Sides, caveats_on_targets, leakage
from stancekit.checks.rare_labels import rare_labels
from stancekit.checks.result import LabelCheck
from stancekit.checks.skew import label_skew, length_skew
from stancekit.data.arguments import check_count, check_flag
from stancekit.data.labelled import Labelled, read_reference, read_to_check
from stancekit.data.repeats import Repeats, find_repeats
from stancekit.data.source_file import described
from stancekit.data.table import plain
from stancekit.evaluation.material import Classifier, check_classifier
from stancekit.exceptions import ConvergenceError, DataError
from stancekit.labels import Label
from stancekit.model.encoder import encodes_once

__all__ = ["check_labels"]


@encodes_once
def check_labels(
    *data: object,
    against: object = None,
    classifier: Classifier | None = None,
    labels: Iterable[Label] | None = None,
    text: str = "text",
    label: str = "label",
    folds: int = 5,
    fast: bool = False,
    random_state: int = 0,
    against_text: str | None = None,
    separator: str | None = None,
    encoding: str | None = None,
) -> LabelCheck:
    """Look for what spoils labelled statements: contradictions, copies, likely errors, artefacts.

    These are problems, which spoil a model or its score:

    - ``contradiction``: the same text, about the same target, has different labels, whatever its
      case and spaces.
    - ``leakage``: the same or nearly the same text, or the same ``document``, ``pair_id`` or
      ``group``, stands in several values of the column ``split``, or in `against`. Texts about
      different targets do not count; a statement that names none may be about any.
    - ``rare label``: one with fewer than 20 statements, or none, of a target if there are several.

    These are notes, which want a look:

    - ``near contradiction``: nearly the same text has different labels, that is a Jaccard index of
      five-character strings of at least 0.8, as `stancekit.data.duplicates` says. Pairs that
      share a ``pair_id`` were made to differ and do not count.
    - ``likely label error``: confident learning (Northcutt, Jiang & Chuang 2021,
      doi:10.1613/jair.1.12125) with models that have not seen the statement, and the words that
      speak for the other label. On hard data most of these are errors of the models. They do not
      depend on the order of the statements.
    - ``duplicate``, ``near duplicate``: the same or nearly the same text has the same label.
    - ``giveaway``: a term has one label only and looks like an artefact: a URL, a hashtag, a number
      or the like, or a word from a single source, annotator or document.
    - ``label skew``, ``length skew``: a source has other label shares than the others; a source or
      a label has longer or shorter statements.

    Parameters
    ----------
    *data : path, data frame, list or dict
        Labelled statements, as `read_labelled` takes them; here they may contradict each other.
    against : path, data frame, list or dict, optional
        Statements that must not be among them, such as those of a test; labels are not needed.
    classifier : estimator, optional
        What looks for label errors: a `StanceClassifier` or any scikit-learn classifier that takes
        texts and gives probabilities. By default a `StanceClassifier`, one model for each target.
    labels : iterable of str or int, optional
        The labels that may occur, as for `read_labelled`.
    text, label : str
        The columns that hold the statements and their labels.
    folds : int, default=5
        Into how many parts to cut the statements to look for label errors.
    fast : bool, default=False
        Whether to leave out label errors, for which models are trained.
    random_state : int, default=0
        Seed of the folds.
    against_text : str, optional
        The column of `against` that holds the statements, if it is not `text`.
    separator, encoding : str, optional
        As for `read_labelled`, for files.

    Returns
    -------
    LabelCheck
        What was found, with the rows it is about.

    Raises
    ------
    DataError
        If the data cannot be read or break a rule; one line for each problem, with its place.
    InputTypeError
        If a source is of another kind, or `classifier` cannot be trained or gives no probabilities.
    MissingDependencyError
        If a file is of a kind that needs another package, which is not installed.
    ParameterError
        If a setting is out of its range.

    Examples
    --------
    >>> import stancekit
    >>> data = {"text": ["Call them.", "call  them.", "Never."], "label": ["yes", "no", "no"]}
    >>> for finding in stancekit.check_labels(data, fast=True).findings:
    ...     print(finding.check, finding.ids, finding.message)
    contradiction ('row 1', 'row 2') labelled 1 'yes' (row 1), 1 'no' (row 2): 'Call them.'
    rare label () 'yes' has 1 statement
    rare label () 'no' has 2 statements
    """
    folds = check_count("folds", folds, 2)
    random_state = check_count("random_state", random_state, 0)
    check_flag("fast", fast)
    if classifier is not None:
        check_classifier(classifier)
    expected: Any = labels  # a generator can be read once, and is needed twice
    if isinstance(labels, Iterable) and not isinstance(labels, str):
        expected = [plain(given) for given in labels]
    against, *files = described([against, *data], separator, encoding)
    labelled = read_to_check(files, expected, text, label)
    compared = _compared(labelled, against, text if against_text is None else against_text)
    _, repeats = compared[0]
    errors: list[Finding] = []
    caveats = [*caveats_on_contrasts(repeats), *caveats_on_targets(compared)]
    if not fast:
        errors, more = _label_errors(labelled, repeats, classifier, folds, random_state)
        caveats += more
    findings = (
        *contradictions(labelled, repeats),
        *chain.from_iterable(leakage(*each) for each in compared),
        *rare_labels(labelled, expected or ()),
        *near_contradictions(labelled, repeats),
        *errors,
        *copies(labelled, repeats),
        *near_copies(labelled, repeats),
        *giveaways(labelled, repeats),
        *label_skew(labelled),
        *length_skew(labelled),
    )
    counts = Counter(labelled.labels)
    return LabelCheck(len(labelled), dict(sorted(counts.items())), findings, tuple(caveats))


def _compared(labelled: Labelled, against: object, text: str) -> list[tuple[Sides, Repeats]]:
    """Return the sides that must not share statements: by split, and those of another file."""
    if against is None:
        return [(Sides.of_splits(labelled), find_repeats(labelled))]
    both = labelled.followed_by(read_reference(against, text))
    repeats, n = find_repeats(both), len(labelled)
    is_path = isinstance(against, str | os.PathLike)
    name = printable(str(against)) if is_path else "the other table"
    return [
        (Sides.of_splits(labelled), repeats.of_first(n)),
        (Sides.of_files(both, n, name), repeats),
    ]


def _label_errors(
    labelled: Labelled,
    repeats: Repeats,
    classifier: Classifier | None,
    folds: int,
    random_state: int,
) -> tuple[list[Finding], list[str]]:
    """Return likely label errors, with what to make of them, or why there are none."""
    from stancekit.model.classifier import StanceClassifier

    if classifier is None:
        targets = set(labelled.column("target")) - {None}
        classifier = StanceClassifier(per_target=len(targets) > 1)
    try:
        return find_label_errors(labelled, repeats, classifier, folds, random_state)
    except (DataError, ConvergenceError) as error:
        reason = " ".join(str(error).splitlines())
        return [], [f"Label errors were not looked for: {reason}."]
