"""What a model remembers of how it was trained, and what settings of a folder may be."""

import inspect

import pytest

from stancekit import StanceClassifier
from stancekit.exceptions import ParameterError
from stancekit.model.parameters import judged_settings, plain_settings

SETTINGS = plain_settings(StanceClassifier().get_params())
LABELS = ["against", "favor"]
LATER = ["ok_precision", "dictionary", "dictionary_weight", "encoder_dim"]


def test_settings_are_the_parameters_of_a_classifier():
    assert judged_settings(SETTINGS, LABELS) == SETTINGS
    assert list(SETTINGS) == list(inspect.signature(StanceClassifier).parameters)


@pytest.mark.parametrize("name", LATER)
def test_what_came_later_has_its_default(name):
    judged = judged_settings({k: v for k, v in SETTINGS.items() if k != name}, LABELS)
    assert judged == SETTINGS
    assert judged[name] == inspect.signature(StanceClassifier).parameters[name].default


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - LATER))
def test_nothing_else_may_be_missing(name):
    with pytest.raises(ParameterError, match=f"'{name}' is no parameter .* or missing"):
        judged_settings({k: v for k, v in SETTINGS.items() if k != name}, LABELS)


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - {"dictionary"}))
@pytest.mark.parametrize("value", [[], {}, "x\x1b", -1, float("inf")])
def test_each_is_judged(name, value):
    if name == "class_weight" and value == {}:
        return  # no label has another weight
    if name == "encoder" and isinstance(value, str):
        return  # whatever an encoder is called
    with pytest.raises((ParameterError, TypeError)):
        judged_settings({**SETTINGS, name: value}, LABELS)
