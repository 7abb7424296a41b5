"""Cut one text into words, or into the characters of its padded chunks, as UTF-8.

Characters become what a table says: `lowered`, or `folded`. Where contractions are split, the
"n't" at the end of a word is a word of its own. Tokens, in which concepts are found, are words,
single word characters and question marks.
"""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset

from stancekit.text._characters cimport (
    APOSTROPHE, LOWER, RARE, SPACE, WORD, describe, put_utf8,
)
from stancekit.text._rows cimport Row
from stancekit.text._tables cimport load

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define sk_lowest_bit(bits) __builtin_ctzll(bits)
    #else
    static inline int sk_lowest_bit(uint64_t bits) {
        int n = 0; while (!(bits & 1)) { bits >>= 1; n++; } return n;
    }
    #endif
    """
    int lowest_bit "sk_lowest_bit"(uint64_t bits) noexcept nogil

cdef enum:
    ASK_PYTHON = -1  # what cutting returns for a text that Python must decode, lower-case or fold first
    PADDING = 160    # bytes behind a text that may be read or cleared
    MOST_SIZES = 6   # of n-grams; so many begin at each character of the padded chunks, or fewer


cdef struct Cut:
    uint8_t* text      # lower-cased or folded
    uint8_t* in_word   # for each byte of an ASCII text 1 or 0
    Py_ssize_t* start  # of each word, or of each character
    Py_ssize_t* stop   # of each word
    bint has_tokens    # whether tokens are wanted
    Py_ssize_t* tokens # the number of a word, or -1 less the place of the one character
    Py_ssize_t n_tokens
    Py_ssize_t capacity


cdef inline int reserve_cut(Cut* cut, Py_ssize_t length) noexcept nogil:
    """Make room for a text of so many characters; return -1 without memory."""
    if length < cut.capacity:
        return 0
    free_cut(cut)
    length = length + length // 2 + 256
    cut.text = <uint8_t*> malloc(4 * length + PADDING)
    cut.in_word = <uint8_t*> malloc(length + PADDING)
    cut.start = <Py_ssize_t*> malloc((length + 3) * sizeof(Py_ssize_t))
    cut.stop = <Py_ssize_t*> malloc((length + 3) * sizeof(Py_ssize_t))
    cut.tokens = <Py_ssize_t*> malloc((length + 3) * sizeof(Py_ssize_t))
    if (
        cut.text == NULL or cut.in_word == NULL or cut.start == NULL or cut.stop == NULL
        or cut.tokens == NULL
    ):
        free_cut(cut)
        return -1
    cut.capacity = length
    return 0


cdef inline void free_cut(Cut* cut) noexcept nogil:
    free(cut.text)
    free(cut.in_word)
    free(cut.start)
    free(cut.stop)
    free(cut.tokens)
    cut.text = cut.in_word = NULL
    cut.start = cut.stop = cut.tokens = NULL
    cut.capacity = 0


cdef inline int check_sizes(int low, int high) except -1:
    if not 1 <= low <= high <= MOST_SIZES:
        raise ValueError(f"expected n-grams of 1 to {<int> MOST_SIZES}, got {low} to {high}")
    return 0


cdef inline uint32_t character_at(const Row* row, Py_ssize_t i) noexcept nogil:
    if row.width == 4:
        return (<const uint32_t*> row.data)[i]
    if row.width == 2:
        return (<const uint16_t*> row.data)[i]
    return (<const uint8_t*> row.data)[i]


cdef inline Py_ssize_t cut_words(
    const Row* row, const uint32_t* table, bint splits, Cut* cut
) noexcept nogil:
    """Find the runs of two or more word characters; return their number, or ASK_PYTHON."""
    cdef Py_ssize_t i
    cdef uint8_t any_bits = 0
    cut.n_tokens = 0
    cdef const uint8_t* bytes = <const uint8_t*> row.data
    if row.width <= 1:
        for i in range(row.length):
            any_bits |= bytes[i]
        if any_bits < 128:
            if cut.has_tokens:  # said beforehand, which makes the loop without tokens faster
                return cut_ascii_words(bytes, row.length, splits, True, cut)
            return cut_ascii_words(bytes, row.length, splits, False, cut)
        if row.width == 0:
            return ASK_PYTHON
    return cut_any_words(row, table, splits, cut)


cdef inline Py_ssize_t cut_ascii_words(
    const uint8_t* bytes, Py_ssize_t length, bint splits, bint has_tokens, Cut* cut
) noexcept nogil:
    """Mark the bytes of words, 64 of them in one number, and go from edge to edge of the marks."""
    cdef Py_ssize_t i, position, base = 0, n_words = 0, start = -1, last_t = -1
    cdef uint8_t byte
    cdef uint64_t marks, edges, places, last = 0, questions = 0
    cdef uint8_t* text = cut.text
    cdef uint8_t* in_word = cut.in_word
    for i in range(length):
        byte = bytes[i]
        byte = byte + 32 if <uint8_t> (byte - 65) < 26 else byte
        text[i] = byte
        in_word[i] = (<uint8_t> (byte - 97) < 26) | (<uint8_t> (byte - 48) < 10) | (byte == 95)
    memset(text + length, 0, 16)
    memset(in_word + length, 0, 64 + 64 - length % 64)
    if has_tokens:
        for i in range(length):
            in_word[i] |= (text[i] == 63) << 1
    while base <= length:
        marks = marked(in_word + base, 0)
        edges = places = marks ^ (marks << 1 | last)
        last = marks >> 63
        if has_tokens:
            questions = marked(in_word + base, 1)
            places |= questions
        while places:
            position = base + lowest_bit(places)
            if not has_tokens or edges & places & -places:
                if start < 0:
                    start = position
                elif splits and is_contraction(text, in_word, position):
                    text[position] = APOSTROPHE
                    n_words = add_word(
                        cut, n_words, start, position - 1, position - 1 - start >= 2, has_tokens
                    )
                    n_words = add_word(cut, n_words, position - 1, position + 2, True, has_tokens)
                    start, last_t = -1, position + 1
                else:
                    if start != last_t:
                        n_words = add_word(
                            cut, n_words, start, position, position - start >= 2, has_tokens
                        )
                    start = -1
            if has_tokens and questions & places & -places:
                n_words = add_word(cut, n_words, position, position + 1, False, has_tokens)
            places &= places - 1
        base += 64
    return n_words


cdef inline uint64_t marked(const uint8_t* flags, int bit) noexcept nogil:
    """Return a bit of each of 64 bytes."""
    cdef uint64_t marks = 0
    cdef int i
    for i in range(8):
        # Gathers the lowest bits of eight bytes in the highest byte of the product.
        marks |= (
            (load(flags + 8 * i) >> bit & <uint64_t> 0x0101010101010101)
            * <uint64_t> 0x0102040810204080 >> 56
        ) << (8 * i)
    return marks


cdef inline bint is_contraction(
    const uint8_t* text, const uint8_t* in_word, Py_ssize_t position
) noexcept nogil:
    """Tell whether the word that ends at a place of an ASCII text ends in the n of "n't"."""
    return (
        (text[position] == APOSTROPHE or text[position] == 96)  # "`"
        and text[position + 1] == 116 and text[position - 1] == 110 and not in_word[position + 2] & 1
    )


cdef inline Py_ssize_t add_word(
    Cut* cut, Py_ssize_t n_words, Py_ssize_t start, Py_ssize_t stop, bint is_word, bint has_tokens
) noexcept nogil:
    """Keep a word, or a token of one character; return how many words there are then."""
    cut.start[n_words] = start
    cut.stop[n_words] = stop
    if has_tokens:
        cut.tokens[cut.n_tokens] = n_words if is_word else -1 - start
        cut.n_tokens += stop > start
    return n_words + is_word


cdef inline Py_ssize_t cut_any_words(
    const Row* row, const uint32_t* table, bint splits, Cut* cut
) noexcept nogil:
    cdef Py_ssize_t i = 0, size = 0, n_words = 0, start = 0, n_characters = 0
    cdef uint32_t described
    while i <= row.length:
        described = describe(table, character_at(row, i)) if i < row.length else 0
        i += 1
        if described & RARE:
            return ASK_PYTHON
        if described & WORD:
            size += put_utf8(cut.text + size, described & LOWER)
            n_characters += 1
            continue
        if (
            splits and described == APOSTROPHE and n_characters and cut.text[size - 1] == 110
            and is_last_t(row, table, i)
        ):
            n_words = add_word(cut, n_words, start, size - 1, n_characters > 2, cut.has_tokens)
            cut.text[size], cut.text[size + 1] = APOSTROPHE, 116
            n_words = add_word(cut, n_words, size - 1, size + 2, True, cut.has_tokens)
            size += 2
            i += 1
        else:
            n_words = add_word(cut, n_words, start, size, n_characters >= 2, cut.has_tokens)
        if described == 63 and cut.has_tokens:
            cut.text[size] = 63
            n_words = add_word(cut, n_words, size, size + 1, False, True)
            size += 1
        start = size
        n_characters = 0
    memset(cut.text + size, 0, 16)
    return n_words


cdef inline bint is_last_t(const Row* row, const uint32_t* table, Py_ssize_t i) noexcept nogil:
    """Tell whether a t stands at a place, and no word character behind it."""
    return (
        i < row.length and describe(table, character_at(row, i)) & LOWER == 116
        and not (i + 1 < row.length and describe(table, character_at(row, i + 1)) & WORD)
    )


cdef inline Py_ssize_t cut_chunks(const Row* row, const uint32_t* table, Cut* cut) noexcept nogil:
    """Write the chunks between white space with one space on either side of each.

    Returns how many characters that makes (0 if there is no chunk), or ASK_PYTHON; the bytes of
    character i stand from ``start[i]`` to ``start[i + 1]``.
    """
    cdef Py_ssize_t i, size = 1, n = 1
    cdef uint32_t character, described
    cut.text[0] = 32
    cut.start[0] = 0
    for i in range(row.length + 1):
        character = character_at(row, i) if i < row.length else 32
        described = describe(table, character)
        if described & RARE or (row.width == 0 and character >= 128):
            return ASK_PYTHON
        if not described & SPACE:
            cut.start[n] = size
            size += put_utf8(cut.text + size, described & LOWER)
            n += 1
        elif cut.text[size - 1] != 32:
            cut.start[n] = size
            cut.text[size] = 32
            size += 1
            n += 1
    cut.start[n] = size
    memset(cut.text + size, 0, 16)
    return n if n > 1 else 0


cdef struct Window:
    Py_ssize_t start   # of an n-gram of characters among the bytes
    Py_ssize_t length  # in bytes
    bint is_shortest


cdef struct Place:
    Py_ssize_t first   # the space before the chunk, as a character
    Py_ssize_t last    # the space behind it; 0: not looked for yet
    Py_ssize_t position
    Py_ssize_t size


cdef inline int next_windows(
    const Cut* cut, Py_ssize_t n_characters, int low, int high, Place* place, Window* windows, int room
) noexcept nogil:
    """Fill in the next n-grams of characters, in scikit-learn's order; return how many there are."""
    cdef int n = 0
    cdef Py_ssize_t size
    cdef const Py_ssize_t* start = cut.start
    while n < room:
        if place.last == 0:
            if place.first + 1 >= n_characters:
                break
            place.last = place.first + 1
            while cut.text[start[place.last]] != 32:
                place.last += 1
            place.position, place.size = place.first, low
        # A chunk no longer than the size counts once, as it is, and not again for longer sizes.
        size = min(place.size, place.last - place.first + 1)
        while n < room and place.position + size <= place.last + 1:
            windows[n].start = start[place.position]
            windows[n].length = start[place.position + size] - start[place.position]
            windows[n].is_shortest = place.size == low
            place.position += 1
            n += 1
        if place.position + size > place.last + 1:
            place.position = place.first
            place.size += 1
            if place.size > high or size > place.last - place.first:
                place.first, place.last = place.last, 0
    return n
