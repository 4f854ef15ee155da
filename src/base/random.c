/* Streams: the generator's 32-bit seed is a bijection of the task number, keyed by the seed and the stream's name. */
#include "base/random.h"

static const char *const names[NSC_STREAM_COUNT] = {
    [NSC_STREAM_TEST_DATA] = "test data",
    [NSC_STREAM_SURROGATE_FOLDS] = "surrogate folds",
    [NSC_STREAM_QUERIED_RUNS] = "queried runs",
    [NSC_STREAM_EIGENPAIR_START] = "eigenpair start",
    [NSC_STREAM_POINT_WALKS] = "point walks",
    [NSC_STREAM_ENCODING_WALKS] = "encoding walks",
    [NSC_STREAM_RETURN_SIGNS] = "return signs",
    [NSC_STREAM_INFORMATION_WALKS] = "information walks",
    [NSC_STREAM_LOCAL_SEARCHES] = "local searches",
    [NSC_STREAM_ESCAPED_OPTIMA] = "escaped optima",
    [NSC_STREAM_DISPERSION_SOURCES] = "dispersion sources",
    [NSC_STREAM_DECISION_PAIRS] = "decision pairs",
    [NSC_STREAM_SAMPLED_POINTS] = "sampled points",
    [NSC_STREAM_FIRST_IMPROVEMENT] = "first improvement",
    [NSC_STREAM_SEARCH_DECISIONS] = "search decisions",
    [NSC_STREAM_SEARCH_RESAMPLES] = "search resamples",
    [NSC_STREAM_SHUFFLED_SCORES] = "shuffled scores",
    [NSC_STREAM_SYNTHETIC_WORDS] = "synthetic words",
};

const char *nsc_stream_name(nsc_stream stream) {
    return names[stream];
}

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014), which spreads every bit of a seed over all bits. */
static uint64_t spread(uint64_t value) {
    value += 0x9e3779b97f4a7c15u;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
    value = (value ^ value >> 27) * 0x94d049bb133111ebu;
    return value ^ value >> 31;
}

/* The 64-bit FNV-1a hash: by name rather than by number, so that a new stream leaves the others as they are. */
static uint64_t name_key(nsc_stream stream) {
    uint64_t key = 0xcbf29ce484222325u;
    for (const char *letter = names[stream]; *letter != '\0'; letter++)
        key = (key ^ (unsigned char)*letter) * 0x100000001b3u;
    return key;
}

/* Odd multipliers and shifted differences are invertible modulo 2^32, so that no two tasks of one stream collide. */
static uint32_t generator_seed(uint64_t seed, nsc_stream stream, uint64_t task) {
    uint64_t key = spread(seed ^ spread(name_key(stream) ^ spread(task >> 32)));
    uint32_t value = (uint32_t)task ^ (uint32_t)key;
    value = (value ^ value >> 16) * 0x7feb352du;
    value = (value ^ value >> 15) * 0x846ca68bu;
    value ^= value >> 16;
    return value ^ (uint32_t)(key >> 32);
}

nsc_status nsc_random_create(gsl_rng **random, uint64_t seed, nsc_stream stream, uint64_t task, nsc_error *error) {
    *random = gsl_rng_alloc(gsl_rng_mt19937);
    if (*random == NULL)
        return nsc_error_out_of_memory(error, "a random generator");
    nsc_random_restart(*random, seed, stream, task);
    return NSC_OK;
}

void nsc_random_restart(gsl_rng *random, uint64_t seed, nsc_stream stream, uint64_t task) {
    gsl_rng_set(random, generator_seed(seed, stream, task));
}

uint64_t nsc_random_place(gsl_rng *random, uint64_t limit) {
    if (limit <= UINT32_MAX)
        return nsc_random_uniform(random, (uint32_t)limit);
    const uint64_t scale = UINT64_MAX / limit;
    uint64_t drawn;
    do {
        drawn = (uint64_t)gsl_rng_get(random) << 32;
        drawn = (drawn | gsl_rng_get(random)) / scale;
    } while (drawn >= limit);
    return drawn;
}
