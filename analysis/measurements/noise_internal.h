/*
 * Declarations shared by the files of `noise`.
 *
 *   noise.c          standard deviations between runs, by split and budget
 *   noise_figures.c  figures of the landscape on the mean and on each run
 *   noise_locality.c  autocorrelations corrected for the noise
 *   noise_decisions.c  decisions by one run that the other runs contradict
 */
#ifndef NSC_NOISE_INTERNAL_H
#define NSC_NOISE_INTERNAL_H

#include "analysis/analysis.h"
#include "base/base.h"

/* Single runs of one metric and budget, and the number of them available. */
typedef struct nsc_repeats {
    nsc_asked_fitness runs[NSC_RUNS];
    size_t available;
} nsc_repeats;

/* Gets them from the landscape. */
nsc_status nsc_repeats_read(nsc_repeats *repeats, const nsc_landscape *landscape, nsc_metric metric, int epochs,
                            nsc_error *error);

/* The runs of a point by number, NaN if missing; returns how many there are. */
size_t nsc_repeats_at(const nsc_repeats *repeats, uint32_t point, double values[NSC_RUNS]);

/*
 * The standard deviation between the runs of a point, and their number: from the standard error of `mean` (NULL: not
 * available) if it has them, whatever the number of runs, else from the runs. NaN for fewer than two.
 */
double nsc_repeats_deviation(const nsc_repeats *repeats, const nsc_fitness *mean, uint32_t point, unsigned *count);

/* Reason there are fewer than two runs; `mean` is the same metric and budget by policy mean. At most 160 bytes. */
enum { NSC_REPEATS_REASON = 160 };
void nsc_repeats_explain(const nsc_repeats *repeats, const nsc_asked_fitness *mean, char reason[NSC_REPEATS_REASON]);

/* One row for each figure of the landscape. */
nsc_status nsc_noise_add_figures(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table *table,
                                 nsc_error *error);

extern const nsc_column nsc_noise_figure_columns[];
enum { NSC_NOISE_FIGURE_COLUMNS = 13 };

/* Autocorrelations of the mean and of each run, corrected for noise. Requires two runs or more, and their mean. */
nsc_status nsc_noise_add_locality(const nsc_landscape *landscape, const nsc_repeats *repeats, const nsc_fitness *mean,
                                  const nsc_analysis_options *options, nsc_table *table, nsc_error *error);

enum { NSC_NOISE_LOCALITY_COLUMNS = 12 };
extern const nsc_column nsc_noise_locality_columns[NSC_NOISE_LOCALITY_COLUMNS];

/* How often the other runs contradict what one run says of two points, by the difference that it shows. */
nsc_status nsc_noise_add_decisions(const nsc_landscape *landscape, const nsc_repeats *repeats,
                                   const nsc_analysis_options *options, nsc_table *table, nsc_error *error);

enum { NSC_NOISE_DECISION_COLUMNS = 9 };
extern const nsc_column nsc_noise_decision_columns[NSC_NOISE_DECISION_COLUMNS];

#endif
