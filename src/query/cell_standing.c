/* The place of one point in the whole landscape: rank, basin, distances to the best, the nearest better point. */
#include "query/cell_internal.h"
#include "query/path_search.h"

#include "analysis/optima/climb.h"
#include "data/data.h"

#include <math.h>

/* ---- rank ---- */

static nsc_status add_rank(nsc_table *table, const nsc_fitness *fitness, uint32_t point, nsc_error *error) {
    const nsc_order order = nsc_order_of(fitness);
    const double own = fitness->values[point];
    uint32_t better = 0, equal = 0;
    nsc_status status = NSC_OK;
    for (uint32_t other = 0; other < fitness->point_count; other++) {
        better += nsc_better(&order, fitness->values[other], own);
        equal += nsc_equally_fit(&order, fitness->values[other], own);
    }
    const double evaluated = fitness->known_count, worse = evaluated - better - equal;
    const bool known = !isnan(own);
    NSC_TRY(nsc_table_add_key(table, "rank", known ? nsc_integer(better + 1) : nsc_missing(), error));
    NSC_TRY(nsc_table_add_key(table, "tied", known ? nsc_integer(equal) : nsc_missing(), error));
    NSC_TRY(nsc_table_add_key(table, "percentile",
                              known ? nsc_real(100 * (worse + equal / 2.0) / evaluated) : nsc_missing(), error));
    NSC_TRY(nsc_table_add_key(table, "evaluated", nsc_integer(fitness->known_count), error));
    NSC_TRY(nsc_table_add_key(table, "coverage", nsc_real(nsc_fitness_coverage(fitness)), error));
out:
    return status;
}

/* ---- basin ---- */

static nsc_status add_basin(nsc_table *table, const nsc_landscape *landscape, uint32_t point,
                            const nsc_control *control, nsc_error *error) {
    const nsc_space *space = landscape->space;
    nsc_climbs climbs = {0};
    nsc_point_name name;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_climbs_make(&climbs, landscape, control, error));
    const uint32_t basin = climbs.basins[point];
    const bool known = basin != NSC_NO_BASIN;
    const uint32_t optimum = known ? climbs.optima[basin] : 0;
    if (known)
        NSC_TRY(space->point_name(space, optimum, &name, error));
    NSC_TRY(nsc_table_add_key(table, "optimum", known ? nsc_text(name.text) : nsc_missing(), error));
    NSC_TRY(nsc_table_add_key(table, "optimum_fitness",
                              known ? nsc_real(landscape->fitness->values[optimum]) : nsc_missing(), error));
    NSC_TRY(nsc_table_add_key(table, "steps_to_optimum",
                              known ? nsc_integer(nsc_climbs_steps(&climbs, point)) : nsc_missing(), error));
    NSC_TRY(nsc_table_add_key(table, "basin_size", known ? nsc_integer(climbs.sizes[basin]) : nsc_missing(), error));
out:
    nsc_climbs_release(&climbs);
    return status;
}

/* ---- distances to the best ---- */

/* The distance of a pair; *`known` is false if there is none. */
static nsc_status distance_to(const nsc_landscape *landscape, const nsc_distance *distance, uint32_t from, uint32_t to,
                              const nsc_control *control, uint32_t *found, bool *known, nsc_error *error) {
    const nsc_space *space = landscape->space;
    nsc_error reason = {0};
    nsc_changes changes = {0};
    uint8_t *hops = NULL;
    nsc_status status = NSC_OK;
    *known = true;
    if (distance->changes == NULL) {
        NSC_TRY(nsc_allocate(&hops, space->point_count, sizeof *hops, error));
        NSC_TRY(distance->to_nearest(space, landscape->graph, &to, 1, control, hops, error));
        *found = hops[from];
        *known = hops[from] != NSC_UNREACHED;
        goto out;
    }
    status = distance->changes(space, from, to, control, &changes, &reason);
    *found = changes.distance;
    *known = status != NSC_INVALID; /* a point without a valid encoding */
    status = *known && status != NSC_OK ? nsc_error_pass(error, status, &reason) : NSC_OK;
out:
    nsc_changes_release(&changes);
    free(hops);
    return status;
}

/* The best point: the asked one if it is as good as any, else the one with the lowest id. */
static uint32_t best_point(const nsc_fitness *fitness, uint32_t point) {
    const nsc_order order = nsc_order_of(fitness);
    const double value = nsc_fitness_best(fitness);
    uint32_t best = 0;
    if (nsc_equally_fit(&order, fitness->values[point], value))
        return point;
    while (fitness->values[best] != value)
        best++;
    return best;
}

static nsc_status add_distances(nsc_table *table, const nsc_landscape *landscape, uint32_t point,
                                const nsc_control *control, nsc_error *error) {
    const nsc_space *space = landscape->space;
    const nsc_fitness *fitness = landscape->fitness;
    const uint32_t best = best_point(fitness, point);
    nsc_point_name name;
    nsc_status status = NSC_OK;
    NSC_TRY(space->point_name(space, best, &name, error));
    NSC_TRY(nsc_table_add_key(table, "best", nsc_text(name.text), error));
    NSC_TRY(nsc_table_add_key(table, "best_fitness", nsc_real(fitness->values[best]), error));
    for (size_t row = 0; row < nsc_distance_count; row++) {
        char key[64];
        uint32_t found;
        bool known;
        if (!nsc_distances[row].offered(space))
            continue;
        NSC_TRY(nsc_control_check(control, error));
        NSC_TRY(distance_to(landscape, &nsc_distances[row], point, best, control, &found, &known, error));
        snprintf(key, sizeof key, "best_%s", nsc_distances[row].name);
        NSC_TRY(nsc_table_add_key(table, key, known ? nsc_integer(found) : nsc_missing(), error));
    }
out:
    return status;
}

/* ---- the nearest better point ---- */

/* The best of the nearest points that are better: its place among the points of `rings`; 0 if there is none. */
static uint32_t best_of_ring(const nsc_landscape *landscape, const nsc_order *order, const nsc_rings *rings) {
    const double *values = landscape->fitness->values;
    const double own = values[rings->points[0]];
    uint32_t best = 0;
    for (uint32_t place = rings->first; place < rings->end; place++) {
        const double value = values[rings->points[place]];
        if (nsc_better(order, value, own) && (best == 0 || order->sign * (value - values[rings->points[best]]) > 0))
            best = place;
    }
    return best;
}

static nsc_status add_nearest_better(nsc_table *table, const nsc_landscape *landscape, uint32_t point,
                                     nsc_error *error) {
    const nsc_order order = nsc_order_of(landscape->fitness);
    nsc_rings rings = {0};
    uint32_t place = 0;
    nsc_point_name name;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rings_open(&rings, landscape->graph, point, error));
    while (place == 0 && nsc_rings_next(&rings, NULL, NULL))
        place = best_of_ring(landscape, &order, &rings);
    const bool known = place > 0;
    const uint32_t found = rings.points[place];
    if (known)
        NSC_TRY(landscape->space->point_name(landscape->space, found, &name, error));
    NSC_TRY(nsc_table_add_key(table, "nearest_better", known ? nsc_text(name.text) : nsc_missing(), error));
    NSC_TRY(
        nsc_table_add_key(table, "nearest_better_steps", known ? nsc_integer(rings.distance) : nsc_missing(), error));
    NSC_TRY(nsc_table_add_key(table, "nearest_better_fitness",
                              known ? nsc_real(landscape->fitness->values[found]) : nsc_missing(), error));
out:
    nsc_rings_close(&rings);
    return status;
}

/* ---- all ---- */

/* The number of encodings, if the space has them. */
static nsc_status add_encodings(nsc_table *table, const nsc_space *space, uint32_t point, nsc_error *error) {
    const int feature = nsc_space_feature_with_role(space, NSC_FEATURE_VOLUME);
    double value;
    if (feature < 0)
        return NSC_OK;
    nsc_status status = space->feature_value(space, (size_t)feature, point, &value, error);
    return status != NSC_OK
               ? status
               : nsc_table_add_key(table, space->features[feature].name, nsc_integer((int64_t)value), error);
}

nsc_status nsc_cell_add_standing(nsc_table *table, nsc_opened_landscape *opened, const nsc_question *question,
                                 uint32_t point, nsc_error *error) {
    const nsc_relation *relation;
    nsc_landscape landscape;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_question_relation(opened, question, &relation, error));
    NSC_TRY(nsc_landscape_view_points(opened, relation, question->fitness, &landscape, error));
    NSC_TRY(nsc_landscape_graph(opened, relation, &landscape.graph, error));
    NSC_TRY(nsc_control_check(question->control, error));
    NSC_TRY(add_rank(table, landscape.fitness, point, error));
    NSC_TRY(add_basin(table, &landscape, point, question->control, error));
    NSC_TRY(add_distances(table, &landscape, point, question->control, error));
    NSC_TRY(add_nearest_better(table, &landscape, point, error));
    NSC_TRY(add_encodings(table, landscape.space, point, error));
out:
    return status;
}
