/* Points in bins by rank, the worst first. */
#include "analysis/estimators/rank_bins.h"

#include "analysis/estimators/ranking.h"

#include <math.h>

/* Cuts the sorted points into at most `wanted` bins. */
static void cut(nsc_rank_bins *bins, const nsc_order *order, const double *values, size_t wanted) {
    size_t place = 0;
    bins->bin_count = 0;
    for (size_t bin = 0; bin < wanted && place < bins->count; bin++) {
        const size_t end = (size_t)((double)bins->count * (double)(bin + 1) / (double)wanted);
        if (end <= place)
            continue;
        place = end;
        while (place < bins->count &&
               nsc_equally_fit(order, values[bins->points[place]], values[bins->points[end - 1]]))
            place++;
        bins->starts[++bins->bin_count] = place;
    }
}

nsc_status nsc_rank_bins_find(nsc_rank_bins *bins, const double *values, const bool *chosen, uint32_t point_count,
                              const nsc_order *order, size_t wanted, nsc_error *error) {
    double *merits = NULL;
    uint32_t *points = NULL;
    size_t *ascending = NULL;
    nsc_status status = NSC_OK;
    *bins = (nsc_rank_bins){0};
    NSC_TRY(nsc_allocate(&bins->points, point_count, sizeof *bins->points, error));
    NSC_TRY(nsc_allocate(&bins->starts, wanted + 1, sizeof *bins->starts, error));
    NSC_TRY(nsc_allocate(&points, point_count, sizeof *points, error));
    NSC_TRY(nsc_allocate(&merits, point_count, sizeof *merits, error));
    NSC_TRY(nsc_allocate(&ascending, point_count, sizeof *ascending, error));
    for (uint32_t point = 0; point < point_count; point++)
        if (!isnan(values[point]) && (chosen == NULL || chosen[point])) {
            points[bins->count] = point;
            merits[bins->count++] = nsc_merit(order, values[point]);
        }
    NSC_TRY(nsc_ascending(merits, bins->count, ascending, error));
    for (size_t place = 0; place < bins->count; place++)
        bins->points[place] = points[ascending[place]];
    cut(bins, order, values, wanted);
out:
    free(points);
    free(merits);
    free(ascending);
    return status;
}

void nsc_rank_bins_release(nsc_rank_bins *bins) {
    free(bins->points);
    free(bins->starts);
    *bins = (nsc_rank_bins){0};
}

nsc_status nsc_rank_bins_by_point(const nsc_rank_bins *bins, uint32_t point_count, uint16_t **bin_of,
                                  nsc_error *error) {
    const nsc_status status = nsc_allocate(bin_of, point_count, sizeof **bin_of, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < point_count; point++)
        (*bin_of)[point] = NSC_NO_BIN;
    for (size_t bin = 0; bin < bins->bin_count; bin++)
        for (size_t place = bins->starts[bin]; place < bins->starts[bin + 1]; place++)
            (*bin_of)[bins->points[place]] = (uint16_t)bin;
    return NSC_OK;
}

/* The border before a place in the order. */
static double border(const nsc_rank_bins *bins, const double *values, size_t place) {
    const size_t last = bins->count - 1;
    const double before = values[bins->points[place > 0 ? place - 1 : 0]];
    const double after = values[bins->points[place < last ? place : last]];
    return before + (after - before) / 2;
}

nsc_rank_bin_ends nsc_rank_bin_ends_of(const nsc_rank_bins *bins, const double *values, size_t bin) {
    const double worse = border(bins, values, bins->starts[bin]), better = border(bins, values, bins->starts[bin + 1]);
    return (nsc_rank_bin_ends){fmin(worse, better), fmax(worse, better)};
}
