"""`load_dictionary`: words and phrases that stand for concepts, from files and from stancekit."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stancekit.data.bundled import released
from stancekit.data.dictionary_files import DICTIONARY_SUFFIXES, read_dictionary_file
from stancekit.data.dictionary_rules import judged_dictionary
from stancekit.data.quoting import shown, suggestion
from stancekit.exceptions import DataError, InputTypeError

__all__ = ["BUNDLED_DICTIONARIES", "load_dictionary"]

BUNDLED_DICTIONARIES = ("dialogue-with-moscow", "general")
"""The dictionary that comes with stancekit, and the part of it that is about no topic."""


def load_dictionary(
    source: str | os.PathLike[str] | Mapping[str, Any],
    *more: str | os.PathLike[str] | Mapping[str, Any],
) -> dict[str, list[str]]:
    """Load a dictionary of concepts, or several as one.

    A dictionary lists words and phrases for each concept, for `StanceClassifier` to tell which
    concepts stand in a statement, and which before which.

    Parameters
    ----------
    source, *more : str, path or dict
        ``"dialogue-with-moscow"``, the dictionary that comes with stancekit; ``"general"``, the
        part of it that serves any target: readiness, refusal, harm, condition, negation and so on;
        a file, .toml or .yaml; or a dict of concepts. Of several, entries of one concept are put
        together.

    Returns
    -------
    dict of str to list of str
        The entries of each concept, to be changed and given to
        ``StanceClassifier(dictionary=...)``.

    Raises
    ------
    DataError
        If something is wrong with a dictionary: everything that is wrong, with its place.
    InputTypeError
        If a source is no name, path or dict.
    MissingDependencyError
        If a file is YAML and PyYAML is not installed.

    Notes
    -----
    A file holds ``concept = ["entry", ...]`` (TOML) or the same as YAML, as quanteda's ``as.yaml``
    writes it. Concepts may stand in groups, such as TOML's tables; a group is for people, and a
    concept has its own name in all of them, without ">". An entry is one to six words, of which
    any may end in "*", for any more letters: ``refus* to talk``; quanteda's "?" for one letter is
    refused, as is "*" elsewhere. Capital letters do not matter, nor which apostrophe is used.
    "don't" is two words, "do" and "n't"; an entry "n't" stands for that end of any word, and "?",
    which stands alone, for a question mark. In a text the longest entry counts at each place, and a
    word counts once; so no entry may stand in two concepts.

    For another target, write down its words in one concept, and what else people speak of there in
    a few broad ones, and take the rest from ``"general"``; ``examples/four-day-week`` in the
    repository does so. Each concept stands in pairs with all others: many small ones take many
    labelled statements.

    Examples
    --------
    >>> import stancekit
    >>> own = {"target": ["four-day week*", "32-hour week*"], "work": ["working", "work*"]}
    >>> dictionary = stancekit.load_dictionary("general", own)
    >>> dictionary["target"]
    ['four-day week*', '32-hour week*']
    >>> "refusal" in dictionary
    True
    """
    return judged_dictionary(map(_named, (source, *more)))


def _named(source: object) -> tuple[str, Any]:
    """Return what messages call a source, and what it holds."""
    if isinstance(source, Mapping):
        return "dictionary", source
    if not isinstance(source, str | os.PathLike):
        kind = type(source).__name__
        raise InputTypeError(
            f"dictionary: expected a dict of concepts, a file or a name, got {kind}"
        )
    if isinstance(source, str) and source in BUNDLED_DICTIONARIES:
        return _bundled(source)
    path = Path(source)
    if isinstance(source, str) and path.suffix.casefold() not in DICTIONARY_SUFFIXES:
        hint = suggestion(source, BUNDLED_DICTIONARIES)
        known, files = ", ".join(BUNDLED_DICTIONARIES), " or ".join(DICTIONARY_SUFFIXES)
        raise DataError(
            f"there is no dictionary {shown(source)}{hint} (the dictionaries are {known}; those of "
            f"your own are files, {files})"
        )
    return str(path), read_dictionary_file(path)


def _bundled(name: str) -> tuple[str, Any]:
    path = released("dialogue-with-moscow.dictionary.toml")
    groups = read_dictionary_file(path)
    return str(path), {name: groups[name]} if name in groups else groups
