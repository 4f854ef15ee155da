/*
 * Prints what models of searches compute, for tests/oracle/check_feature_models.py: one line for each thing, its parts
 * between semicolons, numbers of one part between spaces.
 *
 *   print_feature_models features | posterior | network
 */
#include "analysis/search/algorithms/gaussian_posterior.h"
#include "analysis/search/algorithms/neural_network.h"
#include "analysis/search/algorithms/search_features.h"
#include "analysis/search/experiment_internal.h"

#include <stdio.h>
#include <string.h>

enum { WORDS = 512, LISTED = 16384 };

static void print_features(const nsc_search_features *features, const double *candidate) {
    uint64_t bits[WORDS];
    uint16_t numbers[LISTED];
    nsc_search_features_of(features, candidate, bits);
    const uint32_t count = nsc_search_features_list(features, bits, numbers);
    for (uint32_t place = 0; place < count; place++)
        printf("%s%u", place > 0 ? " " : "", (unsigned)numbers[place]);
}

/* ---- features ---- */

static void print_candidate(const nsc_search_domain *domain, const double *candidate) {
    for (size_t variable = 0; variable < domain->variable_count; variable++)
        printf("%s%.17g", variable > 0 ? " " : "", candidate[variable]);
}

/* ENCODING;candidate;paths;adjacency. */
static nsc_status print_domain(const nsc_search_domain *domain, const char *name, uint32_t cut, uint32_t count,
                               bool every_point, gsl_rng *random, nsc_error *error) {
    nsc_search_features paths, adjacency;
    double candidate[64];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_features_describe(&paths, domain, NSC_FEATURES_PATHS, cut, error));
    NSC_TRY(nsc_search_features_describe(&adjacency, domain, NSC_FEATURES_ADJACENCY, 0, error));
    for (uint32_t number = 0; number < count; number++) {
        candidate[0] = number;
        if (!every_point)
            nsc_search_domain_draw(domain, random, candidate);
        printf("%s;", name);
        print_candidate(domain, candidate);
        printf(";");
        print_features(&paths, candidate);
        printf(";");
        print_features(&adjacency, candidate);
        printf("\n");
    }
out:
    return status;
}

static nsc_status print_encodings(const char *space_name, bool points, gsl_rng *random, nsc_error *error) {
    static const char *const names[] = {"A", "B", "C", "cells", "variables"};
    nsc_opened_landscape *opened = NULL;
    nsc_search_domain *domain = NULL;
    const nsc_space *space;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_open(&opened, &(nsc_landscape_names){.space = space_name}, error));
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    for (unsigned encoding = 0; encoding < NSC_ENCODING_COUNT; encoding++) {
        const bool cells = space->kind == NSC_SPACE_CELLS;
        if (encoding == NSC_ENCODING_POINTS ? !points : (encoding == NSC_ENCODING_VARIABLES) == cells)
            continue;
        NSC_TRY(nsc_search_domain_create(&domain, opened, (nsc_search_encoding)encoding, NSC_VALID_PRUNED, error));
        printf("space;%s\n", space_name);
        NSC_TRY(print_domain(domain, names[encoding], encoding == NSC_ENCODING_B ? 40 : 0,
                             encoding == NSC_ENCODING_POINTS ? space->point_count : 300,
                             encoding == NSC_ENCODING_POINTS, random, error));
        nsc_search_domain_destroy(domain);
        domain = NULL;
    }
out:
    nsc_search_domain_destroy(domain);
    nsc_landscape_close(opened);
    return status;
}

static nsc_status print_all_features(gsl_rng *random, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(print_encodings("nb101", false, random, error));
    NSC_TRY(print_encodings("nb101:vertices=5", true, random, error));
    NSC_TRY(print_encodings("nb201", true, random, error));
    NSC_TRY(print_encodings("hamming:3^4", true, random, error));
out:
    return status;
}

/* ---- posterior ---- */

enum { KNOWN = 90, OTHERS = 40, ALL = KNOWN + OTHERS };

/* set;features;value of each known point, then set;features;mean;deviation of each other one. */
static nsc_status print_posterior(const nsc_search_domain *domain, nsc_feature_set set, double noise, gsl_rng *random,
                                  nsc_error *error) {
    static double candidates[ALL][64], values[KNOWN], covariances[OTHERS * KNOWN], means[OTHERS], deviations[OTHERS];
    static uint64_t bits[ALL][WORDS];
    static uint32_t distances[OTHERS * KNOWN];
    nsc_gaussian_posterior posterior = {0};
    nsc_search_features features;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_features_describe(&features, domain, set, 0, error));
    NSC_TRY(nsc_gaussian_posterior_create(&posterior, 1.5, 3, noise, features.count, 1, error));
    printf("process;%s;1.5;3;%.17g\n", nsc_feature_set_name(set), noise);
    for (size_t point = 0; point < ALL; point++) {
        nsc_search_domain_draw(domain, random, candidates[point]);
        nsc_search_features_of(&features, candidates[point], bits[point]);
    }
    for (size_t point = 0; point < KNOWN; point++) {
        values[point] = gsl_rng_uniform(random) * 4 - 2;
        for (size_t other = 0; other < point; other++)
            distances[other] = nsc_search_features_distance(&features, bits[point], bits[other]);
        NSC_TRY(nsc_gaussian_posterior_add(&posterior, distances, error));
        printf("known;");
        print_features(&features, candidates[point]);
        printf(";%.17g\n", values[point]);
    }
    for (size_t other = 0; other < OTHERS; other++)
        for (size_t point = 0; point < KNOWN; point++)
            distances[other * KNOWN + point] =
                nsc_search_features_distance(&features, bits[KNOWN + other], bits[point]);
    nsc_gaussian_posterior_set(&posterior, values);
    nsc_gaussian_posterior_at(&posterior, distances, OTHERS, covariances, means, deviations);
    for (size_t other = 0; other < OTHERS; other++) {
        printf("other;");
        print_features(&features, candidates[KNOWN + other]);
        printf(";%.17g;%.17g\n", means[other], deviations[other]);
    }
out:
    nsc_gaussian_posterior_release(&posterior);
    return status;
}

static nsc_status print_posteriors(gsl_rng *random, nsc_error *error) {
    nsc_opened_landscape *opened = NULL;
    nsc_search_domain *domain = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_open(&opened, &(nsc_landscape_names){.space = "nb101"}, error));
    NSC_TRY(nsc_search_domain_create(&domain, opened, NSC_ENCODING_A, NSC_VALID_PRUNED, error));
    NSC_TRY(print_posterior(domain, NSC_FEATURES_ADJACENCY, 1e-5, random, error));
    NSC_TRY(print_posterior(domain, NSC_FEATURES_ADJACENCY, 0.3, random, error));
    NSC_TRY(print_posterior(domain, NSC_FEATURES_PATHS, 0.1, random, error));
out:
    nsc_search_domain_destroy(domain);
    nsc_landscape_close(opened);
    return status;
}

/* ---- network ---- */

static void print_numbers(const char *name, const float *numbers, size_t count) {
    printf("%s;", name);
    for (size_t place = 0; place < count; place++)
        printf("%s%.9g", place > 0 ? " " : "", (double)numbers[place]);
    printf("\n");
}

/* The shape, rows with targets, parameters, their gradient, and the parameters after some epochs of one batch. */
static nsc_status print_network(nsc_network_shape shape, uint32_t row_count, gsl_rng *random, nsc_error *error) {
    enum { MOST_ROWS = 64, EPOCHS = 5 };
    uint32_t offsets[MOST_ROWS + 1], order[MOST_ROWS], listed = 0;
    uint16_t inputs[MOST_ROWS * 64];
    float targets[MOST_ROWS], outputs[MOST_ROWS];
    nsc_neural_network network;
    const nsc_status status = nsc_neural_network_create(&network, shape, row_count, error);
    if (status != NSC_OK)
        return status;
    nsc_neural_network_draw(&network, random);
    printf("network;%u %u %u %u;%d\n", shape.inputs, shape.layers, shape.width, network.stride, EPOCHS);
    for (uint32_t row = 0; row < row_count; row++) {
        offsets[row] = listed;
        order[row] = row;
        printf("row;");
        for (unsigned input = 0; input < shape.inputs; input++)
            if (gsl_rng_uniform(random) < 0.15) {
                printf("%s%u", listed > offsets[row] ? " " : "", input);
                inputs[listed++] = (uint16_t)input;
            }
        targets[row] = (float)(4 + 4 * gsl_rng_uniform(random));
        printf(";%.9g\n", (double)targets[row]);
    }
    offsets[row_count] = listed;
    const nsc_network_rows rows = {offsets, inputs, row_count};
    print_numbers("drawn", network.parameters, network.parameter_count);
    nsc_neural_network_predict(&network, &rows, outputs);
    print_numbers("outputs", outputs, row_count);
    nsc_neural_network_gradient(&network, &rows, targets, order, row_count);
    print_numbers("gradient", network.gradient, network.parameter_count);
    nsc_neural_network_train(&network, &rows, targets, &(nsc_network_training){EPOCHS, 0.01, 0.9, 0.99}, order, random);
    print_numbers("trained", network.parameters, network.parameter_count);
    nsc_neural_network_release(&network);
    return NSC_OK;
}

static nsc_status print_networks(gsl_rng *random, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(print_network((nsc_network_shape){40, 10, 20}, 32, random, error));
    NSC_TRY(print_network((nsc_network_shape){12, 1, 7}, 5, random, error));
    NSC_TRY(print_network((nsc_network_shape){30, 3, 40}, 50, random, error));
out:
    return status;
}

int main(int argument_count, char **arguments) {
    static const struct {
        const char *name;
        nsc_status (*print)(gsl_rng *random, nsc_error *error);
    } parts[] = {{"features", print_all_features}, {"posterior", print_posteriors}, {"network", print_networks}};
    nsc_error error = {0};
    gsl_rng *random = NULL;
    nsc_status status = nsc_random_create(&random, 1, NSC_STREAM_TEST_DATA, 0, &error);
    for (size_t part = 0; part < NSC_COUNT_OF(parts) && status == NSC_OK; part++)
        if (argument_count == 2 && strcmp(arguments[1], parts[part].name) == 0)
            status = parts[part].print(random, &error);
    gsl_rng_free(random);
    if (status != NSC_OK)
        fprintf(stderr, "%s\n", error.message);
    return (int)status;
}
