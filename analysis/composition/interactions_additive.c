/*
 * The roughness and the slope of a fitness (Aita, Iwakura, Husimi 2001; Carneiro, Hartl 2010): the best additive model
 * of single symbols, its residuals and its steepness.
 */
#include "analysis/composition/interaction_orders.h"
#include "analysis/composition/interactions_internal.h"
#include "base/blas.h"

#include <math.h>
#include <string.h>

/* A pivot below this share of its diagonal element means that effects are not identifiable. */
static const double DEPENDENT = 1e-9;

/* ---- least squares ---- */

/* Coefficients: the constant, then each position's symbols except the first, whose effect is 0. */
typedef struct regression {
    const nsc_landscape *landscape;
    const nsc_words *words;
    nsc_shape shape;
    int size;
    int *firsts;      /* [position] the first coefficient */
    double *products; /* [column × size + row], lower triangle, of the coefficients' indicators */
    double *solution; /* [coefficient], at first the products with the fitness */
    int *present;     /* [position] coefficients whose indicator is 1 */
    double mean, square;
} regression;

/* The coefficients of a string; returns their number. */
static int find_present(const regression *state, uint32_t word) {
    int count = 0;
    state->present[count++] = 0;
    for (int position = (int)state->shape.positions - 1; position >= 0; position--) {
        const uint32_t symbols = nsc_words_symbols(state->words, (unsigned)position);
        const int symbol = (int)(word % symbols);
        word /= symbols;
        if (symbol > 0)
            state->present[count++] = state->firsts[position] + symbol - 1;
    }
    return count;
}

static void add_words(regression *state) {
    const nsc_fitness *fitness = state->landscape->fitness;
    for (uint32_t word = 0; word < state->shape.word_count; word++) {
        const double value = fitness->values[nsc_shape_point(&state->shape, word)] - state->mean;
        if (isnan(value))
            continue;
        const int count = find_present(state, word);
        state->square += value * value;
        for (int place = 0; place < count; place++) {
            state->solution[state->present[place]] += value;
            for (int other = 0; other < count; other++)
                state->products[state->present[place] * state->size + state->present[other]]++;
        }
    }
}

/* False if the evaluated strings do not identify all effects. *`left` is the residual sum of squares. */
static bool solve(regression *state, const nsc_blas *blas, double *right, double *left) {
    char lower = 'L';
    blasint size = state->size, one = 1, outcome = 0;
    double least = INFINITY, fitted = 0;
    for (int row = 0; row < state->size; row++)
        right[row] = state->products[row * state->size + row];
    blas->dpotrf(&lower, &size, state->products, &size, &outcome);
    for (int row = 0; outcome == 0 && row < state->size; row++) {
        const double pivot = state->products[row * state->size + row];
        least = fmin(least, pivot * pivot / right[row]);
    }
    if (outcome != 0 || !(least > DEPENDENT))
        return false;
    memcpy(right, state->solution, (size_t)state->size * sizeof *right);
    blas->dpotrs(&lower, &size, &one, state->products, &size, state->solution, &size, &outcome);
    for (int row = 0; row < state->size; row++)
        fitted += right[row] * state->solution[row];
    *left = fmax(state->square - fitted, 0);
    return true;
}

static double slope_of(const regression *state) {
    double slopes = 0;
    for (unsigned position = 0; position < state->shape.positions; position++) {
        const double *effects = state->solution + state->firsts[position];
        const int symbols = (int)nsc_words_symbols(state->words, position);
        double sum = 0;
        for (int first = 1; first < symbols; first++) {
            sum += fabs(effects[first - 1]);
            for (int second = 1; second < first; second++)
                sum += fabs(effects[first - 1] - effects[second - 1]);
        }
        slopes += 2 * sum / ((double)symbols * (symbols - 1));
    }
    return slopes / state->shape.positions;
}

/* The constant, then each position's symbols but the first. */
static nsc_status place_coefficients(regression *state, nsc_error *error) {
    const nsc_status status = nsc_allocate(&state->firsts, state->shape.positions, sizeof *state->firsts, error);
    state->size = 1;
    for (unsigned position = 0; status == NSC_OK && position < state->shape.positions; position++) {
        state->firsts[position] = state->size;
        state->size += (int)nsc_words_symbols(state->words, position) - 1;
    }
    return status;
}

static double mean_of_evaluated(const nsc_fitness *fitness) {
    double sum = 0;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        sum += nsc_fitness_known(fitness, point) ? fitness->values[point] : 0;
    return sum / fitness->known_count;
}

/* Residuals at strings without fitness are estimated by the residual variance of the evaluated ones. */
static nsc_status find_by_regression(nsc_additive *additive, const nsc_landscape *landscape, nsc_error *error) {
    const nsc_words *words = landscape->space->words;
    regression state = {.landscape = landscape,
                        .shape = words->shape(landscape->space, 0),
                        .words = words,
                        .mean = mean_of_evaluated(landscape->fitness)};
    const double points = landscape->fitness->point_count, evaluated = landscape->fitness->known_count;
    const nsc_blas *blas = NULL;
    double *right = NULL, left;
    nsc_status status = NSC_OK;
    NSC_TRY(place_coefficients(&state, error));
    if (evaluated <= state.size) {
        additive->reason = "the number of evaluated points does not exceed the number of effects";
        goto out;
    }
    NSC_TRY(nsc_allocate(&state.products, (size_t)state.size * (size_t)state.size, sizeof *state.products, error));
    NSC_TRY(nsc_allocate(&state.solution, (size_t)state.size, sizeof *state.solution, error));
    NSC_TRY(nsc_allocate(&state.present, (size_t)state.shape.positions + 1, sizeof *state.present, error));
    NSC_TRY(nsc_allocate(&right, (size_t)state.size, sizeof *right, error));
    add_words(&state);
    NSC_TRY(nsc_blas_begin(&blas, 1, error));
    if (solve(&state, blas, right, &left)) {
        additive->roughness = sqrt(left / (evaluated - state.size) * (points - state.size) / points);
        additive->slope = slope_of(&state);
    } else {
        additive->reason = "the evaluated points do not identify all effects";
    }
out:
    if (blas != NULL)
        nsc_blas_end();
    free(state.firsts);
    free(state.products);
    free(state.solution);
    free(state.present);
    free(right);
    return status;
}

nsc_status nsc_additive_find(nsc_additive *additive, const nsc_landscape *landscape,
                             const nsc_interaction_orders *orders, nsc_error *error) {
    *additive = (nsc_additive){.roughness = NAN, .slope = NAN};
    if (landscape->fitness->known_count < landscape->fitness->point_count)
        return find_by_regression(additive, landscape, error);
    additive->roughness =
        sqrt(fmax(orders->total - nsc_interaction_order_square(orders, 1), 0) / (double)orders->words);
    additive->slope = orders->slope;
    return NSC_OK;
}
