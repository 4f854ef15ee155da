/*
 * Conditions on rows or points, as `dataset=cifar100 and epochs >= 36`.
 *
 * Grammar: COMPARISON {and COMPARISON}; COMPARISON is NAME OPERATOR VALUE; OPERATOR is one of = != < <= > >= (== is =).
 * A NAME of letters, digits and _@:. stands as it is, any other in double quotes. A VALUE stands as it is up to a blank
 * or one of = ! < > ( ) and quotes, any other in single or double quotes; a quote within quotes is doubled.
 *
 * Two numbers are compared as numbers, so that 108 = 108.0. By = and != texts are compared as they are spelt: where
 * either side is no number, begins with a zero that a number would not have (00012), is a whole number of more than
 * 15 digits, or where the value is quoted. The four others compare numbers only: a field that is no number is an
 * error that names the column. A missing value passes no comparison but `= ''`; `!= ''` passes all that is not
 * missing (NA, nan, null and their like may stand for '').
 */
#ifndef NSC_ROW_FILTER_H
#define NSC_ROW_FILTER_H

#include "base/records.h"

typedef struct nsc_row_filter nsc_row_filter;

/*
 * Compiles the text that the option `option` ("--rows") was given. NSC_USAGE for a mistake, with the text and a caret
 * under its place on two further lines. Released by nsc_row_filter_destroy.
 */
nsc_status nsc_row_filter_compile(nsc_row_filter **filter, const char *option, const char *text, nsc_error *error);
void nsc_row_filter_destroy(nsc_row_filter *filter);

/* The option's name and its text, as given. */
const char *nsc_row_filter_text(const nsc_row_filter *filter);

/* What the names of a filter stand for. */
typedef struct nsc_filter_names {
    const char *noun;         /* "column" in `unknown column "datset"` */
    const char *const *names; /* matched whatever their case; the nearest is offered; may be empty */
    size_t count;
    bool (*find)(void *context, const char *name, size_t *index); /* names beside those listed; NULL for none */
    void *context;
} nsc_filter_names;

/*
 * Looks up the filter's names: a listed one stands for its place in the list, another for what `find` says. May be
 * done again, as for the header of the next file. NSC_USAGE for a name that is not there, with the nearest one, else
 * with the list, and NSC_INVALID for one that is listed twice, both with a caret. `filter` may be NULL.
 */
nsc_status nsc_row_filter_bind(nsc_row_filter *filter, const nsc_filter_names *names, nsc_error *error);

/* A value to compare: a text, or a number where `text` is NULL (NaN where it is missing). */
typedef struct nsc_filter_value {
    const char *text;
    double number;
} nsc_filter_value;

/* Gives the value of the name that binding has given this index. */
typedef nsc_status (*nsc_filter_value_function)(void *context, size_t index, nsc_filter_value *value, nsc_error *error);

/*
 * Whether all comparisons hold. `format` says how numbers are written in texts; NULL for a decimal point. NSC_INVALID
 * for a text that is no number where one is compared; else what the function returned. May be called by several threads
 * at once. `filter` may be NULL: all pass.
 */
nsc_status nsc_row_filter_test(const nsc_row_filter *filter, const nsc_record_format *format,
                               nsc_filter_value_function function, void *context, bool *passes, nsc_error *error);

/* The comparisons, numbered from 0, for values that come column by column; the index is that of the name by binding. */
size_t nsc_row_filter_count(const nsc_row_filter *filter);
size_t nsc_row_filter_index(const nsc_row_filter *filter, size_t number);
nsc_status nsc_row_filter_compare(const nsc_row_filter *filter, size_t number, const nsc_record_format *format,
                                  const nsc_filter_value *value, bool *passes, nsc_error *error);

/* Puts the option before the message of an error about a comparison, and a caret under its name. Returns `status`. */
nsc_status nsc_row_filter_show(const nsc_row_filter *filter, size_t number, nsc_status status, nsc_error *error);

/* As nsc_row_filter_test for a row of a table whose header the filter is bound to. A field that the row lacks is
 * missing. */
nsc_status nsc_row_filter_test_row(const nsc_row_filter *filter, const nsc_record_format *format,
                                   const nsc_record_row *row, bool *passes, nsc_error *error);

#endif
