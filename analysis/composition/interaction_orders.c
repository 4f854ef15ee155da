/* Interaction orders: the parts of a space; an orthonormal transform, one position at a time; sums of squares by
 * part. */
#include "analysis/composition/interaction_internal.h"

#include <math.h>

/* Steps. */
typedef struct decomposition {
    const nsc_landscape *landscape;
    nsc_interaction_orders *orders;
    double mean;
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

/* ---- the parts of a space ---- */

/*
 * Positions with as many symbols are a digit of the part's number: how many of them act. strides[position] is that of
 * its digit. Returns the number of parts.
 */
static size_t number_digits(nsc_interaction_orders *orders) {
    size_t stride = 1;
    for (unsigned position = 0; position < orders->positions; position++) {
        size_t like = 1;
        if (orders->strides[position] != 0)
            continue;
        orders->strides[position] = stride;
        for (unsigned other = position + 1; other < orders->positions; other++)
            if (nsc_interaction_symbols(orders, other) == nsc_interaction_symbols(orders, position)) {
                orders->strides[other] = stride;
                like++;
            }
        stride *= like + 1;
    }
    return stride;
}

/* Adds up the sets of positions that make a part, one position at a time; dimensions are products of symbols less
 * one. */
static void fill_parts(nsc_interaction_orders *orders) {
    orders->parts[0].dimension = 1;
    for (unsigned position = 0; position < orders->positions; position++) {
        const size_t stride = orders->strides[position], symbols = nsc_interaction_symbols(orders, position);
        for (size_t part = orders->part_count; part-- > stride;) {
            const nsc_interaction_part *before = &orders->parts[part - stride];
            if (!(before->dimension > 0))
                continue;
            orders->parts[part].order = before->order + 1;
            orders->parts[part].symbols = before->symbols + symbols;
            orders->parts[part].dimension += before->dimension * (double)(symbols - 1);
        }
    }
}

nsc_status nsc_interaction_orders_begin(nsc_interaction_orders *orders, const nsc_landscape *landscape,
                                        nsc_error *error) {
    const nsc_words *words = landscape->space->words;
    nsc_status status = NSC_OK;
    *orders = (nsc_interaction_orders){.symbols = words->symbols, .position_symbols = words->position_symbols};
    for (uint32_t number = 0; number < words->shape_count; number++) {
        const nsc_shape shape = words->shape(landscape->space, number);
        orders->positions = shape.positions > orders->positions ? shape.positions : orders->positions;
    }
    NSC_TRY(nsc_allocate(&orders->strides, (size_t)orders->positions + 1, sizeof *orders->strides, error));
    for (unsigned position = 0; position < orders->positions; position++)
        orders->degree += (double)nsc_interaction_symbols(orders, position) - 1;
    orders->part_count = number_digits(orders);
    NSC_TRY(nsc_allocate(&orders->parts, orders->part_count, sizeof *orders->parts, error));
    NSC_TRY(nsc_allocate(&orders->weights, orders->part_count, sizeof *orders->weights, error));
    fill_parts(orders);
out:
    if (status != NSC_OK)
        nsc_interaction_orders_release(orders);
    return status;
}

void nsc_interaction_orders_release(nsc_interaction_orders *orders) {
    if (orders->sample != NULL)
        nsc_interaction_sample_release(orders->sample);
    free(orders->sample);
    free(orders->parts);
    free(orders->strides);
    free(orders->weights);
    *orders = (nsc_interaction_orders){0};
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

void nsc_interaction_transform(const nsc_interaction_orders *orders, unsigned positions, double *values, size_t count) {
    size_t unit = 1;
    for (unsigned position = positions; position-- > 0;) {
        const size_t symbols = nsc_interaction_symbols(orders, position);
        reflect_symbol(values, count, unit, symbols);
        unit *= symbols;
    }
}

/* Writes the part of each of `count` coefficients, whose first positions act as in `part`. */
static void number_words(const nsc_interaction_orders *orders, unsigned position, size_t part, size_t count,
                         uint8_t *part_of_word) {
    if (count == 1) {
        *part_of_word = (uint8_t)part;
        return;
    }
    const size_t symbols = nsc_interaction_symbols(orders, position), unit = count / symbols;
    for (size_t symbol = 0; symbol < symbols; symbol++)
        number_words(orders, position + 1, part + (symbol > 0 ? orders->strides[position] : 0), unit,
                     part_of_word + symbol * unit);
}

void nsc_interaction_number_parts(const nsc_interaction_orders *orders, uint8_t *part_of_word) {
    size_t count = 1;
    for (unsigned position = 0; position < orders->positions; position++)
        count *= nsc_interaction_symbols(orders, position);
    number_words(orders, 0, 0, count, part_of_word);
}

/* Squares of coefficients whose first positions act as in `part`. */
static void add_squares(const double *coefficients, size_t count, unsigned position, size_t part,
                        nsc_interaction_orders *orders) {
    if (count == 1) {
        orders->parts[part].square += coefficients[0] * coefficients[0];
        return;
    }
    const size_t symbols = nsc_interaction_symbols(orders, position), unit = count / symbols;
    add_squares(coefficients, unit, position + 1, part, orders);
    for (size_t symbol = 1; symbol < symbols; symbol++)
        add_squares(coefficients + symbol * unit, unit, position + 1, part + orders->strides[position], orders);
}

/* ---- the effects of single symbols ---- */

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
    size_t unit = count;
    for (unsigned position = 0; unit > 1; position++) {
        const size_t symbols = nsc_interaction_symbols(state->orders, position);
        unit /= symbols;
        state->orders->slope += (double)count * slope_of_position(state->values, count, unit, symbols, state->effects);
        state->weight += (double)count;
    }
}

/* ---- a complete fitness ---- */

static void add_shape(decomposition *state, const nsc_shape *shape) {
    const double *values = state->landscape->fitness->values;
    for (uint32_t word = 0; word < shape->word_count; word++)
        state->values[word] = values[nsc_shape_point(shape, word)] - state->mean;
    nsc_interaction_transform(state->orders, shape->positions, state->values, shape->word_count);
    add_squares(state->values, shape->word_count, 0, 0, state->orders);
    add_effects(state, shape->word_count);
}

static double mean_of_points(const nsc_fitness *fitness) {
    double sum = 0;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        sum += fitness->values[point];
    return sum / fitness->point_count;
}

static nsc_status find_complete(decomposition *state, nsc_error *error) {
    const nsc_words *words = state->landscape->space->words;
    nsc_interaction_orders *orders = state->orders;
    size_t most_words = 1;
    nsc_status status = NSC_OK;
    for (uint32_t number = 0; number < words->shape_count; number++) {
        const nsc_shape shape = words->shape(state->landscape->space, number);
        most_words = shape.word_count > most_words ? shape.word_count : most_words;
    }
    NSC_TRY(nsc_allocate(&state->values, most_words, sizeof *state->values, error));
    NSC_TRY(nsc_allocate(&state->effects, orders->symbols, sizeof *state->effects, error));
    state->mean = mean_of_points(state->landscape->fitness);
    for (uint32_t number = 0; number < words->shape_count; number++) {
        const nsc_shape shape = words->shape(state->landscape->space, number);
        add_shape(state, &shape);
    }
    orders->slope = state->weight > 0 ? orders->slope / state->weight : (double)NAN;
    for (size_t part = 1; part < orders->part_count; part++)
        orders->total += orders->parts[part].square;
    for (size_t part = 1; part < orders->part_count; part++)
        orders->parts[part].share = orders->parts[part].square / orders->total;
out:
    free(state->values);
    free(state->effects);
    return status;
}

nsc_status nsc_interaction_orders_find(nsc_interaction_orders *orders, const nsc_landscape *landscape,
                                       const nsc_control *control, nsc_error *error) {
    const nsc_space *space = landscape->space;
    decomposition state = {.landscape = landscape, .orders = orders};
    nsc_status status = nsc_interaction_orders_begin(orders, landscape, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t number = 0; number < space->words->shape_count; number++)
        orders->words += space->words->shape(space, number).word_count;
    if (landscape->fitness->known_count < landscape->fitness->point_count)
        NSC_TRY(nsc_interaction_pairs_find(orders, landscape, control, error));
    else
        NSC_TRY(find_complete(&state, error));
out:
    if (status != NSC_OK)
        nsc_interaction_orders_release(orders);
    return status;
}

double nsc_interaction_order_square(const nsc_interaction_orders *orders, unsigned order) {
    double sum = 0;
    for (size_t part = 0; part < orders->part_count; part++)
        sum += orders->parts[part].order == order ? orders->parts[part].square : 0;
    return sum;
}

/* ---- eigenspaces ---- */

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

/* The eigenvalue of a part is the sum of the symbols of its positions over the number of neighbours. */
bool nsc_interaction_eigenspace_next(const nsc_interaction_orders *orders, nsc_interaction_eigenspace *eigenspace) {
    const size_t before = eigenspace->symbols;
    *eigenspace = (nsc_interaction_eigenspace){.symbols = SIZE_MAX};
    for (size_t number = 1; number < orders->part_count; number++) {
        const nsc_interaction_part *part = &orders->parts[number];
        if (part->symbols <= before || part->symbols > eigenspace->symbols)
            continue;
        if (part->symbols < eigenspace->symbols)
            *eigenspace = (nsc_interaction_eigenspace){.order = orders->position_symbols == NULL ? part->order : 0,
                                                       .symbols = part->symbols,
                                                       .eigenvalue = (double)part->symbols / orders->degree};
        eigenspace->dimension += part->dimension;
    }
    return eigenspace->symbols < SIZE_MAX;
}
