"""`by_speaker`: who stands where, how sure that is, and which statements show it."""

from __future__ import annotations

from itertools import groupby

from stancekit.analysis.groups import Groups, groups_of
from stancekit.analysis.material import nothing_drawn, read_material
from stancekit.analysis.positions import Answers
from stancekit.analysis.prevalence import estimated
from stancekit.analysis.result import Prevalence, Share
from stancekit.analysis.sample import read_corpus
from stancekit.analysis.speakers_result import Position, Positions
from stancekit.blocks import Measure
from stancekit.labels import has_polarity
from stancekit.measure.prevalence import balance
from stancekit.model.any_model import Model, is_ok, judge, labels_of

__all__ = ["by_speaker"]


def by_speaker(
    model: Model,
    corpus: object,
    labelled: object = None,
    *,
    by: str = "speaker",
    sample: str | None = None,
    text: str = "text",
    label: str = "label",
) -> Positions:
    """Tell where each speaker stands, or any other group, with the statements that show it.

    It is `prevalence` by a column, with evidence. Shares, and stance, which is the share in favor
    minus the share against, come with 95 % intervals where there are enough labels. Without labels
    the answers that are ``ok`` are counted, which is biased and has no interval.

    Parameters
    ----------
    model : StanceModel or fitted classifier
        Anything that has ``predict_proba``, and ``labels`` or ``classes_``. All answers of one that
        has no ``status`` count as ``ok``.
    corpus : path, data frame, list or dict
        All statements, with a column of speakers; as for `prevalence`.
    labelled : path, data frame, list, dict, or tuple of them, optional
        Statements of the corpus with labels, as for `prevalence`.
    by : str, default="speaker"
        The column of the groups. Statements without one are left out.
    sample : {"random"}, optional
        As for `prevalence`.
    text, label : str
        The columns that hold the statements and their labels.

    Returns
    -------
    Positions
        For each group how many statements there are and how many take a position, shares, stance,
        the two strongest statements for each position, and statements that conflict: where some are
        in favor and some against, those of the rarer side.

    Raises
    ------
    DataError
        As `prevalence`, and if there is no such column.
    InputTypeError
        If the data or the model are of another kind.
    MissingDependencyError
        If a file is of a kind that needs another package, which is not installed.
    ParameterError
        If a setting is none of those above.

    Examples
    --------
    >>> import stancekit
    >>> said = {
    ...     "text": ["We must keep talking to Moscow.", "Talking to Putin is a mistake."],
    ...     "speaker": ["Ann", "Bo"],
    ... }
    >>> found = stancekit.by_speaker(stancekit.load_model(), said)
    >>> found.to_frame()[["speaker", "n", "n_position", "stance"]]
      speaker  n  n_position  stance
    0     Ann  1           1     1.0
    1      Bo  1           1    -1.0
    """
    shares: Prevalence | None = None
    if labelled is None:
        whole = read_corpus(corpus, text)
        groups, left_out = groups_of(whole, by, None)
        drawn = nothing_drawn(whole, labels_of(model))
        probabilities = judge(model, whole.statements, "corpus")
    else:
        wanted = [(by, None)]
        found, said = read_material(model, corpus, labelled, "ppi++", sample, text, label, wanted)
        whole, drawn, probabilities = found.corpus, found.sample, found.probabilities
        shares = estimated(found, said, "ppi++", by, None)
        groups, left_out = groups_of(whole, by, None)
    ok = is_ok(model, whole.statements, "corpus")
    answers = Answers.of(whole, drawn.labels, probabilities, ok, drawn.codes)
    caveats = (*answers.caveats, *left_out) if shares is None else shares.caveats
    return Positions(tuple(_positions(answers, groups, shares)), by, shares, caveats)


def _positions(answers: Answers, groups: Groups, found: Prevalence | None) -> list[Position]:
    if found is None:
        by_group = {name: answers.shares(name, rows) for name, rows in groups.items()}
    else:
        by_group = {name: tuple(of) for name, of in groupby(found.shares, lambda of: of.group)}
    positions = [
        Position(
            group=name,
            n=len(rows),
            n_position=answers.taken(rows),
            shares=by_group[name],
            stance=_stance(by_group[name]),
            evidence=answers.strongest(rows),
            conflicts=answers.conflicting(rows),
        )
        for name, rows in groups.items()
    ]
    return sorted(positions, key=lambda of: -of.n)


def _stance(shares: tuple[Share, ...]) -> Measure | None:
    of = {share.label: share.share for share in shares}
    return balance(of["favor"], of["against"]) if has_polarity(list(of)) else None
