/*
 * The fitness cloud itself: pairs of neighbours by the fitness of both, in bins by rank. On a landscape without
 * locality all pairs of bins are as frequent as their sizes say; with locality the diagonal is more frequent.
 */
#include "analysis/neighbours/cloud_internal.h"

const nsc_column nsc_cloud_density_columns[NSC_CLOUD_DENSITY_COLUMNS] = {
    {"fitness_low", "lower end of the bin of a point's fitness; bins have about equal numbers of points, equal values "
                    "share one, and the best is cut in two again and again"},
    {"fitness_high", "upper end, in the middle between the values on both sides"},
    {"neighbour_low", "lower end of the bin of its neighbour's fitness, one of the same bins"},
    {"neighbour_high", "upper end"},
    {"pairs", "pairs of a point in the one bin and a neighbour in the other; a pair of neighbours counts once from "
              "each of the two; pairs of bins without any have no row"},
    {"share", "pairs / all pairs of a point in the one bin and an evaluated neighbour"},
    {"ratio", "share / share of the second bin among the neighbours of all points, 0 or more; 1: as without locality"},
};

/* pairs[own bin × bin_count + neighbour's bin], and their sums over the neighbour's bin. */
static nsc_status count_pairs(const nsc_landscape *landscape, const nsc_rank_bins *bins, uint64_t *pairs,
                              uint64_t *sums, nsc_error *error) {
    uint16_t *bin_of = NULL;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, landscape->graph, error));
    NSC_TRY(nsc_rank_bins_by_point(bins, landscape->graph->point_count, &bin_of, error));
    for (uint32_t point = 0; point < landscape->graph->point_count; point++) {
        const size_t own = bin_of[point];
        if (own == NSC_NO_BIN)
            continue;
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const size_t other = bin_of[row.points[place]];
            if (other == NSC_NO_BIN)
                continue;
            pairs[own * bins->bin_count + other]++;
            sums[own]++;
        }
    }
out:
    nsc_rows_close(&rows);
    free(bin_of);
    return status;
}

nsc_status nsc_cloud_add_density(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                                 nsc_table *table, nsc_error *error) {
    const double *values = landscape->fitness->values;
    const double all = 2 * (double)neighbourhood->pairs;
    nsc_rank_bins bins = {0};
    uint64_t *pairs = NULL, *sums = NULL; /* the graph is undirected: sums are those of both sides */
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_neighbourhood_bins(neighbourhood, landscape, NSC_DENSITY_BINS, &bins, error));
    nsc_rank_bins_split_best(&bins, values, &neighbourhood->order);
    NSC_TRY(nsc_allocate(&pairs, bins.bin_count * bins.bin_count, sizeof *pairs, error));
    NSC_TRY(nsc_allocate(&sums, bins.bin_count, sizeof *sums, error));
    NSC_TRY(count_pairs(landscape, &bins, pairs, sums, error));
    for (size_t cell = 0; cell < bins.bin_count * bins.bin_count; cell++) {
        const size_t own = cell / bins.bin_count, other = cell % bins.bin_count;
        const nsc_rank_bin_ends ends = nsc_rank_bin_ends_of(&bins, values, own);
        const nsc_rank_bin_ends around = nsc_rank_bin_ends_of(&bins, values, other);
        const double share = (double)pairs[cell] / (double)sums[own];
        const nsc_value row[NSC_CLOUD_DENSITY_COLUMNS] = {nsc_real(ends.low),
                                                          nsc_real(ends.high),
                                                          nsc_real(around.low),
                                                          nsc_real(around.high),
                                                          nsc_integer((int64_t)pairs[cell]),
                                                          nsc_real(share),
                                                          nsc_real(share * all / (double)sums[other])};
        if (pairs[cell] > 0)
            NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    nsc_rank_bins_release(&bins);
    free(pairs);
    free(sums);
    return status;
}
