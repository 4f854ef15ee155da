/* Points in bins of fitness, the worst first. */
#include "analysis/neighbours/fitness_bins.h"

#include "analysis/estimators/ranking.h"

/* Cuts the sorted points into at most `bins` bins. */
static void cut(nsc_fitness_bins *fitness_bins, const nsc_order *order, const double *values, size_t bins) {
    size_t place = 0;
    fitness_bins->bin_count = 0;
    for (size_t bin = 0; bin < bins && place < fitness_bins->count; bin++) {
        const size_t end = (size_t)((double)fitness_bins->count * (double)(bin + 1) / (double)bins);
        if (end <= place)
            continue;
        place = end;
        while (place < fitness_bins->count &&
               nsc_equally_fit(order, values[fitness_bins->points[place]], values[fitness_bins->points[end - 1]]))
            place++;
        fitness_bins->starts[++fitness_bins->bin_count] = place;
    }
}

nsc_status nsc_fitness_bins_find(nsc_fitness_bins *fitness_bins, const nsc_landscape *landscape,
                                 const nsc_neighbourhood *neighbourhood, size_t bins, nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    double *values = NULL;
    uint32_t *points = NULL;
    size_t *order = NULL;
    nsc_status status = NSC_OK;
    *fitness_bins = (nsc_fitness_bins){0};
    NSC_TRY(nsc_allocate(&fitness_bins->points, neighbourhood->points, sizeof *fitness_bins->points, error));
    NSC_TRY(nsc_allocate(&fitness_bins->starts, bins + 1, sizeof *fitness_bins->starts, error));
    NSC_TRY(nsc_allocate(&points, neighbourhood->points, sizeof *points, error));
    NSC_TRY(nsc_allocate(&values, neighbourhood->points, sizeof *values, error));
    NSC_TRY(nsc_allocate(&order, neighbourhood->points, sizeof *order, error));
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (neighbourhood->evaluated[point] > 0) {
            points[fitness_bins->count] = point;
            values[fitness_bins->count++] = nsc_merit(&neighbourhood->order, fitness->values[point]);
        }
    NSC_TRY(nsc_ascending(values, fitness_bins->count, order, error));
    for (size_t place = 0; place < fitness_bins->count; place++)
        fitness_bins->points[place] = points[order[place]];
    cut(fitness_bins, &neighbourhood->order, fitness->values, bins);
out:
    free(points);
    free(values);
    free(order);
    if (status != NSC_OK)
        nsc_fitness_bins_release(fitness_bins);
    return status;
}

void nsc_fitness_bins_release(nsc_fitness_bins *fitness_bins) {
    free(fitness_bins->points);
    free(fitness_bins->starts);
    *fitness_bins = (nsc_fitness_bins){0};
}
