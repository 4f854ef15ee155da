/* A whole landscape for tests: a space, the graph of a relation, and a feature as fitness that a test may hide in
 * part. */
#ifndef NSC_LANDSCAPE_FIXTURE_H
#define NSC_LANDSCAPE_FIXTURE_H

#include "analysis/analysis.h"
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

typedef struct landscape_fixture {
    nsc_space *space;
    nsc_graph graph;
    nsc_fitness fitness;
    nsc_landscape landscape;
    double *complete; /* the values before hiding */
} landscape_fixture;

static inline void fixture_open(landscape_fixture *fixture, const char *space, const char *relation,
                                const char *feature) {
    nsc_error error = {0};
    nsc_fitness_rule rule;
    assert_int_equal(nsc_space_open(&fixture->space, space, &error), NSC_OK);
    assert_int_equal(
        nsc_graph_build(&fixture->graph, fixture->space, nsc_relation_named(relation), NSC_THREADS(2), &error), NSC_OK);
    assert_int_equal(nsc_fitness_rule_parse(&rule, fixture->space, feature, &error), NSC_OK);
    assert_int_equal(nsc_fitness_from_feature(&fixture->fitness, &rule, fixture->space, NSC_THREADS(2), &error),
                     NSC_OK);
    fixture->landscape = nsc_landscape_of(fixture->space, &fixture->graph, &fixture->fitness);
    assert_int_equal(nsc_allocate(&fixture->complete, fixture->space->point_count, sizeof(double), &error), NSC_OK);
    memcpy(fixture->complete, fixture->fitness.values, fixture->space->point_count * sizeof(double));
}

/* Keeps each value with probability `kept`, drawn anew from the complete ones. */
static inline void fixture_hide(landscape_fixture *fixture, double kept, gsl_rng *random) {
    fixture->fitness.known_count = 0;
    for (uint32_t point = 0; point < fixture->space->point_count; point++) {
        const bool keep = gsl_rng_uniform(random) < kept;
        fixture->fitness.values[point] = keep ? fixture->complete[point] : NAN;
        fixture->fitness.known_count += keep;
    }
}

static inline void fixture_close(landscape_fixture *fixture) {
    free(fixture->complete);
    nsc_fitness_release(&fixture->fitness);
    nsc_graph_release(&fixture->graph);
    nsc_space_close(fixture->space);
}

#endif
