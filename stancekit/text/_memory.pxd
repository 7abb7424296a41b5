"""Zeroed memory for tables: aligned to cache lines, and in huge pages where Linux has them."""

cdef extern from *:
    """
    #include <stdlib.h>
    #include <string.h>
    #if defined(__linux__)
    #include <sys/mman.h>
    static void *sk_zeros(size_t bytes) {
        const size_t huge = (size_t) 1 << 21;
        void *memory = NULL;
        if (posix_memalign(&memory, bytes < huge ? 64 : huge, bytes)) return NULL;
        if (bytes >= huge) madvise(memory, bytes, MADV_HUGEPAGE);
        return memset(memory, 0, bytes);
    }
    #else
    static void *sk_zeros(size_t bytes) { return calloc(bytes, 1); }
    #endif
    """
    void* zeros "sk_zeros"(size_t n_bytes) noexcept nogil
