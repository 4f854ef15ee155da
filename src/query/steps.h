/* Rows about steps from point to point: along a path, up a climb, to the nearest better point. */
#ifndef NSC_STEPS_H
#define NSC_STEPS_H

#include "graph/changes.h"
#include "query/query_internal.h"

/* The columns that such a row begins with, and those that it ends with. */
enum { NSC_STEP_COLUMNS = 6, NSC_STEP_END_COLUMNS = 8, NSC_STEP_COLUMNS_MAXIMUM = 24 };

/* "hash" stands for the name that the column of points has in the space. */
#define NSC_STEP_COLUMN_LIST                                                                                           \
    {"step", "number of the step, from 1; 0: the first point"},                                                        \
        {"hash", "official fingerprint or, if the space is not one of cells, name of the point that the step leads "   \
                 "to"},                                                                                                \
        {"change", "change from the point before; empty at step 0"},                                                   \
        {"fitness", "fitness of the point; empty if it has none"},                                                     \
        {"difference", "its fitness minus that of the point before"}, NSC_COLUMN_BEYOND_NOISE
#define NSC_STEP_END_COLUMN_LIST                                                                                       \
    {"standard_error", "standard error of the mean over runs; empty if there are fewer than two"},                     \
        NSC_COLUMN_POINT_RUNS, {"id", "id of the point"}, {"relation", "relation that the steps follow"},              \
        {"rule", "rule of the fitness"}, NSC_COLUMN_DIRECTION, NSC_COLUMN_ORIGIN, NSC_COLUMN_SOURCE

/* What all rows of an answer share. */
typedef struct nsc_step_writer {
    const nsc_row_sink *sink;
    const nsc_column *columns; /* [column_count] at most NSC_STEP_COLUMNS_MAXIMUM, as in the table of questions */
    size_t column_count;
    bool begun; /* the columns were handed over: together with the first row, so that a failure leaves no empty table */
    nsc_column named[NSC_STEP_COLUMNS_MAXIMUM]; /* the columns, as they were handed over */
    nsc_namer namer;
    const nsc_relation *relation;
    nsc_provenance provenance;
} nsc_step_writer;

typedef struct nsc_step {
    size_t number;
    uint32_t point;
    const char *change;       /* NULL at step 0 */
    nsc_point_fitness found;  /* fitness of the point */
    nsc_point_fitness before; /* of the point before; anything at step 0 */
} nsc_step;

/* Hands over a row: the columns of a step, the `count` values of the question's own columns, the columns at the end. */
nsc_status nsc_steps_row(nsc_step_writer *writer, const nsc_step *step, const nsc_value *own, size_t count,
                         nsc_error *error);

/* The provenance of a whole fitness. */
nsc_provenance nsc_provenance_of(const nsc_fitness *fitness);

/* Reads a point in any spelling of the space, or "best", which is the best point of the landscape
 * unless a point has that name. */
nsc_status nsc_point_or_best(nsc_opened_landscape *opened, const nsc_question *question, const char *text,
                             uint32_t *point, nsc_error *error);

#endif
