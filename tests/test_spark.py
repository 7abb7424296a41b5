"""Spark data frames, scored by a real Spark on two cores of this machine.

`make test-spark` gets Spark and runs this file.
"""

import os
import re
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from letter_encoders import Letters

import stancekit
import stancekit.spark
from stancekit import StanceClassifier
from stancekit.exceptions import DataError, InputTypeError, ModelFormatError, ParameterError

DOCS = Path(__file__).parents[1] / "docs"
GUIDE = DOCS / "guides" / "spark.md"
TUTORIAL = DOCS / "tutorials" / "a-hundred-million-statements.md"
sql = pytest.importorskip("pyspark.sql", reason="needs pyspark; 'make test-spark' gets it")

JAVA = Path(os.environ.get("JAVA_HOME", "/nowhere"), "bin", "java")
BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch"
LARGE = "spark.sql.execution.arrow.useLargeVarTypes"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("java") or JAVA.exists()), reason="needs Java"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::FutureWarning:pyspark"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return the folder in which Spark runs, which is where it finds relative paths."""
    return tmp_path_factory.mktemp("spark")


@pytest.fixture(scope="module")
def spark(home):
    """Start Spark on this machine alone; stop it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = sql.SparkSession.builder.master("local[2]")
        settings = {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.memory": "1g",
            "spark.sql.shuffle.partitions": "4",
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def model(bridge):
    return StanceClassifier().fit(bridge.texts, bridge.labels).model_


@pytest.fixture(scope="module")
def folder(model, tmp_path_factory):
    found = tmp_path_factory.mktemp("models") / "bridge"
    model.save(found)
    return found


@pytest.fixture(scope="module")
def texts(bridge):
    odd = [None, "", " ", "„Переговоры“ \U0001f54a 和平\tnow", "=1+1", "No bridge,\nnot\0now."]
    return [*odd, *bridge.texts, None]


@pytest.fixture(scope="module")
def posts(spark, texts):
    return spark.createDataFrame(list(enumerate(texts)), "id int, text string")


@contextmanager
def setting(spark, name, value):
    spark.conf.set(name, value)
    yield
    spark.conf.unset(name)


def rows_of(scored):
    return [row.asDict(recursive=True) for row in scored.orderBy("id").collect()]


def answers_of(model, texts, **options):
    """Return what the model says here of the texts, each beside its number."""
    answers = model.score_arrow(texts, **options).to_pylist()
    return [
        {"id": number, "text": text} | answer
        for number, (text, answer) in enumerate(zip(texts, answers, strict=True))
    ]


def test_each_row_gets_what_the_model_says_of_it(spark, posts, texts, folder, model):
    scored = stancekit.spark.score(posts.repartition(3), folder)
    assert rows_of(scored) == answers_of(model, texts)
    empty = [row for row in rows_of(scored) if row["text"] is None]
    assert len(empty) == 2
    assert all(row["status"] == "missing" and row["label"] is None for row in empty)


def test_the_shipped_model_is_known_by_its_name(posts, texts):
    scored = stancekit.spark.score(posts, "dialogue-with-moscow")
    assert rows_of(scored) == answers_of(stancekit.load_model(), texts)


def test_batches_of_one_row(spark, posts, texts, folder, model):
    with setting(spark, BATCH, "1"):
        assert rows_of(stancekit.spark.score(posts, folder)) == answers_of(model, texts)


def test_batches_larger_than_what_is_scored_at_once(spark, folder, model):
    texts = ["Build it now.", None, "No bridge here, not ever."]
    with setting(spark, BATCH, "200000"):
        many = spark.range(120_002, numPartitions=1).selectExpr(
            "id", f"element_at(array('{texts[0]}', null, '{texts[2]}'), int(id % 3) + 1) as text"
        )
        scored = stancekit.spark.score(many, folder).toPandas()
    told = model.score_arrow(texts * 40_001).slice(0, 120_002).to_pandas()
    assert scored["id"].tolist() == list(range(120_002))
    pd.testing.assert_frame_equal(scored[list(told)], told, check_dtype=False)


def test_strings_with_large_offsets(spark, posts, texts, folder, model):
    with setting(spark, LARGE, "true"):
        assert rows_of(stancekit.spark.score(posts, folder)) == answers_of(model, texts)


def test_no_rows_and_partitions_without_any(spark, posts, texts, folder, model):
    none = stancekit.spark.score(posts.filter("id < 0"), folder)
    assert none.collect() == []
    assert none.columns == list(answers_of(model, ["text"])[0])
    spread = posts.filter("id < 3").repartition(6, "id")
    assert spread.rdd.glom().map(len).collect().count(0) >= 3
    assert rows_of(stancekit.spark.score(spread, folder)) == answers_of(model, texts[:3])


def test_columns_of_all_kinds_are_carried(spark, posts, folder, model, texts):
    rich = posts.selectExpr(
        "array(id, 2) as tags",
        "*",
        "named_struct('id', id, 'deep', array(text)) as nested",
        "map('a', id) as pairs",
        "cast(1.5 as decimal(10, 2)) as price",
        "cast('2026-03-10 12:00:00' as timestamp) as posted",
        "cast(null as string) as `a name.with a point`",
    )
    scored = rows_of(stancekit.spark.score(rich, folder))
    plain = rows_of(rich)
    answers = answers_of(model, texts)
    assert scored == [row | answer for row, answer in zip(plain, answers, strict=True)]
    assert list(scored[0])[:7] == rich.columns[:7]


def test_sql_goes_on_with_what_was_scored(spark, posts, texts, folder, model):
    stancekit.spark.score(posts, folder).createOrReplaceTempView("scored")
    found = spark.sql("SELECT label, count(*) AS n FROM scored GROUP BY label").collect()
    labels = [row["label"] for row in answers_of(model, texts)]
    assert {row.label: row.n for row in found} == {each: labels.count(each) for each in labels}


def test_sql_scores_statements(spark, posts, texts, folder, model):
    function = stancekit.spark.register(spark, folder, "position_of")
    posts.createOrReplaceTempView("posts")
    by_name = spark.sql("SELECT id, text, position_of(text) AS found FROM posts")
    by_column = posts.withColumn("found", function("text"))
    for scored in (by_name, by_column):
        flat = [row | row.pop("found") for row in rows_of(scored)]
        assert flat == answers_of(model, texts)


def test_sql_says_of_a_column_that_it_holds_no_strings(spark, posts, folder):
    stancekit.spark.register(spark, folder)
    posts.createOrReplaceTempView("posts")
    with pytest.raises(Exception, match="expected an Arrow column of strings, got one of int"):
        spark.sql("SELECT stance(id) FROM posts").collect()


@pytest.fixture(scope="module")
def two_targets(bridge, tmp_path_factory):
    targets = ["bridge", "road"] * (len(bridge.texts) // 2)
    labels = ["favor" if row % 4 < 2 else "against" for row in range(len(targets))]
    table = {"text": bridge.texts, "target": targets}
    model = StanceClassifier(per_target=True).fit(table, labels).model_
    folder = tmp_path_factory.mktemp("models") / "two"
    model.save(folder)
    return stancekit.load_model(folder)


def test_a_model_for_several_targets_reads_them(spark, bridge, two_targets):
    texts = [None, *bridge.texts[:9]]
    targets = [None, *["road", "bridge"] * 4, "road"]
    rows = list(zip(range(10), texts, targets, strict=True))
    frame = spark.createDataFrame(rows, "id int, text string, about string")
    scored = rows_of(stancekit.spark.score(frame, two_targets.folder, target="about"))
    answers = answers_of(two_targets, texts, target=targets)
    assert scored == [
        answer | {"about": target} for answer, target in zip(answers, targets, strict=True)
    ]
    assert scored[0]["status"] == "missing"


@pytest.mark.parametrize(
    ("target", "why"), [(None, "is not a string"), ("weather", "it knows 'bridge', 'road'")]
)
def test_a_text_without_a_target_that_is_known_ends_the_job(spark, two_targets, target, why):
    frame = spark.createDataFrame([("Build it.", target)], "text string, target string")
    with pytest.raises(Exception, match=f"DataError: .*column 'target'.*{why}"):
        stancekit.spark.score(frame, two_targets.folder).collect()


def test_columns_that_do_not_fit_are_refused_before_anything_runs(
    spark, posts, folder, two_targets
):
    score = stancekit.spark.score
    with pytest.raises(DataError, match=r"df: no column 'body'; it has id, text"):
        score(posts, folder, text="body")
    with pytest.raises(DataError, match=r"df: no column 'target'"):
        score(posts, two_targets.folder)
    with pytest.raises(DataError, match=r"column 'id': expected strings, got int; cast it"):
        score(posts, folder, text="id")
    with pytest.raises(DataError, match=r"df: label would be added but is there already"):
        score(posts.withColumnRenamed("id", "Label"), folder)
    with pytest.raises(DataError, match=r"df: label, p_against, .* would be"):
        score(score(posts, folder), folder)


def test_models_that_cannot_travel_are_refused(spark, posts, bridge, model, two_targets, tmp_path):
    with pytest.raises(InputTypeError, match=r"got StanceModel; save the model first"):
        stancekit.spark.score(posts, model)
    with pytest.raises(FileNotFoundError, match=r"nowhere: no such model folder"):
        stancekit.spark.score(posts, tmp_path / "nowhere")
    StanceClassifier(encoder=Letters()).fit(bridge.texts, bridge.labels).model_.save(tmp_path / "e")
    for call in (
        lambda: stancekit.spark.score(posts, tmp_path / "e"),
        lambda: stancekit.spark.register(spark, tmp_path / "e"),
    ):
        with pytest.raises(DataError, match="needs an encoder, which does not travel with the job"):
            call()
    with pytest.raises(ParameterError, match="needs a target for each text; use score"):
        stancekit.spark.register(spark, two_targets.folder)


@pytest.mark.parametrize("name", ["manifest.json", "vocabulary.json", "weights.safetensors"])
def test_a_damaged_model_is_refused(posts, folder, tmp_path, name):
    shutil.copytree(folder, tmp_path / "damaged")
    content = bytearray((folder / name).read_bytes())
    content[-3] ^= 1
    (tmp_path / "damaged" / name).write_bytes(content)
    with pytest.raises(ModelFormatError):
        stancekit.spark.score(posts, tmp_path / "damaged")


def test_a_model_travels_by_its_content_not_by_its_path(
    posts, texts, two_sides, tmp_path, monkeypatch
):
    model = StanceClassifier().fit(two_sides.texts, two_sides.labels).model_
    monkeypatch.chdir(tmp_path)
    model.save("beside")
    scored = stancekit.spark.score(posts, "beside")
    shutil.rmtree("beside")  # no worker has seen it by then
    assert rows_of(scored) == answers_of(model, texts)


def opened(page, home, monkeypatch):
    """Return a page of a clone, in a folder with the model that it speaks of."""
    if not page.is_file():
        pytest.skip("the tests run outside a clone")
    monkeypatch.chdir(home)
    stancekit.load_model().save("my-model")
    return page.read_text(encoding="utf-8")


@pytest.fixture
def page(spark, home, monkeypatch):
    """Return the guide, where what it speaks of is."""
    found = opened(GUIDE, home, monkeypatch)
    rows = [(1, "We must keep talking to Moscow."), (2, None), (3, "No deal with them, ever.")]
    spark.createDataFrame(rows, "id int, text string").write.parquet("posts.parquet")
    return found


def test_the_code_of_the_guide_does_what_it_says(page, spark, capsys):
    exec("\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL)), {"spark": spark})
    told = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    assert capsys.readouterr().out.split() == "".join(told).split()
    assert spark.read.parquet("scored.parquet").count() == 3


def test_the_code_of_the_tutorial_does_what_it_says(spark, home, monkeypatch, capsys):
    page = opened(TUTORIAL, home, monkeypatch)
    (code, told) = re.search(
        r"<!-- not run: .*Spark.*\n```python\n(.*?)```\n+```text\n(.*?)```", page, re.DOTALL
    ).groups()
    Path("posts").mkdir()
    Path("posts", "2026-01.csv").write_text('id,text\n1,"Talk, he said."\n2,"A ""summit"""\n')
    exec(code, {"spark": spark})
    assert capsys.readouterr().out.split() == told.split()
    texts = {row.text for row in spark.read.parquet("scored-by-spark").collect()}
    assert texts == {"Talk, he said.", 'A "summit"'}
