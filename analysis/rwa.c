/*
 * Random-walk autocorrelation (Weinberger 1990; Stadler 1996; Ying et al. 2019, section 3.3 and figure 6): how alike
 * the fitnesses at the two ends of a walk are, by its length. The walk goes from a point to each neighbour with the
 * same chance and starts from its stationary distribution; where the graph has several components, it walks the
 * largest.
 */
#include "analysis/registry_internal.h"
#include "analysis/rwa_internal.h"
#include "analysis/statistics.h"

#include <math.h>

static const nsc_column lag_columns[] = {
    {"lag", "steps of the walk; the paper's axis is the square root of it"},
    {"autocorrelation", "of the fitness at both ends: exact where all points have a fitness, else estimated"},
    {"low", "lower end of the 95 % interval; where it is exact, the value"},
    {"high", "upper end"},
    {"return_probability", "chance that the walk is back at its start (estimated fitness only)"},
    {"unknown_probability", "chance that an end lies where no point has a fitness; the interval allows for it"},
    {"sampled", "the same from seeded walks"},
    {"sampled_low", "lower end of its 95 % interval (jackknife over walks; partial fitness: and what is hidden)"},
    {"sampled_high", "upper end"},
    {"noise_band", "1.96 / sqrt(walk_length): what white noise stays within at 95 %"},
    {"walk_length", "steps of all walks together, T"},
    {"walks", "how many walks"},
    {"points_walked", "points of the largest component"},
};
static const nsc_column summary_columns[] = {
    {"statistic", "correlation_length, first lags within the noise, and their square roots"},
    {"value", "of the statistic; empty where no lag computed is within the noise"},
};
static const nsc_column stratum_columns[] = {
    {"size", "vertices of the points; coverage is corrected for size by size"},
    {"points_of_size", "walked points of that size"},
    {"known_of_size", "of them with a fitness"},
    {"stationary_share", "share of its time that the walk spends there"},
};

/* Walks over a partial fitness vary beside what is hidden, so that the squares of both half-widths add up. */
static void widen_by_hiding(const nsc_rwa_curve *curve, nsc_rwa_curve *sampled) {
    for (unsigned lag = 0; lag <= curve->lags; lag++) {
        const double value = sampled->autocorrelation[lag], hidden = curve->autocorrelation[lag];
        if (isnan(sampled->low[lag]))
            continue; /* a single walk, or one shorter than the lag */
        sampled->low[lag] = fmax(value - hypot(value - sampled->low[lag], hidden - curve->low[lag]), -1);
        sampled->high[lag] = fmin(value + hypot(sampled->high[lag] - value, curve->high[lag] - hidden), 1);
    }
}

static nsc_status add_lags(const nsc_rwa_ground *ground, const nsc_rwa_curve *curve, const nsc_rwa_curve *sampled,
                           const nsc_analysis_options *options, double walk_length, nsc_table *table,
                           nsc_error *error) {
    nsc_status status = NSC_OK;
    for (unsigned lag = 0; status == NSC_OK && lag <= curve->lags; lag++) {
        const nsc_value row[] = {nsc_integer(lag),
                                 nsc_real(curve->autocorrelation[lag]),
                                 nsc_real(curve->low[lag]),
                                 nsc_real(curve->high[lag]),
                                 nsc_real(curve->returns[lag]),
                                 nsc_real(curve->unknown[lag]),
                                 nsc_real(sampled->autocorrelation[lag]),
                                 nsc_real(sampled->low[lag]),
                                 nsc_real(sampled->high[lag]),
                                 nsc_real(NSC_Z95 / sqrt(walk_length)),
                                 nsc_integer((int64_t)walk_length),
                                 nsc_integer(options->walks),
                                 nsc_integer(ground->point_count)};
        status = nsc_table_add(table, row, error);
    }
    return status;
}

/* The first lag from 1 at which the curve is within what white noise of `length` values stays within; NaN if none. */
static double first_lag_within_noise(const nsc_rwa_curve *curve, double length) {
    for (unsigned lag = 1; lag <= curve->lags; lag++)
        if (fabs(curve->autocorrelation[lag]) < NSC_Z95 / sqrt(length))
            return lag;
    return NAN;
}

static nsc_status add_summary(const nsc_rwa_curve *curve, const nsc_rwa_curve *sampled, double walk_length,
                              nsc_table *table, nsc_error *error) {
    /* The paper does not print the length of its walk, and the answer depends on it: one row for each power of ten. */
    static const struct {
        const char *statistic, *root;
        double length;
    } lengths[] = {
        {"first_lag_within_noise_T1e3", "square_root_T1e3", 1e3},
        {"first_lag_within_noise_T1e4", "square_root_T1e4", 1e4},
        {"first_lag_within_noise_T1e5", "square_root_T1e5", 1e5},
        {"first_lag_within_noise_T1e6", "square_root_T1e6", 1e6},
        {"first_lag_within_noise_T1e7", "square_root_T1e7", 1e7},
    };
    const double lag = first_lag_within_noise(curve, walk_length);
    const double sampled_lag = first_lag_within_noise(sampled, walk_length);
    const nsc_value rows[][2] = {
        {nsc_text("correlation_length"), nsc_real(curve->lags > 0 ? -1 / log(fabs(curve->autocorrelation[1])) : NAN)},
        {nsc_text("walk_length"), nsc_real(walk_length)},
        {nsc_text("first_lag_within_noise"), nsc_real(lag)},
        {nsc_text("square_root"), nsc_real(sqrt(lag))},
        {nsc_text("sampled_first_lag_within_noise"), nsc_real(sampled_lag)},
        {nsc_text("sampled_square_root"), nsc_real(sqrt(sampled_lag))},
    };
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < NSC_COUNT_OF(rows); number++)
        status = nsc_table_add(table, rows[number], error);
    for (size_t number = 0; status == NSC_OK && number < NSC_COUNT_OF(lengths); number++) {
        const double first = first_lag_within_noise(curve, lengths[number].length);
        const nsc_value row[2][2] = {{nsc_text(lengths[number].statistic), nsc_real(first)},
                                     {nsc_text(lengths[number].root), nsc_real(sqrt(first))}};
        status = nsc_table_add(table, row[0], error);
        if (status == NSC_OK)
            status = nsc_table_add(table, row[1], error);
    }
    return status;
}

static nsc_status add_strata(const nsc_rwa_ground *ground, nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < ground->stratum_count; number++) {
        const nsc_rwa_stratum *stratum = &ground->strata[number];
        const nsc_value row[] = {nsc_real(stratum->size), nsc_integer(stratum->points), nsc_integer(stratum->known),
                                 nsc_real(stratum->stationary_share)};
        status = nsc_table_add(table, row, error);
    }
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_rwa_ground ground = {0};
    nsc_rwa_curve curve = {0}, sampled = {0};
    const double walk_length = (double)options->walks * options->length;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rwa_ground_prepare(&ground, landscape, options->thread_count, error));
    if (ground.known_count < 2 || ground.point_count < 2) {
        status = nsc_error_set(error, NSC_MISSING, "%u of the %u points that the walk visits have a fitness %s",
                               ground.known_count, ground.point_count, landscape->fitness->rule.text);
        goto out;
    }
    NSC_TRY(nsc_rwa_curve_create(&curve, options->lags, error));
    NSC_TRY(nsc_rwa_curve_create(&sampled, options->lags, error));
    if (ground.known_count == ground.point_count)
        NSC_TRY(nsc_rwa_exact(&ground, &curve, &options->progress, error));
    else
        NSC_TRY(nsc_rwa_partial(&ground, options->seed, &curve, &options->progress, error));
    NSC_TRY(nsc_rwa_walks(&ground, options->walks, options->length, options->seed, &sampled, error));
    if (ground.known_count < ground.point_count)
        widen_by_hiding(&curve, &sampled);
    NSC_TRY(add_lags(&ground, &curve, &sampled, options, walk_length, tables[0], error));
    NSC_TRY(add_summary(&curve, &sampled, walk_length, tables[1], error));
    NSC_TRY(add_strata(&ground, tables[2], error));
out:
    nsc_rwa_ground_release(&ground);
    nsc_rwa_curve_release(&curve);
    nsc_rwa_curve_release(&sampled);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("lags", "one row a lag", lag_columns),
    NSC_TABLE("summary", "correlation length, first lag within noise", summary_columns),
    NSC_TABLE("strata", "coverage by size, and what the walk makes of it", stratum_columns)};

const nsc_analysis nsc_analysis_rwa = {"rwa",
                                       "autocorrelation of fitness along random walks",
                                       "Weinberger 1990; Stadler 1996; Ying et al. 2019, section 3.3",
                                       NSC_READS_LAGS | NSC_READS_WALKS | NSC_READS_SEED,
                                       tables,
                                       NSC_COUNT_OF(tables),
                                       run};
