"""What `prevalence` is given, read and judged before anything is estimated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from stancekit.analysis.estimates import Material
from stancekit.analysis.groups import groups_of
from stancekit.analysis.sample import Corpus, Mask, Sample, read_corpus, read_sample
from stancekit.data.drawn import DRAWN, is_random
from stancekit.data.identity import names_in
from stancekit.data.quoting import counted
from stancekit.exceptions import InputTypeError
from stancekit.labels import Label
from stancekit.measure.metrics import FloatArray
from stancekit.model.any_model import Model, judge, labels_of
from stancekit.model.model import StanceModel
from stancekit.training.seen import copies_of, may_have_seen, recalibrated_on
from stancekit.training.training_data import known_statements

__all__ = ["nothing_drawn", "read_material"]

_MAYBE = "may have been trained"
_NO_LABELS_NEEDED = ("classify-and-count", "emq")


def read_material(
    model: Model | None,
    corpus: object,
    labelled: object,
    method: str,
    sample: str | None,
    text: str,
    label: str,
    groups: Sequence[tuple[str | None, str | None]] = (),
) -> tuple[Material, tuple[str, ...]]:
    """Read a corpus and its labels, and let the model judge all statements.

    Groups, by a column and every so often, that the corpus does not have are refused before that.
    """
    if model is None and method != "labels":
        raise InputTypeError(f"model: method {method!r} needs one; without a model use 'labels'")
    labels = None if model is None else labels_of(model)
    whole = read_corpus(corpus, text)
    for by, every in groups:
        groups_of(whole, by, every)
    if labelled is not None:
        drawn = read_sample(whole, labelled, labels, sample, text, label)
    elif method in _NO_LABELS_NEEDED and labels is not None:
        drawn = nothing_drawn(whole, labels)
    else:
        raise InputTypeError(
            f"labelled: method {method!r} needs statements with labels that were drawn at random: "
            "draw some with 'stancekit suggest --random-share 1', or take the biased method "
            "'classify-and-count' (--method classify-and-count)"
        )
    if model is None or method == "labels":
        nothing = np.zeros((len(whole), len(drawn.labels)))
        blind = np.zeros(len(whole), dtype=bool)
        return Material(whole, drawn, nothing, blind, None), drawn.caveats
    ours = getattr(model, "model_", model)
    probabilities = judge(model, whole.statements, "corpus")
    blind, known = _blind(ours, whole, drawn)
    caveats = (*drawn.caveats, *_on_training(ours, drawn, blind, known, method))
    return Material(whole, drawn, probabilities, blind, _shares_of(ours)), caveats


def nothing_drawn(corpus: Corpus, labels: tuple[Label, ...]) -> Sample:
    """Return the sample of a corpus of which nothing has a label."""
    none = np.zeros(len(corpus), dtype=bool)
    return Sample(labels, np.full(len(corpus), -1, dtype=np.intp), none, none, ())


def _blind(model: object, corpus: Corpus, sample: Sample) -> tuple[Mask, str]:
    """Tell where a model knows, or may know, statements, if it knows any because it was drawn.

    The words say how it knows those that were drawn. A copy of a statement is as good as itself.

    Statements that were drawn after they were chosen for training do not matter: what it says there
    is as good an example as what it says of others.
    """
    blind = np.zeros(len(corpus), dtype=bool)
    if not isinstance(model, StanceModel):
        return blind, ""
    frame, how_known = corpus.statements.frame, "was trained"
    as_chosen = sample.is_chosen.copy()
    if (trained_on := known_statements(model)) is not None:
        how = map(is_random, names_in(trained_on, DRAWN))
        old, keys = copies_of(model, trained_on, frame)
        only_chosen = dict.fromkeys(old, True)
        for key, drawn in zip(old, how, strict=True):
            only_chosen[key] &= drawn is False
        blind[:] = [key in only_chosen for key in keys]
        as_chosen |= [only_chosen.get(key, False) for key in keys]
    elif may_have_seen(model, frame[sample.is_random & ~as_chosen]).any():
        blind = may_have_seen(model, frame)
        how_known = _MAYBE if model.provenance.digests is None else how_known
    if not (blind & sample.is_random & ~as_chosen).any():
        blind[:] = False
    again = recalibrated_on(model, frame)
    if (again & sample.is_random).any():
        how_known = f"{how_known} or recalibrated" if blind.any() else "was recalibrated"
    return blind | again, how_known


def _shares_of(model: object) -> FloatArray | None:
    """Return the label shares of the training of a model that says them."""
    if not isinstance(model, StanceModel):
        return None
    counts = np.array([model.provenance.label_counts.get(name, 0) for name in model.labels])
    return np.asarray(counts / counts.sum())


def _on_training(
    model: object, sample: Sample, blind: Mask, how_known: str, method: str
) -> Iterator[str]:
    if not isinstance(model, StanceModel):
        yield (
            "Nothing is known of the training of this model: the shares are right only if it was "
            "trained on none of the statements drawn at random."
        )
    elif seen := int((blind & sample.is_random).sum()):
        drawn = int(sample.is_random.sum())
        rest = "the shares are those of the labels alone" if seen == drawn else "they are left out"
        if method == "ppi++":
            rest = rest.replace("they", "its answers there")
        yield (
            f"The model {how_known} on {seen:,} of {counted(drawn, 'statement')} drawn at "
            f"random, which do not show how it errs: {rest}. Draw others, and do not train on "
            "them, for narrower intervals."
        )
        if how_known.startswith(_MAYBE):
            yield (
                "This model does not say on what it was trained, so its n-grams have to; one from "
                "'stancekit train', or one that was just fitted, says it."
            )
