/* Functions for other languages in which every allocation fails once, alone and with all after it. */
#include "allocation_sweep.h"
#include "binding/binding.h"

struct ground {
    nsc_bound_landscape *landscape; /* cells of up to four vertices, with their parameters as fitness */
    nsc_bound_tables *tables;       /* of an analysis */
};

static const char *const names[] = {"space", "fitness"}, *const values[] = {"nb101:vertices=4", "params"};

/* The binding's errors are texts alone. */
static nsc_status told(nsc_status status, const char *message, nsc_error *error) {
    return status == NSC_OK ? status : nsc_error_set(error, status, "%s", message);
}

static int lay_ground(void **state) {
    static ground laid;
    const double *fitness, *errors;
    const uint64_t *offsets;
    const uint32_t *neighbours;
    size_t count;
    char message[NSC_BOUND_MESSAGE];
    assert_int_equal(nsc_bound_landscape_open(&laid.landscape, names, values, 2, 1, NULL, 0, message), NSC_OK);
    assert_int_equal(nsc_bound_fitness(laid.landscape, NULL, &fitness, &errors, &count, message), NSC_OK);
    assert_int_equal(nsc_bound_graph(laid.landscape, NULL, &offsets, &neighbours, &count, message), NSC_OK);
    assert_int_equal(nsc_bound_analyse(laid.landscape, "depthwidth", NULL, NULL, 0, &laid.tables, message), NSC_OK);
    /* The encodings of the space are made by the first search. */
    nsc_bound_search *driven;
    assert_int_equal(nsc_bound_search_open(&driven, laid.landscape, NULL, NULL, 0, message), NSC_OK);
    nsc_bound_search_close(driven);
    *state = &laid;
    return 0;
}

static int clear_ground(void **state) {
    const ground *laid = *state;
    nsc_bound_tables_release(laid->tables);
    nsc_bound_landscape_close(laid->landscape);
    return 0;
}

static nsc_status open_landscape(const ground *laid, nsc_error *error) {
    static const char *const given[] = {"hamming:2^2", "column:own"};
    static const double own[] = {1, 2, 3, 4};
    const double *fitness, *errors;
    size_t count;
    char message[NSC_BOUND_MESSAGE];
    nsc_bound_landscape *landscape;
    (void)laid;
    nsc_status status = nsc_bound_landscape_open(&landscape, names, given, 2, 1, own, 4, message);
    if (status == NSC_OK)
        status = nsc_bound_fitness(landscape, NULL, &fitness, &errors, &count, message);
    nsc_bound_landscape_close(landscape);
    return told(status, message, error);
}

static nsc_status ask(const ground *laid, nsc_error *error) {
    const char *const point[] = {"id:3"}, *const options[] = {"n"}, *const three[] = {"3"};
    char message[NSC_BOUND_MESSAGE];
    nsc_bound_tables *tables;
    const nsc_status status =
        nsc_bound_ask(laid->landscape, "neighbours", point, 1, options, three, 1, &tables, message);
    nsc_bound_tables_release(tables);
    return told(status, message, error);
}

static nsc_status analyse(const ground *laid, nsc_error *error) {
    char message[NSC_BOUND_MESSAGE];
    nsc_bound_tables *tables;
    const nsc_status status = nsc_bound_analyse(laid->landscape, "depthwidth", NULL, NULL, 0, &tables, message);
    nsc_bound_tables_release(tables);
    return told(status, message, error);
}

static nsc_status describe(const ground *laid, nsc_error *error) {
    char message[NSC_BOUND_MESSAGE];
    nsc_bound_tables *tables;
    const nsc_status status = nsc_bound_describe(laid->landscape, NULL, &tables, message);
    nsc_bound_tables_release(tables);
    return told(status, message, error);
}

static nsc_status draw(const ground *laid, nsc_error *error) {
    const nsc_bound_tables *const tables[] = {laid->tables};
    const size_t first[] = {0};
    char message[NSC_BOUND_MESSAGE], *text;
    size_t size;
    const nsc_status status = nsc_bound_figure(tables, first, NULL, 1, "svg", "one-column", "f", &text, &size, message);
    nsc_bound_free(text);
    return told(status, message, error);
}

static nsc_status search(const ground *laid, nsc_error *error) {
    const char *const options[] = {"evaluations"}, *const three[] = {"3"};
    char message[NSC_BOUND_MESSAGE], *reply = NULL;
    nsc_bound_search *driven;
    nsc_bound_results *results = NULL;
    nsc_bound_tables *tables = NULL;
    size_t size;
    nsc_status status = nsc_bound_search_open(&driven, laid->landscape, options, three, 1, message);
    if (status == NSC_OK)
        status = nsc_bound_search_request(driven, "{\"evaluate\":\"id:5\"}", &reply, &size, message);
    if (status == NSC_OK)
        status = nsc_bound_results_open(&results, driven, message);
    if (status == NSC_OK)
        status = nsc_bound_results_take(results, driven, "own", message);
    if (status == NSC_OK)
        status = nsc_bound_results_run(results, "random", 0, message);
    if (status == NSC_OK)
        status = nsc_bound_results_table(results, "final", NULL, NULL, 0, &tables, message);
    nsc_bound_free(reply);
    nsc_bound_tables_release(tables);
    nsc_bound_results_close(results);
    nsc_bound_search_close(driven);
    return told(status, message, error);
}

SWEEP(open_landscape, false)
SWEEP(ask, false)
SWEEP(analyse, false)
SWEEP(describe, false)
SWEEP(draw, false)
SWEEP(search, false)

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_open_landscape), cmocka_unit_test(test_ask),
                                       cmocka_unit_test(test_analyse),        cmocka_unit_test(test_describe),
                                       cmocka_unit_test(test_draw),           cmocka_unit_test(test_search)};
    return cmocka_run_group_tests(tests, lay_ground, clear_ground);
}
