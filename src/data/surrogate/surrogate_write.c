/* A model as a JSON file. A NULL anywhere makes the whole document NULL; the end reports that. */
#include "data/surrogate/surrogate_file.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

const char *const nsc_surrogate_transform_names[NSC_SURROGATE_TRANSFORMS] = {
    [NSC_TRANSFORM_LOG_ERROR] = "log error", [NSC_TRANSFORM_LOG] = "log", [NSC_TRANSFORM_NONE] = "none"};

static json_t *number_to_json(double number) {
    return isfinite(number) ? json_real(number) : json_null();
}

static json_t *numbers_to_json(const double *numbers, size_t count) {
    json_t *array = json_array();
    for (size_t number = 0; number < count; number++)
        if (json_array_append_new(array, number_to_json(numbers[number])) != 0) {
            json_decref(array);
            return NULL;
        }
    return array;
}

static json_t *names_to_json(size_t count) {
    json_t *array = json_array();
    for (size_t feature = 0; feature < count; feature++)
        if (json_array_append_new(array, json_string(nsc_surrogate_feature_name(feature))) != 0) {
            json_decref(array);
            return NULL;
        }
    return array;
}

static json_t *judgement_to_json(const nsc_surrogate_judgement *judgement) {
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o}", "count", (json_int_t)judgement->count, "spearman",
                     number_to_json(judgement->spearman), "pearson", number_to_json(judgement->pearson), "rmse",
                     number_to_json(judgement->rmse), "measured_sd", number_to_json(judgement->measured_sd),
                     "fitted_sd", number_to_json(judgement->fitted_sd));
}

static json_t *edges_to_json(const nsc_surrogate *model) {
    json_t *array = json_array();
    for (size_t relation = 0; relation < NSC_SURROGATE_RELATIONS; relation++) {
        const nsc_surrogate_edges *edges = &model->edges[relation];
        json_t *object = json_pack("{s:I, s:o, s:o}", "pairs", (json_int_t)edges->pairs, "measured",
                                   number_to_json(edges->measured), "fitted", number_to_json(edges->fitted));
        if (json_array_append_new(array, object) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *sources_to_json(const nsc_surrogate *model) {
    json_t *array = json_array();
    for (size_t number = 0; number < model->source_count; number++) {
        const nsc_surrogate_source *source = &model->sources[number];
        json_t *object = json_pack("{s:s, s:s}", "name", source->name, "sha256", source->sha256);
        if (json_array_append_new(array, object) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

/* The thresholds of each feature in a list of its own. */
static json_t *splits_to_json(const nsc_surrogate_trees *trees, size_t feature_count) {
    json_t *array = json_array();
    size_t split = 0;
    for (size_t feature = 0; feature < feature_count; feature++) {
        json_t *thresholds = json_array();
        while (split < trees->split_count && trees->splits[split].feature == feature)
            if (json_array_append_new(thresholds, json_real(trees->splits[split++].threshold)) != 0) {
                json_decref(thresholds);
                thresholds = NULL;
                break;
            }
        if (json_array_append_new(array, thresholds) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *sum_to_json(const nsc_tree_sum *sum, size_t split_count) {
    json_t *trees = json_array();
    nsc_tree_sum rest = *sum;
    rest.tree_count = 1;
    for (size_t tree = 0; tree < sum->tree_count; tree++) {
        const size_t length = nsc_tree_sum_length(&rest, split_count, SIZE_MAX);
        if (json_array_append_new(trees, json_stringn(rest.nodes, length)) != 0) {
            json_decref(trees);
            trees = NULL;
            break;
        }
        rest.nodes += length;
    }
    return json_pack("{s:f, s:o, s:o}", "constant", sum->constant, "scales",
                     numbers_to_json(sum->scales, sum->tree_count), "trees", trees);
}

static json_t *arrays_to_json(const nsc_surrogate *model) {
    const nsc_surrogate_trees *trees = model->trees;
    if (trees == NULL)
        return json_pack("{s:o, s:o, s:o}", "centres", numbers_to_json(model->centres, model->feature_count), "scales",
                         numbers_to_json(model->scales, model->feature_count), "coefficients",
                         numbers_to_json(model->coefficients, model->coefficient_count));
    return json_pack("{s:o, s:f, s:o, s:o}", "splits", splits_to_json(trees, model->feature_count), "limit",
                     trees->limit, "level", sum_to_json(&trees->level, trees->split_count), "collapse",
                     sum_to_json(&trees->collapse, trees->split_count));
}

static json_t *model_to_json(const nsc_surrogate *model) {
    char seed[24]; /* a JSON integer is narrower */
    snprintf(seed, sizeof seed, "%" PRIu64, model->seed);
    json_t *object = json_pack(
        "{s:s, s:i, s:s, s:s, s:I, s:i, s:i, s:s, s:I, s:o, s:o, s:o, s:i, s:o, s:o, s:o}", "format",
        NSC_SURROGATE_FORMAT, "version", model->trees != NULL ? NSC_SURROGATE_TREES : NSC_SURROGATE_POLYNOMIAL,
        "fitness", model->fitness, "transform", nsc_surrogate_transform_names[model->transform], "fitted_count",
        (json_int_t)model->fitted_count, "vertex_limit", (int)model->vertex_limit, "edge_limit", (int)model->edge_limit,
        "seed", seed, "folds", (json_int_t)model->folds, "penalty", number_to_json(model->penalty), "floor",
        number_to_json(model->floor), "judgement", judgement_to_json(&model->judgement), "judged_runs",
        (int)model->judged_runs, "edges", edges_to_json(model), "sources", sources_to_json(model), "features",
        names_to_json(model->feature_count));
    json_t *arrays = arrays_to_json(model);
    if (object == NULL || arrays == NULL || json_object_update(object, arrays) != 0) {
        json_decref(object);
        object = NULL;
    }
    json_decref(arrays);
    return object;
}

nsc_status nsc_surrogate_write(const nsc_surrogate *model, const char *path, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_output output = {0};
    json_t *root = model_to_json(model);
    if (root == NULL) {
        status = nsc_error_out_of_memory(error, "the model");
        goto out;
    }
    NSC_TRY(nsc_output_open(&output, path, error));
    if (json_dumpf(root, output.stream, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) != 0 ||
        fputc('\n', output.stream) == EOF) {
        status = nsc_output_failure(&output, error);
        goto out;
    }
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
    json_decref(root);
    return status;
}
