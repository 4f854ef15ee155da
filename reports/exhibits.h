/*
 * Exhibits: every table of a report with its figure, as the folder and the page show them. nsc_report_write_table makes
 * one of each table; the page reads them all.
 */
#ifndef NSC_EXHIBITS_H
#define NSC_EXHIBITS_H

#include "analysis/figures/figure_drawing.h"
#include "reports/reports_internal.h"

enum { NSC_EXHIBIT_ROWS = 200 }; /* of a table on the page; the file has all */

typedef struct nsc_exhibit {
    const nsc_report_file *file;
    char *name;       /* of the files: NAME.csv, figures/NAME.svg, .pdf, .gp */
    const char *data; /* label of the data set it is of; NULL where the report has one */
    const nsc_analysis *analysis; /* NULL for tables that are no analysis' */
    const char *table;            /* its name in the registry; NULL with the analysis */
    const char *meaning;          /* what the table says, for its heading */
    nsc_table *head;              /* its first NSC_EXHIBIT_ROWS rows, owned */
    size_t rows;                  /* all rows */
    const nsc_figure *figure;     /* NULL: none, for the reason below */
    char *svg;                    /* the picture for the page; owned, NULL: none */
    char *caption;                /* owned */
    char reason[NSC_REASON_SIZE]; /* why the table or its figure is missing; empty if it is there */
    bool has_script, has_pdf;     /* figures/NAME.gp and .pdf were written */
} nsc_exhibit;

#endif
