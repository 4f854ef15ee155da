/* Powers of ten to 128 bits, for real_text.c; the build makes the table by write_powers_of_ten.c. */
#ifndef NSC_POWERS_OF_TEN_H
#define NSC_POWERS_OF_TEN_H

#include <stdint.h>

enum { NSC_POWER_LEAST = -292, NSC_POWER_LARGEST = 324 };

/* The first 128 bits of a power of ten: the highest bit is 1, and what further bits there are is rounded up. */
typedef struct nsc_power_of_ten {
    uint64_t high, low;
} nsc_power_of_ten;

/* From 10^NSC_POWER_LEAST to 10^NSC_POWER_LARGEST. */
extern const nsc_power_of_ten nsc_powers_of_ten[NSC_POWER_LARGEST - NSC_POWER_LEAST + 1];

#endif
