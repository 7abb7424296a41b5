"""`agreement`: how far annotators agree, with intervals from resampled statements."""

from __future__ import annotations

from collections.abc import Iterable

from stancekit.annotators.caveats import caveats_on
from stancekit.annotators.measures import measure, measure_pairs
from stancekit.annotators.ratings import read_ratings
from stancekit.annotators.result import Agreement
from stancekit.data.arguments import check_count
from stancekit.data.source_file import described
from stancekit.measure.coincidences import LabelPairs

__all__ = ["agreement"]


def agreement(
    *data: object,
    id: str = "id",  # noqa: A002
    label: str = "label",
    annotator: str = "annotator",
    annotators: Iterable[str] | None = None,
    bootstrap: int = 1000,
    random_state: int = 0,
    separator: str | None = None,
    encoding: str | None = None,
) -> Agreement:
    """Measure how far several annotators agree, and merge their labels by majority.

    Percent agreement is the mean, over statements with two labels or more, of the share of pairs
    of annotators that agree. Fleiss' kappa and Krippendorff's alpha are about all annotators,
    Cohen's kappa about two; the module `coefficients` beside this one says what each takes for
    chance.
    Labels may be missing. Where `favor` and `against` occur there is an ordinal alpha too, for
    which `conditional` stands between them; it leaves out labels without polarity, such as `none`,
    and so does not see who confuses them with a position.

    Intervals are 95 % percentile bootstrap intervals: statements are drawn with replacement, with
    all their labels. For the lower ends, one statement on which two annotators differ is added, on
    average, and for the upper ends one on which they agree: where hardly anyone disagreed, the
    table cannot show what a disagreement would do.
    They say how much a number would move with other statements like these, labelled by these
    annotators; not with other annotators.

    Parameters
    ----------
    *data : path, data frame, list or dict
        A long table, with a row for each label, or a wide one, with a row for each statement and a
        column for each annotator; anything that `read_labelled` takes. Several, such as a file for
        each annotator, are read together. A blank label is a missing one.
    id : str, default="id"
        The column that says which rows are about the same statement. A wide table by itself needs
        none. Where there is a column ``target``, an id stands for one statement about each target.
    label, annotator : str
        The columns of a long table that hold the labels and say who gave them.
    annotators : iterable of str, optional
        The columns of a wide table that hold labels, one for each annotator; those of a set in the
        order of the table.
    bootstrap : int, default=1000
        Number of resamples for the intervals.
    random_state : int, default=0
        Equal seeds give equal intervals.
    separator, encoding : str, optional
        As for `read_labelled`, for files.

    Returns
    -------
    Agreement
        Coefficients overall, for each label and for each pair of annotators; the statements on
        which annotators disagree; and one table with the label of the majority.

    Raises
    ------
    DataError
        If a table cannot be read or breaks a rule, an annotator gave one statement two labels, or
        no two annotators labelled the same statement; one line for each problem, with its rows.
    InputTypeError
        If there is no table, or one of a kind that cannot be read.
    MissingDependencyError
        If a file is of a kind that needs another package, which is not installed.
    ParameterError
        If `annotators` does not name at least two columns, the columns of a long table are not
        three, or a number is out of its range.

    References
    ----------
    Cohen 1960, Fleiss 1971, Gwet 2014, Krippendorff 2011: in full in the module `coefficients`
    beside this one. Efron and Tibshirani, "An introduction to the bootstrap", 1993, chapter 13.

    Examples
    --------
    >>> rows = [
    ...     {"id": number, "annotator": name, "label": label}
    ...     for name, labels in {"ann": "favor none favor", "ben": "favor none none"}.items()
    ...     for number, label in enumerate(labels.split())
    ... ]
    >>> found = agreement(rows)
    >>> found
    <Agreement: Krippendorff's alpha 0.444 (-0.711 to 1.000), 2 annotators, 3 statements>
    >>> found.disagreements
       id    ann   ben label
    0   2  favor  none  None
    """
    bootstrap = check_count("bootstrap", bootstrap, 1)
    seed = check_count("random_state", random_state, 0)
    files = described(data, separator, encoding)
    ratings = read_ratings(*files, id=id, label=label, annotator=annotator, annotators=annotators)
    pairs = LabelPairs.of(ratings.codes, max(len(ratings.labels), 2))  # there is always another
    measures, per_label = measure(ratings, pairs, bootstrap, seed)
    per_pair = measure_pairs(ratings, pairs, bootstrap, seed)
    given = (ratings.codes >= 0).sum(axis=0).tolist()
    return Agreement(
        statements=len(ratings.codes),
        compared=measures["percent_agreement"].statements,
        annotators=dict(zip(ratings.annotators, given, strict=True)),
        labels=ratings.labels,
        bootstrap=bootstrap,
        measures=measures,
        per_label=per_label,
        per_pair=per_pair,
        caveats=(*ratings.caveats, *caveats_on(ratings, measures, per_label, per_pair, bootstrap)),
        disagreements=ratings.disagreements(),
        ties=ratings.ties(),
        merged=ratings.majority(),
    )
