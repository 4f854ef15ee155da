/* Every table of a report with its figure, its first rows and its caption. */
#include "reports/figure_files.h"

#include <string.h>

/* A copy of the first rows. */
static nsc_status copy_head(nsc_table **head, const nsc_table *table, nsc_error *error) {
    const size_t columns = nsc_table_column_count(table), rows = nsc_table_row_count(table);
    nsc_value *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(head, nsc_table_columns(table), columns, error));
    NSC_TRY(nsc_allocate(&values, columns, sizeof *values, error));
    for (size_t row = 0; row < rows && row < NSC_EXHIBIT_ROWS; row++) {
        for (size_t column = 0; column < columns; column++)
            values[column] = nsc_table_value(table, row, column);
        NSC_TRY(nsc_table_add(*head, values, columns, error));
    }
out:
    free(values);
    return status;
}

/* The row of the item's analysis for its table; NULL if the table is not an analysis'. */
static const nsc_analysis_table *table_of(const nsc_report_item *item) {
    const nsc_analysis *analysis = item->table != NULL ? nsc_analysis_named(item->analysis) : NULL;
    for (size_t number = 0; analysis != NULL && number < analysis->table_count; number++)
        if (strcmp(analysis->tables[number].name, item->table) == 0)
            return &analysis->tables[number];
    return NULL;
}

static void set_figure(nsc_exhibit *exhibit, const nsc_report_item *item) {
    const nsc_figure *figure =
        item->figure != NULL ? item->figure : (item->table != NULL ? nsc_figure_of(item->analysis, item->table) : NULL);
    if (item->undrawn)
        nsc_text_format(exhibit->reason, sizeof exhibit->reason, "%s", "the recipe leaves its figure out");
    else if (figure != NULL && figure->kind != NSC_FIGURE_NONE)
        exhibit->figure = figure;
    else if (figure != NULL)
        nsc_text_format(exhibit->reason, sizeof exhibit->reason, "%s", figure->without);
}

/* Draws the figure, or removes that of an earlier report. */
static nsc_status draw(nsc_report_run *run, const nsc_report_item *item, nsc_exhibit *exhibit, const nsc_table *table,
                       nsc_error *error) {
    const nsc_figure_source alone = {table, NULL};
    if (exhibit->figure == NULL)
        return nsc_figure_files_remove(run, exhibit, error);
    const char *nodes = exhibit->figure->nodes;
    return nsc_figure_files_draw(run, exhibit, item->sources != NULL ? item->sources : &alone,
                                 item->sources != NULL ? item->source_count : 1,
                                 item->nodes != NULL                     ? item->nodes
                                 : nodes != NULL && item->result != NULL ? nsc_report_table(item->result, nodes)
                                                                         : NULL,
                                 error);
}

nsc_status nsc_exhibit_add(nsc_report_run *run, const nsc_report_item *item, const nsc_report_file *file,
                           const nsc_table *table, nsc_error *error) {
    const nsc_analysis_table *row = table_of(item);
    nsc_report_run *whole = run->whole;
    nsc_exhibit *exhibit = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&whole->exhibits, &whole->exhibit_capacity, whole->exhibit_count + 1, sizeof *whole->exhibits,
                        error));
    NSC_TRY(nsc_allocate(&exhibit, 1, sizeof *exhibit, error));
    whole->exhibits[whole->exhibit_count++] = exhibit;
    exhibit->file = file;
    nsc_report_tell(whole, false);
    exhibit->result = item->result;
    exhibit->data = item->data;
    exhibit->analysis = row != NULL ? nsc_analysis_named(item->analysis) : NULL;
    exhibit->table = row != NULL ? row->name : NULL;
    exhibit->meaning = item->meaning != NULL || row == NULL ? item->meaning : row->meaning;
    NSC_TRY(nsc_copy_text(&exhibit->name, file->name, error));
    *strrchr(exhibit->name, '.') = '\0';
    set_figure(exhibit, item);
    if (table == NULL) {
        nsc_text_format(exhibit->reason, sizeof exhibit->reason, "%s", file->reason);
        NSC_TRY(nsc_point_figures_draw(run, exhibit, item, NULL, error));
        return nsc_figure_files_remove(run, exhibit, error);
    }
    exhibit->rows = nsc_table_row_count(table);
    NSC_TRY(copy_head(&exhibit->head, table, error));
    NSC_TRY(draw(run, item, exhibit, table, error));
    NSC_TRY(nsc_point_figures_draw(run, exhibit, item, table, error));
out:
    return status;
}

const nsc_exhibit *nsc_exhibit_named(const nsc_report_run *run, const char *name) {
    for (size_t number = 0; number < run->exhibit_count; number++)
        if (strcmp(run->exhibits[number]->name, name) == 0)
            return run->exhibits[number];
    return NULL;
}

void nsc_exhibits_release(nsc_report_run *run) {
    for (size_t number = 0; number < run->exhibit_count; number++) {
        nsc_exhibit *exhibit = run->exhibits[number];
        free(exhibit->name);
        nsc_table_destroy(exhibit->head);
        free(exhibit->svg);
        free(exhibit->caption);
        for (unsigned point = 0; point < exhibit->point_count; point++) {
            free(exhibit->points[point].svg);
            free(exhibit->points[point].caption);
        }
        free(exhibit->points);
        free(exhibit);
    }
    free(run->exhibits);
    run->exhibits = NULL;
    run->exhibit_count = run->exhibit_capacity = 0;
}
