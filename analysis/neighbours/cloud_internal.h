/*
 * Declarations shared by the files of `cloud`.
 *
 *   cloud.c          means by bin of fitness, and their negative slopes
 *   cloud_density.c  pairs of neighbours by the fitness of both
 */
#ifndef NSC_CLOUD_INTERNAL_H
#define NSC_CLOUD_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/neighbours/neighbourhood.h"

/* One row for each pair of bins that has pairs of neighbours; a pass over the graph. */
nsc_status nsc_cloud_add_density(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                                 nsc_table *table, nsc_error *error);

enum { NSC_CLOUD_DENSITY_COLUMNS = 7 };
extern const nsc_column nsc_cloud_density_columns[NSC_CLOUD_DENSITY_COLUMNS];

#endif
