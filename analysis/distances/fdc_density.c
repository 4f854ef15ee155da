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
        {"fitness_low",                                                                                                \
         "lower end of the bin of fitness; bins have about equal numbers of points over all distances, "               \
         "and equal values share one"},                                                                                \
    {                                                                                                                  \
        "fitness_high", "upper end: the middle between this bin's best value and the next one's worst"                 \
    }

const nsc_column nsc_fdc_density_columns[NSC_FDC_DENSITY_COLUMNS] = {
    BIN_COLUMN_LIST,
    {"count", "evaluated points at that distance in the bin; bins without any have no row"},
    {"share", "count / all evaluated points at that distance"},
};
const nsc_column nsc_fdc_optima_columns[NSC_FDC_DENSITY_COLUMNS] = {
    BIN_COLUMN_LIST,
    {"count", "local optima at that distance in the bin: evaluated points with an evaluated neighbour, none of which "
              "is better"},
    {"share", "count / all local optima at that distance"},
};

static nsc_status add_cell(unsigned distance, nsc_rank_bin_ends ends, size_t count, size_t all, nsc_table *table,
                           nsc_error *error) {
    const nsc_value row[NSC_FDC_DENSITY_COLUMNS] = {nsc_integer(distance), nsc_real(ends.low), nsc_real(ends.high),
                                                    nsc_integer((int64_t)count), nsc_real((double)count / (double)all)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

nsc_status nsc_fdc_add_density(const nsc_fitness *fitness, const uint8_t *distances, const nsc_rank_bins *bins,
                               nsc_table *table, nsc_error *error) {
    size_t *counts = NULL, all[NSC_UNREACHED] = {0}; /* counts: [distance × bin_count + bin] */
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&counts, (size_t)NSC_UNREACHED * bins->bin_count, sizeof *counts, error));
    for (size_t bin = 0; bin < bins->bin_count; bin++)
        for (size_t place = bins->starts[bin]; place < bins->starts[bin + 1]; place++) {
            const uint8_t distance = distances[bins->points[place]];
            counts[distance * bins->bin_count + bin]++;
            all[distance]++;
        }
    for (unsigned distance = 0; distance < NSC_UNREACHED; distance++)
        for (size_t bin = 0; bin < bins->bin_count; bin++) {
            const size_t count = counts[distance * bins->bin_count + bin];
            if (count > 0)
                NSC_TRY(add_cell(distance, nsc_rank_bin_ends_of(bins, fitness->values, bin), count, all[distance],
                                 table, error));
        }
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
    NSC_TRY(nsc_fdc_add_density(fitness, distances, &bins, table, error));
out:
    nsc_rows_close(&rows);
    nsc_rank_bins_release(&bins);
    free(optima);
    return status;
}
