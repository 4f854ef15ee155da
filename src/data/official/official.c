/* What an official row must keep to, and how it is written. */
#include "data/official/official_internal.h"

#include "data/official/base64.h"
#include "data/validity.h"

#include <math.h>
#include <string.h>

const int nsc_official_epochs[NSC_OFFICIAL_BUDGETS] = {4, 12, 36, NSC_NB101_EPOCHS};

double nsc_official_rounded(double value) {
    return (double)(float)value;
}

bool nsc_official_same_values(const double first[NSC_OFFICIAL_VALUES], const double second[NSC_OFFICIAL_VALUES]) {
    size_t place = 0;
    while (place < NSC_OFFICIAL_VALUES && nsc_official_same_bits(first[place], second[place]))
        place++;
    return place == NSC_OFFICIAL_VALUES;
}

/* ---- names ---- */

const char *nsc_official_value_name(size_t place) {
    static const char *const names[NSC_OFFICIAL_VALUES] = {
        "initial_current_epoch",       "initial_training_time",
        "initial_train_accuracy",      "initial_validation_accuracy",
        "initial_test_accuracy",       "halfway_current_epoch",
        "halfway_training_time",       "halfway_train_accuracy",
        "halfway_validation_accuracy", "halfway_test_accuracy",
        "final_current_epoch",         "final_training_time",
        "final_train_accuracy",        "final_validation_accuracy",
        "final_test_accuracy",         "total_time",
    };
    return names[place];
}

/* ---- scratch ---- */

void nsc_official_scratch_release(nsc_official_scratch *scratch) {
    free(scratch->bytes);
    *scratch = (nsc_official_scratch){0};
}

bool nsc_official_row_is_synthetic(const nsc_official_row *row) {
    const nsc_view *path = &row->checkpoint_paths[NSC_EVALUATION_INITIAL];
    const size_t length = sizeof NSC_SYNTHETIC_MARK - 1;
    return path->text != NULL && path->length >= length && memcmp(path->text, NSC_SYNTHETIC_MARK, length) == 0;
}

nsc_status nsc_official_reserve(nsc_official_scratch *scratch, size_t size, nsc_error *error) {
    return scratch->capacity >= size ? NSC_OK : nsc_reserve(&scratch->bytes, &scratch->capacity, size, 1, error);
}

/* ---- rules ---- */

const char *nsc_official_validity(size_t place, int epochs, double value) {
    const size_t evaluation = place / NSC_EVALUATION_VALUES;
    if (place == NSC_OFFICIAL_TOTAL_TIME) /* which no fitness is made of */
        return nsc_validity_of_time(value, 0);
    switch ((nsc_evaluation_value)(place % NSC_EVALUATION_VALUES)) {
    case NSC_EVALUATION_EPOCH:
        if (evaluation == NSC_EVALUATION_INITIAL)
            return value == 0.0 ? NULL : "which is not 0";
        return nsc_validity_of_epochs_trained(value);
    case NSC_EVALUATION_TIME:
        return nsc_validity_of_time(value, evaluation == NSC_EVALUATION_INITIAL   ? 0
                                           : evaluation == NSC_EVALUATION_HALFWAY ? nsc_official_halfway(epochs)
                                                                                  : epochs);
    default:
        return nsc_validity_of_accuracy(value, NSC_ACCURACY_FRACTION);
    }
}

static nsc_status check_values(const nsc_official_row *row, nsc_error *error) {
    if (nsc_validity_of_epochs(row->epochs) != NULL)
        return nsc_error_set(error, NSC_INVALID, "epochs is %d, %s", row->epochs, nsc_validity_of_epochs(row->epochs));
    for (size_t place = 0; place < NSC_OFFICIAL_VALUES; place++) {
        const char *reason = nsc_official_validity(place, row->epochs, row->values[place]);
        if (reason != NULL)
            return nsc_error_set(error, NSC_INVALID, "%s is %.9g, %s", nsc_official_value_name(place),
                                 row->values[place], reason);
    }
    return NSC_OK;
}

/* ---- reading ---- */

nsc_status nsc_official_read_by_libraries(const unsigned char *payload, size_t size, nsc_official_row *row,
                                          nsc_official_scratch *scratch, nsc_error *error) {
    nsc_status status = nsc_official_read_any(payload, size, row, scratch, error);
    return status == NSC_OK ? check_values(row, error) : status;
}

nsc_status nsc_official_read(const unsigned char *payload, size_t size, nsc_official_row *row,
                             nsc_official_scratch *scratch, nsc_error *error) {
    nsc_status status = nsc_official_reserve(scratch, size, error);
    if (status != NSC_OK)
        return status;
    if (nsc_official_read_exact(payload, size, row, scratch))
        return check_values(row, error);
    return nsc_official_read_by_libraries(payload, size, row, scratch, error);
}

/* ---- writing ---- */

/* Fields of the message: number and wire type, as they stand in front of a value. */
enum {
    TAG_EVALUATION = 1 << 3 | 2,
    TAG_PARAMETERS = 2 << 3 | 0,
    TAG_TOTAL_TIME = 3 << 3 | 1,
    TAG_CHECKPOINT = 6 << 3 | 2, /* of an evaluation; its values are the fields 1 … 5 */
    VARINT = 10,                 /* bytes that an integer takes at most */
    VALUE = 9                    /* bytes of a double with its tag */
};

static unsigned char *write_varint(unsigned char *to, uint64_t value) {
    for (; value > 127; value >>= 7)
        *to++ = (unsigned char)(value | 128);
    *to++ = (unsigned char)value;
    return to;
}

/* Doubles stand in the byte order of the machines that this program runs on: little-endian. */
static unsigned char *write_double(unsigned char *to, unsigned tag, double value) {
    *to++ = (unsigned char)tag;
    memcpy(to, &value, sizeof value);
    return to + sizeof value;
}

static size_t varint_size(uint64_t value) {
    size_t size = 1;
    for (; value > 127; value >>= 7)
        size++;
    return size;
}

static unsigned char *write_evaluation(unsigned char *to, const double *values, const nsc_view *checkpoint_path) {
    size_t size = (size_t)NSC_EVALUATION_VALUES * VALUE;
    if (checkpoint_path->text != NULL)
        size += 1 + varint_size(checkpoint_path->length) + checkpoint_path->length;
    *to++ = TAG_EVALUATION;
    to = write_varint(to, size);
    for (unsigned value = 0; value < NSC_EVALUATION_VALUES; value++)
        to = write_double(to, (value + 1) << 3 | 1, values[value]);
    if (checkpoint_path->text == NULL)
        return to;
    *to++ = TAG_CHECKPOINT;
    to = write_varint(to, checkpoint_path->length);
    if (checkpoint_path->length > 0)
        memcpy(to, checkpoint_path->text, checkpoint_path->length);
    return to + checkpoint_path->length;
}

static size_t write_message(unsigned char *message, const nsc_official_row *row) {
    unsigned char *end = message;
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
        end =
            write_evaluation(end, row->values + evaluation * NSC_EVALUATION_VALUES, &row->checkpoint_paths[evaluation]);
    *end++ = TAG_PARAMETERS;
    end = write_varint(end, (uint64_t)(int64_t)row->trainable_parameters);
    end = write_double(end, TAG_TOTAL_TIME, row->values[NSC_OFFICIAL_TOTAL_TIME]);
    return (size_t)(end - message);
}

/* JSON writes a newline as a backslash and an n. */
static char *write_escaped(char *to, const char *text, size_t length) {
    for (size_t character = 0; character < length; character++) {
        if (text[character] == '\n')
            *to++ = '\\';
        *to++ = (char)(text[character] == '\n' ? 'n' : text[character]);
    }
    return to;
}

nsc_status nsc_official_write(const nsc_official_row *row, nsc_official_scratch *scratch, const unsigned char **payload,
                              size_t *size, nsc_error *error) {
    size_t message_capacity =
        NSC_EVALUATIONS * ((size_t)NSC_EVALUATION_VALUES * VALUE + 2 + 2 * VARINT) + 2 * VARINT + VALUE;
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
        message_capacity += row->checkpoint_paths[evaluation].length;
    const size_t text_capacity = nsc_base64_size(message_capacity);
    const size_t fixed_capacity = 80; /* brackets, quotes, hash, epochs, zero */
    const size_t row_capacity = fixed_capacity + row->adjacency.length + row->operations.length + 2 * text_capacity;
    nsc_status status = nsc_official_reserve(scratch, row_capacity + text_capacity + message_capacity, error);
    if (status != NSC_OK)
        return status;
    char *begin = scratch->bytes, *text = begin + row_capacity;
    unsigned char *message = (unsigned char *)text + text_capacity;
    size_t message_size = write_message(message, row);
    nsc_base64_encode(message, message_size, text);
    char hash[33];
    nsc_hash_format(&row->hash, hash);
    char *end =
        begin + sprintf(begin, "[\"%s\", %d, \"%.*s\", \"%.*s\", \"", hash, row->epochs, (int)row->adjacency.length,
                        row->adjacency.text, (int)row->operations.length, row->operations.text);
    end = write_escaped(end, text, nsc_base64_size(message_size));
    memcpy(end, "\"]", 2);
    *payload = (const unsigned char *)begin;
    *size = (size_t)(end + 2 - begin);
    return NSC_OK;
}
