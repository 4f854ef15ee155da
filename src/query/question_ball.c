/* All points within a distance of one point, nearest first; or one row for each distance. */
#include "query/near_points.h"

#include "data/data.h"

#include <math.h>
#include <string.h>

static const nsc_column columns[] = {
    {"hash", "official fingerprint or, if the space is not one of cells, name of the point"},
    {"distance", "distance from CELL"},
    {"fitness", "fitness of the point; empty if it has none"},
    {"difference", "fitness of the point minus fitness of CELL"},
    NSC_COLUMN_BEYOND_NOISE,
    {"standard_error", "standard error of the point's mean over runs; empty if there are fewer than two"},
    NSC_COLUMN_POINT_RUNS,
    {"id", "id of the point"},
    {"rule", "rule of the fitness"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"relation", "relation whose steps count; empty if the distance does not depend on one"},
    {"distance_rule", "which distance"},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static const nsc_column shell_columns[] = {
    {"distance", "distance from CELL"},
    {"count", "points at this distance"},
    {"evaluated", "points of these that have a fitness; the figures that follow are about them"},
    {"mean", "mean fitness"},
    {"best", "best fitness"},
    {"best_point", "point with the best fitness, the one with the lowest id"},
    {"better", "points better than CELL by more than the tolerance; empty if CELL has no fitness"},
    {"rule", "rule of the fitness"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"relation", "relation whose steps count; empty if the distance does not depend on one"},
    {"distance_rule", "which distance"},
};
enum { SHELL_COLUMNS = sizeof shell_columns / sizeof shell_columns[0] };

typedef struct ball {
    nsc_near_points near;
    nsc_namer namer;
    const nsc_distance *distance;
    const nsc_relation *relation; /* NULL: the distance does not depend on one */
} ball;

/* ---- one row a point ---- */

static nsc_status write_point(const ball *state, const nsc_near_point *item, const nsc_row_sink *sink,
                              nsc_error *error) {
    const nsc_provenance *provenance = &state->near.provenance;
    nsc_point_name name;
    nsc_status status = nsc_namer_name(&state->namer, item->point, &name, error);
    if (status != NSC_OK)
        return status;
    const nsc_value values[COLUMNS] = {
        nsc_text(name.text),
        nsc_integer(item->distance),
        nsc_real(item->found.value),
        nsc_real(item->found.value - state->near.own.value),
        nsc_beyond_noise_value(item->found, state->near.own),
        nsc_real(item->found.standard_error),
        nsc_run_count(item->found.runs),
        nsc_integer(item->point),
        nsc_text(provenance->fitness),
        nsc_text(provenance->direction),
        nsc_text(provenance->origin),
        nsc_text(provenance->source),
        state->relation != NULL ? nsc_text(state->relation->name) : nsc_missing(),
        nsc_text(state->distance->name),
    };
    return nsc_sink_row(sink, values, COLUMNS, error);
}

static nsc_status write_points(const ball *state, const nsc_question *question, const nsc_row_sink *sink,
                               nsc_error *error) {
    const nsc_near_points *near = &state->near;
    nsc_column named[COLUMNS];
    size_t left = question->n > 0 ? question->n : near->count;
    memcpy(named, columns, sizeof columns);
    named[0].name = nsc_space_point_column(state->namer.space);
    nsc_status status = nsc_sink_begin(sink, named, COLUMNS, error);
    for (size_t number = 0; status == NSC_OK && number < near->count && left > 0; number++) {
        const nsc_near_point *item = &near->items[number];
        if (question->better && !nsc_near_point_better(near, item))
            continue;
        status = write_point(state, item, sink, error);
        left--;
        if (status == NSC_OK && left % 1024 == 0)
            status = nsc_control_check(question->control, error);
    }
    return status;
}

/* ---- one row a distance ---- */

typedef struct shell {
    size_t evaluated, better;
    double sum;
    const nsc_near_point *best; /* NULL: none is evaluated */
} shell;

static shell sum_shell(const nsc_near_points *near, size_t first, size_t end) {
    shell found = {0};
    for (size_t number = first; number < end; number++) {
        const nsc_near_point *item = &near->items[number];
        if (isnan(item->found.value))
            continue;
        found.evaluated++;
        found.sum += item->found.value;
        found.better += nsc_near_point_better(near, item);
        if (found.best == NULL)
            found.best = item; /* points of a shell are sorted best first */
    }
    return found;
}

static nsc_status write_shell(const ball *state, size_t first, size_t end, const nsc_row_sink *sink, nsc_error *error) {
    const nsc_near_points *near = &state->near;
    const shell found = sum_shell(near, first, end);
    nsc_point_name name;
    nsc_status status = NSC_OK;
    if (found.best != NULL)
        NSC_TRY(nsc_namer_name(&state->namer, found.best->point, &name, error));
    const nsc_value values[SHELL_COLUMNS] = {
        nsc_integer(near->items[first].distance),
        nsc_integer((int64_t)(end - first)),
        nsc_integer((int64_t)found.evaluated),
        found.evaluated > 0 ? nsc_real(found.sum / (double)found.evaluated) : nsc_missing(),
        found.best != NULL ? nsc_real(found.best->found.value) : nsc_missing(),
        found.best != NULL ? nsc_text(name.text) : nsc_missing(),
        isnan(near->own.value) ? nsc_missing() : nsc_integer((int64_t)found.better),
        nsc_text(near->provenance.fitness),
        nsc_text(near->provenance.direction),
        nsc_text(near->provenance.origin),
        nsc_text(near->provenance.source),
        state->relation != NULL ? nsc_text(state->relation->name) : nsc_missing(),
        nsc_text(state->distance->name),
    };
    NSC_TRY(nsc_sink_row(sink, values, SHELL_COLUMNS, error));
out:
    return status;
}

static nsc_status write_shells(const ball *state, const nsc_row_sink *sink, nsc_error *error) {
    const nsc_near_points *near = &state->near;
    nsc_status status = nsc_sink_begin(sink, shell_columns, SHELL_COLUMNS, error);
    size_t first = 0;
    while (status == NSC_OK && first < near->count) {
        size_t end = first;
        while (end < near->count && near->items[end].distance == near->items[first].distance)
            end++;
        status = write_shell(state, first, end, sink, error);
        first = end;
    }
    return status;
}

/* ---- the question ---- */

static nsc_status find_points(ball *state, nsc_opened_landscape *opened, const nsc_question *question, uint32_t centre,
                              nsc_error *error) {
    const unsigned radius = question->radius > 0 ? question->radius : 1;
    const nsc_relation *relation;
    nsc_status status = nsc_question_relation(opened, question, &relation, error);
    if (status != NSC_OK)
        return status;
    if (state->distance->changes != NULL)
        return nsc_near_points_by_distance(&state->near, opened, state->distance, centre, radius, question->control,
                                           error);
    state->relation = relation;
    return nsc_near_points_by_steps(&state->near, opened, relation, centre, radius, question->control, error);
}

static nsc_status run(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error) {
    const nsc_space *space;
    ball state = {0};
    uint32_t centre;
    nsc_status status = NSC_OK;
    if (question->shells && (question->better || question->n > 0))
        return nsc_error_set(error, NSC_USAGE, "--shells counts points instead of listing them: leave out --%s",
                             question->better ? "better" : "n");
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(nsc_question_points(space, question, &centre, error));
    NSC_TRY(nsc_distance_of(space, question->distance, &state.distance, error));
    NSC_TRY(find_points(&state, opened, question, centre, error));
    NSC_TRY(nsc_near_points_keep(&state.near, opened, question, error));
    NSC_TRY(nsc_near_points_evaluate(&state.near, opened, question->fitness, error));
    nsc_near_points_sort_by_distance(&state.near);
    NSC_TRY(nsc_namer_open(&state.namer, space, question->shells ? 0 : state.near.count, error));
    NSC_TRY(question->shells ? write_shells(&state, sink, error) : write_points(&state, question, sink, error));
out:
    nsc_near_points_release(&state.near);
    return status;
}

const nsc_query nsc_query_ball = {
    .name = "ball",
    .meaning = "all points within a distance of a cell or another point",
    .points_minimum = 1,
    .points_maximum = 1,
    .reads = NSC_QUESTION_READS(FITNESS) | NSC_QUESTION_READS(RELATION) | NSC_QUESTION_READS(RADIUS) |
             NSC_QUESTION_READS(DISTANCE) | NSC_QUESTION_READS(SHELLS) | NSC_QUESTION_READS(BETTER) |
             NSC_QUESTION_READS(WHERE) | NSC_QUESTION_READS(N),
    .columns = columns,
    .column_count = COLUMNS,
    .run = run,
};
