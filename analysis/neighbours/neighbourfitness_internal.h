/* Estimates of `neighbourfitness` from a partial fitness. Where there is none, `reason` says why; else it is kept. */
#ifndef NSC_NEIGHBOURFITNESS_INTERNAL_H
#define NSC_NEIGHBOURFITNESS_INTERNAL_H

#include "analysis/estimators/estimate.h"
#include "analysis/landscape.h"
#include "base/base.h"

/*
 * Correlation of a point's fitness with the mean fitness of its neighbours; four passes over the graph. NSC_FAILED
 * without memory.
 */
nsc_status nsc_neighbour_correlation(const nsc_landscape *landscape, const nsc_control *control,
                                     nsc_estimate *correlation, const char **reason, nsc_error *error);

/* Correlation of both ends of an edge: the autocorrelation at lag 1 of a walk that takes all edges alike. */
nsc_status nsc_edge_correlation(const nsc_landscape *landscape, const nsc_control *control, nsc_estimate *correlation,
                                const char **reason, nsc_error *error);

#endif
