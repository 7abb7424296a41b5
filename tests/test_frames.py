"""Frames of other libraries are scored as the model does it alone."""

import pandas as pd
import pytest

import stancekit

pa = pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def model(bridge):
    return stancekit.StanceClassifier().fit(bridge.texts, bridge.labels).model_


def test_duckdb_scores_what_it_reads(model, bridge, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    texts = [*bridge.texts, None, ""] * 100
    database = duckdb.connect()
    database.create_function(
        "status",
        lambda column: model.score_arrow(column)["status"],
        ["VARCHAR"],
        "VARCHAR",
        type="arrow",
        null_handling="special",
    )
    posts = pa.table({"text": texts})
    assert len(posts) == 4200
    found = database.sql("SELECT status(text) FROM posts").fetchall()
    assert [status for (status,) in found] == model.score_arrow(texts)["status"].to_pylist()
    database.sql("SELECT * FROM posts").write_parquet(str(tmp_path / "posts.parquet"))
    counts = stancekit.score_files(model, tmp_path / "posts.parquet", tmp_path / "o.jsonl").statuses
    assert counts == pd.Series([status for (status,) in found]).value_counts().to_dict()


def test_dask_scores_partitions_of_any_size(model, bridge):
    dd = pytest.importorskip("dask.dataframe")

    def scored(part):
        return part.join(model.score_arrow(part["text"]).to_pandas().set_index(part.index))

    posts = pd.DataFrame({"text": pd.Series([*bridge.texts, None], dtype="string[pyarrow]")})
    parts = dd.from_pandas(posts, npartitions=7).map_partitions(scored, meta=scored(posts.head(0)))
    found = parts.compute(scheduler="threads")
    expected = scored(posts)
    assert found["status"].tolist() == expected["status"].tolist()
    assert found["p_favor"].iloc[:-1].tolist() == expected["p_favor"].iloc[:-1].tolist()
    assert found["status"].iloc[-1] == "missing"
