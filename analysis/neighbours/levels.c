/* Points by level of fitness. */
#include "analysis/neighbours/levels.h"

#include "analysis/estimators/ranking.h"

/* Cuts the points, which are in order, into at most `bins` bins. */
static void cut(nsc_levels *levels, const double *values, size_t bins) {
    size_t place = 0;
    levels->bin_count = 0;
    for (size_t bin = 0; bin < bins && place < levels->count; bin++) {
        const size_t end = (size_t)((double)levels->count * (double)(bin + 1) / (double)bins);
        if (end <= place)
            continue;
        place = end;
        while (place < levels->count && values[levels->points[place]] == values[levels->points[place - 1]])
            place++;
        levels->starts[++levels->bin_count] = place;
    }
}

nsc_status nsc_levels_find(nsc_levels *levels, const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                           size_t bins, nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    double *values = NULL;
    uint32_t *points = NULL;
    size_t *order = NULL;
    nsc_status status = NSC_OK;
    *levels = (nsc_levels){0};
    NSC_TRY(nsc_allocate(&levels->points, neighbourhood->points, sizeof *levels->points, error));
    NSC_TRY(nsc_allocate(&levels->starts, bins + 1, sizeof *levels->starts, error));
    NSC_TRY(nsc_allocate(&points, neighbourhood->points, sizeof *points, error));
    NSC_TRY(nsc_allocate(&values, neighbourhood->points, sizeof *values, error));
    NSC_TRY(nsc_allocate(&order, neighbourhood->points, sizeof *order, error));
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (neighbourhood->known[point] > 0) {
            points[levels->count] = point;
            values[levels->count++] = fitness->values[point];
        }
    NSC_TRY(nsc_ascending(values, levels->count, order, error));
    for (size_t place = 0; place < levels->count; place++)
        levels->points[place] = points[order[place]];
    cut(levels, fitness->values, bins);
out:
    free(points);
    free(values);
    free(order);
    if (status != NSC_OK)
        nsc_levels_release(levels);
    return status;
}

void nsc_levels_release(nsc_levels *levels) {
    free(levels->points);
    free(levels->starts);
    *levels = (nsc_levels){0};
}
