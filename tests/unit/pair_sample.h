/* Pairs of values as the sample of a population of one size. */
#ifndef NSC_TEST_PAIR_SAMPLE_H
#define NSC_TEST_PAIR_SAMPLE_H

#include "testing.h"

#include "analysis/estimators/correlation.h"

typedef struct pair_sample {
    nsc_pair_sample sample;
    nsc_design design;
    uint32_t *points;
} pair_sample;

/* The first `count` of `population` points have the values; weights by sizes[population], or one size if NULL. */
static inline void open_pairs(pair_sample *pairs, const double *x, const double *y, size_t count, size_t population,
                              const double *sizes) {
    double *known = test_memory(population, sizeof *known), *none = test_memory(population, sizeof *none);
    const double *const columns[] = {known};
    for (size_t point = 0; point < population; point++)
        known[point] = point < count ? 1 : NAN;
    const nsc_design_data data = {(uint32_t)population, sizes != NULL ? sizes : none, columns, 1, NULL, NULL};
    assert_int_equal(nsc_design_of(&pairs->design, &data, NULL), NSC_OK);
    pairs->points = test_memory(count, sizeof *pairs->points);
    for (uint32_t point = 0; point < count; point++)
        pairs->points[point] = point;
    pairs->sample = (nsc_pair_sample){&pairs->design, pairs->points, x, y, count, NULL};
    free(known);
    free(none);
}

static inline void close_pairs(pair_sample *pairs) {
    nsc_design_release(&pairs->design);
    free(pairs->points);
}

/* Correlations of `count` pairs out of `population`. */
static inline void correlate_pairs(const double *x, const double *y, size_t count, size_t population,
                                   nsc_estimate *pearson, nsc_estimate *spearman) {
    pair_sample pairs;
    open_pairs(&pairs, x, y, count, population, NULL);
    assert_int_equal(nsc_correlations(&pairs.sample, pearson, spearman, NULL), NSC_OK);
    close_pairs(&pairs);
}

static inline nsc_estimate kendall_of_pairs(const double *x, const double *y, size_t count, size_t population) {
    nsc_estimate kendall;
    pair_sample pairs;
    open_pairs(&pairs, x, y, count, population, NULL);
    assert_int_equal(nsc_kendall(&pairs.sample, &kendall, NULL), NSC_OK);
    close_pairs(&pairs);
    return kendall;
}

#endif
