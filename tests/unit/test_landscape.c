/* Opening landscapes by their names: what is made when, what is one and the same, and what is refused. */
#include "analysis/analysis.h"
#include "analysis/landscape_encodings.h"
#include "data/data.h"
#include "temporary.h"
#include "testing.h"

#include <math.h>
#include <unistd.h>

#define FIRST "b49ac8c578b4561d79ac7087988f1c61"
#define SECOND "d1269d9156ddc027c40473008192958a"

/* Two cells with runs and a column, and a wrong row; written where the fixture says. */
static const char rows[] = "hash,epochs,run,test_accuracy,note\n" FIRST ",108,1,0.9,3\n" FIRST ",108,2,0.92,3\n" SECOND
                           ",36,1,0.8,4\n" SECOND ",36,2,2,4\n";

typedef struct fixture {
    char folder[64], path[96];
} fixture;

static int open_fixture(void **state) {
    static fixture made;
    temporary_template(made.folder, sizeof made.folder, "");
    assert_non_null(mkdtemp(made.folder));
    snprintf(made.path, sizeof made.path, "%s/rows.csv", made.folder);
    FILE *stream = fopen(made.path, "w");
    assert_non_null(stream);
    assert_true(fputs(rows, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
    *state = &made;
    return 0;
}

static int close_fixture(void **state) {
    fixture *made = *state;
    assert_int_equal(unlink(made->path), 0);
    return rmdir(made->folder);
}

static nsc_opened_landscape *open_names(const nsc_landscape_names *names) {
    nsc_opened_landscape *opened = NULL;
    REQUIRE_OK(nsc_landscape_open(&opened, names, &error));
    return opened;
}

static nsc_opened_landscape *open_rows(const fixture *made, const char *fitness) {
    const char *const data[] = {made->path};
    const nsc_landscape_names names = {
        .space = "nb101:vertices=4", .data = data, .data_count = 1, .fitness = fitness, .keep_going = true};
    return open_names(&names);
}

static const nsc_fitness *fitness_of(nsc_opened_landscape *opened, const char *rule) {
    const nsc_fitness *fitness = NULL;
    REQUIRE_OK(nsc_landscape_fitness(opened, rule, &fitness, &error));
    return fitness;
}

/* ---- names ---- */

static void nothing_named_is_the_built_in_landscape(void **state) {
    (void)state;
    const nsc_landscape_names names = {0};
    nsc_opened_landscape *opened = open_names(&names);
    const nsc_measurements *measurements;
    nsc_landscape landscape;
    REQUIRE_OK(nsc_landscape_view(opened, &landscape, &error));
    assert_int_equal(landscape.space->point_count, 423624);
    assert_int_equal(landscape.graph->edge_count, 4577278); /* pruned */
    assert_string_equal(landscape.fitness->rule.text, "test@108:mean");
    assert_int_equal(landscape.fitness->origin, NSC_ORIGIN_SURROGATE);
    assert_ptr_equal(landscape.opened, opened);
    assert_true(nsc_landscape_builtin(opened));
    REQUIRE_OK(nsc_landscape_measurements(opened, &measurements, &error));
    assert_null(measurements);
    assert_int_equal(nsc_landscape_note_count(opened), 1);
    assert_non_null(strstr(nsc_landscape_note(opened, 0), "surrogate, not measured"));
    nsc_landscape_close(opened);
}

static void names_are_copied(void **state) {
    const fixture *made = *state;
    char space[] = "nb101:vertices=4", path[96], fitness[] = "test@36", relation[] = "strict";
    char *data[] = {path};
    strcpy(path, made->path);
    const nsc_landscape_names names = {.space = space,
                                       .data = (const char *const *)data,
                                       .data_count = 1,
                                       .fitness = fitness,
                                       .relation = relation,
                                       .keep_going = true};
    nsc_opened_landscape *opened = open_names(&names);
    nsc_landscape landscape;
    space[0] = path[0] = fitness[0] = relation[0] = '!';
    data[0] = NULL;
    REQUIRE_OK(nsc_landscape_view(opened, &landscape, &error));
    assert_string_equal(landscape.space->name, "nb101:vertices=4");
    assert_string_equal(landscape.graph->relation->name, "strict");
    assert_string_equal(landscape.fitness->rule.text, "test@36:run1"); /* the only run that is there */
    assert_string_equal(landscape.fitness->source, made->path);
    nsc_landscape_close(opened);
}

/* A wrong name is in nobody's way who does not need it, and may be asked for again. */
static void nothing_is_read_before_it_is_asked_for(void **state) {
    (void)state;
    const char *const data[] = {"/nowhere/rows.csv"};
    const nsc_landscape_names names = {
        .space = "nb101:vertices=4", .data = data, .data_count = 1, .relation = "listed", .fitness = "test@108"};
    nsc_opened_landscape *opened = open_names(&names);
    const nsc_space *space;
    const nsc_graph *graph;
    const nsc_fitness *fitness;
    nsc_landscape landscape;
    REQUIRE_OK(nsc_landscape_space(opened, &space, &error));
    assert_int_equal(space->point_count, 91);
    REQUIRE_OK(nsc_landscape_graph(opened, nsc_relation_named("pruned"), &graph, &error));
    REQUIRE_REFUSED(nsc_landscape_graph(opened, NULL, &graph, &error), NSC_USAGE, "listed");
    assert_int_equal(fitness_of(opened, "params")->known_count, 91);
    for (int time = 0; time < 2; time++)
        REQUIRE_REFUSED(nsc_landscape_fitness(opened, NULL, &fitness, &error), NSC_MISSING, data[0]);
    REQUIRE_REFUSED(nsc_landscape_view(opened, &landscape, &error), NSC_MISSING, data[0]);
    nsc_landscape_close(opened);
    nsc_landscape_close(NULL);
}

static void refusals_name_what_is_wrong(void **state) {
    const fixture *made = *state;
    const char *const both[] = {made->path, "builtin"};
    const nsc_landscape_names no_space = {.space = "nb102"}, merged = {.data = both, .data_count = 2},
                              no_rule = {.space = "hamming:2^3", .fitness = "test@108:best"},
                              no_data = {.space = "hamming:2^3", .fitness = "test"};
    const nsc_landscape_names *const wrong[] = {&no_space, &merged, &no_rule, &no_data};
    static const nsc_status expected[] = {NSC_USAGE, NSC_USAGE, NSC_USAGE, NSC_MISSING};
    static const char *const words[] = {"nb102", "cannot be merged", "no policy", "comes with no measurements"};
    for (size_t number = 0; number < NSC_COUNT_OF(wrong); number++) {
        nsc_opened_landscape *opened = open_names(wrong[number]);
        nsc_landscape landscape;
        REQUIRE_REFUSED(nsc_landscape_view(opened, &landscape, &error), expected[number], words[number]);
        nsc_landscape_close(opened);
    }
}

/* ---- one thing, once ---- */

static void rules_of_one_meaning_are_one_fitness(void **state) {
    const fixture *made = *state;
    nsc_opened_landscape *opened = open_rows(made, NULL);
    const nsc_fitness *mean = fitness_of(opened, "test@108:mean");
    assert_ptr_equal(fitness_of(opened, "test@108"), mean);
    assert_ptr_equal(fitness_of(opened, NULL), mean); /* what stands where no fitness is named */
    assert_ptr_not_equal(fitness_of(opened, "test@108:run1"), mean);
    assert_ptr_equal(fitness_of(opened, "params"), fitness_of(opened, "trainable_parameters"));
    assert_int_equal(mean->known_count, 1);
    assert_string_equal(mean->source, made->path);
    nsc_landscape_close(opened);
}

static void a_graph_is_built_once(void **state) {
    (void)state;
    const nsc_landscape_names names = {.space = "nb101:vertices=5", .relation = "adjacent"};
    nsc_opened_landscape *opened = open_names(&names);
    const nsc_graph *own, *same, *other;
    REQUIRE_OK(nsc_landscape_graph(opened, NULL, &own, &error));
    REQUIRE_OK(nsc_landscape_graph(opened, nsc_relation_named("pruned"), &other, &error));
    REQUIRE_OK(nsc_landscape_graph(opened, nsc_relation_named("adjacent"), &same, &error));
    assert_ptr_equal(own, same);
    assert_ptr_not_equal(own, other);
    assert_true(own->edge_count < other->edge_count);
    nsc_landscape_close(opened);
}

/* ---- files ---- */

static void files_are_noted(void **state) {
    const fixture *made = *state;
    nsc_opened_landscape *opened = open_rows(made, NULL);
    const nsc_measurements *measurements;
    assert_int_equal(nsc_landscape_note_count(opened), 0);
    REQUIRE_OK(nsc_landscape_measurements(opened, &measurements, &error));
    assert_int_equal(nsc_measurements_budget_count(measurements), 2);
    assert_false(nsc_landscape_builtin(opened));
    assert_int_equal(nsc_landscape_note_count(opened), 2);
    assert_non_null(strstr(nsc_landscape_note(opened, 0), "3 rows used, 1 left out"));
    assert_non_null(strstr(nsc_landscape_note(opened, 1), "line 5"));
    fitness_of(opened, "test@36");
    assert_int_equal(nsc_landscape_note_count(opened), 2);
    nsc_landscape_close(opened);
}

/* The column that the names' fitness is, or the one that is asked for first; no file is read a second time. */
static void one_column_is_kept(void **state) {
    const fixture *made = *state;
    const nsc_fitness *fitness;
    for (int named = 0; named < 2; named++) {
        nsc_opened_landscape *opened = open_rows(made, named ? "column:note" : NULL);
        if (named)
            fitness_of(opened, "test@108");
        assert_int_equal(fitness_of(opened, "column:note")->known_count, 2);
        assert_int_equal(fitness_of(opened, "test@108")->known_count, 1);
        REQUIRE_REFUSED(nsc_landscape_fitness(opened, "column:other", &fitness, &error), NSC_MISSING, "column:other");
        nsc_landscape_close(opened);
    }
}

/* ---- a few points ---- */

static void check_values(nsc_opened_landscape *opened, const char *rule, const uint32_t *points, size_t count,
                         const char *origin, const char *source) {
    nsc_point_fitness *few = test_memory(count, sizeof *few);
    nsc_provenance provenance;
    REQUIRE_OK(nsc_landscape_values(opened, rule, points, count, few, &provenance, &error));
    const nsc_fitness *all = fitness_of(opened, rule);
    for (size_t number = 0; number < count; number++)
        assert_memory_equal(&few[number].value, &all->values[points[number]], sizeof few->value);
    assert_string_equal(provenance.fitness, all->rule.text);
    assert_string_equal(provenance.origin, origin);
    assert_string_equal(provenance.source, source);
    free(few);
}

static void a_few_values_are_those_of_all(void **state) {
    const fixture *made = *state;
    enum { MANY = 2532 };
    static const char *const features[] = {"params", "encodings"}; /* one by one, and always together */
    uint32_t points[MANY];
    nsc_opened_landscape *opened = open_rows(made, NULL);
    const nsc_space *space;
    REQUIRE_OK(nsc_landscape_space(opened, &space, &error));
    const uint32_t known[] = {id_of(space, FIRST), id_of(space, SECOND), 90}, unknown[] = {90, 80};
    check_values(opened, "test@108", known, 3, "measured", made->path);
    check_values(opened, "test@36:run1", known, 3, "measured", made->path);
    check_values(opened, NULL, unknown, 2, "measured", made->path);
    nsc_landscape_close(opened);
    const nsc_landscape_names names = {.space = "nb101:vertices=5"};
    for (uint32_t point = 0; point < MANY; point++)
        points[point] = MANY - 1 - point;
    opened = open_names(&names);
    for (size_t count = 10; count <= MANY; count += MANY - 10) {
        check_values(opened, "time@108", points, count, "surrogate", "builtin");
        for (size_t feature = 0; feature < NSC_COUNT_OF(features); feature++)
            check_values(opened, features[feature], points, count, "computed", "space");
    }
    nsc_landscape_close(opened);
}

static void values_that_no_point_has_are_missing(void **state) {
    const fixture *made = *state;
    nsc_opened_landscape *opened = open_rows(made, NULL);
    const uint32_t point = 3;
    nsc_provenance provenance;
    nsc_point_fitness value;
    REQUIRE_REFUSED(nsc_landscape_values(opened, "valid@4", &point, 1, &value, &provenance, &error), NSC_MISSING,
                    "no value for valid@4:mean");
    nsc_landscape_close(opened);
}

/* ---- asking for another fitness ---- */

static void what_the_data_lacks_is_an_answer(void **state) {
    const fixture *made = *state;
    nsc_opened_landscape *opened = open_rows(made, NULL);
    nsc_landscape landscape;
    nsc_asked_fitness asked;
    REQUIRE_OK(nsc_landscape_view(opened, &landscape, &error));
    REQUIRE_OK(nsc_landscape_ask(&landscape, "test@36", &asked, &error));
    assert_ptr_equal(asked.fitness, fitness_of(opened, "test@36:run1"));
    assert_string_equal(asked.lacking, "");
    assert_int_equal(asked.reason.status, NSC_OK);
    REQUIRE_OK(nsc_landscape_ask(&landscape, "valid@36:run2", &asked, &error));
    assert_null(asked.fitness);
    assert_string_equal(asked.rule.text, "valid@36:run2");
    assert_string_equal(asked.lacking, "the data does not hold valid@36:run2");
    assert_non_null(strstr(asked.reason.message, "it has runs of test@36, test@108"));
    REQUIRE_REFUSED(nsc_landscape_ask(&landscape, "nothing", &asked, &error), NSC_USAGE, "nothing");
    nsc_landscape_close(opened);
}

static void a_landscape_of_its_own_has_one_fitness(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    nsc_fitness fitness = {.rule = nsc_fitness_rule_of(NSC_METRIC_TEST, 108, NSC_POLICY_MEAN)};
    nsc_graph graph = {0};
    nsc_asked_fitness asked;
    nsc_landscape landscape = nsc_landscape_of(space, &graph, &fitness);
    assert_ptr_equal(landscape.space, space);
    assert_ptr_equal(landscape.graph, &graph);
    assert_null(landscape.opened);
    REQUIRE_OK(nsc_landscape_ask(&landscape, "test@108", &asked, &error));
    assert_ptr_equal(asked.fitness, &fitness);
    REQUIRE_OK(nsc_landscape_ask(&landscape, "test@36", &asked, &error));
    assert_null(asked.fitness);
    assert_string_equal(asked.lacking, "the data does not hold test@36:mean");
    strcpy(fitness.rule.text, "whatever it is called");
    REQUIRE_OK(nsc_landscape_ask(&landscape, "whatever it is called", &asked, &error));
    assert_ptr_equal(asked.fitness, &fitness);
    nsc_space_close(space);
}

/* ---- without a graph ---- */

/* The first table as CSV, or the message; released by free(). */
static char *result_of(const nsc_analysis *analysis, const nsc_landscape *landscape, nsc_status *status) {
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    nsc_error failure = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    options.distance = nsc_distance_named("hops");
    options.control = NSC_THREADS(1);
    options.walks = 3;
    options.length = 50;
    options.lags = 2;
    *status = nsc_analysis_run(analysis, landscape, &options, tables, &failure);
    if (*status == NSC_OK)
        REQUIRE_OK(nsc_table_write(tables[0], NSC_FORMAT_CSV, stream, &error));
    else
        fputs(failure.message, stream);
    nsc_analysis_release(tables);
    assert_int_equal(fclose(stream), 0);
    return text;
}

/* With no graph to be had, an analysis that reads none says the same, and any other refuses. */
static void analyses_that_read_no_graph_need_none(void **state) {
    static const char *const without[] = {"encodingrwa",  "opfrequency", "depthwidth",   "variance",
                                          "interactions", "density",     "distribution", "budgets"};
    (void)state;
    const nsc_landscape_names names = {.space = "nb101:vertices=4"};
    nsc_opened_landscape *opened = open_names(&names);
    nsc_landscape complete;
    size_t found = 0;
    REQUIRE_OK(nsc_landscape_view(opened, &complete, &error));
    for (size_t number = 0; number < nsc_analysis_count(); number++) {
        const nsc_analysis *analysis = nsc_analysis_at(number);
        const nsc_landscape bare = {
            .space = complete.space, .relation = complete.relation, .fitness = complete.fitness};
        const nsc_landscape owned = nsc_landscape_of(complete.space, complete.graph, complete.fitness);
        nsc_status status, expected_status = NSC_USAGE;
        char *text = result_of(analysis, &bare, &status);
        const bool listed = found < NSC_COUNT_OF(without) && strcmp(analysis->name, without[found]) == 0;
        assert_int_equal(nsc_analysis_reads_graph(analysis), !listed);
        if (listed) {
            char *expected = result_of(analysis, &owned, &expected_status);
            assert_string_equal(text, expected);
            free(expected);
            found++;
        } else if ((analysis->needs & NSC_NEEDS_SECOND) == 0) {
            assert_non_null(strstr(text, "has no graph"));
        }
        assert_int_equal(status, expected_status);
        free(text);
    }
    assert_int_equal(found, NSC_COUNT_OF(without));
    nsc_landscape_close(opened);
}

/* The view of points leaves the graph to the analysis that reads it; it is that of the relation that was given. */
static void a_graph_is_made_for_the_analysis_that_reads_it(void **state) {
    (void)state;
    const nsc_landscape_names names = {.space = "nb101:vertices=4"};
    nsc_opened_landscape *opened = open_names(&names);
    const nsc_analysis *optima = nsc_analysis_named("optima");
    nsc_landscape points, complete;
    nsc_status status;
    REQUIRE_OK(nsc_landscape_view_points(opened, nsc_relation_named("strict"), "params", &points, &error));
    assert_null(points.graph);
    assert_string_equal(points.relation->name, "strict");
    assert_string_equal(points.fitness->rule.text, "params");
    char *text = result_of(optima, &points, &status);
    assert_int_equal(status, NSC_OK);
    complete = points;
    REQUIRE_OK(nsc_landscape_graph(opened, points.relation, &complete.graph, &error));
    char *expected = result_of(optima, &complete, &status);
    assert_string_equal(text, expected);
    free(text);
    free(expected);
    nsc_landscape_close(opened);
}

/* ---- values of a program's own ---- */

typedef struct own_values {
    size_t calls;
    nsc_status fails;
} own_values;

static nsc_status give(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness, nsc_error *error) {
    own_values *own = context;
    own->calls++;
    if (own->fails != NSC_OK)
        return own->fails == NSC_FAILED ? nsc_error_set(error, NSC_FAILED, "interrupted") : own->fails;
    const nsc_status status = nsc_allocate(&fitness->values, fitness->point_count, sizeof(double), error);
    for (uint32_t point = 0; status == NSC_OK && point < fitness->point_count; point++)
        fitness->values[point] = point % 2 == 0 && rule->epochs == 108 ? (double)point : (double)NAN;
    fitness->origin = NSC_ORIGIN_SYNTHETIC;
    return status;
}

static void a_program_brings_its_own_values(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    own_values own = {0};
    const nsc_landscape_names names = {.open_space = space, .make_fitness = give, .make_context = &own};
    nsc_opened_landscape *opened = open_names(&names);
    const nsc_measurements *measurements;
    const nsc_fitness *fitness;
    const uint32_t point = 4;
    nsc_provenance provenance;
    nsc_landscape landscape;
    nsc_point_fitness value;
    REQUIRE_OK(nsc_landscape_view(opened, &landscape, &error));
    assert_ptr_equal(landscape.space, space);
    assert_int_equal(landscape.fitness->known_count, 46); /* of 91 */
    assert_string_equal(landscape.fitness->rule.text, "test@108:mean");
    fitness_of(opened, "test@108");
    assert_int_equal(own.calls, 1);
    REQUIRE_OK(nsc_landscape_values(opened, "test@108", &point, 1, &value, &provenance, &error));
    assert_true(value.value == 4);
    assert_string_equal(provenance.origin, "synthetic");
    assert_int_equal(own.calls, 1);
    assert_int_equal(fitness_of(opened, "params")->origin, NSC_ORIGIN_COMPUTED);
    assert_int_equal(own.calls, 1);
    REQUIRE_REFUSED(nsc_landscape_fitness(opened, "test@36", &fitness, &error), NSC_MISSING, "no point has a value");
    REQUIRE_OK(nsc_landscape_measurements(opened, &measurements, &error));
    assert_null(measurements);
    assert_false(nsc_landscape_builtin(opened));
    nsc_landscape_close(opened);
    nsc_space_close(space);
}

/* What the data cannot give is not tried again; what was interrupted is. */
static void reasons_are_kept(void **state) {
    (void)state;
    own_values own = {.fails = NSC_FAILED};
    const nsc_landscape_names names = {.space = "hamming:2^3", .make_fitness = give, .make_context = &own};
    nsc_opened_landscape *opened = open_names(&names);
    const nsc_fitness *fitness;
    REQUIRE_REFUSED(nsc_landscape_fitness(opened, "test@108", &fitness, &error), NSC_FAILED, "interrupted");
    own.fails = NSC_OK;
    assert_int_equal(fitness_of(opened, "test@108")->known_count, 4);
    assert_int_equal(own.calls, 2);
    own.fails = NSC_INVALID;
    for (int time = 0; time < 2; time++)
        REQUIRE_REFUSED(nsc_landscape_fitness(opened, "time@108", &fitness, &error), NSC_INVALID, "time@108:mean");
    assert_int_equal(own.calls, 3);
    nsc_landscape_close(opened);
}

static void own_values_and_data_exclude_each_other(void **state) {
    const fixture *made = *state;
    const char *const data[] = {made->path};
    const nsc_landscape_names names = {.data = data, .data_count = 1, .make_fitness = give};
    nsc_opened_landscape *opened;
    REQUIRE_REFUSED(nsc_landscape_open(&opened, &names, &error), NSC_USAGE, "cannot be merged");
    assert_null(opened);
}

/* ---- encodings around targets ---- */

/* Totals of targets, equal to what a pass over all encodings counts; returns whether it took one. */
static bool totals_are_counted(nsc_opened_landscape *opened, const uint32_t *targets, size_t count) {
    nsc_encoding_totals totals[NSC_VALIDITY_COUNT] = {{.nearest = NULL}};
    nsc_encoding_counts counts[NSC_VALIDITY_COUNT] = {{0}};
    const nsc_encodings *encodings;
    nsc_landscape landscape;
    uint8_t *buffer = NULL, *own = NULL, *nearest = NULL;
    REQUIRE_OK(nsc_landscape_view_points(opened, NULL, NULL, &landscape, &error));
    REQUIRE_OK(nsc_encoding_totals_of(totals, &landscape, targets, count, NSC_THREADS(1), &buffer, &error));
    REQUIRE_OK(nsc_space_encodings(landscape.space, &encodings, &error));
    REQUIRE_OK(nsc_encoding_buffer(encodings, &own, &error));
    REQUIRE_OK(nsc_encoding_counts_by_rule(counts, landscape.space, targets, count, NSC_THREADS(1), own, &error));
    REQUIRE_OK(nsc_allocate(&nearest, landscape.space->point_count, 1, &error));
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        nsc_encoding_counts_nearest(&counts[validity], nearest);
        assert_memory_equal(totals[validity].all, counts[validity].all, sizeof counts->all);
        assert_memory_equal(totals[validity].valid, counts[validity].valid, sizeof counts->valid);
        assert_memory_equal(totals[validity].nearest, nearest, landscape.space->point_count);
        nsc_encoding_counts_release(&counts[validity]);
    }
    const bool passed = buffer != NULL;
    nsc_encoding_totals_release(totals);
    free(buffer);
    free(own);
    free(nearest);
    return passed;
}

static void encodings_around_the_same_targets_are_counted_once(void **state) {
    (void)state;
    nsc_opened_landscape *opened = open_names(&(nsc_landscape_names){.space = "nb101:vertices=4"});
    assert_true(totals_are_counted(opened, (const uint32_t[]){7, 3}, 2));
    assert_false(totals_are_counted(opened, (const uint32_t[]){3, 7}, 2));
    assert_true(totals_are_counted(opened, (const uint32_t[]){3}, 1));
    for (uint32_t other = 10; other < 10 + NSC_TOTALS_KEPT; other++)
        assert_true(totals_are_counted(opened, &other, 1));
    assert_true(totals_are_counted(opened, (const uint32_t[]){7, 3}, 2)); /* dropped meanwhile */
    assert_false(totals_are_counted(opened, (const uint32_t[]){9 + NSC_TOTALS_KEPT}, 1));
    nsc_landscape_close(opened);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_named_is_the_built_in_landscape),
        cmocka_unit_test(names_are_copied),
        cmocka_unit_test(nothing_is_read_before_it_is_asked_for),
        cmocka_unit_test(refusals_name_what_is_wrong),
        cmocka_unit_test(rules_of_one_meaning_are_one_fitness),
        cmocka_unit_test(a_graph_is_built_once),
        cmocka_unit_test(files_are_noted),
        cmocka_unit_test(one_column_is_kept),
        cmocka_unit_test(a_few_values_are_those_of_all),
        cmocka_unit_test(values_that_no_point_has_are_missing),
        cmocka_unit_test(what_the_data_lacks_is_an_answer),
        cmocka_unit_test(a_landscape_of_its_own_has_one_fitness),
        cmocka_unit_test(analyses_that_read_no_graph_need_none),
        cmocka_unit_test(a_graph_is_made_for_the_analysis_that_reads_it),
        cmocka_unit_test(a_program_brings_its_own_values),
        cmocka_unit_test(reasons_are_kept),
        cmocka_unit_test(own_values_and_data_exclude_each_other),
        cmocka_unit_test(encodings_around_the_same_targets_are_counted_once),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
