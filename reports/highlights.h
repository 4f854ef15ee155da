/*
 * Key findings of a report: plain sentences with numbers, and the figures that show most. They stand first on the page,
 * in page.md and on the terminal.
 *
 *   highlights.c            collecting them
 *   highlights_analyses.c   sentences about any landscape, one for each analysis that a report ran
 *   highlights_paper.c highlights_search.c   those of single reports
 */
#ifndef NSC_HIGHLIGHTS_H
#define NSC_HIGHLIGHTS_H

#include "reports/reports.h"

#include <stdbool.h>

enum { NSC_HIGHLIGHT_SENTENCES = 10, NSC_HIGHLIGHT_FIGURES = 2 };

/* Starts as {0}. */
struct nsc_highlights {
    nsc_names sentences; /* `code` between backquotes; at most NSC_HIGHLIGHT_SENTENCES */
    nsc_names figures;   /* names of exhibits, most telling first: the first two that have a picture are shown */
    bool failed;         /* no memory; what follows a failure is not added */
};

/* Adds a sentence; those beyond the limit are dropped. */
void nsc_highlight(nsc_highlights *highlights, const char *format, ...) __attribute__((format(printf, 2, 3)));
void nsc_highlight_figure(nsc_highlights *highlights, const char *exhibit);
/* Adds the sentences of every analysis that a run, or one on another data set of its report, has results of. */
void nsc_landscape_highlights(const nsc_report_run *run, nsc_highlights *highlights);

void nsc_highlights_release(nsc_highlights *highlights);

#endif
