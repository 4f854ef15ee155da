/*
 * export: a landscape handed over to other tools, with where its numbers come from.
 *
 * In: a landscape, opened by its names. Out: a table of points (CSV), arrays (numpy), a graph (GraphML), a database
 * (SQLite). Points come in the order of their ids everywhere, and a missing number is an empty field, NaN or NULL.
 *
 *   exported_points.h   the columns of all points: names, features, fitness; shared by all formats
 *   export_facts.c      provenance as keys and values
 *   export_csv.c        one row a point
 *   export_npy.c        one array a column, or the fitness alone
 *   export_graphml.c    points with features and fitness, edges with their kinds
 *   export_sqlite.c     the tables and views of the database (export_schema.h), and their rows
 *   sqlite_file.h       a database written as one file; sqlite_storage.c, its bytes
 */
#ifndef NSC_EXPORT_H
#define NSC_EXPORT_H

#include "analysis/analysis.h"
#include "base/base.h"

typedef struct nsc_export_request {
    nsc_opened_landscape *opened;
    const char *command; /* the command line, for the record; NULL: not recorded */
    const nsc_control *control;
} nsc_export_request;

/* Hands one row a point to the sink: the columns that name it, features, fitness, standard error, runs, and the rule,
 * direction, origin and source of the fitness. Failures: those of nsc_landscape_fitness and of the sink. */
nsc_status nsc_export_csv(const nsc_export_request *request, const nsc_row_sink *sink, nsc_error *error);

/*
 * The fitness of all points as an array of numpy, 64-bit floating point, NaN where missing; `--data FILE --order id`
 * reads it. Without fitness rule of its own: that of the names.
 */
nsc_status nsc_export_npy_fitness(const nsc_export_request *request, FILE *stream, nsc_error *error);

/*
 * Writes into `folder` an array for each column of the points (names as bytes, whole numbers as 64-bit integers, other
 * numbers as 64-bit floating point) and for the edges: edges-from, edges-to (ids; each edge once, of undirected ones
 * from the lower id), edges-kind, and edges-weight if edges have weights. arrays.csv says what each holds, kinds.csv
 * what the kinds of edges are, provenance.csv (written last) where the numbers come from. Each file is written whole or
 * not at all.
 */
nsc_status nsc_export_npy_folder(const nsc_export_request *request, const char *folder, nsc_error *error);
/* Adds the names of all these files. Opens the space. */
nsc_status nsc_export_npy_files(nsc_opened_landscape *opened, nsc_names *names, nsc_error *error);

/* The graph as GraphML: name, features and fitness of points, kinds and weights of edges, provenance of the graph. */
nsc_status nsc_export_graphml(const nsc_export_request *request, FILE *stream, nsc_error *error);

/*
 * Writes a database of SQLite with the tables points, features, edges, edge_kinds, rules, fitness, measurements,
 * provenance and columns (which says what each column of each table is), and the views landscape, neighbours and best.
 * `output` must be a new file. NSC_MISSING, naming the package, where SQLite's library is not there; NSC_FAILED from
 * SQLite (disk full). 10 s and 500 MB of disk for all cells.
 */
nsc_status nsc_export_sqlite(const nsc_export_request *request, const nsc_output *output, nsc_error *error);

#endif
