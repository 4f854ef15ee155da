/*
 * Prints regression forests, TPE's densities, their predictions and proposals on made data, as JSON, for
 * check_search_models.py to compute again.
 */
#include "analysis/search/algorithms/regression_forest.h"
#include "analysis/search/algorithms/tpe_internal.h"
#include "base/random.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { MOST_VARIABLES = 40, PROBES = 60, PROPOSALS = 2000, POINTS = 41 };

/* A comma between the members of a list. */
static void separate(size_t place) {
    fputs(place > 0 ? "," : "", stdout);
}

static void print_reals(const char *name, const double *values, size_t count) {
    printf("\"%s\":[", name);
    for (size_t place = 0; place < count; place++) {
        separate(place);
        printf("%.17g", values[place]);
    }
    fputs("]", stdout);
}

static void print_variables(const nsc_search_variable *variables, size_t count) {
    static const char *const kinds[] = {"categorical", "integer", "real"};
    fputs("\"variables\":[", stdout);
    for (size_t place = 0; place < count; place++) {
        separate(place);
        printf("{\"kind\":\"%s\",\"levels\":%u}", kinds[variables[place].kind], variables[place].levels);
    }
    fputs("]", stdout);
}

static void draw_candidate(const nsc_search_variable *variables, size_t count, gsl_rng *random, double *candidate) {
    for (size_t place = 0; place < count; place++)
        candidate[place] = variables[place].kind == NSC_VARIABLE_REAL
                               ? gsl_rng_uniform(random)
                               : nsc_random_below(random, variables[place].levels);
}

/* Effects of all kinds: some variables alone, some together, noise, and a few candidates that fail. */
static double respond(const nsc_search_variable *variables, size_t count, const double *candidate, gsl_rng *random) {
    double sum = 0.1 + 0.02 * gsl_rng_uniform(random);
    for (size_t place = 0; place < count; place++) {
        const double share = variables[place].kind == NSC_VARIABLE_REAL
                                 ? candidate[place]
                                 : sin(7 * candidate[place] + (double)place) / 2 + 0.5;
        sum += 0.2 * share / (double)(1 + place);
        if (place > 0)
            sum += 0.05 * share * (candidate[place - 1] > 0.5);
    }
    return gsl_rng_uniform(random) < 0.05 ? 1 : sum;
}

/* ---- forests ---- */

typedef struct forest_case {
    size_t categorical, integers, reals; /* numbers of variables */
    uint32_t levels;                     /* of the categorical variables the most, of the integers all */
    size_t rows;
    nsc_forest_options options;
} forest_case;

static const forest_case forest_cases[] = {
    {26, 0, 0, 3, 150, {5, 1, 3, 3, 20}}, {26, 0, 0, 3, 400, {6, 5.0 / 6, 3, 3, 20}},
    {4, 1, 3, 8, 120, {5, 1, 3, 3, 20}},  {0, 1, 21, 10, 120, {4, 5.0 / 6, 3, 3, 20}},
    {9, 0, 0, 7, 300, {4, 1, 10, 1, 4}},  {3, 2, 2, 5, 40, {1, 1, 2, 1, 100}},
    {2, 0, 1, 2, 1, {3, 1, 3, 3, 20}},    {1, 0, 0, 4, 30, {2, 1, 3, 3, 20}},
};

static size_t make_variables(const forest_case *made, nsc_search_variable *variables) {
    size_t count = 0;
    for (size_t place = 0; place < made->categorical; place++)
        variables[count++] =
            (nsc_search_variable){"c", NSC_VARIABLE_CATEGORICAL, 2 + (uint32_t)place % (made->levels - 1)};
    for (size_t place = 0; place < made->integers; place++)
        variables[count++] = (nsc_search_variable){"i", NSC_VARIABLE_INTEGER, made->levels};
    for (size_t place = 0; place < made->reals; place++)
        variables[count++] = (nsc_search_variable){"r", NSC_VARIABLE_REAL, 0};
    return count;
}

static void print_tree(const nsc_forest_tree *tree, size_t row_count) {
    fputs("{\"weights\":[", stdout);
    for (size_t row = 0; row < row_count; row++) {
        separate(row);
        printf("%u", tree->weights[row]);
    }
    fputs("],\"nodes\":[", stdout);
    for (size_t place = 0; place < tree->node_count; place++) {
        const nsc_forest_node *node = tree->nodes + place;
        separate(place);
        printf("{\"variable\":%u,\"children\":%u,", node->variable, node->children);
        if (node->children != 0 && node->categorical)
            printf("\"levels\":%" PRIu64 "}", node->levels);
        else
            printf("\"number\":%.17g}", node->number);
    }
    fputs("]}", stdout);
}

static void print_probes(const nsc_regression_forest *forest, gsl_rng *random) {
    double candidate[MOST_VARIABLES];
    fputs("\"probes\":[", stdout);
    for (size_t probe = 0; probe < PROBES; probe++) {
        draw_candidate(forest->variables, forest->variable_count, random, candidate);
        nsc_prediction prediction;
        nsc_regression_forest_predict(forest, candidate, 1, &prediction);
        const double target = 0.1 + 0.5 * gsl_rng_uniform(random);
        separate(probe);
        fputs("{", stdout);
        print_reals("candidate", candidate, forest->variable_count);
        printf(",\"mean\":%.17g,\"variance\":%.17g,\"target\":%.17g,\"improvement\":%.17g}", prediction.mean,
               prediction.variance, target, nsc_expected_improvement(prediction, target));
    }
    fputs("]", stdout);
}

static nsc_status print_forest(const forest_case *made, gsl_rng *random, nsc_error *error) {
    nsc_search_variable variables[MOST_VARIABLES];
    double candidate[MOST_VARIABLES];
    const size_t count = make_variables(made, variables);
    nsc_regression_forest forest;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_regression_forest_open(&forest, variables, count, &made->options, error));
    for (size_t row = 0; row < made->rows; row++) {
        draw_candidate(variables, count, random, candidate);
        NSC_TRY(nsc_regression_forest_add(&forest, candidate, respond(variables, count, candidate, random), error));
        if (row == made->rows / 2) /* an earlier fit leaves no trace */
            NSC_TRY(nsc_regression_forest_fit(&forest, random, error));
    }
    NSC_TRY(nsc_regression_forest_fit(&forest, random, error));
    fputs("{", stdout);
    print_variables(variables, count);
    printf(",\"tried\":%zu,\"split_from\":%u,\"leaf_from\":%u,\"depth\":%u,", forest.variables_tried,
           made->options.split_from, made->options.leaf_from, made->options.depth);
    print_reals("rows", forest.rows, forest.row_count * count);
    fputs(",", stdout);
    print_reals("responses", forest.responses, forest.row_count);
    fputs(",\"trees\":[", stdout);
    for (size_t tree = 0; tree < made->options.trees; tree++) {
        separate(tree);
        print_tree(forest.trees + tree, forest.row_count);
    }
    fputs("],", stdout);
    print_probes(&forest, random);
    fputs("}", stdout);
out:
    nsc_regression_forest_close(&forest);
    return status;
}

/* ---- TPE ---- */

typedef struct tpe_case {
    forest_case variables;
    nsc_tpe_settings settings;
} tpe_case;

static const tpe_case tpe_cases[] = {
    {{5, 0, 0, 3, 150, {0}}, {20, 24, 25, 0.25, 1}},  {{5, 0, 0, 5, 1000, {0}}, {20, 24, 25, 0.25, 1}},
    {{2, 2, 3, 10, 150, {0}}, {20, 24, 25, 0.25, 1}}, {{1, 1, 2, 4, 300, {0}}, {20, 24, 25, 0.25, 1}},
    {{2, 1, 2, 3, 3, {0}}, {1, 5, 25, 0.25, 1}},      {{3, 1, 2, 6, 200, {0}}, {20, 10, 3, 2, 0.5}},
    {{1, 1, 1, 2, 26, {0}}, {20, 24, 25, 0.25, 2}},
};

/* Densities of a real on a grid, or chances of levels, among the good and the bad. */
static void print_variable(const nsc_tpe_variable *fitted, const nsc_search_variable *variable) {
    double good[POINTS], ratio[POINTS];
    size_t count = variable->levels;
    if (variable->kind == NSC_VARIABLE_REAL) {
        for (count = 0; count < POINTS; count++) {
            const double value = (double)count / (POINTS - 1);
            good[count] = nsc_tpe_mixture_density(&fitted->good, value, NSC_TPE_FULL_REACH) /
                          nsc_tpe_mixture_share(&fitted->good, 0, 1);
            ratio[count] = good[count] / (nsc_tpe_mixture_density(&fitted->bad, value, NSC_TPE_FULL_REACH) /
                                          nsc_tpe_mixture_share(&fitted->bad, 0, 1));
        }
    } else {
        for (size_t level = 0; level < count; level++) {
            good[level] = fitted->levels[level].good_until - (level > 0 ? fitted->levels[level - 1].good_until : 0);
            ratio[level] = fitted->levels[level].ratio;
        }
    }
    fputs("{", stdout);
    print_reals("good", good, count);
    fputs(",", stdout);
    print_reals("ratio", ratio, count);
    fputs("}", stdout);
}

static void print_proposals(const nsc_tpe_model *model, const nsc_tpe_trials *known, unsigned draws, gsl_rng *random) {
    double candidate[MOST_VARIABLES];
    fputs("\"proposals\":[", stdout);
    for (size_t proposal = 0; proposal < PROPOSALS; proposal++) {
        nsc_tpe_model_propose(model, known, draws, random, candidate);
        for (size_t variable = 0; variable < known->variable_count; variable++) {
            separate(proposal + variable);
            printf("%.7g", candidate[variable]);
        }
    }
    fputs("]", stdout);
}

static nsc_status print_tpe(const tpe_case *made, gsl_rng *random, nsc_error *error) {
    nsc_search_variable variables[MOST_VARIABLES];
    double candidate[MOST_VARIABLES];
    const size_t count = make_variables(&made->variables, variables);
    nsc_tpe_trials known = {0};
    nsc_tpe_model model = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_tpe_trials_open(&known, variables, count, error));
    NSC_TRY(nsc_tpe_model_open(&model, &known, error));
    for (size_t trial = 0; trial < made->variables.rows; trial++) {
        draw_candidate(variables, count, random, candidate);
        /* rounded, so that many losses are equal */
        const double loss = round(20 * respond(variables, count, candidate, random)) / 20;
        NSC_TRY(nsc_tpe_add_trial(&known, &made->settings, candidate, loss, error));
        NSC_TRY(nsc_tpe_model_sort_last(&model, &known, error));
    }
    NSC_TRY(nsc_tpe_model_fit(&model, &known, &made->settings, error));
    fputs("{", stdout);
    print_variables(variables, count);
    printf(",\"draws\":%u,\"forgetting\":%u,\"gamma\":%.17g,\"prior_weight\":%.17g,", made->settings.candidates,
           made->settings.forgetting, made->settings.gamma, made->settings.prior_weight);
    print_reals("values", known.values, known.count * count);
    fputs(",", stdout);
    print_reals("losses", known.losses, known.count);
    fputs(",\"fitted\":[", stdout);
    for (size_t variable = 0; variable < count; variable++) {
        separate(variable);
        print_variable(model.variables + variable, variables + variable);
    }
    fputs("],", stdout);
    print_proposals(&model, &known, made->settings.candidates, random);
    fputs("}", stdout);
out:
    nsc_tpe_model_close(&model, &known);
    nsc_tpe_trials_close(&known);
    return status;
}

int main(void) {
    nsc_error error = {0};
    gsl_rng *random = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_random_create(&random, 1, NSC_STREAM_TEST_DATA, 0, &error));
    fputs("{\"forests\":[", stdout);
    for (size_t place = 0; place < NSC_COUNT_OF(forest_cases); place++) {
        separate(place);
        NSC_TRY(print_forest(forest_cases + place, random, &error));
    }
    fputs("],\"tpe\":[", stdout);
    for (size_t place = 0; place < NSC_COUNT_OF(tpe_cases); place++) {
        separate(place);
        NSC_TRY(print_tpe(tpe_cases + place, random, &error));
    }
    fputs("]}\n", stdout);
out:
    if (status != NSC_OK)
        fprintf(stderr, "%s\n", error.message);
    if (random != NULL)
        gsl_rng_free(random);
    return status == NSC_OK ? 0 : 1;
}
