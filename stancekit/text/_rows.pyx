# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Texts as they come, read where they lie: Python strings, NumPy and Arrow columns, lines of JSON."""

from cpython.buffer cimport PyBUF_FORMAT, PyBUF_STRIDES, PyBuffer_Release, PyObject_GetBuffer
from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.pycapsule cimport PyCapsule_GetPointer
from cpython.unicode cimport PyUnicode_Check, PyUnicode_DecodeUTF8
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memchr, memcmp, memcpy

import numpy as np

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


# Lines of JSON (RFC 8259). All that Python's reader might take in another way is not read here.

cdef enum:
    DEEPEST = 64  # lists and objects within each other
    LONGEST = 1024  # bytes of a name that has escapes

cdef struct Key:
    const char* name
    Py_ssize_t length


cdef class JsonTexts:
    """The texts under one key of all records: their bytes, where each ends, and which are null."""

    cdef readonly object data, ends, valid
    cdef uint8_t[::1] bytes_
    cdef int64_t[::1] ends_
    cdef uint8_t[::1] valid_
    cdef int64_t size

    def __cinit__(self, Py_ssize_t n_records, Py_ssize_t n_bytes):
        self.data = self.bytes_ = np.empty(n_bytes, np.uint8)
        self.ends = self.ends_ = np.zeros(n_records + 1, np.int64)
        self.valid = self.valid_ = np.zeros(n_records, np.uint8)

    cdef void take(self, Py_ssize_t record, const uint8_t* at, const uint8_t* stop) noexcept:
        """Take what is between two quotes."""
        self.size += unescaped(at, stop, &self.bytes_[self.size])
        self.valid_[record] = 1


def json_texts(bytes data, const int64_t[::1] ends, names, reserved):
    """Return the texts under some keys of records, which end where they say; each in UTF-8.

    A text may be null or missing. Return None if a record is no JSON object that begins its line
    and ends it, has none of these keys just once, has another value there, or a reserved key; or if
    it is so unusual that Python's reader has to judge it.
    """
    cdef Py_ssize_t i, k, n_names = len(names), start = 0
    cdef list encoded = [name.encode() for name in (*names, *reserved)]
    cdef list found = [JsonTexts(len(ends), len(data)) for _ in names]
    cdef Py_ssize_t n_keys = len(encoded)
    cdef const uint8_t* base = <const uint8_t*> <const char*> data
    cdef Key* keys = <Key*> PyMem_Realloc(NULL, max(n_keys, 1) * sizeof(Key))
    if keys == NULL:
        raise MemoryError
    try:
        for k in range(n_keys):
            keys[k] = Key(<const char*> <bytes> encoded[k], len(<bytes> encoded[k]))
        for i in range(len(ends)):
            if not start < ends[i] <= len(data):
                return None
            if not take_record(base + start, base + ends[i], i, found, keys, n_names, n_keys):
                return None
            start = ends[i]
    finally:
        PyMem_Free(keys)
    return found


cdef bint take_record(
    const uint8_t* at, const uint8_t* stop, Py_ssize_t record, list found,
    const Key* keys, Py_ssize_t n_names, Py_ssize_t n_keys,
):
    """Take the texts of a record; tell whether it could be read."""
    cdef const uint8_t* name
    cdef const uint8_t* value
    cdef Py_ssize_t k
    cdef bint escaped
    cdef JsonTexts texts
    cdef uint64_t seen = 0
    if at[0] != c"{":
        return False
    while True:
        name = after_space(at + 1, stop)
        at = after_string(name, stop, &escaped)
        if at == NULL or (escaped and at - name > LONGEST):
            return False
        k = number_of(name + 1, at - 1, escaped, keys, n_keys)
        at = after_space(at, stop)
        if k >= n_names or at == stop or at[0] != c":":
            return False
        value = after_space(at + 1, stop)
        at = after_value(value, stop, 0)
        if at == NULL:
            return False
        if k >= 0:
            if (seen >> k) & 1 or value[0] not in b'"n':
                return False
            seen |= 1 << k
            if value[0] == c'"':
                texts = <JsonTexts> found[k]
                texts.take(record, value + 1, at - 1)
        at = after_space(at, stop)
        if at == stop:
            return False
        if at[0] == c"}":
            break
        if at[0] != c",":
            return False
    for k in range(n_names):
        texts = <JsonTexts> found[k]
        texts.ends_[record + 1] = texts.size
    return ends_here(at + 1, stop)


cdef bint ends_here(const uint8_t* at, const uint8_t* stop) noexcept:
    """Tell whether nothing but the end of a line is left."""
    if at < stop and at[0] == c"\r":
        at += 1
    if at < stop and at[0] == c"\n":
        at += 1
    return at == stop


cdef Py_ssize_t number_of(
    const uint8_t* name, const uint8_t* stop, bint escaped, const Key* keys, Py_ssize_t n_keys
) noexcept:
    """Return which of some keys the one between two quotes is, or -1."""
    cdef uint8_t[LONGEST] plain
    cdef Py_ssize_t k, length = stop - name
    if escaped:
        length = unescaped(name, stop, plain)
        name = plain
    for k in range(n_keys):
        if keys[k].length == length and not memcmp(keys[k].name, name, length):
            return k
    return -1


cdef const uint8_t* after_space(const uint8_t* at, const uint8_t* stop) noexcept:
    while at < stop and (at[0] == c" " or at[0] == c"\t" or at[0] == c"\r" or at[0] == c"\n"):
        at += 1
    return at


cdef const uint8_t* after_value(const uint8_t* at, const uint8_t* stop, int depth) noexcept:
    """Return what follows a value, NULL if there is none."""
    cdef bint escaped
    if at == stop:
        return NULL
    if at[0] == c'"':
        return after_string(at, stop, &escaped)
    if at[0] == c"{" or at[0] == c"[":
        return after_items(at, stop, depth + 1)
    if at[0] == c"t":
        return after_word(at, stop, b"true", 4)
    if at[0] == c"f":
        return after_word(at, stop, b"false", 5)
    if at[0] == c"n":
        return after_word(at, stop, b"null", 4)
    return after_number(at, stop)


cdef const uint8_t* after_word(
    const uint8_t* at, const uint8_t* stop, const char* word, Py_ssize_t length
) noexcept:
    return at + length if stop - at >= length and not memcmp(at, word, length) else NULL


cdef const uint8_t* after_items(const uint8_t* at, const uint8_t* stop, int depth) noexcept:
    """Return what follows an object or a list."""
    cdef bint escaped, is_object = at[0] == c"{"
    cdef uint8_t closing = c"}" if is_object else c"]"
    if depth > DEEPEST:
        return NULL
    at = after_space(at + 1, stop)
    if at < stop and at[0] == closing:
        return at + 1
    while True:
        if is_object:
            at = after_string(after_space(at, stop), stop, &escaped)
            if at == NULL:
                return NULL
            at = after_space(at, stop)
            if at == stop or at[0] != c":":
                return NULL
            at += 1
        at = after_value(after_space(at, stop), stop, depth)
        if at == NULL:
            return NULL
        at = after_space(at, stop)
        if at == stop:
            return NULL
        if at[0] == closing:
            return at + 1
        if at[0] != c",":
            return NULL
        at += 1


cdef const uint8_t* after_digits(const uint8_t* at, const uint8_t* stop) noexcept:
    """Return what follows digits, NULL if there are none."""
    cdef const uint8_t* start = at
    while at < stop and c"0" <= at[0] <= c"9":
        at += 1
    return at if at > start else NULL


cdef const uint8_t* after_number(const uint8_t* at, const uint8_t* stop) noexcept:
    if at[0] == c"-":
        at += 1
    if at < stop and at[0] == c"0":
        at += 1
    else:
        at = after_digits(at, stop)
    if at != NULL and at < stop and at[0] == c".":
        at = after_digits(at + 1, stop)
    if at != NULL and at < stop and (at[0] == c"e" or at[0] == c"E"):
        at += 1
        if at < stop and (at[0] == c"+" or at[0] == c"-"):
            at += 1
        at = after_digits(at, stop)
    return at


cdef bint are_plain(const uint8_t* at) noexcept:
    """Tell whether none of eight bytes is a quote, a backslash or a control character."""
    cdef uint64_t word, quotes, slashes, high = 0x8080808080808080, ones = 0x0101010101010101
    memcpy(&word, at, 8)
    quotes, slashes = word ^ (ones * c'"'), word ^ (ones * c"\\")
    return not (
        (((word - ones * 0x20) & ~word) | ((quotes - ones) & ~quotes) | ((slashes - ones) & ~slashes))
        & high
    )


cdef const uint8_t* after_string(
    const uint8_t* at, const uint8_t* stop, bint* escaped
) noexcept:
    """Return what follows a string, and whether it has escapes; NULL if it is none."""
    cdef int length
    escaped[0] = False
    if at == stop or at[0] != c'"':
        return NULL
    at += 1
    while at < stop:
        if stop - at >= 8 and are_plain(at):
            at += 8
        elif at[0] == c'"':
            return at + 1
        elif at[0] < 0x20:
            return NULL
        elif at[0] == c"\\":
            escaped[0] = True
            length = length_of_escape(at, stop)
            if not length:
                return NULL
            at += length
        else:
            at += 1
    return NULL


cdef int length_of_escape(const uint8_t* at, const uint8_t* stop) noexcept:
    """Return of how many bytes an escape is; 0 if it is none, of NUL or of half a character."""
    cdef int code
    if stop - at < 2:
        return 0
    if at[1] != c"u":
        return 2 if at[1] in b'"\\/bfnrt' else 0
    code = code_unit(at, stop)
    if code <= 0 or 0xDC00 <= code < 0xE000:
        return 0
    if 0xD800 <= code < 0xDC00:
        return 12 if 0xDC00 <= code_unit(at + 6, stop) < 0xE000 else 0
    return 6


cdef int code_unit(const uint8_t* at, const uint8_t* stop) noexcept:
    """Return the number of an escape such as \\u00e9, -1 if it is none."""
    cdef int i, code = 0
    if stop - at < 6 or at[0] != c"\\" or at[1] != c"u":
        return -1
    for i in range(2, 6):
        code <<= 4
        if c"0" <= at[i] <= c"9":
            code |= at[i] - c"0"
        elif c"a" <= at[i] | 0x20 <= c"f":
            code |= (at[i] | 0x20) - c"a" + 10
        else:
            return -1
    return code


cdef int64_t unescaped(const uint8_t* at, const uint8_t* stop, uint8_t* out) noexcept:
    """Write what a string stands for, which never is longer; return how long it is."""
    cdef uint8_t* start = out
    cdef const uint8_t* escape
    while True:
        escape = <const uint8_t*> memchr(at, c"\\", stop - at)
        if escape == NULL:
            memcpy(out, at, stop - at)
            return out - start + (stop - at)
        memcpy(out, at, escape - at)
        out += escape - at
        at = escape
        if at[1] == c"u":
            out += as_utf8(code_point(at, stop), out)
        else:
            out[0] = of_escape(at[1])
            out += 1
        at += length_of_escape(at, stop)


cdef uint8_t of_escape(uint8_t letter) noexcept:
    """Return the character that an escape of one letter stands for."""
    if letter == c"b":
        return 8
    if letter == c"f":
        return 12
    if letter == c"n":
        return 10
    if letter == c"r":
        return 13
    return 9 if letter == c"t" else letter


cdef uint32_t code_point(const uint8_t* at, const uint8_t* stop) noexcept:
    """Return the character of one escape, or of two that are its halves."""
    cdef uint32_t code = code_unit(at, stop)
    if 0xD800 <= code < 0xDC00:
        return 0x10000 + ((code - 0xD800) << 10) + (code_unit(at + 6, stop) - 0xDC00)
    return code


cdef int as_utf8(uint32_t code, uint8_t* out) noexcept:
    """Write a character in UTF-8; return of how many bytes it is."""
    if code < 0x80:
        out[0] = code
        return 1
    if code < 0x800:
        out[0], out[1] = 0xC0 | (code >> 6), 0x80 | (code & 0x3F)
        return 2
    if code < 0x10000:
        out[0], out[1] = 0xE0 | (code >> 12), 0x80 | ((code >> 6) & 0x3F)
        out[2] = 0x80 | (code & 0x3F)
        return 3
    out[0], out[1] = 0xF0 | (code >> 18), 0x80 | ((code >> 12) & 0x3F)
    out[2], out[3] = 0x80 | ((code >> 6) & 0x3F), 0x80 | (code & 0x3F)
    return 4
