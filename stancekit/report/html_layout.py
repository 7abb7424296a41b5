"""Blocks as HTML: a fragment for a notebook, or a page that is one file and loads nothing.

Each kind of block has a template, ``templates/blocks/<kind>.html``. A kind that needs a script has
``templates/blocks/<kind>.js``; its hash is in the page's Content-Security-Policy, which forbids all
other code and every request.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from stancekit.blocks import Block, Caveats, Detail, Heading, Lines
from stancekit.report import cells, charts, legible, marks
from stancekit.report.bounds import bounded
from stancekit.report.glossary import terms_in
from stancekit.report.records import as_data
from stancekit.report.tones import tones

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Section", "as_fragment", "as_page", "kind_of"]


@dataclass(frozen=True)
class Section:
    """A heading, if there is one, and the blocks below it."""

    heading: Heading | None
    blocks: list[Block] = field(default_factory=list)

    @property
    def terms(self) -> Mapping[str, str]:
        """What the words of this section mean that an outsider does not know."""
        return terms_in([*([self.heading] if self.heading else []), *self.blocks])


def as_fragment(blocks: Iterable[Block]) -> str:
    """Lay blocks out for a notebook: what a page has more room for is left out."""
    some = list(bounded(blocks))
    return _environment().get_template("fragment.html").render(blocks=some, is_page=False)


def as_page(title: str, blocks: Iterable[Block]) -> str:
    """Lay blocks out as a page, with a section for each heading."""
    found = list(_unfolded(blocks))
    return (
        _environment()
        .get_template("page.html")
        .render(title=title, sections=_sections(found), scripts=_scripts(found), is_page=True)
    )


def kind_of(block: Block) -> str:
    """Return the name of the template of a block.

    Examples
    --------
    >>> from stancekit.blocks import MarkedText
    >>> kind_of(MarkedText("Talk."))
    'marked_text'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(block).__name__).lower()


def _unfolded(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Detail):
            yield from _unfolded(block.blocks)
        else:
            yield block


def _sections(blocks: Iterable[Block]) -> list[Section]:
    sections = [Section(None)]
    for block in blocks:
        if isinstance(block, Heading):
            sections.append(Section(block))
        else:
            sections[-1].blocks.append(block)
    return [section for section in sections if any(map(_says_something, section.blocks))]


def _says_something(block: Block) -> bool:
    """Tell whether there is anything to see of a block."""
    match block:
        case Lines(lines):
            return bool(lines)
        case Caveats(caveats):
            return bool(caveats)
    return True


@dataclass(frozen=True)
class _Script:
    """A script of a page, and what the page's policy knows it by."""

    code: str

    @property
    def hash(self) -> str:
        digest = hashlib.sha256(self.code.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"


def _scripts(blocks: Iterable[Block]) -> list[_Script]:
    """Return the scripts of the kinds of blocks that have one."""
    folder = resources.files("stancekit.report") / "templates" / "blocks"
    files = (folder / f"{kind}.js" for kind in dict.fromkeys(map(kind_of, blocks)))
    return [_Script(file.read_text(encoding="utf-8")) for file in files if file.is_file()]


@cache
def _environment() -> Environment:
    """Return what reads the templates; a page is seldom made, so jinja2 is imported here."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("stancekit.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=legible.legible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    helpers: dict[str, Any] = {"kind_of": kind_of, "written": cells.written}
    helpers |= {"columns_of": cells.columns_of, "numeric": cells.numeric}
    helpers |= {"pieces": marks.pieces, "scale": charts.scale, "drawn": charts.drawn}
    helpers |= {"tones": tones, "records": as_data, "zip": zip, "Scale": charts.Scale}
    helpers |= {"strongest_of": charts.strongest_of, "with_code": legible.with_code}
    environment.globals.update(helpers)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment
