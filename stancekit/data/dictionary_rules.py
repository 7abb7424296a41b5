"""Judge dictionaries: what a concept may be called, and what its entries may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from stancekit.data.problems import Problems
from stancekit.data.quoting import shown
from stancekit.data.table import is_name
from stancekit.exceptions import DataError
from stancekit.text.concepts import LONGEST_ENTRY, MOST_CONCEPTS, tokens_of_entry

__all__ = ["judged_dictionary"]

_MOST_ENTRIES = 20_000
_LONGEST_NAME = 40
_OF_GROUP = "__"  # what quanteda calls the entries of a group itself, beside its subgroups

_is_inside = re.compile(r"(?<!\w)\*|\*(?=[\w*'])").search
_is_glued = re.compile(r"[\w*]\?").search


def judged_dictionary(sources: Iterable[tuple[str, Any]]) -> dict[str, list[str]]:
    """Return the concepts of dictionaries, each with its name, taken together.

    Groups of concepts, as the tables of a file, are for people: a concept has its own name in all.
    Raises one error with everything that is wrong.
    """
    book = _Book()
    lines: list[str] = []
    for name, source in sources:
        problems = Problems(name)
        for concept, entries in _concepts(source, problems):
            book.put(concept, entries, problems)
        lines += problems.lines()
    lines += book.excess()
    if lines:
        raise DataError(lines)
    return book.concepts


def _concepts(source: Any, problems: Problems) -> Iterator[tuple[str, list[Any]]]:
    """Yield the concepts of all groups."""
    if not isinstance(source, Mapping):
        problems.add([], None, f"expected a dict of concepts, got {type(source).__name__}")
        return
    group_of: dict[object, str] = {}
    groups: list[tuple[str, Mapping[Any, Any]]] = [("", source)]
    for group, concepts in groups:
        for name, entries in concepts.items():
            concept = group.rpartition(".")[2] if group and name == _OF_GROUP else name
            if isinstance(entries, Mapping):
                groups.append((f"{group}.{concept}".lstrip("."), entries))
            elif concept in group_of:
                both = f"{group_of[concept] or 'no group'} and in {group}"
                problems.add([concept], None, f"stands in {both}; give each a name of its own")
            elif (entries := _as_list(concept, entries, problems)) is not None:
                group_of[concept] = group
                yield concept, entries
    if not group_of and not problems.lines():
        problems.add([], None, 'holds no concept; give it one, as refusal = ["refuse"]')


def _as_list(concept: Any, entries: Any, problems: Problems) -> list[Any] | None:
    """Return the entries of a concept, if it can be one."""
    if not is_name(concept) or len(concept) > _LONGEST_NAME or concept != concept.strip():
        kind = f"no name of a concept; use up to {_LONGEST_NAME} visible characters"
        problems.add([shown(concept)], None, kind, check="name")
    elif ">" in concept:
        kind = "the name of a concept holds no '>', which stands between two; rename it"
        problems.add([concept], None, kind, check="name")
    elif isinstance(entries, str | bytes) or not isinstance(entries, Sequence):
        kind = "expected a list of words and phrases, "
        problems.add([concept], None, kind, f"got {shown(entries)}", check="list")
    elif not entries:
        problems.add([concept], None, "has no entry; give it one, or leave it out", check="empty")
    else:
        return list(entries)
    return None


class _Home(NamedTuple):
    """Where an entry stands, and how it is written there."""

    concept: str
    entry: str
    source: Problems


class _Book:
    """Concepts with their entries, and where each entry stands."""

    def __init__(self) -> None:
        self.concepts: dict[str, list[str]] = {}
        self._homes: dict[tuple[str, ...], _Home] = {}

    def put(self, concept: str, entries: Iterable[Any], source: Problems) -> None:
        """Add entries to a concept, or note what is wrong with them."""
        kept = self.concepts.setdefault(concept, [])
        for entry in entries:
            if broken := _broken(entry):
                source.add([concept], None, f"{shown(entry)} {broken[1]}", check=broken[0])
                continue
            here = _Home(concept, entry, source)
            home = self._homes.setdefault(tuple(tokens_of_entry(entry)), here)
            if home is here:
                kept.append(entry)
            elif home.concept != concept or home.source is source:
                _note_clash(home, here)

    def excess(self) -> Iterator[str]:
        """Yield what is too much of it all."""
        n_entries = len(self._homes)
        if len(self.concepts) > MOST_CONCEPTS:
            yield (
                f"{len(self.concepts)} concepts, where at most {MOST_CONCEPTS} can be told apart; "
                "join those that mean nearly the same"
            )
        if n_entries > _MOST_ENTRIES:
            yield f"{n_entries:,} entries, where a dictionary has at most {_MOST_ENTRIES:,}"


def _note_clash(home: _Home, here: _Home) -> None:
    """Note an entry that stands in two concepts, or twice in one."""
    also = "" if here.entry == home.entry else f" (there as {shown(home.entry)})"
    if home.concept != here.concept:
        kind = f"{shown(here.entry)} stands in {home.concept}, too{also}; leave it in one of them"
        here.source.add([here.concept], None, kind, check="both")
    else:
        kind = f"{shown(here.entry)} stands there twice{also.replace('there', 'once')}; leave one"
        here.source.add([here.concept], None, kind, check="twice")


def _broken(entry: Any) -> tuple[str, str] | None:
    """Return which rule an entry breaks, and how."""
    if not isinstance(entry, str) or not entry.isprintable():
        return "string", "is no word or phrase in visible characters; write one, in quotes"
    if _is_inside(entry):
        return "*", 'has a "*" that does not end a word; it stands for the rest of a word only'
    if _is_glued(entry):
        return "?", 'has a "?" at a word; put a space before a question mark, or write out the word'
    n_tokens = len(tokens_of_entry(entry))
    if not n_tokens:
        return "no word", "holds no word; write one, or leave it out"
    if n_tokens > LONGEST_ENTRY:
        return (
            "long",
            f"is {n_tokens} words long, at most {LONGEST_ENTRY} are found; shorten it",
        )
    return None
