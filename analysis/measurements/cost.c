/*
 * Fitness against the costs of a point, training time and trainable parameters or any others: their correlations, the
 * Pareto fronts, and the Pareto local optima. Ying et al. 2019, section 3.1 and figure 3: all three grow together, and
 * the best cell is not the most expensive one. Pareto local optima, which no neighbour dominates: Paquete,
 * Schiavinotto, Stützle 2007.
 */
#include "analysis/measurements/cost_internal.h"

#include "analysis/estimators/correlation.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/registry_internal.h"

#include <math.h>
#include <string.h>

static const nsc_column correlation_columns[] = {
    {"first", "fitness, or the first cost"},
    {"second", "a cost: time, parameters, or the rule of --cost"},
    {"count", "points with both"},
    {"pearson", "Pearson's correlation, -1 to 1"},
    {"pearson_low",
     "lower end of its 95 % interval for the whole space: Fisher's z, skewed as the influences of the points are, "
     "which assumes no distribution"},
    {"pearson_high", "upper end"},
    {"spearman", "Spearman's rank correlation"},
    {"spearman_low", "lower end of its 95 % interval, likewise"},
    {"spearman_high", "upper end"},
    {"reason", "reason values or intervals are missing"},
};
static const nsc_column front_columns[] = {
    {"front",
     "costs compared with fitness: time, parameters, the rule of --cost, or both; only points with all of them take "
     "part"},
    {"rank", "place on the front from 1, the best fitness first; points equal in everything are all on the front"},
    {"point", "name of the point"},
    {"fitness", "fitness of the point"},
    NSC_COST_COLUMN_LIST,
    {"reason", "reason the front is missing, or its limits"},
};
static const nsc_column local_columns[] = {
    {"cost", "costs compared with fitness: time, parameters, the rule of --cost, or both"},
    {"count", "points with a fitness and that cost"},
    {"optima",
     "points of `count` that no neighbour among them dominates; an upper bound if some points have no fitness"},
    {"share", "optima / count"},
    {"surrounded", "points of `count` with all neighbours evaluated, for which the result is final"},
    {"surrounded_optima", "optima among the surrounded points"},
    {"alone", "points of `count` without evaluated neighbours, which count as optima"},
    {"on_front", "points on the global front, all of them also local optima"},
    {"mean_fitness", "mean fitness of the optima"},
    {"reason", "reason the values are missing, or their limits: those of the measured part are not those of the "
               "whole landscape"},
};

/* ---- computation: one task for each cost and each pair ---- */

/* Fitness and first cost, fitness and second cost, both costs. */
enum { PAIRS = 3 };

typedef struct results {
    const nsc_cost_values *values;
    double *sizes;        /* of the points */
    size_t counts[PAIRS]; /* points with both sides */
    bool complete[PAIRS]; /* all points of the space have both */
    bool lacks_sizes[PAIRS];
    nsc_estimate pearson[PAIRS], spearman[PAIRS];
    uint32_t *fronts[NSC_COST_COUNT];
    size_t front_counts[NSC_COST_COUNT];
    nsc_pareto_local local[NSC_COST_COUNT];
} results;

/* Reason a pair has no correlation, or NULL. */
static const char *reason_against_pair(const nsc_cost_values *values, size_t pair) {
    if (pair < NSC_PARETO_COSTS)
        return values->unweighed[pair];
    for (size_t cost = 0; cost < NSC_PARETO_COSTS; cost++)
        if (values->missing[cost].message[0] != '\0')
            return values->missing[cost].message;
    return NULL;
}

static nsc_status correlate(results *found, size_t pair, nsc_error *error) {
    const nsc_cost_values *values = found->values;
    const uint32_t point_count = values->landscape->space->point_count;
    const double *first = pair < NSC_PARETO_COSTS ? values->landscape->fitness->values : values->costs[NSC_COST_FIRST];
    const double *second = values->costs[pair < NSC_PARETO_COSTS ? pair : NSC_COST_SECOND];
    const double *const columns[] = {first, second};
    const nsc_design_data data = {point_count, found->sizes, columns, 2, values->landscape->fitness->chosen, NULL};
    double *x = NULL, *y = NULL;
    uint32_t *points = NULL;
    nsc_design design = {0};
    size_t count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_design_of(&design, &data, error));
    NSC_TRY(nsc_allocate(&points, point_count, sizeof *points, error));
    NSC_TRY(nsc_allocate(&x, point_count, sizeof *x, error));
    NSC_TRY(nsc_allocate(&y, point_count, sizeof *y, error));
    for (uint32_t point = 0; point < point_count; point++)
        if (!isnan(first[point]) && !isnan(second[point])) {
            points[count] = point;
            x[count] = first[point];
            y[count++] = second[point];
        }
    found->counts[pair] = count;
    found->complete[pair] = nsc_design_complete(&design);
    found->lacks_sizes[pair] = nsc_design_lacks_sizes(&design);
    const nsc_pair_sample sample = {&design, points, x, y, count, NULL};
    NSC_TRY(nsc_correlations(&sample, &found->pearson[pair], &found->spearman[pair], error));
out:
    nsc_design_release(&design);
    free(points);
    free(x);
    free(y);
    return status;
}

static nsc_status compute_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    results *found = context;
    const nsc_cost_values *values = found->values;
    if (task >= NSC_COST_COUNT) {
        const size_t pair = task - NSC_COST_COUNT;
        return reason_against_pair(values, pair) == NULL ? correlate(found, pair, error) : NSC_OK;
    }
    if (values->unweighed[task] != NULL)
        return NSC_OK;
    const nsc_status status =
        nsc_pareto_local_of(&values->weighed[task], values->landscape->graph, &found->local[task], error);
    if (status != NSC_OK)
        return status;
    return nsc_pareto_front(&values->weighed[task], &found->fronts[task], &found->front_counts[task], error);
}

/* ---- tables ---- */

static nsc_status add_pair(const results *found, size_t pair, nsc_table *table, nsc_error *error) {
    const char *reason = reason_against_pair(found->values, pair);
    const nsc_estimate *pearson = &found->pearson[pair], *spearman = &found->spearman[pair];
    nsc_value row[] = {
        nsc_text(pair < NSC_PARETO_COSTS ? "fitness" : found->values->names[NSC_COST_FIRST]),
        nsc_text(found->values->names[pair < NSC_PARETO_COSTS ? pair : NSC_COST_SECOND]),
        nsc_integer((int64_t)found->counts[pair]),
        nsc_real(pearson->value),
        nsc_real(pearson->low),
        nsc_real(pearson->high),
        nsc_real(spearman->value),
        nsc_real(spearman->low),
        nsc_real(spearman->high),
        nsc_missing(),
    };
    const size_t last = NSC_COUNT_OF(row) - 1;
    for (size_t place = 2; reason != NULL && place < last; place++)
        row[place] = nsc_missing();
    if (reason == NULL && isnan(pearson->value))
        reason = found->counts[pair] < 2 ? "fewer than two points have both" : "one of the two is constant";
    else if (reason == NULL && !found->complete[pair] && found->counts[pair] < NSC_LEAST_OF_PART)
        reason = "too few points for an interval";
    else if (reason == NULL && isnan(pearson->low))
        reason = found->lacks_sizes[pair] ? NSC_REASON_LACKS_SIZES : "no interval: the points lie on a line";
    row[last] = nsc_text(reason);
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_correlations(const results *found, nsc_table *table, nsc_error *error) {
    const size_t pairs = found->values->single ? 1 : PAIRS;
    nsc_status status = NSC_OK;
    for (size_t pair = 0; status == NSC_OK && pair < pairs; pair++)
        status = add_pair(found, pair, table, error);
    return status;
}

nsc_value nsc_cost_value(const nsc_cost_values *values, nsc_cost cost, uint32_t point) {
    return values->costs[cost] != NULL ? nsc_real(values->costs[cost][point]) : nsc_missing();
}

/* Reason a cost has no front. */
static const char *empty_front(const results *found, nsc_cost cost) {
    const char *reason = found->values->unweighed[cost];
    return reason == NULL && found->front_counts[cost] == 0 ? "no point has a fitness and this cost" : reason;
}

static nsc_status add_front(const results *found, nsc_cost cost, nsc_table *table, nsc_error *error) {
    const nsc_cost_values *values = found->values;
    const nsc_space *space = values->landscape->space;
    const char *reason = empty_front(found, cost);
    nsc_status status = NSC_OK;
    if (reason != NULL) {
        const nsc_value row[] = {nsc_text(found->values->names[cost]),
                                 nsc_missing(),
                                 nsc_missing(),
                                 nsc_missing(),
                                 nsc_missing(),
                                 nsc_missing(),
                                 nsc_text(reason)};
        return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    for (size_t place = 0; place < found->front_counts[cost]; place++) {
        const uint32_t point = found->fronts[cost][place];
        nsc_point_name name;
        NSC_TRY(space->point_name(space, point, &name, error));
        const nsc_value row[] = {
            nsc_text(found->values->names[cost]),
            nsc_integer((int64_t)place + 1),
            nsc_text(name.text),
            nsc_real(values->landscape->fitness->values[point]),
            nsc_cost_value(values, NSC_COST_FIRST, point),
            nsc_cost_value(values, NSC_COST_SECOND, point),
            nsc_text(found->local[cost].evaluated < space->point_count ? "of the measured points" : NULL)};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    return status;
}

static nsc_status add_local(const results *found, nsc_cost cost, nsc_table *table, nsc_error *error) {
    const nsc_pareto_local *local = &found->local[cost];
    const char *reason = empty_front(found, cost);
    if (reason != NULL) {
        const nsc_value row[] = {nsc_text(found->values->names[cost]),
                                 nsc_missing(),
                                 nsc_missing(),
                                 nsc_missing(),
                                 nsc_missing(),
                                 nsc_missing(),
                                 nsc_missing(),
                                 nsc_missing(),
                                 nsc_missing(),
                                 nsc_text(reason)};
        return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    char part[128];
    snprintf(part, sizeof part, NSC_OF_MEASURED_PART ": %u of %u points have all neighbours evaluated",
             local->surrounded, local->evaluated);
    const bool complete = local->evaluated == found->values->landscape->space->point_count;
    const nsc_value row[] = {nsc_text(found->values->names[cost]),
                             nsc_integer(local->evaluated),
                             nsc_integer(local->optima),
                             nsc_real((double)local->optima / local->evaluated),
                             nsc_integer(local->surrounded),
                             nsc_integer(local->surrounded_optima),
                             nsc_integer(local->alone),
                             nsc_integer((int64_t)found->front_counts[cost]),
                             nsc_real(local->mean_fitness),
                             nsc_text(complete ? NULL : part)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

/* The density of each cost, and of both together. */
static nsc_status add_densities(const results *found, nsc_table **tables, nsc_error *error) {
    const nsc_cost_values *values = found->values;
    nsc_cost_marks marks = {0};
    nsc_cost_named *named = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_cost_named_points(values, &named, &marks.named_count, error));
    marks.named = named;
    NSC_TRY(nsc_cost_add_plane(values, &marks, tables[NSC_COST_BOTH], error));
    for (int cost = 0; cost < NSC_PARETO_COSTS; cost++) {
        marks.front = found->fronts[cost];
        marks.front_count = found->front_counts[cost];
        NSC_TRY(nsc_cost_add_density(values, (nsc_cost)cost, &marks, tables[cost], error));
    }
out:
    free(named);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_cost_values values = {0};
    results found = {.values = &values};
    nsc_status status = NSC_OK;
    if (landscape->fitness->known_count == 0)
        return nsc_error_set(error, NSC_MISSING, "no point has a fitness %s", landscape->fitness->rule.text);
    NSC_TRY(nsc_cost_values_read(&values, landscape, options, error));
    NSC_TRY(nsc_point_sizes(landscape->space, options->control, &found.sizes, error));
    NSC_TRY(nsc_parallel(NSC_COST_COUNT + PAIRS, options->control, compute_task, &found, error));
    NSC_TRY(add_correlations(&found, tables[0], error));
    for (int cost = 0; cost < NSC_COST_COUNT; cost++) {
        if (!nsc_cost_is_listed(&values, (nsc_cost)cost))
            continue;
        NSC_TRY(add_front(&found, (nsc_cost)cost, tables[1], error));
        NSC_TRY(add_local(&found, (nsc_cost)cost, tables[2], error));
    }
    NSC_TRY(nsc_cost_add_named(&values, options->control, tables[3], error));
    NSC_TRY(add_densities(&found, tables + 4, error));
out:
    for (int cost = 0; cost < NSC_COST_COUNT; cost++)
        free(found.fronts[cost]);
    free(found.sizes);
    free(values.parameters);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("correlations", "one row for each pair of the fitness and the costs", correlation_columns),
    NSC_TABLE("front", "one row for each point on a Pareto front", front_columns),
    NSC_TABLE("local", "Pareto local optima on the graph, one row for each cost", local_columns),
    {"named", "named points among all others, one row for each point and cost", nsc_cost_named_columns,
     NSC_COST_NAMED_COLUMNS, NULL, 0, false},
    {"first", "points by the first cost and fitness, one row for each bin of both, and for each named point",
     nsc_cost_density_columns, NSC_COST_DENSITY_COLUMNS, NULL, 0, false},
    {"second", "points by the second cost and fitness, likewise", nsc_cost_density_columns, NSC_COST_DENSITY_COLUMNS,
     NULL, 0, false},
    {"costs", "points by both costs, with their median fitness, likewise", nsc_cost_plane_columns,
     NSC_COST_DENSITY_COLUMNS, NULL, 0, false}};

const nsc_analysis nsc_analysis_cost = {"cost",
                                        "fitness against training time and parameters, or against costs in the data",
                                        "Ying et al. 2019, section 3.1; local optima: Paquete et al. 2007",
                                        "corr(f, c); front: points that no other equals or betters in fitness and cost "
                                        "and betters in one; local: points that no neighbour so dominates",
                                        NSC_READS(cost),
                                        NSC_ALLOWS_DIRECTED,
                                        tables,
                                        NSC_COUNT_OF(tables),
                                        run};
