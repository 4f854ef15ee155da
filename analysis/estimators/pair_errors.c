/* Errors of means over pairs: sums of residuals by point and by pair. */
#include "analysis/estimators/pairs_internal.h"

#include <math.h>
#include <string.h>

/* The chance that a point has no value: that of its stratum; a hub that is evaluated counts as certain. */
static double hidden_of(const nsc_pair_estimation *state, size_t group, uint32_t point) {
    return nsc_pair_is_hub(&state->groups[group], point) ? 0 : nsc_design_hidden(state->design, point);
}

/* A pair's part in the estimate, read both ways if both belong to the group. */
typedef struct part {
    double factor, residual[NSC_PAIR_QUANTITIES];
} part;

static void add_way(const nsc_pair_estimation *state, size_t group, uint32_t first, uint32_t second, part *found) {
    const nsc_pair_quantities *quantities = state->quantities;
    const nsc_pair_cell *cell = nsc_pair_cell_of(state, group, first, second);
    double values[NSC_PAIR_QUANTITIES];
    quantities->measure(quantities->context, first, second, values);
    if (isnan(values[0]))
        return;
    const double factor = cell->factor * nsc_pair_weight(state, first);
    found->factor += factor;
    for (size_t number = 0; number < quantities->count; number++)
        found->residual[number] += factor * (values[number] - cell->mean[number]);
}

/* Third central moment of whether something that is hidden with that probability is evaluated, over its probability. */
static double third(double hidden) {
    return hidden * (2 * hidden - 1);
}

/*
 * Third moments of pairs that share no point are third(1 − π π'), of many pairs at a point third(h): what a pair takes
 * from the sum over points, so that both hold.
 */
static double third_of_pair(double hidden, double other_hidden) {
    return third(hidden) + third(other_hidden) - third(hidden + other_hidden - hidden * other_hidden);
}

/* Each pair is met at both of its points; `half` is its part in a sum over pairs. */
static void add_pair(nsc_pair_group_state *own, const part *pair, size_t count, double hidden, double other_hidden,
                     double half) {
    nsc_pair_counts *counts = &own->counts;
    own->factor += pair->factor;
    for (size_t number = 0; number < count; number++)
        own->residual[number] += pair->residual[number];
    if (!(pair->factor > 0) || !(hidden + other_hidden > 0))
        return;
    counts->pairs += half;
    counts->weight += half * pair->factor;
    counts->weight_squares += half * pair->factor * pair->factor;
    for (size_t number = 0; number < count; number++) {
        nsc_pair_spread *sums = &own->sums[number];
        const double square = pair->residual[number] * pair->residual[number];
        sums->dependent += half * hidden * other_hidden * square;
        sums->dependent_cubes += half * third_of_pair(hidden, other_hidden) * square * pair->residual[number];
        sums->independent += half * (hidden + other_hidden - hidden * other_hidden) * square;
        sums->squares += half * square;
        sums->fourths += half * square * square;
    }
}

/* Empties the sums at the point for the next one. */
static void add_point(nsc_pair_group_state *own, size_t count, double hidden) {
    nsc_pair_counts *counts = &own->counts;
    if (hidden > 0 && own->factor > 0) {
        counts->points++;
        counts->point_weight += own->factor;
        counts->point_weight_squares += own->factor * own->factor;
        counts->concentration += hidden * own->factor * own->factor;
        for (size_t number = 0; number < count; number++) {
            nsc_pair_spread *sums = &own->sums[number];
            const double square = hidden * own->residual[number] * own->residual[number];
            sums->clustered += square;
            sums->clustered_cubes += third(hidden) * pow(own->residual[number], 3);
            sums->point_fourths += square * square;
        }
    }
    memset(own->residual, 0, sizeof own->residual);
    own->factor = 0;
}

static void add_row(nsc_pair_estimation *state, uint32_t point) {
    const size_t count = state->quantities->count;
    const nsc_row row = nsc_rows_at(&state->rows, point);
    for (uint32_t place = 0; place < row.count; place++) {
        const uint32_t other = row.points[place];
        const size_t group = nsc_pair_group(state, nsc_row_kind(&row, place)),
                     reverse = nsc_pair_reverse(state, nsc_row_kind(&row, place));
        part forwards = {0}, backwards = {0};
        if (!state->evaluated[other])
            continue;
        add_way(state, group, point, other, &forwards);
        add_way(state, reverse, other, point, reverse == group ? &forwards : &backwards);
        add_pair(&state->groups[group], &forwards, count, hidden_of(state, group, point),
                 hidden_of(state, group, other), 0.5);
        if (reverse != group)
            add_pair(&state->groups[reverse], &backwards, count, hidden_of(state, reverse, point),
                     hidden_of(state, reverse, other), 0.5);
    }
    if (state->quantities->influence != NULL)
        state->quantities->influence[point] = state->groups[0].residual[0];
    for (uint32_t place = 0; place < row.count; place++) {
        const size_t ends[] = {nsc_pair_group(state, nsc_row_kind(&row, place)),
                               nsc_pair_reverse(state, nsc_row_kind(&row, place))};
        for (size_t end = 0; end < 2; end++)
            add_point(&state->groups[ends[end]], count, hidden_of(state, ends[end], point));
    }
}

void nsc_pair_residuals(nsc_pair_estimation *state) {
    for (uint32_t point = 0; point < state->landscape->graph->point_count; point++)
        if (state->evaluated[point])
            add_row(state, point);
}

/* 2 V² / Var(V) of a sum of squares, from their sum and the sum of their own squares. */
static double freedom_of(double squares, double fourths, double count) {
    const double excess = fourths / (squares * squares) - 1 / count;
    return excess > 0 ? 2 / excess : INFINITY;
}

double nsc_pair_effective(const nsc_pair_counts *counts) {
    return fmin(counts->weight * counts->weight / counts->weight_squares,
                counts->point_weight * counts->point_weight / counts->point_weight_squares);
}

/* Degrees of freedom of so many pairs of quantities of that kurtosis, which is at least that of the normal. */
static double freedom_by_kurtosis(const nsc_pair_counts *counts, double kurtosis) {
    const double effective = nsc_pair_effective(counts);
    return fmin(effective - 1, 2 * effective / fmax(kurtosis - 1, 2));
}

/*
 * Whether there are enough pairs is not asked of their own kurtosis: samples that contain none of the rare events,
 * whose intervals would be too narrow, would pass more often than others.
 */
bool nsc_pair_enough(const nsc_pair_counts *counts, double kurtosis) {
    return freedom_by_kurtosis(counts, kurtosis) >= NSC_LEAST_FREEDOM;
}

double nsc_pair_concentration(const nsc_pair_group_state *group) {
    static const double much = 0.1, more = 2;
    const double missing = group->largest_missing > much * group->concentration ? more * group->largest_missing : 0;
    return fmax((group->concentration + missing) / group->counts.concentration, 1);
}

nsc_standard_error nsc_pair_error(const nsc_pair_group_state *group, size_t number, double kurtosis) {
    enum { LEAST = 2 }; /* one event decides */
    const nsc_pair_spread *sums = &group->sums[number];
    double variance = sums->clustered * nsc_pair_concentration(group) - sums->dependent;
    if (!(variance > 0))
        variance = sums->independent;
    double freedom = freedom_by_kurtosis(&group->counts, kurtosis);
    if (variance == 0)
        return (nsc_standard_error){0, freedom};
    freedom = fmin(freedom, freedom_of(sums->squares, sums->fourths, group->counts.pairs));
    freedom = fmin(freedom, freedom_of(sums->clustered, sums->point_fourths, group->counts.points));
    return (nsc_standard_error){sqrt(variance), fmax(freedom, LEAST)};
}

nsc_standard_error nsc_pair_combined_error(const nsc_design *design, const nsc_pair_mean *mean, double slope,
                                           const double *influence, const double *of_points, const double *values) {
    double means[NSC_STRATA] = {0}, squares = 0, fourths = 0, count = 0;
    if (isnan(mean->error.error))
        return mean->error;
    for (uint32_t point = 0; point < design->space_count; point++)
        if (!isnan(values[point]))
            means[design->stratum[point]] += of_points[point] / design->strata[design->stratum[point]].evaluated;
    for (uint32_t point = 0; point < design->space_count; point++) {
        const double hidden = isnan(values[point]) ? 0 : nsc_design_hidden(design, point);
        const double share = slope * influence[point] + of_points[point] - means[design->stratum[point]];
        if (!(hidden > 0))
            continue;
        squares += hidden * share * share;
        fourths += hidden * share * share * hidden * share * share;
        count++;
    }
    const double variance = fmax(squares * mean->concentration - slope * slope * mean->dependent, squares / 2);
    if (variance == 0)
        return (nsc_standard_error){0, mean->error.freedom};
    return (nsc_standard_error){sqrt(variance), fmin(mean->error.freedom, freedom_of(squares, fourths, count))};
}

/* The deviation of a mean, in standard errors, that Hall's (1992) cubic transformation takes to `quantile`. */
static double untransformed(double skewness, double quantile) {
    return 3 / skewness * (cbrt(1 + skewness * (quantile - skewness / 6)) - 1);
}

/*
 * Where rare events all pull a mean to one side, few of them are in a sample, and its mean and its spread are both too
 * small. Hall's interval shortens the other side, which is not done here: with few events, that they lie on one side
 * may be chance.
 */
nsc_estimate nsc_pair_interval(const nsc_pair_spread *sums, double value, nsc_standard_error error) {
    nsc_estimate interval = nsc_estimate_student(value, error);
    const double skewness = (sums->clustered_cubes - sums->dependent_cubes) / (error.error * error.error * error.error);
    if (error.error > 0 && isfinite(skewness) && skewness != 0) {
        const double quantile = nsc_student_quantile(error.freedom);
        interval.low = fmin(interval.low, value - error.error * untransformed(skewness, quantile));
        interval.high = fmax(interval.high, value - error.error * untransformed(skewness, -quantile));
    }
    return interval;
}

nsc_estimate nsc_pair_share(const nsc_pair_mean *mean) {
    const double share = mean->estimate.value;
    if (!isfinite(share) || isnan(mean->error.error) || isinf(mean->effective))
        return mean->estimate;
    const double draws = share > 0 && share < 1 ? share * (1 - share) / (mean->error.error * mean->error.error)
                                                : mean->effective; /* such a share shows no spread */
    return nsc_estimate_wilson(share, draws, nsc_student_quantile(mean->error.freedom));
}

nsc_estimate nsc_estimate_positive_student(double value, nsc_standard_error error) {
    if (!(value > 0) || !(error.error > 0))
        return error.error == 0 ? nsc_estimate_exact(value) : nsc_estimate_alone(value);
    const double half = nsc_student_quantile(error.freedom) * error.error / value;
    return (nsc_estimate){value, value * exp(-half), value * exp(half)};
}
