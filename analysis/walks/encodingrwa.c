/*
 * Random-walk autocorrelation on encodings: a walk makes random single changes to an encoding, and the fitness is that
 * of the point that the encoding decodes to, as in Ying et al. 2019 (section 3.3). The paper does not say which
 * encodings are valid, nor how its walk treats an invalid change: both are options. A walk has returned when it is at
 * the same point, by whichever encoding.
 */
#include "analysis/registry_internal.h"
#include "analysis/walks/encodingrwa_internal.h"

#include <math.h>
#include <string.h>

#define RULE_COLUMNS                                                                                                   \
    {"validity", "whether the limit on edges applies after pruning (pruned) or before (raw)"}, {                       \
        "invalid_moves", "treatment of an invalid change: stay or redraw"                                              \
    }
enum { RULES = 2, LAG_COLUMNS = NSC_RWA_LAG_COLUMNS + 3 + RULES };

static const nsc_column lag_columns[LAG_COLUMNS] = {NSC_RWA_LAG_COLUMN_LIST,
                                                    {"exact", "1 if the autocorrelation is exact, else 0"},
                                                    {"encodings_walked", "encodings that the walk visits"},
                                                    RULE_COLUMNS,
                                                    {"reason", "reason the values are missing"}};
static const nsc_column summary_columns[] = {NSC_SUMMARY_COLUMN_LIST, RULE_COLUMNS};
static const nsc_column stratum_columns[] = {NSC_RWA_STRATUM_COLUMN_LIST, RULE_COLUMNS};

static void fill_rules(const nsc_encoding_domain *domain, nsc_value values[RULES]) {
    values[0] = nsc_text(nsc_validity_name(domain->validity));
    values[1] = nsc_text(nsc_invalid_moves_name(domain->invalid));
}

static const char *reason_of_lag(const nsc_rwa_result *result, unsigned lag) {
    if (isfinite(result->curve->autocorrelation[lag]))
        return NULL;
    return lag < result->plan->length ? "no two visits at this lag have different fitnesses"
                                      : "the walks are no longer than the lag";
}

static nsc_status add_lags(const nsc_encoding_domain *domain, const nsc_rwa_result *result, unsigned exact_lags,
                           nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (unsigned lag = 0; status == NSC_OK && lag <= result->curve->lags; lag++) {
        nsc_value row[LAG_COLUMNS], *own = row + NSC_RWA_LAG_COLUMNS;
        nsc_rwa_lag_values(result, lag, row);
        own[0] = nsc_integer(lag < exact_lags);
        own[1] = nsc_integer((int64_t)domain->matrix_count * domain->encodings->labelling_count);
        fill_rules(domain, own + 2);
        own[2 + RULES] = nsc_text(reason_of_lag(result, lag));
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

static nsc_status add_summary(const nsc_encoding_domain *domain, const nsc_rwa_result *result, nsc_table *table,
                              nsc_error *error) {
    nsc_value values[NSC_RWA_SUMMARY_ROWS][NSC_SUMMARY_COLUMN_COUNT];
    nsc_status status = NSC_OK;
    nsc_rwa_summary_values(result, values);
    for (size_t number = 0; status == NSC_OK && number < NSC_RWA_SUMMARY_ROWS; number++) {
        nsc_value row[NSC_SUMMARY_COLUMN_COUNT + RULES];
        memcpy(row, values[number], sizeof values[number]);
        fill_rules(domain, row + NSC_SUMMARY_COLUMN_COUNT);
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

static nsc_status add_strata(const nsc_encoding_domain *domain, nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t size = 0; status == NSC_OK && size < NSC_SIZES; size++) {
        nsc_value row[NSC_RWA_STRATUM_COLUMNS + RULES];
        if (domain->points.by_size[size].counts.points == 0)
            continue;
        nsc_rwa_stratum_values(&domain->points, size, row);
        fill_rules(domain, row + NSC_RWA_STRATUM_COLUMNS);
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_encoding_domain domain = {0};
    nsc_rwa_curve curve = {0}, sampled = {0};
    unsigned exact_lags = 0; /* their number, including lag 0 */
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_encoding_domain_prepare(&domain, landscape, options, error));
    NSC_TRY(nsc_walk_domain_require(&domain.points, error));
    NSC_TRY(nsc_rwa_curve_create(&curve, options->lags, error));
    NSC_TRY(nsc_rwa_curve_create(&sampled, options->lags, error));
    const nsc_rwa_plan plan = nsc_encoding_plan(&domain, options->walks, options->length, options->seed);
    NSC_TRY(nsc_rwa_walks(&domain.points, &plan, &sampled, &curve, error));
    if (domain.points.known_count == domain.points.point_count && options->exact_lags > 0) {
        const unsigned lags = options->exact_lags < options->lags ? options->exact_lags : options->lags;
        NSC_TRY(nsc_encoding_exact(&domain, lags, &curve, options->control, error));
        exact_lags = lags + 1;
    }
    const nsc_rwa_result result = {.domain = &domain.points, .curve = &curve, .sampled = &sampled, .plan = &plan};
    NSC_TRY(add_lags(&domain, &result, exact_lags, tables[0], error));
    NSC_TRY(add_summary(&domain, &result, tables[1], error));
    NSC_TRY(add_strata(&domain, tables[2], error));
out:
    nsc_encoding_domain_release(&domain);
    nsc_rwa_curve_release(&curve);
    nsc_rwa_curve_release(&sampled);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("lags", "one row for each lag", lag_columns),
    NSC_TABLE_OF(nsc_rwa_statistics, "summary", "correlation length, first lag within noise", summary_columns),
    NSC_TABLE("strata", "coverage and stationary share by cell size", stratum_columns)};

const nsc_analysis nsc_analysis_encodingrwa = {
    "encodingrwa",
    "autocorrelation of fitness along random walks over encodings",
    "Ying et al. 2019, section 3.3; Weinberger 1990; Stadler 1996",
    "ρ(k) = corr(f(e₀), f(eₖ)) along a stationary walk over valid encodings, each step one of all single changes (a "
    "bit of the matrix flipped, an operation replaced) with equal probability; f(e) is that of the cell that e decodes "
    "to; noise: |ρ(k)| ≤ 1.96/√T",
    NSC_READS(lags) | NSC_READS(walks) | NSC_READS(length) | NSC_READS(seed) | NSC_READS(validity) |
        NSC_READS(invalid) | NSC_READS(exact_lags),
    NSC_NEEDS_NO_RELATION | NSC_NEEDS_ENCODINGS | NSC_SHARES_UNITS,
    tables,
    NSC_COUNT_OF(tables),
    run};
