/*
 * Declarations shared by the files of `fdc`, and the part of it that other analyses use.
 *
 *   fdc.c          correlations, and the fitness at each distance
 *   fdc_density.c  the distribution of fitness at each distance, of all points and of the local optima
 */
#ifndef NSC_FDC_INTERNAL_H
#define NSC_FDC_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/estimators/rank_bins.h"
#include "base/base.h"

typedef struct nsc_fdc {
    double pearson, spearman; /* NaN if either side is constant */
} nsc_fdc;

/* Fitness against distances[point], over the points with a fitness that are within reach (not NSC_UNREACHED). */
nsc_status nsc_fdc_of(const nsc_landscape *landscape, const uint8_t *distances, nsc_fdc *fdc, nsc_error *error);

/* Numbers of points by distance and bin of fitness, over the evaluated points within reach, which `bins` has. */
nsc_status nsc_fdc_add_density(const nsc_fitness *fitness, const uint8_t *distances, const nsc_rank_bins *bins,
                               nsc_table *table, nsc_error *error);

/* The same of the local optima alone, in bins of their own; a pass over the graph. */
nsc_status nsc_fdc_add_optima(const nsc_landscape *landscape, const uint8_t *distances, nsc_table *table,
                              nsc_error *error);

enum { NSC_FDC_DENSITY_COLUMNS = 6 };
extern const nsc_column nsc_fdc_density_columns[NSC_FDC_DENSITY_COLUMNS];
extern const nsc_column nsc_fdc_optima_columns[NSC_FDC_DENSITY_COLUMNS];

#endif
