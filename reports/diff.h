/*
 * Two reports compared: table by table, row by row, value by value, each difference with an interval.
 *
 * In: the folders of two reports. Out: a folder with differences.csv, compared.csv, a table and a figure of both for
 * each table that they share, and a page.
 *
 *   diff.c            the folder: names, tables, figures
 *   diff_side.c       a report read from its folder
 *   diff_rows.c       two tables, row by row
 *   diff_findings.c   counts, clearest differences, sentences
 *   diff_page.c       page, page.md, manifest
 *   diff_internal.h   what these share
 */
#ifndef NSC_DIFF_H
#define NSC_DIFF_H

#include "reports/reports.h"

/* The report that is compared unless another one is named. */
#define NSC_DIFF_REPORT "landscape"

/* One of the two reports: in a folder, or to be written into one. */
typedef struct nsc_diff_input {
    const char *label;                 /* how the user calls it */
    const char *folder;                /* where it is, or is to be written */
    const nsc_report *report;          /* to be written; NULL: it is there */
    const nsc_report_request *request; /* of that report; its folder and summary are not read */
} nsc_diff_input;

typedef struct nsc_diff_request {
    const char *folder;  /* made where it is not there */
    const char *command; /* the command line, for the manifest */
    nsc_diff_input inputs[2];
    const nsc_analysis_options *options; /* seed and threads, of the folder's own manifest */
    const nsc_figure_style *style;       /* of the figures' files; NULL: the first of the table */
    nsc_opened_landscape *opened;        /* that the command line names; nothing is computed from it */
    const nsc_relation *relation;        /* likewise */
    FILE *summary;                       /* receives the page in plain words; NULL for none */
    nsc_names *notes;   /* receives what a reader must know first, as that the directions differ; NULL for none */
    bool *leaves_files; /* set where a comparison that failed leaves finished files; may be NULL */
} nsc_diff_request;

/* Adds the names of all files that nsc_diff_write writes into its folder, but those of the two reports. Failures:
 * those of reading a manifest and of nsc_report_files. */
nsc_status nsc_diff_files(const nsc_diff_request *request, nsc_names *names, nsc_error *error);

/* Adds the paths of the files that nsc_diff_write reads from reports that are there. Failures: likewise. */
nsc_status nsc_diff_inputs(const nsc_diff_request *request, nsc_names *paths, nsc_error *error);

/*
 * Writes the reports that are not there yet, then the comparison; index.html and manifest.json last. NSC_MISSING where
 * a folder has no manifest.json, NSC_INVALID, with file and place, for a manifest or a table that cannot be read, and
 * where the two have no table in common; failures of nsc_report_write.
 *
 * Two values differ if the interval of their difference excludes 0. Its ends are those of Zou and Donner (2008): the
 * distances of each value from the ends of its own interval, added as squares. That presupposes that the two intervals
 * are independent: of two analyses of the same measurements, differences are known better than they say.
 */
nsc_status nsc_diff_write(const nsc_diff_request *request, nsc_error *error);

#endif
