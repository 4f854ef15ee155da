/* Tests and effect sizes that compare independent samples by ranks alone. */
#ifndef NSC_RANK_TESTS_H
#define NSC_RANK_TESTS_H

#include "analysis/estimators/estimate.h"
#include "base/base.h"

/*
 * Numbers the different values of a sample in ascending order, from 0: levels[i] of values[i], equal values sharing a
 * level. Infinite values are allowed, NaN is not. O(n log n).
 */
nsc_status nsc_value_levels(const double *values, size_t count, uint32_t *levels, size_t *level_count,
                            nsc_error *error);

/* The rank sum test of Mann, Whitney (1947). */
typedef struct nsc_rank_sum {
    double statistic; /* U of the first sample: pairs in which it has the larger value, and half of those that tie */
    double p;         /* two-sided */
    double larger;    /* statistic over all pairs: chance that the first is larger, A of Vargha, Delaney (2000) */
} nsc_rank_sum;

/*
 * Of two samples, given as the number of their values at each level. p is exact if the smaller sample has at most 8
 * values and no two values are equal, else by the normal distribution, corrected for ties and for continuity; NaN if a
 * sample is empty. O(levels), and O(8 n) for an exact p.
 */
nsc_status nsc_rank_sum_of_levels(const uint32_t *first, const uint32_t *second, size_t level_count, nsc_rank_sum *test,
                                  nsc_error *error);

/* Of two samples of values. O(n log n). */
nsc_status nsc_rank_sum_test(const double *first, size_t first_count, const double *second, size_t second_count,
                             nsc_rank_sum *test, nsc_error *error);

/* `larger` with its 95 % interval, as a score interval with the variance of Hanley, McNeil (Newcombe 2006, method 5);
 * not degenerate at 0 and 1. */
nsc_estimate nsc_larger_chance(double larger, size_t first_count, size_t second_count);

/* Replaces p values by those corrected for how many there are (Holm 1979); NaN stays and is not counted. */
nsc_status nsc_holm(double *p, size_t count, nsc_error *error);

/* Whether several treatments differ in the same blocks (Friedman 1937), corrected for ties. */
typedef struct nsc_friedman {
    double statistic; /* chi-square of treatments − 1 degrees of freedom; NaN if all values of each block tie */
    double p;
} nsc_friedman;

/*
 * values[treatment · block_count + block]; mean_ranks[treatment]: mean over blocks of its rank from 1, the lowest
 * value, ties sharing the mean of their ranks.
 */
nsc_status nsc_friedman_test(const double *values, size_t treatment_count, size_t block_count, double *mean_ranks,
                             nsc_friedman *test, nsc_error *error);

/* The smallest difference of mean ranks that is significant at 5 % among all pairs (Nemenyi 1963; Demsar 2006). */
double nsc_critical_difference(size_t treatment_count, size_t block_count);

#endif
