"""Texts are read where they lie, in every layout they come in, and stay there while needed."""

import gc
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

import stancekit
from stancekit.exceptions import DataError, StancekitError
from stancekit.text import Ngrams, kernel

compiled = pytest.importorskip("stancekit.text.compiled_kernel", exc_type=ImportError)
pa = pytest.importorskip("pyarrow")
pl = pytest.importorskip("polars")

VIEW = pa.string_view()

TEXTS = [
    "",
    "We must talk to Moscow.",
    "Nie!",
    "a",
    "\u0130stanbul",
    "caf\u00e9 \U0001f54a",
    "no\0",
]
TEXTS += ["twelve bytes", "thirteen byte", "Dialogue with Moscow is the only way. " * 9]


def in_pieces(some, join, make):
    """Return a column of several chunks, some of which are empty or slices."""
    first = make(["never", *some[:3], "never"])[1:-1]
    rest = make(some)
    return join([first, rest[:0], rest[3:8], rest[8:], rest[:0]])


def strings(type_):
    return lambda some: pa.array(some, type_)


def subclassed(some):
    class Text(str):
        __slots__ = ()

        def lower(self):
            return "changed"

    return list(map(Text, some))


LAYOUTS = {
    "list": list,
    "tuple": tuple,
    "list of a subclass of str": subclassed,
    "list of numpy.str_": lambda some: list(map(np.str_, some)),
    "Arrow string": strings(pa.string()),
    "Arrow large_string": strings(pa.large_string()),
    "Arrow string_view": strings(VIEW),
    "Arrow slice": lambda some: pa.array(["x", *some, "y"])[1:-1],
    "Arrow slice of string_view": lambda some: pa.array(["x", *some, "y"], VIEW)[1:-1],
    "Arrow slice beside a missing value": lambda some: pa.array([*some, None])[:-1],
    "Arrow slice after missing values": lambda some: pa.array([None] * 9 + some)[9:],
    "Arrow chunks": lambda some: in_pieces(some, pa.chunked_array, pa.array),
    "Arrow chunks of views": lambda some: in_pieces(some, pa.chunked_array, strings(VIEW)),
    "polars": pl.Series,
    "polars slice": lambda some: pl.Series(["x", *some, "y"])[1:-1],
    "polars chunks": lambda some: in_pieces(some, partial(pl.concat, rechunk=False), pl.Series),
    "pandas str": lambda some: pd.Series(some, dtype=pd.StringDtype("pyarrow", na_value=np.nan)),
    "pandas string[pyarrow]": lambda some: pd.Series(some, dtype="string[pyarrow]"),
    "pandas ArrowDtype": lambda some: pd.Series(some, dtype=pd.ArrowDtype(pa.string())),
    "pandas slice": lambda some: pd.Series(["x", *some, "y"], dtype="string[pyarrow]")[1:-1],
    "pandas backwards": lambda some: pd.Series(some[::-1], dtype="string[pyarrow]")[::-1],
}
OTHER_LAYOUTS = {
    "pandas objects": lambda some: pd.Series(some, dtype=object),
    "pandas objects with a lone surrogate": lambda some: pd.Series([*some, "\ud800"], dtype=object),
    "pandas string[python]": lambda some: pd.Series(some, dtype="string[python]"),
    "NumPy objects": lambda some: np.array(some, dtype=object),
    "NumPy StringDType": lambda some: np.array(some, dtype=np.dtypes.StringDType()),
    "Arrow dictionary": lambda some: pa.array(some).dictionary_encode(),
    "polars Categorical": lambda some: pl.Series(some, dtype=pl.Categorical),
    "pandas category": lambda some: pd.Series(some, dtype="category"),
}
# NumPy's arrays of fixed width cannot hold a NUL at the end.
NUMPY_LAYOUTS = {
    "NumPy": np.array,
    "NumPy backwards": lambda some: np.array(some[::-1])[::-1],
    "NumPy steps": lambda some: np.repeat(some, 3)[1::3],
    "NumPy column": lambda some: np.array([some, some]).T[:, 1],
    "NumPy read-only": lambda some: np.frombuffer(np.array(some).tobytes(), np.array(some).dtype),
    "NumPy wide": lambda some: np.array(some, dtype="U5000"),
    "polars chunks of NumPy": lambda some: pl.Series(np.array(some)),
}
OTHER_NUMPY_LAYOUTS = {
    "NumPy of another byte order": lambda some: np.array(some, dtype=">U999"),
    "NumPy unaligned": lambda some: unaligned(np.array(some)),
    "NumPy of width 0": lambda some: np.array(some[:1]),
}  # fmt: skip


def unaligned(array):
    moved = np.empty(array.nbytes + 1, np.uint8)[1:].view(array.dtype)
    moved[:] = array
    return moved


@pytest.fixture(scope="module")
def model():
    """Return the shipped model, scored with the compiled kernel whatever else is chosen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "_active", compiled)
        yield stancekit.load_model()


def assert_read_in_place(X, expected, model):
    read = compiled.texts_of(X)
    assert len(read) == len(expected)
    assert read.tolist() == expected
    assert_same_probabilities(X, expected, model)


def assert_same_probabilities(X, expected, model):
    found, wanted = model.predict_proba(X), model.predict_proba(expected)
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-12)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_texts_are_read_where_they_lie(layout, model):
    assert_read_in_place(LAYOUTS[layout](TEXTS), TEXTS, model)


@pytest.mark.parametrize("layout", NUMPY_LAYOUTS)
def test_texts_of_arrays_are_read_where_they_lie(layout, model):
    some = [text.rstrip("\0") for text in TEXTS]
    assert_read_in_place(NUMPY_LAYOUTS[layout](some), some, model)


@pytest.mark.parametrize("layout", OTHER_LAYOUTS)
def test_texts_in_other_layouts_are_copied(layout, model):
    X = OTHER_LAYOUTS[layout](TEXTS)
    assert compiled.texts_of(X) is None
    assert_same_probabilities(X, list(X) if "surrogate" in layout else TEXTS, model)


@pytest.mark.parametrize("layout", OTHER_NUMPY_LAYOUTS)
def test_texts_of_other_arrays_are_copied(layout, model):
    X = OTHER_NUMPY_LAYOUTS[layout]([text.rstrip("\0") for text in TEXTS])
    if layout != "NumPy of width 0":
        assert compiled.texts_of(X) is None
    assert_same_probabilities(X, X.tolist(), model)


@given(some=st.lists(texts, max_size=8), data=st.data())
def test_any_texts_are_read_as_they_are(some, data):
    encodable = [text for text in some if text.isprintable() or text.isascii()]
    start = data.draw(st.integers(0, len(encodable)))
    stop = data.draw(st.integers(start, len(encodable)))
    kinds = (pa.string(), pa.large_string(), VIEW)
    for array in [pa.array(encodable, kind) for kind in kinds]:
        assert compiled.texts_of(array[start:stop]).tolist() == encodable[start:stop]
        parts = pa.chunked_array([array[:start], array[start:stop], array[stop:]])
        assert compiled.texts_of(parts).tolist() == encodable
    assert compiled.texts_of(pl.Series(encodable, dtype=pl.String)).tolist() == encodable
    assert compiled.texts_of(some).tolist() == some


@pytest.mark.parametrize("missing", [
    ["talks", None],
    pa.array(["talks", None]),
    pa.array(["x", None, "talks"])[1:],
    pa.array(["talks"] * 20 + [None], VIEW)[5:],
    pa.chunked_array([["talks"], ["talks", None]]),
    pl.Series(["talks", None]),
    pd.Series(["talks", None], dtype="string[pyarrow]"),
    pd.Series(["talks", None], dtype=pd.ArrowDtype(pa.string())),
    pd.Series(["talks", None]),
    np.array(["talks", None], dtype=object),
    np.ma.array(["talks", "hidden"], mask=[False, True]),
], ids=lambda some: type(some).__name__)  # fmt: skip
def test_a_missing_text_is_refused(missing, model):
    assert compiled.texts_of(missing) is None
    with pytest.raises(DataError, match=r"item \d+ is not a string"):
        model.predict_proba(missing)


@pytest.mark.parametrize("wrong", [
    "talks", b"talks", 3, None, [1.5], {"talks": ["x"]}, np.array([1.0]), np.array("talks"),
    np.array([["talks"]]), np.array([b"talks"]), pa.array([1, 2]), pa.array([b"talks"]),
    pa.array([["talks"]]), pa.table({"talks": ["x"]}), pa.scalar("talks"), pl.Series([1]),
    pl.DataFrame({"talks": ["x"]}), pl.LazyFrame({"talks": ["x"]}), pd.Series([1.0]),
    pd.DataFrame({"talks": ["x"]}), pd.Series([1], dtype="int64[pyarrow]"), iter(["talks"]),
    pd.Series(["talks", 1], dtype=object), pd.Series(["talks", {}], dtype=object),
], ids=type)  # fmt: skip
def test_what_are_no_texts_is_refused(wrong, model):
    assert compiled.texts_of(wrong) is None
    with pytest.raises(StancekitError, match="X"):
        model.predict_proba(wrong)


def damaged(data, offsets):
    buffers = [None, pa.py_buffer(np.array(offsets, np.int32)), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(offsets) - 1, buffers)


@pytest.mark.parametrize(
    "bad", [b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"]
)
def test_what_is_not_utf8_is_refused_and_named(bad, model):
    X = damaged(b"talks" + bad, [0, 2, 5, 5 + len(bad)])
    with pytest.raises(DataError, match="X: item 2 is not valid UTF-8"):
        model.predict_proba(X)
    with pytest.raises(DataError, match="X: item 2 is not valid UTF-8"):
        compiled.count(compiled.texts_of(X), Ngrams("char", 2, 3))


def test_a_text_that_ends_before_it_begins_is_refused(model):
    with pytest.raises(DataError, match="X: item 1 has a negative length"):
        model.predict_proba(damaged(b"talks", [0, 5, 3]))


def test_unaligned_columns_are_copied(model):
    offsets = pa.py_buffer(b"\0" + np.array([0, 2, 5], np.int32).tobytes()).slice(1)
    X = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"talks")])
    assert compiled.texts_of(X) is None
    assert_same_probabilities(X, ["ta", "lks"], model)


@pytest.mark.parametrize(
    ("method", "column", "take"),
    [
        ("__arrow_c_array__", pa.array(["talks"]), pa.array),
        ("__arrow_c_stream__", pa.chunked_array([["talks"]]), pa.chunked_array),
    ],
    ids=["array", "stream"],
)
def test_a_column_that_somebody_else_has_taken_is_not_read(method, column, take):
    handed_out = getattr(column, method)()
    once = type("Column", (), {method: lambda self, requested_schema=None: handed_out})()
    assert take(once).to_pylist() == ["talks"]
    assert compiled.texts_of(once) is None


@pytest.mark.parametrize("layout", [*LAYOUTS, *NUMPY_LAYOUTS])
def test_texts_outlive_the_column_they_came_in(layout):
    expected = [f"text {i} of many" * 3 for i in range(1000)]
    make = {**LAYOUTS, **NUMPY_LAYOUTS}[layout]
    column = make([*expected])
    read = compiled.texts_of(column)
    if isinstance(column, list):
        column.clear()
    del column
    gc.collect()
    garbage = [make([chr(i) * 40] * 1000) for i in range(97, 102)]
    assert read.tolist() == expected
    assert garbage
