/*
 * Questions about steps from point to point, about conditions and random points, in which every allocation fails once,
 * alone and with all after it: they say so with NSC_FAILED and release all that they had.
 */
#include "allocation_sweep.h"
#include "query/query.h"

struct ground {
    nsc_space *space; /* cells of up to three vertices */
};

static int lay_ground(void **state) {
    static ground laid;
    const nsc_encodings *encodings;
    laid.space = open_space("nb101:vertices=3");
    if (nsc_space_encodings(laid.space, &encodings, NULL) != NSC_OK) /* made once, and kept by the space */
        return -1;
    *state = &laid;
    return 0;
}

static int clear_ground(void **state) {
    const ground *laid = *state;
    nsc_space_close(laid->space);
    return 0;
}

/* Opens a landscape and asks one question about its points 1 and, if that is about two, 5. */
static nsc_status ask(const ground *laid, const char *name, nsc_question question, nsc_error *error) {
    static const char *const points[] = {"id:1", "id:5"};
    const nsc_landscape_names names = {.open_space = laid->space, .fitness = "params", .control = NSC_THREADS(1)};
    const nsc_row_sink sink = passing_sink();
    const nsc_query *query = nsc_query_named(name);
    nsc_opened_landscape *opened = NULL;
    nsc_status status = NSC_OK;
    question.points = points;
    question.point_count = query->points_minimum;
    question.control = NSC_THREADS(1);
    NSC_TRY(nsc_landscape_open(&opened, &names, error));
    NSC_TRY(nsc_query_run(query, opened, &question, &sink, error));
out:
    nsc_landscape_close(opened);
    return status;
}

static nsc_status find_path(const ground *laid, nsc_error *error) {
    return ask(laid, "path", (nsc_question){.path = 1}, error); /* widest, which searches most */
}

static nsc_status climb(const ground *laid, nsc_error *error) {
    return ask(laid, "climb", (nsc_question){.method = 2, .seed = 1}, error);
}

static nsc_status find_nearest(const ground *laid, nsc_error *error) {
    const nsc_status status = ask(laid, "nearest-better", (nsc_question){0}, error);
    return status == NSC_OK ? ask(laid, "nearest-better", (nsc_question){.distance = "edit"}, error) : status;
}

static nsc_status compare(const ground *laid, nsc_error *error) {
    return ask(laid, "compare", (nsc_question){.fitness = "params"}, error);
}

static nsc_status tell_cell(const ground *laid, nsc_error *error) {
    return ask(laid, "cell", (nsc_question){.standing = true}, error);
}

static nsc_status find_neighbours(const ground *laid, nsc_error *error) {
    return ask(laid, "neighbours", (nsc_question){.radius = 2, .where = "edges > 2"}, error);
}

static nsc_status count_shells(const ground *laid, nsc_error *error) {
    return ask(laid, "ball", (nsc_question){.radius = 2, .distance = "edit", .shells = true}, error);
}

static nsc_status ask_twice(const ground *laid, nsc_error *error) {
    const nsc_landscape_names names = {.open_space = laid->space, .fitness = "params", .control = NSC_THREADS(1)};
    const nsc_row_sink sink = passing_sink();
    const nsc_question question = {.control = NSC_THREADS(1)};
    nsc_opened_landscape *opened = NULL;
    nsc_batch batch = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_open(&opened, &names, error));
    nsc_batch_open(&batch, &nsc_query_ball, opened, &question, &sink);
    NSC_TRY(nsc_batch_answer(&batch, "id:1", error));
    NSC_TRY(nsc_batch_answer(&batch, "id:5", error));
out:
    nsc_batch_close(&batch);
    nsc_landscape_close(opened);
    return status;
}

SWEEP(tell_cell, false)
SWEEP(find_neighbours, false)
SWEEP(count_shells, false)
SWEEP(ask_twice, false)
static nsc_status find_top(const ground *laid, nsc_error *error) {
    return ask(laid, "top", (nsc_question){.where = "depth > 0 and test@108 > 0 and hash != x"}, error);
}

static nsc_status sample(const ground *laid, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (unsigned over = 0; status == NSC_OK && over < NSC_SAMPLED_COUNT; over++)
        status = ask(laid, "sample", (nsc_question){.over = over, .where = "params > 1 and width >= 0"}, error);
    return status;
}

SWEEP(find_top, false)
SWEEP(sample, false)
SWEEP(find_path, false)
SWEEP(climb, false)
SWEEP(find_nearest, false)
SWEEP(compare, false)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tell_cell),    cmocka_unit_test(test_find_neighbours),
        cmocka_unit_test(test_count_shells), cmocka_unit_test(test_ask_twice),
        cmocka_unit_test(test_find_path),    cmocka_unit_test(test_climb),
        cmocka_unit_test(test_find_nearest), cmocka_unit_test(test_compare),
        cmocka_unit_test(test_find_top),     cmocka_unit_test(test_sample),
    };
    return cmocka_run_group_tests(tests, lay_ground, clear_ground);
}
