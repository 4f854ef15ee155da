/*
 * What the result of an analysis says, in one sentence with its numbers: for the key findings of a report, and above
 * the analysis' figures on its page.
 *
 *   sentences.c              the table: which function writes the sentence of which analysis; what it may be said of
 *   sentences_landscape.c    walks, neighbours, optima, distances
 *   sentences_fitness.c      composition and measurements
 */
#ifndef NSC_SENTENCES_H
#define NSC_SENTENCES_H

#include "reports/reports_internal.h"

enum { NSC_SENTENCE_SIZE = 512, NSC_SENTENCE_NUMBER = 128 };

/* Writes the sentence, in which `code` stands between backquotes; false if the analysis has none, or its result lacks
 * the numbers, or its points are too few or all equal. On partial data a sentence that only the evaluated points bear
 * out begins with "Among the evaluated points". */
bool nsc_result_sentence(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]);
/* The same for the key findings: false also for a sentence that only the evaluated points bear out, if fewer than half
 * of all points are evaluated. */
bool nsc_result_finding(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]);

/* ---- only for the files above ---- */

/* Writes the sentence of one analysis; false if it lacks a number. */
typedef bool nsc_sentence_writer(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]);

nsc_sentence_writer nsc_sentence_rwa, nsc_sentence_encodingrwa, nsc_sentence_neighbourfitness, nsc_sentence_gradient,
    nsc_sentence_neutrality, nsc_sentence_evolvability, nsc_sentence_information, nsc_sentence_optima,
    nsc_sentence_basins, nsc_sentence_lon, nsc_sentence_escape, nsc_sentence_access, nsc_sentence_nearestbetter,
    nsc_sentence_fdc, nsc_sentence_dispersion, nsc_sentence_peaks;
nsc_sentence_writer nsc_sentence_opeffect, nsc_sentence_opfrequency, nsc_sentence_depthwidth, nsc_sentence_variance,
    nsc_sentence_interactions, nsc_sentence_distribution, nsc_sentence_cost, nsc_sentence_noise, nsc_sentence_budgets,
    nsc_sentence_compare;

/* True if some point has no fitness. */
bool nsc_sentence_is_partial(const nsc_report_result *result);
/* Reason in the table `summary` why a figure is missing or limited; NULL if there is none. */
const char *nsc_sentence_reason(const nsc_report_result *result, const char *statistic);
/* `one` for a count of 1, else `many`. */
const char *nsc_sentence_plural(double count, const char *one, const char *many);

/* A single figure of the table `summary`; NaN if it is missing. */
double nsc_sentence_figure(const nsc_report_result *result, const char *statistic);

/* Writes a figure of the table `summary` times `factor` with three digits, followed by its interval in brackets if it
 * is an estimate; to `text`, which is returned. */
const char *nsc_sentence_estimate(const nsc_report_result *result, const char *statistic, double factor,
                                  char text[NSC_SENTENCE_NUMBER]);

/* The same for a row of any table, by the columns of the value and of the ends of its interval. */
const char *nsc_sentence_with_interval(const nsc_table *table, size_t row, const char *value, const char *low,
                                       const char *high, char text[NSC_SENTENCE_NUMBER]);

/* Writes a number with three digits, a whole one in full with commas between thousands. */
const char *nsc_sentence_number(double number, char text[NSC_SENTENCE_NUMBER]);

#endif
