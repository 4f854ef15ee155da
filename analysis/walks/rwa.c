/*
 * Random-walk autocorrelation (Weinberger 1990; Stadler 1996; Ying et al. 2019, section 3.3 and figure 6): the
 * correlation of the fitnesses at the two ends of a walk, by its length. The walk moves to each neighbour with equal
 * probability, or in proportion to the weights of edges, and starts from its stationary distribution; if the graph has
 * several components, it walks the largest.
 */
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>
#include <string.h>

static const nsc_column lag_columns[] = {NSC_RWA_LAG_COLUMN_LIST, {"reason", "reason the autocorrelation is missing"}};
static const nsc_column stratum_columns[] = {NSC_RWA_STRATUM_COLUMN_LIST};

/* ---- rows shared with the analysis on encodings ---- */

const nsc_column nsc_rwa_statistics[NSC_RWA_STATISTICS] = {
    {"autocorrelation_1", "correlation of the fitnesses at both ends of a step, -1 ... 1; higher: smoother"},
    {"correlation_length", "-1 / ln |autocorrelation_1|, in steps, 0 or more: lag at which an exponential decay falls "
                           "to 1/e; higher: smoother"},
    {"walk_length", "steps of all sampled walks together, walks x length"},
    {"first_lag_within_noise", "first lag from 1 on whose autocorrelation is within 1.96 / sqrt(walk_length) of 0; "
                               "higher: smoother, or longer walks"},
    {"square_root", "square root of that lag, the paper's axis"},
    {"sampled_first_lag_within_noise", "first_lag_within_noise of the curve of the sampled walks"},
    {"sampled_square_root", "of that lag"},
    {"first_lag_within_noise_T1eN", "first_lag_within_noise for a walk of 10^N steps, N from 3 to 7"},
    {"square_root_T1eN", "of that lag"},
};

const char *nsc_rwa_reason(const nsc_rwa_curve *curve, unsigned lag) {
    if (isfinite(curve->autocorrelation[lag]))
        return NULL;
    return curve->effective_pairs[lag] > 0 ? "too few pairs of evaluated points"
                                           : "no two evaluated points are that many steps apart";
}

static double walk_length(const nsc_rwa_plan *plan) {
    return (double)plan->walks * plan->length;
}

void nsc_rwa_lag_values(const nsc_rwa_result *result, unsigned lag, nsc_value values[NSC_RWA_LAG_COLUMNS]) {
    const nsc_rwa_curve *curve = result->curve, *sampled = result->sampled;
    const double length = walk_length(result->plan);
    const nsc_value row[NSC_RWA_LAG_COLUMNS] = {nsc_integer(lag),
                                                nsc_real(curve->autocorrelation[lag]),
                                                nsc_real(curve->low[lag]),
                                                nsc_real(curve->high[lag]),
                                                nsc_real(curve->return_probability[lag]),
                                                nsc_real(curve->unknown[lag]),
                                                nsc_real(curve->effective_pairs[lag]),
                                                nsc_real(sampled->autocorrelation[lag]),
                                                nsc_real(sampled->low[lag]),
                                                nsc_real(sampled->high[lag]),
                                                nsc_real(nsc_noise_band(length)),
                                                nsc_integer((int64_t)length),
                                                nsc_integer(result->plan->walks),
                                                nsc_integer(result->domain->point_count)};
    memcpy(values, row, sizeof row);
}

/*
 * The first lag from 1 at which the curve is inside the noise band of `length` steps; NaN if none, or if a lag before
 * it has no value. Its interval begins with the first lag whose own interval meets the band, and ends with the first
 * whose interval lies inside: the curve is inside there. Without one if none does.
 */
static nsc_estimate first_lag_within_noise(const nsc_rwa_curve *curve, double length) {
    const double band = nsc_noise_band(length);
    nsc_estimate found = nsc_estimate_none();
    for (unsigned lag = 1; lag <= curve->lags && !isnan(curve->autocorrelation[lag]); lag++) {
        if (isnan(found.low) && !(curve->low[lag] >= band) && !(curve->high[lag] <= -band))
            found.low = lag;
        if (isnan(found.high) && curve->low[lag] > -band && curve->high[lag] < band)
            found.high = lag;
        if (isnan(found.value) && fabs(curve->autocorrelation[lag]) < band)
            found.value = lag;
    }
    if (!(found.high >= found.value))
        return nsc_estimate_alone(found.value);
    return found;
}

/* Reason for that; `searched` is the curve, or that of the sampled walks. */
static const char *reason_beyond(const nsc_rwa_curve *curve, const nsc_rwa_curve *searched) {
    for (unsigned lag = 1; lag <= curve->lags; lag++)
        if (isnan(searched->autocorrelation[lag]))
            return isnan(curve->autocorrelation[lag]) ? nsc_rwa_reason(curve, lag)
                                                      : "the walks are no longer than the lags: raise --length";
    return "no lag up to the largest is within the noise: raise --lags";
}

/* −1 / ln |ρ(1)|: of the ends of its interval, that is 0 where it includes 0. A value that differs from 1 by rounding
 * counts as 1. */
static nsc_estimate correlation_length(nsc_estimate first) {
    const double low = first.low * first.high > 0 ? fmin(fabs(first.low), fabs(first.high)) : 0;
    const double high = fmax(fabs(first.low), fabs(first.high));
    if (!(fabs(first.value) < 1 - 1e-12))
        return nsc_estimate_none();
    return (nsc_estimate){-1 / log(fabs(first.value)),
                          isnan(first.low) ? NAN
                          : low > 0        ? -1 / log(low)
                                           : 0,
                          -1 / log(high)};
}

/* That lag, and its square root. */
static void first_lag_values(const char *statistic, const char *root, nsc_estimate lag, const char *beyond,
                             nsc_value values[2][NSC_SUMMARY_COLUMN_COUNT]) {
    const nsc_estimate of_root = {sqrt(lag.value), sqrt(lag.low), sqrt(lag.high)};
    nsc_summary_values(statistic, lag, beyond, values[0]);
    nsc_summary_values(root, of_root, beyond, values[1]);
    for (int row = 0; row < 2 && isfinite(lag.value) && isnan(lag.low); row++)
        values[row][NSC_SUMMARY_REASON] =
            nsc_text("no interval: the upper ends stay above the noise up to the last lag");
}

void nsc_rwa_summary_values(const nsc_rwa_result *result,
                            nsc_value values[NSC_RWA_SUMMARY_ROWS][NSC_SUMMARY_COLUMN_COUNT]) {
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
    const nsc_rwa_curve *curve = result->curve;
    const double length = walk_length(result->plan);
    const nsc_estimate first = curve->lags > 0
                                   ? (nsc_estimate){curve->autocorrelation[1], curve->low[1], curve->high[1]}
                                   : nsc_estimate_none();
    const char *none = curve->lags > 0 ? nsc_rwa_reason(curve, 1) : "no lag beyond 0: raise --lags";
    const char *beyond = reason_beyond(curve, curve), *sampled_beyond = reason_beyond(curve, result->sampled);
    nsc_summary_values("autocorrelation_1", first, none, *values++);
    nsc_summary_values("correlation_length", correlation_length(first),
                       isnan(first.value) ? none : "the autocorrelation does not fall", *values++);
    nsc_summary_values("walk_length", nsc_estimate_alone(length), NULL, *values++);
    first_lag_values("first_lag_within_noise", "square_root", first_lag_within_noise(curve, length), beyond, values);
    values += 2;
    first_lag_values("sampled_first_lag_within_noise", "sampled_square_root",
                     first_lag_within_noise(result->sampled, length), sampled_beyond, values);
    values += 2;
    for (size_t number = 0; number < NSC_COUNT_OF(lengths); number++, values += 2)
        first_lag_values(lengths[number].statistic, lengths[number].root,
                         first_lag_within_noise(curve, lengths[number].length), beyond, values);
}

void nsc_rwa_stratum_values(const nsc_walk_domain *domain, size_t size, nsc_value values[NSC_RWA_STRATUM_COLUMNS]) {
    values[0] = nsc_real((double)size);
    values[1] = nsc_integer(domain->by_size[size].counts.points);
    values[2] = nsc_integer(domain->by_size[size].counts.evaluated);
    values[3] = nsc_real(domain->by_size[size].stationary_share);
}

/* ---- the analysis ---- */

/*
 * The sampling of walks and the missing fitnesses are independent sources of error: the squares of their half-widths
 * add up, on Fisher's z. Pairs that are too few for the estimate are too few for the walks.
 */
static void widen_by_hiding(const nsc_rwa_curve *curve, nsc_rwa_curve *sampled) {
    for (unsigned lag = 1; lag <= curve->lags; lag++) {
        const double hidden = atanh(curve->autocorrelation[lag]);
        const nsc_estimate of_walks = {sampled->autocorrelation[lag], sampled->low[lag], sampled->high[lag]};
        const nsc_estimate both = nsc_estimate_correlation_widened(of_walks, hidden - atanh(curve->low[lag]),
                                                                   atanh(curve->high[lag]) - hidden);
        if (isnan(curve->autocorrelation[lag]))
            sampled->autocorrelation[lag] = NAN;
        sampled->low[lag] = both.low;
        sampled->high[lag] = both.high;
    }
}

static nsc_status add_rows(const nsc_rwa_result *result, nsc_table **tables, nsc_error *error) {
    nsc_value row[NSC_RWA_LAG_COLUMNS + 1], summary[NSC_RWA_SUMMARY_ROWS][NSC_SUMMARY_COLUMN_COUNT];
    nsc_status status = NSC_OK;
    for (unsigned lag = 0; lag <= result->curve->lags; lag++) {
        nsc_rwa_lag_values(result, lag, row);
        row[NSC_RWA_LAG_COLUMNS] = nsc_text(nsc_rwa_reason(result->curve, lag));
        NSC_TRY(nsc_table_add(tables[0], row, NSC_COUNT_OF(row), error));
    }
    nsc_rwa_summary_values(result, summary);
    for (size_t number = 0; number < NSC_RWA_SUMMARY_ROWS; number++)
        NSC_TRY(nsc_table_add(tables[1], summary[number], NSC_COUNT_OF(summary[number]), error));
    for (size_t size = 0; size < NSC_SIZES; size++) {
        nsc_value stratum[NSC_RWA_STRATUM_COLUMNS];
        if (result->domain->by_size[size].counts.points == 0)
            continue;
        nsc_rwa_stratum_values(result->domain, size, stratum);
        NSC_TRY(nsc_table_add(tables[2], stratum, NSC_COUNT_OF(stratum), error));
    }
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_walk_domain domain = {0};
    nsc_rwa_curve curve = {0}, sampled = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_walk_domain_prepare(&domain, landscape, options->control, error));
    NSC_TRY(nsc_walk_domain_require(&domain, error));
    NSC_TRY(nsc_rwa_curve_create(&curve, options->lags, error));
    NSC_TRY(nsc_rwa_curve_create(&sampled, options->lags, error));
    NSC_TRY(nsc_rwa_find(&domain, options->seed, &curve, options->control, error));
    const nsc_rwa_plan plan = nsc_rwa_graph_plan(&domain, options->walks, options->length, options->seed);
    NSC_TRY(nsc_rwa_walks(&domain, &plan, &sampled, NULL, error));
    if (domain.known_count < domain.point_count)
        widen_by_hiding(&curve, &sampled);
    const nsc_rwa_result result = {.domain = &domain, .curve = &curve, .sampled = &sampled, .plan = &plan};
    NSC_TRY(add_rows(&result, tables, error));
out:
    nsc_walk_domain_release(&domain);
    nsc_rwa_curve_release(&curve);
    nsc_rwa_curve_release(&sampled);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("lags", "one row for each lag", lag_columns), NSC_SUMMARY_TABLE(nsc_rwa_statistics),
    NSC_TABLE("strata", "coverage and stationary share by cell size", stratum_columns)};

const nsc_analysis nsc_analysis_rwa = {"rwa",
                                       "autocorrelation of fitness along random walks",
                                       "Weinberger 1990; Stadler 1996; Ying et al. 2019, section 3.3",
                                       "ρ(k) = Σᵢ πᵢ (fᵢ − μ)((Pᵏf)ᵢ − μ) / σ², P(i→j) = 1/dᵢ or by the weights of "
                                       "edges, π the walk's stationary distribution, μ and σ² mean and variance of f "
                                       "under π; noise: |ρ(k)| ≤ 1.96/√T for T steps; correlation length −1/ln|ρ(1)|",
                                       NSC_READS(lags) | NSC_READS(walks) | NSC_READS(length) | NSC_READS(seed),
                                       NSC_SHARES_UNITS,
                                       tables,
                                       NSC_COUNT_OF(tables),
                                       run};
