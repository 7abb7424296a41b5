"""The model card: what a model is for, what it was measured to do, and what it cannot do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np

from stancekit.blocks import printable
from stancekit.model.lineage import TRAINING, TrainingData
from stancekit.model.linear import Learned
from stancekit.model.manifest_parts import DICTIONARY
from stancekit.model.status import NEVER
from stancekit.text.concepts import Concepts

__all__ = ["Measured", "model_card"]

_WORDS_ALONE = """\
- It counts words. Irony, negation over a distance, and who holds a position escape it; two
  sentences with the same words in another order look alike.
"""
_WITH_CONCEPTS = """\
- It counts words, and sees which concept of its dictionary stands before which. Irony, and who
  holds a position, escape it, and so does what its dictionary has no entry for.
"""
_IN_NO_FILE = (
    "They were given in Python, all or some of them, and not as files: so this folder does not say "
    "where they stand."
)
_LIMITS = """\
- It reads one sentence at a time, without the sentences before it.
- It has learned the words of its training statements. On other topics, times, registers or
  languages it is worse than the figures above, by an unknown amount.
- Counting its labels over a corpus gives biased shares. Label a random sample of the corpus to
  correct for that.
""".splitlines()


@runtime_checkable
class Measured(Protocol):
    """The figures for a card and a manifest; `stancekit.evaluate` returns them."""

    @property
    def measures(self) -> Mapping[str, Any]:
        """The measures over all statements, by name."""
        ...

    def summary(self) -> str:
        """Return the figures as plain text."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as dictionaries, lists and numbers; ``measures`` are those of all."""
        ...


def model_card(
    name: str, model: Learned, manifest: Mapping[str, Any], evaluation: Measured | None
) -> str:
    """Return the text of a model card (Mitchell et al. 2019, arXiv:1810.03993) as Markdown."""
    sections = [
        f"# {name}",
        _purpose(model, manifest),
        "## How to use it",
        _usage(name, model),
        *_telling(model),
        "## What it was trained on",
        _training(model),
        "## How it was measured",
        _measured(evaluation),
        "## What it cannot do",
        _limits(model),
        "## How it was made",
        _settings(model),
    ]
    return "\n\n".join(sections) + "\n"


def _purpose(model: Learned, manifest: Mapping[str, Any]) -> str:
    toward = " and ".join(model.targets) if model.targets else "one target, which was not named"
    labels = ", ".join(f"`{label}`" for label in model.labels)
    concepts = " and the concepts of a dictionary" if _has_concepts(model) else ""
    return (
        f"A stance classifier, made with {manifest['library']}. It says which position a sentence "
        f"takes toward **{toward}**: {labels}. It is a linear model over n-grams{concepts}; this "
        "folder contains text and numbers, and no code."
    )


def _usage(name: str, model: Learned) -> str:
    encoder = ", encoder=..." if model.encoder is not None else ""
    X = '["A sentence of yours."]'
    if model.per_target:
        X = f'{{"text": {X}, "target": [{model.targets[0]!r}]}}'
    return (
        "```python\nimport stancekit\n\n"
        f'model = stancekit.load_model("path/to/{name}"{encoder})\n'
        f"print(model.score({X}))\n```\n\n"
        "`score` returns the label, one probability per label, and a `status`. `ok` means that "
        "among held-out statements that got this label with at least this probability enough were "
        "right, and more than always giving this label would get; `unsure`, that this cannot be "
        "said; `no_evidence`, that the model knows too few of the words, and then it gives no "
        f"label. Treat both as unanswered.\n\n{_promises(model)}"
    )


def _promises(model: Learned) -> str:
    """Say from which probability on an answer is `ok`."""
    lines = ["| answer | `ok` from | right, at least |", "| --- | ---: | ---: |"]
    for target, part in model.parts.items():
        for code, lowest in zip(part.label_index, part.calibration.thresholds, strict=True):
            name = f"{model.labels[code]}, {target}" if model.per_target else model.labels[code]
            never = lowest == NEVER
            cells = ("never", "") if never else (f"P = {lowest:.3f}", part.calibration.ok_precision)
            lines.append(f"| {name} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def _telling(model: Learned) -> list[str]:
    """Return a section with the concepts that speak most for each label, if there are any."""
    rows = [
        f"| {model.labels[code]}{f', {target}' if model.per_target else ''} | {', '.join(terms)} |"
        for target, part in model.parts.items()
        for block, coef in zip(part.blocks, part.block_coefs(), strict=True)
        if isinstance(block.analyzer, Concepts)
        for code, of_label in zip(part.label_index, coef * block.idf, strict=True)
        for terms in [[f"`{block.terms[j]}`" for j in np.argsort(-of_label, kind="stable")[:6]]]
    ]
    if not rows:
        return []
    head = "| answer | concepts that speak for it most; `a > b`: a stands before b |\n| --- | --- |"
    return ["## Which concepts it goes by", "\n".join([head, *rows])]


def _has_concepts(model: Learned) -> bool:
    blocks = [block for part in model.parts.values() for block in part.blocks]
    return any(isinstance(block.analyzer, Concepts) for block in blocks)


def _training(model: Learned) -> str:
    counts = model.provenance.label_counts
    rows = "\n".join(f"| {label} | {count} |" for label, count in counts.items())
    record = model.provenance.training_data
    said = [_IN_NO_FILE] if record is None else [*_files(record), *record.sentences()]
    said += [ancestor.sentence() for ancestor in model.provenance.lineage]
    if model.provenance.recalibrated:
        said.append(model.provenance.recalibrated.sentence())
    since = "".join(f"\n\n{sentence}" for sentence in said)
    return (
        f"{model.provenance.n_statements} labelled statements, SHA-256 of their contents "
        f"`{model.provenance.fingerprint[:16]}…`.\n\n| label | statements |\n| --- | ---: |\n{rows}"
        f"{since}"
    )


def _files(record: TrainingData) -> Iterator[str]:
    """Name the files that hold the statements; data sets that come with stancekit are none."""
    names = [file.name for file in record.files if isinstance(file, Path)]
    if record.embedded is not None:
        names = [TRAINING]
    if names:
        files = ", ".join(f"`{printable(name)}`" for name in dict.fromkeys(names))
        yield f"They stand in {files}{' of this folder' if names == [TRAINING] else ''}."


def _measured(evaluation: Measured | None) -> str:
    if evaluation is None:
        return (
            "It was not measured when it was saved: nobody knows how good it is. "
            "Measure it with `stancekit evaluate` before you rely on it."
        )
    return f"```text\n{evaluation.summary()}\n```"


def _limits(model: Learned) -> str:
    lines = [*(_WITH_CONCEPTS if _has_concepts(model) else _WORDS_ALONE).splitlines(), *_LIMITS]
    for name, part in model.parts.items():
        if why := part.calibration.never_ok:
            toward = f"Toward {name}: no" if model.per_target else "No"
            lines.append(f"- {toward} answer has the status `ok`: {why}.")
    return "\n".join(lines)


def _settings(model: Learned) -> str:
    dictionary = model.settings.get("dictionary")
    shown = {**model.settings, **({"dictionary": DICTIONARY} if dictionary else {})}
    settings = ", ".join(f"{name}={value!r}" for name, value in sorted(shown.items()))
    temperatures = ", ".join(f"{p.calibration.temperature:.3f}" for p in model.parts.values())
    known = sum(part.n_terms for part in model.parts.values())
    terms = "n-grams, concepts and pairs of concepts" if _has_concepts(model) else "n-grams"
    file = f"`{DICTIONARY}` (the concepts and their entries), " if dictionary else ""
    return (
        f"`StanceClassifier({settings})`; {known} {terms} known; temperature {temperatures}.\n\n"
        "Files: `manifest.json` (labels, settings, provenance, hashes), `vocabulary.json` (the "
        f"{terms}), {file}`weights.safetensors` (the numbers), this card."
    )
