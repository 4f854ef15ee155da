/* Fitness against costs: dominance, the Pareto front, and the points that no neighbour dominates. */
#ifndef NSC_PARETO_H
#define NSC_PARETO_H

#include "base/base.h"
#include "data/order.h"
#include "graph/graph.h"

#include <math.h>
#include <stdbool.h>

enum { NSC_PARETO_COSTS = 2 };

/* Objectives: a good fitness, compared as it is, since dominance must be transitive, and low costs. A point takes
 * part if it has all of them. */
typedef struct nsc_pareto_points {
    uint32_t point_count;
    const double *fitness;                 /* [point_count], NaN if missing */
    const double *costs[NSC_PARETO_COSTS]; /* [point_count] each, likewise */
    size_t cost_count;                     /* 1 or 2 */
    nsc_direction direction;               /* of the fitness */
} nsc_pareto_points;

static inline bool nsc_pareto_evaluated(const nsc_pareto_points *points, uint32_t point) {
    bool evaluated = !isnan(points->fitness[point]);
    for (size_t cost = 0; cost < points->cost_count; cost++)
        evaluated = evaluated && !isnan(points->costs[cost][point]);
    return evaluated;
}

/* True if `first` is at least as good in everything and better in something; false if either lacks a value. */
static inline bool nsc_pareto_dominates(const nsc_pareto_points *points, uint32_t first, uint32_t second) {
    const double sign = points->direction == NSC_MINIMISE ? -1 : 1;
    bool as_good = sign * points->fitness[first] >= sign * points->fitness[second];
    bool better = sign * points->fitness[first] > sign * points->fitness[second];
    for (size_t cost = 0; cost < points->cost_count; cost++) {
        as_good = as_good && points->costs[cost][first] <= points->costs[cost][second];
        better = better || points->costs[cost][first] < points->costs[cost][second];
    }
    return as_good && better;
}

/*
 * The points that no evaluated point dominates, points equal in everything all kept: best fitness first, equals by
 * cost and then by number. O(n log n) for one cost and for two. front is released by free().
 */
nsc_status nsc_pareto_front(const nsc_pareto_points *points, uint32_t **front, size_t *count, nsc_error *error);

/* The evaluated points that no evaluated neighbour dominates. */
typedef struct nsc_pareto_local {
    uint32_t evaluated, optima;
    uint32_t surrounded, surrounded_optima; /* those with all neighbours evaluated, which are final */
    uint32_t alone;                         /* evaluated points without evaluated neighbours, which count as optima */
    double mean_fitness;                    /* of the optima */
} nsc_pareto_local;

/* NSC_FAILED without memory. */
nsc_status nsc_pareto_local_of(const nsc_pareto_points *points, const nsc_graph *graph, nsc_pareto_local *found,
                               nsc_error *error);

#endif
