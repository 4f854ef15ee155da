/* Files of surrogates: models there and back, files that are refused with their reasons, and the generated source. */
#include "data/data.h"
#include "data/surrogate/surrogate_features.h"
#include "testing.h"

#include "measurement_files.h"

static void test_a_file_keeps_every_digit(void **state) {
    const fixture *opened = *state;
    const char *path = opened->path[0];
    nsc_surrogate model = *nsc_surrogate_smooth(), read = {0};
    double coefficients[NSC_SURROGATE_COEFFICIENTS];
    for (size_t number = 0; number < NSC_SURROGATE_COEFFICIENTS; number++)
        coefficients[number] = model.coefficients[number] / 3;
    model.coefficients = coefficients;
    model.seed = UINT64_MAX;
    model.judgement.spearman = NAN;
    strcpy(model.sources[0].name, "a \"file\".csv");
    REQUIRE_OK(nsc_surrogate_write(&model, path, &error));
    REQUIRE_OK(nsc_surrogate_read(&read, path, &error));
    assert_memory_equal(read.coefficients, coefficients, sizeof coefficients);
    assert_memory_equal(read.centres, model.centres, sizeof(double) * NSC_SURROGATE_FEATURES);
    assert_memory_equal(read.scales, model.scales, sizeof(double) * NSC_SURROGATE_FEATURES);
    assert_true(isnan(read.judgement.spearman));
    assert_true(read.judgement.rmse == model.judgement.rmse && read.judgement.count == model.judgement.count);
    assert_memory_equal(read.edges, model.edges, sizeof read.edges);
    assert_string_equal(read.sources[0].name, model.sources[0].name);
    assert_string_equal(read.sources[0].sha256, model.sources[0].sha256);
    assert_string_equal(read.fitness, model.fitness);
    assert_true(read.seed == UINT64_MAX && read.folds == model.folds && read.floor == model.floor);
    assert_true(read.penalty == model.penalty && read.transform == model.transform);
    assert_true(read.vertex_limit == 7 && read.edge_limit == 9 && read.fitted_count == model.fitted_count);
    nsc_surrogate_release(&read);
}

/* Trees there and back are the same model: texts, thresholds, and the values of cells. */
static void test_a_file_keeps_trees(void **state) {
    const fixture *opened = *state;
    const nsc_surrogate *model = nsc_surrogate_builtin("test@108:mean");
    const uint32_t ids[] = {0, 1, 31199, 129800, 162390, 423623};
    double values[NSC_COUNT_OF(ids)], same[NSC_COUNT_OF(ids)];
    nsc_surrogate read = {0};
    REQUIRE_OK(nsc_surrogate_write(model, opened->path[0], &error));
    assert_true(nsc_surrogate_recognise(opened->path[0]));
    REQUIRE_OK(nsc_surrogate_read(&read, opened->path[0], &error));
    assert_string_equal(read.trees->level.nodes, model->trees->level.nodes);
    assert_string_equal(read.trees->collapse.nodes, model->trees->collapse.nodes);
    assert_int_equal(read.trees->split_count, model->trees->split_count);
    assert_true(read.trees->limit == model->trees->limit && read.judged_runs == 3);
    REQUIRE_OK(nsc_surrogate_values(model, opened->space, ids, NSC_COUNT_OF(ids), values, &error));
    REQUIRE_OK(nsc_surrogate_values(&read, opened->space, ids, NSC_COUNT_OF(ids), same, &error));
    assert_memory_equal(values, same, sizeof values);
    nsc_surrogate_release(&read);
}

/* The text of a built-in model's file, with `from` replaced by `to` at its first place. */
static const char *write_changed(const fixture *opened, const nsc_surrogate *model, const char *from, const char *to) {
    static char text[1 << 18];
    static char changed[1 << 18];
    REQUIRE_OK(nsc_surrogate_write(model, opened->path[0], &error));
    FILE *stream = fopen(opened->path[0], "rb");
    assert_non_null(stream);
    text[fread(text, 1, sizeof text - 1, stream)] = '\0';
    fclose(stream);
    const char *place = strstr(text, from);
    assert_non_null(place);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
    return write_file(opened, 1, changed);
}

/* A column may have values of any size that analyses take, and so have the coefficients that are fitted to it. */
static void test_large_values(void **state) {
    const fixture *opened = *state;
    nsc_surrogate large = *nsc_surrogate_smooth(), model = {0};
    double *coefficients = test_memory(large.coefficient_count, sizeof *coefficients);
    for (size_t number = 0; number < large.coefficient_count; number++)
        coefficients[number] = large.coefficients[number] * 1e58;
    large.coefficients = coefficients;
    large.transform = NSC_TRANSFORM_NONE;
    snprintf(large.fitness, sizeof large.fitness, "column:x");
    large.floor = -1e60;
    REQUIRE_OK(nsc_surrogate_write(&large, opened->path[0], &error));
    REQUIRE_OK(nsc_surrogate_read(&model, opened->path[0], &error));
    assert_memory_equal(model.coefficients, coefficients, large.coefficient_count * sizeof *coefficients);
    nsc_surrogate_release(&model);
    coefficients[0] = 1e70;
    REQUIRE_OK(nsc_surrogate_write(&large, opened->path[0], &error));
    REQUIRE_REFUSED(nsc_surrogate_read(&model, opened->path[0], &error), NSC_INVALID, "coefficients");
    free(coefficients);
}

static void test_other_files_are_refused(void **state) {
    const fixture *opened = *state;
    static const struct {
        const char *from, *to, *reason;
    } changes[] = {
        {"nasscape surrogate", "nasscape sonnet", "another kind"},
        {"\"version\": 1", "\"version\": 3", "use a newer nasscape"},
        {"\"version\": 1", "\"version\": 0", "\"version\" is 0: models have version 1 or 2"},
        {"\"version\": 1", "\"version\": 2", "not those of this version"},
        {"\"seed\": \"1", "\"seed\": \"one", "seed"},
        {"\"seed\": \"1", "\"seed\": \"-1", "seed"},
        {"\"seed\": \"1", "\"seed\": \"18446744073709551616", "from 0 to 18446744073709551615"},
        {"\"fitted_count\": ", "\"fitted_count\": 0, \"other\": ", "fitted_count"},
        {"\"fitted_count\": ", "\"fitted_count\": 2, \"other\": ", "no whole number from 0 to 2"},
        {"\"edge_limit\": ", "\"edge_limit\": 0, \"other\": ", "edge_limit"},
        {"\"folds\": 5", "\"folds\": 0", "from 2 to 20"},
        {"\"folds\": 5", "\"folds\": 21", "from 2 to 20"},
        {"\"penalty\": ", "\"penalty\": -1.0, \"other\": ", "penalty"},
        {"\"pearson\": 0", "\"pearson\": -1.5, \"other\": 0", "from -1 to 1"},
        {"\"pairs\": ", "\"pairs\": -1, \"other\": ", "pairs"},
        {"\"name\": \"", "\"name\": \"\\u001b[31m", "plain text"},
        {"\"name\": \"", "\"name\": \"\\u009b", "plain text"},
        {"\"sha256\": \"", "\"sha256\": \"0", "sha256"},
        {"\"sha256\": \"", "\"sha256\": \"abc\", \"other\": \"", "64 hexadecimal digits"},
        {"\"spearman\": 0", "\"spearman\": 17.0, \"other\": 0", "from -1 to 1"},
        {"\"rmse\": 0", "\"rmse\": -1.0, \"other\": 0", "rmse"},
        {"\"rmse\": 0", "\"rmse\": 1e300, \"other\": 0", "from 0 to 1"},
        {"\"fitted_sd\": 0", "\"fitted_sd\": 2.0, \"other\": 0", "from 0 to 1"},
        {"\"pairs\": ", "\"pairs\": 9007199254740993, \"other\": ", "pairs"},
        {"\"floor\": 0", "\"floor\": 5.0, \"other\": 0", "from 0 to 1"},
        {"\"scales\": [\n  0.", "\"scales\": [\n  5e-324, 0.", "scales"},
        {"\"coefficients\": [", "\"coefficients\": [ 1e308,", "coefficients"},
        {"\"coefficients\": [\n  -2.", "\"coefficients\": [\n  -2", "beyond the 1e+09 that a fit leads to"},
        {"\"fitness\": \"test@108:mean\"", "\"fitness\": \"time@108:mean\"", "transform"},
        {"\"log error\"", "\"root\"", "transform"},
        {"edges input -> conv3x3", "edges", "not those of this version"},
        {"\"coefficients\"", "\"coefficient\"", "coefficients"},
        {"\"vertex_limit\": 7", "\"vertex_limit\": 70", "vertex_limit"},
        {"\"folds\": 5", "\"folds\": \"5\"", "folds"},
        {"\"floor\": 0", "\"floor\": true, \"other\": 0", "floor"},
        {"\"scales\": [\n  0", "\"scales\": [\n  -0", "scales"},
        {"\"centres\": [", "\"centres\": [1,", "centres"},
        {"\"pairs\"", "\"pair\"", "pairs"},
        {"{", "", "line 2"},
        {"{", "[", "line"},
    };
    nsc_surrogate model = {0};
    for (size_t number = 0; number < sizeof changes / sizeof *changes; number++) {
        const char *path = write_changed(opened, nsc_surrogate_smooth(), changes[number].from, changes[number].to);
        REQUIRE_REFUSED(nsc_surrogate_read(&model, path, &error), NSC_INVALID, changes[number].reason);
        REQUIRE_REFUSED(nsc_surrogate_read(&model, path, &error), NSC_INVALID, path);
        assert_null(model.owned);
    }
    REQUIRE_REFUSED(nsc_surrogate_read(&model, write_file(opened, 2, ""), &error), NSC_INVALID, "JSON");
    REQUIRE_REFUSED(nsc_surrogate_read(&model, write_file(opened, 2, "[]"), &error), NSC_INVALID, "format");
    REQUIRE_REFUSED(nsc_surrogate_read(&model, opened->folder, &error), NSC_INVALID, opened->folder);
    REQUIRE_REFUSED(nsc_surrogate_read(&model, opened->path[7], &error), NSC_MISSING, opened->path[7]);
}

static void test_damaged_trees_are_refused(void **state) {
    const fixture *opened = *state;
    static const struct {
        const char *from, *to, *reason;
    } changes[] = {
        {"\"version\": 2", "\"version\": 1", "not those of this version"},
        {"walk has 0 conv3x3", "walk has none", "not those of this version"},
        {"\"limit\": 0", "\"limit\": 2.0, \"other\": 0", "limit"},
        {"\"splits\": [", "\"splits\": [ [],", "splits"},
        {"\"splits\": [\n  [\n   0.5", "\"splits\": [\n  [\n   7.5", "ascending"},
        {"\"splits\": [\n  [\n   0.5", "\"splits\": [\n  [\n   true", "splits"},
        {"\"trees\": [\n   \"", "\"trees\": [\n   \"~~", "place 1"},
        {"\"trees\": [\n   \"", "\"trees\": [\n   \"?", "place 1"},
        {"\"trees\": [", "\"trees\": [ \"\",", "scales"},
        {"\"trees\": [", "\"trees\": [ 1,", "scales"},
        {"\"constant\": -", "\"constant\": -1e30, \"other\": -", "constant"},
        {"\"judged_runs\": 3", "\"judged_runs\": -3", "judged_runs"},
    };
    nsc_surrogate model = {0};
    for (size_t number = 0; number < NSC_COUNT_OF(changes); number++) {
        const char *path =
            write_changed(opened, nsc_surrogate_builtin("test@108:mean"), changes[number].from, changes[number].to);
        REQUIRE_REFUSED(nsc_surrogate_read(&model, path, &error), NSC_INVALID, changes[number].reason);
        assert_true(model.owned == NULL && model.owned_trees == NULL);
    }
}

/* The generated source holds the model; that it compiles to the same values is what the built-in ones show. */
static void check_source(const fixture *opened, const nsc_surrogate *model, const char *defined) {
    char line[256];
    bool command = false, symbol = false;
    REQUIRE_OK(nsc_surrogate_write_source(model, opened->path[3], "fit */ it", &error));
    FILE *stream = fopen(opened->path[3], "rb");
    assert_non_null(stream);
    while (fgets(line, sizeof line, stream) != NULL) {
        assert_true(strlen(line) <= 121);
        command = command || strstr(line, "fit * / it") != NULL;
        symbol = symbol || strstr(line, defined) != NULL;
    }
    fclose(stream);
    assert_true(command && symbol);
}

/* A long name of a fitness stays as it is in a comment, but for what would end that; only commands are continued. */
static void test_fitness_in_source(void **state) {
    const fixture *opened = *state;
    static const char heading[] = "the built-in surrogate of column:";
    char line[512];
    bool found = false;
    nsc_surrogate model = *nsc_surrogate_builtin("time@108:mean");
    size_t length = nsc_text_format(model.fitness, sizeof model.fitness, "column:");
    for (size_t word = 0; word < 20; word++)
        length += nsc_text_format(model.fitness + length, sizeof model.fitness - length, " a */ b");
    REQUIRE_OK(nsc_surrogate_write_source(&model, opened->path[3], "fit", &error));
    FILE *stream = fopen(opened->path[3], "rb");
    assert_non_null(stream);
    while (!found && fgets(line, sizeof line, stream) != NULL)
        found = strstr(line, heading) != NULL;
    fclose(stream);
    assert_true(found);
    assert_non_null(strstr(line, "b. Do not edit; made by\n"));
    assert_null(strstr(line, "*/"));
    assert_null(strchr(line, '\\'));
}

static void test_source_is_written(void **state) {
    const fixture *opened = *state;
    check_source(opened, nsc_surrogate_builtin("time@108:mean"),
                 "const nsc_surrogate nsc_surrogate_time_108_mean_ridge = {");
    check_source(opened, nsc_surrogate_builtin("test@108:mean"),
                 "const nsc_surrogate nsc_surrogate_test_108_mean_trees = {");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_keeps_every_digit),
        cmocka_unit_test(test_a_file_keeps_trees),
        cmocka_unit_test(test_large_values),
        cmocka_unit_test(test_other_files_are_refused),
        cmocka_unit_test(test_damaged_trees_are_refused),
        cmocka_unit_test(test_source_is_written),
        cmocka_unit_test(test_fitness_in_source),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
