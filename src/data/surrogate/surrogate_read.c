/* A model from its JSON file: every part is checked. */
#include "data/surrogate/surrogate_file.h"

#include "base/json_parse.h"
#include "data/validity.h"

#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

/* The largest centre, scale and penalty; coefficients and leaves may be this many times the largest fitness. */
static const double magnitude_maximum = 1e9;
static const double scale_minimum = 1e-9; /* of a feature: the fit leaves no smaller one */

enum { MODEL_MEGABYTES = 256 }; /* models of trees have a few */

static nsc_status refuse(const char *key, const char *reason, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID, "\"%s\" %s", key, reason);
}

static nsc_status read_text(const json_t *object, const char *key, char *text, size_t size, nsc_error *error) {
    const char *found = json_string_value(json_object_get(object, key));
    if (found == NULL)
        return refuse(key, "is missing or no text", error);
    if (strlen(found) >= size)
        return refuse(key, "is too long", error);
    memcpy(text, found, strlen(found) + 1);
    return NSC_OK;
}

/* The same where people see it. */
static nsc_status read_name(const json_t *object, const char *key, char *name, size_t size, nsc_error *error) {
    const nsc_status status = read_text(object, key, name, size, error);
    return status != NSC_OK || nsc_validity_of_name(name) == NULL
               ? status
               : nsc_error_set(error, NSC_INVALID, "\"%s\" is \"%s\", %s", key, name, nsc_validity_of_name(name));
}

static nsc_status refuse_integer(const char *key, uint64_t minimum, uint64_t maximum, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID, "\"%s\" is missing, or no whole number from %" PRIu64 " to %" PRIu64, key,
                         minimum, maximum);
}

static nsc_status read_integer(const json_t *object, const char *key, uint64_t minimum, uint64_t maximum,
                               uint64_t *integer, nsc_error *error) {
    const json_t *found = json_object_get(object, key);
    const bool there = json_is_integer(found) && json_integer_value(found) >= 0;
    *integer = there ? (uint64_t)json_integer_value(found) : 0;
    return there && *integer >= minimum && *integer <= maximum ? NSC_OK : refuse_integer(key, minimum, maximum, error);
}

/* A text of digits: JSON's integers are narrower. */
static nsc_status read_seed(const json_t *object, uint64_t *seed, nsc_error *error) {
    const char *text = json_string_value(json_object_get(object, "seed"));
    errno = 0;
    *seed = text != NULL ? strtoull(text, NULL, 10) : 0;
    const bool digits = text != NULL && text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
    return digits && errno == 0 ? NSC_OK : refuse_integer("seed", 0, UINT64_MAX, error);
}

/* A number; null stands for one that is not defined, where that is allowed. */
static nsc_status read_number(const json_t *object, const char *key, bool optional, double *number, nsc_error *error) {
    const json_t *found = json_object_get(object, key);
    if (optional && json_is_null(found)) {
        *number = NAN;
        return NSC_OK;
    }
    if (!json_is_number(found))
        return refuse(key, "is missing or no number", error);
    *number = json_number_value(found);
    return NSC_OK;
}

/* The same in a range, beyond which a correlation may lie by its rounding. */
static nsc_status read_within(const json_t *object, const char *key, bool optional, double minimum, double maximum,
                              double *number, nsc_error *error) {
    const double rounding = 1e-12;
    const nsc_status status = read_number(object, key, optional, number, error);
    if (status != NSC_OK || isnan(*number) || (*number >= minimum - rounding && *number <= maximum + rounding))
        return status;
    return nsc_error_set(error, NSC_INVALID, "\"%s\" is %g, and not from %g to %g", key, *number, minimum, maximum);
}

/* The largest coefficient or leaf: logarithms are small, and other values as large as a fitness may be. */
static double largest_part(const nsc_surrogate *model) {
    return model->transform == NSC_TRANSFORM_NONE ? magnitude_maximum * NSC_FITNESS_LARGEST : magnitude_maximum;
}

/* Numbers up to a magnitude that a fit leaves. */
static nsc_status read_numbers(const json_t *object, const char *key, size_t count, double largest, double *numbers,
                               nsc_error *error) {
    const json_t *array = json_object_get(object, key);
    if (!json_is_array(array) || json_array_size(array) != count)
        return nsc_error_set(error, NSC_INVALID, "\"%s\" is not a list of %zu numbers", key, count);
    for (size_t number = 0; number < count; number++) {
        const json_t *found = json_array_get(array, number);
        if (!json_is_number(found))
            return nsc_error_set(error, NSC_INVALID, "\"%s\" has no number at place %zu", key, number + 1);
        numbers[number] = json_number_value(found);
        if (!(fabs(numbers[number]) <= largest))
            return nsc_error_set(error, NSC_INVALID, "\"%s\" has %g at place %zu, beyond the %g that a fit leads to",
                                 key, numbers[number], number + 1, largest);
    }
    return NSC_OK;
}

static nsc_status read_features(const json_t *root, size_t count, nsc_error *error) {
    const json_t *array = json_object_get(root, "features");
    bool same = json_is_array(array) && json_array_size(array) == count;
    for (size_t feature = 0; feature < count && same; feature++) {
        const char *name = json_string_value(json_array_get(array, feature));
        same = name != NULL && strcmp(name, nsc_surrogate_feature_name(feature)) == 0;
    }
    return same ? NSC_OK : refuse("features", "are not those of this version; fit the model again", error);
}

static nsc_status read_judgement(const json_t *root, nsc_surrogate *model, nsc_error *error) {
    const json_t *object = json_object_get(root, "judgement");
    nsc_surrogate_judgement *judgement = &model->judgement;
    /* Accuracies are fractions, and so are what they differ by. */
    const double largest = model->transform == NSC_TRANSFORM_LOG_ERROR ? NSC_ACCURACY_FRACTION : NSC_FITNESS_LARGEST;
    uint64_t count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(read_integer(object, "count", 0, model->fitted_count, &count, error));
    judgement->count = (uint32_t)count;
    NSC_TRY(read_within(object, "spearman", true, -1, 1, &judgement->spearman, error));
    NSC_TRY(read_within(object, "pearson", true, -1, 1, &judgement->pearson, error));
    NSC_TRY(read_within(object, "rmse", true, 0, largest, &judgement->rmse, error));
    NSC_TRY(read_within(object, "measured_sd", true, 0, largest, &judgement->measured_sd, error));
    NSC_TRY(read_within(object, "fitted_sd", true, 0, largest, &judgement->fitted_sd, error));
out:
    return status;
}

static nsc_status read_edges(const json_t *root, nsc_surrogate *model, nsc_error *error) {
    const json_t *array = json_object_get(root, "edges");
    const uint64_t pairs_maximum = (uint64_t)model->fitted_count * model->fitted_count;
    nsc_status status = NSC_OK;
    if (json_array_size(array) != NSC_SURROGATE_RELATIONS)
        return refuse("edges", "is not a list of one object a relation", error);
    for (size_t relation = 0; relation < NSC_SURROGATE_RELATIONS; relation++) {
        const json_t *object = json_array_get(array, relation);
        nsc_surrogate_edges *edges = &model->edges[relation];
        NSC_TRY(read_integer(object, "pairs", 0, pairs_maximum, &edges->pairs, error));
        NSC_TRY(read_within(object, "measured", true, -1, 1, &edges->measured, error));
        NSC_TRY(read_within(object, "fitted", true, -1, 1, &edges->fitted, error));
    }
out:
    return status;
}

static nsc_status read_sources(const json_t *root, nsc_surrogate *model, nsc_error *error) {
    const json_t *array = json_object_get(root, "sources");
    nsc_status status = NSC_OK;
    if (!json_is_array(array) || json_array_size(array) > NSC_SURROGATE_FILES)
        return refuse("sources", "is not a list of at most 8 files", error);
    model->source_count = json_array_size(array);
    for (size_t number = 0; number < model->source_count; number++) {
        const json_t *object = json_array_get(array, number);
        nsc_surrogate_source *source = &model->sources[number];
        NSC_TRY(read_name(object, "name", source->name, sizeof source->name, error));
        NSC_TRY(read_text(object, "sha256", source->sha256, sizeof source->sha256, error));
        const size_t digits = strspn(source->sha256, "0123456789abcdef");
        if (source->sha256[digits] != '\0' || (digits != 0 && digits != sizeof source->sha256 - 1))
            return refuse("sha256", "is not 64 hexadecimal digits", error);
    }
out:
    return status;
}

/* The transform that the fit chooses, by the canonical spelling of the fitness. */
static nsc_surrogate_transform transform_of(const char *fitness) {
    return strncmp(fitness, "column:", 7) == 0 ? NSC_TRANSFORM_NONE
           : strncmp(fitness, "time@", 5) == 0 ? NSC_TRANSFORM_LOG
                                               : NSC_TRANSFORM_LOG_ERROR;
}

static nsc_status read_format(const json_t *root, uint64_t *version, nsc_error *error) {
    char format[sizeof NSC_SURROGATE_FORMAT];
    nsc_status status = NSC_OK;
    NSC_TRY(read_text(root, "format", format, sizeof format, error));
    if (strcmp(format, NSC_SURROGATE_FORMAT) != 0)
        return refuse("format", "is of another kind of file", error);
    NSC_TRY(read_integer(root, "version", 0, INT32_MAX, version, error));
    if (*version > NSC_SURROGATE_TREES)
        return nsc_error_set(error, NSC_INVALID,
                             "\"version\" is %" PRIu64 ", and this program reads models of versions %d and %d: use a "
                             "newer nasscape, or fit the model again",
                             *version, NSC_SURROGATE_POLYNOMIAL, NSC_SURROGATE_TREES);
    if (*version < NSC_SURROGATE_POLYNOMIAL)
        return nsc_error_set(error, NSC_INVALID, "\"version\" is %" PRIu64 ": models have version %d or %d", *version,
                             NSC_SURROGATE_POLYNOMIAL, NSC_SURROGATE_TREES);
out:
    return status;
}

static nsc_status read_transform(const json_t *root, nsc_surrogate *model, nsc_error *error) {
    char transform[16];
    nsc_status status = NSC_OK;
    size_t number = 0;
    NSC_TRY(read_name(root, "fitness", model->fitness, sizeof model->fitness, error));
    NSC_TRY(read_text(root, "transform", transform, sizeof transform, error));
    while (number < NSC_SURROGATE_TRANSFORMS && strcmp(transform, nsc_surrogate_transform_names[number]) != 0)
        number++;
    if (number == NSC_SURROGATE_TRANSFORMS)
        return refuse("transform", "is unknown", error);
    model->transform = (nsc_surrogate_transform)number;
    if (model->transform != transform_of(model->fitness))
        return refuse("transform", "is not that of such a \"fitness\"", error);
out:
    return status;
}

/* The smallest value that the model was fitted to, which is of the range that such values have. */
static nsc_status read_floor(const json_t *root, nsc_surrogate *model, nsc_error *error) {
    const bool accuracy = model->transform == NSC_TRANSFORM_LOG_ERROR, any = model->transform == NSC_TRANSFORM_NONE;
    return read_within(root, "floor", false, any ? -NSC_FITNESS_LARGEST : 0, accuracy ? 1 : NSC_FITNESS_LARGEST,
                       &model->floor, error);
}

static nsc_status read_fit(const json_t *root, nsc_surrogate *model, nsc_error *error) {
    uint64_t fitted_count = 0, vertex_limit = 0, edge_limit = 0, folds = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(read_transform(root, model, error));
    NSC_TRY(read_integer(root, "fitted_count", 1, UINT32_MAX, &fitted_count, error));
    NSC_TRY(read_integer(root, "vertex_limit", 2, NSC_CELL_VERTICES, &vertex_limit, error));
    NSC_TRY(read_integer(root, "edge_limit", 1, NSC_CELL_SLOTS, &edge_limit, error));
    NSC_TRY(read_seed(root, &model->seed, error));
    NSC_TRY(read_integer(root, "folds", NSC_SURROGATE_FOLDS_MINIMUM, NSC_SURROGATE_FOLDS_MAXIMUM, &folds, error));
    NSC_TRY(read_within(root, "penalty", false, 0, magnitude_maximum, &model->penalty, error));
    NSC_TRY(read_floor(root, model, error));
    model->fitted_count = (uint32_t)fitted_count;
    model->vertex_limit = (unsigned)vertex_limit;
    model->edge_limit = (unsigned)edge_limit;
    model->folds = (size_t)folds;
out:
    return status;
}

static nsc_status read_polynomial(const json_t *root, nsc_surrogate *model, nsc_error *error) {
    double *centres, *scales, *coefficients;
    nsc_status status = NSC_OK;
    NSC_TRY(read_features(root, NSC_SURROGATE_FEATURES, error));
    NSC_TRY(nsc_surrogate_allocate(model, &centres, &scales, &coefficients, error));
    NSC_TRY(read_numbers(root, "centres", model->feature_count, magnitude_maximum, centres, error));
    NSC_TRY(read_numbers(root, "scales", model->feature_count, magnitude_maximum, scales, error));
    NSC_TRY(read_numbers(root, "coefficients", model->coefficient_count, largest_part(model), coefficients, error));
    for (size_t feature = 0; feature < model->feature_count; feature++)
        if (scales[feature] < scale_minimum)
            status = refuse("scales", "holds a number that is not positive, or too small for a fit", error);
out:
    return status;
}

static nsc_status read_splits(const json_t *root, nsc_surrogate_trees *trees, nsc_error *error) {
    const json_t *array = json_object_get(root, "splits");
    nsc_split *splits = NULL;
    nsc_status status = NSC_OK;
    if (json_array_size(array) != NSC_SURROGATE_TREE_FEATURES)
        return refuse("splits", "is not a list of one list a feature", error);
    NSC_TRY(nsc_allocate(&splits, NSC_TREE_SPLITS, sizeof *splits, error));
    trees->splits = splits;
    for (size_t feature = 0; feature < NSC_SURROGATE_TREE_FEATURES; feature++) {
        const json_t *thresholds = json_array_get(array, feature);
        for (size_t number = 0; number < json_array_size(thresholds); number++) {
            const json_t *threshold = json_array_get(thresholds, number);
            if (!json_is_number(threshold) || trees->split_count == NSC_TREE_SPLITS)
                return refuse("splits", "holds what is no number, or too many of them", error);
            splits[trees->split_count++] = (nsc_split){(uint16_t)feature, json_number_value(threshold)};
        }
    }
out:
    return status;
}

static nsc_status read_sum(const json_t *root, const char *key, size_t split_count, double largest, nsc_tree_sum *sum,
                           nsc_error *error) {
    const json_t *object = json_object_get(root, key), *trees = json_object_get(object, "trees");
    const size_t tree_count = json_array_size(trees);
    double *scales = NULL;
    char *nodes = NULL;
    size_t length = 0;
    nsc_status status = NSC_OK;
    if (!json_is_array(trees) || tree_count > NSC_TREES_MAXIMUM)
        return nsc_error_set(error, NSC_INVALID, "\"%s\" has no list of at most %d \"trees\"", key, NSC_TREES_MAXIMUM);
    NSC_TRY(nsc_allocate(&scales, tree_count, sizeof(double), error));
    sum->scales = scales;
    NSC_TRY(nsc_allocate(&nodes, 2 * tree_count * NSC_TREE_NODES + 1, 1, error));
    sum->nodes = nodes;
    NSC_TRY(read_within(object, "constant", false, -largest, largest, &sum->constant, error));
    NSC_TRY(read_numbers(object, "scales", tree_count, largest, scales, error));
    for (size_t tree = 0; tree < tree_count; tree++) {
        const char *text = json_string_value(json_array_get(trees, tree));
        const nsc_tree_sum one = {.tree_count = 1, .nodes = text};
        const size_t size = text != NULL ? strlen(text) : 0;
        if (size == 0 || nsc_tree_sum_length(&one, split_count, size) != size)
            return nsc_error_set(error, NSC_INVALID, "\"%s\" has no tree at place %zu", key, tree + 1);
        memcpy(nodes + length, text, size + 1);
        length += size;
    }
    sum->tree_count = tree_count;
out:
    return status;
}

static nsc_status read_trees(const json_t *root, nsc_surrogate *model, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_tree_reader *reader = NULL;
    uint64_t judged_runs = 0;
    NSC_TRY(read_features(root, NSC_SURROGATE_TREE_FEATURES, error));
    NSC_TRY(nsc_allocate(&model->owned_trees, 1, sizeof *model->owned_trees, error));
    nsc_surrogate_trees *trees = model->owned_trees;
    model->trees = trees;
    model->feature_count = NSC_SURROGATE_TREE_FEATURES;
    NSC_TRY(read_splits(root, trees, error));
    NSC_TRY(read_within(root, "limit", false, 0, 1, &trees->limit, error));
    NSC_TRY(read_sum(root, "level", trees->split_count, largest_part(model), &trees->level, error));
    NSC_TRY(read_sum(root, "collapse", trees->split_count, magnitude_maximum, &trees->collapse, error));
    NSC_TRY(read_integer(root, "judged_runs", 0, INT32_MAX, &judged_runs, error));
    model->judged_runs = (unsigned)judged_runs;
    NSC_TRY(nsc_tree_reader_create(&reader, trees, model->feature_count, error));
out:
    nsc_tree_reader_destroy(reader);
    return status;
}

bool nsc_surrogate_recognise(const char *path) {
    nsc_mapping mapping = {0};
    if (nsc_mapping_open_small(&mapping, path, "model", MODEL_MEGABYTES, NULL) != NSC_OK)
        return false;
    const char *text = (const char *)mapping.bytes;
    size_t first = 0;
    while (first < mapping.size && strchr(" \t\r\n", text[first]) != NULL && text[first] != '\0')
        first++;
    const bool found = first < mapping.size && text[first] == '{' &&
                       memmem(text, mapping.size, NSC_SURROGATE_FORMAT, strlen(NSC_SURROGATE_FORMAT)) != NULL;
    nsc_mapping_close(&mapping);
    return found;
}

nsc_status nsc_surrogate_read(nsc_surrogate *model, const char *path, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_mapping mapping = {0};
    json_t *root = NULL;
    json_error_t json_error;
    uint64_t version = 0;
    *model = (nsc_surrogate){0};
    NSC_TRY(nsc_mapping_open_small(&mapping, path, "model", MODEL_MEGABYTES, error));
    status =
        nsc_json_parse(&root, (const char *)mapping.bytes, mapping.size, JSON_REJECT_DUPLICATES, &json_error, error);
    if (status == NSC_INVALID)
        nsc_error_set(error, NSC_INVALID, "%s, line %d: not a model in JSON: %s", path, json_error.line,
                      json_error.text);
    if (status != NSC_OK)
        goto out;
    status = read_format(root, &version, error);
    if (status == NSC_OK)
        status = read_fit(root, model, error);
    if (status == NSC_OK)
        status = read_judgement(root, model, error);
    if (status == NSC_OK)
        status = read_edges(root, model, error);
    if (status == NSC_OK)
        status = read_sources(root, model, error);
    if (status == NSC_OK)
        status = (version == NSC_SURROGATE_TREES ? read_trees : read_polynomial)(root, model, error);
    if (status != NSC_OK)
        nsc_error_prefix(error, "%s: ", path);
out:
    if (status != NSC_OK)
        nsc_surrogate_release(model);
    json_decref(root);
    nsc_mapping_close(&mapping);
    return status;
}
