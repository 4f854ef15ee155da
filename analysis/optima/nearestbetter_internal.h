/*
 * Nearest better points: declarations shared by the files of `nearestbetter`.
 *
 *   nearestbetter.c         the analysis
 *   nearestbetter_search.c  each point's nearest and nearest better ones
 */
#ifndef NSC_NEARESTBETTER_INTERNAL_H
#define NSC_NEARESTBETTER_INTERNAL_H

#include "analysis/landscape.h"
#include "base/base.h"

enum { NSC_NOWHERE = UINT32_MAX };

/*
 * For each evaluated point, the distances in edges, by paths over any points, to the nearest other evaluated point and
 * to the nearest one that is better by more than the tolerance; NSC_NOWHERE if none can be reached. `better` is the
 * fittest of the nearest better ones, the lowest-numbered of identical ones.
 */
typedef struct nsc_nearest {
    uint32_t *near_distance, *better_distance, *better; /* [point] */
} nsc_nearest;

/* Released by nsc_nearest_release. Identical for any number of threads. */
nsc_status nsc_nearest_find(nsc_nearest *nearest, const nsc_landscape *landscape, const nsc_control *control,
                            nsc_error *error);
void nsc_nearest_release(nsc_nearest *nearest);

#endif
