/*
 * Analyses of which each process holds a range of the points: the tables of every process are those of one that holds
 * all of them, to the last byte. The processes are played by threads.
 */
#include "analysis/analysis.h"
#include "graph/slabs.h"
#include "processes.h"
#include "testing.h"

#include <math.h>

/* Fitnesses by point: all different, few different ones, one, plateaus that wind through all ranges. */
static double rough(uint32_t point) {
    return (double)(point * 2654435761u >> 8);
}

static double tied(uint32_t point) {
    return (double)((point * 2654435761u >> 20) % 5) - 2;
}

static double flat(uint32_t point) {
    (void)point;
    return 7;
}

static double terraced(uint32_t point) {
    return floor((double)__builtin_popcount(point) / 3) + (point % 17 == 0);
}

typedef double (*fitness_rule)(uint32_t point);

typedef struct case_of {
    const char *analysis;
    const char *space;
    fitness_rule rule;
    nsc_direction direction;
} case_of;

/* What one process has and finds. */
typedef struct process {
    const case_of *of;
    const nsc_space *space;
    const nsc_graph *graph;
    nsc_fitness fitness;
    char *tables[NSC_ANALYSIS_TABLES]; /* as CSV */
} process;

static nsc_status write_tables(process *own, nsc_table *tables[NSC_ANALYSIS_TABLES], nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t table = 0; status == NSC_OK && table < NSC_ANALYSIS_TABLES && tables[table] != NULL; table++) {
        size_t size;
        FILE *stream = open_memstream(&own->tables[table], &size);
        status = nsc_table_write(tables[table], NSC_FORMAT_CSV, stream, error);
        fclose(stream);
    }
    return status;
}

static nsc_status run(void *context, const nsc_control *control, nsc_error *error) {
    process *own = context;
    const nsc_block held = nsc_ranges_held(control, own->space->point_count);
    nsc_fitness *fitness = &own->fitness;
    const nsc_landscape landscape = nsc_landscape_of(own->space, own->graph, fitness);
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {0};
    nsc_status status = NSC_OK;
    *fitness = (nsc_fitness){.origin = NSC_ORIGIN_SYNTHETIC,
                             .point_count = own->space->point_count,
                             .known_count = own->space->point_count,
                             .direction = own->of->direction,
                             .in_range = nsc_ranges_of(control) != NULL,
                             .lowest = HUGE_VAL,
                             .highest = -HUGE_VAL};
    strcpy(fitness->rule.text, "made up");
    NSC_TRY(nsc_copy_text(&fitness->source, "made up", error));
    NSC_TRY(nsc_allocate(&fitness->values, fitness->point_count, sizeof(double), error));
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        const double value = own->of->rule(point);
        fitness->lowest = fmin(fitness->lowest, value);
        fitness->highest = fmax(fitness->highest, value);
        if (nsc_ranges_has(held, point))
            fitness->values[point] = value;
    }
    options.improvement = NSC_IMPROVEMENT_BEST;
    options.control = control;
    NSC_TRY(nsc_analysis_run(nsc_analysis_named(own->of->analysis), &landscape, &options, tables, error));
    NSC_TRY(write_tables(own, tables, error));
out:
    nsc_analysis_release(tables);
    nsc_fitness_release(fitness);
    return status;
}

static void release_tables(process *own) {
    for (size_t table = 0; table < NSC_ANALYSIS_TABLES; table++)
        free(own->tables[table]);
}

static void check_processes(const process *whole, uint32_t count) {
    const nsc_space *space = whole->space;
    const uint32_t slab_points = nsc_slab_points(space, whole->graph->relation, NSC_GRAPH_IMPLICIT, count);
    process processes[PROCESSES_MAXIMUM];
    void *contexts[PROCESSES_MAXIMUM];
    for (uint32_t number = 0; number < count; number++) {
        processes[number] = (process){.of = whole->of, .space = space, .graph = whole->graph};
        contexts[number] = &processes[number];
    }
    REQUIRE_OK(play_processes(count, slab_points, space->point_count / slab_points, run, contexts, &error));
    for (uint32_t number = 0; number < count; number++) {
        for (size_t table = 0; table < NSC_ANALYSIS_TABLES && whole->tables[table] != NULL; table++)
            assert_string_equal(processes[number].tables[table], whole->tables[table]);
        release_tables(&processes[number]);
    }
}

static void check(const case_of *of) {
    nsc_space *space = open_space(of->space);
    nsc_graph graph;
    REQUIRE_OK(nsc_graph_build_as(&graph, space, nsc_relation_named("substitution"), NSC_GRAPH_IMPLICIT, NSC_THREADS(1),
                                  &error));
    process whole = {.of = of, .space = space, .graph = &graph};
    REQUIRE_OK(run(&whole, NSC_THREADS(2), &error));
    for (uint32_t count = 1; count <= 5; count++)
        check_processes(&whole, count);
    release_tables(&whole);
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

static void test_tables_are_those_of_one_process(void **state) {
    static const char *const analyses[] = {"optima", "basins"};
    static const fitness_rule rules[] = {rough, tied, flat, terraced};
    (void)state;
    for (size_t analysis = 0; analysis < NSC_COUNT_OF(analyses); analysis++)
        for (size_t rule = 0; rule < NSC_COUNT_OF(rules); rule++) {
            check(&(case_of){analyses[analysis], "hamming:2^9", rules[rule], NSC_MAXIMISE});
            check(&(case_of){analyses[analysis], "hamming:3^5", rules[rule], NSC_MINIMISE});
        }
}

/* Sums are by blocks of 4,096 points, which reach over borders or are larger than a range. */
static void test_sums_over_points(void **state) {
    static const char *const spaces[] = {"hamming:3^9", "hamming:2^14", "hamming:5^3"};
    static const fitness_rule rules[] = {rough, tied, flat, terraced};
    (void)state;
    for (size_t space = 0; space < NSC_COUNT_OF(spaces); space++)
        for (size_t rule = 0; rule < NSC_COUNT_OF(rules); rule++)
            check(&(case_of){"distribution", spaces[space], rules[rule], NSC_MAXIMISE});
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_are_those_of_one_process),
        cmocka_unit_test(test_sums_over_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
