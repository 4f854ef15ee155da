/* Typed tables out: what every command and analysis produces. */
#ifndef NSC_TABLE_H
#define NSC_TABLE_H

#include "base/public.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

NSC_PUBLIC_BEGIN

/* NSC_FORMAT_QUOTED: CSV with quotes around every text, so that readers can tell texts of digits from numbers. */
typedef enum nsc_format { NSC_FORMAT_CSV, NSC_FORMAT_TABLE, NSC_FORMAT_JSON, NSC_FORMAT_QUOTED } nsc_format;

/* A value in a table: a text, an integer, one that only 64 bits without sign hold (a seed), a real, or nothing. */
typedef enum nsc_value_type {
    NSC_VALUE_MISSING,
    NSC_VALUE_TEXT,
    NSC_VALUE_INTEGER,
    NSC_VALUE_UNSIGNED,
    NSC_VALUE_REAL
} nsc_value_type;

typedef struct nsc_value {
    nsc_value_type type;
    union {
        const char *text;
        int64_t integer;
        uint64_t natural;
        double real;
    } as;
} nsc_value;

nsc_value nsc_missing(void);
/* NULL becomes a missing value. */
nsc_value nsc_text(const char *text);
nsc_value nsc_integer(int64_t integer);
/* An integer where 63 bits hold it. */
nsc_value nsc_unsigned(uint64_t natural);
/* A value that is not finite becomes missing. */
nsc_value nsc_real(double real);
/* The value as CSV has it: a number is written to `space`; empty if the value is missing. */
const char *nsc_value_text(nsc_value value, char space[32]);

/* A column: its name in the header, and what its values mean (unit, range) in a few words for help and manuals. */
typedef struct nsc_column {
    const char *name;
    const char *meaning;
} nsc_column;

/* Rows in memory. Create, add rows, read or write, destroy. */
typedef struct nsc_table nsc_table;

/* An empty table of `column_count` columns; the texts of the columns must outlive the table, the array need not. */
nsc_status nsc_table_create(nsc_table **table, const nsc_column *columns, size_t column_count, nsc_error *error);
void nsc_table_destroy(nsc_table *table);

/* The values of a row and their count, as the two arguments of nsc_table_add and nsc_table_writer_add. */
#define NSC_ROW(...) (const nsc_value[]){__VA_ARGS__}, sizeof((const nsc_value[]){__VA_ARGS__}) / sizeof(nsc_value)

/* Appends one row; texts are copied. NSC_FAILED if `count` differs from the number of columns. */
nsc_status nsc_table_add(nsc_table *table, const nsc_value *values, size_t count, nsc_error *error);

/* Tables of keys and values. */
enum { NSC_KEY_COLUMNS = 2 };
extern const nsc_column nsc_key_columns[NSC_KEY_COLUMNS];
nsc_status nsc_table_add_key(nsc_table *table, const char *key, nsc_value value, nsc_error *error);

/* Creates a copy of `table` whose rows all end with the same `count` values, in columns of their own. The texts of all
 * columns must outlive the copy. */
nsc_status nsc_table_extend(nsc_table **extended, const nsc_table *table, const nsc_column *columns,
                            const nsc_value *values, size_t count, nsc_error *error);

size_t nsc_table_row_count(const nsc_table *table);
size_t nsc_table_column_count(const nsc_table *table);
const nsc_column *nsc_table_columns(const nsc_table *table);
nsc_value nsc_table_value(const nsc_table *table, size_t row, size_t column);

/*
 * Writes a whole table. Missing values are empty in CSV and null in JSON. Reals carry the fewest digits, at most 17,
 * that read back as the same double. JSON is an array of objects; a table of the columns `key` and `value` is one
 * object, whose keys are to differ. NSC_FAILED on a failed write.
 */
nsc_status nsc_table_write(const nsc_table *table, nsc_format format, FILE *stream, nsc_error *error);

/* Writes a whole table to the file `path`, to standard output where it is NULL or "-", by nsc_output; the file is named
 * in errors. */
nsc_status nsc_table_save(const nsc_table *table, nsc_format format, const char *path, nsc_error *error);

/* A terminal: its columns, whether it shows UTF-8, and where to find what it has no room for ("--format csv writes all
 * columns"). */
typedef struct nsc_screen {
    size_t width;
    bool unicode;
    const char *advice;
} nsc_screen;

/*
 * Writes a table for reading: no line is wider than the screen (20 columns at least), numbers that are not whole have
 * five digits, texts are cut, and columns that do not fit are left out. Below stand the columns left out, those without
 * any value, and those with the same value in all rows. Values of a surrogate are marked, in rows whose `origin` is
 * surrogate: columns `difference`, `a` and `b`, names that end in `fitness`, and rules of fitness. Keys and values, and
 * a single row that does not fit, are one pair a line. NSC_FAILED on a failed write.
 */
nsc_status nsc_table_write_on_screen(const nsc_table *table, const nsc_screen *screen, FILE *stream, nsc_error *error);

/* Rows written as they come, for tables too long to keep; the columns stay unchanged until the writer is closed. CSV
 * and JSON stream; aligned text is kept until the end. */
typedef struct nsc_table_writer nsc_table_writer;

nsc_status nsc_table_writer_open(nsc_table_writer **writer, const nsc_column *columns, size_t column_count,
                                 nsc_format format, FILE *stream, nsc_error *error);
nsc_status nsc_table_writer_add(nsc_table_writer *writer, const nsc_value *values, size_t count, nsc_error *error);
/* The same for a screen: each 1,000 rows are a table of their own. The texts of `screen` outlive the writer. */
nsc_status nsc_table_writer_open_on_screen(nsc_table_writer **writer, const nsc_column *columns, size_t column_count,
                                           const nsc_screen *screen, FILE *stream, nsc_error *error);
/* Writes what is left and releases the writer, which is NULL afterwards; also after a failure, where it only
 * releases. */
nsc_status nsc_table_writer_close(nsc_table_writer **writer, nsc_error *error);

/*
 * Where rows go as they are found: to a file, or into memory. `begin` is called once, before the first row, also if
 * none follows; the columns that it receives stay unchanged until the last row. The sender ends with the first failure
 * of either.
 */
typedef struct nsc_row_sink {
    nsc_status (*begin)(void *context, const nsc_column *columns, size_t column_count, nsc_error *error);
    nsc_status (*row)(void *context, const nsc_value *values, size_t count, nsc_error *error);
    void *context;
} nsc_row_sink;

static inline nsc_status nsc_sink_begin(const nsc_row_sink *sink, const nsc_column *columns, size_t column_count,
                                        nsc_error *error) {
    return sink->begin(sink->context, columns, column_count, error);
}

/* Takes NSC_ROW(...). */
static inline nsc_status nsc_sink_row(const nsc_row_sink *sink, const nsc_value *values, size_t count,
                                      nsc_error *error) {
    return sink->row(sink->context, values, count, error);
}

/* A sink that creates *`table` and fills it; the texts of the columns must outlive the table. Destroy it also after a
 * failure; `*table` is NULL before. */
nsc_row_sink nsc_table_sink(nsc_table **table);

/* Hands over the columns and all rows of a table. */
nsc_status nsc_sink_table(const nsc_row_sink *sink, const nsc_table *table, nsc_error *error);

/* Writes `real` with the fewest digits that read back as the same double, at most 17; `text` holds 32 bytes. */
void nsc_real_format(double real, char text[32]);

NSC_PUBLIC_END

#endif
