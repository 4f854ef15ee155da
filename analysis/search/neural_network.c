/* Networks of rectified linear units and their training, in vectors of 8 numbers. */
#include "analysis/search/neural_network.h"

#include <math.h>
#include <string.h>

/* Numbers of a vector; rows of a block, with 16 registers and with 32; most vectors of a row at once. */
enum { LANES = 8, BLOCK = 4, WIDE_BLOCK = 8, PANEL = 3 };
/* The stride of the published width, for which the compiler knows all steps. */
enum { USUAL_STRIDE = 24 };

/* Vectors may begin anywhere; where the processor has none of 8 numbers, the compiler takes two of 4. */
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int32_t lane_masks __attribute__((vector_size(LANES * sizeof(float))));

/* Everything that computes is inlined into one function for each instruction set. */
#define COMPUTES static inline __attribute__((always_inline))

/* ---- memory ---- */

static size_t layer_size(const nsc_neural_network *network, unsigned layer) {
    const unsigned inputs = layer == 0 ? network->shape.inputs : network->shape.width;
    return (size_t)(inputs + 1) * network->stride;
}

nsc_status nsc_neural_network_create(nsc_neural_network *network, nsc_network_shape shape, unsigned batch,
                                     nsc_error *error) {
    nsc_status status = NSC_OK;
    const unsigned stride = (shape.width + LANES) / LANES * LANES; /* one more for the constant unit */
    *network = (nsc_neural_network){.shape = shape, .stride = stride, .batch = batch};
    for (unsigned layer = 0; layer < shape.layers; layer++)
        network->parameter_count += layer_size(network, layer);
    network->parameter_count += stride;
    NSC_TRY(nsc_allocate(&network->parameters, network->parameter_count, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->gradient, network->parameter_count, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->first_moments, network->parameter_count, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->second_moments, network->parameter_count, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->values, (size_t)shape.layers * batch * stride, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->errors, (size_t)batch * stride, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->other_errors, (size_t)batch * stride, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->transposed, (size_t)stride * stride, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->outputs, batch, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->live, (size_t)shape.layers * stride, sizeof(uint16_t), error));
    NSC_TRY(nsc_allocate(&network->live_counts, shape.layers, sizeof(uint16_t), error));
    NSC_TRY(nsc_allocate(&network->every, batch, sizeof(uint16_t), error));
    NSC_TRY(nsc_allocate(&network->used, shape.inputs, sizeof(bool), error));
    for (size_t number = 0; number < batch; number++)
        network->every[number] = (uint16_t)number;
out:
    if (status != NSC_OK)
        nsc_neural_network_release(network);
    return status;
}

void nsc_neural_network_release(nsc_neural_network *network) {
    free(network->parameters);
    free(network->gradient);
    free(network->first_moments);
    free(network->second_moments);
    free(network->values);
    free(network->errors);
    free(network->other_errors);
    free(network->transposed);
    free(network->outputs);
    free(network->live);
    free(network->live_counts);
    free(network->every);
    free(network->used);
    *network = (nsc_neural_network){0};
}

static void draw_weights(float *weights, unsigned inputs, unsigned outputs, unsigned stride, gsl_rng *random) {
    const double limit = sqrt(6.0 / (inputs + outputs));
    for (unsigned input = 0; input < inputs; input++)
        for (unsigned output = 0; output < outputs; output++)
            weights[(size_t)input * stride + output] = (float)((2 * gsl_rng_uniform(random) - 1) * limit);
}

void nsc_neural_network_draw(nsc_neural_network *network, gsl_rng *random) {
    const nsc_network_shape shape = network->shape;
    float *weights = network->parameters;
    memset(weights, 0, network->parameter_count * sizeof(float));
    for (unsigned layer = 0; layer < shape.layers; layer++) {
        draw_weights(weights, layer == 0 ? shape.inputs : shape.width, shape.width, network->stride, random);
        weights += layer_size(network, layer);
    }
    draw_weights(weights, shape.width, 1, 1, random);
}

/* ---- products ---- */

/*
 * Sums of terms for `block` rows: out[row] = Σ left[row][term × left_step] · right[term × right_step + …], over the
 * listed terms in their order, for `vectors` times LANES columns. Both numbers are constants where this is inlined.
 */
COMPUTES void add_terms(const float *const *left, size_t left_step, const float *right, size_t right_step,
                        const uint16_t *terms, size_t term_count, float *const *out, int block, int vectors) {
    lanes sums[WIDE_BLOCK][PANEL];
    for (int row = 0; row < block; row++)
        for (int vector = 0; vector < vectors; vector++)
            sums[row][vector] = (lanes){0};
    for (size_t number = 0; number < term_count; number++) {
        const lanes *columns = (const lanes *)(right + terms[number] * right_step);
        for (int row = 0; row < block; row++) {
            const float factor = left[row][terms[number] * left_step];
            for (int vector = 0; vector < vectors; vector++)
                sums[row][vector] += factor * columns[vector];
        }
    }
    for (int row = 0; row < block; row++)
        for (int vector = 0; vector < vectors; vector++)
            ((lanes *)out[row])[vector] = sums[row][vector];
}

/* A product of matrices: the rows of the left one are listed, as are the terms of each sum. */
typedef struct product {
    const float *left;
    size_t left_row, left_term; /* steps from one row, and one term, to the next */
    const uint16_t *rows;
    size_t row_count;
    const uint16_t *terms;
    size_t term_count;
    const float *right; /* [term][stride] */
    float *out;         /* [row][stride] */
} product;

/* The product for `block` rows from number `first` on; the last row stands in for those that are too few. */
COMPUTES void multiply_block(const product *of, size_t stride, size_t first, int block) {
    const float *left[WIDE_BLOCK];
    float *out[WIDE_BLOCK];
    for (int row = 0; row < block; row++) {
        const size_t number = first + (size_t)row < of->row_count ? first + (size_t)row : of->row_count - 1;
        left[row] = of->left + of->rows[number] * of->left_row;
        out[row] = of->out + of->rows[number] * stride;
    }
    for (size_t column = 0; column < stride; column += (size_t)PANEL * LANES) {
        const size_t rest = (stride - column) / LANES;
        const float *right = of->right + column;
        if (rest >= PANEL)
            add_terms(left, of->left_term, right, stride, of->terms, of->term_count, out, block, PANEL);
        else if (rest == 2)
            add_terms(left, of->left_term, right, stride, of->terms, of->term_count, out, block, 2);
        else
            add_terms(left, of->left_term, right, stride, of->terms, of->term_count, out, block, 1);
        for (int row = 0; row < block; row++)
            out[row] += (size_t)PANEL * LANES;
    }
}

COMPUTES void multiply(const product *of, size_t stride, int block) {
    size_t first = 0;
    for (; block == WIDE_BLOCK && first + BLOCK < of->row_count; first += WIDE_BLOCK)
        multiply_block(of, stride, first, WIDE_BLOCK);
    for (; first < of->row_count; first += BLOCK)
        multiply_block(of, stride, first, BLOCK);
}

#define SHUFFLE(first, second, ...) __builtin_shufflevector(first, second, __VA_ARGS__)

/* Transposes LANES × LANES numbers. */
COMPUTES void transpose_block(const float *from, float *to, size_t stride) {
    lanes rows[LANES], pairs[LANES], fours[LANES];
    for (size_t row = 0; row < LANES; row++)
        rows[row] = *(const lanes *)(from + row * stride);
    for (size_t row = 0; row < LANES; row += 2) {
        pairs[row] = SHUFFLE(rows[row], rows[row + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        pairs[row + 1] = SHUFFLE(rows[row], rows[row + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (size_t half = 0; half < LANES; half += 4)
        for (size_t row = 0; row < 2; row++) {
            const lanes first = pairs[half + row], second = pairs[half + row + 2];
            fours[half + 2 * row] = SHUFFLE(first, second, 0, 1, 8, 9, 4, 5, 12, 13);
            fours[half + 2 * row + 1] = SHUFFLE(first, second, 2, 3, 10, 11, 6, 7, 14, 15);
        }
    for (size_t row = 0; row < 4; row++) {
        *(lanes *)(to + row * stride) = SHUFFLE(fours[row], fours[row + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        *(lanes *)(to + (row + 4) * stride) = SHUFFLE(fours[row], fours[row + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

/* Transposes stride × stride numbers. */
COMPUTES void transpose(const float *matrix, float *transposed, size_t stride) {
    for (size_t row = 0; row < stride; row += LANES)
        for (size_t column = 0; column < stride; column += LANES)
            transpose_block(matrix + row * stride + column, transposed + column * stride + row, stride);
}

/* ---- forward ---- */

static float *values_of(const nsc_neural_network *network, unsigned layer) {
    return network->values + (size_t)layer * network->batch * network->stride;
}

/* Sets negative values to 0 and the constant unit to 1, and lists the units that are above 0 in a row. */
COMPUTES void rectify(nsc_neural_network *network, unsigned layer, uint32_t count, size_t stride) {
    const size_t constant = network->shape.width;
    float *values = values_of(network, layer);
    uint16_t *live = network->live + layer * stride, live_count = 0;
    for (size_t column = 0; column < stride; column += LANES) {
        lane_masks any = {0};
        for (uint32_t row = 0; row < count; row++) {
            lanes *place = (lanes *)(values + row * stride + column);
            const lane_masks positive = *place > (lanes){0};
            *place = (lanes)((lane_masks)*place & positive);
            any |= positive;
        }
        for (size_t lane = 0; lane < LANES && column + lane < constant; lane++) {
            live[live_count] = (uint16_t)(column + lane);
            live_count = (uint16_t)(live_count + (any[lane] != 0));
        }
    }
    live[live_count] = (uint16_t)constant;
    network->live_counts[layer] = live_count;
    for (uint32_t row = 0; row < count; row++)
        values[row * stride + constant] = 1;
}

COMPUTES void add_row(const float *added, size_t stride, float *sums) {
    for (size_t column = 0; column < stride; column += LANES)
        *(lanes *)(sums + column) += *(const lanes *)(added + column);
}

/* The first layer adds up the weights of the inputs that are 1. */
COMPUTES void enter_rows(nsc_neural_network *network, const nsc_network_rows *rows, const uint32_t *chosen,
                         uint32_t count, size_t stride) {
    const float *weights = network->parameters, *biases = weights + network->shape.inputs * stride;
    for (uint32_t row = 0; row < count; row++) {
        float *sums = network->values + row * stride;
        memcpy(sums, biases, stride * sizeof *sums);
        for (uint32_t place = rows->offsets[chosen[row]]; place < rows->offsets[chosen[row] + 1]; place++)
            add_row(weights + rows->inputs[place] * stride, stride, sums);
    }
}

COMPUTES void leave_rows(nsc_neural_network *network, const float *weights, uint32_t count, size_t stride) {
    const float *values = values_of(network, network->shape.layers - 1);
    for (uint32_t row = 0; row < count; row++) {
        lanes sums = {0};
        for (size_t column = 0; column < stride; column += LANES)
            sums += *(const lanes *)(values + row * stride + column) * *(const lanes *)(weights + column);
        network->outputs[row] =
            ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
    }
}

COMPUTES void forward(nsc_neural_network *network, const nsc_network_rows *rows, const uint32_t *chosen, uint32_t count,
                      size_t stride, int block) {
    const float *weights = network->parameters + layer_size(network, 0);
    enter_rows(network, rows, chosen, count, stride);
    rectify(network, 0, count, stride);
    for (unsigned layer = 1; layer < network->shape.layers; layer++) {
        multiply(&(product){.left = values_of(network, layer - 1),
                            .left_row = stride,
                            .left_term = 1,
                            .rows = network->every,
                            .row_count = count,
                            .terms = network->live + (layer - 1) * stride,
                            .term_count = network->live_counts[layer - 1] + 1u,
                            .right = weights,
                            .out = values_of(network, layer)},
                 stride, block);
        rectify(network, layer, count, stride);
        weights += layer_size(network, layer);
    }
    leave_rows(network, weights, count, stride);
}

/* ---- backward ---- */

/* Errors pass through the units that are above 0, but not to the constant one. */
COMPUTES void mask_errors(float *restrict errors, const float *restrict values, uint32_t count, size_t stride,
                          size_t constant) {
    for (size_t place = 0; place < count * stride; place++)
        errors[place] = values[place] > 0 ? errors[place] : 0;
    for (uint32_t row = 0; row < count; row++)
        errors[row * stride + constant] = 0;
}

/* The gradient of the output's weights, and the errors of the last layer. */
COMPUTES void enter_errors(nsc_neural_network *network, const float *targets, const uint32_t *chosen, uint32_t count,
                           size_t first_weight, size_t stride) {
    const float *restrict weights = network->parameters + first_weight;
    float *restrict gradient = network->gradient + first_weight, *restrict errors = network->errors;
    const float *restrict values = values_of(network, network->shape.layers - 1);
    memset(gradient, 0, stride * sizeof *gradient);
    for (uint32_t row = 0; row < count; row++) {
        const float difference = network->outputs[row] - targets[chosen[row]];
        const float error = (float)((difference > 0) - (difference < 0)) / (float)count;
        for (size_t unit = 0; unit < stride; unit++) {
            gradient[unit] += error * values[row * stride + unit];
            errors[row * stride + unit] = error * weights[unit];
        }
    }
    mask_errors(errors, values, count, stride, network->shape.width);
}

/* The gradient of a hidden layer's weights, and the errors of the layer before. */
COMPUTES void pass_errors(nsc_neural_network *network, unsigned layer, uint32_t count, size_t first_weight,
                          size_t stride, int block) {
    const float *values = values_of(network, layer - 1);
    float *gradient = network->gradient + first_weight, *errors = network->errors;
    const uint16_t *live = network->live + (layer - 1) * stride;
    memset(gradient, 0, network->shape.width * stride * sizeof *gradient);
    multiply(&(product){.left = values,
                        .left_row = 1,
                        .left_term = stride,
                        .rows = live,
                        .row_count = network->live_counts[layer - 1] + 1u,
                        .terms = network->every,
                        .term_count = count,
                        .right = errors,
                        .out = gradient},
             stride, block);
    transpose(network->parameters + first_weight, network->transposed, stride);
    multiply(&(product){.left = errors,
                        .left_row = stride,
                        .left_term = 1,
                        .rows = network->every,
                        .row_count = count,
                        .terms = network->live + layer * stride,
                        .term_count = network->live_counts[layer],
                        .right = network->transposed,
                        .out = network->other_errors},
             stride, block);
    network->errors = network->other_errors;
    network->other_errors = errors;
    mask_errors(network->errors, values, count, stride, network->shape.width);
}

COMPUTES void leave_errors(nsc_neural_network *network, const nsc_network_rows *rows, const uint32_t *chosen,
                           uint32_t count, size_t stride) {
    float *gradient = network->gradient;
    memset(gradient, 0, (network->shape.inputs + 1) * stride * sizeof *gradient);
    for (uint32_t row = 0; row < count; row++) {
        const float *errors = network->errors + row * stride;
        for (uint32_t place = rows->offsets[chosen[row]]; place < rows->offsets[chosen[row] + 1]; place++)
            add_row(errors, stride, gradient + rows->inputs[place] * stride);
        add_row(errors, stride, gradient + network->shape.inputs * stride);
    }
}

COMPUTES void find_gradient(nsc_neural_network *network, const nsc_network_rows *rows, const float *targets,
                            const uint32_t *chosen, uint32_t count, size_t stride, int block) {
    size_t first_weight = network->parameter_count - stride;
    forward(network, rows, chosen, count, stride, block);
    enter_errors(network, targets, chosen, count, first_weight, stride);
    for (unsigned layer = network->shape.layers; --layer > 0;) {
        first_weight -= layer_size(network, layer);
        pass_errors(network, layer, count, first_weight, stride, block);
    }
    leave_errors(network, rows, chosen, count, stride);
}

/* ---- training ---- */

typedef struct adam_step {
    float rate, first_decay, second_decay;
} adam_step;

COMPUTES void move_weights(nsc_neural_network *network, size_t first, size_t count, adam_step step) {
    float *restrict weights = network->parameters + first, *restrict means = network->first_moments + first,
                    *restrict squares = network->second_moments + first;
    const float *restrict gradient = network->gradient + first;
    for (size_t place = 0; place < count; place++) {
        const float slope = gradient[place];
        means[place] = step.first_decay * means[place] + (1 - step.first_decay) * slope;
        squares[place] = step.second_decay * squares[place] + (1 - step.second_decay) * (slope * slope);
        weights[place] -= step.rate * means[place] / (sqrtf(squares[place]) + 1e-7f);
    }
}

/* The weights of an input that is 0 in all rows stay as they are, as their gradient is always 0. */
COMPUTES void move_all_weights(nsc_neural_network *network, adam_step step, size_t stride) {
    const size_t inputs = network->shape.inputs;
    for (size_t input = 0; input < inputs; input++)
        if (network->used[input])
            move_weights(network, input * stride, stride, step);
    move_weights(network, inputs * stride, network->parameter_count - inputs * stride, step);
}

COMPUTES void train(nsc_neural_network *network, const nsc_network_rows *rows, const float *targets,
                    const nsc_network_training *training, uint32_t *order, gsl_rng *random, size_t stride, int block) {
    double first_power = 1, second_power = 1;
    for (unsigned epoch = 0; epoch < training->epochs; epoch++) {
        for (uint32_t row = rows->count; row > 1; row--) {
            const uint32_t other = nsc_random_below(random, row), swapped = order[row - 1];
            order[row - 1] = order[other];
            order[other] = swapped;
        }
        for (uint32_t first = 0; first < rows->count; first += network->batch) {
            const uint32_t rest = rows->count - first, count = rest < network->batch ? rest : network->batch;
            find_gradient(network, rows, targets, order + first, count, stride, block);
            first_power *= training->first_decay;
            second_power *= training->second_decay;
            const double rate = training->rate * sqrt(1 - second_power) / (1 - first_power);
            move_all_weights(
                network, (adam_step){(float)rate, (float)training->first_decay, (float)training->second_decay}, stride);
        }
    }
}

/* ---- instruction sets ---- */

typedef void (*training_function)(nsc_neural_network *network, const nsc_network_rows *rows, const float *targets,
                                  const nsc_network_training *training, uint32_t *order, gsl_rng *random);

/* The same for each set of instructions, which only changes how fast it is. */
#define TRAIN_BY(name, instructions, block)                                                                            \
    instructions static void train_by_##name(nsc_neural_network *network, const nsc_network_rows *rows,                \
                                             const float *targets, const nsc_network_training *training,               \
                                             uint32_t *order, gsl_rng *random) {                                       \
        if (network->stride == USUAL_STRIDE)                                                                           \
            train(network, rows, targets, training, order, random, USUAL_STRIDE, block);                               \
        else                                                                                                           \
            train(network, rows, targets, training, order, random, network->stride, block);                            \
    }

TRAIN_BY(baseline, , BLOCK)
#if defined(__x86_64__)
TRAIN_BY(avx2, __attribute__((target("avx2"))), BLOCK)
TRAIN_BY(avx512, __attribute__((target("avx512f,avx512vl"))), WIDE_BLOCK)
#endif

static training_function choose_training(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"))
        return train_by_avx512;
    if (__builtin_cpu_supports("avx2"))
        return train_by_avx2;
#endif
    return train_by_baseline;
}

void nsc_neural_network_train(nsc_neural_network *network, const nsc_network_rows *rows, const float *targets,
                              const nsc_network_training *training, uint32_t *order, gsl_rng *random) {
    memset(network->first_moments, 0, network->parameter_count * sizeof(float));
    memset(network->second_moments, 0, network->parameter_count * sizeof(float));
    memset(network->used, 0, network->shape.inputs * sizeof(bool));
    for (uint32_t row = 0; row < rows->count; row++)
        order[row] = row;
    for (uint32_t place = 0; place < rows->offsets[rows->count]; place++)
        network->used[rows->inputs[place]] = true;
    choose_training()(network, rows, targets, training, order, random);
}

void nsc_neural_network_gradient(nsc_neural_network *network, const nsc_network_rows *rows, const float *targets,
                                 const uint32_t *chosen, uint32_t count) {
    find_gradient(network, rows, targets, chosen, count, network->stride, BLOCK);
}

void nsc_neural_network_predict(nsc_neural_network *network, const nsc_network_rows *rows, float *outputs) {
    uint32_t chosen[LANES];
    for (uint32_t first = 0; first < rows->count;) {
        uint32_t count = 0;
        while (count < LANES && count < network->batch && first + count < rows->count) {
            chosen[count] = first + count;
            count++;
        }
        forward(network, rows, chosen, count, network->stride, BLOCK);
        memcpy(outputs + first, network->outputs, count * sizeof *outputs);
        first += count;
    }
}
