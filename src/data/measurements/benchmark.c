/* The runs at one budget, point after point in one array, so that a query touches two places of the memory. */
#include "data/measurements/benchmark.h"

#include "data/measurements/measurements_internal.h"
#include "data/official/official.h"

#include <math.h>

struct nsc_benchmark {
    const nsc_space *space;
    int epochs;
    bool halfway;
    uint32_t *first; /* [point_count + 1]: where the runs of a point begin */
    nsc_benchmark_run *runs;
};

/* ---- making one ---- */

enum { METRICS = NSC_METRIC_TIME + 1 }; /* valid, test, train, time: the half-way ones follow in the same order */

static nsc_status find_budget(const nsc_measurements *measurements, int epochs, size_t *budget, nsc_error *error) {
    char available[256] = "";
    size_t length = 0;
    for (*budget = 0; *budget < nsc_measurements_budget_count(measurements); (*budget)++) {
        const int own = nsc_measurements_epochs(measurements, *budget);
        if (own == epochs)
            return NSC_OK;
        length += (size_t)snprintf(available + length, sizeof available - length, "%s%d", *budget > 0 ? ", " : "", own);
    }
    return nsc_error_set(error, NSC_MISSING, "the data has no runs of %d epochs, only of %s", epochs, available);
}

/* Values of one metric after another, and where the walk over the points is in each. */
typedef struct metric_values {
    nsc_run_values of[METRICS];
} metric_values;

/* The value of a run of a point, NaN where there is none. */
static double value_of(const nsc_run_values *runs, uint32_t point, uint32_t run) {
    for (size_t place = runs->first[point]; place < runs->first[point + 1]; place++)
        if (runs->values[place].run == run)
            return runs->values[place].value;
    return NAN;
}

/*
 * The next run after `before` that a point has of any metric (from 0: pass −1), else NSC_RUN_MEAN if it is there and
 * no run is. False after the last.
 */
static bool next_run(const metric_values *values, uint32_t point, int64_t before, uint32_t *run) {
    int64_t next = INT64_MAX;
    for (size_t metric = 0; metric < METRICS; metric++) {
        const nsc_run_values *runs = &values->of[metric];
        for (size_t place = runs->first[point]; place < runs->first[point + 1]; place++)
            if (runs->values[place].run > before && runs->values[place].run < next)
                next = runs->values[place].run;
    }
    *run = (uint32_t)next;
    return next < NSC_RUN_MEAN || (next == NSC_RUN_MEAN && before < 0);
}

static nsc_status gather(nsc_benchmark *benchmark, const metric_values *values, nsc_error *error) {
    const uint32_t point_count = benchmark->space->point_count;
    uint32_t run;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&benchmark->first, (size_t)point_count + 1, sizeof *benchmark->first, error));
    for (uint32_t point = 0; point < point_count; point++) {
        benchmark->first[point + 1] = benchmark->first[point];
        for (int64_t before = -1; next_run(values, point, before, &run); before = run)
            benchmark->first[point + 1]++;
    }
    if (benchmark->first[point_count] == 0)
        return nsc_error_set(error, NSC_MISSING, "the data has no accuracies and no training times %s %d epochs",
                             benchmark->halfway ? "half-way through" : "after", benchmark->epochs);
    NSC_TRY(nsc_allocate(&benchmark->runs, benchmark->first[point_count], sizeof *benchmark->runs, error));
    for (uint32_t point = 0; point < point_count; point++) {
        nsc_benchmark_run *made = benchmark->runs + benchmark->first[point];
        for (int64_t before = -1; next_run(values, point, before, &run); before = run)
            *made++ = (nsc_benchmark_run){
                .training_time_s = value_of(&values->of[NSC_METRIC_TIME], point, run),
                .train_accuracy = value_of(&values->of[NSC_METRIC_TRAIN], point, run),
                .validation_accuracy = value_of(&values->of[NSC_METRIC_VALID], point, run),
                .test_accuracy = value_of(&values->of[NSC_METRIC_TEST], point, run),
                .run = run,
            };
    }
out:
    return status;
}

nsc_status nsc_benchmark_create(nsc_benchmark **benchmark, const nsc_measurements *measurements, int epochs,
                                bool halfway, nsc_error *error) {
    const nsc_space *space = nsc_measurements_space(measurements);
    const int first_metric = halfway ? NSC_METRIC_HALFWAY_VALID : NSC_METRIC_VALID;
    metric_values values = {0};
    size_t budget;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(benchmark, 1, sizeof **benchmark, error));
    **benchmark = (nsc_benchmark){.space = space, .epochs = epochs, .halfway = halfway};
    NSC_TRY(find_budget(measurements, epochs, &budget, error));
    for (int metric = 0; metric < METRICS; metric++)
        NSC_TRY(nsc_measurements_runs(measurements, budget, (nsc_metric)(first_metric + metric), &values.of[metric],
                                      error));
    NSC_TRY(gather(*benchmark, &values, error));
out:
    for (int metric = 0; metric < METRICS; metric++)
        nsc_run_values_release(&values.of[metric]);
    if (status != NSC_OK) {
        nsc_benchmark_destroy(*benchmark);
        *benchmark = NULL;
    }
    return status;
}

void nsc_benchmark_destroy(nsc_benchmark *benchmark) {
    if (benchmark == NULL)
        return;
    free(benchmark->first);
    free(benchmark->runs);
    free(benchmark);
}

/* ---- queries ---- */

size_t nsc_benchmark_runs(const nsc_benchmark *benchmark, uint32_t point, const nsc_benchmark_run **runs) {
    *runs = benchmark->runs + benchmark->first[point];
    return benchmark->first[point + 1] - benchmark->first[point];
}

/* The run with a number, NULL where the point has none. */
static const nsc_benchmark_run *find_run(const nsc_benchmark_run *runs, size_t count, int run) {
    for (size_t number = 0; number < count; number++)
        if (run >= 0 && runs[number].run == (unsigned)run)
            return &runs[number];
    return NULL;
}

nsc_status nsc_benchmark_query(const nsc_benchmark *benchmark, uint32_t point, int run, gsl_rng *random,
                               nsc_benchmark_cost *cost, const nsc_benchmark_run **answer, nsc_error *error) {
    const nsc_benchmark_run *runs;
    const size_t count = nsc_benchmark_runs(benchmark, point, &runs);
    if (count == 0)
        return nsc_error_set(error, NSC_MISSING, "the data has no run of the point at %d epochs", benchmark->epochs);
    *answer =
        run == NSC_BENCHMARK_RANDOM_RUN ? &runs[nsc_random_below(random, (uint32_t)count)] : find_run(runs, count, run);
    if (*answer == NULL)
        return nsc_error_set(error, NSC_MISSING, "the point has %s at %d epochs and no run %d",
                             runs->run == NSC_RUN_MEAN ? "the mean of three runs" : "runs, numbered from 0,",
                             benchmark->epochs, run);
    cost->time_s += (*answer)->training_time_s;
    cost->epochs += (uint64_t)(benchmark->halfway ? nsc_official_halfway(benchmark->epochs) : benchmark->epochs);
    cost->queries++;
    return NSC_OK;
}

nsc_status nsc_benchmark_query_named(const nsc_benchmark *benchmark, const char *point, int run, gsl_rng *random,
                                     nsc_benchmark_cost *cost, const nsc_benchmark_run **answer, nsc_error *error) {
    uint32_t number;
    nsc_status status = benchmark->space->point_parse(benchmark->space, point, &number, error);
    return status == NSC_OK ? nsc_benchmark_query(benchmark, number, run, random, cost, answer, error) : status;
}
