/* Hides again and again, runs the analyses, counts. */
#include "oracle/coverage/lab.h"

#include <math.h>
#include <string.h>
#include <time.h>

/* ---- the truths ---- */

static nsc_status add_figure(lab_study *study, const lab_figure *figure, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&study->figures, &study->figure_capacity, study->figure_count + 1, sizeof *figure, error));
    study->figures[study->figure_count++] = *figure;
out:
    return status;
}

static bool has_ends(const nsc_table *table, size_t row, const lab_interval *interval) {
    return interval->columns.by_error ? !isnan(nsc_table_number(table, row, interval->columns.error))
                                      : !isnan(nsc_table_number(table, row, interval->columns.low)) &&
                                            !isnan(nsc_table_number(table, row, interval->columns.high));
}

/* True if the interval is the value itself, but for rounding. */
static bool is_exact(const nsc_table *table, size_t row, const lab_interval *interval) {
    const double value = nsc_table_number(table, row, interval->columns.value), rounding = 1e-10 * fmax(1, fabs(value));
    return interval->columns.by_error
               ? nsc_table_number(table, row, interval->columns.error) <= rounding
               : fabs(nsc_table_number(table, row, interval->columns.low) - value) <= rounding &&
                     fabs(nsc_table_number(table, row, interval->columns.high) - value) <= rounding;
}

/* Two rows of the same key cannot be told apart. */
static nsc_status check_keys(const lab_analysis *asked, const nsc_analysis_table *described, const nsc_table *table,
                             nsc_error *error) {
    const size_t rows = nsc_table_row_count(table);
    char(*keys)[LAB_KEY_SIZE] = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&keys, rows, LAB_KEY_SIZE, error));
    for (size_t row = 0; row < rows; row++)
        lab_row_key(table, row, keys[row]);
    qsort(keys, rows, LAB_KEY_SIZE, (int (*)(const void *, const void *))strcmp);
    for (size_t row = 1; row < rows && status == NSC_OK; row++)
        if (strcmp(keys[row], keys[row - 1]) == 0)
            status = nsc_error_set(error, NSC_INVALID,
                                   "%s, table %s: two rows have the key \"%s\"; add a column to key_columns",
                                   asked->name, described->name, keys[row]);
out:
    free(keys);
    return status;
}

static nsc_status add_truths(lab_study *study, size_t number, size_t place, const nsc_table *table, nsc_error *error) {
    const lab_analysis *asked = &study->analyses[number];
    const nsc_column *columns = nsc_table_columns(table);
    lab_interval intervals[LAB_INTERVALS];
    const size_t count = lab_find_intervals(asked->analysis, place, table, intervals);
    nsc_status status = NSC_OK;
    if (count == 0)
        return NSC_OK;
    NSC_TRY(check_keys(asked, &asked->analysis->tables[place], table, error));
    for (size_t row = 0; row < nsc_table_row_count(table); row++)
        for (size_t interval = 0; interval < count; interval++) {
            const lab_interval *found = &intervals[interval];
            lab_figure figure = {.analysis = number,
                                 .table = place,
                                 .single = asked->analysis->tables[place].statistics != NULL,
                                 .has_interval = has_ends(table, row, found),
                                 .exact = is_exact(table, row, found)};
            const size_t truth = found->truth != NULL ? nsc_table_column(table, found->truth) : found->columns.value;
            lab_row_key(table, row, figure.key);
            snprintf(figure.column, sizeof figure.column, "%s", columns[found->columns.value].name);
            figure.truth = nsc_table_number(table, row, truth);
            NSC_TRY(add_figure(study, &figure, error));
        }
out:
    return status;
}

nsc_status lab_study_open(lab_study *study, nsc_error *error) {
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&study->seconds, study->analysis_count, sizeof *study->seconds, error));
    NSC_TRY(nsc_allocate(&study->refused, study->analysis_count, sizeof *study->refused, error));
    for (size_t number = 0; number < study->analysis_count; number++) {
        const lab_analysis *asked = &study->analyses[number];
        nsc_error reason = {0};
        status = nsc_analysis_run(asked->analysis, &study->landscape->view, &asked->options, tables, &reason);
        if (status == NSC_MISSING)
            continue; /* the landscape lacks what it is about: no figures */
        if (status != NSC_OK)
            return nsc_error_set(error, status, "%s", reason.message);
        for (size_t table = 0; table < asked->analysis->table_count; table++)
            NSC_TRY(add_truths(study, number, table, tables[table], error));
        nsc_analysis_release(tables);
    }
    NSC_TRY(lab_landscape_keep(study->landscape, error));
out:
    nsc_analysis_release(tables);
    return status;
}

void lab_study_close(lab_study *study) {
    free(study->seconds);
    free(study->refused);
    free(study->figures);
}

/* ---- figures ---- */

double lab_coverage(const lab_figure *figure) {
    return figure->given > 0 ? (double)figure->covered / figure->given : NAN;
}

bool lab_same_kind(const lab_figure *left, const lab_figure *right) {
    return left->analysis == right->analysis && left->table == right->table &&
           strcmp(left->column, right->column) == 0 && (!left->single || strcmp(left->key, right->key) == 0);
}

/* ---- counting ---- */

static void count_one(lab_figure *figure, double truth, double value, double low, double high, bool given) {
    const double rounding = 1e-10 * fmax(1, fabs(value)); /* of sums over a million terms */
    figure->valued++;
    figure->sum += value;
    figure->truths += truth;
    figure->squares += (value - truth) * (value - truth);
    if (!given)
        return;
    figure->given++;
    figure->width += high - low;
    figure->outside += value < low - rounding || value > high + rounding;
    if (truth > high + rounding)
        figure->above++;
    else if (truth < low - rounding)
        figure->below++;
    else
        figure->covered++;
}

/* The figure of a row, searched from where the last one was found: rows come in the same order mostly. */
static lab_figure *find_figure(lab_study *study, size_t analysis, size_t table, const char *key, const char *column,
                               size_t *last) {
    for (size_t step = 0; step < study->figure_count; step++) {
        const size_t number = (*last + step) % study->figure_count;
        lab_figure *figure = &study->figures[number];
        if (figure->analysis == analysis && figure->table == table && strcmp(figure->column, column) == 0 &&
            strcmp(figure->key, key) == 0) {
            *last = number;
            return figure;
        }
    }
    return NULL;
}

/* True if the row says why something is missing. */
static bool gives_reason(const nsc_table *table, size_t row) {
    const size_t column = nsc_table_column(table, "reason");
    if (column == nsc_table_column_count(table))
        return false;
    const nsc_value reason = nsc_table_value(table, row, column);
    return reason.type == NSC_VALUE_TEXT && reason.as.text[0] != '\0';
}

static void count_table(lab_study *study, size_t number, size_t place, const nsc_table *table, size_t *last) {
    lab_interval intervals[LAB_INTERVALS];
    const size_t count = lab_find_intervals(study->analyses[number].analysis, place, table, intervals);
    const double *values = lab_landscape_values(study->landscape);
    char key[LAB_KEY_SIZE];
    for (size_t row = 0; count > 0 && row < nsc_table_row_count(table); row++) {
        lab_row_key(table, row, key);
        for (size_t interval = 0; interval < count; interval++) {
            const lab_interval *found = &intervals[interval];
            const double value = nsc_table_number(table, row, found->columns.value);
            lab_figure *figure =
                find_figure(study, number, place, key, nsc_table_columns(table)[found->columns.value].name, last);
            if (figure == NULL || isnan(figure->truth))
                continue;
            const bool given = has_ends(table, row, found);
            figure->unexplained += (isnan(value) || !given) && !gives_reason(table, row);
            if (isnan(value))
                continue;
            const double error =
                found->columns.by_error ? 1.959963984540054 * nsc_table_number(table, row, found->columns.error) : 0;
            const double truth = found->truth_of_draw == NULL
                                     ? figure->truth
                                     : found->truth_of_draw(study->landscape->view.fitness, values, table, row);
            count_one(figure, truth, value,
                      found->columns.by_error ? value - error : nsc_table_number(table, row, found->columns.low),
                      found->columns.by_error ? value + error : nsc_table_number(table, row, found->columns.high),
                      given);
        }
    }
}

static nsc_status repeat(lab_study *study, unsigned repetition, nsc_error *error) {
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    size_t last = 0;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < study->analysis_count; number++) {
        lab_analysis *asked = &study->analyses[number];
        nsc_error reason = {0};
        const clock_t start = clock();
        asked->options.seed = repetition + 1u;
        status = nsc_analysis_run(asked->analysis, &study->landscape->view, &asked->options, tables, &reason);
        study->seconds[number] += (double)(clock() - start) / CLOCKS_PER_SEC;
        if (status == NSC_MISSING)
            study->refused[number]++;
        else if (status != NSC_OK)
            return nsc_error_set(error, status, "%s", reason.message);
        for (size_t table = 0; status == NSC_OK && table < asked->analysis->table_count; table++)
            count_table(study, number, table, tables[table], &last);
        nsc_analysis_release(tables);
    }
    return NSC_OK;
}

nsc_status lab_study_run(lab_study *study, lab_drawer *drawer, unsigned repetitions, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < study->figure_count; number++) {
        lab_figure *figure = &study->figures[number];
        figure->valued = figure->given = figure->covered = figure->above = figure->below = figure->outside =
            figure->unexplained = 0;
        figure->sum = figure->squares = figure->width = figure->truths = 0;
    }
    for (size_t number = 0; number < study->analysis_count; number++) {
        study->seconds[number] = 0;
        study->refused[number] = 0;
    }
    for (unsigned repetition = 0; repetition < repetitions; repetition++) {
        NSC_TRY(lab_hide(drawer, study->landscape, study->seed, repetition, error));
        NSC_TRY(repeat(study, repetition, error));
    }
out:
    return status;
}
