/*
 * Ranks of well-known points among all evaluated ones, in fitness and in cost: those named by the space, the best
 * evaluated one, and neighbours marked in the space's table (figure 3 of Ying et al. 2019).
 */
#include "analysis/measurements/cost_internal.h"

#include <math.h>
#include <string.h>

const nsc_column nsc_cost_named_columns[NSC_COST_NAMED_COLUMNS] = {
    {"name", "name of the point; best: the best evaluated fitness, the cheapest if tied; \"NAME neighbour\": one "
             "change away"},
    {"change", "change from the named point to its neighbour"},
    {"point", "its name in the space"},
    {"cost", "costs compared with fitness: time, parameters, the rule of --cost, or both"},
    {"fitness", "fitness of the point"},
    NSC_COST_COLUMN_LIST,
    {"count", "points with a fitness and that cost, among which it is ranked"},
    {"fitness_rank", "rank by fitness: 1 + number of points of better fitness"},
    {"cost_rank", "rank by cost: 1 + number of cheaper points; empty for both costs"},
    {"dominated_by", "points at least as good in everything and better in something; 0: on the front"},
    {"gap", "amount by which the best fitness at no higher cost is better than its own"},
    {"relative_cost", "lowest cost at no worse fitness, over its own; empty for both costs"},
    {"reason", "reason the values are missing"},
};

typedef struct standing {
    uint32_t count, above, cheaper, dominated_by;
    double gap, relative_cost;
} standing;

/* ---- which points ---- */

static bool less_costly(const nsc_cost_values *values, uint32_t first, uint32_t second) {
    for (int cost = NSC_PARETO_COSTS - 1; cost >= 0; cost--) { /* parameters, which are always available, before time */
        if (values->costs[cost] == NULL)
            continue;
        const double one = values->costs[cost][first], other = values->costs[cost][second];
        if (one != other)
            return one < other || (isnan(other) && !isnan(one));
    }
    return false;
}

static uint32_t find_best(const nsc_cost_values *values) {
    const nsc_fitness *fitness = values->landscape->fitness;
    const double value = nsc_fitness_best(fitness);
    uint32_t best = UINT32_MAX;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_equally_fit(&values->order, fitness->values[point], value) &&
            (best == UINT32_MAX || less_costly(values, point, best)))
            best = point;
    return best != UINT32_MAX ? best : 0;
}

static nsc_status append(nsc_cost_named **entries, size_t *capacity, size_t *count, nsc_cost_named added,
                         nsc_error *error) {
    const nsc_status status = nsc_reserve(entries, capacity, *count + 1, sizeof **entries, error);
    if (status == NSC_OK)
        (*entries)[(*count)++] = added;
    return status;
}

nsc_status nsc_cost_named_points(const nsc_cost_values *values, nsc_cost_named **entries, size_t *count,
                                 nsc_error *error) {
    const nsc_space *space = values->landscape->space;
    size_t capacity = 0;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open_with_kinds(&rows, values->landscape->graph, error));
    for (size_t number = 0; number < space->named_point_count; number++) {
        const nsc_named_point *named = &space->named_points[number];
        nsc_cost_named added = {0};
        nsc_text_format(added.name, sizeof added.name, "%s", named->name);
        const nsc_status parsed = space->point_parse(space, named->text, &added.point, &added.reason);
        if (parsed != NSC_OK && parsed != NSC_INVALID)
            NSC_TRY(nsc_error_pass(error, parsed, &added.reason));
        NSC_TRY(append(entries, &capacity, count, added, error));
    }
    NSC_TRY(append(entries, &capacity, count, (nsc_cost_named){.name = "best", .point = find_best(values)}, error));
    for (size_t number = 0; number < space->named_point_count; number++) {
        const nsc_cost_named named = (*entries)[number];
        if (!space->named_points[number].with_neighbours || named.reason.message[0] != '\0')
            continue;
        const nsc_row row = nsc_rows_at(&rows, named.point);
        for (uint32_t place = 0; place < row.count; place++) {
            nsc_cost_named added = {.change = space->edge_kinds[nsc_row_kind(&row, place)].name,
                                    .point = row.points[place]};
            nsc_text_format(added.name, sizeof added.name, "%.*s neighbour", NSC_CUT(50, named.name));
            NSC_TRY(append(entries, &capacity, count, added, error));
        }
    }
out:
    nsc_rows_close(&rows);
    return status;
}

/* ---- where they lie ---- */

static bool costs_no_more(const nsc_pareto_points *points, uint32_t first, uint32_t second) {
    bool no_more = true;
    for (size_t cost = 0; cost < points->cost_count; cost++)
        no_more = no_more && points->costs[cost][first] <= points->costs[cost][second];
    return no_more;
}

static standing standing_of(const nsc_pareto_points *points, const nsc_order *order, uint32_t point) {
    const double *fitness = points->fitness, *costs = points->costs[0];
    double best = nsc_merit(order, fitness[point]), lowest = costs[point];
    standing found = {0};
    for (uint32_t other = 0; other < points->point_count; other++) {
        if (!nsc_pareto_evaluated(points, other))
            continue;
        found.count++;
        found.above += nsc_better(order, fitness[other], fitness[point]);
        found.cheaper += costs[other] < costs[point];
        found.dominated_by += nsc_pareto_dominates(points, other, point);
        if (costs_no_more(points, other, point))
            best = fmax(best, nsc_merit(order, fitness[other]));
        if (nsc_at_least(order, fitness[other], fitness[point]))
            lowest = fmin(lowest, costs[other]);
    }
    found.gap = best - nsc_merit(order, fitness[point]);
    found.relative_cost = lowest / costs[point];
    return found;
}

/* ---- rows ---- */

typedef struct survey {
    const nsc_cost_values *values;
    const nsc_cost_named *entries;
    standing *standings; /* [entry × NSC_COST_COUNT + cost] */
} survey;

/* Reason an entry has no ranks, or NULL. */
static const char *reason_against(const nsc_cost_values *values, const nsc_cost_named *named, nsc_cost cost) {
    if (named->reason.message[0] != '\0')
        return named->reason.message;
    if (!nsc_fitness_known(values->landscape->fitness, named->point))
        return "the point has no fitness";
    if (values->unweighed[cost] != NULL)
        return values->unweighed[cost];
    return nsc_pareto_evaluated(&values->weighed[cost], named->point) ? NULL : "the point has no such cost";
}

static nsc_status survey_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const survey *job = context;
    const nsc_cost cost = (nsc_cost)(task % NSC_COST_COUNT);
    const nsc_cost_named *named = &job->entries[task / NSC_COST_COUNT];
    if (nsc_cost_is_listed(job->values, cost) && reason_against(job->values, named, cost) == NULL)
        job->standings[task] = standing_of(&job->values->weighed[cost], &job->values->order, named->point);
    return NSC_OK;
}

static nsc_status add_row(const survey *job, const nsc_cost_named *named, nsc_cost cost, nsc_table *table,
                          nsc_error *error) {
    const nsc_cost_values *values = job->values;
    const nsc_space *space = values->landscape->space;
    const char *reason = reason_against(values, named, cost);
    const standing *found = &job->standings[(size_t)(named - job->entries) * NSC_COST_COUNT + cost];
    nsc_value row[NSC_COST_NAMED_COLUMNS] = {nsc_text(named->name), nsc_text(named->change), nsc_missing(),
                                             nsc_text(values->names[cost])};
    nsc_point_name name;
    if (named->reason.message[0] == '\0') {
        const nsc_status status = space->point_name(space, named->point, &name, error);
        if (status != NSC_OK)
            return status;
        row[2] = nsc_text(name.text);
        row[4] = nsc_real(values->landscape->fitness->values[named->point]);
        row[5] = nsc_cost_value(values, NSC_COST_FIRST, named->point);
        row[6] = nsc_cost_value(values, NSC_COST_SECOND, named->point);
    }
    if (reason == NULL) {
        row[7] = nsc_integer(found->count);
        row[8] = nsc_integer((int64_t)found->above + 1);
        row[9] = cost == NSC_COST_BOTH ? nsc_missing() : nsc_integer((int64_t)found->cheaper + 1);
        row[10] = nsc_integer(found->dominated_by);
        row[11] = nsc_real(found->gap);
        row[12] = cost == NSC_COST_BOTH ? nsc_missing() : nsc_real(found->relative_cost);
    }
    row[13] = nsc_text(reason);
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

nsc_status nsc_cost_add_named(const nsc_cost_values *values, const nsc_control *control, nsc_table *table,
                              nsc_error *error) {
    nsc_cost_named *entries = NULL;
    standing *standings = NULL;
    size_t count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_cost_named_points(values, &entries, &count, error));
    NSC_TRY(nsc_allocate(&standings, count * NSC_COST_COUNT, sizeof *standings, error));
    survey job = {.values = values, .entries = entries, .standings = standings};
    NSC_TRY(nsc_parallel(count * NSC_COST_COUNT, control, survey_task, &job, error));
    for (size_t number = 0; number < count; number++)
        for (int cost = 0; cost < NSC_COST_COUNT; cost++)
            if (nsc_cost_is_listed(values, (nsc_cost)cost))
                NSC_TRY(add_row(&job, &entries[number], (nsc_cost)cost, table, error));
out:
    free(entries);
    free(standings);
    return status;
}
