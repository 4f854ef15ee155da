/* The words of a report, made once for page.md, the terminal and index.html; page.c. */
#ifndef NSC_PAGE_WORDS_H
#define NSC_PAGE_WORDS_H

#include "reports/highlights.h"
#include "reports/reports_internal.h"

typedef struct nsc_page_words {
    const char *mark;   /* "SURROGATE" or "SYNTHETIC" where the report rests on such values; NULL: on neither */
    nsc_names warnings; /* what a reader must know before the findings, one paragraph each */
    nsc_highlights highlights;
} nsc_page_words;

/* Collects the words of a report that was run. Release them by nsc_page_words_release, also after a failure. */
nsc_status nsc_page_words_make(nsc_page_words *words, const nsc_report_run *run, nsc_error *error);
void nsc_page_words_release(nsc_page_words *words);

/* Writes page.md. */
nsc_status nsc_page_write(nsc_report_run *run, const nsc_page_words *words, nsc_error *error);
/* Writes the same to a stream; the last line is the path of index.html. */
nsc_status nsc_page_show(const nsc_report_run *run, const nsc_page_words *words, FILE *stream, nsc_error *error);
/* Writes index.html; html_of_run.c. */
nsc_status nsc_html_of_run_write(nsc_report_run *run, const nsc_page_words *words, nsc_error *error);

#endif
