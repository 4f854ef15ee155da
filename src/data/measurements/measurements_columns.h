/* Which columns of a table hold what, for the readers of tables. */
#ifndef NSC_MEASUREMENTS_COLUMNS_H
#define NSC_MEASUREMENTS_COLUMNS_H

#include "data/measurements/measurements_internal.h"

/* The roles of columns; metrics follow. */
enum {
    NSC_ROLE_POINT,
    NSC_ROLE_ARCHITECTURE, /* a second name of the point */
    NSC_ROLE_HASH,
    NSC_ROLE_ADJACENCY,
    NSC_ROLE_OPERATIONS,
    NSC_ROLE_PARAMETERS,
    NSC_ROLE_EPOCHS,
    NSC_ROLE_RUN,
    NSC_ROLE_METRIC,
    NSC_ROLE_COUNT = NSC_ROLE_METRIC + NSC_METRIC_COUNT
};

#define NSC_NO_FIELD SIZE_MAX

enum { NSC_CANDIDATES = 8 };

/* Columns that hold epochs, or runs, if their content is such: places among the kept ones. */
typedef struct nsc_column_candidates {
    size_t columns[NSC_CANDIDATES];
    size_t count;
} nsc_column_candidates;

typedef struct nsc_column_roles {
    nsc_names header;                  /* as the file spells it */
    size_t fields[NSC_ROLE_COUNT];     /* which field plays the role, NSC_NO_FIELD for none */
    const char *names[NSC_ROLE_COUNT]; /* its name in `header` */
    size_t *point_fields; /* [name_column_count of the space] fields that together name the point; NULL: none do */
    size_t *kept;         /* [kept_count]: fields whose texts are kept, which are no values and no names */
    size_t kept_count;
    nsc_column_candidates epochs, runs; /* empty where a column is known to hold them */
    bool rows_are_runs;                 /* "run=": rows of a point are its runs, whatever else differs */
} nsc_column_roles;

/*
 * Finds the roles of the columns of a header: those that `choices` ("run=seed,epochs=hp") gives, else by their names.
 * NSC_INVALID where no column names the point, two have the same role or a chosen one is not there; NSC_USAGE where the
 * choices are not spelled so. Release in any case.
 */
nsc_status nsc_column_roles_find(nsc_column_roles *columns, const nsc_space *space, const char *choices,
                                 const nsc_record_row *header, nsc_error *error);
void nsc_column_roles_release(nsc_column_roles *columns);

/* Whether a column of that name would hold epochs or runs, as "budget" and "seed" do. */
bool nsc_column_name_is_candidate(const char *name);

/*
 * Finds what tells the rows of a table apart once all are read (measurements_tell.c): columns that hold epochs or runs
 * by their content, and the names of runs. `fitness` is the column that is asked for, or NULL. NSC_INVALID where rows
 * of one point differ in a column that is not used, so that nobody knows what they are.
 */
nsc_status nsc_table_rows_tell(nsc_measured_file *file, const nsc_measurements *measurements,
                               const nsc_column_roles *columns, const char *fitness, nsc_rows_read *read,
                               nsc_error *error);

/*
 * For sorted rows without a column that tells runs apart (measurements_repeated.c): NSC_INVALID for rows of one point
 * that differ in a column that is not used and says what was measured; a note for those that are read as its runs.
 */
nsc_status nsc_measured_check_repeated(nsc_measured_file *file, const nsc_space *space, const char *fitness,
                                       bool rows_are_runs, nsc_error *error);

/* For sorted rows with such a column: notes a column of a few texts, as "dataset" is, that differs between the runs
 * of a point, as these are averaged. */
nsc_status nsc_measured_note_mixed_runs(nsc_measured_file *file, const nsc_space *space, const char *fitness,
                                        nsc_error *error);

#endif
