/*
 * Variance explained by counts, shape and positions: by hand, against group means by loops and least squares by GSL, on
 * fitnesses that one model explains wholly, on random ones, and with points hidden.
 */
#include "analysis/estimators/design.h"
#include "made_landscape.h"

#include <gsl/gsl_multifit.h>

static nsc_analysis_options options;

/* ---- by hand ---- */

static void two_symbols(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:2^2");
    const double values[4] = {0, 1, 1, 4};
    memcpy(made->fitness.values, values, sizeof values);
    made_result result = made_run(made, "variance", &options);
    /* About the mean 1.5: 9 in all. By counts nothing is left; a line through 0, 1, 1, 4 leaves 1; each position 4. */
    made_check(&result, "symbol_counts_share", 1, 1e-15);
    made_check(&result, "symbol_counts_adjusted", 1, 1e-15);
    made_check(&result, "symbol_counts_linear_share", 8 / 9.0, 1e-14);
    made_check(&result, "symbol_counts_linear_adjusted", 1 - 1 / 2.0 / (9 / 3.0), 1e-14);
    made_check(&result, "positions_share", 8 / 9.0, 1e-14);
    made_check(&result, "largest_position_share", 4 / 9.0, 1e-14);
    made_check_reason(&result, "shape_share", "same shape");
    assert_true(made_cell(&result, 0, "groups") == 2);
    assert_true(fabs(made_cell(&result, 0, "adjusted") - (1 - 5 / 2.0 / (9 / 3.0))) < 1e-14);
    assert_true(fabs(made_cell(&result, 0, "omega_squared") - (4 - 5 / 2.0) / (9 + 5 / 2.0)) < 1e-14);
    made_release(&result);
    made_close(made);
}

/* ---- against loops ---- */

static size_t model_row(const made_result *result, const char *model) {
    for (size_t row = 0; row < nsc_table_row_count(result->tables[0]); row++)
        if (strcmp(nsc_table_value(result->tables[0], row, 0).as.text, model) == 0)
            return row;
    fail_msg("no model %s", model);
    return 0;
}

/* Adds half the squared difference of two points, and their weight, if both are known. */
static void add_difference(const made_landscape *made, const nsc_design *design, uint32_t one, uint32_t other,
                           double *sum, double *weights) {
    const double difference = made->fitness.values[one] - made->fitness.values[other];
    if (isnan(difference))
        return;
    const double weight = nsc_design_weight(design, one) * nsc_design_weight(design, other);
    *sum += weight * difference * difference / 2;
    *weights += weight;
}

/* Sum of squares within groups and in all, of the space, from pairs of known points by their weights in the design:
 * groups that expect 20 known points have a mean over their pairs, the others one together. */
static double slow_share(const made_landscape *made, const double *numbers) {
    const uint32_t points = made->fitness.point_count;
    double all = 0, weights = 0, within = 0, shared = 0, shared_weights = 0, shared_degrees = 0;
    nsc_design design;
    REQUIRE_OK(nsc_design_open(&design, made->space, &made->fitness, NULL, NSC_THREADS(1), &error));
    bool *done = test_memory(points, sizeof *done);
    for (uint32_t point = 0; point < points; point++) {
        double group = 0, expected = 0, own = 0, own_weights = 0;
        for (uint32_t other = 0; other < point; other++)
            add_difference(made, &design, point, other, &all, &weights);
        for (uint32_t one = point; one < points && !done[point]; one++) {
            if (numbers[one] != numbers[point])
                continue;
            group++;
            expected += 1 / nsc_design_weight(&design, one);
            for (uint32_t other = point; other < one; other++)
                if (numbers[other] == numbers[point])
                    add_difference(made, &design, one, other, &own, &own_weights);
        }
        if (expected >= 20) {
            within += (group - 1) * own / own_weights;
        } else if (group > 0) {
            shared_degrees += group - 1;
            shared += own / group;
            shared_weights += own_weights / group;
        }
        for (uint32_t other = point; other < points && group > 0; other++)
            done[other] = done[other] || numbers[other] == numbers[point];
    }
    free(done);
    nsc_design_release(&design);
    within += shared_degrees > 0 ? shared_degrees * shared / shared_weights : 0;
    return 1 - within / ((points - 1) * all / weights);
}

/* R squared and its kin from a number for each point: points with the same one are a group. */
static void check_groups(const made_landscape *made, const made_result *result, const char *model,
                         const double *numbers) {
    const uint32_t points = made->fitness.point_count;
    const double *values = made->fitness.values;
    const size_t row = model_row(result, model);
    double mean = 0, total = 0, left = 0, known = made->fitness.known_count, groups = 0, known_groups = 0;
    bool *done = test_memory(points, sizeof *done);
    for (uint32_t point = 0; point < points; point++)
        mean += isnan(values[point]) ? 0 : values[point] / known;
    for (uint32_t point = 0; point < points; point++) {
        if (done[point])
            continue;
        double sum = 0, count = 0;
        for (uint32_t other = point; other < points; other++)
            if (numbers[other] == numbers[point]) {
                done[other] = true;
                sum += isnan(values[other]) ? 0 : values[other];
                count += isnan(values[other]) ? 0 : 1;
            }
        groups++;
        known_groups += count > 0;
        for (uint32_t other = point; other < points; other++)
            if (numbers[other] == numbers[point] && !isnan(values[other])) {
                left += (values[other] - sum / count) * (values[other] - sum / count);
                total += (values[other] - mean) * (values[other] - mean);
            }
    }
    const double adjusted = 1 - left / (known - known_groups) / (total / (known - 1));
    const double within = left / (known - known_groups);
    assert_true(made_cell(result, row, "groups") == groups);
    assert_true(made_cell(result, row, "known_groups") == known_groups);
    assert_true(fabs(made_cell(result, row, "explained") - (1 - left / total)) < 1e-11);
    assert_true(fabs(made_cell(result, row, "adjusted") - adjusted) < 1e-11);
    assert_true(fabs(made_cell(result, row, "omega_squared") -
                     (total - left - (known_groups - 1) * within) / (total + within)) < 1e-11);
    if (known == points)
        assert_true(fabs(made_cell(result, row, "share") - (1 - left / total)) < 1e-11);
    else if (strncmp(model, "position", 8) != 0 && !isnan(made_cell(result, row, "share")))
        assert_true(fabs(made_cell(result, row, "share") - fmax(slow_share(made, numbers), 0)) < 1e-11);
    free(done);
}

static double *feature(const made_landscape *made, const char *name) {
    double *values = test_memory(made->fitness.point_count, sizeof *values);
    REQUIRE_OK(made->space->feature_values(made->space, (size_t)nsc_space_feature(made->space, name), NSC_THREADS(1),
                                           values, &error));
    return values;
}

static void check_cells(double kept) {
    gsl_rng *random = random_stream(21, 0);
    made_landscape *made = made_open("nb101:vertices=5");
    const uint32_t points = made->fitness.point_count;
    double *conv3x3 = feature(made, "conv3x3"), *conv1x1 = feature(made, "conv1x1");
    double *maxpool = feature(made, "maxpool3x3"), *numbers = test_memory(points, sizeof *numbers);
    for (uint32_t point = 0; point < points; point++)
        made->fitness.values[point] = 0.02 * conv3x3[point] * conv3x3[point] + 0.05 * gsl_rng_uniform(random);
    made_hide(made, kept, random);
    made_result result = made_run(made, "variance", &options);
    for (uint32_t point = 0; point < points; point++)
        numbers[point] = conv3x3[point] + 10 * conv1x1[point] + 100 * maxpool[point];
    check_groups(made, &result, "symbol_counts", numbers);
    assert_true(!isnan(made_cell(&result, model_row(&result, "symbol_counts"), "share")));
    for (uint32_t number = 0; number < made->space->words->shape_count; number++) {
        const nsc_shape shape = made->space->words->shape(made->space, number);
        for (uint32_t place = 0; place < shape.point_count; place++)
            numbers[shape.first_point + place] = number;
    }
    check_groups(made, &result, "shape", numbers);
    for (uint32_t point = 0; point < points; point++)
        numbers[point] = 1000 * numbers[point] + conv3x3[point] + 10 * conv1x1[point] + 100 * maxpool[point];
    check_groups(made, &result, "shape_and_counts", numbers);
    made_check_reason(&result, "positions_share", "no common positions");

    const size_t known = made->fitness.known_count;
    gsl_matrix *design = gsl_matrix_alloc(known, 4), *covariance = gsl_matrix_alloc(4, 4);
    gsl_vector *values = gsl_vector_alloc(known), *coefficients = gsl_vector_alloc(4);
    gsl_multifit_linear_workspace *workspace = gsl_multifit_linear_alloc(known, 4);
    double left, mean = 0, total = 0;
    size_t row = 0;
    for (uint32_t point = 0; point < points; point++) {
        if (!nsc_fitness_known(&made->fitness, point))
            continue;
        gsl_matrix_set(design, row, 0, 1);
        gsl_matrix_set(design, row, 1, conv3x3[point]);
        gsl_matrix_set(design, row, 2, conv1x1[point]);
        gsl_matrix_set(design, row, 3, maxpool[point]);
        gsl_vector_set(values, row++, made->fitness.values[point]);
        mean += made->fitness.values[point] / (double)known;
    }
    for (size_t place = 0; place < known; place++)
        total += pow(gsl_vector_get(values, place) - mean, 2);
    assert_int_equal(gsl_multifit_linear(design, values, coefficients, covariance, &left, workspace), 0);
    row = model_row(&result, "symbol_counts_linear");
    assert_true(fabs(made_cell(&result, row, "explained") - (1 - left / total)) < 1e-11);
    assert_true(made_cell(&result, row, "groups") == 4);
    gsl_multifit_linear_free(workspace);
    gsl_matrix_free(design);
    gsl_matrix_free(covariance);
    gsl_vector_free(values);
    gsl_vector_free(coefficients);

    made_release(&result);
    made_check_threads(made, "variance", options);
    free(conv3x3);
    free(conv1x1);
    free(maxpool);
    free(numbers);
    made_close(made);
    gsl_rng_free(random);
}

static void groups_as_by_loops(void **state) {
    (void)state;
    check_cells(1);
    check_cells(0.3);
}

static void positions_as_by_loops(void **state) {
    (void)state;
    gsl_rng *random = random_stream(22, 0);
    made_landscape *made = made_open("hamming:4^4");
    double *numbers = test_memory(made->fitness.point_count, sizeof *numbers);
    for (int hidden = 0; hidden < 2; hidden++) {
        made_fill_nk(made, 1, random);
        if (hidden != 0)
            made_hide(made, 0.6, random);
        made_result result = made_run(made, "variance", &options);
        double sum = 0, largest = 0, slow[4], slow_sum = 0;
        for (unsigned position = 0; position < 4; position++) {
            char name[32];
            sprintf(name, "position %u", position + 1);
            for (uint32_t word = 0; word < made->fitness.point_count; word++)
                numbers[word] = made_symbol(word, position, 4, 4);
            check_groups(made, &result, name, numbers);
            slow[position] = slow_share(made, numbers);
            slow_sum += slow[position];
            sum += made_cell(&result, position, "share");
            largest = fmax(largest, made_cell(&result, position, "share"));
        }
        made_check(&result, "positions_share", sum, 1e-12);
        if (hidden == 0) {
            made_check(&result, "largest_position_share", largest, 1e-12);
        } else {
            /* Shares of positions by pairs, scaled to the share of single symbols that `interactions` has. */
            made_result other = made_run(made, "interactions", &options);
            made_check(&other, "additive_share", sum, 1e-12);
            for (unsigned position = 0; position < 4; position++)
                assert_true(fabs(made_cell(&result, position, "share") - slow[position] / slow_sum * sum) < 1e-11);
            made_check_reason(&result, "largest_position_share", "too high");
            made_release(&other);
        }
        made_release(&result);
    }
    free(numbers);
    made_close(made);
    gsl_rng_free(random);
}

/* ---- what is known ---- */

static void one_model_explains_all(void **state) {
    (void)state;
    made_landscape *made = made_open("nb101:vertices=5");
    double *conv3x3 = feature(made, "conv3x3"), *maxpool = feature(made, "maxpool3x3");
    for (uint32_t point = 0; point < made->fitness.point_count; point++)
        made->fitness.values[point] = 3 * conv3x3[point] - 0.7 * maxpool[point];
    made_result result = made_run(made, "variance", &options);
    made_check(&result, "symbol_counts_linear_share", 1, 1e-12);
    made_check(&result, "symbol_counts_share", 1, 1e-12);
    made_check(&result, "shape_and_counts_share", 1, 1e-12);
    assert_true(made_figure(&result, "shape_share") < 0.5);
    made_release(&result);
    for (uint32_t number = 0; number < made->space->words->shape_count; number++) {
        const nsc_shape shape = made->space->words->shape(made->space, number);
        for (uint32_t place = 0; place < shape.point_count; place++)
            made->fitness.values[shape.first_point + place] = sqrt(number);
    }
    result = made_run(made, "variance", &options);
    made_check(&result, "shape_share", 1, 1e-12);
    made_check(&result, "shape_and_counts_share", 1, 1e-12);
    assert_true(made_figure(&result, "symbol_counts_share") < 0.9);
    made_release(&result);
    free(conv3x3);
    free(maxpool);
    made_close(made);
}

/* Many groups explain something of any fitness; the adjusted figure takes that off. */
static void random_fitness_is_not_explained(void **state) {
    (void)state;
    gsl_rng *random = random_stream(23, 0);
    made_landscape *made = made_open("nb101:vertices=6");
    made_fill_random(made, random);
    made_result result = made_run(made, "variance", &options);
    const size_t row = model_row(&result, "shape_and_counts");
    const double groups = made_cell(&result, row, "groups"), points = made->fitness.point_count;
    made_check(&result, "shape_and_counts_share", (groups - 1) / (points - 1), 0.01);
    made_check(&result, "shape_and_counts_adjusted", 0, 0.01);
    made_release(&result);
    made_close(made);
    gsl_rng_free(random);
}

/* Over many hidings, shares centre on the truth, and their intervals cover it; they are wider for heavy tails. */
static void hidden_points_are_allowed_for(void **state) {
    (void)state;
    enum { HIDINGS = 300, MEASURES = 3 };
    static const char *const measures[MEASURES] = {"symbol_counts_share", "symbol_counts_linear_share",
                                                   "positions_share"};
    gsl_rng *random = random_stream(24, 0);
    made_landscape *made = made_open("hamming:3^7");
    double truth[MEASURES], sums[MEASURES] = {0}, squares[MEASURES] = {0};
    unsigned held[MEASURES] = {0};
    made_fill_nk(made, 2, random);
    double *complete = test_memory(made->fitness.point_count, sizeof *complete);
    memcpy(complete, made->fitness.values, made->fitness.point_count * sizeof *complete);
    made_result result = made_run(made, "variance", &options);
    for (size_t measure = 0; measure < MEASURES; measure++)
        truth[measure] = made_figure(&result, measures[measure]);
    made_release(&result);
    for (int hiding = 0; hiding < HIDINGS; hiding++) {
        memcpy(made->fitness.values, complete, made->fitness.point_count * sizeof *complete);
        made_hide(made, 0.5, random);
        result = made_run(made, "variance", &options);
        for (size_t measure = 0; measure < MEASURES; measure++) {
            const double share = made_figure(&result, measures[measure]);
            sums[measure] += share;
            squares[measure] += share * share;
            held[measure] += made_number(made_value(&result, measures[measure], NSC_SUMMARY_LOW)) <= truth[measure] &&
                             truth[measure] <= made_number(made_value(&result, measures[measure], NSC_SUMMARY_HIGH));
        }
        made_release(&result);
    }
    for (size_t measure = 0; measure < MEASURES; measure++) {
        const double mean = sums[measure] / HIDINGS;
        const double deviation = sqrt((squares[measure] / HIDINGS - mean * mean) / HIDINGS);
        print_message("%s: %.4f, mean of estimates %.4f +- %.4f, covered %.3f\n", measures[measure], truth[measure],
                      mean, deviation, held[measure] / (double)HIDINGS);
        assert_true(fabs(mean - truth[measure]) < 5 * deviation);
        assert_in_range(held[measure], (unsigned)(0.93 * HIDINGS), HIDINGS);
    }
    free(complete);
    made_close(made);
    gsl_rng_free(random);
}

/* Groups with two known points are too few; the linear function needs more points. */
static void few_points_show_no_shares(void **state) {
    (void)state;
    gsl_rng *random = random_stream(25, 0);
    made_landscape *made = made_open("nb101:vertices=6");
    made_fill_random(made, random);
    made_hide(made, 0.01, random);
    made_result result = made_run(made, "variance", &options);
    made_check_reason(&result, "shape_and_counts_share", "too few groups with two evaluated points");
    made_check_reason(&result, "symbol_counts_linear_share", "fewer than 1,000");
    assert_true(made_figure(&result, "symbol_counts_adjusted") < 0.5);
    made_release(&result);
    made_close(made);
    gsl_rng_free(random);
}

/* Strings of one symbol: each is a group of its own, by counts and by position, which explains all that is known. */
static void groups_of_one_point(void **state) {
    (void)state;
    enum { REASON = 9 };
    gsl_rng *random = random_stream(26, 0);
    made_landscape *made = made_open("hamming:40^1");
    made_fill_random(made, random);
    made_hide(made, 0.75, random);
    assert_in_range(made->fitness.known_count, 20, 39);
    made_result result = made_run(made, "variance", &options);
    made_check_reason(&result, "symbol_counts_share", "every group is a single point");
    made_check_reason(&result, "symbol_counts_adjusted", "every group is a single point");
    made_check(&result, "positions_share", 1, 1e-12);
    for (size_t row = 0; row < nsc_table_row_count(result.tables[0]); row++) {
        const char *model = nsc_table_value(result.tables[0], row, 0).as.text;
        const bool by_position = strcmp(model, "positions") == 0;
        if (!by_position && strcmp(model, "position 1") != 0 && strcmp(model, "symbol_counts") != 0)
            continue;
        assert_true(made_cell(&result, row, "groups") == 40);
        assert_true(made_cell(&result, row, "known_groups") == made->fitness.known_count);
        assert_true(made_cell(&result, row, "explained") == 1);
        assert_true(isnan(made_cell(&result, row, "adjusted")));
        assert_true(isnan(made_cell(&result, row, "share")) == !by_position);
        assert_string_equal(nsc_table_value(result.tables[0], row, REASON).as.text,
                            by_position ? "no group has more than one point with a fitness"
                                        : "every group is a single point");
    }
    made_release(&result);
    made_close(made);
    gsl_rng_free(random);
}

static void no_figures_without_variance(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:3^4");
    made_fill(made, 0.1);
    made_result result = made_run(made, "variance", &options);
    made_check_reason(&result, "symbol_counts_share", "the same fitness");
    made_check_reason(&result, "positions_share", "the same fitness");
    made_release(&result);
    made_fill(made, NAN);
    for (uint32_t point = 0; point < 10; point++)
        made->fitness.values[point] = point;
    made_count(made);
    result = made_run(made, "variance", &options);
    made_check_reason(&result, "symbol_counts_share", "fewer than 20");
    made_release(&result);
    made_close(made);
}

static void next_to_nothing(void **state) {
    (void)state;
    made_check_bare("variance");
}

int main(void) {
    options = nsc_analysis_defaults();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_symbols),
        cmocka_unit_test(groups_as_by_loops),
        cmocka_unit_test(positions_as_by_loops),
        cmocka_unit_test(one_model_explains_all),
        cmocka_unit_test(random_fitness_is_not_explained),
        cmocka_unit_test(hidden_points_are_allowed_for),
        cmocka_unit_test(few_points_show_no_shares),
        cmocka_unit_test(groups_of_one_point),
        cmocka_unit_test(no_figures_without_variance),
        cmocka_unit_test(next_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
