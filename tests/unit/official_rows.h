/* Rows of official files, made by the tests: from a cell and a stream of random numbers. */
#ifndef NSC_OFFICIAL_ROWS_H
#define NSC_OFFICIAL_ROWS_H

#include "data/data.h"
#include "temporary.h"
#include "testing.h"

#include <unistd.h>

/* A row and the texts that it points at. */
typedef struct made_row {
    nsc_official_row row;
    char adjacency[NSC_ADJACENCY_SIZE], operations[NSC_OPERATIONS_SIZE];
} made_row;

/* A row as official ones are: accuracies k/9984 in float32, times in float32, the total time a double. */
static inline void make_row(made_row *made, const nsc_space *space, uint32_t id, int epochs, gsl_rng *random) {
    const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(space), id);
    memset(made, 0, sizeof *made);
    nsc_cell_adjacency(&cell, made->adjacency);
    nsc_cell_operations(&cell, made->operations);
    const nsc_hash_index *index;
    REQUIRE_OK(nsc_space_hash_index(space, &index, &error));
    made->row.hash = nsc_hash_index_hashes(index)[id];
    made->row.epochs = epochs;
    made->row.adjacency = (nsc_view){made->adjacency, strlen(made->adjacency)};
    made->row.operations = (nsc_view){made->operations, strlen(made->operations)};
    made->row.trainable_parameters = (int32_t)nsc_cell_parameters(&cell);
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++) {
        double *values = made->row.values + evaluation * NSC_EVALUATION_VALUES;
        values[NSC_EVALUATION_EPOCH] = evaluation == 0 ? 0 : evaluation == 1 ? epochs / 2 : epochs;
        values[NSC_EVALUATION_TIME] =
            evaluation == 0 ? 0 : nsc_official_rounded(1000.0 * (double)evaluation + 900.0 * gsl_rng_uniform(random));
        for (size_t value = NSC_EVALUATION_TRAIN; value < NSC_EVALUATION_VALUES; value++)
            values[value] = nsc_official_rounded(random_below(random, 9985) / 9984.0);
    }
    made->row.values[NSC_OFFICIAL_TOTAL_TIME] = 3000.0 + 1000.0 * gsl_rng_uniform(random);
}

/* A row with numbers that no official row has, each of which needs all 64 bits. */
static inline void make_wide_row(made_row *made, const nsc_space *space, uint32_t id, int epochs, gsl_rng *random) {
    make_row(made, space, id, epochs, random);
    for (size_t place = 1; place < NSC_OFFICIAL_VALUES; place++)
        made->row.values[place] = gsl_rng_uniform_pos(random) / 3.0;
}

static inline void write_record(FILE *stream, const nsc_official_row *row) {
    nsc_official_scratch scratch = {0};
    const unsigned char *payload;
    unsigned char frame[NSC_TFRECORD_FRAME];
    size_t size;
    REQUIRE_OK(nsc_official_write(row, &scratch, &payload, &size, &error));
    nsc_tfrecord_frame(payload, size, frame);
    assert_int_equal(fwrite(frame, 1, 12, stream), 12);
    assert_int_equal(fwrite(payload, 1, size, stream), size);
    assert_int_equal(fwrite(frame + 12, 1, 4, stream), 4);
    nsc_official_scratch_release(&scratch);
}

/* A folder that is gone at the end of the test program, and a path in it. */
static inline int make_folder(void **state) {
    static char folder[64];
    temporary_template(folder, sizeof folder, "");
    *state = folder;
    return mkdtemp(folder) == NULL;
}

static inline int remove_folder(void **state) {
    return rmdir(*state); /* fails where a file was left */
}

static inline const char *path_in(void **state, const char *name) {
    static char paths[4][128];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", (const char *)*state, name);
    return path;
}

/* Equal to the bit in all that the message holds. */
static inline bool same_values(const nsc_official_row *first, const nsc_official_row *second) {
    if (!nsc_official_same_values(first->values, second->values))
        return false;
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
        if (!nsc_view_equal(first->checkpoint_paths[evaluation], second->checkpoint_paths[evaluation]))
            return false;
    return true;
}

#endif
