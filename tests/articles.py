"""The constructed articles, with who speaks in each of their sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["FOLDER", "Constructed", "read"]

FOLDER = Path(__file__).with_name("article") / "constructed"


@dataclass
class Constructed:
    """An article: its paragraphs, its sentences, who speaks in each, countries of actors."""

    paragraphs: list[list[str]] = field(default_factory=lambda: [[]])
    speakers: list[set[str] | None] = field(default_factory=list)
    countries: dict[str, str | None] = field(default_factory=dict)

    @property
    def text(self):
        """Return the article as it would be read."""
        return "\n\n".join(" ".join(sentences) for sentences in self.paragraphs if sentences)

    @property
    def sentences(self):
        """Return its sentences in order."""
        return [sentence for sentences in self.paragraphs for sentence in sentences]


def read(name):
    """Return a constructed article by its name."""
    article = Constructed()
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            actor, country = line[1:].rsplit(":", 1)
            article.countries[actor.strip()] = None if country.strip() == "-" else country.strip()
        elif line.strip():
            speakers, sentence = (part.strip() for part in line.split("|", 1))
            article.paragraphs[-1].append(sentence)
            article.speakers.append(_speakers(speakers))
        else:
            article.paragraphs.append([])
    return article


def _speakers(cell):
    if cell == "?":
        return None
    return set() if cell == "-" else {name.strip() for name in cell.split(";")}
