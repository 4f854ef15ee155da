/*
 * Walks side by side: the same points as of each walk made by itself, step by step with GSL's own draws, on graphs with
 * and without weights, stored and computed; and numbers drawn below limits beyond 32 bits.
 */
#include "analysis/walks/rwa_internal.h"
#include "made_landscape.h"

#include <string.h>

enum { WALKS = 37, LENGTH = 200 };

/* ---- walks by themselves ---- */

/* The first of `count` parts whose sum with those before exceeds a number drawn below the sum of all. */
static uint32_t draw_part(const double *parts, uint32_t count, gsl_rng *random) {
    double all = 0, sum = 0;
    uint32_t chosen = 0;
    for (uint32_t part = 0; part < count; part++)
        all += parts[part];
    const double drawn = gsl_rng_uniform(random) * all;
    for (; chosen + 1 < count && (sum += parts[chosen]) <= drawn; chosen++)
        ;
    return chosen;
}

/* By weights a point in proportion to its edges'; else the neighbour at a place of the rows of all points, placed in
 * the component that is walked. */
static uint32_t draw_start(const nsc_walk_domain *domain, const nsc_rows *rows, gsl_rng *random) {
    const nsc_graph *graph = rows->graph;
    if (nsc_graph_is_weighted(graph))
        return draw_part(domain->stationary, graph->point_count, random);
    for (;;) {
        uint64_t place = gsl_rng_uniform_int(random, nsc_graph_place_count(graph));
        uint32_t point = 0;
        while (place >= nsc_rows_at(rows, point).count)
            place -= nsc_rows_at(rows, point++).count;
        const uint32_t start = nsc_rows_at(rows, point).points[place];
        if (domain->walked[start])
            return start;
    }
}

/* One walk, a row at a time. */
static void walk_alone(const nsc_walk_domain *domain, uint64_t seed, size_t walk, uint32_t *path) {
    gsl_rng *random = NULL;
    nsc_rows rows;
    REQUIRE_OK(nsc_rows_open(&rows, domain->landscape->graph, &error));
    REQUIRE_OK(nsc_random_create(&random, seed, NSC_STREAM_POINT_WALKS, walk, &error));
    path[0] = draw_start(domain, &rows, random);
    for (size_t step = 1; step < LENGTH; step++) {
        const nsc_row row = nsc_rows_at(&rows, path[step - 1]);
        path[step] = row.points[row.weights != NULL ? draw_part(row.weights, row.count, random)
                                                    : gsl_rng_uniform_int(random, row.count)];
    }
    gsl_rng_free(random);
    nsc_rows_close(&rows);
}

/* ---- walks side by side ---- */

/* Every walk of the plan, in batches of 1, 6, 11 and 16 walks. */
static void check_batches(const nsc_landscape *landscape) {
    nsc_walk_domain domain;
    nsc_walk_batch batch;
    uint32_t alone[LENGTH];
    REQUIRE_OK(nsc_walk_domain_prepare(&domain, landscape, NSC_THREADS(1), &error));
    /* As many walks as have batches of the largest size, of which the first ones are made. */
    const nsc_rwa_plan plan = nsc_rwa_graph_plan(&domain, NSC_WALKS_ABREAST * NSC_WALK_BATCHES, LENGTH, 5);
    REQUIRE_OK(nsc_walk_batch_create(&batch, &plan, &error));
    assert_int_equal(batch.capacity, NSC_WALKS_ABREAST);
    for (size_t size = 1; size <= NSC_WALKS_ABREAST; size += 5)
        for (size_t first = 0; first < WALKS; first += size) {
            const size_t count = WALKS - first < size ? WALKS - first : size;
            REQUIRE_OK(nsc_walk_batch_take(&batch, &plan, first, count, &error));
            for (size_t walk = 0; walk < count; walk++) {
                walk_alone(&domain, plan.seed, first + walk, alone);
                assert_memory_equal(nsc_walk_path(&batch, walk), alone, sizeof alone);
            }
        }
    nsc_walk_batch_release(&batch);
    nsc_walk_domain_release(&domain);
}

static void fill_values(made_landscape *made) {
    for (uint32_t point = 0; point < made->space->point_count; point++)
        made->fitness.values[point] = point % 7;
}

/* Rows that are stored, and rows that are computed. */
static void batches_are_walks_by_themselves(void **state) {
    (void)state;
    static const char *const spaces[] = {"nb101:vertices=4", "hamming:3^4", "nb201"};
    for (size_t number = 0; number < NSC_COUNT_OF(spaces); number++)
        for (int storage = 0; storage < 2; storage++) {
            made_landscape *made = made_open(spaces[number]);
            const nsc_relation *relation = made->graph.relation;
            nsc_graph_release(&made->graph);
            REQUIRE_OK(nsc_graph_build_as(&made->graph, made->space, relation,
                                          storage == 0 ? NSC_GRAPH_STORED : NSC_GRAPH_IMPLICIT, NSC_THREADS(1),
                                          &error));
            fill_values(made);
            check_batches(&made->landscape);
            made_close(made);
        }
}

/* A ring with chords, of random weights, and an edge apart that no walk visits. */
static void batches_follow_weights(void **state) {
    (void)state;
    enum { RING = 60 };
    gsl_rng *random = random_stream(3, 0);
    char path[64];
    temporary_template(path, sizeof path, ".csv");
    const int file = mkstemps(path, 4);
    assert_true(file >= 0);
    FILE *stream = fdopen(file, "w");
    assert_non_null(stream);
    fputs("from,to,weight\napart,beside,5\n", stream);
    for (int point = 0; point < RING; point++)
        for (int step = 1; step <= 7; step += 3)
            fprintf(stream, "p%d,p%d,%.3f\n", point, (point + step) % RING, .01 + gsl_rng_uniform(random));
    assert_int_equal(fclose(stream), 0);
    gsl_rng_free(random);
    made_landscape *made = made_open(path);
    assert_int_equal(remove(path), 0);
    assert_true(nsc_graph_is_weighted(&made->graph));
    fill_values(made);
    check_batches(&made->landscape);
    made_close(made);
}

/* ---- numbers ---- */

/* The paths of a batch need at most 128 MB, unless a single one needs more. */
static void long_walks_are_fewer(void **state) {
    (void)state;
    enum { MANY = 1000000 };
    assert_int_equal(nsc_walks_abreast(MANY, 2), NSC_WALKS_ABREAST);
    assert_int_equal(nsc_walks_abreast(MANY, 2097152), 16);
    assert_int_equal(nsc_walks_abreast(MANY, 2097153), 15);
    assert_int_equal(nsc_walks_abreast(MANY, 16777216), 2);
    assert_int_equal(nsc_walks_abreast(MANY, 1000000000), 1);
}

/* Few walks still are work for 16 threads or processes. */
static void few_walks_are_many_batches(void **state) {
    (void)state;
    static const size_t expected[][2] = {{1, 1}, {16, 1}, {31, 1}, {32, 2}, {100, 6}, {255, 15}, {256, 16}, {5000, 16}};
    for (size_t row = 0; row < NSC_COUNT_OF(expected); row++)
        assert_int_equal(nsc_walks_abreast(expected[row][0], 1000), expected[row][1]);
}

/* Below limits of 32 bits: what GSL draws. Beyond: two numbers, the higher half first, each quotient as likely. */
static void places_are_drawn_evenly(void **state) {
    (void)state;
    static const uint64_t limits[] = {1, 2, 3, 1000, 2147483649, 4294967295};
    gsl_rng *ours = gsl_rng_alloc(gsl_rng_mt19937), *other = gsl_rng_alloc(gsl_rng_mt19937);
    for (int draw = 0; draw < 6000; draw++) {
        const uint64_t limit = limits[draw % 6];
        assert_int_equal(nsc_random_place(ours, limit), gsl_rng_uniform_int(other, limit));
    }
    const uint64_t limit = UINT64_C(6000000000000);
    double sum = 0;
    for (int draw = 0; draw < 20000; draw++) {
        const uint64_t place = nsc_random_place(ours, limit);
        const double expected = (double)gsl_rng_get(other) / 4294967296. * (double)limit;
        (void)gsl_rng_get(other);
        assert_true(place < limit);
        assert_true(fabs((double)place - expected) < 1e-6 * (double)limit); /* a quotient, rounded down */
        sum += (double)place / (double)limit;
    }
    assert_true(fabs(sum / 20000 - .5) < 5 / sqrt(12 * 20000.)); /* five standard errors of a uniform mean */
    gsl_rng_free(ours);
    gsl_rng_free(other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batches_are_walks_by_themselves),
        cmocka_unit_test(batches_follow_weights),
        cmocka_unit_test(long_walks_are_fewer),
        cmocka_unit_test(few_walks_are_many_batches),
        cmocka_unit_test(places_are_drawn_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
