/*
 * Networks: training by this processor's instructions against steps of Adam, written plainly, along gradients that are
 * computed without those instructions; both must agree in every bit. tests/oracle/check_feature_models.py has numpy for
 * the gradients themselves.
 */
#include "analysis/search/algorithms/neural_network.h"
#include "testing.h"

#include <math.h>

enum { ROWS = 75, INPUTS = 30, BATCH = 32, EPOCHS = 4 };

typedef struct example {
    uint32_t offsets[ROWS + 1];
    uint16_t inputs[ROWS * INPUTS];
    float targets[ROWS];
    nsc_network_rows rows;
} example;

/* The last three inputs are 0 in all rows. */
static void fill_example(example *made, gsl_rng *random) {
    uint32_t count = 0;
    for (uint32_t row = 0; row < ROWS; row++) {
        made->offsets[row] = count;
        for (unsigned input = 0; input < INPUTS - 3; input++)
            if (gsl_rng_uniform(random) < 0.1)
                made->inputs[count++] = (uint16_t)input;
        made->targets[row] = (float)(5 + 3 * gsl_rng_uniform(random));
    }
    made->offsets[ROWS] = count;
    made->rows = (nsc_network_rows){made->offsets, made->inputs, ROWS};
}

static void shuffle(uint32_t *order, uint32_t count, gsl_rng *random) {
    for (uint32_t last = count; last-- > 1;) {
        const uint32_t other = nsc_random_below(random, last + 1), swapped = order[last];
        order[last] = order[other];
        order[other] = swapped;
    }
}

static void train_plainly(nsc_neural_network *network, const example *made, gsl_rng *random) {
    float *means = test_memory(network->parameter_count, sizeof *means);
    float *squares = test_memory(network->parameter_count, sizeof *squares);
    uint32_t order[ROWS];
    int step = 0;
    double first_power = 1, second_power = 1;
    for (uint32_t row = 0; row < ROWS; row++)
        order[row] = row;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        shuffle(order, ROWS, random);
        for (uint32_t first = 0; first < ROWS; first += BATCH, step++) {
            const uint32_t count = ROWS - first < BATCH ? ROWS - first : BATCH;
            nsc_neural_network_gradient(network, &made->rows, made->targets, order + first, count);
            first_power *= 0.9;
            second_power *= 0.99;
            const float rate = (float)(0.01 * sqrt(1 - second_power) / (1 - first_power));
            for (size_t place = 0; place < network->parameter_count; place++) {
                const float slope = network->gradient[place];
                means[place] = 0.9f * means[place] + (1 - 0.9f) * slope;
                squares[place] = 0.99f * squares[place] + (1 - 0.99f) * (slope * slope);
                network->parameters[place] -= rate * means[place] / (sqrtf(squares[place]) + 1e-7f);
            }
        }
    }
    free(means);
    free(squares);
}

static void check_width(unsigned layers, unsigned width) {
    nsc_neural_network fast, plain;
    example made;
    uint32_t order[ROWS];
    float fast_outputs[ROWS], plain_outputs[ROWS];
    const nsc_network_training training = {EPOCHS, 0.01, 0.9, 0.99};
    gsl_rng *random = random_stream(1, width), *other = random_stream(1, width);
    fill_example(&made, random);
    fill_example(&made, other);
    REQUIRE_OK(nsc_neural_network_create(&fast, (nsc_network_shape){INPUTS, layers, width}, BATCH, &error));
    REQUIRE_OK(nsc_neural_network_create(&plain, (nsc_network_shape){INPUTS, layers, width}, BATCH, &error));
    for (int time = 0; time < 2; time++) { /* nothing of the first training is left in the second */
        nsc_neural_network_draw(&fast, random);
        nsc_neural_network_draw(&plain, other);
        nsc_neural_network_train(&fast, &made.rows, made.targets, &training, order, random);
        train_plainly(&plain, &made, other);
        assert_memory_equal(fast.parameters, plain.parameters, fast.parameter_count * sizeof(float));
    }
    nsc_neural_network_predict(&fast, &made.rows, fast_outputs);
    nsc_neural_network_predict(&plain, &made.rows, plain_outputs);
    assert_memory_equal(fast_outputs, plain_outputs, sizeof fast_outputs);
    nsc_neural_network_release(&fast);
    nsc_neural_network_release(&plain);
    gsl_rng_free(random);
    gsl_rng_free(other);
}

static void training_is_the_same_by_all_instructions(void **state) {
    (void)state;
    check_width(10, 20);
    check_width(1, 20);
    check_width(3, 1);
    check_width(2, 8);
    check_width(4, 33);
    check_width(2, 47);
}

/* Weights lie within the limit, fill it, and are 0 beyond the units. */
static void weights_are_drawn_by_glorots_rule(void **state) {
    (void)state;
    nsc_neural_network network;
    gsl_rng *random = random_stream(1, 0);
    double largest = 0, sum = 0;
    REQUIRE_OK(nsc_neural_network_create(&network, (nsc_network_shape){40, 2, 20}, BATCH, &error));
    nsc_neural_network_draw(&network, random);
    for (unsigned input = 0; input <= 40; input++)
        for (unsigned unit = 0; unit < network.stride; unit++) {
            const double weight = network.parameters[input * network.stride + unit];
            assert_true((input < 40 && unit < 20) || weight == 0);
            largest = fmax(largest, fabs(weight));
            sum += weight;
        }
    assert_true(largest < sqrt(6.0 / 60) && largest > 0.98 * sqrt(6.0 / 60));
    assert_true(fabs(sum) < 4 * sqrt(800 * 0.1 / 3));
    nsc_neural_network_release(&network);
    gsl_rng_free(random);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(training_is_the_same_by_all_instructions),
        cmocka_unit_test(weights_are_drawn_by_glorots_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
