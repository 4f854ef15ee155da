/*
 * Noise: deviations between made-up runs by plain formulas; figures of each run against dense matrices, all pairs of
 * neighbours and distances by Floyd; partial runs, data without single runs, a fitness without runs; thread counts.
 */
#include "made_runs.h"

#include <gsl/gsl_randist.h>

/* Runs that differ by more, the shorter the training; `evaluated` of them are there. */
static void make_runs(double noise, double known, gsl_rng *random) {
    for (uint32_t point = 0; point < CELLS; point++) {
        const double truth = 0.8 + 0.002 * nsc_graph_degree(&made.graph, point) + gsl_ran_gaussian(random, 0.01);
        for (int split = 0; split < MADE_SPLITS; split++)
            for (int budget = 0; budget < MADE_BUDGETS; budget++)
                for (int run = 0; run < MADE_RUNS; run++)
                    made.runs[split][budget][run][point] =
                        gsl_rng_uniform(random) < known ? truth + gsl_ran_gaussian(random, noise / (1 + budget)) : NAN;
    }
}

/* ---- deviations ---- */

static int compare_numbers(const void *first, const void *second) {
    const double *left = first, *right = second;
    return (*left > *right) - (*left < *right);
}

/* The quantile whose place among the sorted values is (count − 1) × share, linear between two. */
static double slow_quantile(const double *sorted, size_t count, double share) {
    const double place = (double)(count - 1) * share;
    const size_t below = (size_t)place;
    return below + 1 < count ? sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below])
                             : sorted[below];
}

static void check_deviations(const nsc_table *table) {
    static const char *const names[] = {"valid", "test"};
    assert_int_equal(nsc_table_row_count(table), 2 * MADE_BUDGETS);
    for (size_t row = 0; row < 2 * MADE_BUDGETS; row++) {
        double deviations[CELLS], squares = 0, freedom = 0, mean = 0, scatter = 0;
        size_t count = 0;
        for (uint32_t point = 0; point < CELLS; point++) {
            double sum = 0, sum_of_squares = 0, runs = 0;
            for (int run = 0; run < MADE_RUNS; run++) {
                const double value = made.runs[row / MADE_BUDGETS][row % MADE_BUDGETS][run][point] - 0.8;
                sum += isnan(value) ? 0 : value;
                sum_of_squares += isnan(value) ? 0 : value * value;
                runs += !isnan(value);
            }
            if (runs < 2)
                continue;
            const double from_mean = sum_of_squares - sum * sum / runs;
            deviations[count++] = sqrt(from_mean / (runs - 1));
            squares += from_mean;
            freedom += runs - 1;
        }
        qsort(deviations, count, sizeof *deviations, compare_numbers);
        for (size_t number = 0; number < count; number++)
            mean += deviations[number] / (double)count;
        for (size_t number = 0; number < count; number++)
            scatter += pow(deviations[number] - mean, 2) / (double)(count - 1);
        const double half = 1.959963984540054 * sqrt(scatter / (double)count * (1 - (double)count / CELLS));
        assert_string_equal(text_of(table, row, "split"), names[row / MADE_BUDGETS]);
        assert_near(number_of(table, row, "epochs"), made_epochs[row % MADE_BUDGETS], "epochs");
        assert_near(number_of(table, row, "count"), (double)count, "count");
        assert_near(number_of(table, row, "mean"), mean, "mean");
        assert_near(number_of(table, row, "mean_low"), mean - half, "mean_low");
        assert_near(number_of(table, row, "mean_high"), mean + half, "mean_high");
        assert_near(number_of(table, row, "median"), slow_quantile(deviations, count, 0.5), "median");
        assert_near(number_of(table, row, "quantile_5"), slow_quantile(deviations, count, 0.05), "quantile_5");
        assert_near(number_of(table, row, "quantile_95"), slow_quantile(deviations, count, 0.95), "quantile_95");
        assert_near(number_of(table, row, "pooled"), sqrt(squares / freedom), "pooled");
        assert_string_equal(text_of(table, row, "reason"), "");
    }
}

/* ---- figures ---- */

/* Versions: the mean of the runs, then the runs, at one budget, NaN where a run is missing. */
enum { VERSIONS = 4 };
static double versions[VERSIONS][CELLS];
static size_t common; /* points that all have */

static void take_versions(int split, int budget) {
    common = 0;
    for (uint32_t point = 0; point < CELLS; point++) {
        double sum = 0;
        for (int run = 0; run < MADE_RUNS; run++)
            sum += made.runs[split][budget][run][point];
        common += isnan(sum) ? 0 : 1;
        versions[0][point] = sum / 3;
        for (int run = 0; run < MADE_RUNS; run++)
            versions[1 + run][point] = isnan(sum) ? NAN : made.runs[split][budget][run][point];
    }
}

/* The stationary autocorrelation at a lag, by powers of the dense matrix of moves; the graph is connected. */
static double slow_autocorrelation(const double *values, unsigned lag) {
    double before[CELLS], after[CELLS], mean = 0, variance = 0, covariance = 0;
    const double ends = (double)made.graph.offsets[CELLS];
    for (uint32_t point = 0; point < CELLS; point++)
        mean += nsc_graph_degree(&made.graph, point) / ends * values[point];
    for (uint32_t point = 0; point < CELLS; point++)
        before[point] = values[point] - mean;
    for (unsigned step = 0; step < lag; step++) {
        for (uint32_t point = 0; point < CELLS; point++) {
            after[point] = 0;
            for (uint64_t place = made.graph.offsets[point]; place < made.graph.offsets[point + 1]; place++)
                after[point] += before[made.graph.neighbours[place]] / nsc_graph_degree(&made.graph, point);
        }
        memcpy(before, after, sizeof before);
    }
    for (uint32_t point = 0; point < CELLS; point++) {
        const double share = nsc_graph_degree(&made.graph, point) / ends, own = values[point] - mean;
        variance += share * own * own;
        covariance += share * own * before[point];
    }
    return covariance / variance;
}

/* Pearson's correlation over both directions of all edges whose ends are known. */
static double slow_neighbours(const double *values) {
    static double x[CELLS * CELLS], y[CELLS * CELLS];
    size_t count = 0;
    for (uint32_t point = 0; point < CELLS; point++)
        for (uint64_t place = made.graph.offsets[point]; place < made.graph.offsets[point + 1]; place++)
            if (!isnan(values[point]) && !isnan(values[made.graph.neighbours[place]])) {
                x[count] = values[point];
                y[count++] = values[made.graph.neighbours[place]];
            }
    return slow_pearson(x, y, count);
}

static void floyd(double distances[CELLS][CELLS]) {
    for (uint32_t from = 0; from < CELLS; from++) {
        for (uint32_t to = 0; to < CELLS; to++)
            distances[from][to] = from == to ? 0 : INFINITY;
        for (uint64_t place = made.graph.offsets[from]; place < made.graph.offsets[from + 1]; place++)
            distances[from][made.graph.neighbours[place]] = 1;
    }
    for (uint32_t middle = 0; middle < CELLS; middle++)
        for (uint32_t from = 0; from < CELLS; from++)
            for (uint32_t to = 0; to < CELLS; to++)
                distances[from][to] = fmin(distances[from][to], distances[from][middle] + distances[middle][to]);
}

static uint32_t best_of(const double *values) {
    uint32_t best = CELLS;
    for (uint32_t point = CELLS; point-- > 0;)
        if (!isnan(values[point]) && (best == CELLS || values[point] >= values[best]))
            best = point;
    return best;
}

/* Fitness of a version against the distance to the best point of another, or its own. */
static double slow_fdc(const double *values, const double *of_best, bool spearman) {
    static double distances[CELLS][CELLS];
    double x[CELLS], y[CELLS];
    size_t count = 0;
    floyd(distances);
    for (uint32_t point = 0; point < CELLS; point++)
        if (!isnan(values[point])) {
            x[count] = values[point];
            y[count++] = distances[best_of(of_best)][point];
        }
    return spearman ? slow_spearman(x, y, count) : slow_pearson(x, y, count);
}

static double slow_effect(const double *values, const char *kind) {
    double sum = 0, count = 0;
    for (uint32_t point = 0; point < CELLS; point++)
        for (uint64_t place = made.graph.offsets[point]; place < made.graph.offsets[point + 1]; place++) {
            const double change = values[made.graph.neighbours[place]] - values[point];
            if (strcmp(made.space->edge_kinds[made.graph.kinds[place]].name, kind) != 0 || isnan(change))
                continue;
            sum += change;
            count++;
        }
    return sum / count;
}

static double slow_figure(const double *values, const char *figure, const char *detail) {
    if (strcmp(figure, "autocorrelation") == 0) {
        const unsigned lag = (unsigned)strtoul(detail + strlen("lag "), NULL, 10);
        return lag == 1 ? slow_neighbours(values) : common < CELLS ? NAN : slow_autocorrelation(values, lag);
    }
    if (strncmp(figure, "fdc ", 4) == 0)
        return slow_fdc(values, strstr(detail, "its own") != NULL ? values : versions[0],
                        strstr(figure, "spearman") != NULL);
    if (strcmp(figure, "operation effect") == 0)
        return slow_effect(values, detail);
    double best = values[best_of(values)], near = 0;
    for (uint32_t point = 0; point < CELLS; point++)
        near += values[point] >= best - 0.005;
    return strcmp(figure, "best fitness") == 0 ? best : near;
}

static void check_figures(const nsc_table *table) {
    static const char *const columns[VERSIONS] = {"on_mean", "run1", "run2", "run3"};
    assert_int_equal(nsc_table_row_count(table), 6 + 4 + 2 + 3);
    for (size_t row = 0; row < nsc_table_row_count(table); row++) {
        const char *figure = text_of(table, row, "figure"), *detail = text_of(table, row, "detail");
        double values[VERSIONS], squares = 0;
        for (size_t version = 0; version < VERSIONS; version++) {
            values[version] = slow_figure(versions[version], figure, detail);
            assert_near(number_of(table, row, columns[version]), values[version], figure);
        }
        const double mean = (values[1] + values[2] + values[3]) / 3;
        for (size_t run = 1; run < VERSIONS; run++)
            squares += (values[run] - mean) * (values[run] - mean);
        const double spread = sqrt(squares / 2), half = 4.302652729749464 * spread / sqrt(3);
        assert_near(number_of(table, row, "count"), (double)common, "count");
        assert_near(number_of(table, row, "mean_of_runs"), mean, "mean_of_runs");
        assert_near(number_of(table, row, "spread"), spread, "spread");
        assert_near(number_of(table, row, "difference"), mean - values[0], "difference");
        assert_near(number_of(table, row, "difference_low"), mean - values[0] - half, "difference_low");
        assert_near(number_of(table, row, "difference_high"), mean - values[0] + half, "difference_high");
        assert_int_equal(isnan(mean), text_of(table, row, "reason")[0] != '\0');
    }
}

/* Runs that are all there, and runs of which some are missing; on one thread and on two. */
static void tables_by_definition(void **state) {
    (void)state;
    gsl_rng *random = random_stream(13, 0);
    nsc_analysis_options options = nsc_analysis_defaults();
    for (int round = 0; round < 4; round++) {
        nsc_table *tables[NSC_ANALYSIS_TABLES], *again[NSC_ANALYSIS_TABLES];
        make_runs(0.02, round % 2 == 0 ? 1 : 0.9, random);
        take_versions(MADE_TEST, 2);
        made_look_at(&made, round < 2 ? "test@36" : "test@36:run2"); /* the policy makes no difference */
        options.control = NSC_THREADS(1);
        made_analyse(&made, "noise", &options, tables);
        options.control = NSC_THREADS(2);
        made_analyse(&made, "noise", &options, again);
        assert_same_tables(tables[0], again[0]);
        assert_same_tables(tables[1], again[1]);
        check_deviations(tables[0]);
        check_figures(tables[1]);
        nsc_analysis_release(tables);
        nsc_analysis_release(again);
    }
    gsl_rng_free(random);
}

static void equal_runs_change_nothing(void **state) {
    (void)state;
    gsl_rng *random = random_stream(13, 1);
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    options.distance = nsc_distance_named("edit");
    make_runs(0, 1, random);
    made_look_at(&made, "valid@4");
    made_analyse(&made, "noise", &options, tables);
    for (size_t row = 0; row < nsc_table_row_count(tables[0]); row++)
        assert_true(fabs(number_of(tables[0], row, "quantile_95")) < 1e-12);
    assert_int_equal(nsc_table_row_count(tables[1]), 6 + 8 + 2 + 3); /* correlations by both distances */
    for (size_t row = 0; row < nsc_table_row_count(tables[1]); row++) {
        assert_true(fabs(number_of(tables[1], row, "difference")) < 1e-9);
        assert_true(number_of(tables[1], row, "spread") < 1e-9);
    }
    row_with(tables[1], "figure", "fdc spearman", "detail", "edit to the best by the mean");
    nsc_analysis_release(tables);
    gsl_rng_free(random);
}

/* A time has no margin of accuracy; all else is as for an accuracy. */
static void figures_of_time(void **state) {
    (void)state;
    gsl_rng *random = random_stream(13, 2);
    const nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    make_runs(0.02, 1, random);
    made_look_at(&made, "time@12");
    made_analyse(&made, "noise", &options, tables);
    const size_t row = row_with(tables[1], "figure", "points near the best", NULL, NULL);
    assert_true(isnan(number_of(tables[1], row, "on_mean")) && isnan(number_of(tables[1], row, "run3")));
    assert_string_equal(text_of(tables[1], row, "reason"), "the margin applies to accuracies only");
    take_versions(MADE_TIME, 1);
    assert_near(number_of(tables[1], 0, "run3"), slow_neighbours(versions[3]), "time");
    nsc_analysis_release(tables);
    gsl_rng_free(random);
}

/* ---- what is not held ---- */

/* Deviations and figures must say `note`, but for the figures on the mean where `on_mean`. */
static void check_notes(const char *rule, size_t deviation, const char *of_deviation, const char *of_figures,
                        bool on_mean) {
    const nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    made_look_at(&made, rule);
    made_analyse(&made, "noise", &options, tables);
    assert_string_equal(text_of(tables[0], deviation, "reason"), of_deviation);
    assert_true(number_of(tables[0], deviation, "count") == 0 && isnan(number_of(tables[0], deviation, "mean")));
    assert_int_equal(nsc_table_row_count(tables[1]), 6 + 4 + 2 + 3);
    for (size_t row = 0; row < nsc_table_row_count(tables[1]); row++) {
        assert_string_equal(text_of(tables[1], row, "reason"), of_figures);
        assert_true(isnan(number_of(tables[1], row, "difference")) && isnan(number_of(tables[1], row, "spread")));
        assert_int_equal(!isnan(number_of(tables[1], row, "on_mean")), on_mean);
    }
    nsc_analysis_release(tables);
}

static void absence_says_why(void **state) {
    (void)state;
    gsl_rng *random = random_stream(13, 3);
    make_runs(0.02, 1, random);
    gsl_rng_free(random);
    for (uint32_t point = 0; point < CELLS; point++)
        for (int run = 0; run < MADE_RUNS; run++) {
            if (run == 0)
                made.means_only[MADE_TEST][3][point] = made.runs[MADE_TEST][3][0][point];
            made.runs[MADE_TEST][3][run][point] = NAN;  /* means only */
            made.runs[MADE_VALID][0][run][point] = NAN; /* nothing */
            if (run != 1)
                made.runs[MADE_TEST][0][run][point] = NAN; /* the second run only */
            if (run != (int)(point % 3))
                made.runs[MADE_VALID][3][run][point] = NAN; /* one run of each cell, not always the same */
        }
    static const char means[] = "the data has means, not single runs", one[] = "the data has one run only";
    check_notes("test@108", 7, means, means, true);
    check_notes("test@4", 0, "the data does not hold valid@4:mean", one, true);
    check_notes("test@4", 4, one, one, true);
    check_notes("valid@108", 3, "no point has more than one run", "no point has a fitness in every available run",
                false);
    check_notes("params", 7, means, "the fitness params has no runs", false);
}

static void damage_is_told(void **state) {
    (void)state;
    gsl_rng *random = random_stream(13, 4);
    const nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    make_runs(0.02, 1, random);
    gsl_rng_free(random);
    made_look_at(&made, "test@108");
    made.fails = NSC_INVALID;
    assert_int_equal(nsc_analysis_run(nsc_analysis_named("noise"), &made.landscape, &options, tables, &error),
                     NSC_INVALID);
    assert_non_null(strstr(error.message, "damaged"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tables_by_definition, open_made, close_made),
        cmocka_unit_test_setup_teardown(equal_runs_change_nothing, open_made, close_made),
        cmocka_unit_test_setup_teardown(figures_of_time, open_made, close_made),
        cmocka_unit_test_setup_teardown(absence_says_why, open_made, close_made),
        cmocka_unit_test_setup_teardown(damage_is_told, open_made, close_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
