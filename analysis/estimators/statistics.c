/* Estimators shared by the analyses, by GSL as far as it has them. */
#include "analysis/estimators/statistics.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

nsc_status nsc_evaluated_require(const nsc_fitness *fitness, size_t least, nsc_error *error) {
    if (fitness->known_count < least)
        return nsc_error_set(error, NSC_MISSING, "%u of %u points have a fitness %s; at least %zu are needed",
                             fitness->known_count, fitness->point_count, fitness->rule.text, least);
    return NSC_OK;
}

nsc_status nsc_evaluated_list(nsc_evaluated *evaluated, const nsc_fitness *fitness, size_t least, nsc_error *error) {
    *evaluated = (nsc_evaluated){0};
    nsc_status status = nsc_evaluated_require(fitness, least, error);
    if (status != NSC_OK)
        return status;
    status = nsc_allocate(&evaluated->points, fitness->known_count, sizeof *evaluated->points, error);
    if (status == NSC_OK)
        status = nsc_allocate(&evaluated->values, fitness->known_count, sizeof *evaluated->values, error);
    if (status != NSC_OK) {
        nsc_evaluated_release(evaluated);
        return status;
    }
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_fitness_known(fitness, point)) {
            evaluated->points[evaluated->count] = point;
            evaluated->values[evaluated->count++] = fitness->values[point];
        }
    return NSC_OK;
}

void nsc_evaluated_release(nsc_evaluated *evaluated) {
    free(evaluated->points);
    free(evaluated->values);
    *evaluated = (nsc_evaluated){0};
}

nsc_moments nsc_moments_of(const double *values, size_t count) {
    nsc_moments moments = {.count = count, .mean = NAN, .standard_deviation = NAN};
    if (count > 0)
        moments.mean = gsl_stats_mean(values, 1, count);
    if (count > 1)
        moments.standard_deviation = gsl_stats_sd_m(values, 1, count, moments.mean);
    return moments;
}

double nsc_pearson(const double *x, const double *y, size_t count) {
    if (count < 2)
        return NAN;
    const double correlation = gsl_stats_correlation(x, 1, y, 1, count);
    return isfinite(correlation) ? fmin(1, fmax(-1, correlation)) : NAN; /* rounding passes 1 by a bit */
}

double nsc_standard_error_of_mean(double standard_deviation, size_t evaluated, size_t points) {
    if (evaluated > 0 && evaluated == points)
        return 0;
    return standard_deviation * sqrt((1 - (double)evaluated / (double)points) / (double)evaluated);
}

/* ---- effects over pairs of neighbours ---- */

/* Contribution of one edge: the difference or the relative difference of the fitness, first to second. */
static double difference(double first, double second, bool relative) {
    return relative ? second / first - 1 : second - first;
}

/* The group of a kind, and of the same edge read backwards. */
static nsc_kind group_of(const nsc_kind_groups *groups, nsc_kind kind) {
    return groups != NULL ? groups->of_kind[kind] : kind;
}

static nsc_kind reverse_group_of(const nsc_landscape *landscape, const nsc_kind_groups *groups, nsc_kind kind) {
    return groups != NULL ? groups->reverse[kind] : landscape->space->edge_kinds[kind].reverse;
}

static void mean_effects(const nsc_landscape *landscape, const nsc_rows *rows, const nsc_kind_groups *groups,
                         size_t group_count, nsc_pair_effect *effects) {
    const double *values = landscape->fitness->values;
    for (uint32_t point = 0; point < landscape->graph->point_count; point++) {
        if (isnan(values[point]))
            continue;
        const nsc_row row = nsc_rows_at(rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const double other = values[row.points[place]];
            nsc_pair_effect *effect = &effects[group_of(groups, row.kinds[place])];
            if (isnan(other))
                continue;
            effect->pairs++;
            effect->mean += difference(values[point], other, false);
            effect->mean_relative += difference(values[point], other, true);
        }
    }
    for (size_t group = 0; group < group_count; group++) {
        effects[group].mean /= (double)effects[group].pairs;
        effects[group].mean_relative /= (double)effects[group].pairs;
    }
}

/* Sums of residuals of the pairs with the point at either end, by group; and of squares, each pair once. */
typedef struct residuals {
    double *sum[2], *squares[2], *clustered[2]; /* [relative][group] */
} residuals;

static void release_residuals(residuals *state) {
    for (int relative = 0; relative < 2; relative++) {
        free(state->sum[relative]);
        free(state->squares[relative]);
        free(state->clustered[relative]);
    }
}

static nsc_status allocate_residuals(residuals *state, size_t group_count, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (int relative = 0; relative < 2; relative++) {
        NSC_TRY(nsc_allocate(&state->sum[relative], group_count, sizeof(double), error));
        NSC_TRY(nsc_allocate(&state->squares[relative], group_count, sizeof(double), error));
        NSC_TRY(nsc_allocate(&state->clustered[relative], group_count, sizeof(double), error));
    }
out:
    return status;
}

static void add_residuals(const nsc_landscape *landscape, const nsc_rows *rows, const nsc_kind_groups *groups,
                          uint32_t point, const nsc_pair_effect *effects, residuals *state) {
    const double *values = landscape->fitness->values;
    const nsc_row row = nsc_rows_at(rows, point);
    for (uint32_t place = 0; place < row.count; place++) {
        const double own = values[point], other = values[row.points[place]];
        if (isnan(other))
            continue;
        const nsc_kind group = group_of(groups, row.kinds[place]);
        const nsc_kind reverse = reverse_group_of(landscape, groups, row.kinds[place]);
        for (int relative = 0; relative < 2; relative++) {
            const double forwards = difference(own, other, relative != 0) -
                                    (relative != 0 ? effects[group].mean_relative : effects[group].mean);
            const double backwards = difference(other, own, relative != 0) -
                                     (relative != 0 ? effects[reverse].mean_relative : effects[reverse].mean);
            state->sum[relative][group] += forwards;
            state->sum[relative][reverse] += backwards;
            state->squares[relative][group] += forwards * forwards;
        }
    }
}

/* Adds the squares of the point's sums, each group once, and empties the sums for the next point. */
static void square_sums(const nsc_landscape *landscape, const nsc_rows *rows, const nsc_kind_groups *groups,
                        uint32_t point, residuals *state) {
    const nsc_row row = nsc_rows_at(rows, point);
    for (uint32_t place = 0; place < row.count; place++) {
        const nsc_kind ends[] = {group_of(groups, row.kinds[place]),
                                 reverse_group_of(landscape, groups, row.kinds[place])};
        for (int end = 0; end < 2; end++)
            for (int relative = 0; relative < 2; relative++) {
                double *sum = &state->sum[relative][ends[end]];
                state->clustered[relative][ends[end]] += *sum * *sum;
                *sum = 0;
            }
    }
}

double nsc_standard_error_of_pairs(double clustered, double squares, double hidden, uint64_t pairs) {
    if (pairs > 0 && hidden == 0)
        return 0;
    return pairs > 1 ? sqrt(hidden * (clustered - hidden * squares)) / (double)pairs : NAN;
}

nsc_status nsc_pair_effects(const nsc_landscape *landscape, const nsc_kind_groups *groups, double hidden,
                            nsc_pair_effect *effects, nsc_error *error) {
    const size_t group_count = groups != NULL ? groups->count : landscape->space->edge_kind_count;
    residuals state = {0};
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, landscape->graph, error));
    NSC_TRY(allocate_residuals(&state, group_count, error));
    for (size_t group = 0; group < group_count; group++)
        effects[group] = (nsc_pair_effect){0};
    mean_effects(landscape, &rows, groups, group_count, effects);
    for (uint32_t point = 0; hidden > 0 && point < landscape->graph->point_count; point++) {
        if (!nsc_fitness_known(landscape->fitness, point))
            continue;
        add_residuals(landscape, &rows, groups, point, effects, &state);
        square_sums(landscape, &rows, groups, point, &state);
    }
    for (size_t group = 0; group < group_count; group++) {
        nsc_pair_effect *effect = &effects[group];
        effect->standard_error =
            nsc_standard_error_of_pairs(state.clustered[0][group], state.squares[0][group], hidden, effect->pairs);
        effect->standard_error_relative =
            !isfinite(effect->mean_relative)
                ? NAN
                : nsc_standard_error_of_pairs(state.clustered[1][group], state.squares[1][group], hidden,
                                              effect->pairs);
    }
out:
    nsc_rows_close(&rows);
    release_residuals(&state);
    return status;
}

void nsc_pair_effect_values(const nsc_pair_effect *effect, nsc_value values[NSC_PAIR_EFFECT_COLUMNS]) {
    values[0] = nsc_integer((int64_t)effect->pairs);
    values[1] = nsc_real(effect->mean);
    values[2] = nsc_real(effect->standard_error);
    values[3] = nsc_real(effect->mean_relative);
    values[4] = nsc_real(effect->standard_error_relative);
    values[5] = nsc_text(effect->pairs == 0                 ? "no pair of this kind has both fitnesses"
                         : !isfinite(effect->mean_relative) ? "a fitness is 0"
                                                            : NULL);
}
