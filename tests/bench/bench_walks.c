/*
 * Walks on the graph of cells and on encodings, timed: CSV `name,runs,median_s,minimum_s,maximum_s,steps_per_second` to
 * standard output, the last from the median; empty for exact curves, which take no steps. Processor time of one thread,
 * on the parameters of all cells.
 */
#include "timing.h"

#include "analysis/walks/encodingrwa_internal.h"

#include <stdio.h>

enum { RUNS = 5, WALKS = 100, LENGTH = 100000, LAGS = 100, EXACT_LAGS = 36 };

static void require(nsc_status status) {
    if (status == NSC_OK)
        return;
    fprintf(stderr, "bench_walks: a job failed with status %d\n", (int)status);
    exit(1);
}

/* What all jobs stand on. */
typedef struct ground {
    nsc_encoding_domain encodings;
    nsc_walk_domain cells;
    nsc_rwa_plan plan;
    const nsc_walk_domain *domain; /* of the plan's walks */
} ground;

static void walk_only(ground *laid) {
    nsc_walk_batch batch;
    require(nsc_walk_batch_create(&batch, &laid->plan, NULL));
    for (size_t first = 0; first < WALKS; first += batch.capacity) {
        const size_t left = WALKS - first;
        require(nsc_walk_batch_take(&batch, &laid->plan, first, left < batch.capacity ? left : batch.capacity, NULL));
    }
    nsc_walk_batch_release(&batch);
}

static void walk_and_estimate(ground *laid) {
    nsc_rwa_curve curve;
    require(nsc_rwa_curve_create(&curve, LAGS, NULL));
    require(nsc_rwa_walks(laid->domain, &laid->plan, &curve, NULL, NULL));
    nsc_rwa_curve_release(&curve);
}

static void compute_exactly(ground *laid) {
    nsc_rwa_curve curve;
    require(nsc_rwa_curve_create(&curve, EXACT_LAGS, NULL));
    require(nsc_encoding_exact(&laid->encodings, EXACT_LAGS, &curve, NULL, NULL));
    nsc_rwa_curve_release(&curve);
}

static const struct job {
    const char *name;
    void (*run)(ground *laid);
    double steps;
} jobs[] = {
    {"walk", walk_only, (double)WALKS *LENGTH},
    {"walk_and_100_lags", walk_and_estimate, (double)WALKS *LENGTH},
    {"exact_36_lags", compute_exactly, 0},
};

static void time_job(const struct job *job, const char *rules, ground *laid) {
    double durations_s[RUNS];
    for (int run = 0; run < RUNS; run++) {
        const double start = processor_seconds();
        job->run(laid);
        durations_s[run] = processor_seconds() - start;
    }
    qsort(durations_s, RUNS, sizeof *durations_s, compare_seconds);
    printf("%s_%s,%d,%.6f,%.6f,%.6f,", job->name, rules, RUNS, durations_s[RUNS / 2], durations_s[0],
           durations_s[RUNS - 1]);
    if (job->steps > 0)
        printf("%.4g", job->steps / durations_s[RUNS / 2]);
    printf("\n");
    fflush(stdout);
}

static void walk_on_cells(const nsc_space *space, const nsc_fitness *fitness) {
    nsc_graph graph = {0};
    require(nsc_graph_build(&graph, space, nsc_relation_named("pruned"), NSC_THREADS(2), NULL));
    const nsc_landscape landscape = nsc_landscape_of(space, &graph, fitness);
    ground laid = {0};
    require(nsc_walk_domain_prepare(&laid.cells, &landscape, NSC_THREADS(1), NULL));
    laid.domain = &laid.cells;
    laid.plan = nsc_rwa_graph_plan(&laid.cells, WALKS, LENGTH, 1);
    for (size_t job = 0; job < NSC_COUNT_OF(jobs); job++)
        if (jobs[job].steps > 0)
            time_job(&jobs[job], "cells", &laid);
    nsc_walk_domain_release(&laid.cells);
    nsc_graph_release(&graph);
}

static void walk_on_encodings(const nsc_landscape *landscape, nsc_validity validity, nsc_invalid_moves invalid) {
    nsc_analysis_options options = nsc_analysis_defaults();
    options.control = NSC_THREADS(1);
    options.validity = validity;
    options.invalid = invalid;
    ground laid = {0};
    char rules[64];
    require(nsc_encoding_domain_prepare(&laid.encodings, landscape, &options, NULL));
    laid.domain = &laid.encodings.points;
    laid.plan = nsc_encoding_plan(&laid.encodings, WALKS, LENGTH, 1);
    snprintf(rules, sizeof rules, "%s_%s", nsc_validity_name(validity), nsc_invalid_moves_name(invalid));
    for (size_t job = 0; job < NSC_COUNT_OF(jobs); job++)
        time_job(&jobs[job], rules, &laid);
    nsc_encoding_domain_release(&laid.encodings);
}

int main(void) {
    nsc_space *space;
    nsc_fitness_rule rule;
    nsc_fitness fitness;
    require(nsc_space_open(&space, "nb101", NULL));
    require(nsc_fitness_rule_parse(&rule, space, "params", NULL));
    require(nsc_fitness_from_feature(&fitness, &rule, space, NSC_THREADS(1), NULL));
    const nsc_landscape landscape = nsc_landscape_of(space, NULL, &fitness);
    printf("name,runs,median_s,minimum_s,maximum_s,steps_per_second\n");
    walk_on_cells(space, &fitness);
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
        for (int invalid = 0; invalid < NSC_INVALID_MOVES_COUNT; invalid++)
            walk_on_encodings(&landscape, (nsc_validity)validity, (nsc_invalid_moves)invalid);
    nsc_fitness_release(&fitness);
    nsc_space_close(space);
    return 0;
}
