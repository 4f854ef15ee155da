/* What is known of one point, in keys and values: its properties, and every measurement of it. */
#include "query/cell_internal.h"

#include "data/data.h"

#include <math.h>
#include <string.h>

static nsc_status add_structure(nsc_table *table, const nsc_nb101 *nb101, uint32_t id, nsc_error *error) {
    const nsc_cell cell = nsc_nb101_cell(nb101, id);
    const nsc_hash fingerprint = nsc_cell_fingerprint(&cell);
    char hash[33];
    nsc_status status = NSC_OK;
    nsc_hash_format(&fingerprint, hash);
    NSC_TRY(nsc_cell_add_keys(table, hash, id, &cell, error));
    NSC_TRY(nsc_table_add_key(table, "depth", nsc_integer(nsc_cell_depth(cell.edges, cell.vertex_count)), error));
    NSC_TRY(nsc_table_add_key(table, "width", nsc_integer(nsc_cell_width(cell.edges, cell.vertex_count)), error));
out:
    return status;
}

/* Adds everything that is the same network, between spaces: the strings of NAS-Bench-201, the matrices of a cell. */
static nsc_status add_same_network(nsc_table *table, const nsc_space *space, uint32_t point, nsc_error *error) {
    nsc_spellings found = {0};
    char *list = NULL, *end;
    size_t size = 1;
    nsc_status status = NSC_OK;
    if (space->same_network == NULL)
        return NSC_OK;
    NSC_TRY(space->same_network(space, point, &found, error));
    for (size_t number = 0; number < found.count; number++)
        size += strlen(found.texts[number]) + 1;
    NSC_TRY(nsc_allocate(&list, size, 1, error));
    end = list;
    for (size_t number = 0; number < found.count; number++)
        end = stpcpy(stpcpy(end, number > 0 ? " " : ""), found.texts[number]);
    NSC_TRY(nsc_table_add_key(table, "same_network_count", nsc_integer((int64_t)found.count), error));
    NSC_TRY(nsc_table_add_key(table, "same_network", nsc_text(list), error));
out:
    nsc_spellings_release(&found);
    free(list);
    return status;
}

/* Adds the fitness of a rule; NULL: that of the landscape. */
static nsc_status add_fitness(nsc_table *table, nsc_opened_landscape *opened, const char *rule, uint32_t id,
                              nsc_error *error) {
    nsc_provenance provenance;
    nsc_point_fitness found;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_values(opened, rule, &id, 1, &found, &provenance, error));
    NSC_TRY(nsc_table_add_key(table, provenance.fitness, nsc_real(found.value), error));
    NSC_TRY(nsc_table_add_key(table, "standard_error", nsc_real(found.standard_error), error));
    NSC_TRY(nsc_table_add_key(table, "runs", nsc_run_count(found.runs), error));
    NSC_TRY(nsc_table_add_key(table, "origin", nsc_text(provenance.origin), error));
    NSC_TRY(nsc_table_add_key(table, "source", nsc_text(provenance.source), error));
out:
    return status;
}

/* Adds the two fitnesses of the built-in surrogate. */
static nsc_status add_surrogate(nsc_table *table, nsc_opened_landscape *opened, uint32_t id, nsc_error *error) {
    static const char *const offered[] = {"test@108", "time@108"};
    nsc_provenance provenance = {0};
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < sizeof offered / sizeof offered[0]; number++) {
        nsc_point_fitness found;
        NSC_TRY(nsc_landscape_values(opened, offered[number], &id, 1, &found, &provenance, error));
        NSC_TRY(nsc_table_add_key(table, provenance.fitness, nsc_real(found.value), error));
    }
    NSC_TRY(nsc_table_add_key(table, "origin", nsc_text(provenance.origin), error));
    NSC_TRY(nsc_table_add_key(table, "source", nsc_text(provenance.source), error));
out:
    return status;
}

/* The rule of one run, or of the mean, as --fitness takes it: test@108:run1:halfway. */
static nsc_fitness_rule rule_of_run(const nsc_measurements *measurements, size_t budget, nsc_metric metric,
                                    uint32_t run) {
    const nsc_policy policy = run == NSC_RUN_MEAN ? NSC_POLICY_MEAN : (nsc_policy)(NSC_POLICY_RUN1 + run);
    return nsc_fitness_rule_of(metric, nsc_measurements_epochs(measurements, budget), policy);
}

/* Adds the mean of the runs of a metric with its standard error and their number. */
static nsc_status add_mean(nsc_table *table, const nsc_measurements *measurements, size_t budget, nsc_metric metric,
                           uint32_t id, nsc_error *error) {
    const nsc_fitness_rule rule = rule_of_run(measurements, budget, metric, NSC_RUN_MEAN);
    nsc_point_fitness found;
    char key[256];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_fitness_of_points(&rule, measurements, &id, 1, &found, error));
    NSC_TRY(nsc_table_add_key(table, rule.text, nsc_real(found.value), error));
    nsc_text_format(key, sizeof key, "%s standard_error", rule.text);
    NSC_TRY(nsc_table_add_key(table, key, nsc_real(found.standard_error), error));
    nsc_text_format(key, sizeof key, "%s runs", rule.text);
    NSC_TRY(nsc_table_add_key(table, key, nsc_run_count(found.runs), error));
out:
    return status;
}

/* Adds all measurements of the cell at one budget; the mean where there are several runs of a metric. */
static nsc_status add_runs(nsc_table *table, const nsc_measurements *measurements, size_t budget, uint32_t id,
                           nsc_error *error) {
    nsc_point_runs runs = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measurements_point(measurements, budget, id, &runs, error));
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
        size_t count = 0;
        bool has_mean = false;
        for (size_t run = 0; run < runs.count; run++) {
            const double value = runs.items[run].values[metric];
            if (isnan(value))
                continue;
            has_mean = has_mean || runs.items[run].run == NSC_RUN_MEAN;
            count++;
            NSC_TRY(nsc_table_add_key(table,
                                      rule_of_run(measurements, budget, (nsc_metric)metric, runs.items[run].run).text,
                                      nsc_real(value), error));
        }
        if (count > 1 && !has_mean)
            NSC_TRY(add_mean(table, measurements, budget, (nsc_metric)metric, id, error));
    }
out:
    free(runs.items);
    return status;
}

/* Adds the column that is the fitness; others may be loaded for other questions. */
static nsc_status add_column(nsc_table *table, nsc_opened_landscape *opened, uint32_t id, nsc_error *error) {
    const char *column = nsc_landscape_fitness_column(opened);
    nsc_provenance provenance;
    nsc_point_fitness found;
    char rule[160];
    nsc_status status = NSC_OK;
    if (column == NULL)
        return NSC_OK;
    nsc_text_format(rule, sizeof rule, "column:%s", column);
    NSC_TRY(nsc_landscape_values(opened, rule, &id, 1, &found, &provenance, error));
    NSC_TRY(nsc_table_add_key(table, rule, nsc_real(found.value), error));
out:
    return status;
}

static nsc_status add_measurements(nsc_table *table, nsc_opened_landscape *opened, uint32_t id, nsc_error *error) {
    const nsc_measurements *measurements;
    nsc_status status = NSC_OK;
    const size_t keys_before = nsc_table_row_count(table);
    NSC_TRY(nsc_landscape_measurements(opened, &measurements, error));
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++)
        NSC_TRY(add_runs(table, measurements, budget, id, error));
    NSC_TRY(add_column(table, opened, id, error));
    const bool found = nsc_table_row_count(table) > keys_before;
    const char *origin = nsc_origin_name(nsc_measurements_origin(measurements));
    NSC_TRY(nsc_table_add_key(table, "origin", nsc_text(found ? origin : "not measured"), error));
    NSC_TRY(nsc_table_add_key(table, "source", nsc_text(nsc_measurements_paths(measurements)), error));
out:
    return status;
}

static nsc_status add_values(nsc_table *table, nsc_opened_landscape *opened, const nsc_question *question,
                             const nsc_space *space, uint32_t point, nsc_error *error) {
    if (question->fitness != NULL || nsc_landscape_model(opened) != NULL)
        return add_fitness(table, opened, question->fitness, point, error);
    if (!nsc_landscape_builtin(opened))
        return add_measurements(table, opened, point, error);
    if (nsc_space_nb101(space) != NULL)
        return add_surrogate(table, opened, point, error);
    nsc_question_note(question, "the built-in surrogate covers nb101 only; give --data or --fitness for a fitness of "
                                "this point");
    return NSC_OK;
}

static nsc_status run(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error) {
    const nsc_space *space;
    nsc_table *table = NULL;
    uint32_t point;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(nsc_question_points(space, question, &point, error));
    NSC_TRY(nsc_table_create(&table, nsc_key_columns, NSC_KEY_COLUMNS, error));
    if (nsc_space_nb101(space) != NULL)
        NSC_TRY(add_structure(table, nsc_space_nb101(space), point, error));
    else
        NSC_TRY(nsc_points_add(table, space, point, error));
    NSC_TRY(add_values(table, opened, question, space, point, error));
    NSC_TRY(nsc_cell_add_neighbours(table, opened, question, point, error));
    if (question->standing)
        NSC_TRY(nsc_cell_add_standing(table, opened, question, point, error));
    NSC_TRY(add_same_network(table, space, point, error)); /* the last: a long line */
    NSC_TRY(nsc_sink_table(sink, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

const nsc_query nsc_query_cell = {
    .name = "cell",
    .meaning = "properties and measurements of a cell or another point",
    .points_minimum = 1,
    .points_maximum = 1,
    .reads = NSC_QUESTION_READS(FITNESS) | NSC_QUESTION_READS(RELATION) | NSC_QUESTION_READS(STANDING),
    .columns = nsc_key_columns,
    .column_count = NSC_KEY_COLUMNS,
    .run = run,
};
