/*
 * Two points side by side: how far apart they are by each distance of the space, with the changes that lead from the
 * first to the second; their features; and every fitness that is known of either.
 */
#include "query/path_search.h"
#include "query/steps.h"

#include "data/data.h"

#include <math.h>
#include <string.h>

static const nsc_column compare_columns[] = {
    {"kind", "what the row is about: point, distance, change, feature or fitness"},
    {"name", "of a distance and of each change that leads from A to B by it, of a feature, or the rule of a fitness; "
             "of a point, the column that names it"},
    {"a", "value of A"},
    {"b", "value of B"},
    {"difference", "value of B minus value of A; of a distance: the distance from A to B, empty if B cannot be "
                   "reached"},
    {"standard_error", "standard error of the difference, the root of the sum of both squared; empty if one is "
                       "missing"},
    NSC_COLUMN_BEYOND_NOISE,
    {"step", "of a change: its number, from 1; 0 for the encoding of A from which the changes start"},
    {"change", "of a change: the change"},
    {"a_standard_error", "standard error of the mean of A"},
    {"b_standard_error", "standard error of the mean of B"},
    {"a_runs", "training runs behind the value of A; empty if nobody knows, or if the fitness has no runs"},
    {"b_runs", "training runs behind the value of B; empty if nobody knows, or if the fitness has no runs"},
    {"relation", "of hops: the relation that they follow"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
};

/* A row, by its columns; what is all zero is missing. */
typedef struct comparison {
    const char *kind, *name;
    nsc_value a, b, difference, standard_error, beyond_noise, step, change;
    nsc_value a_standard_error, b_standard_error, a_runs, b_runs, relation;
    nsc_provenance provenance;
} comparison;

typedef struct answer {
    nsc_opened_landscape *opened;
    const nsc_question *question;
    const nsc_row_sink *sink;
    const nsc_space *space;
    uint32_t points[2];
} answer;

static nsc_status write_row(const answer *job, const comparison *row, nsc_error *error) {
    return nsc_sink_row(job->sink,
                        NSC_ROW(nsc_text(row->kind), nsc_text(row->name), row->a, row->b, row->difference,
                                row->standard_error, row->beyond_noise, row->step, row->change, row->a_standard_error,
                                row->b_standard_error, row->a_runs, row->b_runs, row->relation,
                                nsc_text(row->provenance.direction), nsc_text(row->provenance.origin),
                                nsc_text(row->provenance.source)),
                        error);
}

/* ---- the points ---- */

static nsc_status compare_points(const answer *job, nsc_error *error) {
    nsc_point_name names[2];
    nsc_namer namer;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_namer_open(&namer, job->space, 2, error));
    for (int end = 0; end < 2; end++)
        NSC_TRY(nsc_namer_name(&namer, job->points[end], &names[end], error));
    const comparison row = {.kind = "point",
                            .name = nsc_space_point_column(job->space),
                            .a = nsc_text(names[0].text),
                            .b = nsc_text(names[1].text)};
    NSC_TRY(write_row(job, &row, error));
out:
    return status;
}

/* ---- distances ---- */

static nsc_status write_distance(const answer *job, const char *name, nsc_value distance, const char *relation,
                                 nsc_error *error) {
    const comparison row = {.kind = "distance", .name = name, .difference = distance, .relation = nsc_text(relation)};
    return write_row(job, &row, error);
}

static nsc_status write_change(const answer *job, const char *name, size_t step, const char *change,
                               const char *relation, nsc_error *error) {
    const comparison row = {.kind = "change",
                            .name = name,
                            .step = nsc_unsigned(step),
                            .change = nsc_text(change),
                            .relation = nsc_text(relation)};
    return write_row(job, &row, error);
}

/* The fitness that chooses among shortest paths; NULL if the landscape has none. */
static nsc_status find_fitness(const answer *job, const nsc_fitness **fitness, nsc_error *error) {
    nsc_error reason = {0};
    const nsc_status status = nsc_landscape_fitness(job->opened, job->question->fitness, fitness, &reason);
    if (status == NSC_FAILED)
        return nsc_error_pass(error, status, &reason);
    if (status == NSC_OK)
        return NSC_OK;
    *fitness = NULL;
    nsc_question_note(job->question, "no fitness is compared: %s", reason.message);
    return NSC_OK;
}

/* The changes along the path that `query path` gives; without a fitness, of the shortest paths that with the lowest
 * ids. */
static nsc_status compare_hops(const answer *job, const nsc_distance *distance, nsc_error *error) {
    nsc_landscape landscape = {.space = job->space};
    nsc_path path = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(find_fitness(job, &landscape.fitness, error));
    NSC_TRY(nsc_question_relation(job->opened, job->question, &landscape.relation, error));
    NSC_TRY(nsc_landscape_graph(job->opened, landscape.relation, &landscape.graph, error));
    NSC_TRY(nsc_path_find(&path, &landscape, NSC_PATH_SHORTEST, job->points[0], job->points[1], job->question->control,
                          error));
    if (path.count == 0) {
        char reason_text[NSC_NO_PATH_SIZE];
        nsc_no_path_text(job->space, landscape.relation, reason_text);
        nsc_question_note(job->question, "%s", reason_text);
    }
    NSC_TRY(write_distance(job, distance->name, path.count > 0 ? nsc_unsigned(path.count - 1) : nsc_missing(),
                           landscape.relation->name, error));
    for (uint32_t step = 1; step < path.count; step++) {
        char *change;
        NSC_TRY(
            nsc_change_text(job->space, landscape.relation, path.points[step - 1], path.points[step], &change, error));
        status = write_change(job, distance->name, step, change, landscape.relation->name, error);
        free(change);
        if (status != NSC_OK)
            goto out;
    }
out:
    nsc_path_release(&path);
    return status;
}

static nsc_status write_script(const answer *job, const nsc_distance *distance, const nsc_changes *changes,
                               nsc_error *error) {
    char *start = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(write_distance(job, distance->name, nsc_unsigned(changes->distance), NULL, error));
    if (changes->start != NULL && changes->distance > 0)
        NSC_TRY(nsc_format_text(&start, error, "begin with %s", changes->start));
    if (start != NULL)
        NSC_TRY(write_change(job, distance->name, 0, start, NULL, error));
    for (uint32_t step = 0; step < changes->distance; step++)
        NSC_TRY(write_change(job, distance->name, step + 1, changes->steps[step], NULL, error));
out:
    free(start);
    return status;
}

static nsc_status compare_changes(const answer *job, const nsc_distance *distance, nsc_error *error) {
    nsc_changes changes = {0};
    nsc_status status =
        distance->changes(job->space, job->points[0], job->points[1], job->question->control, &changes, error);
    if (status == NSC_OK)
        status = write_script(job, distance, &changes, error);
    nsc_changes_release(&changes);
    return status;
}

/* The distance that was asked for; else all that need no pass over all encodings. */
static nsc_status compare_distances(const answer *job, nsc_error *error) {
    const nsc_distance *asked;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_distance_of(job->space, job->question->distance, &asked, error));
    for (size_t row = 0; row < nsc_distance_count; row++) {
        const nsc_distance *distance = &nsc_distances[row];
        if (!distance->offered(job->space) ||
            (job->question->distance != NULL ? distance != asked : distance->over_encodings))
            continue;
        NSC_TRY(distance->changes != NULL ? compare_changes(job, distance, error) : compare_hops(job, distance, error));
    }
out:
    return status;
}

/* ---- features ---- */

static nsc_status write_feature(const answer *job, const char *name, nsc_value a, nsc_value b, nsc_error *error) {
    const bool numbers = a.type == NSC_VALUE_REAL && b.type == NSC_VALUE_REAL;
    const comparison row = {.kind = "feature",
                            .name = name,
                            .a = a,
                            .b = b,
                            .difference = numbers ? nsc_real(b.as.real - a.as.real) : nsc_missing()};
    return write_row(job, &row, error);
}

static nsc_status compare_cells(const answer *job, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t feature = 0; feature < job->space->feature_count; feature++) {
        double values[2];
        if (job->space->features[feature].role == NSC_FEATURE_VOLUME)
            continue; /* takes a pass over all encodings */
        for (int end = 0; end < 2; end++)
            NSC_TRY(job->space->feature_value(job->space, feature, job->points[end], &values[end], error));
        NSC_TRY(
            write_feature(job, job->space->features[feature].name, nsc_real(values[0]), nsc_real(values[1]), error));
    }
out:
    return status;
}

/* What `query cell` tells of points that are no cells: their longer spelling, features, or the values of variables. */
static nsc_status compare_other_points(const answer *job, nsc_error *error) {
    const size_t named = 2; /* id and name come first */
    nsc_column columns[NSC_POINT_COLUMNS_MAXIMUM];
    nsc_value values[2][NSC_POINT_COLUMNS_MAXIMUM];
    nsc_naming_texts texts[2];
    const size_t count = nsc_point_columns(job->space, columns);
    nsc_status status = NSC_OK;
    for (int end = 0; end < 2; end++)
        NSC_TRY(nsc_point_values(job->space, job->points[end], &texts[end], values[end], error));
    for (size_t column = named; column < count; column++)
        NSC_TRY(write_feature(job, columns[column].name, values[0][column], values[1][column], error));
out:
    return status;
}

/* ---- fitnesses ---- */

static nsc_status write_fitness(const answer *job, const nsc_point_fitness found[2], const nsc_provenance *provenance,
                                nsc_error *error) {
    const comparison row = {.kind = "fitness",
                            .name = provenance->fitness,
                            .a = nsc_real(found[0].value),
                            .b = nsc_real(found[1].value),
                            .difference = nsc_real(found[1].value - found[0].value),
                            .standard_error = nsc_real(hypot(found[0].standard_error, found[1].standard_error)),
                            .beyond_noise = nsc_beyond_noise_value(found[0], found[1]),
                            .a_standard_error = nsc_real(found[0].standard_error),
                            .b_standard_error = nsc_real(found[1].standard_error),
                            .a_runs = nsc_run_count(found[0].runs),
                            .b_runs = nsc_run_count(found[1].runs),
                            .provenance = *provenance};
    return write_row(job, &row, error);
}

/* Compares by one rule; NULL: that of the landscape. */
static nsc_status compare_rule(const answer *job, const char *rule, nsc_error *error) {
    nsc_point_fitness found[2];
    nsc_provenance provenance;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_values(job->opened, rule, job->points, 2, found, &provenance, error));
    NSC_TRY(write_fitness(job, found, &provenance, error));
out:
    return status;
}

/* Compares by a metric at a budget, if either point has a value: the mean over runs, or the one run that there is. */
static nsc_status compare_metric(const answer *job, const nsc_measurements *measurements, size_t budget,
                                 nsc_metric metric, nsc_error *error) {
    const int epochs = nsc_measurements_epochs(measurements, budget);
    bool lone;
    uint32_t run;
    nsc_point_fitness found[2];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measurements_lone_run(measurements, epochs, metric, &lone, &run, error));
    const nsc_fitness_rule rule =
        nsc_fitness_rule_of(metric, epochs, lone ? (nsc_policy)(NSC_POLICY_RUN1 + run) : NSC_POLICY_MEAN);
    NSC_TRY(nsc_fitness_of_points(&rule, measurements, job->points, 2, found, error));
    if (!isnan(found[0].value) || !isnan(found[1].value))
        NSC_TRY(compare_rule(job, rule.text, error));
out:
    return status;
}

static nsc_status compare_measurements(const answer *job, nsc_error *error) {
    const nsc_measurements *measurements;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_measurements(job->opened, &measurements, error));
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++)
        for (int metric = 0; metric < NSC_METRIC_COUNT; metric++)
            NSC_TRY(compare_metric(job, measurements, budget, (nsc_metric)metric, error));
    const char *column = nsc_landscape_fitness_column(job->opened);
    if (column != NULL) {
        char rule[160];
        nsc_text_format(rule, sizeof rule, "column:%s", column);
        NSC_TRY(compare_rule(job, rule, error));
    }
out:
    return status;
}

/* The fitness that was asked for; else all that the data has. */
static nsc_status compare_fitnesses(const answer *job, nsc_error *error) {
    static const char *const built_in[] = {"test@108", "time@108"};
    nsc_status status = NSC_OK;
    if (job->question->fitness != NULL || nsc_landscape_model(job->opened) != NULL)
        return compare_rule(job, job->question->fitness, error);
    if (!nsc_landscape_builtin(job->opened))
        return compare_measurements(job, error);
    for (size_t number = 0; nsc_space_nb101(job->space) != NULL && number < NSC_COUNT_OF(built_in); number++)
        NSC_TRY(compare_rule(job, built_in[number], error));
out:
    return status;
}

static nsc_status run(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error) {
    answer job = {.opened = opened, .question = question, .sink = sink};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &job.space, error));
    for (int end = 0; end < 2; end++)
        NSC_TRY(nsc_point_or_best(opened, question, question->points[end], &job.points[end], error));
    NSC_TRY(nsc_sink_begin(sink, compare_columns, NSC_COUNT_OF(compare_columns), error));
    NSC_TRY(compare_points(&job, error));
    NSC_TRY(compare_distances(&job, error));
    NSC_TRY(nsc_space_nb101(job.space) != NULL ? compare_cells(&job, error) : compare_other_points(&job, error));
    NSC_TRY(compare_fitnesses(&job, error));
out:
    return status;
}

const nsc_query nsc_query_compare = {
    .name = "compare",
    .meaning = "two points side by side: distances with their changes, features, fitnesses with their noise",
    .points_minimum = 2,
    .points_maximum = 2,
    .reads = NSC_QUESTION_READS(FITNESS) | NSC_QUESTION_READS(RELATION) | NSC_QUESTION_READS(DISTANCE),
    .columns = compare_columns,
    .column_count = NSC_COUNT_OF(compare_columns),
    .run = run,
};
