/*
 * Feed-forward networks of rectified linear units with one linear output: the predictor of BANANAS.
 *
 * As Keras makes and trains them: weights drawn by Glorot's uniform rule, biases 0, mean absolute error, Adam on
 * batches of rows that are shuffled in every epoch, numbers of 32 bits. All sums have a fixed order, so that a network
 * comes out the same with any set of instructions.
 *
 * The layers are so small (20 units by default, batches of 32 rows) that the products take OpenBLAS twice as long as
 * what is here, which also leaves out the units that are 0 in the whole batch: half of them.
 */
#ifndef NSC_NEURAL_NETWORK_H
#define NSC_NEURAL_NETWORK_H

#include "base/base.h"

#include <gsl/gsl_rng.h>

/* Rows of inputs that are 0 or 1. Those that are 1 in row r: inputs[offsets[r]], …, inputs[offsets[r + 1] − 1]. */
typedef struct nsc_network_rows {
    const uint32_t *offsets; /* [count + 1] */
    const uint16_t *inputs;
    uint32_t count;
} nsc_network_rows;

typedef struct nsc_network_shape {
    unsigned inputs, layers, width; /* layers: hidden ones, at least 1; width: units in each */
} nsc_network_shape;

typedef struct nsc_network_training {
    unsigned epochs;
    double rate, first_decay, second_decay; /* of Adam */
} nsc_network_training;

/*
 * A network with the memory that its training takes. A layer has one unit more, number `width`, which is always 1 and
 * whose weights are the biases; numbers of units lie `stride` apart, a multiple of 8, and the places beyond stay 0.
 * Parameters: of the first layer the weights of each input, then the biases [inputs + 1][stride], the units side by
 * side; of each further layer [width][stride], the weights and bias of each unit side by side; of the output [stride].
 */
typedef struct nsc_neural_network {
    nsc_network_shape shape;
    unsigned stride;
    uint32_t batch, batch_stride; /* most rows of a batch; the same as a multiple of 8 */
    size_t parameter_count;
    float *parameters, *gradient, *first_moments, *second_moments; /* [parameter_count] */
    float *values;                                                 /* [layers][stride][batch_stride] of the units */
    float *errors, *other_errors; /* [stride][batch_stride] ∂loss/∂unit, if it is live */
    float *by_row;                /* [batch_stride][stride] values or errors */
    float *outputs;               /* [batch_stride] */
    uint16_t *live;               /* [layers][stride] units above 0 in a row of the batch, then only the constant one */
    uint16_t *live_counts;        /* [layers] without the constant one */
    uint16_t *every;              /* [stride] 0, 1, … */
    bool *used;                   /* [inputs] 1 in one of the rows trained with */
    bool *ever;                   /* [layers][stride] the unit was above 0 in training */
} nsc_neural_network;

/* NSC_FAILED without memory. Release with nsc_neural_network_release. */
nsc_status nsc_neural_network_create(nsc_neural_network *network, nsc_network_shape shape, unsigned batch,
                                     nsc_error *error);
void nsc_neural_network_release(nsc_neural_network *network);

/* Draws the weights anew: uniform within ±√(6/(inputs + outputs of the layer)). Glorot and Bengio, AISTATS 2010. */
void nsc_neural_network_draw(nsc_neural_network *network, gsl_rng *random);

/*
 * Trains with Adam (Kingma and Ba, ICLR 2015; ε = 1e-7). `order` holds rows.count numbers for scratch. Cost: 4 µs a
 * batch of 32 rows in 10 layers of 20 units with AVX2.
 */
void nsc_neural_network_train(nsc_neural_network *network, const nsc_network_rows *rows, const float *targets,
                              const nsc_network_training *training, uint32_t *order, gsl_rng *random);

/* The outputs of all rows. */
void nsc_neural_network_predict(nsc_neural_network *network, const nsc_network_rows *rows, float *outputs);

/* Sets `gradient` to that of the mean absolute error over the rows `chosen`[0 … count − 1], at most a batch. */
void nsc_neural_network_gradient(nsc_neural_network *network, const nsc_network_rows *rows, const float *targets,
                                 const uint32_t *chosen, uint32_t count);

#endif
