/* Reads any row: JSON by jansson, the message by protobuf-c. */
#include "base/json_parse.h"
#include "data/official/base64.h"
#include "data/official/official_internal.h"

#include "official.pb-c.h"

#include <jansson.h>
#include <string.h>

/* ---- JSON ---- */

enum { ELEMENT_HASH, ELEMENT_EPOCHS, ELEMENT_ADJACENCY, ELEMENT_OPERATIONS, ELEMENT_METRICS, ELEMENTS };

static nsc_status check_shape(const json_t *array, nsc_error *error) {
    static const char *const names[ELEMENTS] = {"hash", "number of epochs", "adjacency", "operations", "metrics"};
    if (!json_is_array(array) || json_array_size(array) != ELEMENTS)
        return nsc_error_set(error, NSC_INVALID,
                             "the row is not a JSON array of hash, epochs, adjacency, operations and metrics");
    for (size_t element = 0; element < ELEMENTS; element++) {
        const json_t *value = json_array_get(array, element);
        if (element == ELEMENT_EPOCHS ? !json_is_integer(value) : !json_is_string(value))
            return nsc_error_set(error, NSC_INVALID, "the row's %s, element %zu of its array, is not a %s",
                                 names[element], element + 1, element == ELEMENT_EPOCHS ? "whole number" : "text");
    }
    return NSC_OK;
}

static nsc_view text_of(const json_t *array, size_t element) {
    const json_t *value = json_array_get(array, element);
    return (nsc_view){json_string_value(value), json_string_length(value)};
}

/* Copies a text to where it outlives the JSON, a zero after it. */
static nsc_view keep(char **free_bytes, nsc_view view) {
    nsc_view kept = {*free_bytes, view.length};
    memcpy(*free_bytes, view.text, view.length);
    (*free_bytes)[view.length] = '\0';
    *free_bytes += view.length + 1;
    return kept;
}

/* ---- the message ---- */

enum { CHECKPOINT_NUMBER = 6 };

/* An unknown length-prefixed field's bytes begin with their number. */
static nsc_view without_prefix(const ProtobufCMessageUnknownField *field) {
    size_t prefix = 0;
    while (prefix < field->len && (field->data[prefix] & 128) != 0)
        prefix++;
    return (nsc_view){(const char *)field->data + prefix + 1, field->len - prefix - 1};
}

static void read_checkpoint_path(const NscOfficial__EvaluationData *evaluation, nsc_view *path, char **free_bytes) {
    *path = (nsc_view){0};
    for (unsigned number = 0; number < evaluation->base.n_unknown_fields; number++) {
        const ProtobufCMessageUnknownField *field = &evaluation->base.unknown_fields[number];
        if (field->tag == CHECKPOINT_NUMBER && field->wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED)
            *path = keep(free_bytes, without_prefix(field));
    }
}

static nsc_status read_values(const NscOfficial__ModelMetrics *metrics, nsc_official_row *row, nsc_error *error) {
    if (metrics->n_evaluation_data != NSC_EVALUATIONS)
        return nsc_error_set(error, NSC_INVALID, "the metrics have %zu evaluations, not %d", metrics->n_evaluation_data,
                             NSC_EVALUATIONS);
    bool known[NSC_OFFICIAL_VALUES];
    for (size_t number = 0; number < NSC_EVALUATIONS; number++) {
        const NscOfficial__EvaluationData *evaluation = metrics->evaluation_data[number];
        const size_t first = number * NSC_EVALUATION_VALUES;
        const struct {
            protobuf_c_boolean known;
            double value;
        } fields[NSC_EVALUATION_VALUES] = {
            [NSC_EVALUATION_EPOCH] = {evaluation->has_current_epoch, evaluation->current_epoch},
            [NSC_EVALUATION_TIME] = {evaluation->has_training_time, evaluation->training_time},
            [NSC_EVALUATION_TRAIN] = {evaluation->has_train_accuracy, evaluation->train_accuracy},
            [NSC_EVALUATION_VALID] = {evaluation->has_validation_accuracy, evaluation->validation_accuracy},
            [NSC_EVALUATION_TEST] = {evaluation->has_test_accuracy, evaluation->test_accuracy},
        };
        for (size_t value = 0; value < NSC_EVALUATION_VALUES; value++) {
            known[first + value] = fields[value].known != 0;
            row->values[first + value] = fields[value].value;
        }
    }
    known[NSC_OFFICIAL_TOTAL_TIME] = metrics->has_total_time != 0;
    row->values[NSC_OFFICIAL_TOTAL_TIME] = metrics->total_time;
    row->trainable_parameters = metrics->trainable_parameters;
    for (size_t place = 0; place < NSC_OFFICIAL_VALUES; place++)
        if (!known[place])
            return nsc_error_set(error, NSC_INVALID, "the metrics lack %s", nsc_official_value_name(place));
    return metrics->has_trainable_parameters
               ? NSC_OK
               : nsc_error_set(error, NSC_INVALID, "the metrics lack the number of trainable parameters");
}

/* protobuf-c says of a failure nothing but that: whether memory ran out is noted in `ran_out`, a bool. */
static void *allocate_for_message(void *ran_out, size_t size) {
    void *memory = malloc(size);
    if (memory == NULL)
        *(bool *)ran_out = true;
    return memory;
}

static void free_of_message(void *ran_out, void *memory) {
    (void)ran_out;
    free(memory);
}

/* `text` is decoded to the start of the scratch; the checkpoint paths go to `free_bytes`. */
static nsc_status read_message(nsc_view text, nsc_official_row *row, nsc_official_scratch *scratch, char *free_bytes,
                               nsc_error *error) {
    unsigned char *bytes = (unsigned char *)scratch->bytes;
    size_t size;
    if (!nsc_base64_decode(text.text, text.length, bytes, &size))
        return nsc_error_set(error, NSC_INVALID, "the row's metrics are not valid base64");
    bool ran_out = false;
    ProtobufCAllocator allocator = {allocate_for_message, free_of_message, &ran_out};
    NscOfficial__ModelMetrics *metrics = nsc_official__model_metrics__unpack(&allocator, size, bytes);
    if (metrics == NULL && ran_out)
        return nsc_error_out_of_memory(error, "a row");
    if (metrics == NULL)
        return nsc_error_set(error, NSC_INVALID, "the row's metrics are not a message of the official form");
    nsc_status status = read_values(metrics, row, error);
    for (size_t number = 0; status == NSC_OK && number < NSC_EVALUATIONS; number++)
        read_checkpoint_path(metrics->evaluation_data[number], &row->checkpoint_paths[number], &free_bytes);
    nsc_official__model_metrics__free_unpacked(metrics, &allocator);
    return status;
}

/* ---- both ---- */

static nsc_status read_elements(const json_t *array, nsc_official_row *row, nsc_official_scratch *scratch,
                                char *free_bytes, nsc_error *error) {
    nsc_view hash = text_of(array, ELEMENT_HASH);
    if (strlen(hash.text) != hash.length || !nsc_hash_parse(hash.text, &row->hash))
        return nsc_error_set(error, NSC_INVALID, "the row's hash is \"%.60s\", which is not 32 hexadecimal digits",
                             hash.text);
    json_int_t epochs = json_integer_value(json_array_get(array, ELEMENT_EPOCHS));
    /* Numbers beyond an int are as wrong as this one, which the rules refuse. */
    row->epochs = epochs >= INT32_MIN && epochs <= INT32_MAX ? (int)epochs : INT32_MAX;
    row->adjacency = keep(&free_bytes, text_of(array, ELEMENT_ADJACENCY));
    row->operations = keep(&free_bytes, text_of(array, ELEMENT_OPERATIONS));
    return read_message(text_of(array, ELEMENT_METRICS), row, scratch, free_bytes, error);
}

nsc_status nsc_official_read_any(const unsigned char *payload, size_t size, nsc_official_row *row,
                                 nsc_official_scratch *scratch, nsc_error *error) {
    json_error_t problem;
    nsc_status status = NSC_OK;
    json_t *array;
    status = nsc_json_parse(&array, (const char *)payload, size, 0, &problem, error);
    if (status == NSC_INVALID)
        nsc_error_set(error, NSC_INVALID, "the row is not JSON: %s at its byte %d", problem.text, problem.position);
    if (status != NSC_OK)
        return status;
    NSC_TRY(check_shape(array, error));
    /*
     * No text is longer than the payload: one share for the message, one for all texts with their zeros and the paths.
     */
    NSC_TRY(nsc_official_reserve(scratch, 2 * size + ELEMENTS + NSC_EVALUATIONS, error));
    NSC_TRY(read_elements(array, row, scratch, scratch->bytes + size, error));
out:
    json_decref(array);
    return status;
}
