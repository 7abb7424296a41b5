# cython: language_level=3, boundscheck=False, wraparound=False
# cython: initializedcheck=False, cdivision=True
"""Count the n-grams of training texts and weigh them, without the GIL."""

from cpython.buffer cimport PyBuffer_FillInfo
from libc.math cimport log, sqrt
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memset

import numpy as np

from stancekit.text._characters cimport fill_characters, folded, lowered
from stancekit.text._concepts cimport Concepts, Met, fill_concepts, find_concepts, free_concepts
from stancekit.text._cutting cimport (
    ASK_PYTHON, Cut, Place, Window, check_sizes, cut_chunks, cut_words, free_cut, next_windows,
    reserve_cut,
)
from stancekit.text._rows cimport Row, Texts, row_of
from stancekit.text._tables cimport (
    GramSlot, Grams, Key, Strings, StringSlot, add_gram, add_string, find_gram, find_string,
    gram_slot, key_of, prefetch, reserve_grams, reserve_strings, seed_hash, string_slot,
)

from stancekit.text.concept_tables import ConceptTables

cdef enum:
    BATCH = 512  # texts between two looks at the Python objects
    GROUP = 256  # look-ups under way together, so that memory is fetched meanwhile
    AHEAD = 24   # entries between fetching what an n-gram weighs and using it

cdef Py_ssize_t LARGEST = 0xFFFFFFFF  # of what 32 bits can number

fill_characters()
seed_hash()


cdef struct Numbers:
    uint32_t* at
    Py_ssize_t size
    Py_ssize_t capacity


cdef struct Counting:
    bint of_words
    bint folds
    int low
    int high
    Cut cut
    Strings strings
    Grams grams
    Numbers words       # of the text at hand: the number of each word
    Numbers ending      # and of the n-gram that ends at each word
    Numbers parents     # of each n-gram: the n-gram without its last word; 0 for a string
    Numbers children    # of each n-gram: its last word; of a string: how many came before
    Numbers lengths     # of each string, in bytes
    Numbers numbers     # of the n-grams of every text, less one; each once, as they come
    Numbers counts      # how often each occurs in its text
    bint of_concepts
    Concepts concepts
    Met met
    uint32_t[64 + 64 * 64] number_of  # of each concept, and of each pair, from 1
    Numbers features                  # the concept or pair of each number


cdef class Memory:
    """Lets NumPy read numbers, and frees them when no array does any more."""

    cdef void* start
    cdef Py_ssize_t n_bytes

    def __getbuffer__(self, Py_buffer* buffer, int flags):
        PyBuffer_FillInfo(buffer, self, self.start, self.n_bytes, 0, flags)

    def __dealloc__(self):
        free(self.start)


cdef class Counted:
    """What `count` found: see the class of this name in the kernel in plain Python.

    Here only words, and n-grams of characters, are strings, and `beginnings` holds the first 8
    bytes of each string in UTF-8.
    """

    cdef readonly object ends, numbers, counts, parents, children, strings, beginnings


def count(Texts texts not None, ngrams):
    """Count the n-grams of texts; see the kernel in plain Python."""
    cdef Counting counting
    cdef Row[BATCH] rows
    cdef Py_ssize_t begin = 0, i, size
    cdef int done = 0
    cdef const uint32_t* table = &folded[0] if ngrams.folded else &lowered[0]
    ends = np.zeros(texts.size + 1, dtype=np.int64)
    cdef int64_t[::1] end = ends
    memset(&counting, 0, sizeof(Counting))
    counting.of_words, counting.folds = ngrams.kind != "char", ngrams.folded
    counting.of_concepts = counting.cut.has_tokens = ngrams.kind == "concept"
    try:
        if counting.of_concepts:
            tables = ConceptTables(ngrams)
            fill_concepts(&counting.concepts, tables)
        else:
            check_sizes(ngrams.low, ngrams.high)
            counting.low, counting.high = ngrams.low, ngrams.high
        while begin < texts.size:
            size = min(BATCH, texts.size - begin)
            texts.fill(begin, begin + size, rows)
            with nogil:
                for i in range(size):
                    done = count_text(&counting, &rows[i], table)
                    if done == ASK_PYTHON:
                        with gil:
                            prepared = ngrams.prepared(texts.text(begin + i))
                            rows[i] = row_of(prepared)
                        done = count_text(&counting, &rows[i], lowered)
                    if done:
                        break
                    end[begin + i + 1] = counting.numbers.size
            if done:
                raise MemoryError("too many n-grams for the memory, or for 32 bits")
            begin += size
        counted = Counted()
        counted.ends = ends
        counted.numbers, counted.counts = given(&counting.numbers), given(&counting.counts)
        counted.parents, counted.children = given(&counting.parents), given(&counting.children)
        if counting.of_concepts:
            counted.strings = [tables.named(feature) for feature in given(&counting.features)]
            counted.beginnings = np.zeros(len(counted.strings), dtype=np.uint64)
        else:
            counted.beginnings = np.zeros(counting.lengths.size, dtype=np.uint64)
            counted.strings = strings_of(&counting, counted.beginnings)
        return counted
    finally:
        free_counting(&counting)


def steps_to_find(texts, keys):
    """Return how many slots are looked at in all to find each string, and each pair, of a table.

    Pairs are those of n-grams: two numbers of 32 bits each.
    """
    cdef Strings strings
    cdef Grams grams
    cdef Key key
    cdef StringSlot* slot
    cdef uint64_t pair, n_strings = 0, n_pairs = 0
    memset(&strings, 0, sizeof(Strings))
    memset(&grams, 0, sizeof(Grams))
    try:
        if reserve_strings(&strings, len(texts)) or reserve_grams(&grams, len(keys)):
            raise MemoryError
        for text in texts:
            padded = text + bytes(16)
            key = key_of(padded, len(text))
            slot = find_string(&strings, string_slot(&strings, key), key, padded, len(text))
            if not slot.number and add_string(&strings, slot, key, padded, len(text), 1):
                raise MemoryError
            n_strings += ((slot - strings.slots) - string_slot(&strings, key) & strings.mask) + 1
        for pair in keys:
            add_gram(&grams, find_gram(&grams, gram_slot(&grams, pair), pair), pair, 1)
            n_pairs += ((find_gram(&grams, gram_slot(&grams, pair), pair) - grams.slots)
                        - gram_slot(&grams, pair) & grams.mask) + 1
        return n_strings, n_pairs
    finally:
        free(strings.slots)
        free(strings.bytes)
        free(grams.slots)


cdef object given(Numbers* numbers):
    """Hand numbers over to an array."""
    cdef Memory memory = Memory()
    memory.start, memory.n_bytes = numbers.at, numbers.size * sizeof(uint32_t)
    numbers.at = NULL
    return np.frombuffer(memory, dtype=np.uint32)


cdef list strings_of(const Counting* counting, uint64_t[::1] beginnings):
    cdef Py_ssize_t i, j, start = 0, length
    cdef list strings = []
    cdef const char* found = <const char*> counting.strings.bytes
    for i in range(counting.lengths.size):
        length = counting.lengths.at[i]
        strings.append(found[start:start + length].decode("utf-8", "surrogatepass"))
        for j in range(min(8, length)):
            beginnings[i] |= <uint64_t> (<uint8_t> found[start + j]) << (56 - 8 * j)
        start += length
    return strings


cdef void free_counting(Counting* counting) noexcept nogil:
    free_cut(&counting.cut)
    free_concepts(&counting.concepts)
    free(counting.met.groups)
    free(counting.features.at)
    free(counting.strings.slots)
    free(counting.strings.bytes)
    free(counting.grams.slots)
    free(counting.words.at)
    free(counting.ending.at)
    free(counting.parents.at)
    free(counting.children.at)
    free(counting.lengths.at)
    free(counting.numbers.at)
    free(counting.counts.at)


cdef int reserve(Numbers* numbers, Py_ssize_t more) noexcept nogil:
    """Make room for more numbers; return 1 without memory, or beyond what 32 bits can number."""
    cdef Py_ssize_t capacity
    cdef uint32_t* grown
    if numbers.size + more >= LARGEST:
        return 1
    if numbers.size + more <= numbers.capacity:
        return 0
    capacity = 2 * numbers.capacity + more + 1024
    grown = <uint32_t*> realloc(numbers.at, capacity * sizeof(uint32_t))
    if grown == NULL:
        return 1
    numbers.at, numbers.capacity = grown, capacity
    return 0


cdef inline void push(Numbers* numbers, uint32_t number) noexcept nogil:
    numbers.at[numbers.size] = number
    numbers.size += 1


cdef int count_text(Counting* counting, const Row* row, const uint32_t* table) noexcept nogil:
    """Count the n-grams of one text; return 0, ASK_PYTHON, or 1 without memory."""
    cdef Py_ssize_t n
    if reserve_cut(&counting.cut, row.length):
        return 1
    if counting.of_words:
        n = cut_words(row, table, counting.folds, &counting.cut)
    else:
        n = cut_chunks(row, table, &counting.cut)
    if n == ASK_PYTHON:
        return ASK_PYTHON
    if counting.of_concepts:
        return count_concepts(counting)
    return count_words(counting, n) if counting.of_words else count_characters(counting, n)


cdef int count_concepts(Counting* counting) noexcept nogil:
    """Count concepts in the order in which they are met, then pairs by that of both."""
    cdef int i, j, n = counting.concepts.n_concepts
    cdef Met* met = &counting.met
    if find_concepts(&counting.concepts, &counting.cut, NULL, NULL, met):
        return 1
    if reserve_features(counting, met.n_concepts + met.n_concepts * met.n_concepts):
        return 1
    for i in range(met.n_concepts):
        enter_feature(counting, met.order[i])
    for i in range(met.n_concepts):
        for j in range(met.n_concepts):
            if met.before[met.order[j]] >> met.order[i] & 1:
                enter_feature(counting, n + n * met.order[i] + met.order[j])
    return 0


cdef inline int reserve_features(Counting* counting, Py_ssize_t n) noexcept nogil:
    return (
        reserve(&counting.numbers, n) or reserve(&counting.counts, n)
        or reserve(&counting.features, n) or reserve(&counting.parents, n)
        or reserve(&counting.children, n)
    )


cdef inline void enter_feature(Counting* counting, int feature) noexcept nogil:
    """Count a concept or a pair, which is numbered if it is new."""
    if not counting.number_of[feature]:
        push(&counting.parents, 0)
        push(&counting.children, counting.features.size)
        push(&counting.features, feature)
        counting.number_of[feature] = counting.features.size
    push(&counting.numbers, counting.number_of[feature] - 1)
    push(&counting.counts, 1)


cdef int count_words(Counting* counting, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t first = counting.numbers.size, begin = 0, end, t, size
    cdef uint32_t before
    cdef uint64_t[GROUP] slots
    cdef uint64_t[GROUP] pairs
    cdef GramSlot* gram
    counting.words.size = counting.ending.size = 0
    if reserve(&counting.words, n) or reserve(&counting.ending, n) or reserve_new(counting, n):
        return 1
    while begin < n:
        end = min(begin + GROUP, n)
        if number_words(counting, begin, end, first):
            return 1
        begin = end
    for size in range(2, counting.high + 1):
        if reserve_grams(&counting.grams, n) or reserve_new(counting, n):
            return 1
        before = counting.ending.at[size - 2] if n >= size else 0
        begin = size - 1
        while begin < n:
            end = min(begin + GROUP, n)
            for t in range(begin, end):
                # The n-gram that ends one word earlier, and this word.
                pairs[t - begin] = <uint64_t> before << 32 | counting.words.at[t]
                before = counting.ending.at[t]
                slots[t - begin] = gram_slot(&counting.grams, pairs[t - begin])
                prefetch(&counting.grams.slots[slots[t - begin]])
            for t in range(begin, end):
                gram = find_gram(&counting.grams, slots[t - begin], pairs[t - begin])
                if not gram.number:
                    push(&counting.parents, pairs[t - begin] >> 32)
                    push(&counting.children, <uint32_t> pairs[t - begin])
                    add_gram(&counting.grams, gram, pairs[t - begin], counting.parents.size)
                counting.ending.at[t] = gram.number
                if size >= counting.low:
                    enter(counting, first, gram.number, &gram.tag)
            begin = end
    return 0


cdef int number_words(
    Counting* counting, Py_ssize_t begin, Py_ssize_t end, Py_ssize_t first
) noexcept nogil:
    """Number some words of a text, and count them where words are wanted."""
    cdef Py_ssize_t t, length
    cdef Key[GROUP] keys
    cdef uint64_t[GROUP] slots
    cdef const uint8_t* text = counting.cut.text
    cdef StringSlot* word
    for t in range(begin, end):
        length = counting.cut.stop[t] - counting.cut.start[t]
        keys[t - begin] = key_of(text + counting.cut.start[t], length)
        slots[t - begin] = string_slot(&counting.strings, keys[t - begin])
        prefetch(&counting.strings.slots[slots[t - begin]])
    for t in range(begin, end):
        length = counting.cut.stop[t] - counting.cut.start[t]
        word = number_string(
            counting, slots[t - begin], keys[t - begin], text + counting.cut.start[t], length
        )
        if word == NULL:
            return 1
        counting.words.at[t] = counting.ending.at[t] = word.number
        if counting.low == 1:
            enter(counting, first, word.number, &word.tag)
    return 0


cdef int count_characters(Counting* counting, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t first = counting.numbers.size
    cdef int i, filled = GROUP
    cdef Key[GROUP] keys
    cdef uint64_t[GROUP] slots
    cdef Window[GROUP] windows
    cdef Place place
    cdef const uint8_t* text = counting.cut.text
    cdef StringSlot* gram
    memset(&place, 0, sizeof(Place))
    while filled == GROUP:
        filled = next_windows(
            &counting.cut, n, counting.low, counting.high, &place, windows, GROUP
        )
        if reserve_new(counting, filled):
            return 1
        for i in range(filled):
            keys[i] = key_of(text + windows[i].start, windows[i].length)
            slots[i] = string_slot(&counting.strings, keys[i])
            prefetch(&counting.strings.slots[slots[i]])
        for i in range(filled):
            gram = number_string(
                counting, slots[i], keys[i], text + windows[i].start, windows[i].length
            )
            if gram == NULL:
                return 1
            enter(counting, first, gram.number, &gram.tag)
    return 0


cdef int reserve_new(Counting* counting, Py_ssize_t n) noexcept nogil:
    """Make room for so many more n-grams, all of them new; return 1 without memory."""
    return (
        reserve_strings(&counting.strings, n) or reserve(&counting.parents, n)
        or reserve(&counting.children, n) or reserve(&counting.lengths, n) or reserve(&counting.numbers, n)
        or reserve(&counting.counts, n)
    )


cdef inline StringSlot* number_string(
    Counting* counting, uint64_t slot, Key key, const uint8_t* text, Py_ssize_t length
) noexcept nogil:
    """Return the slot of a string, which is added if it is new; NULL without memory."""
    cdef StringSlot* found = find_string(&counting.strings, slot, key, text, length)
    if not found.number:
        if add_string(&counting.strings, found, key, text, length, counting.parents.size + 1):
            return NULL
        push(&counting.parents, 0)
        push(&counting.children, counting.lengths.size)
        push(&counting.lengths, length)
    return found


cdef inline void enter(
    Counting* counting, Py_ssize_t first, uint32_t number, uint32_t* tag
) noexcept nogil:
    """Count an n-gram of a text with entries from `first`; the tag is its last entry, plus 1."""
    if tag[0] > first:
        counting.counts.at[tag[0] - 1] += 1
    else:
        push(&counting.numbers, number - 1)
        push(&counting.counts, 1)
        tag[0] = counting.numbers.size


cdef int check_rows(const int64_t[:] rows, const int64_t[::1] ends) except -1:
    cdef Py_ssize_t i
    for i in range(rows.shape[0]):
        if not 0 <= rows[i] < ends.shape[0] - 1:
            raise IndexError(f"rows: {rows[i]} is none of the {ends.shape[0] - 1} texts")
    return 0


def first_seen(
    const int64_t[:] rows, const int64_t[::1] ends, const uint32_t[::1] numbers,
    Py_ssize_t n_numbers,
):
    """Say in which order n-grams are met, and in how many texts; see the kernel in plain Python."""
    cdef Py_ssize_t i, j
    cdef uint32_t met = 0, number
    check_rows(rows, ends)
    order, frequency = np.zeros(n_numbers, np.uint32), np.zeros(n_numbers, np.uint32)
    cdef uint32_t[::1] place = order
    cdef uint32_t[::1] seen_in = frequency
    with nogil:
        for i in range(rows.shape[0]):
            for j in range(ends[rows[i]], ends[rows[i] + 1]):
                number = numbers[j]
                if not seen_in[number]:
                    met += 1
                    place[number] = met
                seen_in[number] += 1
    return order, frequency


cdef struct Entry:
    uint32_t order
    int32_t column
    double value


def weigh(
    const int64_t[:] rows, const int64_t[::1] ends, const uint32_t[::1] numbers,
    const uint32_t[::1] counts, const uint32_t[::1] order, const int32_t[::1] columns,
    const double[::1] idf, const double[::1] damped, bint unit_length,
):
    """Return the TF-IDF matrix of some texts; see the function of this name in plain Python."""
    cdef Py_ssize_t i, j, k, n, most = 0, longest = 0, at = 0
    cdef double squares, length
    cdef Entry* known    # what an n-gram weighs before its count does; together, to be near
    cdef Entry* entries
    cdef Entry* found
    cdef uint32_t largest = 0
    check_rows(rows, ends)
    if order.shape[0] != columns.shape[0] or np.max(columns, initial=-1) >= idf.shape[0]:
        raise ValueError("order, columns and idf do not fit")
    for i in range(rows.shape[0]):
        n = ends[rows[i] + 1] - ends[rows[i]]
        longest, most = max(longest, n), most + n
    # Most of it may remain unused, and then takes no memory.
    starts, indices = np.zeros(rows.shape[0] + 1, np.int64), np.empty(most, np.int32)
    data = np.empty(most)
    cdef int64_t[::1] start = starts
    cdef int32_t[::1] index = indices
    cdef double[::1] value = data
    known = <Entry*> malloc((columns.shape[0] + 1) * sizeof(Entry))
    entries = <Entry*> malloc((2 * longest + 1) * sizeof(Entry))
    if known == NULL or entries == NULL:
        free(known)
        free(entries)
        raise MemoryError
    with nogil:
        for i in range(columns.shape[0]):
            known[i].order, known[i].column = order[i], columns[i]
            known[i].value = idf[columns[i]] if columns[i] >= 0 else 0.0
            largest = max(largest, order[i])
        for i in range(rows.shape[0]):
            n = 0
            for j in range(ends[rows[i]], ends[rows[i] + 1]):
                if j + AHEAD < numbers.shape[0]:
                    prefetch(&known[numbers[j + AHEAD]])
                entries[n] = known[numbers[j]]
                if counts[j] < damped.shape[0]:
                    entries[n].value *= damped[counts[j]]
                else:
                    entries[n].value *= 1.0 + log(<double> counts[j])
                n += entries[n].column >= 0
            found = sort_entries(entries, entries + longest, n, largest)
            squares = 0.0
            for k in range(n):
                squares += found[k].value * found[k].value
            length = sqrt(squares) if unit_length and squares > 0 else 1.0
            for k in range(n):
                index[at + k], value[at + k] = found[k].column, found[k].value / length
            at += n
            start[i + 1] = at
    free(known)
    free(entries)
    return data[:at], indices[:at], starts


cdef Entry* sort_entries(
    Entry* entries, Entry* spare, Py_ssize_t n, uint32_t largest
) noexcept nogil:
    """Sort by order, few entries by insertion, many byte by byte; return where they stand now."""
    cdef Py_ssize_t i, j, ends, counted
    cdef int shift = 0
    cdef Entry entry
    cdef Py_ssize_t[256] place
    if n <= 64:
        for i in range(1, n):
            entry = entries[i]
            j = i
            while j and entries[j - 1].order > entry.order:
                entries[j] = entries[j - 1]
                j -= 1
            entries[j] = entry
        return entries
    while shift < 32 and largest >> shift:
        memset(place, 0, sizeof(place))
        for i in range(n):
            place[entries[i].order >> shift & 0xFF] += 1
        ends = 0
        for i in range(256):
            counted = place[i]
            place[i] = ends
            ends += counted
        for i in range(n):
            j = entries[i].order >> shift & 0xFF
            spare[place[j]] = entries[i]
            place[j] += 1
        entries, spare = spare, entries
        shift += 8
    return entries
