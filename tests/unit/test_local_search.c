/*
 * Local search: traces of runs on made-up landscapes are read again by the rules of naszilla and NASLib. Every
 * evaluation must be one that the rule allows at its place, and the run may go on only when the rule lets it. What is
 * drawn is left open; all else is fixed by the trace.
 */
#include "searched_landscape.h"

#include <stdint.h>

typedef struct climb_rule {
    const char *text;
    bool best, repeats, goes_on;
    size_t starts, restarts;
} climb_rule;

static const climb_rule rules[] = {
    {"local-search", .starts = 10, .restarts = 10},
    {"local-search:improvement=best,starts=1,restarts=3", .best = true, .starts = 1, .restarts = 3},
    {"local-search:improvement=best,evaluated=repeat,restarts=1", .best = true, .repeats = true, .starts = 10,
     .restarts = 1},
    {"local-search:minimum=continue,starts=2", .goes_on = true, .starts = 2, .restarts = 10},
    {"local-search:minimum=continue,improvement=best,starts=2,restarts=1", .goes_on = true, .best = true, .starts = 2,
     .restarts = 1},
};

/* Reads a trace by a rule. */
typedef struct trace_reader {
    const climb_rule *rule;
    const nsc_graph *graph;
    const double *losses; /* [point] */
    const nsc_search_event *events;
    size_t count, next;
    bool *evaluated, *visited, *open; /* [point]; open: neighbours that are still to come */
    size_t open_count;
    size_t minima, continued;
} trace_reader;

static uint32_t read_point(trace_reader *reader) {
    const uint32_t point = reader->events[reader->next++].point;
    assert_true(point < reader->graph->point_count);
    assert_true(reader->rule->repeats || !reader->evaluated[point]);
    reader->evaluated[point] = true;
    return point;
}

static bool ended(const trace_reader *reader) {
    return reader->next == reader->count;
}

static uint32_t read_start(trace_reader *reader, size_t starts) {
    uint32_t best = UINT32_MAX;
    for (size_t i = 0; i < starts && !ended(reader); i++) {
        const uint32_t point = read_point(reader);
        if (best == UINT32_MAX || reader->losses[point] < reader->losses[best])
            best = point;
    }
    return best;
}

static void open_neighbours(trace_reader *reader, uint32_t point) {
    nsc_rows rows;
    REQUIRE_OK(nsc_rows_open(&rows, reader->graph, &error));
    const nsc_row row = nsc_rows_at(&rows, point);
    memset(reader->open, 0, reader->graph->point_count * sizeof *reader->open);
    reader->open_count = 0;
    for (uint32_t place = 0; place < row.count; place++) {
        const uint32_t neighbour = row.points[place];
        reader->open[neighbour] = reader->rule->repeats || !reader->evaluated[neighbour];
        reader->open_count += reader->open[neighbour];
    }
    nsc_rows_close(&rows);
}

/* The point that the climb moves to from `here`; `here` at a minimum, or if the trace ends before. */
static uint32_t read_neighbours(trace_reader *reader, uint32_t here) {
    uint32_t best = here;
    open_neighbours(reader, here);
    reader->visited[here] = true;
    while (reader->open_count > 0 && !ended(reader)) {
        const uint32_t point = read_point(reader);
        assert_true(reader->open[point]);
        reader->open[point] = false;
        reader->open_count--;
        if (reader->losses[point] < reader->losses[best])
            best = point;
        if (best != here && !reader->rule->best)
            break;
    }
    return best;
}

/* The best point that was evaluated but not visited; losses have no ties. */
static uint32_t best_unvisited(const trace_reader *reader) {
    uint32_t best = UINT32_MAX;
    for (uint32_t point = 0; point < reader->graph->point_count; point++)
        if (reader->evaluated[point] && !reader->visited[point] &&
            (best == UINT32_MAX || reader->losses[point] < reader->losses[best]))
            best = point;
    return best;
}

static void read_climb(trace_reader *reader, size_t starts) {
    uint32_t here = read_start(reader, starts);
    while (!ended(reader)) {
        const uint32_t next = read_neighbours(reader, here);
        if (next == here && reader->open_count == 0) {
            reader->minima++;
            if (!reader->rule->goes_on)
                return;
            here = best_unvisited(reader);
            if (here == UINT32_MAX)
                return;
            reader->continued++;
            continue;
        }
        here = next;
    }
}

static trace_reader read_trace(const nsc_search_trace *trace, const climb_rule *rule, const made_landscape *made,
                               const double *losses) {
    const uint32_t points = made->graph.point_count;
    trace_reader reader = {.rule = rule,
                           .graph = &made->graph,
                           .losses = losses,
                           .events = trace->events,
                           .count = trace->count,
                           .evaluated = test_memory(points, sizeof(bool)),
                           .visited = test_memory(points, sizeof(bool)),
                           .open = test_memory(points, sizeof(bool))};
    read_climb(&reader, rule->starts);
    while (!ended(&reader))
        read_climb(&reader, rule->restarts);
    free(reader.evaluated);
    free(reader.visited);
    free(reader.open);
    return reader;
}

static void check_rules(const char *space, unsigned encoding, unsigned evaluations, nsc_direction direction) {
    made_landscape *made = made_open(space);
    gsl_rng *random = random_stream(16, 1);
    made_fill_random(made, random);
    made->fitness.direction = direction;
    double *losses = test_memory(made->space->point_count, sizeof *losses);
    for (uint32_t point = 0; point < made->space->point_count; point++)
        losses[point] = direction == NSC_MINIMISE ? made->fitness.values[point] : -made->fitness.values[point];
    const nsc_search_options options = {.encoding = encoding + 1, .evaluations = evaluations, .runs = 20, .seed = 3};
    searched_landscape searched = searched_open(made, options);
    for (size_t i = 0; i < NSC_COUNT_OF(rules); i++) {
        size_t minima = 0, continued = 0;
        nsc_search_result result = searched_run(&searched, rules[i].text);
        for (size_t run = 0; run < result.run_count; run++) {
            assert_int_equal(result.traces[run].evaluations, evaluations);
            const trace_reader reader = read_trace(&result.traces[run], &rules[i], made, losses);
            minima += reader.minima;
            continued += reader.continued;
        }
        assert_true(minima > result.run_count);
        assert_true((continued > result.run_count) == rules[i].goes_on);
        nsc_search_result_release(&result);
    }
    searched_close(&searched);
    free(losses);
    gsl_rng_free(random);
    made_close(made);
}

static void strings_are_climbed_by_the_rules(void **state) {
    (void)state;
    check_rules("hamming:3^6", NSC_ENCODING_VARIABLES, 150, NSC_MAXIMISE);
    check_rules("hamming:3^6", NSC_ENCODING_POINTS, 150, NSC_MINIMISE);
}

static void cells_are_climbed_by_the_rules(void **state) {
    (void)state;
    check_rules("nb101:vertices=5", NSC_ENCODING_POINTS, 400, NSC_MAXIMISE);
}

/* On encodings the neighbours of a cell depend on its matrix, but lie among those of the relation "pruned". */
static void encodings_are_passed_over_by_cell(void **state) {
    (void)state;
    made_landscape *made = made_open("nb101:vertices=5");
    gsl_rng *random = random_stream(16, 2);
    made_fill_random(made, random);
    const nsc_search_options options = {.encoding = NSC_ENCODING_A + 1, .evaluations = 300, .runs = 20, .seed = 4};
    searched_landscape searched = searched_open(made, options);
    nsc_search_result result = searched_run(&searched, "local-search:starts=1,restarts=1");
    nsc_rows rows;
    REQUIRE_OK(nsc_rows_open(&rows, &made->graph, &error));
    size_t near = 0;
    for (size_t run = 0; run < result.run_count; run++) {
        const nsc_search_trace *trace = &result.traces[run];
        assert_int_equal(trace->points, 300);
        assert_int_equal(trace->repeated, 0);
        uint32_t here = trace->events[0].point;
        for (size_t i = 1; i < trace->count; i++) {
            const uint32_t point = trace->events[i].point;
            const nsc_row row = nsc_rows_at(&rows, here);
            bool is_neighbour = false;
            for (uint32_t place = 0; place < row.count; place++)
                is_neighbour = is_neighbour || row.points[place] == point;
            near += is_neighbour;
            /* After an evaluation that is no neighbour the climb began anew, there. */
            if (!is_neighbour || made->fitness.values[point] > made->fitness.values[here])
                here = point;
        }
    }
    assert_true(near > 300 * 20 * 8 / 10);
    nsc_rows_close(&rows);
    nsc_search_result_release(&result);
    searched_close(&searched);
    gsl_rng_free(random);
    made_close(made);
}

static void a_run_ends_when_all_points_are_evaluated(void **state) {
    (void)state;
    made_landscape *made = made_open("nb101:vertices=4");
    gsl_rng *random = random_stream(16, 3);
    made_fill_random(made, random);
    const nsc_search_options options = {.encoding = NSC_ENCODING_POINTS + 1, .evaluations = 1000, .runs = 2, .seed = 5};
    searched_landscape searched = searched_open(made, options);
    nsc_search_result result = searched_run(&searched, "local-search");
    for (size_t run = 0; run < result.run_count; run++) {
        assert_int_equal(result.traces[run].points, made->space->point_count);
        assert_int_equal(result.traces[run].evaluations, made->space->point_count);
        assert_true(result.traces[run].exhausted);
    }
    nsc_search_result_release(&result);
    searched_close(&searched);
    gsl_rng_free(random);
    made_close(made);
}

/* Where few points have a measurement, and most of them no neighbour with one, a search goes on from others. */
static void few_measurements_do_not_end_a_run(void **state) {
    (void)state;
    static const char *const algorithms[] = {"evolution:population=10", "plain-evolution:mutation=rate", "annealing"};
    made_landscape *made = made_open("nb101:vertices=5");
    gsl_rng *random = random_stream(16, 6);
    made_fill_random(made, random);
    made_hide(made, 0.01, random);
    const nsc_search_options options = {.encoding = NSC_ENCODING_POINTS + 1, .evaluations = 200, .runs = 3, .seed = 5};
    searched_landscape searched = searched_open(made, options);
    for (size_t algorithm = 0; algorithm < NSC_COUNT_OF(algorithms); algorithm++) {
        nsc_search_result result = searched_run(&searched, algorithms[algorithm]);
        for (size_t run = 0; run < result.run_count; run++) {
            assert_int_equal(result.traces[run].evaluations, options.evaluations);
            assert_false(result.traces[run].exhausted);
        }
        nsc_search_result_release(&result);
    }
    searched_close(&searched);
    gsl_rng_free(random);
    made_close(made);
}

/* Where values are independent, the best of any n different points is that of n random ones: n / (n + 1) of uniform
 * values. */
static void without_locality_there_is_no_gain(void **state) {
    (void)state;
    enum { LANDSCAPES = 400, RUNS = 5, EVALUATIONS = 50 };
    made_landscape *made = made_open("hamming:3^6");
    gsl_rng *random = random_stream(16, 4);
    double sum = 0, squares = 0;
    for (unsigned landscape = 0; landscape < LANDSCAPES; landscape++) {
        const nsc_search_options options = {.evaluations = EVALUATIONS, .runs = RUNS, .seed = landscape};
        made_fill_random(made, random);
        searched_landscape searched = searched_open(made, options);
        nsc_search_result result = searched_run(&searched, "local-search");
        double mean = 0;
        for (size_t run = 0; run < RUNS; run++) {
            double best = 0;
            for (size_t i = 0; i < result.traces[run].count; i++)
                best = fmax(best, result.traces[run].events[i].fitness);
            mean += best / RUNS;
        }
        sum += mean;
        squares += mean * mean;
        nsc_search_result_release(&result);
        searched_close(&searched);
    }
    const double mean = sum / LANDSCAPES, deviation = sqrt(squares / LANDSCAPES - mean * mean);
    assert_true(fabs(mean - EVALUATIONS / (EVALUATIONS + 1.0)) < 4 * deviation / sqrt(LANDSCAPES));
    gsl_rng_free(random);
    made_close(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_climbed_by_the_rules),  cmocka_unit_test(cells_are_climbed_by_the_rules),
        cmocka_unit_test(encodings_are_passed_over_by_cell), cmocka_unit_test(a_run_ends_when_all_points_are_evaluated),
        cmocka_unit_test(few_measurements_do_not_end_a_run), cmocka_unit_test(without_locality_there_is_no_gain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
