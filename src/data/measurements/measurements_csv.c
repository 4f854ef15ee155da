/*
 * A CSV file of measurements, row by row: which point, which budget and run, which values. The rules are in
 * measurements.h.
 */
#include "data/measurements/measurements_internal.h"
#include "space/nb101/nb101.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

/* What a column says; metrics follow. */
enum {
    ROLE_POINT,
    ROLE_ARCHITECTURE,
    ROLE_HASH,
    ROLE_ADJACENCY,
    ROLE_OPERATIONS,
    ROLE_PARAMETERS,
    ROLE_EPOCHS,
    ROLE_RUN,
    ROLE_METRIC,
    ROLE_COUNT = ROLE_METRIC + NSC_METRIC_COUNT
};

/* The names that a header may use, in any order. Any other column is passed over. */
static const struct column_name {
    const char *name;
    int role;
} column_names[] = {
    {"point", ROLE_POINT},
    {"genotype", ROLE_POINT},
    {"string", ROLE_POINT},
    {"architecture", ROLE_ARCHITECTURE},
    {"arch", ROLE_ARCHITECTURE},
    {"arch_str", ROLE_ARCHITECTURE},
    {"hash", ROLE_HASH},
    {"module_hash", ROLE_HASH},
    {"adjacency", ROLE_ADJACENCY},
    {"module_adjacency", ROLE_ADJACENCY},
    {"operations", ROLE_OPERATIONS},
    {"ops", ROLE_OPERATIONS},
    {"module_operations", ROLE_OPERATIONS},
    {"trainable_parameters", ROLE_PARAMETERS},
    {"params", ROLE_PARAMETERS},
    {"epochs", ROLE_EPOCHS},
    {"run", ROLE_RUN},
    {"repeat", ROLE_RUN},
    {"validation_accuracy", ROLE_METRIC + NSC_METRIC_VALID},
    {"final_validation_accuracy", ROLE_METRIC + NSC_METRIC_VALID},
    {"valid_accuracy", ROLE_METRIC + NSC_METRIC_VALID},
    {"test_accuracy", ROLE_METRIC + NSC_METRIC_TEST},
    {"final_test_accuracy", ROLE_METRIC + NSC_METRIC_TEST},
    {"train_accuracy", ROLE_METRIC + NSC_METRIC_TRAIN},
    {"final_train_accuracy", ROLE_METRIC + NSC_METRIC_TRAIN},
    {"training_time_s", ROLE_METRIC + NSC_METRIC_TIME},
    {"train_time_s", ROLE_METRIC + NSC_METRIC_TIME},
    {"training_time", ROLE_METRIC + NSC_METRIC_TIME},
    {"final_training_time", ROLE_METRIC + NSC_METRIC_TIME},
    {"halfway_validation_accuracy", ROLE_METRIC + NSC_METRIC_HALFWAY_VALID},
    {"halfway_valid_accuracy", ROLE_METRIC + NSC_METRIC_HALFWAY_VALID},
    {"halfway_test_accuracy", ROLE_METRIC + NSC_METRIC_HALFWAY_TEST},
    {"halfway_train_accuracy", ROLE_METRIC + NSC_METRIC_HALFWAY_TRAIN},
    {"halfway_training_time_s", ROLE_METRIC + NSC_METRIC_HALFWAY_TIME},
    {"halfway_training_time", ROLE_METRIC + NSC_METRIC_HALFWAY_TIME},
};

/* The runs of a cell are numbered 0 … 2 or 1 … 3. */
enum { RUN_NUMBERS = NSC_RUNS + 1 };

static const size_t no_field = SIZE_MAX;

typedef struct reading {
    nsc_measured_file *file;
    const nsc_measurements *measurements;
    const nsc_space *space;
    const nsc_nb101 *nb101; /* NULL where the points are no cells */
    nsc_measurement_options options;
    bool header_read;
    size_t header_field_count;
    size_t fields[ROLE_COUNT];          /* which field plays the role, no_field for none */
    const char *names[ROLE_COUNT];      /* as the header spells it */
    const nsc_hash_index *index;        /* opened by the first row with a hash */
    size_t line_of_number[RUN_NUMBERS]; /* a line on which the run column has this number, 0 for none */
} reading;

/* ---- the header ---- */

/* What only cells have is passed over where the points are none. */
static int role_of(const reading *state, const char *name, const char *extra_column) {
    for (size_t entry = 0; entry < sizeof column_names / sizeof *column_names; entry++)
        if (strcmp(column_names[entry].name, name) == 0 &&
            (state->nb101 != NULL || column_names[entry].role < ROLE_HASH ||
             column_names[entry].role > ROLE_PARAMETERS))
            return column_names[entry].role;
    return extra_column != NULL && strcmp(name, extra_column) == 0 ? ROLE_METRIC + NSC_METRIC_COLUMN : -1;
}

/* The spelling in the table, which outlives the row. */
static const char *name_in_table(const char *name, const char *extra_column) {
    for (size_t entry = 0; entry < sizeof column_names / sizeof *column_names; entry++)
        if (strcmp(column_names[entry].name, name) == 0)
            return column_names[entry].name;
    return extra_column;
}

static nsc_status assign(reading *state, int role, const char *name, size_t field, nsc_error *error) {
    if (state->fields[role] != no_field)
        return nsc_error_set(error, NSC_INVALID, "columns %zu (\"%s\") and %zu (\"%s\") have the same meaning",
                             state->fields[role] + 1, state->names[role], field + 1, name);
    state->fields[role] = field;
    state->names[role] = name_in_table(name, state->options.column);
    return NSC_OK;
}

/* Appends the names of the roles from `first` to `last` to `text`, as "a, b, c". */
static void list_names(char *text, size_t size, int first, int last) {
    size_t length = 0;
    text[0] = '\0';
    for (size_t entry = 0; entry < sizeof column_names / sizeof *column_names && length < size; entry++)
        if (column_names[entry].role >= first && column_names[entry].role <= last)
            length += (size_t)snprintf(text + length, size - length, "%s%s", length > 0 ? ", " : "",
                                       column_names[entry].name);
}

static nsc_status check_header(const reading *state, nsc_error *error) {
    char names[900];
    bool has_cell = state->fields[ROLE_ADJACENCY] != no_field && state->fields[ROLE_OPERATIONS] != no_field;
    if (state->fields[ROLE_HASH] == no_field && state->fields[ROLE_POINT] == no_field &&
        state->fields[ROLE_ARCHITECTURE] == no_field && !has_cell) {
        list_names(names, sizeof names, ROLE_POINT, state->nb101 != NULL ? ROLE_OPERATIONS : ROLE_ARCHITECTURE);
        return nsc_error_set(error, NSC_INVALID,
                             "no column of the header says which %s a row is about; %s would, "
                             "under one of the names %s",
                             state->nb101 != NULL ? "cell" : "point",
                             state->nb101 != NULL ? "a hash or an adjacency with operations" : "the point's name",
                             names);
    }
    for (int role = ROLE_METRIC; role < ROLE_COUNT; role++)
        if (state->fields[role] != no_field)
            return NSC_OK;
    list_names(names, sizeof names, ROLE_METRIC, ROLE_COUNT);
    bool asked = state->options.column != NULL;
    return nsc_error_set(error, NSC_INVALID,
                         "no column of the header holds a measurement%s%s%s; names that do: %s; any other is asked for "
                         "as --fitness column:NAME",
                         asked ? " or is called \"" : "", asked ? state->options.column : "", asked ? "\"" : "", names);
}

static nsc_status read_header(reading *state, const nsc_csv_row *row, nsc_error *error) {
    nsc_status status = NSC_OK;
    const char *extra = state->options.column;
    for (size_t field = 0; field < row->field_count; field++) {
        int role = role_of(state, row->fields[field], extra);
        if (role >= 0)
            NSC_TRY(assign(state, role, row->fields[field], field, error));
        /* A column with a role of its own may be the one asked for as well. */
        if (role >= 0 && role != ROLE_METRIC + NSC_METRIC_COLUMN && extra != NULL &&
            strcmp(row->fields[field], extra) == 0)
            NSC_TRY(assign(state, ROLE_METRIC + NSC_METRIC_COLUMN, row->fields[field], field, error));
    }
    NSC_TRY(check_header(state, error));
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++)
        state->file->value_of_metric[metric] =
            state->fields[ROLE_METRIC + metric] != no_field ? (int)state->file->rows.value_count++ : -1;
    if (state->fields[ROLE_METRIC + NSC_METRIC_COLUMN] != no_field)
        NSC_TRY(nsc_copy_text(&state->file->column, extra, error));
    state->file->source.epochs_assumed = state->fields[ROLE_EPOCHS] == no_field;
    state->header_field_count = row->field_count;
    state->header_read = true;
out:
    return status;
}

/* ---- one row ---- */

/* The row's text in a role, NULL where the file has no such column. */
static const char *text_of(const reading *state, const nsc_csv_row *row, int role) {
    return state->fields[role] != no_field ? row->fields[state->fields[role]] : NULL;
}

/* Reads a decimal number; what strtod takes beyond that (nan, inf, hexadecimal digits, leading space) is refused. */
static nsc_status read_number(const reading *state, int role, const char *text, double *number, nsc_error *error) {
    char *end;
    *number = strtod(text, &end);
    if (*text == '\0' || text[strspn(text, "0123456789+-.eE")] != '\0' || *end != '\0')
        return nsc_error_set(error, NSC_INVALID, "%s is \"%.60s\", which is not a number", state->names[role], text);
    if (!isfinite(*number))
        return nsc_error_set(error, NSC_INVALID, "%s is %.60s, which is too large", state->names[role], text);
    return NSC_OK;
}

static nsc_status read_integer(const reading *state, int role, const char *text, int minimum, int maximum, int *integer,
                               nsc_error *error) {
    double number;
    nsc_status status = read_number(state, role, text, &number, error);
    if (status != NSC_OK)
        return status;
    if (number < minimum || number > maximum || number != floor(number))
        return nsc_error_set(error, NSC_INVALID, "%s is %.60s, which is not a whole number from %d to %d",
                             state->names[role], text, minimum, maximum);
    *integer = (int)number;
    return NSC_OK;
}

/* A missing value for an empty field. */
static nsc_status read_value(const reading *state, nsc_metric metric, const char *text, double *value,
                             nsc_error *error) {
    int role = ROLE_METRIC + (int)metric;
    *value = NAN;
    if (*text == '\0')
        return NSC_OK;
    nsc_status status = read_number(state, role, text, value, error);
    if (status != NSC_OK || metric == NSC_METRIC_COLUMN)
        return status;
    if (nsc_metric_is_accuracy(metric) && (*value < 0.0 || *value > (state->nb101 != NULL ? 1.0 : 100.0)))
        return nsc_error_set(error, NSC_INVALID, "%s is %.60s, which is not a %s", state->names[role], text,
                             state->nb101 != NULL ? "fraction from 0 to 1" : "number from 0 to 100");
    if (!nsc_metric_is_accuracy(metric) && *value <= 0.0)
        return nsc_error_set(error, NSC_INVALID, "%s is %.60s, which is not a positive number of seconds",
                             state->names[role], text);
    return NSC_OK;
}

/* The cell with a hash, or with an adjacency and operations, or with both. */
static nsc_status identify_cell(reading *state, const char *hash_text, const char *adjacency, const char *operations,
                                uint32_t *point, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_hash hash;
    bool has_hash = hash_text != NULL && *hash_text != '\0';
    if (has_hash && !nsc_hash_parse(hash_text, &hash))
        return nsc_error_set(error, NSC_INVALID, "%s is \"%.60s\", which is not 32 hexadecimal digits",
                             state->names[ROLE_HASH], hash_text);
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
                                   state->names[ROLE_HASH], hash_text, actual);
        }
    } else if (!has_hash) {
        status = nsc_error_set(error, NSC_INVALID, "the row does not identify a cell");
    } else if (!nsc_hash_index_find(state->index, &hash, point)) {
        status = nsc_error_set(error, NSC_INVALID, "%s %s belongs to no cell of the space %s", state->names[ROLE_HASH],
                               hash_text, state->space->name);
    }
out:
    return status;
}

/* The point that the space's own spellings name; *`found` is false where the row has none. */
static nsc_status identify_by_name(const reading *state, const nsc_csv_row *row, uint32_t *point, bool *found,
                                   bool *outside, nsc_error *error) {
    *found = *outside = false;
    for (int role = ROLE_POINT; role <= ROLE_ARCHITECTURE; role++) {
        const char *text = text_of(state, row, role);
        uint32_t named;
        if (text == NULL || *text == '\0')
            continue;
        nsc_status status = state->space->point_parse(state->space, text, &named, error);
        if (status != NSC_OK)
            return status;
        if (*found && named != *point)
            return nsc_error_set(error, NSC_INVALID, "%s is %.100s, but %s belongs to another point",
                                 state->names[ROLE_ARCHITECTURE], text, state->names[ROLE_POINT]);
        *outside = *outside || (state->space->stands_for_point != NULL &&
                                !state->space->stands_for_point(state->space, text, named));
        *point = named;
        *found = true;
    }
    return NSC_OK;
}

static nsc_status check_parameters(const reading *state, const nsc_csv_row *row, uint32_t point, nsc_error *error) {
    const char *text = text_of(state, row, ROLE_PARAMETERS);
    if (text == NULL || *text == '\0')
        return NSC_OK;
    double parameters;
    const nsc_cell cell = nsc_nb101_cell(state->nb101, point);
    const uint32_t computed = nsc_cell_parameters(&cell);
    nsc_status status = read_number(state, ROLE_PARAMETERS, text, &parameters, error);
    if (status == NSC_OK && parameters != computed)
        status = nsc_error_set(error, NSC_INVALID, "%s is %.60s, but the cell has %u", state->names[ROLE_PARAMETERS],
                               text, (unsigned)computed);
    return status;
}

/* Which point a row is about: the one place that depends on the space. *`outside`: the row's values are not those that
 * count for the point. */
static nsc_status identify(reading *state, const nsc_csv_row *row, uint32_t *point, bool *outside, nsc_error *error) {
    const char *hash = text_of(state, row, ROLE_HASH), *operations = text_of(state, row, ROLE_OPERATIONS);
    const char *adjacency = operations != NULL ? text_of(state, row, ROLE_ADJACENCY) : NULL;
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

/* A number from 0 to 3, but not both 0 and 3 in one file; kept as the slot until the file's first number is known. */
static nsc_status read_run_number(reading *state, const nsc_csv_row *row, uint8_t *slot, nsc_error *error) {
    int number = 0;
    nsc_status status = read_integer(state, ROLE_RUN, text_of(state, row, ROLE_RUN), 0, NSC_RUNS, &number, error);
    if (status != NSC_OK)
        return status;
    int excluded = number == 0 ? NSC_RUNS : number == NSC_RUNS ? 0 : -1;
    if (excluded >= 0 && state->line_of_number[excluded] != 0)
        return nsc_error_set(error, NSC_INVALID,
                             "%s is %d, but %d on line %zu: the %d runs are numbered from 0 or from 1",
                             state->names[ROLE_RUN], number, excluded, state->line_of_number[excluded], NSC_RUNS);
    *slot = (uint8_t)number;
    return NSC_OK;
}

/* The first free run of the point at the budget. */
static nsc_status next_run(const reading *state, nsc_measured_row *row, nsc_error *error) {
    for (row->slot = 0; row->slot < NSC_RUNS; row->slot++)
        if (nsc_measured_rows_find(state->file, row->budget, row->slot, row->point) == NULL)
            return NSC_OK;
    return nsc_error_set(error, NSC_INVALID, "the point has more than %d rows at %d epochs", NSC_RUNS,
                         state->file->epochs[row->budget]);
}

/* Everything is read before anything is kept, so that a refused row leaves no trace but its budget's number. */
static nsc_status read_row(reading *state, const nsc_csv_row *row, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_measured_file *file = state->file;
    nsc_measured_row measured = {.line = (uint32_t)row->line};
    double values[NSC_METRIC_COUNT];
    int epochs = state->space->epochs;
    size_t budget;
    bool outside;
    bool has_run_column = state->fields[ROLE_RUN] != no_field;
    if (row->field_count != state->header_field_count)
        return nsc_error_set(error, NSC_INVALID, "the row has %zu fields, the header %zu", row->field_count,
                             state->header_field_count);
    NSC_TRY(identify(state, row, &measured.point, &outside, error));
    if (outside) {
        file->source.rows_outside++;
        return NSC_OK;
    }
    if (!file->source.epochs_assumed)
        NSC_TRY(
            read_integer(state, ROLE_EPOCHS, text_of(state, row, ROLE_EPOCHS), 1, NSC_EPOCHS_MAXIMUM, &epochs, error));
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++)
        if (file->value_of_metric[metric] >= 0)
            NSC_TRY(read_value(state, (nsc_metric)metric, text_of(state, row, ROLE_METRIC + metric),
                               &values[file->value_of_metric[metric]], error));
    if (has_run_column)
        NSC_TRY(read_run_number(state, row, &measured.slot, error));
    NSC_TRY(nsc_measured_file_budget(file, state->measurements, epochs, &budget, error));
    measured.budget = (uint8_t)budget;
    if (has_run_column) {
        const nsc_measured_row *known = nsc_measured_rows_find(file, measured.budget, measured.slot, measured.point);
        if (known != NULL && nsc_measured_rows_same_values(file, known, values))
            return NSC_OK;
        if (known != NULL)
            return nsc_error_set(error, NSC_INVALID,
                                 "run %d of the point at %d epochs is on line %u already, with other values",
                                 measured.slot, epochs, (unsigned)known->line);
        state->line_of_number[measured.slot] = row->line;
    } else {
        NSC_TRY(next_run(state, &measured, error));
    }
    NSC_TRY(nsc_measured_rows_add(file, &measured, values, state->space->point_count, error));
out:
    return status;
}

static nsc_status take_row(void *context, const nsc_csv_row *row, nsc_error *error) {
    reading *state = context;
    if (!state->header_read)
        return read_header(state, row, error);
    if (row->line > UINT32_MAX)
        return nsc_error_set(error, NSC_FAILED, "more than %u lines", UINT32_MAX);
    state->file->rows_read++;
    nsc_error reason = {0};
    nsc_status status = read_row(state, row, &reason);
    if (status == NSC_INVALID && state->options.keep_going)
        return nsc_measured_file_refuse(state->file, state->space, &(nsc_measured_row){.line = (uint32_t)row->line},
                                        &reason, true, error);
    return status == NSC_OK ? NSC_OK : nsc_error_set(error, status, "%s", reason.message);
}

/* ---- the whole file ---- */

static nsc_status finish(const reading *state, nsc_error *error) {
    const nsc_measured_file *file = state->file;
    nsc_rows_read rows = {
        .cells = state->nb101 != NULL,
        .runs_numbered = state->fields[ROLE_RUN] != no_field,
        .metric_names = state->names + ROLE_METRIC,
        .keep_going = state->options.keep_going,
    };
    if (!state->header_read)
        return nsc_error_set(error, NSC_INVALID, "%s: the file is empty", file->source.path);
    if (file->rows_read == 0)
        return nsc_error_set(error, NSC_INVALID, "%s: the file has a header, but no rows", file->source.path);
    for (size_t number = 0; number < RUN_NUMBERS; number++)
        rows.number_used[number] = state->line_of_number[number] != 0;
    return nsc_measured_rows_settle(state->file, state->measurements, &rows, error);
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
    const char *column = nsc_measurements_column(measurements);
    if (options != NULL)
        state.options = *options;
    for (int role = 0; role < ROLE_COUNT; role++)
        state.fields[role] = no_field;
    if (column != NULL && state.options.column != NULL && strcmp(column, state.options.column) != 0)
        return nsc_error_set(error, NSC_USAGE, "the column \"%s\" cannot be read together with \"%s\": choose one",
                             state.options.column, column);
    NSC_TRY(nsc_copy_text(&file.source.path, path, error));
    NSC_TRY(nsc_csv_read(path, take_row, &state, error));
    NSC_TRY(finish(&state, error));
    NSC_TRY(add_checksum(&file.source, error));
    NSC_TRY(nsc_measurements_join(measurements, &file, state.options.keep_going, error));
out:
    nsc_measured_file_release(&file);
    return status;
}
