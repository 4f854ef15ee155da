/* The points near one point, by steps of a relation or by a distance, with their fitness. */
#ifndef NSC_NEAR_POINTS_H
#define NSC_NEAR_POINTS_H

#include "query/query_internal.h"

typedef struct nsc_near_point {
    uint32_t point;
    uint32_t distance; /* in steps, or as the distance counts */
    nsc_kind kind;     /* of the edge that leads there; of a point one step away only */
    double weight;     /* of that edge; 0 if edges have none */
    nsc_point_fitness found;
} nsc_near_point;

typedef struct nsc_near_points {
    uint32_t centre;
    nsc_point_fitness own; /* fitness of the centre */
    nsc_near_point *items; /* [count] without the centre */
    size_t count, capacity;
    nsc_provenance provenance; /* of the fitness */
    nsc_order order;
} nsc_near_points;

/*
 * The points at most `radius` steps from `centre` along edges of the relation, nearest first. Row by row, so that only
 * a wide search builds the graph: 10 µs a point, or 0.2 s for nb101 beyond 2,000 points to step from. Values are filled
 * in by nsc_near_points_evaluate. Begin with {0}, release with nsc_near_points_release, even after a failure.
 */
nsc_status nsc_near_points_by_steps(nsc_near_points *near, nsc_opened_landscape *opened, const nsc_relation *relation,
                                    uint32_t centre, unsigned radius, const nsc_control *control, nsc_error *error);

/* The same by a distance other than hops, over all points of the space: milliseconds, 0.7 s for distances of
 * encodings. */
nsc_status nsc_near_points_by_distance(nsc_near_points *near, nsc_opened_landscape *opened,
                                       const nsc_distance *distance, uint32_t centre, unsigned radius,
                                       const nsc_control *control, nsc_error *error);

/* Fills in the fitness of the centre and of the points, its provenance and its order. Failures: those of
 * nsc_landscape_values. */
nsc_status nsc_near_points_evaluate(nsc_near_points *near, nsc_opened_landscape *opened, const char *rule,
                                    nsc_error *error);

/* Keeps the points that question->where admits, and all without it. Failures: those of nsc_point_filter_open and
 * nsc_point_filter_pass. */
nsc_status nsc_near_points_keep(nsc_near_points *near, nsc_opened_landscape *opened, const nsc_question *question,
                                nsc_error *error);

/* Sorts the points best first, those of one fitness by their ids, those without one last. */
void nsc_near_points_sort(nsc_near_points *near);
/* Sorts them by their distance, and so at each distance. */
void nsc_near_points_sort_by_distance(nsc_near_points *near);

/* True if the point is better than the centre by more than the tolerance. */
static inline bool nsc_near_point_better(const nsc_near_points *near, const nsc_near_point *item) {
    return nsc_better(&near->order, item->found.value, near->own.value);
}

void nsc_near_points_release(nsc_near_points *near);

#endif
