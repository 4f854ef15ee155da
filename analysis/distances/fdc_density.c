/*
 * The distribution of fitness at each distance to the targets, as counts in bins by rank: of all evaluated points, and
 * of the local optima alone, whose fitness by distance tells whether a landscape has one big valley (Boese, Kahng,
 * Muddu 1994).
 */
#include "analysis/distances/fdc_internal.h"

#include "graph/graph.h"

#include <math.h>

#define BIN_COLUMN_LIST                                                                                                \
    {"distance", "distance to the nearest target"},                                                                    \
        {"fitness_low", "lower end of the bin of fitness; bins have about equal numbers of points over all distances " \
                        "and equal values share one; the best is cut in two again and again"},                         \
    {                                                                                                                  \
        "fitness_high", "upper end, in the middle between the values on both sides"                                    \
    }

const nsc_column nsc_fdc_density_columns[NSC_FDC_DENSITY_COLUMNS] = {
    BIN_COLUMN_LIST,
    {"count", "evaluated points at that distance in the bin; bins without any have no row"},
    {"share", "count / all evaluated points at that distance"},
    {"share_of_bin", "count / all evaluated points in the bin"},
};
const nsc_column nsc_fdc_optima_columns[NSC_FDC_DENSITY_COLUMNS] = {
    BIN_COLUMN_LIST,
    {"count", "local optima at that distance in the bin: evaluated points with an evaluated neighbour, none of which "
              "is better"},
    {"share", "count / all local optima at that distance"},
    {"share_of_bin", "count / all local optima in the bin"},
};

static nsc_status add_cells(const nsc_fitness *fitness, const nsc_rank_bins *bins, unsigned distance,
                            const size_t *counts, nsc_table *table, nsc_error *error) {
    size_t all = 0;
    nsc_status status = NSC_OK;
    for (size_t bin = 0; bin < bins->bin_count; bin++)
        all += counts[bin];
    for (size_t bin = 0; status == NSC_OK && bin < bins->bin_count; bin++) {
        const size_t in_bin = bins->starts[bin + 1] - bins->starts[bin];
        const nsc_rank_bin_ends ends = nsc_rank_bin_ends_of(bins, fitness->values, bin);
        const nsc_value row[NSC_FDC_DENSITY_COLUMNS] = {nsc_integer(distance),
                                                        nsc_real(ends.low),
                                                        nsc_real(ends.high),
                                                        nsc_integer((int64_t)counts[bin]),
                                                        nsc_real((double)counts[bin] / (double)all),
                                                        nsc_real((double)counts[bin] / (double)in_bin)};
        if (counts[bin] > 0)
            status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

nsc_status nsc_fdc_add_density(const nsc_fitness *fitness, const uint8_t *distances, const nsc_rank_bins *bins,
                               nsc_table *table, nsc_error *error) {
    size_t *counts = NULL; /* [distance × bin_count + bin] */
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&counts, (size_t)NSC_UNREACHED * bins->bin_count, sizeof *counts, error));
    for (size_t bin = 0; bin < bins->bin_count; bin++)
        for (size_t place = bins->starts[bin]; place < bins->starts[bin + 1]; place++)
            counts[distances[bins->points[place]] * bins->bin_count + bin]++;
    for (unsigned distance = 0; distance < NSC_UNREACHED; distance++)
        NSC_TRY(add_cells(fitness, bins, distance, counts + distance * bins->bin_count, table, error));
out:
    free(counts);
    return status;
}

/* ---- local optima ---- */

/* Ends at the first better neighbour, which most points have early in their row. */
static bool is_optimum(const nsc_row *row, const double *values, const nsc_order *order, double own) {
    bool compared = false;
    for (uint32_t place = 0; place < row->count; place++) {
        const double other = values[row->points[place]];
        if (nsc_better(order, other, own))
            return false;
        compared = compared || !isnan(other);
    }
    return compared;
}

nsc_status nsc_fdc_add_optima(const nsc_landscape *landscape, const uint8_t *distances, nsc_table *table,
                              nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    const nsc_order order = nsc_order_of(fitness);
    bool *optima = NULL;
    nsc_rows rows = {0};
    nsc_rank_bins bins = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, landscape->graph, error));
    NSC_TRY(nsc_allocate(&optima, fitness->point_count, sizeof *optima, error));
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        if (distances[point] == NSC_UNREACHED || !nsc_fitness_known(fitness, point))
            continue;
        const nsc_row row = nsc_rows_at(&rows, point);
        optima[point] = is_optimum(&row, fitness->values, &order, fitness->values[point]);
    }
    NSC_TRY(nsc_rank_bins_find(&bins, fitness->values, optima, fitness->point_count, &order, NSC_DENSITY_BINS, error));
    nsc_rank_bins_split_best(&bins, fitness->values, &order);
    NSC_TRY(nsc_fdc_add_density(fitness, distances, &bins, table, error));
out:
    nsc_rows_close(&rows);
    nsc_rank_bins_release(&bins);
    free(optima);
    return status;
}
