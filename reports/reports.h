/*
 * reports: a named set of analyses into one folder, with where everything came from.
 *
 * In: an opened landscape. Out: a folder of CSV files, manifest.json, and a page in plain words.
 *
 *   report.c      the table of reports; what a report computes once and uses often
 *   report_folder.c   the folder, file by file: tables, and the names that it may have
 *   recipe.h      rows of analyses, and tables over each other: recipe.c, recipe_overlay.c
 *   recipe_file.h a user's own, read from a file: recipe_file.c, recipe_file_row.c
 *   exhibits.h    every table with its figure, for the page
 *   figure_files.h   the figures' files, SVG, PDF and script; gnuplot.h runs the scripts; point_figures.c: points
 *   report_gaps.h    what is missing in a report that is complete, told to the reader
 *   provenance.c  manifest.json
 *   highlights.h  key findings in sentences
 *   page.c        the words of the report: page.md, and what goes to the terminal
 *   html_page.h   index.html: html*.c
 *
 *   landscape_reports.c   the reports on any landscape: landscape, full, recipe
 *   paper.c       the report on Ying et al. 2019: which analyses, on which relations
 *   claims.c      the paper's quantitative statements, one row each
 *   answers.c     each of them checked, and its verdict: claims.csv
 *   checks.c checks_runs.c checks_landscape.c checks_locality.c   how each statement is checked
 *   open_questions.c    what each open question of the paper gives under each answer: readings.csv
 *
 *   search_studies.h   the report on simulated searches: search_report.c, search_variants.c, search_studies.c,
 *                      highlights_search.c
 *
 *   diff.h        two reports compared
 *
 *   reports_internal.h, claims_internal.h   what only these files share
 */
#ifndef NSC_REPORTS_H
#define NSC_REPORTS_H

#include "analysis/analysis.h"
#include "analysis/figures/figure_drawing.h"
#include "analysis/search/search.h"
#include "base/base.h"
#include "base/json.h"

/* Analyses with their options, whose tables become the files of a report; recipe.h. */
typedef struct nsc_recipe nsc_recipe;

/* A data set of a report on several. */
typedef struct nsc_report_data {
    const char *label;
    nsc_opened_landscape *opened;
} nsc_report_data;

typedef struct nsc_report_request {
    const char *folder;                  /* made where it is not there */
    const char *command;                 /* the command line, for the manifest */
    nsc_opened_landscape *opened;        /* space and data; relation and fitness are those below */
    const nsc_report_data *data;         /* [data_count] of a report on several data sets: the first is `opened` */
    size_t data_count;                   /* 0: one without a label */
    const char *fitness;                 /* of the locality analyses; NULL for the report's own, test@108 for `paper` */
    const nsc_relation *relation;        /* of the claims' own figures; the locality analyses run on all relations */
    const nsc_analysis_options *options; /* seed, threads, lags, … */
    const nsc_figure_style *style;       /* of the figures' files; NULL: the first of the table */
    const nsc_search_options *search;    /* of the report `search`; all zero: its own defaults */
    FILE *summary;                       /* receives the page in plain words; NULL for none */
    size_t *finished; /* receives the number of files that a report which failed leaves; may be NULL */
    nsc_names *notes; /* receives sentences on what is missing in the report; NULL for none */
} nsc_report_request;

/* Key findings; highlights.h. */
typedef struct nsc_highlights nsc_highlights;

/* A section of index.html between the findings and the analyses; html_page.h. */
typedef struct nsc_html_section {
    const char *id;                                   /* unique on the page */
    const char *title;                                /* also in the table of contents */
    void (*write)(const void *context, FILE *stream); /* context: the report's run */
} nsc_html_section;

/* A report being written; report.c. */
typedef struct nsc_report_run nsc_report_run;

typedef struct nsc_report {
    const char *name;
    const char *meaning;
    bool searches;     /* it reads the options of searches, request->search */
    const char *title; /* heading of its page; NULL: that of its recipe */
    /* Continues "This landscape is fitted, not measured; ": what needs measurements, where they are; NULL: nothing. */
    const char *on_surrogate;
    const nsc_recipe *recipe; /* its rows; NULL: none */
    nsc_option_set reads;     /* the options that it reads beside those of its rows */
    /* NSC_USAGE, saying why, where the report is not about such points or neighbours; NULL: it suits all. */
    nsc_status (*suits)(const nsc_space *space, const nsc_relation *relation, nsc_error *error);
    /* Writes all files but page.md and manifest.json. */
    nsc_status (*write)(nsc_report_run *run, nsc_error *error);
    /* The key findings, for page.md, the terminal and the top of index.html; NULL: those of its analyses
     * (highlights_analyses.c). */
    void (*highlights)(const nsc_report_run *run, nsc_highlights *highlights);
    const nsc_html_section *sections; /* that only this report has; NULL: none */
    size_t section_count;
    /* What only this report has in manifest.json; NULL: nothing. */
    void (*manifest)(const nsc_report_run *run, nsc_json *json);
    /* Adds the names of all files that `write` writes or leaves out beside those of the rows; NULL: none. */
    nsc_status (*files)(const nsc_space *space, const nsc_relation *relation, nsc_names *names, nsc_error *error);
    void (*release)(nsc_report_run *run); /* of what `write` keeps for the page and the manifest; NULL: nothing */
} nsc_report;

size_t nsc_report_count(void);
const nsc_report *nsc_report_at(size_t number);
/* In upper or lower case; NULL if there is no such report. */
const nsc_report *nsc_report_named(const char *name);

/* The report of a recipe, which outlives it: that of a user's own file (recipe_file.h). */
nsc_report nsc_report_of_recipe(const nsc_recipe *recipe);

/* The options that its analyses read, less those that it fixes itself. */
nsc_option_set nsc_report_reads(const nsc_report *report);

/* The request of data set `number` of a report on several, with options in which the distance is one of its space. */
nsc_status nsc_report_request_of(const nsc_report_request *request, size_t number, nsc_report_request *other,
                                 nsc_analysis_options *options, nsc_error *error);

/* Adds the names of all files that the report writes into its folder, or removes from it. Of the request, only data,
 * relation and options are read. NSC_INVALID if two rows of a recipe write the same file. */
nsc_status nsc_report_files(const nsc_report *report, const nsc_report_request *request, nsc_names *names,
                            nsc_error *error);

/*
 * Writes a report. Every file is written whole or not at all. A folder with manifest.json is a complete report: without
 * it, index.html and page.md, where they are there, say that the report is not complete. An analysis that fails leaves
 * its tables out, and the manifest has the reason. A report that is cancelled, or runs out of memory or disk, leaves
 * the tables that were finished, which page.md lists. NSC_FAILED also where no analysis of a recipe succeeded. The page
 * is there before gnuplot runs. NSC_MISSING if the data lacks the fitness of the locality analyses; NSC_USAGE if the
 * report is not about this space. About 12 s for `paper` and 40 s for `search` on the whole space with two cores.
 */
nsc_status nsc_report_write(const nsc_report *report, const nsc_report_request *request, nsc_error *error);

#endif
