/* How each claim on locality is checked: walks on encodings, distances between them, how rare the best cells are. */
#include "reports/claims_internal.h"

#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"

#include <math.h>
#include <string.h>

/* ---- random walks ---- */

/* Beside every locality figure on the surrogate: how much smoother than the truth it is. */
static void note_smoothness(const nsc_claim_context *context, const nsc_fitness *fitness, nsc_finding *finding) {
    double measured, fitted;
    nsc_report_edge_correlations(fitness, context->run->request->relation, &measured, &fitted);
    if (isfinite(measured))
        nsc_finding_note(
            finding, "the surrogate is smoother than the truth: correlation across an edge %.3f measured, %.3f fitted",
            measured, fitted);
}

/* What a claim on locality rests on: the fitness of the report's locality analyses, and the cells that have it. */
static nsc_status rest_on_locality(nsc_claim_context *context, nsc_finding *finding, nsc_error *error) {
    const nsc_report_run *run = context->run;
    const nsc_fitness_rule *rule = &run->locality->rule;
    for (size_t number = 0; number < run->fitness_count; number++)
        if (run->fitnesses[number]->fitness == run->locality)
            nsc_finding_rests_on(finding, run->fitnesses[number]);
    const bool accuracy = rule->kind == NSC_FITNESS_METRIC && rule->epochs == NSC_NB101_EPOCHS &&
                          (rule->metric == NSC_METRIC_TEST || rule->metric == NSC_METRIC_VALID);
    if (!accuracy || rule->policy != NSC_POLICY_MEAN) {
        finding->published_conditions = finding->published_conditions && accuracy && rule->policy >= NSC_POLICY_RUN1;
        finding->other_conditions = true;
        nsc_finding_note(finding, "needs the mean accuracy after 108 epochs: %s is shown", rule->text);
    }
    note_smoothness(context, run->locality, finding);
    const double *values = run->locality->values;
    nsc_sample sample;
    nsc_status status = nsc_claim_sample(context, &values, 1, run->locality->chosen, finding, &sample, error);
    if (status == NSC_OK)
        nsc_sample_release(&sample);
    return status;
}

nsc_estimate nsc_walk_noise_root(const nsc_table *lags, double shortest, double longest) {
    const size_t rows = nsc_table_row_count(lags);
    nsc_estimate root = {NAN, INFINITY, INFINITY};
    for (size_t row = rows; row-- > 1;) {
        const double lag = nsc_report_number(lags, row, "lag");
        if (fabs(nsc_report_number(lags, row, "autocorrelation")) < nsc_noise_band(shortest))
            root.value = sqrt(lag);
        if (!(nsc_report_number(lags, row, "low") >= nsc_noise_band(shortest)))
            root.low = sqrt(lag);
    }
    for (size_t row = rows; row-- > 1 && nsc_report_number(lags, row, "high") < nsc_noise_band(longest);)
        root.high = sqrt(nsc_report_number(lags, row, "lag"));
    return root;
}

/* The walks on encodings by the claim's rule for edges; an invalid change is not made, and the step counts. */
static nsc_status find_walks(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                             const nsc_report_result **result, nsc_error *error) {
    const nsc_report_question question = {
        .analysis = "encodingrwa", .validity = nsc_validity_named(claim->subject), .fitness = context->run->locality};
    nsc_status status = rest_on_locality(context, finding, error);
    return status != NSC_OK ? status : nsc_report_analyse(context->run, &question, result, error);
}

nsc_status nsc_check_walk_start(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                nsc_error *error) {
    const nsc_report_result *result;
    nsc_status status = find_walks(context, claim, finding, &result, error);
    if (status != NSC_OK || result->tables[0] == NULL)
        return status;
    const nsc_table *lags = nsc_report_table(result, "lags");
    nsc_finding_take(finding, (nsc_estimate){nsc_report_number(lags, 1, "autocorrelation"),
                                             nsc_report_number(lags, 1, "low"), nsc_report_number(lags, 1, "high")});
    return NSC_OK;
}

/*
 * The walk's length T decides where noise begins. The interval runs from the lower end of the curve's own interval
 * under a short walk's band to its upper end under a long one's.
 */
nsc_status nsc_check_walk_noise(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                nsc_error *error) {
    const double shortest = 1e3, longest = 1e7;
    const nsc_report_result *result;
    nsc_status status = find_walks(context, claim, finding, &result, error);
    if (status != NSC_OK || result->tables[0] == NULL)
        return status;
    const nsc_table *lags = nsc_report_table(result, "lags");
    const nsc_table *summary = nsc_report_table(result, "summary");
    finding->value = nsc_report_number(summary, nsc_report_row(summary, "statistic", "square_root"), "value");
    const nsc_estimate root = nsc_walk_noise_root(lags, shortest, longest);
    finding->low = root.low;
    finding->high = root.high;
    const double largest = sqrt(context->run->request->options->lags);
    if (isnan(finding->value)) {
        finding->value = largest;
        nsc_finding_note(finding,
                         "above the noise level at all lags computed: shown is the square root of the largest");
    }
    if (isinf(finding->low))
        finding->low = largest;
    if (finding->low > claim->published + claim->half_unit)
        finding->effect = INFINITY; /* noise begins later for certain, however much later */
    return NSC_OK;
}

/* ---- distances between encodings ---- */

/* Encodings of sizes without measurements beyond this share leave the correlation open. */
static const double MOST_UNKNOWN = 0.01;

/*
 * The reading of the paper: over encodings, to the best cell. Where not every cell is measured, the best one is the
 * published one, which need not be measured itself. `row` is the number of rows where there is none.
 */
static nsc_status find_reading(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                               const nsc_table **readings, size_t *row, nsc_error *error) {
    const nsc_report_result *result;
    const nsc_fitness *fitness;
    nsc_status status = NSC_OK;
    *readings = NULL;
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
    if (fitness == NULL)
        goto out;
    note_smoothness(context, fitness, finding);
    const bool complete = fitness->known_count == fitness->point_count;
    const char *targets = complete || !context->published_best_known ? "best:1" : NSC_PUBLISHED_BEST;
    const char *measure = nsc_validity_named(claim->subject) == NSC_VALID_RAW ? "encoding-raw" : "encoding";
    const nsc_report_question question = {.analysis = "readings", .fitness = fitness};
    NSC_TRY(nsc_report_analyse(context->run, &question, &result, error));
    *readings = nsc_report_table(result, "readings");
    finding->distance = measure;
    for (*row = 0; *readings != NULL && *row < nsc_table_row_count(*readings); ++*row)
        if (nsc_report_is(*readings, *row, "counted", "encodings") &&
            nsc_report_is(*readings, *row, "measure", measure) &&
            nsc_report_is(*readings, *row, "fitness", fitness->rule.text) &&
            nsc_report_is(*readings, *row, "targets", targets))
            break;
    if (*readings == NULL || *row == nsc_table_row_count(*readings)) {
        *readings = NULL;
        goto out;
    }
    if (!complete && !context->published_best_known) {
        finding->published_conditions = false;
        nsc_finding_note(finding, "needs the best cell of all: distances are to the best evaluated one");
    }
    const double unknown = nsc_report_number(*readings, *row, "unknown_share");
    if (unknown > MOST_UNKNOWN) {
        finding->published_conditions = false;
        nsc_finding_note(finding,
                         "needs cells of every size: %.0f %% of the encodings are of sizes without evaluated cells",
                         100 * unknown);
    }
out:
    return status;
}

nsc_status nsc_check_distance_correlation(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                          nsc_error *error) {
    const nsc_table *readings;
    size_t row;
    nsc_status status = find_reading(context, claim, finding, &readings, &row, error);
    if (status == NSC_OK && readings != NULL)
        nsc_finding_take(finding, (nsc_estimate){nsc_report_number(readings, row, "pearson"),
                                                 nsc_report_number(readings, row, "pearson_low"),
                                                 nsc_report_number(readings, row, "pearson_high")});
    return status;
}

nsc_status nsc_check_slope_width(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                 nsc_error *error) {
    const nsc_table *readings;
    size_t row;
    nsc_status status = find_reading(context, claim, finding, &readings, &row, error);
    if (status == NSC_OK && readings != NULL) {
        const double width = nsc_report_number(readings, row, "width");
        nsc_finding_take(finding, finding->coverage < 1 ? nsc_estimate_alone(width) : nsc_estimate_exact(width));
    }
    return status;
}

/* ---- the best cells ---- */

/*
 * The cells within two standard errors of the best one, other than that; or, with a feature as the subject, the sum of
 * it over all of them (threshold 0), or how many encodings of the space there are for each of that sum (threshold 1).
 */
nsc_status nsc_check_near_best(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                               nsc_error *error) {
    const nsc_fitness *fitness;
    const double *volume = NULL;
    nsc_finding space = {0};
    double sum = 0;
    uint32_t cells = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
    if (fitness == NULL)
        goto out;
    if (fitness->known_count < fitness->point_count) {
        finding->published_conditions = false;
        nsc_finding_note(finding, "needs all cells");
    }
    const uint32_t best = nsc_best_point(fitness);
    if (fitness->standard_errors == NULL || isnan(fitness->standard_errors[best])) {
        nsc_finding_note(finding, "needs the single runs of the best cell, for its standard error");
        goto out;
    }
    if (claim->subject != NULL)
        NSC_TRY(nsc_claim_feature(context, claim->subject, &volume, error));
    const nsc_order near = nsc_order_within(fitness, 2 * fitness->standard_errors[best]);
    const double value = nsc_fitness_best(fitness);
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_equally_fit(&near, fitness->values[point], value)) {
            cells++;
            sum += volume != NULL ? volume[point] : 0;
        }
    NSC_TRY(nsc_check_space_encodings(context, claim, &space, error));
    nsc_finding_exact(finding, volume == NULL ? cells - 1 : claim->threshold == 0 ? sum : space.value / sum);
out:
    return status;
}

nsc_status nsc_check_volume(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                            nsc_error *error) {
    const nsc_report_result *result;
    const nsc_fitness *fitness;
    char statistic[64];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
    if (fitness == NULL)
        goto out;
    if (fitness->known_count < fitness->point_count) {
        finding->published_conditions = false;
        nsc_finding_note(finding, "needs all cells");
    }
    const nsc_report_question question = {.analysis = "peaks", .fitness = fitness};
    NSC_TRY(nsc_report_analyse(context->run, &question, &result, error));
    const nsc_table *summary = nsc_report_table(result, "summary");
    snprintf(statistic, sizeof statistic, "within_2se_share_of_volume_within_6_%s", claim->subject);
    if (summary != NULL)
        nsc_finding_exact(finding,
                          nsc_report_number(summary, nsc_report_row(summary, "statistic", statistic), "value"));
    if (isnan(finding->value))
        nsc_finding_note(finding, "needs the single runs of the best cell, for its standard error");
out:
    return status;
}
