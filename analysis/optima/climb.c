/*
 * Climbs by best improvement: each point's successor in parallel, then one pass that follows every path once, since
 * paths that meet never part.
 */
#include "analysis/optima/climb_internal.h"

#include "analysis/estimators/ranking.h"
#include "analysis/kept.h"

#include <math.h>
#include <string.h>

const char nsc_climbs_none[] = "no point with a fitness has a neighbour with one";

typedef struct search {
    const nsc_landscape *landscape;
    nsc_climbs *climbs;
    uint32_t *ties; /* [block] points with tied best neighbours */
} search;

/* ---- one step ---- */

/* Position of a string that the edge at a place of a row changes; NSC_POSITION_ANY if the space is not of strings. */
static int position_of(const nsc_space *space, const nsc_row *row, uint32_t place) {
    const nsc_edge_kind *kind = &space->edge_kinds[row->kinds[place]];
    return kind->family == NSC_EDGE_REPLACED ? kind->position : NSC_POSITION_ANY;
}

/* The place that the rule of ties chooses among the better neighbours that equal the best one. */
static uint32_t first_of_tied(const nsc_space *space, const nsc_row *row, const double *values, const nsc_order *order,
                              double own, uint32_t best_place) {
    const double best = values[row->points[best_place]];
    uint32_t first = row->count;
    for (uint32_t place = 0; place < row->count; place++) {
        const double value = values[row->points[place]];
        if (!nsc_equally_fit(order, value, best) || !nsc_better(order, value, own))
            continue;
        if (first == row->count || position_of(space, row, place) < position_of(space, row, first))
            first = place;
    }
    return first;
}

nsc_climb_step nsc_climb_step_at(const nsc_space *space, const nsc_row *row, const double *values,
                                 const nsc_order *order, double own) {
    double best = -INFINITY, second = -INFINITY; /* merits of the two best neighbours */
    nsc_climb_step step = {.place = row->count};
    for (uint32_t place = 0; place < row->count; place++) {
        const double merit = nsc_merit(order, values[row->points[place]]);
        step.evaluated += merit == merit;
        if (merit > best) {
            second = best;
            best = merit;
            step.place = place;
        } else if (merit > second) {
            second = merit;
        }
    }
    if (step.place == row->count || !nsc_better(order, values[row->points[step.place]], own)) {
        step.place = row->count;
        return step;
    }
    step.tied = best - second <= order->tolerance && second - nsc_merit(order, own) > order->tolerance;
    if (step.tied)
        step.place = first_of_tied(space, row, values, order, own, step.place);
    return step;
}

/* Finds the successor of an evaluated point and counts its evaluated neighbours; true if the successor is tied. */
static bool find_successor(const nsc_landscape *landscape, const nsc_rows *rows, nsc_climbs *climbs, uint32_t point) {
    const nsc_row row = nsc_rows_at(rows, point);
    const double *values = landscape->fitness->values;
    const nsc_climb_step step = nsc_climb_step_at(landscape->space, &row, values, &climbs->order, values[point]);
    if (climbs->evaluated_neighbours != NULL)
        climbs->evaluated_neighbours[point] = step.evaluated;
    climbs->successors[point] = step.place < row.count ? row.points[step.place] : point;
    return step.tied;
}

nsc_status nsc_climbs_search(const nsc_landscape *landscape, nsc_climbs *climbs, nsc_block block, uint32_t *ties,
                             nsc_error *error) {
    nsc_rows rows;
    const nsc_status status = nsc_rows_open_with_kinds(&rows, landscape->graph, error); /* which decide between ties */
    if (status != NSC_OK)
        return status;
    for (uint32_t point = block.first; point < block.end; point++) {
        climbs->successors[point] = point;
        if (nsc_fitness_known(landscape->fitness, point))
            *ties += find_successor(landscape, &rows, climbs, point);
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

static nsc_status search_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const search *job = context;
    const nsc_block block = nsc_block_at(job->landscape->graph->point_count, task);
    return nsc_climbs_search(job->landscape, job->climbs, block, &job->ties[task], error);
}

/* ---- whole climbs ---- */

/* Marks the points that an edge from an evaluated point leads to. */
static nsc_status mark_reached(const nsc_landscape *landscape, uint8_t *reached, nsc_error *error) {
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, landscape->graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < landscape->graph->point_count; point++) {
        if (!nsc_fitness_known(landscape->fitness, point))
            continue;
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            reached[row.points[place]] = 1;
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

/*
 * Numbers the optima: the ends of climbs except isolated points. In a directed graph a point without neighbours of its
 * own is an end like others if an evaluated point leads to it.
 */
static nsc_status number_optima(nsc_climbs *climbs, const nsc_landscape *landscape, nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    const uint32_t count = climbs->point_count;
    uint8_t *reached = climbs->steps; /* for now: 1 if an evaluated point leads to the point */
    nsc_status status = NSC_OK;
    if (nsc_graph_is_directed(landscape->graph))
        NSC_TRY(mark_reached(landscape, reached, error));
    for (uint32_t point = 0; point < count; point++) {
        const bool known = nsc_fitness_known(fitness, point), end = climbs->successors[point] == point && known;
        const uint32_t evaluated = known ? nsc_climbs_evaluated(climbs, point) : 0;
        climbs->basins[point] = NSC_NO_BASIN;
        if (end && (evaluated > 0 || reached[point] == 1)) {
            climbs->basins[point] = climbs->optimum_count;
            climbs->optima[climbs->optimum_count++] = point;
        }
        climbs->isolated_count += end && climbs->basins[point] == NSC_NO_BASIN;
        climbs->pair_count += evaluated;
        reached[point] = 0;
    }
    climbs->start_count = fitness->known_count - climbs->isolated_count;
out:
    return status;
}

/* Notes the steps from a point. Most climbs are short: the wider numbers have memory from the first long one on. */
static nsc_status set_steps(nsc_climbs *climbs, uint32_t point, uint32_t steps, nsc_error *error) {
    nsc_status status = NSC_OK;
    climbs->steps[point] = (uint8_t)(steps < NSC_STEPS_MANY ? steps : NSC_STEPS_MANY);
    if (steps < NSC_STEPS_MANY)
        return NSC_OK;
    if (climbs->many_steps == NULL)
        NSC_TRY(nsc_allocate(&climbs->many_steps, climbs->point_count, sizeof *climbs->many_steps, error));
    climbs->many_steps[point] = steps;
out:
    return status;
}

/* Goes up to a point whose end has been found, then the same way again to note it. */
static nsc_status follow(nsc_climbs *climbs, uint32_t start, nsc_error *error) {
    uint32_t point = start, length = 0;
    nsc_status status = NSC_OK;
    for (; climbs->basins[point] == NSC_NO_BASIN; length++) {
        if (climbs->successors[point] == point)
            return NSC_OK; /* isolated or not evaluated */
        point = climbs->successors[point];
    }
    const uint32_t basin = climbs->basins[point];
    for (length += nsc_climbs_steps(climbs, point), point = start; climbs->basins[point] == NSC_NO_BASIN;
         point = climbs->successors[point]) {
        climbs->basins[point] = basin;
        NSC_TRY(set_steps(climbs, point, length--, error));
    }
out:
    return status;
}

static int compare_numbers(const void *left, const void *right) {
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static nsc_status rank_optima(nsc_climbs *climbs, nsc_error *error) {
    uint32_t best_count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&climbs->ranked, climbs->optimum_count, sizeof(uint32_t), error));
    for (uint32_t optimum = 0; optimum < climbs->optimum_count; optimum++)
        climbs->ranked[optimum] = optimum;
    NSC_TRY(nsc_best_first(climbs->heights, climbs->order.direction, climbs->ranked, climbs->optimum_count, error));
    climbs->best = climbs->optimum_count > 0 ? climbs->heights[climbs->ranked[0]] : (double)NAN;
    while (best_count < climbs->optimum_count &&
           nsc_equally_fit(&climbs->order, climbs->heights[climbs->ranked[best_count]], climbs->best))
        best_count++;
    qsort(climbs->ranked, best_count, sizeof *climbs->ranked, compare_numbers);
out:
    return status;
}

/* Refuses climbs that the machine has no memory for beside the graph and the fitness that they read. */
static nsc_status check_memory(const nsc_landscape *landscape, nsc_error *error) {
    const nsc_graph *graph = landscape->graph;
    const nsc_graph_storage storage = nsc_graph_is_implicit(graph) ? NSC_GRAPH_IMPLICIT : NSC_GRAPH_STORED;
    const size_t a_point = sizeof *landscape->fitness->values + 2 * sizeof(uint32_t) + sizeof(uint8_t);
    const uint64_t bytes = graph->point_count * (uint64_t)a_point;
    return nsc_memory_check(bytes + nsc_graph_bytes(landscape->space, graph->relation, storage), "", error,
                            "the climbs of the %u points of %s, with their fitness and graph,",
                            (unsigned)graph->point_count, landscape->space->name);
}

static nsc_status allocate(nsc_climbs *climbs, const nsc_landscape *landscape, bool in_ranges, nsc_error *error) {
    const uint32_t point_count = landscape->graph->point_count;
    nsc_status status = NSC_OK;
    *climbs = (nsc_climbs){.point_count = point_count, .graph = landscape->graph};
    if (landscape->fitness->known_count < point_count)
        NSC_TRY(nsc_allocate(&climbs->evaluated_neighbours, point_count, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&climbs->successors, point_count, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&climbs->basins, point_count, sizeof(uint32_t), error));
    if (in_ranges)
        NSC_TRY(nsc_allocate(&climbs->lengths, point_count, sizeof(uint32_t), error));
    else
        NSC_TRY(nsc_allocate(&climbs->steps, point_count, sizeof(uint8_t), error));
    NSC_TRY(nsc_allocate(&climbs->optima, point_count, sizeof(uint32_t), error));
out:
    return status;
}

static nsc_status make_whole(nsc_climbs *climbs, const nsc_landscape *landscape, const nsc_control *control,
                             nsc_error *error) {
    const uint32_t point_count = landscape->graph->point_count;
    const size_t blocks = nsc_block_count(point_count);
    search job = {.landscape = landscape, .climbs = climbs};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job.ties, blocks, sizeof *job.ties, error));
    const nsc_shared_loop loop = {.stage = "steps of climbs",
                                  .unit_count = blocks,
                                  .task = search_block,
                                  .context = &job,
                                  .arrays = {NSC_SHARED_POINTS(climbs->successors, point_count, 1),
                                             NSC_SHARED_POINTS(climbs->evaluated_neighbours, point_count, 1),
                                             NSC_SHARED_ARRAY(job.ties, blocks, 1)},
                                  .of_points = true};
    NSC_TRY(nsc_share(&loop, control, error));
    for (size_t block = 0; block < blocks; block++)
        climbs->tied_count += job.ties[block];
    NSC_TRY(number_optima(climbs, landscape, error));
    for (uint32_t point = 0; point < point_count; point++)
        NSC_TRY(follow(climbs, point, error));
    NSC_TRY(nsc_allocate(&climbs->heights, climbs->optimum_count, sizeof(double), error));
    for (uint32_t optimum = 0; optimum < climbs->optimum_count; optimum++)
        climbs->heights[optimum] = landscape->fitness->values[climbs->optima[optimum]];
out:
    free(job.ties);
    return status;
}

static void add_number(void *sum, const void *part) {
    uint32_t number;
    memcpy(&number, part, sizeof number); /* which need not be aligned */
    *(uint32_t *)sum += number;
}

static nsc_status count_starts(nsc_climbs *climbs, const nsc_control *control, nsc_error *error) {
    const nsc_block held = nsc_ranges_held(control, climbs->point_count);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&climbs->sizes, climbs->optimum_count, sizeof *climbs->sizes, error));
    for (uint32_t point = held.first; point < held.end; point++)
        if (climbs->basins[point] != NSC_NO_BASIN)
            climbs->sizes[climbs->basins[point]]++;
    if (nsc_ranges_of(control) != NULL)
        NSC_TRY(nsc_climbs_sum_in_ranges(climbs, control, climbs->sizes, sizeof *climbs->sizes, add_number, error));
out:
    return status;
}

nsc_status nsc_climbs_make(nsc_climbs *climbs, const nsc_landscape *landscape, const nsc_control *control,
                           nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    nsc_kept *kept = nsc_kept_of(landscape);
    nsc_status status = NSC_OK;
    *climbs = kept != NULL ? kept->climbs : (nsc_climbs){0};
    climbs->kept = climbs->successors != NULL;
    if (climbs->kept)
        return NSC_OK;
    if (fitness->known_count == 0)
        return nsc_error_set(error, NSC_MISSING, "no point has a fitness %s", fitness->rule.text);
    if (!fitness->in_range)
        NSC_TRY(check_memory(landscape, error));
    NSC_TRY(allocate(climbs, landscape, fitness->in_range, error));
    climbs->order = nsc_order_of(fitness);
    NSC_TRY((fitness->in_range ? nsc_climbs_make_in_ranges : make_whole)(climbs, landscape, control, error));
    NSC_TRY(count_starts(climbs, control, error));
    NSC_TRY(rank_optima(climbs, error));
    if (kept != NULL)
        kept->climbs = *climbs;
out:
    if (status != NSC_OK)
        nsc_climbs_release(climbs);
    climbs->kept = kept != NULL;
    return status;
}

void nsc_climbs_release(nsc_climbs *climbs) {
    if (climbs->kept)
        *climbs = (nsc_climbs){0};
    free(climbs->evaluated_neighbours);
    free(climbs->successors);
    free(climbs->basins);
    free(climbs->steps);
    free(climbs->lengths);
    free(climbs->heights);
    free(climbs->many_steps);
    free(climbs->optima);
    free(climbs->sizes);
    free(climbs->ranked);
    *climbs = (nsc_climbs){0};
}
