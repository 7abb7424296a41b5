"""Terms that give a label away and look like artefacts of how the data were made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import exp, lgamma

import numpy as np

from stancekit.checks.finding import Finding, finding_on
from stancekit.checks.terms import ANY, WORD, Term, terms_of
from stancekit.data.labelled import Labelled
from stancekit.data.quoting import counted, quoted, shown
from stancekit.data.repeats import Repeats

__all__ = ["giveaways"]

_FEWEST = 5
_LEVEL = 0.01
_ORIGINS = ("source", "annotator", "document")


def giveaways(labelled: Labelled, repeats: Repeats) -> Iterator[Finding]:
    """Yield terms that have one label only, and hardly for what the statements say.

    All statements with the term, at least five, have the same label, which chance would bring about
    with a probability below 0.01 (hypergeometric, times the number of terms in five statements:
    Bonferroni). And either it is no word but a URL, a hashtag, a number or the like; or they all
    come from the same source, annotator or document, which is as unlikely for so many statements
    with that label. Other words may be what a position is made of, however well they predict it.
    Of statements that are nearly the same, one counts; of terms in the same statements, one is
    told.
    """
    told: defaultdict[int, set[Term]] = defaultdict(set)
    for term, found in _found(labelled, repeats):
        if not set.intersection(*(told[row] for row in found.rows)):
            for row in found.rows:
                told[row].add(term)
            yield found


def _found(labelled: Labelled, repeats: Repeats) -> Iterator[tuple[Term, Finding]]:
    statements = np.unique(repeats.numbers(), return_index=True)[1].tolist()
    rows_of = _rows_of_terms(labelled, statements)
    labels = labelled.labels
    with_label = Counter(labels[row] for row in statements)
    columns = {name: labelled.column(name) for name in _ORIGINS}
    from_there = {
        name: Counter((labels[row], values[row]) for row in statements)
        for name, values in columns.items()
    }

    def origin_of(rows: Sequence[int]) -> dict[str, str] | None:
        label = labels[rows[0]]
        for name, values in columns.items():
            value = values[rows[0]]
            if value is not None and all(values[row] == value for row in rows):
                there = from_there[name][label, value]
                if len(rows_of) * _chance(len(rows), there, with_label[label]) < _LEVEL:
                    return {name: value}
        return None

    for term, rows in rows_of.items():
        label = labels[rows[0]]
        chance = len(rows_of) * _chance(len(rows), with_label[label], len(statements))
        if chance < _LEVEL and all(labels[row] == label for row in rows):
            origin = origin_of(rows)
            if origin or term[0] != WORD:
                yield term, _finding(labelled, term, rows, chance, origin)


def _rows_of_terms(labelled: Labelled, statements: Sequence[int]) -> dict[Term, list[int]]:
    """Return which statements have each frequent term; the most frequent and plainest first."""
    texts = labelled.texts
    found: defaultdict[Term, list[int]] = defaultdict(list)
    for row in statements:
        for term in terms_of(texts[row]):
            found[term].append(row)

    def rank(item: tuple[Term, list[int]]) -> tuple[int, bool, bool, int, Term]:
        (kind, token), rows = item
        return -len(rows), kind == WORD, token == ANY, len(token), (kind, token)

    return dict(sorted((item for item in found.items() if len(item[1]) >= _FEWEST), key=rank))


def _chance(drawn: int, of: int, among: int) -> float:
    """Return the probability that statements drawn at random are all `of` some `among` all."""
    return exp(_log_ways(of, drawn) - _log_ways(among, drawn)) if drawn <= of else 0.0


def _log_ways(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _finding(
    labelled: Labelled,
    term: Term,
    rows: Sequence[int],
    p_value: float,
    origin: dict[str, str] | None,
) -> Finding:
    (kind, token), label = term, labelled.labels[rows[0]]
    what = f"any {kind}" if token == ANY else f"the {kind}{'s' * (' ' in token)} {shown(token)}"
    where = "".join(f" and from the {name} {shown(of)}" for name, of in (origin or {}).items())
    message = (
        f"{what}: {counted(len(rows), 'statement')}, all {shown(label)}{where}, such as "
        f"{quoted(labelled.texts[rows[0]])}"
    )
    details = {"term": token, "kind": kind, "label": label, "statements": len(rows)}
    chance = {"p_value": p_value, "origin": origin}
    return finding_on(labelled, "giveaway", rows, message, **details, **chance)
