/*
 * Noise: decisions that other runs contradict, by brute force over all pairs; autocorrelations corrected for noise,
 * by plain sums, and the coverage of their intervals where the fitness without noise is known.
 */
#include "made_runs.h"

#include <gsl/gsl_randist.h>

static double truth[CELLS];

/* Runs of test accuracy at 108 epochs; every seventh point trains badly in a run with probability `failing`. */
static void make_runs(double noise, double failing, gsl_rng *random) {
    for (uint32_t point = 0; point < CELLS; point++)
        for (int run = 0; run < MADE_RUNS; run++)
            made.runs[MADE_TEST][3][run][point] =
                truth[point] + gsl_ran_gaussian(random, noise) -
                (point % 7 == 0 && gsl_rng_uniform(random) < failing ? 10 * noise : 0);
}

/* Neighbours are alike: a random value of their own and the mean of those of their neighbours. */
static void make_truth(gsl_rng *random) {
    double own[CELLS];
    for (uint32_t point = 0; point < CELLS; point++)
        own[point] = gsl_ran_gaussian(random, 0.01);
    for (uint32_t point = 0; point < CELLS; point++) {
        truth[point] = 0.8 + own[point];
        for (uint64_t place = made.graph.offsets[point]; place < made.graph.offsets[point + 1]; place++)
            truth[point] += 3 * own[made.graph.neighbours[place]] / nsc_graph_degree(&made.graph, point);
    }
}

static void analyse(nsc_table *tables[NSC_ANALYSIS_TABLES]) {
    const nsc_analysis_options options = nsc_analysis_defaults();
    made_look_at(&made, "test@108");
    made_analyse(&made, "noise", &options, tables);
}

/* ---- decisions ---- */

/* Decisions with a difference in [low, high) points, over pairs of neighbours or of any two points. */
static void count_decisions(bool neighbours, double low, double high, double *count, double *contradicted) {
    *count = *contradicted = 0;
    for (uint32_t first = 0; first < CELLS; first++)
        for (uint32_t second = 0; second < first; second++) {
            bool adjacent = false;
            for (uint64_t place = made.graph.offsets[first]; place < made.graph.offsets[first + 1]; place++)
                adjacent = adjacent || made.graph.neighbours[place] == second;
            for (int run = 0; (adjacent || !neighbours) && run < MADE_RUNS; run++) {
                double differences[MADE_RUNS];
                for (int other = 0; other < MADE_RUNS; other++)
                    differences[other] = made.runs[MADE_TEST][3][other][first] - made.runs[MADE_TEST][3][other][second];
                const double shown = 100 * differences[run];
                const double others = differences[(run + 1) % 3] + differences[(run + 2) % 3];
                if (fabs(shown) < low || fabs(shown) >= high)
                    continue;
                ++*count;
                *contradicted += shown * others < 0;
            }
        }
}

static void decisions_by_brute_force(void **state) {
    (void)state;
    static const double ends[] = {0, .05, .1, .2, .3, .5, 1, 2, 1e9};
    enum { BINS = sizeof ends / sizeof ends[0] - 1 };
    gsl_rng *random = random_stream(14, 0);
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    make_truth(random);
    make_runs(0.005, 0, random);
    gsl_rng_free(random);
    analyse(tables);
    assert_int_equal(nsc_table_row_count(tables[3]), 2 * BINS);
    for (size_t row = 0; row < 2 * BINS; row++) {
        double count, contradicted, all, unused;
        count_decisions(row < BINS, ends[row % BINS], ends[row % BINS + 1], &count, &contradicted);
        count_decisions(row < BINS, 0, 1e9, &all, &unused);
        assert_near(number_of(tables[3], row, "count"), count, "count");
        assert_near(number_of(tables[3], row, "share"), count / all, "share");
        assert_near(number_of(tables[3], row, "contradicted"), contradicted / count, "contradicted");
        assert_int_equal(isnan(number_of(tables[3], row, "low")), count < 10);
        assert_false(number_of(tables[3], row, "low") > contradicted / count + 1e-12);
        assert_false(number_of(tables[3], row, "high") < contradicted / count - 1e-12);
        assert_false(number_of(tables[3], row, "effective_pairs") > count + 1e-9);
    }
    nsc_analysis_release(tables);
}

/* ---- corrected autocorrelations ---- */

/* The sum over both directions of edges of x y, and that over points of degree × x². */
static void slow_sums(const double *values, double *product, double *square) {
    const double ends = (double)made.graph.offsets[CELLS];
    double mean = 0;
    *product = *square = 0;
    for (uint32_t point = 0; point < CELLS; point++)
        mean += nsc_graph_degree(&made.graph, point) / ends * values[point];
    for (uint32_t point = 0; point < CELLS; point++)
        for (uint64_t place = made.graph.offsets[point]; place < made.graph.offsets[point + 1]; place++) {
            *product += (values[point] - mean) * (values[made.graph.neighbours[place]] - mean);
            *square += (values[point] - mean) * (values[point] - mean);
        }
}

/* Lag 1: the sum of products over that of squares, less the variance between runs. */
static void corrected_by_definition(void **state) {
    (void)state;
    gsl_rng *random = random_stream(14, 1);
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    double means[CELLS], product, square, noise = 0;
    make_truth(random);
    make_runs(0.01, 0.3, random);
    gsl_rng_free(random);
    for (uint32_t point = 0; point < CELLS; point++) {
        double sum = 0, squares = 0;
        for (int run = 0; run < MADE_RUNS; run++)
            sum += made.runs[MADE_TEST][3][run][point];
        means[point] = sum / 3;
        for (int run = 0; run < MADE_RUNS; run++)
            squares += pow(made.runs[MADE_TEST][3][run][point] - means[point], 2);
        noise += squares / 2 * nsc_graph_degree(&made.graph, point);
    }
    analyse(tables);
    slow_sums(means, &product, &square);
    size_t row = row_with(tables[2], "detail", "lag 1", "run", "mean");
    assert_near(number_of(tables[2], row, "value"), product / square, "value");
    assert_near(number_of(tables[2], row, "reliability"), 1 - noise / 3 / square, "reliability");
    assert_near(number_of(tables[2], row, "corrected"), product / (square - noise / 3), "corrected");
    slow_sums(made.runs[MADE_TEST][3][1], &product, &square);
    row = row_with(tables[2], "detail", "lag 1", "run", "2");
    assert_near(number_of(tables[2], row, "value"), product / square, "value");
    assert_near(number_of(tables[2], row, "corrected"), product / (square - noise), "corrected");
    assert_true(number_of(tables[2], row, "count") == CELLS);
    nsc_analysis_release(tables);
}

/* The second of two runs is constant, so that only the first can be corrected: nothing tells how runs differ. */
static void a_single_corrected_run_has_no_interval(void **state) {
    (void)state;
    const double constant = 0.8;
    gsl_rng *random = random_stream(14, 4);
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    double product, square, noise = 0;
    for (uint32_t point = 0; point < CELLS; point++) {
        made.runs[MADE_TEST][3][0][point] = constant + gsl_ran_gaussian(random, 0.01);
        made.runs[MADE_TEST][3][1][point] = constant;
        noise += pow(made.runs[MADE_TEST][3][0][point] - constant, 2) / 2 * nsc_graph_degree(&made.graph, point);
    }
    gsl_rng_free(random);
    analyse(tables);
    slow_sums(made.runs[MADE_TEST][3][0], &product, &square);
    const size_t row = row_with(tables[2], "detail", "lag 1", "run", "1");
    assert_near(number_of(tables[2], row, "corrected"), product / (square - noise), "corrected");
    assert_true(isnan(number_of(tables[2], row, "corrected_low")));
    assert_true(isnan(number_of(tables[2], row, "corrected_high")));
    assert_true(isfinite(number_of(tables[2], row, "low")));
    assert_string_equal(text_of(tables[2], row, "reason"),
                        "fewer than two runs have a corrected figure: no interval of the corrected one");
    assert_true(isnan(number_of(tables[2], row_with(tables[2], "detail", "lag 1", "run", "2"), "corrected")));
    nsc_analysis_release(tables);
}

/* Draws of the noise: intervals cover the autocorrelation of the fitness without it, which single runs are far from. */
static void corrected_intervals_cover(void **state) {
    (void)state;
    enum { DRAWS = 200 };
    gsl_rng *random = random_stream(14, 2);
    double product, square, plain = 0, corrected = 0;
    unsigned of_mean = 0, of_run = 0;
    make_truth(random);
    slow_sums(truth, &product, &square);
    const double expected = product / square;
    for (int draw = 0; draw < DRAWS; draw++) {
        nsc_table *tables[NSC_ANALYSIS_TABLES];
        make_runs(0.01, 0, random);
        analyse(tables);
        const size_t mean = row_with(tables[2], "detail", "lag 1", "run", "mean");
        const size_t run = row_with(tables[2], "detail", "lag 1", "run", "1");
        plain += number_of(tables[2], run, "value") / DRAWS;
        corrected += number_of(tables[2], mean, "corrected") / DRAWS;
        of_mean += number_of(tables[2], mean, "corrected_low") <= expected &&
                   expected <= number_of(tables[2], mean, "corrected_high");
        of_run += number_of(tables[2], run, "corrected_low") <= expected &&
                  expected <= number_of(tables[2], run, "corrected_high");
        nsc_analysis_release(tables);
    }
    gsl_rng_free(random);
    print_message("autocorrelation %.4f; one run %.4f; corrected %.4f; covered %u (mean), %u (run 1) of %d\n", expected,
                  plain, corrected, of_mean, of_run, DRAWS);
    assert_true(fabs(corrected - expected) < 0.25 * fabs(plain - expected));
    assert_in_range(of_mean, 0.91 * DRAWS, DRAWS);
    assert_in_range(of_run, 0.91 * DRAWS, DRAWS);
}

static void absence_says_why(void **state) {
    (void)state;
    gsl_rng *random = random_stream(14, 3);
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    make_truth(random);
    make_runs(0.01, 0, random);
    gsl_rng_free(random);
    for (uint32_t point = 0; point < CELLS; point++)
        for (int run = 1; run < MADE_RUNS; run++)
            made.runs[MADE_TEST][3][run][point] = NAN;
    analyse(tables);
    for (size_t table = 2; table < 4; table++) {
        assert_int_equal(nsc_table_row_count(tables[table]), 1);
        assert_string_equal(text_of(tables[table], 0, "reason"), "the data has one run only");
    }
    nsc_analysis_release(tables);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(decisions_by_brute_force, open_made, close_made),
        cmocka_unit_test_setup_teardown(corrected_by_definition, open_made, close_made),
        cmocka_unit_test_setup_teardown(a_single_corrected_run_has_no_interval, open_made, close_made),
        cmocka_unit_test_setup_teardown(corrected_intervals_cover, open_made, close_made),
        cmocka_unit_test_setup_teardown(absence_says_why, open_made, close_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
