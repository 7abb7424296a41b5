"""Score Spark data frames: the model travels with the job, and each worker verifies it once.

Spark 3.5 and 4 are known to work; stancekit has to be installed on every worker.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias

from stancekit._optional import import_optional
from stancekit.data.quoting import listed
from stancekit.exceptions import DataError, InputTypeError, ParameterError
from stancekit.model.folder import LARGEST, MANIFEST
from stancekit.model.loading import as_model, has_encoder
from stancekit.model.reading import read_file

if TYPE_CHECKING:
    from stancekit.model.model import StanceModel

__all__ = ["register", "score"]

Spark: TypeAlias = Any
"""An object of pyspark or pyarrow, which are imported where they are used."""

_AT_ONCE = 50_000  # rows: memory stays flat, however large a batch Spark sends
_SPARK_TYPES = {"string": "StringType", "double": "DoubleType", "int64": "LongType"}
_loaded: dict[str, StanceModel] = {}


def score(
    df: Spark, model_path: str | Path, *, text: str = "text", target: str = "target"
) -> Spark:
    """Return a Spark data frame with the columns of `StanceModel.score` beside each row.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        Statements, with all other columns, which are kept.
    model_path : str or Path
        The model folder, as the driver sees it: its files are sent with the job.
    text : str
        The column of strings that holds the statements. A null gets the status ``missing``.
    target : str
        The column that names the target of each, for a model with one part for each target. One
        that is null or unknown beside a text ends the job.

    Returns
    -------
    pyspark.sql.DataFrame
        One row for each row, evaluated when Spark is asked for it.

    Raises
    ------
    DataError
        If a column is missing or does not hold strings, or has the name of one that is added; if
        the model needs an encoder.
    FileNotFoundError, ModelFormatError
        If there is no such model, or it is damaged.
    MissingDependencyError
        If pyspark is not installed.

    Examples
    --------
    >>> import stancekit.spark
    >>> posts = spark.read.parquet("posts.parquet")  # doctest: +SKIP
    >>> scored = stancekit.spark.score(posts, "my-model")  # doctest: +SKIP
    >>> scored.write.parquet("scored.parquet")  # doctest: +SKIP
    """
    types = import_optional("pyspark.sql.types", extra="spark", purpose="scoring with Spark")
    files, model = _shipped_files(model_path)
    read = [text, target] if model.per_target else [text]
    _check_columns(df, read)
    answers = _answer_fields(model, types)
    taken = [f.name for f in answers if f.name.casefold() in map(str.casefold, df.columns)]
    if taken:
        raise DataError(f"df: {listed(taken)} would be added but is there already; rename it first")

    fields = [*df.schema.fields, *answers]
    names = [field.name for field in fields]
    places = [names.index(name) for name in read]

    def judge(batches: Iterable[Spark]) -> Iterator[Spark]:
        loaded = _model_of(files)
        for batch in batches:
            for start in range(0, batch.num_rows, _AT_ONCE):
                yield _scored(loaded, batch.slice(start, _AT_ONCE), places, names)

    # Spark looks each column up by its name, and would take a point in it for a field of a struct.
    numbered = df.toDF(*map(str, range(len(df.columns))))
    return numbered.mapInArrow(judge, types.StructType(fields))


def register(spark: Spark, model_path: str | Path, name: str = "stance") -> Callable[..., Spark]:
    """Let SQL score statements: ``SELECT stance(text).label FROM posts``.

    Parameters
    ----------
    spark : pyspark.sql.SparkSession
        Where the function is to be known.
    model_path : str or Path
        The model folder, as the driver sees it; one without targets of its own.
    name : str
        What SQL calls the function.

    Returns
    -------
    callable
        The same for data frames: a column of strings to a column of structs, which hold what
        `StanceModel.score` says.

    Raises
    ------
    DataError, FileNotFoundError, MissingDependencyError, ModelFormatError
        As for `score`.
    ParameterError
        If the model has one part for each target.

    Examples
    --------
    >>> import stancekit.spark
    >>> stancekit.spark.register(spark, "my-model")  # doctest: +SKIP
    >>> spark.sql("SELECT id, stance(text).label FROM posts")  # doctest: +SKIP
    """
    purpose = "scoring with Spark"
    import pandas as pd

    types = import_optional("pyspark.sql.types", extra="spark", purpose=purpose)
    functions = import_optional("pyspark.sql.functions", extra="spark", purpose=purpose)
    files, model = _shipped_files(model_path)
    if model.per_target:
        raise ParameterError("model_path: the model needs a target for each text; use score")

    def stance(parts: Iterable[Spark]) -> Iterator[Spark]:
        loaded = _model_of(files)
        for texts in parts:
            yield _scored_series(loaded, texts)

    # Spark reads from these what kind of function it is.
    stance.__annotations__ = {"parts": Iterator[pd.Series], "return": Iterator[pd.DataFrame]}
    function = functions.pandas_udf(stance, types.StructType(_answer_fields(model, types)))
    spark.udf.register(name, function)
    return function  # type: ignore[no-any-return]


def _shipped_files(model_path: str | Path) -> tuple[dict[str, bytes], StanceModel]:
    """Return the files of a model that Spark sends to its workers, and the model."""
    if not isinstance(model_path, str | Path):
        raise InputTypeError(
            f"model_path: expected the path of a model folder, got {type(model_path).__name__}; "
            "save the model first"
        )
    if has_encoder(Path(model_path)):
        raise DataError(
            f"model_path: {model_path} needs an encoder, which does not travel with the job; "
            "score with a model without one, or files with stancekit.score_files"
        )
    model = as_model(model_path)
    folder = model.folder or Path(model_path)
    there = [name for name in LARGEST if (folder / name).exists()]
    return {name: read_file(folder / name, LARGEST[name]) for name in there}, model


def _model_of(files: dict[str, bytes]) -> StanceModel:
    """Load and verify a model once in each worker, which Spark uses for many tasks."""
    known = hashlib.sha256(files[MANIFEST]).hexdigest()
    if known not in _loaded:
        with TemporaryDirectory() as folder:
            for name, content in files.items():
                Path(folder, name).write_bytes(content)
            _loaded[known] = as_model(folder)
    return _loaded[known]


def _check_columns(df: Spark, names: list[str]) -> None:
    for name in names:
        if name not in df.columns:
            raise DataError(f"df: no column {name!r}; it has {listed(df.columns)}")
        kind = df.schema[name].dataType.simpleString()
        if kind != "string":
            raise DataError(f"df, column {name!r}: expected strings, got {kind}; cast it")


def _answer_fields(model: StanceModel, types: Spark) -> list[Spark]:
    """Return the columns that are added, as Spark names their types."""
    target = [model.targets[0]] if model.per_target else None
    schema = model.score_arrow(["nothing"], target=target).schema
    kinds = {field.name: getattr(types, _SPARK_TYPES[str(field.type)])() for field in schema}
    return [types.StructField(name, kind) for name, kind in kinds.items()]


def _scored(model: StanceModel, batch: Spark, places: list[int], names: list[str]) -> Spark:
    import pyarrow

    text, *target = [batch.column(place) for place in places]
    answers = model.score_arrow(text, target=target[0] if target else None)
    return pyarrow.RecordBatch.from_arrays([*batch.columns, *answers.columns], names=names)


def _scored_series(model: StanceModel, texts: Spark) -> Spark:
    import pyarrow

    return model.score_arrow(pyarrow.array(texts, from_pandas=True)).to_pandas()
