/* Random streams: one a task, never one a thread, so that results do not depend on the number of threads. */
#ifndef NSC_RANDOM_H
#define NSC_RANDOM_H

#include "base/status.h"

#include <gsl/gsl_rng.h>
#include <stdint.h>

/*
 * Creates the generator (Mersenne twister of GSL) of task number `task` under `seed`; different tasks of one seed
 * have different generator seeds for all task numbers below 2^32. Released by gsl_rng_free(). NSC_FAILED without
 * memory.
 */
nsc_status nsc_random_create(gsl_rng **random, uint64_t seed, uint64_t task, nsc_error *error);

/* Puts an existing generator at the start of another task's stream, without allocating. */
void nsc_random_restart(gsl_rng *random, uint64_t seed, uint64_t task);

/* A whole number below `limit`, for inner loops: one multiplication of the twister's 32 bits (Lemire 2019) without his
 * second draw, so that chances differ by 2^-32 at most. */
static inline uint32_t nsc_random_below(gsl_rng *random, uint32_t limit) {
    return (uint32_t)((uint64_t)gsl_rng_get(random) * limit >> 32);
}

#endif
