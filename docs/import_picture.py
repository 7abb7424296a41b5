"""Draw which part of stancekit imports which, floor by floor."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["picture", "without_shortcuts"]

WIDTH, HEIGHT, BOX, FONT = 900, 92, 26, 13
LEFT_OUT = {"__init__", "__main__", "results"}
"""They name what others hold, so they import nearly everything."""

Edges = set[tuple[str, str]]


def without_shortcuts(edges: Edges) -> Edges:
    """Leave out an import of what is also reached through another one.

    >>> sorted(without_shortcuts({("a", "b"), ("b", "c"), ("a", "c")}))
    [('a', 'b'), ('b', 'c')]
    """
    below: dict[str, set[str]] = {}
    for above, part in edges:
        below.setdefault(above, set()).add(part)

    def reached(part: str) -> set[str]:
        own = below.get(part, set())
        return own.union(*map(reached, own))

    return {
        (above, part)
        for above, part in edges
        if not any(part in reached(other) for other in below[above] - {part})
    }


def picture(edges: Edges, floors: dict[str, int]) -> str:
    """Return an SVG with the highest floor on top; it takes the colour of the text around it."""
    places = dict(_places({part: floor for part, floor in floors.items() if part not in LEFT_OUT}))
    shown = sorted(pair for pair in without_shortcuts(edges) if {*pair} <= {*places})
    height = HEIGHT * (max(floors[part] for part in places) + 1)
    lines = [_line(*places[above], *places[below], height) for above, below in shown]
    boxes = [_box(part, x, floor, height) for part, (x, floor) in places.items()]
    return "\n".join(
        [
            f'<svg viewBox="0 0 {WIDTH} {height}" role="img" xmlns="http://www.w3.org/2000/svg">',
            "<title>Which part imports which; what is reached through others is left out.</title>",
            *lines,
            *boxes,
            "</svg>\n",
        ]
    )


def _places(floors: dict[str, int]) -> Iterator[tuple[str, tuple[float, int]]]:
    """Yield the middle of each part, and its floor."""
    for floor in sorted(set(floors.values())):
        parts = sorted(part for part in floors if floors[part] == floor)
        for i, part in enumerate(parts):
            yield part, (WIDTH * (i + 0.5) / len(parts), floor)


def _top(floor: int, height: int) -> float:
    return height - HEIGHT * (floor + 1) + (HEIGHT - BOX) / 2


def _line(x: float, above: int, to: float, below: int, height: int) -> str:
    start, end = _top(above, height) + BOX, _top(below, height)
    middle = (start + end) / 2
    path = f"M{x:.0f} {start:.0f}C{x:.0f} {middle:.0f} {to:.0f} {middle:.0f} {to:.0f} {end:.0f}"
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-opacity="0.35"/>'


def _box(part: str, x: float, floor: int, height: int) -> str:
    wide, top = len(part) * FONT * 0.62 + 14, _top(floor, height)
    return (
        f'<rect x="{x - wide / 2:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{BOX}" rx="5" '
        'fill="var(--color-background-secondary)" stroke="currentColor"/>'
        f'<text x="{x:.0f}" y="{top + BOX / 2 + 4:.0f}" font-size="{FONT}" text-anchor="middle" '
        f'font-family="monospace" fill="currentColor">{part}</text>'
    )
