/* CRC-32C: the processor's instruction where there is one, else librhash, which allocates for every call. */
#include "base/file.h"

#include <rhash.h>
#include <string.h>

static uint32_t crc32c_by_library(const void *bytes, size_t size) {
    unsigned char digest[4] = {0};
    rhash_msg(RHASH_CRC32C, bytes, size, digest);
    return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 | digest[3];
}

#ifdef __x86_64__
__attribute__((target("sse4.2"))) static uint32_t crc32c_by_instruction(const void *bytes, size_t size) {
    const unsigned char *next = bytes;
    uint64_t remainder = UINT32_MAX;
    for (; size >= sizeof remainder; size -= sizeof remainder, next += sizeof remainder) {
        uint64_t word;
        memcpy(&word, next, sizeof word);
        remainder = __builtin_ia32_crc32di(remainder, word);
    }
    for (; size > 0; size--)
        remainder = __builtin_ia32_crc32qi((uint32_t)remainder, *next++);
    return ~(uint32_t)remainder;
}
#endif

uint32_t nsc_crc32c(const void *bytes, size_t size) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("sse4.2"))
        return crc32c_by_instruction(bytes, size);
#endif
    return crc32c_by_library(bytes, size);
}
