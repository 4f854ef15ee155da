/*
 * Random streams: named by what is drawn, one a task, never one a thread, so that results do not depend on the number
 * of threads, and what one computation draws has nothing to do with what another draws from the same seed.
 */
#ifndef NSC_RANDOM_H
#define NSC_RANDOM_H

#include "base/status.h"

#include <gsl/gsl_rng.h>
#include <stdint.h>

/* What is drawn; each name belongs to one place in the program. The names are in random.c. */
typedef enum nsc_stream {
    NSC_STREAM_TEST_DATA,          /* tests and benchmarks, for data of their own */
    NSC_STREAM_SURROGATE_FOLDS,    /* which rows belong to which fold */
    NSC_STREAM_QUERIED_RUNS,       /* which run a query answers with */
    NSC_STREAM_EIGENPAIR_START,    /* first vectors of Krylov spaces; task: number of the space */
    NSC_STREAM_POINT_WALKS,        /* task: walk number */
    NSC_STREAM_ENCODING_WALKS,     /* task: walk number */
    NSC_STREAM_RETURN_SIGNS,       /* signs of the probes that estimate return probabilities */
    NSC_STREAM_INFORMATION_WALKS,  /* task: walk number */
    NSC_STREAM_LOCAL_SEARCHES,     /* task: run of iterated local search */
    NSC_STREAM_ESCAPED_OPTIMA,     /* optima drawn where there are too many */
    NSC_STREAM_DISPERSION_SOURCES, /* points drawn where there are too many */
    NSC_STREAM_DECISION_PAIRS,     /* pairs of points drawn where there are too many */
    NSC_STREAM_SAMPLED_POINTS,     /* points that a query draws */
    NSC_STREAM_FIRST_IMPROVEMENT,  /* which better neighbour a climb by first improvement meets first */
    NSC_STREAM_SEARCH_DECISIONS,   /* task: run of a search algorithm */
    NSC_STREAM_SEARCH_RESAMPLES,   /* runs of a search drawn again; task: number of the resample */
    NSC_STREAM_SHUFFLED_SCORES,    /* which point gets which score */
    NSC_STREAM_SYNTHETIC_WORDS,    /* made-up accuracies of strings */
    NSC_STREAM_COUNT
} nsc_stream;

/* "point walks", …; from which the numbers follow: another name gives other numbers. */
const char *nsc_stream_name(nsc_stream stream);

/*
 * Creates the generator (Mersenne twister of GSL) of task number `task` of a stream under `seed`; different tasks of
 * one stream have different generator seeds for all task numbers below 2^32, tasks of different streams unrelated ones.
 * Released by gsl_rng_free(). NSC_FAILED without memory.
 */
nsc_status nsc_random_create(gsl_rng **random, uint64_t seed, nsc_stream stream, uint64_t task, nsc_error *error);

/* Puts an existing generator at the start of another task's stream, without allocating. */
void nsc_random_restart(gsl_rng *random, uint64_t seed, nsc_stream stream, uint64_t task);

/* A whole number below `limit`, for inner loops: one multiplication of the twister's 32 bits (Lemire 2019) without his
 * second draw, so that chances differ by 2^-32 at most. */
static inline uint32_t nsc_random_below(gsl_rng *random, uint32_t limit) {
    return (uint32_t)((uint64_t)gsl_rng_get(random) * limit >> 32);
}

/* A whole number below `limit`, each with the same chance: the number that gsl_rng_uniform_int() draws from the
 * twister, by divisions of 32 bits. */
static inline uint32_t nsc_random_uniform(gsl_rng *random, uint32_t limit) {
    const uint32_t scale = UINT32_MAX / limit;
    uint32_t drawn;
    do
        drawn = (uint32_t)gsl_rng_get(random) / scale;
    while (drawn >= limit);
    return drawn;
}

/* The same for limits of any size: two numbers of the twister make one of 64 bits if `limit` is beyond 32. */
uint64_t nsc_random_place(gsl_rng *random, uint64_t limit);

#endif
