# cython: language_level=3, boundscheck=False, wraparound=False
# cython: initializedcheck=False, cdivision=True
"""Score texts: from their characters to one number for each label, without the GIL."""

from cpython.unicode cimport PyUnicode_Check
from libc.math cimport exp, log, sqrt
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memset

from stancekit.text._characters cimport fill_characters, folded, lowered, put_utf8
from stancekit.text._concepts cimport (
    Concepts, Met, fill_concepts, find_concepts, free_concepts, group_of,
)
from stancekit.text._cutting cimport (
    ASK_PYTHON, MOST_SIZES, Cut, Place, Window, character_at, check_sizes, cut_chunks, cut_words,
    free_cut, lowest_bit, next_windows, reserve_cut,
)
from stancekit.text._memory cimport zeros
from stancekit.text._rows cimport Row, Texts, row_of
from stancekit.text._tables cimport (
    GramSlot, Grams, Key, Strings, StringSlot, add_gram, add_string, find_gram, find_string,
    gram_slot, key_of, length_of, prefetch, reserve_grams, reserve_strings, seed_hash, string_slot,
)

from stancekit.text.concept_tables import ConceptTables

cdef enum:
    BATCH = 512        # texts between two looks at the Python objects
    GROUP = 256        # look-ups under way together, so that memory is fetched meanwhile
    TABLED_COUNTS = 64

cdef double[TABLED_COUNTS] damped  # 1 + ln of a count
cdef int _count
for _count in range(1, TABLED_COUNTS):
    damped[_count] = 1.0 + log(<double> _count)
fill_characters()
seed_hash()


cdef enum:
    OF_WORDS, OF_CONCEPTS, OF_CHARACTERS  # in the order in which blocks are scored


cdef struct Block:
    int kind
    bint is_first       # the one of which it is said how much of a text is known
    int low
    int high
    bint unit_length
    Strings strings
    Grams grams
    Py_ssize_t n_terms
    double* weights     # for each feature its idf, and idf times the coefficient of each label
    Py_ssize_t stride
    Concepts concepts
    const uint32_t* features  # of each concept, then of each pair, from 1; 0: none
    uint32_t* groups          # of each word of the block before, as a token; NULL: no such block


cdef struct Scratch:
    Cut cut
    Py_ssize_t capacity
    uint32_t* words     # number of each word of the text; 0: not known
    uint32_t* grams     # number of the n-gram that ends at each word
    Met met
    uint32_t* found     # the features of the text, with repetitions
    uint32_t* used      # taken places of the table of counts
    double* sums        # of each label
    uint64_t mask       # of the table of counts: its size less one
    uint32_t* features  # the table: features from 1; 0: the place is free
    uint32_t* counts    # and how often each was found


cdef class Scorer:
    """What is needed to score texts; see the class of this name in the kernel in plain Python."""

    cdef tuple described
    cdef Block* blocks
    cdef int n_blocks
    cdef bint folds            # what is known is of folded texts
    cdef object prepared       # does to a text in Python what the kernel does to most itself
    cdef bint has_tokens
    cdef list kept             # that to which blocks point
    cdef readonly int n_labels

    def __cinit__(self, blocks, int n_labels):
        blocks = tuple(blocks)
        self.described = blocks, n_labels
        self.n_labels = n_labels
        self.n_blocks = len(blocks)
        self.blocks = <Block*> calloc(max(1, self.n_blocks), sizeof(Block))
        if self.blocks == NULL:
            raise MemoryError
        self.kept = []
        kinds = {"word": OF_WORDS, "concept": OF_CONCEPTS, "char": OF_CHARACTERS}
        in_order = sorted(range(self.n_blocks), key=lambda i: kinds[blocks[i][0].kind])
        for i, place in enumerate(in_order):
            cutter, unit_length, terms, weights = blocks[place]
            if i and self.folds != cutter.folded:
                raise ValueError("expected terms of folded texts, or none of them")
            self.folds, self.prepared = cutter.folded, cutter.prepared
            self.blocks[i].kind, self.blocks[i].is_first = kinds[cutter.kind], place == 0
            self.blocks[i].unit_length = unit_length
            if self.blocks[i].kind == OF_CONCEPTS:
                self.put_concepts(i, cutter, tuple(terms))
            else:
                check_sizes(cutter.low, cutter.high)
                self.blocks[i].low, self.blocks[i].high = cutter.low, cutter.high
                put_terms(&self.blocks[i], tuple(terms))
            put_weights(&self.blocks[i], weights, n_labels)

    cdef int put_concepts(self, int i, concepts, tuple terms) except -1:
        """Fill the tables of concepts, and say to which group each known word belongs."""
        cdef Block* block = &self.blocks[i]
        cdef const uint32_t[::1] features
        tables = ConceptTables(concepts)
        features = tables.features(terms)
        self.kept += [tables, features]
        self.has_tokens = True
        block.n_terms = len(terms)
        block.features = &features[0] if features.shape[0] else NULL
        fill_concepts(&block.concepts, tables)
        if i and self.blocks[i - 1].kind == OF_WORDS:
            put_groups(block, &self.blocks[i - 1])
        return 0

    def __dealloc__(self):
        cdef int i
        if self.blocks != NULL:
            for i in range(self.n_blocks):
                free_concepts(&self.blocks[i].concepts)
                free(self.blocks[i].groups)
                free(self.blocks[i].strings.slots)
                free(self.blocks[i].strings.bytes)
                free(self.blocks[i].grams.slots)
                free(self.blocks[i].weights)
            free(self.blocks)

    def __reduce__(self):
        return Scorer, self.described

    def add_scores(
        self, Texts texts not None, Py_ssize_t first, double[:, ::1] scores not None,
        double[::1] known not None,
    ):
        """Add what the n-grams of texts say to their scores; see the kernel in plain Python."""
        cdef Row[BATCH] rows
        cdef Scratch scratch
        cdef Py_ssize_t begin = 0, i, size, n = scores.shape[0]
        cdef int done = 0
        cdef const uint32_t* table = &folded[0] if self.folds else &lowered[0]
        cdef double* score
        cdef double* share
        if not 0 <= first <= texts.size - n or known.shape[0] != n or scores.shape[1] != self.n_labels:
            raise ValueError("scores, known and texts do not fit")
        memset(&scratch, 0, sizeof(Scratch))
        scratch.cut.has_tokens = self.has_tokens
        try:
            while begin < n:
                size = min(BATCH, n - begin)
                texts.fill(first + begin, first + begin + size, rows)
                with nogil:
                    for i in range(size):
                        score, share = &scores[begin + i, 0], &known[begin + i]
                        done = self.score(&rows[i], table, &scratch, score, share)
                        if done == ASK_PYTHON:
                            with gil:
                                prepared = self.prepared(texts.text(first + begin + i))
                                rows[i] = row_of(prepared)
                            done = self.score(&rows[i], lowered, &scratch, score, share)
                        if done:
                            break
                if done:
                    raise MemoryError
                begin += size
        finally:
            free_scratch(&scratch)

    cdef int score(
        self, Row* row, const uint32_t* table, Scratch* scratch, double* scores, double* known
    ) noexcept nogil:
        """Score one text; return 0, ASK_PYTHON, or 1 without memory."""
        cdef Py_ssize_t n = 0, n_found, n_short = 0, n_known = 0
        cdef int i, failed
        cdef Block* block
        cdef bint of_words = False
        if reserve_scratch(scratch, row.length, self.n_labels):
            return 1
        for i in range(self.n_blocks):
            block = &self.blocks[i]
            if i == 0 or of_words != (block.kind != OF_CHARACTERS):
                of_words = block.kind != OF_CHARACTERS
                if of_words:
                    n = cut_words(row, table, self.folds, &scratch.cut)
                else:
                    n = cut_chunks(row, table, &scratch.cut)
                if n == ASK_PYTHON:
                    return ASK_PYTHON
            if block.kind == OF_CONCEPTS:
                failed = look_up_concepts(block, scratch, &n_short, &n_known)
                add_concepts(block, scratch, scores, self.n_labels)
            else:
                if block.kind == OF_WORDS:
                    n_found = look_up_words(block, scratch, n, &n_short, &n_known)
                else:
                    n_found = look_up_characters(block, scratch, n, &n_short, &n_known)
                failed = add_features(block, scratch, n_found, scores, self.n_labels)
            if failed:
                return 1
            if block.is_first:
                known[0] = <double> n_known / n_short if n_short else 0.0
        return 0


cdef int put_weights(Block* block, const double[:, :] weights, int n_labels) except -1:
    """Copy the weights into rows that begin at a cache line where they fit into one."""
    cdef Py_ssize_t i, j
    if weights is None or weights.shape[0] != block.n_terms or weights.shape[1] != n_labels + 1:
        raise ValueError("expected for each term its idf and one weight for each label")
    block.stride = 8 if n_labels < 8 else n_labels + 1
    block.weights = <double*> zeros((weights.shape[0] * block.stride + 1) * sizeof(double))
    if block.weights == NULL:
        raise MemoryError
    for i in range(weights.shape[0]):
        for j in range(n_labels + 1):
            block.weights[i * block.stride + j] = weights[i, j]
    return 0


cdef int put_terms(Block* block, tuple terms) except -1:
    """Put the known n-grams into the tables; a feature's number is its place among the terms."""
    cdef Cut cut
    cdef Row row
    cdef Py_ssize_t i, size
    cdef uint32_t feature = 0
    memset(&cut, 0, sizeof(Cut))
    block.n_terms = len(terms)
    if reserve_strings(&block.strings, 0) or reserve_grams(&block.grams, 0):
        raise MemoryError  # without terms, too, there is a table to look into
    try:
        for term in terms:
            if not PyUnicode_Check(term):
                raise TypeError("expected strings only")
            row = row_of(term)
            if reserve_cut(&cut, row.length):
                raise MemoryError
            size = 0
            for i in range(row.length):
                size += put_utf8(cut.text + size, character_at(&row, i))
            feature += 1
            if put_term(block, cut.text, size, feature):
                raise MemoryError
    finally:
        free_cut(&cut)
    return 0


cdef int put_term(
    Block* block, const uint8_t* text, Py_ssize_t length, uint32_t feature
) noexcept nogil:
    """Put one n-gram, as UTF-8; return -1 without memory."""
    cdef Py_ssize_t start = 0, stop = length
    cdef int n_words = 1
    cdef uint32_t number = 0
    cdef uint64_t key
    cdef Key word
    cdef StringSlot* found
    cdef GramSlot* gram
    cdef uint32_t* tag
    while True:
        if block.kind == OF_WORDS:
            stop = start
            while stop < length and text[stop] != 32:
                stop += 1
        if reserve_strings(&block.strings, 1) or reserve_grams(&block.grams, 1):
            return -1
        word = key_of(text + start, stop - start)
        found = find_string(
            &block.strings, string_slot(&block.strings, word), word, text + start, stop - start
        )
        if not found.number and add_string(
            &block.strings, found, word, text + start, stop - start, next_number(block)
        ):
            return -1
        if start == 0:
            number, tag = found.number, &found.tag
        else:
            key = <uint64_t> number << 32 | found.number
            gram = find_gram(&block.grams, gram_slot(&block.grams, key), key)
            if not gram.number:
                add_gram(&block.grams, gram, key, next_number(block))
            number, tag = gram.number, &gram.tag
        if stop == length:
            # A text has no n-gram of fewer words than the shortest.
            tag[0] = feature if n_words >= block.low or block.kind != OF_WORDS else 0
            return 0
        start = stop + 1
        n_words += 1


cdef int put_groups(Block* block, const Block* words) except -1:
    """Look up the group of each word that a block of words knows."""
    cdef uint64_t i
    cdef const StringSlot* slot
    block.groups = <uint32_t*> calloc(next_number(words), sizeof(uint32_t))
    if block.groups == NULL:
        raise MemoryError
    for i in range(words.strings.mask + 1):
        slot = &words.strings.slots[i]
        if slot.number:
            block.groups[slot.number] = group_of(
                &block.concepts, words.strings.bytes + slot.start, length_of(slot.key)
            )
    return 0


cdef inline uint32_t next_number(const Block* block) noexcept nogil:
    # Words and their n-grams share the numbers, so that a pair of numbers means one n-gram.
    return block.strings.size + block.grams.size + 1


cdef Py_ssize_t look_up_words(
    const Block* block, Scratch* scratch, Py_ssize_t n, Py_ssize_t* n_short, Py_ssize_t* n_known
) noexcept nogil:
    """Find the known n-grams of `n` words; return their number, with repetitions."""
    cdef Py_ssize_t n_found = 0, begin, end, t
    cdef int size
    cdef uint32_t before = 0
    cdef Key[GROUP] keys
    cdef uint64_t[GROUP] slots
    cdef const uint8_t* text = scratch.cut.text
    cdef const Py_ssize_t* start = scratch.cut.start
    cdef const Py_ssize_t* stop = scratch.cut.stop
    cdef const StringSlot* word
    cdef const GramSlot* gram
    for begin in range(0, n, 256):  # GROUP
        end = min(begin + GROUP, n)
        for t in range(begin, end):
            keys[t - begin] = key_of(text + start[t], stop[t] - start[t])
            slots[t - begin] = string_slot(&block.strings, keys[t - begin])
            prefetch(&block.strings.slots[slots[t - begin]])
        for t in range(begin, end):
            word = find_string(
                &block.strings, slots[t - begin], keys[t - begin], text + start[t], stop[t] - start[t]
            )
            scratch.words[t] = scratch.grams[t] = word.number
            if word.tag:
                n_found = note(block, scratch, n_found, word.tag)
    if block.low == 1:
        n_short[0], n_known[0] = n, n_found
    for size in range(2, block.high + 1):
        before = scratch.grams[size - 2] if n >= size else 0
        for begin in range(size - 1, n, 256):  # GROUP
            end = min(begin + GROUP, n)
            for t in range(begin, end):
                # The n-gram that ends one word earlier, and this word.
                if not before or not scratch.words[t]:
                    keys[t - begin].low = 0
                else:
                    keys[t - begin].low = <uint64_t> before << 32 | scratch.words[t]
                    slots[t - begin] = gram_slot(&block.grams, keys[t - begin].low)
                    prefetch(&block.grams.slots[slots[t - begin]])
                before = scratch.grams[t]
            for t in range(begin, end):
                scratch.grams[t] = 0
                if keys[t - begin].low:
                    gram = find_gram(&block.grams, slots[t - begin], keys[t - begin].low)
                    scratch.grams[t] = gram.number
                    if gram.tag:
                        n_found = note(block, scratch, n_found, gram.tag)
        if block.low == size:
            n_short[0], n_known[0] = max(0, n - size + 1), n_found
    return n_found


cdef Py_ssize_t look_up_characters(
    const Block* block, Scratch* scratch, Py_ssize_t n, Py_ssize_t* n_short, Py_ssize_t* n_known
) noexcept nogil:
    """Find the known n-grams of `n` characters; return their number, with repetitions."""
    cdef Py_ssize_t n_found = 0
    cdef int i, filled = GROUP
    cdef Key[GROUP] keys
    cdef uint64_t[GROUP] slots
    cdef Window[GROUP] windows
    cdef Place place
    cdef const uint8_t* text = scratch.cut.text
    cdef const StringSlot* slot
    memset(&place, 0, sizeof(Place))
    n_short[0] = n_known[0] = 0
    while filled == GROUP:
        filled = next_windows(&scratch.cut, n, block.low, block.high, &place, windows, GROUP)
        for i in range(filled):
            keys[i] = key_of(text + windows[i].start, windows[i].length)
            slots[i] = string_slot(&block.strings, keys[i])
            prefetch(&block.strings.slots[slots[i]])
        for i in range(filled):
            slot = find_string(
                &block.strings, slots[i], keys[i], text + windows[i].start, windows[i].length
            )
            n_short[0] += windows[i].is_shortest
            if slot.tag:
                n_found = note(block, scratch, n_found, slot.tag)
                n_known[0] += windows[i].is_shortest
    return n_found


cdef int look_up_concepts(
    const Block* block, Scratch* scratch, Py_ssize_t* n_short, Py_ssize_t* n_known
) noexcept nogil:
    """Find the concepts of a text; return 1 without memory."""
    cdef int i
    cdef Met* met = &scratch.met
    if find_concepts(&block.concepts, &scratch.cut, scratch.words, block.groups, met):
        return 1
    n_short[0], n_known[0] = met.n_found, 0
    for i in range(met.n_concepts):
        if block.features[met.order[i]]:
            n_known[0] += met.counts[met.order[i]]
    return 0


cdef inline Py_ssize_t note(
    const Block* block, Scratch* scratch, Py_ssize_t n_found, uint32_t feature
) noexcept nogil:
    scratch.found[n_found] = feature
    prefetch(block.weights + (feature - 1) * block.stride)
    return n_found + 1


cdef int add_features(
    const Block* block, Scratch* scratch, Py_ssize_t n_found, double* scores, int n_labels
) noexcept nogil:
    """Count the features found and add what they weigh; return 1 without memory."""
    cdef uint64_t mask = 63, place
    cdef Py_ssize_t i, n_used = 0
    cdef uint32_t feature
    cdef int k
    cdef double tf, squares = 0.0
    while mask < <uint64_t> (2 * min(n_found, block.n_terms)):
        mask = 2 * mask + 1
    if mask > scratch.mask and reserve_counts(scratch, mask):
        return 1
    for i in range(n_found):
        feature = scratch.found[i]
        place = (feature * <uint64_t> 0x9E3779B97F4A7C15) >> 24 & mask
        while scratch.features[place] and scratch.features[place] != feature:
            place = (place + 1) & mask
        if not scratch.features[place]:
            scratch.features[place] = feature
            scratch.counts[place] = 0
            scratch.used[n_used] = place
            n_used += 1
        scratch.counts[place] += 1
    for k in range(n_labels):
        scratch.sums[k] = 0.0
    for i in range(n_used):
        place = scratch.used[i]
        tf = damped[scratch.counts[place]] if scratch.counts[place] < TABLED_COUNTS else 1.0 + log(
            <double> scratch.counts[place]
        )
        squares += add_weights(block, scratch.features[place], tf, scratch.sums, n_labels)
        scratch.features[place] = 0
    add_sums(block, scratch.sums, squares, scores, n_labels)
    return 0


cdef void add_concepts(
    const Block* block, Scratch* scratch, double* scores, int n_labels
) noexcept nogil:
    """Add what the concepts and pairs that were found weigh; each counts once."""
    cdef int i, second, k, n = block.concepts.n_concepts
    cdef uint64_t before
    cdef double squares = 0.0
    for k in range(n_labels):
        scratch.sums[k] = 0.0
    for i in range(scratch.met.n_concepts):
        second = scratch.met.order[i]
        if block.features[second]:
            squares += add_weights(block, block.features[second], 1.0, scratch.sums, n_labels)
        before = scratch.met.before[second]
        while before:
            k = n + n * lowest_bit(before) + second
            before &= before - 1
            if block.features[k]:
                squares += add_weights(block, block.features[k], 1.0, scratch.sums, n_labels)
    add_sums(block, scratch.sums, squares, scores, n_labels)


cdef inline double add_weights(
    const Block* block, uint32_t feature, double tf, double* sums, int n_labels
) noexcept nogil:
    """Add what a feature weighs to the sums of the labels; return the square of its TF-IDF."""
    cdef int k
    cdef const double* weights = block.weights + (feature - 1) * block.stride
    for k in range(n_labels):
        sums[k] += tf * weights[1 + k]
    return (tf * weights[0]) * (tf * weights[0])


cdef inline void add_sums(
    const Block* block, const double* sums, double squares, double* scores, int n_labels
) noexcept nogil:
    """Add the sums of a block to the scores, scaled to length 1 if that is wanted."""
    cdef int k
    cdef double scale = 1.0
    if block.unit_length and squares > 0:
        scale = 1.0 / sqrt(squares)
    for k in range(n_labels):
        scores[k] += sums[k] * scale


cdef int reserve_scratch(Scratch* scratch, Py_ssize_t length, int n_labels) noexcept nogil:
    """Make room for a text of so many characters; return -1 without memory."""
    if length < scratch.capacity:
        return 0
    free_scratch(scratch)
    length = length + length // 2 + 256
    scratch.words = <uint32_t*> malloc(length * sizeof(uint32_t))
    scratch.grams = <uint32_t*> malloc(length * sizeof(uint32_t))
    scratch.found = <uint32_t*> malloc(MOST_SIZES * length * sizeof(uint32_t))
    scratch.used = <uint32_t*> malloc(MOST_SIZES * length * sizeof(uint32_t))
    scratch.sums = <double*> malloc((n_labels + 1) * sizeof(double))
    if (
        scratch.words == NULL or scratch.grams == NULL or scratch.found == NULL
        or scratch.used == NULL or scratch.sums == NULL or reserve_cut(&scratch.cut, length)
        or reserve_counts(scratch, 1023)
    ):
        return -1
    scratch.capacity = length
    return 0


cdef int reserve_counts(Scratch* scratch, uint64_t mask) noexcept nogil:
    free(scratch.features)
    free(scratch.counts)
    scratch.features = <uint32_t*> calloc(mask + 1, sizeof(uint32_t))
    scratch.counts = <uint32_t*> malloc((mask + 1) * sizeof(uint32_t))
    scratch.mask = mask
    return -1 if scratch.features == NULL or scratch.counts == NULL else 0


cdef void free_scratch(Scratch* scratch) noexcept nogil:
    cdef bint has_tokens = scratch.cut.has_tokens
    free_cut(&scratch.cut)
    free(scratch.met.groups)
    free(scratch.words)
    free(scratch.grams)
    free(scratch.found)
    free(scratch.used)
    free(scratch.sums)
    free(scratch.features)
    free(scratch.counts)
    memset(scratch, 0, sizeof(Scratch))
    scratch.cut.has_tokens = has_tokens


def to_probabilities(
    double[:, ::1] scores not None, double temperature, const double[::1] known not None,
    double min_known, const double[:] prior,
):
    """Turn scores into probabilities, in place; see the kernel in plain Python."""
    cdef Py_ssize_t i, k, n = scores.shape[0], n_labels = scores.shape[1]
    cdef double top, total
    cdef bint has_prior = prior is not None
    if known.shape[0] != n or n_labels < 1 or (has_prior and prior.shape[0] != n_labels):
        raise ValueError("scores, known and prior do not fit")
    with nogil:
        for i in range(n):
            if has_prior and known[i] < min_known:
                for k in range(n_labels):
                    scores[i, k] = prior[k]
                continue
            top = scores[i, 0]
            for k in range(1, n_labels):
                top = max(top, scores[i, k])
            total = 0.0
            for k in range(n_labels):
                scores[i, k] = exp((scores[i, k] - top) / temperature)
                total += scores[i, k]
            for k in range(n_labels):
                scores[i, k] /= total
