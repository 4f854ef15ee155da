/* Interaction orders: an orthonormal transform, one position at a time, then sums of squares by order. */
#include "analysis/composition/interaction_orders.h"

#include "analysis/estimators/statistics.h"

#include <math.h>

/* Steps. */
typedef struct decomposition {
    const nsc_landscape *landscape;
    nsc_interaction_orders *orders;
    bool single; /* one shape */
    double mean; /* of the evaluated points */
    double evaluated_square;
    double *values, *effects; /* of one shape: [word], [symbol] */
    double weight;            /* weight of the running mean `slope` */
} decomposition;

const char *nsc_interaction_orders_obstacle(const nsc_landscape *landscape) {
    const nsc_words *words = landscape->space->words;
    const nsc_fitness *fitness = landscape->fitness;
    if (words == NULL)
        return "the points of this space are not strings of symbols";
    if (words->symbols < 2)
        return "the strings of this space have only one symbol";
    if (fitness->known_count == 0)
        return "no point has a fitness";
    if (fitness->known_count < 2)
        return "a single point has a fitness";
    if (fitness->known_count < fitness->point_count &&
        (words->shape_count > 1 || words->shape(landscape->space, 0).points != NULL))
        return "some points have no fitness, and a point may have several strings";
    return NULL;
}

/* ---- the transform ---- */

/*
 * For each run of q values, `unit` apart: the reflection that takes the constant to the first axis (Householder 1958),
 * orthonormal and its own inverse: the first value becomes sum / √q, the others span what has mean 0.
 */
static inline __attribute__((always_inline)) void reflect(double *values, size_t count, size_t unit, const size_t q) {
    const double root = sqrt((double)q), scale = 1 / root, pull = 1 / (root - 1);
    for (size_t block = 0; block < count; block += unit * q)
        for (double *run = values + block; run < values + block + unit; run++) {
            double sum = 0;
            for (size_t symbol = 0; symbol < q; symbol++)
                sum += run[symbol * unit];
            const double first = sum * scale, shift = (run[0] - first) * pull;
            run[0] = first;
            for (size_t symbol = 1; symbol < q; symbol++)
                run[symbol * unit] += shift;
        }
}

static void reflect_symbol(double *values, size_t count, size_t unit, size_t symbols) {
    switch (symbols) {
    case 2:
        reflect(values, count, unit, 2);
        break;
    case 3:
        reflect(values, count, unit, 3);
        break;
    case 5:
        reflect(values, count, unit, 5);
        break;
    default:
        reflect(values, count, unit, symbols);
    }
}

/* The symbols of a position. */
static size_t symbols_at(const nsc_interaction_orders *orders, unsigned position) {
    return orders->position_symbols != NULL ? orders->position_symbols[position] : orders->symbols;
}

/* The order of a coefficient is the number of symbols of its word that are not the first; from `position` on. */
static void add_squares(const double *coefficients, size_t count, unsigned position, unsigned order, size_t sum,
                        nsc_interaction_orders *orders) {
    if (count == 1) {
        const double square = coefficients[0] * coefficients[0];
        orders->squares[order] += square;
        if (orders->sum_squares != NULL)
            orders->sum_squares[sum] += square;
        return;
    }
    const size_t symbols = symbols_at(orders, position), part = count / symbols;
    add_squares(coefficients, part, position + 1, order, sum, orders);
    for (size_t symbol = 1; symbol < symbols; symbol++)
        add_squares(coefficients + symbol * part, part, position + 1, order + 1, sum + symbols, orders);
}

/* ---- the effects of single symbols ---- */

static double square_of_position(const double *coefficients, size_t unit, size_t symbols) {
    double square = 0;
    for (size_t symbol = 1; symbol < symbols; symbol++)
        square += coefficients[symbol * unit] * coefficients[symbol * unit];
    return square;
}

/* Mean |difference| between two symbols at the position, from its coefficients. */
static double slope_of_position(const double *coefficients, size_t count, size_t unit, size_t symbols,
                                double *effects) {
    const double scale = sqrt((double)symbols / (double)count);
    double sum = 0;
    effects[0] = 0;
    for (size_t symbol = 1; symbol < symbols; symbol++)
        effects[symbol] = coefficients[symbol * unit] * scale;
    reflect(effects, symbols, 1, symbols);
    for (size_t first = 0; first < symbols; first++)
        for (size_t second = 0; second < first; second++)
            sum += fabs(effects[first] - effects[second]);
    return 2 * sum / (double)(symbols * (symbols - 1));
}

static void add_effects(decomposition *state, size_t count) {
    double *mains = state->orders->mains;
    size_t unit = count;
    for (unsigned position = 0; unit > 1; position++) {
        const size_t symbols = symbols_at(state->orders, position);
        unit /= symbols;
        if (mains != NULL)
            mains[position] = square_of_position(state->values, unit, symbols);
        state->orders->slope += (double)count * slope_of_position(state->values, count, unit, symbols, state->effects);
        state->weight += (double)count;
    }
}

/* ---- what is hidden ---- */

/*
 * Uses the evaluated strings only: pairs of different strings are evaluated with probability n (n − 1) / (N (N − 1)), a
 * string with n / N. A string's own contribution to a part is its square × the part's dimension / N. 0 if there is
 * none.
 */
static double estimate_square(const decomposition *state, double square, double dimension) {
    const nsc_fitness *fitness = state->landscape->fitness;
    const double points = fitness->point_count, evaluated = fitness->known_count;
    const double own = state->evaluated_square * dimension / points;
    return (square - own) * points * (points - 1) / (evaluated * (evaluated - 1)) + own * points / evaluated;
}

/*
 * Half of the 95 % interval of such an estimate: the projection of x + e, with e the noise of missing values, of about
 * the same variance t = σ² (1 − p) / p at all strings, is |x_k|² + 2 x_k e_k + |e_k|², of variance 4 t |x_k|² + 2 t²
 * dimension.
 */
static double half_width(const decomposition *state, double square, double dimension) {
    const nsc_fitness *fitness = state->landscape->fitness;
    const double chance = (double)fitness->known_count / fitness->point_count;
    const double noise = state->evaluated_square / fitness->known_count * (1 - chance) / chance;
    return NSC_Z95 * sqrt(4 * noise * fmax(square, 0) + 2 * noise * noise * dimension);
}

static void estimate_hidden(decomposition *state) {
    nsc_interaction_orders *orders = state->orders;
    for (unsigned order = 0; order <= orders->positions; order++) {
        const double dimension = nsc_interaction_order_dimension(orders, order);
        orders->squares[order] = estimate_square(state, orders->squares[order], dimension);
        orders->half_widths[order] = half_width(state, orders->squares[order], dimension);
    }
    for (size_t sum = 0; sum < orders->sum_count; sum++) {
        const double dimension = orders->sum_dimensions[sum];
        orders->sum_squares[sum] = estimate_square(state, orders->sum_squares[sum], dimension);
        orders->sum_half_widths[sum] = half_width(state, orders->sum_squares[sum], dimension);
    }
    for (unsigned position = 0; position < orders->positions; position++) {
        const double dimension = (double)symbols_at(orders, position) - 1;
        orders->mains[position] = estimate_square(state, orders->mains[position], dimension);
        orders->main_half_widths[position] = half_width(state, orders->mains[position], dimension);
    }
    orders->slope = (double)NAN;
}

/* ---- all shapes ---- */

static void add_shape(decomposition *state, const nsc_shape *shape) {
    const double *values = state->landscape->fitness->values;
    const size_t count = shape->word_count;
    for (uint32_t word = 0; word < count; word++) {
        const double value = values[nsc_shape_point(shape, word)];
        state->values[word] = isnan(value) ? 0 : value - state->mean;
    }
    size_t unit = 1;
    for (unsigned position = shape->positions; position-- > 0;) {
        const size_t symbols = symbols_at(state->orders, position);
        reflect_symbol(state->values, count, unit, symbols);
        unit *= symbols;
    }
    add_squares(state->values, count, 0, 0, 0, state->orders);
    add_effects(state, count);
    state->orders->words += count;
}

static nsc_status prepare(decomposition *state, nsc_error *error) {
    const nsc_space *space = state->landscape->space;
    nsc_interaction_orders *orders = state->orders;
    size_t most_words = 1;
    nsc_status status = NSC_OK;
    for (uint32_t number = 0; number < space->words->shape_count; number++) {
        const nsc_shape shape = space->words->shape(space, number);
        most_words = shape.word_count > most_words ? shape.word_count : most_words;
    }
    NSC_TRY(nsc_allocate(&state->values, most_words, sizeof *state->values, error));
    NSC_TRY(nsc_allocate(&state->effects, orders->symbols, sizeof *state->effects, error));
    NSC_TRY(nsc_allocate(&orders->squares, (size_t)orders->positions + 1, sizeof *orders->squares, error));
    NSC_TRY(nsc_allocate(&orders->half_widths, (size_t)orders->positions + 1, sizeof *orders->half_widths, error));
    if (state->single) {
        NSC_TRY(nsc_allocate(&orders->mains, orders->positions, sizeof *orders->mains, error));
        NSC_TRY(nsc_allocate(&orders->main_half_widths, orders->positions, sizeof *orders->main_half_widths, error));
    }
out:
    return status;
}

static void find_moments(decomposition *state) {
    const nsc_fitness *fitness = state->landscape->fitness;
    double sum = 0;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        sum += nsc_fitness_known(fitness, point) ? fitness->values[point] : 0;
    state->mean = sum / fitness->known_count;
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        const double centred = nsc_fitness_known(fitness, point) ? fitness->values[point] - state->mean : 0;
        state->evaluated_square += centred * centred;
    }
}

nsc_status nsc_interaction_orders_find(nsc_interaction_orders *orders, const nsc_landscape *landscape,
                                       nsc_error *error) {
    const nsc_words *words = landscape->space->words;
    decomposition state = {.landscape = landscape, .orders = orders, .single = words->shape_count == 1};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_interaction_orders_begin(orders, landscape, error));
    NSC_TRY(prepare(&state, error));
    find_moments(&state);
    for (uint32_t number = 0; number < words->shape_count; number++) {
        const nsc_shape shape = words->shape(landscape->space, number);
        add_shape(&state, &shape);
    }
    orders->slope = state.weight > 0 ? orders->slope / state.weight : (double)NAN;
    if (landscape->fitness->known_count < landscape->fitness->point_count)
        estimate_hidden(&state);
    for (unsigned order = 1; order <= orders->positions; order++)
        orders->total += orders->squares[order];
out:
    free(state.values);
    free(state.effects);
    if (status != NSC_OK)
        nsc_interaction_orders_release(orders);
    return status;
}

void nsc_interaction_orders_release(nsc_interaction_orders *orders) {
    free(orders->squares);
    free(orders->half_widths);
    free(orders->sum_squares);
    free(orders->sum_half_widths);
    free(orders->sum_dimensions);
    free(orders->mains);
    free(orders->main_half_widths);
    *orders = (nsc_interaction_orders){0};
}

/* ---- strings ---- */

bool nsc_interaction_orders_are_eigenspaces(const nsc_landscape *landscape) {
    const nsc_space *space = landscape->space;
    if (space->words == NULL || space->words->symbols < 2 || space->words->shape_count != 1 ||
        nsc_graph_is_weighted(landscape->graph))
        return false;
    const nsc_shape shape = space->words->shape(space, 0);
    uint64_t degree = 0;
    for (unsigned position = 0; position < shape.positions; position++)
        degree += nsc_words_symbols(space->words, position) - 1;
    return shape.points == NULL && landscape->graph->edge_count * 2 == degree * shape.word_count;
}

/* dimensions[sum]: that of all parts of positions whose symbols have that sum: the products of their symbols less one
 * each, one position at a time. */
static nsc_status find_sum_dimensions(nsc_interaction_orders *orders, nsc_error *error) {
    nsc_status status = NSC_OK;
    orders->sum_count = 1;
    for (unsigned position = 0; position < orders->positions; position++)
        orders->sum_count += orders->position_symbols[position];
    NSC_TRY(nsc_allocate(&orders->sum_squares, orders->sum_count, sizeof *orders->sum_squares, error));
    NSC_TRY(nsc_allocate(&orders->sum_half_widths, orders->sum_count, sizeof *orders->sum_half_widths, error));
    NSC_TRY(nsc_allocate(&orders->sum_dimensions, orders->sum_count, sizeof *orders->sum_dimensions, error));
    orders->sum_dimensions[0] = 1;
    for (unsigned position = 0; position < orders->positions; position++) {
        const size_t symbols = orders->position_symbols[position];
        for (size_t sum = orders->sum_count - 1; sum >= symbols; sum--)
            orders->sum_dimensions[sum] += orders->sum_dimensions[sum - symbols] * (double)(symbols - 1);
    }
out:
    return status;
}

nsc_status nsc_interaction_orders_begin(nsc_interaction_orders *orders, const nsc_landscape *landscape,
                                        nsc_error *error) {
    const nsc_words *words = landscape->space->words;
    *orders = (nsc_interaction_orders){.symbols = words->symbols, .position_symbols = words->position_symbols};
    for (uint32_t number = 0; number < words->shape_count; number++) {
        const nsc_shape shape = words->shape(landscape->space, number);
        orders->positions = shape.positions > orders->positions ? shape.positions : orders->positions;
    }
    return words->position_symbols != NULL ? find_sum_dimensions(orders, error) : NSC_OK;
}

/* The eigenvalue of a part is the sum of the symbols of its positions over the number of neighbours. */
bool nsc_interaction_part_next(const nsc_interaction_orders *orders, size_t *place, nsc_interaction_part *part) {
    const unsigned order = (unsigned)++*place;
    double degree = 0;
    for (unsigned position = 0; position < orders->positions; position++)
        degree += (double)symbols_at(orders, position) - 1;
    if (orders->position_symbols == NULL) {
        if (order > orders->positions)
            return false;
        *part = (nsc_interaction_part){.order = order,
                                       .eigenvalue = (double)order * orders->symbols / degree,
                                       .dimension = nsc_interaction_order_dimension(orders, order)};
        if (orders->squares != NULL) {
            part->square = orders->squares[order];
            part->half_width = orders->half_widths[order];
        }
        return true;
    }
    while (*place < orders->sum_count && !(orders->sum_dimensions[*place] > 0))
        ++*place;
    if (*place >= orders->sum_count)
        return false;
    *part = (nsc_interaction_part){.eigenvalue = (double)*place / degree,
                                   .dimension = orders->sum_dimensions[*place],
                                   .square = orders->sum_squares[*place],
                                   .half_width = orders->sum_half_widths[*place]};
    return true;
}

/* The sum over all sets of `order` positions of the product of their symbols less one each: the elementary symmetric
 * polynomial, one position at a time. */
static double dimension_of_products(const nsc_interaction_orders *orders, unsigned order) {
    enum { MOST_POSITIONS = 64 };
    double sums[MOST_POSITIONS + 1] = {1}; /* [order] */
    for (unsigned position = 0; position < orders->positions; position++)
        for (unsigned size = position + 1 < MOST_POSITIONS ? position + 1 : MOST_POSITIONS; size > 0; size--)
            sums[size] += sums[size - 1] * (orders->position_symbols[position] - 1);
    return order <= MOST_POSITIONS ? sums[order] : 0;
}

double nsc_interaction_order_dimension(const nsc_interaction_orders *orders, unsigned order) {
    double dimension = 1;
    if (orders->position_symbols != NULL)
        return dimension_of_products(orders, order);
    for (unsigned factor = 1; factor <= order; factor++)
        dimension *= (double)(orders->positions - factor + 1) / factor * (orders->symbols - 1);
    return dimension;
}
