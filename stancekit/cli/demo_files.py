"""The files of the demo: shipped statements, cut as if most of them had no label yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from stancekit.cli.output import columns_of
from stancekit.data.writing import writing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FILES", "fill_in", "shares_of", "write_files"]

FILES = ("few.csv", "pool.csv", "test.csv", "answers.csv", "constructed.csv", "article.txt")
FEW, POOL, TEST = 150, 800, 500


def write_files(folder: Path) -> None:
    """Write labelled statements, unlabelled ones, others to test on, and an article.

    ``answers.csv`` has the labels of the unlabelled ones: it stands in for whoever labels them.
    """
    from stancekit.data.bundled import load_dataset  # slow: imports NumPy

    statements = load_dataset("statements")
    order = statements.sample(frac=1, random_state=1)
    few, rest = order[:FEW], order[FEW:]
    pool, test = rest[:POOL], rest[POOL : POOL + TEST]
    columns = ["id", "text", "label", "source"]
    _write(folder / "few.csv", few[columns])
    _write(folder / "pool.csv", pool[["id", "text", "source"]])
    _write(folder / "test.csv", test[columns])
    _write(folder / "answers.csv", pool[["id", "label"]])
    _write(folder / "constructed.csv", statements[[*columns, "pair_id"]])
    (folder / "article.txt").write_text(_article(), encoding="utf-8", newline="\n")


def fill_in(path: Path, answers: Path) -> int:
    """Fill in the column label of suggested statements, and return how many there are."""
    import pandas as pd

    table, known = (pd.read_csv(file, dtype=str) for file in (path, answers))
    table["label"] = table["id"].map(known.set_index("id")["label"])
    _write(path, table)
    return len(table)


def shares_of(answers: Path) -> Mapping[str, float]:
    """Return how frequent each label truly is."""
    import pandas as pd

    shares = pd.read_csv(answers, dtype=str)["label"].value_counts(normalize=True).sort_index()
    return dict(zip(map(str, shares.index), shares.tolist(), strict=True))


def _article() -> str:
    """Return the article, put together from its sentences."""
    from stancekit.data.bundled import load_dataset

    rows = load_dataset("article").groupby("line", sort=False)["text"]
    return "\n".join(" ".join(sentences) for _, sentences in rows) + "\n"


def _write(path: Path, table: pd.DataFrame) -> None:
    filled = table.astype(object).where(table.notna(), None)
    with writing(path) as write:
        write(columns_of(filled))
