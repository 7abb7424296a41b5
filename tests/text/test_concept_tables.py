"""The tables in which the compiled kernel looks up concepts."""

import numpy as np
import pytest
from dictionaries import any_concepts
from hypothesis import given

from stancekit.text.concept_tables import ConceptTables
from stancekit.text.concepts import Concepts

TABLES = ConceptTables(
    Concepts.of({"talk": ["talk*", "talks", "ta*"], "end": ["talks end", "end* of talks"]})
)


def group_of(tables, token):
    """Walk along the tree of bytes."""
    steps = {(node, byte): to for node, byte, to in tables.letters.tolist()}
    node = 0
    for byte in token.encode():
        if (node, byte) not in steps:
            return tables.goes_on[node]
        node = steps[node, byte]
    return tables.ends[node]


def patterns_of(tables, group):
    found = [tables.whole[group]]
    pattern = tables.longest[group]
    while pattern:
        found.append(pattern)
        pattern = tables.shorter[pattern]
    return [int(pattern) for pattern in found if pattern]


@pytest.mark.parametrize(
    ("token", "patterns"),
    [  # numbered as they stand in the dictionary: talk*, talks, ta*, end, end*, of
        ("talks", [2, 1, 3]),
        ("talk", [1, 3]),
        ("talker", [1, 3]),
        ("tab", [3]),
        ("end", [4, 5]),
        ("ending", [5]),
        ("o", []),
        ("off", []),
    ],
)
def test_a_token_fits_itself_then_its_beginnings_the_longest_first(token, patterns):
    assert patterns_of(TABLES, group_of(TABLES, token)) == patterns


@given(any_concepts)
def test_what_is_known_beforehand_is_so(concepts):
    tables = ConceptTables(concepts)
    after = {}
    for node, pattern, to in tables.steps.tolist():
        after.setdefault(node, {})[pattern] = to
    for group in range(len(tables.whole)):
        patterns = patterns_of(tables, group)
        nodes = [node for node in tables.begin[patterns].tolist() if node]
        concept = [tables.concept[node] for node in nodes if tables.concept[node]]
        assert tables.single[group] == (concept[0] if concept else 0)
        for pattern in patterns:
            assert int(tables.fitting[group]) >> pattern % 64 & 1
        for node in nodes:
            for pattern in after.get(node, {}):
                assert int(tables.after_node[node]) >> pattern % 64 & 1
                assert int(tables.after_first[group]) >> pattern % 64 & 1


def test_features_are_places_among_terms():
    terms = ["end", "talk > end", "unknown", "talk > unknown", "talk", "end > end"]
    features = TABLES.features(terms)
    assert TABLES.names == ["talk", "end"]
    assert features.tolist() == [5, 1, 0, 2, 0, 6]
    named = [TABLES.named(feature) for feature in np.flatnonzero(features)]
    assert named == ["talk", "end", "talk > end", "end > end"]


def test_no_entries_are_tables_of_nothing():
    tables = ConceptTables(Concepts.of({"talk": []}))
    assert group_of(tables, "talk") == 0
    assert tables.single.tolist() == [0]
