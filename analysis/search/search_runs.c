/* Many runs of an algorithm at once, if it suits the experiment; those that were kept are taken from there. */
#include "analysis/search/experiment_internal.h"
#include "analysis/search/kept_runs.h"
#include "space/strings.h"

/* An algorithm that needs variables, on points as such: NSC_USAGE, naming another encoding if the space has one. */
static nsc_status refuse_points(const nsc_search_algorithm *algorithm, const nsc_space *space, nsc_error *error) {
    if (space->encodings == NULL && nsc_space_strings(space) == NULL)
        return nsc_error_set(error, NSC_USAGE, "%s needs variables, which the points of %s do not have",
                             algorithm->name, space->name);
    return nsc_error_set(error, NSC_USAGE,
                         "%s needs an encoding with variables: choose another one than cells by --encoding",
                         algorithm->name);
}

nsc_status nsc_experiment_suits(const nsc_experiment *experiment, const nsc_search_algorithm *algorithm,
                                nsc_error *error) {
    const nsc_search_domain *domain = experiment->domain;
    if ((algorithm->needs & NSC_SEARCH_NEEDS_BUDGETS) != 0 && experiment->budget_count < 2) {
        if (experiment->epochs[0] <= 0)
            return nsc_error_set(error, NSC_MISSING, "%s needs measurements at two budgets or more; %s has no budgets",
                                 algorithm->name, experiment->facts.selected_by);
        return nsc_error_set(error, NSC_MISSING,
                             "%s needs measurements at two budgets or more; the data has %s at one: %d epochs",
                             algorithm->name, experiment->facts.selected_by, experiment->epochs[0]);
    }
    if ((algorithm->needs & NSC_SEARCH_NEEDS_VARIABLES) != 0 && domain->encoding == NSC_ENCODING_POINTS)
        return refuse_points(algorithm, experiment->space, error);
    if ((algorithm->needs & NSC_SEARCH_NEEDS_NEIGHBOURS) != 0 && domain->encoding == NSC_ENCODING_C)
        return nsc_error_set(error, NSC_USAGE,
                             "%s needs an encoding with finitely many changes: choose another one than C by --encoding",
                             algorithm->name);
    return NSC_OK;
}

/* What all runs share. */
typedef struct run_context {
    const nsc_experiment *experiment;
    const nsc_chosen_algorithm *chosen;
    nsc_search_trace *traces;
    nsc_kept_runs *kept; /* NULL: runs are not kept */
    char *name;          /* of the algorithm and its settings, among the runs that are kept */
} run_context;

/* A run, unless it is among those that were kept. */
static nsc_status run_or_take(void *context, size_t run, size_t worker, nsc_error *error) {
    const run_context *runs = context;
    bool taken = false;
    nsc_status status = NSC_OK;
    (void)worker;
    if (runs->kept != NULL)
        NSC_TRY(nsc_kept_runs_take(runs->kept, runs->name, run, &runs->traces[run], &taken, error));
    if (!taken)
        NSC_TRY(nsc_search_play(runs->experiment, runs->chosen, run, &runs->traces[run], error));
    if (runs->kept != NULL && !taken)
        NSC_TRY(nsc_kept_runs_add(runs->kept, runs->name, run, &runs->traces[run], error));
out:
    return status;
}

nsc_status nsc_experiment_run_kept(const nsc_experiment *experiment, const nsc_chosen_algorithm *chosen,
                                   nsc_kept_runs *kept, nsc_search_result *result, nsc_error *error) {
    run_context context = {.experiment = experiment, .chosen = chosen, .kept = kept};
    const size_t run_count = experiment->options.runs;
    nsc_status status = NSC_OK;
    *result = (nsc_search_result){.experiment = experiment, .label = chosen->label, .settings = chosen->described};
    NSC_TRY(nsc_experiment_suits(experiment, chosen->algorithm, error));
    NSC_TRY(nsc_allocate(&result->traces, run_count, sizeof *result->traces, error));
    result->run_count = run_count;
    context.traces = result->traces;
    if (kept != NULL)
        NSC_TRY(nsc_chosen_algorithm_describe(chosen, &context.name, error));
    NSC_TRY(nsc_parallel_stage(chosen->label, run_count, experiment->options.control, run_or_take, &context, error));
out:
    free(context.name);
    if (status != NSC_OK)
        nsc_search_result_release(result);
    return status;
}

nsc_status nsc_experiment_run(const nsc_experiment *experiment, const nsc_chosen_algorithm *chosen,
                              nsc_search_result *result, nsc_error *error) {
    return nsc_experiment_run_kept(experiment, chosen, NULL, result, error);
}

void nsc_search_result_release(nsc_search_result *result) {
    for (size_t run = 0; run < result->run_count; run++)
        free(result->traces[run].events);
    free(result->traces);
    *result = (nsc_search_result){0};
}
