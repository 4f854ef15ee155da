/* Several tables of one kind as one: in a file, each row with what its table is of, and over each other in a figure. */
#include "reports/exhibits.h"
#include "reports/recipe.h"

#include <string.h>

enum { LABEL_SIZE = 160, PARTS = 6 };

/* The tables that lie over each other. */
typedef struct overlaid {
    const nsc_report_result *result;
    const nsc_table *table;
    const char *data;
    char label[LABEL_SIZE];
} overlaid;

static bool belongs(const nsc_recipe_overlay *overlay, const nsc_exhibit *exhibit) {
    return exhibit->result != NULL && exhibit->head != NULL && exhibit->table != NULL &&
           strcmp(exhibit->table, overlay->table) == 0 && nsc_list_has(overlay->analyses, exhibit->analysis->name);
}

static nsc_status collect(const nsc_report_run *run, const nsc_recipe_overlay *overlay, overlaid **items, size_t *count,
                          nsc_error *error) {
    nsc_status status = nsc_allocate(items, run->exhibit_count, sizeof **items, error);
    *count = 0;
    for (size_t number = 0; status == NSC_OK && number < run->exhibit_count; number++) {
        const nsc_exhibit *exhibit = run->exhibits[number];
        if (belongs(overlay, exhibit))
            (*items)[(*count)++] = (overlaid){.result = exhibit->result,
                                              .table = nsc_report_table(exhibit->result, overlay->table),
                                              .data = exhibit->data};
    }
    return status;
}

/* ---- labels ---- */

/* What a table is of, part by part; NULL for what its analysis does not read. */
static void describe(const overlaid *item, const char *parts[PARTS]) {
    const nsc_report_result *result = item->result;
    const nsc_option_set reads = nsc_analysis_reads(result->analysis);
    parts[0] = item->data;
    parts[1] = result->analysis->name;
    parts[2] = result->fitness->rule.text;
    parts[3] = (reads & NSC_READS_RELATION) != 0 ? result->relation->name : NULL;
    parts[4] = result->distance != NULL ? result->distance->name : result->targets;
    parts[5] = (reads & NSC_READS(validity)) != 0 ? nsc_validity_name(result->options.validity) : NULL;
}

static bool same_text(const char *left, const char *right) {
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

/* Labels say what differs between the tables: "rwa, strict". */
static void make_labels(overlaid *items, size_t count) {
    bool differs[PARTS] = {false};
    const char *first[PARTS], *parts[PARTS];
    for (size_t item = 0; item < count; item++) {
        describe(&items[0], first);
        describe(&items[item], parts);
        for (int part = 0; part < PARTS; part++)
            differs[part] = differs[part] || !same_text(first[part], parts[part]);
    }
    for (size_t item = 0; item < count; item++) {
        size_t length = 0;
        describe(&items[item], parts);
        for (int part = 0; part < PARTS; part++)
            if (differs[part] && parts[part] != NULL && length < LABEL_SIZE)
                length += (size_t)snprintf(items[item].label + length, LABEL_SIZE - length, "%s%s",
                                           length > 0 ? ", " : "", parts[part]);
    }
}

/* ---- the table ---- */

static size_t column_named(const nsc_table *table, const char *name) {
    size_t column = 0;
    while (column < nsc_table_column_count(table) && strcmp(nsc_table_columns(table)[column].name, name) != 0)
        column++;
    return column;
}

/* Adds the rows of one table; its columns by the names of `columns`, whose first is the label. */
static nsc_status add_rows(nsc_table *whole, const overlaid *item, const nsc_column *columns, size_t column_count,
                           nsc_value *values, nsc_error *error) {
    nsc_status status = NSC_OK;
    values[0] = nsc_text(item->label);
    for (size_t row = 0; status == NSC_OK && row < nsc_table_row_count(item->table); row++) {
        for (size_t column = 1; column < column_count; column++) {
            const size_t place = column_named(item->table, columns[column].name);
            values[column] =
                place < nsc_table_column_count(item->table) ? nsc_table_value(item->table, row, place) : nsc_missing();
        }
        status = nsc_table_add(whole, values, column_count, error);
    }
    return status;
}

/* Points *`whole` at the rows of all tables, in the columns that any of them has. */
static nsc_status join(const overlaid *items, size_t count, nsc_table **whole, nsc_error *error) {
    nsc_column *columns = NULL;
    nsc_value *values = NULL;
    size_t column_count = 1, room = 1;
    nsc_status status = NSC_OK;
    for (size_t item = 0; item < count; item++)
        room += nsc_table_column_count(items[item].table);
    NSC_TRY(nsc_allocate(&columns, room, sizeof *columns, error));
    NSC_TRY(nsc_allocate(&values, room, sizeof *values, error));
    columns[0] = (nsc_column){"of", "what the row's table is of"};
    for (size_t item = 0; item < count; item++)
        for (size_t column = 0; column < nsc_table_column_count(items[item].table); column++) {
            const nsc_column *here = &nsc_table_columns(items[item].table)[column];
            size_t known = 1;
            while (known < column_count && strcmp(columns[known].name, here->name) != 0)
                known++;
            if (known == column_count)
                columns[column_count++] = *here;
        }
    NSC_TRY(nsc_table_create(whole, columns, column_count, error));
    for (size_t item = 0; item < count; item++)
        NSC_TRY(add_rows(*whole, &items[item], columns, column_count, values, error));
out:
    free(columns);
    free(values);
    return status;
}

/* ---- writing ---- */

nsc_status nsc_recipe_overlay_write(nsc_report_run *run, const nsc_recipe_overlay *overlay, nsc_error *error) {
    char name[NSC_FILE_NAME_SIZE], analysis[NSC_FILE_NAME_SIZE];
    nsc_report_item item = {.name = name, .analysis = analysis, .table = overlay->table, .meaning = overlay->meaning};
    nsc_figure_source *sources = NULL;
    overlaid *items = NULL;
    nsc_table *whole = NULL;
    size_t count;
    nsc_status status = NSC_OK;
    snprintf(name, sizeof name, "%s.csv", overlay->stem);
    snprintf(analysis, sizeof analysis, "%.*s", (int)strcspn(overlay->analyses, ","), overlay->analyses);
    NSC_TRY(collect(run, overlay, &items, &count, error));
    if (count < 2) {
        NSC_TRY(nsc_report_leave_out(run, &item, "fewer than two of its tables were made", error));
        goto out;
    }
    make_labels(items, count);
    NSC_TRY(nsc_allocate(&sources, count, sizeof *sources, error));
    for (size_t number = 0; number < count; number++)
        sources[number] = (nsc_figure_source){items[number].table, items[number].label};
    item.sources = sources;
    item.source_count = count;
    NSC_TRY(join(items, count, &whole, error));
    NSC_TRY(nsc_report_write_table(run, &item, whole, error));
out:
    nsc_table_destroy(whole);
    free(sources);
    free(items);
    return status;
}
