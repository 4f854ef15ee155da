/*
 * The studies of the report on searches, and what comes out of each: between search_report.c, the table of studies, and
 * those who open their landscapes, run them, and write their words.
 *
 *   search_report.c     the studies, their files, the rankings of algorithms in all of them
 *   search_variants.c   the landscapes: the data, and what is made of its scores
 *   search_studies.c    one study: an experiment, the runs of its algorithms, the tables about them
 *   search_outcomes.c   reading the outcome of a study
 *   highlights_search.c the key findings; html_search.c, sections of the page
 */
#ifndef NSC_SEARCH_STUDIES_H
#define NSC_SEARCH_STUDIES_H

#include "analysis/estimators/estimate.h"
#include "analysis/search/results/search_tables.h"
#include "reports/reports_internal.h"

/* ---- landscapes: search_variants.c ---- */

/* What a study searches on. On all but the data a search sees the scores themselves, which have no noise. */
typedef enum nsc_variant_kind {
    NSC_VARIANT_DATA,
    NSC_VARIANT_SCORES,
    NSC_VARIANT_SHUFFLED, /* scores shuffled among points of equal size: their distribution without their places */
    NSC_VARIANT_SMALLER,  /* cells of one vertex less than the space's largest */
    NSC_VARIANT_COUNT
} nsc_variant_kind;

/* "data", "scores", "shuffled", "smaller". */
const char *nsc_variant_name(nsc_variant_kind kind);

/* Figures of a landscape that say how hard it is to search. */
typedef enum nsc_locality_figure {
    NSC_LOCALITY_AUTOCORRELATION,
    NSC_LOCALITY_OPTIMA,
    NSC_LOCALITY_OPTIMA_SHARE,
    NSC_LOCALITY_BETTER,
    NSC_LOCALITY_REACH_BEST,
    NSC_LOCALITY_COUNT
} nsc_locality_figure;

typedef struct nsc_search_variant {
    nsc_opened_landscape *opened; /* NULL: not opened, for the reason below */
    char reason[NSC_REASON_SIZE];
    const nsc_fitness *scores; /* those of the data, of which all others are made */
    nsc_space *space;          /* own; NULL: that of the data */
    uint32_t *sources;         /* [point] the point of the data whose score it has; NULL: itself */
    nsc_estimate locality[NSC_LOCALITY_COUNT];
} nsc_search_variant;

/* Opens a variant of the data, by whose scores `scored_by` names; one that cannot be made has a reason. Release with
 * nsc_search_variant_close, also after a failure. */
nsc_status nsc_search_variant_open(nsc_search_variant *variant, nsc_variant_kind kind, const nsc_report_run *run,
                                   const nsc_fitness *scores, nsc_error *error);
void nsc_search_variant_close(nsc_search_variant *variant, nsc_variant_kind kind);

/* Adds the figures of a variant's landscape to the table; see nsc_locality_columns. */
nsc_status nsc_search_variant_figures(nsc_search_variant *variant, nsc_variant_kind kind, const nsc_report_run *run,
                                      nsc_table *table, nsc_error *error);
enum { NSC_LOCALITY_COLUMNS = 12 };
extern const nsc_column nsc_locality_columns[NSC_LOCALITY_COLUMNS];

/* ---- studies: search_studies.c ---- */

enum { NSC_STUDY_TABLES = 14, NSC_STUDY_ALGORITHMS = 12 };

/* Algorithms that are compared on one landscape. */
typedef struct nsc_study {
    const char *name;
    const char *meaning; /* one line */
    nsc_variant_kind on;
    unsigned evaluations_factor;                  /* times the evaluations of the first study */
    bool fewer_runs;                              /* two fifths of its runs */
    bool means;                                   /* a search sees the mean of the runs that the data has of a point */
    bool with_slow;                               /* also the algorithms that fit models, with few runs */
    const char *algorithms[NSC_STUDY_ALGORITHMS]; /* with settings; none: all of the program's table */
    const char *tables[NSC_STUDY_TABLES];         /* each goes into the file NAME-TABLE.csv */
} nsc_study;

/* One algorithm in a study. */
typedef struct nsc_study_entry {
    char *label;
    char reason[NSC_REASON_SIZE]; /* why it was left out; empty if it was run */
    uint32_t runs;
    nsc_estimate mean_regret, median_regret;
    double tenth, ninetieth; /* quantiles of the final regret */
    double rank;             /* by mean regret from 1, equal ones share the mean of their ranks; NaN if left out */
} nsc_study_entry;

typedef struct nsc_study_outcome {
    const nsc_study *study;
    char reason[NSC_REASON_SIZE]; /* why nothing was run; empty if something was */
    uint64_t evaluations;
    double time_s;
    char selected_by[256], scored_by[256], encoding[32], protocol[32];
    nsc_study_entry *entries;
    size_t entry_count;
    nsc_table *tables[NSC_STUDY_TABLES]; /* as study->tables */
} nsc_study_outcome;

/*
 * Runs a study on a landscape. An algorithm that the data does not suit is left out with the reason. Released by
 * nsc_study_outcome_release, also after a failure.
 */
nsc_status nsc_study_run(nsc_study_outcome *outcome, const nsc_study *study, const nsc_search_variant *variant,
                         const nsc_report_request *request, nsc_error *error);
void nsc_study_outcome_release(nsc_study_outcome *outcome);

/* A table of the outcome by its name; NULL if there is none. */
const nsc_table *nsc_study_table(const nsc_study_outcome *outcome, const char *name);
/* An algorithm that was run, by its label; NULL if there is none. */
const nsc_study_entry *nsc_study_entry_named(const nsc_study_outcome *outcome, const char *label);

/* Spearman's correlation of the mean regrets of the algorithms that two studies have run; NaN for fewer than three, or
 * if all are equal on a side. `count` receives their number. */
nsc_status nsc_study_agreement(const nsc_study_outcome *one, const nsc_study_outcome *other, double *correlation,
                               size_t *count, nsc_error *error);

/* ---- the whole report: search_report.c ---- */

/* How far the rankings of two studies agree. */
typedef struct nsc_search_agreement {
    const char *study, *with;
    double spearman; /* NaN if too few algorithms are in both */
    size_t algorithms;
} nsc_search_agreement;

enum { NSC_SEARCH_AGREEMENTS = 5 };

struct nsc_search_report {
    nsc_search_variant variants[NSC_VARIANT_COUNT];
    nsc_study_outcome *outcomes; /* [study_count] */
    size_t study_count;
    nsc_search_agreement agreements[NSC_SEARCH_AGREEMENTS];
};

/* The outcome of a study by its name; NULL if there is none. */
const nsc_study_outcome *nsc_search_outcome(const nsc_search_report *report, const char *name);

/* ---- reading outcomes: search_outcomes.c ---- */

/* The entry of that place among those ranked, from 0, by mean regret; NULL after the last. */
const nsc_study_entry *nsc_study_place(const nsc_study_outcome *outcome, size_t place);
/* The row of a table about a pair of algorithms, in either order; the number of rows if there is none. */
size_t nsc_study_pair_row(const nsc_table *table, const char *one, const char *other);
/* The chance that a run of one algorithm ends with a lower regret than a run of another; NaN if it is not known. */
double nsc_study_chance(const nsc_study_outcome *outcome, const char *one, const char *other);
/* True if the rank-sum test, corrected for all pairs, shows that one algorithm ends with a lower regret. */
bool nsc_study_shows(const nsc_study_outcome *outcome, const char *better, const char *worse);
/* True if an algorithm's runs end exactly as those of `random`: all that it evaluates is drawn at random,
 * as is the first population of an evolution, which may not be complete when a run ends. */
bool nsc_study_is_random(const nsc_study_outcome *outcome, const nsc_study_entry *entry);
/* Writes "`evolution`, `tpe`": the algorithms of which that is true. Returns their number. */
size_t nsc_study_list_random(const nsc_study_outcome *outcome, char *text, size_t size);
/* A figure of the table `behaviour`; NaN if it is missing. */
double nsc_study_behaviour(const nsc_table *behaviour, const char *algorithm, const char *statistic);

/* ---- the page: highlights_search.c, html_search.c ---- */

void nsc_search_highlights(const nsc_report_run *run, nsc_highlights *highlights);
enum { NSC_SEARCH_SECTIONS = 3 };
extern const nsc_html_section nsc_search_sections[NSC_SEARCH_SECTIONS];
void nsc_html_search_ranking(const void *context, FILE *stream);
void nsc_html_search_conditions(const void *context, FILE *stream);
void nsc_html_search_reasons(const void *context, FILE *stream);

#endif
