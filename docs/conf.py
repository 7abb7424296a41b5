"""How Sphinx builds these pages: `make docs`."""

from __future__ import annotations

import shutil
import sys
import tomllib
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

from stancekit.report.glossary import GLOSSARY

DOCS = Path(__file__).parent
REPOSITORY = DOCS.parent
sys.path[:0] = [str(DOCS), str(REPOSITORY / "tests")]

from import_graph import FLOORS, part_edges  # noqa: E402
from import_picture import picture  # noqa: E402

project = "stancekit"
author = "The stancekit developers"
copyright = f"2026, {author}"
release = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["version"]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx_click",
]
exclude_patterns = ["pictures"]
myst_heading_anchors = 4
default_role = "py:obj"
autodoc_typehints = "none"
autodoc_member_order = "groupwise"
napoleon_google_docstring = False
napoleon_use_rtype = False

suppress_warnings = ["myst.header"]  # results have the headings of what printed them

html_theme = "furo"
html_title = f"stancekit {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
pygments_style = "friendly"

# What benchmarks printed is kept beside them; pages link to it here.
shutil.rmtree(DOCS / "measured" / "results", ignore_errors=True)
shutil.copytree(REPOSITORY / "benchmarks" / "results", DOCS / "measured" / "results")

(DOCS / "development" / "imports.svg").write_text(picture(part_edges(), FLOORS), "utf-8")


class Terms(Directive):
    """Every statistic that the output names, from the glossary that pages of results show."""

    def run(self) -> list[nodes.Node]:
        """Return the terms as a list of definitions."""
        return [
            nodes.definition_list(
                "",
                *(
                    nodes.definition_list_item(
                        "",
                        nodes.term("", term, ids=[nodes.make_id(term)]),
                        nodes.definition("", nodes.paragraph("", meaning)),
                    )
                    for term, meaning in sorted(GLOSSARY.items(), key=lambda item: item[0].lower())
                ),
            )
        ]


def setup(app: Sphinx) -> None:
    """Add what this site needs of its own."""
    app.add_directive("statistics", Terms)
    app.add_lexer("csv", TextLexer)
