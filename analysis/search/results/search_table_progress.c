/* Table `progress`: where the incumbents of all runs stand on the landscape, over evaluations or time. */
#include "analysis/estimators/resamples.h"
#include "analysis/search/results/search_landscape.h"
#include "analysis/search/results/search_tables_internal.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

static const nsc_column columns[] = {
    NSC_GRID_COLUMN_LIST,
    {"runs", "runs with an incumbent"},
    {"median_rank", "median over the runs of the incumbent's rank by score, 1 for the best of all evaluated points"},
    {"hops_to_best", "mean of the fewest steps from the incumbent to a best point"},
    {"hops_low", "lower end of its 95 % interval over runs, Student's"},
    {"hops_high", "upper end"},
    {"better_neighbours", "mean share of the incumbent's neighbours whose score is better"},
    {"better_low", "lower end of its 95 % interval over runs, Student's"},
    {"better_high", "upper end"},
    {"at_optimum", "share of the runs whose incumbent is a local optimum"},
    {"at_best", "share of the runs whose incumbent is a best point"},
    NSC_COLUMN_NEIGHBOURS_BY,
};

/* Values over the runs at one place; scratch of one value a run. */
typedef struct place_values {
    double *ranks, *hops, *better;
    size_t runs, hop_count, better_count, at_optimum, at_best;
} place_values;

static void stand(place_values *standing, const nsc_search_landscape *landscape, uint32_t point) {
    const double better = nsc_search_better_share(landscape, point);
    standing->ranks[standing->runs++] = landscape->ranks[point];
    if (landscape->hops[point] != NSC_UNREACHED)
        standing->hops[standing->hop_count++] = landscape->hops[point];
    if (!isnan(better))
        standing->better[standing->better_count++] = better;
    standing->at_optimum += nsc_search_optimum(landscape, point) == point;
    standing->at_best += landscape->ranks[point] == 1;
}

static nsc_status add_place(nsc_search_rows *rows, const nsc_search_result *result, nsc_search_axis axis, double place,
                            const nsc_search_landscape *landscape, place_values *standing, nsc_error *error) {
    const nsc_estimate hops = nsc_mean_of_runs(standing->hops, standing->hop_count);
    const nsc_estimate better = nsc_mean_of_runs(standing->better, standing->better_count);
    const double runs = (double)standing->runs;
    if (standing->runs == 0)
        return NSC_OK;
    gsl_sort(standing->ranks, 1, standing->runs);
    return nsc_search_rows_add(rows, result,
                               NSC_ROW(NSC_GRID_VALUES(axis, place), nsc_integer((int64_t)standing->runs),
                                       nsc_real(gsl_stats_median_from_sorted_data(standing->ranks, 1, standing->runs)),
                                       NSC_ESTIMATE_VALUES(hops), NSC_ESTIMATE_VALUES(better),
                                       nsc_real((double)standing->at_optimum / runs),
                                       nsc_real((double)standing->at_best / runs), nsc_search_neighbours_by(landscape)),
                               error);
}

static nsc_status add_result(nsc_search_rows *rows, const nsc_search_result *result, const nsc_regret_curves *curves,
                             const nsc_search_grid *grid, const nsc_search_landscape *landscape, nsc_error *error) {
    place_values standing = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&standing.ranks, curves->run_count, sizeof *standing.ranks, error));
    NSC_TRY(nsc_allocate(&standing.hops, curves->run_count, sizeof *standing.hops, error));
    NSC_TRY(nsc_allocate(&standing.better, curves->run_count, sizeof *standing.better, error));
    for (size_t place = 0; place < grid->count; place++) {
        standing.runs = standing.hop_count = standing.better_count = standing.at_optimum = standing.at_best = 0;
        for (size_t run = 0; run < curves->run_count; run++) {
            const nsc_regret_step *step = nsc_regret_step_at(&curves->runs[run], grid->axis, grid->places[place]);
            if (step != NULL && step->point != UINT32_MAX)
                stand(&standing, landscape, step->point);
        }
        NSC_TRY(add_place(rows, result, grid->axis, grid->places[place], landscape, &standing, error));
    }
out:
    free(standing.ranks);
    free(standing.hops);
    free(standing.better);
    return status;
}

static nsc_status add_rows(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                           nsc_search_rows *rows, nsc_error *error) {
    nsc_search_landscape landscape;
    nsc_gridded_curves all = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_landscape_make(&landscape, results[0].experiment, options->control, error));
    NSC_TRY(nsc_gridded_curves_read(&all, results, count, options, error));
    for (size_t number = 0; number < count; number++)
        NSC_TRY(add_result(rows, &results[number], &all.curves[number], &all.grid, &landscape, error));
out:
    nsc_search_landscape_release(&landscape);
    nsc_gridded_curves_release(&all);
    return status;
}

const nsc_search_table nsc_search_table_progress = {
    .name = "progress",
    .meaning = "rank, distance to the best and ways up of the incumbents over evaluations or time, over all runs",
    .columns = columns,
    .column_count = NSC_COUNT_OF(columns),
    .needs = NSC_TABLE_READS_LANDSCAPE,
    .reads = NSC_TABLE_READS(over) | NSC_TABLE_READS(grid),
    .rows = add_rows,
};
