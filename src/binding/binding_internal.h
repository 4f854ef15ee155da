/* What the files of the binding share. */
#ifndef NSC_BINDING_INTERNAL_H
#define NSC_BINDING_INTERNAL_H

#include "binding/binding.h"

#include "analysis/analysis.h"
#include "base/base.h"

#include <stdatomic.h>

struct nsc_bound_landscape {
    nsc_opened_landscape *opened;
    nsc_control control;
    atomic_bool cancelled;
    double *values; /* [value_count] of the caller's own; NULL: values come from the data */
    size_t value_count;
};

/* Tables in memory, with what they are called. */
typedef struct nsc_bound_table {
    nsc_table *table;
    const char *name, *meaning; /* borrowed from rows of the library */
} nsc_bound_table;

struct nsc_bound_tables {
    nsc_bound_table *items; /* [count] */
    size_t count, capacity;
    const char *subject; /* analysis that figures are looked up by, "search" of searches; NULL: none */
    nsc_names texts;     /* names and meanings of columns whose owner is gone */
    const char *coming_name, *coming_meaning; /* of the table that a sink makes */
};

/* A list of options as the caller gives it. */
typedef struct nsc_bound_options {
    const char *const *names, *const *values;
    size_t count;
} nsc_bound_options;

/* Writes the reason of a failure to `message`, unless that is NULL; returns `status`. */
nsc_status nsc_bound_told(nsc_status status, const nsc_error *error, char *message);

nsc_status nsc_bound_tables_create(nsc_bound_tables **tables, const char *subject, nsc_error *error);
/* Adds a table, which belongs to `tables` from then on, also after a failure. */
nsc_status nsc_bound_tables_add(nsc_bound_tables *tables, nsc_table *table, const char *name, const char *meaning,
                                nsc_error *error);

/* A sink that adds what it receives as a table of that name. */
nsc_row_sink nsc_bound_tables_sink(nsc_bound_tables *tables, const char *name, const char *meaning);

/* Text in memory that functions write to by a stream. */
typedef struct nsc_bound_text {
    FILE *stream;
    char *bytes;
    size_t size;
} nsc_bound_text;
nsc_status nsc_bound_text_open(nsc_bound_text *text, nsc_error *error);
/* Hands the text over where `status` is NSC_OK, else releases it. */
nsc_status nsc_bound_text_close(nsc_bound_text *text, nsc_status status, char **bytes, size_t *size, nsc_error *error);

/* NSC_USAGE unless an option that takes a value has one, and no other. */
nsc_status nsc_bound_check_value(const nsc_option *option, const char *value, nsc_error *error);

/*
 * The row of an option by its name among `count` rows of `size` bytes, each of which begins with an nsc_option. NULL,
 * with what there is and the name that was meant, if there is none.
 */
const void *nsc_bound_option_named(const void *rows, size_t size, size_t count, const char *name, const char *of,
                                   nsc_error *error);

#endif
