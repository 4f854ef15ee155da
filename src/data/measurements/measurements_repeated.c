/*
 * Several rows of one point and budget. Where no column tells their runs apart, they must not be averaged over in
 * silence: they are refused if they differ in a column that says what was measured.
 */
#include "data/measurements/measurements_columns.h"

#include <math.h>
#include <string.h>
#include <strings.h>

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
        const double number = nsc_table_texts_number(texts, order[place], column);
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
        if (nsc_table_texts_number(&file->rows.texts, row, column) !=
            nsc_table_texts_number(&file->rows.texts, row - 1, column) + 1)
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
 * Whether a column says what was measured, as `dataset` and `hp` do, rather than being a measurement itself: it has
 * such a name, or the same few values at many points, or texts. Numbers that hardly ever repeat are measurements; whole
 * ones need enough rows to tell.
 */
static bool tells_apart(const column_difference *found, const char *name) {
    enum { ENOUGH_ROWS = 8 };
    if (!found->differs || nsc_column_name_is_candidate(name))
        return found->differs;
    if (found->index)
        return false;
    const bool rarely_repeats = found->values.texts.count * 2 > found->rows;
    return !found->numbers || !rarely_repeats || (found->whole && found->rows < ENOUGH_ROWS);
}

/* Writes the lines of rows: "2, 3, 4". */
static void list_lines(const nsc_measured_file *file, const uint32_t *order, size_t count, char *text, size_t size) {
    enum { SHOWN = 6 };
    size_t length = 0;
    for (size_t place = 0; place < count && place < SHOWN; place++)
        length += nsc_text_format(text + length, size - length, "%s%u", place > 0 ? ", " : "",
                                  (unsigned)file->rows.list[order[place]].line);
    if (count > SHOWN)
        nsc_text_format(text + length, size - length, ", ... (%zu rows)", count);
}

static nsc_status refuse_difference(const nsc_measured_file *file, const nsc_space *space, const char *names,
                                    size_t column, const column_difference *found, nsc_error *error) {
    const nsc_measured_row *row = &file->rows.list[found->order[0]];
    nsc_point_name point;
    char lines[120], name[80], value[80];
    nsc_measured_point_name(space, row->point, &point);
    list_lines(file, found->order, found->count, lines, sizeof lines);
    nsc_table_texts_quote(file->rows.texts.columns.items[column], name, sizeof name);
    nsc_table_texts_quote(nsc_table_texts_field(&file->rows.texts, found->order[0], column), value, sizeof value);
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
        nsc_text_format(text + length, size - length, "%s", length > 0 ? ", " : before);
        nsc_text_format(text + strlen(text), size - strlen(text), format,
                        NSC_CUT(60, *name != '\0' ? name : "(no name)"));
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
        if (tells_apart(&found, columns->items[column])) {
            append(unused->apart, sizeof unused->apart, "", "\"%.*s\"", columns->items[column]);
            if (unused->first == columns->count) {
                unused->first = column;
                unused->difference = found;
            }
        } else if (found.differs)
            append(unused->others, sizeof unused->others, "; columns not used: ", "%.*s", columns->items[column]);
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

nsc_status nsc_measured_check_repeated(nsc_measured_file *file, const nsc_space *space, const char *fitness,
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

nsc_status nsc_measured_note_mixed_runs(nsc_measured_file *file, const nsc_space *space, const char *fitness,
                                        nsc_error *error) {
    const nsc_table_texts *texts = &file->rows.texts;
    nsc_status status = NSC_OK;
    for (size_t column = 0; status == NSC_OK && column < texts->columns.count; column++) {
        column_difference found;
        char name[80], value[80], lines[120];
        if (fitness != NULL && strcasecmp(texts->columns.items[column], fitness) == 0)
            continue;
        status = compare_rows(file, space->point_count, column, &found, error);
        const bool mixed = found.differs && !found.numbers && found.values.texts.count * 2 <= found.rows;
        nsc_numbered_texts_release(&found.values);
        if (status != NSC_OK || !mixed)
            continue;
        list_lines(file, found.order, found.count, lines, sizeof lines);
        nsc_table_texts_quote(texts->columns.items[column], name, sizeof name);
        nsc_table_texts_quote(nsc_table_texts_field(texts, found.order[0], column), value, sizeof value);
        status = nsc_measured_file_note(file, error,
                                        "runs of one point (lines %s) differ in \"%.60s\" too; --rows '%s=%s' keeps "
                                        "those of one kind",
                                        lines, texts->columns.items[column], name, value);
    }
    return status;
}
