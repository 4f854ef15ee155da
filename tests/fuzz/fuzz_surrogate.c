/*
 * Any bytes as the file of a model: refused with the file's name, or a model whose values are accuracies, times or
 * numbers, or refused in words; and which, written, is read as the same.
 */
#include "fuzz.h"

#include "data/data.h"

#include <math.h>

const unsigned fuzz_default_rounds = 2000;

const char *const fuzz_seeds[] = {"", "{}", "{\"format\": \"nasscape surrogate\", \"version\": 1}", NULL};

const char *const fuzz_pieces[] = {
    "null", "1e308",     "-1",         "0",       "[]", "{}", "\"\"", "true", "18446744073709551615",
    "17",   "\"trees\"", "\"scales\"", "\\u0000", NULL};

static nsc_space *opened;

static void write_model(const void *model, const char *path) {
    fuzz_demand(nsc_surrogate_write(model, path, NULL) == NSC_OK, "a model is written");
}

static void add_model(const nsc_surrogate *model, fuzz_seed_function *add, void *context) {
    fuzz_add_written(add, context, "model.json", write_model, model);
}

/* A small one of a few trees. */
static void add_small_trees(fuzz_seed_function *add, void *context) {
    nsc_surrogate model = *nsc_surrogate_builtin("test@108:mean");
    nsc_surrogate_trees trees = *model.trees;
    trees.level.tree_count = 2;
    trees.collapse.tree_count = 1;
    model.trees = &trees;
    add_model(&model, add, context);
}

void fuzz_make_seeds(fuzz_seed_function *add, void *context) {
    add_model(nsc_surrogate_builtin("time@108:mean"), add, context);
    add_small_trees(add, context);
}

/* Cells of all sizes, small and large ones. */
static void check_values(const nsc_surrogate *model) {
    static const uint32_t ids[] = {0, 1, 6, 90, 2531, 31199, 129800, 162390, 423623};
    double values[NSC_COUNT_OF(ids)];
    nsc_error error = {0};
    const nsc_status status = nsc_surrogate_values(model, opened, ids, NSC_COUNT_OF(ids), values, &error);
    if (status != NSC_OK) {
        fuzz_refused(status, &error, model->fitness);
        return;
    }
    for (size_t cell = 0; cell < NSC_COUNT_OF(ids); cell++) {
        fuzz_demand(model->transform != NSC_TRANSFORM_LOG_ERROR || isnan(values[cell]) || values[cell] <= 1,
                    "accuracies are at most 1");
        fuzz_demand(model->transform != NSC_TRANSFORM_LOG || isnan(values[cell]) || values[cell] >= 0,
                    "times are not negative");
    }
}

static void check_written(const nsc_surrogate *model) {
    static fuzz_file file = {.descriptor = -1};
    nsc_surrogate again;
    nsc_error error = {0};
    fuzz_write(&file, "", 0);
    nsc_status status = nsc_surrogate_write(model, file.path, &error);
    fuzz_demand_told(status == NSC_OK, "that succeeds", &error);
    status = nsc_surrogate_read(&again, file.path, &error);
    fuzz_demand_told(status == NSC_OK, "that succeeds", &error);
    fuzz_demand(strcmp(again.fitness, model->fitness) == 0 && again.seed == model->seed &&
                    again.coefficient_count == model->coefficient_count &&
                    (model->coefficients == NULL ||
                     memcmp(again.coefficients, model->coefficients, model->coefficient_count * sizeof(double)) == 0),
                "a model that was written is read as the same");
    nsc_surrogate_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    nsc_surrogate model;
    nsc_error error = {0};
    if (opened == NULL)
        fuzz_demand(nsc_space_open(&opened, "nb101", NULL) == NSC_OK, "the space opens");
    const char *path = fuzz_write(&file, bytes, size);
    const nsc_status status = nsc_surrogate_read(&model, path, &error);
    (void)nsc_surrogate_recognise(path);
    if (status == NSC_OK) {
        check_values(&model);
        check_written(&model);
        nsc_surrogate_release(&model);
    } else {
        fuzz_refused(status, &error, path);
    }
    return 0;
}
