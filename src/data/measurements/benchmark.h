/*
 * Queries as the official library answers them: a run drawn at random, and a budget of time and epochs that is used up.
 *
 * Source of the rules: Ying et al. 2019, section 2.6, and the published library's query().
 */
#ifndef NSC_BENCHMARK_H
#define NSC_BENCHMARK_H

#include "data/store/store.h"

enum { NSC_BENCHMARK_RANDOM_RUN = -1 };

/* A store to be asked, and what the questions cost so far. */
typedef struct nsc_benchmark nsc_benchmark;

/* `store` and `space` (the published space) must outlive it. `seed` is that of the runs drawn. */
nsc_status nsc_benchmark_create(nsc_benchmark **benchmark, const nsc_store *store, const nsc_space *space,
                                uint64_t seed, nsc_error *error);
void nsc_benchmark_destroy(nsc_benchmark *benchmark);

typedef struct nsc_benchmark_answer {
    uint32_t id;
    uint32_t trainable_parameters;
    int epochs; /* asked for */
    bool halfway;
    unsigned run; /* 0 … 2 */
    double training_time_s;
    double train_accuracy, validation_accuracy, test_accuracy; /* fractions */
} nsc_benchmark_answer;

/*
 * Trains `cell` (any spelling of space.h) for `epochs`, or for the half of them: looks up one run, drawn at random with
 * equal chances from those that the store holds where `run` is NSC_BENCHMARK_RANDOM_RUN, and adds its training time and
 * its epochs (half-way: epochs / 2, rounded down) to what was used. NSC_INVALID, with the reason, for what is no cell
 * of the space; NSC_MISSING where the store has no such budget, cell or run. A failed query costs nothing.
 */
nsc_status nsc_benchmark_query(nsc_benchmark *benchmark, const char *cell, int epochs, bool halfway, int run,
                               nsc_benchmark_answer *answer, nsc_error *error);

/* Seconds and epochs used by the queries since the start or the last reset. */
double nsc_benchmark_time_used(const nsc_benchmark *benchmark);
uint64_t nsc_benchmark_epochs_used(const nsc_benchmark *benchmark);
void nsc_benchmark_reset(nsc_benchmark *benchmark);

/*
 * What the store knows, at no cost: all runs of a cell at a budget, answers[NSC_RUNS] of which *`count` are
 * filled; and their mean, in which `run` has no meaning. Failures as above.
 */
nsc_status nsc_benchmark_runs(const nsc_benchmark *benchmark, const char *cell, int epochs, bool halfway,
                              nsc_benchmark_answer *answers, size_t *count, nsc_error *error);
nsc_status nsc_benchmark_mean(const nsc_benchmark *benchmark, const char *cell, int epochs, bool halfway,
                              nsc_benchmark_answer *answer, nsc_error *error);

#endif
