/*
 * A table of measurements, row by row: which point, which budget and run, which values. The rules are in
 * measurements.h.
 */
#include "data/fitness.h"
#include "data/measurements/measurements_columns.h"
#include "data/official/official.h"
#include "data/validity.h"
#include "space/nb101/nb101.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

typedef struct reading {
    nsc_measured_file *file;
    nsc_measurements *measurements;
    const nsc_space *space;
    const nsc_nb101 *nb101; /* NULL where the points are no cells */
    nsc_measurement_options options;
    nsc_record_format format;
    nsc_row_filter *filter; /* NULL: all rows */
    nsc_column_roles columns;
    const char **kept;        /* [columns.kept_count]: the texts of one row that are kept */
    const char **point_texts; /* [name_column_count of the space]: those that together name the point */
    size_t origin_field;      /* of the column `origin`, NSC_NO_FIELD for none */
    bool header_read;
    const nsc_hash_index *index; /* opened by the first row with a hash */
    nsc_accuracy_counts accuracies;
} reading;

/* ---- the header ---- */

/* Compiles the conditions on rows and looks their columns up. */
static nsc_status read_filter(reading *state, const nsc_record_row *header, nsc_error *error) {
    const nsc_filter_names names = {.noun = "column", .names = header->fields, .count = header->field_count};
    nsc_status status = NSC_OK;
    if (state->options.rows == NULL)
        return NSC_OK;
    NSC_TRY(nsc_row_filter_compile(&state->filter, "--rows", state->options.rows, error));
    NSC_TRY(nsc_row_filter_bind(state->filter, &names, error));
out:
    return status;
}

static nsc_status read_header(reading *state, const nsc_record_row *row, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_measured_file *file = state->file;
    nsc_column_roles *columns = &state->columns;
    NSC_TRY(nsc_column_roles_find(columns, state->space, state->options.columns, row, error));
    NSC_TRY(read_filter(state, row, error));
    file->rows.texts.format = state->format;
    NSC_TRY(nsc_allocate(&state->kept, columns->kept_count, sizeof *state->kept, error));
    NSC_TRY(nsc_allocate(&state->point_texts, state->space->name_column_count, sizeof *state->point_texts, error));
    for (size_t place = 0; place < columns->kept_count; place++)
        NSC_TRY(nsc_names_add(&file->rows.texts.columns, columns->header.items[columns->kept[place]], error));
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
        const bool there = columns->fields[NSC_ROLE_METRIC + metric] != NSC_NO_FIELD;
        file->value_of_metric[metric] = there ? (int)file->rows.value_count++ : -1;
        if (there)
            NSC_TRY(nsc_copy_text(&file->value_names[file->value_of_metric[metric]],
                                  columns->names[NSC_ROLE_METRIC + metric], error));
    }
    state->origin_field = nsc_find_name("origin", row->fields, row->field_count);
    if (state->origin_field == row->field_count)
        state->origin_field = NSC_NO_FIELD;
    file->source.epochs_assumed = columns->fields[NSC_ROLE_EPOCHS] == NSC_NO_FIELD;
    state->header_read = true;
out:
    return status;
}

/* ---- one row ---- */

/* The row's text in a role, NULL where the file has no such column. */
static const char *text_of(const reading *state, const nsc_record_row *row, int role) {
    const size_t field = state->columns.fields[role];
    return field != NSC_NO_FIELD ? row->fields[field] : NULL;
}

/* How to write a number that is one to people's eyes: 94.1%, 1,234,567 or 1 234. */
static const char *hint_of(const char *text) {
    const size_t digits = strspn(text, " \t+-0123456789.,eE'");
    const bool any = strpbrk(text, "0123456789") != NULL;
    if (any && text[digits] == '%' && strspn(text + digits + 1, " \t") == strlen(text + digits + 1))
        return ": take the per cent signs away";
    if (any && text[digits] == '\0')
        return ": write it without thousands separators, and with one decimal sign in the whole file";
    return "";
}

nsc_status nsc_measured_number(const nsc_record_format *format, const char *name, const char *text, double *number,
                               nsc_error *error) {
    if (nsc_record_number(format, text, number))
        return NSC_OK;
    const bool large = isinf(*number);
    *number = NAN;
    if (large)
        return nsc_error_set(error, NSC_INVALID, "%s is %.60s, %s", name, text, nsc_validity_of_number(HUGE_VAL));
    return nsc_record_missing(text) ? NSC_OK
                                    : nsc_error_set(error, NSC_INVALID, "%s is \"%.60s\", which is not a number%s",
                                                    name, text, hint_of(text));
}

static nsc_status read_epochs(const nsc_record_format *format, const char *name, const char *text, int *epochs,
                              nsc_error *error) {
    double number;
    const nsc_status status = nsc_measured_number(format, name, text, &number, error);
    if (status != NSC_OK)
        return status;
    const char *reason = nsc_validity_of_epochs(number);
    if (reason != NULL)
        return nsc_error_set(error, NSC_INVALID, "%s is %.60s, %s", name, *text != '\0' ? text : "empty", reason);
    *epochs = (int)number;
    return NSC_OK;
}

/* The epochs that a metric's evaluation comes after, in a row of so many; without budgets, training counts as one. */
static double epochs_trained(nsc_metric metric, int epochs) {
    if (epochs == 0)
        return 1;
    return metric == NSC_METRIC_HALFWAY_TIME ? nsc_official_halfway(epochs) : epochs;
}

/* Reads a value of a metric, missing where its field is empty. Accuracies may be per cent, see settle_percent. */
static nsc_status read_value(reading *state, nsc_metric metric, int epochs, const char *text, double *value,
                             nsc_error *error) {
    const char *name = state->columns.names[NSC_ROLE_METRIC + (int)metric];
    const bool accuracy = nsc_metric_is_accuracy(metric);
    const nsc_status status = nsc_measured_number(&state->format, name, text, value, error);
    if (status != NSC_OK || isnan(*value))
        return status;
    const double most =
        state->nb101 != NULL && *value <= NSC_ACCURACY_FRACTION ? NSC_ACCURACY_FRACTION : NSC_ACCURACY_PERCENT;
    const char *reason = accuracy ? nsc_validity_of_accuracy(*value, most)
                                  : nsc_validity_of_time(*value, epochs_trained(metric, epochs));
    if (reason != NULL)
        return nsc_error_set(error, NSC_INVALID, "%s is %.60s, %s", name, text, reason);
    return NSC_OK;
}

/* The cell with a hash, or with an adjacency and operations, or with both. */
static nsc_status identify_cell(reading *state, const char *hash_text, const char *adjacency, const char *operations,
                                uint32_t *point, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_hash hash;
    bool has_hash = hash_text != NULL && !nsc_record_missing(hash_text);
    if (has_hash && !nsc_hash_parse(hash_text, &hash))
        return nsc_error_set(error, NSC_INVALID, "%s is \"%.60s\", which is not 32 hexadecimal digits",
                             state->columns.names[NSC_ROLE_HASH], hash_text);
    if (has_hash && state->index == NULL)
        NSC_TRY(nsc_space_hash_index(state->space, &state->index, error));
    if (adjacency != NULL && *adjacency != '\0') {
        nsc_encoding encoding;
        NSC_TRY(nsc_encoding_parse_parts(&encoding, adjacency, operations, error));
        NSC_TRY(nsc_nb101_find(state->nb101, &encoding.pruned, point, error));
        if (has_hash && memcmp(&hash, &nsc_hash_index_hashes(state->index)[*point], sizeof hash) != 0) {
            char actual[33];
            nsc_hash_format(&nsc_hash_index_hashes(state->index)[*point], actual);
            status = nsc_error_set(error, NSC_INVALID, "%s is %s, but the adjacency and operations are those of %s",
                                   state->columns.names[NSC_ROLE_HASH], hash_text, actual);
        }
    } else if (!has_hash) {
        status = nsc_error_set(error, NSC_INVALID, "the row does not identify a cell");
    } else if (!nsc_hash_index_find(state->index, &hash, point)) {
        status = nsc_error_set(error, NSC_INVALID, "%s %s belongs to no cell of the space %s",
                               state->columns.names[NSC_ROLE_HASH], hash_text, state->space->name);
    }
out:
    return status;
}

/* The point that the space's own spellings name; *`found` is false where the row has none. */
static nsc_status identify_by_name(const reading *state, const nsc_record_row *row, uint32_t *point, bool *found,
                                   bool *outside, nsc_error *error) {
    *found = *outside = false;
    if (state->columns.point_fields != NULL) {
        for (size_t column = 0; column < state->space->name_column_count; column++)
            state->point_texts[column] = row->fields[state->columns.point_fields[column]];
        *found = true;
        return state->space->point_of_columns(state->space, state->point_texts, point, error);
    }
    for (int role = NSC_ROLE_POINT; role <= NSC_ROLE_ARCHITECTURE; role++) {
        const char *text = text_of(state, row, role);
        uint32_t named;
        if (text == NULL || *text == '\0')
            continue;
        nsc_status status = state->space->point_parse(state->space, text, &named, error);
        if (status != NSC_OK)
            return status;
        if (*found && named != *point)
            return nsc_error_set(error, NSC_INVALID, "%s is %.100s, but %s belongs to another point",
                                 state->columns.names[NSC_ROLE_ARCHITECTURE], text,
                                 state->columns.names[NSC_ROLE_POINT]);
        *outside = *outside || (state->space->stands_for_point != NULL &&
                                !state->space->stands_for_point(state->space, text, named));
        *point = named;
        *found = true;
    }
    return NSC_OK;
}

static nsc_status check_parameters(const reading *state, const nsc_record_row *row, uint32_t point, nsc_error *error) {
    const char *text = text_of(state, row, NSC_ROLE_PARAMETERS);
    if (text == NULL || *text == '\0')
        return NSC_OK;
    double parameters;
    const nsc_cell cell = nsc_nb101_cell(state->nb101, point);
    const uint32_t computed = nsc_cell_parameters(&cell);
    nsc_status status =
        nsc_measured_number(&state->format, state->columns.names[NSC_ROLE_PARAMETERS], text, &parameters, error);
    if (status == NSC_OK && parameters != computed)
        status = nsc_error_set(error, NSC_INVALID, "%s is %.60s, but the cell has %u",
                               state->columns.names[NSC_ROLE_PARAMETERS], text, (unsigned)computed);
    return status;
}

/* Which point a row is about: the one place that depends on the space. *`outside`: the row's values are not those that
 * count for the point. */
static nsc_status identify(reading *state, const nsc_record_row *row, uint32_t *point, bool *outside,
                           nsc_error *error) {
    const char *hash = text_of(state, row, NSC_ROLE_HASH), *operations = text_of(state, row, NSC_ROLE_OPERATIONS);
    const char *adjacency = operations != NULL ? text_of(state, row, NSC_ROLE_ADJACENCY) : NULL;
    bool named = false;
    uint32_t cell = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(identify_by_name(state, row, point, &named, outside, error));
    if (state->nb101 == NULL)
        return named ? NSC_OK : nsc_error_set(error, NSC_INVALID, "the row does not identify a point");
    if (!named || (hash != NULL && *hash != '\0') || (adjacency != NULL && *adjacency != '\0')) {
        NSC_TRY(identify_cell(state, hash, adjacency, operations, &cell, error));
        if (named && cell != *point)
            NSC_TRY(nsc_error_set(error, NSC_INVALID, "the row names two different cells"));
        *point = cell;
    }
    NSC_TRY(check_parameters(state, row, *point, error));
out:
    return status;
}

/* The epochs of a row: its own, or those of the space. */
static nsc_status read_budget(const reading *state, const nsc_record_row *row, int *epochs, nsc_error *error) {
    const char *text = text_of(state, row, NSC_ROLE_EPOCHS);
    *epochs = state->space->epochs;
    return text != NULL ? read_epochs(&state->format, state->columns.names[NSC_ROLE_EPOCHS], text, epochs, error)
                        : NSC_OK;
}

/* NSC_INVALID for a row with another number of fields than the header, and for the header itself once more. */
static nsc_status check_fields(const nsc_names *header, const nsc_record_row *row, nsc_error *error) {
    const size_t count = row->field_count;
    size_t alike = 0;
    while (alike < count && alike < header->count && strcmp(row->fields[alike], header->items[alike]) == 0)
        alike++;
    if (alike == header->count && alike == count)
        return nsc_error_set(error, NSC_INVALID,
                             "the header stands here once more, as where files were joined: take the line out");
    if (count == header->count)
        return NSC_OK;
    const char *hint = row->fields[0][0] == '#'     ? ": a comment within the table? Take the line out"
                       : count < header->count      ? ": is the line cut short?"
                       : count == header->count + 1 ? ": are these R's row names (write.csv(..., row.names = "
                                                      "FALSE) leaves them out), or a text with the separator in "
                                                      "it, which has to stand in quotes?"
                                                    : ": a text with the separator in it has to stand in quotes";
    return nsc_error_set(error, NSC_INVALID, "the row has %zu field%s, the header %zu%s", count, count == 1 ? "" : "s",
                         header->count, hint);
}

/* Tables that nasscape writes say where their numbers come from: those that are not measured stay marked. */
static bool is_made_up(const char *origin) {
    return strcmp(origin, nsc_origin_name(NSC_ORIGIN_SYNTHETIC)) == 0 ||
           strcmp(origin, nsc_origin_name(NSC_ORIGIN_SURROGATE)) == 0;
}

/* Everything is read before anything is kept, so that a refused row leaves no trace but its budget's number. */
static nsc_status read_row(reading *state, const nsc_record_row *row, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_measured_file *file = state->file;
    nsc_measured_row measured = {.line = (uint32_t)row->line};
    const char *run = text_of(state, row, NSC_ROLE_RUN);
    double values[NSC_METRIC_COUNT];
    size_t budget;
    int epochs;
    bool outside;
    NSC_TRY(check_fields(&state->columns.header, row, error));
    NSC_TRY(identify(state, row, &measured.point, &outside, error));
    if (outside) {
        file->source.rows_outside++;
        return NSC_OK;
    }
    NSC_TRY(read_budget(state, row, &epochs, error));
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++)
        if (file->value_of_metric[metric] >= 0)
            NSC_TRY(read_value(state, (nsc_metric)metric, epochs, text_of(state, row, NSC_ROLE_METRIC + metric),
                               &values[file->value_of_metric[metric]], error));
    NSC_TRY(nsc_measured_file_budget(file, state->measurements, epochs, &budget, error));
    measured.budget = (uint8_t)budget;
    if (run != NULL && nsc_record_missing(run))
        return nsc_error_set(error, NSC_INVALID,
                             "%s is missing: the row does not say which run it is; fill it in, or read the rows of a "
                             "point as its runs by --columns run=",
                             state->columns.names[NSC_ROLE_RUN]);
    if (run != NULL)
        NSC_TRY(nsc_run_names_add(&file->run_names, run, &measured.run, error));
    if (state->origin_field != NSC_NO_FIELD && is_made_up(row->fields[state->origin_field]))
        file->source.synthetic = true;
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
        const int value = nsc_metric_is_accuracy((nsc_metric)metric) ? file->value_of_metric[metric] : -1;
        state->accuracies.all += value >= 0 && !isnan(values[value]);
        state->accuracies.above_one += value >= 0 && values[value] > NSC_ACCURACY_FRACTION;
    }
    NSC_TRY(nsc_measured_rows_add(file, &measured, values, state->space->point_count, error));
    for (size_t place = 0; place < state->columns.kept_count; place++)
        state->kept[place] = row->fields[state->columns.kept[place]];
    NSC_TRY(nsc_table_texts_add(&file->rows.texts, state->kept, error));
out:
    return status;
}

static nsc_status take_row(void *context, const nsc_record_row *row, nsc_error *error) {
    reading *state = context;
    if (!state->header_read)
        return read_header(state, row, error);
    if (row->line > UINT32_MAX)
        return nsc_error_set(error, NSC_INVALID, "more than %u lines", UINT32_MAX);
    bool passes = true;
    nsc_error reason = {0};
    nsc_status status = nsc_measured_rows_check_room(state->file, state->space, error);
    if (status != NSC_OK)
        return status;
    status = nsc_row_filter_test_row(state->filter, &state->format, row, &passes, &reason);
    if (status == NSC_OK && !passes) {
        state->file->source.rows_filtered++;
        return NSC_OK;
    }
    state->file->rows_read++;
    if (status == NSC_OK)
        status = read_row(state, row, &reason);
    if (status == NSC_INVALID && state->options.keep_going)
        return nsc_measured_file_refuse(state->file, state->space, &(nsc_measured_row){.line = (uint32_t)row->line},
                                        &reason, true, error);
    const bool others_fit = status == NSC_INVALID && state->file->rows.count > 0;
    return status == NSC_OK ? NSC_OK
                            : nsc_error_set(error, status, "%s%s", reason.message,
                                            others_fit ? " (--keep-going leaves such rows out)" : "");
}

/* ---- the whole file ---- */

/* Notes how the file was understood. */
static nsc_status add_notes(reading *state, nsc_error *error) {
    nsc_measured_file *file = state->file;
    char text[200];
    nsc_status status = NSC_OK;
    nsc_record_format_describe(&state->format, file->source.path, text, sizeof text);
    if (text[0] != '\0')
        NSC_TRY(nsc_names_add(&file->source.format_notes, text, error));
    if (state->filter != NULL)
        NSC_TRY(nsc_measured_file_note(
            file, error, "%llu of %llu rows pass --rows '%s'", (unsigned long long)file->rows_read,
            (unsigned long long)(file->rows_read + file->source.rows_filtered), state->options.rows));
out:
    return status;
}

static nsc_status finish(reading *state, nsc_error *error) {
    nsc_measured_file *file = state->file;
    const char *column = state->options.column;
    nsc_rows_read rows = {
        .cells = state->nb101 != NULL,
        .metric_names = state->columns.names + NSC_ROLE_METRIC,
        .keep_going = state->options.keep_going,
    };
    nsc_status status = NSC_OK;
    if (file->rows_read == 0)
        return nsc_error_set(error, NSC_INVALID, "%s: none of its %llu rows passes --rows '%s'", file->source.path,
                             (unsigned long long)file->source.rows_filtered, state->options.rows);
    NSC_TRY(add_notes(state, error));
    NSC_TRY(nsc_measured_rows_settle_percent(file, state->space, &state->accuracies, &state->options, error));
    NSC_TRY(nsc_table_rows_tell(file, state->measurements, &state->columns, column, &rows, error));
    NSC_TRY(nsc_measured_rows_load_columns(file, state->measurements, column, state->options.keep_going, error));
    NSC_TRY(nsc_measured_rows_settle(file, state->measurements, &rows, error));
out:
    return status;
}

static nsc_status add_checksum(nsc_source *source, nsc_error *error) {
    struct stat information;
    if (stat(source->path, &information) != 0 || !S_ISREG(information.st_mode))
        return NSC_OK;
    return nsc_file_sha256(source->path, source->sha256, error);
}

nsc_status nsc_measurements_read_csv(nsc_measurements *measurements, const char *path,
                                     const nsc_measurement_options *options, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_measured_file file = {.content = &nsc_rows_functions};
    const nsc_space *space = nsc_measurements_space(measurements);
    reading state = {.file = &file, .measurements = measurements, .space = space, .nb101 = nsc_space_nb101(space)};
    if (options != NULL)
        state.options = *options;
    NSC_TRY(nsc_copy_text(&file.source.path, path, error));
    NSC_TRY(nsc_records_read(path, take_row, &state, &state.format, error));
    NSC_TRY(finish(&state, error));
    NSC_TRY(add_checksum(&file.source, error));
    NSC_TRY(nsc_measurements_join(measurements, &file, state.options.keep_going, error));
out:
    nsc_measured_file_release(&file);
    nsc_column_roles_release(&state.columns);
    nsc_row_filter_destroy(state.filter);
    free((void *)state.kept);
    free((void *)state.point_texts);
    return status;
}
