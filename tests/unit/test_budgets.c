/*
 * Budgets: Kendall's correlation against the definition, pair by pair, and scipy's documented example; the tables on
 * made-up runs against slow statistics; what must hold of persistence for rankings that are equal or unrelated; how
 * often intervals hold the truth; data that lacks budgets.
 */
#include "made_runs.h"
#include "pair_sample.h"

#include "analysis/estimators/shared_best.h"

#include <gsl/gsl_randist.h>

static double kendall_of(const double *x, const double *y, size_t count) {
    const nsc_estimate kendall = kendall_of_pairs(x, y, count, count);
    assert_true((isnan(kendall.value) && isnan(kendall.low)) ||
                (kendall.low == kendall.value && kendall.high == kendall.value));
    return kendall.value;
}

/* ---- Kendall ---- */

static void kendall_by_pairs(void **state) {
    (void)state;
    gsl_rng *random = random_stream(11, 0);
    double x[200], y[200];
    for (int round = 0; round < 2000; round++) {
        const size_t count = 2 + gsl_rng_uniform_int(random, 199);
        const unsigned long levels = round % 3 == 0 ? 3 : round % 3 == 1 ? 30 : 1000000000;
        for (size_t number = 0; number < count; number++) {
            x[number] = (double)gsl_rng_uniform_int(random, levels);
            y[number] = round % 2 == 0 ? (double)gsl_rng_uniform_int(random, levels)
                                       : x[number] + (double)gsl_rng_uniform_int(random, levels);
        }
        const double expected = slow_kendall(x, y, count), found = kendall_of(x, y, count);
        assert_near(found, isfinite(expected) ? expected : NAN, "kendall");
        assert_near(kendall_of(y, x, count), found, "sides exchanged");
        for (size_t left = count; left > 1; left--) {
            const size_t drawn = gsl_rng_uniform_int(random, left);
            const double swapped[2] = {x[drawn], y[drawn]};
            x[drawn] = x[left - 1], y[drawn] = y[left - 1];
            x[left - 1] = swapped[0], y[left - 1] = swapped[1];
        }
        assert_true(kendall_of(x, y, count) == found || isnan(found));
    }
    gsl_rng_free(random);
}

static void kendall_examples(void **state) {
    (void)state;
    const double x[] = {12, 2, 1, 12, 2}, y[] = {1, 4, 7, 1, 0}, rising[] = {1, 2, 3, 4, 5}, equal[] = {3, 3, 3, 3, 3};
    assert_near(kendall_of(x, y, 5), -0.47140452079103173, "scipy.stats.kendalltau's example");
    assert_near(kendall_of(rising, rising, 5), 1, "the same");
    assert_true(isnan(kendall_of(rising, equal, 5)) && isnan(kendall_of(equal, rising, 5)));
    assert_true(isnan(kendall_of(rising, rising, 1)) && isnan(kendall_of(rising, rising, 0)));
}

/* Points of two sizes, of which one stands for 2 and one for 5: against the list in which each is repeated as often. */
static void kendall_by_repeated_points(void **state) {
    (void)state;
    enum { COUNT = 80, MOST = 5 };
    static const unsigned repeats[2] = {2, MOST};
    static double x[COUNT], y[COUNT], sizes[COUNT * MOST], all_x[COUNT * MOST], all_y[COUNT * MOST];
    gsl_rng *random = random_stream(11, 2);
    for (int round = 0; round < 200; round++) {
        const unsigned long levels = round % 2 == 0 ? 4 : 50;
        size_t population = COUNT, listed = 0;
        for (size_t point = 0; point < COUNT; point++) {
            const size_t large = gsl_rng_uniform_int(random, 4) == 0;
            x[point] = (double)gsl_rng_uniform_int(random, levels);
            y[point] = x[point] + (double)gsl_rng_uniform_int(random, levels);
            sizes[point] = 5 + (double)large;
            for (unsigned repeat = 0; repeat < repeats[large]; repeat++) {
                if (repeat > 0)
                    sizes[population++] = sizes[point];
                all_x[listed] = x[point];
                all_y[listed++] = y[point];
            }
        }
        pair_sample pairs;
        nsc_estimate kendall;
        open_pairs(&pairs, x, y, COUNT, population, sizes);
        REQUIRE_OK(nsc_kendall(&pairs.sample, &kendall, &error));
        close_pairs(&pairs);
        assert_near(kendall.value, slow_kendall(all_x, all_y, listed), "kendall with weights");
    }
    gsl_rng_free(random);
}

/* How many of 1,000 intervals from half of a population hold the population's tau. */
static void kendall_intervals_hold(void **state) {
    (void)state;
    enum { ALL = 600, ROUNDS = 1000 };
    static const double shares[] = {0.1, 0.5};
    static double x[ALL], y[ALL], taken[2][ALL];
    gsl_rng *random = random_stream(11, 1);
    for (size_t share = 0; share < 2; share++) {
        int held = 0;
        for (int round = 0; round < ROUNDS; round++) {
            size_t count = 0;
            for (size_t number = 0; number < ALL; number++) {
                gsl_ran_bivariate_gaussian(random, 1, 1, 0.6, &x[number], &y[number]);
                if (gsl_rng_uniform(random) < shares[share]) {
                    taken[0][count] = x[number];
                    taken[1][count++] = y[number];
                }
            }
            const nsc_estimate kendall = kendall_of_pairs(taken[0], taken[1], count, ALL);
            const double truth = kendall_of(x, y, ALL);
            held += kendall.low <= truth && truth <= kendall.high;
        }
        print_message("share %g: %d of %d intervals hold tau\n", shares[share], held, ROUNDS);
        assert_in_range(held, 930, 985); /* with a point added */
    }
    gsl_rng_free(random);
}

/* ---- made-up budgets ---- */

/* How many points of the space a point with runs stands for: of 4 vertices one in two has them, of fewer all. */
static unsigned stands_for(uint32_t point, bool complete) {
    static double sizes[MADE_CELLS];
    const int feature = nsc_space_feature_with_role(made.space, NSC_FEATURE_SIZE);
    assert_int_equal(made.space->feature_values(made.space, (size_t)feature, NSC_THREADS(1), sizes, NULL), NSC_OK);
    return complete || sizes[point] < 4 ? 1 : point % 2 == 0 ? 2 : 0;
}

/* The longer, the less noise; `levels` makes ties. */
static void make_runs(unsigned levels, bool complete, gsl_rng *random) {
    for (uint32_t point = 0; point < made.space->point_count; point++) {
        const double truth = gsl_ran_gaussian(random, 1);
        for (int budget = 0; budget < MADE_BUDGETS; budget++)
            for (int split = MADE_VALID; split <= MADE_TEST; split++) {
                const double noisy = truth + gsl_ran_gaussian(random, 1.0 / (1 + budget));
                const double value = 0.5 + floor(noisy * levels) / (20.0 * levels);
                made.runs[split][budget][0][point] = stands_for(point, complete) > 0 ? value : NAN;
            }
    }
}

static int budget_of(const char *rule) {
    const int epochs = (int)strtol(strchr(rule, '@') + 1, NULL, 10);
    for (int budget = 0; budget < MADE_BUDGETS; budget++)
        if (made_epochs[budget] == epochs)
            return budget;
    fail_msg("%s", rule);
    return 0;
}

static const double *values_of(const char *rule) {
    return made.runs[strncmp(rule, "valid", 5) == 0 ? MADE_VALID : MADE_TEST][budget_of(rule)][0];
}

/* Among the best: those that fewer than ⌈q n / 100⌉ others exceed. A point is listed as often as it stands for one of
 * the space, so that plain statistics of the list are the weighted ones; *count is that of points. */
static size_t take_best(const char *first, const char *second, double percent, bool complete, double *x, double *y,
                        size_t *points) {
    const double *all_x = values_of(first), *all_y = values_of(second);
    unsigned times[MADE_CELLS];
    size_t both = 0, count = 0;
    *points = 0;
    for (uint32_t point = 0; point < made.space->point_count; point++)
        both += times[point] = stands_for(point, complete);
    for (uint32_t point = 0; point < made.space->point_count; point++) {
        double better = 0;
        for (uint32_t other = 0; other < made.space->point_count; other++)
            better += times[other] > 0 && all_y[other] > all_y[point] ? times[other] : 0;
        if (times[point] == 0 || better >= ceil((double)both * percent / 100))
            continue;
        (*points)++;
        for (unsigned time = 0; time < times[point]; time++) {
            x[count] = all_x[point];
            y[count++] = all_y[point];
        }
    }
    return count;
}

static void check_correlations(const nsc_table *table, bool complete) {
    static double x[MADE_CELLS], y[MADE_CELLS];
    assert_int_equal(nsc_table_row_count(table), 10 * 4);
    for (size_t row = 0; row < nsc_table_row_count(table); row++) {
        const char *among = text_of(table, row, "among");
        const double percent = strcmp(among, "all") == 0 ? 100 : strtod(among + strlen("best "), NULL);
        size_t points;
        const size_t count =
            take_best(text_of(table, row, "first"), text_of(table, row, "second"), percent, complete, x, y, &points);
        assert_near(number_of(table, row, "count"), (double)points, "count");
        assert_near(number_of(table, row, "pearson"), slow_pearson(x, y, count), "pearson");
        assert_near(number_of(table, row, "spearman"), slow_spearman(x, y, count), "spearman");
        assert_near(number_of(table, row, "kendall"), slow_kendall(x, y, count), "kendall");
        static const char *const names[][3] = {{"pearson", "pearson_low", "pearson_high"},
                                               {"spearman", "spearman_low", "spearman_high"},
                                               {"kendall", "kendall_low", "kendall_high"}};
        for (size_t name = 0; name < 3; name++) {
            const double value = number_of(table, row, names[name][0]);
            const double low = number_of(table, row, names[name][1]), high = number_of(table, row, names[name][2]);
            if (points < 2)
                assert_true(isnan(value) && strcmp(text_of(table, row, "reason"), "only one point has both") == 0);
            else if (complete)
                assert_true((low == value && high == value) || isnan(value));
            else
                assert_true(points < 30 ? isnan(low) : low < value && value < high);
        }
        if (!complete && points >= 2 && !isnan(number_of(table, row, "pearson")))
            assert_string_equal(text_of(table, row, "reason"), points < 30 ? "too few points for an interval" : "");
    }
}

/*
 * The share of the first k places that a point has: places of a ranking are intervals from 0 on, one as long as the
 * point's weight, and tied points take theirs together; what of these lies below k, divided by how long they are.
 */
static double slow_share(const double *values, const double *weights, uint32_t point, bool worst, double places) {
    double begin = 0, end = 0;
    for (uint32_t other = 0; other < made.space->point_count; other++) {
        if (weights[other] == 0)
            continue;
        begin += (worst ? values[other] < values[point] : values[other] > values[point]) ? weights[other] : 0;
        end += (worst ? values[other] <= values[point] : values[other] >= values[point]) ? weights[other] : 0;
    }
    return fmax(fmin(end, places) - begin, 0) / (end - begin);
}

static double slow_persistence(const int *budgets, size_t budget_count, bool worst, double percent, bool complete,
                               double *count) {
    static double weights[MADE_CELLS];
    const uint32_t point_count = made.space->point_count;
    double held = 0, all = 0;
    *count = 0;
    for (uint32_t point = 0; point < point_count; point++) {
        weights[point] = stands_for(point, complete);
        all += weights[point];
        *count += weights[point] > 0;
    }
    for (uint32_t point = 0; point < point_count; point++) {
        if (weights[point] == 0)
            continue;
        double least = 1;
        for (size_t budget = 0; budget < budget_count; budget++)
            least = fmin(least, slow_share(made.runs[MADE_TEST][budgets[budget]][0], weights, point, worst,
                                           all * percent / 100));
        held += weights[point] * least;
    }
    return held / (all * percent / 100);
}

static void check_persistence(const nsc_table *persistence, const nsc_table *areas, bool complete) {
    static const struct {
        const char *names;
        int budgets[MADE_BUDGETS];
        size_t count;
    } sets[] = {
        {"4, 12, 36, 108", {0, 1, 2, 3}, 4}, {"4, 108", {0, 3}, 2}, {"12, 108", {1, 3}, 2}, {"36, 108", {2, 3}, 2}};
    double area = 0, before = 0;
    assert_int_equal(nsc_table_row_count(persistence), 4 * 2 * 25);
    for (size_t row = 0; row < nsc_table_row_count(persistence); row++) {
        const size_t set = row / 50, percent = row % 25 + 1;
        const bool worst = row % 50 >= 25;
        double count;
        const double expected =
            slow_persistence(sets[set].budgets, sets[set].count, worst, (double)percent, complete, &count);
        const double low = number_of(persistence, row, "low"), high = number_of(persistence, row, "high");
        assert_string_equal(text_of(persistence, row, "budgets"), sets[set].names);
        assert_string_equal(text_of(persistence, row, "side"), worst ? "worst" : "best");
        assert_near(number_of(persistence, row, "percent"), (double)percent, "percent");
        assert_near(number_of(persistence, row, "count"), count, "count");
        assert_near(number_of(persistence, row, "persistence"), expected, "persistence");
        assert_near(number_of(persistence, row, "points_persisting"), expected * count * (double)percent / 100,
                    "points");
        assert_near(number_of(persistence, row, "by_chance"), pow((double)percent / 100, (double)sets[set].count - 1),
                    "by chance");
        assert_true(complete ? low == high : isnan(low) && strcmp(text_of(persistence, row, "reason"), "") != 0);
        if (set > 0)
            continue;
        area = percent == 1 ? 0.01 * expected : area + 0.005 * (before + expected);
        before = expected;
        if (percent == 25) {
            assert_string_equal(text_of(areas, worst, "side"), worst ? "worst" : "best");
            assert_near(number_of(areas, worst, "area"), area, "area");
            assert_near(number_of(areas, worst, "persistence_25"), expected, "persistence at 25 %");
        }
    }
    assert_int_equal(nsc_table_row_count(areas), 2);
}

static void tables_by_definition(void **state) {
    (void)state;
    gsl_rng *random = random_stream(11, 2);
    nsc_analysis_options options = nsc_analysis_defaults();
    options.top_percent = 20;
    for (int round = 0; round < 3; round++) {
        nsc_table *tables[NSC_ANALYSIS_TABLES], *again[NSC_ANALYSIS_TABLES];
        const bool complete = round == 0;
        make_runs(round == 2 ? 2 : 1000000, complete, random);
        made_look_at(&made, "test@108");
        options.control = NSC_THREADS(1);
        made_analyse(&made, "budgets", &options, tables);
        options.control = NSC_THREADS(2);
        made_analyse(&made, "budgets", &options, again);
        for (size_t table = 0; table < 3; table++)
            assert_same_tables(tables[table], again[table]);
        check_correlations(tables[0], complete);
        check_persistence(tables[1], tables[2], complete);
        nsc_analysis_release(tables);
        nsc_analysis_release(again);
    }
    gsl_rng_free(random);
}

/* Whatever the ties, the same ranking persists as a whole. */
static void equal_rankings_persist(void **state) {
    (void)state;
    gsl_rng *random = random_stream(11, 3);
    const nsc_analysis_options options = nsc_analysis_defaults();
    for (unsigned long levels = 2; levels < 2000; levels *= 3) {
        nsc_table *tables[NSC_ANALYSIS_TABLES];
        for (uint32_t point = 0; point < made.space->point_count; point++) {
            const double value = (double)gsl_rng_uniform_int(random, levels);
            for (int budget = 0; budget < MADE_BUDGETS; budget++)
                made.runs[MADE_TEST][budget][0][point] = value * (1 + budget);
        }
        made_look_at(&made, "test@36");
        made_analyse(&made, "budgets", &options, tables);
        for (size_t row = 0; row < nsc_table_row_count(tables[1]); row++)
            assert_near(number_of(tables[1], row, "persistence"), 1, "equal rankings");
        for (size_t side = 0; side < 2; side++)
            assert_near(number_of(tables[2], side, "area"), 0.25, "area of equal rankings");
        nsc_analysis_release(tables);
    }
    gsl_rng_free(random);
}

/* Rankings that have nothing to do with each other persist by chance, pairs of them by q % on average. */
static void unrelated_rankings_persist_by_chance(void **state) {
    (void)state;
    enum { ROUNDS = 300, PAIR_ROWS = 50, ROWS = 200 };
    gsl_rng *random = random_stream(11, 8);
    const nsc_analysis_options options = nsc_analysis_defaults();
    double means[ROWS] = {0};
    for (int round = 0; round < ROUNDS; round++) {
        nsc_table *tables[NSC_ANALYSIS_TABLES];
        for (uint32_t point = 0; point < made.space->point_count; point++)
            for (int budget = 0; budget < MADE_BUDGETS; budget++)
                made.runs[MADE_TEST][budget][0][point] = gsl_rng_uniform(random);
        made_look_at(&made, "test@36");
        made_analyse(&made, "budgets", &options, tables);
        for (size_t row = PAIR_ROWS; row < ROWS; row++)
            means[row] += number_of(tables[1], row, "persistence") / ROUNDS;
        for (size_t side = 0; side < 2; side++)
            assert_near(number_of(tables[2], side, "area_by_chance"), 0.00097813, "area by chance");
        nsc_analysis_release(tables);
    }
    /* Means over all rounds of shares of 91 q / 100 places: within four standard errors, those of as many draws. */
    for (size_t row = PAIR_ROWS; row < ROWS; row++) {
        const double share = (double)(row % 25 + 1) / 100;
        const double error = sqrt(share * (1 - share) / (91 * share * ROUNDS));
        if (fabs(means[row] - share) > 4 * error)
            fail_msg("unrelated rankings, row %zu: %g, expected %g +- %g", row, means[row], share, error);
    }
    gsl_rng_free(random);
}

/* How often the interval of the best 10 % that two rankings share, from a third of the points, holds what the whole
 * gives; and what it says of few places and of many ties. */
static void shared_best_intervals_hold(void **state) {
    (void)state;
    enum { ALL = 3000, ROUNDS = 400 };
    static double values[2][ALL], known[ALL], taken[2][ALL], sizes[ALL];
    static nsc_standing standings[2][ALL];
    static uint32_t points[ALL];
    const nsc_order order = {.direction = NSC_MAXIMISE};
    const double *const columns[] = {known};
    const nsc_design_data data = {ALL, sizes, columns, 1, NULL, NULL};
    gsl_rng *random = random_stream(11, 4);
    int held = 0;
    for (int round = 0; round < ROUNDS; round++) {
        nsc_estimate share[2], few;
        const char *reason;
        for (int part = 0; part < 2; part++) { /* all, then a third */
            nsc_rankings rankings = {.sides = {standings[0], standings[1]}, .side_count = 2};
            nsc_design design;
            for (uint32_t point = 0; point < ALL; point++) {
                if (part == 0)
                    gsl_ran_bivariate_gaussian(random, 1, 1, 0.7, &values[0][point], &values[1][point]);
                known[point] = part == 0 || gsl_rng_uniform(random) < 1.0 / 3 ? 1 : NAN;
                if (isnan(known[point]))
                    continue;
                points[rankings.count] = point;
                taken[0][rankings.count] = values[0][point];
                taken[1][rankings.count++] = values[1][point];
            }
            for (int side = 0; side < 2; side++)
                assert_int_equal(nsc_standings(&order, taken[side], NULL, rankings.count, standings[side], NULL),
                                 NSC_OK);
            assert_int_equal(nsc_design_of(&design, &data, NULL), NSC_OK);
            assert_int_equal(
                nsc_share_held(&rankings, (double)rankings.count / 10, &design, points, &share[part], &reason, NULL),
                NSC_OK);
            assert_null(reason);
            assert_int_equal(nsc_share_held(&rankings, 20, &design, points, &few, &reason, NULL), NSC_OK);
            assert_true(part == 0 ? few.low == few.value : isnan(few.low) && reason != NULL);
            nsc_design_release(&design);
        }
        assert_true(share[0].low == share[0].value && share[1].low < share[1].value);
        held += share[1].low <= share[0].value && share[0].value <= share[1].high;
    }
    print_message("%d of %d intervals of the shared best hold the truth\n", held, ROUNDS);
    assert_in_range(held, ROUNDS * 91 / 100, ROUNDS * 99 / 100);
    gsl_rng_free(random);
}

/* ---- what is not held ---- */

static void forget(int split, int budget) {
    for (uint32_t point = 0; point < made.space->point_count; point++)
        made.runs[split][budget][0][point] = NAN;
}

static void one_budget_says_why(void **state) {
    (void)state;
    gsl_rng *random = random_stream(11, 5);
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    make_runs(1000000, true, random);
    gsl_rng_free(random);
    forget(MADE_TEST, 0), forget(MADE_TEST, 1), forget(MADE_TEST, 3);
    made_look_at(&made, "test@36");
    made_analyse(&made, "budgets", &options, tables);
    size_t row = row_with(tables[0], "first", "test@4:mean", "second", "test@36:mean");
    assert_string_equal(text_of(tables[0], row, "reason"), "the data does not hold test@4:mean");
    assert_true(isnan(number_of(tables[0], row, "kendall")) && number_of(tables[0], row, "count") == 0);
    row = row_with(tables[0], "first", "test@36:mean", "second", "test@108:mean");
    assert_string_equal(text_of(tables[0], row, "reason"), "the data does not hold test@108:mean");
    row = row_with(tables[0], "first", "valid@36:mean", "second", "test@36:mean");
    assert_string_equal(text_of(tables[0], row, "reason"), "");
    assert_true(number_of(tables[0], row, "kendall") > 0.5);
    assert_string_equal(text_of(tables[1], 0, "reason"), "only one budget is available");
    row = row_with(tables[1], "budgets", "4, 36", "side", "worst");
    assert_string_equal(text_of(tables[1], row, "reason"), "the data does not hold test@4:mean");
    assert_int_equal(nsc_table_row_count(tables[1]), 8);
    for (size_t side = 0; side < 2; side++) {
        assert_string_equal(text_of(tables[2], side, "reason"), "only one budget is available");
        assert_true(isnan(number_of(tables[2], side, "area")));
    }
    nsc_analysis_release(tables);
}

static void disjoint_budgets_say_why(void **state) {
    (void)state;
    gsl_rng *random = random_stream(11, 6);
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    make_runs(1000000, true, random);
    gsl_rng_free(random);
    for (uint32_t point = 0; point < made.space->point_count; point++)
        made.runs[MADE_TEST][point % 2 == 0 ? 2 : 3][0][point] = NAN;
    made_look_at(&made, "test@36");
    made_analyse(&made, "budgets", &options, tables);
    const size_t row = row_with(tables[0], "first", "test@36:mean", "second", "test@108:mean");
    assert_string_equal(text_of(tables[0], row, "reason"), "no point has both");
    assert_string_equal(text_of(tables[1], 0, "reason"), "no point has a fitness at all of them");
    nsc_analysis_release(tables);
}

static void refused(nsc_status expected, const char *words) {
    const nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    assert_int_equal(nsc_analysis_run(nsc_analysis_named("budgets"), &made.landscape, &options, tables, &error),
                     expected);
    if (strstr(error.message, words) == NULL)
        fail_msg("%s", error.message);
}

static void nothing_to_compare(void **state) {
    (void)state;
    gsl_rng *random = random_stream(11, 7);
    const nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    make_runs(1000000, true, random);
    gsl_rng_free(random);
    made_look_at(&made, "test@36");
    const nsc_landscape landscape = made.landscape;
    nsc_fitness other = *landscape.fitness;
    other.rule = nsc_fitness_rule_of(NSC_METRIC_TEST, 37, NSC_POLICY_MEAN);
    made.landscape = nsc_landscape_of(made.space, &made.graph, &other);
    refused(NSC_MISSING, "none of 4, 12, 36, 108 epochs");
    made.landscape = landscape;
    made.fails = NSC_INVALID;
    refused(NSC_INVALID, "damaged");
    made.fails = NSC_OK;
    made_look_at(&made, "params");
    made_analyse(&made, "budgets", &options, tables);
    for (size_t table = 0; table < 3; table++) {
        assert_int_equal(nsc_table_row_count(tables[table]), 1);
        assert_string_equal(text_of(tables[table], 0, "reason"),
                            "the fitness params has no number of epochs; "
                            "`analyse compare --fitness A --with B` compares any two");
    }
    nsc_analysis_release(tables);
}

/* ---- the program ---- */

static int open_middle(void **state) {
    (void)state;
    made_open(&made, "nb101:vertices=5", "pruned");
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kendall_by_pairs),
        cmocka_unit_test(kendall_examples),
        cmocka_unit_test(kendall_by_repeated_points),
        cmocka_unit_test(kendall_intervals_hold),
        cmocka_unit_test_setup_teardown(tables_by_definition, open_made, close_made),
        cmocka_unit_test_setup_teardown(equal_rankings_persist, open_made, close_made),
        cmocka_unit_test_setup_teardown(unrelated_rankings_persist_by_chance, open_made, close_made),
        cmocka_unit_test_setup_teardown(shared_best_intervals_hold, open_middle, close_made),
        cmocka_unit_test_setup_teardown(one_budget_says_why, open_made, close_made),
        cmocka_unit_test_setup_teardown(disjoint_budgets_say_why, open_made, close_made),
        cmocka_unit_test_setup_teardown(nothing_to_compare, open_made, close_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
