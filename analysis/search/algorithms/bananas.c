/*
 * BANANAS: Bayesian optimisation with an ensemble of neural networks on path encodings.
 *
 * White, Neiswanger, Savani, AAAI 2021; the rules are those of naszilla (bananas): in each round the networks are
 * trained anew on all evaluations, mutations of the best candidate are ordered by independent Thompson sampling (a draw
 * from the normal distribution of the networks' predictions for each), and the first of them are evaluated.
 */
#include "analysis/search/algorithms/neural_network.h"
#include "analysis/search/algorithms/search_proposals.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* If all mutations of a parent are known, the next best is tried: so many for each parent that is wanted. */
enum { PARENTS_EACH = 5 };

typedef struct bananas_settings {
    unsigned encoding, cut, initial, each_round, candidates, parents, networks, layers, width, epochs, batch;
    double rate;
} bananas_settings;

#define COUNT_SETTING(field, text, value, least, most, ...)                                                            \
    NSC_SETTING(bananas_settings, field, .name = text, .kind = NSC_TAKES_COUNT, .placeholder = "N",                    \
                .default_text = value, .minimum = least, .maximum = most, .meaning = __VA_ARGS__)

static const nsc_search_setting settings_table[] = {
    NSC_SETTING(bananas_settings, encoding, .name = "encoding", .kind = NSC_TAKES_CHOICE, .placeholder = "KIND",
                .meaning = "inputs of the networks: the paths from input to output, or the edges and operations "
                           "(symbols of a string)",
                .default_text = "path", .choice = nsc_feature_set_name),
    COUNT_SETTING(cut, "cut", "40", 0, 65535, "paths that are inputs, the shortest ones; 0 for all"),
    COUNT_SETTING(initial, "initial", "10", 1, 1e4, "random candidates at the beginning"),
    COUNT_SETTING(each_round, "each-round", "10", 1, 1e4, "candidates evaluated in each round"),
    COUNT_SETTING(candidates, "candidates", "100", 1, 1e5, "mutations proposed in each round"),
    COUNT_SETTING(parents, "parents", "1", 1, 1e3, "best candidates that are mutated"),
    COUNT_SETTING(networks, "networks", "5", 1, 1e3, "networks of the ensemble"),
    COUNT_SETTING(layers, "layers", "10", 1, 1e3, "hidden layers of a network"),
    COUNT_SETTING(width, "width", "20", 1, 1e3, "units of a layer"),
    COUNT_SETTING(epochs, "epochs", "150", 1, 1e5, "passes over the evaluations in training"),
    COUNT_SETTING(batch, "batch", "32", 1, 1e4, "evaluations for each step of training"),
    NSC_SETTING(bananas_settings, rate, .name = "rate", .kind = NSC_TAKES_REAL, .placeholder = "R",
                .meaning = "learning rate of Adam", .default_text = "0.01", .minimum = 1e-9, .maximum = 1e3),
};

/* Inputs of candidates as the networks take them. */
typedef struct input_rows {
    nsc_network_rows rows;
    uint32_t *offsets;
    uint16_t *inputs;
    size_t offset_count, input_count;
} input_rows;

typedef struct ranked {
    double sample;
    size_t number;
} ranked;

typedef struct bananas_run {
    const bananas_settings *settings;
    nsc_search_proposals proposals;
    nsc_neural_network network;
    input_rows evaluated, proposed;
    size_t *best;       /* [parents × PARENTS_EACH] */
    float *targets;     /* [target_count] */
    uint32_t *order;    /* [order_count] */
    float *outputs;     /* [networks × proposals] */
    double *prediction; /* [networks] */
    ranked *ranking;    /* [ranking_count] */
    size_t target_count, order_count, output_count, ranking_count;
} bananas_run;

static nsc_status list_inputs(const nsc_search_features *features, const nsc_candidate_list *list, input_rows *inputs,
                              nsc_error *error) {
    nsc_status status = NSC_OK;
    uint32_t listed = 0;
    NSC_TRY(nsc_reserve(&inputs->offsets, &inputs->offset_count, list->count + 1, sizeof(uint32_t), error));
    for (size_t number = 0; number < list->count; number++) {
        inputs->offsets[number] = listed;
        NSC_TRY(nsc_reserve(&inputs->inputs, &inputs->input_count, listed + features->count, sizeof(uint16_t), error));
        listed +=
            nsc_search_features_list(features, list->features + number * features->words, inputs->inputs + listed);
    }
    inputs->offsets[list->count] = listed;
    inputs->rows = (nsc_network_rows){inputs->offsets, inputs->inputs, (uint32_t)list->count};
out:
    return status;
}

/*
 * The networks learn errors in per cent, as those of naszilla do, whose rates and numbers of epochs suit that; where
 * the fitness is no accuracy, losses in standard deviations from their mean.
 */
static nsc_status set_targets(bananas_run *run, nsc_error *error) {
    const nsc_candidate_list *evaluated = &run->proposals.evaluated;
    const size_t count = evaluated->count;
    const double whole = nsc_search_worst_loss(run->proposals.search);
    const double mean = isinf(whole) ? gsl_stats_mean(evaluated->losses, 1, count) : 0;
    const double deviation =
        isinf(whole) ? gsl_stats_sd_with_fixed_mean(evaluated->losses, 1, count, mean) : whole / 100;
    const nsc_status status = nsc_reserve(&run->targets, &run->target_count, count, sizeof *run->targets, error);
    for (size_t number = 0; status == NSC_OK && number < count; number++)
        run->targets[number] = (float)((evaluated->losses[number] - mean) / (deviation > 0 ? deviation : 1));
    return status;
}

/* Mutations of the best candidate; random candidates where all of these are known. */
static nsc_status propose(bananas_run *run, nsc_error *error) {
    const bananas_settings *settings = run->settings;
    nsc_search_proposals *proposals = &run->proposals;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_proposals_clear(proposals, error));
    const size_t count = nsc_search_proposals_best(proposals, (size_t)settings->parents * PARENTS_EACH, run->best);
    for (size_t parent = 0; parent < count && proposals->proposed.count < settings->candidates; parent++)
        for (unsigned child = 0; child < settings->candidates / settings->parents; child++)
            NSC_TRY(nsc_search_propose_mutation(proposals, run->best[parent], 1, error));
    if (proposals->proposed.count == 0)
        NSC_TRY(nsc_search_propose_random(proposals, error));
out:
    return status;
}

/* Trains each network on all evaluations, and lets it predict the proposals. */
static nsc_status predict(bananas_run *run, nsc_error *error) {
    const bananas_settings *settings = run->settings;
    const nsc_search_features *features = &run->proposals.features;
    const size_t evaluated = run->proposals.evaluated.count, proposed = run->proposals.proposed.count;
    const nsc_network_training training = {settings->epochs, settings->rate, .first_decay = 0.9, .second_decay = 0.99};
    gsl_rng *random = nsc_search_random(run->proposals.search);
    nsc_status status = NSC_OK;
    NSC_TRY(list_inputs(features, &run->proposals.evaluated, &run->evaluated, error));
    NSC_TRY(list_inputs(features, &run->proposals.proposed, &run->proposed, error));
    NSC_TRY(set_targets(run, error));
    NSC_TRY(nsc_reserve(&run->order, &run->order_count, evaluated, sizeof *run->order, error));
    NSC_TRY(nsc_reserve(&run->outputs, &run->output_count, settings->networks * proposed, sizeof(float), error));
    for (unsigned network = 0; network < settings->networks; network++) {
        nsc_neural_network_draw(&run->network, random);
        nsc_neural_network_train(&run->network, &run->evaluated.rows, run->targets, &training, run->order, random);
        nsc_neural_network_predict(&run->network, &run->proposed.rows, run->outputs + network * proposed);
    }
out:
    return status;
}

static int compare_ranked(const void *first, const void *second) {
    const ranked *left = first, *right = second;
    if (left->sample != right->sample)
        return left->sample < right->sample ? -1 : 1;
    return left->number < right->number ? -1 : left->number > right->number;
}

/* Orders the proposals by a draw from the normal distribution of their predictions. */
static nsc_status rank(bananas_run *run, nsc_error *error) {
    const size_t proposed = run->proposals.proposed.count, networks = run->settings->networks;
    gsl_rng *random = nsc_search_random(run->proposals.search);
    const nsc_status status = nsc_reserve(&run->ranking, &run->ranking_count, proposed, sizeof *run->ranking, error);
    for (size_t number = 0; status == NSC_OK && number < proposed; number++) {
        for (size_t network = 0; network < networks; network++)
            run->prediction[network] = run->outputs[network * proposed + number];
        const double mean = gsl_stats_mean(run->prediction, 1, networks);
        const double deviation = gsl_stats_sd_with_fixed_mean(run->prediction, 1, networks, mean);
        run->ranking[number] = (ranked){mean + gsl_ran_gaussian_ziggurat(random, 1) * deviation, number};
    }
    if (status == NSC_OK)
        qsort(run->ranking, proposed, sizeof *run->ranking, compare_ranked);
    return status;
}

static nsc_status create_run(bananas_run *run, nsc_search *search, nsc_error *error) {
    const bananas_settings *settings = run->settings;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_proposals_create(&run->proposals, search, (nsc_feature_set)settings->encoding, settings->cut,
                                        error));
    NSC_TRY(nsc_neural_network_create(
        &run->network, (nsc_network_shape){run->proposals.features.count, settings->layers, settings->width},
        settings->batch, error));
    NSC_TRY(nsc_allocate(&run->best, (size_t)settings->parents * PARENTS_EACH, sizeof *run->best, error));
    NSC_TRY(nsc_allocate(&run->prediction, settings->networks, sizeof *run->prediction, error));
out:
    return status;
}

static void release_inputs(input_rows *inputs) {
    free(inputs->offsets);
    free(inputs->inputs);
}

static void release_run(bananas_run *run) {
    nsc_search_proposals_release(&run->proposals);
    nsc_neural_network_release(&run->network);
    release_inputs(&run->evaluated);
    release_inputs(&run->proposed);
    free(run->best);
    free(run->targets);
    free(run->order);
    free(run->outputs);
    free(run->prediction);
    free(run->ranking);
}

static nsc_status run_bananas(nsc_search *search, const void *settings, nsc_error *error) {
    bananas_run run = {.settings = settings};
    nsc_search_proposals *proposals = &run.proposals;
    nsc_status status = NSC_OK;
    NSC_TRY(create_run(&run, search, error));
    NSC_TRY(nsc_search_proposals_start(proposals, run.settings->initial, error));
    for (bool continues = nsc_search_continues(search); continues;) {
        NSC_TRY(propose(&run, error));
        if (proposals->proposed.count == 0 || !nsc_search_continues(search))
            break;
        NSC_TRY(predict(&run, error));
        NSC_TRY(rank(&run, error));
        const size_t proposed = proposals->proposed.count;
        for (size_t place = 0; continues && place < proposed && place < run.settings->each_round; place++)
            NSC_TRY(nsc_search_evaluate_proposal(proposals, run.ranking[place].number, &continues, error));
    }
out:
    release_run(&run);
    return status;
}

const nsc_search_algorithm nsc_search_bananas = {
    .name = "bananas",
    .meaning = "Bayesian optimisation: an ensemble of neural networks on paths, independent Thompson sampling",
    .source = "White, Neiswanger, Savani 2021; naszilla, bananas",
    .settings = settings_table,
    .setting_count = NSC_COUNT_OF(settings_table),
    .settings_size = sizeof(bananas_settings),
    .run = run_bananas,
};
