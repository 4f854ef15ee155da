/* Streams: the generator's 32-bit seed is a bijection of the task number, keyed by the seed. */
#include "base/random.h"

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014), which spreads every bit of a seed over all bits. */
static uint64_t spread(uint64_t value) {
    value += 0x9e3779b97f4a7c15u;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
    value = (value ^ value >> 27) * 0x94d049bb133111ebu;
    return value ^ value >> 31;
}

/* Odd multipliers and shifted differences are invertible modulo 2^32, so that no two tasks of one seed collide. */
static uint32_t generator_seed(uint64_t seed, uint64_t task) {
    uint64_t key = spread(seed ^ spread(task >> 32));
    uint32_t value = (uint32_t)task ^ (uint32_t)key;
    value = (value ^ value >> 16) * 0x7feb352du;
    value = (value ^ value >> 15) * 0x846ca68bu;
    value ^= value >> 16;
    return value ^ (uint32_t)(key >> 32);
}

nsc_status nsc_random_create(gsl_rng **random, uint64_t seed, uint64_t task, nsc_error *error) {
    *random = gsl_rng_alloc(gsl_rng_mt19937);
    if (*random == NULL)
        return nsc_error_set(error, NSC_FAILED, "out of memory for a random generator");
    nsc_random_restart(*random, seed, task);
    return NSC_OK;
}

void nsc_random_restart(gsl_rng *random, uint64_t seed, uint64_t task) {
    gsl_rng_set(random, generator_seed(seed, task));
}
