/* The landscape on which searches are scored, for the tables that tell where they went. */
#include "analysis/search/results/search_landscape.h"

#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"

#include <math.h>

/* The space, the graph and the fitness by which the experiment scores. */
static nsc_status open_scores(nsc_landscape *landscape, const nsc_experiment *experiment, nsc_error *error) {
    nsc_opened_landscape *opened = nsc_experiment_landscape(experiment);
    nsc_status status = NSC_OK;
    const char *scored_by = nsc_experiment_describe(experiment)->scored_by;
    NSC_TRY(nsc_landscape_view_points(opened, NULL, scored_by, landscape, error));
    NSC_TRY(nsc_landscape_graph(opened, landscape->relation, &landscape->graph, error));
out:
    return status;
}

/* Ranks of all points with a score. */
static nsc_status rank_points(nsc_search_landscape *made, nsc_error *error) {
    const nsc_fitness *fitness = made->landscape.fitness;
    uint32_t *points = NULL;
    size_t *ranks = NULL, count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&made->ranks, fitness->point_count, sizeof *made->ranks, error));
    NSC_TRY(nsc_points_best_first(fitness, &points, &count, error));
    NSC_TRY(nsc_allocate(&ranks, count, sizeof *ranks, error));
    nsc_shared_ranks(fitness, points, count, ranks);
    for (size_t place = 0; place < count; place++)
        made->ranks[points[place]] = (uint32_t)ranks[place];
    made->evaluated = (uint32_t)count;
out:
    free(points);
    free(ranks);
    return status;
}

/* Distances of all points to the nearest of those that tie for the best. */
static nsc_status measure_hops(nsc_search_landscape *made, nsc_error *error) {
    const nsc_landscape *landscape = &made->landscape;
    uint32_t *best = NULL;
    size_t best_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&made->hops, landscape->graph->point_count, sizeof *made->hops, error));
    NSC_TRY(nsc_targets_parse(landscape, "best:1", &best, &best_count, error));
    NSC_TRY(nsc_graph_hops(landscape->graph, best, best_count, made->hops, error));
out:
    free(best);
    return status;
}

nsc_status nsc_search_landscape_make(nsc_search_landscape *made, const nsc_experiment *experiment,
                                     const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    *made = (nsc_search_landscape){0};
    NSC_TRY(open_scores(&made->landscape, experiment, error));
    NSC_TRY(nsc_rows_open(&made->rows, made->landscape.graph, error));
    made->order = nsc_order_of(made->landscape.fitness);
    NSC_TRY(rank_points(made, error));
    NSC_TRY(nsc_climbs_make(&made->climbs, &made->landscape, control, error));
    NSC_TRY(nsc_neighbourhood_find(&made->neighbourhood, &made->landscape, control, error));
    NSC_TRY(measure_hops(made, error));
out:
    return status;
}

void nsc_search_landscape_release(nsc_search_landscape *made) {
    nsc_rows_close(&made->rows);
    free(made->ranks);
    free(made->hops);
    nsc_climbs_release(&made->climbs);
    nsc_neighbourhood_release(&made->neighbourhood);
    *made = (nsc_search_landscape){0};
}

double nsc_search_better_share(const nsc_search_landscape *landscape, uint32_t point) {
    const nsc_neighbourhood *neighbourhood = &landscape->neighbourhood;
    const uint32_t evaluated = neighbourhood->evaluated[point];
    return evaluated > 0 ? (double)neighbourhood->better[point] / evaluated : NAN;
}

bool nsc_search_are_neighbours(const nsc_search_landscape *landscape, uint32_t from, uint32_t to) {
    const nsc_row row = nsc_rows_at(&landscape->rows, from);
    const size_t place = nsc_first_at_least(row.points, row.count, to);
    return place < row.count && row.points[place] == to;
}

uint32_t nsc_search_optimum(const nsc_search_landscape *landscape, uint32_t point) {
    const uint32_t basin = landscape->climbs.basins[point];
    return basin != NSC_NO_BASIN ? landscape->climbs.optima[basin] : UINT32_MAX;
}

double nsc_search_basin_share(const nsc_search_landscape *landscape, uint32_t point) {
    const nsc_climbs *climbs = &landscape->climbs;
    const uint32_t basin = climbs->basins[point];
    return basin != NSC_NO_BASIN ? (double)climbs->sizes[basin] / climbs->start_count : NAN;
}

nsc_value nsc_search_hops(const nsc_search_landscape *landscape, uint32_t point) {
    return landscape->hops[point] != NSC_UNREACHED ? nsc_integer(landscape->hops[point]) : nsc_missing();
}

nsc_value nsc_search_neighbours_by(const nsc_search_landscape *landscape) {
    return nsc_text(landscape->landscape.relation->name);
}
