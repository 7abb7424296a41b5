"""``--encoder``: sentence embeddings from training to every other command."""

from __future__ import annotations

import sys

import pytest

from stancekit.model.encoder import encoder_name
from stancekit.model.loading import load_model

MODULE = """
class Letters:
    calls = []

    def __init__(self, letters="aeiou"):
        self.letters = letters

    def encode(self, texts):
        self.calls.append(len(texts))
        return [[text.count(letter) for letter in self.letters] for text in texts]


class Holder:
    letters = Letters("abc")


letters = Letters("aeioubn")


def made():
    return Letters("xyz")


def needy(where):
    return Letters(where)


number = 7
"""


@pytest.fixture(autouse=True)
def module(tmp_path, monkeypatch):
    """Write a module of the user into the current folder, and return its name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "own_letters.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "broken_letters.py").write_text("import no_such_thing_at_all\n", encoding="utf-8")
    yield "own_letters"
    sys.modules.pop("own_letters", None)


@pytest.fixture
def trained(run, labelled):
    result = run(
        *("train", labelled, "--encoder", "own_letters:letters", "--encoder-dim", "3"),
        *("-o", "m", "--no-evaluation"),
    )
    assert result.exit_code == 0, result.stderr
    return result


def test_a_model_needs_its_encoder_again(run, trained, labelled):
    assert "score POSTS.csv --model m --encoder own_letters:letters -o scored.csv" in trained.stderr
    given = ("--model", "m", "--encoder", "own_letters:letters")
    assert run("score", labelled, *given).exit_code == 0
    assert run("explain", "Talk to them.", *given).exit_code == 0
    assert run("suggest", labelled, *given, "-n", "2").exit_code == 0
    without = run("score", labelled, "--model", "m")
    assert without.exit_code == 1
    assert "this model needs 'Letters' (7 dimensions); pass it" in without.stderr
    assert "--encoder on the command line" in without.stderr
    other = run("score", labelled, "--model", "m", "--encoder", "own_letters:made")
    assert other.exit_code == 1
    assert "gives other vectors" in other.stderr


def test_statements_are_encoded_once_while_a_model_is_measured_and_trained(run, labelled, module):
    given = ("--encoder", "own_letters:letters", "-o", "m")
    assert run("train", labelled, *given).exit_code == 0
    # The 40 statements, and the few texts by which the saved model knows its encoder again.
    assert 40 < sum(sys.modules[module].Letters.calls) < 60


def test_a_model_with_an_encoder_is_compared_with_one_without(run, trained, labelled, write):
    assert run("train", labelled, "-o", "plain", "--no-evaluation").exit_code == 0
    new = [{"text": f"We should talk to Bonn about {t}.", "label": "favor"} for t in "abcdef"]
    test = write([*new, {"text": "Never negotiate with Bonn!", "label": "against"}], "test.csv")
    given = ("--encoder", "own_letters:letters")
    result = run("compare", "plain", "m", test, *given)
    assert result.exit_code == 0, result.stderr
    result = run("compare", "plain", "m", labelled, *given, "--settings", "--json")
    assert result.exit_code == 0, result.stderr


def test_a_new_model_keeps_the_encoder_or_gets_one(run, trained, labelled, write):
    more = write([{"text": "We should talk to Bonn about wine now.", "label": "favor"}], "more.csv")
    kept = ("--encoder", "own_letters:letters", "--require", "nothing")
    result = run("retrain", "m", more, *kept)
    assert result.exit_code == 0, result.stderr
    from own_letters import letters

    assert encoder_name(load_model("m/v0002", encoder=letters).encoder) == "Letters"
    assert run("train", labelled, "-o", "plain", "--no-evaluation").exit_code == 0
    result = run("retrain", "plain", more, *kept)
    assert result.exit_code == 0, result.stderr
    assert load_model("plain/v0002", encoder=letters).settings["encoder"] == "Letters"


@pytest.mark.parametrize(
    "name", ["own_letters:Letters", "own_letters:made", "own_letters:Holder.letters"]
)
def test_an_object_may_be_made_or_stand_in_another(run, labelled, name):
    result = run("train", labelled, "-o", "m", "--no-evaluation", "--encoder", name)
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no_such_module:x", "there is no module 'no_such_module', neither installed beside"),
        ("own_letters.deeper:x", "there is no module 'own_letters.deeper', neither"),
        ("broken_letters:x", "importing broken_letters ended with ModuleNotFoundError: No module"),
        ("own_letters:nubmer", "own_letters has no 'nubmer'; did you mean 'number'?"),
        ("own_letters:Holder.no", "own_letters has no 'no'"),
        ("own_letters:number", "is of the type int, which has no method encode(list of str)"),
        ("own_letters:needy", "calling own_letters:needy without arguments ended with TypeError"),
        ("no-such-folder", "no such file or folder; encoders are opened from this machine alone"),
        ("no-such-folder", "or name an object in Python as PACKAGE:OBJECT"),
        ("", "the name is empty"),
    ],
)
def test_an_encoder_that_is_none_is_misuse_and_one_line(run, labelled, name, said):
    result = run("train", labelled, "-o", "m", "--no-evaluation", "--encoder", name)
    assert result.exit_code == 2
    assert said in result.stderr.splitlines()[-1]
    assert result.stderr.splitlines()[-1].startswith("stancekit: Invalid value for --encoder: ")


def test_what_is_installed_comes_before_the_current_folder(run, labelled, tmp_path):
    (tmp_path / "textwrap.py").write_text("encode = None\nraise SystemExit(3)\n")
    result = run("train", labelled, "-o", "m", "--encoder", "textwrap:dedent")
    assert result.exit_code == 2
    assert "calling textwrap:dedent without arguments ended with TypeError" in result.stderr
