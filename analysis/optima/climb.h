/* Climbs by best improvement from every point, and the local optima at which they end. */
#ifndef NSC_CLIMB_H
#define NSC_CLIMB_H

#include "analysis/landscape.h"
#include "base/base.h"

/* In place of the number of a basin if a point belongs to none. */
#define NSC_NO_BASIN UINT32_MAX

/*
 * A climb steps to the best of the evaluated neighbours that are better than the point by more than the tolerance, and
 * ends if there is none: it never crosses a plateau. Among better neighbours that equal the best of them the first is
 * taken: in a space of strings the one whose change comes first, by position and then by symbol; elsewhere the one with
 * the lowest id.
 *
 * An evaluated point without any evaluated neighbour is isolated: it is neither an optimum nor a start, since nothing
 * near it is evaluated, and belongs to no basin. In a directed graph climbs take edges in their direction, and a point
 * is isolated only if no evaluated point leads to it either.
 */
typedef struct nsc_climbs {
    uint32_t point_count;
    uint32_t start_count;    /* points with a fitness that are not isolated */
    uint32_t isolated_count; /* points with a fitness and no evaluated neighbour */
    uint32_t tied_count;     /* starts whose best better neighbour is tied with another */
    uint64_t pair_count;     /* edges between evaluated points; an undirected one counts twice */
    const nsc_graph *graph;
    uint32_t *evaluated_neighbours; /* [point]; NULL if all points have a fitness: see nsc_climbs_evaluated */
    uint32_t *successors;           /* [point] next point of a climb; the point itself if it ends there */
    uint32_t *basins;               /* [point] number of the optimum that the climb reaches, or NSC_NO_BASIN */
    uint8_t *steps;                 /* [point] steps to get there, NSC_STEPS_MANY for as many or more: see
                                       nsc_climbs_steps */
    uint32_t *many_steps;           /* [point] the steps where steps[point] is NSC_STEPS_MANY; NULL if none is */
    uint32_t *lengths;              /* [point] the steps without a limit; NULL: there are `steps` */
    uint32_t optimum_count;
    double *heights;  /* [optimum] fitness */
    uint32_t *optima; /* [optimum] the points, ascending; no evaluated neighbour is better (some may be as good) */
    uint32_t *sizes;  /* [optimum] starts that end there */
    uint32_t *ranked; /* [place] numbers of the optima, best first; those that equal the best by lowest point */
    double best;      /* fitness of the best optimum; NaN if there is none */
    nsc_order order;  /* of the fitness */
    bool kept;        /* the arrays are the landscape's nsc_kept: they are not released with this */
} nsc_climbs;

enum { NSC_STEPS_MANY = 255 };

/* Neighbours of a point that have a fitness. */
static inline uint32_t nsc_climbs_evaluated(const nsc_climbs *climbs, uint32_t point) {
    return climbs->evaluated_neighbours != NULL ? climbs->evaluated_neighbours[point]
                                                : nsc_graph_degree(climbs->graph, point);
}

/* The number of steps of the climb from a point. */
static inline uint32_t nsc_climbs_steps(const nsc_climbs *climbs, uint32_t point) {
    if (climbs->lengths != NULL)
        return climbs->lengths[point];
    return climbs->steps[point] < NSC_STEPS_MANY ? climbs->steps[point] : climbs->many_steps[point];
}

/* The step of a climb from one point. */
typedef struct nsc_climb_step {
    uint32_t place;     /* of the next point in the row; row->count if the climb ends here */
    uint32_t evaluated; /* neighbours with a fitness */
    bool tied;          /* other better neighbours equal the best one */
} nsc_climb_step;

/* Finds the step from a point of fitness `own` whose neighbours are those of `row`, by the rule above;
 * values[row->points[place]] is the fitness of a neighbour. */
nsc_climb_step nsc_climb_step_at(const nsc_space *space, const nsc_row *row, const double *values,
                                 const nsc_order *order, double own);

/*
 * NSC_MISSING if no point has a fitness. O(edges), identical for any number of threads.
 *
 * Of a fitness of which each process holds a range, arrays by point have values for those of nsc_ranges_own only; the
 * optima with their sizes are those of the whole space in every process.
 */
nsc_status nsc_climbs_make(nsc_climbs *climbs, const nsc_landscape *landscape, const nsc_control *control,
                           nsc_error *error);
void nsc_climbs_release(nsc_climbs *climbs);

/* The reason figures are missing if optimum_count is 0. */
extern const char nsc_climbs_none[];

#endif
