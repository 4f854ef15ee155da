/*
 * Passes over a landscape that several of its analyses begin with, kept from one to the next by whoever runs them one
 * after another: climbs and neighbourhoods are made once and released with this, not by the analyses.
 *
 *     nsc_kept kept = {.graph = graph, .fitness = fitness};
 *     landscape.kept = &kept;
 *     ... analyses of the landscape ...
 *     nsc_kept_release(&kept);
 */
#ifndef NSC_KEPT_H
#define NSC_KEPT_H

#include "analysis/neighbours/neighbourhood.h"
#include "analysis/optima/climb.h"

struct nsc_kept {
    const nsc_graph *graph; /* those of the landscape that it belongs to */
    const nsc_fitness *fitness;
    nsc_climbs climbs; /* all zero until an analysis makes them */
    nsc_neighbourhood neighbourhood;
};

/* What is kept of this graph and fitness; NULL: nothing, as for another fitness of the same data. */
static inline nsc_kept *nsc_kept_of(const nsc_landscape *landscape) {
    nsc_kept *kept = landscape->kept;
    const bool same = kept != NULL && kept->graph == landscape->graph && kept->fitness == landscape->fitness;
    return same ? kept : NULL;
}

/* No analysis may use it any more. */
static inline void nsc_kept_release(nsc_kept *kept) {
    nsc_climbs_release(&kept->climbs);
    nsc_neighbourhood_release(&kept->neighbourhood);
}

#endif
