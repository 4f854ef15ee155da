/* A table of variables while its space is opened. */
#ifndef NSC_VARIABLES_INTERNAL_H
#define NSC_VARIABLES_INTERNAL_H

#include "base/records.h"
#include "space/listed_internal.h"
#include "space/strings.h"

#include <stdarg.h>
#include <strings.h>

/* A variable that the name of the space names. */
typedef struct nsc_variable_choice {
    char name[256];
    bool by_level; /* neighbours are one level apart */
    bool in_order; /* texts are in the order in which they first appear */
} nsc_variable_choice;

/* A column of the file. */
typedef struct nsc_table_column {
    char *name;
    nsc_name_table values; /* as far as they are at most one more than a variable may have */
    size_t empty_line;     /* the first without a value; 0: none */
} nsc_table_column;

typedef struct nsc_variable {
    size_t column;
    unsigned count;
    const char **values; /* [count] in order; of the column */
    bool by_level;
    bool ordered_texts; /* texts in the order in which they first appear */
} nsc_variable;

typedef struct nsc_variables {
    const char *name;
    const char *fitness_column; /* not a variable unless it is named; NULL: unknown */
    char *path;
    nsc_record_format format;
    nsc_variable_choice choices[NSC_POSITIONS_MAXIMUM];
    size_t choice_count;
    nsc_table_column *columns;
    size_t column_count;
    nsc_variable variables[NSC_POSITIONS_MAXIMUM];
    size_t count;
    const char *names[NSC_POSITIONS_MAXIMUM]; /* [count] of the columns */
    bool rows;                                /* the points are the rows, not all combinations */
    bool header_passed;                       /* while rows are read */
    char separator;                           /* in names of rows */
    size_t name_size;                         /* bytes of the longest, with the zero */
    char left_out[512];                       /* columns that are no variables, in words */
    char note[1024];
} nsc_variables;

void nsc_variables_note(nsc_variables *variables, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Columns of more values are no variables unless they are named. */
enum { NSC_VALUES_OF_A_VARIABLE = 64 };

/* Takes the columns that the space names, or all that may be variables, and sorts their values. NSC_INVALID for a
 * column that is not there, that lacks a value on a line, or has too many; NSC_USAGE for one that is named twice. */
nsc_status nsc_variables_choose(nsc_variables *variables, nsc_error *error);

/* Whether a text is true or false, in any case. */
bool nsc_is_truth(const char *text);

void nsc_variables_release(void *released);

/* Opens the space of the rows; takes `variables` over if it succeeds. */
nsc_status nsc_variables_rows_open(nsc_space **space, nsc_variables *variables, nsc_error *error);

#endif
