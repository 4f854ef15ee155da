/* Tables, column by column, and what the binding's files share: messages, options, texts in memory. */
#include "binding/binding_internal.h"

#include <math.h>
#include <string.h>

/* ---- shared ---- */

nsc_status nsc_bound_told(nsc_status status, const nsc_error *error, char *message) {
    if (message != NULL)
        nsc_text_format(message, NSC_BOUND_MESSAGE, "%s", status != NSC_OK ? error->message : "");
    return status;
}

int nsc_bound_interface(void) {
    return NSC_BOUND_INTERFACE;
}

void nsc_bound_free(char *text) {
    free(text);
}

nsc_status nsc_bound_check_value(const nsc_option *option, const char *value, nsc_error *error) {
    const bool flag = option->kind == NSC_TAKES_NOTHING;
    if (flag == (value == NULL))
        return NSC_OK;
    return nsc_error_set(error, NSC_USAGE, "%s %s", option->name, flag ? "takes no value" : "needs a value");
}

const void *nsc_bound_option_named(const void *rows, size_t size, size_t count, const char *name, const char *of,
                                   nsc_error *error) {
    nsc_choices choices = {0};
    for (size_t row = 0; row < count; row++) {
        const nsc_option *option = (const nsc_option *)((const char *)rows + row * size);
        if (nsc_same_words(option->name, name) ||
            (option->other_spelling != NULL && nsc_same_words(option->other_spelling, name)))
            return option;
        nsc_choices_add(&choices, option->name);
    }
    nsc_error_set(error, NSC_USAGE, "%s has no option \"%.60s\"; there are %s", of, name, choices.text);
    return NULL;
}

/* ---- texts ---- */

nsc_status nsc_bound_text_open(nsc_bound_text *text, nsc_error *error) {
    *text = (nsc_bound_text){0};
    text->stream = nsc_text_stream_open(&text->bytes, &text->size);
    return text->stream != NULL ? NSC_OK : nsc_error_out_of_memory(error, "a text");
}

nsc_status nsc_bound_text_close(nsc_bound_text *text, nsc_status status, char **bytes, size_t *size, nsc_error *error) {
    *bytes = NULL;
    *size = 0;
    if (text->stream == NULL)
        return status;
    if (fclose(text->stream) != 0 && status == NSC_OK)
        status = nsc_error_out_of_memory(error, "a text");
    if (status != NSC_OK) {
        free(text->bytes);
        return status;
    }
    *bytes = text->bytes;
    *size = text->size;
    return NSC_OK;
}

/* ---- making tables ---- */

nsc_status nsc_bound_tables_create(nsc_bound_tables **tables, const char *subject, nsc_error *error) {
    const nsc_status status = nsc_allocate(tables, 1, sizeof **tables, error);
    if (status == NSC_OK)
        (*tables)->subject = subject;
    return status;
}

void nsc_bound_tables_release(nsc_bound_tables *tables) {
    if (tables == NULL)
        return;
    for (size_t table = 0; table < tables->count; table++)
        nsc_table_destroy(tables->items[table].table);
    free(tables->items);
    nsc_names_release(&tables->texts);
    free(tables);
}

nsc_status nsc_bound_tables_add(nsc_bound_tables *tables, nsc_table *table, const char *name, const char *meaning,
                                nsc_error *error) {
    const nsc_status status =
        nsc_reserve(&tables->items, &tables->capacity, tables->count + 1, sizeof *tables->items, error);
    if (status != NSC_OK) {
        nsc_table_destroy(table);
        return status;
    }
    tables->items[tables->count++] = (nsc_bound_table){table, name, meaning};
    return NSC_OK;
}

/* Copies of the columns' texts: those of the sender may be gone before the table. */
static nsc_status begin_table(void *context, const nsc_column *columns, size_t column_count, nsc_error *error) {
    nsc_bound_tables *tables = context;
    nsc_column *own = NULL;
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&own, column_count, sizeof *own, error));
    for (size_t column = 0; column < column_count; column++) {
        NSC_TRY(nsc_names_add(&tables->texts, columns[column].name, error));
        own[column].name = tables->texts.items[tables->texts.count - 1];
        NSC_TRY(nsc_names_add(&tables->texts, columns[column].meaning != NULL ? columns[column].meaning : "", error));
        own[column].meaning = tables->texts.items[tables->texts.count - 1];
    }
    NSC_TRY(nsc_table_create(&table, own, column_count, error));
    status = nsc_bound_tables_add(tables, table, tables->coming_name, tables->coming_meaning, error);
out:
    free(own);
    return status;
}

static nsc_status add_row(void *context, const nsc_value *values, size_t count, nsc_error *error) {
    const nsc_bound_tables *tables = context;
    return nsc_table_add(tables->items[tables->count - 1].table, values, count, error);
}

nsc_row_sink nsc_bound_tables_sink(nsc_bound_tables *tables, const char *name, const char *meaning) {
    tables->coming_name = name;
    tables->coming_meaning = meaning;
    return (nsc_row_sink){.begin = begin_table, .row = add_row, .context = tables};
}

/* ---- reading tables ---- */

size_t nsc_bound_table_count(const nsc_bound_tables *tables) {
    return tables->count;
}

const char *nsc_bound_table_name(const nsc_bound_tables *tables, size_t table) {
    return tables->items[table].name;
}

const char *nsc_bound_table_meaning(const nsc_bound_tables *tables, size_t table) {
    return tables->items[table].meaning;
}

size_t nsc_bound_row_count(const nsc_bound_tables *tables, size_t table) {
    return nsc_table_row_count(tables->items[table].table);
}

size_t nsc_bound_column_count(const nsc_bound_tables *tables, size_t table) {
    return nsc_table_column_count(tables->items[table].table);
}

const char *nsc_bound_column_name(const nsc_bound_tables *tables, size_t table, size_t column) {
    return nsc_table_columns(tables->items[table].table)[column].name;
}

const char *nsc_bound_column_meaning(const nsc_bound_tables *tables, size_t table, size_t column) {
    return nsc_table_columns(tables->items[table].table)[column].meaning;
}

void nsc_bound_column(const nsc_bound_tables *tables, size_t table, size_t column, char *kinds, int64_t *integers,
                      double *reals) {
    static const char letters[] = {[NSC_VALUE_MISSING] = '-',
                                   [NSC_VALUE_TEXT] = 't',
                                   [NSC_VALUE_INTEGER] = 'i',
                                   [NSC_VALUE_UNSIGNED] = 'u',
                                   [NSC_VALUE_REAL] = 'r'};
    const nsc_table *from = tables->items[table].table;
    for (size_t row = 0; row < nsc_table_row_count(from); row++) {
        const nsc_value value = nsc_table_value(from, row, column);
        kinds[row] = letters[value.type];
        integers[row] = 0;
        reals[row] = NAN;
        if (value.type == NSC_VALUE_INTEGER) {
            integers[row] = value.as.integer;
            reals[row] = (double)value.as.integer;
        } else if (value.type == NSC_VALUE_UNSIGNED) {
            memcpy(&integers[row], &value.as.natural, sizeof integers[row]);
            reals[row] = (double)value.as.natural;
        } else if (value.type == NSC_VALUE_REAL) {
            reals[row] = value.as.real;
        }
    }
}

nsc_status nsc_bound_column_texts(const nsc_bound_tables *tables, size_t table, size_t column, char **texts,
                                  size_t *size, char *message) {
    const nsc_table *from = tables->items[table].table;
    nsc_error error = {0};
    nsc_bound_text text;
    nsc_status status = nsc_bound_text_open(&text, &error);
    for (size_t row = 0; status == NSC_OK && row < nsc_table_row_count(from); row++) {
        const nsc_value value = nsc_table_value(from, row, column);
        if (value.type == NSC_VALUE_TEXT)
            fputs(value.as.text, text.stream);
        fputc('\0', text.stream);
    }
    status = nsc_bound_text_close(&text, status, texts, size, &error);
    return nsc_bound_told(status, &error, message);
}
