/*
 * index.html: one page that needs nothing beside it. What was found comes first, with two figures; then the sections of
 * the report, such as the claims of a paper; then each analysis by its question, with figures, tables, formula and
 * source; then where everything came from.
 *
 *   html.c            texts, numbers and tables (html.h)
 *   html_page.c       the order of the page, its head, findings and provenance
 *   html_exhibits.c   figures and tables by question and analysis
 *   html_claims.c     statements of a paper with their verdicts
 *   html_of_run.c     the page of a report that was run
 *   page/             style sheet and script, which the build puts into the program
 */
#ifndef NSC_HTML_PAGE_H
#define NSC_HTML_PAGE_H

#include "reports/exhibits.h"
#include "reports/highlights.h"

#include <stdio.h>

typedef struct nsc_html_page {
    const char *title;      /* of the window and the heading */
    const char *about;      /* the line above the heading: program, report, space; NULL: the program */
    const char *incomplete; /* says that the report is not complete, above all else; NULL: it is */
    const char *lead;       /* one sentence below it; NULL: none */
    const char *mark; /* what nobody may miss, as "SURROGATE", beside the heading and beside every figure; NULL: none */
    const char *fitness; /* rule of the fitness that figures are of, unless they name another; NULL: all name theirs */
    const nsc_names *warnings; /* what a reader must know before the findings, one paragraph each; NULL: none */
    const nsc_highlights *highlights;
    const nsc_table *data;            /* keys and values: what the report is about */
    const nsc_html_section *sections; /* [section_count] each written with `context` */
    size_t section_count;
    const void *context;
    nsc_exhibit *const *exhibits; /* [exhibit_count] */
    size_t exhibit_count;
    /* Writes what stands below an exhibit's figure beside its caption; NULL: nothing. */
    void (*note)(const nsc_exhibit *exhibit, FILE *stream);
    nsc_report_file *const *files; /* [file_count] all files; those with a reason were left out */
    size_t file_count;
    const nsc_table *provenance; /* keys and values: how to make the report again */
} nsc_html_page;

/* Writes the whole page; errors are left to the stream. */
void nsc_html_page_write(const nsc_html_page *page, FILE *stream);

/* Writes a text that begins a sentence or a heading, which names in tables do not; html_exhibits.c. */
void nsc_html_capitalised(FILE *stream, const char *text);
/* Writes the entries of the table of contents for the exhibits, and their sections; html_exhibits.c. */
void nsc_html_exhibits_contents(const nsc_html_page *page, FILE *stream);
void nsc_html_exhibits_write(const nsc_html_page *page, FILE *stream);
/* The exhibit with a picture of that name; NULL if there is none. */
const nsc_exhibit *nsc_html_pictured(const nsc_html_page *page, const char *name);
/* Writes the picture of an exhibit once more: a figure that refers to the drawing in its section. */
void nsc_html_picture_again(const nsc_html_page *page, const nsc_exhibit *exhibit, FILE *stream);

#endif
