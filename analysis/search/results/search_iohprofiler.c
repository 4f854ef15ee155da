/* The format of IOHprofiler: a JSON file about the runs, and a file of their rows. */
#include "analysis/search/results/search_iohprofiler.h"

#include "analysis/search/experiment_internal.h"
#include "analysis/search/results/search_tables_internal.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* The first version of IOHexperimenter whose JSON files have this form. */
static const char format_version[] = "0.3.3";

enum { NAME_SIZE = 96, PATH_SIZE = 3 * NAME_SIZE };

/* A name for files: all characters but letters and digits become '-'. */
static void file_name(const char *text, char name[NAME_SIZE]) {
    size_t length = 0;
    for (; text[length] != '\0' && length + 1 < NAME_SIZE; length++)
        name[length] = isalnum((unsigned char)text[length]) ? text[length] : '-';
    name[length] = '\0';
}

/* The names of the files of a result, within its folder. */
typedef struct file_names {
    char space[NAME_SIZE], json[PATH_SIZE], data_folder[PATH_SIZE], data[PATH_SIZE];
    size_t dimension;
} file_names;

static void name_files(const nsc_experiment *experiment, file_names *names) {
    names->dimension = experiment->domain->variable_count;
    file_name(experiment->space->name, names->space);
    nsc_text_format(names->json, PATH_SIZE, "IOHprofiler_f1_%s.json", names->space);
    nsc_text_format(names->data_folder, PATH_SIZE, "data_f1_%s", names->space);
    nsc_text_format(names->data, PATH_SIZE, "data_f1_%s/IOHprofiler_f1_DIM%zu.dat", names->space, names->dimension);
}

static void write_row(FILE *stream, double evaluations, double regret, double time_s, uint32_t point) {
    char regret_text[32], time_text[32];
    nsc_real_format(regret, regret_text);
    nsc_real_format(time_s, time_text);
    fprintf(stream, "%.0f %s %s %" PRIu32 "\n", evaluations, regret_text, time_text, point);
}

/* Regrets that are not finite, of invalid points, have no place in the format. */
static void write_rows(const nsc_regret_curve *curve, FILE *stream) {
    const nsc_regret_step *final = nsc_regret_final(curve);
    fputs("evaluations raw_y time_s point\n", stream);
    for (size_t step = 0; step < curve->count; step++)
        if (isfinite(curve->steps[step].regret))
            write_row(stream, curve->steps[step].evaluations, curve->steps[step].regret, curve->steps[step].time_s,
                      curve->steps[step].point);
    if (final != NULL && isfinite(final->regret) && final->evaluations < curve->evaluations)
        write_row(stream, curve->evaluations, final->regret, curve->time_s, final->point);
}

static void describe_run(const nsc_regret_curve *curve, nsc_json *json) {
    const nsc_regret_step *final = nsc_regret_final(curve);
    nsc_json_open(json, NULL, '{');
    nsc_json_value(json, "instance", nsc_integer(1));
    nsc_json_value(json, "evals", nsc_integer((int64_t)curve->evaluations));
    nsc_json_open(json, "best", '{');
    nsc_json_value(json, "evals", nsc_integer(final != NULL ? (int64_t) final->evaluations : 0));
    nsc_json_value(json, "y", final != NULL ? nsc_real(final->regret) : nsc_missing());
    nsc_json_open(json, "x", '[');
    nsc_json_value(json, NULL, final != NULL ? nsc_integer(final->point) : nsc_missing());
    nsc_json_close(json, ']');
    nsc_json_close(json, '}');
    nsc_json_close(json, '}');
}

static void describe_algorithm(const nsc_search_result *result, nsc_json *json) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(result->experiment);
    char info[1024];
    nsc_text_format(info, sizeof info, "encoding %s, protocol %s, selected by %s, scored by %s (%s, %s), seed %" PRIu64,
                    facts->encoding, facts->protocol, facts->selected_by, facts->scored_by, facts->provenance.origin,
                    facts->provenance.source, nsc_experiment_options(result->experiment)->seed);
    nsc_json_open(json, "algorithm", '{');
    nsc_json_value(json, "name", nsc_text(result->label));
    nsc_json_value(json, "info", nsc_text(info));
    nsc_json_close(json, '}');
}

static void describe(const nsc_search_result *result, const nsc_regret_curves *curves, const file_names *names,
                     nsc_json *json) {
    static const char *const attributes[] = {"evaluations", "raw_y", "time_s", "point"};
    nsc_json_open(json, NULL, '{');
    nsc_json_value(json, "version", nsc_text(format_version));
    nsc_json_value(json, "suite", nsc_text("nasscape"));
    nsc_json_value(json, "function_id", nsc_integer(1));
    nsc_json_value(json, "function_name", nsc_text(names->space));
    nsc_json_boolean(json, "maximization", false);
    describe_algorithm(result, json);
    nsc_json_open(json, "attributes", '[');
    for (size_t attribute = 0; attribute < NSC_COUNT_OF(attributes); attribute++)
        nsc_json_value(json, NULL, nsc_text(attributes[attribute]));
    nsc_json_close(json, ']');
    nsc_json_open(json, "scenarios", '[');
    nsc_json_open(json, NULL, '{');
    nsc_json_value(json, "dimension", nsc_unsigned(names->dimension));
    nsc_json_value(json, "path", nsc_text(names->data));
    nsc_json_open(json, "runs", '[');
    for (size_t run = 0; run < curves->run_count; run++)
        describe_run(&curves->runs[run], json);
    nsc_json_close(json, ']');
    nsc_json_close(json, '}');
    nsc_json_close(json, ']');
    nsc_json_close(json, '}');
}

/* Writes one of the two files, the rows or their description. */
static nsc_status write_file(const nsc_search_result *result, const nsc_regret_curves *curves, const file_names *names,
                             const char *folder, bool rows, nsc_error *error) {
    nsc_output output = {0};
    char *path = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_path_join(&path, folder, rows ? names->data : names->json, error));
    NSC_TRY(nsc_output_open(&output, path, error));
    if (rows) {
        for (size_t run = 0; run < curves->run_count; run++)
            write_rows(&curves->runs[run], output.stream);
    } else {
        nsc_json json = {.stream = output.stream};
        describe(result, curves, names, &json);
        fputc('\n', output.stream);
        if (json.failed && ferror(output.stream) == 0)
            NSC_TRY(nsc_error_out_of_memory(error, "\"%s\"", path));
    }
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
    free(path);
    return status;
}

static nsc_status write_result(const nsc_search_result *result, const char *folder, nsc_error *error) {
    nsc_regret_curves curves = {0};
    file_names names;
    char *data_folder = NULL;
    nsc_status status = NSC_OK;
    name_files(result->experiment, &names);
    NSC_TRY(nsc_regret_curves_read(&curves, result, error));
    NSC_TRY(nsc_path_join(&data_folder, folder, names.data_folder, error));
    NSC_TRY(nsc_folder_create(data_folder, error));
    NSC_TRY(write_file(result, &curves, &names, folder, true, error));
    NSC_TRY(write_file(result, &curves, &names, folder, false, error));
out:
    nsc_regret_curves_release(&curves);
    free(data_folder);
    return status;
}

/* The folder of a result within that of all; empty for a single result, which needs none of its own. */
static void name_folder(const char *label, size_t number, size_t count, char name[NAME_SIZE + 32]) {
    char plain[NAME_SIZE];
    file_name(label, plain);
    name[0] = '\0';
    if (count > 1)
        snprintf(name, NAME_SIZE + 32, "%zu_%s", number + 1, plain);
}

nsc_status nsc_search_iohprofiler_files(const nsc_experiment *experiment, const nsc_chosen_algorithm *chosen,
                                        size_t count, nsc_names *files, nsc_error *error) {
    nsc_status status = NSC_OK;
    file_names names;
    name_files(experiment, &names);
    for (size_t number = 0; number < count; number++) {
        char folder[NAME_SIZE + 32], path[PATH_SIZE + NAME_SIZE + 33];
        name_folder(chosen[number].label, number, count, folder);
        const char *separator = folder[0] != '\0' ? "/" : "";
        snprintf(path, sizeof path, "%s%s%s", folder, separator, names.json);
        NSC_TRY(nsc_names_add(files, path, error));
        snprintf(path, sizeof path, "%s%s%s", folder, separator, names.data);
        NSC_TRY(nsc_names_add(files, path, error));
    }
out:
    return status;
}

nsc_status nsc_search_iohprofiler_write(const nsc_search_result *results, size_t count, const char *folder,
                                        nsc_error *error) {
    NSC_DECIMAL_POINT;
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < count; number++) {
        char name[NAME_SIZE + 32], *path = NULL;
        name_folder(results[number].label, number, count, name);
        status = name[0] != '\0' ? nsc_path_join(&path, folder, name, error) : nsc_copy_text(&path, folder, error);
        if (status == NSC_OK)
            status = write_result(&results[number], path, error);
        free(path);
    }
    return status;
}
