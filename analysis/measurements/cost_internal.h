/*
 * Declarations shared by the files of `cost`.
 *
 *   cost.c        the tables of correlations, fronts and local optima
 *   cost_rules.c  which costs, and their values
 *   cost_named.c  the table of named points
 *   cost_density.c  points by fitness and cost, with the front and the named points among them
 */
#ifndef NSC_COST_INTERNAL_H
#define NSC_COST_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/estimators/pareto.h"

#include <stdbool.h>

enum { NSC_COST_NAME_SIZE = 192 };

/* Costs compared with fitness: one of the two, or both. */
typedef enum nsc_cost { NSC_COST_FIRST, NSC_COST_SECOND, NSC_COST_BOTH, NSC_COST_COUNT } nsc_cost;

/*
 * The fitness and the costs of all points: by default the training time of the same epochs and the space's parameters,
 * else the rules of --cost. Of a single rule there is no second cost, and no row compares with it or with both.
 */
typedef struct nsc_cost_values {
    const nsc_landscape *landscape;
    char names[NSC_COST_COUNT][NSC_COST_NAME_SIZE]; /* "time", "parameters", or rules; "both" */
    bool single;                                    /* only the first is there */
    const double *costs[NSC_PARETO_COSTS];          /* [point], by cost; NaN if missing */
    double *parameters;                             /* the memory behind those of the space */
    nsc_error missing[NSC_PARETO_COSTS];            /* reason no point has the cost, or empty */
    const char *unweighed[NSC_COST_COUNT];          /* reason fitness is not compared with it, or NULL */
    nsc_pareto_points weighed[NSC_COST_COUNT];      /* where it is */
    nsc_order order;                                /* of the fitness */
} nsc_cost_values;

/* cost_rules.c: fills in everything. Release by free(values->parameters). */
nsc_status nsc_cost_values_read(nsc_cost_values *values, const nsc_landscape *landscape,
                                const nsc_analysis_options *options, nsc_error *error);

/* Whether rows compare the fitness with it. */
static inline bool nsc_cost_is_listed(const nsc_cost_values *values, nsc_cost cost) {
    return cost == NSC_COST_FIRST || !values->single;
}

/* A point that is looked at by itself. */
typedef struct nsc_cost_named {
    char name[64];
    const char *change; /* the kind of edge that leads to it from a named point, or NULL */
    uint32_t point;
    nsc_error reason; /* reason there is no such point, or empty */
} nsc_cost_named;

/* Those that the space names, the best one, and the neighbours of those marked in the space's table. Released by
 * free(). */
nsc_status nsc_cost_named_points(const nsc_cost_values *values, nsc_cost_named **entries, size_t *count,
                                 nsc_error *error);

/* One row for each cost and each named point, the best one and the marked neighbours. */
nsc_status nsc_cost_add_named(const nsc_cost_values *values, const nsc_control *control, nsc_table *table,
                              nsc_error *error);

/* The value of a cost at a point for a table; missing if there is none. */
nsc_value nsc_cost_value(const nsc_cost_values *values, nsc_cost cost, uint32_t point);

/* The columns of both costs of a point. */
#define NSC_COST_COLUMN_LIST                                                                                           \
    {"first_cost", "first cost of the point: training time with the same epochs, in seconds, or the first rule of "    \
                   "--cost; empty if the data lacks it"},                                                              \
    {                                                                                                                  \
        "second_cost", "second cost: trainable parameters, or the second rule of --cost"                               \
    }

extern const nsc_column nsc_cost_named_columns[];
enum { NSC_COST_NAMED_COLUMNS = 14 };

/* Points that a density shows one by one: those on the front of a cost, and named ones. */
typedef struct nsc_cost_marks {
    const uint32_t *front; /* [front_count] */
    size_t front_count;
    const nsc_cost_named *named; /* [named_count] */
    size_t named_count;
} nsc_cost_marks;

/* Points by one of the costs and by fitness: cells of bins by rank, then the marks. One row with the reason if the
 * fitness is not compared with it. */
nsc_status nsc_cost_add_density(const nsc_cost_values *values, nsc_cost cost, const nsc_cost_marks *marks,
                                nsc_table *table, nsc_error *error);

/* Points by both costs, likewise, with the median fitness of each cell. */
nsc_status nsc_cost_add_plane(const nsc_cost_values *values, const nsc_cost_marks *marks, nsc_table *table,
                              nsc_error *error);

enum { NSC_COST_DENSITY_COLUMNS = 10 };
extern const nsc_column nsc_cost_density_columns[NSC_COST_DENSITY_COLUMNS];
extern const nsc_column nsc_cost_plane_columns[NSC_COST_DENSITY_COLUMNS];

#endif
