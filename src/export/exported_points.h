/* The columns of all points: texts that name them, and numbers. Every format of export is made of these. */
#ifndef NSC_EXPORTED_POINTS_H
#define NSC_EXPORTED_POINTS_H

#include "export/export.h"
#include "query/point_columns.h"

/* A number of every point. */
typedef struct nsc_exported_column {
    char *name; /* that of the feature, with _2 behind it where another column has that name (capitals are the same) */
    const char *meaning;
    double *values; /* [point_count], NaN where missing; NULL before they are filled in */
    bool whole;     /* all of them are whole numbers */
} nsc_exported_column;

/* The columns that follow the features. */
enum { NSC_EXPORTED_FITNESS, NSC_EXPORTED_STANDARD_ERROR, NSC_EXPORTED_RUNS, NSC_EXPORTED_OF_FITNESS };

typedef struct nsc_exported_points {
    const nsc_space *space;
    nsc_column names[NSC_NAMING_COLUMNS_MAXIMUM];     /* id first, made unique as those of features are */
    char *variable_names[NSC_NAMING_COLUMNS_MAXIMUM]; /* of `names`, from the third on */
    size_t name_count;
    nsc_exported_column *columns; /* features, then those of the fitness */
    size_t column_count, feature_count;
} nsc_exported_points;

/* The columns of a space without their values. Release, also after a failure. */
nsc_status nsc_exported_points_list(nsc_exported_points *points, const nsc_space *space, nsc_error *error);
/* Fills in the values: 8 bytes a point and column. Failures: those of the features. */
nsc_status nsc_exported_points_fill(nsc_exported_points *points, const nsc_fitness *fitness, const nsc_control *control,
                                    nsc_error *error);
void nsc_exported_points_release(nsc_exported_points *points);

/* A number of a point: an integer of a whole column, missing where it is NaN. */
nsc_value nsc_exported_value(const nsc_exported_column *column, uint32_t point);

/* Makes a table of keys and values that says where the numbers come from: version, command, space, relation, fitness
 * and its provenance. `graph` may be NULL. Released by nsc_table_destroy. (export_facts.c) */
nsc_status nsc_export_facts(const nsc_export_request *request, const nsc_space *space, const nsc_graph *graph,
                            const nsc_fitness *fitness, nsc_table **facts, nsc_error *error);

#endif
