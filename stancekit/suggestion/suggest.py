"""`suggest`: which unlabelled statements to label next."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from stancekit.blocks import printable
from stancekit.data.arguments import check_count
from stancekit.data.drawn import CHOSEN, DRAWN, at_random, is_random
from stancekit.data.quoting import counted, shown
from stancekit.exceptions import ParameterError
from stancekit.labels import Label
from stancekit.measure.diversity import spread_out
from stancekit.measure.metrics import FloatArray
from stancekit.measure.uncertainty import UNCERTAINTIES
from stancekit.model.any_model import Model, judge, labels_of
from stancekit.model.model import StanceModel
from stancekit.suggestion.pool import Pool, Rows, read_pool
from stancekit.suggestion.result import Guess, Suggestions
from stancekit.training.training_data import known_statements

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["suggest"]

_AT_ONCE = 500  # texts that are compared at once: pairs of copies grow with the square
_CHOICE = 5  # from how many times as many statements as are wanted to pick diverse ones


def suggest(
    model: Model | None,
    pool: object,
    n: int = 20,
    *,
    strategy: str = "least confidence",
    diverse: bool = True,
    random_share: float = 0.1,
    labelled: object = None,
    text: str = "text",
    random_state: int = 0,
) -> Suggestions:
    """Choose the statements whose labels are likely to teach a model most.

    Most are those of which the model is least sure (Settles 2009) and that are unlike each other
    (Brinker 2003). One that is nearly the same as a statement that has a label or was chosen before
    it is passed over.

    A share is drawn at random: a simple random sample of the whole pool, drawn before anything is
    left out or passed over. Only the labels of this sample, `Suggestions.sample`, say how frequent
    each label is in the pool; what a model is unsure of is no fair sample of anything. So give the
    whole pool each time, labelled statements included, and say which have a label: each
    round then draws anew from all of them, and the samples of several rounds, put together without
    repeats, are a simple random sample too. A statement that is drawn but has a label is not
    asked for again; a further uncertain one takes its place.

    Without a model, all are drawn at random.

    Parameters
    ----------
    model : StanceModel, fitted classifier, or None
        What is to learn from the labels: anything that has ``predict_proba``, and ``labels`` or
        ``classes_``. None while there is none.
    pool : path, data frame, list or dict
        The statements to choose from, as `read_statements` takes them. Without a column ``id`` they
        are named by their rows. Those that are not blank in a column ``label`` have a label.
    n : int, default=20
        How many to choose. Label them, train anew, and ask again.
    strategy : {"least confidence", "margin", "entropy"}, default="least confidence"
        How to measure how unsure the model is; see `stancekit.measure.uncertainty`.
    diverse : bool, default=True
        Whether to choose statements that are unlike each other, too: of the five times as many of
        which the model is least sure, each next one by its uncertainty times its distance from
        those chosen; see `stancekit.measure.diversity`. Otherwise those of which the
        model is least sure, in their order.
    random_share : float, default=0.1
        Which share of `n` to draw at random, rounded up.
    labelled : path, data frame, list or dict, optional
        Statements that have a label. Those of the pool with the same id, or the same or nearly the
        same text, are not suggested. Rows that are blank in a column ``label`` do not count. Those
        from which the model was trained belong to them anyway, if it says where they are.
    text : str
        The column that holds the statements.
    random_state : int, default=0
        Equal seeds give equal suggestions, whatever the order of a pool that has ids.

    Returns
    -------
    Suggestions
        First what was drawn at random, so that it gets its labels even if time runs out; then the
        others, from the one most worth a label.

    Raises
    ------
    DataError
        If the data cannot be read, an id does not stand for one statement, or a model that tells
        targets apart does not know one.
    InputTypeError
        If the data or the model are of another kind.
    MissingDependencyError
        If a file is of a kind that needs another package, which is not installed.
    ParameterError
        If a setting is out of its range.

    References
    ----------
    Settles, "Active learning literature survey", University of Wisconsin-Madison, Computer Sciences
    Technical Report 1648, 2009. Brinker, "Incorporating diversity in active learning with support
    vector machines", ICML 2003.

    Examples
    --------
    >>> import stancekit
    >>> pool = ["We must keep talking to Moscow.", "Talks? Only if they withdraw from Kharkiv."]
    >>> model = stancekit.load_model()
    >>> stancekit.suggest(model, pool, n=1, random_share=0).ids
    ('row 2',)
    """
    n = check_count("n", n, 1)
    random_state = check_count("random_state", random_state, 0)
    _check_settings(strategy, random_share)
    labels = () if model is None else labels_of(model)
    known, caveats = _trained_on(model)
    found = read_pool(pool, labelled, text, known)
    # With the number of labels in the seed, each round of a loop draws anew.
    generator = np.random.default_rng([random_state, 4, int(found.is_labelled.sum())])
    order = generator.permutation(found.in_fixed_order())
    drawn = order[: math.ceil(round(random_share * n, 9))]
    if model is None:
        drawn = _first_unlabelled(found, order, n)
    chosen = drawn[~found.is_labelled[drawn]]
    guesses: list[Guess | None] = [None] * len(chosen)
    scores = np.full(len(found), math.nan)
    if model is not None:
        probabilities = judge(model, found.statements)
        scores = UNCERTAINTIES[strategy](probabilities)
        ranked = _ranked(order[~found.is_labelled[order] & ~np.isin(order, chosen)], scores)
        unsure = _choose(found, chosen, ranked, n - len(chosen), scores if diverse else None)
        guesses += _guesses(labels, probabilities[unsure])
        chosen = np.concatenate([chosen, unsure])
    return Suggestions(
        statements=found.rows(chosen),
        guesses=tuple(guesses),
        scores=tuple(scores[chosen].tolist()),
        drawn=tuple(_drawn(found, chosen, drawn)),
        again=_again(found, drawn),
        sample=found.statements.named(drawn),
        pool=len(found),
        labelled=int(found.is_labelled.sum()),
        caveats=(*caveats, *_caveats(found, drawn, n - len(chosen))),
    )


def _first_unlabelled(pool: Pool, order: Rows, n: int) -> Rows:
    """Return the rows that were drawn by the time there are n without a label."""
    return order[: np.append(np.flatnonzero(~pool.is_labelled[order]) + 1, 0)[:n].max()]


def _ranked(rows: Rows, scores: FloatArray) -> Rows:
    return rows[np.argsort(-scores[rows], kind="stable")]


def _drawn(pool: Pool, chosen: Rows, drawn: Rows) -> Iterator[str]:
    """Say of each statement how it was chosen; one that was drawn in another round stays random."""
    before = pool.statements.column(DRAWN)
    for row, now in zip(chosen.tolist(), np.isin(chosen, drawn).tolist(), strict=True):
        kept = before[row] if is_random(before[row]) else None
        yield at_random(len(drawn) / len(pool)) if now else kept or CHOSEN


def _again(pool: Pool, drawn: Rows) -> pd.DataFrame:
    """Return the rows that were drawn but had a label, where it is known, with that label."""
    rows = [row for row in drawn.tolist() if pool.labels[row] is not None]
    frame = pool.rows(np.array(rows, dtype=np.intp))
    return frame.assign(label=[pool.labels[row] for row in rows])


def _trained_on(model: Model | None) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
    """Return the statements from which a model was trained, if it says where they are."""
    ours = getattr(model, "model_", model)
    if not isinstance(ours, StanceModel) or ours.provenance.training_data is None:
        return None, ()
    if (found := known_statements(ours)) is not None:
        return found, ()
    note = (
        "The training statements of the model cannot be read as they were, so some of them may "
        "be suggested again; name them with labelled= (--labelled)."
    )
    return None, (note,)


def _check_settings(strategy: object, random_share: object) -> None:
    if not isinstance(strategy, str) or strategy not in UNCERTAINTIES:
        raise ParameterError(
            f"strategy={shown(strategy)}; use one of {', '.join(map(shown, UNCERTAINTIES))}"
        )
    if not isinstance(random_share, int | float) or not 0 <= random_share <= 1:
        raise ParameterError(f"random_share={shown(random_share)}; give a number from 0 to 1")


def _choose(pool: Pool, taken: Rows, ranked: Rows, n: int, scores: FloatArray | None) -> Rows:
    """Return the first new rows; with scores, of several times as many those that differ most."""
    wanted = n if scores is None else _CHOICE * n
    new = ranked[:0]
    for start in range(0, len(ranked), _AT_ONCE):
        if len(new) >= wanted:
            break
        found = pool.unlike(np.concatenate([taken, new]), ranked[start : start + _AT_ONCE])
        new = np.concatenate([new, found])
    new = new[:wanted]
    if scores is None or not len(new):
        return new
    from stancekit.text.vectorizer import Vectorizer

    texts = [pool.statements.texts[row] for row in new]
    return new[spread_out(Vectorizer(features="char").fit_transform(texts), scores[new], n)]


def _guesses(labels: Sequence[Label], probabilities: FloatArray) -> Iterator[Guess]:
    """Yield the two likeliest labels of each statement, with their probabilities."""
    for of, order in zip(probabilities, np.argsort(-probabilities, kind="stable"), strict=True):
        first, second = order[:2]
        yield Guess(labels[first], float(of[first]), labels[second], float(of[second]))


def _caveats(pool: Pool, drawn: Rows, missing: int) -> Iterator[str]:
    if pool.empty:
        yield f"{counted(pool.empty, 'statement')} left out: no text."
    if asked := drawn[pool.is_labelled[drawn]].tolist():
        yield (
            f"Of {counted(len(drawn), 'statement')} drawn at random, {len(asked):,} had a label "
            f"before: {', '.join(map(printable, pool.statements.named(asked)))}. They belong to "
            "the sample."
        )
    if missing > 0:
        yield f"No more than this is left that is new: {missing:,} fewer than asked for."
