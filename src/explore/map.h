/*
 * The map: all points by two quantities, counted in bins, so that a page draws any number of points. What it needs of a
 * quantity at all points (values, ranks, the front of two) is made once and kept.
 */
#ifndef NSC_MAP_H
#define NSC_MAP_H

#include "analysis/landscape.h"

#include <pthread.h>
#include <stdbool.h>

typedef enum nsc_map_scale { NSC_MAP_LINEAR, NSC_MAP_LOG, NSC_MAP_RANK, NSC_MAP_SCALE_COUNT } nsc_map_scale;

/* "linear", "log", "rank". */
const char *nsc_map_scale_name(nsc_map_scale scale);

/* A fitness or a feature at all points. */
typedef struct nsc_map_quantity {
    const nsc_fitness *fitness;
    bool low_is_better; /* a feature, a time; of the fitness in use as its direction says */
    double low, high;   /* of its values; NaN if no point has one */
    /* Made once an axis by rank is wanted: ranks[point] from 1 for the best, NaN if missing; equally good values share
     * the rank of the first, as in `query top`. best_first[known_count] are the values in the order of their ranks. */
    double *ranks, *best_first;
    double *logs; /* made once an axis by logarithms is wanted; NaN for values that are not above 0 */
} nsc_map_quantity;

/* The points that are best for two quantities: none is better in one and as good in the other. */
typedef struct nsc_map_front {
    const nsc_fitness *x, *y;
    uint32_t *points; /* [count] best y first */
    size_t count;
} nsc_map_front;

/* What was made, for as long as the landscape is open. */
typedef struct nsc_map_cache {
    pthread_mutex_t lock;
    nsc_map_quantity **quantities; /* no more than the data has columns and the space features */
    size_t quantity_count, quantity_capacity;
    nsc_map_front **fronts;
    size_t front_count, front_capacity;
} nsc_map_cache;

void nsc_map_cache_open(nsc_map_cache *cache);
void nsc_map_cache_close(nsc_map_cache *cache);

/*
 * The quantity of a rule (a fitness or a feature, NULL: the fitness in use), with what an axis of that scale needs.
 * Failures: those of nsc_landscape_fitness. 0.1 s for the ranks of 423,624 points, once.
 */
nsc_status nsc_map_find(nsc_map_cache *cache, nsc_opened_landscape *opened, const char *rule, nsc_map_scale scale,
                        const nsc_map_quantity **quantity, nsc_error *error);

/* The front of two quantities. It stays the cache's. 0.1 s for 423,624 points, once. */
nsc_status nsc_map_find_front(nsc_map_cache *cache, const nsc_map_quantity *x, const nsc_map_quantity *y,
                              const nsc_map_front **front, nsc_error *error);

/* One direction of the map. A low end that is not below the high end stands for both ends of the quantity. */
typedef struct nsc_map_axis {
    const nsc_map_quantity *quantity;
    nsc_map_scale scale;
    double low, high; /* of values, or of ranks; both belong to the range */
    unsigned bins;
    double value_low, value_high; /* lowest and highest value of the points counted; NaN if there are none */
} nsc_map_axis;

/* Sets the ends that are NaN to those of the quantity. NSC_USAGE if the low end is not below the high one, or if an
 * axis by logarithms does not begin above 0. */
nsc_status nsc_map_axis_settle(nsc_map_axis *axis, nsc_error *error);

/* Where a point is on an axis: its value or its rank; NaN if it has none. */
static inline double nsc_map_place(const nsc_map_axis *axis, uint32_t point) {
    return axis->scale == NSC_MAP_RANK ? axis->quantity->ranks[point] : axis->quantity->fitness->values[point];
}

/* The points of one bin. */
typedef struct nsc_map_bin {
    uint32_t count, coloured; /* those with a value of the colour */
    double colour;            /* sum of these values */
} nsc_map_bin;

typedef struct nsc_map_counts {
    uint32_t evaluated; /* points with a value on both axes */
    uint32_t inside;    /* those within both ranges */
} nsc_map_counts;

/*
 * Counts the points of each bin: bins[row × columns + column], all zero before. The condition `value_low <= x <=
 * value_high`, and the same of y, picks exactly the points that are counted. `colour` may be NULL. 5 ms for 423,624
 * points.
 */
nsc_map_counts nsc_map_count(nsc_map_axis *x, nsc_map_axis *y, const nsc_map_quantity *colour, nsc_map_bin *bins);

#endif
