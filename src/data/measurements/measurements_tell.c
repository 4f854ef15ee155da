/*
 * What tells the rows of a table apart once all are read: columns that hold epochs or runs by their content, the names
 * of runs, and the columns that differ between rows of one point, which must not be averaged over in silence.
 */
#include "data/measurements/measurements_columns.h"
#include "data/official/validity.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- columns by their content ---- */

/* A field as a number; NaN where it is empty or none. */
static double number_of(const nsc_measured_file *file, size_t row, size_t column) {
    double number;
    const char *text = nsc_table_texts_field(&file->rows.texts, row, column);
    return nsc_measured_number(&file->rows.texts.format, "", text, &number, NULL) == NSC_OK ? number : (double)NAN;
}

/* Whether all rows have a valid number of epochs in the column. */
static bool holds_epochs(const nsc_measured_file *file, size_t column) {
    for (size_t row = 0; row < file->rows.count; row++)
        if (nsc_validity_of_epochs(number_of(file, row, column)) != NULL)
            return false;
    return true;
}

/* Whether all rows have a text in the column. */
static bool holds_runs(const nsc_measured_file *file, size_t column) {
    for (size_t row = 0; row < file->rows.count; row++)
        if (nsc_record_missing(nsc_table_texts_field(&file->rows.texts, row, column)))
            return false;
    return true;
}

/* The one candidate whose content is such, NSC_NO_FIELD for none. NSC_INVALID where there are several. */
static nsc_status choose_candidate(const nsc_measured_file *file, const nsc_column_candidates *candidates,
                                   bool (*holds)(const nsc_measured_file *file, size_t column), const char *role,
                                   size_t *chosen, nsc_error *error) {
    *chosen = NSC_NO_FIELD;
    for (size_t place = 0; place < candidates->count; place++) {
        if (!holds(file, candidates->columns[place]))
            continue;
        if (*chosen != NSC_NO_FIELD)
            return nsc_error_set(error, NSC_INVALID,
                                 "%s: both \"%s\" and \"%s\" may hold the %s: choose one, --columns %s=%s",
                                 file->source.path, file->rows.texts.columns.items[*chosen],
                                 file->rows.texts.columns.items[candidates->columns[place]], role, role,
                                 file->rows.texts.columns.items[*chosen]);
        *chosen = candidates->columns[place];
    }
    return NSC_OK;
}

static nsc_status take_epochs(nsc_measured_file *file, const nsc_measurements *measurements, size_t column,
                              nsc_error *error) {
    nsc_status status = NSC_OK;
    size_t budget;
    file->budget_count = 0;
    file->source.epochs_assumed = false;
    for (size_t row = 0; row < file->rows.count; row++) {
        const int epochs = (int)number_of(file, row, column);
        NSC_TRY(nsc_measured_file_budget(file, measurements, epochs, &budget, error));
        file->rows.list[row].budget = (uint8_t)budget;
    }
    NSC_TRY(nsc_measured_file_note(file, error, "the column \"%s\" is read as epochs",
                                   file->rows.texts.columns.items[column]));
out:
    if (status == NSC_INVALID)
        nsc_error_prefix(error, "%s: ", file->source.path);
    return status;
}

static nsc_status take_runs(nsc_measured_file *file, size_t column, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t row = 0; row < file->rows.count; row++)
        NSC_TRY(nsc_numbered_texts_add(&file->run_names, nsc_table_texts_field(&file->rows.texts, row, column),
                                       &file->rows.list[row].run, error));
    NSC_TRY(nsc_measured_file_note(file, error, "the column \"%s\" is read as run",
                                   file->rows.texts.columns.items[column]));
out:
    return status;
}

/* ---- numbers and names of runs ---- */

/* The number that a run's name is, NaN where it is none. */
static double run_number(const char *name) {
    const nsc_record_format plain = {0};
    double number;
    return nsc_record_number(&plain, name, &number) && number >= 0 && number == floor(number) && number < NSC_RUN_MEAN
               ? number
               : (double)NAN;
}

/* Runs have numbers where all their names are whole numbers and none is larger than the count of the runs, or than 3. */
static bool runs_have_numbers(const nsc_names *names) {
    const double most = names->count > NSC_RUNS ? (double)names->count : NSC_RUNS;
    for (size_t name = 0; name < names->count; name++)
        if (!(run_number(names->items[name]) <= most))
            return false;
    return true;
}

static nsc_status note_names(nsc_measured_file *file, const nsc_measurements *measurements, const char *column,
                             nsc_error *error) {
    const nsc_names *names = &file->run_names.texts;
    const nsc_names *before = &measurements->run_names.texts;
    char text[700] = "";
    size_t length = 0, next = before->count;
    for (size_t name = 0; name < names->count && length < sizeof text * 3 / 4; name++) {
        const size_t known = nsc_numbered_texts_find(&measurements->run_names, names->items[name]);
        const size_t number = known < before->count ? known : next++;
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s %.40s is run %zu", name > 0 ? ", " : "",
                                   column, names->items[name], number + 1);
        if (name == 9 && names->count > 10) {
            snprintf(text + length, sizeof text - length, ", ... (%zu runs)", names->count);
            break;
        }
    }
    return nsc_measured_file_note(file, error, "%s", text);
}

/* Turns the names of runs into their numbers where that is what they are. */
static nsc_status settle_names(nsc_measured_file *file, const nsc_measurements *measurements, const char *column,
                               nsc_rows_read *read, nsc_error *error) {
    nsc_names *names = &file->run_names.texts;
    read->runs_numbered = runs_have_numbers(names);
    read->runs_named = !read->runs_numbered;
    if (read->runs_named)
        return note_names(file, measurements, column, error);
    for (size_t row = 0; row < file->rows.count; row++)
        file->rows.list[row].run = (uint32_t)run_number(names->items[file->rows.list[row].run]);
    nsc_numbered_texts_release(&file->run_names);
    return NSC_OK;
}

/* ---- rows that nothing tells apart ---- */

/* Several rows of one point and budget. */
typedef struct repeated_rows {
    const uint32_t *order; /* of the first such point */
    size_t count;
    size_t points, rows; /* how many points have several, and how many rows these are */
} repeated_rows;

static repeated_rows find_repeated(const nsc_measured_file *file, uint32_t point_count) {
    repeated_rows found = {0};
    for (size_t budget = 0; budget < file->budget_count; budget++)
        for (uint32_t point = 0; point < point_count; point++) {
            size_t count;
            const uint32_t *order = nsc_measured_rows_of(file, budget, point, &count);
            if (count < 2)
                continue;
            if (found.order == NULL) {
                found.order = order;
                found.count = count;
            }
            found.points++;
            found.rows += count;
        }
    return found;
}

/* How a column differs between rows of one point. */
typedef struct column_difference {
    bool differs;
    const uint32_t *order; /* of the first point whose rows differ */
    size_t count;
    nsc_numbered_texts values; /* in rows of points that have several */
    size_t rows;
    bool numbers, whole, index; /* all are numbers; whole numbers; and each row's is one more than the row's before */
} column_difference;

static nsc_status add_group(const nsc_measured_file *file, size_t column, const uint32_t *order, size_t count,
                            column_difference *found, nsc_error *error) {
    const nsc_table_texts *texts = &file->rows.texts;
    nsc_status status = NSC_OK;
    bool differs = false;
    for (size_t place = 0; place < count; place++) {
        const char *text = nsc_table_texts_field(texts, order[place], column);
        const double number = number_of(file, order[place], column);
        uint32_t value;
        differs = differs || strcmp(text, nsc_table_texts_field(texts, order[0], column)) != 0;
        NSC_TRY(nsc_numbered_texts_add(&found->values, text, &value, error));
        found->numbers = found->numbers && (nsc_record_missing(text) || !isnan(number));
        found->whole = found->whole && number == floor(number);
    }
    found->rows += count;
    if (differs && !found->differs) {
        found->differs = true;
        found->order = order;
        found->count = count;
    }
out:
    return status;
}

static bool is_index(const nsc_measured_file *file, size_t column) {
    for (size_t row = 1; row < file->rows.count; row++)
        if (number_of(file, row, column) != number_of(file, row - 1, column) + 1)
            return false;
    return true;
}

static nsc_status compare_rows(const nsc_measured_file *file, uint32_t point_count, size_t column,
                               column_difference *found, nsc_error *error) {
    nsc_status status = NSC_OK;
    *found = (column_difference){.numbers = true, .whole = true};
    for (size_t budget = 0; budget < file->budget_count; budget++)
        for (uint32_t point = 0; point < point_count; point++) {
            size_t count;
            const uint32_t *order = nsc_measured_rows_of(file, budget, point, &count);
            if (count > 1)
                NSC_TRY(add_group(file, column, order, count, found, error));
        }
    found->index = found->differs && found->whole && is_index(file, column);
out:
    return status;
}

/*
 * Whether a column says what was measured, as `dataset` and `hp` do, rather than being a measurement itself: the same
 * few values at many points, or texts. Numbers that hardly ever repeat are measurements; whole ones need enough rows
 * to tell.
 */
static bool tells_apart(const column_difference *found) {
    enum { ENOUGH_ROWS = 8 };
    if (!found->differs || found->index)
        return false;
    const bool rarely_repeats = found->values.texts.count * 2 > found->rows;
    return !found->numbers || !rarely_repeats || (found->whole && found->rows < ENOUGH_ROWS);
}

/* Writes the lines of rows: "2, 3, 4". */
static void list_lines(const nsc_measured_file *file, const uint32_t *order, size_t count, char *text, size_t size) {
    enum { SHOWN = 6 };
    size_t length = 0;
    for (size_t place = 0; place < count && place < SHOWN; place++)
        length += (size_t)snprintf(text + length, size - length, "%s%u", place > 0 ? ", " : "",
                                   (unsigned)file->rows.list[order[place]].line);
    if (count > SHOWN)
        snprintf(text + length, size - length, ", ... (%zu rows)", count);
}

/* A name or a value as --rows and --columns take it: in quotes unless it is plain. */
static void quote(const char *name, char *text, size_t size) {
    const bool plain = *name != '\0' &&
                       name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@:.")] == '\0';
    snprintf(text, size, plain ? "%.60s" : "\"%.60s\"", name);
}

static nsc_status refuse_difference(const nsc_measured_file *file, const nsc_space *space, const char *names,
                                    size_t column, const column_difference *found, nsc_error *error) {
    const nsc_measured_row *row = &file->rows.list[found->order[0]];
    nsc_point_name point;
    char lines[120], name[80], value[80];
    nsc_measured_point_name(space, row->point, &point);
    list_lines(file, found->order, found->count, lines, sizeof lines);
    quote(file->rows.texts.columns.items[column], name, sizeof name);
    quote(nsc_table_texts_field(&file->rows.texts, found->order[0], column), value, sizeof value);
    return nsc_error_set(error, NSC_INVALID,
                         "%s: lines %s are about the same point, %s, and no column tells their runs apart, but they "
                         "differ in %s: choose rows by --rows '%s=%s', or, if these are repeated runs, name the column "
                         "that tells them apart, --columns run=%s (--columns run= for none)",
                         file->source.path, lines, point.text, names, name, value, name);
}

/* Columns that are not used and differ between rows of one point. */
typedef struct unused_columns {
    char apart[400];              /* those that say what was measured, in quotes */
    char others[400];             /* further measurements, as the end of a sentence */
    size_t first;                 /* the first of those that say what was measured; the count of columns for none */
    column_difference difference; /* of the first, without its values */
} unused_columns;

static void append(char *text, size_t size, const char *before, const char *format, const char *name) {
    const size_t length = strlen(text);
    if (length + 80 < size) {
        snprintf(text + length, size - length, "%s", length > 0 ? ", " : before);
        snprintf(text + strlen(text), size - strlen(text), format, name);
    }
}

static nsc_status find_unused(const nsc_measured_file *file, uint32_t point_count, const char *fitness,
                              unused_columns *unused, nsc_error *error) {
    const nsc_names *columns = &file->rows.texts.columns;
    nsc_status status = NSC_OK;
    for (size_t column = 0; status == NSC_OK && column < columns->count; column++) {
        column_difference found;
        if (fitness != NULL && strcasecmp(columns->items[column], fitness) == 0)
            continue;
        status = compare_rows(file, point_count, column, &found, error);
        if (tells_apart(&found)) {
            append(unused->apart, sizeof unused->apart, "", "\"%.60s\"", columns->items[column]);
            if (unused->first == columns->count) {
                unused->first = column;
                unused->difference = found;
            }
        } else if (found.differs)
            append(unused->others, sizeof unused->others, "; columns not used: ", "%.60s", columns->items[column]);
        nsc_numbered_texts_release(&found.values);
    }
    return status;
}

static nsc_status note_repeated(nsc_measured_file *file, const nsc_space *space, const repeated_rows *repeated,
                                const char *others, nsc_error *error) {
    nsc_point_name point;
    char lines[120];
    nsc_measured_point_name(space, file->rows.list[repeated->order[0]].point, &point);
    list_lines(file, repeated->order, repeated->count, lines, sizeof lines);
    if (repeated->points == 1)
        return nsc_measured_file_note(file, error,
                                      "no column tells runs apart: the rows of %s (lines %s) are read as its repeated "
                                      "runs%s",
                                      point.text, lines, others);
    return nsc_measured_file_note(file, error,
                                  "no column tells runs apart: the rows of %zu points, such as %s (lines %s), are read "
                                  "as repeated runs%s",
                                  repeated->points, point.text, lines, others);
}

/* Refuses rows of one point that differ in a column that is not used; notes those that are read as repeated runs. */
static nsc_status check_repeated(nsc_measured_file *file, const nsc_space *space, const char *fitness,
                                 bool rows_are_runs, nsc_error *error) {
    const repeated_rows repeated = find_repeated(file, space->point_count);
    unused_columns unused = {.first = file->rows.texts.columns.count};
    nsc_status status = NSC_OK;
    if (repeated.points == 0)
        return NSC_OK;
    if (!rows_are_runs)
        status = find_unused(file, space->point_count, fitness, &unused, error);
    if (status != NSC_OK)
        return status;
    if (unused.first < file->rows.texts.columns.count)
        return refuse_difference(file, space, unused.apart, unused.first, &unused.difference, error);
    return note_repeated(file, space, &repeated, unused.others, error);
}

/* ---- the whole table ---- */

/* Lists which columns are used and which are not. */
static nsc_status list_columns(nsc_measured_file *file, const nsc_column_roles *columns, size_t epochs, size_t runs,
                               const char *fitness, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t field = 0; field < columns->header.count; field++) {
        bool used = fitness != NULL && strcasecmp(columns->header.items[field], fitness) == 0;
        for (int role = 0; role < NSC_ROLE_COUNT; role++)
            used = used || columns->fields[role] == field;
        used = used || (epochs != NSC_NO_FIELD && columns->kept[epochs] == field) ||
               (runs != NSC_NO_FIELD && columns->kept[runs] == field);
        NSC_TRY(nsc_names_add(used ? &file->source.columns_used : &file->source.columns_unused,
                              columns->header.items[field], error));
    }
out:
    return status;
}

nsc_status nsc_table_rows_tell(nsc_measured_file *file, const nsc_measurements *measurements,
                               const nsc_column_roles *columns, const char *fitness, nsc_rows_read *read,
                               nsc_error *error) {
    const nsc_names *kept = &file->rows.texts.columns;
    size_t epochs = NSC_NO_FIELD, runs = NSC_NO_FIELD;
    nsc_status status = NSC_OK;
    if (file->rows.count == 0)
        return NSC_OK;
    NSC_TRY(choose_candidate(file, &columns->epochs, holds_epochs, "epochs", &epochs, error));
    NSC_TRY(choose_candidate(file, &columns->runs, holds_runs, "run", &runs, error));
    if (epochs != NSC_NO_FIELD)
        NSC_TRY(take_epochs(file, measurements, epochs, error));
    if (runs != NSC_NO_FIELD)
        NSC_TRY(take_runs(file, runs, error));
    NSC_TRY(list_columns(file, columns, epochs, runs, fitness, error));
    if (runs != NSC_NO_FIELD || columns->fields[NSC_ROLE_RUN] != NSC_NO_FIELD) {
        NSC_TRY(settle_names(file, measurements,
                             runs != NSC_NO_FIELD ? kept->items[runs] : columns->names[NSC_ROLE_RUN], read, error));
    } else {
        NSC_TRY(nsc_measured_rows_sort(file, measurements->space->point_count, error));
        NSC_TRY(check_repeated(file, measurements->space, fitness, columns->rows_are_runs, error));
    }
out:
    return status;
}
