"""How many steps a backtracking matcher takes, as Python's `re` is one: counted, not timed."""

from __future__ import annotations

from re import _constants as c
from re import _parser

_CATEGORIES = {
    c.CATEGORY_SPACE: str.isspace,
    c.CATEGORY_NOT_SPACE: lambda char: not char.isspace(),
    c.CATEGORY_DIGIT: str.isdigit,
    c.CATEGORY_NOT_DIGIT: lambda char: not char.isdigit(),
    c.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
    c.CATEGORY_NOT_WORD: lambda char: not (char.isalnum() or char == "_"),
}
_REPEATS = {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}


class TooManyStepsError(Exception):
    """More steps than allowed."""


class Matcher:
    """Matches a pattern by trying what it allows one after another, and counts what it tries.

    Names of groups matter to no pattern of this package: there are no references back.
    """

    def __init__(self, pattern, most=100_000):
        text = pattern.pattern
        self.tree = _parser.parse(
            text if isinstance(text, str) else text.decode("latin-1"), pattern.flags
        )
        self.most = most

    def steps(self, text, how):
        """Return the steps to search everywhere, or to match at the beginning."""
        self.text, self.count = text, 0
        start = 0
        while start <= len(text):
            end = self._from(start, how)
            if how in ("match", "fullmatch") or (how == "search" and end is not None):
                break
            start = start + 1 if end is None or end == start else end
        return self.count

    def _from(self, start, how):
        """Return where a match ends that begins at a place."""
        ends = []
        whole = how == "fullmatch"

        def wanted(at):
            ends.append(at)
            return not whole or at == len(self.text)

        return ends[-1] if self._one([*self.tree], start, wanted) else None

    def _one(self, items, at, then):
        """Say whether items match at a place, and what is `then` to come behind them."""
        if not items:
            return then(at)
        self.count += 1
        if self.count > self.most:
            raise TooManyStepsError
        (op, given), rest = items[0], items[1:]
        if op in _REPEATS:
            return self._repeat(op, given, rest, at, then)
        match op:
            case c.SUBPATTERN:
                return self._one([*given[-1], *rest], at, then)
            case c.BRANCH:
                return any(self._one([*branch, *rest], at, then) for branch in given[1])
            case c.ATOMIC_GROUP:
                end = self._end([*given], at)
                return end is not None and self._one(rest, end, then)
            case c.ASSERT | c.ASSERT_NOT:
                found = self._looks(given, at)
                return found == (op is c.ASSERT) and self._one(rest, at, then)
            case c.AT:
                return self._stands(given, at) and self._one(rest, at, then)
        fits = at < len(self.text) and self._fits(op, given, self.text[at])
        return fits and self._one(rest, at + 1, then)

    def _repeat(self, op, given, rest, at, then):
        low, high, inner = given
        if op is c.POSSESSIVE_REPEAT:
            n = 0
            while (
                (n < high)
                and (end := self._end([*inner], at)) is not None
                and (end > at or n < low)
            ):
                at, n = end, n + 1
            return n >= low and self._one(rest, at, then)
        if len(inner) == 1 and inner[0][0] in (c.IN, c.LITERAL, c.NOT_LITERAL, c.ANY):
            return self._run(op, given, rest, at, then)

        def more(end, n=0):
            go_on = (n < high) and (
                lambda: self._one([*inner], end, lambda e: e > end and more(e, n + 1))
            )
            stop = (n >= low) and (lambda: self._one(rest, end, then))
            order = (go_on, stop) if op is c.MAX_REPEAT else (stop, go_on)
            return any(way() for way in order if way)

        return more(at)

    def _run(self, op, given, rest, at, then):
        """Repeat a single character: as far as it goes, then one less at a time."""
        low, high, inner = given
        end = at
        while end < len(self.text) and end - at < high and self._fits(*inner[0], self.text[end]):
            end += 1
            self.count += 1
        ends = range(end, at + low - 1, -1) if op is c.MAX_REPEAT else range(at + low, end + 1)
        return any(self._one(rest, place, then) for place in ends)

    def _end(self, items, at):
        """Return where items end that are not tried again."""
        ends = []
        return ends[0] if self._one(items, at, lambda end: ends.append(end) or True) else None

    def _looks(self, given, at):
        direction, items = given
        at = at if direction == 1 else at - items.getwidth()[0]
        return at >= 0 and self._one([*items], at, lambda end: True)

    def _stands(self, where, at):
        if where in (c.AT_BEGINNING, c.AT_BEGINNING_STRING):
            return at == 0
        if where in (c.AT_END, c.AT_END_STRING):
            return at == len(self.text)
        sides = [
            0 <= place < len(self.text) and self.text[place].isalnum() for place in (at - 1, at)
        ]
        return (sides[0] != sides[1]) == (where is c.AT_BOUNDARY)

    def _fits(self, op, given, char):
        match op:
            case c.ANY:
                return True
            case c.LITERAL:
                return char in (chr(given).lower(), chr(given).upper(), chr(given))
            case c.NOT_LITERAL:
                return char != chr(given)
        negated = given[0][0] is c.NEGATE
        return negated != any(self._in(item, char) for item in given[negated:])

    def _in(self, item, char):
        op, given = item
        if op is c.RANGE:
            return given[0] <= ord(char) <= given[1]
        return _CATEGORIES[given](char) if op is c.CATEGORY else ord(char) == given


def pieces(tree):
    """Yield pieces of text that parts of a pattern take: what hostile texts are made of."""
    if not hasattr(tree, "data"):
        return
    run = ""
    for op, given in tree:
        if op is c.LITERAL:
            run += chr(given)
            yield chr(given)
            continue
        yield run
        run = ""
        if op is c.IN:
            yield from (char for char in "a A1 .!?'\"“\n@-:" if _fits_in(given, char))
        for inner in given if isinstance(given, tuple | list) else [given]:
            for part in inner if isinstance(inner, list) else [inner]:
                yield from pieces(part)
    yield run


def _fits_in(given, char):
    return Matcher._fits(Matcher.__new__(Matcher), c.IN, given, char)
