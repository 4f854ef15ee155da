/*
 * Pareto fronts by a sweep (Kung, Luccio, Preparata 1975): from the best fitness down, equals from the cheapest up,
 * so that whatever dominates a point comes before it. A point belongs to the front if no point before it costs at most
 * as much in both costs. The staircase of the lowest second cost for at most so much of the first is a tree of prefix
 * minima (Fenwick 1994) over the ranks of the first cost; with one cost it has a single step.
 */
#include "analysis/estimators/pareto.h"

#include "analysis/estimators/ranking.h"

#include <string.h>

typedef struct entry {
    double merit, costs[NSC_PARETO_COSTS]; /* higher is better; a second cost that is not weighed is 0 */
    uint32_t point;
    uint32_t step; /* from 1, ascending with the first of two costs, equal for equal ones */
} entry;

static int compare_numbers(double first, double second) {
    return (first > second) - (first < second);
}

static int in_sweep_order(const void *first, const void *second) {
    const entry *one = first, *other = second;
    int order = compare_numbers(other->merit, one->merit);
    for (size_t cost = 0; order == 0 && cost < NSC_PARETO_COSTS; cost++)
        order = compare_numbers(one->costs[cost], other->costs[cost]);
    return order != 0 ? order : compare_numbers(one->point, other->point);
}

static bool equal(const entry *one, const entry *other) {
    return one->merit == other->merit && one->costs[0] == other->costs[0] && one->costs[1] == other->costs[1];
}

/* ---- the staircase ---- */

typedef struct staircase {
    double *lowest; /* [steps + 1]: lowest[i] of the steps i − (lowest set bit of i) + 1 … i */
    size_t steps;
} staircase;

static nsc_status prepare_staircase(staircase *stairs, size_t steps, nsc_error *error) {
    stairs->steps = steps;
    nsc_status status = nsc_allocate(&stairs->lowest, steps + 1, sizeof *stairs->lowest, error);
    for (size_t step = 0; status == NSC_OK && step <= steps; step++)
        stairs->lowest[step] = INFINITY;
    return status;
}

static double lowest_up_to(const staircase *stairs, size_t step) {
    double lowest = INFINITY;
    for (; step > 0; step &= step - 1)
        lowest = fmin(lowest, stairs->lowest[step]);
    return lowest;
}

static void lower(staircase *stairs, size_t step, double cost) {
    for (; step <= stairs->steps; step += step & (~step + 1))
        stairs->lowest[step] = fmin(stairs->lowest[step], cost);
}

/* ---- fronts ---- */

static size_t list_evaluated(const nsc_pareto_points *points, entry *entries) {
    const double sign = points->direction == NSC_MINIMISE ? -1 : 1;
    size_t count = 0;
    for (uint32_t point = 0; point < points->point_count; point++) {
        if (!nsc_pareto_evaluated(points, point))
            continue;
        entry *added = &entries[count++];
        *added = (entry){.merit = sign * points->fitness[point], .point = point, .step = 1};
        for (size_t cost = 0; cost < points->cost_count; cost++)
            added->costs[cost] = points->costs[cost][point];
    }
    return count;
}

/* Steps are twice the ranks by the first cost: tied ranks are whole or half numbers. */
static nsc_status find_steps(entry *entries, size_t count, nsc_error *error) {
    double *costs = NULL, *ranks = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&costs, count, sizeof *costs, error));
    NSC_TRY(nsc_allocate(&ranks, count, sizeof *ranks, error));
    for (size_t place = 0; place < count; place++)
        costs[place] = entries[place].costs[0];
    NSC_TRY(nsc_ranks(costs, count, ranks, error));
    for (size_t place = 0; place < count; place++)
        entries[place].step = (uint32_t)(2 * ranks[place]);
out:
    free(costs);
    free(ranks);
    return status;
}

nsc_status nsc_pareto_front(const nsc_pareto_points *points, uint32_t **front, size_t *front_count, nsc_error *error) {
    const size_t swept = points->cost_count - 1;
    entry *entries = NULL;
    staircase stairs = {0};
    size_t capacity = 0;
    nsc_status status = NSC_OK;
    *front = NULL;
    *front_count = 0;
    NSC_TRY(nsc_allocate(&entries, points->point_count, sizeof *entries, error));
    const size_t count = list_evaluated(points, entries);
    if (points->cost_count == NSC_PARETO_COSTS)
        NSC_TRY(find_steps(entries, count, error));
    NSC_TRY(prepare_staircase(&stairs, points->cost_count == NSC_PARETO_COSTS ? 2 * count : 1, error));
    qsort(entries, count, sizeof *entries, in_sweep_order);
    NSC_TRY(nsc_reserve(front, &capacity, 1, sizeof **front, error));
    for (size_t first = 0, last; first < count; first = last) {
        const double cost = entries[first].costs[swept];
        for (last = first + 1; last < count && equal(&entries[first], &entries[last]);)
            last++;
        if (lowest_up_to(&stairs, entries[first].step) <= cost)
            continue;
        lower(&stairs, entries[first].step, cost);
        NSC_TRY(nsc_reserve(front, &capacity, *front_count + last - first, sizeof **front, error));
        for (size_t place = first; place < last; place++)
            (*front)[(*front_count)++] = entries[place].point;
    }
out:
    free(entries);
    free(stairs.lowest);
    if (status != NSC_OK) {
        free(*front);
        *front = NULL;
        *front_count = 0;
    }
    return status;
}

/* ---- local optima ---- */

nsc_status nsc_pareto_local_of(const nsc_pareto_points *points, const nsc_graph *graph, nsc_pareto_local *found,
                               nsc_error *error) {
    nsc_pareto_local local = {0};
    double sum = 0;
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < points->point_count; point++) {
        if (!nsc_pareto_evaluated(points, point))
            continue;
        const nsc_row row = nsc_rows_at(&rows, point);
        uint32_t evaluated_neighbours = 0;
        bool dominated = false;
        for (uint32_t place = 0; place < row.count; place++) {
            evaluated_neighbours += nsc_pareto_evaluated(points, row.points[place]);
            dominated = dominated || nsc_pareto_dominates(points, row.points[place], point);
        }
        const bool surrounded = evaluated_neighbours == row.count;
        local.evaluated++;
        local.surrounded += surrounded;
        local.alone += evaluated_neighbours == 0;
        if (dominated)
            continue;
        local.optima++;
        local.surrounded_optima += surrounded;
        sum += points->fitness[point];
    }
    nsc_rows_close(&rows);
    local.mean_fitness = sum / local.optima;
    *found = local;
    return NSC_OK;
}
