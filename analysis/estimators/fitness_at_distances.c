/* Mean fitness at each distance from the targets, and the width of the slope that leads to them. */
#include "analysis/estimators/fitness_by_distance_internal.h"

#include <math.h>

/* Sums over the evaluated weight at one distance; values are differences from the mean of all. */
typedef struct distance_sums {
    double weight, sum, square, low, high;
} distance_sums;

static void sum_apart(const nsc_distance_estimation *state, double mean, distance_sums sums[NSC_UNREACHED]) {
    for (unsigned distance = 0; distance < NSC_UNREACHED; distance++)
        sums[distance] = (distance_sums){.low = INFINITY, .high = -INFINITY};
    for (size_t place = 0; place < state->count; place++) {
        const uint32_t point = state->entry_points[place];
        const double factor = nsc_distance_factor(state, place), value = state->values[point] - mean;
        unsigned first, end;
        nsc_distance_range(state->points, point, &first, &end);
        for (unsigned distance = first; distance < end; distance++) {
            const double weight = nsc_weight_at(state->points, point, distance);
            distance_sums *own = &sums[distance];
            if (weight == 0)
                continue;
            own->weight += factor * weight;
            own->sum += factor * weight * value;
            own->square += factor * weight * value * value;
            own->low = fmin(own->low, value);
            own->high = fmax(own->high, value);
        }
    }
}

static double mean_of_all(const nsc_distance_estimation *state) {
    double mean = 0;
    for (size_t place = 0; place < state->count; place++)
        mean += nsc_distance_factor(state, place) * state->entries[place].weight *
                state->values[state->entry_points[place]] / state->all;
    return mean;
}

void nsc_fill_distances(nsc_distance_estimation *state, nsc_fitness_by_distance *figures) {
    distance_sums sums[NSC_UNREACHED], all = {.low = INFINITY, .high = -INFINITY};
    double distances = 0, distance_squares = 0, product = 0;
    unsigned occupied = 0;
    figures->mean = mean_of_all(state);
    sum_apart(state, figures->mean, sums);
    for (unsigned distance = 0; distance < NSC_UNREACHED; distance++) {
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

double nsc_share_within(const nsc_fitness_by_distance *figures, unsigned distance) {
    double weight = 0;
    for (unsigned here = 0; here <= distance && here < NSC_UNREACHED; here++)
        weight += figures->at[here].weight;
    return weight / (figures->weight + figures->weight_beyond);
}

double nsc_slope_width(const nsc_fitness_by_distance *figures, nsc_direction direction) {
    const double sign = direction == NSC_MINIMISE ? -1 : 1;
    for (unsigned distance = 0; !isnan(figures->pearson.value) && distance < NSC_UNREACHED; distance++)
        if (sign * figures->at[distance].mean <= sign * figures->mean)
            return distance;
    return NAN;
}
