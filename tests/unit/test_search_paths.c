/*
 * Where searches stand on the landscape: the tables paths, ends, behaviour, progress and network of runs on a small
 * Hamming space, compared with ranks, climbs and distances that are found here by looking at all points.
 */
#include "analysis/search/results/search_tables.h"
#include "made_landscape.h"
#include "table_cells.h"

enum { POSITIONS = 4, SYMBOLS = 3, POINTS = 81, RUNS = 12, EVALUATIONS = 25, ALGORITHMS = 2 };

/* ---- the landscape, looked at slowly ---- */

static unsigned digit(uint32_t point, unsigned position) {
    return made_symbol(point, position, POSITIONS, SYMBOLS);
}

static unsigned distance(uint32_t one, uint32_t other) {
    unsigned count = 0;
    for (unsigned position = 0; position < POSITIONS; position++)
        count += digit(one, position) != digit(other, position);
    return count;
}

static double score_at(uint32_t point) {
    static const uint32_t best[] = {17, 78}; /* two points tie for the best, three changes apart */
    return point == best[0] || point == best[1] ? 0.99 : ((point * 37 + 11) % POINTS) / 100.0;
}

static unsigned rank_of(uint32_t point) {
    unsigned rank = 1;
    for (uint32_t other = 0; other < POINTS; other++)
        rank += score_at(other) > score_at(point);
    return rank;
}

static unsigned hops_to_best(uint32_t point) {
    unsigned least = POSITIONS;
    for (uint32_t other = 0; other < POINTS; other++)
        if (rank_of(other) == 1 && distance(point, other) < least)
            least = distance(point, other);
    return least;
}

static double better_share(uint32_t point) {
    unsigned better = 0, neighbours = 0;
    for (uint32_t other = 0; other < POINTS; other++)
        if (distance(point, other) == 1) {
            neighbours++;
            better += score_at(other) > score_at(point);
        }
    assert_int_equal(neighbours, POSITIONS * (SYMBOLS - 1));
    return (double)better / neighbours;
}

/* All scores differ but for the two best points, which have no common neighbour: no rule for ties matters. */
static uint32_t climb(uint32_t point, unsigned *steps) {
    uint32_t best = point;
    do {
        point = best;
        for (uint32_t other = 0; other < POINTS; other++)
            if (distance(point, other) == 1 && score_at(other) > score_at(best))
                best = other;
        *steps += best != point;
    } while (best != point);
    return point;
}

static unsigned basin_size(uint32_t optimum) {
    unsigned size = 0, steps = 0;
    for (uint32_t point = 0; point < POINTS; point++)
        size += climb(point, &steps) == optimum;
    return size;
}

/* ---- runs and their tables ---- */

typedef struct searches {
    nsc_opened_landscape *opened;
    const nsc_space *space;
    nsc_experiment *experiment;
    nsc_chosen_algorithm chosen[ALGORITHMS];
    nsc_search_result results[ALGORITHMS];
} searches;

static nsc_status make_scores(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness, nsc_error *error) {
    (void)context, (void)rule;
    const nsc_status status = nsc_allocate(&fitness->values, POINTS, sizeof(double), error);
    for (uint32_t point = 0; status == NSC_OK && point < POINTS; point++)
        fitness->values[point] = score_at(point);
    fitness->origin = NSC_ORIGIN_SYNTHETIC;
    return status;
}

static void open_searches(searches *made) {
    static const char *const names[ALGORITHMS] = {"random", "evolution:population=5,tournament=3"};
    const nsc_landscape_names landscape = {
        .space = "hamming:3^4", .fitness = "column:made", .make_fitness = make_scores};
    const nsc_search_options options = {
        .evaluations = EVALUATIONS, .runs = RUNS, .seed = 5, .keep_evaluations = true, .control = NSC_THREADS(2)};
    REQUIRE_OK(nsc_landscape_open(&made->opened, &landscape, &error));
    REQUIRE_OK(nsc_landscape_space(made->opened, &made->space, &error));
    REQUIRE_OK(nsc_experiment_open(&made->experiment, made->opened, &options, &error));
    for (int number = 0; number < ALGORITHMS; number++) {
        REQUIRE_OK(nsc_chosen_algorithm_read(&made->chosen[number], names[number], false, NULL, 0, &error));
        REQUIRE_OK(nsc_experiment_run(made->experiment, &made->chosen[number], &made->results[number], &error));
    }
}

static void close_searches(searches *made) {
    for (int number = 0; number < ALGORITHMS; number++) {
        nsc_search_result_release(&made->results[number]);
        nsc_chosen_algorithm_release(&made->chosen[number]);
    }
    nsc_experiment_close(made->experiment);
    nsc_landscape_close(made->opened);
}

static nsc_status begin_table(void *context, const nsc_column *columns, size_t column_count, nsc_error *error) {
    return nsc_table_create(context, columns, column_count, error);
}

static nsc_status add_row(void *context, const nsc_value *values, size_t count, nsc_error *error) {
    return nsc_table_add(*(nsc_table **)context, values, count, error);
}

static nsc_table *table_of(const searches *made, const char *name, unsigned locations) {
    nsc_table *table = NULL;
    const nsc_row_sink sink = {begin_table, add_row, &table};
    nsc_search_table_options options = nsc_search_table_defaults();
    options.locations = locations;
    REQUIRE_OK(
        nsc_search_table_write(nsc_search_table_named(name), made->results, ALGORITHMS, &options, &sink, &error));
    return table;
}

static const char *text_in(const nsc_table *table, size_t row, const char *name) {
    return cell_of(table, row, name).as.text;
}

static uint32_t point_in(const searches *made, const nsc_table *table, size_t row, const char *name) {
    uint32_t point = UINT32_MAX;
    REQUIRE_OK(made->space->point_parse(made->space, text_in(table, row, name), &point, &error));
    return point;
}

static void check_number(const nsc_table *table, size_t row, const char *name, double expected) {
    const double value = number_of(table, row, name);
    if (!(fabs(value - expected) <= 1e-12) && !(isnan(value) && isnan(expected)))
        fail_msg("%s in row %zu is %.17g instead of %.17g", name, row, value, expected);
}

/* ---- the tests ---- */

/* What both tables say of a point. */
static void check_standing(const searches *made, const nsc_table *table, size_t row, uint32_t point) {
    unsigned steps = 0;
    const uint32_t optimum = climb(point, &steps);
    check_number(table, row, "score", score_at(point));
    check_number(table, row, "rank", rank_of(point));
    check_number(table, row, "hops_to_best", hops_to_best(point));
    check_number(table, row, "better_neighbours", better_share(point));
    assert_int_equal(point_in(made, table, row, "optimum"), optimum);
    check_number(table, row, "steps_to_optimum", steps);
    check_number(table, row, "basin_share", basin_size(optimum) / (double)POINTS);
    assert_string_equal(text_in(table, row, "neighbours_by"), "substitution");
    assert_string_equal(text_in(table, row, "origin"), "synthetic");
}

static void paths_follow_the_incumbents(void **state) {
    const searches *made = *state;
    nsc_table *table = table_of(made, "paths", NSC_LOCATIONS_POINTS);
    size_t row = 0;
    for (int number = 0; number < ALGORITHMS; number++)
        for (size_t run = 0; run < RUNS; run++) {
            const nsc_search_trace *trace = &made->results[number].traces[run];
            uint32_t before = UINT32_MAX;
            for (size_t place = 0; place < trace->count; place++) {
                const nsc_search_event *event = &trace->events[place];
                if (!event->incumbent)
                    continue;
                assert_string_equal(text_in(table, row, "algorithm"), made->chosen[number].label);
                check_number(table, row, "run", (double)run);
                check_number(table, row, "evaluations", (double)event->evaluations);
                assert_int_equal(point_in(made, table, row, "point"), event->point);
                check_standing(made, table, row, event->point);
                check_number(table, row, "from_neighbour",
                             before == UINT32_MAX ? (double)NAN : distance(before, event->point) == 1);
                before = event->point;
                row++;
            }
        }
    assert_int_equal(nsc_table_row_count(table), row);
    nsc_table_destroy(table);
}

/* What a run met, counted over all points. */
typedef struct met {
    unsigned points, optima, basins, repeats, improvements, from_neighbour;
    double score, better, better_evaluations;
} met;

static met look_at(const nsc_search_trace *trace) {
    met found = {0};
    bool seen[POINTS] = {false}, basins[POINTS] = {false};
    uint32_t incumbent = UINT32_MAX;
    for (size_t place = 0; place < trace->count; place++) {
        const uint32_t point = trace->events[place].point;
        unsigned steps = 0;
        found.repeats += seen[point];
        seen[point] = true;
        basins[climb(point, &steps)] = true;
        found.score += score_at(point) / EVALUATIONS;
        found.better += better_share(point) / EVALUATIONS;
        if (incumbent != UINT32_MAX)
            found.better_evaluations += (score_at(point) > score_at(incumbent)) / (EVALUATIONS - 1.0);
        if (!trace->events[place].incumbent)
            continue;
        found.improvements += incumbent != UINT32_MAX;
        found.from_neighbour += incumbent != UINT32_MAX && distance(incumbent, point) == 1;
        incumbent = point;
    }
    for (uint32_t point = 0; point < POINTS; point++) {
        found.points += seen[point];
        found.optima += seen[point] && better_share(point) == 0;
        found.basins += basins[point];
    }
    return found;
}

static void ends_tell_what_runs_met(void **state) {
    const searches *made = *state;
    nsc_table *table = table_of(made, "ends", NSC_LOCATIONS_POINTS);
    assert_int_equal(nsc_table_row_count(table), ALGORITHMS * RUNS);
    for (size_t row = 0; row < ALGORITHMS * RUNS; row++) {
        const nsc_search_trace *trace = &made->results[row / RUNS].traces[row % RUNS];
        const met found = look_at(trace);
        const uint32_t point = point_in(made, table, row, "point"), optimum = point_in(made, table, row, "optimum");
        assert_int_equal(trace->count, EVALUATIONS);
        check_standing(made, table, row, point);
        check_number(table, row, "optimum_score", score_at(optimum));
        check_number(table, row, "optimum_rank", rank_of(optimum));
        check_number(table, row, "optimum_hops_to_best", hops_to_best(optimum));
        check_number(table, row, "basin_size", basin_size(optimum));
        check_number(table, row, "points_met", found.points);
        check_number(table, row, "optima_met", found.optima);
        check_number(table, row, "basins_met", found.basins);
        check_number(table, row, "repeats", found.repeats / (double)EVALUATIONS);
        check_number(table, row, "score_met", found.score);
        check_number(table, row, "better_neighbours_met", found.better);
        check_number(table, row, "better_evaluations", found.better_evaluations);
        check_number(table, row, "improvements", found.improvements);
        check_number(table, row, "from_neighbour",
                     found.improvements > 0 ? found.from_neighbour / (double)found.improvements : (double)NAN);
    }
    nsc_table_destroy(table);
}

/* Scores 0.48, 0.11, 0.41 and 0.04: of the two evaluations after the incumbent, one is better. An evaluation may be no
 * incumbent although it is the first, as of a smaller budget. */
static void evaluations_before_an_incumbent_improve_on_none(void **state) {
    nsc_search_event events[] = {{.point = 1}, {.point = 0, .incumbent = true}, {.point = 3}, {.point = 2}};
    nsc_search_trace trace = {.events = events, .count = NSC_COUNT_OF(events)};
    searches made = *(const searches *)*state;
    made.results[0].traces = &trace;
    made.results[0].run_count = 1;
    nsc_table *table = table_of(&made, "ends", NSC_LOCATIONS_POINTS);
    check_number(table, 0, "better_evaluations", 0.5);
    nsc_table_destroy(table);
}

/* Means of the column `column` of ends. */
static void behaviour_is_the_mean_of_ends(void **state) {
    static const struct {
        const char *statistic, *column;
    } figures[] = {{"end_hops_to_best", "hops_to_best"},
                   {"end_basin_share", "basin_share"},
                   {"end_better_neighbours", "better_neighbours"},
                   {"points_met", "points_met"},
                   {"repeats", "repeats"},
                   {"score_met", "score_met"},
                   {"better_evaluations", "better_evaluations"}};
    const searches *made = *state;
    nsc_table *ends = table_of(made, "ends", NSC_LOCATIONS_POINTS);
    nsc_table *behaviour = table_of(made, "behaviour", NSC_LOCATIONS_POINTS);
    size_t checked = 0, shares = 0;
    for (size_t row = 0; row < nsc_table_row_count(behaviour); row++) {
        const char *statistic = text_in(behaviour, row, "statistic");
        const size_t first = strcmp(text_in(behaviour, row, "algorithm"), "random") == 0 ? 0 : RUNS;
        double sum = 0, squares = 0, at_best = 0;
        for (size_t number = 0; number < NSC_COUNT_OF(figures); number++) {
            if (strcmp(figures[number].statistic, statistic) != 0)
                continue;
            for (size_t run = first; run < first + RUNS; run++)
                sum += number_of(ends, run, figures[number].column);
            for (size_t run = first; run < first + RUNS; run++)
                squares += pow(number_of(ends, run, figures[number].column) - sum / RUNS, 2);
            /* Student's quantile at 0.975 with 11 degrees of freedom, from tables. */
            const double half = 2.200985160082949 * sqrt(squares / (RUNS - 1) / RUNS);
            check_number(behaviour, row, "value", sum / RUNS);
            assert_true(fabs(number_of(behaviour, row, "high") - sum / RUNS - half) < 1e-9);
            checked++;
        }
        for (size_t run = first; run < first + RUNS; run++)
            at_best += number_of(ends, run, "rank") == 1;
        if (strcmp(statistic, "ends_at_best") == 0) {
            check_number(behaviour, row, "value", at_best / RUNS);
            shares++;
        }
    }
    assert_int_equal(checked, ALGORITHMS * NSC_COUNT_OF(figures));
    assert_int_equal(shares, ALGORITHMS);
    nsc_table_destroy(ends);
    nsc_table_destroy(behaviour);
}

/* The incumbents after so many evaluations, from the traces. */
static void progress_is_that_of_the_incumbents(void **state) {
    const searches *made = *state;
    nsc_table *table = table_of(made, "progress", NSC_LOCATIONS_POINTS);
    assert_int_equal(nsc_table_row_count(table), ALGORITHMS * EVALUATIONS);
    for (size_t row = 0; row < nsc_table_row_count(table); row++) {
        const nsc_search_result *result = &made->results[row / EVALUATIONS];
        const double evaluations = number_of(table, row, "evaluations");
        double hops = 0, better = 0, at_optimum = 0, below = 0, above = 0;
        for (size_t run = 0; run < RUNS; run++) {
            uint32_t point = UINT32_MAX;
            for (size_t place = 0; place < (size_t)evaluations; place++)
                if (result->traces[run].events[place].incumbent)
                    point = result->traces[run].events[place].point;
            hops += hops_to_best(point) / (double)RUNS;
            better += better_share(point) / RUNS;
            at_optimum += (better_share(point) == 0) / (double)RUNS;
            below += rank_of(point) <= number_of(table, row, "median_rank");
            above += rank_of(point) >= number_of(table, row, "median_rank");
        }
        check_number(table, row, "runs", RUNS);
        check_number(table, row, "hops_to_best", hops);
        check_number(table, row, "better_neighbours", better);
        check_number(table, row, "at_optimum", at_optimum);
        assert_true(below >= RUNS / 2.0 && above >= RUNS / 2.0);
    }
    nsc_table_destroy(table);
}

/* The merged network has the nodes and edges of its tables, on points and on basins. */
static void networks_agree_with_their_parts(void **state) {
    const searches *made = *state;
    for (unsigned locations = 0; locations < NSC_LOCATIONS_COUNT; locations++) {
        nsc_table *network = table_of(made, "network", locations), *nodes = table_of(made, "nodes", locations);
        nsc_table *edges = table_of(made, "edges", locations);
        double shared = 0, best = 0, ends = 0, into_best = 0;
        assert_int_equal(nsc_table_row_count(network), ALGORITHMS + 1);
        assert_string_equal(text_in(network, 0, "network"), "merged");
        check_number(network, 0, "nodes", (double)nsc_table_row_count(nodes));
        check_number(network, 0, "edges", (double)nsc_table_row_count(edges));
        for (size_t row = 0; row < nsc_table_row_count(nodes); row++) {
            const uint32_t point = point_in(made, nodes, row, "point");
            const bool is_best = score_at(point) == number_of(network, 0, "best_score");
            assert_true(locations == NSC_LOCATIONS_POINTS || better_share(point) == 0);
            shared += strcmp(text_in(nodes, row, "algorithms"), "random+evolution:population=5,tournament=3") == 0;
            best += is_best;
            ends += !is_best && number_of(nodes, row, "ends") > 0;
            assert_int_equal(strcmp(text_in(nodes, row, "type"), "best") == 0, is_best);
            for (size_t edge = 0; is_best && edge < nsc_table_row_count(edges); edge++)
                if (point_in(made, edges, edge, "to") == point)
                    into_best += number_of(edges, edge, "weight");
        }
        check_number(network, 0, "shared", shared);
        check_number(network, 0, "best", best);
        check_number(network, 0, "ends", ends);
        check_number(network, 0, "strength", into_best / (ALGORITHMS * RUNS));
        assert_true(shared > 0);
        nsc_table_destroy(network);
        nsc_table_destroy(nodes);
        nsc_table_destroy(edges);
    }
}

int main(void) {
    searches made;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(paths_follow_the_incumbents, &made),
        cmocka_unit_test_prestate(ends_tell_what_runs_met, &made),
        cmocka_unit_test_prestate(evaluations_before_an_incumbent_improve_on_none, &made),
        cmocka_unit_test_prestate(behaviour_is_the_mean_of_ends, &made),
        cmocka_unit_test_prestate(progress_is_that_of_the_incumbents, &made),
        cmocka_unit_test_prestate(networks_agree_with_their_parts, &made),
    };
    open_searches(&made);
    const int failures = cmocka_run_group_tests(tests, NULL, NULL);
    close_searches(&made);
    return failures;
}
