/* Orders and ranks. The best is the highest; equal ones come by their numbers, the lowest first. */
#ifndef NSC_RANKING_H
#define NSC_RANKING_H

#include "base/base.h"
#include "data/fitness.h"

/* order[place]: index into x[0 … count − 1] of the value at that place in ascending order, ties by number. Values must
 * not be NaN. */
nsc_status nsc_ascending(const double *x, size_t count, size_t *order, nsc_error *error);

/* Sorts numbers[0 … count − 1] by values[number], highest first; equal ones stay in the order that they have. */
nsc_status nsc_best_first(const double *values, uint32_t *numbers, size_t count, nsc_error *error);

/* The points with a fitness, best first. *points is released by free(). */
nsc_status nsc_points_best_first(const nsc_fitness *fitness, uint32_t **points, size_t *count, nsc_error *error);

/* The best point, the lowest of equal ones; 0 if no point has a fitness. */
uint32_t nsc_best_point(const nsc_fitness *fitness);

/* ranks[i]: rank of x[i] from 1, tied values sharing the mean of their ranks. */
nsc_status nsc_ranks(const double *x, size_t count, double *ranks, nsc_error *error);

/*
 * The value of the last of the best `top_percent` % of `count` values, at least one of them, and how many values are
 * as good: ties with the last are included, so that the order of the values makes no difference.
 */
nsc_status nsc_top_threshold(const double *values, size_t count, double top_percent, double *threshold,
                             size_t *top_count, nsc_error *error);

#endif
