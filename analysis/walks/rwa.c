/*
 * Random-walk autocorrelation (Weinberger 1990; Stadler 1996; Ying et al. 2019, section 3.3 and figure 6): how alike
 * the fitnesses at the two ends of a walk are, by its length. The walk goes from a point to each neighbour with the
 * same chance, or by the weights of edges, and starts from its stationary distribution; where the graph has several
 * components, it walks the largest.
 */
#include "analysis/registry_internal.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>

static const nsc_column lag_columns[] = {NSC_RWA_LAG_COLUMN_LIST, {"reason", "why there is no autocorrelation"}};
static const nsc_column stratum_columns[] = {NSC_RWA_STRATUM_COLUMN_LIST};

/* Walks over a partial fitness vary beside what is hidden, so that the squares of both half-widths add up. */
static void widen_by_hiding(const nsc_rwa_curve *curve, nsc_rwa_curve *sampled) {
    for (unsigned lag = 0; lag <= curve->lags; lag++) {
        const double value = sampled->autocorrelation[lag], hidden = curve->autocorrelation[lag];
        if (isnan(sampled->low[lag]))
            continue; /* a single walk, or one shorter than the lag */
        sampled->low[lag] = fmax(value - hypot(value - sampled->low[lag], hidden - curve->low[lag]), -1);
        sampled->high[lag] = fmin(value + hypot(sampled->high[lag] - value, curve->high[lag] - hidden), 1);
    }
}

static nsc_status add_rows(const nsc_rwa_result *result, nsc_table **tables, nsc_error *error) {
    nsc_value row[NSC_RWA_LAG_COLUMNS + 1], summary[NSC_RWA_SUMMARY_ROWS][NSC_SUMMARY_COLUMN_COUNT];
    nsc_status status = NSC_OK;
    for (unsigned lag = 0; lag <= result->curve->lags; lag++) {
        nsc_rwa_lag_values(result, lag, row);
        row[NSC_RWA_LAG_COLUMNS] = nsc_text(
            isfinite(result->curve->autocorrelation[lag]) ? NULL : "no two known points are so many steps apart");
        NSC_TRY(nsc_table_add(tables[0], row, NSC_COUNT_OF(row), error));
    }
    nsc_rwa_summary_values(result, summary);
    for (size_t number = 0; number < NSC_RWA_SUMMARY_ROWS; number++)
        NSC_TRY(nsc_table_add(tables[1], summary[number], NSC_COUNT_OF(summary[number]), error));
    for (size_t number = 0; number < result->ground->stratum_count; number++) {
        nsc_value stratum[NSC_RWA_STRATUM_COLUMNS];
        nsc_rwa_stratum_values(&result->ground->strata[number], stratum);
        NSC_TRY(nsc_table_add(tables[2], stratum, NSC_COUNT_OF(stratum), error));
    }
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_rwa_ground ground = {0};
    nsc_rwa_curve curve = {0}, sampled = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rwa_ground_prepare(&ground, landscape, options->control, error));
    NSC_TRY(nsc_rwa_ground_require(&ground, error));
    NSC_TRY(nsc_rwa_curve_create(&curve, options->lags, error));
    NSC_TRY(nsc_rwa_curve_create(&sampled, options->lags, error));
    NSC_TRY(nsc_rwa_find(&ground, options->seed, &curve, options->control, error));
    const nsc_rwa_plan plan = nsc_rwa_graph_plan(&ground, options->walks, options->length, options->seed);
    NSC_TRY(nsc_rwa_walks(&ground, &plan, &sampled, NULL, error));
    if (ground.known_count < ground.point_count)
        widen_by_hiding(&curve, &sampled);
    const nsc_rwa_result result = {.ground = &ground, .curve = &curve, .sampled = &sampled, .plan = &plan};
    NSC_TRY(add_rows(&result, tables, error));
out:
    nsc_rwa_ground_release(&ground);
    nsc_rwa_curve_release(&curve);
    nsc_rwa_curve_release(&sampled);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("lags", "one row a lag", lag_columns), NSC_SUMMARY_TABLE(nsc_rwa_statistics),
    NSC_TABLE("strata", "coverage by size, and what the walk makes of it", stratum_columns)};

const nsc_analysis nsc_analysis_rwa = {"rwa",
                                       "autocorrelation of fitness along random walks",
                                       "Weinberger 1990; Stadler 1996; Ying et al. 2019, section 3.3",
                                       NSC_READS(lags) | NSC_READS(walks) | NSC_READS(length) | NSC_READS(seed),
                                       0,
                                       tables,
                                       NSC_COUNT_OF(tables),
                                       run};
