/*
 * HTML out: texts that cannot break out of their element, numbers as people read them, and tables. The page of a report
 * (html_page.h) is written with these.
 *
 * Errors of the stream are left to its end, where nsc_output_commit finds them.
 */
#ifndef NSC_HTML_H
#define NSC_HTML_H

#include "base/table.h"

#include <stdio.h>

/* Writes a text with the characters escaped that mean something in HTML, in elements and in attributes. Bytes that are
 * no UTF-8 and control characters become U+FFFD. NULL writes nothing. */
void nsc_html_text(FILE *stream, const char *text);

/* Writes a formatted text, escaped likewise. */
void nsc_html_format(FILE *stream, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes <tag class="…">text</tag>; no class if `class` is NULL. */
void nsc_html_element(FILE *stream, const char *tag, const char *class, const char *text);

/* Writes the first letter as a capital if it is one of ASCII's, else nothing; returns what is still to be written. */
const char *nsc_html_capital(FILE *stream, const char *text);

/* Writes a text in which `backquotes` enclose code: <code>backquotes</code>. */
void nsc_html_marked(FILE *stream, const char *text);

/* Writes a text as an identifier: letters, digits and hyphens, others become hyphens. */
void nsc_html_identifier(FILE *stream, const char *text);

/*
 * Writes a number as people read it: whole numbers with commas between thousands, others with `digits` significant
 * digits and a true minus sign; an en dash for NaN. To `text`, which is returned.
 */
enum { NSC_HTML_NUMBER = 48 };
const char *nsc_html_number(double number, int digits, char text[NSC_HTML_NUMBER]);

/* How a table is shown. */
typedef struct nsc_html_table {
    const char *caption; /* for readers of screens; NULL: none */
    size_t row_limit;    /* rows beyond are left to the file */
    size_t columns;      /* only the first ones, such as those before provenance; 0: all */
    const char *file;    /* where the rest is; NULL: there is none */
    size_t rows;         /* of the file */
} nsc_html_table;

/*
 * Writes a table inside an element that scrolls sideways: column names with their meanings as tooltips, numbers to the
 * right with four digits. Columns without any value are left out. A line below names the rows left to the file.
 */
void nsc_html_table_write(FILE *stream, const nsc_table *table, const nsc_html_table *shown);

/* Writes a table of keys and values as a list of terms. Missing values are left out. */
void nsc_html_pairs_write(FILE *stream, const nsc_table *pairs, const char *class);

#endif
