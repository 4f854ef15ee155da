/*
 * Tables in, row by row, whatever file they come in: fields separated by commas, semicolons, tabs, bars or blanks, a
 * JSON array of flat objects, or JSON lines; as they are or compressed by gzip; from a file, a pipe or standard
 * input. A file that is no table is refused with what it is (file_kind.h).
 *
 *   records.c            opens the file, recognises it, and hands it to one of the two readers
 *   records_dialect.c    which separator and which decimal sign the first rows use
 *   records_separated.c  rows of separated fields, by libcsv
 *   records_json.c       objects of JSON, by jansson
 *   record_values.c      numbers and missing values among the fields; formats and headers in words
 */
#ifndef NSC_RECORDS_H
#define NSC_RECORDS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum nsc_record_kind { NSC_RECORD_SEPARATED, NSC_RECORD_JSON, NSC_RECORD_JSON_LINES } nsc_record_kind;

/* How a file holds its rows. All zero is plain CSV. */
typedef struct nsc_record_format {
    nsc_record_kind kind;
    char separator;       /* ',', ';', '|', ' ' or a tab; '\0' for JSON, and before a file is read */
    bool decimal_comma;   /* numbers are written as 0,9432 */
    bool compressed;      /* by gzip */
    size_t comment_lines; /* before the table, passed over */
} nsc_record_format;

/* One row. The texts end in a zero byte, are UTF-8, and live until the row function returns. */
typedef struct nsc_record_row {
    size_t line; /* 1-based line of the file on which the row's first field ends; of JSON, on which the object begins */
    size_t field_count;
    const char *const *fields;
} nsc_record_row;

/* Takes one row; a failure ends the reading. Errors need not name file and line: the reader puts them in front. */
typedef nsc_status (*nsc_record_function)(void *context, const nsc_record_row *row, nsc_error *error);

/*
 * Reads a table that begins with the names of its columns: they are the first row that the function takes. `format` is
 * filled in before that. Empty lines, rows of blank fields, blank fields behind the last column, comments ("# …")
 * before the table and a byte-order mark are passed over; lines end in LF, CRLF or CR; a first line "sep=;", as Excel
 * writes it, is obeyed. In JSON the names are the keys, in the order in which they first appear; a key that an object
 * lacks is an empty field, as null and NaN are; numbers keep the file's spelling; every row has as many fields as the
 * header. Elsewhere the function checks the number of fields.
 *
 * NSC_MISSING where there is no such file. NSC_INVALID, with file and line, for a file that is no table, that is
 * empty, that has no row below its header or that begins with a row of numbers; for bytes that are not UTF-8, a zero
 * byte, a stray or unclosed quote, and for a field, a row, a number of fields or of rows above the limits below.
 * NSC_FAILED for the system's errors. Else what the row function returned. Memory: one row; for JSON the whole text.
 * Cost: 423,624 rows of four fields take 0.08 s.
 */
nsc_status nsc_records_read(const char *path, nsc_record_function function, void *context, nsc_record_format *format,
                            nsc_error *error);

/* The same without the demand for a header: the first row may be one, or hold data as all others do, and one row is
 * enough. Whether it is a header is for the row function to say. */
nsc_status nsc_records_read_rows(const char *path, nsc_record_function function, void *context,
                                 nsc_record_format *format, nsc_error *error);

/* Against files without an end: more than any table needs. */
enum {
    NSC_RECORD_FIELD_LIMIT = 1 << 20,  /* bytes of a field */
    NSC_RECORD_ROW_LIMIT = 1 << 24,    /* bytes of a row */
    NSC_RECORD_FIELDS_LIMIT = 1 << 20, /* fields of a row */
    /* Rows, the header included: one for each point of the largest space, binary^27, and the header. A compressed file
     * of a few megabytes may hold more, which would fill the memory. */
    NSC_RECORD_ROWS_LIMIT = (1 << 27) + 1
};

/*
 * Reads the decimal number of a field, blanks around it allowed: sign, digits, a decimal point (a comma where the
 * format says so, and then no point), an exponent. Hexadecimal digits, inf and nan are no numbers. False where it is
 * none, with *`value` NaN, and where it is too large, with *`value` infinite.
 */
bool nsc_record_number(const nsc_record_format *format, const char *text, double *value);

/* True for a field that stands for no value: blank, "-", NA, N/A, #N/A, <NA>, nan, -nan, null or None, in any case.
 * Not for names of points: "NA" is a protein of two residues. */
bool nsc_record_missing(const char *text);

/*
 * Writes what differs from plain CSV as a note, such as `"a.csv": fields separated by ";", decimal comma`; an empty
 * text for plain CSV.
 */
void nsc_record_format_describe(const nsc_record_format *format, const char *path, char *text, size_t size);

/* Writes the header as the file has it, "the header is: a; b; c", cut where it is long, and says so where its fields
 * look like data. */
void nsc_record_header_describe(const nsc_record_row *header, char *text, size_t size);

#endif
