/* Agreement of two fitnesses: the points that have both, the best among them, and their correlations. */
#include "analysis/estimators/agreement.h"

#include <math.h>

nsc_status nsc_paired_take(nsc_paired *pairs, const double *sizes, const nsc_fitness *first, const nsc_fitness *second,
                           nsc_error *error) {
    const double *const columns[] = {first->values, second->values};
    const nsc_design_data data = {first->point_count, sizes, columns, 2, first->chosen, NULL};
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
    NSC_TRY(nsc_design_of(&pairs->design, &data, error));
    NSC_TRY(nsc_relative_weights(&pairs->design, pairs->points, pairs->count, &pairs->weights, error));
out:
    return status;
}

void nsc_paired_release(nsc_paired *pairs) {
    free(pairs->points);
    free(pairs->x);
    free(pairs->y);
    free(pairs->weights);
    nsc_design_release(&pairs->design);
    *pairs = (nsc_paired){0};
}

nsc_pair_sample nsc_paired_sample(const nsc_paired *pairs, const nsc_best_part *part) {
    return (nsc_pair_sample){&pairs->design, pairs->points, pairs->x, pairs->y, pairs->count, part};
}

/* Reason a value or an interval is missing, or NULL. */
static const char *reason_of(const nsc_agreement *agreement, const nsc_design *design) {
    if (isnan(agreement->pearson.value))
        return agreement->count == 0  ? "no point has both"
               : agreement->count < 2 ? "only one point has both"
                                      : "one of the two fitnesses is constant";
    if (nsc_design_complete(design))
        return NULL;
    if (agreement->count < NSC_LEAST_OF_PART)
        return "too few points for an interval";
    if (!isnan(agreement->pearson.low))
        return NULL;
    return nsc_design_lacks_sizes(design) ? NSC_REASON_LACKS_SIZES : "no interval: the points compared lie on a line";
}

nsc_status nsc_agreement_of(const nsc_paired *pairs, const nsc_order *order, const double *keys, double top_percent,
                            nsc_agreement *agreement, nsc_error *error) {
    nsc_best_part part = {0};
    nsc_status status = NSC_OK;
    *agreement = (nsc_agreement){0};
    NSC_TRY(nsc_best_part_take(&part, order, keys, pairs->weights, pairs->count, top_percent, error));
    const nsc_pair_sample sample = nsc_paired_sample(pairs, &part);
    agreement->count = part.count;
    NSC_TRY(nsc_correlations(&sample, &agreement->pearson, &agreement->spearman, error));
    NSC_TRY(nsc_kendall(&sample, &agreement->kendall, error));
    agreement->reason = reason_of(agreement, &pairs->design);
out:
    nsc_best_part_release(&part);
    return status;
}

nsc_status nsc_agreements_among_best(const double *sizes, const nsc_fitness *first, const nsc_fitness *second,
                                     const double *percents, size_t count, nsc_agreement *agreements,
                                     nsc_error *error) {
    const nsc_order order = nsc_order_of(second);
    nsc_paired pairs = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_paired_take(&pairs, sizes, first, second, error));
    for (size_t number = 0; number < count; number++)
        NSC_TRY(nsc_agreement_of(&pairs, &order, pairs.y, percents[number], &agreements[number], error));
out:
    nsc_paired_release(&pairs);
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
