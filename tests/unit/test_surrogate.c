/*
 * The surrogate: features and values against an independent prototype in Python (its own features from the cells'
 * matrices, its own fit by orthogonal least squares), the fit against ridge regression in its dual form by GSL,
 * judgement against scipy, and what is reached on published measurements.
 */
#include "data/data.h"
#include "data/surrogate/surrogate_features.h"
#include "testing.h"

#include "measurement_files.h"

#include <gsl/gsl_linalg.h>

/* cmocka's own compares as float. */
static void assert_near(double value, double expected, double tolerance) {
    if (!is_near(value, expected, tolerance))
        fail_msg("%.15g instead of %.15g", value, expected);
}

/* ---- features ---- */

/* By the prototype, in the order of the names. */
static const struct {
    const char *cell;
    double features[NSC_SURROGATE_FEATURES];
} prototype_features[] = {
    {"0100100001001100010000000100000001000000010000000/mp,mp,c1,c3,mp",
     {1,
      0,
      1,
      0,
      0,
      0,
      2,
      1,
      0,
      1,
      3,
      15.0592114467089,
      0.5,
      0.5,
      1.5,
      0.25,
      0.25,
      0.75,
      0.5,
      0.5,
      4,
      1,
      2.5,
      1,
      3,
      2,
      0,
      1,
      0.5,
      0.25,
      0,
      0,
      0,
      4,
      3,
      2,
      0.693147180559945,
      0.693147180559945,
      3,
      3,
      0.346573590279973,
      1.4142135623731,
      3.41421356237309,
      2.41421356237309,
      3,
      2,
      1,
      5}},
    {"0101000001100000010000000110000001000000010000000/c1,mp,mp,mp,mp",
     {0,
      1,
      1,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      4,
      14.8429368577348,
      0,
      1,
      4,
      0,
      1,
      4,
      0,
      1,
      6,
      2,
      3.5,
      0,
      4,
      1,
      0,
      2,
      0,
      0.666666666666667,
      0,
      0,
      2,
      0,
      1,
      6,
      1.79175946922805,
      0,
      1,
      6,
      1.79175946922805,
      4.47213595499958,
      9.94427190999916,
      1,
      7.66666666666667,
      4,
      4,
      6}},
    {"0110011000001000010000000100000001000000010000000/c1,mp,c3,c3,c3", {1,    1,
                                                                          1,    1,
                                                                          1,    0,
                                                                          0,    1,
                                                                          1,    0,
                                                                          1,    17.2944906801122,
                                                                          3,    1,
                                                                          1,    3,
                                                                          1,    1,
                                                                          1,    1,
                                                                          4,    0,
                                                                          1.75, 3,
                                                                          1,    3,
                                                                          0,    0,
                                                                          1.25, 0.25,
                                                                          0,    0,
                                                                          0,    9,
                                                                          1,    1,
                                                                          0,    1.09861228866811,
                                                                          6,    2,
                                                                          0,    1,
                                                                          1,    4.73205080756888,
                                                                          1,    4,
                                                                          1,    1}},
    {"010000001110000111000010000001000000/c3,mp,mp,mp",
     {1,
      0,
      0,
      0,
      0,
      0,
      2,
      0,
      0,
      0,
      3,
      14.8346560286581,
      0.5,
      0,
      1.5,
      0.25,
      0,
      0.75,
      0.5,
      0.5,
      5,
      2,
      2.8,
      1,
      3,
      1,
      1,
      1,
      1,
      0,
      1,
      0,
      0,
      1,
      0,
      4,
      1.38629436111989,
      0,
      1,
      5,
      0.693147180559945,
      4,
      7,
      1,
      7,
      5,
      5,
      5}},
    {"0111000100010000/mp,mp",
     {0,
      0,
      2,
      1,
      0,
      0,
      2,
      0,
      0,
      0,
      2,
      14.3787187426516,
      0,
      0,
      1,
      0,
      0,
      0.5,
      0,
      0.5,
      3,
      0,
      0.666666666666667,
      0,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      3,
      0,
      1,
      2,
      0,
      2,
      0,
      0,
      2}},
};

static void test_features_equal_the_prototype(void **state) {
    (void)state;
    for (size_t number = 0; number < sizeof prototype_features / sizeof *prototype_features; number++) {
        nsc_encoding encoding;
        nsc_feature_plan plan;
        double features[NSC_SURROGATE_FEATURES];
        REQUIRE_OK(nsc_encoding_parse(&encoding, prototype_features[number].cell, &error));
        nsc_feature_plan_make(&plan, encoding.written.edges, encoding.written.vertex_count);
        nsc_surrogate_features(&plan, encoding.written.operations, features);
        for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES; feature++)
            if (fabs(features[feature] - prototype_features[number].features[feature]) > 1e-12 * 20)
                fail_msg("%s: %s is %.15g instead of %.15g", prototype_features[number].cell,
                         nsc_surrogate_feature_names[feature], features[feature],
                         prototype_features[number].features[feature]);
    }
}

/* By a prototype with numpy, in single precision: the walk's chances as powers of its transition matrix. */
static const struct {
    const char *cell;
    double features[NSC_SURROGATE_WALK_FEATURES];
} prototype_walks[] = {
    {"0100100001001100010000000100000001000000010000000/mp,mp,c1,c3,mp",
     {0.75, 0.25,  0.0, 0.0, 0.75, 0.125, 0.125, 0.0,   0.0, 0.625, 0.375, 0.0,   0.0, 0.25,
      0.0,  0.125, 0.0, 0.0, 0.0,  0.0,   0.125, 0.375, 1.0, 0.125, 0.0,   0.875, 0.0}},
    {"0101000001100000010000000110000001000000010000000/c1,mp,mp,mp,mp",
     {1.0, 0.0, 0.0, 0.0,        0.33333334, 0.66666669, 0.0, 0.0,        0.0, 0.0, 1.0,        0.0,        0.0, 0.0,
      0.0, 0.0, 0.0, 0.66666669, 0.0,        0.0,        0.0, 1.83333337, 1.0, 0.0, 0.66666669, 0.33333334, 0.0}},
    {"0110011000001000010000000100000001000000010000000/c1,mp,c3,c3,c3",
     {0.5,        0.33333334, 0.0,        0.16666667, 0.5, 0.16666667, 0.16666667, 0.16666667, 0.83333331,
      0.16666667, 0.0,        0.33333334, 0.0,        0.0, 0.5,        0.16666667, 0.0,        0.0,
      0.0,        0.16666667, 0.0,        0.0,        0.0, 0.16666667, 0.16666667, 0.16666667, 0.5}},
    {"010000001110000111000010000001000000/c3,mp,mp,mp",
     {0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0,        0.0, 0.66666669, 0.33333334, 0.0, 0.0, 1.0,
      0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.41666666, 1.0, 1.0,        0.0,        0.0, 0.0}},
    {"0111000100010000/mp,mp",
     {1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.33333334, 0.66666669, 0.0, 0.0,        0.0,       0.0,
      0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.66666669, 0.0,        0.0, 0.66666669, 0.33333334}},
};

static void test_walks_equal_the_prototype(void **state) {
    (void)state;
    for (size_t number = 0; number < NSC_COUNT_OF(prototype_walks); number++) {
        nsc_encoding encoding;
        nsc_feature_plan plan;
        double features[NSC_SURROGATE_WALK_FEATURES];
        REQUIRE_OK(nsc_encoding_parse(&encoding, prototype_walks[number].cell, &error));
        nsc_feature_plan_make(&plan, encoding.written.edges, encoding.written.vertex_count);
        nsc_surrogate_walks(&plan, encoding.written.operations, features);
        for (size_t feature = 0; feature < NSC_SURROGATE_WALK_FEATURES; feature++)
            if (fabs(features[feature] - prototype_walks[number].features[feature]) > 1e-6)
                fail_msg("%s: %s is %.9g", prototype_walks[number].cell, nsc_surrogate_walk_names[feature],
                         features[feature]);
    }
}

/* The smallest cell has one path without vertices, and nothing is divided by zero. */
static void test_features_of_the_empty_cell(void **state) {
    (void)state;
    nsc_feature_plan plan;
    double features[NSC_SURROGATE_FEATURES];
    nsc_feature_plan_make(&plan, 1, 2);
    nsc_surrogate_features(&plan, NULL, features);
    for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES; feature++) {
        const char *name = nsc_surrogate_feature_names[feature];
        const bool one = strcmp(name, "edges input -> output") == 0 || strcmp(name, "paths") == 0 ||
                         strcmp(name, "amplitudes output") == 0;
        const double expected = strcmp(name, "log parameters") == 0 ? log(882570) : one ? 1 : 0;
        if (fabs(features[feature] - expected) > 1e-12)
            fail_msg("%s is %g instead of %g", name, features[feature], expected);
    }
}

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
        assert_near(accuracy.values[id], prototype_values[number].accuracy, 1e-9);
        assert_near(smooth.values[id], prototype_values[number].smooth_accuracy, 1e-6);
        assert_near(time.values[id] / prototype_values[number].time_s, 1, 1e-6);
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
    assert_near(judgement.spearman, 0.7654904374034319, 1e-14);
    assert_near(judgement.pearson, 0.8799159409284406, 1e-14);
    assert_near(judgement.rmse, 3.698521664124735, 1e-14);
    assert_near(judgement.fitted_sd, 0.2908577217226909, 1e-14);
    assert_near(judgement.measured_sd, 2.290313453282261, 1e-14);
}

static void test_judgement_of_little(void **state) {
    (void)state;
    const double varied[] = {1, 2, 4}, constant[] = {5, 5, 5}, absent[] = {NAN, NAN, 1};
    nsc_surrogate_judgement judgement = {0};
    REQUIRE_OK(nsc_surrogate_judge(&judgement, varied, constant, 3, &error));
    assert_true(isnan(judgement.spearman) && isnan(judgement.pearson));
    assert_near(judgement.rmse, sqrt((16.0 + 9 + 1) / 3), 1e-14);
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
        assert_near(fitted.values[id], expected[id], 1e-6);
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

/* ---- files ---- */

static void test_a_file_keeps_every_digit(void **state) {
    const fixture *opened = *state;
    const char *path = opened->path[0];
    nsc_surrogate model = *nsc_surrogate_smooth(), read = {0};
    double coefficients[NSC_SURROGATE_COEFFICIENTS];
    for (size_t number = 0; number < NSC_SURROGATE_COEFFICIENTS; number++)
        coefficients[number] = model.coefficients[number] / 3;
    model.coefficients = coefficients;
    model.seed = UINT64_MAX;
    model.judgement.spearman = NAN;
    strcpy(model.sources[0].name, "a \"file\".csv");
    REQUIRE_OK(nsc_surrogate_write(&model, path, &error));
    REQUIRE_OK(nsc_surrogate_read(&read, path, &error));
    assert_memory_equal(read.coefficients, coefficients, sizeof coefficients);
    assert_memory_equal(read.centres, model.centres, sizeof(double) * NSC_SURROGATE_FEATURES);
    assert_memory_equal(read.scales, model.scales, sizeof(double) * NSC_SURROGATE_FEATURES);
    assert_true(isnan(read.judgement.spearman));
    assert_true(read.judgement.rmse == model.judgement.rmse && read.judgement.count == model.judgement.count);
    assert_memory_equal(read.edges, model.edges, sizeof read.edges);
    assert_string_equal(read.sources[0].name, model.sources[0].name);
    assert_string_equal(read.sources[0].sha256, model.sources[0].sha256);
    assert_string_equal(read.fitness, model.fitness);
    assert_true(read.seed == UINT64_MAX && read.folds == model.folds && read.floor == model.floor);
    assert_true(read.penalty == model.penalty && read.transform == model.transform);
    assert_true(read.vertex_limit == 7 && read.edge_limit == 9 && read.fitted_count == model.fitted_count);
    nsc_surrogate_release(&read);
}

/* Trees there and back are the same model: texts, thresholds, and the values of cells. */
static void test_a_file_keeps_trees(void **state) {
    const fixture *opened = *state;
    const nsc_surrogate *model = nsc_surrogate_builtin("test@108:mean");
    const uint32_t ids[] = {0, 1, 31199, 129800, 162390, 423623};
    double values[NSC_COUNT_OF(ids)], same[NSC_COUNT_OF(ids)];
    nsc_surrogate read = {0};
    REQUIRE_OK(nsc_surrogate_write(model, opened->path[0], &error));
    assert_true(nsc_surrogate_recognise(opened->path[0]));
    REQUIRE_OK(nsc_surrogate_read(&read, opened->path[0], &error));
    assert_string_equal(read.trees->level.nodes, model->trees->level.nodes);
    assert_string_equal(read.trees->collapse.nodes, model->trees->collapse.nodes);
    assert_int_equal(read.trees->split_count, model->trees->split_count);
    assert_true(read.trees->limit == model->trees->limit && read.judged_runs == 3);
    REQUIRE_OK(nsc_surrogate_values(model, opened->space, ids, NSC_COUNT_OF(ids), values, &error));
    REQUIRE_OK(nsc_surrogate_values(&read, opened->space, ids, NSC_COUNT_OF(ids), same, &error));
    assert_memory_equal(values, same, sizeof values);
    nsc_surrogate_release(&read);
}

/* The text of a built-in model's file, with `from` replaced by `to` at its first place. */
static const char *write_changed(const fixture *opened, const nsc_surrogate *model, const char *from, const char *to) {
    static char text[1 << 18];
    static char changed[1 << 18];
    REQUIRE_OK(nsc_surrogate_write(model, opened->path[0], &error));
    FILE *stream = fopen(opened->path[0], "rb");
    assert_non_null(stream);
    text[fread(text, 1, sizeof text - 1, stream)] = '\0';
    fclose(stream);
    const char *place = strstr(text, from);
    assert_non_null(place);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
    return write_file(opened, 1, changed);
}

static void test_other_files_are_refused(void **state) {
    const fixture *opened = *state;
    static const struct {
        const char *from, *to, *reason;
    } changes[] = {
        {"nasscape surrogate", "nasscape sonnet", "another kind"},
        {"\"version\": 1", "\"version\": 3", "neither 1 nor 2"},
        {"\"version\": 1", "\"version\": 2", "not those of this version"},
        {"\"seed\": \"1", "\"seed\": \"one", "seed"},
        {"\"spearman\": 0", "\"spearman\": 17.0, \"other\": 0", "from -1 to 1"},
        {"\"rmse\": 0", "\"rmse\": -1.0, \"other\": 0", "rmse"},
        {"\"floor\": 0", "\"floor\": 5.0, \"other\": 0", "from 0 to 1"},
        {"\"scales\": [\n  0.", "\"scales\": [\n  5e-324, 0.", "scales"},
        {"\"coefficients\": [", "\"coefficients\": [ 1e308,", "coefficients"},
        {"\"coefficients\": [\n  -2.", "\"coefficients\": [\n  -2", "no fit leads to"},
        {"\"fitness\": \"test@108:mean\"", "\"fitness\": \"time@108:mean\"", "transform"},
        {"\"log error\"", "\"root\"", "transform"},
        {"edges input -> conv3x3", "edges", "not those of this version"},
        {"\"coefficients\"", "\"coefficient\"", "coefficients"},
        {"\"vertex_limit\": 7", "\"vertex_limit\": 70", "vertex_limit"},
        {"\"folds\": 5", "\"folds\": \"5\"", "folds"},
        {"\"floor\": 0", "\"floor\": true, \"other\": 0", "floor"},
        {"\"scales\": [\n  0", "\"scales\": [\n  -0", "scales"},
        {"\"centres\": [", "\"centres\": [1,", "centres"},
        {"\"pairs\"", "\"pair\"", "pairs"},
        {"{", "", "line 2"},
        {"{", "[", "line"},
    };
    nsc_surrogate model = {0};
    for (size_t number = 0; number < sizeof changes / sizeof *changes; number++) {
        const char *path = write_changed(opened, nsc_surrogate_smooth(), changes[number].from, changes[number].to);
        REQUIRE_REFUSED(nsc_surrogate_read(&model, path, &error), NSC_INVALID, changes[number].reason);
        REQUIRE_REFUSED(nsc_surrogate_read(&model, path, &error), NSC_INVALID, path);
        assert_null(model.owned);
    }
    REQUIRE_REFUSED(nsc_surrogate_read(&model, write_file(opened, 2, ""), &error), NSC_INVALID, "JSON");
    REQUIRE_REFUSED(nsc_surrogate_read(&model, write_file(opened, 2, "[]"), &error), NSC_INVALID, "format");
    REQUIRE_REFUSED(nsc_surrogate_read(&model, opened->folder, &error), NSC_INVALID, opened->folder);
    REQUIRE_REFUSED(nsc_surrogate_read(&model, opened->path[7], &error), NSC_MISSING, opened->path[7]);
}

static void test_damaged_trees_are_refused(void **state) {
    const fixture *opened = *state;
    static const struct {
        const char *from, *to, *reason;
    } changes[] = {
        {"\"version\": 2", "\"version\": 1", "not those of this version"},
        {"walk has 0 conv3x3", "walk has none", "not those of this version"},
        {"\"limit\": 0", "\"limit\": 2.0, \"other\": 0", "limit"},
        {"\"splits\": [", "\"splits\": [ [],", "splits"},
        {"\"splits\": [\n  [\n   0.5", "\"splits\": [\n  [\n   7.5", "ascending"},
        {"\"splits\": [\n  [\n   0.5", "\"splits\": [\n  [\n   true", "splits"},
        {"\"trees\": [\n   \"", "\"trees\": [\n   \"~~", "place 1"},
        {"\"trees\": [\n   \"", "\"trees\": [\n   \"?", "place 1"},
        {"\"trees\": [", "\"trees\": [ \"\",", "scales"},
        {"\"trees\": [", "\"trees\": [ 1,", "scales"},
        {"\"constant\": -", "\"constant\": -1e30, \"other\": -", "constant"},
        {"\"judged_runs\": 3", "\"judged_runs\": -3", "judged_runs"},
    };
    nsc_surrogate model = {0};
    for (size_t number = 0; number < NSC_COUNT_OF(changes); number++) {
        const char *path =
            write_changed(opened, nsc_surrogate_builtin("test@108:mean"), changes[number].from, changes[number].to);
        REQUIRE_REFUSED(nsc_surrogate_read(&model, path, &error), NSC_INVALID, changes[number].reason);
        assert_true(model.owned == NULL && model.owned_trees == NULL);
    }
}

/* The generated source holds the model; that it compiles to the same values is what the built-in ones show. */
static void check_source(const fixture *opened, const nsc_surrogate *model, const char *defined) {
    char line[256];
    bool command = false, symbol = false;
    REQUIRE_OK(nsc_surrogate_write_source(model, opened->path[3], "fit */ it", &error));
    FILE *stream = fopen(opened->path[3], "rb");
    assert_non_null(stream);
    while (fgets(line, sizeof line, stream) != NULL) {
        assert_true(strlen(line) <= 121);
        command = command || strstr(line, "fit * / it") != NULL;
        symbol = symbol || strstr(line, defined) != NULL;
    }
    fclose(stream);
    assert_true(command && symbol);
}

static void test_source_is_written(void **state) {
    const fixture *opened = *state;
    check_source(opened, nsc_surrogate_builtin("time@108:mean"),
                 "const nsc_surrogate nsc_surrogate_time_108_mean_ridge = {");
    check_source(opened, nsc_surrogate_builtin("test@108:mean"),
                 "const nsc_surrogate nsc_surrogate_test_108_mean_trees = {");
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
    assert_near(builtin->judgement.spearman, model->judgement.spearman, 1e-6);
    assert_near(builtin->judgement.rmse / model->judgement.rmse, 1.0, 1e-5);
    assert_near(builtin->penalty / model->penalty, 1.0, 1e-8);
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
        cmocka_unit_test(test_features_equal_the_prototype),
        cmocka_unit_test(test_walks_equal_the_prototype),
        cmocka_unit_test(test_features_of_the_empty_cell),
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
        cmocka_unit_test(test_a_file_keeps_every_digit),
        cmocka_unit_test(test_a_file_keeps_trees),
        cmocka_unit_test(test_other_files_are_refused),
        cmocka_unit_test(test_damaged_trees_are_refused),
        cmocka_unit_test(test_source_is_written),
        cmocka_unit_test(test_builtin_values_meet_published_means),
        cmocka_unit_test(test_reached_on_published_measurements),
    };
    return outcome_of(cmocka_run_group_tests(tests, open_fixture, close_fixture));
}
