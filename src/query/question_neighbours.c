/* The neighbours of one point, best first, with the change that leads to each. */
#include "query/query_internal.h"

#include "data/data.h"

#include <math.h>
#include <string.h>

static const nsc_column neighbour_columns[] = {
    {"hash", "official fingerprint or, if the space is not one of cells, name of the neighbour"},
    {"change", "change that leads from CELL to the neighbour"},
    {"fitness", "fitness of the neighbour; empty if it has none"},
    {"difference", "fitness of the neighbour minus fitness of CELL"},
    {"standard_error", "standard error of the neighbour's mean over runs; empty if there are fewer than two"},
    NSC_COLUMN_POINT_RUNS,
    {"id", "id of the neighbour"},
    {"rule", "rule of the fitness"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"relation", "relation by which the two are neighbours; if it is directed, the edge leads to the neighbour"},
    {"weight", "relative probability that a walk takes the edge; empty if all edges have the same"},
};
enum { NEIGHBOUR_COLUMNS = sizeof neighbour_columns / sizeof neighbour_columns[0] };

typedef struct valued_neighbour {
    nsc_neighbour neighbour;
    nsc_point_fitness found;
    double merit; /* of its fitness: higher is better */
} valued_neighbour;

/* Orders by value, best first, then by point; neighbours without a value come last. */
static int compare_values(const void *left, const void *right) {
    const valued_neighbour *one = left, *other = right;
    const bool one_missing = isnan(one->merit), other_missing = isnan(other->merit);
    if (one_missing != other_missing)
        return one_missing ? 1 : -1;
    if (!one_missing && one->merit != other->merit)
        return one->merit > other->merit ? -1 : 1;
    return (one->neighbour.point > other->neighbour.point) - (one->neighbour.point < other->neighbour.point);
}

/* The neighbours of `centre` with their values, sorted; *`own` is the value of `centre`. Release `sorted` by free(). */
static nsc_status find_neighbours(nsc_opened_landscape *opened, const nsc_question *question, const nsc_space *space,
                                  const nsc_relation *relation, uint32_t centre, valued_neighbour **sorted,
                                  size_t *count, double *own, nsc_provenance *provenance, nsc_error *error) {
    nsc_neighbour *neighbours = NULL;
    uint32_t *points = NULL;
    nsc_point_fitness *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_graph_neighbours(space, relation, centre, &neighbours, count, error));
    NSC_TRY(nsc_allocate(&points, *count + 1, sizeof *points, error));
    NSC_TRY(nsc_allocate(&values, *count + 1, sizeof *values, error));
    NSC_TRY(nsc_allocate(sorted, *count, sizeof **sorted, error));
    for (size_t number = 0; number < *count; number++)
        points[number] = neighbours[number].point;
    points[*count] = centre;
    NSC_TRY(nsc_landscape_values(opened, question->fitness, points, *count + 1, values, provenance, error));
    const double sign = strcmp(provenance->direction, nsc_direction_name(NSC_MINIMISE)) == 0 ? -1 : 1;
    for (size_t number = 0; number < *count; number++)
        (*sorted)[number] = (valued_neighbour){
            .neighbour = neighbours[number], .found = values[number], .merit = sign * values[number].value};
    *own = values[*count].value;
    qsort(*sorted, *count, sizeof **sorted, compare_values);
out:
    free(neighbours);
    free(points);
    free(values);
    return status;
}

static nsc_status write_neighbour(const nsc_row_sink *sink, const nsc_namer *namer, const valued_neighbour *row,
                                  double own, const nsc_provenance *provenance, const nsc_relation *relation,
                                  nsc_error *error) {
    nsc_point_name name;
    nsc_status status = nsc_namer_name(namer, row->neighbour.point, &name, error);
    if (status != NSC_OK)
        return status;
    const nsc_value values[NEIGHBOUR_COLUMNS] = {
        nsc_text(name.text),
        nsc_text(namer->space->edge_kinds[row->neighbour.kind].name),
        nsc_real(row->found.value),
        nsc_real(row->found.value - own),
        nsc_real(row->found.standard_error),
        nsc_run_count(row->found.runs),
        nsc_integer(row->neighbour.point),
        nsc_text(provenance->fitness),
        nsc_text(provenance->direction),
        nsc_text(provenance->origin),
        nsc_text(provenance->source),
        nsc_text(relation->name),
        row->neighbour.weight > 0 ? nsc_real(row->neighbour.weight) : nsc_missing(),
    };
    return nsc_sink_row(sink, values, NSC_COUNT_OF(values), error);
}

static nsc_status run(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error) {
    const nsc_space *space;
    const nsc_relation *relation;
    nsc_namer namer;
    nsc_provenance provenance;
    nsc_column columns[NEIGHBOUR_COLUMNS];
    valued_neighbour *sorted = NULL;
    size_t count = 0;
    uint32_t centre;
    double own;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(nsc_question_points(space, question, &centre, error));
    NSC_TRY(nsc_question_relation(opened, question, &relation, error));
    NSC_TRY(find_neighbours(opened, question, space, relation, centre, &sorted, &count, &own, &provenance, error));
    NSC_TRY(nsc_namer_open(&namer, space, count, error));
    memcpy(columns, neighbour_columns, sizeof columns);
    columns[0].name = nsc_space_point_column(space);
    NSC_TRY(nsc_sink_begin(sink, columns, NEIGHBOUR_COLUMNS, error));
    for (size_t number = 0; number < count; number++)
        NSC_TRY(write_neighbour(sink, &namer, &sorted[number], own, &provenance, relation, error));
out:
    free(sorted);
    return status;
}

const nsc_query nsc_query_neighbours = {
    .name = "neighbours",
    .meaning = "neighbours of a cell or another point, with their fitness",
    .points_minimum = 1,
    .points_maximum = 1,
    .reads = NSC_QUESTION_READS(FITNESS) | NSC_QUESTION_READS(RELATION),
    .columns = neighbour_columns,
    .column_count = NEIGHBOUR_COLUMNS,
    .run = run,
};
