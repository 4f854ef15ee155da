/*
 * The nearest better point. Most points have it among their neighbours, which are looked at first, without the graph or
 * the fitness of other points. Only then rings are searched, or the distances of all points.
 */
#include "query/near_points.h"
#include "query/path_search.h"
#include "query/steps.h"

#include <math.h>
#include <string.h>

static const nsc_column nearest_columns[] = {
    {"distance", "distance from CELL to the nearest better point"},
    {"hash", "official fingerprint or, if the space is not one of cells, name of that point: of several equally near "
             "ones the best, then that with the lowest id"},
    {"change", "changes that lead there, separated by semicolons"},
    {"fitness", "fitness of the point"},
    {"difference", "its fitness minus that of CELL"},
    NSC_COLUMN_BEYOND_NOISE,
    {"measure", "the distance: hops along edges of the relation, or another that the space has"},
    {"equally_near", "better points at this distance, this one included"},
    NSC_STEP_END_COLUMN_LIST,
};
enum { NEAREST_COLUMNS = NSC_COUNT_OF(nearest_columns) };

typedef struct search {
    nsc_opened_landscape *opened;
    const nsc_question *question;
    const nsc_space *space;
    const nsc_relation *relation;
    const nsc_distance *distance;
    uint32_t centre;
    nsc_point_fitness own;
    nsc_order order;
    nsc_provenance provenance;
    /* The nearest so far. */
    uint32_t nearest;        /* the best of the equally near ones */
    nsc_point_fitness found; /* its fitness */
    uint32_t steps;          /* its distance */
    size_t equally_near;     /* 0: none was found */
} search;

/* ---- candidates ---- */

static bool qualifies(const search *job, const nsc_point_fitness *found) {
    if (!nsc_better(&job->order, found->value, job->own.value))
        return false;
    return !job->question->beyond_noise || nsc_fitness_compare_noise(job->own, *found) == NSC_NOISE_BEYOND;
}

/* Takes a point at a distance into account; points come in the order of their ids among equally near ones. */
static void offer(search *job, uint32_t point, nsc_point_fitness found, uint32_t steps) {
    if (!qualifies(job, &found) || (job->equally_near > 0 && steps > job->steps))
        return;
    if (job->equally_near > 0 && steps < job->steps)
        job->equally_near = 0;
    const double gain = nsc_merit(&job->order, found.value) - nsc_merit(&job->order, job->found.value);
    if (job->equally_near++ > 0 && !(gain > 0 || (gain == 0 && point < job->nearest)))
        return;
    job->nearest = point;
    job->found = found;
    job->steps = steps;
}

/* ---- three ways to search ---- */

static nsc_status search_neighbours(search *job, nsc_error *error) {
    nsc_near_points near = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_near_points_by_steps(&near, job->opened, job->relation, job->centre, 1, job->question->control, error));
    NSC_TRY(nsc_near_points_evaluate(&near, job->opened, job->question->fitness, error));
    job->own = near.own;
    job->order = near.order;
    job->provenance = near.provenance;
    for (size_t place = 0; place < near.count; place++)
        offer(job, near.items[place].point, near.items[place].found, 1);
out:
    nsc_near_points_release(&near);
    return status;
}

static nsc_status search_rings(search *job, const nsc_fitness *fitness, nsc_error *error) {
    const nsc_graph *graph;
    nsc_rings rings = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_graph(job->opened, job->relation, &graph, error));
    NSC_TRY(nsc_rings_open(&rings, graph, job->centre, error));
    while (job->equally_near == 0 && nsc_rings_next(&rings, NULL, NULL))
        for (uint32_t place = rings.first; place < rings.end; place++)
            offer(job, rings.points[place], nsc_fitness_at(fitness, rings.points[place]), rings.distance);
out:
    nsc_rings_close(&rings);
    return status;
}

static nsc_status search_distances(search *job, const nsc_fitness *fitness, nsc_error *error) {
    uint8_t *distances = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&distances, job->space->point_count, sizeof *distances, error));
    NSC_TRY(job->distance->to_nearest(job->space, NULL, &job->centre, 1, job->question->control, distances, error));
    for (uint32_t point = 0; point < job->space->point_count; point++)
        if (distances[point] != NSC_UNREACHED)
            offer(job, point, nsc_fitness_at(fitness, point), distances[point]);
out:
    free(distances);
    return status;
}

static bool by_hops(const search *job) {
    return job->distance->changes == NULL;
}

static nsc_status find_nearest(search *job, nsc_error *error) {
    const nsc_fitness *fitness;
    nsc_status status = NSC_OK;
    if (by_hops(job))
        NSC_TRY(search_neighbours(job, error));
    if (job->equally_near > 0 || (by_hops(job) && isnan(job->own.value)))
        return NSC_OK;
    NSC_TRY(nsc_landscape_fitness(job->opened, job->question->fitness, &fitness, error));
    job->own = nsc_fitness_at(fitness, job->centre);
    job->order = nsc_order_of(fitness);
    job->provenance = nsc_provenance_of(fitness);
    NSC_TRY(by_hops(job) ? search_rings(job, fitness, error) : search_distances(job, fitness, error));
out:
    return status;
}

/* ---- none ---- */

/* Says why there is no nearest better point. */
static nsc_status none_better(const search *job, nsc_error *error) {
    const char *cell = job->question->points[0], *rule = job->provenance.fitness;
    const nsc_fitness *fitness;
    size_t better = 0;
    if (isnan(job->own.value))
        return nsc_error_set(error, NSC_MISSING, "%.64s has no fitness %s to compare with", cell, rule);
    const nsc_status status = nsc_landscape_fitness(job->opened, job->question->fitness, &fitness, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        better += nsc_better(&job->order, fitness->values[point], job->own.value);
    if (better == 0)
        return nsc_error_set(error, NSC_MISSING, "no evaluated point is better than %.64s by %s", cell, rule);
    if (job->question->beyond_noise)
        return nsc_error_set(error, NSC_MISSING,
                             "of %zu points with a better %s than %.64s, none is better beyond the noise%s", better,
                             rule, cell,
                             fitness->standard_errors == NULL ? ": the data has no standard errors, which take two or "
                                                                "more runs of a point"
                                                              : "");
    return nsc_error_set(error, NSC_MISSING,
                         "%zu points have a better %s than %.64s, but no path leads to any of them "
                         "by the relation %s",
                         better, rule, cell, job->relation->name);
}

/* ---- the changes that lead there ---- */

/* Writes the changes along a shortest path. */
static nsc_status write_hops(const search *job, FILE *stream, nsc_error *error) {
    nsc_landscape landscape = {.space = job->space, .relation = job->relation};
    nsc_path path = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_fitness(job->opened, job->question->fitness, &landscape.fitness, error));
    NSC_TRY(nsc_landscape_graph(job->opened, job->relation, &landscape.graph, error));
    NSC_TRY(
        nsc_path_find(&path, &landscape, NSC_PATH_SHORTEST, job->centre, job->nearest, job->question->control, error));
    for (uint32_t step = 1; step < path.count; step++) {
        char *change;
        NSC_TRY(nsc_change_text(job->space, job->relation, path.points[step - 1], path.points[step], &change, error));
        fprintf(stream, "%s%s", step > 1 ? "; " : "", change);
        free(change);
    }
out:
    nsc_path_release(&path);
    return status;
}

/* Writes the list of changes of another distance. */
static nsc_status write_script(const search *job, FILE *stream, nsc_error *error) {
    nsc_changes changes = {0};
    const nsc_status status =
        job->distance->changes(job->space, job->centre, job->nearest, job->question->control, &changes, error);
    if (status == NSC_OK && changes.start != NULL)
        fprintf(stream, "begin with %s; ", changes.start);
    for (uint32_t step = 0; status == NSC_OK && step < changes.distance; step++)
        fprintf(stream, "%s%s", step > 0 ? "; " : "", changes.steps[step]);
    nsc_changes_release(&changes);
    return status;
}

/* The changes in one line, released by free(). */
static nsc_status tell_changes(const search *job, char **text, nsc_error *error) {
    size_t size;
    if (by_hops(job) && job->steps == 1)
        return nsc_change_text(job->space, job->relation, job->centre, job->nearest, text, error);
    FILE *stream = nsc_text_stream_open(text, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "the changes");
    const nsc_status status = by_hops(job) ? write_hops(job, stream, error) : write_script(job, stream, error);
    return fclose(stream) == 0 ? status : nsc_error_out_of_memory(error, "the changes");
}

/* ---- the row ---- */

static nsc_status write_nearest(const search *job, const nsc_row_sink *sink, nsc_error *error) {
    nsc_column columns[NEAREST_COLUMNS];
    nsc_namer namer;
    nsc_point_name name;
    char *changes = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_namer_open(&namer, job->space, 1, error));
    NSC_TRY(nsc_namer_name(&namer, job->nearest, &name, error));
    NSC_TRY(tell_changes(job, &changes, error));
    memcpy(columns, nearest_columns, sizeof columns);
    columns[1].name = nsc_space_point_column(job->space);
    NSC_TRY(nsc_sink_begin(sink, columns, NEAREST_COLUMNS, error));
    NSC_TRY(nsc_sink_row(sink,
                         NSC_ROW(nsc_unsigned(job->steps), nsc_text(name.text), nsc_text(changes),
                                 nsc_real(job->found.value), nsc_real(job->found.value - job->own.value),
                                 nsc_beyond_noise_value(job->own, job->found), nsc_text(job->distance->name),
                                 nsc_unsigned(job->equally_near), nsc_real(job->found.standard_error),
                                 nsc_run_count(job->found.runs), nsc_integer(job->nearest),
                                 by_hops(job) ? nsc_text(job->relation->name) : nsc_missing(),
                                 nsc_text(job->provenance.fitness), nsc_text(job->provenance.direction),
                                 nsc_text(job->provenance.origin), nsc_text(job->provenance.source)),
                         error));
out:
    free(changes);
    return status;
}

static nsc_status run(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error) {
    search job = {.opened = opened, .question = question};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &job.space, error));
    NSC_TRY(nsc_point_or_best(opened, question, question->points[0], &job.centre, error));
    NSC_TRY(nsc_question_relation(opened, question, &job.relation, error));
    NSC_TRY(nsc_distance_of(job.space, question->distance, &job.distance, error));
    NSC_TRY(find_nearest(&job, error));
    NSC_TRY(job.equally_near > 0 ? write_nearest(&job, sink, error) : none_better(&job, error));
out:
    return status;
}

const nsc_query nsc_query_nearest_better = {
    .name = "nearest-better",
    .meaning = "the nearest point that is better than a cell or another point",
    .points_minimum = 1,
    .points_maximum = 1,
    .reads = NSC_QUESTION_READS(FITNESS) | NSC_QUESTION_READS(RELATION) | NSC_QUESTION_READS(DISTANCE) |
             NSC_QUESTION_READS(BEYOND_NOISE),
    .columns = nearest_columns,
    .column_count = NEAREST_COLUMNS,
    .run = run,
};
