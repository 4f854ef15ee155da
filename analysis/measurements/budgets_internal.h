/*
 * Declarations shared by the files of `budgets`.
 *
 *   budgets.c              the available budgets, and the correlations between budgets and between splits
 *   budgets_ranks.c        ranks at the longest budget by those at shorter ones
 *   budgets_persistence.c  the points that stay among the best and the worst
 */
#ifndef NSC_BUDGETS_INTERNAL_H
#define NSC_BUDGETS_INTERNAL_H

#include "analysis/analysis.h"
#include "base/base.h"

/* The landscape's fitness at each budget. */
typedef struct nsc_budgets {
    nsc_asked_fitness at[NSC_BUDGETS]; /* [count], as nsc_landscape_budgets */
    size_t count;
    size_t available; /* those with a fitness */
} nsc_budgets;

/* One row for each set of budgets, side and percentage; one row for each side. */
nsc_status nsc_budgets_add_persistence(const nsc_landscape *landscape, const nsc_budgets *budgets,
                                       const nsc_control *control, nsc_table *persistence, nsc_table *areas,
                                       nsc_error *error);

/* Ranks at the longest available budget by those at each shorter one, and the density of the two longest. */
nsc_status nsc_budgets_add_ranks(const nsc_budgets *budgets, nsc_table *ranks, nsc_table *density, nsc_error *error);

enum { NSC_BUDGETS_RANK_COLUMNS = 8, NSC_BUDGETS_DENSITY_COLUMNS = 9 };
extern const nsc_column nsc_budgets_rank_columns[NSC_BUDGETS_RANK_COLUMNS];
extern const nsc_column nsc_budgets_density_columns[NSC_BUDGETS_DENSITY_COLUMNS];

extern const nsc_column nsc_budgets_persistence_columns[];
extern const nsc_column nsc_budgets_area_columns[];
enum { NSC_BUDGETS_PERSISTENCE_COLUMNS = 10, NSC_BUDGETS_AREA_COLUMNS = 7 };

#endif
