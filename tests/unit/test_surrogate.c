/*
 * The surrogate: values against an independent prototype in Python (its own features from the cells' matrices, its own
 * fit by orthogonal least squares), the fit against ridge regression in its dual form by GSL, judgement against scipy,
 * and what is reached on published measurements.
 */
#include "data/data.h"
#include "data/surrogate/surrogate_features.h"
#include "testing.h"

#include "measurement_files.h"

#include <gsl/gsl_linalg.h>

/* ---- the built-in models ---- */

/* By the prototype: its own fit of the polynomials, and its own reading of the generated trees. */
static const struct {
    const char *cell;
    double smooth_accuracy, time_s, accuracy;
} prototype_values[] = {
    {"0100000001001000011000000101000001000000010000000/c1,mp,c1,mp,c3", 0.9042330671, 1208.481178, 0.8983206187},
    {"0100100001001100010000000100000001000000010000000/mp,mp,c1,c3,mp", 0.9013739430, 1373.360506, 0.8990438109},
    {"0101000001100000010000000110000001000000010000000/c1,mp,mp,mp,mp", 0.5589814231, 2426.116029, 0.5372982765},
    {"0110011000001000010000000100000001000000010000000/c1,mp,c3,c3,c3", 0.9385972075, 4289.569667, 0.9355554876},
    {"010000001110000111000010000001000000/c3,mp,mp,mp", 0.0998931626, 1184.555245, 0.1891239740},
    {"0111000100010000/mp,mp", 0.8841173973, 1359.198067, 0.8869039204},
    {"011001001000000110000011000001000000/c1,c3,c3,c1", 0.9320259497, 2133.856715, 0.9292304792},
    {"0110000001010000010010000100000001000000010000000/mp,mp,c3,c1,mp", 0.9011217825, 1403.321267, 0.8972807963},
    {"010010001100000001000010000001000000/mp,c1,c3,c3", 0.9268990738, 1320.401730, 0.9247899311},
    {"0101000001000000011000000100000001100000010000000/c1,mp,c1,c1,c3", 0.8904435492, 1306.923246, 0.8827021096},
    {"0110001000000100011000000100000001000000010000000/c1,mp,c3,c1,mp", 0.9119082856, 2242.388045, 0.9139480849},
    {"0100101001000000010010000001000001000000010000000/c3,c3,c3,c3,c1", 0.9353822966, 2631.844771, 0.9311113894},
};
enum { PROTOTYPE_CELLS = sizeof prototype_values / sizeof *prototype_values };

static nsc_fitness model_fitness(const nsc_space *space, const nsc_surrogate *model, const nsc_control *control) {
    nsc_fitness fitness = {0};
    nsc_fitness_rule rule = {0};
    assert_non_null(model);
    REQUIRE_OK(nsc_fitness_rule_parse(&rule, space, model->fitness, &error));
    REQUIRE_OK(nsc_fitness_from_surrogate(&fitness, &rule, model, space, control, &error));
    return fitness;
}

static nsc_fitness builtin_fitness(const nsc_space *space, const char *text, const nsc_control *control) {
    return model_fitness(space, nsc_surrogate_builtin(text), control);
}

/* The tables hold 9 digits. */
static void test_builtin_values_equal_the_prototype(void **state) {
    const nsc_space *space = ((fixture *)*state)->space;
    nsc_fitness accuracy = builtin_fitness(space, "test@108:mean", NSC_THREADS(1)),
                smooth = model_fitness(space, nsc_surrogate_smooth(), NSC_THREADS(1)),
                time = builtin_fitness(space, "time@108:mean", NSC_THREADS(1));
    for (size_t number = 0; number < PROTOTYPE_CELLS; number++) {
        const uint32_t id = id_of(space, prototype_values[number].cell);
        assert_is_near(accuracy.values[id], prototype_values[number].accuracy, 1e-9);
        assert_is_near(smooth.values[id], prototype_values[number].smooth_accuracy, 1e-6);
        assert_is_near(time.values[id] / prototype_values[number].time_s, 1, 1e-6);
    }
    assert_int_equal(accuracy.origin, NSC_ORIGIN_SURROGATE);
    assert_string_equal(accuracy.source, "builtin");
    assert_ptr_equal(accuracy.surrogate, nsc_surrogate_builtin("test@108:mean"));
    assert_int_equal(accuracy.known_count, 423624);
    assert_true(accuracy.quantum == 0.0);
    nsc_fitness_release(&accuracy);
    nsc_fitness_release(&smooth);
    nsc_fitness_release(&time);
}

/* All at once on any number of threads, and single cells in any order, are the same numbers. */
static void test_values_do_not_depend_on_company(void **state) {
    const nsc_space *space = ((fixture *)*state)->space;
    enum { CELLS = 2000 };
    nsc_fitness one = builtin_fitness(space, "test@108:mean", NSC_THREADS(1)),
                three = builtin_fitness(space, "test@108:mean", NSC_THREADS(3));
    assert_memory_equal(one.values, three.values, one.point_count * sizeof(double));
    gsl_rng *random = random_stream(1, 0);
    uint32_t ids[CELLS];
    double values[CELLS];
    for (size_t number = 0; number < CELLS; number++)
        ids[number] = random_below(random, one.point_count);
    REQUIRE_OK(nsc_surrogate_values(nsc_surrogate_builtin("test@108:mean"), space, ids, CELLS, values, &error));
    for (size_t number = 0; number < CELLS; number++)
        assert_true(values[number] == one.values[ids[number]]);
    gsl_rng_free(random);
    nsc_fitness_release(&one);
    nsc_fitness_release(&three);
}

static void test_builtin_models_say_what_they_are(void **state) {
    (void)state;
    const nsc_surrogate *models[] = {nsc_surrogate_builtin("test@108:mean"), nsc_surrogate_builtin("time@108:mean"),
                                     nsc_surrogate_smooth()};
    for (size_t number = 0; number < NSC_COUNT_OF(models); number++) {
        const nsc_surrogate *model = models[number];
        assert_non_null(model);
        assert_int_equal(model->fitted_count, number == 0 ? 423624 : 12436);
        assert_int_equal(model->judgement.count, 12436);
        assert_int_equal(model->source_count, number == 0 ? 2 : 1);
        for (size_t source = 0; source < model->source_count; source++)
            assert_true(nsc_surrogate_fitted_to(model, model->sources[source].sha256));
        assert_false(nsc_surrogate_fitted_to(model, ""));
        assert_false(nsc_surrogate_fitted_to(model, "00"));
        for (size_t relation = 0; relation < NSC_SURROGATE_RELATIONS; relation++)
            assert_in_range(model->edges[relation].pairs, 2600, 3600); /* pairs of the 12,436 */
    }
    assert_true(models[0]->judgement.spearman > 0.98 && models[0]->judged_runs == 3);
    assert_null(nsc_surrogate_builtin("test@108"));
    assert_null(nsc_surrogate_builtin("valid@108:mean"));
}

static void test_cells_beyond_the_fitted_have_no_value(void **state) {
    (void)state;
    nsc_space *large = open_space("nb101:vertices=4,edges=6");
    nsc_surrogate narrow = *nsc_surrogate_builtin("test@108:mean");
    nsc_fitness_rule rule = {0};
    nsc_fitness fitness = {0};
    narrow.vertex_limit = 3;
    REQUIRE_OK(nsc_fitness_rule_parse(&rule, large, "test@108", &error));
    REQUIRE_OK(nsc_fitness_from_surrogate(&fitness, &rule, &narrow, large, NSC_THREADS(1), &error));
    /* Facts: 1 cell of two vertices, 6 of three, 84 of four. */
    assert_int_equal(fitness.point_count, 91);
    assert_int_equal(fitness.known_count, 7);
    const uint32_t ids[] = {0, 90};
    double values[2];
    REQUIRE_OK(nsc_surrogate_values(&narrow, large, ids, 2, values, &error));
    assert_true(values[0] == fitness.values[0] && isnan(values[1]));
    nsc_fitness_release(&fitness);
    narrow.vertex_limit = 1;
    REQUIRE_REFUSED(nsc_fitness_from_surrogate(&fitness, &rule, &narrow, large, NSC_THREADS(1), &error), NSC_MISSING,
                    "larger");
    nsc_space_close(large);
}

static void test_another_fitness_or_space_is_refused(void **state) {
    const nsc_space *space = ((fixture *)*state)->space;
    const nsc_surrogate *model = nsc_surrogate_builtin("test@108:mean");
    const nsc_space other = {.name = "other", .point_count = 1}; /* any that is not nb101's */
    const uint32_t id = 0;
    double value;
    nsc_fitness_rule rule = {0};
    nsc_fitness fitness = {0};
    REQUIRE_OK(nsc_fitness_rule_parse(&rule, space, "time@108", &error));
    REQUIRE_REFUSED(nsc_fitness_from_surrogate(&fitness, &rule, model, space, NSC_THREADS(1), &error), NSC_USAGE,
                    "test@108:mean");
    REQUIRE_OK(nsc_fitness_rule_parse(&rule, space, "test@108", &error));
    REQUIRE_REFUSED(nsc_fitness_from_surrogate(&fitness, &rule, model, &other, NSC_THREADS(1), &error), NSC_USAGE,
                    "other");
    REQUIRE_REFUSED(nsc_surrogate_values(model, &other, &id, 1, &value, &error), NSC_USAGE, "other");
}

/* ---- judgement ---- */

/* By scipy.stats.spearmanr and numpy, with ties on both sides. */
static void test_judgement_equals_scipy(void **state) {
    (void)state;
    const double fitted[] = {.1, .4, .4, NAN, .2, .9, .7, .4, .05, 3};
    const double measured[] = {1, 3, 2, 7, 2, 8, 5, 5, 2.5, NAN};
    nsc_surrogate_judgement judgement = {0};
    REQUIRE_OK(nsc_surrogate_judge(&judgement, fitted, measured, 10, &error));
    assert_int_equal(judgement.count, 8);
    assert_is_near(judgement.spearman, 0.7654904374034319, 1e-14);
    assert_is_near(judgement.pearson, 0.8799159409284406, 1e-14);
    assert_is_near(judgement.rmse, 3.698521664124735, 1e-14);
    assert_is_near(judgement.fitted_sd, 0.2908577217226909, 1e-14);
    assert_is_near(judgement.measured_sd, 2.290313453282261, 1e-14);
}

static void test_judgement_of_little(void **state) {
    (void)state;
    const double varied[] = {1, 2, 4}, constant[] = {5, 5, 5}, absent[] = {NAN, NAN, 1};
    nsc_surrogate_judgement judgement = {0};
    REQUIRE_OK(nsc_surrogate_judge(&judgement, varied, constant, 3, &error));
    assert_true(isnan(judgement.spearman) && isnan(judgement.pearson));
    assert_is_near(judgement.rmse, sqrt((16.0 + 9 + 1) / 3), 1e-14);
    REQUIRE_REFUSED(nsc_surrogate_judge(&judgement, varied, absent, 3, &error), NSC_MISSING, "2 are needed");
}

/* ---- the fit ---- */

enum { SMALL_CELLS = 91 }; /* of up to four vertices */

/* A column that is no polynomial of the features, nor far from one. */
static nsc_fitness small_fitness(const nsc_space *space) {
    nsc_fitness fitness = {.origin = NSC_ORIGIN_MEASURED, .point_count = SMALL_CELLS, .known_count = SMALL_CELLS};
    REQUIRE_OK(nsc_fitness_rule_parse(&fitness.rule, space, "column:made", &error));
    fitness.values = test_memory(SMALL_CELLS, sizeof(double));
    for (uint32_t id = 0; id < SMALL_CELLS; id++)
        fitness.values[id] = 1 + sin(0.1 * id) + 0.3 * ((id * 37) % 11);
    return fitness;
}

typedef double small_columns[SMALL_CELLS][NSC_SURROGATE_COEFFICIENTS];

/* Gives a column mean 0 and variance 1, or zeros where it does not vary. */
static void standardise_column(small_columns columns, size_t column) {
    double mean = 0, square = 0;
    for (size_t id = 0; id < SMALL_CELLS; id++)
        mean += columns[id][column] / SMALL_CELLS;
    for (size_t id = 0; id < SMALL_CELLS; id++)
        square += (columns[id][column] - mean) * (columns[id][column] - mean) / SMALL_CELLS;
    for (size_t id = 0; id < SMALL_CELLS; id++)
        columns[id][column] = square > 1e-20 ? (columns[id][column] - mean) / sqrt(square) : 0.0;
}

/* The standardised columns of a fit to all cells of the space: features, then products of standardised features. */
static void fill_columns(const nsc_space *space, small_columns columns) {
    for (uint32_t id = 0; id < SMALL_CELLS; id++) {
        const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(space), id);
        nsc_feature_plan plan;
        nsc_feature_plan_make(&plan, cell.edges, cell.vertex_count);
        nsc_surrogate_features(&plan, cell.operations, columns[id]);
    }
    for (size_t column = 0; column < NSC_SURROGATE_FEATURES; column++)
        standardise_column(columns, column);
    size_t column = NSC_SURROGATE_FEATURES;
    for (size_t first = 0; first < NSC_SURROGATE_FEATURES; first++)
        for (size_t second = first; second < NSC_SURROGATE_FEATURES; second++, column++) {
            for (size_t id = 0; id < SMALL_CELLS; id++)
                columns[id][column] = columns[id][first] * columns[id][second];
            standardise_column(columns, column);
        }
}

/* The fitted values of ridge regression in its dual form: K (K + n·penalty·I)⁻¹ (y − mean) + mean, with K = X·Xᵀ. */
static void dual_ridge(const nsc_space *space, double penalty, const double *targets, double *fitted) {
    double(*columns)[NSC_SURROGATE_COEFFICIENTS] = test_memory(1, sizeof(small_columns));
    fill_columns(space, columns);
    gsl_matrix *kernel = gsl_matrix_alloc(SMALL_CELLS, SMALL_CELLS);
    gsl_matrix *system = gsl_matrix_alloc(SMALL_CELLS, SMALL_CELLS);
    gsl_vector *right = gsl_vector_alloc(SMALL_CELLS), *solution = gsl_vector_alloc(SMALL_CELLS);
    double mean = 0;
    for (size_t id = 0; id < SMALL_CELLS; id++)
        mean += targets[id] / SMALL_CELLS;
    for (size_t row = 0; row < SMALL_CELLS; row++) {
        for (size_t other = 0; other < SMALL_CELLS; other++) {
            double product = 0;
            for (size_t column = 0; column + 1 < NSC_SURROGATE_COEFFICIENTS; column++)
                product += columns[row][column] * columns[other][column];
            gsl_matrix_set(kernel, row, other, product);
            gsl_matrix_set(system, row, other, product + (row == other ? SMALL_CELLS * penalty : 0));
        }
        gsl_vector_set(right, row, targets[row] - mean);
    }
    assert_int_equal(gsl_linalg_HH_solve(system, right, solution), 0);
    for (size_t row = 0; row < SMALL_CELLS; row++) {
        fitted[row] = mean;
        for (size_t other = 0; other < SMALL_CELLS; other++)
            fitted[row] += gsl_matrix_get(kernel, row, other) * gsl_vector_get(solution, other);
    }
    gsl_matrix_free(kernel);
    gsl_matrix_free(system);
    gsl_vector_free(right);
    gsl_vector_free(solution);
    free(columns);
}

static void test_fit_equals_the_dual_form(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    nsc_fitness measured = small_fitness(space), fitted = {0};
    nsc_surrogate model = {0}, same = {0};
    nsc_surrogate_fit_options options = {.seed = 5, .folds = 2, .control = NSC_THREADS(1)};
    double expected[SMALL_CELLS];
    REQUIRE_OK(nsc_surrogate_fit(&model, &measured, space, &options, NULL, NULL, &error));
    REQUIRE_OK(nsc_fitness_from_surrogate(&fitted, &measured.rule, &model, space, NSC_THREADS(1), &error));
    dual_ridge(space, model.penalty, measured.values, expected);
    for (size_t id = 0; id < SMALL_CELLS; id++)
        assert_is_near(fitted.values[id], expected[id], 1e-6);
    options.control = NSC_THREADS(2);
    REQUIRE_OK(nsc_surrogate_fit(&same, &measured, space, &options, NULL, NULL, &error));
    assert_memory_equal(model.coefficients, same.coefficients, model.coefficient_count * sizeof(double));
    nsc_surrogate_release(&same);
    nsc_surrogate_release(&model);
    nsc_fitness_release(&fitted);
    nsc_fitness_release(&measured);
    nsc_space_close(space);
}

/* A cell's own measurement does not reach the value that is called out of sample; it does reach others. */
static void test_out_of_sample_values_have_not_seen_their_cell(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    nsc_fitness measured = small_fitness(space);
    const nsc_surrogate_fit_options options = {.seed = 5, .folds = 2, .control = NSC_THREADS(2)};
    const uint32_t changed = 60;
    double before[SMALL_CELLS], after[SMALL_CELLS];
    nsc_surrogate first = {0}, second = {0};
    nsc_surrogate_judgement judgement = {0}, again = {0};
    REQUIRE_OK(nsc_surrogate_fit(&first, &measured, space, &options, &judgement, before, &error));
    REQUIRE_OK(nsc_surrogate_judge(&again, before, measured.values, SMALL_CELLS, &error));
    assert_true(judgement.count == SMALL_CELLS && again.count == SMALL_CELLS);
    assert_true(judgement.spearman == again.spearman && judgement.rmse == again.rmse);
    measured.values[changed] += 0.25;
    REQUIRE_OK(nsc_surrogate_fit(&second, &measured, space, &options, NULL, after, &error));
    assert_true(first.penalty == second.penalty);
    size_t moved = 0;
    for (size_t id = 0; id < SMALL_CELLS; id++)
        moved += fabs(before[id] - after[id]) > 1e-6;
    assert_true(fabs(before[changed] - after[changed]) < 1e-9);
    assert_in_range(moved, SMALL_CELLS / 4, SMALL_CELLS / 2 + 1); /* those of the other fold */
    nsc_surrogate_release(&first);
    nsc_surrogate_release(&second);
    nsc_fitness_release(&measured);
    nsc_space_close(space);
}

static void test_unfit_requests_are_refused(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    nsc_fitness measured = small_fitness(space);
    nsc_surrogate_fit_options options = {.seed = 5, .folds = 1, .control = NSC_THREADS(1)};
    nsc_surrogate model = {0};
    REQUIRE_REFUSED(nsc_surrogate_fit(&model, &measured, space, &options, NULL, NULL, &error), NSC_USAGE, "1 folds");
    options.folds = 21;
    REQUIRE_REFUSED(nsc_surrogate_fit(&model, &measured, space, &options, NULL, NULL, &error), NSC_USAGE, "21 folds");
    options.folds = 5;
    measured.known_count = 49;
    REQUIRE_REFUSED(nsc_surrogate_fit(&model, &measured, space, &options, NULL, NULL, &error), NSC_MISSING, "49 cells");
    measured.known_count = SMALL_CELLS;
    REQUIRE_OK(nsc_fitness_rule_parse(&measured.rule, space, "time@108", &error));
    measured.values[7] = 0;
    REQUIRE_REFUSED(nsc_surrogate_fit(&model, &measured, space, &options, NULL, NULL, &error), NSC_INVALID, "id:7");
    REQUIRE_OK(nsc_fitness_rule_parse(&measured.rule, space, "test@108", &error));
    measured.values[0] = 1.5;
    REQUIRE_REFUSED(nsc_surrogate_fit(&model, &measured, space, &options, NULL, NULL, &error), NSC_INVALID, "id:0");
    REQUIRE_OK(nsc_fitness_rule_parse(&measured.rule, space, "params", &error));
    REQUIRE_REFUSED(nsc_surrogate_fit(&model, &measured, space, &options, NULL, NULL, &error), NSC_USAGE, "computed");
    nsc_fitness_release(&measured);
    nsc_space_close(space);
}

/* ---- published measurements ---- */

/* What a fit to them reaches on cells that it has not seen, and that this is less than on those that it has. */
static void check_reached(const nsc_space *space, const nsc_measurements *measurements, const char *text,
                          nsc_surrogate_regression regression, double spearman, nsc_surrogate *model) {
    nsc_fitness_rule rule = {0};
    nsc_fitness measured = {0}, fitted = {0};
    nsc_surrogate_judgement judgement = {0}, in_sample = {0};
    const nsc_surrogate_fit_options options = {.regression = regression,
                                               .seed = 1,
                                               .folds = NSC_SURROGATE_FOLDS_DEFAULT,
                                               .control = NSC_THREADS(2),
                                               .measurements = measurements};
    REQUIRE_OK(nsc_fitness_rule_parse(&rule, space, text, &error));
    REQUIRE_OK(nsc_fitness_from_measurements(&measured, &rule, measurements, &error));
    REQUIRE_OK(nsc_surrogate_fit(model, &measured, space, &options, &judgement, NULL, &error));
    REQUIRE_OK(nsc_fitness_from_surrogate(&fitted, &rule, model, space, NSC_THREADS(2), &error));
    REQUIRE_OK(nsc_surrogate_judge(&in_sample, fitted.values, measured.values, measured.point_count, &error));
    assert_int_equal(judgement.count, measured.known_count);
    if (judgement.spearman < spearman)
        fail_msg("%s: Spearman %.5f on unseen cells", text, judgement.spearman);
    assert_true(judgement.rmse > in_sample.rmse && judgement.spearman < in_sample.spearman);
    nsc_fitness_release(&fitted);
    nsc_fitness_release(&measured);
}

/* A built-in polynomial is the fit to the same file, rounded. */
static void check_rounded(const nsc_surrogate *builtin, const nsc_surrogate *model) {
    assert_true(nsc_surrogate_fitted_to(builtin, model->sources[0].sha256));
    assert_is_near(builtin->judgement.spearman, model->judgement.spearman, 1e-6);
    assert_is_near(builtin->judgement.rmse / model->judgement.rmse, 1.0, 1e-5);
    assert_is_near(builtin->penalty / model->penalty, 1.0, 1e-8);
}

static void test_reached_on_published_measurements(void **state) {
    const fixture *opened = *state;
    const char *path = published("nb101_sample_108.csv");
    nsc_measurements *measurements = empty_set(opened);
    nsc_surrogate model;
    read_valid(measurements, path, NULL);
    check_reached(opened->space, measurements, "test@108", NSC_REGRESSION_CHOSEN, 0.97, &model);
    assert_non_null(model.trees);
    nsc_surrogate_release(&model);
    check_reached(opened->space, measurements, "test@108", NSC_REGRESSION_RIDGE, 0.955, &model);
    check_rounded(nsc_surrogate_smooth(), &model);
    nsc_surrogate_release(&model);
    check_reached(opened->space, measurements, "time@108", NSC_REGRESSION_CHOSEN, 0.999, &model);
    check_rounded(nsc_surrogate_builtin("time@108:mean"), &model);
    nsc_surrogate_release(&model);
    nsc_measurements_destroy(measurements);
}

/* Spearman's coefficient of a built-in model's values with published means, which it has seen. */
static double spearman_in_sample(const nsc_space *space, const nsc_measurements *measurements, const char *text) {
    nsc_fitness_rule rule = {0};
    nsc_fitness measured = {0}, fitted = builtin_fitness(space, text, NSC_THREADS(2));
    nsc_surrogate_judgement judgement = {0};
    REQUIRE_OK(nsc_fitness_rule_parse(&rule, space, text, &error));
    REQUIRE_OK(nsc_fitness_from_measurements(&measured, &rule, measurements, &error));
    REQUIRE_OK(nsc_surrogate_judge(&judgement, fitted.values, measured.values, measured.point_count, &error));
    assert_int_equal(judgement.count, 12436);
    nsc_fitness_release(&fitted);
    nsc_fitness_release(&measured);
    return judgement.spearman;
}

static void test_builtin_values_meet_published_means(void **state) {
    const fixture *opened = *state;
    const char *path = published("nb101_sample_108.csv");
    nsc_measurements *measurements = empty_set(opened);
    read_valid(measurements, path, NULL);
    assert_true(spearman_in_sample(opened->space, measurements, "test@108:mean") >= 0.98);
    assert_true(spearman_in_sample(opened->space, measurements, "time@108:mean") >= 0.999);
    nsc_measurements_destroy(measurements);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_builtin_values_equal_the_prototype),
        cmocka_unit_test(test_values_do_not_depend_on_company),
        cmocka_unit_test(test_builtin_models_say_what_they_are),
        cmocka_unit_test(test_cells_beyond_the_fitted_have_no_value),
        cmocka_unit_test(test_another_fitness_or_space_is_refused),
        cmocka_unit_test(test_judgement_equals_scipy),
        cmocka_unit_test(test_judgement_of_little),
        cmocka_unit_test(test_fit_equals_the_dual_form),
        cmocka_unit_test(test_out_of_sample_values_have_not_seen_their_cell),
        cmocka_unit_test(test_unfit_requests_are_refused),
        cmocka_unit_test(test_builtin_values_meet_published_means),
        cmocka_unit_test(test_reached_on_published_measurements),
    };
    return outcome_of(cmocka_run_group_tests(tests, open_fixture, close_fixture));
}
