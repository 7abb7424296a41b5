"""`stance_map`: who takes which position in an article, and which sentences show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from stancekit.analysis.articles import Article, read_articles
from stancekit.analysis.map_page import MappedSentence
from stancekit.analysis.map_result import UNATTRIBUTED, StanceMap
from stancekit.analysis.scored_sentences import Scored, score_sentences
from stancekit.article.attribution import Spoken, attribute
from stancekit.article.language import looks_english
from stancekit.article.merging import Cast, merged
from stancekit.article.page import Page, read_page
from stancekit.data.cell_rules import unknown_target
from stancekit.data.quoting import counted, listed
from stancekit.exceptions import DataError
from stancekit.model.any_model import stance_model
from stancekit.model.loading import load_model
from stancekit.model.model import StanceModel
from stancekit.progress import track
from stancekit.training.seen import seen_rows

__all__ = ["stance_map"]


def stance_map(
    article: object,
    model: object = None,
    *,
    target: str | None = None,
    encoding: str | None = None,
) -> StanceMap:
    """Say who takes which position in an article, and which sentences show it.

    Rules find who speaks in each sentence of an English text: verbs of speech and attitude,
    quotations, pronouns and titles. The model labels each sentence alone. An actor's position is
    the mean of its sentences, each weighted by how likely it takes a position at all.

    Parameters
    ----------
    article : str, path, list of str, or table
        The text of an article, plain or HTML, or the path of a file with one. Several: a folder
        (its .txt, .html, .htm and .md files), a list of texts, or a table with one whole article
        in each cell of a column ``text``, named by ``id`` or ``document``.
    model : StanceModel or fitted StanceClassifier, optional
        The shipped model by default.
    target : str, optional
        Needed where the model has one part for each target.
    encoding : str, optional
        The encoding of files; without it they are UTF-8, or as their byte order mark says.

    Returns
    -------
    StanceMap
        ``to_frame()`` has one row for each actor, ``sentences`` one for each sentence.

    Raises
    ------
    DataError
        If an article has no text, a file cannot be read, or the target is not one of the model.
    InputTypeError
        If the article or the model is of another kind.

    Notes
    -----
    Persons are merged by their last names, within an article and over several. What is said of an
    actor is what the article reports: neither are all words of a sentence the speaker's own, nor
    is everything that somebody holds in the article.

    Examples
    --------
    >>> import stancekit
    >>> text = (
    ...     "Ann Orlo, the Norwegian envoy, did not waver. “We must keep talking to Moscow. There "
    ...     "is no other way,” she said. Talking to Putin is a mistake, according to Warsaw."
    ... )
    >>> found = stancekit.stance_map(text)
    >>> found.to_frame()[["speaker", "country", "label", "n", "n_position"]]
            speaker country    label  n  n_position
    0      Ann Orlo  Norway    favor  2           2
    1        Poland  Poland  against  1           1
    2  unattributed    None     none  1           0
    """
    ours = _model(model, target)
    articles = track(read_articles(article, encoding), "reading articles", unit="article")
    read = [_read(one) for one in articles]
    actors = merged([row.actors for one in read for row in one.rows])
    texts = [text for one in read for text in one.texts()]
    scored = score_sentences(ours, texts, target)
    mapped = tuple(_mapped(read, actors, scored))
    positions = [
        scored.position(name, kind, country, rows)
        for name, kind, country, rows in _speakers(mapped, actors)
    ]
    caveats = tuple(_caveats(read, mapped, ours, target))
    return StanceMap(tuple(positions), mapped, caveats, partial(ours.explain, target=target))


@dataclass(frozen=True)
class _Read:
    """An article with who speaks in each of its sentences."""

    article: Article
    page: Page
    rows: list[Spoken]

    def texts(self) -> list[str]:
        """Return the sentences, with single spaces."""
        spans = (row.sentence for row in self.rows)
        return [" ".join(self.page.text[one.start : one.end].split()) for one in spans]


def _model(model: object, target: str | None) -> StanceModel:
    """Return the model, or refuse one that cannot say how sure it is, or of another target."""
    if model is None:
        model = load_model()
    ours = stance_model(model)
    wrong = unknown_target(target, ours.targets)
    if wrong and (target is not None or ours.per_target):
        raise DataError(f"target: {wrong}")
    return ours


def _read(article: Article) -> _Read:
    page = read_page(article.text)
    rows = attribute(page.text)
    if not rows:
        raise DataError(f"{article.name or 'article'}: no text, only markup; give its text")
    return _Read(article, page, rows)


def _mapped(read: Sequence[_Read], actors: Cast, scored: Scored) -> Iterator[MappedSentence]:
    stances = iter(scored.stances())
    number = 0
    for one in read:
        for row in one.rows:
            sentence = row.sentence
            yield MappedSentence(
                one.article.name,
                scored.texts[number],
                *one.page.source_span(sentence.start, sentence.end),
                sentence.paragraph,
                actors.names(row.actors),
                row.how,
                scored.label(number),
                next(stances),
                str(scored.status[number]),
            )
            number += 1


def _speakers(
    mapped: Sequence[MappedSentence], actors: Cast
) -> Iterator[tuple[str, str, str | None, list[int]]]:
    """Yield each actor with its sentences, in the order in which they first speak; nobody last."""
    rows: dict[str, list[int]] = {}
    nobody: list[int] = []
    for number, sentence in enumerate(mapped):
        for name in sentence.speakers:
            rows.setdefault(name, []).append(number)
        if not sentence.speakers:
            nobody.append(number)
    for name, of in rows.items():
        yield name, actors.kinds[name], actors.countries[name], of
    yield UNATTRIBUTED, UNATTRIBUTED, None, nobody


def _caveats(
    read: Sequence[_Read], mapped: Sequence[MappedSentence], model: StanceModel, target: str | None
) -> Iterator[str]:
    foreign = [
        one.article.name or "the article" for one in read if not looks_english(one.page.text)
    ]
    if foreign:
        yield (
            f"{listed(foreign)}: this does not look like English, the only language whose rules of "
            "who speaks are known; most sentences stay unattributed. Translate it first."
        )
    if not any(sentence.speakers for sentence in mapped):
        yield "Nobody is named as speaking; all sentences are in the row 'unattributed'."
    if model.never_ok:
        yield f"This model has no answer that is ok: {model.never_ok}."
    if seen := _seen(mapped, model, target):
        yield (
            f"The model was trained on {counted(seen, 'sentence')} of this; on what is new to it, "
            "it is right less often."
        )
    yield "Who speaks is found by rules; the column 'how' says by which. Read the evidence."


def _seen(mapped: Sequence[MappedSentence], model: StanceModel, target: str | None) -> int:
    """Return how many of the sentences the model was trained on, if that is known."""
    import pandas as pd

    frame = pd.DataFrame({"text": [sentence.text for sentence in mapped]})
    if model.per_target:
        frame["target"] = target
    found = seen_rows(model, frame)
    return 0 if found is None else int((found[0] | found[1]).sum())
