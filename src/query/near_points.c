/* The points near one point; see near_points.h. */
#include "query/near_points.h"

#include "data/data.h"
#include "query/where.h"

#include <math.h>
#include <string.h>

void nsc_near_points_release(nsc_near_points *near) {
    free(near->items);
    *near = (nsc_near_points){0};
}

static nsc_status add_item(nsc_near_points *near, nsc_near_point item, nsc_error *error) {
    nsc_status status = nsc_reserve(&near->items, &near->capacity, near->count + 1, sizeof *near->items, error);
    if (status == NSC_OK)
        near->items[near->count++] = item;
    return status;
}

/* ---- by steps ---- */

/* A breadth-first search: rows come from the space's tables, or from the graph once that is cheaper. */
typedef struct step_search {
    nsc_near_points *near;
    const nsc_space *space;
    const nsc_relation *relation;
    const nsc_graph *graph; /* NULL: not built */
    nsc_rows rows;
    uint8_t *seen; /* [point]; NULL for a radius of 1, where a row names each point once */
} step_search;

static nsc_status reach(step_search *search, nsc_near_point item, nsc_error *error) {
    if (item.point == search->near->centre || (search->seen != NULL && search->seen[item.point]))
        return NSC_OK;
    if (search->seen != NULL)
        search->seen[item.point] = true;
    return add_item(search->near, item, error);
}

static nsc_status step_from_row(step_search *search, uint32_t point, uint32_t distance, nsc_error *error) {
    const nsc_row row = nsc_rows_at(&search->rows, point);
    nsc_status status = NSC_OK;
    for (uint32_t place = 0; status == NSC_OK && place < row.count; place++)
        status = reach(search,
                       (nsc_near_point){.point = row.points[place],
                                        .distance = distance,
                                        .kind = nsc_row_kind(&row, place),
                                        .weight = row.weights != NULL ? row.weights[place] : 0},
                       error);
    return status;
}

static nsc_status step_from(step_search *search, uint32_t point, uint32_t distance, nsc_error *error) {
    nsc_neighbour *neighbours = NULL;
    size_t count;
    if (search->graph != NULL)
        return step_from_row(search, point, distance, error);
    nsc_status status = nsc_graph_neighbours(search->space, search->relation, point, &neighbours, &count, error);
    for (size_t number = 0; status == NSC_OK && number < count; number++)
        status = reach(search,
                       (nsc_near_point){.point = neighbours[number].point,
                                        .distance = distance,
                                        .kind = neighbours[number].kind,
                                        .weight = neighbours[number].weight},
                       error);
    free(neighbours);
    return status;
}

nsc_status nsc_near_points_by_steps(nsc_near_points *near, nsc_opened_landscape *opened, const nsc_relation *relation,
                                    uint32_t centre, unsigned radius, const nsc_control *control, nsc_error *error) {
    const size_t few = 2000;
    step_search search = {.near = near, .relation = relation};
    size_t first = 0;
    nsc_status status = NSC_OK;
    near->centre = centre;
    NSC_TRY(nsc_landscape_space(opened, &search.space, error));
    if (radius > 1)
        NSC_TRY(nsc_allocate(&search.seen, search.space->point_count, sizeof *search.seen, error));
    if (radius > 0)
        NSC_TRY(step_from(&search, centre, 1, error));
    for (unsigned distance = 2; distance <= radius && first < near->count; distance++) {
        const size_t end = near->count; /* of the points one step nearer */
        if (end - first > few && search.graph == NULL) {
            NSC_TRY(nsc_landscape_graph(opened, relation, &search.graph, error));
            NSC_TRY(nsc_rows_open_with_kinds(&search.rows, search.graph, error));
        }
        for (; first < end; first++) {
            NSC_TRY(nsc_control_check(control, error));
            NSC_TRY(step_from(&search, near->items[first].point, distance, error));
        }
    }
out:
    nsc_rows_close(&search.rows);
    free(search.seen);
    return status;
}

/* ---- by a distance ---- */

nsc_status nsc_near_points_by_distance(nsc_near_points *near, nsc_opened_landscape *opened,
                                       const nsc_distance *distance, uint32_t centre, unsigned radius,
                                       const nsc_control *control, nsc_error *error) {
    const nsc_space *space;
    uint8_t *distances = NULL;
    nsc_status status = NSC_OK;
    near->centre = centre;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(nsc_allocate(&distances, space->point_count, sizeof *distances, error));
    NSC_TRY(distance->to_nearest(space, NULL, &centre, 1, control, distances, error));
    for (unsigned shell = 0; shell <= radius && shell < NSC_UNREACHED; shell++)
        for (uint32_t point = 0; point < space->point_count; point++)
            if (distances[point] == shell && point != centre)
                NSC_TRY(add_item(near, (nsc_near_point){.point = point, .distance = shell}, error));
out:
    free(distances);
    return status;
}

/* ---- conditions ---- */

nsc_status nsc_near_points_keep(nsc_near_points *near, nsc_opened_landscape *opened, const nsc_question *question,
                                nsc_error *error) {
    nsc_point_filter *filter = NULL;
    uint32_t *points = NULL;
    bool *passes = NULL;
    size_t kept = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_point_filter_open(&filter, opened, question, NULL, 0, error));
    if (filter == NULL)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&points, near->count, sizeof *points, error));
    NSC_TRY(nsc_allocate(&passes, near->count, sizeof *passes, error));
    for (size_t number = 0; number < near->count; number++)
        points[number] = near->items[number].point;
    NSC_TRY(nsc_point_filter_pass(filter, points, near->count, passes, error));
    for (size_t number = 0; number < near->count; number++)
        if (passes[number])
            near->items[kept++] = near->items[number];
    near->count = kept;
out:
    nsc_point_filter_close(filter);
    free(points);
    free(passes);
    return status;
}

/* ---- fitness ---- */

nsc_status nsc_near_points_evaluate(nsc_near_points *near, nsc_opened_landscape *opened, const char *rule,
                                    nsc_error *error) {
    uint32_t *points = NULL;
    nsc_point_fitness *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&points, near->count + 1, sizeof *points, error));
    NSC_TRY(nsc_allocate(&values, near->count + 1, sizeof *values, error));
    for (size_t number = 0; number < near->count; number++)
        points[number] = near->items[number].point;
    points[near->count] = near->centre;
    NSC_TRY(nsc_landscape_values(opened, rule, points, near->count + 1, values, &near->provenance, error));
    NSC_TRY(nsc_landscape_order(opened, rule, values, near->count + 1, &near->order, error));
    for (size_t number = 0; number < near->count; number++)
        near->items[number].found = values[number];
    near->own = values[near->count];
out:
    free(points);
    free(values);
    return status;
}

/* By value, then by point; points without a value come last. */
static int compare_values(const nsc_near_point *one, const nsc_near_point *other, double sign) {
    const double merit = sign * one->found.value, other_merit = sign * other->found.value;
    if (isnan(merit) != isnan(other_merit))
        return isnan(merit) ? 1 : -1;
    if (!isnan(merit) && merit != other_merit)
        return merit > other_merit ? -1 : 1;
    return (one->point > other->point) - (one->point < other->point);
}

static int higher_first(const void *one, const void *other) {
    return compare_values(one, other, 1);
}

static int lower_first(const void *one, const void *other) {
    return compare_values(one, other, -1);
}

void nsc_near_points_sort(nsc_near_points *near) {
    if (near->count > 1)
        qsort(near->items, near->count, sizeof *near->items, near->order.sign > 0 ? higher_first : lower_first);
}

/* By distance, then as compare_values. */
static int compare_distances(const nsc_near_point *one, const nsc_near_point *other, double sign) {
    return one->distance != other->distance ? (one->distance > other->distance) - (one->distance < other->distance)
                                            : compare_values(one, other, sign);
}

static int nearest_higher_first(const void *one, const void *other) {
    return compare_distances(one, other, 1);
}

static int nearest_lower_first(const void *one, const void *other) {
    return compare_distances(one, other, -1);
}

void nsc_near_points_sort_by_distance(nsc_near_points *near) {
    if (near->count > 1)
        qsort(near->items, near->count, sizeof *near->items,
              near->order.sign > 0 ? nearest_higher_first : nearest_lower_first);
}
