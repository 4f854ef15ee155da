/* Algorithms against each other, by the regret that their runs end with. */
#include "analysis/estimators/rank_tests.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/resamples.h"
#include "analysis/estimators/statistics.h"
#include "analysis/search/results/search_tables_internal.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* ---- pairs ---- */

static const nsc_column pair_columns[] = {
    {"first", "one algorithm, with the settings given"},
    {"second", "another one"},
    {"better", "the one whose runs end with the lower regret more often than not; empty if both do alike"},
    {"first_mean", "mean final regret of the first"},
    {"second_mean", "mean final regret of the second"},
    {"difference", "mean of the first less that of the second"},
    {"difference_low", "lower end of its 95 % interval (Welch)"},
    {"difference_high", "upper end"},
    {"first_better", "chance that a run of the first ends with a lower regret than one of the second, half of ties "
                     "included (A of Vargha, Delaney 2000)"},
    {"first_better_low", "lower end of its 95 % interval (Newcombe 2006)"},
    {"first_better_high", "upper end"},
    {"effect", "by Vargha, Delaney: negligible, small (beyond 0.56), medium (0.64), large (0.71)"},
    {"statistic", "U of the first: pairs of runs in which its regret is higher, and half of those that tie"},
    {"p", "rank sum test of Mann, Whitney, two-sided, corrected for ties"},
    {"p_corrected", "p corrected for all pairs of the table (Holm)"},
    {"significant", "yes: p_corrected is below 0.05"},
    {"first_runs", "runs of the first"},
    {"second_runs", "runs of the second"},
};

static const char *effect_name(double chance) {
    const double distance = fabs(chance - 0.5);
    return distance > 0.21 ? "large" : distance > 0.14 ? "medium" : distance > 0.06 ? "small" : "negligible";
}

/* The difference of two means with Welch's interval. */
static nsc_estimate mean_difference(nsc_moments first, nsc_moments second) {
    const double a = first.standard_deviation * first.standard_deviation / (double)first.count;
    const double b = second.standard_deviation * second.standard_deviation / (double)second.count;
    const double difference = first.mean - second.mean;
    if (!isfinite(difference) || isnan(a + b))
        return nsc_estimate_alone(isfinite(difference) ? difference : (double)NAN);
    if (a + b == 0)
        return nsc_estimate_exact(difference);
    const double freedom = (a + b) * (a + b) / (a * a / (double)(first.count - 1) + b * b / (double)(second.count - 1));
    return nsc_estimate_around(difference, nsc_student_quantile(freedom) * sqrt(a + b));
}

static nsc_status add_pair(const nsc_final_regrets *first, const nsc_final_regrets *second, const nsc_rank_sum *test,
                           double corrected, nsc_search_rows *rows, nsc_error *error) {
    const nsc_moments one = nsc_moments_of(first->regrets, first->run_count);
    const nsc_moments other = nsc_moments_of(second->regrets, second->run_count);
    const nsc_estimate difference = mean_difference(one, other);
    const nsc_estimate higher = nsc_larger_chance(test->larger, first->run_count, second->run_count);
    const nsc_estimate lower = {1 - higher.value, 1 - higher.high, 1 - higher.low};
    const char *better = lower.value > 0.5 ? first->label : lower.value < 0.5 ? second->label : NULL;
    return nsc_search_rows_add(rows, NULL,
                               NSC_ROW(nsc_text(first->label), nsc_text(second->label), nsc_text(better),
                                       nsc_real(one.mean), nsc_real(other.mean), NSC_ESTIMATE_VALUES(difference),
                                       NSC_ESTIMATE_VALUES(lower), nsc_text(effect_name(lower.value)),
                                       nsc_real(test->statistic), nsc_real(test->p), nsc_real(corrected),
                                       nsc_text(corrected < 0.05 ? "yes" : "no"), nsc_unsigned(first->run_count),
                                       nsc_unsigned(second->run_count)),
                               error);
}

static nsc_status write_pairs(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                              nsc_search_rows *rows, nsc_error *error) {
    const size_t pairs = count * (count - 1) / 2;
    nsc_final_regrets *finals = NULL;
    nsc_rank_sum *tests = NULL;
    double *corrected = NULL;
    size_t pair = 0;
    nsc_status status = NSC_OK;
    (void)options;
    NSC_TRY(nsc_final_regrets_read(&finals, results, count, error));
    NSC_TRY(nsc_allocate(&tests, pairs, sizeof *tests, error));
    NSC_TRY(nsc_allocate(&corrected, pairs, sizeof *corrected, error));
    for (size_t first = 0; first < count; first++)
        for (size_t second = first + 1; second < count; second++, pair++) {
            NSC_TRY(nsc_rank_sum_test(finals[first].regrets, finals[first].run_count, finals[second].regrets,
                                      finals[second].run_count, &tests[pair], error));
            corrected[pair] = tests[pair].p;
        }
    NSC_TRY(nsc_holm(corrected, pairs, error));
    pair = 0;
    for (size_t first = 0; first < count; first++)
        for (size_t second = first + 1; second < count; second++, pair++)
            NSC_TRY(add_pair(&finals[first], &finals[second], &tests[pair], corrected[pair], rows, error));
out:
    nsc_final_regrets_release(finals, count);
    free(tests);
    free(corrected);
    return status;
}

const nsc_search_table nsc_search_table_pairs = {
    .name = "pairs",
    .meaning = "each pair of algorithms: difference of the final regrets, rank test, effect size",
    .columns = pair_columns,
    .column_count = NSC_COUNT_OF(pair_columns),
    .needs = NSC_TABLE_NEEDS_SEVERAL,
    .rows = write_pairs,
};

/* ---- ranks ---- */

static const nsc_column rank_columns[] = {
    {"algorithm", "algorithm with the settings given"},
    {"mean_rank", "mean over runs of the rank among the algorithms' runs of the same number; 1: lowest final regret, "
                  "ties share the mean of their ranks"},
    {"mean_rank_low", "lower end of its 95 % interval, by bootstrap"},
    {"mean_rank_high", "upper end"},
    {"critical_difference", "mean ranks that differ by more are different at 5 % over all pairs (Nemenyi)"},
    {"like_the_best", "yes: the mean rank is within the critical difference of the lowest one"},
    {"best_share", "share of the runs in which no algorithm ends with a lower regret; ties count for each"},
    {"friedman", "statistic of Friedman's test that all algorithms do alike; chi-square of algorithms less 1"},
    {"friedman_p", "its p"},
    {"algorithms", "number of algorithms"},
    {"runs", "runs of each that are compared"},
};

/* Ranks of all algorithms in all runs: values and mean_ranks by algorithm. */
typedef struct rank_view {
    size_t count, runs;
    double *values;     /* [algorithm · runs + run] */
    double *mean_ranks; /* [algorithm] */
    double *ranks;      /* [algorithm · runs + run] */
    double *resampled;  /* [resamples] */
    uint32_t *counts;   /* [runs] */
    nsc_friedman test;
} rank_view;

static void close_ranks(rank_view *view) {
    free(view->values);
    free(view->mean_ranks);
    free(view->ranks);
    free(view->resampled);
    free(view->counts);
}

static nsc_status open_ranks(rank_view *view, const nsc_final_regrets *finals, size_t count, size_t resamples,
                             nsc_error *error) {
    nsc_friedman unused;
    double *block = NULL, *ranks = NULL;
    nsc_status status = NSC_OK;
    *view = (rank_view){.count = count, .runs = finals[0].run_count};
    for (size_t algorithm = 0; algorithm < count; algorithm++)
        if (finals[algorithm].run_count < view->runs)
            view->runs = finals[algorithm].run_count;
    NSC_TRY(nsc_allocate(&view->values, count * view->runs, sizeof *view->values, error));
    NSC_TRY(nsc_allocate(&view->ranks, count * view->runs, sizeof *view->ranks, error));
    NSC_TRY(nsc_allocate(&view->mean_ranks, count, sizeof *view->mean_ranks, error));
    NSC_TRY(nsc_allocate(&view->resampled, resamples, sizeof *view->resampled, error));
    NSC_TRY(nsc_allocate(&view->counts, view->runs, sizeof *view->counts, error));
    NSC_TRY(nsc_allocate(&block, count, sizeof *block, error));
    NSC_TRY(nsc_allocate(&ranks, count, sizeof *ranks, error));
    for (size_t algorithm = 0; algorithm < count; algorithm++)
        for (size_t run = 0; run < view->runs; run++)
            view->values[algorithm * view->runs + run] = finals[algorithm].regrets[run];
    NSC_TRY(nsc_friedman_test(view->values, count, view->runs, view->mean_ranks, &view->test, error));
    for (size_t run = 0; run < view->runs; run++) { /* a block of one run has its ranks as mean ranks */
        for (size_t algorithm = 0; algorithm < count; algorithm++)
            block[algorithm] = view->values[algorithm * view->runs + run];
        NSC_TRY(nsc_friedman_test(block, count, 1, ranks, &unused, error));
        for (size_t algorithm = 0; algorithm < count; algorithm++)
            view->ranks[algorithm * view->runs + run] = ranks[algorithm];
    }
out:
    free(block);
    free(ranks);
    return status;
}

static nsc_estimate mean_rank_interval(rank_view *view, size_t algorithm, size_t resamples, gsl_rng *random,
                                       const nsc_experiment *experiment) {
    const double *ranks = view->ranks + algorithm * view->runs;
    for (size_t resample = 0; resample < resamples; resample++) {
        double sum = 0;
        nsc_search_resample_start(random, experiment, resample);
        nsc_resample(random, view->runs, view->counts);
        for (size_t run = 0; run < view->runs; run++)
            sum += view->counts[run] * ranks[run];
        view->resampled[resample] = sum / (double)view->runs;
    }
    return nsc_percentile_interval(view->mean_ranks[algorithm], view->runs, view->resampled, resamples);
}

/* The share of runs in which the algorithm has the lowest value. */
static double best_share(const rank_view *view, size_t algorithm) {
    size_t best = 0;
    for (size_t run = 0; run < view->runs; run++) {
        bool beaten = false;
        for (size_t other = 0; other < view->count; other++)
            beaten = beaten || view->values[other * view->runs + run] < view->values[algorithm * view->runs + run];
        best += !beaten;
    }
    return (double)best / (double)view->runs;
}

static nsc_status write_ranks(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                              nsc_search_rows *rows, nsc_error *error) {
    nsc_final_regrets *finals = NULL;
    rank_view view = {0};
    gsl_rng *random = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_final_regrets_read(&finals, results, count, error));
    NSC_TRY(open_ranks(&view, finals, count, options->resamples, error));
    NSC_TRY(nsc_search_resampler_create(&random, error));
    const double difference = nsc_critical_difference(count, view.runs);
    const double lowest = gsl_stats_min(view.mean_ranks, 1, count);
    for (size_t algorithm = 0; algorithm < count; algorithm++) {
        const nsc_estimate rank =
            mean_rank_interval(&view, algorithm, options->resamples, random, results[0].experiment);
        NSC_TRY(nsc_search_rows_add(
            rows, &results[algorithm],
            NSC_ROW(nsc_text(results[algorithm].label), NSC_ESTIMATE_VALUES(rank), nsc_real(difference),
                    nsc_text(rank.value - lowest <= difference ? "yes" : "no"), nsc_real(best_share(&view, algorithm)),
                    nsc_real(view.test.statistic), nsc_real(view.test.p), nsc_unsigned(count), nsc_unsigned(view.runs)),
            error));
    }
out:
    nsc_final_regrets_release(finals, count);
    close_ranks(&view);
    gsl_rng_free(random);
    return status;
}

const nsc_search_table nsc_search_table_ranks = {
    .name = "ranks",
    .meaning = "mean ranks of the algorithms over runs, with intervals and the critical difference",
    .columns = rank_columns,
    .column_count = NSC_COUNT_OF(rank_columns),
    .needs = NSC_TABLE_NEEDS_SEVERAL,
    .reads = NSC_TABLE_READS(resamples),
    .rows = write_ranks,
};

/* ---- one row an algorithm ---- */

static const nsc_column comparison_columns[] = {
    {"place", "place by mean final regret, from 1"},
    {"algorithm", "algorithm with the settings given"},
    {"mean_error", "mean error of the last incumbents; empty if the score is no accuracy"},
    {"mean_error_low", "lower end of its 95 % interval, by Student's distribution"},
    {"mean_error_high", "upper end"},
    {"mean_regret", "mean regret of the last incumbents"},
    {"mean_regret_low", "lower end of its 95 % interval"},
    {"mean_regret_high", "upper end"},
    {"median_regret", "median regret"},
    {"median_regret_low", "lower end of its 95 % interval, between order statistics"},
    {"median_regret_high", "upper end"},
    {"success_rate", "share of the runs that end with a best point"},
    {"p_against_first", "rank sum test against the algorithm in place 1, corrected for how many (Holm)"},
    {"better_than_first", "chance that a run ends with a lower regret than one of the algorithm in place 1"},
    {"mean_evaluations", "mean number of paid evaluations"},
    {"mean_time_s", "mean simulated time (s); empty without times"},
    {"runs", "number of runs"},
};

/* The mean of a count of the traces. */
static double mean_of_traces(const nsc_search_result *result, bool of_time) {
    double sum = 0;
    for (size_t run = 0; run < result->run_count; run++)
        sum += of_time ? result->traces[run].time_s : (double)result->traces[run].evaluations;
    return sum / (double)result->run_count;
}

static nsc_status add_comparison(const nsc_search_result *result, const nsc_final_regrets *finals, size_t place,
                                 double p, double better, nsc_search_rows *rows, nsc_error *error) {
    const size_t runs = finals->run_count;
    const double zero = nsc_experiment_describe(result->experiment)->error_at_zero;
    const double best = nsc_experiment_describe(result->experiment)->best_score;
    double *sorted = NULL, successes = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&sorted, runs, sizeof *sorted, error));
    for (size_t run = 0; run < runs; run++) {
        sorted[run] = finals->regrets[run];
        successes += sorted[run] <= 0;
    }
    gsl_sort(sorted, 1, runs);
    const nsc_estimate mean = nsc_mean_of_runs(sorted, runs), median = nsc_quantile_of_runs(sorted, runs, 0.5);
    /* error = error_at_zero − score = error_at_zero − best + regret */
    const nsc_estimate mean_error = {zero - best + mean.value, zero - best + mean.low, zero - best + mean.high};
    const bool timed = nsc_experiment_describe(result->experiment)->has_times;
    NSC_TRY(nsc_search_rows_add(
        rows, result,
        NSC_ROW(nsc_unsigned(place), nsc_text(result->label), NSC_ESTIMATE_VALUES(mean_error),
                NSC_ESTIMATE_VALUES(mean), NSC_ESTIMATE_VALUES(median), nsc_real(successes / (double)runs), nsc_real(p),
                nsc_real(better), nsc_real(mean_of_traces(result, false)),
                timed ? nsc_real(mean_of_traces(result, true)) : nsc_missing(), nsc_unsigned(runs)),
        error));
out:
    free(sorted);
    return status;
}

static nsc_status write_comparison(const nsc_search_result *results, size_t count,
                                   const nsc_search_table_options *options, nsc_search_rows *rows, nsc_error *error) {
    nsc_final_regrets *finals = NULL;
    double *means = NULL, *p = NULL, *better = NULL;
    size_t *order = NULL;
    nsc_rank_sum test;
    nsc_status status = NSC_OK;
    (void)options;
    NSC_TRY(nsc_final_regrets_read(&finals, results, count, error));
    NSC_TRY(nsc_allocate(&means, count, sizeof *means, error));
    NSC_TRY(nsc_allocate(&p, count, sizeof *p, error));
    NSC_TRY(nsc_allocate(&better, count, sizeof *better, error));
    NSC_TRY(nsc_allocate(&order, count, sizeof *order, error));
    for (size_t algorithm = 0; algorithm < count; algorithm++)
        means[algorithm] = nsc_moments_of(finals[algorithm].regrets, finals[algorithm].run_count).mean;
    NSC_TRY(nsc_ascending(means, count, order, error));
    const nsc_final_regrets *first = &finals[order[0]];
    p[0] = better[0] = NAN;
    for (size_t place = 1; place < count; place++) {
        const nsc_final_regrets *here = &finals[order[place]];
        NSC_TRY(nsc_rank_sum_test(here->regrets, here->run_count, first->regrets, first->run_count, &test, error));
        p[place] = test.p;
        better[place] = 1 - test.larger;
    }
    NSC_TRY(nsc_holm(p, count, error));
    for (size_t place = 0; place < count; place++)
        NSC_TRY(add_comparison(&results[order[place]], &finals[order[place]], place + 1, p[place], better[place], rows,
                               error));
out:
    nsc_final_regrets_release(finals, count);
    free(means);
    free(p);
    free(better);
    free(order);
    return status;
}

const nsc_search_table nsc_search_table_comparison = {
    .name = "comparison",
    .meaning = "one row for each algorithm, the one with the lowest mean regret first",
    .columns = comparison_columns,
    .column_count = NSC_COUNT_OF(comparison_columns),
    .rows = write_comparison,
};
