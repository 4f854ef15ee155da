/* The columns that say which point a row is about, and how a point is told in keys and values. */
#ifndef NSC_POINT_COLUMNS_H
#define NSC_POINT_COLUMNS_H

#include "base/table.h"
#include "space/nb101/nb101.h"
#include "space/space.h"
#include "space/strings.h"

/* ---- cells (cell_columns.c) ---- */

enum { NSC_CELL_COLUMNS = 5 };
#define NSC_CELL_COLUMN_LIST                                                                                           \
    {"vertices", "vertices, input and output included"}, {"edges", "edges"},                                           \
        {"adjacency", "matrix of the representative, row by row"},                                                     \
        {"operations", "operations of its vertices as the official file spells them"}, {                               \
        "trainable_parameters", "trainable parameters of the published network"                                        \
    }

/* What the texts among a cell's values are stored in. */
typedef struct nsc_cell_texts {
    char adjacency[NSC_ADJACENCY_SIZE], operations[NSC_OPERATIONS_SIZE];
} nsc_cell_texts;

/* Fills in the columns of NSC_CELL_COLUMN_LIST; the texts among them are those of `texts`. */
void nsc_cell_values(const nsc_cell *cell, nsc_cell_texts *texts, nsc_value values[NSC_CELL_COLUMNS]);

/* Adds the same as keys and values, after hash and id. */
nsc_status nsc_cell_add_keys(nsc_table *table, const char *hash, uint32_t id, const nsc_cell *cell, nsc_error *error);

/* ---- the columns that name a point of any space (point_names.c) ---- */

/* id and name; then the matrix and the operations of a cell, the longer spelling, or the values of variables. */
enum { NSC_NAMING_COLUMNS_MAXIMUM = 4 + NSC_POSITIONS_MAXIMUM };

/* Storage for the texts among them. */
typedef struct nsc_naming_texts {
    nsc_point_name name;
    char spelling[NSC_POINT_SPELLING_SIZE];
    nsc_cell_texts cell;
    char rows[NSC_ADJACENCY_SIZE + NSC_CELL_VERTICES]; /* of the matrix, with a slash between them */
} nsc_naming_texts;

/* The columns for this space; returns their number. */
size_t nsc_naming_columns(const nsc_space *space, nsc_column columns[NSC_NAMING_COLUMNS_MAXIMUM]);

/* Writes as many values; their texts are in `texts` or in the space. Rows of matrices are separated by slashes, so that
 * no reader takes the digits for a number. */
nsc_status nsc_naming_values(const nsc_space *space, uint32_t point, nsc_naming_texts *texts,
                             nsc_value values[NSC_NAMING_COLUMNS_MAXIMUM], nsc_error *error);

/* Whether the points are all combinations of values of variables, which name them; their features are not listed. */
bool nsc_space_has_variables(const nsc_space *space);

/* ---- other points (point_columns.c) ---- */

/* A row of a point: the columns that name it, then its features. */
enum { NSC_POINT_COLUMNS_MAXIMUM = NSC_NAMING_COLUMNS_MAXIMUM + NSC_SYMBOLS_MAXIMUM };

/* The columns of a point of this space; returns their number. */
size_t nsc_point_columns(const nsc_space *space, nsc_column columns[NSC_POINT_COLUMNS_MAXIMUM]);

/* Writes its names and, but for variables, its features: as many values as nsc_point_columns. */
nsc_status nsc_point_values(const nsc_space *space, uint32_t point, nsc_naming_texts *texts, nsc_value *values,
                            nsc_error *error);

/* Adds the names and features of a point as keys and values. */
nsc_status nsc_points_add(nsc_table *table, const nsc_space *space, uint32_t point, nsc_error *error);

/* ---- the fitness of a point ---- */

/* The column for the runs behind the fitness of one point, and its value. */
#define NSC_COLUMN_POINT_RUNS                                                                                          \
    { "runs", "training runs behind the fitness; empty if nobody knows, or if the fitness has no runs" }
nsc_value nsc_run_count(uint32_t runs);

#endif
