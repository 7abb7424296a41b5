"""`scored_corpus`: the shares of labels in a corpus, and its statements one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stancekit.analysis.corpus_result import ScoredCorpus, ScoredStatement
from stancekit.analysis.estimates import Material
from stancekit.analysis.groups import groups_of
from stancekit.analysis.material import read_material
from stancekit.analysis.periods import fitting_period
from stancekit.analysis.positions import Answers
from stancekit.analysis.prevalence import estimated
from stancekit.analysis.result import OK_ANSWERS, Prevalence
from stancekit.analysis.sample import Mask
from stancekit.exceptions import DataError
from stancekit.labels import has_polarity, stance_scores
from stancekit.model.any_model import Model, stance_model, statuses
from stancekit.model.model import StanceModel
from stancekit.model.word_shares import label_shares
from stancekit.progress import track
from stancekit.text.ngrams import Span

__all__ = ["scored_corpus"]

_GROUPS = ("speaker", "source")
_SHOWN = ("speaker", "source", "date", "target")


def scored_corpus(
    model: Model,
    corpus: object,
    labelled: object = None,
    *,
    by: str | None = None,
    every: str | None = None,
    sample: str | None = None,
    text: str = "text",
    label: str = "label",
    rows: int = 10_000,
) -> ScoredCorpus:
    """Score a corpus and say how frequent each label is, by whom and when.

    It is `prevalence` of all statements, of groups and over time, beside the first `rows` of the
    statements with the words that speak for their labels. Without labels of people the shares are
    those of the answers that are ``ok``, which is biased and has no interval.

    Parameters
    ----------
    model : StanceModel or fitted StanceClassifier
    corpus : path, data frame, list or dict
        All statements, as for `prevalence`.
    labelled : path, data frame, list, dict, or tuple of them, optional
        Statements of the corpus with labels, as for `prevalence`.
    by : str, optional
        The column of the groups; ``speaker`` or ``source`` by default, if there is one.
    every : {"day", "week", "month", "quarter", "year"}, optional
        The periods for the dates in a column ``date``; as long as they need to be to be few by
        default.
    sample : {"random"}, optional
        As for `prevalence`.
    text, label : str
        The columns that hold the statements and their labels.
    rows : int, default=10_000
        How many statements are taken apart one by one.

    Returns
    -------
    ScoredCorpus

    Raises
    ------
    DataError, InputTypeError, MissingDependencyError, ParameterError
        As `prevalence`.

    Examples
    --------
    >>> import stancekit
    >>> said = {
    ...     "text": ["We must keep talking to Moscow.", "Talking to Putin is a mistake."],
    ...     "speaker": ["Ann", "Bo"],
    ... }
    >>> found = stancekit.scored_corpus(stancekit.load_model(), said)
    >>> found.to_frame()[["speaker", "text", "label"]]
      speaker                             text    label
    0     Ann  We must keep talking to Moscow.    favor
    1      Bo   Talking to Putin is a mistake.  against
    """
    ours = stance_model(model)
    method = "classify-and-count" if labelled is None else "ppi++"
    wanted = [(by, None), (None, every)]
    found, said = read_material(ours, corpus, labelled, method, sample, text, label, wanted)
    status = statuses(ours, found.corpus.statements, "corpus")
    shares = _Shares(found, said, None if labelled is not None else status == "ok")
    column = by or next((name for name in _GROUPS if _is_filled(found, name)), None)
    whole, (periods, undated) = shares.of(None, None), _over_time(found, shares, every)
    names = dict.fromkeys(_SHOWN if column is None else (*_SHOWN, column))
    columns = [name for name in names if _is_filled(found, name)]
    return ScoredCorpus(
        whole=whole,
        groups=None if column is None else shares.of(column, None),
        periods=periods,
        columns=tuple(columns),
        statements=tuple(_statements(ours, found, status, columns, rows)),
        caveats=(*whole.caveats, *undated),
    )


@dataclass(frozen=True, eq=False)
class _Shares:
    """How the shares of groups are found: by labels of people, or among the answers that are ok."""

    found: Material
    caveats: tuple[str, ...]
    ok: Mask | None

    def of(self, by: str | None, every: str | None) -> Prevalence:
        """Return the shares of each group."""
        found = self.found
        if self.ok is None:
            return estimated(found, self.caveats, "ppi++", by, every)
        groups, left_out = groups_of(found.corpus, by, every)
        labels, probabilities = found.sample.labels, found.probabilities
        answers = Answers.of(found.corpus, labels, probabilities, self.ok, found.sample.codes)
        return Prevalence(
            shares=tuple(of for name, rows in groups.items() for of in answers.shares(name, rows)),
            differences=(),
            method=OK_ANSWERS,
            statements=len(found.corpus),
            n=0,
            by=by if every is None else by or "date",
            more=0,
            caveats=(*answers.caveats, *self.caveats, *left_out),
        )


def _is_filled(found: Material, column: str) -> bool:
    """Tell whether a corpus has a column in which something stands."""
    return any(found.corpus.statements.column(column))


def _over_time(
    found: Material, shares: _Shares, every: str | None
) -> tuple[Prevalence | None, Sequence[str]]:
    """Return the shares over time, if dates are known, and what to mind where they cannot be."""
    if every is None and not _is_filled(found, "date"):
        return None, ()
    try:
        statements = found.corpus.statements
        cells = statements.frame["date"].tolist()
        return shares.of("date", every or fitting_period(cells, statements.names, "date")), ()
    except DataError as error:
        if every is not None:
            raise
        return None, [f"No shares over time: {error}."]


def _statements(
    model: StanceModel,
    found: Material,
    status: npt.NDArray[np.object_],
    columns: Sequence[str],
    rows: int,
) -> Iterator[ScoredStatement]:
    """Yield the first statements, each with what its words add to the score of its label."""
    statements = found.corpus.statements
    stances = stance_scores(model.labels, found.probabilities)
    targets = statements.column("target")
    cells = [statements.column(name) for name in columns]
    texts = track(statements.texts[:rows], "explaining labels", unit="statement")
    for row, text in enumerate(texts):
        code = int(found.probabilities[row].argmax())
        no_answer = status[row] == "no_evidence"
        human = int(found.sample.codes[row])
        yield ScoredStatement(
            name=statements.names[row],
            text=text,
            cells=tuple(column[row] for column in cells),
            label=None if no_answer else model.labels[code],
            probability=float(found.probabilities[row, code]),
            stance=float(stances[row]) if has_polarity(model.labels) else None,
            status=str(status[row]),
            by_people=None if human < 0 else found.sample.labels[human],
            words=() if no_answer else tuple(_words(model, text, targets[row], code)),
        )


def _words(
    model: StanceModel, text: str, target: str | None, code: int
) -> Iterator[tuple[Span, float]]:
    part = model.parts[target or ""] if model.per_target else next(iter(model.parts.values()))
    yield from label_shares(part, text, part.label_index.index(code))
