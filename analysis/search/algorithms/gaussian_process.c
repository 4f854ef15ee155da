/*
 * Bayesian optimisation with a Gaussian process: of the candidates near the best ones, the one with the lowest
 * confidence bound is evaluated next.
 *
 * The rules are those of naszilla (gp_bayesopt_search), save that the mean and the deviation of the posterior are
 * computed, where naszilla estimates both from 1,000 draws: its number of draws is not one of candidates.
 *
 * Bounds are sums of OpenBLAS, whose last digits depend on the kernels that it has for a processor. Candidates whose
 * bounds differ by less than that might change places; runs of 300 evaluations are the same with the kernels Prescott,
 * Haswell and SkylakeX.
 */
#include "analysis/search/algorithms/gaussian_posterior.h"
#include "analysis/search/algorithms/search_proposals.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

typedef struct gaussian_settings {
    unsigned encoding, cut, initial, parents, mutations, rates, candidates;
    double length_scale, amplitude, noise, exploration;
} gaussian_settings;

static const nsc_search_setting settings_table[] = {
    NSC_SETTING(gaussian_settings, encoding, .name = "encoding", .kind = NSC_TAKES_CHOICE, .placeholder = "KIND",
                .meaning = "features by which distances are measured: the paths from input to output, or the edges and "
                           "operations (symbols of a string)",
                .default_text = "adjacency", .choice = nsc_feature_set_name),
    NSC_SETTING(gaussian_settings, cut, .name = "cut", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                .meaning = "paths that count, the shortest ones; 0 for all", .default_text = "0", .maximum = 65535),
    NSC_SETTING(gaussian_settings, initial, .name = "initial", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                .meaning = "random candidates at the beginning", .default_text = "10", .minimum = 1, .maximum = 1e4),
    NSC_SETTING(gaussian_settings, parents, .name = "parents", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                .meaning = "best candidates so far, whose mutations are proposed", .default_text = "5", .minimum = 1,
                .maximum = 1e4),
    NSC_SETTING(gaussian_settings, mutations, .name = "mutations", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                .meaning = "mutations of each parent", .default_text = "95", .minimum = 1, .maximum = 1e5),
    NSC_SETTING_BY_SCRIPT(gaussian_settings, rates, "1", .name = "rates", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                          .meaning =
                              "mutation rates, 1 to N, each for an equal part of the mutations; naszilla means 19, but "
                              "mutates cells of NAS-Bench-101 at rate 1 only",
                          .default_text = "19", .minimum = 1, .maximum = 1e4),
    NSC_SETTING(gaussian_settings, candidates, .name = "candidates", .kind = NSC_TAKES_COUNT, .placeholder = "N",
                .meaning = "proposals drawn, with replacement, the best of which is evaluated", .default_text = "200",
                .minimum = 1, .maximum = 1e5),
    NSC_SETTING(gaussian_settings, length_scale, .name = "length-scale", .kind = NSC_TAKES_REAL, .placeholder = "S",
                .meaning = "S in the covariance A^2 exp(-distance/S^2)", .default_text = "3", .minimum = 1e-3,
                .maximum = 1e6),
    NSC_SETTING(gaussian_settings, amplitude, .name = "amplitude", .kind = NSC_TAKES_REAL, .placeholder = "A",
                .meaning = "A in the covariance, in standard deviations of the losses", .default_text = "1.5",
                .minimum = 1e-6, .maximum = 1e6),
    NSC_SETTING(gaussian_settings, noise, .name = "noise", .kind = NSC_TAKES_REAL, .placeholder = "S",
                .meaning = "standard deviation of an evaluation, in those of the losses", .default_text = "1e-5",
                .minimum = 0, .maximum = 1e6),
    NSC_SETTING(gaussian_settings, exploration, .name = "exploration", .kind = NSC_TAKES_REAL, .placeholder = "B",
                .meaning = "B in the confidence bound mean - B deviation", .default_text = "0.5", .minimum = 0,
                .maximum = 1e6),
};

/* A run: the candidates, the model of those evaluated, and scratch. */
typedef struct gaussian_run {
    const gaussian_settings *settings;
    nsc_search_proposals proposals;
    nsc_gaussian_posterior posterior;
    size_t *best;               /* [parents] */
    size_t *drawn;              /* [candidates] different proposals, in the order of their first draw */
    double *means, *deviations; /* [candidates] */
    double *values;             /* [value_count] losses in standard deviations from their mean */
    uint32_t *distances;        /* [distance_count] */
    double *covariances;        /* likewise */
    bool *is_drawn;             /* [is_drawn_count] of proposals */
    size_t value_count, distance_count, covariance_count, is_drawn_count;
} gaussian_run;

static void measure_distances(const gaussian_run *run, const uint64_t *features, size_t count, uint32_t *distances) {
    const nsc_search_features *of = &run->proposals.features;
    for (size_t number = 0; number < count; number++)
        distances[number] =
            nsc_search_features_distance(of, features, run->proposals.evaluated.features + number * of->words);
}

/* Learns from the evaluations since the last time; losses count in standard deviations from their mean. */
static nsc_status learn(gaussian_run *run, nsc_error *error) {
    const nsc_candidate_list *evaluated = &run->proposals.evaluated;
    const size_t count = evaluated->count, words = run->proposals.features.words;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&run->values, &run->value_count, count, sizeof *run->values, error));
    NSC_TRY(nsc_reserve(&run->distances, &run->distance_count, count, sizeof *run->distances, error));
    while (run->posterior.count < count) {
        const size_t number = run->posterior.count;
        measure_distances(run, evaluated->features + number * words, number, run->distances);
        NSC_TRY(nsc_gaussian_posterior_add(&run->posterior, run->distances, error));
    }
    const double mean = gsl_stats_mean(evaluated->losses, 1, count);
    const double deviation = gsl_stats_sd_with_fixed_mean(evaluated->losses, 1, count, mean);
    for (size_t number = 0; number < count; number++)
        run->values[number] = (evaluated->losses[number] - mean) / (deviation > 0 ? deviation : 1);
    nsc_gaussian_posterior_set(&run->posterior, run->values);
out:
    return status;
}

/* Mutations of the best, few changes and many; random candidates where all of these are known. */
static nsc_status propose(gaussian_run *run, nsc_error *error) {
    const gaussian_settings *settings = run->settings;
    nsc_search_proposals *proposals = &run->proposals;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_proposals_clear(proposals, error));
    const size_t parents = nsc_search_proposals_best(proposals, settings->parents, run->best);
    for (size_t parent = 0; parent < parents; parent++)
        for (unsigned mutation = 0; mutation < settings->mutations; mutation++)
            NSC_TRY(nsc_search_propose_mutation(proposals, run->best[parent],
                                                1 + mutation * settings->rates / settings->mutations, error));
    if (proposals->proposed.count == 0)
        NSC_TRY(nsc_search_propose_random(proposals, error));
out:
    return status;
}

/* Draws proposals; one that is drawn again counts once. */
static nsc_status draw_some(gaussian_run *run, size_t *count, nsc_error *error) {
    const size_t proposed = run->proposals.proposed.count;
    const nsc_status status = nsc_reserve(&run->is_drawn, &run->is_drawn_count, proposed, sizeof *run->is_drawn, error);
    *count = 0;
    if (status != NSC_OK)
        return status;
    for (size_t number = 0; number < proposed; number++)
        run->is_drawn[number] = false;
    for (unsigned draw = 0; draw < run->settings->candidates; draw++) {
        const uint32_t number = nsc_search_below(run->proposals.search, (uint32_t)proposed);
        if (!run->is_drawn[number])
            run->drawn[(*count)++] = number;
        run->is_drawn[number] = true;
    }
    return NSC_OK;
}

/* The proposal of the lowest confidence bound among some drawn ones; of equal ones the first. */
static nsc_status choose(gaussian_run *run, size_t *chosen, nsc_error *error) {
    const size_t known = run->posterior.count, words = run->proposals.features.words;
    size_t count = 0;
    double lowest = INFINITY;
    nsc_status status = NSC_OK;
    NSC_TRY(draw_some(run, &count, error));
    NSC_TRY(nsc_reserve(&run->distances, &run->distance_count, count * known, sizeof *run->distances, error));
    NSC_TRY(nsc_reserve(&run->covariances, &run->covariance_count, count * known, sizeof *run->covariances, error));
    for (size_t number = 0; number < count; number++)
        measure_distances(run, run->proposals.proposed.features + run->drawn[number] * words, known,
                          run->distances + number * known);
    nsc_gaussian_posterior_at(&run->posterior, run->distances, count, run->covariances, run->means, run->deviations);
    for (size_t number = 0; number < count; number++) {
        const double bound = run->means[number] - run->settings->exploration * run->deviations[number];
        if (number == 0 || bound < lowest) {
            lowest = bound;
            *chosen = run->drawn[number];
        }
    }
out:
    return status;
}

static nsc_status create_run(gaussian_run *run, nsc_search *search, nsc_error *error) {
    const gaussian_settings *settings = run->settings;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_proposals_create(&run->proposals, search, (nsc_feature_set)settings->encoding, settings->cut,
                                        error));
    NSC_TRY(nsc_gaussian_posterior_create(&run->posterior, settings->amplitude, settings->length_scale, settings->noise,
                                          run->proposals.features.count, nsc_search_runs_at_once(search), error));
    NSC_TRY(nsc_allocate(&run->best, settings->parents, sizeof *run->best, error));
    NSC_TRY(nsc_allocate(&run->drawn, settings->candidates, sizeof *run->drawn, error));
    NSC_TRY(nsc_allocate(&run->means, settings->candidates, sizeof *run->means, error));
    NSC_TRY(nsc_allocate(&run->deviations, settings->candidates, sizeof *run->deviations, error));
out:
    return status;
}

static void release_run(gaussian_run *run) {
    nsc_search_proposals_release(&run->proposals);
    nsc_gaussian_posterior_release(&run->posterior);
    free(run->best);
    free(run->drawn);
    free(run->means);
    free(run->deviations);
    free(run->values);
    free(run->distances);
    free(run->covariances);
    free(run->is_drawn);
}

static nsc_status run_gaussian_process(nsc_search *search, const void *settings, nsc_error *error) {
    gaussian_run run = {.settings = settings};
    nsc_status status = NSC_OK;
    NSC_TRY(create_run(&run, search, error));
    NSC_TRY(nsc_search_proposals_start(&run.proposals, run.settings->initial, error));
    for (bool continues = nsc_search_continues(search); continues;) {
        size_t chosen = 0;
        NSC_TRY(propose(&run, error));
        if (run.proposals.proposed.count == 0 || !nsc_search_continues(search))
            break;
        NSC_TRY(learn(&run, error));
        NSC_TRY(choose(&run, &chosen, error));
        NSC_TRY(nsc_search_evaluate_proposal(&run.proposals, chosen, &continues, error));
    }
out:
    release_run(&run);
    return status;
}

const nsc_search_algorithm nsc_search_gaussian_process = {
    .name = "gaussian-process",
    .meaning = "Bayesian optimisation: a Gaussian process on distances between cells, lowest confidence bound next",
    .source = "naszilla (White, Nolen, Savani 2021), gp_bayesopt_search",
    .settings = settings_table,
    .setting_count = NSC_COUNT_OF(settings_table),
    .settings_size = sizeof(gaussian_settings),
    .run = run_gaussian_process,
};
