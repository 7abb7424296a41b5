"""Words that an outsider does not know, and what they mean: explained where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from stancekit.blocks import MarkedText, Passage, Records

__all__ = ["GLOSSARY", "terms_in"]

GLOSSARY: Mapping[str, str] = {
    "accuracy": "The share of the statements that got the right label.",
    "95 % interval": "From this to that, the true value is to be expected: a method that gives "
    "such intervals is right in 95 of 100 cases.",
    "prediction interval": "Where the score of one more source, or the like, is to be expected in "
    "95 of 100 cases. It is wider than an interval for a mean.",
    "precision": "Of the statements that got this label, the share for which it is right.",
    "recall": "Of the statements that truly have this label, the share that got it.",
    "F1": "Precision and recall of a label in one number, from 0 to 1: their harmonic mean, which "
    "is low where either is.",
    "macro-F1": "The mean of the labels' F1, from 0 to 1. A rare label counts as much as a "
    "frequent one, so always giving the most frequent label scores low.",
    "F_avg": "The mean F1 of favor and against, the official measure of SemEval-2016 task 6.",
    "log loss": "How far probabilities are from the truth: 0 is perfect, and being sure of a wrong "
    "label costs most.",
    "Brier score": "Squared differences between probabilities and the truth, summed over the "
    "labels: 0 is perfect, 2 the worst.",
    "calibration error": "By how much the probability of a predicted label differs from the share "
    "of such labels that are right. 0.05 means: about 5 points of 100 too high or too low.",
    "majority": "Always giving the most frequent label: what a method must beat to be of use.",
    "stratified": "Guessing labels at random, each as often as it occurs.",
    "permutation p-value": "How often labels that were shuffled give a score as high as this one: "
    "a small number says that the score is not chance.",
    "p-value": "How often chance alone would give a result at least as far from no effect as this.",
    "cross-validation": "The statements are cut into parts; each part is labelled by a model that "
    "was trained on the others, so no statement is judged by a model that has seen it.",
    "resamples": "The figures are computed again from statements drawn anew from these, many "
    "times; how much they vary gives the intervals.",
    "contrast pairs": "Two statements that hardly differ, but have different labels. Who goes by "
    "the words that both share gets one of them wrong.",
    "near-copies": "Texts that are nearly the same, such as one and its shortened repetition.",
    "calibration": "Making probabilities honest: of all answers with 70 %, 70 of 100 are right.",
    "calib. error": "Calibration error: by how much the probability of a predicted label differs "
    "from the share of such labels that are right.",
    "learning curve": "How the score grows with the number of labelled statements.",
    "extrapolation": "A continuation beyond what was measured; it can be wrong.",
    "ok": "A status: among held-out answers with this label and at least this probability, enough "
    "were right. Other answers are unsure, or have no evidence.",
    "no_evidence": "A status: the model knows too few of the words of a text to give a label.",
    "stance": "The probability of in favor minus that of against: from -1, against, to +1.",
    "McNemar's exact test": "Whether one side is right more often where exactly one of the two is; "
    "its p is how often chance alone would give such a difference.",
    "Krippendorff's alpha": "How far annotators agree beyond chance: 1 is complete agreement, 0 "
    "what chance would give.",
    "Kripp. alpha": "Krippendorff's alpha: how far annotators agree beyond chance; 1 is complete.",
    "Fleiss' kappa": "How far several annotators agree beyond chance: 1 is complete agreement.",
    "Cohen's kappa": "How far two annotators agree beyond chance: 1 is complete agreement.",
    "specific agr.": "Specific agreement: how often a second annotator gives a label where a first "
    "one does.",
    "Holm's correction": "With many comparisons some look sure by chance; this makes up for it.",
    "ppi++": "Shares from the model's answers to all statements, corrected by the labels of those "
    "drawn at random (prediction-powered inference).",
    "classify-and-count": "Counting the model's labels as they are. Its mistakes do not cancel, so "
    "the shares are biased.",
    "adjusted-count": "The model's counts, corrected by how often it mistakes one label for "
    "another.",
    "pacc": "Like adjusted-count, from probabilities instead of labels.",
    "emq": "Shares under which the model's probabilities are most likely "
    "(expectation-maximisation).",
    "Cramér's V": "How strongly two columns go together: 0 is not at all, 1 completely.",
    "Vargha and Delaney's A": "How often one of these is longer than one of the others: 0.5 is no "
    "difference, 0 and 1 are the largest.",
    "risk and coverage": "How often answers are wrong if only the surest share of them is given.",
    "reliability": "Whether probabilities keep what they say: of answers with 0.7, 70 of 100 are "
    "right. Points below the dashed line say too much, points above it too little.",
    "drawn at random": "Picked by chance from all statements, so that these stand for all.",
    "giveaway": "A word that gives the label away and is not what the text says: a link, a name "
    "that stands in one source only.",
}
"""What each term means, in words that need no statistics."""


def terms_in(thing: Any) -> dict[str, str]:
    """Return the terms that stand in some blocks, with what they mean, in order of appearance.

    Examples
    --------
    >>> from stancekit.blocks import Grid
    >>> list(terms_in(Grid(["", "score"], [["macro-F1", 0.7], ["F_avg (favor, against)", 0.6]])))
    ['macro-F1', 'F_avg']
    """
    found = (match for text in _texts(thing) for match in _PATTERN.finditer(text))
    terms = dict.fromkeys(_TERMS[match.lastindex or 0] for match in found)
    return {term: GLOSSARY[term] for term in terms}


_SPELLINGS = {
    "Cramér's V": r"\(V (?=\d)",
    "Vargha and Delaney's A": r"\(A (?=\d)",
    "p-value": r"\bp(?:-value\b| (?=[<=\d])|$)",
}
"""How terms are spelled that do not stand as they are called."""


def _spelled(term: str) -> str:
    """Return the pattern of a term: its sign, or its name as whole words."""
    return _SPELLINGS.get(term, rf"(?<![\w-]){re.escape(term)}(?![\w-])")


_TERMS = ["", *sorted(GLOSSARY, key=len, reverse=True)]
_PATTERN = re.compile("|".join(f"({_spelled(term)})" for term in _TERMS[1:]), re.IGNORECASE)


def _texts(thing: Any) -> Iterator[str]:
    """Yield what is said in blocks; texts of strangers and lazy parts are passed over."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Records):
        yield from _texts(thing.head)
    elif is_dataclass(thing) and not isinstance(thing, MarkedText | Passage):
        for each in fields(thing):
            yield from _texts(getattr(thing, each.name))
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from _texts(each)
