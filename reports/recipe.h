/*
 * Recipes: the rows of a report. A row is an analysis with its options, whose tables become files; an overlay is the
 * tables of several rows in one file and one figure. The reports `paper`, `landscape` and `full` have their rows in
 * their sources; a user's own are read from a file (recipe_file.h).
 */
#ifndef NSC_RECIPE_H
#define NSC_RECIPE_H

#include "reports/reports_internal.h"

/* The relations by which a row is computed. */
typedef enum nsc_row_relations {
    NSC_ASKED_RELATION, /* that of the request */
    NSC_ANY_RELATION,   /* likewise, but the result is the same by all: the names of the files do not tell it */
    NSC_EVERY_RELATION  /* each quotient of the encoding graph; that of the request if the space has no encodings */
} nsc_row_relations;

enum { NSC_ROW_OPTIONS = 8 };

/* An option of analyses by its name, with the text of its value. */
typedef struct nsc_row_option {
    const char *name, *value;
} nsc_row_option;

/*
 * The files are called STEM[-TABLE][-RELATION][-DISTANCE][-VALIDITY].csv: TABLE if the row has several and this is not
 * the first, DISTANCE and VALIDITY if the row has these options; without a stem as `analyse all` calls them. The label
 * of a data set stands before each name.
 */
typedef struct nsc_recipe_row {
    const char *stem;
    const char *analysis; /* "all": every analysis that suits the landscape and is complete without options */
    const char *tables;   /* names separated by commas; NULL: all */
    const char *fitness;  /* rules separated by |: the first that the data has; NULL: that of the report */
    nsc_row_relations relations;
    unsigned line;                           /* in the file of the recipe; 0: none */
    nsc_row_option options[NSC_ROW_OPTIONS]; /* those not given are the recipe's, then the request's */
    const char *relation;                    /* a relation of its own; NULL: as `relations` says */
    const char *data;                        /* labels separated by commas; NULL: every data set */
    const char *figures;                     /* tables that are drawn, separated by commas; NULL: all */
    const char *pointed;                     /* the table whose first points are drawn; NULL: none */
    unsigned points;                         /* the largest number of them */
} nsc_recipe_row;

/* The first column of an overlay's table: which table a row is from. */
#define NSC_OVERLAY_COLUMN "of"

/* Tables of the same name of one analysis or several, from all rows and data sets, in one table STEM.csv and over each
 * other in one figure: the first analysis' of that table. */
typedef struct nsc_recipe_overlay {
    const char *stem;
    const char *analyses; /* names separated by commas */
    const char *words;    /* for each of them, what its tables are called where that tells them apart; NULL: its name */
    const char *table;
    const char *meaning; /* for its heading; NULL: that of the table */
    unsigned line;
} nsc_recipe_overlay;

struct nsc_recipe {
    const char *path;  /* of the file that it was read from; NULL: none */
    const char *title; /* NULL: the report's meaning */
    const nsc_recipe_row *rows;
    size_t row_count;
    const nsc_recipe_overlay *overlays;
    size_t overlay_count;
    nsc_row_option options[NSC_ROW_OPTIONS]; /* of all rows that do not have them; the request does not change them */
    /* Reason against computing a row; NULL: there is none. */
    const char *(*reason_against)(const nsc_report_run *run, const nsc_recipe_row *row, const nsc_fitness *fitness);
};

/* A row on one landscape by one relation. */
typedef struct nsc_recipe_call {
    const nsc_recipe_row *row;
    const nsc_analysis *analysis;
    const nsc_relation *relation;
    const char *label; /* of the data set; NULL: none */
    nsc_analysis_options options;
} nsc_recipe_call;

/* True if a list of names separated by commas has the name; NULL has all. */
bool nsc_list_has(const char *list, const char *name);

/* The options that rows leave to the request. */
nsc_option_set nsc_recipe_reads(const nsc_recipe *recipe);

/* Adds the names of all tables. NSC_INVALID if two rows have the same. */
nsc_status nsc_recipe_files(const nsc_recipe *recipe, const nsc_report_request *request, nsc_names *names,
                            nsc_error *error);

/* Runs all rows of the report's recipe on all its data sets, and writes their tables and overlays. */
nsc_status nsc_recipe_write(nsc_report_run *run, nsc_error *error);

/* ---- recipe_overlay.c ---- */

/* Writes one overlay of the tables that were made. */
nsc_status nsc_recipe_overlay_write(nsc_report_run *run, const nsc_recipe_overlay *overlay, nsc_error *error);

#endif
