/*
 * The fit of trees: against trees grown by trying all cuts of all leaves, against the logit that logistic regression
 * leads to, on several threads, and on means merged with single runs.
 */
#include "data/data.h"
#include "testing.h"

#include "measurement_files.h"

/* ---- growing by trying all ---- */

enum { ROWS = 60, FEATURES = 3, LEAVES = 4 };

typedef struct made_rows {
    double features[ROWS][FEATURES], targets[ROWS], weights[ROWS];
} made_rows;

/* Rows with several values of each feature; every ninth has no weight. */
static made_rows make_rows(void) {
    made_rows made;
    for (size_t row = 0; row < ROWS; row++) {
        double *features = made.features[row];
        features[0] = (double)(row * 7 % 5);
        features[1] = (double)(row * 11 % 8);
        features[2] = (double)(row * 3 % 2);
        made.targets[row] = sin((double)row) + 0.7 * features[1] - 2.0 * (features[0] > 2) * (features[1] < 4);
        made.weights[row] = row % 9 == 0 ? 0 : 1 + (double)(row % 3);
    }
    return made;
}

/* The best cut of one leaf. */
typedef struct tried {
    double gain, cut;
    size_t feature;
} tried;

typedef struct tried_tree {
    size_t leaf_of[ROWS], count;
    unsigned depths[LEAVES];
} tried_tree;

/* Whether a row goes to the right. */
static bool is_right(const made_rows *made, size_t row, const tried *split) {
    return made->features[row][split->feature] > split->cut;
}

/* g² / (h + ridge), by which a leaf with the derivatives g and h lowers the loss. */
static double score(const double derivatives[2], double ridge) {
    return derivatives[0] * derivatives[0] / (derivatives[1] + ridge);
}

static tried try_all_cuts(const made_rows *made, double derivatives[ROWS][2], const nsc_tree_fit *fit,
                          const tried_tree *tree, size_t leaf) {
    tried best = {0};
    for (size_t feature = 0; feature < FEATURES && tree->depths[leaf] < fit->depth; feature++)
        for (int below = 0; below < 8; below++) {
            const tried one = {.feature = feature, .cut = below + 0.5};
            double sides[2][2] = {{0}};
            for (size_t row = 0; row < ROWS; row++)
                for (size_t order = 0; order < 2 && tree->leaf_of[row] == leaf; order++)
                    sides[is_right(made, row, &one)][order] += derivatives[row][order];
            const double whole[2] = {sides[0][0] + sides[1][0], sides[0][1] + sides[1][1]};
            const double gain = score(sides[0], fit->ridge) + score(sides[1], fit->ridge) - score(whole, fit->ridge);
            if (sides[0][1] >= fit->leaf_minimum && sides[1][1] >= fit->leaf_minimum && gain > best.gain + 1e-9)
                best = (tried){.feature = feature, .cut = one.cut, .gain = gain};
        }
    return best;
}

/* First and second derivative of the loss of each row, the first with its sign turned. */
static void derive(const made_rows *made, nsc_tree_loss loss, const double *sums, double derivatives[ROWS][2]) {
    for (size_t row = 0; row < ROWS; row++) {
        const double chance = 0.5 * (1 + tanh(0.5 * sums[row])); /* the logistic function */
        const double fitted = loss == NSC_LOSS_LOGISTIC ? chance : sums[row];
        derivatives[row][0] = made->weights[row] * (made->targets[row] - fitted);
        derivatives[row][1] = made->weights[row] * (loss == NSC_LOSS_LOGISTIC ? chance * (1 - chance) : 1);
    }
}

/* Grows a tree by the best cut of any leaf at each step, and adds its values to the sums. */
static void add_tree(const made_rows *made, const nsc_tree_fit *fit, double *sums) {
    double derivatives[ROWS][2], of_leaf[LEAVES][2] = {{0}};
    tried_tree tree = {.count = 1};
    derive(made, fit->loss, sums, derivatives);
    while (tree.count < fit->leaves) {
        tried best = {0};
        size_t chosen = 0;
        for (size_t leaf = 0; leaf < tree.count; leaf++) {
            const tried one = try_all_cuts(made, derivatives, fit, &tree, leaf);
            if (one.gain > best.gain) {
                best = one;
                chosen = leaf;
            }
        }
        if (best.gain <= 0)
            break;
        for (size_t row = 0; row < ROWS; row++)
            if (tree.leaf_of[row] == chosen && is_right(made, row, &best))
                tree.leaf_of[row] = tree.count;
        tree.depths[chosen]++;
        tree.depths[tree.count++] = tree.depths[chosen];
    }
    for (size_t row = 0; row < ROWS; row++)
        for (size_t order = 0; order < 2; order++)
            of_leaf[tree.leaf_of[row]][order] += derivatives[row][order];
    for (size_t row = 0; row < ROWS; row++) {
        const double *leaf = of_leaf[tree.leaf_of[row]];
        sums[row] += fit->rate * leaf[0] / (leaf[1] + fit->ridge);
    }
}

static double weighted_mean(const made_rows *made) {
    double sum = 0, weight = 0;
    for (size_t row = 0; row < ROWS; row++) {
        sum += made->weights[row] * made->targets[row];
        weight += made->weights[row];
    }
    return sum / weight;
}

/* The sum of trees fitted to the rows. */
static void fit_rows(const made_rows *made, const nsc_tree_fit *fit, double predicted[ROWS]) {
    nsc_tree_rows rows = {0};
    nsc_tree_sum sum = {0};
    REQUIRE_OK(nsc_tree_rows_create(&rows, made->features[0], ROWS, FEATURES, &error));
    REQUIRE_OK(nsc_tree_sum_fit(&sum, &rows, made->targets, made->weights, fit, predicted, NSC_THREADS(1), &error));
    free((void *)sum.scales);
    free((void *)sum.nodes);
    nsc_tree_rows_release(&rows);
}

/* Rows without weight take no part and have values, too. */
static void check_trees(const made_rows *made, const nsc_tree_fit *fit) {
    double predicted[ROWS], sums[ROWS];
    const double mean = weighted_mean(made);
    fit_rows(made, fit, predicted);
    for (size_t row = 0; row < ROWS; row++)
        sums[row] = fit->loss == NSC_LOSS_LOGISTIC ? log(mean / (1 - mean)) : mean;
    for (size_t tree = 0; tree < fit->tree_count; tree++)
        add_tree(made, fit, sums);
    for (size_t row = 0; row < ROWS; row++)
        if (!is_near(predicted[row], sums[row], 0.005)) /* leaves are rounded to 1/1600 of the largest */
            fail_msg("row %zu: %.6f instead of %.6f", row, predicted[row], sums[row]);
}

static void test_trees_equal_those_of_all_cuts_tried(void **state) {
    (void)state;
    const made_rows made = make_rows();
    nsc_tree_fit fit = {.tree_count = 4, .leaves = 2, .depth = 1, .rate = 0.5, .leaf_minimum = 5};
    check_trees(&made, &fit);
    fit.depth = 2;
    for (fit.leaves = 3; fit.leaves <= LEAVES; fit.leaves++)
        check_trees(&made, &fit);
    fit.leaves = LEAVES;
    fit.ridge = 20;
    check_trees(&made, &fit);
    check_trees(&made, &(nsc_tree_fit){.tree_count = 4, .leaves = 4, .depth = 3, .rate = 1, .leaf_minimum = 9});
    check_trees(&made, &(nsc_tree_fit){.tree_count = 3, .leaves = 4, .depth = 1, .rate = 1, .leaf_minimum = 1});
}

/* The same rows with shares from 0 to 1 as targets. */
static made_rows make_shares(void) {
    made_rows made = make_rows();
    for (size_t row = 0; row < ROWS; row++)
        made.targets[row] = made.features[row][0] > 2 ? 0.1 + 0.05 * (double)(row % 4) : row % 5 == 0 ? 1 : 0.6;
    return made;
}

static void test_logistic_trees_take_newton_steps(void **state) {
    (void)state;
    const made_rows made = make_shares();
    check_trees(&made, &(nsc_tree_fit){.loss = NSC_LOSS_LOGISTIC,
                                       .tree_count = 5,
                                       .leaves = 2,
                                       .depth = 1,
                                       .rate = 0.05,
                                       .leaf_minimum = 2,
                                       .ridge = 5});
    check_trees(
        &made,
        &(nsc_tree_fit){
            .loss = NSC_LOSS_LOGISTIC, .tree_count = 3, .leaves = 4, .depth = 2, .rate = 0.5, .leaf_minimum = 1});
}

/* Stumps on one feature of two values lead to the logit of each half's mean. */
static void test_logistic_stumps_reach_the_logit(void **state) {
    (void)state;
    made_rows made = make_shares();
    double predicted[ROWS], sums[2] = {0}, weights[2] = {0};
    for (size_t row = 0; row < ROWS; row++) {
        const bool right = made.features[row][0] > 2;
        made.features[row][0] = right;
        made.features[row][1] = made.features[row][2] = 0;
        sums[right] += made.weights[row] * made.targets[row];
        weights[right] += made.weights[row];
    }
    fit_rows(
        &made,
        &(nsc_tree_fit){.loss = NSC_LOSS_LOGISTIC, .tree_count = 12, .leaves = 2, .depth = 1, .rate = 1, .ridge = 0},
        predicted);
    for (size_t row = 0; row < ROWS; row++) {
        const size_t half = made.features[row][0] > 0;
        const double mean = sums[half] / weights[half];
        assert_is_near(predicted[row], log(mean / (1 - mean)), 1e-3);
    }
}

/* ---- threads ---- */

/* Accuracies of all cells, every eleventh collapsed. */
static nsc_fitness make_fitness(const nsc_space *space) {
    nsc_fitness fitness = {
        .origin = NSC_ORIGIN_MEASURED, .point_count = space->point_count, .known_count = space->point_count};
    REQUIRE_OK(nsc_fitness_rule_parse(&fitness.rule, space, "test@108", &error));
    fitness.values = test_memory(space->point_count, sizeof(double));
    for (uint32_t id = 0; id < space->point_count; id++)
        fitness.values[id] = id % 11 == 0 ? 0.1 : 0.9 + 0.03 * sin(0.37 * id);
    return fitness;
}

static void assert_same_sum(const nsc_tree_sum *one, const nsc_tree_sum *other) {
    assert_true(one->constant == other->constant);
    assert_int_equal(one->tree_count, other->tree_count);
    if (one->tree_count == 0)
        return;
    assert_string_equal(one->nodes, other->nodes);
    assert_memory_equal(one->scales, other->scales, one->tree_count * sizeof(double));
}

static void assert_same_model(const nsc_surrogate *one, const nsc_surrogate *other) {
    assert_true(one->trees->limit == other->trees->limit && one->floor == other->floor);
    assert_same_sum(&one->trees->level, &other->trees->level);
    assert_same_sum(&one->trees->collapse, &other->trees->collapse);
    assert_true(one->judgement.spearman == other->judgement.spearman && one->judgement.rmse == other->judgement.rmse);
    assert_int_equal(one->judgement.count, other->judgement.count);
}

static void test_threads_fit_the_same_trees(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=5");
    nsc_fitness measured = make_fitness(space);
    nsc_surrogate_fit_options options = {
        .regression = NSC_REGRESSION_TREES, .seed = 3, .folds = 2, .control = NSC_THREADS(1)};
    double *one_predicted = test_memory(space->point_count, sizeof(double));
    double *two_predicted = test_memory(space->point_count, sizeof(double));
    nsc_surrogate one = {0}, two = {0};
    REQUIRE_OK(nsc_surrogate_fit(&one, &measured, space, &options, NULL, one_predicted, &error));
    options.control = NSC_THREADS(2);
    REQUIRE_OK(nsc_surrogate_fit(&two, &measured, space, &options, NULL, two_predicted, &error));
    assert_true(one.trees->collapse.tree_count > 0 && one.trees->limit > 0.1 && one.trees->limit < 0.87);
    assert_same_model(&one, &two);
    assert_memory_equal(one_predicted, two_predicted, space->point_count * sizeof(double));
    nsc_surrogate_release(&one);
    nsc_surrogate_release(&two);
    free(one_predicted);
    free(two_predicted);
    nsc_fitness_release(&measured);
    nsc_space_close(space);
}

/* ---- means merged with single runs ---- */

enum { CELLS = 900, STEP = 3, MEANS = CELLS / STEP }; /* every third cell has a mean of three runs */

static double mean_of(uint32_t id) {
    return (27000 + floor(900 * sin(0.37 * id)) + (id % 3 == 0)) / 29952;
}

static double run_of(uint32_t id, int of_means) {
    return (8900 + floor(300 * sin(0.73 * id)) + (id % STEP == 0 ? of_means : 0)) / 9984;
}

/* Writes means of three runs, or the first run of all cells. `of_means` changes the runs of cells that have a mean. */
static const char *write_cells(const fixture *opened, int file, bool means, int of_means) {
    FILE *stream = fopen(opened->path[file], "w");
    assert_non_null(stream);
    fputs(means ? "hash,epochs,test_accuracy\n" : HASHES, stream);
    for (uint32_t id = 0; id < CELLS; id += means ? STEP : 1) {
        nsc_point_name name;
        REQUIRE_OK(opened->space->point_name(opened->space, id, &name, &error));
        if (means)
            fprintf(stream, "%s,108,%.17g\n", name.text, mean_of(id));
        else
            fprintf(stream, "%s,108,1,%.17g\n", name.text, run_of(id, of_means));
    }
    assert_int_equal(fclose(stream), 0);
    return opened->path[file];
}

/* Fits trees to the means and the runs. */
static void fit_merged(const fixture *opened, int of_means, nsc_surrogate *model, double *predicted) {
    const nsc_surrogate_fit_options options = {
        .regression = NSC_REGRESSION_TREES, .seed = 3, .folds = 2, .control = NSC_THREADS(2)};
    nsc_measurements *measurements = empty_set(opened);
    nsc_fitness_rule rule = {0};
    nsc_fitness measured = {0};
    read_valid(measurements, write_cells(opened, 0, true, 0), NULL);
    read_valid(measurements, write_cells(opened, 1, false, of_means), NULL);
    REQUIRE_OK(nsc_fitness_rule_parse(&rule, opened->space, "test@108", &error));
    REQUIRE_OK(nsc_fitness_from_measurements(&measured, &rule, measurements, &error));
    REQUIRE_OK(nsc_surrogate_fit(model, &measured, opened->space, &options, NULL, predicted, &error));
    assert_int_equal(measured.known_count, CELLS);
    nsc_fitness_release(&measured);
    nsc_measurements_destroy(measurements);
}

/* A cell with a mean of three counts three times, its first run not at all; only such cells are judged. */
static void test_a_mean_stands_before_its_first_run(void **state) {
    const fixture *opened = *state;
    double *predicted = test_memory(opened->space->point_count, sizeof(double));
    double *changed_predicted = test_memory(opened->space->point_count, sizeof(double));
    double sum = 0, weights = 0;
    nsc_surrogate model = {0}, changed = {0};
    fit_merged(opened, 0, &model, predicted);
    fit_merged(opened, -700, &changed, changed_predicted);
    assert_same_model(&model, &changed);
    assert_int_equal(model.judgement.count, MEANS);
    assert_int_equal(model.judged_runs, 3);
    assert_int_equal(model.fitted_count, CELLS);
    for (uint32_t id = 0; id < CELLS; id++) {
        const double value = id % STEP == 0 ? mean_of(id) : run_of(id, 0), weight = id % STEP == 0 ? 3 : 1;
        assert_true(isnan(predicted[id]) == (id % STEP != 0));
        assert_true(isnan(predicted[id]) || predicted[id] == changed_predicted[id]);
        sum += weight * log(1 - value);
        weights += weight;
    }
    assert_true(model.trees->limit == 0); /* no accuracy is far below the others */
    assert_is_near(model.trees->level.constant, sum / weights, 1e-9);
    nsc_surrogate_release(&model);
    nsc_surrogate_release(&changed);
    free(predicted);
    free(changed_predicted);
}

/* Where fewer than 50 cells have the most runs, all cells are judged. */
static void test_few_means_do_not_judge_alone(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    nsc_fitness measured = make_fitness(space);
    const nsc_surrogate_fit_options options = {.seed = 3, .folds = 2, .control = NSC_THREADS(1)};
    measured.run_counts = test_memory(space->point_count, sizeof *measured.run_counts);
    for (uint32_t means = 49; means <= 50; means++) {
        nsc_surrogate model = {0};
        for (uint32_t id = 0; id < space->point_count; id++)
            measured.run_counts[id] = id < means ? 3 : 1;
        REQUIRE_OK(nsc_surrogate_fit(&model, &measured, space, &options, NULL, NULL, &error));
        assert_int_equal(model.judged_runs, means == 49 ? 0 : 3);
        assert_int_equal(model.judgement.count, means == 49 ? space->point_count : 50);
        nsc_surrogate_release(&model);
    }
    nsc_fitness_release(&measured);
    nsc_space_close(space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees_equal_those_of_all_cuts_tried),
        cmocka_unit_test(test_logistic_trees_take_newton_steps),
        cmocka_unit_test(test_logistic_stumps_reach_the_logit),
        cmocka_unit_test(test_threads_fit_the_same_trees),
        cmocka_unit_test(test_a_mean_stands_before_its_first_run),
        cmocka_unit_test(test_few_means_do_not_judge_alone),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
