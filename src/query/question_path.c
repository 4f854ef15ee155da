/* A path from one point to another, step by step; path_search.c chooses it. */
#include "query/path_search.h"
#include "query/steps.h"

#include <string.h>

static const nsc_column path_columns[] = {
    NSC_STEP_COLUMN_LIST,
    {"path", "shortest, widest or improving"},
    {"note", "\"unevaluated points\": every path leads through some, so that the widest cannot be told, and a shortest "
             "one is given; else empty"},
    NSC_STEP_END_COLUMN_LIST,
};
enum { OWN_COLUMNS = 2 };

typedef struct answer {
    const nsc_question *question;
    nsc_landscape landscape;
    nsc_step_writer writer;
    uint32_t from, to;
    nsc_point_name from_name, to_name;
} answer;

/* ---- no path ---- */

/* A distance by which all points of the space are connected; NULL if it has none. */
static const char *distance_without_graph(const nsc_space *space) {
    for (size_t row = 0; row < nsc_distance_count; row++)
        if (nsc_distances[row].changes != NULL && nsc_distances[row].offered(space))
            return nsc_distances[row].name;
    return NULL;
}

/* The space's first relation, if that is another one; else NULL. */
static const char *other_relation(const answer *job) {
    const nsc_relation *first;
    const nsc_relation *own = job->landscape.relation;
    return nsc_relation_of(job->landscape.space, NULL, &first, NULL) == NSC_OK && first != own ? first->name : NULL;
}

static nsc_status no_way(const answer *job, nsc_error *error) {
    const char *relation = job->landscape.relation->name, *other = other_relation(job);
    const char *distance = distance_without_graph(job->landscape.space);
    char advice[200] = "";
    if (other != NULL)
        snprintf(advice, sizeof advice, "; try --relation %.40s", other);
    if (distance != NULL) {
        const size_t length = strlen(advice);
        snprintf(advice + length, sizeof advice - length,
                 "%s `nasscape graph distance A B --distance %.40s`, which needs no path",
                 other != NULL ? " or" : "; try", distance);
    }
    return nsc_error_set(error, NSC_MISSING, "no path leads from %.64s to %.64s by the relation %s%s%s",
                         job->from_name.text, job->to_name.text, relation,
                         job->landscape.relation->directed ? ", whose edges have a direction" : "", advice);
}

static nsc_status no_improving(const answer *job, const nsc_path *path, nsc_error *error) {
    const nsc_fitness *fitness = job->landscape.fitness;
    nsc_point_name best;
    if (!nsc_fitness_known(fitness, job->from) || !nsc_fitness_known(fitness, job->to))
        return nsc_error_set(error, NSC_MISSING, "there is no improving path: %.64s has no fitness %s",
                             nsc_fitness_known(fitness, job->from) ? job->to_name.text : job->from_name.text,
                             fitness->rule.text);
    if (path->reached == 1)
        return nsc_error_set(error, NSC_MISSING,
                             "there is no improving path from %.64s to %.64s: no step from the first one leads to a "
                             "better fitness than its %.5g",
                             job->from_name.text, job->to_name.text, fitness->values[job->from]);
    const nsc_status status = nsc_namer_name(&job->writer.namer, path->best, &best, error);
    return status != NSC_OK
               ? status
               : nsc_error_set(error, NSC_MISSING,
                               "there is no improving path from %.64s to %.64s: improving steps lead to %u other "
                               "points, at best to %.64s with the fitness %.5g, %u steps away; the last point has %.5g",
                               job->from_name.text, job->to_name.text, path->reached - 1, best.text,
                               fitness->values[path->best], path->best_steps, fitness->values[job->to]);
}

/* ---- rows ---- */

static nsc_status write_path(answer *job, const nsc_path *path, nsc_error *error) {
    const nsc_value own[OWN_COLUMNS] = {nsc_text(nsc_path_kind_names[path->kind]),
                                        nsc_text(path->through_unevaluated ? "unevaluated points" : NULL)};
    nsc_step step = {0};
    char *change = NULL;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < path->count; number++) {
        step = (nsc_step){.number = number,
                          .point = path->points[number],
                          .found = nsc_fitness_at(job->landscape.fitness, path->points[number]),
                          .before = step.found};
        if (number > 0)
            NSC_TRY(nsc_change_text(job->landscape.space, job->writer.relation, path->points[number - 1],
                                    path->points[number], &change, error));
        step.change = change;
        NSC_TRY(nsc_steps_row(&job->writer, &step, own, OWN_COLUMNS, error));
        free(change);
        change = NULL;
    }
out:
    free(change);
    return status;
}

/* Writes the path of one kind. A path that does not exist is a failure, unless all are asked for and a path exists. */
static nsc_status answer_kind(answer *job, nsc_path_kind kind, nsc_error *error) {
    const bool all = job->question->path == NSC_PATH_KINDS;
    nsc_path path;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_path_find(&path, &job->landscape, kind, job->from, job->to, job->question->control, error));
    if (path.count > 0) {
        status = write_path(job, &path, error);
    } else if (kind != NSC_PATH_IMPROVING) {
        status = no_way(job, error);
    } else if (!all) {
        status = no_improving(job, &path, error);
    } else {
        nsc_error reason = {0};
        no_improving(job, &path, &reason);
        nsc_question_note(job->question, "%s", reason.message);
    }
    nsc_path_release(&path);
out:
    return status;
}

static nsc_status open_answer(answer *job, nsc_opened_landscape *opened, const nsc_row_sink *sink, nsc_error *error) {
    const nsc_question *question = job->question;
    nsc_step_writer *writer = &job->writer;
    nsc_landscape *landscape = &job->landscape;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &landscape->space, error));
    NSC_TRY(nsc_question_relation(opened, question, &writer->relation, error));
    landscape->relation = writer->relation;
    NSC_TRY(nsc_point_or_best(opened, question, question->points[0], &job->from, error));
    NSC_TRY(nsc_point_or_best(opened, question, question->points[1], &job->to, error));
    NSC_TRY(nsc_landscape_fitness(opened, question->fitness, &landscape->fitness, error));
    NSC_TRY(nsc_landscape_graph(opened, writer->relation, &landscape->graph, error));
    NSC_TRY(nsc_namer_open(&writer->namer, landscape->space, 0, error));
    NSC_TRY(nsc_namer_name(&writer->namer, job->from, &job->from_name, error));
    NSC_TRY(nsc_namer_name(&writer->namer, job->to, &job->to_name, error));
    writer->sink = sink;
    writer->columns = path_columns;
    writer->column_count = NSC_COUNT_OF(path_columns);
    writer->provenance = nsc_provenance_of(landscape->fitness);
out:
    return status;
}

static nsc_status run(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error) {
    const bool all = question->path == NSC_PATH_KINDS;
    answer job = {.question = question};
    nsc_status status = NSC_OK;
    NSC_TRY(open_answer(&job, opened, sink, error));
    for (int kind = 0; kind < NSC_PATH_KINDS; kind++)
        if (all || question->path == (nsc_path_kind)kind)
            NSC_TRY(answer_kind(&job, (nsc_path_kind)kind, error));
out:
    return status;
}

const nsc_query nsc_query_path = {
    .name = "path",
    .meaning = "a path from one point to another, with the change and the fitness at each step",
    .points_minimum = 2,
    .points_maximum = 2,
    .reads = NSC_QUESTION_READS(FITNESS) | NSC_QUESTION_READS(RELATION) | NSC_QUESTION_READS(PATH),
    .columns = path_columns,
    .column_count = NSC_COUNT_OF(path_columns),
    .run = run,
};
