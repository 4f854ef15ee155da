/*
 * Everything follows from sums over (point, distance), of which a point has up to 27. Sums that need the fitness run
 * over points alone: a point's weight, and its sums of distance and squared distance, are taken beforehand.
 */
#include "analysis/estimators/fitness_by_distance.h"

#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"

#include <math.h>

/* One size: its weight, and the evaluated part of it. */
typedef struct stratum {
    nsc_stratum counts;
    double weight, evaluated_weight;
} stratum;

/* An evaluated point's weight, and the sums of a function of distance over it. */
typedef struct entry {
    uint32_t point;
    double weight, sum, square;
} entry;

typedef struct estimation {
    const nsc_points_by_distance *points;
    const double *values;
    stratum strata[NSC_SIZES];
    entry *entries; /* [count] evaluated points within reach */
    double *scores; /* [count] fitness or its ranks */
    size_t *order;  /* [count] by fitness, ascending */
    size_t count;
    double weight; /* of the sizes with an evaluated point */
    bool varies;   /* fitness and distance of the evaluated weight each take at least two values */
} estimation;

static double weight_of(const nsc_points_by_distance *points, uint32_t point, unsigned distance) {
    if (points->counts != NULL)
        return points->counts[(size_t)point * NSC_ENCODING_DISTANCES + distance];
    if (points->distances[point] != distance)
        return 0;
    return points->weights != NULL ? points->weights[point] : 1;
}

/* Range of distances of a point: all of them, or the only one. */
static void range_of(const nsc_points_by_distance *points, uint32_t point, unsigned *first, unsigned *end) {
    *first = 0;
    *end = NSC_ENCODING_DISTANCES;
    if (points->counts == NULL) {
        *first = points->distances[point];
        *end = *first < NSC_ENCODING_DISTANCES ? *first + 1 : *first;
    }
}

static stratum *stratum_of(estimation *state, uint32_t point) {
    return &state->strata[nsc_size_class(state->points->sizes[point])];
}

/* Weight that a unit of evaluated weight of the point's size stands for. */
static double factor_of(estimation *state, uint32_t point) {
    const stratum *own = stratum_of(state, point);
    return own->weight / own->evaluated_weight;
}

/* ---- sums ---- */

static void add_point(estimation *state, uint32_t point, nsc_fitness_by_distance *figures) {
    unsigned first, end;
    double sum = 0;
    stratum *own = stratum_of(state, point);
    range_of(state->points, point, &first, &end);
    for (unsigned distance = first; distance < end; distance++) {
        const double weight = weight_of(state->points, point, distance);
        figures->at[distance].weight += weight;
        sum += weight;
    }
    if (first == end)
        figures->weight_beyond += state->points->weights != NULL ? state->points->weights[point] : 1;
    if (sum == 0)
        return;
    nsc_stratum_add(&own->counts, !isnan(state->values[point]));
    own->weight += sum;
    figures->weight += sum;
    if (isnan(state->values[point]))
        return;
    own->evaluated_weight += sum;
    state->entries[state->count++] = (entry){.point = point, .weight = sum};
}

/* Fills in the sums of a function of distance. */
static void sum_distances(estimation *state, const double function[NSC_ENCODING_DISTANCES]) {
    for (size_t place = 0; place < state->count; place++) {
        entry *own = &state->entries[place];
        unsigned first, end;
        own->sum = own->square = 0;
        range_of(state->points, own->point, &first, &end);
        for (unsigned distance = first; distance < end; distance++) {
            const double weighted = weight_of(state->points, own->point, distance) * function[distance];
            own->sum += weighted;
            own->square += weighted * function[distance];
        }
    }
}

/* ---- correlation ---- */

/* Moments of a correlation between scores and a function of distance. */
typedef struct pair_moments {
    double mean_score, mean_distance, deviation_score, deviation_distance, correlation;
} pair_moments;

static pair_moments moments_of(estimation *state) {
    pair_moments moments = {0};
    double variance_score = 0, variance_distance = 0, covariance = 0;
    for (size_t place = 0; place < state->count; place++) {
        const entry *own = &state->entries[place];
        const double factor = factor_of(state, own->point) / state->weight;
        moments.mean_score += factor * own->weight * state->scores[place];
        moments.mean_distance += factor * own->sum;
    }
    for (size_t place = 0; place < state->count; place++) {
        const entry *own = &state->entries[place];
        const double factor = factor_of(state, own->point) / state->weight;
        const double score = state->scores[place] - moments.mean_score;
        const double sum = own->sum - own->weight * moments.mean_distance;
        variance_score += factor * own->weight * score * score;
        variance_distance += factor * (own->square - moments.mean_distance * (own->sum + sum));
        covariance += factor * score * sum;
    }
    moments.deviation_score = sqrt(variance_score);
    moments.deviation_distance = sqrt(variance_distance);
    moments.correlation = covariance / (moments.deviation_score * moments.deviation_distance);
    return moments;
}

/* Influence of an evaluated point on the correlation, per unit of the space's weight, summed over its distances. */
static double influence_of(const estimation *state, const pair_moments *moments, size_t place) {
    const entry *own = &state->entries[place];
    const double score = (state->scores[place] - moments->mean_score) / moments->deviation_score;
    const double sum = (own->sum - own->weight * moments->mean_distance) / moments->deviation_distance;
    const double square = (own->square - 2 * moments->mean_distance * own->sum +
                           moments->mean_distance * moments->mean_distance * own->weight) /
                          (moments->deviation_distance * moments->deviation_distance);
    return score * sum - moments->correlation / 2 * (own->weight * score * score + square);
}

/* The standard error of the correlation: by size, residuals of the influence from the size's mean by weight. */
static double standard_error(estimation *state, const pair_moments *moments) {
    double sums[NSC_SIZES] = {0}, squares[NSC_SIZES] = {0}, variance = 0;
    for (size_t place = 0; place < state->count; place++)
        sums[nsc_size_class(state->points->sizes[state->entries[place].point])] += influence_of(state, moments, place);
    for (size_t place = 0; place < state->count; place++) {
        const entry *own = &state->entries[place];
        const size_t size = nsc_size_class(state->points->sizes[own->point]);
        const double residual =
            influence_of(state, moments, place) - own->weight * sums[size] / state->strata[size].evaluated_weight;
        squares[size] += residual * residual;
    }
    for (size_t size = 0; size < NSC_SIZES; size++) {
        const stratum *own = &state->strata[size];
        if (own->counts.evaluated == 0 || own->counts.evaluated == own->counts.points)
            continue;
        const double factor = own->weight / own->evaluated_weight / state->weight;
        const double evaluated = own->counts.evaluated, hidden = 1 - nsc_stratum_share(&own->counts);
        variance += evaluated > 1 ? factor * factor * hidden * evaluated / (evaluated - 1) * squares[size] : NAN;
    }
    return sqrt(variance);
}

static nsc_estimate correlate(estimation *state) {
    if (!state->varies) /* rounding would give a spurious correlation */
        return nsc_estimate_none();
    const pair_moments moments = moments_of(state);
    const double value = moments.correlation, error_of_value = standard_error(state, &moments);
    return isnan(error_of_value) ? nsc_estimate_alone(value)
                                 : nsc_estimate_correlation(value, NSC_Z95 * error_of_value / (1 - value * value));
}

/* ---- ranks ---- */

/* Orders the entries by fitness: by the given order of points, or by sorting. */
static nsc_status order_entries(estimation *state, nsc_error *error) {
    const nsc_points_by_distance *points = state->points;
    if (points->ascending == NULL)
        return nsc_ascending(state->scores, state->count, state->order, error);
    uint32_t *places = NULL; /* [point] index of its entry plus one; 0: none */
    nsc_status status = nsc_allocate(&places, points->point_count, sizeof *places, error);
    if (status != NSC_OK)
        return status;
    for (size_t place = 0; place < state->count; place++)
        places[state->entries[place].point] = (uint32_t)place + 1;
    for (size_t place = 0, number = 0; place < state->count; number++)
        if (places[points->ascending[number]] > 0)
            state->order[place++] = places[points->ascending[number]] - 1;
    free(places);
    return NSC_OK;
}

/* Ranks by weight: the weight of lower fitness, plus half of the weight of equal fitness. */
static void rank_fitness(estimation *state) {
    double below = 0;
    for (size_t first = 0; first < state->count;) {
        const double value = state->values[state->entries[state->order[first]].point];
        double equal = 0;
        size_t end = first;
        for (; end < state->count &&
               state->values[state->entries[state->order[end]].point] - value <= state->points->tolerance;
             end++) {
            const entry *own = &state->entries[state->order[end]];
            equal += own->weight * factor_of(state, own->point);
        }
        for (; first < end; first++)
            state->scores[state->order[first]] = (below + equal / 2) / state->weight;
        below += equal;
    }
}

static void rank_distances(estimation *state, double ranks[NSC_ENCODING_DISTANCES]) {
    double weights[NSC_ENCODING_DISTANCES] = {0}, below = 0;
    for (size_t place = 0; place < state->count; place++) {
        const uint32_t point = state->entries[place].point;
        const double factor = factor_of(state, point);
        unsigned first, end;
        range_of(state->points, point, &first, &end);
        for (unsigned distance = first; distance < end; distance++)
            weights[distance] += factor * weight_of(state->points, point, distance);
    }
    for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++) {
        ranks[distance] = (below + weights[distance] / 2) / state->weight;
        below += weights[distance];
    }
}

/* ---- by distance ---- */

/* Sums over the evaluated weight at one distance; values are differences from the mean of all. */
typedef struct distance_sums {
    double weight, sum, square, low, high;
} distance_sums;

static void sum_distances_apart(estimation *state, nsc_fitness_by_distance *figures,
                                distance_sums sums[NSC_ENCODING_DISTANCES]) {
    for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++)
        sums[distance] = (distance_sums){.low = INFINITY, .high = -INFINITY};
    for (size_t place = 0; place < state->count; place++) {
        const uint32_t point = state->entries[place].point;
        const double factor = factor_of(state, point), value = state->values[point] - figures->mean;
        unsigned first, end;
        range_of(state->points, point, &first, &end);
        for (unsigned distance = first; distance < end; distance++) {
            const double weight = weight_of(state->points, point, distance);
            distance_sums *own = &sums[distance];
            if (weight == 0)
                continue;
            figures->at[distance].evaluated_weight += weight;
            own->weight += factor * weight;
            own->sum += factor * weight * value;
            own->square += factor * weight * value * value;
            own->low = fmin(own->low, value);
            own->high = fmax(own->high, value);
        }
    }
}

static void fill_distances(estimation *state, nsc_fitness_by_distance *figures) {
    distance_sums sums[NSC_ENCODING_DISTANCES], all = {.low = INFINITY, .high = -INFINITY};
    double distances = 0, distance_squares = 0, product = 0;
    unsigned occupied = 0;
    sum_distances_apart(state, figures, sums);
    for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++) {
        const distance_sums *own = &sums[distance];
        nsc_at_distance *here = &figures->at[distance];
        here->mean = here->correlation_within = NAN;
        if (own->weight == 0)
            continue;
        here->mean = figures->mean + own->sum / own->weight;
        occupied++;
        all.weight += own->weight;
        all.sum += own->sum;
        all.square += own->square;
        all.low = fmin(all.low, own->low);
        all.high = fmax(all.high, own->high);
        distances += own->weight * distance;
        distance_squares += own->weight * distance * distance;
        product += own->sum * distance;
        state->varies = occupied > 1 && all.high > all.low;
        const double mean = all.sum / all.weight, mean_distance = distances / all.weight;
        const double variance = all.square / all.weight - mean * mean;
        const double distance_variance = distance_squares / all.weight - mean_distance * mean_distance;
        if (state->varies)
            here->correlation_within =
                (product / all.weight - mean * mean_distance) / sqrt(variance * distance_variance);
    }
}

static double mean_fitness(estimation *state) {
    double mean = 0;
    for (size_t place = 0; place < state->count; place++)
        mean += factor_of(state, state->entries[place].point) * state->entries[place].weight *
                state->values[state->entries[place].point] / state->weight;
    return mean;
}

static void take_coverage(estimation *state, nsc_fitness_by_distance *figures) {
    double evaluated = 0;
    for (size_t size = 0; size < NSC_SIZES; size++) {
        evaluated += state->strata[size].evaluated_weight;
        state->weight += state->strata[size].counts.evaluated > 0 ? state->strata[size].weight : 0;
    }
    figures->evaluated_points = (uint32_t)state->count;
    figures->evaluated_share = evaluated / figures->weight;
    figures->unknown_share = 1 - state->weight / figures->weight;
}

nsc_status nsc_fitness_by_distance_of(const nsc_points_by_distance *points, const double *values,
                                      nsc_fitness_by_distance *figures, nsc_error *error) {
    double function[NSC_ENCODING_DISTANCES];
    estimation state = {.points = points, .values = values};
    nsc_status status = NSC_OK;
    *figures = (nsc_fitness_by_distance){.pearson = nsc_estimate_none(), .spearman = nsc_estimate_none(), .mean = NAN};
    NSC_TRY(nsc_allocate(&state.entries, points->point_count, sizeof *state.entries, error));
    for (uint32_t point = 0; point < points->point_count; point++)
        add_point(&state, point, figures);
    take_coverage(&state, figures);
    if (state.count == 0)
        goto out;
    NSC_TRY(nsc_allocate(&state.scores, state.count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state.order, state.count, sizeof(size_t), error));
    figures->mean = mean_fitness(&state);
    fill_distances(&state, figures);
    for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++)
        function[distance] = distance;
    sum_distances(&state, function);
    for (size_t place = 0; place < state.count; place++)
        state.scores[place] = values[state.entries[place].point];
    figures->pearson = correlate(&state);
    NSC_TRY(order_entries(&state, error));
    rank_fitness(&state);
    rank_distances(&state, function);
    sum_distances(&state, function);
    figures->spearman = correlate(&state);
out:
    free(state.entries);
    free(state.scores);
    free(state.order);
    return status;
}

double nsc_share_within(const nsc_fitness_by_distance *figures, unsigned distance) {
    double weight = 0;
    for (unsigned here = 0; here <= distance && here < NSC_ENCODING_DISTANCES; here++)
        weight += figures->at[here].weight;
    return weight / (figures->weight + figures->weight_beyond);
}

double nsc_slope_width(const nsc_fitness_by_distance *figures, nsc_direction direction) {
    const double sign = direction == NSC_MINIMISE ? -1 : 1;
    for (unsigned distance = 0; !isnan(figures->pearson.value) && distance < NSC_ENCODING_DISTANCES; distance++)
        if (sign * figures->at[distance].mean <= sign * figures->mean)
            return distance;
    return NAN;
}
