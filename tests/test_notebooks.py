"""What a notebook shows: examples of pages as cells, run by IPython as a notebook runs them."""

import ast
import shutil

import pytest
from block_strategies import HOSTILE
from documents import REPOSITORY, steps
from sklearn.pipeline import make_pipeline

import stancekit
from stancekit import StanceClassifier
from stancekit._bundled import bundled_folder

InteractiveShell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell
Config = pytest.importorskip("traitlets.config").Config

PAGES = [REPOSITORY / "README.md", REPOSITORY / "docs" / "guides" / "labels.md"]


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Return what runs cells as a notebook does, in a folder with the data sets."""
    shutil.copytree(bundled_folder("datasets"), tmp_path / "datasets")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    config = Config({"HistoryManager": {"enabled": False}})
    return InteractiveShell(config=config)


def shown(notebook, cell):
    """Run a cell, and return what a notebook shows of its last value, by media type."""
    ran = notebook.run_cell(cell)
    ran.raise_error()
    notebook.display_formatter.active_types = notebook.display_formatter.format_types
    return notebook.display_formatter.format(ran.result)[0]


def examples():
    """Return the examples of each page, as one text."""
    pages = [page.read_text(encoding="utf-8") for page in PAGES if page.is_file()]
    return [
        "".join(step.code for step in steps(page) if step.language == "python") for page in pages
    ]


def cells(code):
    """Yield the code in cells that end where it prints: with the value, as one writes it there."""
    before = []
    for statement in ast.parse(code).body:
        match statement:
            case ast.Expr(ast.Call(ast.Name("print"), [printed])):
                match printed:  # print(result.summary()) shows what the result itself shows here
                    case ast.Call(ast.Attribute(value, "summary")):
                        printed = value
                yield "\n".join(map(ast.unparse, [*before, printed])), True
                before = []
            case _:
                before.append(statement)
    yield "\n".join(map(ast.unparse, before)), False


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::stancekit.exceptions.DataWarning")
@pytest.mark.parametrize("code", examples())
def test_all_that_pages_print_is_shown_as_html_and_as_text(code, notebook):
    for cell, prints in cells(code):
        found = shown(notebook, cell)
        if prints:
            assert {"text/plain", "text/html"} <= set(found)
            assert len(found["text/html"]) < 100_000


def test_pages_have_examples():
    if PAGES[0].is_file():
        assert sum(prints for code in examples() for _, prints in cells(code)) >= 4


def test_a_fitted_classifier_is_shown_as_scikit_learn_shows_it(two_sides, notebook):
    classifier = StanceClassifier(C=3.5).fit(two_sides.texts, two_sides.labels)
    notebook.push({"classifier": classifier, "pipeline": make_pipeline(classifier)})
    for name in ("classifier", "pipeline"):
        html = shown(notebook, name)["text/html"]
        assert "sk-top-container" in html
        assert "StanceClassifier" in html
        assert "3.5" in html


@pytest.mark.parametrize("text", HOSTILE)
def test_a_strangers_words_do_nothing_in_a_notebook(text, two_sides, notebook):
    readable = text.encode("utf-8", "ignore").decode()
    name = "".join(filter(str.isprintable, readable)) or "x"
    labels = [name if label == "yes" else "no" for label in two_sides.labels]
    notebook.push({"classifier": StanceClassifier().fit(two_sides.texts, labels), "text": text})
    for cell in ("classifier.model_", "classifier.explain(text)", "classifier"):
        html = shown(notebook, cell)["text/html"]
        assert "<script>alert" not in html
        assert "<img" not in html
        assert 'onmouseover="' not in html
        assert "onfocus='" not in html


def test_the_target_of_a_strangers_model_is_text(two_sides, notebook, tmp_path):
    target = "<img src=x onerror=alert(1)>"
    classifier = StanceClassifier().fit(two_sides.texts, two_sides.labels)
    classifier.model_.save(tmp_path / "model", target=target)
    notebook.push({"model": stancekit.load_model(tmp_path / "model")})
    html = shown(notebook, "model")["text/html"]
    assert "&lt;img src=x" in html
    assert "<img" not in html
