"""Find the concepts of a dictionary in a text that was cut, and which stand before which.

`concept_tables.py` says what the tables hold. Sets of concepts are the bits of one number.
"""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc

from stancekit.text._cutting cimport Cut
from stancekit.text._tables cimport Grams, add_gram, find_gram, gram_slot, reserve_grams


cdef struct Concepts:
    int n_concepts
    Grams letters           # the trees: what follows a node by a byte, or by a pattern
    Grams steps
    uint32_t[256] first     # what follows the root by each byte
    const uint32_t* ends    # the other tables belong to Python
    const uint32_t* goes_on
    const uint32_t* whole
    const uint32_t* longest
    const uint32_t* shorter
    const uint32_t* begin
    const uint32_t* concept
    const uint32_t* single
    const uint64_t* fitting
    const uint64_t* after_node
    const uint64_t* after_first


cdef struct Met:
    uint32_t* groups        # of the tokens of a text
    Py_ssize_t capacity
    Py_ssize_t n_found      # concepts in the text, with repetitions
    int n_concepts
    uint8_t[64] order       # different ones, as they are met
    uint64_t seen
    uint64_t[64] before     # of each that was seen: those of which one stands before one of it
    uint64_t[64] counts     # how often each was seen


cdef inline int fill_concepts(Concepts* concepts, tables) except -1:
    """Point to tables, which must be kept, and put the trees into hash tables."""
    cdef uint32_t i
    concepts.n_concepts = len(tables.names)
    concepts.ends, concepts.goes_on = start_of(tables.ends), start_of(tables.goes_on)
    concepts.whole, concepts.longest = start_of(tables.whole), start_of(tables.longest)
    concepts.shorter, concepts.begin = start_of(tables.shorter), start_of(tables.begin)
    concepts.concept = start_of(tables.concept)
    concepts.single, concepts.fitting = start_of(tables.single), start_of_sets(tables.fitting)
    concepts.after_node = start_of_sets(tables.after_node)
    concepts.after_first = start_of_sets(tables.after_first)
    put_steps(&concepts.letters, tables.letters)
    put_steps(&concepts.steps, tables.steps)
    for i in range(256):
        concepts.first[i] = follow(&concepts.letters, 0, i)
    return 0


cdef inline const uint32_t* start_of(const uint32_t[::1] numbers) except NULL:
    return &numbers[0]


cdef inline const uint64_t* start_of_sets(const uint64_t[::1] sets) except NULL:
    return &sets[0]


cdef inline int put_steps(Grams* tree, const uint32_t[:, ::1] steps) except -1:
    cdef Py_ssize_t i
    cdef uint64_t key
    if reserve_grams(tree, steps.shape[0]):
        raise MemoryError
    for i in range(steps.shape[0]):
        key = <uint64_t> steps[i, 0] << 32 | steps[i, 1]
        add_gram(tree, find_gram(tree, gram_slot(tree, key), key), key, steps[i, 2])
    return 0


cdef inline void free_concepts(Concepts* concepts) noexcept nogil:
    free(concepts.letters.slots)
    free(concepts.steps.slots)


cdef inline uint32_t follow(const Grams* tree, uint32_t node, uint32_t symbol) noexcept nogil:
    """Return the node to which a byte or a pattern leads; 0 for none."""
    cdef uint64_t key = <uint64_t> node << 32 | symbol
    return find_gram(tree, gram_slot(tree, key), key).number


cdef inline uint32_t group_of(
    const Concepts* concepts, const uint8_t* text, Py_ssize_t length
) noexcept nogil:
    """Return the group of a token, given as UTF-8."""
    cdef uint32_t node = concepts.first[text[0]], after
    cdef Py_ssize_t i
    if not node:
        return concepts.goes_on[0]
    for i in range(1, length):
        after = follow(&concepts.letters, node, text[i])
        if not after:
            return concepts.goes_on[node]
        node = after
    return concepts.ends[node]


cdef inline uint32_t group_of_character(const Concepts* concepts, const uint8_t* text) noexcept nogil:
    cdef Py_ssize_t length = 1
    while text[length] & 0xC0 == 0x80:  # more bytes of the same character
        length += 1
    return group_of(concepts, text, length)


cdef struct Best:
    Py_ssize_t end
    uint32_t concept


cdef inline void search(
    const Concepts* concepts, const uint32_t* groups, uint32_t node, Py_ssize_t place, Best* best
) noexcept nogil:
    """Find the longest entry from a node of the tree on; of several the first one counts."""
    cdef uint32_t pattern, after
    if concepts.concept[node] and place > best.end:
        best.end, best.concept = place, concepts.concept[node]
    if not concepts.after_node[node] & concepts.fitting[groups[place]]:
        return
    pattern = concepts.whole[groups[place]]
    if pattern:
        after = follow(&concepts.steps, node, pattern)
        if after:
            search(concepts, groups, after, place + 1, best)
    pattern = concepts.longest[groups[place]]
    while pattern:
        after = follow(&concepts.steps, node, pattern)
        if after:
            search(concepts, groups, after, place + 1, best)
        pattern = concepts.shorter[pattern]


cdef inline void search_from(
    const Concepts* concepts, const uint32_t* groups, Py_ssize_t place, Best* best
) noexcept nogil:
    """Find the longest entry that begins at a token."""
    cdef uint32_t pattern = concepts.whole[groups[place]]
    if concepts.begin[pattern]:
        search(concepts, groups, concepts.begin[pattern], place + 1, best)
    pattern = concepts.longest[groups[place]]
    while pattern:
        if concepts.begin[pattern]:
            search(concepts, groups, concepts.begin[pattern], place + 1, best)
        pattern = concepts.shorter[pattern]


cdef inline void meet(Met* met, uint32_t concept) noexcept nogil:
    """Take note of a concept, from 1."""
    cdef int i = concept - 1
    cdef uint64_t bit = <uint64_t> 1 << i
    if not met.seen & bit:
        met.before[i] = met.counts[i] = 0
        met.order[met.n_concepts] = i
        met.n_concepts += 1
    met.before[i] |= met.seen
    met.seen |= bit
    met.counts[i] += 1
    met.n_found += 1


cdef inline int find_concepts(
    const Concepts* concepts, const Cut* cut, const uint32_t* words, const uint32_t* group_of_word,
    Met* met
) noexcept nogil:
    """Find the concepts of a text that was cut with its tokens; return 1 without memory.

    The group of a word that has a number stands in a table, if there is one.
    """
    cdef Py_ssize_t place = 0, token, t, n = cut.n_tokens
    cdef uint32_t* groups
    cdef Best best
    if n >= met.capacity:
        groups = <uint32_t*> realloc(met.groups, (2 * n + 64) * sizeof(uint32_t))
        if groups == NULL:
            return 1
        met.groups, met.capacity = groups, 2 * n + 64
    groups = met.groups
    for t in range(n):
        token = cut.tokens[t]
        if token < 0:
            groups[t] = group_of_character(concepts, cut.text - token - 1)
        elif group_of_word != NULL and words[token]:
            groups[t] = group_of_word[words[token]]
        else:
            groups[t] = group_of(
                concepts, cut.text + cut.start[token], cut.stop[token] - cut.start[token]
            )
    groups[n] = 0  # which fits nothing
    met.seen = met.n_concepts = met.n_found = 0
    while place < n:
        best.end, best.concept = place + 1, concepts.single[groups[place]]
        if concepts.after_first[groups[place]] & concepts.fitting[groups[place + 1]]:
            search_from(concepts, groups, place, &best)
        place = best.end
        if best.concept:
            meet(met, best.concept)
    return 0
