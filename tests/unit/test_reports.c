/*
 * The report as a folder: which files it has, what the page and the manifest say, and that neither surrogates nor
 * made-up data pass for measurements.
 */
#include "data/store/store.h"
#include "data/surrogate/surrogate.h"
#include "report_data.h"

#include <gsl/gsl_errno.h>

/* ---- a small space ---- */

enum { QUOTIENTS = 3 }; /* pruned, adjacent, strict */

/* Checks of the program stand in a table of their own; a bound is told in the paper's words, not as its value. */
static void check_page(const char *folder) {
    char *page = read_text(folder, "index.html");
    assert_null(strstr(page, "NOT COMPLETE"));
    assert_non_null(strstr(page, "href=\"manifest.json\""));
    const char *statements = strstr(page, "59 statements were checked");
    const char *checks = strstr(page, "Consistency checks of the program: ");
    assert_true(statements != NULL && checks != NULL && statements < checks);
    assert_true(strstr(page, "Largest number of vertices") > checks);
    assert_true(strstr(page, "Many encodings are invalid") > checks);
    assert_non_null(strstr(page, ">many <small>"));
    assert_non_null(strstr(page, ">positive <small>"));
    assert_null(strstr(page, ">above 0"));
    assert_null(strstr(page, ">below 0"));
    /* No address but the name space of SVG, which nothing is fetched from. */
    static const char name_space[] = "xmlns=\"http://www.w3.org/2000/svg\"";
    for (const char *address = page; (address = strstr(address, "http")) != NULL; address++)
        assert_true(address - page > 7 && strncmp(address - 7, name_space, sizeof name_space - 1) == 0);
    free(page);
}

/* The report asks for some fitnesses in two spellings: test@108 and test@108:mean. */
static void check_each_fitness_once(const char *folder) {
    sheet *coverage = read_sheet(folder, "coverage.csv");
    json_t *manifest = read_manifest(folder);
    const json_t *fitnesses = json_object_get(manifest, "fitnesses");
    for (size_t row = 1; row < coverage->row_count; row++)
        for (size_t other = 1; other < row; other++)
            if (strcmp(text_at(coverage, row, "fitness"), text_at(coverage, other, "fitness")) == 0)
                assert_string_not_equal(text_at(coverage, row, "vertices"), text_at(coverage, other, "vertices"));
    for (size_t number = 0; number < json_array_size(fitnesses); number++)
        for (size_t other = 0; other < number; other++) {
            const char *rule = json_string_value(json_object_get(json_array_get(fitnesses, number), "rule"));
            const char *before = json_string_value(json_object_get(json_array_get(fitnesses, other), "rule"));
            assert_true(rule == NULL || before == NULL || strcmp(rule, before) != 0);
        }
    json_decref(manifest);
    free_sheet(coverage);
}

static void expected_files_are_written(void **state) {
    (void)state;
    static const char *const names[] = {"rwa-pruned.csv",
                                        "rwa-adjacent.csv",
                                        "rwa-strict.csv",
                                        "rwa-summary-strict.csv",
                                        "rwa-strata-pruned.csv",
                                        "fdc-pruned-hops.csv",
                                        "fdc-adjacent-hops.csv",
                                        "fdc-strict-hops.csv",
                                        "fdc-pruned-edit.csv",
                                        "opeffect-pruned.csv",
                                        "fdc-distances-pruned-edit.csv",
                                        "opeffect-time-pruned.csv",
                                        "edgeeffect-pruned.csv",
                                        "rarity-pruned-hops.csv",
                                        "depthwidth.csv",
                                        "density.csv",
                                        "opfrequency.csv",
                                        "graph-pruned.csv",
                                        "graph-adjacent.csv",
                                        "graph-strict.csv",
                                        "coverage.csv",
                                        "claims.csv",
                                        "readings.csv",
                                        "page.md",
                                        "index.html",
                                        "encodingrwa-raw.csv",
                                        "encodingrwa-pruned.csv",
                                        "encodingrwa-summary-raw.csv",
                                        "fdc-pruned-encoding.csv",
                                        "distance-readings-pruned.csv",
                                        "distance-curves-pruned.csv",
                                        "peaks-pruned.csv",
                                        "peaks-volumes-pruned.csv",
                                        "cost-front-pruned.csv",
                                        "cost-named-pruned.csv",
                                        "manifest.json"};
    nsc_space *space = open_space("nb101:vertices=5");
    made_up data = make_data(space, UINT32_MAX);
    char *folder = make_folder(), *words = NULL;
    size_t length;
    FILE *summary = open_memstream(&words, &length);
    REQUIRE_OK(write_report(&data, folder, NSC_THREADS(2), summary, &error));
    fclose(summary);
    for (size_t number = 0; number < NSC_COUNT_OF(names); number++)
        if (!has_file(folder, names[number]))
            fail_msg("no %s", names[number]);
    check_manifest(folder, "nb101:vertices=5", nsc_claim_count());
    check_each_fitness_once(folder);
    assert_non_null(strstr(words, "2,532 cells"));
    check_page(folder);
    assert_non_null(strstr(words, "59 statements: "));
    assert_null(strstr(words, "SURROGATE"));
    assert_null(strstr(words, "NOT COMPLETE"));
    /* a part of the space is not the paper's space */
    sheet *claims = read_sheet(folder, "claims.csv");
    for (size_t row = 1; row < claims->row_count; row++)
        assert_string_equal(text_at(claims, row, "verdict"), "needs the full data");
    assert_claim(claims, "Unique cells", "needs the full data", 2532, 0);
    assert_claim(claims, "Change of validation accuracy, conv3x3 replaced by maxpool3x3", "needs the full data",
                 -0.0199, 1e-12);
    free_sheet(claims);
    sheet *effects = read_sheet(folder, "opeffect-pruned.csv");
    assert_string_equal(text_at(effects, 1, "fitness_rule"), "valid@108:mean");
    free_sheet(effects);
    sheet *figures = read_sheet(folder, "graph-strict.csv");
    assert_string_equal(figures->fields[1][0], "vertices");
    assert_string_equal(figures->fields[1][1], "2532");
    free_sheet(figures);
    free(words);
    remove_folder(folder);
    free_data(&data);
    nsc_space_close(space);
}

static void nothing_on_the_surrogate_agrees(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=5");
    made_up data = make_data(space, UINT32_MAX);
    char *folder = make_folder(), *words = NULL;
    size_t length;
    FILE *summary = open_memstream(&words, &length);
    data.origin = NSC_ORIGIN_SURROGATE;
    REQUIRE_OK(write_report(&data, folder, NSC_THREADS(2), summary, &error));
    fclose(summary);
    assert_non_null(strstr(words, "SURROGATE: no accuracy or time below is measured"));
    /* beside the tables of walks and of distances on each relation */
    size_t shown = 0;
    char *page = read_text(folder, "index.html");
    for (const char *place = page; (place = strstr(place, "on the same pairs: 0.")) != NULL; place++)
        shown++;
    assert_true(shown >= 10);
    assert_non_null(strstr(page, "This landscape is fitted, not measured"));
    assert_non_null(strstr(page, "model: "));
    free(page);
    sheet *claims = read_sheet(folder, "claims.csv");
    for (size_t row = 1; row < claims->row_count; row++) {
        const bool rests_on_it = strcmp(text_at(claims, row, "origin"), "surrogate") == 0;
        assert_string_equal(text_at(claims, row, "verdict"), rests_on_it ? "surrogate only" : "needs the full data");
        const char *topic = text_at(claims, row, "topic");
        if (strcmp(topic, "Random walks") == 0 || strcmp(topic, "Distance to the best") == 0)
            assert_non_null(strstr(text_at(claims, row, "note"), "across an edge 0."));
        assert_true(rests_on_it ==
                    (text_at(claims, row, "fitness")[0] != '\0' && !isnan(number_at(claims, row, "computed"))));
    }
    free_sheet(claims);
    const nsc_surrogate *model = nsc_surrogate_builtin("test@108:mean");
    static const char *const locality[] = {"rwa-%s.csv", "rwa-summary-%s.csv", "rwa-strata-%s.csv", "fdc-%s-hops.csv",
                                           "fdc-distances-%s-hops.csv"};
    for (size_t relation = 0; relation < QUOTIENTS; relation++)
        for (size_t number = 0; number < NSC_COUNT_OF(locality); number++) {
            char name[64];
            snprintf(name, sizeof name, locality[number], nsc_relations[relation].name);
            sheet *table = read_sheet(folder, name);
            for (size_t row = 1; row < table->row_count; row++) {
                assert_true(number_at(table, row, "edge_correlation_measured") == model->edges[relation].measured);
                assert_true(number_at(table, row, "edge_correlation_fitted") == model->edges[relation].fitted);
            }
            free_sheet(table);
        }
    free(words);
    remove_folder(folder);
    free_data(&data);
    nsc_space_close(space);
}

/* Half of the cells, so that notes on coverage are made; in all words but the disclaimer nothing is called measured. */
static void made_up_data_decides_nothing(void **state) {
    (void)state;
    static const char disclaimer[] = "SYNTHETIC: no accuracy or time below is measured";
    nsc_space *space = open_space("nb101:vertices=6");
    made_up data = make_data(space, UINT32_MAX);
    gsl_rng *random = random_stream(10, 0);
    char *folder = make_folder(), *words = NULL;
    size_t length, rests = 0, notes = 0;
    FILE *summary = open_memstream(&words, &length);
    data.origin = NSC_ORIGIN_SYNTHETIC;
    for (size_t column = 0; column < COLUMNS; column++)
        hide(&data, column, 0.5, random);
    REQUIRE_OK(write_report(&data, folder, NSC_THREADS(2), summary, &error));
    fclose(summary);
    char *place = strstr(words, disclaimer);
    assert_non_null(place);
    memset(place, ' ', strlen(disclaimer));
    assert_null(strstr(words, "measured"));
    assert_null(strstr(words, "SURROGATE"));
    sheet *claims = read_sheet(folder, "claims.csv");
    for (size_t row = 1; row < claims->row_count; row++) {
        const bool rests_on_it = strcmp(text_at(claims, row, "origin"), "synthetic") == 0;
        const char *note = text_at(claims, row, "note");
        assert_string_equal(text_at(claims, row, "verdict"), rests_on_it ? "synthetic only" : "needs the full data");
        assert_true(rests_on_it ==
                    (text_at(claims, row, "fitness")[0] != '\0' && !isnan(number_at(claims, row, "computed"))));
        assert_null(strstr(note, "measured cells"));
        assert_null(strstr(note, "measured neighbours"));
        rests += rests_on_it;
        notes += strstr(note, "treats the synthetic cells of each size") != NULL;
    }
    assert_true(rests > 30 && notes > 20);
    free_sheet(claims);
    json_t *manifest = read_manifest(folder);
    assert_true(json_is_true(json_object_get(manifest, "synthetic")));
    assert_true(json_is_false(json_object_get(manifest, "surrogate")));
    json_decref(manifest);
    gsl_rng_free(random);
    free(words);
    remove_folder(folder);
    free_data(&data);
    nsc_space_close(space);
}

/* ---- a store ---- */

/* Three runs at 108 epochs of all cells of up to 5 vertices but the last, which has two, and one of a larger cell. */
static void write_store(const nsc_space *published, uint32_t cells, const char *path) {
    const nsc_store_origin origin = {.source = "made.tfrecord"};
    nsc_store_builder *builder = NULL;
    REQUIRE_OK(nsc_store_builder_create(&builder, published, &error));
    for (uint32_t id = 0; id <= cells; id++)
        for (unsigned run = 0; run < (id == cells ? 1u : id + 1 == cells ? 2u : 3u); run++) {
            nsc_official_row row = {.epochs = 108};
            row.values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_TEST)] =
                (9000 + id % 101 + run) / 9984.0;
            row.values[nsc_official_place(NSC_EVALUATION_HALFWAY, NSC_EVALUATION_TIME)] = 50;
            row.values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_TIME)] = 100 + id % 89;
            row.checkpoint_paths[NSC_EVALUATION_INITIAL] = (nsc_view){NSC_SYNTHETIC_MARK "3", 11};
            REQUIRE_OK(nsc_store_builder_add(builder, id, &row, &error));
        }
    REQUIRE_OK(nsc_store_write(builder, &origin, NSC_THREADS(1), path, &error));
    nsc_store_builder_destroy(builder);
}

/* Every row on the mean test accuracy says how many runs it rests on. */
static void assert_runs(const char *folder, const char *name, const char *fitness, const char *runs) {
    sheet *table = read_sheet(folder, name);
    size_t rows = 0;
    for (size_t row = 1; row < table->row_count; row++) {
        if (strcmp(text_at(table, row, fitness), "test@108:mean") != 0)
            continue;
        rows++;
        if (strcmp(text_at(table, row, "runs"), runs) != 0)
            fail_msg("%s, row %zu: runs \"%s\"", name, row, text_at(table, row, "runs"));
    }
    assert_true(rows > 0);
    free_sheet(table);
}

static void a_store_stands_in_the_record(void **state) {
    (void)state;
    nsc_space *published = open_space("nb101"), *space = open_space("nb101:vertices=5");
    char *folder = make_folder(), *store = path_in(folder, "made.nscape"), *words = NULL, line[256], sha256[65];
    size_t length;
    FILE *summary = open_memstream(&words, &length);
    const nsc_landscape_names names = {.open_space = space, .data = (const char *const *)&store, .data_count = 1};
    nsc_opened_landscape *opened = NULL;
    const nsc_analysis_options options = nsc_analysis_defaults();
    write_store(published, space->point_count, store);
    REQUIRE_OK(nsc_landscape_open(&opened, &names, &error));
    const nsc_report_request request = {.folder = folder,
                                        .command = "made",
                                        .opened = opened,
                                        .relation = &nsc_relations[0],
                                        .options = &options,
                                        .summary = summary};
    REQUIRE_OK(nsc_report_write(nsc_report_named("paper"), &request, &error));
    fclose(summary);
    snprintf(line, sizeof line, "Data: %s, 7,595 rows used, 1 of cells outside the space; SYNTHETIC.\n", store);
    assert_non_null(strstr(words, line));
    assert_non_null(strstr(words, "Runs: each value rests on 2 to 3 training runs.\n"));
    assert_runs(folder, "claims.csv", "fitness", "2 to 3");
    assert_runs(folder, "readings.csv", "fitness", "2 to 3");
    assert_runs(folder, "coverage.csv", "fitness", "2 to 3");
    assert_runs(folder, "density.csv", "fitness_rule", "2 to 3");
    json_t *manifest = read_manifest(folder);
    const json_t *source = json_array_get(json_object_get(manifest, "data"), 0);
    assert_string_equal(json_string_value(json_object_get(source, "kind")), "store");
    assert_true(json_is_true(json_object_get(source, "synthetic")));
    assert_int_equal(json_integer_value(json_object_get(source, "rows_used")), 3 * 2532 - 1);
    assert_int_equal(json_integer_value(json_object_get(source, "rows_outside_the_space")), 1);
    REQUIRE_OK(nsc_file_sha256(store, sha256, &error));
    assert_string_equal(json_string_value(json_object_get(source, "sha256")), sha256);
    const json_t *fitness = json_array_get(json_object_get(manifest, "fitnesses"), 0);
    assert_string_equal(json_string_value(json_object_get(fitness, "origin")), "synthetic");
    assert_string_equal(json_string_value(json_object_get(fitness, "runs")), "2 to 3");
    assert_int_equal(json_integer_value(json_object_get(fitness, "fewer_than_three_runs")), 1);
    json_decref(manifest);
    nsc_landscape_close(opened);
    free(words);
    free(store);
    remove_folder(folder);
    nsc_space_close(space);
    nsc_space_close(published);
}

static void threads_change_nothing(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=5");
    made_up data = make_data(space, UINT32_MAX);
    gsl_rng *random = random_stream(9, 0);
    hide(&data, TEST_108, 0.5, random);
    char *first = make_folder(), *second = make_folder(), command[256];
    REQUIRE_OK(write_report(&data, first, NSC_THREADS(1), NULL, &error));
    REQUIRE_OK(write_report(&data, second, NSC_THREADS(2), NULL, &error));
    snprintf(command, sizeof command, "diff -r -x manifest.json %s %s", first, second);
    assert_int_equal(system(command), 0);
    remove_folder(first);
    remove_folder(second);
    gsl_rng_free(random);
    free_data(&data);
    nsc_space_close(space);
}

/* ---- refusals ---- */

static void refusals_leave_no_manifest(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    made_up data = {.space = space, .origin = NSC_ORIGIN_MEASURED};
    char *folder = make_folder(), *manifest = path_in(folder, "manifest.json");
    double *valid = column_of(&data, VALID_108, "valid@108");
    for (uint32_t point = 0; point < space->point_count; point++)
        valid[point] = 0.9;
    /* an earlier report's manifest must not outlive what it stands for */
    FILE *stale = fopen(manifest, "w");
    assert_non_null(stale);
    fclose(stale);
    REQUIRE_REFUSED(write_report(&data, folder, NSC_THREADS(1), NULL, &error), NSC_MISSING, "no test@108:mean here");
    assert_false(has_file(folder, "manifest.json"));
    stale = fopen(manifest, "w");
    assert_non_null(stale);
    fclose(stale);
    REQUIRE_REFUSED(write_report(&data, manifest, NSC_THREADS(1), NULL, &error), NSC_INVALID, manifest);
    assert_null(nsc_report_named("papers"));
    assert_string_equal(nsc_report_at(0)->name, "paper");
    free(manifest);
    remove_folder(folder);
    free_data(&data);
    nsc_space_close(space);
}

int main(void) {
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expected_files_are_written),   cmocka_unit_test(nothing_on_the_surrogate_agrees),
        cmocka_unit_test(made_up_data_decides_nothing), cmocka_unit_test(a_store_stands_in_the_record),
        cmocka_unit_test(threads_change_nothing),       cmocka_unit_test(refusals_leave_no_manifest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
