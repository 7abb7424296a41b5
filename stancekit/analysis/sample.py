"""A corpus and the statements of it that have labels: matched, and how each came to be labelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stancekit.data import cell_rules
from stancekit.data.drawn import DRAWN, were_random
from stancekit.data.identity import StatementKey, keys_of, names_in, rows_by
from stancekit.data.labelled import Labelled, read_reference
from stancekit.data.lookalikes import same_form
from stancekit.data.problems import Problems
from stancekit.data.quoting import counted, listed, quoted, shown
from stancekit.data.readers import read_tables
from stancekit.data.table import Stack, Table, is_blank
from stancekit.data.validation import check_columns, check_labelled
from stancekit.exceptions import DataError, ParameterError
from stancekit.labels import Label
from stancekit.measure.metrics import FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Corpus", "Sample", "read_corpus", "read_sample"]

Mask = npt.NDArray[np.bool_]

_HOW_TO_DRAW = (
    "labels that were chosen do not say how frequent they are; draw some with 'stancekit suggest "
    "--random-share 1', or, if all labels are of statements that were drawn at random, say "
    "sample='random' (--sample random)"
)


@dataclass(frozen=True, eq=False)
class Corpus:
    """All statements that have a text, for how much each counts, and how many have no text."""

    statements: Labelled
    weights: FloatArray
    empty: int

    def __len__(self) -> int:
        return len(self.statements)


@dataclass(frozen=True, eq=False)
class Sample:
    """Which statements of a corpus have labels.

    Attributes
    ----------
    labels : tuple
        The label set.
    codes : ndarray of int
        The label of each statement of the corpus, as its place in the label set; -1 without one.
    is_random, is_chosen : ndarray of bool
        Whether a label is there because its statement was drawn at random, or was chosen. A chosen
        statement may be drawn at random later.
    caveats : tuple of str
        What was left out.
    """

    labels: tuple[Label, ...]
    codes: IntArray
    is_random: Mask
    is_chosen: Mask
    caveats: tuple[str, ...]


def read_corpus(source: object, text: str) -> Corpus:
    """Read a corpus, with its column ``weight`` if it has one."""
    given = read_reference(source, text)
    filled = [row for row, words in enumerate(given.texts) if not is_blank(words)]
    if not filled:
        raise DataError("corpus: all statements are empty; give some that are not")
    statements = given.part(filled)
    return Corpus(statements, _weights(statements), len(given) - len(filled))


def _weights(statements: Labelled) -> FloatArray:
    if "weight" not in statements.frame:
        return np.ones(len(statements))
    cells = statements.frame["weight"].tolist()
    problems = Problems("corpus")
    problems.judge("weight", cell_rules.weight, zip(statements.names, cells, strict=True))
    problems.raise_any()
    weights = np.array([cell_rules.as_weight(cell) for cell in cells], dtype=np.float64)
    if not weights.any():
        raise DataError("corpus, column 'weight': all are 0; give some rows a weight")
    _, power = np.frexp(weights.max())
    return np.asarray(np.ldexp(weights, -power))  # squares of huge ones stay numbers


def read_sample(
    corpus: Corpus,
    labelled: object,
    labels: Sequence[Label] | None,
    sample: str | None,
    text: str,
    label: str,
) -> Sample:
    """Read labelled statements of a corpus, and tell which of them were drawn at random."""
    if sample not in (None, "random"):
        raise ParameterError(f"sample={shown(sample)}; say 'random', or leave it out")
    frame, blank = _read(labelled, labels, text, label)
    said = were_random("labelled", frame)
    random = [sample == "random" if drawn is None else drawn for drawn in said]
    if not any(random):
        named = [name for name in map(str, frame) if name != DRAWN and same_form(name) == DRAWN]
        hint = f" (the column {shown(named[0])} is not read: rename it)" if named else ""
        raise DataError(
            f"labelled: no row says in a column 'drawn' that it is random{hint}; {_HOW_TO_DRAW}"
        )
    found = _matches(corpus.statements, frame)
    if not any(row is not None for row, drawn in zip(found, random, strict=True) if drawn):
        raise DataError(
            f"labelled: none of {counted(sum(random), 'statement')} drawn at random is in the "
            "corpus, neither by its id nor by its text; give the corpus from which they were drawn"
        )
    known = tuple(labels) if labels is not None else tuple(sorted(set(frame["label"])))
    codes = _codes(corpus, found, frame["label"].tolist(), known)
    is_random, is_chosen = np.zeros(len(corpus), dtype=bool), np.zeros(len(corpus), dtype=bool)
    for row, drawn, how in zip(found, random, said, strict=True):
        if row is not None:
            is_random[row] |= drawn
            is_chosen[row] |= how is False
    if not corpus.weights[is_random].any():
        raise DataError(
            f"labelled: the weights of all {counted(int(is_random.sum()), 'statement')} drawn at "
            "random are 0 in the corpus; give some a weight, or draw others"
        )
    caveats = tuple(_caveats(corpus, blank, found, random, is_random))
    return Sample(known, codes, is_random, is_chosen, caveats)


def _codes(
    corpus: Corpus, found: Sequence[int | None], given: Sequence[Label], known: tuple[Label, ...]
) -> IntArray:
    """Return the label of each statement of a corpus, and refuse two of one statement."""
    place = {name: code for code, name in enumerate(known)}
    codes = np.full(len(corpus), -1, dtype=np.intp)
    problems = Problems("labelled")
    for row, name in zip(found, given, strict=True):
        if row is None:
            continue
        if codes[row] not in (-1, place[name]):
            both = f"{shown(known[codes[row]])} and {shown(name)}"
            way_out = "keep one; 'stancekit agree --merged' settles labels of several people"
            wrong = f"has the labels {both}, but it is one statement of the corpus; {way_out}"
            problems.add([corpus.statements.names[row]], None, wrong)
        codes[row] = place[name]
    problems.raise_any()
    return codes


def _read(
    source: object, labels: Sequence[Label] | None, text: str, label: str
) -> tuple[pd.DataFrame, int]:
    """Read labelled statements, without those whose label is blank, which are counted."""
    tables = read_tables(source if isinstance(source, tuple) else [source], text, label)
    check_columns(tables, text, label, may_lack="")
    given = [[not is_blank(value) for value in table.columns[label]] for table in tables]
    if not any(map(any, given)):
        names = Stack(tables).name
        raise DataError(f"{names}: no row has a label; fill in the column {shown(label)}")
    some = [_unweighted(table.where(kept)) for table, kept in zip(tables, given, strict=True)]
    frame = check_labelled(
        some, labels, text, label, to_train=False, contradictions=False, repeats=True
    )
    return frame, sum(kept.count(False) for kept in given)


def _unweighted(table: Table) -> Table:
    """Leave out the weights of labels: what counts for how much is said in the corpus."""
    columns = {name: cells for name, cells in table.columns.items() if name != "weight"}
    return replace(table, columns=columns, frame=None)


def _matches(corpus: Labelled, frame: pd.DataFrame) -> list[int | None]:
    """Return the row of the corpus that each labelled statement is: by its name, or its text.

    Where a text stands in the corpus several times, so many labelled rows are one of them each.
    """
    both = "target" in corpus.frame and "target" in frame
    targets = corpus.column("target") if both else [None] * len(corpus)
    keys, new = _keys(corpus.frame, both), _keys(frame, both)
    named = rows_by(zip(corpus.names, targets, strict=True))
    worded = {key: iter(rows) for key, rows in rows_by(keys).items()}
    last = {key: rows[-1] for key, rows in rows_by(keys).items()}
    problems = Problems("labelled")
    found: list[int | None] = []
    for name, key in zip(names_in(frame, "id"), new, strict=True):
        rows = [] if name is None else named.get((name, key.target if both else None), [])
        if rows and keys[rows[0]].form == key.form:
            found.append(rows[0])
            continue
        if rows and "id" in corpus.frame:
            wrong = (
                f"the text is {quoted(key.text)}, but in the corpus {quoted(keys[rows[0]].text)}"
            )
            way_out = "give different statements different ids"
            problems.add([f"id {shown(name)}"], None, f"{wrong}; {way_out}")
        found.append(next(worded.get(key, iter(())), last.get(key)))
    problems.raise_any()
    return found


def _keys(frame: pd.DataFrame, with_target: bool) -> list[StatementKey]:
    keys = keys_of(frame)
    return keys if with_target else [StatementKey(key.text, None) for key in keys]


def _caveats(
    corpus: Corpus, blank: int, found: Sequence[int | None], random: Sequence[bool], used: Mask
) -> Iterator[str]:
    if corpus.empty:
        yield f"{counted(corpus.empty, 'statement')} of the corpus left out: no text."
    if blank:
        yield (
            f"{counted(blank, 'row')} without a label left out. Where they were drawn at random, "
            "label them too: those that got a label first may not be like them."
        )
    missing = [row for row, place in enumerate(found, start=1) if place is None and random[row - 1]]
    if missing:
        yield (
            f"{counted(len(missing), 'labelled statement')} left out, as the corpus does not hold "
            f"them: {listed(f'row {row}' for row in missing)}."
        )
    if others := random.count(False):
        yield (
            f"{counted(others, 'label')} of statements that were not drawn at random left out; the "
            f"shares rest on {int(used.sum()):,}."
        )
