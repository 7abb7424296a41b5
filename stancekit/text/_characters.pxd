"""What a character is, as the running Python has it: its lower case, and what it is part of.

`describe` packs into one number the lower case of a character and four flags of it. The answers
for the first TABLED code points stand in a table, which `fill_characters` fills on import; the
others come from Python each time. Two characters have a lower case that is not one character
for itself: U+0130 becomes two, and U+03A3 depends on its neighbours. They are flagged as RARE, and
a text that holds one is lower-cased by Python as a whole. So are numbers beyond Unicode, which
only a NumPy array can hold: Python is to refuse them.
"""

from libc.stdint cimport uint8_t, uint32_t

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4 character) nogil
    bint Py_UNICODE_ISSPACE(Py_UCS4 character) nogil
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4 character) nogil

cdef extern from *:
    """
    #define SK_TABLED 0x3000
    static uint32_t sk_characters[SK_TABLED];
    """
    const uint32_t TABLED "SK_TABLED"
    uint32_t[0x3000] characters "sk_characters"

cdef enum:
    LOWER = 0x1FFFFF
    WORD = 1 << 22
    SPACE = 1 << 23
    RARE = 1 << 24


cdef inline uint32_t ask_python(uint32_t character) noexcept nogil:
    if character > 0x10FFFF:
        return RARE
    cdef uint32_t lower = Py_UNICODE_TOLOWER(character)
    cdef uint32_t described = lower
    if Py_UNICODE_ISALNUM(lower) or lower == 95:  # 95: the underscore
        described |= WORD
    if Py_UNICODE_ISSPACE(lower):
        described |= SPACE
    if character == 0x130 or character == 0x3A3:
        described |= RARE
    return described


cdef inline void fill_characters() noexcept nogil:
    cdef uint32_t character
    for character in range(TABLED):
        characters[character] = ask_python(character)


cdef inline uint32_t describe(uint32_t character) noexcept nogil:
    return characters[character] if character < TABLED else ask_python(character)


cdef inline Py_ssize_t put_utf8(uint8_t* to, uint32_t character) noexcept nogil:
    """Write a character as UTF-8, a lone surrogate as if it were one; return its length."""
    if character < 0x80:
        to[0] = character
        return 1
    if character < 0x800:
        to[0] = 0xC0 | (character >> 6)
        to[1] = 0x80 | (character & 0x3F)
        return 2
    if character < 0x10000:
        to[0] = 0xE0 | (character >> 12)
        to[1] = 0x80 | ((character >> 6) & 0x3F)
        to[2] = 0x80 | (character & 0x3F)
        return 3
    to[0] = 0xF0 | (character >> 18)
    to[1] = 0x80 | ((character >> 12) & 0x3F)
    to[2] = 0x80 | ((character >> 6) & 0x3F)
    to[3] = 0x80 | (character & 0x3F)
    return 4
