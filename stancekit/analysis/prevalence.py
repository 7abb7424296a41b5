"""`prevalence`: how frequent each label is in a corpus, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np

from stancekit.analysis.estimates import INTERVALS, METHODS, Material
from stancekit.analysis.groups import Groups, groups_of
from stancekit.analysis.material import read_material
from stancekit.analysis.result import GroupDifference, Prevalence, Share
from stancekit.blocks import Measure
from stancekit.data.quoting import counted, listed, shown, suggestion
from stancekit.exceptions import ParameterError
from stancekit.measure.metrics import FloatArray
from stancekit.measure.p_values import holm
from stancekit.measure.prevalence import Shares, difference, labels_needed
from stancekit.model.any_model import Model

__all__ = ["FEWEST", "estimated", "prevalence"]

FEWEST = 20
"""How many labels drawn at random a group needs for an interval."""

_FEW = " (few labels)"


def prevalence(
    model: Model | None,
    corpus: object,
    labelled: object = None,
    *,
    method: str = "ppi++",
    by: str | None = None,
    every: str | None = None,
    sample: str | None = None,
    text: str = "text",
    label: str = "label",
) -> Prevalence:
    """Estimate which share of a corpus each label has, from a model and a random sample of labels.

    A model alone miscounts: it takes some statements of the frequent labels for rare ones. People
    alone label few. Both together are right and narrow: the model speaks of all statements, and
    where people have labelled some that were drawn at random, it shows how far it is off [1]_.

    Parameters
    ----------
    model : StanceModel, fitted classifier, or None
        Anything that has ``predict_proba``, and ``labels`` or ``classes_``. None for the method
        ``"labels"`` alone.
    corpus : path, data frame, list or dict
        All statements, as `read_statements` takes them. A column ``weight`` says for how much each
        counts.
    labelled : path, data frame, list, dict, or tuple of them
        Statements of the corpus with labels, found there by their ids or their texts. Those that
        were drawn at random say so in a column ``drawn``, as `Suggestions.to_label` and ``stancekit
        suggest`` write it; others are left out. Not needed to classify and count.
    method : str, default="ppi++"
        ``"ppi++"``, or to compare with it: ``"labels"``, the sample alone, with an interval; and
        without one ``"classify-and-count"``, which is biased, ``"adjusted-count"``, ``"pacc"`` or
        ``"emq"`` (see `stancekit.measure.quantification`).
    by : str, optional
        The column of groups, such as ``"speaker"`` or ``"source"``. Each gets its shares and, from
        20 labels up, intervals and differences to the other groups.
    every : {"day", "week", "month", "quarter", "year"}, optional
        Groups are the periods of the dates in the column `by`, ``"date"`` by default; differences
        are those to the period before.
    sample : {"random"}, optional
        That labels whose rows do not say how they were drawn were drawn at random.
    text, label : str
        The columns that hold the statements and their labels.

    Returns
    -------
    Prevalence
        Shares with 95 % intervals, and differences of groups with p-values adjusted by Holm's
        method.

    Raises
    ------
    DataError
        If the data cannot be read, a label is not one of the model, nothing was drawn at random, or
        the corpus does not hold what was.
    InputTypeError
        If the data or the model are of another kind.
    MissingDependencyError
        If a file is of a kind that needs another package, which is not installed.
    ParameterError
        If a setting is none of those above.

    Notes
    -----
    The intervals take the sample as drawn without replacement from the corpus. If a model was
    trained on statements because they were drawn, it knows them too well to show how it errs: its
    answers to all that it was trained on then count as the mean of its others. If that is all that
    was drawn, the shares are those of the labels alone. Statements that were drawn at random after
    they had been chosen for training do no harm. Where the training statements cannot be read, the
    n-grams of the model say on what it may have been trained. Near-copies of training statements
    count as these where they can be read; statements by which a model was recalibrated are known
    whatever their case, punctuation and links.

    References
    ----------
    .. [1] Angelopoulos, Duchi and Zrnic, "PPI++: efficient prediction-powered inference", 2023,
       arXiv:2311.01453.

    Examples
    --------
    >>> import stancekit
    >>> said = ["Talk to them", "Never talk", "Talk or be silent"]
    >>> texts = [f"{said[n * n % 7 % 3]}, says speaker {n}." for n in range(900)]
    >>> against = ["Never" in text or n % 5 == 0 for n, text in enumerate(texts)]
    >>> labels = ["against" if no else "favor" for no in against]
    >>> model = stancekit.StanceClassifier(calibrate=False).fit(texts[600:], labels[600:])
    >>> rows = range(0, 600, 6)  # drawn by a computer, in earnest
    >>> drawn = [{"text": texts[n], "label": labels[n], "drawn": "random"} for n in rows]
    >>> found = stancekit.prevalence(model, texts[:600], drawn)
    >>> found.to_frame()[["label", "share", "low", "high", "n"]].round(2)
         label  share   low  high    n
    0  against   0.66  0.61  0.71  100
    1    favor   0.34  0.29  0.39  100
    >>> round(sum(against[:600]) / 600, 2)
    0.66
    """
    if method not in METHODS:
        hint = suggestion(str(method), METHODS) or f"; use one of {', '.join(map(shown, METHODS))}"
        raise ParameterError(f"method={shown(method)}{hint}")
    groups = [(by, every)]
    found, caveats = read_material(model, corpus, labelled, method, sample, text, label, groups)
    return estimated(found, caveats, method, by, every)


def estimated(
    found: Material, caveats: tuple[str, ...], method: str, by: str | None, every: str | None
) -> Prevalence:
    """Estimate shares from what was read, for each group."""
    groups, left_out = groups_of(found.corpus, by, every)
    column = by if every is None else by or "date"
    if method not in INTERVALS:
        return _counted(found, groups, method, column, (*caveats, *left_out))
    grouped = column is not None
    power, off = found.overall()
    shares: dict[str, Shares] = {}
    rows: list[Share] = []
    few: list[str] = []
    for name, of in groups.items():
        n = len(found.drawn(of))
        if grouped and n < FEWEST and n < len(of):
            few.append(name)
            rows += _rows(found, name, found.synthetic(of, power, off), method + _FEW, n)
        else:
            shares[name] = found.shares(of)
            rows += _rows(found, name, shares[name], method, n)
    n = len(found.all_drawn)
    return Prevalence(
        shares=tuple(rows),
        differences=tuple(_differences(found, shares, in_time=every is not None)),
        method=method,
        statements=len(found.corpus),
        n=n,
        by=column,
        more=labels_needed(n, len(found.corpus)),
        caveats=(*caveats, *left_out, *_few_labels(few)),
    )


def _counted(
    found: Material, groups: Groups, method: str, column: str | None, caveats: tuple[str, ...]
) -> Prevalence:
    """Return shares without intervals."""
    drawn = len(found.all_drawn)
    n = 0 if method in ("classify-and-count", "emq") else drawn
    rows: list[Share] = []
    for name, of in groups.items():
        rows += _rows(found, name, found.count(of, method), method, n)
    biased = {
        "classify-and-count": "Classify-and-count is biased: a model's mistakes do not cancel out.",
        "emq": "EMQ is biased unless the statements of each label are like those of the training.",
    }
    said = biased.get(method, f"{method} says nothing of how sure it is.")
    return Prevalence(
        shares=tuple(rows),
        differences=(),
        method=method,
        statements=len(found.corpus),
        n=drawn,
        by=column,
        more=0,
        caveats=(f"{said} No intervals.", *caveats),
    )


def _rows(
    found: Material, name: str, of: Shares | FloatArray, method: str, n: int
) -> Iterator[Share]:
    """Yield the share of each label; without an interval where there is none."""
    without = np.full(len(found.sample.labels), math.nan)
    ends = (of.value, of.low, of.high) if isinstance(of, Shares) else (of, without, without)
    for label, *share in zip(found.sample.labels, *(end.tolist() for end in ends), strict=True):
        yield Share(name, label, Measure(*share), method, n)


def _few_labels(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield (
            f"{counted(len(names), 'group')} with fewer than {FEWEST} labels drawn at random, "
            f"without an interval: {listed(names)}. Their shares lean on the labels of the other "
            "groups."
        )


def _differences(
    found: Material, shares: dict[str, Shares], *, in_time: bool
) -> Iterator[GroupDifference]:
    """Yield the differences between groups, with p-values adjusted for how many there are."""
    pairs = [(b, a) for a, b in pairwise(shares)] if in_time else [*combinations(shares, 2)]
    between = [difference(shares[one], shares[other]) for one, other in pairs]
    adjusted = iter(holm([float(p) for *_, of in between for p in of]))
    for (one, other), (values, lows, highs, _) in zip(pairs, between, strict=True):
        for label, *ends in zip(found.sample.labels, values, lows, highs, strict=True):
            yield GroupDifference(one, other, label, Measure(*map(float, ends)), next(adjusted))
