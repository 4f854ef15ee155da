/* How each claim on runs and budgets is checked. */
#include "reports/claims_internal.h"

#include "analysis/estimators/correlation.h"
#include "analysis/estimators/statistics.h"

#include <math.h>

/* ---- how many runs there are ---- */

/* Adds the single runs at a budget with a test accuracy to *`count`. */
static nsc_status count_runs(const nsc_measurements *measurements, size_t budget, uint64_t *count, nsc_error *error) {
    const uint32_t point_count = nsc_measurements_space(measurements)->point_count;
    nsc_run_values runs = {0};
    const nsc_status status = nsc_measurements_runs(measurements, budget, NSC_METRIC_TEST, &runs, error);
    for (size_t value = 0; status == NSC_OK && value < runs.first[point_count]; value++)
        *count += runs.values[value].run != NSC_RUN_MEAN;
    nsc_run_values_release(&runs);
    return status;
}

/* Runs of all cells and budgets with a test accuracy; where only means were read, a mean is none. */
nsc_status nsc_check_runs(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding, nsc_error *error) {
    const nsc_measurements *measurements = context->run->measurements;
    const nsc_fitness *fitness;
    uint64_t runs = 0;
    nsc_status status = NSC_OK;
    if (measurements == NULL) {
        finding->coverage = 0;
        nsc_finding_note(finding, "needs measurements");
        return NSC_OK;
    }
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &fitness, error));
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++)
        NSC_TRY(count_runs(measurements, budget, &runs, error));
    if (runs > 0) {
        nsc_finding_exact(finding, (double)runs);
        finding->at_least = fitness == NULL || fitness->known_count < fitness->point_count;
    } else
        nsc_finding_note(finding, "needs single runs: the data has means only");
out:
    return status;
}

/* ---- budgets ---- */

/* Spearman's correlation of two budgets among the points that the longer one puts in the top `percent` per cent. */
static nsc_status correlate_top(double percent, const nsc_sample *sample, const nsc_fitness *longer,
                                const nsc_fitness *shorter, nsc_estimate *estimate, nsc_error *error) {
    const nsc_order order = nsc_order_of(longer);
    double *x = NULL, *y = NULL, *weights = NULL;
    nsc_best_part part = {0};
    nsc_estimate pearson;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&x, sample->count, sizeof *x, error));
    NSC_TRY(nsc_allocate(&y, sample->count, sizeof *y, error));
    for (size_t place = 0; place < sample->count; place++) {
        x[place] = longer->values[sample->points[place]];
        y[place] = shorter->values[sample->points[place]];
    }
    NSC_TRY(nsc_relative_weights(&sample->design, sample->points, sample->count, &weights, error));
    NSC_TRY(nsc_best_part_take(&part, &order, x, weights, sample->count, percent, error));
    const nsc_pair_sample pairs = {&sample->design, sample->points, x, y, sample->count, &part};
    NSC_TRY(nsc_correlations(&pairs, &pearson, estimate, error));
out:
    free(x);
    free(y);
    free(weights);
    nsc_best_part_release(&part);
    return status;
}

nsc_status nsc_check_top_rank_correlation(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                          nsc_error *error) {
    const nsc_fitness *longer, *shorter;
    nsc_estimate estimate;
    nsc_sample sample = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_own_fitness(context, claim, finding, &longer, error));
    if (longer == NULL)
        goto out;
    const char *rule = longer->rule.metric == NSC_METRIC_VALID ? claim->subject : claim->object;
    NSC_TRY(nsc_claim_fitness(context, rule, finding, &shorter, error));
    if (shorter == NULL) {
        finding->coverage = 0;
        nsc_finding_note(finding, "needs %s, which is not in the data", claim->subject);
        goto out;
    }
    const double *columns[] = {longer->values, shorter->values};
    NSC_TRY(nsc_claim_sample(context, columns, 2, longer->chosen, finding, &sample, error));
    NSC_TRY(correlate_top(claim->threshold, &sample, longer, shorter, &estimate, error));
    nsc_finding_take(finding, estimate);
out:
    nsc_sample_release(&sample);
    return status;
}

/* ---- runs ---- */

/* The mean over cells of the standard deviation between runs: √n times the standard error of the mean of n. */
static nsc_status mean_noise(nsc_claim_context *context, const nsc_fitness *fitness, nsc_finding *finding,
                             nsc_estimate *noise, nsc_error *error) {
    nsc_sample sample = {0};
    double *deviations = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&deviations, fitness->point_count, sizeof *deviations, error));
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        const unsigned runs = fitness->run_counts != NULL ? fitness->run_counts[point] : NSC_RUNS;
        deviations[point] = fitness->standard_errors[point] * sqrt((double)runs);
    }
    NSC_TRY(nsc_claim_sample(context, (const double *const *)&deviations, 1, fitness->chosen, finding, &sample, error));
    *noise = nsc_sample_mean(&sample, deviations, NULL);
out:
    nsc_sample_release(&sample);
    free(deviations);
    return status;
}

/* The difference of two independent estimates. */
static nsc_estimate difference_of(nsc_estimate first, nsc_estimate second) {
    const double value = first.value - second.value;
    const double half = hypot(first.high - first.value, second.high - second.value);
    return (nsc_estimate){value, value - half, value + half};
}

nsc_status nsc_check_noise_fall(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                nsc_error *error) {
    static const char *const rules[] = {"test@4", "test@12", "test@36", "test@108"};
    nsc_estimate before = {0}, noise = {0};
    size_t held = 0;
    double coverage = 1;
    nsc_status status = NSC_OK;
    (void)claim;
    for (size_t budget = 0; budget < NSC_COUNT_OF(rules); budget++) {
        const nsc_report_fitness *asked;
        NSC_TRY(nsc_report_ask(context->run, rules[budget], &asked, error));
        if (asked->fitness == NULL || asked->fitness->standard_errors == NULL) {
            finding->published_conditions = false;
            nsc_finding_note(finding, "needs the runs of %s, which are not in the data", rules[budget]);
            continue;
        }
        nsc_finding_rests_on(finding, asked);
        NSC_TRY(mean_noise(context, asked->fitness, finding, &noise, error));
        coverage = fmin(coverage, finding->coverage);
        const nsc_estimate fall = difference_of(before, noise);
        if (++held > 1 && !(fall.value >= finding->value))
            nsc_finding_take(finding, fall);
        before = noise;
    }
    finding->coverage = held > 0 ? coverage : 0;
out:
    return status;
}
