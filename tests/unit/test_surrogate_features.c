/*
 * Features of the surrogate, of cells and of walks over them, against two independent prototypes in Python that begin
 * from the cells' matrices; and the smallest cell, of which there is nothing to divide by.
 */
#include "data/data.h"
#include "data/surrogate/surrogate_features.h"
#include "testing.h"

#include <math.h>

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_features_equal_the_prototype),
        cmocka_unit_test(test_walks_equal_the_prototype),
        cmocka_unit_test(test_features_of_the_empty_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
