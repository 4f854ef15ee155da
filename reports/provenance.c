/* manifest.json: what a reader needs to trust the files beside it, or to make them again. */
#include "reports/claims_internal.h"

#include "data/surrogate/surrogate.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

/* Puts a value under a key; jansson's refusal for want of memory is remembered until the end. */
static void put(json_t *object, const char *key, json_t *value, bool *failed) {
    if (object == NULL || value == NULL || json_object_set_new(object, key, value) != 0)
        *failed = true;
}

static void append(json_t *array, json_t *value, bool *failed) {
    if (array == NULL || value == NULL || json_array_append_new(array, value) != 0)
        *failed = true;
}

/* JSON texts are UTF-8, paths need not be: there each foreign byte becomes a question mark. */
static json_t *text_of(const char *text) {
    json_t *string = json_string(text);
    if (string != NULL)
        return string;
    char *copy = NULL;
    if (nsc_copy_text(&copy, text, NULL) != NSC_OK)
        return NULL;
    for (char *letter = copy; *letter != '\0'; letter++)
        if ((unsigned char)*letter >= 0x80)
            *letter = '?';
    string = json_string(copy);
    free(copy);
    return string;
}

static json_t *text_or_null(const char *text) {
    return text != NULL ? text_of(text) : json_null();
}

static json_t *number_or_null(double number) {
    return isfinite(number) ? json_real(number) : json_null();
}

/* To the millisecond. */
static json_t *time_of(double time_s) {
    return json_real(round(time_s * 1e3) / 1e3);
}

/* ---- parts of the manifest ---- */

/* One row a file; a checksum that could not be computed is missing, and *`error` says why. */
static json_t *data_sources(const nsc_report_run *run, bool *failed, nsc_error *error) {
    const nsc_measurements *measurements = run->request->data->measurements;
    json_t *array = json_array();
    for (size_t number = 0; measurements != NULL && number < nsc_measurements_source_count(measurements); number++) {
        const nsc_source *source = nsc_measurements_source(measurements, number);
        char sha256[65] = "";
        json_t *row = json_object();
        nsc_source_sha256(source, sha256, error);
        put(row, "path", text_of(source->path), failed);
        put(row, "kind", text_of(nsc_source_kind_name(source->kind)), failed);
        put(row, "synthetic", json_boolean(source->synthetic), failed);
        put(row, "sha256", text_or_null(sha256[0] != '\0' ? sha256 : NULL), failed);
        put(row, "rows_used", json_integer((json_int_t)source->rows_used), failed);
        put(row, "rows_left_out", json_integer((json_int_t)source->rows_left_out), failed);
        put(row, "rows_outside_the_space", json_integer((json_int_t)source->rows_outside), failed);
        put(row, "epochs_assumed", json_boolean(source->epochs_assumed), failed);
        put(row, "means_of_three_runs", json_boolean(source->means), failed);
        append(array, row, failed);
    }
    return array;
}

/* The models that the report rests on, and how much smoother they are than the truth. */
static json_t *surrogates(const nsc_report_run *run, bool *failed) {
    json_t *array = json_array();
    for (size_t number = 0; number < run->fitness_count; number++) {
        const nsc_report_fitness *asked = run->fitnesses[number];
        if (!asked->held || asked->fitness.origin != NSC_ORIGIN_SURROGATE)
            continue;
        const nsc_surrogate *model = nsc_surrogate_builtin(asked->fitness.rule.text);
        json_t *row = json_object(), *measured = json_object(), *fitted = json_object();
        put(row, "fitness", text_of(asked->fitness.rule.text), failed);
        put(row, "source", text_of(asked->fitness.source), failed);
        if (model != NULL)
            put(row, "fitted_to_cells", json_integer(model->fitted_count), failed);
        for (size_t relation = 0; relation < NSC_CELL_RELATIONS; relation++) {
            double measured_value, fitted_value;
            nsc_report_edge_correlations(&asked->fitness, &nsc_relations[relation], &measured_value, &fitted_value);
            put(measured, nsc_relations[relation].name, number_or_null(measured_value), failed);
            put(fitted, nsc_relations[relation].name, number_or_null(fitted_value), failed);
        }
        put(row, "edge_correlation_measured", measured, failed);
        put(row, "edge_correlation_fitted", fitted, failed);
        append(array, row, failed);
    }
    return array;
}

static json_t *fitnesses(const nsc_report_run *run, bool *failed) {
    json_t *array = json_array();
    for (size_t number = 0; number < run->fitness_count; number++) {
        const nsc_report_fitness *asked = run->fitnesses[number];
        json_t *row = json_object();
        put(row, "asked", text_of(asked->rule), failed);
        put(row, "held", json_boolean(asked->held), failed);
        if (asked->held) {
            const nsc_fitness *fitness = &asked->fitness;
            char runs[NSC_RUN_RANGE_SIZE];
            put(row, "rule", text_of(fitness->rule.text), failed);
            put(row, "origin", text_of(nsc_origin_name(fitness->origin)), failed);
            put(row, "source", text_of(fitness->source), failed);
            put(row, "known", json_integer(fitness->known_count), failed);
            put(row, "points", json_integer(fitness->point_count), failed);
            put(row, "coverage", json_real(nsc_fitness_coverage(fitness)), failed);
            put(row, "runs", text_or_null(nsc_run_range_text(fitness->runs, runs)), failed);
            put(row, "fewer_than_three_runs", json_integer(fitness->short_of_runs), failed);
        }
        if (!asked->held)
            put(row, "reason", text_of(asked->reason), failed);
        append(array, row, failed);
    }
    return array;
}

static json_t *relation_names(bool *failed) {
    json_t *array = json_array();
    for (size_t relation = 0; relation < NSC_CELL_RELATIONS; relation++)
        append(array, text_of(nsc_relations[relation].name), failed);
    return array;
}

/* The distances that were measured. */
static json_t *distance_names(const nsc_report_run *run, bool *failed) {
    json_t *array = json_array();
    for (size_t number = 0; number < nsc_distance_count; number++) {
        size_t result = 0;
        while (result < run->result_count && run->results[result]->distance != &nsc_distances[number])
            result++;
        if (result < run->result_count)
            append(array, text_of(nsc_distances[number].name), failed);
    }
    return array;
}

static json_t *options_of(const nsc_analysis_options *options, bool *failed) {
    json_t *object = json_object();
    put(object, "lags", json_integer(options->lags), failed);
    put(object, "walks", json_integer(options->walks), failed);
    put(object, "length", json_integer(options->length), failed);
    put(object, "resamples", json_integer(options->resamples), failed);
    put(object, "bins", json_integer(options->bins), failed);
    put(object, "top_percent", json_real(options->top_percent), failed);
    put(object, "margins", text_of(options->margins), failed);
    return object;
}

static json_t *files_of(const nsc_report_run *run, bool *failed) {
    json_t *array = json_array();
    for (size_t number = 0; number < run->file_count; number++) {
        const nsc_report_file *file = &run->files[number];
        json_t *row = json_object();
        if (file->reason[0] != '\0') {
            json_decref(row);
            continue;
        }
        put(row, "name", text_of(file->name), failed);
        put(row, "rows", json_integer((json_int_t)file->rows), failed);
        if (file->result != NULL) {
            const nsc_report_result *result = file->result;
            put(row, "analysis", text_of(result->analysis->name), failed);
            put(row, "relation", text_of(result->relation->name), failed);
            put(row, "distance", text_or_null(result->distance != NULL ? result->distance->name : NULL), failed);
            put(row, "targets", text_or_null(result->targets), failed);
            put(row, "fitness", text_of(result->fitness->rule.text), failed);
        }
        append(array, row, failed);
    }
    return array;
}

static json_t *left_out(const nsc_report_run *run, bool *failed) {
    json_t *array = json_array();
    for (size_t number = 0; number < run->file_count; number++) {
        const nsc_report_file *file = &run->files[number];
        if (file->reason[0] == '\0')
            continue;
        json_t *row = json_object();
        put(row, "name", text_of(file->name), failed);
        put(row, "reason", text_of(file->reason), failed);
        append(array, row, failed);
    }
    return array;
}

/* How many statements, or consistency checks, have each verdict; those that the kind can not have are left out. */
static json_t *verdicts(const nsc_report_run *run, bool consistency, bool *failed) {
    json_t *object = json_object();
    for (int verdict = 0; verdict < NSC_VERDICT_COUNT; verdict++) {
        const bool of_checks = verdict == NSC_VERDICT_CONSISTENT || verdict == NSC_VERDICT_INCONSISTENT;
        const bool of_statements = verdict == NSC_VERDICT_AGREES || verdict == NSC_VERDICT_DIFFERS;
        json_int_t count = 0;
        for (size_t number = 0; number < run->answer_count; number++)
            count += run->answers[number].claim->consistency == consistency &&
                     run->answers[number].verdict == (nsc_verdict)verdict;
        if (!(consistency ? of_statements : of_checks))
            put(object, nsc_verdict_name((nsc_verdict)verdict), json_integer(count), failed);
    }
    return object;
}

static json_t *parts_of(const nsc_report_run *run, bool *failed) {
    json_t *array = json_array();
    for (size_t number = 0; number < run->part_count; number++) {
        json_t *row = json_object();
        put(row, "part", text_of(run->parts[number].name), failed);
        put(row, "time_s", time_of(run->parts[number].time_s), failed);
        append(array, row, failed);
    }
    return array;
}

/* ---- the manifest ---- */

static json_t *manifest_of(const nsc_report_run *run, bool *failed, nsc_error *error) {
    const nsc_report_request *request = run->request;
    json_t *manifest = json_object();
    put(manifest, "program", text_of("nasscape"), failed);
    put(manifest, "version", text_of(NASSCAPE_VERSION), failed);
    put(manifest, "report", text_of(run->report->name), failed);
    put(manifest, "command", text_of(request->command), failed);
    put(manifest, "space", text_of(request->space->name), failed);
    put(manifest, "points", json_integer(request->space->point_count), failed);
    put(manifest, "data", data_sources(run, failed, error), failed);
    put(manifest, "synthetic", json_boolean(nsc_report_rests_on(run, NSC_ORIGIN_SYNTHETIC)), failed);
    put(manifest, "surrogate", json_boolean(nsc_report_rests_on(run, NSC_ORIGIN_SURROGATE)), failed);
    put(manifest, "surrogates", surrogates(run, failed), failed);
    put(manifest, "relation", text_of(request->relation->name), failed);
    put(manifest, "relations", relation_names(failed), failed);
    put(manifest, "distances", distance_names(run, failed), failed);
    put(manifest, "fitness", text_of(run->locality->rule.text), failed);
    put(manifest, "coverage", json_real(nsc_fitness_coverage(run->locality)), failed);
    put(manifest, "fitnesses", fitnesses(run, failed), failed);
    put(manifest, "seed", json_integer((json_int_t)request->options->seed), failed);
    put(manifest, "threads", json_integer((json_int_t)nsc_control_threads(request->options->control)), failed);
    put(manifest, "options", options_of(request->options, failed), failed);
    put(manifest, "claims", verdicts(run, false, failed), failed);
    put(manifest, "consistency_checks", verdicts(run, true, failed), failed);
    put(manifest, "files", files_of(run, failed), failed);
    put(manifest, "left_out", left_out(run, failed), failed);
    put(manifest, "parts", parts_of(run, failed), failed);
    put(manifest, "time_s", time_of(nsc_report_clock() - run->started_s), failed);
    return manifest;
}

nsc_status nsc_provenance_write(const nsc_report_run *run, nsc_error *error) {
    nsc_output output = {0};
    bool failed = false;
    nsc_error reason = {0};
    json_t *manifest = manifest_of(run, &failed, &reason);
    nsc_status status = NSC_OK;
    if (reason.status != NSC_OK)
        status = nsc_error_set(error, reason.status, "%s", reason.message);
    else if (failed)
        status = nsc_error_set(error, NSC_FAILED, "not enough memory for manifest.json");
    if (status == NSC_OK)
        status = nsc_report_open_file(run, "manifest.json", &output, error);
    if (status != NSC_OK) {
        json_decref(manifest);
        return status;
    }
    const bool written = json_dumpf(manifest, output.stream, JSON_INDENT(2)) == 0 && fputc('\n', output.stream) != EOF;
    json_decref(manifest);
    if (!written) {
        status = nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": %m", output.path);
        nsc_output_discard(&output);
        return status;
    }
    return nsc_output_commit(&output, error);
}
