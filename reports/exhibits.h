/*
 * Exhibits: every table of a report with its figure, as the folder and the page show them. nsc_report_write_table makes
 * one of each table, nsc_report_leave_out one of each that is missing, with the reason; the page reads them all, in the
 * order in which they were made (run->exhibits).
 */
#ifndef NSC_EXHIBITS_H
#define NSC_EXHIBITS_H

#include "analysis/figures/figure_drawing.h"
#include "reports/reports_internal.h"

enum { NSC_EXHIBIT_ROWS = 200 }; /* of a table on the page; the file has all */

/* The files of a figure. */
typedef enum nsc_figure_file {
    NSC_FIGURE_SVG,
    NSC_FIGURE_PDF,
    NSC_FIGURE_SCRIPT,
    NSC_FIGURE_FILE_COUNT
} nsc_figure_file;

/* Writes "figures/STEM.svg", ".pdf" or ".gp" for the table "STEM.csv". */
void nsc_figure_file_name(const char *table, nsc_figure_file kind, char name[NSC_FILE_NAME_SIZE]);

/* Writes "figures/STEM-point-NUMBER.svg" for a point of the table "STEM.csv". */
void nsc_point_file_name(const char *table, unsigned number, char file[NSC_FILE_NAME_SIZE]);

/* A drawing of a point that a table names. */
typedef struct nsc_drawn_point {
    char name[NSC_FILE_NAME_SIZE]; /* of its file, figures/NAME.svg */
    char title[NSC_REASON_SIZE];
    char *svg;     /* one element <svg>; owned */
    char *caption; /* name, fitness, rank and data; owned */
} nsc_drawn_point;

typedef struct nsc_exhibit {
    const nsc_report_file *file;
    char *name;                      /* of the files: NAME.csv, figures/NAME.svg, .pdf, .gp; owned */
    const char *data;                /* label of the data set; NULL if the report has only one */
    const nsc_report_result *result; /* NULL for a table that is not an analysis' and for one that is missing */
    const nsc_analysis *analysis;    /* NULL for a table that is not an analysis' */
    const char *table;               /* its name in the registry; NULL with the analysis */
    const char *meaning;             /* of the table, for its heading */
    nsc_table *head;                 /* its first NSC_EXHIBIT_ROWS rows, owned; NULL if the table is missing */
    size_t rows;                     /* all rows */
    const nsc_figure *figure;        /* NULL: none */
    char *svg;                       /* the picture for the page, one element <svg>; owned, NULL: none */
    char *caption;                   /* of the picture; owned, NULL with svg */
    char reason[NSC_REASON_SIZE];    /* reason why the table or its figure is missing; empty if both are there */
    bool has[NSC_FIGURE_FILE_COUNT]; /* figures/NAME.svg, .pdf and .gp were written */
    nsc_drawn_point *points;         /* [point_count] of the table, owned; their files are written */
    unsigned point_count;
} nsc_exhibit;

/* Adds the exhibit of an item whose table was written as `file`, or was left out for file->reason: then `table` is
 * NULL. */
nsc_status nsc_exhibit_add(nsc_report_run *run, const nsc_report_item *item, const nsc_report_file *file,
                           const nsc_table *table, nsc_error *error);

/* The exhibit of the files NAME.*; NULL if there is none. */
const nsc_exhibit *nsc_exhibit_named(const nsc_report_run *run, const char *name);

/* Releases all exhibits of a run. */
void nsc_exhibits_release(nsc_report_run *run);

#endif
