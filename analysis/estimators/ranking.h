/* Orders and ranks, the best first by the direction of the fitness; see data/order.h for ties. */
#ifndef NSC_RANKING_H
#define NSC_RANKING_H

#include "base/base.h"
#include "data/fitness.h"

#include <string.h>

/* A value as a whole number of the same order: the bits of a double, read as a number with a sign in front. 0 and -0
 * are one number. */
static inline uint64_t nsc_key_of(double value) {
    const double unsigned_zero = value + 0.0;
    uint64_t bits;
    memcpy(&bits, &unsigned_zero, sizeof bits);
    return bits >> 63 != 0 ? ~bits : bits | UINT64_C(1) << 63;
}

static inline double nsc_value_of_key(uint64_t key) {
    const uint64_t bits = key >> 63 != 0 ? key & ~(UINT64_C(1) << 63) : ~key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* order[place]: index into x[0 … count − 1] of the value at that place in ascending order, ties by number. Values must
 * not be NaN. */
nsc_status nsc_ascending(const double *x, size_t count, size_t *order, nsc_error *error);

/* Sorts numbers[0 … count − 1] by values[number], the best first; identical ones stay in the order that they have. */
nsc_status nsc_best_first(const double *values, nsc_direction direction, uint32_t *numbers, size_t count,
                          nsc_error *error);

/* The points with a fitness, best first. *points is released by free(). */
nsc_status nsc_points_best_first(const nsc_fitness *fitness, uint32_t **points, size_t *count, nsc_error *error);

/* ranks[place] of points listed best first: 1 + the number of points before the first one that it equals, which is the
 * best of its rank. */
void nsc_shared_ranks(const nsc_fitness *fitness, const uint32_t *points, size_t count, size_t *ranks);

/* The lowest-numbered of the points that equal the best within the tolerance; 0 if no point has a fitness. */
uint32_t nsc_best_point(const nsc_fitness *fitness);

/* ranks[i]: rank of x[i] from 1, tied values sharing the mean of their ranks. */
nsc_status nsc_ranks(const double *x, size_t count, double *ranks, nsc_error *error);

/* The weight of a value; NULL: all are 1. */
static inline double nsc_weight_of(const double *weights, size_t number) {
    return weights != NULL ? weights[number] : 1;
}

/* The same with values of a fitness, ascending, where values within the tolerance of the best one of a rank share
 * it. */
nsc_status nsc_fitness_ranks(const nsc_order *order, const double *x, size_t count, double *ranks, nsc_error *error);

/*
 * The same by weight (mean 1; NULL: all 1): the weights below, and half of those that share the rank, plus ½, which are
 * the ranks above where all weights are 1. With an order, values within its tolerance share a rank; NULL: equal ones.
 */
nsc_status nsc_weighted_ranks(const nsc_order *order, const double *x, const double *weights, size_t count,
                              double *ranks, nsc_error *error);

/*
 * The value of the last of the best `top_percent` % of `count` values, at least one of them, and how many values are
 * at least as good within the tolerance: ties with the last are included, so that the order of the values makes no
 * difference.
 */
nsc_status nsc_top_threshold(const nsc_order *order, const double *values, size_t count, double top_percent,
                             double *threshold, size_t *top_count, nsc_error *error);

/* Places of a value in a ranking: the weight of better values, and of equal ones including itself. */
typedef struct nsc_standing {
    double better, equal;
} nsc_standing;

/* standings[i] of x[i], values of a fitness, by weight (NULL: all 1, so that weights are numbers of values); those
 * within the tolerance of the best one of a rank share it. Without an order the lowest is the best, and equal ones
 * share a rank. */
nsc_status nsc_standings(const nsc_order *order, const double *x, const double *weights, size_t count,
                         nsc_standing *standings, nsc_error *error);

/*
 * The share of a place among the first `places` that a value has, after `ahead` values and together with `equal`:
 * values tied across the border share the places left equally, so that nothing depends on the order of points.
 */
double nsc_share_of_place(double places, double ahead, double equal);

#endif
