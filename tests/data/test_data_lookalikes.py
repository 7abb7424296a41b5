"""What looks the same, and what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancekit.data.lookalikes import most_frequent, nearest, same_form


@given(st.text())
def test_outer_spaces_are_no_part_of_a_spelling(value):
    assert same_form(f" {value}\t") == same_form(value)


@given(st.lists(st.sampled_from(["favor", "Favor", " favor", "none", "None"])))
def test_no_form_of_a_spelling_is_more_frequent_than_the_one_named(values):
    forms = most_frequent(values)
    assert set(forms) == set(map(same_form, values))
    for value in values:
        assert values.count(value) <= values.count(forms[same_form(value)])


def test_of_equally_frequent_forms_the_first_is_named():
    assert most_frequent(["b ", "a", "A", "b"]) == {"b": "b ", "a": "a"}


def test_the_same_form_keeps_punctuation():
    assert same_form("Talk to\u00a0 MOSCOW?") == "talk to moscow?"
    assert same_form("Straße") == same_form("STRASSE")


@pytest.mark.parametrize(
    ("value", "options", "meant"),
    [
        ("agianst", ["against", "favor"], "against"),
        (" Favor ", ["against", "favor"], "favor"),
        ("lable", ["Label", "text"], "Label"),
        (1, [1, 2], "1"),
        ("entirely different", ["against", "favor"], None),
        ("anything", [], None),
        (None, ["none"], "none"),
    ],
)
def test_nearest_finds_the_option_that_was_meant(value, options, meant):
    assert nearest(value, options) == meant
