"""Where the characters of each text lie in memory."""

cdef struct Row:
    const void* data
    Py_ssize_t length  # in characters
    int width          # bytes of a character: 1, 2 or 4; 0: UTF-8 bytes, perhaps not only ASCII


cdef class Texts:
    cdef readonly Py_ssize_t size
    cdef int fill(self, Py_ssize_t start, Py_ssize_t stop, Row* rows) except -1
    cdef str text(self, Py_ssize_t row)


cdef Row row_of(str text)
