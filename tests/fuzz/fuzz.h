/* What a fuzz entry offers to the drivers: libFuzzer's function, and texts to start from for the plain driver. */
#ifndef NSC_FUZZ_H
#define NSC_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Parses the bytes and aborts where a promise of the parser is broken. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Valid inputs and near misses, ended by NULL. */
extern const char *const fuzz_seeds[];

/* Pieces that random bytes would not hit upon, ended by NULL. */
extern const char *const fuzz_pieces[];

/* How many inputs the plain driver tries where its command line does not say. */
extern const unsigned fuzz_default_rounds;

/* Ends the program, so that the driver sees it, where a promise is not held. */
static inline void fuzz_demand(bool held, const char *promise) {
    if (held)
        return;
    fprintf(stderr, "%s\n", promise);
    abort();
}

#endif
