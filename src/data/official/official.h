/*
 * A row of the official files of NAS-Bench-101, there and back: the JSON array
 * [hash, epochs, adjacency, operations, metrics] in UTF-8, `metrics` a ModelMetrics message (official.proto) in base64.
 *
 *   constants.h           what holds for all rows: budgets, runs, images
 *   official.c            the rules that a row must keep to; writing
 *   official_exact.c      reads exactly the rows that the official writer makes
 *   official_libraries.c  reads every row, by jansson and protobuf-c
 *   base64.h/.c           the message's text
 *   tfrecord.h/.c         the framing of rows in a file
 *   fetch.h/.c            the published files, downloaded and checked
 */
#ifndef NSC_OFFICIAL_H
#define NSC_OFFICIAL_H

#include "data/official/constants.h"
#include "space/nb101/nb101.h"

#include <string.h>

/* The three evaluations of a run, by position in the message. */
typedef enum nsc_evaluation {
    NSC_EVALUATION_INITIAL,
    NSC_EVALUATION_HALFWAY,
    NSC_EVALUATION_FINAL,
    NSC_EVALUATIONS
} nsc_evaluation;

/* What an evaluation says. */
typedef enum nsc_evaluation_value {
    NSC_EVALUATION_EPOCH, /* epochs trained so far */
    NSC_EVALUATION_TIME,  /* seconds trained so far */
    NSC_EVALUATION_TRAIN, /* accuracies, fractions */
    NSC_EVALUATION_VALID,
    NSC_EVALUATION_TEST,
    NSC_EVALUATION_VALUES
} nsc_evaluation_value;

enum {
    NSC_OFFICIAL_TOTAL_TIME = NSC_EVALUATIONS * NSC_EVALUATION_VALUES, /* seconds, evaluations included */
    NSC_OFFICIAL_VALUES
};

/* The place of an evaluation's value among all values of a row. */
static inline size_t nsc_official_place(nsc_evaluation evaluation, nsc_evaluation_value value) {
    return (size_t)evaluation * NSC_EVALUATION_VALUES + (size_t)value;
}

/*
 * A number as official rows hold accuracies and times: rounded to float32, widened. A function of its own file, since
 * GCC 12.2 at -O2 leaves the rounding out where it makes vectors of two such numbers.
 */
double nsc_official_rounded(double value);

/* True where two numbers are the same, zero's sign included. */
static inline bool nsc_official_same_bits(double first, double second) {
    uint64_t bits[2];
    memcpy(&bits[0], &first, sizeof first);
    memcpy(&bits[1], &second, sizeof second);
    return bits[0] == bits[1];
}

/* True where all values of a row are equal, to the bit. */
bool nsc_official_same_values(const double first[NSC_OFFICIAL_VALUES], const double second[NSC_OFFICIAL_VALUES]);

/* The epochs after which the official half-way evaluation is made. */
static inline int nsc_official_halfway(int epochs) {
    return epochs / 2;
}

/* "initial_current_epoch", …, "halfway_train_accuracy", …, "final_test_accuracy", "total_time". */
const char *nsc_official_value_name(size_t place);

/*
 * NULL for a valid value at a place of a row with so many epochs, else the reason: "which is not a fraction from 0 to
 * 1". The first evaluation is of epoch 0.
 */
const char *nsc_official_validity(size_t place, int epochs, double value);

/* Characters that somebody else owns; text NULL: there are none. */
typedef struct nsc_view {
    const char *text;
    size_t length;
} nsc_view;

static inline bool nsc_view_equal(nsc_view first, nsc_view second) {
    if (first.text == NULL || second.text == NULL)
        return first.text == second.text;
    return first.length == second.length && memcmp(first.text, second.text, first.length) == 0;
}

typedef struct nsc_official_row {
    nsc_hash hash;
    int epochs;
    nsc_view adjacency;  /* V·V digits, row by row */
    nsc_view operations; /* "input,…,output" */
    int32_t trainable_parameters;
    double values[NSC_OFFICIAL_VALUES];
    nsc_view checkpoint_paths[NSC_EVALUATIONS];
} nsc_official_row;

/* What a made-up row has at the start of the checkpoint path of its initial evaluation; the seed follows. */
#define NSC_SYNTHETIC_MARK "synthetic:"
bool nsc_official_row_is_synthetic(const nsc_official_row *row);

/* Memory that the views of a row may point into; {0} before the first use, one a thread. */
typedef struct nsc_official_scratch {
    char *bytes;
    size_t capacity;
} nsc_official_scratch;
void nsc_official_scratch_release(nsc_official_scratch *scratch);

/*
 * Reads a payload. The views point into `payload` or into `scratch`, until either changes. Fields of the message that
 * the official schema lacks are passed over, and so is a checkpoint path that is no text. NSC_INVALID, without the
 * place, for JSON of another shape, a hash that is not 32 hexadecimal digits, epochs that are no whole number from 1 to
 * NSC_EPOCHS_MAXIMUM, broken base64, a broken message, other than three evaluations, a value that is missing or not
 * finite, an accuracy outside [0, 1], a negative time, a first evaluation that is not of epoch 0. It does not look at
 * adjacency and operations. 0.3 µs for a row as the official writer makes it.
 */
nsc_status nsc_official_read(const unsigned char *payload, size_t size, nsc_official_row *row,
                             nsc_official_scratch *scratch, nsc_error *error);

/* The same by the libraries alone, whatever the row looks like: for rows of another shape, and for tests. */
nsc_status nsc_official_read_by_libraries(const unsigned char *payload, size_t size, nsc_official_row *row,
                                          nsc_official_scratch *scratch, nsc_error *error);

/*
 * Points *`payload` at the row as the official writer spells it, *`size` bytes within `scratch`. The row's texts must
 * be plain ASCII without quotes and backslashes. NSC_FAILED without memory.
 */
nsc_status nsc_official_write(const nsc_official_row *row, nsc_official_scratch *scratch, const unsigned char **payload,
                              size_t *size, nsc_error *error);

#endif
