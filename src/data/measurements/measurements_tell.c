/* What tells the rows of a table apart once all are read: columns that hold epochs or runs by their content, and the
 * names of runs. */
#include "data/measurements/measurements_columns.h"
#include "data/validity.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- columns by their content ---- */

/* Whether all rows have a valid number of epochs in the column. */
static bool holds_epochs(const nsc_measured_file *file, size_t column) {
    for (size_t row = 0; row < file->rows.count; row++)
        if (nsc_validity_of_epochs(nsc_table_texts_number(&file->rows.texts, row, column)) != NULL)
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
        const int epochs = (int)nsc_table_texts_number(&file->rows.texts, row, column);
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
        NSC_TRY(nsc_run_names_add(&file->run_names, nsc_table_texts_field(&file->rows.texts, row, column),
                                  &file->rows.list[row].run, error));
    NSC_TRY(nsc_measured_file_note(file, error, "the column \"%s\" is read as run",
                                   file->rows.texts.columns.items[column]));
out:
    return status;
}

/* ---- numbers and names of runs ---- */

/* The number that a run's name is, also as "run1" or "Run 1"; NaN where it is none. */
static double run_number(const char *name) {
    const nsc_record_format plain = {0};
    double number;
    if (strncasecmp(name, "run", 3) == 0)
        name += 3 + strspn(name + 3, " _-");
    return nsc_record_number(&plain, name, &number) && number >= 0 && number == floor(number) && number < NSC_RUN_MEAN
               ? number
               : (double)NAN;
}

/* Runs have numbers where all their names are whole numbers and none is larger than the count of the runs, or than
 * 3. */
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
        length += nsc_text_format(text + length, sizeof text - length, "%s%s %.*s is run %zu", name > 0 ? ", " : "",
                                  column, NSC_CUT(40, names->items[name]), number + 1);
        if (name == 9 && names->count > 10) {
            nsc_text_format(text + length, sizeof text - length, ", ... (%zu runs)", names->count);
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
        NSC_TRY(nsc_measured_rows_sort(file, measurements->space->point_count, error));
        NSC_TRY(nsc_measured_note_mixed_runs(file, measurements->space, fitness, error));
    } else {
        NSC_TRY(nsc_measured_rows_sort(file, measurements->space->point_count, error));
        NSC_TRY(nsc_measured_check_repeated(file, measurements->space, fitness, columns->rows_are_runs, error));
    }
out:
    return status;
}
