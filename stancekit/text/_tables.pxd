"""Hash tables with open addressing: strings, and n-grams made of a shorter n-gram and a word.

A string of up to 15 bytes is its own key, its length in the highest byte; of a longer one the key
is a hash and the length, and the bytes are compared. An n-gram of words is the number of the n-gram without its
last word beside the number of that word. So an n-gram that is not in a table is never taken for
one that is. The hash folds the 128 bits of a product to 64, which takes in 16 bytes at once (as in
wyhash, Wang Yi 2019). Both factors hold what is drawn for every process, so that nobody who does
not know it can write texts that collide. Where a string stands in a table depends on it; what is
numbered, counted or scored does not.
"""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcmp, memcpy

from stancekit.text._memory cimport zeros

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define sk_prefetch(address) __builtin_prefetch(address)
    #else
    #define sk_prefetch(address) ((void)(address))
    #endif
    static uint64_t sk_drawn[4];
    static inline uint64_t sk_fold(uint64_t a, uint64_t b) {
    #ifdef __SIZEOF_INT128__
        unsigned __int128 product = (unsigned __int128) a * b;
        return (uint64_t) product ^ (uint64_t) (product >> 64);
    #else
        uint64_t a0 = (uint32_t) a, a1 = a >> 32, b0 = (uint32_t) b, b1 = b >> 32;
        uint64_t low = a0 * b0, mid = a1 * b0 + (low >> 32), more = a0 * b1 + (uint32_t) mid;
        return (more << 32 | (uint32_t) low) ^ (a1 * b1 + (mid >> 32) + (more >> 32));
    #endif
    }
    static inline uint64_t sk_load(const uint8_t *from) {
        uint64_t bytes; memcpy(&bytes, from, 8); return bytes;
    }
    """
    void prefetch "sk_prefetch"(const void* address) noexcept nogil
    uint64_t load "sk_load"(const uint8_t* start) noexcept nogil
    uint64_t fold "sk_fold"(uint64_t a, uint64_t b) noexcept nogil
    uint64_t[4] drawn "sk_drawn"

cdef enum:
    EXACT = 15  # bytes of the longest string that is its own key


cdef struct Key:
    uint64_t low
    uint64_t high


cdef struct StringSlot:
    Key key
    uint64_t start    # of the bytes
    uint32_t number   # of the string, from 1; 0: the slot is free
    uint32_t tag      # scoring: the feature, from 1; counting: its last entry


cdef struct Strings:
    StringSlot* slots
    int shift         # 64 - log2 of the number of slots
    uint64_t mask
    Py_ssize_t size
    uint8_t* bytes    # all strings, one after the other
    uint64_t n_bytes
    uint64_t capacity


cdef struct GramSlot:
    uint64_t key
    uint32_t number   # of the n-gram, from 1; 0: the slot is free
    uint32_t tag


cdef struct Grams:
    GramSlot* slots
    int shift
    uint64_t mask
    Py_ssize_t size


cdef inline void seed_hash():
    """Draw what the hash mixes keys with."""
    import os
    cdef int i
    for i in range(4):
        drawn[i] = int.from_bytes(os.urandom(8), "little") | 1


cdef inline uint64_t first_bytes(uint64_t bytes, Py_ssize_t n) noexcept nogil:
    return bytes if n >= 8 else bytes & ((<uint64_t> 1 << (8 * n)) - 1)


cdef inline Key key_of(const uint8_t* text, Py_ssize_t length) noexcept nogil:
    """Return the key of a string behind which at least 16 more bytes may be read."""
    cdef Key key
    cdef Py_ssize_t i = 0
    if length <= EXACT:
        key.low = first_bytes(load(text), length)
        key.high = first_bytes(load(text + 8), length - 8) if length > 8 else 0
        key.high |= <uint64_t> length << 56
        return key
    key.low = drawn[3]
    while i < length - 16:
        key.low = fold(load(text + i) ^ drawn[0], load(text + i + 8) ^ key.low)
        i += 16
    key.low = fold(load(text + length - 16) ^ drawn[0], load(text + length - 8) ^ key.low)
    key.high = <uint64_t> 0xFF << 56 | <uint64_t> length
    return key


cdef inline Py_ssize_t length_of(Key key) noexcept nogil:
    """Return how many bytes the string of a key has."""
    cdef uint64_t length = key.high >> 56
    return length if length <= EXACT else key.high & ((<uint64_t> 1 << 56) - 1)


cdef inline uint64_t string_slot(const Strings* strings, Key key) noexcept nogil:
    return fold(fold(key.low ^ drawn[0], key.high ^ drawn[1]), drawn[2]) >> strings.shift


cdef inline uint64_t gram_slot(const Grams* grams, uint64_t key) noexcept nogil:
    return fold(fold(key ^ drawn[0], drawn[1]), drawn[2]) >> grams.shift


cdef inline StringSlot* find_string(
    const Strings* strings, uint64_t slot, Key key, const uint8_t* text, Py_ssize_t length
) noexcept nogil:
    """Return the slot of a string, or the free one where it belongs; search from `slot`."""
    cdef StringSlot* found
    while True:
        found = &strings.slots[slot]
        if not found.number or (
            found.key.low == key.low
            and found.key.high == key.high
            and (length <= EXACT or memcmp(strings.bytes + found.start, text, length) == 0)
        ):
            return found
        slot = (slot + 1) & strings.mask


cdef inline GramSlot* find_gram(const Grams* grams, uint64_t slot, uint64_t key) noexcept nogil:
    """Return the slot of an n-gram, or the free one where it belongs; search from `slot`."""
    while grams.slots[slot].number and grams.slots[slot].key != key:
        slot = (slot + 1) & grams.mask
    return &grams.slots[slot]


cdef inline int add_string(
    Strings* strings, StringSlot* slot, Key key, const uint8_t* text, Py_ssize_t length,
    uint32_t number
) noexcept nogil:
    """Take the free slot that `find_string` returned; return -1 if memory runs out."""
    cdef uint8_t* more
    cdef uint64_t capacity
    if strings.n_bytes + length >= strings.capacity:
        capacity = 2 * strings.capacity + length + 4096
        more = <uint8_t*> realloc(strings.bytes, capacity)
        if more == NULL:
            return -1
        strings.bytes, strings.capacity = more, capacity
    memcpy(strings.bytes + strings.n_bytes, text, length)
    slot.key, slot.start, slot.number, slot.tag = key, strings.n_bytes, number, 0
    strings.n_bytes += length
    strings.size += 1
    return 0


cdef inline void add_gram(Grams* grams, GramSlot* slot, uint64_t key, uint32_t number) noexcept nogil:
    """Take the free slot that `find_gram` returned."""
    slot.key, slot.number, slot.tag = key, number, 0
    grams.size += 1


cdef inline int reserve_strings(Strings* strings, Py_ssize_t more) noexcept nogil:
    """Make room for more strings, at most every other slot taken; return -1 without memory."""
    cdef Strings old = strings[0]
    cdef uint64_t i, slot, n = 64 if old.slots == NULL else old.mask + 1
    if old.slots != NULL and <uint64_t> (2 * (old.size + more)) <= n:
        return 0
    while n < <uint64_t> (2 * (old.size + more)):
        n *= 2
    strings.slots = <StringSlot*> zeros(n * sizeof(StringSlot))
    if strings.slots == NULL:
        strings.slots = old.slots
        return -1
    strings.mask, strings.shift = n - 1, shift_for(n)
    if old.slots != NULL:
        for i in range(old.mask + 1):
            if old.slots[i].number:
                slot = string_slot(strings, old.slots[i].key)
                while strings.slots[slot].number:
                    slot = (slot + 1) & strings.mask
                strings.slots[slot] = old.slots[i]
        free(old.slots)
    return 0


cdef inline int reserve_grams(Grams* grams, Py_ssize_t more) noexcept nogil:
    """Make room for more n-grams, at most every other slot taken; return -1 without memory."""
    cdef Grams old = grams[0]
    cdef uint64_t i, n = 64 if old.slots == NULL else old.mask + 1
    if old.slots != NULL and <uint64_t> (2 * (old.size + more)) <= n:
        return 0
    while n < <uint64_t> (2 * (old.size + more)):
        n *= 2
    grams.slots = <GramSlot*> zeros(n * sizeof(GramSlot))
    if grams.slots == NULL:
        grams.slots = old.slots
        return -1
    grams.mask, grams.shift = n - 1, shift_for(n)
    if old.slots != NULL:
        for i in range(old.mask + 1):
            if old.slots[i].number:
                find_gram(grams, gram_slot(grams, old.slots[i].key), old.slots[i].key)[0] = old.slots[i]
        free(old.slots)
    return 0


cdef inline int shift_for(uint64_t n_slots) noexcept nogil:
    cdef int shift = 64
    while n_slots > 1:
        n_slots >>= 1
        shift -= 1
    return shift
