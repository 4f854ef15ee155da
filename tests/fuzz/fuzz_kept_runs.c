/*
 * Any bytes behind the header of a file of finished runs, with the right size and checksum: refused with the file's
 * name, or runs of the experiment that asks, whose tables can be written; and which, saved, are the same.
 */
#include "fuzz.h"
#include "fuzz_values.h"

#include "analysis/search/kept_runs.h"
#include "analysis/search/results/search_tables.h"
#include "base/base.h"

#include <math.h>

const unsigned fuzz_default_rounds = 2000;

const char *const fuzz_seeds[] = {"", NULL};

const char *const fuzz_pieces[] = {"\xff\xff\xff\xff", "random", "random-search", "\xf8\x7f", "\xf0\x7f", "\x80", NULL};

enum { RUNS = 3, HEADER_BYTES = 32, SIZE_AT = 16, CHECKSUM_AT = 24 };

static const nsc_control one_thread = {.thread_count = 1};
static nsc_opened_landscape *opened;
static nsc_experiment *experiment;
static nsc_chosen_algorithm chosen;
static char *identity;

static void open_experiment(void) {
    const nsc_landscape_names names = {
        .space = "hamming:3^4", .fitness = "column:made", .make_fitness = fuzz_make_values};
    const nsc_search_options options = {.evaluations = 12, .runs = RUNS, .control = &one_thread};
    if (opened != NULL)
        return;
    fuzz_demand(nsc_landscape_open(&opened, &names, NULL) == NSC_OK &&
                    nsc_experiment_open(&experiment, opened, &options, NULL) == NSC_OK &&
                    nsc_chosen_algorithm_read(&chosen, "random", false, NULL, 0, NULL) == NSC_OK &&
                    nsc_experiment_identity(experiment, &identity, NULL) == NSC_OK,
                "an experiment opens");
}

/* Runs with what the file keeps, and saves. */
static nsc_status run(const char *path, nsc_search_result *result, nsc_kept_runs **kept, nsc_error *error) {
    nsc_status status = NSC_OK;
    *result = (nsc_search_result){0};
    NSC_TRY(nsc_kept_runs_open(kept, path, identity, error));
    NSC_TRY(nsc_experiment_run_kept(experiment, &chosen, 1, *kept, result, error));
out:
    return status;
}

static void write_runs(const void *none, const char *path) {
    (void)none;
    nsc_search_result result;
    nsc_kept_runs *kept;
    fuzz_demand(run(path, &result, &kept, NULL) == NSC_OK && nsc_kept_runs_save(kept, NULL) == NSC_OK, "runs are kept");
    nsc_kept_runs_close(kept);
    nsc_search_result_release(&result);
}

void fuzz_make_seeds(fuzz_seed_function *add, void *context) {
    open_experiment();
    fuzz_add_written(add, context, "made.runs", write_runs, NULL);
}

/* Gives the header the size and the checksum of what follows it. */
static void mend(uint8_t *bytes, size_t size) {
    if (size < HEADER_BYTES)
        return;
    const uint64_t rest = size - HEADER_BYTES;
    const uint32_t checksum = nsc_crc32c(bytes + HEADER_BYTES, rest);
    memcpy(bytes, "nasscape runs 1\n", SIZE_AT);
    memcpy(bytes + SIZE_AT, &rest, sizeof rest);
    memcpy(bytes + CHECKSUM_AT, &checksum, sizeof checksum);
}

static nsc_status take_columns(void *context, const nsc_column *columns, size_t count, nsc_error *error) {
    (void)context, (void)columns, (void)count, (void)error;
    return NSC_OK;
}

static nsc_status take_row(void *context, const nsc_value *values, size_t count, nsc_error *error) {
    (void)context, (void)values, (void)count, (void)error;
    return NSC_OK;
}

/* Every table of the result; they look points, budgets and runs up. */
static void check_tables(const nsc_search_result *result) {
    const nsc_row_sink sink = {take_columns, take_row, NULL};
    for (size_t number = 0; number < nsc_search_table_count; number++) {
        nsc_search_table_options options = nsc_search_table_defaults();
        nsc_error error = {0};
        options.control = &one_thread;
        (void)nsc_search_table_write(nsc_search_tables[number], result, 1, &options, &sink, &error);
    }
}

/* A folder of the process, which goes with it. */
static char folder[FUZZ_PATH_SIZE];

static void __attribute__((destructor)) remove_folder(void) {
    if (folder[0] != '\0')
        rmdir(folder);
}

static bool same_number(double one, double other) {
    return one == other || (isnan(one) && isnan(other));
}

static bool same_trace(const nsc_search_trace *one, const nsc_search_trace *other) {
    bool same = one->count == other->count && one->evaluations == other->evaluations && one->points == other->points &&
                one->proposals == other->proposals && one->invalid == other->invalid &&
                one->unmeasured == other->unmeasured && one->repeated == other->repeated &&
                same_number(one->time_s, other->time_s) && one->exhausted == other->exhausted;
    for (size_t number = 0; same && number < one->count; number++) {
        const nsc_search_event *a = &one->events[number], *b = &other->events[number];
        same = a->evaluations == b->evaluations && same_number(a->time_s, b->time_s) &&
               same_number(a->fitness, b->fitness) && a->point == b->point && a->budget == b->budget &&
               a->run == b->run && a->incumbent == b->incumbent && a->free == b->free;
    }
    return same;
}

/* Runs that were read are saved in a file of their own, and read as the same. */
static void check_saved(const nsc_search_result *result) {
    char path[2 * FUZZ_PATH_SIZE];
    nsc_kept_runs *kept = NULL;
    if (folder[0] == '\0')
        fuzz_make_folder(folder);
    snprintf(path, sizeof path, "%s/again.runs", folder);
    fuzz_demand(nsc_kept_runs_open(&kept, path, identity, NULL) == NSC_OK, "an empty file of runs is opened");
    for (size_t number = 0; number < result->run_count; number++)
        fuzz_demand(nsc_kept_runs_add(kept, "again", number, &result->traces[number], NULL) == NSC_OK,
                    "runs are added");
    fuzz_demand(nsc_kept_runs_save(kept, NULL) == NSC_OK, "runs that were read are saved");
    nsc_kept_runs_close(kept);
    fuzz_demand(nsc_kept_runs_open(&kept, path, identity, NULL) == NSC_OK &&
                    nsc_kept_runs_found(kept) == result->run_count,
                "runs that were saved are read");
    for (size_t number = 0; number < result->run_count; number++) {
        nsc_search_trace trace = {0};
        bool taken = false;
        fuzz_demand(nsc_kept_runs_take(kept, "again", number, &trace, &taken, NULL) == NSC_OK && taken &&
                        same_trace(&trace, &result->traces[number]),
                    "a run that is read again is the same");
        free(trace.events);
    }
    fuzz_demand(nsc_kept_runs_remove(kept, NULL) == NSC_OK, "the file is removed");
    nsc_kept_runs_close(kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    nsc_search_result result;
    nsc_kept_runs *kept = NULL;
    nsc_error error = {0};
    uint8_t *mended = malloc(size > 0 ? size : 1);
    fuzz_demand(mended != NULL, "there is memory");
    memcpy(mended, bytes, size);
    open_experiment();
    mend(mended, size);
    const char *path = fuzz_write(&file, mended, size);
    const nsc_status status = run(path, &result, &kept, &error);
    if (status == NSC_OK) {
        fuzz_demand(result.run_count == RUNS, "all runs are there");
        check_tables(&result);
        check_saved(&result);
    } else {
        fuzz_refused(status, &error, path);
    }
    nsc_search_result_release(&result);
    nsc_kept_runs_close(kept);
    free(mended);
    return 0;
}
