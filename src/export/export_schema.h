/* The tables of the exported database: their columns, as SQL and with what they mean. */
#ifndef NSC_EXPORT_SCHEMA_H
#define NSC_EXPORT_SCHEMA_H

#include "export/exported_points.h"
#include "export/sqlite_file.h"

typedef struct nsc_schema_column {
    const char *name;
    const char *type; /* of SQL, with its conditions */
    const char *meaning;
} nsc_schema_column;

/* A table whose columns are the same for all spaces. */
typedef struct nsc_schema_table {
    const char *name;
    const char *meaning;
    const nsc_schema_column *columns;
    size_t column_count;
    const char *rest; /* of the statement that creates it: keys, and ")" */
} nsc_schema_table;

typedef enum nsc_schema_name {
    NSC_SCHEMA_PROVENANCE,
    NSC_SCHEMA_COLUMNS,
    NSC_SCHEMA_EDGE_KINDS,
    NSC_SCHEMA_EDGES,
    NSC_SCHEMA_RULES,
    NSC_SCHEMA_FITNESS,
    NSC_SCHEMA_MEASUREMENTS,
    NSC_SCHEMA_TABLES
} nsc_schema_name;
extern const nsc_schema_table nsc_schema_tables[NSC_SCHEMA_TABLES];

/* Creates all tables, those of points and features with the columns of `points`, and fills `columns`. */
nsc_status nsc_schema_create(nsc_sqlite *sqlite, const nsc_exported_points *points, nsc_error *error);

/* Creates indices and views, after the rows. `minimise`: the best are those with the lowest fitness. */
nsc_status nsc_schema_finish(nsc_sqlite *sqlite, const nsc_exported_points *points, const nsc_graph *graph,
                             bool minimise, nsc_error *error);

#endif
