"""Find the concepts of a dictionary in a text that was cut, and which stand before which.

`concept_tables.py` says what the tables hold. Sets of concepts are the bits of one number.
"""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memset

from stancekit.text._cutting cimport Cut
from stancekit.text._memory cimport zeros
from stancekit.text._tables cimport Grams, add_gram, find_gram, gram_slot, reserve_grams


cdef struct Group:          # of tokens, all of which is in one cache line
    uint64_t fitting
    uint64_t after_first
    uint32_t single
    uint32_t whole
    uint32_t longest
    uint32_t unused


cdef struct Letter:         # a node of the tree of bytes
    uint32_t ends
    uint32_t goes_on
    uint32_t after          # the bytes that may follow: each has one of 32 bits


cdef struct Node:           # of the tree of entries
    uint64_t after
    uint64_t concept


cdef struct Concepts:
    int n_concepts
    Grams letters           # the trees: what follows a node by a byte, or by a pattern
    Grams steps
    uint32_t[256] first     # what follows the root by each byte
    Letter* at
    Group* groups
    Node* nodes
    const uint32_t* shorter # these tables belong to Python
    const uint32_t* begin


cdef struct Met:
    uint32_t* groups        # of the tokens of a text; then its concepts, from 1
    Py_ssize_t capacity
    Py_ssize_t n_found      # concepts in the text, with repetitions
    int n_concepts
    uint8_t[65] order       # different ones, as they are met, and room for one more
    uint64_t seen
    uint64_t[64] before     # of each that was seen: those of which one stands before one of it
    uint64_t[64] counts     # how often each was seen


cdef inline int fill_concepts(Concepts* concepts, tables) except -1:
    """Point to tables, which must be kept, and put the trees into hash tables."""
    cdef uint32_t i
    concepts.n_concepts = len(tables.names)
    concepts.shorter, concepts.begin = start_of(tables.shorter), start_of(tables.begin)
    put_groups(
        concepts, tables.fitting, tables.after_first, tables.single, tables.whole, tables.longest
    )
    put_nodes(concepts, tables.after_node, tables.concept)
    put_letters(concepts, tables.ends, tables.goes_on, tables.letters)
    put_steps(&concepts.letters, tables.letters)
    put_steps(&concepts.steps, tables.steps)
    for i in range(256):
        concepts.first[i] = follow(&concepts.letters, 0, i)
    return 0


cdef inline const uint32_t* start_of(const uint32_t[::1] numbers) except NULL:
    return &numbers[0]


cdef inline int put_letters(
    Concepts* concepts, const uint32_t[::1] ends, const uint32_t[::1] goes_on,
    const uint32_t[:, ::1] steps
) except -1:
    cdef Py_ssize_t i
    concepts.at = <Letter*> zeros(ends.shape[0] * sizeof(Letter))
    if concepts.at == NULL:
        raise MemoryError
    for i in range(ends.shape[0]):
        concepts.at[i] = Letter(ends[i], goes_on[i], 0)
    for i in range(steps.shape[0]):
        concepts.at[steps[i, 0]].after |= <uint32_t> 1 << (steps[i, 1] & 31)
    return 0


cdef inline int put_groups(
    Concepts* concepts, const uint64_t[::1] fitting, const uint64_t[::1] after_first,
    const uint32_t[::1] single, const uint32_t[::1] whole, const uint32_t[::1] longest
) except -1:
    cdef Py_ssize_t i
    concepts.groups = <Group*> zeros(fitting.shape[0] * sizeof(Group))
    if concepts.groups == NULL:
        raise MemoryError
    for i in range(fitting.shape[0]):
        concepts.groups[i] = Group(fitting[i], after_first[i], single[i], whole[i], longest[i], 0)
    return 0


cdef inline int put_nodes(
    Concepts* concepts, const uint64_t[::1] after, const uint32_t[::1] concept
) except -1:
    cdef Py_ssize_t i
    concepts.nodes = <Node*> zeros(after.shape[0] * sizeof(Node))
    if concepts.nodes == NULL:
        raise MemoryError
    for i in range(after.shape[0]):
        concepts.nodes[i] = Node(after[i], concept[i])
    return 0


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
    free(concepts.at)
    free(concepts.groups)
    free(concepts.nodes)
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
        return concepts.at[0].goes_on
    for i in range(1, length):
        after = 0
        if concepts.at[node].after >> (text[i] & 31) & 1:
            after = follow(&concepts.letters, node, text[i])
        if not after:
            return concepts.at[node].goes_on
        node = after
    return concepts.at[node].ends


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
    cdef const Group* group = &concepts.groups[groups[place]]
    cdef const Node* found = &concepts.nodes[node]
    if found.concept and place > best.end:
        best.end, best.concept = place, found.concept
    if not found.after & group.fitting:
        return
    pattern = group.whole
    if pattern:
        after = follow(&concepts.steps, node, pattern)
        if after:
            search(concepts, groups, after, place + 1, best)
    pattern = group.longest
    while pattern:
        after = follow(&concepts.steps, node, pattern)
        if after:
            search(concepts, groups, after, place + 1, best)
        pattern = concepts.shorter[pattern]


cdef inline void search_from(
    const Concepts* concepts, const uint32_t* groups, Py_ssize_t place, Best* best
) noexcept nogil:
    """Find the longest entry that begins at a token."""
    cdef uint32_t pattern = concepts.groups[groups[place]].whole
    if concepts.begin[pattern]:
        search(concepts, groups, concepts.begin[pattern], place + 1, best)
    pattern = concepts.groups[groups[place]].longest
    while pattern:
        if concepts.begin[pattern]:
            search(concepts, groups, concepts.begin[pattern], place + 1, best)
        pattern = concepts.shorter[pattern]


cdef inline void meet(Met* met, const uint32_t* sequence, int n_concepts) noexcept nogil:
    """Say of a sequence of concepts, from 1, which there are and which stand before which."""
    cdef Py_ssize_t t
    cdef int i
    cdef uint64_t bit
    met.seen = met.n_concepts = 0
    memset(met.before, 0, n_concepts * sizeof(uint64_t))
    memset(met.counts, 0, n_concepts * sizeof(uint64_t))
    for t in range(met.n_found):
        i = sequence[t] - 1
        bit = <uint64_t> 1 << i
        met.order[met.n_concepts] = i
        met.n_concepts += not met.seen & bit
        met.before[i] |= met.seen
        met.seen |= bit
        met.counts[i] += 1


cdef inline int find_concepts(
    const Concepts* concepts, const Cut* cut, const uint32_t* words, const uint32_t* group_of_word,
    Met* met
) noexcept nogil:
    """Find the concepts of a text that was cut with its tokens; return 1 without memory.

    The group of a word that has a number stands in a table, if there is one.
    """
    cdef Py_ssize_t place = 0, token, t, n = cut.n_tokens
    cdef uint32_t* groups
    cdef const Group* group
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
    met.n_found = 0
    while place < n:
        group = &concepts.groups[groups[place]]
        best.end, best.concept = place + 1, group.single
        if group.after_first & concepts.groups[groups[place + 1]].fitting:
            search_from(concepts, groups, place, &best)
        place = best.end
        groups[met.n_found] = best.concept  # over a token that is done with
        met.n_found += best.concept > 0
    meet(met, groups, concepts.n_concepts)
    return 0
