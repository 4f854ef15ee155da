/* Points in bins by rank, the worst first. */
#include "analysis/estimators/rank_bins.h"

#include "analysis/estimators/ranking.h"

#include <math.h>

enum { MOST_SPLITS = 32 }; /* of at most 2^32 points */

/* The first place from `place` on whose value is better than that of the place before. */
static size_t end_of_ties(const nsc_rank_bins *bins, const nsc_order *order, const double *values, size_t place) {
    const double last = values[bins->points[place - 1]];
    while (place < bins->count && nsc_equally_fit(order, values[bins->points[place]], last))
        place++;
    return place;
}

/* Cuts the sorted points into at most `wanted` bins. */
static void cut(nsc_rank_bins *bins, const nsc_order *order, const double *values, size_t wanted) {
    size_t place = 0;
    bins->bin_count = 0;
    for (size_t bin = 0; bin < wanted && place < bins->count; bin++) {
        const size_t end = (size_t)((double)bins->count * (double)(bin + 1) / (double)wanted);
        if (end <= place)
            continue;
        place = end_of_ties(bins, order, values, end);
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
    NSC_TRY(nsc_allocate(&bins->starts, wanted + 1 + MOST_SPLITS, sizeof *bins->starts, error));
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

void nsc_rank_bins_split_best(nsc_rank_bins *bins, const double *values, const nsc_order *order) {
    for (size_t split = 0; bins->bin_count > 0 && split < MOST_SPLITS; split++) {
        const size_t first = bins->starts[bins->bin_count - 1];
        const size_t middle = first + (bins->count - first) / 2;
        const size_t border = middle > first ? end_of_ties(bins, order, values, middle) : bins->count;
        if (border == bins->count)
            return;
        bins->starts[bins->bin_count++] = border;
        bins->starts[bins->bin_count] = bins->count;
    }
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

nsc_status nsc_rank_bins_cross(const nsc_rank_bins *x, const nsc_rank_bins *y, uint32_t point_count, size_t **counts,
                               nsc_error *error) {
    uint16_t *y_bins = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rank_bins_by_point(y, point_count, &y_bins, error));
    NSC_TRY(nsc_allocate(counts, x->bin_count * y->bin_count, sizeof **counts, error));
    for (size_t bin = 0; bin < x->bin_count; bin++)
        for (size_t place = x->starts[bin]; place < x->starts[bin + 1]; place++)
            if (y_bins[x->points[place]] != NSC_NO_BIN)
                (*counts)[bin * y->bin_count + y_bins[x->points[place]]]++;
out:
    free(y_bins);
    return status;
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
