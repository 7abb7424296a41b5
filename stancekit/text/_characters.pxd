"""What a character is, as the running Python has it: its lower case, and what it is part of.

`describe` packs into one number the lower case of a character and four flags of it. The answers
for the first TABLED code points stand in two tables, which `fill_characters` fills on import: in one
for texts that are lower-cased, in one for those that are folded, where apostrophes are straight.
For others Python is asked each time. Some characters are flagged as RARE, and a text that holds one
is lower-cased or folded by Python as a whole: two whose lower case is not one character for itself
(U+0130 becomes two, and U+03A3 depends on its neighbours); if texts are folded, those that may join
what stands before them; and numbers beyond Unicode, which only a NumPy array can hold: Python is to
refuse them.
"""

from libc.stdint cimport uint8_t, uint32_t

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4 character) nogil
    bint Py_UNICODE_ISSPACE(Py_UCS4 character) nogil
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4 character) nogil

cdef extern from *:
    """
    #define SK_TABLED 0x3000
    static uint32_t sk_lowered[SK_TABLED];
    static uint32_t sk_folded[SK_TABLED];
    """
    const uint32_t TABLED "SK_TABLED"
    uint32_t[0x3000] lowered "sk_lowered"
    uint32_t[0x3000] folded "sk_folded"

cdef enum:
    LOWER = 0x1FFFFF
    WORD = 1 << 22
    SPACE = 1 << 23
    RARE = 1 << 24
    APOSTROPHE = 39


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


cdef inline uint32_t fold(uint32_t character) noexcept nogil:
    """Describe a character beyond the table in a text that is folded."""
    if character == 0xFF07:
        return APOSTROPHE
    return ask_python(character) | (RARE if is_composing(character) else 0)


cdef inline bint is_composing(uint32_t character) noexcept nogil:
    """Tell beyond the table what may join what stands before it; also of some that never do.

    Not of ideographs, precomposed syllables, emoji and most other characters in use.
    """
    if character < 0x10000:
        return (
            0x302A <= character <= 0x302F or 0x3099 <= character <= 0x309A
            or 0xA66F <= character <= 0xABFF or 0xF900 <= character <= 0xFB4F
            or 0xFE20 <= character <= 0xFE2F
        )
    return not (
        0x1F000 <= character <= 0x1FAFF or 0x20000 <= character <= 0x2F7FF
        or 0x30000 <= character <= 0x3FFFF
    )


cdef inline int fill_characters() except -1:
    from stancekit.text.folding import APOSTROPHES, composing_below
    cdef uint32_t character
    cdef const unsigned char[::1] composing = composing_below(TABLED)
    for character in range(TABLED):
        lowered[character] = ask_python(character)
        folded[character] = lowered[character] | (RARE if composing[character] else 0)
    for apostrophe in APOSTROPHES:
        if ord(apostrophe) < TABLED:
            folded[<uint32_t> ord(apostrophe)] = APOSTROPHE
    return 0


cdef inline uint32_t describe(const uint32_t* table, uint32_t character) noexcept nogil:
    """Describe a character of a text that is lower-cased or folded, as the table says."""
    if character < TABLED:
        return table[character]
    return fold(character) if table == folded else ask_python(character)


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
