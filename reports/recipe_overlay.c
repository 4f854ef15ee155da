/* Several tables of one kind as one: in a file, each row with what its table is of, and over each other in a figure. */
#include "reports/exhibits.h"
#include "reports/recipe.h"

#include <string.h>

enum { LABEL_SIZE = 160, PARTS = 4 };

/* The tables that lie over each other. */
typedef struct overlaid {
    const nsc_report_result *result;
    const nsc_table *table;
    const char *data;
    char word[NSC_FILE_NAME_SIZE]; /* for its analysis */
    char label[LABEL_SIZE];
    bool grows; /* its label, by the part that is looked at */
} overlaid;

static bool belongs(const nsc_recipe_overlay *overlay, const nsc_exhibit *exhibit) {
    return exhibit->result != NULL && exhibit->head != NULL && exhibit->table != NULL &&
           strcmp(exhibit->table, overlay->table) == 0 && nsc_list_has(overlay->analyses, exhibit->analysis->name);
}

/* Copies the word at the place, in the list of words, that the analysis has among the analyses. */
static void find_word(const nsc_recipe_overlay *overlay, const char *analysis, char word[NSC_FILE_NAME_SIZE]) {
    const char *name = overlay->analyses, *words = overlay->words;
    nsc_text_format(word, NSC_FILE_NAME_SIZE, "%s", analysis);
    while (words != NULL && strncmp(name, analysis, strcspn(name, ",")) != 0) {
        name = strchr(name, ',');
        words = strchr(words, ',');
        if (name++ == NULL || words++ == NULL)
            return;
    }
    if (words != NULL)
        nsc_text_format(word, NSC_FILE_NAME_SIZE, "%.*s", (int)strcspn(words, ","), words);
}

static nsc_status collect(const nsc_report_run *run, const nsc_recipe_overlay *overlay, overlaid **items, size_t *count,
                          nsc_error *error) {
    nsc_status status = nsc_allocate(items, run->exhibit_count, sizeof **items, error);
    *count = 0;
    for (size_t number = 0; status == NSC_OK && number < run->exhibit_count; number++) {
        const nsc_exhibit *exhibit = run->exhibits[number];
        if (!belongs(overlay, exhibit))
            continue;
        overlaid *item = &(*items)[(*count)++];
        *item = (overlaid){.result = exhibit->result,
                           .table = nsc_report_table(exhibit->result, overlay->table),
                           .data = exhibit->data};
        find_word(overlay, exhibit->analysis->name, item->word);
    }
    return status;
}

/* ---- labels ---- */

/* Part `part` of what a table is of, the most telling first; empty for what its analysis does not read. */
static void describe(const overlaid *item, size_t part, char text[LABEL_SIZE]) {
    const nsc_report_result *result = item->result;
    const nsc_option_set reads = nsc_analysis_reads(result->analysis);
    const char *const parts[PARTS] = {item->data, item->word,
                                      (reads & NSC_READS_RELATION) != 0 ? result->relation->name : NULL,
                                      result->fitness->rule.text};
    text[0] = '\0';
    if (part < PARTS) {
        nsc_text_format(text, LABEL_SIZE, "%s", parts[part] != NULL ? parts[part] : "");
        return;
    }
    const nsc_analysis_option *row = &nsc_analysis_option_rows[part - PARTS];
    char number[32];
    if ((reads & nsc_analysis_option_bit(row)) == 0)
        return;
    const char *value = nsc_value_text(nsc_analysis_option_value(&result->options, row), number);
    const bool named = row->option.kind != NSC_TAKES_CHOICE;
    nsc_text_format(text, LABEL_SIZE, "%s%s%s", named ? row->option.name : "", named ? " " : "", value);
}

/* True if another table has the same label so far and differs in this part. */
static bool tells_apart(const overlaid *items, size_t count, const overlaid *item, size_t part) {
    char own[LABEL_SIZE], others[LABEL_SIZE];
    bool tells = false;
    describe(item, part, own);
    for (size_t other = 0; other < count; other++) {
        describe(&items[other], part, others);
        tells = tells || (strcmp(items[other].label, item->label) == 0 && strcmp(others, own) != 0);
    }
    return tells;
}

/* Labels say no more than what tells the tables apart: "rwa, strict". */
static void make_labels(overlaid *items, size_t count) {
    for (size_t part = 0; part < PARTS + nsc_analysis_option_count; part++) {
        for (size_t item = 0; item < count; item++)
            items[item].grows = tells_apart(items, count, &items[item], part);
        for (size_t item = 0; item < count; item++) {
            char text[LABEL_SIZE];
            const size_t length = strlen(items[item].label);
            describe(&items[item], part, text);
            if (items[item].grows && text[0] != '\0')
                nsc_text_format(items[item].label + length, LABEL_SIZE - length, "%s%s", length > 0 ? ", " : "", text);
        }
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
    columns[0] = (nsc_column){NSC_OVERLAY_COLUMN, "what the row's table is of"};
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
    if (item.meaning == NULL)
        item.meaning = "tables over each other, each row with what it is of";
    nsc_text_format(name, sizeof name, "%s.csv", overlay->stem);
    nsc_text_format(analysis, sizeof analysis, "%.*s", (int)strcspn(overlay->analyses, ","), overlay->analyses);
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
