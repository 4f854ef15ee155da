/*
 * The report on simulated searches: its landscapes, its files, its rankings against the runs that they are of, and that
 * data which is not measured does not pass for measurements.
 */
#include "report_data.h"
#include "reports/search_studies.h"

#include <math.h>

/* ---- a small space with made-up scores ---- */

typedef struct small_report {
    nsc_opened_landscape *opened;
    const nsc_space *space;
    const nsc_relation *relation;
    nsc_analysis_options options;
    nsc_search_options search;
    nsc_report_request request;
} small_report;

static double score_at(uint32_t point) {
    return 0.5 + ((point * 7919u + 13u) % 2003u) / 4006.0;
}

static nsc_status make_scores(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness, nsc_error *error) {
    const uint32_t *count = context;
    (void)rule;
    const nsc_status status = nsc_allocate(&fitness->values, *count, sizeof(double), error);
    for (uint32_t point = 0; status == NSC_OK && point < *count; point++)
        fitness->values[point] = point % 10 == 3 ? NAN : score_at(point);
    fitness->origin = NSC_ORIGIN_SYNTHETIC;
    return status;
}

enum { CELLS = 2532, RUNS = 5, EVALUATIONS = 8 }; /* cells of up to five vertices */

static void open_report(small_report *made, uint32_t *count, size_t threads) {
    static nsc_control controls[4];
    controls[threads] = (nsc_control){.thread_count = threads};
    const nsc_landscape_names names = {
        .space = "nb101:vertices=5", .fitness = "test@108:mean", .make_fitness = make_scores, .make_context = count};
    *made = (small_report){.options = nsc_analysis_defaults()};
    REQUIRE_OK(nsc_landscape_open(&made->opened, &names, &error));
    REQUIRE_OK(nsc_landscape_space(made->opened, &made->space, &error));
    REQUIRE_OK(nsc_landscape_relation(made->opened, &made->relation, &error));
    *count = made->space->point_count;
    made->options.seed = 3;
    made->options.control = &controls[threads];
    made->search = (nsc_search_options){.runs = RUNS, .evaluations = EVALUATIONS};
    made->request = (nsc_report_request){.command = "nasscape report search --out there",
                                         .opened = made->opened,
                                         .relation = made->relation,
                                         .options = &made->options,
                                         .search = &made->search};
}

/* ---- landscapes ---- */

static int compare_doubles(const void *one, const void *other) {
    return (*(const double *)one > *(const double *)other) - (*(const double *)one < *(const double *)other);
}

/* Shuffled scores are the same ones within each size, at other places, and missing where they were missing. */
static void scores_are_shuffled_within_sizes(void **state) {
    (void)state;
    small_report made;
    uint32_t count;
    const nsc_fitness *scores, *shuffled;
    nsc_search_variant variant;
    unsigned moved = 0;
    open_report(&made, &count, 1);
    const nsc_report_run run = {.request = &made.request, .space = made.space};
    REQUIRE_OK(nsc_landscape_fitness(made.opened, NULL, &scores, &error));
    REQUIRE_OK(nsc_search_variant_open(&variant, NSC_VARIANT_SHUFFLED, &run, scores, &error));
    REQUIRE_OK(nsc_landscape_fitness(variant.opened, NULL, &shuffled, &error));
    double *sizes = test_memory(count, sizeof *sizes), *before = test_memory(count, sizeof *before);
    double *after = test_memory(count, sizeof *after);
    REQUIRE_OK(
        made.space->feature_values(made.space, (size_t)nsc_space_feature(made.space, "vertices"), NULL, sizes, &error));
    for (int size = 2; size <= 5; size++) {
        size_t members = 0;
        for (uint32_t point = 0; point < count; point++) {
            assert_int_equal(isnan(scores->values[point]), isnan(shuffled->values[point]));
            if (sizes[point] != size || isnan(scores->values[point]))
                continue;
            moved += scores->values[point] != shuffled->values[point];
            before[members] = scores->values[point];
            after[members++] = shuffled->values[point];
        }
        qsort(before, members, sizeof *before, compare_doubles);
        qsort(after, members, sizeof *after, compare_doubles);
        assert_memory_equal(before, after, members * sizeof *before);
    }
    assert_true(moved > count / 2);
    free(sizes);
    free(before);
    free(after);
    nsc_search_variant_close(&variant, NSC_VARIANT_SHUFFLED);
    nsc_landscape_close(made.opened);
}

/* A cell of the smaller space has the score of the same cell, by its hash. */
static void smaller_cells_keep_their_scores(void **state) {
    (void)state;
    small_report made;
    uint32_t count;
    const nsc_fitness *scores, *smaller;
    const nsc_space *space;
    nsc_search_variant variant;
    open_report(&made, &count, 1);
    const nsc_report_run run = {.request = &made.request, .space = made.space};
    REQUIRE_OK(nsc_landscape_fitness(made.opened, NULL, &scores, &error));
    REQUIRE_OK(nsc_search_variant_open(&variant, NSC_VARIANT_SMALLER, &run, scores, &error));
    REQUIRE_OK(nsc_landscape_space(variant.opened, &space, &error));
    REQUIRE_OK(nsc_landscape_fitness(variant.opened, NULL, &smaller, &error));
    assert_int_equal(space->point_count, 91); /* cells of up to four vertices: data/README of the published space */
    for (uint32_t point = 0; point < space->point_count; point++) {
        nsc_point_name name;
        uint32_t same;
        REQUIRE_OK(space->point_name(space, point, &name, &error));
        REQUIRE_OK(made.space->point_parse(made.space, name.text, &same, &error));
        assert_true(smaller->values[point] == scores->values[same] ||
                    (isnan(smaller->values[point]) && isnan(scores->values[same])));
    }
    nsc_search_variant_close(&variant, NSC_VARIANT_SMALLER);
    nsc_landscape_close(made.opened);
}

/* ---- files ---- */

/* Mean of the runs' regrets in the table `final` of the study. */
static double mean_regret_of(const sheet *final, const char *algorithm, unsigned *runs) {
    double sum = 0;
    *runs = 0;
    for (size_t row = 1; row < final->row_count; row++)
        if (strcmp(text_at(final, row, "algorithm"), algorithm) == 0) {
            sum += number_at(final, row, "regret_test");
            (*runs)++;
        }
    return sum / *runs;
}

static void check_rankings(const char *folder) {
    sheet *rankings = read_sheet(folder, "rankings.csv"), *final = read_sheet(folder, "comparison-final.csv");
    unsigned compared = 0;
    for (size_t row = 1; row < rankings->row_count; row++) {
        if (strcmp(text_at(rankings, row, "study"), "comparison") != 0 || text_at(rankings, row, "reason")[0] != '\0')
            continue;
        unsigned runs, better = 0, equal = 0;
        const double mean = mean_regret_of(final, text_at(rankings, row, "algorithm"), &runs);
        assert_true(fabs(number_at(rankings, row, "mean_regret") - mean) < 1e-12);
        assert_int_equal(runs, RUNS);
        for (size_t other = 1; other < rankings->row_count; other++)
            if (strcmp(text_at(rankings, other, "study"), "comparison") == 0) {
                better += number_at(rankings, other, "mean_regret") < number_at(rankings, row, "mean_regret");
                equal += number_at(rankings, other, "mean_regret") == number_at(rankings, row, "mean_regret");
            }
        assert_true(number_at(rankings, row, "rank") == better + (equal + 1) / 2.0);
        assert_string_equal(text_at(rankings, row, "origin"), "synthetic");
        compared++;
    }
    assert_true(compared >= 6);
    free_sheet(rankings);
    free_sheet(final);
}

/* Every file that the report names is there or left out for a reason. */
static void check_files(const small_report *made, const char *folder) {
    json_t *manifest = read_manifest(folder), *value;
    nsc_names names = {0};
    size_t number, left_out = 0;
    REQUIRE_OK(nsc_report_files(nsc_report_named("search"), &made->request, &names, &error));
    json_array_foreach(json_object_get(manifest, "left_out"), number, value) {
        assert_false(has_file(folder, json_string_value(json_object_get(value, "name"))));
        left_out++;
    }
    /* Not every table has a figure. */
    for (size_t name = 0; name < names.count; name++)
        left_out -= !has_file(folder, names.items[name]) && strncmp(names.items[name], "figures/", 8) != 0;
    assert_int_equal(left_out, 0);
    assert_true(json_is_true(json_object_get(manifest, "synthetic")));
    json_array_foreach(json_object_get(manifest, "studies"), number, value) {
        const char *reason = json_string_value(json_object_get(value, "left_out"));
        assert_int_equal(reason != NULL, strcmp(json_string_value(json_object_get(value, "study")), "noise-free") == 0);
    }
    assert_int_equal(number, 9);
    nsc_names_release(&names);
    json_decref(manifest);
}

static char *write_small(small_report *made, char **words) {
    char *folder = make_folder();
    size_t length;
    FILE *summary = open_memstream(words, &length);
    made->request.folder = folder;
    made->request.summary = summary;
    REQUIRE_OK(nsc_report_write(nsc_report_named("search"), &made->request, &error));
    fclose(summary);
    return folder;
}

static void the_report_is_complete(void **state) {
    (void)state;
    small_report one, three;
    uint32_t count;
    char *words = NULL, *other_words = NULL;
    open_report(&one, &count, 1);
    char *folder = write_small(&one, &words);
    check_files(&one, folder);
    check_rankings(folder);
    assert_non_null(strstr(words, "SYNTHETIC"));
    char *page = read_text(folder, "index.html");
    assert_non_null(strstr(page, ">Why they differ<"));
    assert_non_null(strstr(page, "Left out: hyperband needs"));
    /* Populations of 500 are not complete within 6 * 20 evaluations. */
    assert_non_null(strstr(page, "As random search in every run: <code>evolution:population="));
    assert_non_null(strstr(page, "The rank-sum test, corrected for all pairs,"));
    assert_non_null(strstr(page, "Left out: the data has one value of each point"));
    free(page);
    open_report(&three, &count, 3);
    char *other_folder = write_small(&three, &other_words);
    static const char *const same[] = {"rankings.csv", "agreement.csv", "landscapes.csv", "comparison-edges.csv",
                                       "shuffled-behaviour.csv"};
    for (size_t file = 0; file < NSC_COUNT_OF(same); file++) {
        char *text = read_text(folder, same[file]), *other = read_text(other_folder, same[file]);
        assert_string_equal(text, other);
        free(text);
        free(other);
    }
    free(words);
    free(other_words);
    remove_folder(folder);
    remove_folder(other_folder);
    nsc_landscape_close(one.opened);
    nsc_landscape_close(three.opened);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_are_shuffled_within_sizes),
        cmocka_unit_test(smaller_cells_keep_their_scores),
        cmocka_unit_test(the_report_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
