/*
 * Climbs from one point, each step told: by best improvement as in analysis/optima/climb.h, and by first improvement,
 * which takes the first better neighbour. Only the points on the way and their neighbours are evaluated.
 */
#include "analysis/optima/climb.h"
#include "query/near_points.h"
#include "query/steps.h"

#include <math.h>

static const nsc_column climb_columns[] = {
    NSC_STEP_COLUMN_LIST,
    {"method", "best: each step leads to the best neighbour; first: to the first better one of those tried"},
    {"better_neighbours", "neighbours of the point that are better than it by more than the tolerance"},
    {"evaluated_neighbours", "neighbours of the point that have a fitness"},
    {"neighbours", "neighbours of the point"},
    {"optimum", "yes: the climb ends here, as no evaluated neighbour is better; no: it goes on; empty: no neighbour is "
                "evaluated"},
    NSC_STEP_END_COLUMN_LIST,
};
enum { OWN_COLUMNS = 5 };

/* The methods, by their numbers in the option --method, whose last one is "both". */
typedef enum method { BEST, FIRST, METHODS } method;
static const char *const method_names[METHODS] = {"best", "first"};

typedef struct climb {
    nsc_opened_landscape *opened;
    const nsc_question *question;
    const nsc_space *space;
    nsc_step_writer writer;
    method method;
    gsl_rng *random; /* NULL: first improvement tries neighbours by their ids */
} climb;

/* The neighbours of a point on the way, ascending, and how many of them have a fitness, and a better one. */
typedef struct surroundings {
    nsc_near_points near;
    size_t evaluated, better;
} surroundings;

/* ---- one step ---- */

static nsc_status look_around(const climb *job, uint32_t point, surroundings *around, nsc_error *error) {
    nsc_near_points *near = &around->near;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_near_points_by_steps(near, job->opened, job->writer.relation, point, 1, job->question->control, error));
    NSC_TRY(nsc_near_points_evaluate(near, job->opened, job->question->fitness, error));
    for (size_t place = 0; place < near->count; place++) {
        around->evaluated += isnan(near->items[place].found.value) ? 0 : 1;
        around->better += nsc_near_point_better(near, &near->items[place]);
    }
out:
    return status;
}

static void forget(surroundings *around) {
    nsc_near_points_release(&around->near);
    *around = (surroundings){0};
}

/* The place of the first better neighbour: by id, or each better one with the same chance, as in a random order. */
static size_t first_better(const climb *job, const surroundings *around) {
    const nsc_near_points *near = &around->near;
    size_t passed =
        job->random != NULL && around->better > 0 ? nsc_random_below(job->random, (uint32_t)around->better) : 0;
    for (size_t place = 0; place < near->count; place++)
        if (nsc_near_point_better(near, &near->items[place]) && passed-- == 0)
            return place;
    return near->count;
}

/* The place of the best better neighbour: a row of the neighbours, numbered by their places, serves as in the graph. */
static nsc_status best_better(const climb *job, const nsc_near_points *near, size_t *next, nsc_error *error) {
    uint32_t *places = NULL;
    nsc_kind *kinds = NULL;
    double *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&places, near->count, sizeof *places, error));
    NSC_TRY(nsc_allocate(&kinds, near->count, sizeof *kinds, error));
    NSC_TRY(nsc_allocate(&values, near->count, sizeof *values, error));
    for (size_t place = 0; place < near->count; place++) {
        places[place] = (uint32_t)place;
        kinds[place] = near->items[place].kind;
        values[place] = near->items[place].found.value;
    }
    const nsc_row row = {.count = (uint32_t)near->count, .points = places, .kinds = kinds};
    *next = nsc_climb_step_at(job->space, &row, values, &near->order, near->own.value).place;
out:
    free(places);
    free(kinds);
    free(values);
    return status;
}

/* The change to a neighbour, released by free(). */
static nsc_status change_to(const climb *job, uint32_t point, const nsc_near_point *item, char **change,
                            nsc_error *error) {
    const nsc_neighbour neighbour = {item->point, item->kind, item->weight};
    nsc_change_texts *texts = NULL;
    const char *text;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_change_texts_open(&texts, job->space, job->writer.relation, point, error));
    NSC_TRY(nsc_change_texts_to(texts, &neighbour, &text, error));
    NSC_TRY(nsc_copy_text(change, text, error));
out:
    nsc_change_texts_close(texts);
    return status;
}

/* ---- the climb ---- */

/* Whether the point can be told to be an optimum or not: something evaluated is next to it, if only the point that the
 * climb came from, which is no neighbour where edges have a direction. */
static bool is_told(const climb *job, const nsc_step *step, const surroundings *around) {
    return around->evaluated > 0 || (step->number > 0 && !job->writer.relation->directed);
}

/* Says where the climb ends, and what that rests on. */
static nsc_status tell_end(const climb *job, const nsc_step *step, const surroundings *around, nsc_error *error) {
    nsc_point_name name;
    const nsc_status status = nsc_namer_name(&job->writer.namer, step->point, &name, error);
    if (status == NSC_OK)
        nsc_question_note(job->question,
                          "by %s improvement, %zu step%s to %.64s: of its %zu neighbours, %zu are "
                          "evaluated, and %s",
                          method_names[job->method], step->number, step->number == 1 ? " leads" : "s lead", name.text,
                          around->near.count, around->evaluated,
                          is_told(job, step, around) ? "none of these is better: a local optimum" : "more is unknown");
    return status;
}

/* Writes the row of a point on the way; *next is the place of the neighbour that the climb goes on to. */
static nsc_status tell_point(climb *job, const nsc_step *step, const surroundings *around, size_t *next,
                             nsc_error *error) {
    nsc_status status = NSC_OK;
    if (job->method == FIRST)
        *next = first_better(job, around);
    else
        NSC_TRY(best_better(job, &around->near, next, error));
    const bool ends = *next == around->near.count;
    const nsc_value own[OWN_COLUMNS] = {
        nsc_text(method_names[job->method]),
        nsc_unsigned(around->better),
        nsc_unsigned(around->evaluated),
        nsc_unsigned(around->near.count),
        is_told(job, step, around) ? nsc_text(ends ? "yes" : "no") : nsc_missing(),
    };
    job->writer.provenance = around->near.provenance;
    NSC_TRY(nsc_steps_row(&job->writer, step, own, OWN_COLUMNS, error));
    if (ends)
        NSC_TRY(tell_end(job, step, around, error));
out:
    return status;
}

static nsc_status climb_from(climb *job, uint32_t start, nsc_error *error) {
    surroundings around = {0};
    nsc_step step = {.point = start};
    char *change = NULL;
    size_t next;
    nsc_status status = NSC_OK;
    for (;;) {
        NSC_TRY(nsc_control_check(job->question->control, error));
        forget(&around);
        NSC_TRY(look_around(job, step.point, &around, error));
        step.found = around.near.own;
        if (isnan(step.found.value)) {
            status = nsc_error_set(error, NSC_MISSING, "%.64s has no fitness %s: a climb needs a start that has one",
                                   job->question->points[0], around.near.provenance.fitness);
            goto out;
        }
        NSC_TRY(tell_point(job, &step, &around, &next, error));
        if (next == around.near.count)
            break;
        const nsc_near_point *taken = &around.near.items[next];
        free(change);
        change = NULL;
        NSC_TRY(change_to(job, step.point, taken, &change, error));
        step = (nsc_step){step.number + 1, taken->point, change, taken->found, step.found};
    }
out:
    free(change);
    forget(&around);
    return status;
}

static nsc_status run(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error) {
    climb job = {.opened = opened,
                 .question = question,
                 .writer = {.sink = sink, .columns = climb_columns, .column_count = NSC_COUNT_OF(climb_columns)}};
    uint32_t start;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &job.space, error));
    NSC_TRY(nsc_point_or_best(opened, question, question->points[0], &start, error));
    NSC_TRY(nsc_question_relation(opened, question, &job.writer.relation, error));
    NSC_TRY(nsc_namer_open(&job.writer.namer, job.space, 0, error));
    if (question->seed != 0)
        NSC_TRY(nsc_random_create(&job.random, question->seed, NSC_STREAM_FIRST_IMPROVEMENT, 0, error));
    for (job.method = BEST; job.method < METHODS; job.method++)
        if (question->method == METHODS || question->method == (unsigned)job.method)
            NSC_TRY(climb_from(&job, start, error));
out:
    gsl_rng_free(job.random);
    return status;
}

const nsc_query nsc_query_climb = {
    .name = "climb",
    .meaning = "climbs from a point to a local optimum, step by step",
    .points_minimum = 1,
    .points_maximum = 1,
    .reads = NSC_QUESTION_READS(FITNESS) | NSC_QUESTION_READS(RELATION) | NSC_QUESTION_READS(METHOD) |
             NSC_QUESTION_READS(SEED),
    .columns = climb_columns,
    .column_count = NSC_COUNT_OF(climb_columns),
    .run = run,
};
