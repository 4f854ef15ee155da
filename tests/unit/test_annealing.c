/*
 * Simulated annealing: how often it evaluates strings of each loss, against the stationary distribution of Metropolis'
 * rule at the temperature that follows from its walk; and how long a schedule is.
 *
 * The loss is the number of ones. Every change is of size 1, so the first temperature accepts a rise with exactly the
 * chance that is set.
 */
#include "searched_landscape.h"

#include <math.h>

enum { BITS = 6, RUNS = 20, WALK = 10, STEPS = 1001, SCHEDULE = 1 + WALK + STEPS, SCHEDULES = 20, SETTLED = 100 };
#define ACCEPTANCE 0.4

static unsigned loss_of(const made_landscape *made, uint32_t point) {
    return (unsigned)lround(-made->fitness.values[point]);
}

static made_landscape *open_ones(void) {
    made_landscape *made = made_open("hamming:2^6");
    for (uint32_t point = 0; point < made->space->point_count; point++)
        made->fitness.values[point] = -__builtin_popcount(point);
    return made;
}

/* Chances of the loss of a proposal: those of a stationary Metropolis walk, one uniform change further. */
static void expected_shares(double shares[BITS + 1]) {
    double stationary[BITS + 1], sum = 0, ways = 1;
    for (int ones = 0; ones <= BITS; ones++) {
        sum += stationary[ones] = ways * pow(ACCEPTANCE, ones);
        ways = ways * (BITS - ones) / (ones + 1);
        shares[ones] = 0;
    }
    for (int ones = 0; ones <= BITS; ones++) {
        if (ones > 0)
            shares[ones - 1] += stationary[ones] / sum * ones / BITS;
        if (ones < BITS)
            shares[ones + 1] += stationary[ones] / sum * (BITS - ones) / BITS;
    }
}

static void proposals_are_those_of_the_stationary_walk(void **state) {
    (void)state;
    made_landscape *made = open_ones();
    const nsc_search_options options = {.evaluations = SCHEDULE * SCHEDULES, .runs = RUNS, .seed = 1};
    searched_landscape searched = searched_open(made, options);
    /* The temperature falls by a thousandth in all. */
    nsc_search_result result = searched_run(&searched, "annealing:acceptance=0.4,cooling=0.999999,end=0.999");
    double expected[BITS + 1], counts[BITS + 1] = {0}, all = 0;
    expected_shares(expected);
    for (size_t run = 0; run < RUNS; run++)
        for (size_t i = 0; i < result.traces[run].count; i++)
            if (i % SCHEDULE >= 1 + WALK + SETTLED) {
                counts[loss_of(made, result.traces[run].events[i].point)]++;
                all++;
            }
    assert_true(all == (double)RUNS * SCHEDULES * (STEPS - SETTLED));
    for (int ones = 0; ones <= BITS; ones++) {
        /* Steps are dependent over about five: as if there were a tenth of them. */
        const double error = sqrt(expected[ones] * (1 - expected[ones]) / (all / 10));
        assert_true(fabs(counts[ones] / all - expected[ones]) < 4 * error);
    }
    nsc_search_result_release(&result);
    searched_close(&searched);
    made_close(made);
}

/* Each evaluation is a change of the last accepted candidate, except at the start of a schedule. */
static void schedules_begin_at_random_candidates(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:3^8");
    made_fill(made, 0.5); /* all is accepted */
    const nsc_search_options options = {.evaluations = 10000, .runs = 2, .seed = 2};
    searched_landscape searched = searched_open(made, options);
    /* .5^6 is below .02, .5^5 is not: 1 + 3 + 6 evaluations. */
    nsc_search_result result = searched_run(&searched, "annealing:walk=3,cooling=0.5,end=0.02");
    nsc_rows rows;
    REQUIRE_OK(nsc_rows_open(&rows, &made->graph, &error));
    size_t far = 0;
    for (size_t run = 0; run < 2; run++)
        for (size_t i = 1; i < result.traces[run].count; i++) {
            const nsc_search_event *events = result.traces[run].events;
            const nsc_row row = nsc_rows_at(&rows, events[i - 1].point);
            bool is_neighbour = false;
            for (uint32_t place = 0; place < row.count; place++)
                is_neighbour = is_neighbour || row.points[place] == events[i].point;
            assert_true(is_neighbour || i % 10 == 0);
            far += !is_neighbour;
        }
    assert_true(far > 2 * 999 * 9 / 10);
    nsc_rows_close(&rows);
    nsc_search_result_release(&result);
    searched_close(&searched);
    made_close(made);
}

/* Where a candidate has no neighbour with a measurement, the next schedule begins. */
static void isolated_points_do_not_end_a_run(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:3^8");
    gsl_rng *random = random_stream(16, 5);
    made_fill_random(made, random);
    made_hide(made, 0.01, random);
    const nsc_search_options options = {.evaluations = 200, .runs = 5, .seed = 3};
    searched_landscape searched = searched_open(made, options);
    nsc_search_result result = searched_run(&searched, "annealing");
    for (size_t run = 0; run < 5; run++) {
        assert_int_equal(result.traces[run].evaluations, 200);
        assert_false(result.traces[run].exhausted);
    }
    nsc_search_result_release(&result);
    searched_close(&searched);
    gsl_rng_free(random);
    made_close(made);
}

/* All valid candidates are accepted here, so each is at most one change from the last valid one before it. */
static void invalid_candidates_are_not_accepted(void **state) {
    (void)state;
    made_landscape *made = made_open("nb101:vertices=5");
    made_fill(made, 0.5);
    const nsc_search_options options = {
        .encoding = NSC_ENCODING_A + 1, .protocol = NSC_PROTOCOL_PAPER, .evaluations = 2000, .runs = 2, .seed = 4};
    searched_landscape searched = searched_open_as(made, "test@108", options);
    nsc_search_result result = searched_run(&searched, "annealing:walk=1000,cooling=0.999999,end=0.5");
    nsc_rows rows;
    REQUIRE_OK(nsc_rows_open(&rows, &made->graph, &error));
    size_t invalid = 0;
    for (size_t run = 0; run < 2; run++) {
        uint32_t last = UINT32_MAX;
        for (size_t i = 0; i < result.traces[run].count; i++) {
            const uint32_t point = result.traces[run].events[i].point;
            if (point == UINT32_MAX) {
                invalid++;
                continue;
            }
            bool is_near = last == UINT32_MAX || last == point;
            const nsc_row row = nsc_rows_at(&rows, point);
            for (uint32_t place = 0; place < row.count; place++)
                is_near = is_near || row.points[place] == last;
            assert_true(is_near);
            last = point;
        }
    }
    assert_true(invalid > 100);
    nsc_rows_close(&rows);
    nsc_search_result_release(&result);
    searched_close(&searched);
    made_close(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proposals_are_those_of_the_stationary_walk),
        cmocka_unit_test(schedules_begin_at_random_candidates),
        cmocka_unit_test(isolated_points_do_not_end_a_run),
        cmocka_unit_test(invalid_candidates_are_not_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
