/*
 * What is missing in a report that is complete: PDFs that gnuplot did not make, analyses that failed, and files of
 * earlier reports that lie in its folder.
 */
#ifndef NSC_REPORT_GAPS_H
#define NSC_REPORT_GAPS_H

#include "reports/exhibits.h"

/* Says how many figures have no PDF and why in `text`, which is empty if all have one. */
void nsc_report_describe_undrawn(const nsc_report_run *run, char *text, size_t size);

/* Adds a sentence on each to the notes of the request. */
nsc_status nsc_report_note_gaps(const nsc_report_run *run, nsc_error *error);

/* NSC_FAILED, with the first reason, if analyses were run and none succeeded. */
nsc_status nsc_report_check_success(const nsc_report_run *run, nsc_error *error);

#endif
