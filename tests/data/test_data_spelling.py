"""What looks the same."""

from hypothesis import given
from hypothesis import strategies as st

from stancekit.data.spelling import most_frequent, spelled


@given(st.text())
def test_outer_spaces_are_no_part_of_a_spelling(value):
    assert spelled(f" {value}\t") == spelled(value)


@given(st.lists(st.sampled_from(["favor", "Favor", " favor", "none", "None"])))
def test_no_form_of_a_spelling_is_more_frequent_than_the_one_named(values):
    forms = most_frequent(values)
    assert set(forms) == set(map(spelled, values))
    for value in values:
        assert values.count(value) <= values.count(forms[spelled(value)])


def test_of_equally_frequent_forms_the_first_is_named():
    assert most_frequent(["b ", "a", "A", "b"]) == {"b": "b ", "a": "a"}
