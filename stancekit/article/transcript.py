"""Transcripts: lines that begin with who speaks, and go on until another one does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from stancekit.article.wordlists import words

__all__ = ["Turns"]

_LEAST = 3  # lines that begin so; one or two may be headlines
_TURN = re.compile(
    r"\s*(?:(?P<question>Q|QUESTION|Question|REPORTER|Reporter)(?:\s*:|\.|\s(?=\s*[A-Z“\"]))"
    r"|(?P<answer>A|ANSWER|Answer)\s*[:.]"
    r"|(?P<name>[^\W\d_a-z][^\W\d_]*(?:[ .’'-]{1,2}[^\W\d_a-z][^\W\d_]*){0,5})"
    r"(?:,\s(?P<role>[^:;.?!\n“”\"]{2,60}))?(?:\s*\([^)\n]{0,60}\))?\s*:)\s"
)
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*$")
_ASKER = "Reporter"


class Turns:
    """Says whose turn it is, if a text is a transcript: a briefing, an interview.

    Examples
    --------
    >>> turns = Turns(["Q: Will you talk?", "MS. ORLO: We will.", "Q: When?", "MS. ORLO: Soon."])
    >>> [turns.speaker(line) for line in ["Q: Will you talk?", "MS. ORLO: We will.", "And more."]]
    ['Reporter', 'Orlo', 'Orlo']
    >>> Turns(["PRESIDENT: NO TALKS", "The president said no."]).speaker("PRESIDENT: NO TALKS")
    """

    def __init__(self, paragraphs: list[str]) -> None:
        starts = [match for line in paragraphs if (match := _TURN.match(line))]
        spoken = Counter(match["name"] for match in starts if match["name"])
        self._full = _fullest(spoken)
        turns: Counter[str] = Counter()
        for name, count in spoken.items():
            turns[self._full[name]] += count
        self._known = {name for name in spoken if turns[self._full[name]] > 1}
        self._is_transcript = _is_transcript(starts, {self._full[name] for name in self._known})
        self._current: str | None = None
        self._answers = next((name for name, _ in spoken.most_common(1)), None)

    def speaker(self, paragraph: str) -> str | None:
        """Return whose turn a paragraph is; it may begin another one. "(Laughter)" is nobody's."""
        if _ASIDE.match(paragraph):
            return None
        match = _TURN.match(paragraph) if self._is_transcript else None
        if match is not None and (_is_turn(match) or match["name"] in self._known):
            self._current = self._named(match)
        return self._current

    def _named(self, match: re.Match[str]) -> str | None:
        if match["question"]:
            return _ASKER
        name = match["name"] or self._answers
        return self._full[name] if name else None


def _is_transcript(starts: list[re.Match[str]], known: set[str]) -> bool:
    """Say whether lines that begin so are turns: shouted or asked, or of two who take turns."""
    shouted = [match for match in starts if _is_turn(match)]
    asked = sum(match["question"] is not None for match in starts)
    if len(shouted) >= _LEAST:
        return bool(known) or asked > 1
    return len(known) > 1 and any(" " in name for name in known)


def _is_turn(match: re.Match[str]) -> bool:
    return match["name"] is None or match["name"].isupper()


def _fullest(names: Iterable[str]) -> dict[str, str]:
    """Return for each name the longest one with the same last word, without titles.

    A title alone is the one person who has it before a name: "Spokesperson Ann Orlo".
    """
    plain = {name: _without_title(name) for name in names}
    longest: dict[str, str] = {}
    for name in sorted(plain.values(), key=len):
        longest[name.split()[-1]] = name
    full = {name: longest[short.split()[-1]] for name, short in plain.items()}
    for title in full:
        holders = {full[name] for name in plain if name.startswith(f"{title} ")}
        if len(holders) == 1:
            full[title] = holders.pop()
    return full


def _without_title(name: str) -> str:
    """Return a name as it is written in running text, without the titles before it."""
    parts = name.split()
    titles = words("titles", "person", "modifiers")
    while len(parts) > 1 and parts[0].lower().rstrip(".") in titles:
        del parts[0]
    return " ".join(part.title() if part.isupper() and len(part) > 2 else part for part in parts)
