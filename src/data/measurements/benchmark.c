/* The official library's query on a store. */
#include "data/measurements/benchmark.h"

struct nsc_benchmark {
    const nsc_store *store;
    const nsc_space *space;
    gsl_rng *random;
    double time_used_s;
    uint64_t epochs_used;
};

nsc_status nsc_benchmark_create(nsc_benchmark **benchmark, const nsc_store *store, const nsc_space *space,
                                uint64_t seed, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(benchmark, 1, sizeof **benchmark, error));
    **benchmark = (nsc_benchmark){.store = store, .space = space};
    NSC_TRY(nsc_random_create(&(*benchmark)->random, seed, NSC_STREAM_QUERIED_RUNS, 0, error));
out:
    if (status != NSC_OK) {
        nsc_benchmark_destroy(*benchmark);
        *benchmark = NULL;
    }
    return status;
}

void nsc_benchmark_destroy(nsc_benchmark *benchmark) {
    if (benchmark == NULL)
        return;
    gsl_rng_free(benchmark->random);
    free(benchmark);
}

/* ---- what the store knows ---- */

static nsc_status find_budget(const nsc_benchmark *benchmark, int epochs, size_t *budget, nsc_error *error) {
    char held[256] = "";
    size_t length = 0;
    const size_t count = nsc_store_budget_count(benchmark->store);
    for (*budget = 0; *budget < count; (*budget)++) {
        if (nsc_store_epochs(benchmark->store, *budget) == epochs)
            return NSC_OK;
        length += (size_t)snprintf(held + length, sizeof held - length, "%s%d", *budget > 0 ? ", " : "",
                                   nsc_store_epochs(benchmark->store, *budget));
    }
    return nsc_error_set(error, NSC_MISSING, "the store holds no runs of %d epochs, only of %s", epochs, held);
}

static void fill_answer(uint32_t id, uint32_t parameters, const nsc_official_row *row, bool halfway, unsigned run,
                        nsc_benchmark_answer *answer) {
    const nsc_evaluation evaluation = halfway ? NSC_EVALUATION_HALFWAY : NSC_EVALUATION_FINAL;
    *answer = (nsc_benchmark_answer){
        .id = id,
        .trainable_parameters = parameters,
        .epochs = row->epochs,
        .halfway = halfway,
        .run = run,
        .training_time_s = row->values[nsc_official_place(evaluation, NSC_EVALUATION_TIME)],
        .train_accuracy = row->values[nsc_official_place(evaluation, NSC_EVALUATION_TRAIN)],
        .validation_accuracy = row->values[nsc_official_place(evaluation, NSC_EVALUATION_VALID)],
        .test_accuracy = row->values[nsc_official_place(evaluation, NSC_EVALUATION_TEST)],
    };
}

nsc_status nsc_benchmark_runs(const nsc_benchmark *benchmark, const char *cell, int epochs, bool halfway,
                              nsc_benchmark_answer *answers, size_t *count, nsc_error *error) {
    nsc_status status = NSC_OK;
    uint32_t id, position;
    size_t budget;
    *count = 0;
    NSC_TRY(benchmark->space->point_parse(benchmark->space, cell, &id, error));
    NSC_TRY(find_budget(benchmark, epochs, &budget, error));
    const nsc_cell known = nsc_nb101_cell(nsc_space_nb101(benchmark->space), id);
    const uint32_t parameters = nsc_cell_parameters(&known);
    while (*count < NSC_RUNS && nsc_store_position(benchmark->store, id, &position)) {
        nsc_official_row row;
        nsc_error reason = {0};
        status = nsc_store_row(benchmark->store, budget, *count, position, &row, &reason);
        if (status == NSC_MISSING)
            break;
        if (status != NSC_OK)
            return nsc_error_set(error, status, "%s", reason.message);
        fill_answer(id, parameters, &row, halfway, (unsigned)*count, &answers[*count]);
        (*count)++;
    }
    status = *count > 0 ? NSC_OK
                        : nsc_error_set(error, NSC_MISSING, "the store holds no run of the cell at %d epochs", epochs);
out:
    return status;
}

nsc_status nsc_benchmark_mean(const nsc_benchmark *benchmark, const char *cell, int epochs, bool halfway,
                              nsc_benchmark_answer *answer, nsc_error *error) {
    nsc_benchmark_answer answers[NSC_RUNS];
    size_t count;
    nsc_status status = nsc_benchmark_runs(benchmark, cell, epochs, halfway, answers, &count, error);
    if (status != NSC_OK)
        return status;
    *answer = answers[0];
    for (size_t run = 1; run < count; run++) {
        answer->training_time_s += answers[run].training_time_s;
        answer->train_accuracy += answers[run].train_accuracy;
        answer->validation_accuracy += answers[run].validation_accuracy;
        answer->test_accuracy += answers[run].test_accuracy;
    }
    answer->training_time_s /= (double)count;
    answer->train_accuracy /= (double)count;
    answer->validation_accuracy /= (double)count;
    answer->test_accuracy /= (double)count;
    return NSC_OK;
}

/* ---- queries that cost ---- */

nsc_status nsc_benchmark_query(nsc_benchmark *benchmark, const char *cell, int epochs, bool halfway, int run,
                               nsc_benchmark_answer *answer, nsc_error *error) {
    nsc_benchmark_answer answers[NSC_RUNS];
    size_t count;
    nsc_status status = nsc_benchmark_runs(benchmark, cell, epochs, halfway, answers, &count, error);
    if (status != NSC_OK)
        return status;
    if (run == NSC_BENCHMARK_RANDOM_RUN)
        run = (int)gsl_rng_uniform_int(benchmark->random, count);
    if (run < 0 || (size_t)run >= count)
        return nsc_error_set(error, NSC_MISSING, "the cell has %zu runs at %d epochs, numbered from 0, and no run %d",
                             count, epochs, run);
    *answer = answers[run];
    benchmark->time_used_s += answer->training_time_s;
    benchmark->epochs_used += (uint64_t)(halfway ? nsc_official_halfway(epochs) : epochs);
    return NSC_OK;
}

double nsc_benchmark_time_used(const nsc_benchmark *benchmark) {
    return benchmark->time_used_s;
}

uint64_t nsc_benchmark_epochs_used(const nsc_benchmark *benchmark) {
    return benchmark->epochs_used;
}

void nsc_benchmark_reset(nsc_benchmark *benchmark) {
    benchmark->time_used_s = 0.0;
    benchmark->epochs_used = 0;
}
