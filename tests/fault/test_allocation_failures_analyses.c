/*
 * Analyses in which every allocation fails once, alone and with all after it. The analysis must say so with NSC_FAILED
 * and release all that it had; with enough memory it must succeed.
 */
#include "allocation_sweep.h"
#include "analysis/analysis.h"
#include "data/data.h"
#include "graph/graph.h"

#include <math.h>

struct ground {
    nsc_space *space; /* cells of up to four vertices */
    nsc_graph graph;
    nsc_space *tiny; /* cells of up to three vertices */
    nsc_graph tiny_graph;
    row_files files;
};

static int lay_ground(void **state) {
    static ground laid;
    const nsc_encodings *encodings;
    laid.space = open_space("nb101:vertices=4");
    REQUIRE_OK(nsc_graph_build(&laid.graph, laid.space, nsc_relation_named("pruned"), NSC_THREADS(1), &error));
    laid.tiny = open_space("nb101:vertices=3");
    REQUIRE_OK(nsc_graph_build(&laid.tiny_graph, laid.tiny, nsc_relation_named("pruned"), NSC_THREADS(1), &error));
    REQUIRE_OK(nsc_space_encodings(laid.tiny, &encodings, &error)); /* kept with the space, so opened before */
    lay_row_files(&laid.files);
    *state = &laid;
    return 0;
}

static int clear_ground(void **state) {
    ground *laid = *state;
    nsc_graph_release(&laid->graph);
    nsc_space_close(laid->space);
    nsc_graph_release(&laid->tiny_graph);
    nsc_space_close(laid->tiny);
    return clear_row_files(&laid->files);
}

/* ---- analyses of encodings ---- */

/* Standard errors, so that there are targets within them; the last cell is hidden, so that there are intervals. */
static nsc_status analyse_feature(const ground *laid, const char *name, nsc_error *error) {
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    nsc_fitness fitness = {0};
    nsc_fitness_rule rule;
    nsc_status status = NSC_OK;
    options.control = NSC_THREADS(2);
    NSC_TRY(nsc_fitness_rule_parse(&rule, laid->tiny, "params", error));
    NSC_TRY(nsc_fitness_from_feature(&fitness, &rule, laid->tiny, NSC_THREADS(1), error));
    NSC_TRY(nsc_allocate(&fitness.standard_errors, fitness.point_count, sizeof(double), error));
    for (uint32_t point = 0; point < fitness.point_count; point++)
        fitness.standard_errors[point] = 1e6;
    fitness.values[--fitness.known_count] = NAN;
    const nsc_landscape landscape = nsc_landscape_of(laid->tiny, &laid->tiny_graph, &fitness);
    NSC_TRY(nsc_analysis_run(nsc_analysis_named(name), &landscape, &options, tables, error));
out:
    nsc_analysis_release(tables);
    nsc_fitness_release(&fitness);
    return status;
}

static nsc_status find_peaks(const ground *laid, nsc_error *error) {
    return analyse_feature(laid, "peaks", error);
}

static nsc_status find_readings(const ground *laid, nsc_error *error) {
    return analyse_feature(laid, "readings", error);
}

/* ---- analyses of what lies around points ---- */

/* A plateau with a needle, of which a point is hidden: what there is to search goes the longest ways. */
static nsc_status analyse_neighbourhoods(const ground *laid, nsc_error *error) {
    static const char *const names[] = {
        "neighbourfitness", "gradient",      "neutrality", "information", "cloud", "evolvability",
        "access",           "nearestbetter", "dispersion", "fdc",         "rarity"};
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    nsc_fitness fitness = {0};
    nsc_fitness_rule rule;
    nsc_status status = NSC_OK;
    options.control = NSC_THREADS(2);
    options.walks = 2;
    options.length = 5;
    options.targets = "id:3"; /* named, so that there are intervals */
    NSC_TRY(nsc_fitness_rule_parse(&rule, laid->space, "params", error));
    NSC_TRY(nsc_fitness_from_feature(&fitness, &rule, laid->space, NSC_THREADS(1), error));
    for (uint32_t point = 0; point < fitness.point_count; point++)
        fitness.values[point] = point == 0;
    fitness.values[--fitness.known_count] = NAN;
    const nsc_landscape landscape = nsc_landscape_of(laid->space, &laid->graph, &fitness);
    for (size_t name = 0; name < sizeof names / sizeof names[0]; name++) {
        NSC_TRY(nsc_analysis_run(nsc_analysis_named(names[name]), &landscape, &options, tables, error));
        nsc_analysis_release(tables);
    }
out:
    nsc_analysis_release(tables);
    nsc_fitness_release(&fitness);
    return status;
}

/* ---- what a fitness is made of ---- */

static nsc_status find_parts_of(const char *name, bool hidden, nsc_error *error) {
    static const char *const analyses[] = {"distribution", "partialautocorrelation", "spectrum", "variance",
                                           "interactions"};
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    nsc_space *space = NULL;
    nsc_graph graph = {0};
    nsc_fitness fitness = {.rule.text = "made", .source = NULL};
    const nsc_relation *relation;
    nsc_status status = NSC_OK;
    options.control = NSC_THREADS(2);
    options.lags = 4;
    options.eigenpairs = 1;
    NSC_TRY(nsc_space_open(&space, name, error));
    NSC_TRY(nsc_relation_of(space, NULL, &relation, error));
    NSC_TRY(nsc_graph_build(&graph, space, relation, NSC_THREADS(2), error));
    fitness.point_count = fitness.known_count = space->point_count;
    NSC_TRY(nsc_allocate(&fitness.values, fitness.point_count, sizeof(double), error));
    for (uint32_t point = 0; point < fitness.point_count; point++)
        fitness.values[point] = sin(point);
    if (hidden)
        fitness.values[--fitness.known_count] = NAN;
    const nsc_landscape landscape = nsc_landscape_of(space, &graph, &fitness);
    for (size_t number = 0; number < sizeof analyses / sizeof analyses[0]; number++) {
        NSC_TRY(nsc_analysis_run(nsc_analysis_named(analyses[number]), &landscape, &options, tables, error));
        nsc_analysis_release(tables);
    }
out:
    nsc_analysis_release(tables);
    free(fitness.values);
    nsc_graph_release(&graph);
    nsc_space_close(space);
    return status;
}

static nsc_status find_parts_of_strings(const ground *laid, nsc_error *error) {
    (void)laid;
    const nsc_status status = find_parts_of("hamming:2^5", true, error);
    return status == NSC_OK ? find_parts_of("hamming:3^2", false, error) : status;
}

static nsc_status find_parts_of_cells(const ground *laid, nsc_error *error) {
    (void)laid;
    return find_parts_of("nb101:vertices=5", false, error);
}

/* ---- optima ---- */

static nsc_status find_optima(const ground *laid, nsc_error *error) {
    return analyse_feature(laid, "optima", error);
}
static nsc_status find_basins(const ground *laid, nsc_error *error) {
    return analyse_feature(laid, "basins", error);
}
static nsc_status find_network(const ground *laid, nsc_error *error) {
    return analyse_feature(laid, "lon", error);
}
static nsc_status find_escapes(const ground *laid, nsc_error *error) {
    return analyse_feature(laid, "escape", error);
}

/* ---- analyses ---- */

/* On the landscape of `rows` and `more_rows`; in a space of its own, with which the index of hashes is kept. */
static nsc_status analyse_rows(const ground *laid, const char *name, nsc_error *error) {
    const char *const files[] = {laid->files.rows, laid->files.more_rows};
    const nsc_landscape_names names = {.space = laid->space->name,
                                       .data = files,
                                       .data_count = NSC_COUNT_OF(files),
                                       .fitness = "test@108",
                                       .relation = "pruned",
                                       .control = NSC_THREADS(1)};
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_opened_landscape *opened = NULL;
    nsc_landscape landscape;
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    nsc_status status = NSC_OK;
    options.control = NSC_THREADS(1);
    NSC_TRY(nsc_landscape_open(&opened, &names, error));
    NSC_TRY(nsc_landscape_view(opened, &landscape, error));
    NSC_TRY(nsc_analysis_run(nsc_analysis_named(name), &landscape, &options, tables, error));
out:
    nsc_analysis_release(tables);
    nsc_landscape_close(opened);
    return status;
}

static nsc_status analyse_noise(const ground *laid, nsc_error *error) {
    return analyse_rows(laid, "noise", error);
}
static nsc_status analyse_budgets(const ground *laid, nsc_error *error) {
    return analyse_rows(laid, "budgets", error);
}

/* Two rows left out, values of one point, a fitness that the data lacks. */
static nsc_status open_landscape(const ground *laid, nsc_error *error) {
    const char *const files[] = {laid->files.broken_rows};
    const nsc_landscape_names names = {
        .space = laid->space->name, .data = files, .data_count = 1, .keep_going = true, .control = NSC_THREADS(1)};
    nsc_opened_landscape *opened = NULL;
    nsc_landscape landscape;
    nsc_asked_fitness asked;
    nsc_provenance provenance;
    const uint32_t point = 0;
    nsc_point_fitness value;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_open(&opened, &names, error));
    NSC_TRY(nsc_landscape_values(opened, NULL, &point, 1, &value, &provenance, error));
    NSC_TRY(nsc_landscape_view(opened, &landscape, error));
    NSC_TRY(nsc_landscape_ask(&landscape, "valid@4", &asked, error));
    assert_true(asked.fitness == NULL && nsc_landscape_note_count(opened) == 3);
out:
    nsc_landscape_close(opened);
    return status;
}

SWEEP(find_peaks, false)
SWEEP(find_readings, false)
SWEEP(analyse_neighbourhoods, false)
SWEEP(find_parts_of_strings, false)
SWEEP(find_parts_of_cells, false)
SWEEP(find_optima, false)
SWEEP(find_basins, false)
SWEEP(find_network, false)
SWEEP(find_escapes, false)
SWEEP(analyse_noise, true)
SWEEP(analyse_budgets, true)
SWEEP(open_landscape, true)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find_peaks),
        cmocka_unit_test(test_find_readings),
        cmocka_unit_test(test_analyse_neighbourhoods),
        cmocka_unit_test(test_find_parts_of_strings),
        cmocka_unit_test(test_find_parts_of_cells),
        cmocka_unit_test(test_find_optima),
        cmocka_unit_test(test_find_basins),
        cmocka_unit_test(test_find_network),
        cmocka_unit_test(test_find_escapes),
        cmocka_unit_test(test_analyse_noise),
        cmocka_unit_test(test_analyse_budgets),
        cmocka_unit_test(test_open_landscape),
    };
    return cmocka_run_group_tests(tests, lay_ground, clear_ground);
}
