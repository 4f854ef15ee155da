/* The data of a landscape: what it is by its names, its files read, and the notes on them. */
#include "analysis/landscape_internal.h"

#include <stdarg.h>
#include <string.h>

/* ---- what the data is ---- */

const nsc_surrogate *nsc_landscape_model(const nsc_opened_landscape *opened) {
    return opened->model.fitness[0] != '\0' ? &opened->model : NULL;
}

bool nsc_landscape_builtin(const nsc_opened_landscape *opened) {
    const nsc_landscape_names *names = &opened->names;
    return names->make_fitness == NULL &&
           (names->data_count == 0 || (names->data_count == 1 && strcmp(names->data[0], "builtin") == 0));
}

bool nsc_landscape_has_files(const nsc_opened_landscape *opened) {
    return opened->names.make_fitness == NULL && !nsc_landscape_builtin(opened) && nsc_landscape_model(opened) == NULL;
}

nsc_status nsc_landscape_read_model(nsc_opened_landscape *opened, nsc_error *error) {
    const nsc_landscape_names *names = &opened->names;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < names->data_count; number++) {
        const char *path = names->data[number];
        if (!nsc_surrogate_recognise(path))
            continue;
        if (names->data_count > 1)
            return nsc_error_set(error, NSC_USAGE,
                                 "\"%s\" is a fitted model, which cannot be merged with measurements: give one of them",
                                 path);
        if (names->order != NSC_ORDER_UNSTATED)
            return nsc_error_set(error, NSC_USAGE,
                                 "--order is the order of an array's numbers, and \"%s\" is a fitted model", path);
        NSC_TRY(nsc_surrogate_read(&opened->model, path, error));
    }
out:
    return status;
}

const char *nsc_landscape_option_of_tables(const nsc_landscape_names *names) {
    return names->columns != NULL ? "--columns" : names->rows != NULL ? "--rows" : names->percent ? "--percent" : NULL;
}

/* ---- notes on the files ---- */

nsc_status nsc_landscape_add_note(nsc_opened_landscape *opened, nsc_error *error, const char *format, ...) {
    va_list values;
    char *note;
    va_start(values, format);
    nsc_status status = nsc_format_text_list(&note, error, format, values);
    va_end(values);
    if (status != NSC_OK)
        return status;
    pthread_mutex_lock(&opened->locks->lists);
    status = nsc_reserve(&opened->notes, &opened->note_capacity, opened->note_count + 1, sizeof *opened->notes, error);
    if (status == NSC_OK)
        opened->notes[opened->note_count++] = note;
    pthread_mutex_unlock(&opened->locks->lists);
    if (status != NSC_OK)
        free(note);
    return status;
}

static nsc_status note_array(nsc_opened_landscape *opened, const nsc_source *source, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_add_note(opened, error, "\"%s\": %llu numbers (--order %s), read as %s", source->path,
                                   (unsigned long long)source->rows_used, nsc_array_order_name(source->order),
                                   source->meaning));
    if (source->rows_left_out > 0)
        NSC_TRY(nsc_landscape_add_note(opened, error, "\"%s\": %llu numbers left out", source->path,
                                       (unsigned long long)source->rows_left_out));
    if (source->rows_outside > 0)
        NSC_TRY(nsc_landscape_add_note(opened, error, "\"%s\": %llu numbers are of cells outside the space",
                                       source->path, (unsigned long long)source->rows_outside));
out:
    return status;
}

static nsc_status note_source(nsc_opened_landscape *opened, const nsc_source *source, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t note = 0; note < source->format_notes.count; note++)
        NSC_TRY(nsc_landscape_add_note(opened, error, "%s", source->format_notes.items[note]));
    for (size_t note = 0; note < source->notes.count; note++)
        NSC_TRY(nsc_landscape_add_note(opened, error, "\"%s\": %s", source->path, source->notes.items[note]));
    if (source->kind == NSC_SOURCE_NPY)
        return note_array(opened, source, error);
    if (source->epochs_assumed && opened->space->epochs > 0)
        NSC_TRY(nsc_landscape_add_note(opened, error, "\"%s\" has no column \"epochs\": assuming %d", source->path,
                                       opened->space->epochs));
    if (source->rows_left_out > 0)
        NSC_TRY(nsc_landscape_add_note(opened, error, "\"%s\": %llu rows used, %llu left out", source->path,
                                       (unsigned long long)source->rows_used,
                                       (unsigned long long)source->rows_left_out));
    if (source->rows_outside > 0)
        NSC_TRY(nsc_landscape_add_note(
            opened, error, "\"%s\": %llu rows describe %s", source->path, (unsigned long long)source->rows_outside,
            source->kind == NSC_SOURCE_CSV ? "strings represented by another string of the same network"
                                           : "cells outside the space"));
    if (source->synthetic)
        NSC_TRY(nsc_landscape_add_note(opened, error, "\"%s\" is SYNTHETIC: its numbers are made up, not measured",
                                       source->path));
out:
    return status;
}

/* Notes the rows left out beyond the first `listed` of the list and the first `unlisted` of the others. */
static nsc_status note_refusals(nsc_opened_landscape *opened, const nsc_measurements *measurements, size_t listed,
                                uint64_t unlisted, nsc_error *error) {
    const uint64_t further = nsc_measurements_unlisted_refusals(measurements) - unlisted;
    nsc_status status = NSC_OK;
    for (size_t number = listed; number < nsc_measurements_refusal_count(measurements); number++)
        NSC_TRY(nsc_landscape_add_note(opened, error, "left out: %s", nsc_measurements_refusal(measurements, number)));
    if (further > 0)
        NSC_TRY(nsc_landscape_add_note(opened, error, "left out: %llu further rows, which are not listed",
                                       (unsigned long long)further));
out:
    return status;
}

static nsc_status note_files(nsc_opened_landscape *opened, const nsc_measurements *measurements, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < nsc_measurements_source_count(measurements); number++)
        NSC_TRY(note_source(opened, nsc_measurements_source(measurements, number), error));
    NSC_TRY(note_refusals(opened, measurements, 0, 0, error));
out:
    return status;
}

size_t nsc_landscape_note_count(const nsc_opened_landscape *opened) {
    pthread_mutex_lock(&opened->locks->lists);
    const size_t count = opened->note_count;
    pthread_mutex_unlock(&opened->locks->lists);
    return count;
}

const char *nsc_landscape_note(const nsc_opened_landscape *opened, size_t note) {
    pthread_mutex_lock(&opened->locks->lists);
    const char *text = opened->notes[note];
    pthread_mutex_unlock(&opened->locks->lists);
    return text;
}

/* ---- measurements ---- */

/* NSC_USAGE if an order is given and no file is an array. */
static nsc_status check_order(const nsc_opened_landscape *opened, const nsc_measurements *measurements,
                              nsc_error *error) {
    for (size_t number = 0; number < nsc_measurements_source_count(measurements); number++)
        if (nsc_measurements_source(measurements, number)->kind == NSC_SOURCE_NPY)
            return NSC_OK;
    return opened->names.order == NSC_ORDER_UNSTATED
               ? NSC_OK
               : nsc_error_set(error, NSC_USAGE,
                               "--order is the order of an array's numbers, and \"%s\" is no array "
                               "of numpy (.npy)",
                               nsc_measurements_paths(measurements));
}

/* NSC_USAGE if an option of tables is given and a file is none. */
static nsc_status check_table(const nsc_opened_landscape *opened, const char *path, nsc_error *error) {
    const char *option = nsc_landscape_option_of_tables(&opened->names);
    return option == NULL || nsc_source_kind_of(path) == NSC_SOURCE_CSV
               ? NSC_OK
               : nsc_error_set(error, NSC_USAGE, "%s is about tables, and \"%s\" is none", option, path);
}

/* The column of the names' fitness, NULL if that is no column. */
static nsc_status find_column(nsc_opened_landscape *opened, const nsc_space *space, const char **column,
                              nsc_error *error) {
    nsc_fitness_rule rule;
    nsc_status status = NSC_OK;
    *column = opened->column[0] != '\0' ? opened->column : NULL;
    if (opened->names.fitness == NULL)
        return NSC_OK;
    NSC_TRY(nsc_fitness_rule_parse(&rule, space, opened->names.fitness, error));
    if (rule.kind == NSC_FITNESS_COLUMN) {
        nsc_text_format(opened->column, sizeof opened->column, "%s", rule.column);
        *column = opened->column;
    }
out:
    return status;
}

/* Reads all files. */
static nsc_status read_files(nsc_opened_landscape *opened, nsc_error *error) {
    const nsc_control *control = opened->names.control;
    nsc_measurement_options options = {.keep_going = opened->names.keep_going,
                                       .columns = opened->names.columns,
                                       .rows = opened->names.rows,
                                       .percent = opened->names.percent,
                                       .order = opened->names.order,
                                       .control = control};
    nsc_measurements *measurements = NULL;
    const nsc_space *space;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < opened->names.data_count; number++)
        if (strcmp(opened->names.data[number], "builtin") == 0)
            NSC_TRY(nsc_error_set(error, NSC_USAGE, "the built-in surrogate cannot be merged with measurements"));
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(find_column(opened, space, &options.column, error));
    NSC_TRY(nsc_measurements_create(&measurements, space, error));
    for (size_t number = 0; number < opened->names.data_count; number++) {
        const char *path = opened->names.data[number];
        nsc_control_report(control, path, 0);
        NSC_TRY(check_table(opened, path, error));
        NSC_TRY(nsc_measurements_read(measurements, path, &options, error));
        nsc_control_report(control, path, 1);
    }
    NSC_TRY(check_order(opened, measurements, error));
    NSC_TRY(note_files(opened, measurements, error));
    opened->measurements = measurements;
    measurements = NULL;
out:
    nsc_measurements_destroy(measurements);
    return status;
}

nsc_status nsc_landscape_measurements(nsc_opened_landscape *opened, const nsc_measurements **measurements,
                                      nsc_error *error) {
    nsc_status status = NSC_OK;
    if (nsc_landscape_has_files(opened) && opened->measurements == NULL) {
        nsc_landscape_begin_making(opened);
        if (opened->measurements == NULL)
            status = read_files(opened, error);
        nsc_landscape_end_making(opened);
    }
    *measurements = opened->measurements;
    return status;
}

const nsc_measurements *nsc_landscape_read_measurements(const nsc_opened_landscape *opened) {
    return opened->measurements;
}

const char *nsc_landscape_fitness_column(const nsc_opened_landscape *opened) {
    return opened->column[0] != '\0' ? opened->column : NULL;
}

/* Loads the column of a rule, and notes the rows that are left out for it. */
static nsc_status load_column(nsc_opened_landscape *opened, const nsc_fitness_rule *rule, nsc_error *error) {
    nsc_measurements *measurements = opened->measurements;
    const size_t listed = nsc_measurements_refusal_count(measurements);
    const uint64_t unlisted = nsc_measurements_unlisted_refusals(measurements);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measurements_load_column(measurements, rule->column, opened->names.keep_going, error));
    NSC_TRY(note_refusals(opened, measurements, listed, unlisted, error));
out:
    return status;
}

nsc_status nsc_landscape_measurements_for(nsc_opened_landscape *opened, const nsc_fitness_rule *rule,
                                          const nsc_measurements **measurements, nsc_error *error) {
    if (rule->kind != NSC_FITNESS_COLUMN)
        return nsc_landscape_measurements(opened, measurements, error);
    nsc_landscape_begin_making(opened);
    nsc_status status = nsc_landscape_measurements(opened, measurements, error);
    if (status == NSC_OK)
        status = load_column(opened, rule, error);
    nsc_landscape_end_making(opened);
    return status;
}

nsc_status nsc_landscape_budgets(const nsc_landscape *landscape, int epochs[NSC_BUDGETS], size_t *count,
                                 nsc_error *error) {
    const nsc_measurements *measurements = NULL;
    nsc_status status = NSC_OK;
    if (landscape->space->epochs != nsc_official_epochs[NSC_OFFICIAL_BUDGETS - 1] && landscape->opened != NULL)
        status = nsc_landscape_measurements(landscape->opened, &measurements, error);
    *count = measurements != NULL ? nsc_measurements_budget_count(measurements) : NSC_OFFICIAL_BUDGETS;
    for (size_t budget = 0; budget < *count; budget++)
        epochs[budget] =
            measurements != NULL ? nsc_measurements_epochs(measurements, budget) : nsc_official_epochs[budget];
    return status;
}
