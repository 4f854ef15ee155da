/* What sample of the space measured points are: files of made-up numbers, drawn at random, by size, or by choice. */
#include "folder_fixture.h"
#include "landscape_fixture.h"

#include "analysis/estimators/balance.h"

/* Which points a file lists. */
typedef enum listing {
    DRAWN,
    SMALL_CELLS,
    FEW_PARAMETERS,
    FIRST_OF_ALL,
    LAST_OF_ALL,
    ALL_BUT_FIRST,
    ALL_BUT_19,
    ALL_BUT_20
} listing;

static double *feature_of(const nsc_space *space, const char *name) {
    double *values = test_memory(space->point_count, sizeof *values);
    REQUIRE_OK(space->feature_values(space, (size_t)nsc_space_feature(space, name), NULL, values, &error));
    return values;
}

/* A point with its features, NAN where the space has none. */
typedef struct listed_point {
    uint32_t number, of;
    bool drawn; /* of a tenth of the space */
    double params, vertices;
} listed_point;

static bool is_listed(const listed_point *point, listing how) {
    switch (how) {
    case DRAWN:
        return point->drawn;
    case SMALL_CELLS:
        return point->vertices <= 4 || (point->vertices == 5 && point->params < 3e6);
    case FEW_PARAMETERS:
        return point->params < 5e6 && point->number % 4 == 0;
    case FIRST_OF_ALL:
        return point->number < point->of / 2;
    case LAST_OF_ALL:
        return point->number >= point->of / 2;
    case ALL_BUT_FIRST:
        return point->number > 0;
    case ALL_BUT_19:
        return point->number >= 19;
    case ALL_BUT_20:
        return point->number >= 20;
    }
    return false;
}

/* Writes a file of the points that the listing names; every value is its number. */
static void write_points(const nsc_space *space, listing how, const char *file) {
    const bool cells = space->kind == NSC_SPACE_CELLS;
    double *params = cells ? feature_of(space, "params") : NULL, *sizes = cells ? feature_of(space, "vertices") : NULL;
    gsl_rng *random = random_stream(7, how);
    FILE *stream = fopen(file, "w");
    assert_non_null(stream);
    fputs(cells ? "hash,column\n" : "string,column\n", stream);
    for (uint32_t number = 0; number < space->point_count; number++) {
        const listed_point point = {number, space->point_count, gsl_rng_uniform(random) < 0.1,
                                    cells ? params[number] : (double)NAN, cells ? sizes[number] : (double)NAN};
        nsc_point_name name = {0};
        if (!is_listed(&point, how))
            continue;
        REQUIRE_OK(space->point_name(space, number, &name, &error));
        fprintf(stream, "%s,%u\n", name.text, (unsigned)number);
    }
    assert_int_equal(fclose(stream), 0);
    gsl_rng_free(random);
    free(params);
    free(sizes);
}

/* Opens a landscape of one or two such files; NULL ends them. Returns its fitness. */
static const nsc_fitness *open_files(nsc_opened_landscape **opened, const char *space_name, const listing *how,
                                     size_t count) {
    static char second[160];
    nsc_space *space = open_space(space_name);
    const char *const files[] = {path, second};
    const nsc_landscape_names names = {
        .space = space_name, .data = files, .data_count = count, .fitness = "column:column"};
    const nsc_fitness *fitness = NULL;
    snprintf(second, sizeof second, "%s2", path);
    for (size_t file = 0; file < count; file++)
        write_points(space, how[file], files[file]);
    nsc_space_close(space);
    REQUIRE_OK(nsc_landscape_open(opened, &names, &error));
    REQUIRE_OK(nsc_landscape_fitness(*opened, NULL, &fitness, &error));
    for (size_t file = 1; file < count; file++)
        unlink(files[file]);
    return fitness;
}

static uint32_t chosen_count(const nsc_fitness *fitness) {
    uint32_t count = 0;
    for (uint32_t point = 0; fitness->chosen != NULL && point < fitness->point_count; point++)
        count += fitness->chosen[point];
    return count;
}

static void a_random_sample_is_uniform(void **state) {
    (void)state;
    nsc_opened_landscape *opened;
    const nsc_fitness *fitness = open_files(&opened, "nb101:vertices=5", (const listing[]){DRAWN}, 1);
    assert_string_equal(nsc_fitness_sample_text(fitness), "uniform");
    assert_null(fitness->chosen);
    nsc_landscape_close(opened);
}

/* 84 + 6 + 1 cells of up to 4 vertices, and the small ones of 5: the drawn cells that are not among them stand for the
 * rest of 5 vertices. */
static void a_table_of_small_cells_stands_for_itself(void **state) {
    (void)state;
    nsc_opened_landscape *opened;
    const nsc_fitness *fitness = open_files(&opened, "nb101:vertices=5", (const listing[]){DRAWN, SMALL_CELLS}, 2);
    nsc_space *space = open_space("nb101:vertices=5");
    double *params = feature_of(space, "params"), *sizes = feature_of(space, "vertices");
    nsc_design design;
    uint32_t listed = 0, five = 0;
    assert_string_equal(nsc_fitness_sample_text(fitness), "by size and file");
    for (uint32_t point = 0; point < space->point_count; point++) {
        const bool small = sizes[point] <= 4 || params[point] < 3e6;
        assert_int_equal(fitness->chosen[point], small);
        listed += small;
        five += !small;
    }
    REQUIRE_OK(nsc_design_open(&design, space, fitness, NULL, NULL, &error));
    assert_int_equal(design.stratum_count, 2);
    assert_int_equal(design.strata[0].points, five);
    assert_int_equal(design.strata[0].evaluated, fitness->known_count - listed);
    assert_int_equal(design.strata[1].points, listed);
    assert_int_equal(design.strata[1].evaluated, listed);
    nsc_design_release(&design);
    free(params);
    free(sizes);
    nsc_space_close(space);
    nsc_landscape_close(opened);
}

static void two_halves_of_a_whole_are_pooled(void **state) {
    (void)state;
    nsc_opened_landscape *opened;
    const nsc_fitness *fitness = open_files(&opened, "hamming:3^6", (const listing[]){FIRST_OF_ALL, LAST_OF_ALL}, 2);
    assert_string_equal(nsc_fitness_sample_text(fitness), "complete");
    assert_int_equal(chosen_count(fitness), 0);
    nsc_landscape_close(opened);
}

static void a_choice_by_parameters_is_told(void **state) {
    (void)state;
    nsc_opened_landscape *opened;
    char text[NSC_DEPARTURE_SIZE];
    const nsc_fitness *fitness = open_files(&opened, "nb101:vertices=5", (const listing[]){FEW_PARAMETERS}, 1);
    assert_true(nsc_fitness_departs(fitness));
    assert_non_null(strstr(nsc_fitness_sample_text(fitness), "if uniform within sizes"));
    assert_null(fitness->chosen); /* no other file stands for the rest */
    nsc_fitness_describe_departure(fitness, text);
    assert_non_null(strstr(text, "are no random sample"));
    assert_string_equal(nsc_landscape_note(opened, nsc_landscape_note_count(opened) - 1), text);
    nsc_landscape_close(opened);
}

/* All strings that begin with 0 or, half of them, with 1: at position 1, 243 and 121 of 364 in place of a third
 * each. */
static void half_of_all_strings_in_their_order_is_no_sample(void **state) {
    (void)state;
    nsc_opened_landscape *opened;
    const nsc_fitness *fitness = open_files(&opened, "hamming:3^6", (const listing[]){FIRST_OF_ALL}, 1);
    assert_string_equal(nsc_fitness_sample_text(fitness), "if uniform");
    assert_non_null(strstr(fitness->departure.property, "at position 1"));
    nsc_landscape_close(opened);
}

/* A single missing string is as far from the middle as it likes: of 2^18 strings, 00…0 is 4.2 standard errors from the
 * mean number of zeros. */
static void few_missing_points_are_not_tested(void **state) {
    (void)state;
    static const listing few[] = {ALL_BUT_FIRST, ALL_BUT_19};
    nsc_opened_landscape *opened;
    for (size_t number = 0; number < 2; number++) {
        const nsc_fitness *fitness = open_files(&opened, "hamming:2^18", &few[number], 1);
        assert_false(nsc_fitness_departs(fitness));
        assert_int_equal(fitness->sampling, NSC_SAMPLING_UNTESTED);
        nsc_landscape_close(opened);
    }
}

/* Both means begin with 9.000: the note has as many digits as tell them apart. */
static void means_that_are_close_are_told_apart(void **state) {
    (void)state;
    nsc_opened_landscape *opened;
    char text[NSC_DEPARTURE_SIZE];
    const nsc_fitness *fitness = open_files(&opened, "hamming:2^18", (const listing[]){ALL_BUT_20}, 1);
    assert_true(nsc_fitness_departs(fitness));
    nsc_fitness_describe_departure(fitness, text);
    assert_null(strstr(text, "is 9 on average"));
    assert_non_null(strstr(text, "over the space"));
    nsc_landscape_close(opened);
}

/* By hand: of 00, 01, 10, 11 the first two are known. The share of 0 at position 1 is 1 for 1/2; S² = 1/3, its variance
 * (1 − 2/4)·(1/3)/2 = 1/12, so the departure is (1/2)·√12. */
static void a_departure_by_hand(void **state) {
    (void)state;
    nsc_space *space = open_space("hamming:2^2");
    const double sizes[4] = {0}, values[4] = {5, 6, NAN, NAN};
    const double *const columns[] = {values};
    const bool evaluated[4] = {true, true, false, false};
    const nsc_design_data data = {4, sizes, columns, 1, NULL, NULL};
    nsc_design design;
    nsc_balance balance;
    REQUIRE_OK(nsc_design_of(&design, &data, &error));
    REQUIRE_OK(nsc_balance_open(&balance, space, NULL, &error));
    const nsc_departure departure = nsc_balance_departure(&balance, &design, evaluated);
    assert_true(fabs(departure.errors - sqrt(12) / 2) < 1e-12);
    assert_true(departure.measured == 1 && departure.space == 0.5);
    nsc_balance_close(&balance);
    nsc_design_release(&design);
    nsc_space_close(space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_random_sample_is_uniform),
        cmocka_unit_test(a_table_of_small_cells_stands_for_itself),
        cmocka_unit_test(two_halves_of_a_whole_are_pooled),
        cmocka_unit_test(a_choice_by_parameters_is_told),
        cmocka_unit_test(half_of_all_strings_in_their_order_is_no_sample),
        cmocka_unit_test(few_missing_points_are_not_tested),
        cmocka_unit_test(means_that_are_close_are_told_apart),
        cmocka_unit_test(a_departure_by_hand),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
