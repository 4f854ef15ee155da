/* Agreement of two fitnesses: the points that have both, the best among them, and their correlations. */
#include "analysis/estimators/agreement.h"

#include "analysis/estimators/correlation.h"
#include "analysis/estimators/ranking.h"

#include <math.h>

nsc_status nsc_paired_take(nsc_paired *pairs, const nsc_fitness *first, const nsc_fitness *second, nsc_error *error) {
    nsc_status status = NSC_OK;
    *pairs = (nsc_paired){.point_count = first->point_count};
    NSC_TRY(nsc_allocate(&pairs->points, first->known_count, sizeof *pairs->points, error));
    NSC_TRY(nsc_allocate(&pairs->x, first->known_count, sizeof *pairs->x, error));
    NSC_TRY(nsc_allocate(&pairs->y, first->known_count, sizeof *pairs->y, error));
    for (uint32_t point = 0; point < first->point_count; point++)
        if (nsc_fitness_known(first, point) && nsc_fitness_known(second, point)) {
            pairs->points[pairs->count] = point;
            pairs->x[pairs->count] = first->values[point];
            pairs->y[pairs->count++] = second->values[point];
        }
out:
    return status;
}

void nsc_paired_release(nsc_paired *pairs) {
    free(pairs->points);
    free(pairs->x);
    free(pairs->y);
    *pairs = (nsc_paired){0};
}

nsc_status nsc_paired_best(const nsc_paired *pairs, const nsc_order *order, const double *keys, double top_percent,
                           size_t *chosen, size_t *count, nsc_error *error) {
    const bool all = top_percent >= 100;
    double threshold = 0;
    size_t top_count;
    nsc_status status = NSC_OK;
    *count = 0;
    if (!all && pairs->count > 0)
        status = nsc_top_threshold(order, keys, pairs->count, top_percent, &threshold, &top_count, error);
    for (size_t pair = 0; status == NSC_OK && pair < pairs->count; pair++)
        if (all || nsc_at_least(order, keys[pair], threshold))
            chosen[(*count)++] = pair;
    return status;
}

nsc_status nsc_agreement_of(const nsc_paired *pairs, const nsc_order *order, const double *keys, double top_percent,
                            nsc_agreement *agreement, nsc_error *error) {
    const double coverage = (double)pairs->count / pairs->point_count;
    double *x = NULL, *y = NULL;
    size_t *chosen = NULL;
    nsc_status status = NSC_OK;
    *agreement = (nsc_agreement){0};
    NSC_TRY(nsc_allocate(&chosen, pairs->count, sizeof *chosen, error));
    NSC_TRY(nsc_allocate(&x, pairs->count, sizeof *x, error));
    NSC_TRY(nsc_allocate(&y, pairs->count, sizeof *y, error));
    NSC_TRY(nsc_paired_best(pairs, order, keys, top_percent, chosen, &agreement->count, error));
    for (size_t place = 0; place < agreement->count; place++) {
        x[place] = pairs->x[chosen[place]];
        y[place] = pairs->y[chosen[place]];
    }
    NSC_TRY(nsc_correlations(x, y, agreement->count, coverage, &agreement->pearson, &agreement->spearman, error));
    NSC_TRY(nsc_kendall(x, y, agreement->count, coverage, &agreement->kendall, error));
    if (isnan(agreement->pearson.value))
        agreement->reason = agreement->count == 0  ? "no point has both"
                            : agreement->count < 2 ? "only one point has both"
                                                   : "one of the two fitnesses is constant";
out:
    free(chosen);
    free(x);
    free(y);
    return status;
}

void nsc_agreement_values(const nsc_agreement *agreement, double top_percent, char among[NSC_AMONG_SIZE],
                          nsc_value values[NSC_AGREEMENT_COLUMNS]) {
    const nsc_estimate *const estimates[] = {&agreement->pearson, &agreement->spearman, &agreement->kendall};
    snprintf(among, NSC_AMONG_SIZE, "all");
    if (top_percent < 100)
        snprintf(among, NSC_AMONG_SIZE, "best %g %%", top_percent);
    *values++ = nsc_text(among);
    *values++ = nsc_integer((int64_t)agreement->count);
    for (size_t measure = 0; measure < NSC_COUNT_OF(estimates); measure++) {
        *values++ = nsc_real(estimates[measure]->value);
        *values++ = nsc_real(estimates[measure]->low);
        *values++ = nsc_real(estimates[measure]->high);
    }
}
