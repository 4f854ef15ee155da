/*
 * Declarations shared by the files of `compare`.
 *
 *   compare.c             the two fitnesses; correlations, and the overlap of the best points
 *   compare_neighbours.c  pairs of neighbours that both fitnesses order alike, and local optima that they share
 */
#ifndef NSC_COMPARE_INTERNAL_H
#define NSC_COMPARE_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/estimators/agreement.h"

/* One of the two fitnesses, over the points that have both. */
typedef struct nsc_compared_side {
    const nsc_fitness *fitness;
    nsc_order order;
    double *values; /* [point of the space] NaN unless the point has both */
} nsc_compared_side;

typedef struct nsc_comparison {
    const nsc_landscape *landscape;
    nsc_compared_side sides[2];
    nsc_paired pairs; /* the values as they are */
} nsc_comparison;

/* One row each. */
nsc_status nsc_comparison_add_edges(const nsc_comparison *comparison, nsc_table *table, nsc_error *error);
nsc_status nsc_comparison_add_optima(const nsc_comparison *comparison, const nsc_control *control, nsc_table *table,
                                     nsc_error *error);

extern const nsc_column nsc_comparison_edge_columns[];
extern const nsc_column nsc_comparison_optimum_columns[];
enum { NSC_COMPARISON_EDGE_COLUMNS = 13, NSC_COMPARISON_OPTIMUM_COLUMNS = 9 };

#endif
