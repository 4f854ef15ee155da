/* The widths, and which of them this processor can run. What they do stands in md5_lanes_body.h. */
#include "space/nb101/md5_lanes.h"

#include <string.h>

/* floor(2^32 |sin(step + 1)|), RFC 1321 section 3.4. */
static const uint32_t sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

#define WIDTH_JOIN_2(name, suffix) name##_##suffix
#define WIDTH_JOIN(name, suffix) WIDTH_JOIN_2(name, suffix)
#define WIDTH_NAME(name) WIDTH_JOIN(name, WIDTH_SUFFIX)

#if defined(__x86_64__)

#define WIDTH_SUFFIX avx512f
#define WIDTH_BYTES 64
#define WIDTH_TARGET __attribute__((target("avx512f")))
#include "space/nb101/md5_lanes_body.h"

#define WIDTH_SUFFIX avx2
#define WIDTH_BYTES 32
#define WIDTH_TARGET __attribute__((target("avx2")))
#include "space/nb101/md5_lanes_body.h"

#endif

#define WIDTH_SUFFIX baseline
#define WIDTH_BYTES 16
#define WIDTH_TARGET
#include "space/nb101/md5_lanes_body.h"

nsc_md5_widths nsc_md5_lanes_widths(void) {
    nsc_md5_widths widths = {0};
    size_t count = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        widths.items[count++] = &width_avx512f;
    if (__builtin_cpu_supports("avx2"))
        widths.items[count++] = &width_avx2;
#endif
    widths.items[count] = &width_baseline;
    return widths;
}
