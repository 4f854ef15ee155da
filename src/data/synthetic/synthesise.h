/*
 * A made-up official file: for scale tests, and to try the program without the download. Every row carries
 * NSC_SYNTHETIC_MARK and the seed. In a table the column `origin` says so.
 *
 * What a row says, and what it was calibrated on, is told in synthesise_model.c.
 */
#ifndef NSC_SYNTHESISE_H
#define NSC_SYNTHESISE_H

#include "data/official/official.h"

typedef struct nsc_synthesise_options {
    const int *
        epochs; /* [budget_count], ascending, from 1 to NSC_EPOCHS_MAXIMUM; the official ones where budget_count is 0 */
    size_t budget_count; /* at most NSC_BUDGETS */
    uint64_t seed;
    const nsc_control *control; /* may be NULL */
} nsc_synthesise_options;

/* How the numbers are made and what they were calibrated on: a few sentences, NULL after the last. */
extern const char *const nsc_synthetic_method[];

/*
 * Writes three rows for each cell of `space` (nb101 or a part of it) and budget to `stream`, in the exact official
 * format, sorted by hash, then budget, then run. The same space, epochs and seed give the same bytes, whatever the
 * number of threads; a cell's rows of one budget are the same in every part of the space that it belongs to and beside
 * whichever other budgets. Budgets beyond 4 and 108 epochs get the accuracies of these, between them those between.
 * NSC_USAGE for a space that is not nb101 or has cells beyond the published limits, and for budgets that do not keep to
 * the above; NSC_FAILED on a failed write (what the stream itself buffers fails when it is closed).
 * 7 s on two cores and 80 MB for the whole space and four budgets, 2.2 GB of rows.
 */
nsc_status nsc_synthesise(const nsc_space *space, const nsc_synthesise_options *options, FILE *stream,
                          nsc_error *error);

/*
 * Makes up an accuracy in per cent for each point of a space of words: accuracies[point_count] (synthesise_words.c says
 * how). The same space and seed give the same numbers. NSC_USAGE for a space without words. 0.1 µs a pair of positions.
 */
nsc_status nsc_synthesise_words(const nsc_space *space, uint64_t seed, double *accuracies, nsc_error *error);

#endif
