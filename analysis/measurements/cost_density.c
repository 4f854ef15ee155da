/*
 * Points by fitness and cost, counted in bins by rank, with the Pareto front and the named points among them: figure 3
 * of Ying et al. 2019.
 */
#include "analysis/measurements/cost_internal.h"

#include "analysis/estimators/rank_bins.h"

#include <math.h>

#define MARK_COLUMN_LIST                                                                                               \
    {"mark",                                                                                                           \
     "empty: a cell of the density; else a single point: front, on the Pareto front of fitness and this cost; "        \
     "best; or the name of a point and of those one change away from it"},                                             \
    {                                                                                                                  \
        "point", "name of the single point"                                                                            \
    }

const nsc_column nsc_cost_density_columns[NSC_COST_DENSITY_COLUMNS] = {
    {"compared_with", "the cost: time, parameters, or the rule of --cost"},
    MARK_COLUMN_LIST,
    {"cost_low", "lower end of the bin of the cost, of about equal numbers of points; of a single point: its cost"},
    {"cost_high", "upper end of the bin"},
    {"fitness_low", "lower end of the bin of fitness, of about equal numbers of points, the best cut in two again and "
                    "again; of a single point: its fitness"},
    {"fitness_high", "upper end of the bin"},
    {"count", "points in both bins; bins without any have no row"},
    {"share", "count / all points in the bin of the cost"},
    {"reason", "reason the values are missing"},
};
const nsc_column nsc_cost_plane_columns[NSC_COST_DENSITY_COLUMNS] = {
    MARK_COLUMN_LIST,
    {"first_low", "lower end of the bin of the first cost, of about equal numbers of points; of a single point: its "
                  "cost"},
    {"first_high", "upper end of the bin"},
    {"second_low", "lower end of the bin of the second cost, likewise"},
    {"second_high", "upper end of the bin"},
    {"count", "points in both bins; bins without any have no row"},
    {"share", "count / all points with a fitness and both costs"},
    {"median_fitness", "median fitness of these points; of a single point: its fitness"},
    {"reason", "reason the values are missing"},
};

/* Costs are binned from the lowest to the highest. */
static const nsc_order ascending_costs = {.direction = NSC_MAXIMISE, .sign = 1};

/* One axis of a density. */
typedef struct axis {
    const double *values; /* [point] */
    nsc_rank_bins bins;
} axis;

static nsc_status open_axis(axis *opened, const nsc_pareto_points *points, const double *values, const nsc_order *order,
                            nsc_error *error) {
    bool *taken = NULL;
    nsc_status status = NSC_OK;
    *opened = (axis){.values = values};
    NSC_TRY(nsc_allocate(&taken, points->point_count, sizeof *taken, error));
    for (uint32_t point = 0; point < points->point_count; point++)
        taken[point] = nsc_pareto_evaluated(points, point);
    NSC_TRY(nsc_rank_bins_find(&opened->bins, values, taken, points->point_count, order, NSC_DENSITY_BINS, error));
out:
    free(taken);
    return status;
}

static void close_axis(axis *opened) {
    nsc_rank_bins_release(&opened->bins);
}

/* The middle value of each cell's points, or the mean of the two in the middle; `ascending` lists the points by it. */
static nsc_status find_medians(const axis *first, const axis *second, const axis *ascending, uint32_t point_count,
                               const size_t *counts, double *medians, nsc_error *error) {
    uint16_t *first_bins = NULL, *second_bins = NULL;
    size_t *seen = NULL;
    const size_t columns = second->bins.bin_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&seen, first->bins.bin_count * columns, sizeof *seen, error));
    NSC_TRY(nsc_rank_bins_by_point(&first->bins, point_count, &first_bins, error));
    NSC_TRY(nsc_rank_bins_by_point(&second->bins, point_count, &second_bins, error));
    for (size_t place = 0; place < ascending->bins.count; place++) {
        const uint32_t point = ascending->bins.points[place];
        const size_t cell = first_bins[point] * columns + second_bins[point];
        const size_t lower = (counts[cell] - 1) / 2, upper = counts[cell] / 2;
        if (seen[cell] == lower)
            medians[cell] += ascending->values[point] / 2;
        if (seen[cell] == upper)
            medians[cell] += ascending->values[point] / 2;
        seen[cell]++;
    }
out:
    free(seen);
    free(first_bins);
    free(second_bins);
    return status;
}

/* ---- rows ---- */

static nsc_status add_reason(const char *cost, const char *reason, nsc_table *table, nsc_error *error) {
    const nsc_value row[NSC_COST_DENSITY_COLUMNS] = {cost != NULL ? nsc_text(cost) : nsc_missing(),
                                                     [NSC_COST_DENSITY_COLUMNS - 1] = nsc_text(reason)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

/* A table that marks are added to: of a cost and the fitness, or of both costs. */
typedef struct marking {
    const nsc_cost_values *values;
    nsc_cost cost;
    nsc_table *table;
} marking;

static nsc_status add_mark(const marking *job, const char *mark, uint32_t point, nsc_error *error) {
    const nsc_cost_values *values = job->values;
    const nsc_pareto_points *points = &values->weighed[job->cost];
    nsc_point_name name;
    if (!nsc_pareto_evaluated(points, point))
        return NSC_OK;
    const nsc_status status = values->landscape->space->point_name(values->landscape->space, point, &name, error);
    if (status != NSC_OK)
        return status;
    const nsc_value fitness = nsc_real(points->fitness[point]);
    if (job->cost == NSC_COST_BOTH) {
        const nsc_value row[NSC_COST_DENSITY_COLUMNS] = {nsc_text(mark),
                                                         nsc_text(name.text),
                                                         nsc_cost_value(values, NSC_COST_FIRST, point),
                                                         nsc_missing(),
                                                         nsc_cost_value(values, NSC_COST_SECOND, point),
                                                         nsc_missing(),
                                                         nsc_missing(),
                                                         nsc_missing(),
                                                         fitness,
                                                         nsc_missing()};
        return nsc_table_add(job->table, row, NSC_COUNT_OF(row), error);
    }
    const nsc_value row[NSC_COST_DENSITY_COLUMNS] = {nsc_text(values->names[job->cost]),
                                                     nsc_text(mark),
                                                     nsc_text(name.text),
                                                     nsc_cost_value(values, job->cost, point),
                                                     nsc_missing(),
                                                     fitness,
                                                     nsc_missing(),
                                                     nsc_missing(),
                                                     nsc_missing(),
                                                     nsc_missing()};
    return nsc_table_add(job->table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_marks(const marking *job, const nsc_cost_marks *marks, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t place = 0; place < marks->front_count; place++)
        NSC_TRY(add_mark(job, "front", marks->front[place], error));
    for (size_t number = 0; number < marks->named_count; number++)
        if (marks->named[number].reason.message[0] == '\0')
            NSC_TRY(add_mark(job, marks->named[number].name, marks->named[number].point, error));
out:
    return status;
}

/* ---- both tables ---- */

nsc_status nsc_cost_add_density(const nsc_cost_values *values, nsc_cost cost, const nsc_cost_marks *marks,
                                nsc_table *table, nsc_error *error) {
    const nsc_pareto_points *points = &values->weighed[cost];
    const marking job = {values, cost, table};
    axis costs = {0}, fitness = {0};
    size_t *counts = NULL;
    nsc_status status = NSC_OK;
    if (values->unweighed[cost] != NULL)
        return add_reason(values->names[cost], values->unweighed[cost], table, error);
    NSC_TRY(open_axis(&costs, points, points->costs[0], &ascending_costs, error));
    NSC_TRY(open_axis(&fitness, points, points->fitness, &values->order, error));
    nsc_rank_bins_split_best(&fitness.bins, fitness.values, &values->order);
    NSC_TRY(nsc_rank_bins_cross(&costs.bins, &fitness.bins, points->point_count, &counts, error));
    for (size_t cell = 0; cell < costs.bins.bin_count * fitness.bins.bin_count; cell++) {
        if (counts[cell] == 0)
            continue;
        const size_t column = cell / fitness.bins.bin_count;
        const size_t in_column = costs.bins.starts[column + 1] - costs.bins.starts[column];
        const nsc_rank_bin_ends across = nsc_rank_bin_ends_of(&costs.bins, costs.values, column);
        const nsc_rank_bin_ends up = nsc_rank_bin_ends_of(&fitness.bins, fitness.values, cell % fitness.bins.bin_count);
        const nsc_value row[NSC_COST_DENSITY_COLUMNS] = {nsc_text(values->names[cost]),
                                                         nsc_missing(),
                                                         nsc_missing(),
                                                         nsc_real(across.low),
                                                         nsc_real(across.high),
                                                         nsc_real(up.low),
                                                         nsc_real(up.high),
                                                         nsc_integer((int64_t)counts[cell]),
                                                         nsc_real((double)counts[cell] / (double)in_column),
                                                         nsc_missing()};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
    NSC_TRY(add_marks(&job, marks, error));
out:
    close_axis(&costs);
    close_axis(&fitness);
    free(counts);
    return status;
}

nsc_status nsc_cost_add_plane(const nsc_cost_values *values, const nsc_cost_marks *marks, nsc_table *table,
                              nsc_error *error) {
    const nsc_pareto_points *points = &values->weighed[NSC_COST_BOTH];
    const marking job = {values, NSC_COST_BOTH, table};
    axis first = {0}, second = {0}, fitness = {0};
    size_t *counts = NULL;
    double *medians = NULL;
    nsc_status status = NSC_OK;
    if (values->unweighed[NSC_COST_BOTH] != NULL)
        return add_reason(NULL, values->unweighed[NSC_COST_BOTH], table, error);
    NSC_TRY(open_axis(&first, points, points->costs[0], &ascending_costs, error));
    NSC_TRY(open_axis(&second, points, points->costs[1], &ascending_costs, error));
    NSC_TRY(open_axis(&fitness, points, points->fitness, &values->order, error));
    NSC_TRY(nsc_rank_bins_cross(&first.bins, &second.bins, points->point_count, &counts, error));
    const size_t cells = first.bins.bin_count * second.bins.bin_count;
    NSC_TRY(nsc_allocate(&medians, cells, sizeof *medians, error));
    NSC_TRY(find_medians(&first, &second, &fitness, points->point_count, counts, medians, error));
    for (size_t cell = 0; cell < cells; cell++) {
        if (counts[cell] == 0)
            continue;
        const nsc_rank_bin_ends across = nsc_rank_bin_ends_of(&first.bins, first.values, cell / second.bins.bin_count);
        const nsc_rank_bin_ends up = nsc_rank_bin_ends_of(&second.bins, second.values, cell % second.bins.bin_count);
        const nsc_value row[NSC_COST_DENSITY_COLUMNS] = {nsc_missing(),
                                                         nsc_missing(),
                                                         nsc_real(across.low),
                                                         nsc_real(across.high),
                                                         nsc_real(up.low),
                                                         nsc_real(up.high),
                                                         nsc_integer((int64_t)counts[cell]),
                                                         nsc_real((double)counts[cell] / (double)first.bins.count),
                                                         nsc_real(medians[cell]),
                                                         nsc_missing()};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
    NSC_TRY(add_marks(&job, marks, error));
out:
    close_axis(&first);
    close_axis(&second);
    close_axis(&fitness);
    free(counts);
    free(medians);
    return status;
}
