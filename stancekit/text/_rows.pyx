# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Texts as they come, read where they lie: Python strings, NumPy string arrays, Arrow columns."""

from cpython.buffer cimport PyBUF_FORMAT, PyBUF_STRIDES, PyBuffer_Release, PyObject_GetBuffer
from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.pycapsule cimport PyCapsule_GetPointer
from cpython.unicode cimport PyUnicode_Check, PyUnicode_DecodeUTF8
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t

from stancekit.exceptions import DataError

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t length)


cdef Row row_of(str text):
    cdef Row row
    row.data = PyUnicode_DATA(text)
    row.length = PyUnicode_GET_LENGTH(text)
    row.width = PyUnicode_KIND(text)
    return row


cdef class Texts:
    """Texts of any origin; `fill` says where some of them lie, `text` returns one as a string."""

    def __len__(self):
        return self.size

    cdef int fill(self, Py_ssize_t start, Py_ssize_t stop, Row* rows) except -1:
        raise NotImplementedError

    cdef str text(self, Py_ssize_t row):
        raise NotImplementedError

    def tolist(self):
        """Return the texts as a list of strings."""
        return [self.text(row) for row in range(self.size)]


cdef class StringTexts(Texts):
    """A list or tuple of strings, all of which are kept alive.

    Raises TypeError if an item is no string.
    """

    cdef tuple items

    def __cinit__(self, strings):
        self.items = tuple(strings)
        for item in self.items:
            if not PyUnicode_Check(item):
                raise TypeError("expected strings only")
        self.size = len(self.items)

    cdef int fill(self, Py_ssize_t start, Py_ssize_t stop, Row* rows) except -1:
        cdef Py_ssize_t i
        for i in range(start, stop):
            rows[i - start] = row_of(<str> self.items[i])
        return 0

    cdef str text(self, Py_ssize_t row):
        return <str> self.items[row]


cdef class ArrayTexts(Texts):
    """A one-dimensional NumPy array of fixed-width strings (dtype "U"), in native byte order."""

    cdef Py_buffer buffer

    def __cinit__(self, array):
        PyObject_GetBuffer(array, &self.buffer, PyBUF_FORMAT | PyBUF_STRIDES)
        self.size = self.buffer.shape[0]

    def __dealloc__(self):
        PyBuffer_Release(&self.buffer)

    cdef int fill(self, Py_ssize_t start, Py_ssize_t stop, Row* rows) except -1:
        cdef Py_ssize_t i, length
        cdef const uint32_t* characters
        for i in range(start, stop):
            characters = <const uint32_t*> (<const char*> self.buffer.buf + i * self.buffer.strides[0])
            length = self.buffer.itemsize // 4
            while length and not characters[length - 1]:
                length -= 1
            rows[i - start] = Row(characters, length, 4)
        return 0

    cdef str text(self, Py_ssize_t row):
        cdef Row found
        cdef Py_ssize_t i
        self.fill(row, row + 1, &found)
        for i in range(found.length):
            if (<const uint32_t*> found.data)[i] > 0x10FFFF:
                raise DataError(f"X: item {row} holds a number beyond Unicode; read the source again")
        return PyUnicode_FromKindAndData(4, found.data, found.length)


# The Arrow C data interface, https://arrow.apache.org/docs/format/CDataInterface.html

cdef struct ArrowSchema:
    const char* format
    const char* name
    const char* metadata
    int64_t flags
    int64_t n_children
    ArrowSchema** children
    ArrowSchema* dictionary
    void (*release)(ArrowSchema*)
    void* private_data

cdef struct ArrowArray:
    int64_t length
    int64_t null_count
    int64_t offset
    int64_t n_buffers
    int64_t n_children
    const void** buffers
    ArrowArray** children
    ArrowArray* dictionary
    void (*release)(ArrowArray*)
    void* private_data

cdef struct ArrowStream:
    int (*get_schema)(ArrowStream*, ArrowSchema*)
    int (*get_next)(ArrowStream*, ArrowArray*)
    const char* (*get_last_error)(ArrowStream*)
    void (*release)(ArrowStream*)
    void* private_data


cdef class ArrowTexts(Texts):
    """A column of strings behind Arrow's C interface: an Arrow array, a pandas or polars Series.

    Raises TypeError if the column holds anything else than strings, or a missing value.
    """

    cdef ArrowArray* chunks
    cdef Py_ssize_t n_chunks
    cdef bytes layout

    def __cinit__(self, column):
        if hasattr(column, "__arrow_c_stream__"):
            self.read_stream(column.__arrow_c_stream__())
        else:
            schema, array = column.__arrow_c_array__()
            self.read_array(schema, array)

    cdef int read_stream(self, capsule) except -1:
        cdef ArrowSchema schema
        cdef ArrowArray* chunk
        stream = <ArrowStream*> PyCapsule_GetPointer(capsule, "arrow_array_stream")
        if stream.release == NULL or stream.get_schema(stream, &schema):
            raise TypeError("the Arrow stream cannot be read")
        try:
            self.check_layout(&schema)
        finally:
            schema.release(&schema)
        while True:
            chunk = self.next_chunk()
            if stream.get_next(stream, chunk):
                raise TypeError("the Arrow stream cannot be read")
            if chunk.release == NULL:
                return 0
            self.take_chunk()

    cdef int read_array(self, schema, array) except -1:
        self.check_layout(<ArrowSchema*> PyCapsule_GetPointer(schema, "arrow_schema"))
        given = <ArrowArray*> PyCapsule_GetPointer(array, "arrow_array")
        if given.release == NULL:
            raise TypeError("the Arrow array was read before")
        self.next_chunk()[0] = given[0]
        given.release = NULL  # moved, so that the capsule does not release it
        return self.take_chunk()

    cdef int check_layout(self, const ArrowSchema* schema) except -1:
        if schema.release == NULL:
            raise TypeError("the Arrow schema was read before")
        self.layout = schema.format
        if self.layout not in (b"u", b"U", b"vu") or schema.dictionary != NULL:
            raise TypeError("expected an Arrow column of strings")
        return 0

    cdef ArrowArray* next_chunk(self) except NULL:
        more = <ArrowArray*> PyMem_Realloc(self.chunks, (self.n_chunks + 1) * sizeof(ArrowArray))
        if more == NULL:
            raise MemoryError
        self.chunks = more
        more[self.n_chunks].release = NULL
        return &more[self.n_chunks]

    cdef int take_chunk(self) except -1:
        chunk = &self.chunks[self.n_chunks]
        self.n_chunks += 1
        self.size += chunk.length
        if has_null(chunk):
            raise TypeError("expected no missing value")
        if <size_t> chunk.buffers[1] % (8 if self.layout == b"U" else 4):
            raise TypeError("expected aligned memory")
        return 0

    def __dealloc__(self):
        cdef Py_ssize_t i
        for i in range(self.n_chunks):
            self.chunks[i].release(&self.chunks[i])
        PyMem_Free(self.chunks)

    cdef int fill(self, Py_ssize_t start, Py_ssize_t stop, Row* rows) except -1:
        cdef Py_ssize_t chunk = 0, i = start, before = 0
        while i < stop:
            while i - before >= self.chunks[chunk].length:
                before += self.chunks[chunk].length
                chunk += 1
            rows[i - start] = self.row_in(&self.chunks[chunk], i - before)
            if rows[i - start].length < 0:
                raise DataError(f"X: item {i} has a negative length; read the source again")
            i += 1
        return 0

    cdef Row row_in(self, ArrowArray* chunk, Py_ssize_t i) noexcept:
        cdef Row row
        cdef const int32_t* view
        cdef const int64_t* wide
        cdef const int32_t* narrow
        i += chunk.offset
        row.width = 0
        if self.layout == b"vu":
            # A view: its length, then 12 bytes of text, or a prefix, a buffer number and an offset.
            view = <const int32_t*> chunk.buffers[1] + 4 * i
            row.length = view[0]
            if view[0] <= 12:
                row.data = &view[1]
            else:
                row.data = <const char*> chunk.buffers[2 + view[2]] + view[3]
        elif self.layout == b"U":
            wide = <const int64_t*> chunk.buffers[1]
            row.length = wide[i + 1] - wide[i]
            row.data = <const char*> chunk.buffers[2] + wide[i]
        else:
            narrow = <const int32_t*> chunk.buffers[1]
            row.length = <Py_ssize_t> narrow[i + 1] - narrow[i]
            row.data = <const char*> chunk.buffers[2] + narrow[i]
        return row

    cdef str text(self, Py_ssize_t row):
        cdef Row found
        self.fill(row, row + 1, &found)
        try:
            return PyUnicode_DecodeUTF8(<const char*> found.data, found.length, NULL)
        except UnicodeDecodeError as error:
            raise DataError(
                f"X: item {row} is not valid UTF-8 ({error.reason}); read the source again"
            ) from error


cdef bint has_null(ArrowArray* chunk) noexcept:
    cdef Py_ssize_t i
    cdef const uint8_t* valid = <const uint8_t*> chunk.buffers[0]
    if chunk.null_count == 0 or valid == NULL:
        return False
    for i in range(chunk.offset, chunk.offset + chunk.length):
        if not (valid[i >> 3] >> (i & 7)) & 1:
            return True
    return False
