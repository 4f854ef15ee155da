/*
 * Pieces of work in which allocations fail, one after the other, and the files that they read. A program defines its
 * own ground for them, sweeps each, and links with failing_memory.c.
 */
#ifndef NSC_ALLOCATION_SWEEP_H
#define NSC_ALLOCATION_SWEEP_H

#include "base/table.h"
#include "failing_memory.h"
#include "temporary.h"
#include "testing.h"

#include <gsl/gsl_errno.h>
#include <unistd.h>

/* What the pieces of work stand on, made while memory is plentiful. */
typedef struct ground ground;

/* A piece of work, which releases what it made. */
typedef nsc_status (*piece_of_work)(const ground *laid, nsc_error *error);

/* Whether every allocation is to fail, which takes long. */
static inline bool sweeps_all(void) {
    return getenv("NASSCAPE_SWEEP_ALL") != NULL;
}

/* Lets one allocation fail, alone or with all after it, and judges what the work made of that. */
static inline void sweep_one(const ground *laid, piece_of_work work, bool recovers, failing_mode mode, size_t number) {
    nsc_error error = {0};
    failing_memory_start(number, mode);
    const nsc_status status = work(laid, &error);
    const bool failed = failing_memory_stop();
    const size_t left = failing_memory_left();
    const bool told = status == NSC_FAILED && error.status == NSC_FAILED && strstr(error.message, "memory") != NULL;
    const bool done = status == NSC_OK && (recovers || failing_memory_dispensable());
    const bool spared = !failed && failing_memory_spared() && status == NSC_OK;
    if (left <= (failed ? failing_memory_lost() : 0) && (failed ? told || done : spared))
        return;
    if (failed)
        failing_memory_tell_site();
    fail_msg("allocation %zu%s: %s, status %d, \"%s\", %zu blocks left", number,
             mode == FAIL_ONCE ? "" : " and those after it", failed ? "failed" : "was never asked for", (int)status,
             error.message, left);
}

/*
 * The work is done once to see what it allocates, after a first time in which libraries make what they keep. Then fails
 * the first allocation of each call stack, and a few of the others; all of them where the environment variable
 * NASSCAPE_SWEEP_ALL is set. Where `recovers`, the work may find another way to its end instead.
 */
static inline void sweep(void **state, piece_of_work work, bool recovers) {
    enum { OTHERS = 8 };
    const ground *laid = *state;
    const bool all = sweeps_all();
    gsl_set_error_handler_off();
    for (int time = 0; time < 2; time++) {
        nsc_error error = {0};
        failing_memory_record(SITES_OF_STACKS);
        const nsc_status status = work(laid, &error);
        failing_memory_stop();
        if (status != NSC_OK)
            fail_msg("with enough memory: %s", error.message);
    }
    size_t site_count;
    const size_t allocations = failing_memory_count();
    const size_t *sites = failing_memory_sites(&site_count);
    assert_int_equal(failing_memory_left(), 0);
    assert_true(allocations > 0);
    for (size_t site = 0; site < site_count && !all; site++) {
        sweep_one(laid, work, recovers, FAIL_ONCE, sites[site]);
        sweep_one(laid, work, recovers, FAIL_ONWARD, sites[site]);
    }
    const size_t step = all ? 1 : allocations / OTHERS + 1;
    for (size_t number = 1; number <= allocations; number += step) {
        sweep_one(laid, work, recovers, FAIL_ONCE, number);
        sweep_one(laid, work, recovers, FAIL_ONWARD, number);
    }
}

/* The test of a piece of work. */
#define SWEEP(work, recovers)                                                                                          \
    static void test_##work(void **state) {                                                                            \
        sweep(state, work, recovers);                                                                                  \
    }

/* ---- a sink that takes all rows ---- */

static inline nsc_status pass_columns(void *context, const nsc_column *columns, size_t column_count, nsc_error *error) {
    (void)context;
    (void)columns;
    (void)error;
    return column_count > 0 ? NSC_OK : NSC_INVALID;
}

static inline nsc_status pass_row(void *context, const nsc_value *values, size_t count, nsc_error *error) {
    (void)context;
    (void)values;
    (void)error;
    return count > 0 ? NSC_OK : NSC_INVALID;
}

static inline nsc_row_sink passing_sink(void) {
    return (nsc_row_sink){pass_columns, pass_row, NULL};
}

/* ---- files ---- */

/* A folder with measurements of small cells: two files to be read together, and one with rows to be refused. */
typedef struct row_files {
    char folder[64];
    char rows[96], more_rows[96], broken_rows[96];
} row_files;

static inline void write_text(const char *path, const char *text) {
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

static inline void lay_row_files(row_files *files) {
    temporary_template(files->folder, sizeof files->folder, "");
    assert_non_null(mkdtemp(files->folder));
    snprintf(files->rows, sizeof files->rows, "%s/rows.csv", files->folder);
    snprintf(files->more_rows, sizeof files->more_rows, "%s/more_rows.csv", files->folder);
    snprintf(files->broken_rows, sizeof files->broken_rows, "%s/broken_rows.csv", files->folder);
    write_text(files->rows, "hash,epochs,run,test_accuracy,training_time_s,note\n"
                            "b49ac8c578b4561d79ac7087988f1c61,108,1,0.9,100,3\n"
                            "b49ac8c578b4561d79ac7087988f1c61,108,2,0.91,101,3\n"
                            "d1269d9156ddc027c40473008192958a,36,1,0.8,50,4\n");
    write_text(files->more_rows, "adjacency,operations,epochs,run,test_accuracy,training_time_s,note\n"
                                 "010001000,\"input,maxpool3x3,output\",108,1,0.7,60,5\n"
                                 "0101001000010000,\"c3,c3\",108,1,0.93,500,6\n");
    write_text(files->broken_rows, "hash,epochs,run,test_accuracy\n"
                                   "53cee42601ad14d661bb6878031d6acb,108,1,0.7\n"
                                   "nonsense,108,1,0.5\n"
                                   "b49ac8c578b4561d79ac7087988f1c61,108,1,2\n"
                                   "b49ac8c578b4561d79ac7087988f1c61,108,1,0.5\n");
}

/* Once all else in the folder is removed; fails where a temporary file was left. */
static inline int clear_row_files(const row_files *files) {
    unlink(files->rows);
    unlink(files->more_rows);
    unlink(files->broken_rows);
    return rmdir(files->folder);
}

#endif
