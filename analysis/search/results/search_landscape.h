/* The landscape on which searches are scored, point by point: rank, basin, ways up, distance to the best. */
#ifndef NSC_SEARCH_LANDSCAPE_H
#define NSC_SEARCH_LANDSCAPE_H

#include "analysis/estimators/estimate.h"
#include "analysis/neighbours/neighbourhood.h"
#include "analysis/optima/climb.h"
#include "analysis/search/search_internal.h"

typedef struct nsc_search_landscape {
    nsc_landscape landscape; /* neighbours by the landscape's relation; the fitness is the score */
    nsc_rows rows;           /* of its graph */
    nsc_order order;
    uint32_t evaluated;              /* points with a score */
    uint32_t *ranks;                 /* [point] from 1, the best, shared by points as fit; 0 without a score */
    nsc_climbs climbs;               /* by best improvement; without optima if no two neighbours have a score */
    nsc_neighbourhood neighbourhood; /* evaluated and better neighbours of each point */
    uint8_t *hops; /* [point] to the nearest of the points that tie for the best; NSC_UNREACHED if there is no path */
} nsc_search_landscape;

/*
 * Computes it for the landscape of an experiment, by the score that the experiment says. Failures: those of the
 * landscape's graph and fitness, and NSC_MISSING if a point is more than NSC_HOPS_MAXIMUM from the best. 0.3 s for
 * nb101 on two cores. Release with nsc_search_landscape_release, also after a failure.
 */
nsc_status nsc_search_landscape_make(nsc_search_landscape *made, const nsc_experiment *experiment,
                                     const nsc_control *control, nsc_error *error);
void nsc_search_landscape_release(nsc_search_landscape *made);

/* Share of a point's evaluated neighbours that are better; NaN if it has none. */
double nsc_search_better_share(const nsc_search_landscape *landscape, uint32_t point);

/* True if `to` is a neighbour of `from`. */
bool nsc_search_are_neighbours(const nsc_search_landscape *landscape, uint32_t from, uint32_t to);

/* The local optimum of the basin that a point is in, UINT32_MAX if it is in none; and the share of all starts of climbs
 * that end there, NaN if it is in none. */
uint32_t nsc_search_optimum(const nsc_search_landscape *landscape, uint32_t point);
double nsc_search_basin_share(const nsc_search_landscape *landscape, uint32_t point);

/* For tables: the distance of a point to the best, missing if there is no path. */
nsc_value nsc_search_hops(const nsc_search_landscape *landscape, uint32_t point);

/* The column of tables that says by which relation points are neighbours on this landscape, and its value. */
#define NSC_COLUMN_NEIGHBOURS_BY                                                                                       \
    { "neighbours_by", "relation by which points are neighbours here: of steps, climbs and distances" }
nsc_value nsc_search_neighbours_by(const nsc_search_landscape *landscape);

#endif
