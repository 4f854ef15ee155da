/* A model as a file: JSON, there and back, and the C source of a built-in one. */
#include "data/surrogate/surrogate_internal.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

static const char format_name[] = "nasscape surrogate";
static const int format_version = 1;
static const char *const transform_names[] = {"log error", "log", "none"}; /* by nsc_surrogate_transform */
static const char *const transform_symbols[] = {"NSC_TRANSFORM_LOG_ERROR", "NSC_TRANSFORM_LOG", "NSC_TRANSFORM_NONE"};
static const size_t transform_count = sizeof transform_names / sizeof *transform_names;

/* ---- to JSON: a NULL anywhere makes the whole NULL, which is told at the end ---- */

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

static json_t *names_to_json(void) {
    json_t *array = json_array();
    for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES; feature++)
        if (json_array_append_new(array, json_string(nsc_surrogate_feature_names[feature])) != 0) {
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

static json_t *model_to_json(const nsc_surrogate *model) {
    char seed[24]; /* a JSON integer is narrower */
    snprintf(seed, sizeof seed, "%" PRIu64, model->seed);
    return json_pack("{s:s, s:i, s:s, s:s, s:I, s:i, s:i, s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
                     "format", format_name, "version", format_version, "fitness", model->fitness, "transform",
                     transform_names[model->transform], "fitted_count", (json_int_t)model->fitted_count, "vertex_limit",
                     (int)model->vertex_limit, "edge_limit", (int)model->edge_limit, "seed", seed, "folds",
                     (json_int_t)model->folds, "penalty", number_to_json(model->penalty), "floor",
                     number_to_json(model->floor), "judgement", judgement_to_json(&model->judgement), "edges",
                     edges_to_json(model), "sources", sources_to_json(model), "features", names_to_json(), "centres",
                     numbers_to_json(model->centres, model->feature_count), "scales",
                     numbers_to_json(model->scales, model->feature_count), "coefficients",
                     numbers_to_json(model->coefficients, model->coefficient_count));
}

nsc_status nsc_surrogate_write(const nsc_surrogate *model, const char *path, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_output output = {0};
    json_t *root = model_to_json(model);
    if (root == NULL) {
        status = nsc_error_set(error, NSC_FAILED, "out of memory, or a source whose name is not UTF-8");
        goto out;
    }
    NSC_TRY(nsc_output_open(&output, path, error));
    if (json_dumpf(root, output.stream, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) != 0 ||
        fputc('\n', output.stream) == EOF) {
        status = nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": %s", output.path, strerror(errno));
        goto out;
    }
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
    json_decref(root);
    return status;
}

/* ---- from JSON ---- */

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

static nsc_status read_integer(const json_t *object, const char *key, uint64_t maximum, uint64_t *integer,
                               nsc_error *error) {
    const json_t *found = json_object_get(object, key);
    if (!json_is_integer(found) || json_integer_value(found) < 0 || (uint64_t)json_integer_value(found) > maximum)
        return refuse(key, "is missing, no integer, or out of range", error);
    *integer = (uint64_t)json_integer_value(found);
    return NSC_OK;
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

static nsc_status read_numbers(const json_t *object, const char *key, size_t count, double *numbers, nsc_error *error) {
    const json_t *array = json_object_get(object, key);
    if (!json_is_array(array) || json_array_size(array) != count)
        return nsc_error_set(error, NSC_INVALID, "\"%s\" is not a list of %zu numbers", key, count);
    for (size_t number = 0; number < count; number++) {
        const json_t *found = json_array_get(array, number);
        if (!json_is_number(found))
            return nsc_error_set(error, NSC_INVALID, "\"%s\" has no number at place %zu", key, number + 1);
        numbers[number] = json_number_value(found);
    }
    return NSC_OK;
}

static nsc_status read_features(const json_t *root, nsc_error *error) {
    const json_t *array = json_object_get(root, "features");
    bool same = json_is_array(array) && json_array_size(array) == NSC_SURROGATE_FEATURES;
    for (size_t feature = 0; feature < NSC_SURROGATE_FEATURES && same; feature++) {
        const char *name = json_string_value(json_array_get(array, feature));
        same = name != NULL && strcmp(name, nsc_surrogate_feature_names[feature]) == 0;
    }
    return same ? NSC_OK : refuse("features", "are not those of this version; fit the model again", error);
}

static nsc_status read_judgement(const json_t *root, nsc_surrogate_judgement *judgement, nsc_error *error) {
    const json_t *object = json_object_get(root, "judgement");
    uint64_t count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(read_integer(object, "count", UINT32_MAX, &count, error));
    judgement->count = (uint32_t)count;
    NSC_TRY(read_number(object, "spearman", true, &judgement->spearman, error));
    NSC_TRY(read_number(object, "pearson", true, &judgement->pearson, error));
    NSC_TRY(read_number(object, "rmse", true, &judgement->rmse, error));
    NSC_TRY(read_number(object, "measured_sd", true, &judgement->measured_sd, error));
    NSC_TRY(read_number(object, "fitted_sd", true, &judgement->fitted_sd, error));
out:
    return status;
}

static nsc_status read_edges(const json_t *root, nsc_surrogate *model, nsc_error *error) {
    const json_t *array = json_object_get(root, "edges");
    nsc_status status = NSC_OK;
    if (json_array_size(array) != NSC_SURROGATE_RELATIONS)
        return refuse("edges", "is not a list of one object a relation", error);
    for (size_t relation = 0; relation < NSC_SURROGATE_RELATIONS; relation++) {
        const json_t *object = json_array_get(array, relation);
        nsc_surrogate_edges *edges = &model->edges[relation];
        NSC_TRY(read_integer(object, "pairs", INT64_MAX, &edges->pairs, error));
        NSC_TRY(read_number(object, "measured", true, &edges->measured, error));
        NSC_TRY(read_number(object, "fitted", true, &edges->fitted, error));
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
        NSC_TRY(read_text(object, "name", source->name, sizeof source->name, error));
        NSC_TRY(read_text(object, "sha256", source->sha256, sizeof source->sha256, error));
    }
out:
    return status;
}

static nsc_status read_header(const json_t *root, nsc_surrogate *model, nsc_error *error) {
    char format[sizeof format_name], transform[16], seed[24];
    uint64_t version = 0, fitted_count = 0, vertex_limit = 0, edge_limit = 0, folds = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(read_text(root, "format", format, sizeof format, error));
    NSC_TRY(read_integer(root, "version", INT32_MAX, &version, error));
    if (strcmp(format, format_name) != 0 || version != (uint64_t)format_version)
        return refuse("format", "or \"version\" is of another kind of file", error);
    NSC_TRY(read_text(root, "fitness", model->fitness, sizeof model->fitness, error));
    NSC_TRY(read_text(root, "transform", transform, sizeof transform, error));
    NSC_TRY(read_integer(root, "fitted_count", UINT32_MAX, &fitted_count, error));
    NSC_TRY(read_integer(root, "vertex_limit", NSC_CELL_VERTICES, &vertex_limit, error));
    NSC_TRY(read_integer(root, "edge_limit", NSC_CELL_SLOTS, &edge_limit, error));
    NSC_TRY(read_text(root, "seed", seed, sizeof seed, error));
    NSC_TRY(read_integer(root, "folds", NSC_SURROGATE_FOLDS_MAXIMUM, &folds, error));
    NSC_TRY(read_number(root, "penalty", false, &model->penalty, error));
    NSC_TRY(read_number(root, "floor", false, &model->floor, error));
    size_t number = 0;
    while (number < transform_count && strcmp(transform, transform_names[number]) != 0)
        number++;
    if (number == transform_count)
        return refuse("transform", "is unknown", error);
    model->transform = (nsc_surrogate_transform)number;
    model->fitted_count = (uint32_t)fitted_count;
    model->vertex_limit = (unsigned)vertex_limit;
    model->edge_limit = (unsigned)edge_limit;
    model->seed = strtoull(seed, NULL, 10);
    model->folds = (size_t)folds;
out:
    return status;
}

static nsc_status read_arrays(const json_t *root, nsc_surrogate *model, nsc_error *error) {
    double *centres, *scales, *coefficients;
    nsc_status status = NSC_OK;
    NSC_TRY(read_features(root, error));
    NSC_TRY(nsc_surrogate_allocate(model, &centres, &scales, &coefficients, error));
    NSC_TRY(read_numbers(root, "centres", model->feature_count, centres, error));
    NSC_TRY(read_numbers(root, "scales", model->feature_count, scales, error));
    NSC_TRY(read_numbers(root, "coefficients", model->coefficient_count, coefficients, error));
    for (size_t feature = 0; feature < model->feature_count; feature++)
        if (scales[feature] <= 0)
            status = refuse("scales", "holds a number that is not positive", error);
out:
    return status;
}

nsc_status nsc_surrogate_read(nsc_surrogate *model, const char *path, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_mapping mapping = {0};
    json_t *root = NULL;
    json_error_t json_error;
    *model = (nsc_surrogate){0};
    NSC_TRY(nsc_mapping_open(&mapping, path, error));
    root = json_loadb(mapping.size > 0 ? (const char *)mapping.bytes : "", mapping.size, JSON_REJECT_DUPLICATES,
                      &json_error);
    if (root == NULL) {
        status = nsc_error_set(error, NSC_INVALID, "%s, line %d: not a model in JSON: %s", path, json_error.line,
                               json_error.text);
        goto out;
    }
    status = read_header(root, model, error);
    if (status == NSC_OK)
        status = read_judgement(root, &model->judgement, error);
    if (status == NSC_OK)
        status = read_edges(root, model, error);
    if (status == NSC_OK)
        status = read_sources(root, model, error);
    if (status == NSC_OK)
        status = read_arrays(root, model, error);
    if (status != NSC_OK)
        nsc_error_prefix(error, "%s: ", path);
out:
    if (status != NSC_OK)
        nsc_surrogate_release(model);
    json_decref(root);
    nsc_mapping_close(&mapping);
    return status;
}

/* ---- as C ---- */

enum { LINE_WIDTH = 120, DIGITS = 9 };

/* A number as C writes it. */
static const char *c_number(double number, char text[32]) {
    if (isfinite(number))
        snprintf(text, 32, "%.*g", (int)DIGITS, number);
    else
        snprintf(text, 32, "NAN");
    return text;
}

static void write_c_array(FILE *stream, const char *name, const char *size, const double *numbers, size_t count) {
    char text[32];
    size_t column = 3;
    fprintf(stream, "static const double %s[%s] = {\n   ", name, size);
    for (size_t number = 0; number < count; number++) {
        const size_t length = strlen(c_number(numbers[number], text)) + 2;
        if (column + length > LINE_WIDTH) {
            fprintf(stream, "\n   ");
            column = 3;
        }
        fprintf(stream, " %s,", text);
        column += length;
    }
    fprintf(stream, "\n};\n\n");
}

static void write_c_text(FILE *stream, const char *text) {
    fputc('"', stream);
    for (; *text != '\0'; text++) {
        const unsigned char character = (unsigned char)*text;
        if (character == '"' || character == '\\')
            fputc('\\', stream);
        if (character < ' ' || character == 0x7f)
            fprintf(stream, "\\%03o", character);
        else
            fputc(character, stream);
    }
    fputc('"', stream);
}

/* The text inside a comment, which it must not end. */
static void write_comment_text(FILE *stream, const char *text) {
    for (; *text != '\0'; text++) {
        fputc(*text == '\n' ? ' ' : *text, stream);
        if (text[0] == '*' && text[1] == '/')
            fputc(' ', stream);
    }
}

static void write_c_heading(FILE *stream, const nsc_surrogate *model, const char *command) {
    const nsc_surrogate_judgement *judgement = &model->judgement;
    fprintf(stream, "/*\n * Generated: the built-in surrogate of %s. Do not edit; made by\n *\n *   ", model->fitness);
    write_comment_text(stream, command);
    fprintf(stream, "\n *\n * from measurements of %u cells. Out of sample: Spearman %.4f, Pearson %.4f.\n */\n",
            model->fitted_count, judgement->spearman, judgement->pearson);
    fprintf(stream,
            "#include \"data/surrogate/surrogate_internal.h\"\n\n#include <math.h>\n\n/* clang-format off */\n\n");
}

static void write_c_records(FILE *stream, const nsc_surrogate *model) {
    const nsc_surrogate_judgement *judgement = &model->judgement;
    char first[32], second[32];
    fprintf(stream, "    .judgement = {.count = %u,\n", judgement->count);
    fprintf(stream, "                  .spearman = %s,\n", c_number(judgement->spearman, first));
    fprintf(stream, "                  .pearson = %s,\n", c_number(judgement->pearson, first));
    fprintf(stream, "                  .rmse = %s,\n", c_number(judgement->rmse, first));
    fprintf(stream, "                  .measured_sd = %s,\n", c_number(judgement->measured_sd, first));
    fprintf(stream, "                  .fitted_sd = %s},\n", c_number(judgement->fitted_sd, first));
    fprintf(stream, "    .edges = {\n");
    for (size_t relation = 0; relation < NSC_SURROGATE_RELATIONS; relation++)
        fprintf(stream, "        {.pairs = %" PRIu64 ", .measured = %s, .fitted = %s},\n", model->edges[relation].pairs,
                c_number(model->edges[relation].measured, first), c_number(model->edges[relation].fitted, second));
    fprintf(stream, "    },\n    .source_count = %zu,\n    .sources = {\n", model->source_count);
    for (size_t source = 0; source < model->source_count; source++) {
        fprintf(stream, "        {.name = ");
        write_c_text(stream, model->sources[source].name);
        fprintf(stream, ",\n         .sha256 = ");
        write_c_text(stream, model->sources[source].sha256);
        fprintf(stream, "},\n");
    }
    fprintf(stream, "    },\n");
}

static void write_c_model(FILE *stream, const nsc_surrogate *model) {
    char number[32];
    fprintf(stream, "const nsc_surrogate nsc_surrogate_");
    for (const char *letter = model->fitness; *letter != '\0'; letter++)
        fputc(isalnum((unsigned char)*letter) ? *letter : '_', stream);
    fprintf(stream, " = {\n    .fitness = ");
    write_c_text(stream, model->fitness);
    fprintf(stream, ",\n    .transform = %s,\n", transform_symbols[model->transform]);
    fprintf(stream, "    .feature_count = NSC_SURROGATE_FEATURES,\n");
    fprintf(stream, "    .coefficient_count = NSC_SURROGATE_COEFFICIENTS,\n");
    fprintf(stream, "    .centres = centres,\n    .scales = scales,\n    .coefficients = coefficients,\n");
    fprintf(stream, "    .floor = %s,\n", c_number(model->floor, number));
    fprintf(stream, "    .vertex_limit = %u,\n    .edge_limit = %u,\n", model->vertex_limit, model->edge_limit);
    fprintf(stream, "    .penalty = %s,\n", c_number(model->penalty, number));
    fprintf(stream, "    .fitted_count = %u,\n    .seed = %" PRIu64 "u,\n    .folds = %zu,\n", model->fitted_count,
            model->seed, model->folds);
    write_c_records(stream, model);
    fprintf(stream, "};\n");
}

nsc_status nsc_surrogate_write_source(const nsc_surrogate *model, const char *path, const char *command,
                                      nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_output output = {0};
    NSC_TRY(nsc_output_open(&output, path, error));
    write_c_heading(output.stream, model, command);
    write_c_array(output.stream, "centres", "NSC_SURROGATE_FEATURES", model->centres, model->feature_count);
    write_c_array(output.stream, "scales", "NSC_SURROGATE_FEATURES", model->scales, model->feature_count);
    write_c_array(output.stream, "coefficients", "NSC_SURROGATE_COEFFICIENTS", model->coefficients,
                  model->coefficient_count);
    write_c_model(output.stream, model);
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
    return status;
}
