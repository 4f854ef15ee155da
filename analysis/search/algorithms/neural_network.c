/* Networks of rectified linear units and their training. */
#include "analysis/search/algorithms/neural_network.h"
#include "analysis/search/algorithms/network_products.h"

#include <math.h>
#include <string.h>

/* The strides of the published width and batch, for which the compiler knows all steps. */
enum { USUAL_STRIDE = 24, USUAL_BATCH = 32 };

/* ---- memory ---- */

static size_t layer_size(const nsc_neural_network *network, unsigned layer) {
    return (size_t)(layer == 0 ? network->shape.inputs + 1 : network->shape.width) * network->stride;
}

nsc_status nsc_neural_network_create(nsc_neural_network *network, nsc_network_shape shape, unsigned batch,
                                     nsc_error *error) {
    nsc_status status = NSC_OK;
    const unsigned stride = (shape.width + LANES) / LANES * LANES; /* one more for the constant unit */
    *network = (nsc_neural_network){
        .shape = shape, .stride = stride, .batch = batch, .batch_stride = (batch + LANES - 1) / LANES * LANES};
    for (unsigned layer = 0; layer < shape.layers; layer++)
        network->parameter_count += layer_size(network, layer);
    network->parameter_count += stride;
    NSC_TRY(nsc_allocate(&network->parameters, network->parameter_count, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->gradient, network->parameter_count, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->first_moments, network->parameter_count, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->second_moments, network->parameter_count, sizeof(float), error));
    const size_t batch_stride = network->batch_stride;
    NSC_TRY(nsc_allocate(&network->values, shape.layers * stride * batch_stride, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->errors, stride * batch_stride, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->other_errors, stride * batch_stride, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->by_row, stride * batch_stride, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->outputs, batch_stride, sizeof(float), error));
    NSC_TRY(nsc_allocate(&network->live, (size_t)shape.layers * stride, sizeof(uint16_t), error));
    NSC_TRY(nsc_allocate(&network->live_counts, shape.layers, sizeof(uint16_t), error));
    NSC_TRY(nsc_allocate(&network->every, stride, sizeof(uint16_t), error));
    NSC_TRY(nsc_allocate(&network->used, shape.inputs, sizeof(bool), error));
    NSC_TRY(nsc_allocate(&network->ever, (size_t)shape.layers * stride, sizeof(bool), error));
    for (size_t unit = 0; unit < stride; unit++)
        network->every[unit] = (uint16_t)unit;
    for (size_t layer = 0; layer < shape.layers; layer++)
        for (size_t row = 0; row < batch_stride; row++)
            network->values[(layer * stride + shape.width) * batch_stride + row] = 1;
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
    free(network->by_row);
    free(network->outputs);
    free(network->live);
    free(network->live_counts);
    free(network->every);
    free(network->used);
    free(network->ever);
    *network = (nsc_neural_network){0};
}

/* Weights between so many inputs and outputs, in `rows` rows. */
static void draw_weights(float *weights, unsigned inputs, unsigned outputs, unsigned rows, unsigned stride,
                         gsl_rng *random) {
    const double limit = sqrt(6.0 / (inputs + outputs));
    const unsigned columns = inputs * outputs / rows;
    for (unsigned row = 0; row < rows; row++)
        for (unsigned column = 0; column < columns; column++)
            weights[(size_t)row * stride + column] = (float)((2 * gsl_rng_uniform(random) - 1) * limit);
}

void nsc_neural_network_draw(nsc_neural_network *network, gsl_rng *random) {
    const nsc_network_shape shape = network->shape;
    float *weights = network->parameters;
    memset(weights, 0, network->parameter_count * sizeof(float));
    for (unsigned layer = 0; layer < shape.layers; layer++) {
        const unsigned inputs = layer == 0 ? shape.inputs : shape.width;
        draw_weights(weights, inputs, shape.width, inputs, network->stride, random);
        weights += layer_size(network, layer);
    }
    draw_weights(weights, shape.width, 1, 1, network->stride, random);
}

/* ---- forward ---- */

static float *values_of(const nsc_neural_network *network, unsigned layer) {
    return network->values + (size_t)layer * network->stride * network->batch_stride;
}

/* Columns that hold a number of rows: whole vectors. */
COMPUTES size_t columns_of(uint32_t count) {
    return (count + LANES - 1) / LANES * LANES;
}

/* Lists the units that are above 0 in a row, that is, in the sum of all rows, as no value is below 0; then the constant
 * one up to a whole vector. */
COMPUTES void list_live(nsc_neural_network *network, unsigned layer, size_t stride, size_t batch, size_t columns) {
    const size_t constant = network->shape.width;
    const float *values = values_of(network, layer);
    uint16_t *live = network->live + layer * stride;
    bool *ever = network->ever + layer * stride;
    size_t live_count = 0;
    for (size_t first = 0; first < constant; first += LANES) {
        lanes totals[LANES];
        float sums[LANES];
        for (size_t unit = 0; unit < LANES; unit++)
            add_columns(values + (first + unit) * batch, columns, &totals[unit]);
        add_lanes(totals, sums);
        for (size_t unit = 0; unit < LANES && first + unit < constant; unit++) {
            const bool is_live = sums[unit] > 0;
            live[live_count] = (uint16_t)(first + unit);
            live_count += is_live;
            ever[first + unit] |= is_live;
        }
    }
    for (size_t place = live_count; place == live_count || place % LANES != 0; place++)
        live[place] = (uint16_t)constant;
    network->live_counts[layer] = (uint16_t)live_count;
}

COMPUTES void add_row(const float *added, size_t stride, float *sums) {
    for (size_t column = 0; column < stride; column += LANES)
        *(lanes *)(sums + column) += *(const lanes *)(added + column);
}

/* The first layer adds up the weights of the inputs that are 1. The last row stands in for what a vector lacks. */
COMPUTES void enter_rows(nsc_neural_network *network, const nsc_network_rows *rows, const uint32_t *chosen,
                         uint32_t count, size_t stride, size_t batch) {
    const float *weights = network->parameters, *biases = weights + network->shape.inputs * stride;
    const size_t columns = columns_of(count);
    for (uint32_t row = 0; row < columns; row++) {
        const uint32_t number = chosen[row < count ? row : count - 1];
        float *sums = network->by_row + row * stride;
        memcpy(sums, biases, stride * sizeof *sums);
        for (uint32_t place = rows->offsets[number]; place < rows->offsets[number + 1]; place++)
            add_row(weights + rows->inputs[place] * stride, stride, sums);
        for (size_t column = 0; column < stride; column += LANES) {
            lanes *sum = (lanes *)(sums + column);
            *sum = (lanes)((lane_masks)*sum & (*sum > (lanes){0}));
        }
        sums[network->shape.width] = 1;
    }
    transpose(network->by_row, stride, columns, stride, network->values, batch);
}

COMPUTES void leave_rows(nsc_neural_network *network, const float *weights, size_t columns, size_t batch) {
    const unsigned last = network->shape.layers - 1;
    const float *values = values_of(network, last);
    const uint16_t *live = network->live + (size_t)last * network->stride;
    for (size_t column = 0; column < columns; column += LANES) {
        lanes sum = {0};
        for (size_t number = 0; number <= network->live_counts[last]; number++)
            sum += weights[live[number]] * *(const lanes *)(values + live[number] * batch + column);
        *(lanes *)(network->outputs + column) = sum;
    }
}

COMPUTES void forward(nsc_neural_network *network, const nsc_network_rows *rows, const uint32_t *chosen, uint32_t count,
                      size_t stride, size_t batch, size_t panel) {
    const float *weights = network->parameters + layer_size(network, 0);
    const size_t columns = columns_of(count);
    enter_rows(network, rows, chosen, count, stride, batch);
    list_live(network, 0, stride, batch, columns);
    for (unsigned layer = 1; layer < network->shape.layers; layer++) {
        multiply(&(product){.left = weights,
                            .left_row = stride,
                            .left_term = 1,
                            .rows = network->every,
                            .row_count = network->shape.width,
                            .terms = network->live + (layer - 1) * stride,
                            .term_count = network->live_counts[layer - 1] + 1u,
                            .right = values_of(network, layer - 1),
                            .out = values_of(network, layer)},
                 batch, columns, panel);
        list_live(network, layer, stride, batch, columns);
        weights += layer_size(network, layer);
    }
    leave_rows(network, weights, columns, batch);
}

/* ---- backward ---- */

/* The gradient of the output's weights, and the errors of the last layer, which pass through units above 0. */
COMPUTES void enter_errors(nsc_neural_network *network, const float *targets, const uint32_t *chosen, uint32_t count,
                           size_t first_weight, size_t stride, size_t batch) {
    const unsigned last = network->shape.layers - 1;
    const size_t columns = columns_of(count);
    const float *weights = network->parameters + first_weight, *values = values_of(network, last);
    const uint16_t *live = network->live + last * stride;
    float *gradient = network->gradient + first_weight, *outputs = network->outputs;
    for (size_t row = 0; row < columns; row++) {
        const float difference = row < count ? outputs[row] - targets[chosen[row]] : 0;
        outputs[row] = (float)((difference > 0) - (difference < 0)) / (float)count;
    }
    memset(gradient, 0, stride * sizeof *gradient);
    for (size_t number = 0; number <= network->live_counts[last]; number++) {
        const size_t unit = live[number];
        lanes products[LANES] = {{0}};
        float sums[LANES];
        multiply_rows(outputs, values + unit * batch, columns, &products[0]);
        add_lanes(products, sums);
        gradient[unit] = sums[0];
        for (size_t column = 0; column < columns; column += LANES) {
            const lanes passed = *(const lanes *)(values + unit * batch + column);
            const lanes error = weights[unit] * *(const lanes *)(outputs + column);
            *(lanes *)(network->errors + unit * batch + column) = (lanes)((lane_masks)error & (passed > (lanes){0}));
        }
    }
}

/* The gradient of the weights into a unit from LANES listed units of the layer before. `columns` may be a constant. */
COMPUTES void find_slopes(const float *errors, const float *values, const uint16_t *inputs, size_t batch,
                          size_t columns, float *slopes) {
    lanes products[LANES];
    float sums[LANES];
    for (size_t place = 0; place < LANES; place++)
        multiply_rows(errors, values + inputs[place] * batch, columns, &products[place]);
    add_lanes(products, sums);
    for (size_t place = 0; place < LANES; place++)
        slopes[inputs[place]] = sums[place];
}

/* The same for all live units of a layer. */
COMPUTES void find_all_slopes(nsc_neural_network *network, unsigned layer, size_t first_weight, size_t stride,
                              size_t batch, size_t columns) {
    const float *values = values_of(network, layer - 1);
    const uint16_t *live = network->live + layer * stride, *inputs = network->live + (layer - 1) * stride;
    float *gradient = network->gradient + first_weight;
    memset(gradient, 0, network->shape.width * stride * sizeof *gradient);
    for (size_t number = 0; number < network->live_counts[layer]; number++)
        for (size_t first = 0; first <= network->live_counts[layer - 1]; first += LANES)
            find_slopes(network->errors + live[number] * batch, values, inputs + first, batch, columns,
                        gradient + live[number] * stride);
}

/* The gradient of a layer's weights, and the errors of the layer before. */
COMPUTES void pass_errors(nsc_neural_network *network, unsigned layer, size_t first_weight, size_t stride, size_t batch,
                          size_t columns, size_t panel) {
    float *errors = network->errors;
    if (columns == USUAL_BATCH)
        find_all_slopes(network, layer, first_weight, stride, batch, USUAL_BATCH);
    else if (columns == (size_t)3 * LANES)
        find_all_slopes(network, layer, first_weight, stride, batch, (size_t)3 * LANES);
    else if (columns == (size_t)2 * LANES)
        find_all_slopes(network, layer, first_weight, stride, batch, (size_t)2 * LANES);
    else
        find_all_slopes(network, layer, first_weight, stride, batch, columns);
    multiply(&(product){.left = network->parameters + first_weight,
                        .left_row = 1,
                        .left_term = stride,
                        .rows = network->live + (layer - 1) * stride,
                        .row_count = network->live_counts[layer - 1],
                        .terms = network->live + layer * stride,
                        .term_count = network->live_counts[layer],
                        .right = errors,
                        .passed = values_of(network, layer - 1),
                        .out = network->other_errors},
             batch, columns, panel);
    network->errors = network->other_errors;
    network->other_errors = errors;
}

/* The gradient of the weights of the inputs that are 1, from the errors of the first layer's live units. */
COMPUTES void leave_errors(nsc_neural_network *network, const nsc_network_rows *rows, const uint32_t *chosen,
                           uint32_t count, size_t stride, size_t batch) {
    const uint16_t *live = network->live;
    float *gradient = network->gradient;
    size_t next = 0;
    for (size_t unit = 0; unit < stride; unit++) {
        if (next < network->live_counts[0] && live[next] == unit)
            next++;
        else
            memset(network->errors + unit * batch, 0, batch * sizeof *network->errors);
    }
    transpose(network->errors, batch, stride, columns_of(count), network->by_row, stride);
    memset(gradient, 0, (network->shape.inputs + 1) * stride * sizeof *gradient);
    for (uint32_t row = 0; row < count; row++) {
        const float *errors = network->by_row + row * stride;
        for (uint32_t place = rows->offsets[chosen[row]]; place < rows->offsets[chosen[row] + 1]; place++)
            add_row(errors, stride, gradient + rows->inputs[place] * stride);
        add_row(errors, stride, gradient + network->shape.inputs * stride);
    }
}

COMPUTES void find_gradient(nsc_neural_network *network, const nsc_network_rows *rows, const float *targets,
                            const uint32_t *chosen, uint32_t count, size_t stride, size_t batch, size_t panel) {
    size_t first_weight = network->parameter_count - stride;
    forward(network, rows, chosen, count, stride, batch, panel);
    enter_errors(network, targets, chosen, count, first_weight, stride, batch);
    for (unsigned layer = network->shape.layers; --layer > 0;) {
        first_weight -= layer_size(network, layer);
        pass_errors(network, layer, first_weight, stride, batch, columns_of(count), panel);
    }
    leave_errors(network, rows, chosen, count, stride, batch);
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

/* The weights of an input, and those into a unit, that has been 0 in all rows stay as they are, as their gradient has
 * always been 0. */
COMPUTES void move_all_weights(nsc_neural_network *network, adam_step step, size_t stride) {
    const size_t inputs = network->shape.inputs;
    for (size_t input = 0; input < inputs; input++)
        if (network->used[input])
            move_weights(network, input * stride, stride, step);
    move_weights(network, inputs * stride, stride, step);
    for (size_t layer = 1; layer < network->shape.layers; layer++) {
        const size_t first = (inputs + 1 + (layer - 1) * network->shape.width) * stride;
        for (size_t unit = 0; unit < network->shape.width; unit++)
            if (network->ever[layer * stride + unit])
                move_weights(network, first + unit * stride, stride, step);
    }
    move_weights(network, network->parameter_count - stride, stride, step);
}

COMPUTES void train(nsc_neural_network *network, const nsc_network_rows *rows, const float *targets,
                    const nsc_network_training *training, uint32_t *order, gsl_rng *random, size_t stride, size_t batch,
                    size_t panel) {
    double first_power = 1, second_power = 1;
    for (unsigned epoch = 0; epoch < training->epochs; epoch++) {
        for (uint32_t row = rows->count; row > 1; row--) {
            const uint32_t other = nsc_random_below(random, row), swapped = order[row - 1];
            order[row - 1] = order[other];
            order[other] = swapped;
        }
        for (uint32_t first = 0; first < rows->count; first += network->batch) {
            const uint32_t rest = rows->count - first, count = rest < network->batch ? rest : network->batch;
            find_gradient(network, rows, targets, order + first, count, stride, batch, panel);
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
#define TRAIN_BY(name, instructions, panel)                                                                            \
    instructions static void train_by_##name(nsc_neural_network *network, const nsc_network_rows *rows,                \
                                             const float *targets, const nsc_network_training *training,               \
                                             uint32_t *order, gsl_rng *random) {                                       \
        if (network->stride == USUAL_STRIDE && network->batch_stride == USUAL_BATCH)                                   \
            train(network, rows, targets, training, order, random, USUAL_STRIDE, USUAL_BATCH, panel);                  \
        else                                                                                                           \
            train(network, rows, targets, training, order, random, network->stride, network->batch_stride, panel);     \
    }

TRAIN_BY(baseline, , NARROW_PANEL)
#if defined(__x86_64__)
TRAIN_BY(avx2, __attribute__((target("avx2"))), NARROW_PANEL)
TRAIN_BY(avx512, __attribute__((target("avx512f,avx512vl"))), PANEL)
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
    memset(network->ever, 0, (size_t)network->shape.layers * network->stride * sizeof(bool));
    for (uint32_t row = 0; row < rows->count; row++)
        order[row] = row;
    for (uint32_t place = 0; place < rows->offsets[rows->count]; place++)
        network->used[rows->inputs[place]] = true;
    choose_training()(network, rows, targets, training, order, random);
}

void nsc_neural_network_gradient(nsc_neural_network *network, const nsc_network_rows *rows, const float *targets,
                                 const uint32_t *chosen, uint32_t count) {
    find_gradient(network, rows, targets, chosen, count, network->stride, network->batch_stride, NARROW_PANEL);
}

void nsc_neural_network_predict(nsc_neural_network *network, const nsc_network_rows *rows, float *outputs) {
    uint32_t chosen[LANES];
    for (uint32_t first = 0; first < rows->count;) {
        uint32_t count = 0;
        while (count < LANES && count < network->batch && first + count < rows->count) {
            chosen[count] = first + count;
            count++;
        }
        forward(network, rows, chosen, count, network->stride, network->batch_stride, NARROW_PANEL);
        memcpy(outputs + first, network->outputs, count * sizeof *outputs);
        first += count;
    }
}
