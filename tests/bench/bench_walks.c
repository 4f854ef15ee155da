/*
 * Walks on encodings, timed: CSV `name,runs,median_s,minimum_s,maximum_s,steps_per_second` to standard output, the last
 * from the median; empty for exact curves, which take no steps. Processor time of one thread, on the parameters of all
 * cells.
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
    nsc_rwa_plan plan;
    uint32_t *path;
} ground;

static void walk_only(ground *laid) {
    gsl_rng *random;
    require(nsc_random_create(&random, 1, NSC_STREAM_TEST_DATA, 0, NULL));
    for (unsigned walk = 0; walk < WALKS; walk++)
        require(laid->plan.walk(laid->plan.context, random, laid->path, LENGTH, NULL));
    gsl_rng_free(random);
}

static void walk_and_estimate(ground *laid) {
    nsc_rwa_curve curve;
    require(nsc_rwa_curve_create(&curve, LAGS, NULL));
    require(nsc_rwa_walks(&laid->encodings.points, &laid->plan, &curve, NULL, NULL));
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

static void time_job(const struct job *job, ground *laid) {
    double durations_s[RUNS];
    for (int run = 0; run < RUNS; run++) {
        const double start = processor_seconds();
        job->run(laid);
        durations_s[run] = processor_seconds() - start;
    }
    qsort(durations_s, RUNS, sizeof *durations_s, compare_seconds);
    printf("%s_%s_%s,%d,%.6f,%.6f,%.6f,", job->name, nsc_validity_name(laid->encodings.validity),
           nsc_invalid_moves_name(laid->encodings.invalid), RUNS, durations_s[RUNS / 2], durations_s[0],
           durations_s[RUNS - 1]);
    if (job->steps > 0)
        printf("%.4g", job->steps / durations_s[RUNS / 2]);
    printf("\n");
    fflush(stdout);
}

int main(void) {
    nsc_space *space;
    nsc_fitness_rule rule;
    nsc_fitness fitness;
    require(nsc_space_open(&space, "nb101", NULL));
    require(nsc_fitness_rule_parse(&rule, space, "params", NULL));
    require(nsc_fitness_from_feature(&fitness, &rule, space, NSC_THREADS(1), NULL));
    const nsc_landscape landscape = nsc_landscape_of(space, NULL, &fitness);
    nsc_analysis_options options = nsc_analysis_defaults();
    options.control = NSC_THREADS(1);
    printf("name,runs,median_s,minimum_s,maximum_s,steps_per_second\n");
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
        for (int invalid = 0; invalid < NSC_INVALID_MOVES_COUNT; invalid++) {
            ground laid = {0};
            options.validity = (nsc_validity)validity;
            options.invalid = (nsc_invalid_moves)invalid;
            require(nsc_encoding_domain_prepare(&laid.encodings, &landscape, &options, NULL));
            laid.plan = nsc_encoding_plan(&laid.encodings, WALKS, LENGTH, 1);
            require(nsc_allocate(&laid.path, LENGTH, sizeof *laid.path, NULL));
            for (size_t job = 0; job < sizeof jobs / sizeof *jobs; job++)
                time_job(&jobs[job], &laid);
            free(laid.path);
            nsc_encoding_domain_release(&laid.encodings);
        }
    nsc_fitness_release(&fitness);
    nsc_space_close(space);
    return 0;
}
