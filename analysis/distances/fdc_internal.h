/* The part of the fitness-distance correlation that other analyses use. */
#ifndef NSC_FDC_INTERNAL_H
#define NSC_FDC_INTERNAL_H

#include "analysis/landscape.h"
#include "base/base.h"

typedef struct nsc_fdc {
    double pearson, spearman; /* NaN if either side is constant */
} nsc_fdc;

/* Fitness against distances[point], over the points with a fitness that are within reach (not NSC_UNREACHED). */
nsc_status nsc_fdc_of(const nsc_landscape *landscape, const uint8_t *distances, nsc_fdc *fdc, nsc_error *error);

#endif
