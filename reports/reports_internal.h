/* A report while it is being written; only the files of reports use this. */
#ifndef NSC_REPORTS_INTERNAL_H
#define NSC_REPORTS_INTERNAL_H

#include "analysis/figures/figure_model.h"
#include "reports/reports.h"

#include <stdbool.h>

enum { NSC_FILE_NAME_SIZE = 160, NSC_REASON_SIZE = 256 };

/* The verdict on a statement of the paper; see claims_internal.h. */
typedef enum nsc_verdict {
    NSC_VERDICT_AGREES,
    NSC_VERDICT_CONSISTENT, /* the same quantity under another split or policy, within the tolerance of the claim */
    NSC_VERDICT_DIFFERS,
    NSC_VERDICT_DIFFERS_OTHERWISE, /* the same quantity under another split or policy, beyond that tolerance */
    NSC_VERDICT_UNDECIDED,
    NSC_VERDICT_NEEDS_DATA,
    NSC_VERDICT_SURROGATE,
    NSC_VERDICT_SYNTHETIC,
    NSC_VERDICT_HOLDS, /* only for consistency checks, in place of agrees and differs */
    NSC_VERDICT_BROKEN,
    NSC_VERDICT_COUNT
} nsc_verdict;

const char *nsc_verdict_name(nsc_verdict verdict);

/* A fitness that the report requested from the landscape. */
typedef struct nsc_report_fitness {
    char spelling[192]; /* as first requested */
    nsc_fitness_rule rule;
    const nsc_fitness *fitness;   /* NULL: the data lacks it */
    char reason[NSC_REASON_SIZE]; /* reason why the data lacks it */
} nsc_report_fitness;

/* A call of an analysis. Fields that the analysis does not read are ignored. */
typedef struct nsc_report_question {
    const char *analysis;
    const nsc_fitness *fitness;
    const nsc_relation *relation;        /* NULL: the request's */
    const nsc_analysis_options *options; /* NULL: the request's, but for those below */
    const char *distance;                /* NULL: the request's */
    const char *targets;                 /* NULL: the request's */
    nsc_validity validity;
    nsc_invalid_moves invalid;
} nsc_report_question;

/* The result of one call of an analysis. */
typedef struct nsc_report_result {
    const nsc_analysis *analysis;
    const nsc_fitness *fitness;
    const nsc_relation *relation;
    nsc_analysis_options options;
    const nsc_distance *distance;           /* of the options; NULL if the analysis reads none */
    const char *targets;                    /* of the options; NULL if the analysis reads none */
    nsc_table *tables[NSC_ANALYSIS_TABLES]; /* all NULL if it failed, for the reason below */
    char reason[NSC_REASON_SIZE];
    double time_s;
} nsc_report_result;

/* One file of the folder, or one that was left out. */
typedef struct nsc_report_file {
    char name[NSC_FILE_NAME_SIZE];
    size_t rows;
    char reason[NSC_REASON_SIZE];    /* reason why it was left out; empty if it was written */
    const nsc_report_result *result; /* NULL where the file is not an analysis' table */
    const char *data;                /* label of the data set; NULL: the report has only one */
} nsc_report_file;

/* A table of the report: the name of its file, and how the page shows it. */
typedef struct nsc_report_item {
    const char *name;                 /* of the file, "rwa-pruned.csv" */
    const char *analysis;             /* its analysis, or "search"; NULL for a table of the report's own */
    const char *table;                /* its name there; NULL with the analysis */
    const nsc_report_result *result;  /* where the table comes from; NULL if it is not an analysis' or is missing */
    const char *meaning;              /* for its heading; NULL: that of the analysis' table */
    const nsc_figure *figure;         /* NULL: that of the analysis' table */
    bool undrawn;                     /* it is not drawn, although it has a figure */
    const nsc_figure_source *sources; /* [source_count] what is drawn in place of the table; NULL: the table */
    size_t source_count;
    const nsc_table *nodes; /* of a network's edges; NULL: that of the result */
    const char *data;       /* label of the data set; NULL if the report has only one */
    unsigned points;        /* the largest number of the table's points that are drawn */
} nsc_report_item;

/* The duration of a part of the report. */
typedef struct nsc_report_part {
    char name[NSC_FILE_NAME_SIZE];
    double time_s;
} nsc_report_part;

typedef struct nsc_answer nsc_answer;
typedef struct nsc_exhibit nsc_exhibit;
typedef struct nsc_search_report nsc_search_report;

struct nsc_report_run {
    const nsc_report *report;
    const nsc_report_request *request;
    nsc_report_run
        *whole; /* the run that has the folder and lists files, exhibits and parts: itself but for `others` */
    nsc_report_run **others; /* [other_count] of a report on several data sets: those on the second and further ones */
    size_t other_count;
    const char *label; /* of its data set; NULL: the report has only one */
    nsc_names names;   /* of all files that it may write; others are refused */
    bool begun;        /* the folder is this report's: page.md says that it is not complete */
    bool complete;     /* the manifest is written, and the pages no longer say that the report is not complete */
    const nsc_space *space;
    const nsc_measurements *measurements; /* NULL for the built-in surrogate */
    const nsc_fitness *locality;          /* the fitness of the locality analyses */
    const nsc_relation *relations;        /* [relation_count] the space's relations of the encoding graph */
    size_t relation_count;
    const nsc_graph **graphs; /* [nsc_relation_count]; NULL if not needed so far */
    nsc_report_fitness **fitnesses;
    size_t fitness_count, fitness_capacity;
    nsc_report_result **results;
    size_t result_count, result_capacity;
    nsc_report_file **files;
    size_t file_count, file_capacity;
    char *gnuplot;          /* the path of the program; NULL: it is not installed */
    nsc_exhibit **exhibits; /* every table with its figure; exhibits.h */
    size_t exhibit_count, exhibit_capacity;
    nsc_report_part *parts;
    size_t part_count, part_capacity;
    double encodings_share, effective_cells; /* of the locality fitness, edge limit after pruning; paper.c */
    nsc_answer *answers;                     /* to the claims, in their order; claims_internal.h */
    size_t answer_count;
    nsc_search_report *searches; /* of the report `search`; search_studies.h */
    double started_s;
};

/* Seconds on a monotonic clock. */
double nsc_report_clock(void);

/* Opens a run: its space and data, and no analysis so far. Release it by nsc_report_run_close, also after a failure. */
nsc_status nsc_report_run_open(nsc_report_run *run, const nsc_report *report, const nsc_report_request *request,
                               nsc_error *error);
void nsc_report_run_close(nsc_report_run *run);

/* Tells how far the report is: by the tables of those that it lists. */
void nsc_report_tell(const nsc_report_run *run, bool complete);

/* Records the duration of a part that began at `started_s` and ends now. */
nsc_status nsc_report_part_end(nsc_report_run *run, const char *name, double started_s, nsc_error *error);

/* The graph of a relation; the first call records its duration. */
nsc_status nsc_report_graph(nsc_report_run *run, const nsc_relation *relation, const nsc_graph **graph,
                            nsc_error *error);

/* The landscape's fitness for a rule, listed once among the fitnesses of the report. */
nsc_status nsc_report_ask(nsc_report_run *run, const char *rule, const nsc_report_fitness **fitness, nsc_error *error);

/*
 * Runs an analysis, or returns the result of an earlier call with the same question. If the analysis fails, the tables
 * of the result are NULL, and that is no failure of the report, unless it was cancelled or memory ran out.
 */
nsc_status nsc_report_analyse(nsc_report_run *run, const nsc_report_question *question,
                              const nsc_report_result **result, nsc_error *error);

/* True for failures that end a report: the user ends it, or there is no memory for it. */
bool nsc_report_ends(const nsc_report_run *run, const nsc_error *reason);

/* The result of an earlier call with the same question; NULL if there is none or it has no tables. */
const nsc_report_result *nsc_report_found(const nsc_report_run *run, const nsc_report_question *question);

/* The table of a result by its name; NULL if there is none. */
const nsc_table *nsc_report_table(const nsc_report_result *result, const char *name);

/* ---- the folder: report_folder.c ---- */

#define NSC_MANIFEST "manifest.json"
#define NSC_PAGE "page.md"
#define NSC_HTML_PAGE "index.html"

/* Writes a table into the folder as CSV, and adds its exhibit (exhibits.h). */
nsc_status nsc_report_write_table(nsc_report_run *run, const nsc_report_item *item, const nsc_table *table,
                                  nsc_error *error);
/* Records that a table was left out, and removes the file of that name that an earlier report wrote. */
nsc_status nsc_report_leave_out(nsc_report_run *run, const nsc_report_item *item, const char *reason, nsc_error *error);

/* What both pages say first until the manifest is written; NULL after that. */
const char *nsc_report_incomplete(const nsc_report_run *run);
/* Makes the folder, says in page.md that the report is not complete, and removes page and manifest of an earlier one:
 * where no manifest is, each page that is there says so. */
nsc_status nsc_report_begin_folder(nsc_report_run *run, nsc_error *error);
/* After a failure: what is finished stays, and page.md lists it; page.md alone is removed. Failures of it change
 * nothing. */
void nsc_report_leave_incomplete(const nsc_report_run *run, const nsc_error *error);

/* Removes a file of an earlier report. */
nsc_status nsc_report_remove_file(const nsc_report_run *run, const char *name, nsc_error *error);

/* Opens a file of the folder for writing, NSC_FAILED if its name is not among the report's; commits it and records
 * that it was written. */
nsc_status nsc_report_open_file(const nsc_report_run *run, const char *name, nsc_output *output, nsc_error *error);
nsc_status nsc_report_commit_file(nsc_report_run *run, const char *name, nsc_output *output, size_t rows,
                                  nsc_error *error);
/* The number of files written so far. */
size_t nsc_report_files_written(const nsc_report_run *run);

/* ---- reading tables ---- */

/* A number in a table, by the name of its column; NaN if it is missing or there is no such column. */
double nsc_report_number(const nsc_table *table, size_t row, const char *column);
/* The first row whose column has the text; the number of rows if there is none. */
size_t nsc_report_row(const nsc_table *table, const char *column, const char *text);

/* A text in a table, by the name of its column; NULL if it is missing. */
const char *nsc_report_text(const nsc_table *table, size_t row, const char *column);
/* True if the column of that name has the text in that row. */
bool nsc_report_is(const nsc_table *table, size_t row, const char *column, const char *text);

/* True if any fitness of any data set has this origin. */
bool nsc_report_rests_on(const nsc_report_run *run, nsc_origin origin);

/* The correlations across an edge of the built-in model; NaN if the fitness is not that of a built-in model. */
void nsc_report_edge_correlations(const nsc_fitness *fitness, const nsc_relation *relation, double *measured,
                                  double *fitted);

/* ---- the paper's report: paper.c, answers.c, open_questions.c, paper_page.c ---- */

/* The cell of the highest mean test accuracy that the paper shows (figure 1), by its name in the space. */
#define NSC_PUBLISHED_BEST "published-best"

extern const nsc_report nsc_report_paper;

/* The number of statements of the paper, or of consistency checks, with a verdict. */
size_t nsc_verdict_count(const nsc_report_run *run, bool consistency, nsc_verdict verdict);

/* Checks all claims and writes claims.csv. */
nsc_status nsc_claims_write(nsc_report_run *run, nsc_error *error);

/* Writes readings.csv: the value under each interpretation of what the paper leaves open. */
nsc_status nsc_open_questions_write(nsc_report_run *run, nsc_error *error);

/* Adds to manifest.json how many statements, and how many consistency checks, have each verdict. */
void nsc_claims_manifest(const nsc_report_run *run, nsc_json *json);

/* Its key findings; highlights_paper.c. */
void nsc_paper_highlights(const nsc_report_run *run, nsc_highlights *highlights);
/* Writes the section of its page on the claims; html_claims.c. */
void nsc_html_claims_write(const void *context, FILE *stream);

/* ---- reports on any landscape: landscape_reports.c ---- */

extern const nsc_report nsc_report_landscape, nsc_report_full;

/* ---- the report on searches: search_report.c ---- */

extern const nsc_report nsc_report_search;

/* ---- provenance.c, page.c ---- */

/* Writes manifest.json. */
nsc_status nsc_provenance_write(const nsc_report_run *run, nsc_error *error);

/* Writes a bullet point, broken into lines between words; continuation lines are indented. */
void nsc_page_bullet(const char *text, FILE *stream);
/* Writes a paragraph, broken into lines between words. */
void nsc_page_paragraph(const char *text, FILE *stream);
/* Writes the heading and, until the manifest is written, that the report is not complete. */
void nsc_page_begin(const nsc_report_run *run, const char *title, FILE *stream);
/* Shows on the terminal what `print` prints of a page, control characters as escapes: names come from files. NSC_FAILED
 * without memory. */
nsc_status nsc_page_show_text(void (*print)(const void *context, FILE *stream), const void *context, FILE *stream,
                              nsc_error *error);
/* Says on the terminal how many files are in the folder of a report, and which page to open. */
nsc_status nsc_page_tell_folder(size_t file_count, const char *folder, FILE *stream, nsc_error *error);

/* "6 of 6 passed", or that none of the consistency checks applies; written to `text`, which is returned. */
enum { NSC_PAGE_CHECKS = 128 };
const char *nsc_page_checks(const nsc_report_run *run, char text[NSC_PAGE_CHECKS]);
/* How the evaluated points of partial data were sampled. */
const char *nsc_page_sample(const nsc_fitness *fitness);

/* The heading of the page: the title of the recipe, of the report, or its meaning. */
const char *nsc_report_title(const nsc_report_run *run);

/* "cells", or "points" of any other space. */
const char *nsc_page_points_word(const nsc_report_run *run);
/* "; no column "epochs": assuming 108" where that is so of a file, else nothing; written to `text`, which is
 * returned. */
enum { NSC_PAGE_ASSUMED = 64 };
const char *nsc_page_assumed(const nsc_source *source, const nsc_space *space, char text[NSC_PAGE_ASSUMED]);

#endif
