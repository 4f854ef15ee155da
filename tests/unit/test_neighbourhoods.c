/* What lies around each point: small landscapes checked by hand, degenerate ones, and the helpers of those analyses. */
#include "landscape_fixture.h"

#include "analysis/distances/dispersion_internal.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/neighbours/neighbourhood.h"
#include "analysis/optima/nearestbetter_internal.h"
#include "analysis/summary.h"

static const char *const names[] = {"neighbourfitness", "gradient", "neutrality",    "information", "cloud",
                                    "evolvability",     "access",   "nearestbetter", "dispersion"};
enum { NAMES = sizeof names / sizeof names[0] };

static void set_values(landscape_fixture *fixture, const double *values) {
    fixture->fitness.known_count = 0;
    for (uint32_t point = 0; point < fixture->space->point_count; point++) {
        fixture->fitness.values[point] = values[point];
        fixture->fitness.known_count += isnan(values[point]) ? 0 : 1;
    }
}

static nsc_table *summary_of(nsc_table **tables) {
    nsc_table *last = NULL;
    for (size_t table = 0; table < NSC_ANALYSIS_TABLES && tables[table] != NULL; table++)
        last = tables[table];
    assert_non_null(last);
    return last;
}

/* Statistics of an analysis and what they must be; NaN: a reason must stand there. */
typedef struct expectation {
    const char *statistic;
    double value;
} expectation;

static void expect(const landscape_fixture *fixture, const char *name, const expectation *expected, size_t count) {
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    options.epsilons = "1,0,2";
    options.bins = 3;
    options.walks = 10;
    options.length = 2000;
    assert_int_equal(nsc_analysis_run(nsc_analysis_named(name), &fixture->landscape, &options, tables, &error), NSC_OK);
    const nsc_table *summary = summary_of(tables);
    for (size_t number = 0; number < count; number++) {
        const int row = nsc_summary_row(summary, expected[number].statistic);
        assert_true(row >= 0);
        const nsc_value shown = nsc_table_value(summary, (size_t)row, NSC_SUMMARY_VALUE);
        const double value = shown.type == NSC_VALUE_REAL ? shown.as.real : NAN;
        const nsc_value reason = nsc_table_value(summary, (size_t)row, NSC_SUMMARY_REASON);
        assert_int_equal(reason.type == NSC_VALUE_TEXT && !nsc_is_of_measured_part(reason.as.text),
                         isnan(expected[number].value));
        if (!(fabs(value - expected[number].value) < 1e-9) && !(isnan(value) && isnan(expected[number].value)))
            fail_msg("%s: %s is %.12g instead of %.12g", name, expected[number].statistic, value,
                     expected[number].value);
    }
    nsc_analysis_release(tables);
}
#define EXPECT(fixture, name, ...)                                                                                     \
    expect(fixture, name, (const expectation[]){__VA_ARGS__},                                                          \
           sizeof((const expectation[]){__VA_ARGS__}) / sizeof(expectation))

static void expect_no_interval(const landscape_fixture *fixture, const char *name, const char *statistic,
                               const char *reason) {
    const nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    assert_int_equal(nsc_analysis_run(nsc_analysis_named(name), &fixture->landscape, &options, tables, &error), NSC_OK);
    const nsc_table *summary = summary_of(tables);
    const int row = nsc_summary_row(summary, statistic);
    assert_true(row >= 0);
    assert_int_equal(nsc_table_value(summary, (size_t)row, NSC_SUMMARY_LOW).type, NSC_VALUE_MISSING);
    assert_int_equal(nsc_table_value(summary, (size_t)row, NSC_SUMMARY_HIGH).type, NSC_VALUE_MISSING);
    assert_string_equal(nsc_table_value(summary, (size_t)row, NSC_SUMMARY_REASON).as.text, reason);
    nsc_analysis_release(tables);
}

/* 00 and 11 joined through 01 and 10; fitness 0, 1, 1, 3. */
static void a_square(void **state) {
    (void)state;
    landscape_fixture fixture;
    fixture_open(&fixture, "hamming:2^2", "substitution", "symbol_1");
    set_values(&fixture, (const double[]){0, 1, 1, 3});
    /* neighbours' means 1, 1.5, 1.5, 1; deviations -5/4, -1/4, -1/4, 7/4 and -1/4, 1/4, 1/4, -1/4 */
    EXPECT(&fixture, "neighbourfitness", {"points_compared", 4}, {"pairs", 4},
           {"neighbour_pearson", -0.25 / sqrt(4.75 * 0.25)}, {"edge_correlation", -1.0 / 19});
    EXPECT(&fixture, "gradient", {"mean_gradient", 1.5}, {"gradient_intensity", 1.2}, {"steepest", 2},
           {"steepest_per_range", 2.0 / 3}, {"gradient_per_deviation", 1.5 / sqrt(4.75 / 3)});
    EXPECT(&fixture, "neutrality", {"threshold", 1}, {"mean_neutral_degree", 1}, {"neutral_ratio", 0.5},
           {"neutral_networks", 1}, {"largest_network", 3}, {"share_in_networks", 0.75}, {"mean_network_size", 3},
           {"threshold_sensitivity", 0.25});
    /* A walk turns at 00 and 11 always; at 01 and 10 with chance a half. */
    EXPECT(&fixture, "information", {"m0", 0.75}, {"h0", -2 * 0.375 * log(0.375) / log(6)});
    EXPECT(&fixture, "evolvability", {"improving_share", 0.5}, {"better_half_improving_share", 1.0 / 3},
           {"no_improvement_share", 0.25}, {"enhancing_share", 0.5});
    /* Bins {0}, {1, 1}, {3}: slopes 0.5 and -0.25. */
    EXPECT(&fixture, "cloud", {"bins", 3}, {"negative_slope_coefficient", -0.25}, {"negative_slope_share", 0.5});
    EXPECT(&fixture, "access", {"best_points", 1}, {"accessible_share", 1}, {"mean_path_length", 4.0 / 3},
           {"longest_path", 2}, {"direct_share", 1});
    EXPECT(&fixture, "nearestbetter", {"points_with_better", 3}, {"mean_better_distance", 1}, {"mean_ratio", 1},
           {"sd_ratio", NAN}, {"distance_correlation", NAN}, {"ratio_variation", 0});
    EXPECT(&fixture, "dispersion", {"sources", 4}, {"mean_distance", 4.0 / 3}, {"ratio_mean_25", NAN});
    fixture_close(&fixture);
}

/* Corners 0, 2 opposite each other, and 1/2, 3/2: the mean of the neighbours of each is 1, that of all fitnesses. */
static void neighbours_of_equal_means(void **state) {
    (void)state;
    landscape_fixture fixture;
    fixture_open(&fixture, "hamming:2^2", "substitution", "symbol_1");
    set_values(&fixture, (const double[]){0, 0.5, 1.5, 2});
    EXPECT(&fixture, "neighbourfitness", {"points_compared", 4}, {"neighbour_pearson", NAN},
           {"neighbour_spearman", NAN}, {"edge_correlation", 0});
    set_values(&fixture, (const double[]){1, 1, 1, 1});
    EXPECT(&fixture, "neighbourfitness", {"neighbour_pearson", NAN}, {"neighbour_spearman", NAN},
           {"edge_correlation", NAN});
    fixture_close(&fixture);
}

/*
 * The number of ones: the mean of the neighbours of a word is a line of its own, so that the correlation is 1.
 * Estimates from half of the words lie around it, and those that are not below have no value, which is no lack of
 * pairs.
 */
static void correlations_at_their_limit(void **state) {
    (void)state;
    enum { SEEDS = 20 };
    landscape_fixture fixture;
    nsc_analysis_options options = nsc_analysis_defaults();
    unsigned beyond = 0;
    fixture_open(&fixture, "hamming:2^11", "substitution", "symbol_1");
    for (unsigned long seed = 1; seed <= SEEDS; seed++) {
        gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
        nsc_table *tables[NSC_ANALYSIS_TABLES];
        nsc_error error = {0};
        gsl_rng_set(random, seed);
        for (uint32_t point = 0; point < fixture.space->point_count; point++)
            fixture.complete[point] = __builtin_popcount(point);
        fixture_hide(&fixture, 0.5, random);
        gsl_rng_free(random);
        assert_int_equal(
            nsc_analysis_run(nsc_analysis_named("neighbourfitness"), &fixture.landscape, &options, tables, &error),
            NSC_OK);
        const size_t row = (size_t)nsc_summary_row(tables[0], "neighbour_pearson");
        const nsc_value value = nsc_table_value(tables[0], row, NSC_SUMMARY_VALUE);
        if (value.type == NSC_VALUE_MISSING) {
            beyond++;
            assert_string_equal(nsc_table_value(tables[0], row, NSC_SUMMARY_REASON).as.text,
                                "the variances estimated from the part give no correlation between -1 and 1");
        } else
            assert_in_range(value.as.real * 100, 90, 100);
        nsc_analysis_release(tables);
    }
    print_message("%u of %d beyond\n", beyond, SEEDS);
    assert_in_range(beyond, 1, SEEDS - 1);
    fixture_close(&fixture);
}

/* A cube of which 000 is good, 111 best, and between them little: two optima three edges apart; 010 is not known. */
static void two_optima(void **state) {
    (void)state;
    landscape_fixture fixture;
    fixture_open(&fixture, "hamming:2^3", "substitution", "symbol_1");
    set_values(&fixture, (const double[]){5, 1, NAN, 2, 0, 3, 4, 9});
    /* Edges known: 000-001, 000-100, 001-011, 001-101, 011-111, 100-101, 100-110, 101-111, 110-111. */
    EXPECT(&fixture, "gradient", {"pairs", 9}, {"mean_gradient", (4 + 5 + 1 + 2 + 7 + 3 + 4 + 6 + 5) / 9.0},
           {"steepest", 7});
    EXPECT(&fixture, "access", {"best_points", 1}, {"accessible_share", 6.0 / 7}, {"mean_path_length", 7.0 / 5},
           {"longest_path", 2});
    /* From 000 the better points are 111 alone, three edges away; 111 has none, and counts with its nearest point. */
    EXPECT(&fixture, "nearestbetter", {"points_with_better", 6}, {"farthest_better", 3},
           {"mean_better_distance", 8.0 / 6}, {"mean_ratio", 7.0 / 9}, {"sd_ratio", 0});
    EXPECT(&fixture, "evolvability", {"no_improvement_share", 2.0 / 7});
    /* The best 25 %: 111 and 000. */
    EXPECT(&fixture, "dispersion", {"ratio_mean_25", 3 / (36 / 21.0)}, {"difference_mean_25", 3 - 36 / 21.0});
    fixture_close(&fixture);
}

/* Runs all nine; each row of each summary has a value or a reason, or says that the value is of the measured part. */
static void run_all(const landscape_fixture *fixture) {
    nsc_analysis_options options = nsc_analysis_defaults();
    options.walks = 3;
    options.length = 50;
    for (size_t number = 0; number < NAMES; number++) {
        nsc_table *tables[NSC_ANALYSIS_TABLES];
        nsc_error error = {0};
        const nsc_status status =
            nsc_analysis_run(nsc_analysis_named(names[number]), &fixture->landscape, &options, tables, &error);
        assert_int_equal(status, fixture->fitness.known_count > 0 ? NSC_OK : NSC_MISSING);
        if (status != NSC_OK)
            continue;
        const nsc_table *summary = summary_of(tables);
        for (size_t row = 0; row < nsc_table_row_count(summary); row++) {
            const nsc_value value = nsc_table_value(summary, row, NSC_SUMMARY_VALUE);
            const nsc_value reason = nsc_table_value(summary, row, NSC_SUMMARY_REASON);
            const bool of_part = reason.type == NSC_VALUE_TEXT && nsc_is_of_measured_part(reason.as.text);
            assert_true((value.type == NSC_VALUE_MISSING) == (reason.type == NSC_VALUE_TEXT && !of_part));
            assert_true(value.type == NSC_VALUE_MISSING || isfinite(value.as.real));
        }
        nsc_analysis_release(tables);
    }
}

static void degenerate_landscapes(void **state) {
    (void)state;
    static const struct {
        const char *space, *relation, *feature;
    } spaces[] = {{"hamming:2^1", "substitution", "symbol_1"},
                  {"hamming:3^4", "substitution", "symbol_1"},
                  {"nb101:vertices=2", "pruned", "params"},
                  {"nb101:vertices=4", "strict", "params"}};
    for (size_t space = 0; space < sizeof spaces / sizeof spaces[0]; space++) {
        landscape_fixture fixture;
        fixture_open(&fixture, spaces[space].space, spaces[space].relation, spaces[space].feature);
        const uint32_t count = fixture.space->point_count;
        double *values = fixture.fitness.values;
        run_all(&fixture);
        for (uint32_t point = 0; point < count; point++)
            values[point] = 0.1; /* constant */
        run_all(&fixture);
        values[count - 1] = 1; /* a needle */
        run_all(&fixture);
        for (uint32_t point = 0; point < count; point++)
            values[point] = point == 0 || point == count - 1 ? (double)point : NAN; /* one or two points */
        fixture.fitness.known_count = count > 1 ? 2 : 1;
        run_all(&fixture);
        values[count - 1] = NAN;
        fixture.fitness.known_count = count > 1 ? 1 : 0;
        run_all(&fixture);
        values[0] = NAN;
        fixture.fitness.known_count = 0;
        run_all(&fixture);
        fixture_close(&fixture);
    }
}

/* A square without its corner 11: 4 of the 6 neighbours of the other corners are evaluated. */
static void the_measured_part(void **state) {
    (void)state;
    landscape_fixture fixture;
    nsc_measured_part part;
    nsc_error error = {0};
    fixture_open(&fixture, "hamming:2^2", "substitution", "symbol_1");
    assert_int_equal(nsc_measured_part_find(&part, &fixture.landscape, NULL, &error), NSC_OK);
    assert_true(part.evaluated_neighbours == 1);
    assert_null(nsc_measured_part_reason(&part));
    set_values(&fixture, (const double[]){0, 1, 2, NAN});
    assert_int_equal(nsc_measured_part_find(&part, &fixture.landscape, NULL, &error), NSC_OK);
    assert_true(fabs(part.evaluated_neighbours - 4.0 / 6) < 1e-15);
    assert_string_equal(nsc_measured_part_reason(&part), "of the measured part: 67 % of neighbours are evaluated");
    EXPECT(&fixture, "access", {"evaluated_neighbours", 4.0 / 6}, {"accessible_share", 2.0 / 3});
    set_values(&fixture, (const double[]){0, NAN, NAN, NAN});
    EXPECT(&fixture, "access", {"evaluated_neighbours", 0}, {"accessible_share", NAN}, {"direct_share", NAN});
    expect_no_interval(&fixture, "access", "accessible_share", "a single point is evaluated");
    expect_no_interval(&fixture, "access", "mean_path_length", "a single point is evaluated");
    expect_no_interval(&fixture, "access", "longest_path", "a single point is evaluated");
    fixture_close(&fixture);
}

/* Of 4,096 words one is hidden: of the 4,095 × 12 neighbours of the others, 12. */
static void one_hidden_neighbour(void **state) {
    (void)state;
    landscape_fixture fixture;
    nsc_measured_part part;
    nsc_error error = {0};
    fixture_open(&fixture, "hamming:2^12", "substitution", "symbol_1");
    fixture.fitness.values[7] = NAN;
    fixture.fitness.known_count--;
    assert_int_equal(nsc_measured_part_find(&part, &fixture.landscape, NULL, &error), NSC_OK);
    assert_true(fabs(part.evaluated_neighbours - 4094.0 / 4095) < 1e-15);
    assert_string_equal(nsc_measured_part_reason(&part), "of the measured part: > 99 % of neighbours are evaluated");
    fixture_close(&fixture);
}

static void shares_in_per_cent(void **state) {
    (void)state;
    assert_string_equal(nsc_percent_of(0).text, "0 %");
    assert_string_equal(nsc_percent_of(1e-7).text, "< 0.01 %");
    assert_string_equal(nsc_percent_of(0.0001234).text, "0.012 %");
    assert_string_equal(nsc_percent_of(0.0346).text, "3.5 %");
    assert_string_equal(nsc_percent_of(2.0 / 3).text, "67 %");
    assert_string_equal(nsc_percent_of(0.994).text, "99 %");
    assert_string_equal(nsc_percent_of(0.995).text, "> 99 %");
    assert_string_equal(nsc_percent_of(0.999999).text, "> 99 %");
    assert_string_equal(nsc_percent_of(1).text, "100 %");
}

/* Equal fitnesses of three corners of a square tell nothing of the fourth: figures without intervals, and why. */
static void equal_fitness_of_a_part(void **state) {
    (void)state;
    static const char *const figures[] = {"mean_gradient", "gradient_intensity", "steepest"};
    landscape_fixture fixture;
    fixture_open(&fixture, "hamming:2^2", "substitution", "symbol_1");
    set_values(&fixture, (const double[]){2, 2, 2, NAN});
    EXPECT(&fixture, "gradient", {"mean_gradient", 0}, {"gradient_intensity", 0}, {"gradient_per_deviation", NAN});
    for (size_t number = 0; number < sizeof figures / sizeof figures[0]; number++)
        expect_no_interval(&fixture, "gradient", figures[number],
                           "of the measured part: 67 % of neighbours are evaluated");
    fixture_close(&fixture);
}

static void same_for_any_threads(void **state) {
    (void)state;
    landscape_fixture fixture;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    fixture_open(&fixture, "nb101:vertices=6", "pruned", "params");
    fixture_hide(&fixture, 0.4, random);
    gsl_rng_free(random);
    for (size_t number = 0; number < NAMES; number++) {
        nsc_analysis_options options = nsc_analysis_defaults();
        nsc_table *one[NSC_ANALYSIS_TABLES], *three[NSC_ANALYSIS_TABLES];
        nsc_error error = {0};
        const nsc_analysis *analysis = nsc_analysis_named(names[number]);
        options.control = NSC_THREADS(1);
        assert_int_equal(nsc_analysis_run(analysis, &fixture.landscape, &options, one, &error), NSC_OK);
        options.control = NSC_THREADS(3);
        assert_int_equal(nsc_analysis_run(analysis, &fixture.landscape, &options, three, &error), NSC_OK);
        for (size_t table = 0; table < analysis->table_count; table++) {
            assert_int_equal(nsc_table_row_count(one[table]), nsc_table_row_count(three[table]));
            for (size_t row = 0; row < nsc_table_row_count(one[table]); row++)
                for (size_t column = 0; column < nsc_table_column_count(one[table]); column++) {
                    const nsc_value a = nsc_table_value(one[table], row, column);
                    const nsc_value b = nsc_table_value(three[table], row, column);
                    assert_int_equal(a.type, b.type);
                    assert_true(a.type != NSC_VALUE_REAL || a.as.real == b.as.real);
                    assert_true(a.type != NSC_VALUE_INTEGER || a.as.integer == b.as.integer);
                }
        }
        nsc_analysis_release(one);
        nsc_analysis_release(three);
    }
    fixture_close(&fixture);
}

/* Everywhere but at the needle the nearest better point is the needle, as far as it is. */
static void a_needle_is_nearest(void **state) {
    (void)state;
    enum { NEEDLE = 4321 };
    landscape_fixture fixture;
    nsc_nearest nearest;
    nsc_error error = {0};
    const uint32_t needle = NEEDLE;
    fixture_open(&fixture, "nb101:vertices=6", "pruned", "params");
    const uint32_t count = fixture.space->point_count;
    uint8_t *hops = calloc(count, 1);
    assert_non_null(hops);
    for (uint32_t point = 0; point < count; point++)
        fixture.fitness.values[point] = point == NEEDLE;
    assert_int_equal(nsc_nearest_find(&nearest, &fixture.landscape, NSC_THREADS(2), &error), NSC_OK);
    assert_int_equal(nsc_graph_hops(&fixture.graph, &needle, 1, hops, &error), NSC_OK);
    for (uint32_t point = 0; point < count; point++) {
        assert_int_equal(nearest.near_distance[point], 1);
        assert_int_equal(nearest.better[point], point == NEEDLE ? NSC_NOWHERE : needle);
        assert_int_equal(nearest.better_distance[point], point == NEEDLE ? NSC_NOWHERE : hops[point]);
    }
    nsc_nearest_release(&nearest);
    free(hops);
    fixture_close(&fixture);
}

static int compare_places(const void *first, const void *second, void *values) {
    const size_t left = *(const size_t *)first, right = *(const size_t *)second;
    const double *x = values;
    if (x[left] != x[right])
        return x[left] < x[right] ? -1 : 1;
    return left < right ? -1 : 1;
}

/* Numbers of one kind: all different; with ties and both zeros; of all sizes, some infinite; almost the same but for a
 * few far away; all the same. */
enum { NUMBER_KINDS = 5 };
static double draw_number(gsl_rng *random, int kind, size_t place) {
    const double drawn = gsl_rng_uniform(random) - 0.5;
    switch (kind) {
    case 0:
        return drawn;
    case 1:
        return trunc(10 * drawn) * (place % 2 == 0 ? 1 : -1);
    case 2:
        return place % 100 == 3 ? copysign(INFINITY, drawn) : drawn * pow(1e30, drawn);
    case 3:
        return place % 500 == 7 ? copysign(1e300, drawn) : 1 + drawn * 0x1p-40;
    default:
        return 7;
    }
}

static void order_of_numbers(void **state) {
    (void)state;
    static const size_t counts[] = {0, 1, 2, 32, 33, 2048, 30000};
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    nsc_error error = {0};
    for (size_t number = 0; number < sizeof counts / sizeof counts[0]; number++)
        for (int kind = 0; kind < NUMBER_KINDS; kind++) {
            const size_t count = counts[number];
            double *x = calloc(count + 1, sizeof *x);
            size_t *order = calloc(count + 1, sizeof *order), *expected = calloc(count + 1, sizeof *expected);
            for (size_t place = 0; place < count; place++) {
                x[place] = draw_number(random, kind, place);
                expected[place] = place;
            }
            qsort_r(expected, count, sizeof *expected, compare_places, x);
            assert_int_equal(nsc_ascending(x, count, order, &error), NSC_OK);
            assert_memory_equal(order, expected, count * sizeof *order);
            free(x);
            free(order);
            free(expected);
        }
    gsl_rng_free(random);
}

/* Distances of words are those of a search in the graph. */
static void distances_of_words(void **state) {
    (void)state;
    landscape_fixture fixture;
    nsc_error error = {0};
    fixture_open(&fixture, "hamming:3^7", "substitution", "symbol_1");
    const uint32_t count = fixture.space->point_count;
    uint8_t *words = calloc(count, 1), *hops = calloc(count, 1);
    assert_true(nsc_distance_is_of_words(&fixture.landscape, nsc_distance_named("hops")));
    assert_false(nsc_distance_is_of_words(&fixture.landscape, nsc_distance_named("edit")));
    for (uint32_t from = 0; from < count; from += 97) {
        nsc_word_distances(fixture.space, from, words);
        assert_int_equal(nsc_graph_hops(&fixture.graph, &from, 1, hops, &error), NSC_OK);
        assert_memory_equal(words, hops, count);
    }
    free(words);
    free(hops);
    fixture_close(&fixture);
    fixture_open(&fixture, "nb101:vertices=4", "pruned", "params");
    assert_false(nsc_distance_is_of_words(&fixture.landscape, nsc_distance_named("hops")));
    fixture_close(&fixture);
}

/* Sets of the best points of fitness that falls with the distance from one of them. */
static void fill_sets(nsc_best_sets *sets, const landscape_fixture *fixture, size_t *order) {
    static const double shares[NSC_BEST_SETS] = {.02, .05, .1, .25, 1};
    const uint32_t count = fixture->space->point_count;
    nsc_error error = {0};
    sets->points = calloc(count, sizeof *sets->points);
    assert_int_equal(nsc_ascending(fixture->fitness.values, count, order, &error), NSC_OK);
    for (uint32_t place = 0; place < count; place++)
        sets->points[place] = (uint32_t)order[count - 1 - place];
    for (size_t set = 0; set < NSC_BEST_SETS; set++)
        sets->counts[set] = (size_t)(shares[set] * count);
}

/* Searches of many sources at once count what one search each finds; some points are not known, and some are in a part
 * of the graph of their own. */
static void hops_of_sources(void **state) {
    (void)state;
    enum { SMALL = 200, KNOWN = 2000 };
    landscape_fixture fixture;
    nsc_sources sources;
    nsc_error error = {0};
    fixture_open(&fixture, "nb101:vertices=5", "strict", "params");
    const uint32_t count = fixture.space->point_count;
    uint8_t *hops = calloc(count, 1);
    nsc_best_sets sets = {.points = calloc(count, sizeof *sets.points), .counts = {SMALL, SMALL, 500, 501, KNOWN}};
    for (uint32_t place = 0; place < KNOWN; place++)
        sets.points[place] = (uint32_t)(place * 1361ULL % count);
    nsc_analysis_options options = nsc_analysis_defaults();
    assert_int_equal(nsc_sources_measure(&sources, &fixture.landscape, &sets, &options, &error), NSC_OK);
    assert_true(sources.exact);
    assert_int_equal(sources.count, KNOWN);
    for (size_t source = 0; source < KNOWN; source += 31) {
        assert_int_equal(sources.places[source], source);
        assert_int_equal(nsc_graph_hops(&fixture.graph, &sets.points[source], 1, hops, &error), NSC_OK);
        for (size_t set = 0; set < NSC_BEST_SETS; set++) {
            nsc_distance_counts expected = {0};
            for (size_t place = 0; place < sets.counts[set]; place++)
                expected.counts[hops[sets.points[place]]]++;
            expected.counts[0] = expected.counts[NSC_UNREACHED] = 0;
            assert_memory_equal(&sources.counts[source * NSC_BEST_SETS + set], &expected, sizeof expected);
        }
    }
    nsc_sources_release(&sources);
    free(sets.points);
    free(hops);
    fixture_close(&fixture);
}

/* Of many seeds, intervals cover the exact means, ratios and differences of words about as often as they say; `most` is
 * the largest share. */
static void check_intervals_of_sources(unsigned sample, unsigned most) {
    enum { SEEDS = 300, FIGURES = 3 };
    landscape_fixture fixture;
    nsc_best_sets sets;
    nsc_error error = {0};
    double means[NSC_BEST_SETS];
    unsigned held[NSC_BEST_SETS][FIGURES] = {0};
    fixture_open(&fixture, "hamming:3^9", "substitution",
                 "symbol_1"); /* 19,683 points: too many pairs for all of them */
    const uint32_t count = fixture.space->point_count;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    uint8_t *distances = calloc(count, 1);
    size_t *order = calloc(count, sizeof *order);
    nsc_word_distances(fixture.space, 1234, distances);
    for (uint32_t point = 0; point < count; point++)
        fixture.fitness.values[point] = gsl_rng_uniform(random) * 6 - distances[point];
    fill_sets(&sets, &fixture, order);
    assert_int_equal(nsc_word_means(fixture.space, &sets, means, &error), NSC_OK);
    nsc_analysis_options options = nsc_analysis_defaults();
    options.sample = sample;
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        nsc_sources sources;
        nsc_dispersion found[NSC_BEST_SETS];
        options.seed = seed;
        assert_int_equal(nsc_sources_measure(&sources, &fixture.landscape, &sets, &options, &error), NSC_OK);
        assert_false(sources.exact);
        nsc_dispersion_estimate(&sources, &sets, NULL, found);
        for (size_t set = 0; set < NSC_BEST_SETS; set++) {
            const nsc_estimate shown[FIGURES] = {found[set].mean, found[set].ratio, found[set].difference};
            const double exact[FIGURES] = {means[set], means[set] / means[NSC_ALL_EVALUATED],
                                           means[set] - means[NSC_ALL_EVALUATED]};
            for (size_t figure = 0; figure < FIGURES; figure++)
                held[set][figure] +=
                    shown[figure].low <= exact[figure] + 1e-12 && exact[figure] - 1e-12 <= shown[figure].high;
        }
        nsc_sources_release(&sources);
    }
    for (size_t set = 0; set < NSC_BEST_SETS; set++)
        for (size_t figure = 0; figure < FIGURES; figure++) {
            print_message("set %zu, figure %zu: %u of %d\n", set, figure, held[set][figure], SEEDS);
            if (set < NSC_ALL_EVALUATED)
                assert_in_range(held[set][figure], SEEDS * 91 / 100, SEEDS * most / 100);
        }
    assert_int_equal(held[NSC_ALL_EVALUATED][0], SEEDS); /* every point of the whole space is as far from the others */
    free(sets.points);
    free(distances);
    free(order);
    gsl_rng_free(random);
    fixture_close(&fixture);
}

/* By 20 sources a layer, and by 3, where the layer that has most of the error decides about the degrees of freedom. */
static void intervals_of_sources(void **state) {
    (void)state;
    check_intervals_of_sources(2000, 99);
    check_intervals_of_sources(300, 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_square),
        cmocka_unit_test(neighbours_of_equal_means),
        cmocka_unit_test(correlations_at_their_limit),
        cmocka_unit_test(two_optima),
        cmocka_unit_test(degenerate_landscapes),
        cmocka_unit_test(the_measured_part),
        cmocka_unit_test(one_hidden_neighbour),
        cmocka_unit_test(shares_in_per_cent),
        cmocka_unit_test(equal_fitness_of_a_part),
        cmocka_unit_test(same_for_any_threads),
        cmocka_unit_test(a_needle_is_nearest),
        cmocka_unit_test(order_of_numbers),
        cmocka_unit_test(distances_of_words),
        cmocka_unit_test(hops_of_sources),
        cmocka_unit_test(intervals_of_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
