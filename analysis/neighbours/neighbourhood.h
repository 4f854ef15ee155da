/* Statistics of each point's neighbours. */
#ifndef NSC_NEIGHBOURHOOD_H
#define NSC_NEIGHBOURHOOD_H

#include "analysis/estimators/rank_bins.h"
#include "analysis/landscape.h"
#include "base/base.h"

/* Each evaluated point and its evaluated neighbours. Arrays run over all points; 0 and NaN if not evaluated. */
typedef struct nsc_neighbourhood {
    uint32_t *evaluated; /* neighbours with a fitness */
    uint32_t *better;    /* those that are better by more than the tolerance */
    uint32_t *worse;     /* those that are worse by more than that */
    double *mean;        /* of the fitness of `evaluated`, to 2^-42 of the range; NaN if there are none */
    uint64_t pairs;      /* of neighbours, both evaluated, each once */
    uint32_t points;     /* evaluated points with an evaluated neighbour */
    nsc_order order;     /* of the fitness */
    bool kept;           /* the arrays are the landscape's nsc_kept: they are not released with this */
} nsc_neighbourhood;

/*
 * One pass over the graph; identical for any number of threads. NSC_MISSING if no point has a fitness. Released by
 * nsc_neighbourhood_release.
 */
nsc_status nsc_neighbourhood_find(nsc_neighbourhood *neighbourhood, const nsc_landscape *landscape,
                                  const nsc_control *control, nsc_error *error);
void nsc_neighbourhood_release(nsc_neighbourhood *neighbourhood);

/* Bins by fitness of the evaluated points that have an evaluated neighbour. Released by nsc_rank_bins_release. */
nsc_status nsc_neighbourhood_bins(const nsc_neighbourhood *neighbourhood, const nsc_landscape *landscape, size_t wanted,
                                  nsc_rank_bins *bins, nsc_error *error);

/* The lowest and highest evaluated fitness; NaN without evaluated points. */
typedef struct nsc_span {
    double low, high;
} nsc_span;
nsc_span nsc_fitness_span(const nsc_fitness *fitness);

/* Reasons that figures are missing, shared by several analyses. */
#define NSC_REASON_NO_PAIR "no two neighbours both have a fitness"
#define NSC_REASON_CONSTANT "all evaluated points have the same fitness"

#endif
