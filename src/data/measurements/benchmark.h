/*
 * Simulated training: which run a training of a point would have given, and what it would have cost.
 *
 * A benchmark is all runs of a data set at one budget, in memory: create one for each budget that a search trains at.
 * It never changes, and searches on several threads may share it: what a search draws and what it has used up belong
 * to the search. nsc_measurements_point() answers for a single point, without a benchmark.
 *
 * Source of the rules: Ying et al. 2019, section 2.6, and the published library's query().
 */
#ifndef NSC_BENCHMARK_H
#define NSC_BENCHMARK_H

#include "base/base.h"
#include "data/measurements/measurements.h"

#include <gsl/gsl_rng.h>

typedef struct nsc_benchmark nsc_benchmark;

/* One run of a point; NaN where the data has no such value. */
typedef struct nsc_benchmark_run {
    double training_time_s;
    double train_accuracy, validation_accuracy, test_accuracy; /* as in the data: fractions for cells */
    unsigned run;                                              /* from 0, or NSC_RUN_MEAN */
} nsc_benchmark_run;

/*
 * Gathers the runs of `measurements` at a budget, half-way through it where `halfway` says so. A point of which only a
 * mean of three is available has one run, NSC_RUN_MEAN. The space of the measurements must outlive the benchmark, they
 * themselves need not. NSC_MISSING where there are no runs at the budget; failures as nsc_measurements_values. 0.1 s,
 * and 240 bytes a point while it lasts, for the full data; 40 bytes a run and 4 a point are kept.
 */
nsc_status nsc_benchmark_create(nsc_benchmark **benchmark, const nsc_measurements *measurements, int epochs,
                                bool halfway, nsc_error *error);
void nsc_benchmark_destroy(nsc_benchmark *benchmark);

/* Points *`runs` at the runs of a point, ascending, and returns how many there are. Costs no budget. */
size_t nsc_benchmark_runs(const nsc_benchmark *benchmark, uint32_t point, const nsc_benchmark_run **runs);

/* What the queries of one search have used up; {0} at its start. */
typedef struct nsc_benchmark_cost {
    double time_s;   /* NaN once a run had no training time */
    uint64_t epochs; /* half-way: epochs / 2, rounded down */
    uint64_t queries;
} nsc_benchmark_cost;

enum { NSC_BENCHMARK_RANDOM_RUN = -1 };

/*
 * Trains a point: answers with the run of that number, or, for NSC_BENCHMARK_RANDOM_RUN, with one drawn from `random`
 * with equal chances for all that are available, and adds what it cost. `random` is a generator of the stream "queried
 * runs", one a search; NULL where no run is drawn. NSC_MISSING where the point has no run or no such one: that costs
 * and draws nothing. No allocation; 0.12 µs.
 */
nsc_status nsc_benchmark_query(const nsc_benchmark *benchmark, uint32_t point, int run, gsl_rng *random,
                               nsc_benchmark_cost *cost, const nsc_benchmark_run **answer, nsc_error *error);

/* The same for a point by any of its spellings. NSC_INVALID, with the reason, for what is not a point of the space. */
nsc_status nsc_benchmark_query_named(const nsc_benchmark *benchmark, const char *point, int run, gsl_rng *random,
                                     nsc_benchmark_cost *cost, const nsc_benchmark_run **answer, nsc_error *error);

#endif
