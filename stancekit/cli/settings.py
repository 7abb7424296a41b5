"""The parameters of `StanceClassifier` as options, for every subcommand that trains."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from stancekit.cli import options
from stancekit.cli.encoders import encoder_named

if TYPE_CHECKING:
    from stancekit.labels import Label
    from stancekit.model.classifier import StanceClassifier

__all__ = [
    "NO_OPTION",
    "SETTINGS",
    "ClassWeight",
    "Lengths",
    "Settings",
    "setting",
    "settings",
    "written",
]

NO_OPTION = {
    "per_target": "so it is wherever the column target names several targets",
}
"""Parameters that no option sets, and why."""


class Lengths(click.types.StringParamType):
    """The shortest and the longest n-gram, as in 1-2."""

    name = "lengths"

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the two numbers."""
        found = re.fullmatch(r"(\d)(?:-(\d))?", value) if isinstance(value, str) else None
        if isinstance(value, str) and found is None:
            self.fail(f"{value!r}; write the shortest and the longest, such as 1-2", param, ctx)
        if found is None:
            return value
        from stancekit.text.ngrams import LENGTHS, is_range

        pair, known = (int(found[1]), int(found[2] or found[1])), LENGTHS[self.kind]
        if not is_range(self.kind, *pair):
            self.fail(f"{value!r}; write lengths of {known[0]} to {known[-1]}", param, ctx)
        return pair


class ClassWeight(click.types.StringParamType):
    """What each label weighs: ``balanced``, ``none``, or numbers."""

    name = "class-weight"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word, or the numbers by the names of the labels."""
        if value in ("balanced", "none") or not isinstance(value, str):
            return value
        found: dict[str, float] = {}
        for pair in value.split(","):
            label, equals, number = pair.rpartition("=")
            if not (label.strip() and equals):
                wrong = f"{pair!r}; write balanced, none, or LABEL=NUMBER,LABEL=NUMBER"
                self.fail(wrong, param, ctx)
            found[label.strip()] = options.Number(min=0, min_open=True).convert(number, param, ctx)
        return found


@dataclass(frozen=True)
class _Setting:
    """An option that sets a parameter, and what it is where nothing is said."""

    flag: str
    default: Any
    help: str
    type: Any = None
    metavar: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def option(self, name: str, default: Any, note: str) -> Callable[..., Any]:
        described = {"default": default, "help": self.help + note, **self.more}
        if self.type is not None:
            described |= {"type": self.type, "metavar": self.metavar}
        return click.option(self.flag, name, **described)


_ABOVE_0 = options.Number(min=0, min_open=True)
_AT_LEAST_1 = options.Whole(min=1)
_SHARE = options.Number(0, 1, min_open=True, max_open=True)

SETTINGS: Mapping[str, _Setting] = {
    "features": _Setting(
        "--features",
        "word",
        "What to count; characters help on short informal texts.",
        click.Choice(["word", "char", "word+char"]),
    ),
    "word_ngrams": _Setting(
        "--word-ngrams",
        "1-2",
        "How many words to count as one, within 1-3.",
        Lengths("word"),
        "FROM-TO",
    ),
    "char_ngrams": _Setting(
        "--char-ngrams",
        "2-5",
        "How many characters to count as one, within 2-5.",
        Lengths("char"),
        "FROM-TO",
    ),
    "min_df": _Setting(
        "--min-df",
        1,
        "In how many statements a word, character or concept must occur to count.",
        _AT_LEAST_1,
    ),
    "C": _Setting("--C", 1.0, "How closely to follow the training statements.", _ABOVE_0, "NUMBER"),
    "class_weight": _Setting(
        "--class-weight",
        "balanced",
        "What each label counts: balanced, all the same in total; none, as often as it occurs; or "
        "a number for each, 1 where none is named.",
        ClassWeight(),
        "balanced|none|LABEL=NUMBER,...",
    ),
    "calibrate": _Setting(
        "--calibrate/--no-calibrate",
        True,
        "Whether to set probabilities by held-out statements. Without it training is faster, and "
        "no answer is ever ok.",
    ),
    "ok_precision": _Setting(
        "--ok-precision",
        0.85,
        "Which share of the answers that are ok is to be right.",
        _SHARE,
        "NUMBER",
    ),
    "dictionary": _Setting(
        "--dictionary",
        None,
        "Count also which concepts stand in a statement, and which before which, by the words and "
        "phrases of a .toml or .yaml file, of dialogue-with-moscow, or of its part general; can be "
        "repeated, for several as one.",
        options.FILE,
        "NAME|FILE",
        {"multiple": True},
    ),
    "dictionary_weight": _Setting(
        "--dictionary-weight",
        0.5,
        "How much the concepts count beside the rest.",
        options.Number(min=0, max=100),
        "NUMBER",
    ),
    "encoder": _Setting(
        "--encoder",
        None,
        "Put sentence embeddings beside what is counted: a folder that sentence-transformers "
        "saved, an ONNX file, or an object with a method encode, which is imported: your own code. "
        "Every command that uses the model then needs it, too.",
        options.FILE,
        "FOLDER|FILE|PACKAGE:OBJECT",
    ),
    "encoder_dim": _Setting(
        "--encoder-dim",
        None,
        "To how many dimensions to reduce the embeddings, which stay as they are without it.",
        _AT_LEAST_1,
    ),
    "random_state": _Setting(
        "--seed", 0, "Equal seeds give equal models and figures.", options.Whole(0, 2**32 - 1)
    ),
}


@dataclass(frozen=True)
class Settings:
    """What was said of the parameters of a classifier; None where nothing was."""

    given: Mapping[str, Any]

    def parameters(self, labels: Iterable[Label] = ()) -> dict[str, Any]:
        """Return parameters for `StanceClassifier`, with class weights for labels like these."""
        found = {name: value for name, value in self.given.items() if value not in (None, ())}
        if "dictionary" in found:
            found["dictionary"] = dictionary_words(found["dictionary"])
        if "encoder" in found:
            found["encoder"] = encoder_named(found["encoder"])
        if (weight := found.get("class_weight")) == "none":
            found["class_weight"] = None
        elif isinstance(weight, Mapping):
            names = options.as_labels(weight, known=labels)
            found["class_weight"] = dict(zip(names, weight.values(), strict=True))
        return found

    def classifier(self, labels: Iterable[Label], *, per_target: bool) -> StanceClassifier:
        """Return a classifier with these settings."""
        from stancekit.model.classifier import StanceClassifier  # slow: imports scikit-learn

        return StanceClassifier(**self.parameters(labels), per_target=per_target)


def setting(name: str, note: str = "") -> Callable[..., Any]:
    """Return the option of one parameter, which is None where it is not given."""
    return SETTINGS[name].option(name, None, note)


def settings(*, as_before: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add an option for every parameter, and hand on what was given as one `settings`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def command(**given: Any) -> None:
            found = Settings({name: given.pop(name) for name in SETTINGS})
            function(settings=found, **given)

        note = "  [default: as before]" if as_before else ""
        for name, each in reversed(list(SETTINGS.items())):
            default = None if as_before else each.default
            command = each.option(name, default, note)(command)
        return command

    return decorate


def written(name: str, value: Any) -> list[str]:
    """Return the words of a command line that set a parameter.

    Examples
    --------
    >>> written("word_ngrams", (1, 2)), written("calibrate", False), written("class_weight", None)
    (['--word-ngrams', '1-2'], ['--no-calibrate'], ['--class-weight', 'none'])
    >>> written("class_weight", {"favor": 2.0, "none": 1.0})
    ['--class-weight', 'favor=2.0,none=1.0']
    """
    flag = SETTINGS[name].flag
    match value:
        case bool():
            return [flag.split("/")[not value]]
        case None if name == "class_weight":
            return [flag, "none"]
        case None:
            return []
        case Mapping():
            return [flag, ",".join(f"{label}={number}" for label, number in value.items())]
        case tuple() if name == "dictionary":
            return [word for source in value for word in (flag, source)]
        case tuple():
            return [flag, "-".join(map(str, value))]
    return [flag, str(value)]


def dictionary_words(sources: Sequence[str]) -> dict[str, list[str]]:
    """Return what ``--dictionary`` names, as one dictionary."""
    from stancekit.data.dictionaries import load_dictionary

    return load_dictionary(*sources)
