/* Many runs of an algorithm at once, if it suits the experiment; those that were kept are taken from there. */
#include "analysis/search/experiment_internal.h"
#include "analysis/search/kept_runs.h"
#include "analysis/search/trace_bytes.h"
#include "space/strings.h"

#include <math.h>
#include <string.h>

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

/* ---- runs that were kept ---- */

/* True if the point has this run at this budget, with this value. */
static bool was_measured(const nsc_queried_budget *budget, const nsc_search_event *event) {
    uint32_t first;
    const uint32_t count = nsc_queried_budget_runs(budget, event->point, &first);
    for (uint32_t place = first; place < first + count; place++)
        if (budget->numbers[place] == event->run && budget->runs[place].fitness == event->fitness)
            return true;
    return false;
}

/* NULL if an evaluation may follow the one before it in a run of the experiment, else the reason. */
static const char *reason_against_event(const nsc_experiment *experiment, const nsc_search_event *event,
                                        const nsc_search_event *before) {
    const bool invalid = event->point == UINT32_MAX;
    if (event->budget >= experiment->budget_count || (!invalid && event->point >= experiment->space->point_count))
        return "a run has a point or a budget that the experiment lacks";
    if (invalid ? event->incumbent || !isnan(event->fitness)
                : !was_measured(&experiment->budgets[event->budget], event))
        return "a run has a value that the data does not hold";
    return event->evaluations >= before->evaluations && event->time_s >= before->time_s
               ? NULL
               : "the evaluations of a run are not in order";
}

/* NULL if the trace may be that of a run of the experiment, else the reason. A file of runs can be made by anybody. */
static const char *reason_against_trace(const nsc_experiment *experiment, const nsc_search_trace *trace) {
    const nsc_search_options *options = &experiment->options;
    nsc_search_event before = {0};
    for (size_t number = 0; number < trace->count; number++) {
        const char *reason = reason_against_event(experiment, &trace->events[number], &before);
        if (reason != NULL)
            return reason;
        before = trace->events[number];
    }
    return trace->evaluations >= before.evaluations && trace->time_s >= before.time_s && isfinite(trace->time_s) &&
                   (options->evaluations == 0 || trace->evaluations <= options->evaluations) &&
                   (options->time_s <= 0 || trace->time_s <= options->time_s)
               ? NULL
               : "a run has other evaluations, or another time, than its limits allow";
}

/* Takes a run if it was kept: *taken. */
static nsc_status take_run(const nsc_experiment *experiment, nsc_kept_runs *kept, const char *name, size_t run,
                           nsc_search_trace *trace, bool *taken, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_kept_runs_take(kept, name, run, trace, taken, error));
    const char *reason = *taken ? reason_against_trace(experiment, trace) : NULL;
    if (reason != NULL)
        status = nsc_kept_runs_refuse(kept, reason, error);
out:
    return status;
}

/* ---- all runs ---- */

/* What all runs share. */
typedef struct run_context {
    const nsc_experiment *experiment;
    const nsc_chosen_algorithm *chosen; /* [algorithm] */
    nsc_search_result *results;         /* [algorithm] */
    size_t run_count;                   /* of each */
    nsc_kept_runs *kept;                /* NULL: runs are not kept */
    char **names;                       /* [algorithm] with settings, by which runs are kept */
} run_context;

static nsc_search_trace *trace_of(const run_context *runs, size_t unit) {
    return &runs->results[unit / runs->run_count].traces[unit % runs->run_count];
}

/* A run, unless it is among those that were kept. */
static nsc_status run_or_take(void *context, size_t unit, size_t worker, nsc_error *error) {
    const run_context *runs = context;
    const size_t algorithm = unit / runs->run_count, run = unit % runs->run_count;
    nsc_search_trace *trace = trace_of(runs, unit);
    bool taken = false;
    nsc_status status = NSC_OK;
    (void)worker;
    if (runs->kept != NULL)
        NSC_TRY(take_run(runs->experiment, runs->kept, runs->names[algorithm], run, trace, &taken, error));
    if (!taken)
        NSC_TRY(nsc_search_play(runs->experiment, &runs->chosen[algorithm], run, trace, error));
    if (runs->kept != NULL && !taken)
        NSC_TRY(nsc_kept_runs_add(runs->kept, runs->names[algorithm], run, trace, error));
out:
    return status;
}

static nsc_status pack_run(void *context, size_t unit, nsc_packed *packed, nsc_error *error) {
    const nsc_search_trace *trace = trace_of(context, unit);
    const nsc_trace_figures figures = nsc_trace_figures_of(trace);
    const nsc_status status = nsc_packed_add(packed, &figures, sizeof figures, error);
    return status == NSC_OK ? nsc_trace_events_pack(trace, packed, error) : status;
}

static nsc_status unpack_run(void *context, size_t unit, const unsigned char *bytes, size_t size, nsc_error *error) {
    const run_context *runs = context;
    nsc_trace_figures figures;
    const char *reason = "a run does not end within it";
    nsc_status status = NSC_OK;
    if (size >= sizeof figures) {
        memcpy(&figures, bytes, sizeof figures);
        if (figures.event_count == (size - sizeof figures) / NSC_TRACE_EVENT_SIZE &&
            (size - sizeof figures) % NSC_TRACE_EVENT_SIZE == 0) {
            NSC_TRY(nsc_trace_unpack(trace_of(runs, unit), &figures, bytes + sizeof figures, error));
            reason = reason_against_trace(runs->experiment, trace_of(runs, unit));
        }
    }
    if (reason != NULL)
        status = nsc_error_set(error, NSC_INVALID, "run %zu of %s: %s", unit % runs->run_count,
                               runs->chosen[unit / runs->run_count].label, reason);
out:
    return status;
}

static nsc_status prepare_results(run_context *context, size_t count, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < count; number++)
        context->results[number] = (nsc_search_result){.experiment = context->experiment,
                                                       .label = context->chosen[number].label,
                                                       .settings = context->chosen[number].described};
    NSC_TRY(nsc_allocate(&context->names, count, sizeof *context->names, error));
    for (size_t number = 0; number < count; number++) {
        nsc_search_result *result = &context->results[number];
        NSC_TRY(nsc_experiment_suits(context->experiment, context->chosen[number].algorithm, error));
        NSC_TRY(nsc_allocate(&result->traces, context->run_count, sizeof *result->traces, error));
        result->run_count = context->run_count;
        if (context->kept != NULL)
            NSC_TRY(nsc_chosen_algorithm_describe(&context->chosen[number], &context->names[number], error));
    }
out:
    return status;
}

nsc_status nsc_experiment_run_kept(const nsc_experiment *experiment, const nsc_chosen_algorithm *chosen, size_t count,
                                   nsc_kept_runs *kept, nsc_search_result *results, nsc_error *error) {
    run_context context = {.experiment = experiment,
                           .chosen = chosen,
                           .results = results,
                           .run_count = experiment->options.runs,
                           .kept = kept};
    const nsc_shared_loop loop = {.stage = count == 1 ? chosen->label : "runs of all algorithms",
                                  .unit_count = count * context.run_count,
                                  .task = run_or_take,
                                  .context = &context,
                                  .pack = pack_run,
                                  .unpack = unpack_run};
    nsc_status status = NSC_OK;
    NSC_TRY(prepare_results(&context, count, error));
    NSC_TRY(nsc_share(&loop, experiment->options.control, error));
out:
    for (size_t number = 0; number < count; number++) {
        if (context.names != NULL)
            free(context.names[number]);
        if (status != NSC_OK)
            nsc_search_result_release(&results[number]);
    }
    free(context.names);
    return status;
}

nsc_status nsc_experiment_run(const nsc_experiment *experiment, const nsc_chosen_algorithm *chosen,
                              nsc_search_result *result, nsc_error *error) {
    return nsc_experiment_run_kept(experiment, chosen, 1, NULL, result, error);
}

void nsc_search_result_release(nsc_search_result *result) {
    for (size_t run = 0; run < result->run_count; run++)
        free(result->traces[run].events);
    free(result->traces);
    *result = (nsc_search_result){0};
}
