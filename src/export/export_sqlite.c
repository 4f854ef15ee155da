/* The rows of the exported database. */
#include "export/export_schema.h"

#include <math.h>
#include <string.h>

/* The fitnesses of one export: that of the names, and the means of further metrics. */
enum { RULES_MAXIMUM = 5 };

typedef struct export_job {
    const nsc_export_request *request;
    nsc_landscape landscape;
    nsc_exported_points points;
    const nsc_measurements *measurements; /* NULL: the data is none of files */
    const nsc_fitness *rules[RULES_MAXIMUM];
    size_t rule_count;
    nsc_sqlite sqlite;
} export_job;

static nsc_status begin_table(export_job *job, nsc_schema_name name, nsc_error *error) {
    const nsc_schema_table *table = &nsc_schema_tables[name];
    return nsc_sqlite_insert(&job->sqlite, table->name, table->column_count, error);
}

static nsc_status report(const export_job *job, const char *stage, uint32_t point, nsc_error *error) {
    if (point % 4096 != 0)
        return NSC_OK;
    nsc_control_report(job->request->control, stage, (double)point / job->landscape.space->point_count);
    return nsc_control_check(job->request->control, error);
}

/* ---- points ---- */

static nsc_status add_points(export_job *job, nsc_error *error) {
    const nsc_exported_points *points = &job->points;
    nsc_value values[NSC_NAMING_COLUMNS_MAXIMUM];
    nsc_naming_texts texts;
    nsc_status status = nsc_sqlite_insert(&job->sqlite, "points", points->name_count, error);
    for (uint32_t point = 0; status == NSC_OK && point < points->space->point_count; point++) {
        status = nsc_naming_values(points->space, point, &texts, values, error);
        if (status == NSC_OK)
            status = nsc_sqlite_add(&job->sqlite, values, points->name_count, error);
        if (status == NSC_OK)
            status = report(job, "points", point, error);
    }
    return status;
}

static nsc_status add_features(export_job *job, nsc_error *error) {
    const nsc_exported_points *points = &job->points;
    const size_t count = points->feature_count + 1;
    nsc_value *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&values, count, sizeof *values, error));
    NSC_TRY(nsc_sqlite_insert(&job->sqlite, "features", count, error));
    for (uint32_t point = 0; point < points->space->point_count; point++) {
        values[0] = nsc_integer(point);
        for (size_t feature = 0; feature < points->feature_count; feature++)
            values[feature + 1] = nsc_exported_value(&points->columns[feature], point);
        NSC_TRY(nsc_sqlite_add(&job->sqlite, values, count, error));
        NSC_TRY(report(job, "features", point, error));
    }
out:
    free(values);
    return status;
}

/* ---- edges ---- */

static nsc_status add_kinds(export_job *job, nsc_error *error) {
    const nsc_space *space = job->landscape.space;
    nsc_status status = begin_table(job, NSC_SCHEMA_EDGE_KINDS, error);
    for (size_t number = 0; status == NSC_OK && number < space->edge_kind_count; number++) {
        const nsc_edge_kind *kind = &space->edge_kinds[number];
        const nsc_value position = kind->position == NSC_POSITION_ANY ? nsc_missing() : nsc_integer(kind->position);
        status = nsc_sqlite_add(&job->sqlite,
                                NSC_ROW(nsc_integer((int64_t)number), nsc_text(kind->name), nsc_text(kind->from),
                                        nsc_text(kind->to), nsc_integer(kind->vertices), position,
                                        nsc_integer(kind->reverse)),
                                error);
    }
    return status;
}

static nsc_status add_edges(export_job *job, nsc_error *error) {
    const nsc_graph *graph = job->landscape.graph;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(begin_table(job, NSC_SCHEMA_EDGES, error));
    NSC_TRY(nsc_rows_open_with_kinds(&rows, graph, error));
    for (uint32_t from = 0; from < graph->point_count; from++) {
        const nsc_row row = nsc_rows_at(&rows, from);
        NSC_TRY(report(job, "edges", from, error));
        for (uint32_t place = 0; place < row.count; place++) {
            if (!nsc_graph_is_directed(graph) && row.points[place] < from)
                continue;
            const nsc_value weight = row.weights != NULL ? nsc_real(row.weights[place]) : nsc_missing();
            NSC_TRY(nsc_sqlite_add(&job->sqlite,
                                   NSC_ROW(nsc_integer(from), nsc_integer(row.points[place]),
                                           nsc_integer(nsc_row_kind(&row, place)), weight),
                                   error));
        }
    }
out:
    nsc_rows_close(&rows);
    return status;
}

/* ---- fitnesses ---- */

/* Finds the fitness of the names, and the means that the data has of the usual metrics at the same budget. */
static nsc_status choose_rules(export_job *job, nsc_error *error) {
    static const char *const metrics[] = {"valid", "test", "train", "time"};
    const nsc_fitness *fitness = job->landscape.fitness;
    const int epochs = fitness->rule.kind == NSC_FITNESS_METRIC ? fitness->rule.epochs : job->landscape.space->epochs;
    nsc_status status = NSC_OK;
    job->rules[job->rule_count++] = fitness;
    for (size_t metric = 0; metric < NSC_COUNT_OF(metrics); metric++) {
        char rule[32];
        nsc_asked_fitness asked;
        snprintf(rule, sizeof rule, epochs > 0 ? "%s@%d" : "%s", metrics[metric], epochs);
        NSC_TRY(nsc_landscape_ask(&job->landscape, rule, &asked, error));
        if (asked.fitness != NULL && asked.fitness != fitness)
            job->rules[job->rule_count++] = asked.fitness;
    }
out:
    return status;
}

static nsc_status add_rules(export_job *job, nsc_error *error) {
    nsc_status status = begin_table(job, NSC_SCHEMA_RULES, error);
    for (size_t rule = 0; status == NSC_OK && rule < job->rule_count; rule++) {
        const nsc_fitness *fitness = job->rules[rule];
        char runs[NSC_RUN_RANGE_SIZE];
        status = nsc_sqlite_add(
            &job->sqlite,
            NSC_ROW(nsc_integer((int64_t)rule + 1), nsc_text(fitness->rule.text),
                    nsc_text(nsc_direction_name(fitness->direction)), nsc_real(nsc_order_of(fitness).equal_within),
                    nsc_text(nsc_origin_name(fitness->origin)), nsc_text(fitness->source),
                    nsc_integer(fitness->known_count), nsc_real(nsc_fitness_coverage(fitness)),
                    nsc_text(nsc_run_range_text(fitness->runs, runs)), nsc_text(nsc_fitness_sample_text(fitness))),
            error);
    }
    return status;
}

static nsc_status add_fitness(export_job *job, size_t rule, nsc_error *error) {
    const nsc_fitness *fitness = job->rules[rule];
    nsc_status status = begin_table(job, NSC_SCHEMA_FITNESS, error);
    for (uint32_t point = 0; status == NSC_OK && point < fitness->point_count; point++) {
        if (!nsc_fitness_known(fitness, point))
            continue;
        const double standard_error = fitness->standard_errors != NULL ? fitness->standard_errors[point] : NAN;
        const nsc_value runs = nsc_run_count(fitness->run_counts != NULL ? fitness->run_counts[point] : 0);
        status = nsc_sqlite_add(&job->sqlite,
                                NSC_ROW(nsc_integer((int64_t)rule + 1), nsc_integer(point),
                                        nsc_real(fitness->values[point]), nsc_real(standard_error), runs),
                                error);
        if (status == NSC_OK)
            status = report(job, "fitness", point, error);
    }
    return status;
}

/* ---- single runs ---- */

/* The metrics in the order of the table's columns. */
static const nsc_metric metrics[NSC_METRIC_COUNT] = {
    NSC_METRIC_VALID,         NSC_METRIC_TEST,         NSC_METRIC_TRAIN,         NSC_METRIC_TIME,
    NSC_METRIC_HALFWAY_VALID, NSC_METRIC_HALFWAY_TEST, NSC_METRIC_HALFWAY_TRAIN, NSC_METRIC_HALFWAY_TIME};

/* The runs of all metrics at one budget, read side by side. */
typedef struct run_columns {
    nsc_run_values of[NSC_METRIC_COUNT];
    size_t place[NSC_METRIC_COUNT]; /* next value */
} run_columns;

/* The lowest run of a point that is not written yet; false if there is none. */
static bool next_run(const run_columns *runs, uint32_t point, uint32_t *run) {
    bool found = false;
    for (size_t metric = 0; metric < NSC_METRIC_COUNT; metric++) {
        const nsc_run_values *values = &runs->of[metric];
        if (runs->place[metric] >= values->first[point + 1])
            continue;
        const uint32_t candidate = values->values[runs->place[metric]].run;
        *run = found && *run < candidate ? *run : candidate;
        found = true;
    }
    return found;
}

static nsc_status add_run(export_job *job, run_columns *runs, int epochs, uint32_t point, uint32_t run,
                          nsc_error *error) {
    const nsc_names *names = nsc_measurements_run_names(job->measurements);
    nsc_value values[4 + NSC_METRIC_COUNT] = {
        nsc_integer(point),
        epochs > 0 ? nsc_integer(epochs) : nsc_missing(),
        run == NSC_RUN_MEAN ? nsc_missing() : nsc_integer((int64_t)run + 1),
        run != NSC_RUN_MEAN && run < names->count ? nsc_text(names->items[run]) : nsc_missing(),
    };
    for (size_t metric = 0; metric < NSC_METRIC_COUNT; metric++) {
        const nsc_run_values *of = &runs->of[metric];
        size_t *place = &runs->place[metric];
        const bool has = *place < of->first[point + 1] && of->values[*place].run == run;
        values[4 + metric] = has ? nsc_real(of->values[(*place)++].value) : nsc_missing();
    }
    return nsc_sqlite_add(&job->sqlite, values, NSC_COUNT_OF(values), error);
}

static nsc_status add_budget(export_job *job, size_t budget, nsc_error *error) {
    const int epochs = nsc_measurements_epochs(job->measurements, budget);
    run_columns runs = {0};
    uint32_t run = 0;
    nsc_status status = NSC_OK;
    for (size_t metric = 0; metric < NSC_METRIC_COUNT; metric++)
        NSC_TRY(nsc_measurements_runs(job->measurements, budget, metrics[metric], &runs.of[metric], error));
    for (uint32_t point = 0; point < job->landscape.space->point_count; point++) {
        NSC_TRY(report(job, "runs", point, error));
        while (next_run(&runs, point, &run))
            NSC_TRY(add_run(job, &runs, epochs, point, run, error));
    }
out:
    for (size_t metric = 0; metric < NSC_METRIC_COUNT; metric++)
        nsc_run_values_release(&runs.of[metric]);
    return status;
}

static nsc_status add_measurements(export_job *job, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (job->measurements == NULL)
        return NSC_OK;
    NSC_TRY(begin_table(job, NSC_SCHEMA_MEASUREMENTS, error));
    for (size_t budget = 0; budget < nsc_measurements_budget_count(job->measurements); budget++)
        NSC_TRY(add_budget(job, budget, error));
out:
    return status;
}

/* ---- all of it ---- */

static nsc_status add_facts(export_job *job, nsc_error *error) {
    const nsc_landscape *landscape = &job->landscape;
    nsc_table *facts = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_export_facts(job->request, landscape->space, landscape->graph, landscape->fitness, &facts, error));
    NSC_TRY(begin_table(job, NSC_SCHEMA_PROVENANCE, error));
    for (size_t row = 0; row < nsc_table_row_count(facts); row++)
        NSC_TRY(nsc_sqlite_add(&job->sqlite, NSC_ROW(nsc_table_value(facts, row, 0), nsc_table_value(facts, row, 1)),
                               error));
out:
    nsc_table_destroy(facts);
    return status;
}

static nsc_status add_all(export_job *job, nsc_error *error) {
    const bool minimise = job->landscape.fitness->direction == NSC_MINIMISE;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_schema_create(&job->sqlite, &job->points, error));
    NSC_TRY(add_facts(job, error));
    NSC_TRY(add_points(job, error));
    NSC_TRY(add_features(job, error));
    NSC_TRY(add_kinds(job, error));
    NSC_TRY(add_edges(job, error));
    NSC_TRY(add_rules(job, error));
    for (size_t rule = 0; rule < job->rule_count; rule++)
        NSC_TRY(add_fitness(job, rule, error));
    NSC_TRY(add_measurements(job, error));
    NSC_TRY(nsc_schema_finish(&job->sqlite, &job->points, job->landscape.graph, minimise, error));
    nsc_control_report(job->request->control, "points", 1);
out:
    return status;
}

nsc_status nsc_export_sqlite(const nsc_export_request *request, const nsc_output *output, nsc_error *error) {
    export_job job = {.request = request};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_sqlite_open(&job.sqlite, output, request->control, error));
    NSC_TRY(nsc_landscape_view(request->opened, &job.landscape, error));
    if (!nsc_landscape_builtin(request->opened) && nsc_landscape_model(request->opened) == NULL)
        NSC_TRY(nsc_landscape_measurements(request->opened, &job.measurements, error));
    NSC_TRY(choose_rules(&job, error));
    NSC_TRY(nsc_exported_points_list(&job.points, job.landscape.space, error));
    NSC_TRY(nsc_exported_points_fill(&job.points, job.landscape.fitness, request->control, error));
    NSC_TRY(add_all(&job, error));
out:
    status = nsc_sqlite_close(&job.sqlite, status, error);
    nsc_exported_points_release(&job.points);
    return status;
}
