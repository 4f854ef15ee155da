/* manifest.json: what a reader needs to trust the files beside it, or to make them again. */
#include "reports/exhibits.h"

#include "data/surrogate/surrogate.h"

#include "base/json.h"

#include <math.h>
#include <string.h>

static void put(nsc_json *json, const char *key, const char *text) {
    nsc_json_value(json, key, nsc_text(text));
}

static void put_count(nsc_json *json, const char *key, uint64_t count) {
    nsc_json_value(json, key, nsc_unsigned(count));
}

static void put_real(nsc_json *json, const char *key, double real) {
    nsc_json_value(json, key, nsc_real(real));
}

static void put_names(nsc_json *json, const char *key, const nsc_names *names) {
    nsc_json_open(json, key, '[');
    for (size_t name = 0; name < names->count; name++)
        put(json, NULL, names->items[name]);
    nsc_json_close(json, ']');
}

/* To the millisecond. */
static void put_time(nsc_json *json, double time_s) {
    put_real(json, "time_s", round(time_s * 1e3) / 1e3);
}

/* ---- parts of the manifest ---- */

/* One row a file; a checksum that could not be computed is missing, and *`error` says why. */
static void put_sources(nsc_json *json, const nsc_report_run *run, nsc_error *error) {
    const nsc_measurements *measurements = run->measurements;
    nsc_json_open(json, "data", '[');
    for (size_t number = 0; measurements != NULL && number < nsc_measurements_source_count(measurements); number++) {
        const nsc_source *source = nsc_measurements_source(measurements, number);
        char sha256[65] = "";
        nsc_source_sha256(source, sha256, error);
        nsc_json_open(json, NULL, '{');
        put(json, "path", source->path);
        put(json, "kind", nsc_source_kind_name(source->kind));
        nsc_json_boolean(json, "synthetic", source->synthetic);
        put(json, "sha256", sha256[0] != '\0' ? sha256 : NULL);
        put_count(json, "rows_used", source->rows_used);
        put_count(json, "rows_left_out", source->rows_left_out);
        put_count(json, "rows_outside_the_space", source->rows_outside);
        nsc_json_boolean(json, "epochs_assumed", source->epochs_assumed);
        nsc_json_boolean(json, "means_of_three_runs", source->means);
        if (source->rows_filtered > 0)
            put_count(json, "rows_filtered_out", source->rows_filtered);
        if (source->columns_used.count + source->columns_unused.count > 0) {
            put_names(json, "columns_used", &source->columns_used);
            put_names(json, "columns_not_used", &source->columns_unused);
        }
        if (source->kind == NSC_SOURCE_NPY)
            put(json, "order", nsc_array_order_name(source->order));
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

/* The correlations across an edge by relation, of the measured cells or of the fitted model. */
static void put_correlations(nsc_json *json, const char *key, const nsc_report_run *run, const nsc_fitness *fitness,
                             bool of_measured) {
    nsc_json_open(json, key, '{');
    for (size_t relation = 0; relation < run->relation_count; relation++) {
        double measured, fitted;
        nsc_report_edge_correlations(fitness, &run->relations[relation], &measured, &fitted);
        put_real(json, run->relations[relation].name, of_measured ? measured : fitted);
    }
    nsc_json_close(json, '}');
}

/* The models that the report rests on, and how much smoother they are than the truth. */
static void put_surrogates(nsc_json *json, const nsc_report_run *run) {
    nsc_json_open(json, "surrogates", '[');
    for (size_t number = 0; number < run->fitness_count; number++) {
        const nsc_fitness *fitness = run->fitnesses[number]->fitness;
        if (fitness == NULL || fitness->origin != NSC_ORIGIN_SURROGATE)
            continue;
        const nsc_surrogate *model = fitness->surrogate;
        nsc_json_open(json, NULL, '{');
        put(json, "fitness", fitness->rule.text);
        put(json, "source", fitness->source);
        if (model != NULL)
            put_count(json, "fitted_to_cells", model->fitted_count);
        put_correlations(json, "edge_correlation_measured", run, fitness, true);
        put_correlations(json, "edge_correlation_fitted", run, fitness, false);
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

static void put_fitnesses(nsc_json *json, const nsc_report_run *run) {
    nsc_json_open(json, "fitnesses", '[');
    for (size_t number = 0; number < run->fitness_count; number++) {
        const nsc_report_fitness *asked = run->fitnesses[number];
        const nsc_fitness *fitness = asked->fitness;
        nsc_json_open(json, NULL, '{');
        put(json, "asked", asked->spelling);
        nsc_json_boolean(json, "held", fitness != NULL);
        if (fitness != NULL) {
            char runs[NSC_RUN_RANGE_SIZE];
            put(json, "rule", fitness->rule.text);
            put(json, "origin", nsc_origin_name(fitness->origin));
            put(json, "direction", nsc_direction_name(fitness->direction));
            put_real(json, "equal_within", nsc_order_of(fitness).equal_within);
            put(json, "source", fitness->source);
            put_count(json, "known", fitness->known_count);
            put_count(json, "points", fitness->point_count);
            put_real(json, "coverage", nsc_fitness_coverage(fitness));
            put(json, "runs", nsc_run_range_text(fitness->runs, runs));
            put_count(json, "fewer_than_three_runs", fitness->short_of_runs);
        } else {
            put(json, "reason", asked->reason);
        }
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

/* What the manifest tells of one data set. */
static void put_data_set(nsc_json *json, const nsc_report_run *run, nsc_error *error) {
    nsc_json_open(json, NULL, '{');
    put(json, "label", run->label);
    put(json, "space", run->space->name);
    put_count(json, "points", run->space->point_count);
    put_sources(json, run, error);
    put(json, "relation", run->request->relation->name);
    put(json, "fitness", run->locality->rule.text);
    put_fitnesses(json, run);
    nsc_json_close(json, '}');
}

/* All data sets of a report on several; what stands outside of this list is of the first. */
static void put_data_sets(nsc_json *json, const nsc_report_run *run, nsc_error *error) {
    if (run->label == NULL)
        return;
    nsc_json_open(json, "data_sets", '[');
    put_data_set(json, run, error);
    for (size_t number = 0; number < run->other_count; number++)
        put_data_set(json, run->others[number], error);
    nsc_json_close(json, ']');
}

static void put_relations(nsc_json *json, const nsc_report_run *run) {
    nsc_json_open(json, "relations", '[');
    for (size_t relation = 0; relation < run->relation_count; relation++)
        put(json, NULL, run->relations[relation].name);
    nsc_json_close(json, ']');
}

/* The distances that were measured. */
static void put_distances(nsc_json *json, const nsc_report_run *run) {
    nsc_json_open(json, "distances", '[');
    for (size_t number = 0; number < nsc_distance_count; number++) {
        size_t result = 0;
        while (result < run->result_count && run->results[result]->distance != &nsc_distances[number])
            result++;
        if (result < run->result_count)
            put(json, NULL, nsc_distances[number].name);
    }
    nsc_json_close(json, ']');
}

/* The options of a set, under the names of their fields. */
static void put_options(nsc_json *json, const nsc_analysis_options *options, nsc_option_set set) {
    for (size_t number = 0; number < nsc_analysis_option_count; number++) {
        const nsc_analysis_option *row = &nsc_analysis_option_rows[number];
        if ((set & nsc_analysis_option_bit(row)) != 0)
            nsc_json_value(json, row->key, nsc_analysis_option_value(options, row));
    }
}

/* The options whose values are not those of the request. */
static nsc_option_set differing(const nsc_analysis_options *options, const nsc_analysis_options *asked) {
    nsc_option_set set = 0;
    for (size_t number = 0; number < nsc_analysis_option_count; number++) {
        const nsc_analysis_option *row = &nsc_analysis_option_rows[number];
        char texts[2][32];
        if (strcmp(nsc_value_text(nsc_analysis_option_value(options, row), texts[0]),
                   nsc_value_text(nsc_analysis_option_value(asked, row), texts[1])) != 0)
            set |= nsc_analysis_option_bit(row);
    }
    return set;
}

/* The name of a file's table in the registry; NULL if it is not an analysis'. */
static const char *table_of(const nsc_report_run *run, const nsc_report_file *file) {
    for (size_t number = 0; number < run->exhibit_count; number++)
        if (run->exhibits[number]->file == file)
            return run->exhibits[number]->table;
    return NULL;
}

static void put_files(nsc_json *json, const nsc_report_run *run) {
    /* What the report fixes differs from file to file; the distance and the targets are named for every file. */
    const nsc_option_set named = NSC_READS(distance) | NSC_READS(targets);
    const nsc_option_set fixed = ~(nsc_report_reads(run->report) | named);
    nsc_json_open(json, "files", '[');
    for (size_t number = 0; number < run->file_count; number++) {
        const nsc_report_file *file = run->files[number];
        const nsc_report_result *result = file->result;
        if (file->reason[0] != '\0')
            continue;
        nsc_json_open(json, NULL, '{');
        put(json, "name", file->name);
        put_count(json, "rows", file->rows);
        if (file->data != NULL)
            put(json, "data", file->data);
        if (result != NULL) {
            put(json, "analysis", result->analysis->name);
            put(json, "table", table_of(run, file));
            put(json, "relation", result->relation->name);
            put(json, "distance", result->distance != NULL ? result->distance->name : NULL);
            put(json, "targets", result->targets);
            const nsc_option_set told = fixed | (differing(&result->options, run->request->options) & ~named);
            put_options(json, &result->options, result->analysis->reads & told);
            put(json, "fitness", result->fitness->rule.text);
        }
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

static void put_left_out(nsc_json *json, const nsc_report_run *run) {
    nsc_json_open(json, "left_out", '[');
    for (size_t number = 0; number < run->file_count; number++) {
        const nsc_report_file *file = run->files[number];
        if (file->reason[0] == '\0')
            continue;
        nsc_json_open(json, NULL, '{');
        put(json, "name", file->name);
        put(json, "reason", file->reason);
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

/* Every table with a figure: its files, and the reason that one is missing. */
/* Drawings of the points that a table names. */
static void put_points(nsc_json *json, const nsc_exhibit *exhibit) {
    for (unsigned number = 0; number < exhibit->point_count; number++) {
        const nsc_drawn_point *point = &exhibit->points[number];
        char name[NSC_FILE_NAME_SIZE];
        nsc_point_file_name(exhibit->file->name, number + 1, name);
        nsc_json_open(json, NULL, '{');
        put(json, "table", exhibit->file->name);
        put(json, "title", point->title);
        put(json, "kind", "point");
        put(json, "svg", name);
        put(json, "pdf", NULL);
        put(json, "script", NULL);
        put(json, "caption", point->caption);
        put(json, "reason", NULL);
        nsc_json_close(json, '}');
    }
}

static void put_figure(nsc_json *json, const nsc_exhibit *exhibit) {
    static const char *const keys[NSC_FIGURE_FILE_COUNT] = {"svg", "pdf", "script"};
    nsc_json_open(json, NULL, '{');
    put(json, "table", exhibit->file->name);
    put(json, "title", exhibit->figure->title);
    put(json, "kind", nsc_figure_kind_name(exhibit->figure->kind));
    for (int kind = 0; kind < NSC_FIGURE_FILE_COUNT; kind++) {
        char name[NSC_FILE_NAME_SIZE];
        nsc_figure_file_name(exhibit->file->name, (nsc_figure_file)kind, name);
        put(json, keys[kind], exhibit->has[kind] ? name : NULL);
    }
    put(json, "caption", exhibit->caption);
    put(json, "reason", exhibit->reason[0] != '\0' ? exhibit->reason : NULL);
    nsc_json_close(json, '}');
}

static void put_figures(nsc_json *json, const nsc_report_run *run) {
    nsc_json_open(json, "figures", '[');
    for (size_t number = 0; number < run->exhibit_count; number++) {
        const nsc_exhibit *exhibit = run->exhibits[number];
        if (exhibit->figure != NULL && exhibit->head != NULL)
            put_figure(json, exhibit);
        put_points(json, exhibit);
    }
    nsc_json_close(json, ']');
}

static void put_parts(nsc_json *json, const nsc_report_run *run) {
    nsc_json_open(json, "parts", '[');
    for (size_t number = 0; number < run->part_count; number++) {
        nsc_json_open(json, NULL, '{');
        put(json, "part", run->parts[number].name);
        put_time(json, run->parts[number].time_s);
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

/* ---- the manifest ---- */

static void put_manifest(nsc_json *json, const nsc_report_run *run, nsc_error *error) {
    const nsc_report_request *request = run->request;
    nsc_json_open(json, NULL, '{');
    put(json, "program", "nasscape");
    put(json, "version", NASSCAPE_VERSION);
    put(json, "report", run->report->name);
    put(json, "command", request->command);
    put(json, "space", run->space->name);
    put_count(json, "points", run->space->point_count);
    put_sources(json, run, error);
    nsc_json_boolean(json, "synthetic", nsc_report_rests_on(run, NSC_ORIGIN_SYNTHETIC));
    nsc_json_boolean(json, "surrogate", nsc_report_rests_on(run, NSC_ORIGIN_SURROGATE));
    put_surrogates(json, run);
    put(json, "relation", request->relation->name);
    put_relations(json, run);
    put_distances(json, run);
    put(json, "fitness", run->locality->rule.text);
    put_real(json, "coverage", nsc_fitness_coverage(run->locality));
    put_fitnesses(json, run);
    put_data_sets(json, run, error);
    put_count(json, "seed", request->options->seed);
    put_count(json, "threads", nsc_control_threads(request->options->control));
    nsc_json_open(json, "options", '{');
    put_options(json, request->options, nsc_report_reads(run->report));
    nsc_json_close(json, '}');
    if (run->report->manifest != NULL)
        run->report->manifest(run, json);
    put_files(json, run);
    put_figures(json, run);
    put_left_out(json, run);
    put_parts(json, run);
    put_time(json, nsc_report_clock() - run->started_s);
    nsc_json_close(json, '}');
}

nsc_status nsc_provenance_write(const nsc_report_run *run, nsc_error *error) {
    nsc_output output = {0};
    nsc_error reason = {0};
    nsc_status status = nsc_report_open_file(run, NSC_MANIFEST, &output, error);
    if (status != NSC_OK)
        return status;
    nsc_json json = {.stream = output.stream};
    put_manifest(&json, run, &reason);
    if (reason.status != NSC_OK)
        status = nsc_error_pass(error, reason.status, &reason);
    else if (json.failed || fputc('\n', output.stream) == EOF)
        status = nsc_output_failure(&output, error);
    if (status == NSC_OK)
        return nsc_output_commit(&output, error);
    nsc_output_discard(&output);
    return status;
}
