/* CRC-32C: the processor's instructions where it has them, else librhash, which allocates for every call. */
#include "base/file.h"

#include <rhash.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

static uint32_t crc32c_by_library(const void *bytes, size_t size) {
    unsigned char digest[4] = {0};
    rhash_msg(RHASH_CRC32C, bytes, size, digest);
    return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 | digest[3];
}

#ifdef __x86_64__
static inline uint64_t word_at(const unsigned char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The remainder of what went before, with `size` bytes more. */
__attribute__((target("sse4.2"))) static uint64_t go_on(uint64_t remainder, const unsigned char *next, size_t size) {
    for (; size >= sizeof remainder; size -= sizeof remainder, next += sizeof remainder)
        remainder = __builtin_ia32_crc32di(remainder, word_at(next));
    for (; size > 0; size--)
        remainder = __builtin_ia32_crc32qi((uint32_t)remainder, *next++);
    return remainder;
}

enum { PARTS = 3, PART_WORDS = 16, PART_BYTES = PART_WORDS * sizeof(uint64_t) };

/*
 * The remainder if as many zeros followed as `power` stands for: the product with x^(8 · bytes), where `power` is
 * x^(8 · bytes − 33), since the product of reflected numbers is shifted by one and the instruction adds 32 zeros.
 */
__attribute__((target("sse4.2,pclmul"))) static uint64_t advance(uint64_t remainder, long long power) {
    const __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)remainder), _mm_cvtsi64_si128(power), 0);
    return __builtin_ia32_crc32di(0, (uint64_t)_mm_cvtsi128_si64(product));
}

/* The instruction takes three cycles but can begin each cycle: three parts of a block are divided side by side. */
__attribute__((target("sse4.2,pclmul"))) static uint64_t go_on_in_parts(uint64_t remainder, const unsigned char **next,
                                                                        size_t *size) {
    const long long one_part = 0x0d3b6092, two_parts = 0xb9e02b86; /* 128 and 256 bytes */
    for (; *size >= PARTS * PART_BYTES; *size -= PARTS * PART_BYTES, *next += PARTS * PART_BYTES) {
        const unsigned char *first = *next;
        uint64_t second = 0, third = 0;
        for (size_t word = 0; word < PART_WORDS; word++, first += sizeof(uint64_t)) {
            remainder = __builtin_ia32_crc32di(remainder, word_at(first));
            second = __builtin_ia32_crc32di(second, word_at(first + PART_BYTES));
            third = __builtin_ia32_crc32di(third, word_at(first + 2 * PART_BYTES));
        }
        remainder = advance(remainder, two_parts) ^ advance(second, one_part) ^ third;
    }
    return remainder;
}
#endif

uint32_t nsc_crc32c(const void *bytes, size_t size) {
#ifdef __x86_64__
    const unsigned char *next = bytes;
    uint64_t remainder = UINT32_MAX;
    if (__builtin_cpu_supports("sse4.2")) {
        if (__builtin_cpu_supports("pclmul"))
            remainder = go_on_in_parts(remainder, &next, &size);
        return ~(uint32_t)go_on(remainder, next, size);
    }
#endif
    return crc32c_by_library(bytes, size);
}
