"""Names of people in an article: which words are names, and who a last name belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stancekit.article.countries import place
from stancekit.article.tokens import Token
from stancekit.article.wordlists import words

__all__ = ["Names", "begins", "is_name", "is_title_case"]

_MOST = 4  # words of a name, small ones left out
_LETTERS = 3  # longer words in capitals alone are shouted, not named


def is_name(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a token looks like a part of a name, for where it stands."""
    token = tokens[at]
    if not token.capital or token.low in words("small", "no_names"):
        return False
    if token.low in words("small", "time"):
        return token.low in words("small", "given") and _is_in_name(tokens, at)
    if "-" in token.text and place(token.text.split("-")[0]) is not None:
        return False  # "EU-Russia", "French-led"
    if begins(tokens, at):
        return token.low not in words(
            "small", "connectives", "subordinators", "determiners", "adverbs", "prepositions"
        )
    return True


def _is_in_name(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a word of time is a name here: "Jan Ost", "Ann May", "May said"."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    before = tokens[at - 1] if at else None
    if after is not None and (after.low in words("cues", "speech") or after.owns):
        return True
    time = words("small", "time", "no_names", "prepositions")
    beside = [token for token in (before, after) if token is not None and token.capital]
    return any(token.low not in time and place(token.text) is None for token in beside)


def begins(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a capital at a token may be there because something begins."""
    return at == 0 or tokens[at - 1].text in ":;.?!"


def is_title_case(tokens: Sequence[Token]) -> bool:
    """Say whether this is a title whose words, small ones left out, begin with a capital."""
    if not tokens or tokens[-1].text == "." or tokens[-1].words:
        return False
    long = [token for token in tokens if len(token.text) > 3 and token.text[0].isalpha()]
    return len(long) > 3 and sum(token.capital for token in long) > 0.7 * len(long)


class Names:
    """The names of an article, learned from the whole of it before any of it is read."""

    def __init__(self, sentences: Iterable[Sequence[Token]]) -> None:
        self._by_last: dict[str, list[str]] = {}
        self._by_first: dict[str, list[str]] = {}
        self._inside: set[str] = set()
        for tokens in sentences:
            if not is_title_case(tokens):
                self._learn(tokens)

    def _learn(self, tokens: Sequence[Token]) -> None:
        for start, end in runs(tokens):
            self._inside.update(
                tokens[at].text for at in range(start, end) if not begins(tokens, at)
            )
            name = list(tokens[start:end])
            while name and _before_name(name[0]):
                del name[0]
            if _may_be_full(name):
                full = " ".join(token.text for token in name)
                _add(self._by_last, name[-1].text, full)
                _add(self._by_first, name[0].text, full)

    def full(self, name: str) -> list[str]:
        """Return the full names that a last or a first name may stand for; the first is likeliest.

        Examples
        --------
        >>> from stancekit.article.tokens import tokens
        >>> text = "President Ann Orlo met Ben Vask."
        >>> names = Names([tokens(text, 0, len(text), [])])
        >>> names.full("Orlo"), names.full("Ben"), names.full("Kay")
        (['Ann Orlo'], ['Ben Vask'], [])
        """
        last = name.split()[-1]
        if " " in name:
            return [full for full in self._by_last.get(last, []) if _is_short_for(name, full)]
        return self._by_last.get(last) or self._by_first.get(last, [])

    def knows(self, word: str) -> bool:
        """Say whether a word is a name elsewhere in the article, not at a sentence's beginning."""
        return word in self._inside or word in self._by_last

    def is_last(self, word: str) -> bool:
        """Say whether a word is the last name of somebody."""
        return word in self._by_last


def runs(tokens: Sequence[Token]) -> Iterable[tuple[int, int]]:
    """Yield where words that may be one name begin and end."""
    at = 0
    while at < len(tokens):
        if not is_name(tokens, at):
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and not tokens[end - 1].owns and _goes_on(tokens, end):
            end += 1
        yield at, end
        at = end


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a name goes on at a token: a name, a particle, a nickname in quotation marks."""
    if is_name(tokens, at):
        return True
    small = tokens[at].scare or tokens[at].low in words("small", "name_particles")
    if not small or at + 1 >= len(tokens):
        return False
    if tokens[at + 1].low in words("small", "name_particles"):
        return at + 2 < len(tokens) and is_name(tokens, at + 2)
    return is_name(tokens, at + 1)


def _before_name(token: Token) -> bool:
    """Say whether a word may stand before a name: a title, a people, a country."""
    low = token.low
    titles = words("titles", "person", "modifiers")
    return low in titles or low.split("-")[0] in ("ex", "then") or place(token.text) is not None


def _may_be_full(name: Sequence[Token]) -> bool:
    large = [token for token in name if token.capital]
    if not 2 <= len(large) <= _MOST:
        return False
    strange = (
        words("titles", "person") | words("organisations", "words") | words("groups", "people")
    )
    initialled = len(large) > 2 and len(large[-2].text) == 2 and large[-2].text[1] == "."
    if initialled or large[-1].low in words("titles", "surnames"):
        large = large[:-1]  # "Lisa O. Monaco", "Larry King"
    return not any(
        token.low in strange
        or place(token.text) is not None
        or (token.text.isupper() and len(token.text) > _LETTERS)
        for token in large
    )


def _is_short_for(name: str, full: str) -> bool:
    """Say whether all words of a name are in another, or begin one."""
    other = full.split()
    return all(any(long.startswith(word.rstrip(".")) for long in other) for word in name.split())


def _add(lists: dict[str, list[str]], key: str, value: str) -> None:
    found = lists.setdefault(key, [])
    if value not in found:
        found.append(value)
