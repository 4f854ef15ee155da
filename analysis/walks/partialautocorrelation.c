/*
 * Partial autocorrelation of fitness along random walks: the correlation with the fitness k steps ago that the steps
 * between do not explain (Box, Jenkins 1970). A walk is a process of order p if it vanishes beyond lag p (Hordijk
 * 1996), and of order 1 on an elementary landscape.
 */
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>

static const nsc_column lag_columns[] = {
    {"lag", "steps of the walk"},
    {"autocorrelation", "autocorrelation of the fitness, as in rwa"},
    {"partial", "partial autocorrelation"},
    {"low", "lower end of its (conservative) 95 % interval; the value itself if exact"},
    {"high", "upper end"},
    {"noise_band", "1.96 / sqrt(walks x length): 95 % band beyond the order for a sampled walk of that length"},
    {"reason", "reason the partial autocorrelation is missing"},
};

static const nsc_column statistics[] = {
    {"points_walked", "points of the graph's largest component, which the walk visits"},
    {"known", "points of it with a fitness"},
    {"walk_length", "walks x length, which sets the noise band of order; no walk is made"},
    {"partial_1", "partial autocorrelation at lag 1, which is the autocorrelation, -1 ... 1; higher: smoother"},
    {"partial_2", "partial autocorrelation at lag 2, -1 ... 1; 0: two steps ago adds nothing to the step between, as "
                  "on an elementary landscape; higher: longer memory"},
    {"order", "last lag whose partial autocorrelation, with its whole interval, is beyond 1.96 / sqrt(walk_length); 0: "
              "none; higher: longer memory"},
    {"order_T1eN", "order for a walk of 10^N steps, N from 3 to 7: longer walks show more"},
};

/* Relative residual variance below which the past steps predict the next one exactly. */
static const double NOTHING_LEFT = 1e-12;

typedef struct partials {
    const nsc_rwa_curve *curve;
    unsigned lags;  /* of the curve */
    unsigned found; /* lags with a partial autocorrelation: 1 … found */
    bool exact;
    double *values;         /* [lag], 0 … lags */
    double *below, *above;  /* [lag] half-widths of the interval to either side, on Fisher's z */
    double *shifted;        /* [lag] a curve that differs from the estimate at one lag */
    double *moved;          /* [lag] its partial autocorrelations */
    double *before, *after; /* [lag] coefficients of the best prediction from lags 1 … k */
} partials;

/* ---- Durbin and Levinson ---- */

/* Levinson 1947, Durbin 1960: values[1 … k] from autocorrelations[0 … lags]; returns k, the last lag with a partial
 * autocorrelation. */
static unsigned find_partials(const partials *state, const double *autocorrelations, unsigned lags, double *values) {
    double *before = state->before, *after = state->after, left = 1;
    for (unsigned lag = 1; lag <= lags; lag++) {
        double excess = autocorrelations[lag];
        for (unsigned past = 1; past < lag; past++)
            excess -= before[past] * autocorrelations[lag - past];
        if (!(left > NOTHING_LEFT) || !isfinite(excess))
            return lag - 1;
        const double partial = excess / left;
        if (fabs(partial) > 1 + NOTHING_LEFT)
            return lag - 1;
        for (unsigned past = 1; past < lag; past++)
            after[past] = before[past] - partial * before[lag - past];
        after[lag] = values[lag] = partial;
        left *= 1 - partial * partial;
        for (unsigned past = 1; past <= lag; past++)
            before[past] = after[past];
    }
    return lags;
}

/*
 * An error of the estimate's lag j moves the partial autocorrelation at k by its derivative d: the error of the sum is
 * at most Σ |d| × that of each, however the errors are correlated. On Fisher's z, so that the ends are between −1 and 1
 * and those of lag 1 are the autocorrelation's.
 */
static void find_intervals(partials *state) {
    const nsc_rwa_curve *curve = state->curve;
    static const double step = 1e-6;
    for (unsigned lag = 0; lag <= state->lags; lag++)
        state->shifted[lag] = curve->autocorrelation[lag];
    for (unsigned lag = 1; lag <= state->found; lag++) {
        const double value = curve->autocorrelation[lag], z = atanh(value);
        const double below = z - atanh(curve->low[lag]), above = atanh(curve->high[lag]) - z;
        state->shifted[lag] += step;
        const unsigned found = find_partials(state, state->shifted, state->found, state->moved);
        state->shifted[lag] = value;
        for (unsigned place = lag; place <= state->found; place++) {
            const double moved = place <= found ? (state->moved[place] - state->values[place]) / step : (double)NAN;
            const double slope = lag == place && lag == 1
                                     ? 1
                                     : moved * (1 - value * value) / (1 - state->values[place] * state->values[place]);
            state->below[place] += fabs(slope) * (slope > 0 ? below : above);
            state->above[place] += fabs(slope) * (slope > 0 ? above : below);
        }
    }
}

static nsc_estimate partial_at(const partials *state, unsigned lag) {
    const double value = state->values[lag];
    return state->exact
               ? nsc_estimate_exact(value)
               : (nsc_estimate){value, tanh(atanh(value) - state->below[lag]), tanh(atanh(value) + state->above[lag])};
}

static nsc_status prepare(partials *state, const nsc_rwa_curve *curve, bool exact, nsc_error *error) {
    *state = (partials){.curve = curve, .lags = curve->lags, .exact = exact};
    double **const arrays[] = {&state->values, &state->below,  &state->above, &state->shifted,
                               &state->moved,  &state->before, &state->after};
    nsc_status status = NSC_OK;
    for (size_t array = 0; status == NSC_OK && array < NSC_COUNT_OF(arrays); array++)
        status = nsc_allocate(arrays[array], (size_t)curve->lags + 1, sizeof(double), error);
    if (status != NSC_OK)
        return status;
    state->found = find_partials(state, curve->autocorrelation, curve->lags, state->values);
    if (!exact)
        find_intervals(state);
    return NSC_OK;
}

static void release(partials *state) {
    free(state->values);
    free(state->below);
    free(state->above);
    free(state->shifted);
    free(state->moved);
    free(state->before);
    free(state->after);
}

/* ---- rows ---- */

static const char *reason_of(const partials *state) {
    const unsigned next = state->found + 1;
    return state->exact ? "the smaller lags determine the fitness exactly"
           : next <= state->lags && isnan(state->curve->autocorrelation[next])
               ? nsc_rwa_reason(state->curve, next)
               : "the estimated autocorrelations up to the previous lag are not those of any process";
}

static nsc_status add_lags(const partials *state, double band, nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (unsigned lag = 1; status == NSC_OK && lag <= state->lags; lag++) {
        const bool found = lag <= state->found;
        const nsc_estimate partial = found ? partial_at(state, lag) : nsc_estimate_none();
        const nsc_value row[] = {nsc_integer(lag),
                                 nsc_real(state->curve->autocorrelation[lag]),
                                 nsc_real(partial.value),
                                 nsc_real(partial.low),
                                 nsc_real(partial.high),
                                 nsc_real(band),
                                 nsc_text(found ? NULL : reason_of(state))};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

/* The last lag whose whole interval lies outside the band; 0 if there is none. */
static unsigned last_beyond(const partials *state, double band) {
    for (unsigned lag = state->found; lag > 0; lag--) {
        const nsc_estimate partial = partial_at(state, lag);
        if (partial.low > band || partial.high < -band)
            return lag;
    }
    return 0;
}

/* The order that a walk of `length` steps shows. */
static nsc_status add_order(const partials *state, const char *statistic, double length, nsc_table *table,
                            nsc_error *error) {
    const unsigned order = last_beyond(state, nsc_noise_band(length));
    const bool reached = order < state->lags || state->lags == 0;
    if (reached && state->found > 0 && !state->exact)
        return nsc_summary_add_noted(table, statistic, nsc_estimate_alone(order),
                                     "at least: of the lags whose whole interval is beyond the noise", error);
    return nsc_summary_add(table, statistic, reached && state->found > 0 ? order : (double)NAN,
                           state->found == 0 ? "there is no partial autocorrelation"
                                             : "outside the band at the largest lag: raise --lags",
                           error);
}

static nsc_status add_summary(const partials *state, double length, nsc_table *table, nsc_error *error) {
    static const struct {
        const char *statistic;
        double length;
    } orders[] = {
        {"order_T1e3", 1e3}, {"order_T1e4", 1e4}, {"order_T1e5", 1e5}, {"order_T1e6", 1e6}, {"order_T1e7", 1e7},
    };
    static const char *const partial_names[] = {NULL, "partial_1", "partial_2"};
    nsc_status status = NSC_OK;
    for (unsigned lag = 1; lag < NSC_COUNT_OF(partial_names); lag++) {
        NSC_TRY(nsc_summary_add_estimate(
            table, partial_names[lag], lag <= state->found ? partial_at(state, lag) : nsc_estimate_none(),
            lag > state->lags ? "beyond the largest lag: raise --lags" : reason_of(state), error));
    }
    NSC_TRY(add_order(state, "order", length, table, error));
    for (size_t number = 0; number < NSC_COUNT_OF(orders); number++)
        NSC_TRY(add_order(state, orders[number].statistic, orders[number].length, table, error));
out:
    return status;
}

static nsc_status add_nothing(const char *reason, nsc_table *table, nsc_error *error) {
    static const char *const names[] = {"partial_1",  "partial_2",  "order",      "order_T1e3",
                                        "order_T1e4", "order_T1e5", "order_T1e6", "order_T1e7"};
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < NSC_COUNT_OF(names); number++)
        status = nsc_summary_add(table, names[number], (double)NAN, reason, error);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    const double length = (double)options->walks * options->length;
    nsc_walk_domain domain = {0};
    nsc_rwa_curve curve = {0};
    partials state = {0};
    nsc_error refusal = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_require(landscape->fitness, 1, error));
    NSC_TRY(nsc_walk_domain_prepare(&domain, landscape, options->control, error));
    NSC_TRY(nsc_summary_add(tables[1], "points_walked", domain.point_count, NULL, error));
    NSC_TRY(nsc_summary_add(tables[1], "known", domain.known_count, NULL, error));
    NSC_TRY(nsc_summary_add(tables[1], "walk_length", length, NULL, error));
    if (nsc_walk_domain_require(&domain, &refusal) != NSC_OK) {
        NSC_TRY(add_nothing(refusal.message, tables[1], error));
        goto out;
    }
    NSC_TRY(nsc_rwa_curve_create(&curve, options->lags, error));
    NSC_TRY(nsc_rwa_find(&domain, options->seed, &curve, options->control, error));
    NSC_TRY(prepare(&state, &curve, domain.known_count == domain.point_count, error));
    NSC_TRY(add_lags(&state, nsc_noise_band(length), tables[0], error));
    NSC_TRY(add_summary(&state, length, tables[1], error));
out:
    release(&state);
    nsc_rwa_curve_release(&curve);
    nsc_walk_domain_release(&domain);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("lags", "one row for each lag", lag_columns),
                                            NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_partialautocorrelation = {
    "partialautocorrelation",
    "partial autocorrelation of fitness along random walks",
    "Box, Jenkins 1970; Hordijk 1996",
    "φ(k,k) = (ρ(k) − Σⱼ φ(k−1,j) ρ(k−j)) / (1 − Σⱼ φ(k−1,j) ρ(j)), j = 1 … k−1; φ(k,j) = φ(k−1,j) − φ(k,k) "
    "φ(k−1,k−j); ρ as in rwa",
    NSC_READS(lags) | NSC_READS(walks) | NSC_READS(length) | NSC_READS(seed),
    0,
    tables,
    NSC_COUNT_OF(tables),
    run};
