/* What measurements hold, as keys and values, and what is unusual about them. */
#include "data/measurements/measurements_internal.h"
#include "data/measurements/measurements_tools.h"
#include "data/store/store_tools.h"

#include <math.h>
#include <string.h>

static nsc_status add(nsc_table *table, const char *key, nsc_value value, nsc_error *error) {
    return nsc_table_add(table, NSC_ROW(nsc_text(key), value), error);
}

/* ---- files ---- */

/* Adds names in one line. */
static nsc_status add_names(nsc_table *table, const char *key, const nsc_names *names, nsc_error *error) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = nsc_text_stream_open(&text, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "a list of names");
    for (size_t name = 0; name < names->count; name++)
        fprintf(stream, "%s%s", name > 0 ? ", " : "", names->items[name]);
    nsc_status status = fclose(stream) == 0 ? NSC_OK : nsc_error_out_of_memory(error, "a list of names");
    if (status == NSC_OK)
        status = add(table, key, names->count > 0 ? nsc_text(text) : nsc_missing(), error);
    free(text);
    return status;
}

/* "CSV", or how it differs from that. */
static void name_format(const nsc_measured_file *file, char *text, size_t size) {
    const nsc_record_format *format = &file->rows.texts.format;
    if (file->source.kind != NSC_SOURCE_CSV) {
        nsc_text_format(text, size, "%s", nsc_source_kind_name(file->source.kind));
        return;
    }
    const char *kind = format->kind == NSC_RECORD_JSON         ? "JSON"
                       : format->kind == NSC_RECORD_JSON_LINES ? "JSON lines"
                       : format->separator == ','              ? "CSV"
                                                               : "separated fields";
    nsc_text_format(text, size, "%s%s%s", kind, format->decimal_comma ? ", decimal comma" : "",
                    format->compressed ? ", compressed by gzip" : "");
}

static nsc_status describe_file(const nsc_measured_file *file, nsc_table *table, nsc_error *error) {
    const nsc_source *source = &file->source;
    const bool is_table = source->kind == NSC_SOURCE_CSV;
    const char separator[2] = {(char)(is_table ? file->rows.texts.format.separator : '\0'), '\0'};
    char format[80], sha256[65] = "";
    nsc_status status = NSC_OK;
    name_format(file, format, sizeof format);
    NSC_TRY(nsc_source_sha256(source, sha256, error));
    NSC_TRY(add(table, "file", nsc_text(source->path), error));
    NSC_TRY(add(table, "format", nsc_text(format), error));
    if (separator[0] != '\0')
        NSC_TRY(add(table, "separator", nsc_text(separator[0] == '\t' ? "tab" : separator), error));
    NSC_TRY(add(table, "sha256", sha256[0] != '\0' ? nsc_text(sha256) : nsc_missing(), error));
    NSC_TRY(add(table, "rows_used", nsc_unsigned(source->rows_used), error));
    NSC_TRY(add(table, "rows_left_out", nsc_unsigned(source->rows_left_out), error));
    if (source->rows_filtered > 0)
        NSC_TRY(add(table, "rows_filtered_out", nsc_unsigned(source->rows_filtered), error));
    if (is_table) {
        NSC_TRY(add_names(table, "columns_used", &source->columns_used, error));
        NSC_TRY(add_names(table, "columns_not_used", &source->columns_unused, error));
        NSC_TRY(add(table, "accuracies_in_percent", nsc_text(source->percent ? "yes" : "no"), error));
    }
    NSC_TRY(add(table, "rows_are",
                nsc_text(source->means          ? "means of three runs"
                         : source->runs_unknown ? "runs or means: the file does not say"
                                                : "runs"),
                error));
out:
    return status;
}

/* ---- values ---- */

/* Points with a value and how many runs they have. */
typedef struct run_counts {
    uint32_t points;
    size_t fewest, most, values;
    bool means;
} run_counts;

static run_counts count_runs(const nsc_run_values *runs, uint32_t point_count) {
    run_counts counts = {.fewest = SIZE_MAX, .values = runs->first[point_count]};
    for (uint32_t point = 0; point < point_count; point++) {
        const size_t count = runs->first[point + 1] - runs->first[point];
        if (count == 0)
            continue;
        counts.points++;
        counts.fewest = count < counts.fewest ? count : counts.fewest;
        counts.most = count > counts.most ? count : counts.most;
        counts.means = counts.means || runs->values[runs->first[point + 1] - 1].run == NSC_RUN_MEAN;
    }
    return counts;
}

/* Adds the points and runs of one metric at one budget; `seen` marks the points. */
static nsc_status describe_metric(const nsc_measurements *measurements, size_t budget, nsc_metric metric,
                                  const char *name, bool *seen, nsc_table *table, nsc_error *error) {
    const uint32_t point_count = measurements->space->point_count;
    nsc_run_values runs = {0};
    char key[200], text[64];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measurements_runs(measurements, budget, metric, &runs, error));
    const run_counts counts = count_runs(&runs, point_count);
    for (uint32_t point = 0; point < point_count; point++)
        seen[point] = seen[point] || runs.first[point + 1] > runs.first[point];
    if (counts.points == 0)
        goto out;
    nsc_text_format(key, sizeof key, "%s_points", name);
    NSC_TRY(add(table, key, nsc_unsigned(counts.points), error));
    nsc_text_format(key, sizeof key, "%s_runs_a_point", name);
    nsc_text_format(text, sizeof text, counts.fewest == counts.most ? "%zu" : "%zu to %zu", counts.fewest, counts.most);
    NSC_TRY(add(table, key, counts.means ? nsc_text("means of three runs") : nsc_text(text), error));
out:
    nsc_run_values_release(&runs);
    return status;
}

static nsc_status describe_metrics(const nsc_measurements *measurements, bool *seen, nsc_table *table,
                                   nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t budget = 0; budget < measurements->budget_count; budget++)
        for (size_t metric = 0; metric < NSC_METRIC_COUNT + measurements->columns.count; metric++) {
            char name[160];
            const int epochs = measurements->epochs[budget];
            if (metric >= NSC_METRIC_COLUMN)
                nsc_text_format(name, sizeof name, "column:%s",
                                measurements->columns.items[metric - NSC_METRIC_COLUMN]);
            else
                nsc_text_format(name, sizeof name, "%s", nsc_metric_name((nsc_metric)metric));
            if (epochs > 0)
                nsc_text_format(name + strlen(name), sizeof name - strlen(name), "@%d", epochs);
            NSC_TRY(describe_metric(measurements, budget, (nsc_metric)metric, name, seen, table, error));
        }
out:
    return status;
}

/* Adds the names of runs, as "run_1", or how many there are where they are numbered. */
static nsc_status describe_runs(const nsc_measurements *measurements, nsc_table *table, nsc_error *error) {
    const nsc_names *names = &measurements->run_names.texts;
    nsc_status status = add(table, "runs", nsc_unsigned(nsc_measurements_run_count(measurements)), error);
    for (size_t name = 0; status == NSC_OK && name < names->count; name++) {
        char key[32];
        nsc_text_format(key, sizeof key, "run_%zu", name + 1);
        status = add(table, key, nsc_text(names->items[name]), error);
    }
    return status;
}

/* Marks the points of all rows in memory, values or not: a column that is not asked for is not loaded. */
static void mark_rows(const nsc_measured_file *file, bool *seen) {
    if (file->content != &nsc_rows_functions)
        return;
    for (const nsc_measured_row *row = file->rows.list; row < nsc_measured_rows_end(&file->rows); row++)
        seen[row->point] = seen[row->point] || !row->dropped;
}

nsc_status nsc_measurements_describe(const nsc_measurements *measurements, nsc_table *table, nsc_error *error) {
    const uint32_t point_count = measurements->space->point_count;
    nsc_names columns = {0};
    bool *seen = NULL;
    uint32_t points = 0;
    char budgets[256] = "";
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&seen, point_count, sizeof *seen, error));
    for (size_t file = 0; file < measurements->file_count; file++) {
        NSC_TRY(describe_file(&measurements->files[file], table, error));
        mark_rows(&measurements->files[file], seen);
    }
    for (size_t budget = 0, length = 0; budget < measurements->budget_count && measurements->epochs[budget] > 0;
         budget++)
        length += nsc_text_format(budgets + length, sizeof budgets - length, "%s%d", budget > 0 ? "," : "",
                                  measurements->epochs[budget]);
    NSC_TRY(add(table, "synthetic", nsc_text(nsc_measurements_synthetic(measurements) ? "yes" : "no"), error));
    NSC_TRY(add(table, "budgets", budgets[0] != '\0' ? nsc_text(budgets) : nsc_missing(), error));
    NSC_TRY(describe_runs(measurements, table, error));
    NSC_TRY(describe_metrics(measurements, seen, table, error));
    NSC_TRY(nsc_measurements_numeric_columns(measurements, &columns, error));
    NSC_TRY(add_names(table, "numeric_columns", &columns, error));
    for (uint32_t point = 0; point < point_count; point++)
        points += seen[point];
    NSC_TRY(add(table, "points", nsc_unsigned(points), error));
    NSC_TRY(add(table, "space_points", nsc_unsigned(point_count), error));
    NSC_TRY(add(table, "coverage", nsc_real((double)points / point_count), error));
out:
    nsc_names_release(&columns);
    free(seen);
    return status;
}

/* ---- what is unusual ---- */

enum { CHECK_GRID, CHECK_FEWER_RUNS, CHECKS };

static const char *const check_names[CHECKS] = {
    [CHECK_GRID] = "an accuracy of a cell is no k/9984, nor the mean of three",
    [CHECK_FEWER_RUNS] = "there are fewer runs of a metric than other points have",
};

/* How often a check found something, and where first. */
typedef struct finding {
    uint64_t count;
    uint32_t point;
    int epochs;
    uint32_t run; /* NSC_RUN_MEAN: none */
} finding;

static void note(finding *found, uint32_t point, int epochs, uint32_t run) {
    if (found->count++ == 0)
        *found = (finding){1, point, epochs, run};
}

static nsc_status look_at_metric(const nsc_measurements *measurements, size_t budget, nsc_metric metric,
                                 finding found[CHECKS], nsc_error *error) {
    const uint32_t point_count = measurements->space->point_count;
    const bool on_grid = nsc_space_nb101(measurements->space) != NULL && nsc_metric_is_accuracy(metric);
    const int epochs = measurements->epochs[budget];
    nsc_run_values runs = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measurements_runs(measurements, budget, metric, &runs, error));
    const run_counts counts = count_runs(&runs, point_count);
    for (uint32_t point = 0; point < point_count; point++) {
        const size_t count = runs.first[point + 1] - runs.first[point];
        if (count > 0 && count < counts.most)
            note(&found[CHECK_FEWER_RUNS], point, epochs, NSC_RUN_MEAN);
        for (size_t value = runs.first[point]; on_grid && value < runs.first[point + 1]; value++)
            if (!nsc_accuracy_on_grid(runs.values[value].value, NSC_RUNS))
                note(&found[CHECK_GRID], point, epochs, runs.values[value].run);
    }
out:
    nsc_run_values_release(&runs);
    return status;
}

nsc_status nsc_measurements_verify(const nsc_measurements *measurements, nsc_table **findings, nsc_error *error) {
    finding found[CHECKS] = {0};
    nsc_column columns[NSC_STORE_FINDING_COLUMNS];
    nsc_status status = NSC_OK;
    memcpy(columns, nsc_store_finding_columns, sizeof columns);
    columns[NSC_STORE_FINDING_POINT].name = nsc_space_point_column(measurements->space);
    NSC_TRY(nsc_table_create(findings, columns, NSC_STORE_FINDING_COLUMNS, error));
    for (size_t budget = 0; budget < measurements->budget_count; budget++)
        for (size_t metric = 0; metric < NSC_METRIC_COUNT + measurements->columns.count; metric++)
            NSC_TRY(look_at_metric(measurements, budget, (nsc_metric)metric, found, error));
    const size_t first = nsc_space_nb101(measurements->space) != NULL ? CHECK_GRID : CHECK_FEWER_RUNS;
    for (size_t check = first; check < CHECKS; check++) {
        nsc_point_name name = {.text = ""};
        const bool any = found[check].count > 0;
        if (any)
            nsc_measured_point_name(measurements->space, found[check].point, &name);
        NSC_TRY(nsc_table_add(
            *findings,
            NSC_ROW(nsc_text(check_names[check]), nsc_unsigned(found[check].count),
                    any ? nsc_text(name.text) : nsc_missing(),
                    any && found[check].epochs > 0 ? nsc_integer(found[check].epochs) : nsc_missing(),
                    any && found[check].run != NSC_RUN_MEAN ? nsc_unsigned(found[check].run + 1) : nsc_missing()),
            error));
    }
out:
    return status;
}
