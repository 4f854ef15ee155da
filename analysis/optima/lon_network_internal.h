/*
 * Declarations shared by the files that read a network of optima made by another program.
 *
 *   lon_network.c       the network of the rows: nodes with a fitness, edges with summed weights, own loops apart
 *   lon_network_rows.c  what the columns of a file mean, and its rows
 */
#ifndef NSC_LON_NETWORK_INTERNAL_H
#define NSC_LON_NETWORK_INTERNAL_H

#include "analysis/optima/lon_internal.h"
#include "base/base.h"

/* A node while files are read. */
typedef struct nsc_lon_read_node {
    double fitness; /* NaN before a row has told it */
    size_t line;    /* of the file, where it did */
    double stay;    /* of a file of nodes; else NaN */
    bool in_nodes;  /* the file of nodes has it */
} nsc_lon_read_node;

/* What the rows of both files have told. */
typedef struct nsc_lon_rows {
    nsc_name_table names;
    nsc_lon_read_node *nodes; /* [number of the name] */
    size_t node_capacity;
    nsc_lon_list edges; /* in the order of the file, own loops included, the same edge as often as it stands there */
    bool moves;         /* each row is a move of a search: it has two optima and no weight */
    bool has_fitness;   /* the rows of edges tell it */
} nsc_lon_rows;

/* Adds the rows of a file of edges, moves or runs, and those of a file of nodes. Failures: those of
 * nsc_records_read_rows, and NSC_INVALID, with file and line, where columns are missing or a field is wrong. */
nsc_status nsc_lon_rows_read_network(nsc_lon_rows *rows, const char *path, nsc_error *error);
nsc_status nsc_lon_rows_read_nodes(nsc_lon_rows *rows, const char *path, nsc_error *error);
void nsc_lon_rows_release(nsc_lon_rows *rows);

#endif
