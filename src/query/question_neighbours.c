/* The neighbours of one point, best first, with the change that leads to each; with a radius those within some
 * steps. */
#include "query/near_points.h"

#include "data/data.h"
#include "graph/changes.h"

#include <math.h>
#include <string.h>

static const nsc_column columns[] = {
    {"hash", "official fingerprint or, if the space is not one of cells, name of the neighbour"},
    {"change", "change that leads from CELL to the neighbour; empty if it takes several steps"},
    {"fitness", "fitness of the neighbour; empty if it has none"},
    {"difference", "fitness of the neighbour minus fitness of CELL"},
    NSC_COLUMN_BEYOND_NOISE,
    {"steps", "fewest steps that lead to the neighbour; only with --radius"},
    {"standard_error", "standard error of the neighbour's mean over runs; empty if there are fewer than two"},
    NSC_COLUMN_POINT_RUNS,
    {"id", "id of the neighbour"},
    {"rule", "rule of the fitness"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"relation", "relation by which the two are neighbours; if it is directed, the edge leads to the neighbour"},
    {"weight", "relative probability that a walk takes the edge; empty if all edges have the same"},
    {"kind", "kind of the edge, without the vertices that the change names; empty if it takes several steps"},
};
enum { COLUMNS = sizeof columns / sizeof columns[0], STEPS = 5 };

/* ---- which neighbours are told ---- */

/* The kinds of edges that --kind admits: a family, or one kind by its name. */
typedef struct kind_filter {
    const char *name; /* NULL: all kinds */
    bool is_family;
    nsc_edge_family family;
} kind_filter;

static nsc_status read_kind(kind_filter *filter, const nsc_question *question, const nsc_space *space,
                            nsc_error *error) {
    static const char *const families[] = {
        [NSC_EDGE_REPLACED] = "replaced", [NSC_EDGE_REMOVED] = "removed", [NSC_EDGE_ADDED] = "added"};
    *filter = (kind_filter){.name = question->kind};
    if (question->kind == NULL)
        return NSC_OK;
    if (question->radius > 1)
        return nsc_error_set(error, NSC_USAGE, "--kind is about single changes: leave out --radius");
    for (size_t family = 0; family < NSC_COUNT_OF(families); family++)
        if (strcmp(families[family], question->kind) == 0) {
            filter->is_family = true;
            filter->family = (nsc_edge_family)family;
            return NSC_OK;
        }
    for (size_t kind = 0; kind < space->edge_kind_count; kind++)
        if (strcmp(space->edge_kinds[kind].name, question->kind) == 0)
            return NSC_OK;
    return nsc_error_set(error, NSC_USAGE,
                         "--kind takes replaced, added, removed, or a kind as the column kind spells it, not \"%.60s\"",
                         question->kind);
}

static bool admits(const kind_filter *filter, const nsc_edge_kind *kind) {
    return filter->name == NULL ||
           (filter->is_family ? kind->family == filter->family : strcmp(kind->name, filter->name) == 0);
}

/* ---- rows ---- */

typedef struct row_writer {
    const nsc_row_sink *sink;
    const nsc_near_points *near;
    const nsc_relation *relation;
    nsc_namer namer;
    nsc_change_texts *changes;
    bool with_steps;
} row_writer;

/* Hands over the values of all columns, without `steps` if that was not asked for. */
static nsc_status hand_over(const row_writer *writer, const nsc_value values[COLUMNS], nsc_error *error) {
    nsc_value kept[COLUMNS];
    if (writer->with_steps)
        return nsc_sink_row(writer->sink, values, COLUMNS, error);
    memcpy(kept, values, STEPS * sizeof *values);
    memcpy(kept + STEPS, values + STEPS + 1, (COLUMNS - STEPS - 1) * sizeof *values);
    return nsc_sink_row(writer->sink, kept, COLUMNS - 1, error);
}

static nsc_status begin(row_writer *writer, nsc_error *error) {
    nsc_column kept[COLUMNS];
    memcpy(kept, columns, sizeof columns);
    kept[0].name = nsc_space_point_column(writer->namer.space);
    if (writer->with_steps)
        return nsc_sink_begin(writer->sink, kept, COLUMNS, error);
    memmove(kept + STEPS, kept + STEPS + 1, (COLUMNS - STEPS - 1) * sizeof *kept);
    return nsc_sink_begin(writer->sink, kept, COLUMNS - 1, error);
}

static nsc_status write_row(row_writer *writer, const nsc_near_point *item, nsc_error *error) {
    const nsc_provenance *provenance = &writer->near->provenance;
    const bool single = item->distance == 1;
    const nsc_neighbour neighbour = {item->point, item->kind, item->weight};
    const char *change = NULL;
    nsc_point_name name;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_namer_name(&writer->namer, item->point, &name, error));
    if (single)
        NSC_TRY(nsc_change_texts_to(writer->changes, &neighbour, &change, error));
    const nsc_value values[COLUMNS] = {
        nsc_text(name.text),
        nsc_text(change),
        nsc_real(item->found.value),
        nsc_real(item->found.value - writer->near->own.value),
        nsc_beyond_noise_value(item->found, writer->near->own),
        nsc_integer(item->distance),
        nsc_real(item->found.standard_error),
        nsc_run_count(item->found.runs),
        nsc_integer(item->point),
        nsc_text(provenance->fitness),
        nsc_text(provenance->direction),
        nsc_text(provenance->origin),
        nsc_text(provenance->source),
        nsc_text(writer->relation->name),
        single && item->weight > 0 ? nsc_real(item->weight) : nsc_missing(),
        single ? nsc_text(writer->namer.space->edge_kinds[item->kind].name) : nsc_missing(),
    };
    NSC_TRY(hand_over(writer, values, error));
out:
    return status;
}

static nsc_status write_rows(row_writer *writer, const nsc_question *question, const kind_filter *kinds,
                             nsc_error *error) {
    const nsc_near_points *near = writer->near;
    size_t left = question->n > 0 ? question->n : near->count;
    nsc_status status = begin(writer, error);
    for (size_t number = 0; status == NSC_OK && number < near->count && left > 0; number++) {
        const nsc_near_point *item = &near->items[number];
        if ((question->better && !nsc_near_point_better(near, item)) ||
            (kinds->name != NULL && !admits(kinds, &writer->namer.space->edge_kinds[item->kind])))
            continue;
        status = write_row(writer, item, error);
        left--;
        if (status == NSC_OK && left % 1024 == 0)
            status = nsc_control_check(question->control, error);
    }
    return status;
}

static nsc_status run(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error) {
    const nsc_space *space;
    nsc_near_points near = {0};
    row_writer writer = {.sink = sink, .near = &near, .with_steps = question->radius > 0};
    kind_filter kinds;
    uint32_t centre;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(nsc_question_points(space, question, &centre, error));
    NSC_TRY(nsc_question_relation(opened, question, &writer.relation, error));
    NSC_TRY(read_kind(&kinds, question, space, error));
    NSC_TRY(nsc_near_points_by_steps(&near, opened, writer.relation, centre,
                                     question->radius > 0 ? question->radius : 1, question->control, error));
    NSC_TRY(nsc_near_points_keep(&near, opened, question, error));
    NSC_TRY(nsc_near_points_evaluate(&near, opened, question->fitness, error));
    if (question->better && isnan(near.own.value))
        nsc_question_note(question, "%.100s has no fitness, so that no neighbour is known to be better",
                          question->points[0]);
    nsc_near_points_sort(&near);
    NSC_TRY(nsc_namer_open(&writer.namer, space, near.count, error));
    NSC_TRY(nsc_change_texts_open(&writer.changes, space, writer.relation, centre, error));
    NSC_TRY(write_rows(&writer, question, &kinds, error));
out:
    nsc_change_texts_close(writer.changes);
    nsc_near_points_release(&near);
    return status;
}

const nsc_query nsc_query_neighbours = {
    .name = "neighbours",
    .meaning = "neighbours of a cell or another point, with the change and the fitness of each",
    .points_minimum = 1,
    .points_maximum = 1,
    .reads = NSC_QUESTION_READS(FITNESS) | NSC_QUESTION_READS(RELATION) | NSC_QUESTION_READS(BETTER) |
             NSC_QUESTION_READS(KIND) | NSC_QUESTION_READS(RADIUS) | NSC_QUESTION_READS(WHERE) | NSC_QUESTION_READS(N),
    .columns = columns,
    .column_count = COLUMNS,
    .run = run,
};
