/*
 * Writes the made-up file. Cells are taken in the order of their hashes, in rounds: while one task writes the rows of
 * the last round, the others make those of the next, so that memory is that of two rounds and the order needs no locks.
 */
#include "data/synthetic/synthesise.h"

#include "data/measurements/measurements.h"
#include "data/official/tfrecord.h"
#include "data/synthetic/synthesise_internal.h"
#include "data/validity.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum {
    BLOCK_ROWS = 768, /* rows that one task makes, 330 kB */
    ROUND_BLOCKS = 32
};

/* Rows as they stand in the file. */
typedef struct block {
    unsigned char *bytes;
    size_t size, capacity;
} block;

typedef struct synthesis {
    const int *epochs;
    size_t budget_count;
    const nsc_nb101 *nb101;
    uint32_t cell_count;
    const nsc_hash *hashes;    /* by id */
    uint32_t *order;           /* ids by ascending hash */
    nsc_synthetic_cell *cells; /* by id */
    char mark[sizeof NSC_SYNTHETIC_MARK + 20];
    size_t block_cells;
    nsc_official_scratch *scratches; /* one a worker */
    block rounds[2][ROUND_BLOCKS];   /* this one and the last, in turn */
    size_t round;
    FILE *stream;
} synthesis;

/* ---- what is asked for ---- */

static nsc_status check_space(const nsc_space *space, nsc_error *error) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    if (nb101 == NULL)
        return nsc_error_set(error, NSC_USAGE, "only cells of nb101 can be synthesised, and the space is %s",
                             space->name);
    for (uint32_t number = 0; number < nsc_nb101_skeleton_count(nb101); number++) {
        const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
        if (skeleton->vertex_count > NSC_NB101_VERTICES || skeleton->edge_count > NSC_NB101_EDGES)
            return nsc_error_set(error, NSC_USAGE,
                                 "%s has cells of more than %d vertices or %d edges: no official file has", space->name,
                                 NSC_NB101_VERTICES, NSC_NB101_EDGES);
    }
    return NSC_OK;
}

static nsc_status check_budgets(const nsc_synthesise_options *options, nsc_error *error) {
    if (options->budget_count > NSC_BUDGETS)
        return nsc_error_set(error, NSC_USAGE, "%zu budgets are more than %d", options->budget_count, NSC_BUDGETS);
    for (size_t budget = 0; budget < options->budget_count; budget++) {
        const int epochs = options->epochs[budget];
        if (nsc_validity_of_epochs(epochs) != NULL)
            return nsc_error_set(error, NSC_USAGE, "a budget is %d, %s", epochs, nsc_validity_of_epochs(epochs));
        if (budget > 0 && epochs <= options->epochs[budget - 1])
            return nsc_error_set(error, NSC_USAGE, "budgets must ascend, and %d stands after %d", epochs,
                                 options->epochs[budget - 1]);
    }
    return NSC_OK;
}

/* ---- order ---- */

static int compare_by_hash(const void *first, const void *second, void *hashes) {
    const nsc_hash *by_id = hashes;
    const uint32_t *first_id = first, *second_id = second;
    return memcmp(&by_id[*first_id], &by_id[*second_id], sizeof(nsc_hash));
}

static nsc_status sort_cells(synthesis *job, const nsc_space *space, nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_hash_index *index = NULL;
    NSC_TRY(nsc_space_hash_index(space, &index, error));
    job->hashes = nsc_hash_index_hashes(index);
    NSC_TRY(nsc_allocate(&job->order, job->cell_count, sizeof *job->order, error));
    for (uint32_t id = 0; id < job->cell_count; id++)
        job->order[id] = id;
    qsort_r(job->order, job->cell_count, sizeof *job->order, compare_by_hash, (void *)job->hashes);
out:
    return status;
}

/* ---- rows ---- */

static nsc_status append_row(block *to, const nsc_official_row *row, nsc_official_scratch *scratch, nsc_error *error) {
    enum { BEFORE = 12 }; /* bytes of the frame that stand in front of the payload */
    nsc_status status = NSC_OK;
    const unsigned char *payload;
    unsigned char frame[NSC_TFRECORD_FRAME];
    size_t size;
    NSC_TRY(nsc_official_write(row, scratch, &payload, &size, error));
    const size_t needed = to->size + size + NSC_TFRECORD_FRAME;
    if (needed > to->capacity)
        NSC_TRY(nsc_reserve(&to->bytes, &to->capacity, needed, 1, error));
    nsc_tfrecord_frame(payload, size, frame);
    unsigned char *end = to->bytes + to->size;
    memcpy(end, frame, BEFORE);
    memcpy(end + BEFORE, payload, size);
    memcpy(end + BEFORE + size, frame + BEFORE, NSC_TFRECORD_FRAME - BEFORE);
    to->size = needed;
out:
    return status;
}

static nsc_status append_cell(block *to, const synthesis *job, uint32_t id, nsc_official_scratch *scratch,
                              nsc_error *error) {
    char adjacency[NSC_ADJACENCY_SIZE], operations[NSC_OPERATIONS_SIZE];
    const nsc_cell cell = nsc_nb101_cell(job->nb101, id);
    nsc_cell_adjacency(&cell, adjacency);
    nsc_cell_operations(&cell, operations);
    nsc_official_row row = {
        .hash = job->hashes[id],
        .adjacency = {adjacency, strlen(adjacency)},
        .operations = {operations, strlen(operations)},
        .trainable_parameters = (int32_t)nsc_cell_parameters(&cell),
        .checkpoint_paths[NSC_EVALUATION_INITIAL] = {job->mark, strlen(job->mark)},
    };
    for (size_t budget = 0; budget < job->budget_count; budget++) {
        row.epochs = job->epochs[budget];
        for (unsigned run = 0; run < NSC_RUNS; run++) {
            nsc_synthetic_run(&job->cells[id], row.epochs, run, row.values);
            nsc_status status = append_row(to, &row, scratch, error);
            if (status != NSC_OK)
                return status;
        }
    }
    return NSC_OK;
}

/* ---- rounds ---- */

static nsc_status write_round(block *blocks, FILE *stream, nsc_error *error) {
    for (size_t number = 0; number < ROUND_BLOCKS; number++) {
        if (blocks[number].size > 0 && fwrite(blocks[number].bytes, blocks[number].size, 1, stream) != 1)
            return nsc_error_set(error, NSC_FAILED, "cannot write the file: %s", strerror(errno));
        blocks[number].size = 0;
    }
    return NSC_OK;
}

/* Task 0 writes the last round, each other task makes one block of this one. */
static nsc_status do_task(void *context, size_t task, size_t worker, nsc_error *error) {
    synthesis *job = context;
    if (task == 0)
        return write_round(job->rounds[(job->round + 1) % 2], job->stream, error);
    block *to = &job->rounds[job->round % 2][task - 1];
    size_t place = (job->round * ROUND_BLOCKS + task - 1) * job->block_cells;
    const size_t end = place + job->block_cells < job->cell_count ? place + job->block_cells : job->cell_count;
    for (; place < end; place++) {
        nsc_status status = append_cell(to, job, job->order[place], &job->scratches[worker], error);
        if (status != NSC_OK)
            return status;
    }
    return NSC_OK;
}

static nsc_status run_rounds(synthesis *job, const nsc_control *control, nsc_error *error) {
    const size_t round_cells = ROUND_BLOCKS * job->block_cells;
    const size_t round_count = (job->cell_count + round_cells - 1) / round_cells + 1; /* one writes the last rows */
    for (; job->round < round_count; job->round++) {
        nsc_status status = nsc_parallel(1 + ROUND_BLOCKS, control, do_task, job, error);
        if (status != NSC_OK)
            return status;
        nsc_control_report(control, "synthesising", (double)(job->round + 1) / (double)round_count);
    }
    return NSC_OK;
}

static void release(synthesis *job, const nsc_control *control) {
    for (size_t number = 0; number < ROUND_BLOCKS; number++) {
        free(job->rounds[0][number].bytes);
        free(job->rounds[1][number].bytes);
    }
    for (size_t worker = 0; job->scratches != NULL && worker < nsc_control_threads(control); worker++)
        nsc_official_scratch_release(&job->scratches[worker]);
    free(job->scratches);
    free(job->cells);
    free(job->order);
}

nsc_status nsc_synthesise(const nsc_space *space, const nsc_synthesise_options *options, FILE *stream,
                          nsc_error *error) {
    const nsc_control *control = options->control;
    nsc_status status = NSC_OK;
    synthesis job = {.epochs = nsc_official_epochs, .budget_count = NSC_OFFICIAL_BUDGETS, .stream = stream};
    NSC_TRY(check_space(space, error));
    NSC_TRY(check_budgets(options, error));
    if (options->budget_count > 0) {
        job.epochs = options->epochs;
        job.budget_count = options->budget_count;
    }
    job.nb101 = nsc_space_nb101(space);
    job.cell_count = nsc_nb101_cell_count(job.nb101);
    job.block_cells = BLOCK_ROWS / (NSC_RUNS * job.budget_count);
    snprintf(job.mark, sizeof job.mark, "%s%" PRIu64, NSC_SYNTHETIC_MARK, options->seed);
    NSC_TRY(sort_cells(&job, space, error));
    NSC_TRY(nsc_allocate(&job.scratches, nsc_control_threads(control), sizeof *job.scratches, error));
    NSC_TRY(nsc_allocate(&job.cells, job.cell_count, sizeof *job.cells, error));
    NSC_TRY(nsc_synthetic_cells(job.cells, space, options->seed, control, error));
    NSC_TRY(run_rounds(&job, control, error));
out:
    release(&job, control);
    return status;
}
