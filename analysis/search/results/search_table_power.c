/* How many runs a difference between algorithms needs: power of the rank test, by resampling the runs. */
#include "analysis/estimators/rank_tests.h"
#include "analysis/search/results/search_tables_internal.h"

#include <math.h>
#include <string.h>

static const nsc_column power_columns[] = {
    {"first", "one algorithm, with the settings given"},
    {"second", "another one"},
    {"better", "the one whose runs end with the lower regret more often than not; empty if both do alike"},
    {"repeats", "runs of each in an experiment"},
    {"power", "share of resampled experiments of so many runs in which the rank sum test finds the better one to be "
              "better, p below 0.05; empty if both do alike"},
    {"power_low", "lower end of its 95 % interval as of so many resamples (Wilson); the runs that are resampled are "
                  "taken as they are"},
    {"power_high", "upper end"},
    {"reversed", "share in which it finds the other one to be better"},
    {"needed", "runs of each that give a power of 0.8 by Noether's formula (1987)"},
    {"first_better", "chance that a run of the first ends with a lower regret than one of the second, half of ties "
                     "included"},
    {"runs", "runs of each that are resampled, of the one that has fewer"},
    {"resamples", "number of resampled experiments"},
};

/* ---- numbers of repeats ---- */

nsc_status nsc_search_repeats_read(const char *list, size_t **repeats, size_t *count, nsc_error *error) {
    const double most = 100000;
    const char *place = list;
    size_t capacity = 0;
    nsc_status status = NSC_OK;
    *repeats = NULL;
    *count = 0;
    for (;;) {
        const char *end;
        double number;
        if (!nsc_decimal_read(place, &end, &number) || (*end != '\0' && *end != ',') ||
            !(number >= 2 && number <= most && number == floor(number)))
            return nsc_error_set(error, NSC_USAGE,
                                 "--repeats: \"%.60s\" is no list of whole numbers from 2 to %.0f, separated by commas",
                                 list, most);
        NSC_TRY(nsc_reserve(repeats, &capacity, *count + 1, sizeof **repeats, error));
        (*repeats)[(*count)++] = (size_t)number;
        if (*end == '\0')
            break;
        place = end + 1;
    }
out:
    return status;
}

/* ---- resampled experiments of a pair ---- */

/* The runs of two algorithms as levels of regret, which is all that the test reads. */
typedef struct power_job {
    uint32_t *levels; /* [first_runs + second_runs] */
    size_t first_runs, second_runs, level_count;
    size_t repeats;
    const nsc_experiment *experiment;
    gsl_rng **randoms;  /* [worker] */
    uint32_t *counts;   /* [worker][2 · level_count], zero between tasks */
    signed char *found; /* [resample] −1: the first is significantly lower, 1: higher, 0: neither */
} power_job;

/* Counts `repeats` draws of the runs by their levels. */
static void draw_levels(gsl_rng *random, const uint32_t *levels, size_t runs, size_t repeats, uint32_t *counts) {
    for (size_t draw = 0; draw < repeats; draw++)
        counts[levels[nsc_random_below(random, (uint32_t)runs)]]++;
}

static nsc_status draw_experiment(void *context, size_t resample, size_t worker, nsc_error *error) {
    const double significant = 0.05;
    const power_job *job = context;
    gsl_rng *random = job->randoms[worker];
    uint32_t *first = job->counts + worker * 2 * job->level_count, *second = first + job->level_count;
    nsc_rank_sum test;
    memset(first, 0, 2 * job->level_count * sizeof *first);
    nsc_search_resample_start(random, job->experiment, resample);
    draw_levels(random, job->levels, job->first_runs, job->repeats, first);
    draw_levels(random, job->levels + job->first_runs, job->second_runs, job->repeats, second);
    const nsc_status status = nsc_rank_sum_of_levels(first, second, job->level_count, &test, error);
    if (status == NSC_OK)
        job->found[resample] = (signed char)(test.p < significant ? (test.larger < 0.5 ? -1 : 1) : 0);
    return status;
}

static void close_job(power_job *job, size_t workers) {
    nsc_search_resamplers_release(job->randoms, workers);
    free(job->levels);
    free(job->counts);
    free(job->found);
}

static nsc_status open_job(power_job *job, const nsc_final_regrets *first, const nsc_final_regrets *second,
                           size_t resamples, size_t workers, nsc_error *error) {
    const size_t runs = first->run_count + second->run_count;
    double *values = NULL;
    nsc_status status = NSC_OK;
    job->first_runs = first->run_count;
    job->second_runs = second->run_count;
    NSC_TRY(nsc_allocate(&values, runs, sizeof *values, error));
    NSC_TRY(nsc_allocate(&job->levels, runs, sizeof *job->levels, error));
    NSC_TRY(nsc_allocate(&job->found, resamples, sizeof *job->found, error));
    NSC_TRY(nsc_search_resamplers_create(&job->randoms, workers, error));
    memcpy(values, first->regrets, first->run_count * sizeof *values);
    memcpy(values + first->run_count, second->regrets, second->run_count * sizeof *values);
    NSC_TRY(nsc_value_levels(values, runs, job->levels, &job->level_count, error));
    NSC_TRY(nsc_allocate(&job->counts, workers * 2 * job->level_count, sizeof *job->counts, error));
out:
    free(values);
    return status;
}

/* Runs of each for a power of 0.8 at 5 %, two-sided, in samples of equal size. */
static double noether_runs(double chance) {
    const double z = NSC_Z95 + 0.8416212335729143; /* the normal quantile of 0.8 */
    return ceil(z * z / (6 * (chance - 0.5) * (chance - 0.5)));
}

static nsc_status add_power(const power_job *job, const nsc_final_regrets *first, const nsc_final_regrets *second,
                            double chance, size_t resamples, nsc_search_rows *rows, nsc_error *error) {
    const double all = (double)resamples;
    const bool alike = chance == 0.5;
    double lower = 0, higher = 0;
    for (size_t resample = 0; resample < resamples; resample++) {
        lower += job->found[resample] < 0;
        higher += job->found[resample] > 0;
    }
    const nsc_estimate power =
        alike ? nsc_estimate_none() : nsc_estimate_wilson((chance > 0.5 ? lower : higher) / all, all, NSC_Z95);
    const size_t runs = job->first_runs < job->second_runs ? job->first_runs : job->second_runs;
    return nsc_search_rows_add(rows, NULL,
                               NSC_ROW(nsc_text(first->label), nsc_text(second->label),
                                       nsc_text(alike          ? NULL
                                                : chance > 0.5 ? first->label
                                                               : second->label),
                                       nsc_unsigned(job->repeats), NSC_ESTIMATE_VALUES(power),
                                       alike ? nsc_missing() : nsc_real((chance > 0.5 ? higher : lower) / all),
                                       nsc_real(noether_runs(chance)), nsc_real(chance), nsc_unsigned(runs),
                                       nsc_unsigned(resamples)),
                               error);
}

static nsc_status write_pair(const nsc_final_regrets *first, const nsc_final_regrets *second,
                             const nsc_experiment *experiment, const size_t *repeats, size_t repeat_count,
                             const nsc_search_table_options *options, nsc_search_rows *rows, nsc_error *error) {
    const size_t workers = nsc_control_threads(options->control);
    power_job job = {.experiment = experiment};
    nsc_rank_sum test;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rank_sum_test(first->regrets, first->run_count, second->regrets, second->run_count, &test, error));
    NSC_TRY(open_job(&job, first, second, options->resamples, workers, error));
    for (size_t row = 0; row < repeat_count; row++) {
        job.repeats = repeats[row];
        const nsc_shared_loop loop = {.stage = "resampled experiments",
                                      .unit_count = options->resamples,
                                      .task = draw_experiment,
                                      .context = &job,
                                      .arrays = {NSC_SHARED_ARRAY(job.found, options->resamples, 1)}};
        NSC_TRY(nsc_share(&loop, options->control, error));
        NSC_TRY(add_power(&job, first, second, 1 - test.larger, options->resamples, rows, error));
    }
out:
    close_job(&job, workers);
    return status;
}

static nsc_status write_power(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                              nsc_search_rows *rows, nsc_error *error) {
    nsc_final_regrets *finals = NULL;
    size_t *repeats = NULL, repeat_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_repeats_read(options->repeats, &repeats, &repeat_count, error));
    NSC_TRY(nsc_final_regrets_read(&finals, results, count, error));
    for (size_t first = 0; first < count; first++)
        for (size_t second = first + 1; second < count; second++)
            NSC_TRY(write_pair(&finals[first], &finals[second], results[0].experiment, repeats, repeat_count, options,
                               rows, error));
out:
    nsc_final_regrets_release(finals, count);
    free(repeats);
    return status;
}

const nsc_search_table nsc_search_table_power = {
    .name = "power",
    .meaning = "how many runs a difference between two algorithms needs: power of the rank test by resampling",
    .columns = power_columns,
    .column_count = NSC_COUNT_OF(power_columns),
    .needs = NSC_TABLE_NEEDS_SEVERAL,
    .reads = NSC_TABLE_READS(resamples) | NSC_TABLE_READS(repeats),
    .rows = write_power,
};
