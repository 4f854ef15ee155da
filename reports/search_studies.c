/* One study of the report on searches: an experiment, the runs of its algorithms, the tables about them. */
#include "reports/search_studies.h"

#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"

#include <limits.h>
#include <math.h>
#include <string.h>

/* Algorithms that fit a model for each proposal: hundreds of runs would take minutes. */
static const char *const slow[] = {"smac", "gaussian-process", "bananas", "bohb"};
enum { SLOW_RUNS = 30 };

static bool is_slow(const char *name) {
    for (size_t number = 0; number < NSC_COUNT_OF(slow); number++)
        if (strcmp(slow[number], name) == 0)
            return true;
    return false;
}

/* ---- the experiment ---- */

/* What is open while a study runs: one experiment for the fast algorithms, one of fewer runs for the slow ones. */
typedef struct open_study {
    const nsc_report_request *request;
    nsc_experiment *fast, *slow;
    nsc_chosen_algorithm *chosen; /* [count] as results */
    nsc_search_result *results;
    size_t count, capacity, chosen_capacity;
} open_study;

static void close_study(open_study *open) {
    for (size_t number = 0; number < open->count; number++) {
        nsc_search_result_release(&open->results[number]);
        nsc_chosen_algorithm_release(&open->chosen[number]);
    }
    free(open->results);
    free(open->chosen);
    nsc_experiment_close(open->fast);
    nsc_experiment_close(open->slow);
}

/* The options of the study: those of the request with its own number of evaluations and runs. */
static nsc_search_options options_of(const nsc_study *study, const nsc_report_request *request) {
    enum { EVALUATIONS = 150, RUNS = 500, LEAST_RUNS = 2 };
    nsc_search_options options = *request->search;
    if (options.evaluations == 0 && options.time_s <= 0)
        options.evaluations = EVALUATIONS;
    options.evaluations = options.evaluations > UINT_MAX / study->evaluations_factor
                              ? UINT_MAX
                              : options.evaluations * study->evaluations_factor;
    options.time_s *= study->evaluations_factor;
    if (options.runs == 0)
        options.runs = RUNS;
    if (study->fewer_runs)
        options.runs = options.runs * 2 / 5;
    if (options.runs < LEAST_RUNS)
        options.runs = LEAST_RUNS;
    if (study->means)
        options.select_by_mean = NSC_CHOICE_YES;
    options.keep_evaluations = true;
    options.seed = request->options->seed;
    options.control = request->options->control;
    return options;
}

static nsc_status describe(nsc_study_outcome *outcome, const open_study *open) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(open->fast);
    const nsc_search_options *options = nsc_experiment_options(open->fast);
    outcome->evaluations = options->evaluations;
    outcome->time_s = options->time_s;
    nsc_text_format(outcome->selected_by, sizeof outcome->selected_by, "%s", facts->selected_by);
    nsc_text_format(outcome->scored_by, sizeof outcome->scored_by, "%s", facts->scored_by);
    nsc_text_format(outcome->encoding, sizeof outcome->encoding, "%s", facts->encoding);
    nsc_text_format(outcome->protocol, sizeof outcome->protocol, "%s", facts->protocol);
    return NSC_OK;
}

/* True if a search sees the same with means as without, since the data has one value of each point. */
static nsc_status means_change_nothing(const open_study *open, const nsc_study *study, nsc_opened_landscape *opened,
                                       bool *nothing, nsc_error *error) {
    nsc_search_options options = options_of(study, open->request);
    nsc_experiment *drawn = NULL;
    options.select_by_mean = NSC_CHOICE_NO;
    const nsc_status status = nsc_experiment_open(&drawn, opened, &options, error);
    *nothing = status == NSC_OK && strcmp(nsc_experiment_describe(drawn)->selected_by,
                                          nsc_experiment_describe(open->fast)->selected_by) == 0;
    nsc_experiment_close(drawn);
    return status;
}

static nsc_status open_experiments(open_study *open, nsc_study_outcome *outcome, const nsc_search_variant *variant,
                                   nsc_error *error) {
    const nsc_study *study = outcome->study;
    nsc_search_options options = options_of(study, open->request);
    bool nothing = false;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_experiment_open(&open->fast, variant->opened, &options, error));
    NSC_TRY(describe(outcome, open));
    if (study->means)
        NSC_TRY(means_change_nothing(open, study, variant->opened, &nothing, error));
    if (nothing)
        nsc_text_format(outcome->reason, sizeof outcome->reason,
                        "the data has one value of each point: no evaluation has noise");
    if (options.runs > SLOW_RUNS)
        options.runs = SLOW_RUNS;
    if (study->with_slow)
        NSC_TRY(nsc_experiment_open(&open->slow, variant->opened, &options, error));
out:
    return status;
}

/* ---- its algorithms ---- */

static nsc_status add_entry(nsc_study_outcome *outcome, const char *label, nsc_study_entry **added, nsc_error *error) {
    size_t capacity = outcome->entry_count;
    nsc_status status =
        nsc_reserve(&outcome->entries, &capacity, outcome->entry_count + 1, sizeof *outcome->entries, error);
    if (status != NSC_OK)
        return status;
    *added = &outcome->entries[outcome->entry_count];
    **added = (nsc_study_entry){.mean_regret = nsc_estimate_none(),
                                .median_regret = nsc_estimate_none(),
                                .tenth = NAN,
                                .ninetieth = NAN,
                                .rank = NAN};
    status = nsc_copy_text(&(*added)->label, label, error);
    outcome->entry_count += status == NSC_OK;
    return status;
}

/* Runs an algorithm; one that does not suit the data is left out. */
static nsc_status run_algorithm(open_study *open, nsc_study_outcome *outcome, const char *text, nsc_error *error) {
    nsc_chosen_algorithm chosen = {0};
    nsc_study_entry *entry;
    nsc_search_result result = {0};
    nsc_error reason = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&open->results, &open->capacity, open->count + 1, sizeof *open->results, error));
    NSC_TRY(nsc_reserve(&open->chosen, &open->chosen_capacity, open->count + 1, sizeof *open->chosen, error));
    NSC_TRY(nsc_chosen_algorithm_read(&chosen, text, false, NULL, 0, error));
    NSC_TRY(add_entry(outcome, text, &entry, error));
    const nsc_experiment *experiment = open->slow != NULL && is_slow(chosen.algorithm->name) ? open->slow : open->fast;
    status = nsc_experiment_run(experiment, &chosen, &result, &reason);
    if (status == NSC_OK) {
        entry->runs = (uint32_t)result.run_count;
        open->results[open->count] = result;
        open->chosen[open->count++] = chosen;
        return NSC_OK;
    }
    if (status != NSC_MISSING && status != NSC_USAGE) {
        nsc_error_pass(error, status, &reason);
        goto out;
    }
    nsc_text_format(entry->reason, sizeof entry->reason, "%s", reason.message);
    status = NSC_OK;
out:
    nsc_chosen_algorithm_release(&chosen);
    return status;
}

static nsc_status run_algorithms(open_study *open, nsc_study_outcome *outcome, nsc_error *error) {
    const nsc_study *study = outcome->study;
    nsc_status status = NSC_OK;
    for (size_t number = 0; study->algorithms[0] == NULL && number < nsc_search_algorithm_count; number++)
        if (study->with_slow || !is_slow(nsc_search_algorithms[number]->name))
            NSC_TRY(run_algorithm(open, outcome, nsc_search_algorithms[number]->name, error));
    for (size_t number = 0; number < NSC_STUDY_ALGORITHMS && study->algorithms[number] != NULL; number++)
        NSC_TRY(run_algorithm(open, outcome, study->algorithms[number], error));
    if (open->count == 0)
        nsc_text_format(outcome->reason, sizeof outcome->reason, "no algorithm suits the data");
out:
    return status;
}

/* ---- its tables ---- */

static nsc_status make_table(nsc_table **table, const open_study *open, const char *name, nsc_error *error) {
    const nsc_row_sink sink = nsc_table_sink(table);
    nsc_search_table_options options = nsc_search_table_defaults();
    options.control = open->request->options->control;
    return nsc_search_table_write(nsc_search_table_named(name), open->results, open->count, &options, &sink, error);
}

static nsc_status make_tables(nsc_study_outcome *outcome, const open_study *open, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < NSC_STUDY_TABLES && outcome->study->tables[number] != NULL; number++) {
        const char *name = outcome->study->tables[number];
        if (open->count < 2 && (nsc_search_table_named(name)->needs & NSC_TABLE_NEEDS_SEVERAL) != 0)
            continue;
        nsc_control_report(open->request->options->control, name, 0);
        NSC_TRY(make_table(&outcome->tables[number], open, name, error));
        nsc_control_report(open->request->options->control, name, 1);
    }
out:
    return status;
}

/* ---- figures of each algorithm ---- */

static nsc_estimate estimate_at(const nsc_table *table, size_t row) {
    return (nsc_estimate){nsc_report_number(table, row, "value"), nsc_report_number(table, row, "low"),
                          nsc_report_number(table, row, "high")};
}

static void read_regrets(nsc_study_entry *entry, const nsc_table *summary) {
    for (size_t row = 0; row < nsc_table_row_count(summary); row++) {
        if (!nsc_report_is(summary, row, "algorithm", entry->label))
            continue;
        const nsc_estimate estimate = estimate_at(summary, row);
        if (nsc_report_is(summary, row, "statistic", "mean_regret"))
            entry->mean_regret = estimate;
        if (nsc_report_is(summary, row, "statistic", "median_regret"))
            entry->median_regret = estimate;
        if (nsc_report_is(summary, row, "statistic", "regret_quantile_10"))
            entry->tenth = estimate.value;
        if (nsc_report_is(summary, row, "statistic", "regret_quantile_90"))
            entry->ninetieth = estimate.value;
    }
}

/* A run without any evaluation has an infinite regret; such an algorithm has no rank. */
static bool is_ranked(const nsc_study_entry *entry) {
    return entry->reason[0] == '\0' && isfinite(entry->mean_regret.value);
}

static nsc_status rank_entries(nsc_study_outcome *outcome, nsc_error *error) {
    double *regrets = NULL, *ranks = NULL;
    size_t count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&regrets, outcome->entry_count, sizeof *regrets, error));
    NSC_TRY(nsc_allocate(&ranks, outcome->entry_count, sizeof *ranks, error));
    for (size_t entry = 0; entry < outcome->entry_count; entry++)
        if (is_ranked(&outcome->entries[entry]))
            regrets[count++] = outcome->entries[entry].mean_regret.value;
    NSC_TRY(nsc_ranks(regrets, count, ranks, error));
    count = 0;
    for (size_t entry = 0; entry < outcome->entry_count; entry++)
        if (is_ranked(&outcome->entries[entry]))
            outcome->entries[entry].rank = ranks[count++];
out:
    free(regrets);
    free(ranks);
    return status;
}

static nsc_status find_figures(nsc_study_outcome *outcome, nsc_error *error) {
    const nsc_table *summary = nsc_study_table(outcome, "summary");
    for (size_t entry = 0; entry < outcome->entry_count; entry++)
        read_regrets(&outcome->entries[entry], summary);
    return rank_entries(outcome, error);
}

/* ---- a study ---- */

nsc_status nsc_study_run(nsc_study_outcome *outcome, const nsc_study *study, const nsc_search_variant *variant,
                         const nsc_report_request *request, nsc_error *error) {
    open_study open = {.request = request};
    nsc_status status = NSC_OK;
    *outcome = (nsc_study_outcome){.study = study};
    if (variant->opened == NULL) {
        nsc_text_format(outcome->reason, sizeof outcome->reason, "%s", variant->reason);
        return NSC_OK;
    }
    NSC_TRY(open_experiments(&open, outcome, variant, error));
    if (outcome->reason[0] == '\0')
        NSC_TRY(run_algorithms(&open, outcome, error));
    if (outcome->reason[0] != '\0')
        goto out;
    NSC_TRY(make_tables(outcome, &open, error));
    NSC_TRY(find_figures(outcome, error));
out:
    close_study(&open);
    return status;
}

void nsc_study_outcome_release(nsc_study_outcome *outcome) {
    for (size_t entry = 0; entry < outcome->entry_count; entry++)
        free(outcome->entries[entry].label);
    free(outcome->entries);
    for (size_t table = 0; table < NSC_STUDY_TABLES; table++)
        nsc_table_destroy(outcome->tables[table]);
    *outcome = (nsc_study_outcome){0};
}

const nsc_table *nsc_study_table(const nsc_study_outcome *outcome, const char *name) {
    for (size_t number = 0; number < NSC_STUDY_TABLES && outcome->study->tables[number] != NULL; number++)
        if (strcmp(outcome->study->tables[number], name) == 0)
            return outcome->tables[number];
    return NULL;
}

const nsc_study_entry *nsc_study_entry_named(const nsc_study_outcome *outcome, const char *label) {
    for (size_t entry = 0; entry < outcome->entry_count; entry++)
        if (strcmp(outcome->entries[entry].label, label) == 0 && is_ranked(&outcome->entries[entry]))
            return &outcome->entries[entry];
    return NULL;
}

nsc_status nsc_study_agreement(const nsc_study_outcome *one, const nsc_study_outcome *other, double *correlation,
                               size_t *count, nsc_error *error) {
    double *x = NULL, *y = NULL, *x_ranks = NULL, *y_ranks = NULL;
    nsc_status status = NSC_OK;
    *count = 0;
    *correlation = NAN;
    NSC_TRY(nsc_allocate(&x, one->entry_count, sizeof *x, error));
    NSC_TRY(nsc_allocate(&y, one->entry_count, sizeof *y, error));
    NSC_TRY(nsc_allocate(&x_ranks, one->entry_count, sizeof *x_ranks, error));
    NSC_TRY(nsc_allocate(&y_ranks, one->entry_count, sizeof *y_ranks, error));
    for (size_t entry = 0; entry < one->entry_count; entry++) {
        const nsc_study_entry *own = &one->entries[entry];
        const nsc_study_entry *same = nsc_study_entry_named(other, own->label);
        if (!is_ranked(own) || same == NULL)
            continue;
        x[*count] = own->mean_regret.value;
        y[(*count)++] = same->mean_regret.value;
    }
    NSC_TRY(nsc_ranks(x, *count, x_ranks, error));
    NSC_TRY(nsc_ranks(y, *count, y_ranks, error));
    if (*count >= 3)
        *correlation = nsc_pearson(x_ranks, y_ranks, *count);
out:
    free(x);
    free(y);
    free(x_ranks);
    free(y_ranks);
    return status;
}
