/*
 * The best of n random candidates: means over many runs of random search, against order statistics of the values with
 * the chance that a draw has of each: by encodings or by points, with or without repetition.
 */
#include "searched_landscape.h"

#include <math.h>

/* A fitness and the chance of a draw; higher is better. */
typedef struct weighted_value {
    double value, weight;
} weighted_value;

static int ascending(const void *one, const void *other) {
    const double a = ((const weighted_value *)one)->value, b = ((const weighted_value *)other)->value;
    return (a > b) - (a < b);
}

/* Sorted, equal values made one; the weights add up to 1. Returns how many are left. */
static size_t prepare(weighted_value *values, size_t count) {
    double sum = 0;
    size_t kept = 0;
    qsort(values, count, sizeof *values, ascending);
    for (size_t i = 0; i < count; i++) {
        sum += values[i].weight;
        if (kept > 0 && values[kept - 1].value == values[i].value)
            values[kept - 1].weight += values[i].weight;
        else
            values[kept++] = values[i];
    }
    for (size_t i = 0; i < kept; i++)
        values[i].weight /= sum;
    return kept;
}

/* Draws with repetition: the best is at most v with the chance F(v)^n. */
static double expected_best(const weighted_value *values, size_t count, unsigned n) {
    double mean = 0, below = 0, before = 0;
    for (size_t i = 0; i < count; i++) {
        below += values[i].weight;
        const double chance = pow(fmin(below, 1), n);
        mean += values[i].value * (chance - before);
        before = chance;
    }
    return mean;
}

/* The chance that at least n of the points [0, count) come before a time; each comes by then with its own chance. */
static double chance_of_at_least(const double *chances, size_t count, unsigned n) {
    double exactly[32] = {1};
    assert_true(n < 32);
    for (size_t i = 0; i < count; i++)
        for (unsigned k = n + 1; k-- > 0;)
            /* The last entry stands for n or more. */
            exactly[k] = exactly[k] * (k == n ? 1 : 1 - chances[i]) + (k > 0 ? exactly[k - 1] * chances[i] : 0);
    return exactly[n];
}

/*
 * Draws without repetition, in proportion to weights: points come in the order of independent exponential times whose
 * rates are their weights. The first n are all among the points up to v if n of these come before the first of the
 * rest, whose time is exponential too; u is the chance that it is later. `values` are sorted, with ties.
 */
static double expected_best_of_different(const weighted_value *values, size_t count, unsigned n) {
    enum { NODES = 200 };
    double *chances = test_memory(count, sizeof *chances), mean = values[count - 1].value, rest = 0;
    for (size_t left = count; left-- > 1;) {
        rest += values[left].weight;
        if (values[left - 1].value == values[left].value)
            continue;
        double chance = 0;
        for (int node = 0; left >= n && node < NODES; node++) {
            const double u = (node + 0.5) / NODES;
            for (size_t i = 0; i < left; i++)
                chances[i] = 1 - pow(u, values[i].weight / rest);
            chance += chance_of_at_least(chances, left, n) / NODES;
        }
        /* Mean of the maximum: the largest value, less each step down weighted by the chance to stay below. */
        mean -= (values[left].value - values[left - 1].value) * chance;
    }
    free(chances);
    return mean;
}

/* The values of all points by the chance of a draw. */
static weighted_value *values_of(const nsc_space *space, const double *fitness, unsigned encoding,
                                 nsc_validity validity) {
    weighted_value *values = test_memory(space->point_count, sizeof *values);
    const nsc_encodings *encodings = NULL;
    for (uint32_t point = 0; point < space->point_count; point++)
        values[point] = (weighted_value){fitness[point], encoding == NSC_ENCODING_POINTS};
    if (encoding == NSC_ENCODING_POINTS)
        return values;
    REQUIRE_OK(nsc_space_encodings(space, &encodings, &error));
    double *matrices = test_memory(encodings->class_count, sizeof *matrices);
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        if (nsc_matrix_decoding(encodings, validity, matrix) == NSC_DECODES)
            matrices[encodings->classes[matrix]]++;
    for (uint32_t class = 0; class < encodings->class_count; class ++)
        for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++)
            values[encodings->points[class * encodings->labelling_count + labelling]].weight += matrices[class];
    free(matrices);
    return values;
}

/* Whether the mean of the incumbents after n paid evaluations of each run is the expected one. */
static void check_mean(const char *what, const nsc_search_result *result, unsigned n, double expected) {
    double sum = 0, squares = 0;
    for (size_t run = 0; run < result->run_count; run++) {
        const nsc_search_trace *trace = &result->traces[run];
        double best = NAN;
        for (size_t i = 0; i < trace->count && trace->events[i].evaluations <= n; i++)
            if (trace->events[i].incumbent)
                best = trace->events[i].fitness;
        sum += best - expected;
        squares += (best - expected) * (best - expected);
    }
    const double runs = (double)result->run_count, mean = sum / runs;
    const double error_of_mean = sqrt((squares / runs - mean * mean) / runs);
    if (!(fabs(mean) < 4 * error_of_mean) || !(error_of_mean > 0))
        fail_msg("%s, n = %u: mean %.6f, expected %.6f, standard error %.6f", what, n, expected + mean, expected,
                 error_of_mean);
}

/* ---- made-up values with ties ---- */

static void fill_with_ties(made_landscape *made) {
    gsl_rng *random = random_stream(16, 1);
    for (uint32_t point = 0; point < made->space->point_count; point++)
        made->fitness.values[point] = 0.01 * random_below(random, 100);
    made_count(made);
    gsl_rng_free(random);
}

static void draws_may_repeat(void **state) {
    (void)state;
    made_landscape *made = made_open("nb101:vertices=5");
    fill_with_ties(made);
    for (int way = 0; way < 3; way++) {
        static const char *const names[] = {"points", "encodings, pruned", "encodings, raw"};
        const unsigned encoding = way == 0 ? NSC_ENCODING_POINTS : NSC_ENCODING_A;
        const nsc_validity validity = way == 2 ? NSC_VALID_RAW : NSC_VALID_PRUNED;
        const nsc_search_options options = {.encoding = encoding + 1,
                                            .edge_limit = way > 0 ? validity + 1 : 0,
                                            .evaluations = 10,
                                            .runs = 5000,
                                            .seed = 1};
        weighted_value *values = values_of(made->space, made->fitness.values, encoding, validity);
        const size_t count = prepare(values, made->space->point_count);
        searched_landscape searched = searched_open(made, options);
        nsc_search_result result = searched_run(&searched, "random");
        for (unsigned n = 1; n <= 10; n += 3)
            check_mean(names[way], &result, n, expected_best(values, count, n));
        nsc_search_result_release(&result);
        searched_close(&searched);
        free(values);
    }
    made_close(made);
}

static void draws_may_not_repeat(void **state) {
    (void)state;
    made_landscape *made = made_open("nb101:vertices=4");
    fill_with_ties(made);
    for (int way = 0; way < 2; way++) {
        const unsigned encoding = way == 0 ? NSC_ENCODING_POINTS : NSC_ENCODING_A;
        const nsc_search_options options = {
            .encoding = encoding + 1, .unique = true, .evaluations = 20, .runs = 5000, .seed = 1};
        weighted_value *values = values_of(made->space, made->fitness.values, encoding, NSC_VALID_PRUNED);
        qsort(values, made->space->point_count, sizeof *values, ascending);
        searched_landscape searched = searched_open(made, options);
        nsc_search_result result = searched_run(&searched, "random");
        for (unsigned n = 5; n <= 20; n += 15)
            check_mean(way == 0 ? "points" : "encodings", &result, n,
                       expected_best_of_different(values, made->space->point_count, n));
        nsc_search_result_release(&result);
        searched_close(&searched);
        free(values);
    }
    made_close(made);
}

/* No tournament, and children that have nothing of their parents. */
static void evolution_without_selection_is_random_search(void **state) {
    (void)state;
    static const char *const algorithms[] = {"evolution:tournament=1,mutation=uniform,population=7",
                                             "plain-evolution:tournament=1,mutation=uniform,population=7"};
    made_landscape *made = made_open("nb101:vertices=5");
    fill_with_ties(made);
    weighted_value *values = values_of(made->space, made->fitness.values, NSC_ENCODING_A, NSC_VALID_PRUNED);
    const size_t count = prepare(values, made->space->point_count);
    for (size_t i = 0; i < NSC_COUNT_OF(algorithms); i++) {
        const nsc_search_options options = {.evaluations = 40, .runs = 2000, .seed = 2 + i};
        searched_landscape searched = searched_open(made, options);
        nsc_search_result result = searched_run(&searched, algorithms[i]);
        for (unsigned n = 5; n <= 40; n += 35)
            check_mean(algorithms[i], &result, n, expected_best(values, count, n));
        nsc_search_result_release(&result);
        searched_close(&searched);
    }
    free(values);
    made_close(made);
}

/* ---- selection by one run ---- */

enum { NOISY_RUNS = 3, NOISY_DRAWS = 8 };

/* Validation and test accuracy of three runs of each cell, as a table. */
static void write_runs(const nsc_space *space, const char *path, weighted_value *pairs, double *scores) {
    gsl_rng *random = random_stream(16, 6);
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    assert_true(fprintf(stream, "hash,epochs,run,valid_accuracy,test_accuracy\n") > 0);
    for (uint32_t point = 0; point < space->point_count; point++) {
        const double weight = pairs[NOISY_RUNS * point].weight;
        nsc_point_name name;
        REQUIRE_OK(space->point_name(space, point, &name, &error));
        scores[point] = 0;
        for (uint32_t run = 0; run < NOISY_RUNS; run++) {
            const double valid = 0.01 * random_below(random, 60) + 0.3, test = valid + 0.1 * gsl_rng_uniform(random);
            pairs[NOISY_RUNS * point + run] = (weighted_value){valid, weight};
            scores[point] += test / NOISY_RUNS;
            assert_true(fprintf(stream, "%s,108,%u,%.17g,%.17g\n", name.text, run + 1, valid, test) > 0);
        }
    }
    assert_int_equal(fclose(stream), 0);
    gsl_rng_free(random);
}

/* The expected score of the incumbent after n draws of a point and one of its runs. The best of n draws has a value v
 * with the chance F(v)^n − F(below v)^n, and is each of the pairs with that value in proportion to their weights. */
static double expected_score(const weighted_value *pairs, const double *scores, size_t count, unsigned n) {
    double mean = 0, all = 0;
    for (size_t i = 0; i < count; i++)
        all += pairs[i].weight;
    for (size_t i = 0; i < count; i++) {
        double below = 0, equal = 0;
        for (size_t other = 0; other < count; other++) {
            below += pairs[other].value < pairs[i].value ? pairs[other].weight : 0;
            equal += pairs[other].value == pairs[i].value ? pairs[other].weight : 0;
        }
        const double chance = pow((below + equal) / all, n) - pow(below / all, n);
        mean += scores[i / NOISY_RUNS] * chance * pairs[i].weight / equal;
    }
    return mean;
}

static void selection_by_one_run_is_scored_by_the_mean(void **state) {
    (void)state;
    const nsc_search_options options = {.evaluations = NOISY_DRAWS, .runs = 4000, .seed = 1};
    char path[64];
    temporary_template(path, sizeof path, ".csv");
    const int file = mkstemps(path, 4);
    assert_true(file >= 0);
    assert_int_equal(close(file), 0);
    const char *data = path;
    nsc_space *space = open_space("nb101:vertices=4");
    const size_t pair_count = (size_t)NOISY_RUNS * space->point_count;
    double *scores = test_memory(pair_count, sizeof *scores); /* of the points; what is above them serves as zeros */
    weighted_value *weights = values_of(space, scores, NSC_ENCODING_A, NSC_VALID_PRUNED);
    weighted_value *pairs = test_memory(pair_count, sizeof *pairs);
    for (size_t pair = 0; pair < pair_count; pair++)
        pairs[pair] = weights[pair / NOISY_RUNS];
    write_runs(space, path, pairs, scores);
    const nsc_landscape_names names = {.open_space = space, .data = &data, .data_count = 1};
    searched_landscape searched = {0};
    nsc_opened_landscape *opened = NULL;
    REQUIRE_OK(nsc_landscape_open(&opened, &names, &error));
    REQUIRE_OK(nsc_experiment_open(&searched.experiment, opened, &options, &error));
    nsc_search_result result = searched_run(&searched, "random");
    const double expected = expected_score(pairs, scores, pair_count, NOISY_DRAWS);
    double sum = 0, squares = 0;
    for (size_t run = 0; run < result.run_count; run++) {
        const nsc_search_trace *trace = &result.traces[run];
        const double score = nsc_experiment_score(searched.experiment, trace->events[trace->count - 1].point);
        sum += score - expected;
        squares += (score - expected) * (score - expected);
    }
    const double runs = (double)result.run_count;
    assert_true(fabs(sum / runs) < 4 * sqrt(squares) / runs);
    nsc_search_result_release(&result);
    nsc_experiment_close(searched.experiment);
    nsc_landscape_close(opened);
    nsc_space_close(space);
    free(scores);
    free(weights);
    free(pairs);
    assert_int_equal(remove(path), 0);
}

/* ---- the complete first run ---- */

static void the_first_run_has_the_published_means(void **state) {
    (void)state;
    /* Mean test error in per cent of the best of n encodings, and of n cells; means of runs, too. */
    static const struct {
        unsigned encoding, n;
        double error;
    } known[] = {{NSC_ENCODING_A, 50, 6.331},
                 {NSC_ENCODING_A, 100, 6.222},
                 {NSC_ENCODING_A, 150, 6.170},
                 {NSC_ENCODING_A, 300, 6.095},
                 {NSC_ENCODING_POINTS, 150, 6.237}};
    char path[4096];
    const char *data = path;
    const char *folder = getenv("NASSCAPE_TEST_DATA");
    snprintf(path, sizeof path, "%s/nb101_run1_test108.npy", folder != NULL ? folder : "");
    if (folder == NULL || access(path, R_OK) != 0) {
        print_message("skipped: %s is not there\n", path);
        skip();
    }
    nsc_opened_landscape *opened = NULL;
    const nsc_space *space;
    const nsc_fitness *fitness;
    const nsc_landscape_names names = {.data = &data, .data_count = 1, .order = NSC_ORDER_HASH};
    REQUIRE_OK(nsc_landscape_open(&opened, &names, &error));
    REQUIRE_OK(nsc_landscape_space(opened, &space, &error));
    REQUIRE_OK(nsc_landscape_fitness(opened, NULL, &fitness, &error));
    for (unsigned way = 0; way < 2; way++) {
        const unsigned encoding = way == 0 ? NSC_ENCODING_A : NSC_ENCODING_POINTS;
        const nsc_search_options options = {
            .encoding = encoding + 1, .evaluations = way == 0 ? 300 : 150, .runs = 2000, .seed = 1};
        weighted_value *values = values_of(space, fitness->values, encoding, NSC_VALID_PRUNED);
        const size_t count = prepare(values, space->point_count);
        searched_landscape searched = {0};
        REQUIRE_OK(nsc_experiment_open(&searched.experiment, opened, &options, &error));
        nsc_search_result result = searched_run(&searched, "random");
        for (size_t i = 0; i < NSC_COUNT_OF(known); i++) {
            if (known[i].encoding != encoding)
                continue;
            const double expected = expected_best(values, count, known[i].n);
            if (fabs(100 * (1 - expected) - known[i].error) >= 0.01)
                fail_msg("n = %u: expected error %.6f, published %.3f", known[i].n, 100 * (1 - expected),
                         known[i].error);
            check_mean("first run", &result, known[i].n, expected);
        }
        nsc_search_result_release(&result);
        nsc_experiment_close(searched.experiment);
        free(values);
    }
    nsc_landscape_close(opened);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_may_repeat),
        cmocka_unit_test(draws_may_not_repeat),
        cmocka_unit_test(evolution_without_selection_is_random_search),
        cmocka_unit_test(selection_by_one_run_is_scored_by_the_mean),
        cmocka_unit_test(the_first_run_has_the_published_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
