/*
 * Declarations shared by the files of `cost`.
 *
 *   cost.c        the costs, and the tables of correlations, fronts and local optima
 *   cost_named.c  the table of named points
 */
#ifndef NSC_COST_INTERNAL_H
#define NSC_COST_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/estimators/pareto.h"

/* Costs compared with fitness: one or both. */
typedef enum nsc_cost { NSC_COST_TIME, NSC_COST_PARAMETERS, NSC_COST_BOTH, NSC_COST_COUNT } nsc_cost;

/* "time", "parameters", "both". */
extern const char *const nsc_cost_names[NSC_COST_COUNT];

/* The fitness and the costs of all points. */
typedef struct nsc_cost_values {
    const nsc_landscape *landscape;
    const double *costs[NSC_PARETO_COSTS];     /* [point], by NSC_COST_TIME and NSC_COST_PARAMETERS; NaN if missing */
    double *parameters;                        /* the memory behind the latter */
    nsc_error missing[NSC_PARETO_COSTS];       /* reason no point has the cost, or empty */
    const char *unweighed[NSC_COST_COUNT];     /* reason fitness is not compared with it, or NULL */
    nsc_pareto_points weighed[NSC_COST_COUNT]; /* where it is */
    nsc_order order;                           /* of the fitness */
} nsc_cost_values;

/* One row for each cost and each named point, the best one and the marked neighbours. */
nsc_status nsc_cost_add_named(const nsc_cost_values *values, const nsc_control *control, nsc_table *table,
                              nsc_error *error);

/* The value of a cost at a point for a table; missing if there is none. */
nsc_value nsc_cost_value(const nsc_cost_values *values, nsc_cost cost, uint32_t point);

extern const nsc_column nsc_cost_named_columns[];
enum { NSC_COST_NAMED_COLUMNS = 14 };

#endif
