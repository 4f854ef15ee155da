/*
 * Readings of the fitness-distance correlation, and peaks: intervals from hidden parts of a complete fitness, targets
 * within standard errors, and landscapes that leave little to say. The figures themselves are checked by
 * tests/oracle/check_encodings.py.
 */
#include "landscape_fixture.h"
#include "table_cells.h"

#include "analysis/estimators/fitness_by_distance.h"
#include "analysis/estimators/statistics.h"

#include <gsl/gsl_randist.h>

/* ---- tables ---- */

static bool is_missing(const nsc_table *table, size_t row, const char *column) {
    return cell_of(table, row, column).type == NSC_VALUE_MISSING;
}

static nsc_status run_analysis(const landscape_fixture *fixture, const char *name, const nsc_control *control,
                               nsc_table *tables[NSC_ANALYSIS_TABLES], nsc_error *error) {
    nsc_analysis_options options = nsc_analysis_defaults();
    options.control = control;
    return nsc_analysis_run(nsc_analysis_named(name), &fixture->landscape, &options, tables, error);
}

static void set_known_count(landscape_fixture *fixture) {
    fixture->fitness.known_count = 0;
    for (uint32_t point = 0; point < fixture->space->point_count; point++)
        fixture->fitness.known_count += nsc_fitness_known(&fixture->fitness, point);
}

static void give_standard_errors(landscape_fixture *fixture, double standard_error) {
    nsc_error error = {0};
    assert_int_equal(
        nsc_allocate(&fixture->fitness.standard_errors, fixture->space->point_count, sizeof(double), &error), NSC_OK);
    for (uint32_t point = 0; point < fixture->space->point_count; point++)
        fixture->fitness.standard_errors[point] = standard_error;
}

/* ---- threads ---- */

static void same_tables(nsc_table *const *left, nsc_table *const *right) {
    for (size_t table = 0; table < NSC_ANALYSIS_TABLES && left[table] != NULL; table++) {
        assert_int_equal(nsc_table_row_count(left[table]), nsc_table_row_count(right[table]));
        assert_true(nsc_table_row_count(left[table]) > 0);
        for (size_t row = 0; row < nsc_table_row_count(left[table]); row++)
            for (size_t column = 0; column < nsc_table_column_count(left[table]); column++) {
                const nsc_value a = nsc_table_value(left[table], row, column);
                const nsc_value b = nsc_table_value(right[table], row, column);
                assert_int_equal(a.type, b.type);
                if (a.type == NSC_VALUE_REAL)
                    assert_true(a.as.real == b.as.real);
                else if (a.type == NSC_VALUE_INTEGER)
                    assert_true(a.as.integer == b.as.integer);
                else if (a.type == NSC_VALUE_TEXT)
                    assert_string_equal(a.as.text, b.as.text);
            }
    }
}

static void threads_make_no_difference(void **state) {
    (void)state;
    static const char *const names[] = {"readings", "peaks"};
    landscape_fixture fixture;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    fixture_open(&fixture, "nb101:vertices=5", "pruned", "params");
    fixture_hide(&fixture, 0.4, random);
    give_standard_errors(&fixture, 2e6);
    for (size_t name = 0; name < 2; name++) {
        nsc_table *alone[NSC_ANALYSIS_TABLES], *together[NSC_ANALYSIS_TABLES];
        nsc_error error = {0};
        assert_int_equal(run_analysis(&fixture, names[name], NSC_THREADS(1), alone, &error), NSC_OK);
        assert_int_equal(run_analysis(&fixture, names[name], NSC_THREADS(2), together, &error), NSC_OK);
        same_tables(alone, together);
        nsc_analysis_release(alone);
        nsc_analysis_release(together);
    }
    gsl_rng_free(random);
    fixture_close(&fixture);
}

/* ---- intervals ---- */

/* A fitness that is linear in what cells are built of, and noise of half its deviation. */
static void make_linear_fitness(landscape_fixture *fixture, gsl_rng *random) {
    const nsc_space *space = fixture->space;
    nsc_error error = {0};
    double *feature = NULL;
    assert_int_equal(nsc_allocate(&feature, space->point_count, sizeof *feature, &error), NSC_OK);
    memset(fixture->complete, 0, space->point_count * sizeof(double));
    for (size_t number = 0; number < space->feature_count; number++) {
        const nsc_feature_role role = space->features[number].role;
        const double slope = role == NSC_FEATURE_SYMBOL_COUNT ? 0.01 * (double)number
                             : role == NSC_FEATURE_DEPTH      ? -0.02
                             : role == NSC_FEATURE_SIZE       ? 0.01
                                                              : 0;
        assert_int_equal(space->feature_values(space, number, NSC_THREADS(2), feature, &error), NSC_OK);
        for (uint32_t point = 0; point < space->point_count; point++)
            fixture->complete[point] += slope * feature[point];
    }
    const double deviation = nsc_moments_of(fixture->complete, space->point_count).standard_deviation;
    assert_true(deviation > 0);
    for (uint32_t point = 0; point < space->point_count; point++)
        fixture->complete[point] += gsl_ran_gaussian(random, deviation / 2);
    free(feature);
}

/* Pearson's correlation over all weight, by plain sums. */
static double true_correlation(const nsc_points_by_distance *surroundings, const double *values) {
    long double weight = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (uint32_t point = 0; point < surroundings->point_count; point++)
        for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++) {
            const double own = surroundings->counts != NULL
                                   ? surroundings->counts[(size_t)point * NSC_ENCODING_DISTANCES + distance]
                                   : surroundings->distances[point] == distance;
            weight += own;
            x += own * values[point];
            y += own * distance;
            xx += own * values[point] * values[point];
            yy += own * distance * distance;
            xy += own * values[point] * distance;
        }
    return (double)((xy * weight - x * y) / (sqrtl(xx * weight - x * x) * sqrtl(yy * weight - y * y)));
}

/* Hides a share of the cells; those of sizes below `least` stay, where each stands for a large part of the space. */
static void hide(landscape_fixture *fixture, const double *sizes, double least, gsl_rng *random) {
    const double kept = gsl_ran_flat(random, 0.03, 0.7);
    fixture_hide(fixture, kept, random);
    for (uint32_t point = 0; point < fixture->space->point_count; point++)
        if (sizes[point] < least)
            fixture->fitness.values[point] = fixture->complete[point];
    set_known_count(fixture);
}

static void check_coverage(landscape_fixture *fixture, const char *what, const nsc_points_by_distance *surroundings,
                           double least_size, gsl_rng *random) {
    enum { HIDINGS = 200, MISSED = 20 }; /* 10 expected; more than 20 come once in 500 */
    nsc_fitness_by_distance all, figures;
    nsc_error error = {0};
    const double truth = true_correlation(surroundings, fixture->complete);
    int told = 0, covered = 0, covered_ranks = 0;
    double width = 0;
    assert_int_equal(nsc_fitness_by_distance_of(surroundings, fixture->complete, &all, &error), NSC_OK);
    assert_true(fabs(all.pearson.value - truth) < 1e-9);
    assert_true(all.pearson.low == all.pearson.value && all.spearman.high == all.spearman.value);
    assert_true(all.evaluated_share == 1 && all.unknown_share == 0);
    for (int hiding = 0; hiding < HIDINGS; hiding++) {
        hide(fixture, surroundings->sizes, least_size, random);
        assert_int_equal(nsc_fitness_by_distance_of(surroundings, fixture->fitness.values, &figures, &error), NSC_OK);
        assert_int_equal(figures.evaluated_points, fixture->fitness.known_count);
        if (isnan(figures.pearson.low)) /* one cell of some size was left */
            continue;
        told++;
        assert_true(figures.pearson.low < figures.pearson.value && figures.pearson.value < figures.pearson.high);
        covered += figures.pearson.low <= truth && truth <= figures.pearson.high;
        covered_ranks += figures.spearman.low <= all.spearman.value && all.spearman.value <= figures.spearman.high;
        width += (figures.pearson.high - figures.pearson.low) / HIDINGS;
    }
    print_message("%s: truth %.4f, mean width %.4f, covered by %d of %d intervals, ranks by %d\n", what, truth, width,
                  covered, told, covered_ranks);
    assert_true(told > HIDINGS * 9 / 10 && covered >= told - MISSED && covered_ranks >= told - MISSED);
    assert_true(width < 0.2);
}

static void intervals_cover(void **state) {
    (void)state;
    landscape_fixture fixture;
    nsc_encoding_counts shells;
    nsc_error error = {0};
    const nsc_encodings *encodings;
    uint8_t *buffer = NULL, *distances = NULL;
    double *sizes = NULL;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    fixture_open(&fixture, "nb101:vertices=6", "pruned", "params");
    const uint32_t count = fixture.space->point_count;
    make_linear_fitness(&fixture, random);
    assert_int_equal(nsc_allocate(&sizes, count, sizeof *sizes, &error), NSC_OK);
    assert_int_equal(nsc_allocate(&distances, count, 1, &error), NSC_OK);
    const int size = nsc_space_feature_with_role(fixture.space, NSC_FEATURE_SIZE);
    assert_int_equal(fixture.space->feature_values(fixture.space, (size_t)size, NSC_THREADS(2), sizes, &error), NSC_OK);
    uint32_t best = 0;
    for (uint32_t point = 1; point < count; point++)
        best = fixture.complete[point] > fixture.complete[best] ? point : best;
    assert_int_equal(nsc_space_encodings(fixture.space, &encodings, &error), NSC_OK);
    assert_int_equal(nsc_encoding_buffer(encodings, &buffer, &error), NSC_OK);
    assert_int_equal(
        nsc_encoding_counts_of(&shells, fixture.space, NSC_VALID_RAW, &best, 1, NSC_THREADS(2), buffer, &error),
        NSC_OK);
    nsc_encoding_counts_nearest(&shells, distances);
    nsc_points_by_distance surroundings = {
        .point_count = count, .counts = shells.of_points, .sizes = sizes, .intervals = true};
    check_coverage(&fixture, "encodings", &surroundings, 5, random);
    surroundings.counts = NULL;
    surroundings.distances = distances;
    check_coverage(&fixture, "cells", &surroundings, 4, random);
    nsc_encoding_counts_release(&shells);
    free(buffer);
    free(distances);
    free(sizes);
    gsl_rng_free(random);
    fixture_close(&fixture);
}

/* ---- little to say ---- */

enum { LINE = 6 };

/* Six points in a row, the first the target, two sizes; known as `values` say. */
static nsc_fitness_by_distance figures_of_line(const double values[LINE]) {
    static const uint8_t distances[LINE] = {0, 1, 2, 3, 4, 255};
    static const double sizes[LINE] = {3, 3, 3, 4, 4, 4};
    const nsc_points_by_distance line = {
        .point_count = LINE, .distances = distances, .sizes = sizes, .intervals = true};
    nsc_fitness_by_distance figures;
    nsc_error error = {0};
    assert_int_equal(nsc_fitness_by_distance_of(&line, values, &figures, &error), NSC_OK);
    assert_true(figures.weight == 5 && figures.weight_beyond == 1);
    assert_true(fabs(nsc_share_within(&figures, 1) - 2.0 / 6) < 1e-15);
    assert_true(fabs(nsc_share_within(&figures, 31) - 5.0 / 6) < 1e-15);
    return figures;
}

static void few_are_known(void **state) {
    (void)state;
    nsc_fitness_by_distance figures = figures_of_line((double[]){NAN, NAN, NAN, NAN, NAN, 1});
    assert_int_equal(figures.evaluated_points, 0);
    assert_true(isnan(figures.mean) && isnan(figures.pearson.value) && isnan(figures.spearman.value));
    assert_true(figures.evaluated_share == 0 && figures.unknown_share == 1);
    assert_true(isnan(nsc_slope_width(&figures, NSC_MAXIMISE)));

    figures = figures_of_line((double[]){NAN, 0.7, NAN, NAN, NAN, NAN});
    assert_true(figures.evaluated_points == 1 && fabs(figures.mean - 0.7) < 1e-15 && isnan(figures.pearson.value));
    assert_true(fabs(figures.evaluated_share - 0.2) < 1e-15 && fabs(figures.unknown_share - 0.4) < 1e-15);
    assert_true(isnan(figures.at[0].mean) && fabs(figures.at[1].mean - 0.7) < 1e-15);

    /* Two sizes with one point each: together one stratum, so that both stand for as many; too few for an interval. */
    figures = figures_of_line((double[]){0.9, NAN, NAN, 0.5, NAN, NAN});
    assert_true(fabs(figures.pearson.value + 1) < 1e-12 && isnan(figures.pearson.low) && isnan(figures.pearson.high));
    assert_true(fabs(figures.mean - 0.7) < 1e-12);
    assert_true(nsc_slope_width(&figures, NSC_MAXIMISE) == 3);

    /* One size is known wholly, the other not at all: a value (scipy's correlation of three pairs), no interval. */
    figures = figures_of_line((double[]){0.9, 0.8, 0.6, NAN, NAN, NAN});
    assert_true(fabs(figures.pearson.value + 0.9819805060619659) < 1e-12);
    assert_true(isnan(figures.pearson.low) && fabs(figures.unknown_share - 0.4) < 1e-15);
    assert_true(fabs(figures.spearman.value + 1) < 1e-12);
}

static void constant_fitness_correlates_with_nothing(void **state) {
    (void)state;
    nsc_fitness_by_distance figures = figures_of_line((double[]){0.9, 0.9, 0.9, 0.9, NAN, 0.9});
    assert_true(isnan(figures.pearson.value) && isnan(figures.pearson.low) && isnan(figures.spearman.value));
    assert_true(isnan(nsc_slope_width(&figures, NSC_MAXIMISE)));
    for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++)
        assert_true(isnan(figures.at[distance].correlation_within));
    /* The same distance for all that is known. */
    static const uint8_t distances[3] = {3, 3, 3};
    static const double sizes[3] = {4, 4, 4};
    const nsc_points_by_distance ring = {.point_count = 3, .distances = distances, .sizes = sizes, .intervals = true};
    nsc_error error = {0};
    assert_int_equal(nsc_fitness_by_distance_of(&ring, (double[]){0.1, 0.7, 0.3}, &figures, &error), NSC_OK);
    assert_true(isnan(figures.pearson.value) && isnan(figures.at[3].correlation_within));

    landscape_fixture fixture;
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    fixture_open(&fixture, "nb101:vertices=4", "pruned", "params");
    for (uint32_t point = 0; point < fixture.space->point_count; point++)
        fixture.fitness.values[point] = 0.1;
    assert_int_equal(run_analysis(&fixture, "readings", NSC_THREADS(2), tables, &error), NSC_OK);
    for (size_t row = 0; row < nsc_table_row_count(tables[0]); row++) {
        assert_true(is_missing(tables[0], row, "pearson") && is_missing(tables[0], row, "spearman"));
        assert_true(text_of(tables[0], row, "reason")[0] != '\0');
    }
    nsc_analysis_release(tables);
    fixture_close(&fixture);
}

static void analyses_of_few_points(void **state) {
    (void)state;
    landscape_fixture fixture;
    fixture_open(&fixture, "nb101:vertices=4", "pruned", "params");
    for (uint32_t known = 0; known <= 3; known++) {
        nsc_table *tables[NSC_ANALYSIS_TABLES];
        nsc_error error = {0};
        for (uint32_t point = 0; point < fixture.space->point_count; point++)
            fixture.fitness.values[point] = point % 30 == 1 && point / 30 < known ? fixture.complete[point] : NAN;
        set_known_count(&fixture);
        assert_int_equal(fixture.fitness.known_count, known);
        const nsc_status status = run_analysis(&fixture, "readings", NSC_THREADS(2), tables, &error);
        assert_int_equal(status, known < 3 ? NSC_MISSING : NSC_OK);
        if (status == NSC_OK)
            assert_int_equal(cell_of(tables[0], 0, "known_cells").as.integer, known);
        else
            assert_non_null(strstr(error.message, "at least 3"));
        nsc_analysis_release(tables);
        assert_int_equal(run_analysis(&fixture, "peaks", NSC_THREADS(2), tables, &error),
                         known == 0 ? NSC_MISSING : NSC_OK);
        if (known > 0)
            assert_int_equal(nsc_table_row_count(tables[0]), 1); /* without standard errors, the best alone */
        nsc_analysis_release(tables);
    }
    fixture_close(&fixture);
}

/* Rows of a table whose reason names the points without a fitness. */
static size_t count_told(const nsc_table *table) {
    size_t told = 0;
    for (size_t row = 0; row < nsc_table_row_count(table); row++)
        told +=
            strstr(text_of(table, row, "reason"), "the best may be among the points without a fitness (1 of ") != NULL;
    return told;
}

/* One cell has no fitness: it may be the best, so that nothing about the best known is an estimate of the space's. */
static void the_best_may_be_hidden(void **state) {
    (void)state;
    landscape_fixture fixture;
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    fixture_open(&fixture, "nb101:vertices=5", "pruned", "params");
    for (int hidden = 0; hidden < 2; hidden++) {
        if (hidden == 1)
            fixture.fitness.values[1000] = NAN;
        set_known_count(&fixture);
        assert_int_equal(run_analysis(&fixture, "readings", NSC_THREADS(2), tables, &error), NSC_OK);
        size_t correlations = 0;
        for (size_t row = 0; row < nsc_table_row_count(tables[0]); row++) {
            if (is_missing(tables[0], row, "pearson"))
                continue;
            correlations++;
            assert_int_equal(is_missing(tables[0], row, "pearson_low"), hidden);
            assert_int_equal(is_missing(tables[0], row, "spearman_high"), hidden);
        }
        assert_true(correlations > 10);
        assert_int_equal(count_told(tables[0]), hidden == 1 ? correlations : 0);
        nsc_analysis_release(tables);
        assert_int_equal(run_analysis(&fixture, "peaks", NSC_THREADS(2), tables, &error), NSC_OK);
        for (size_t table = 0; table < 3; table += 2) { /* cells, volumes */
            assert_true(nsc_table_row_count(tables[table]) > 0);
            assert_int_equal(count_told(tables[table]), hidden == 1 ? nsc_table_row_count(tables[table]) : 0);
        }
        nsc_analysis_release(tables);
    }
    fixture_close(&fixture);
}

/* ---- targets ---- */

static nsc_status count_within(const landscape_fixture *fixture, const char *text, size_t *count, nsc_error *error) {
    uint32_t *points = NULL;
    *count = 0;
    const nsc_status status = nsc_targets_parse(&fixture->landscape, text, &points, count, error);
    assert_true((points != NULL) == (status == NSC_OK));
    free(points);
    return status;
}

static void targets_within_standard_errors(void **state) {
    (void)state;
    static const char *const wrong[] = {"within:se",   "within:2sd",   "within:2 se",  "within:2se ", "within:-1se",
                                        "within:2see", "within:nanse", "within:infse", "within:2s",   "within:"};
    landscape_fixture fixture;
    nsc_error error = {0};
    size_t count;
    fixture_open(&fixture, "nb101:vertices=3", "pruned", "params");
    memcpy(fixture.fitness.values, (double[]){0.5, 0.9, 0.86, 0.85, NAN, 0.1, 0.2}, 7 * sizeof(double));
    assert_int_equal(count_within(&fixture, "within:2se", &count, &error), NSC_MISSING);
    assert_non_null(strstr(error.message, "no standard error"));
    give_standard_errors(&fixture, NAN);
    assert_int_equal(count_within(&fixture, "within:2se", &count, &error), NSC_MISSING);
    /* The best one's standard error counts, nobody else's. */
    memcpy(fixture.fitness.standard_errors, (double[]){1, 0.0225, 1, NAN, NAN, 1, 1}, 7 * sizeof(double));
    assert_int_equal(count_within(&fixture, "within:2se", &count, &error), NSC_OK);
    assert_int_equal(count, 2);
    assert_int_equal(count_within(&fixture, "within:2.5se", &count, &error), NSC_OK);
    assert_int_equal(count, 3);
    assert_int_equal(count_within(&fixture, "within:0se", &count, &error), NSC_OK);
    assert_int_equal(count, 1);
    for (size_t text = 0; text < sizeof wrong / sizeof wrong[0]; text++) {
        error = (nsc_error){0};
        assert_int_equal(count_within(&fixture, wrong[text], &count, &error), NSC_USAGE);
        assert_non_null(strstr(error.message, "2se"));
    }
    fixture_close(&fixture);
}

/* ---- spaces ---- */

static void smallest_spaces(void **state) {
    (void)state;
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    landscape_fixture fixture;
    fixture_open(&fixture, "nb101:vertices=2", "pruned", "params");
    assert_int_equal(run_analysis(&fixture, "readings", NSC_THREADS(2), tables, &error), NSC_MISSING);
    assert_int_equal(run_analysis(&fixture, "peaks", NSC_THREADS(2), tables, &error), NSC_OK);
    assert_int_equal(nsc_table_row_count(tables[3]), 1); /* the one encoding of the one cell */
    assert_string_equal(text_of(tables[3], 0, "matrix"), "1");
    nsc_analysis_release(tables);
    fixture_close(&fixture);

    fixture_open(&fixture, "nb101:vertices=3", "pruned", "params");
    assert_int_equal(run_analysis(&fixture, "readings", NSC_THREADS(2), tables, &error), NSC_OK);
    assert_true(nsc_table_row_count(tables[0]) > 0 && nsc_table_row_count(tables[1]) > 0);
    nsc_analysis_release(tables);
    fixture_close(&fixture);
}

/* Eight vertices have too many encodings to tabulate: cells by hops and by edit distance are left. */
static void space_without_encodings(void **state) {
    (void)state;
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error error = {0};
    landscape_fixture fixture;
    size_t computed = 0;
    fixture_open(&fixture, "nb101:vertices=8,edges=7", "pruned", "params");
    assert_int_equal(run_analysis(&fixture, "peaks", NSC_THREADS(2), tables, &error), NSC_MISSING);
    assert_non_null(strstr(error.message, "encodings"));
    assert_int_equal(run_analysis(&fixture, "readings", NSC_THREADS(2), tables, &error), NSC_OK);
    for (size_t row = 0; row < nsc_table_row_count(tables[0]); row++) {
        const char *measure = text_of(tables[0], row, "measure");
        const bool of_cells = strcmp(text_of(tables[0], row, "counted"), "cells") == 0;
        if (measure[0] == '\0')
            continue; /* no standard errors: no such targets */
        if (of_cells && (strcmp(measure, "hops") == 0 || strcmp(measure, "edit") == 0)) {
            assert_false(is_missing(tables[0], row, "pearson"));
            computed++;
        } else {
            assert_true(is_missing(tables[0], row, "pearson"));
            assert_non_null(strstr(text_of(tables[0], row, "reason"), "encodings"));
        }
    }
    assert_true(computed >= 4);
    nsc_analysis_release(tables);
    fixture_close(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_make_no_difference),
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(few_are_known),
        cmocka_unit_test(constant_fitness_correlates_with_nothing),
        cmocka_unit_test(analyses_of_few_points),
        cmocka_unit_test(the_best_may_be_hidden),
        cmocka_unit_test(targets_within_standard_errors),
        cmocka_unit_test(smallest_spaces),
        cmocka_unit_test(space_without_encodings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
