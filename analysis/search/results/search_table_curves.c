/* Regret over evaluations or time: its course, its distribution at the end, its area. */
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/resamples.h"
#include "analysis/search/results/search_tables_internal.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

/* ---- regret ---- */

static const nsc_column regret_columns[] = {
    NSC_GRID_COLUMN_LIST,
    {"mean", "mean regret of the incumbents' scores"},
    {"mean_low", "lower end of its 95 % interval, by bootstrap, at this place alone"},
    {"mean_high", "upper end"},
    {"median", "median regret"},
    {"median_low", "lower end of its 95 % interval"},
    {"median_high", "upper end"},
    {"lowest", "lowest regret of any run"},
    {"quantile_10", "regret that 10 % of the runs do not exceed"},
    {"quantile_25", "regret that 25 % of the runs do not exceed"},
    {"quantile_75", "regret that 75 % of the runs do not exceed"},
    {"quantile_90", "regret that 90 % of the runs do not exceed"},
    {"highest", "highest regret of any run"},
    {"valid_mean", "mean regret of the incumbents' mean validation accuracy; empty if the data has none"},
    {"valid_median", "median of that"},
    {"runs", "number of runs"},
};

/* The regrets of all runs at all places, and resamples of the runs. */
typedef struct bands {
    const nsc_regret_curves *curves;
    const nsc_search_grid *grid;
    double *values;   /* [place · runs + run] */
    uint32_t *orders; /* likewise: runs in ascending order of their regret at the place */
    const nsc_experiment *experiment;
    gsl_rng **randoms;       /* [worker] */
    uint32_t *counts;        /* [worker · runs + run] */
    double *means, *medians; /* [place · resamples + resample] */
    size_t resamples;
} bands;

static nsc_status resample_runs(void *context, size_t resample, size_t worker, nsc_error *error) {
    const bands *job = context;
    const size_t runs = job->curves->run_count;
    uint32_t *counts = job->counts + worker * runs;
    (void)error;
    nsc_search_resample_start(job->randoms[worker], job->experiment, resample);
    nsc_resample(job->randoms[worker], runs, counts);
    for (size_t place = 0; place < job->grid->count; place++)
        nsc_resampled(job->values + place * runs, job->orders + place * runs, counts, runs,
                      &job->means[place * job->resamples + resample], &job->medians[place * job->resamples + resample]);
    return NSC_OK;
}

/* Means and medians at all places. */
static nsc_status pack_resample(void *context, size_t resample, nsc_packed *packed, nsc_error *error) {
    const bands *job = context;
    nsc_status status = NSC_OK;
    for (size_t place = 0; status == NSC_OK && place < job->grid->count; place++) {
        const double pair[2] = {job->means[place * job->resamples + resample],
                                job->medians[place * job->resamples + resample]};
        status = nsc_packed_add(packed, pair, sizeof pair, error);
    }
    return status;
}

static nsc_status unpack_resample(void *context, size_t resample, const unsigned char *bytes, size_t size,
                                  nsc_error *error) {
    const bands *job = context;
    double pair[2];
    if (size != job->grid->count * sizeof pair)
        return nsc_error_set(error, NSC_INVALID, "resample %zu has other places than the table", resample);
    for (size_t place = 0; place < job->grid->count; place++, bytes += sizeof pair) {
        memcpy(pair, bytes, sizeof pair);
        job->means[place * job->resamples + resample] = pair[0];
        job->medians[place * job->resamples + resample] = pair[1];
    }
    return NSC_OK;
}

static nsc_status order_runs(bands *job, nsc_error *error) {
    const size_t runs = job->curves->run_count;
    size_t *order = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&order, runs, sizeof *order, error));
    for (size_t place = 0; place < job->grid->count; place++) {
        double *values = job->values + place * runs;
        for (size_t run = 0; run < runs; run++)
            values[run] = nsc_regret_at(&job->curves->runs[run], job->grid->axis, job->grid->places[place]);
        NSC_TRY(nsc_ascending(values, runs, order, error));
        for (size_t rank = 0; rank < runs; rank++)
            job->orders[place * runs + rank] = (uint32_t)order[rank];
    }
out:
    free(order);
    return status;
}

static void close_bands(bands *job, size_t workers) {
    nsc_search_resamplers_release(job->randoms, workers);
    free(job->values);
    free(job->orders);
    free(job->counts);
    free(job->means);
    free(job->medians);
}

static nsc_status fill_bands(bands *job, size_t workers, const nsc_control *control, nsc_error *error) {
    const size_t places = job->grid->count, runs = job->curves->run_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->values, places * runs, sizeof *job->values, error));
    NSC_TRY(nsc_allocate(&job->orders, places * runs, sizeof *job->orders, error));
    NSC_TRY(nsc_allocate(&job->counts, workers * runs, sizeof *job->counts, error));
    NSC_TRY(nsc_allocate(&job->means, places * job->resamples, sizeof *job->means, error));
    NSC_TRY(nsc_allocate(&job->medians, places * job->resamples, sizeof *job->medians, error));
    NSC_TRY(nsc_search_resamplers_create(&job->randoms, workers, error));
    NSC_TRY(order_runs(job, error));
    const nsc_shared_loop loop = {.stage = "resamples",
                                  .unit_count = job->resamples,
                                  .task = resample_runs,
                                  .context = job,
                                  .pack = pack_resample,
                                  .unpack = unpack_resample};
    NSC_TRY(nsc_share(&loop, control, error));
out:
    return status;
}

/* Mean and median of the regret of validation accuracy at a place; `values`: scratch of a value a run. */
static void valid_regrets(const nsc_search_result *result, const bands *job, double place, double *values, double *mean,
                          double *median) {
    const size_t runs = job->curves->run_count;
    *mean = *median = NAN;
    for (size_t run = 0; run < runs; run++) {
        const nsc_regret_step *step = nsc_regret_step_at(&job->curves->runs[run], job->grid->axis, place);
        values[run] = step != NULL ? nsc_search_valid_regret(result->experiment, step->point) : (double)INFINITY;
        if (isnan(values[run]))
            return;
    }
    gsl_sort(values, 1, runs);
    *mean = gsl_stats_mean(values, 1, runs);
    *median = nsc_sorted_quantile(values, runs, 0.5);
}

/* The row of one place; `sorted`: scratch of a value a run. */
static nsc_status add_place(const nsc_search_result *result, const bands *job, size_t place, double *sorted,
                            nsc_search_rows *rows, nsc_error *error) {
    const size_t runs = job->curves->run_count;
    const double where = job->grid->places[place];
    double valid_mean, valid_median;
    valid_regrets(result, job, where, sorted, &valid_mean, &valid_median);
    for (size_t rank = 0; rank < runs; rank++)
        sorted[rank] = job->values[place * runs + job->orders[place * runs + rank]];
    const nsc_estimate mean = nsc_percentile_interval(gsl_stats_mean(sorted, 1, runs), runs,
                                                      job->means + place * job->resamples, job->resamples);
    const nsc_estimate median = nsc_percentile_interval(nsc_sorted_quantile(sorted, runs, 0.5), runs,
                                                        job->medians + place * job->resamples, job->resamples);
    return nsc_search_rows_add(
        rows, result,
        NSC_ROW(NSC_GRID_VALUES(job->grid->axis, where), NSC_ESTIMATE_VALUES(mean), NSC_ESTIMATE_VALUES(median),
                nsc_real(sorted[0]), nsc_real(nsc_sorted_quantile(sorted, runs, 0.10)),
                nsc_real(nsc_sorted_quantile(sorted, runs, 0.25)), nsc_real(nsc_sorted_quantile(sorted, runs, 0.75)),
                nsc_real(nsc_sorted_quantile(sorted, runs, 0.90)), nsc_real(sorted[runs - 1]), nsc_real(valid_mean),
                nsc_real(valid_median), nsc_unsigned(runs)),
        error);
}

static nsc_status add_regrets(const nsc_search_result *result, const nsc_regret_curves *curves,
                              const nsc_search_grid *grid, const nsc_search_table_options *options,
                              nsc_search_rows *rows, nsc_error *error) {
    const size_t workers = nsc_control_threads(options->control);
    bands job = {.curves = curves, .grid = grid, .experiment = result->experiment, .resamples = options->resamples};
    double *sorted = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&sorted, curves->run_count, sizeof *sorted, error));
    NSC_TRY(fill_bands(&job, workers, options->control, error));
    for (size_t place = 0; place < grid->count; place++)
        NSC_TRY(add_place(result, &job, place, sorted, rows, error));
out:
    close_bands(&job, workers);
    free(sorted);
    return status;
}

static nsc_status write_regret(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                               nsc_search_rows *rows, nsc_error *error) {
    nsc_gridded_curves all = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_gridded_curves_read(&all, results, count, options, error));
    for (size_t result = 0; result < count; result++)
        NSC_TRY(add_regrets(&results[result], &all.curves[result], &all.grid, options, rows, error));
out:
    nsc_gridded_curves_release(&all);
    return status;
}

const nsc_search_table nsc_search_table_regret = {
    .name = "regret",
    .meaning = "regret over evaluations or time: mean, median and quantiles of the runs, with bootstrap intervals",
    .columns = regret_columns,
    .column_count = NSC_COUNT_OF(regret_columns),
    .reads = NSC_TABLE_READS(over) | NSC_TABLE_READS(grid) | NSC_TABLE_READS(resamples),
    .rows = write_regret,
};

/* ---- distribution of the final regret ---- */

static const nsc_column distribution_columns[] = {
    {"share", "share of the runs that end with this regret or a lower one"},
    {"regret", "regret at the end, linear between runs"},
    {"regret_low", "lower end of its 95 % interval, between order statistics; empty for too few runs"},
    {"regret_high", "upper end"},
    {"runs", "number of runs"},
};

static nsc_status write_distribution(const nsc_search_result *results, size_t count,
                                     const nsc_search_table_options *options, nsc_search_rows *rows, nsc_error *error) {
    static const double shares[] = {0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1};
    nsc_final_regrets *finals = NULL;
    nsc_status status = NSC_OK;
    (void)options;
    NSC_TRY(nsc_final_regrets_read(&finals, results, count, error));
    for (size_t result = 0; result < count; result++) {
        const size_t runs = finals[result].run_count;
        gsl_sort(finals[result].regrets, 1, runs);
        for (size_t row = 0; row < NSC_COUNT_OF(shares); row++) {
            const nsc_estimate regret = nsc_quantile_of_runs(finals[result].regrets, runs, shares[row]);
            NSC_TRY(nsc_search_rows_add(rows, &results[result],
                                        NSC_ROW(nsc_real(shares[row]), NSC_ESTIMATE_VALUES(regret), nsc_unsigned(runs)),
                                        error));
        }
    }
out:
    nsc_final_regrets_release(finals, count);
    return status;
}

const nsc_search_table nsc_search_table_distribution = {
    .name = "distribution",
    .meaning = "distribution of the regret at the end of the runs: its quantiles with intervals",
    .columns = distribution_columns,
    .column_count = NSC_COUNT_OF(distribution_columns),
    .rows = write_distribution,
};

/* ---- area under the curve ---- */

static const nsc_column anytime_columns[] = {
    {"scale", "linear: all evaluations or seconds count alike; logarithmic: each doubling of them counts alike"},
    {"regret", "mean over runs of the regret's mean over the axis, from begin to end: the area under its curve"},
    {"regret_low", "lower end of its 95 % interval, by Student's distribution"},
    {"regret_high", "upper end"},
    {"axis", "evaluations or time"},
    {"begin", "the place at which all runs have evaluated something"},
    {"end", "the last place"},
    {"runs", "number of runs"},
};

/* Mean regret of a run from `begin` to `end` on the axis as `scale` stretches it. */
static double mean_over_axis(const nsc_regret_curve *curve, const nsc_search_grid *grid, double (*scale)(double)) {
    const double begin = grid->places[0], end = grid->places[grid->count - 1];
    double area = 0, from = begin, regret = nsc_regret_at(curve, grid->axis, begin);
    if (!(end > begin))
        return regret;
    for (size_t number = 0; number < curve->count; number++) {
        const double place = nsc_step_place(&curve->steps[number], grid->axis);
        if (place <= begin || place > end)
            continue;
        area += regret * (scale(place) - scale(from));
        from = place;
        regret = curve->steps[number].regret;
    }
    return (area + regret * (scale(end) - scale(from))) / (scale(end) - scale(begin));
}

static double as_it_is(double place) {
    return place;
}

static nsc_status write_anytime(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                                nsc_search_rows *rows, nsc_error *error) {
    static const struct {
        const char *name;
        double (*scale)(double);
    } scales[] = {{"linear", as_it_is}, {"logarithmic", log}};
    nsc_gridded_curves all = {0};
    double *means = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_gridded_curves_read(&all, results, count, options, error));
    for (size_t number = 0; number < count * NSC_COUNT_OF(scales); number++) {
        const size_t result = number / NSC_COUNT_OF(scales), row = number % NSC_COUNT_OF(scales);
        const nsc_regret_curves *curves = &all.curves[result];
        free(means);
        NSC_TRY(nsc_allocate(&means, curves->run_count, sizeof *means, error));
        for (size_t run = 0; run < curves->run_count; run++)
            means[run] = mean_over_axis(&curves->runs[run], &all.grid, scales[row].scale);
        const nsc_estimate mean = nsc_mean_of_runs(means, curves->run_count);
        NSC_TRY(
            nsc_search_rows_add(rows, &results[result],
                                NSC_ROW(nsc_text(scales[row].name), NSC_ESTIMATE_VALUES(mean),
                                        nsc_text(nsc_search_axis_name(all.grid.axis)), nsc_real(all.grid.places[0]),
                                        nsc_real(all.grid.places[all.grid.count - 1]), nsc_unsigned(curves->run_count)),
                                error));
    }
out:
    nsc_gridded_curves_release(&all);
    free(means);
    return status;
}

const nsc_search_table nsc_search_table_anytime = {
    .name = "anytime",
    .meaning = "area under the curve of regret over evaluations or time, on a linear and on a logarithmic axis",
    .columns = anytime_columns,
    .column_count = NSC_COUNT_OF(anytime_columns),
    .reads = NSC_TABLE_READS(over) | NSC_TABLE_READS(grid),
    .rows = write_anytime,
};
