/* The measurements of an experiment: all runs at one budget in one array, or one value a point. */
#include "analysis/search/experiment_internal.h"

#include <math.h>

void nsc_queried_budget_release(nsc_queried_budget *budget) {
    free(budget->first);
    free(budget->runs);
    free(budget->numbers);
    *budget = (nsc_queried_budget){0};
}

/* ---- single runs ---- */

/* The runs of a point that may be drawn: those of the rule's policy; a mean only if there are no single runs. */
typedef struct run_range {
    const nsc_run_value *runs;
    size_t count;
} run_range;

static run_range runs_of(const nsc_run_values *values, const nsc_queried_source *source, uint32_t point) {
    run_range range = {values->values + values->first[point], values->first[point + 1] - values->first[point]};
    const nsc_fitness_rule *rule = &source->rule;
    if (rule->policy == NSC_POLICY_MEAN) {
        if (range.count > 1 && range.runs[range.count - 1].run == NSC_RUN_MEAN)
            range.count--;
        return range;
    }
    const size_t wanted = rule->policy == NSC_POLICY_NAMED_RUN
                              ? nsc_measurements_find_run(source->measurements, rule->run_name)
                              : (size_t)(rule->policy - NSC_POLICY_RUN1);
    while (range.count > 0 && range.runs->run != wanted) {
        range.runs++;
        range.count--;
    }
    range.count = range.count > 0;
    return range;
}

/* The value of a run of a point, NaN if there is none. */
static double value_of(const nsc_run_values *values, uint32_t point, uint32_t run) {
    if (values->first == NULL)
        return NAN;
    for (size_t place = values->first[point]; place < values->first[point + 1]; place++)
        if (values->values[place].run == run)
            return values->values[place].value;
    return NAN;
}

static uint16_t run_number(uint32_t run) {
    return run < UINT16_MAX ? (uint16_t)run : UINT16_MAX;
}

static void set_run(nsc_queried_budget *budget, uint32_t place, double fitness, double time_s, uint16_t number) {
    budget->has_times = budget->has_times && !isnan(time_s);
    budget->runs[place] = (nsc_queried_run){.fitness = fitness, .time_s = isnan(time_s) ? 0 : time_s};
    budget->numbers[place] = number;
}

/* One entry for the mean of the runs of a point, and of their times. */
static void set_mean(nsc_queried_budget *budget, uint32_t place, run_range range, const nsc_run_values *times,
                     uint32_t point) {
    double fitness = 0, time_s = 0;
    for (size_t run = 0; run < range.count; run++) {
        fitness += range.runs[run].value;
        time_s += value_of(times, point, range.runs[run].run);
    }
    const double count = (double)range.count;
    set_run(budget, place, fitness / count, time_s / count,
            range.count == 1 ? run_number(range.runs->run) : UINT16_MAX);
}

static nsc_status allocate_runs(nsc_queried_budget *budget, uint32_t point_count, nsc_error *error) {
    const size_t count = budget->first[point_count];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&budget->runs, count, sizeof *budget->runs, error));
    NSC_TRY(nsc_allocate(&budget->numbers, count, sizeof *budget->numbers, error));
out:
    return status;
}

static nsc_status fill_runs(nsc_queried_budget *budget, const nsc_queried_source *source, const nsc_run_values *values,
                            const nsc_run_values *times, bool as_means, nsc_error *error) {
    const uint32_t point_count = source->space->point_count;
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < point_count; point++) {
        const size_t count = runs_of(values, source, point).count;
        budget->first[point + 1] = budget->first[point] + (uint32_t)(as_means ? count > 0 : count);
    }
    NSC_TRY(allocate_runs(budget, point_count, error));
    for (uint32_t point = 0; point < point_count; point++) {
        const run_range range = runs_of(values, source, point);
        if (as_means && range.count > 0) {
            set_mean(budget, budget->first[point], range, times, point);
            continue;
        }
        for (size_t run = 0; run < range.count; run++)
            set_run(budget, budget->first[point] + (uint32_t)run, range.runs[run].value,
                    value_of(times, point, range.runs[run].run), run_number(range.runs[run].run));
    }
out:
    return status;
}

static nsc_metric time_metric(nsc_metric metric) {
    return metric >= NSC_METRIC_HALFWAY_VALID && metric < NSC_METRIC_COUNT ? NSC_METRIC_HALFWAY_TIME : NSC_METRIC_TIME;
}

static nsc_status gather_runs(nsc_queried_budget *budget, const nsc_queried_source *source, bool as_means,
                              nsc_error *error) {
    const nsc_measurements *measurements = source->measurements;
    const nsc_metric time = time_metric(source->rule.metric);
    nsc_run_values values = {0}, times = {0};
    size_t number = 0;
    nsc_status status = NSC_OK;
    while (number < nsc_measurements_budget_count(measurements) &&
           nsc_measurements_epochs(measurements, number) != budget->epochs)
        number++;
    if (number == nsc_measurements_budget_count(measurements))
        return nsc_error_set(error, NSC_MISSING, "the data has no measurements at %d epochs", budget->epochs);
    NSC_TRY(nsc_measurements_runs(measurements, number, source->rule.metric, &values, error));
    if (nsc_measurements_aggregation(measurements, number, time) != NSC_AGGREGATION_NONE)
        NSC_TRY(nsc_measurements_runs(measurements, number, time, &times, error));
    NSC_TRY(fill_runs(budget, source, &values, &times, as_means, error));
out:
    nsc_run_values_release(&values);
    nsc_run_values_release(&times);
    return status;
}

/* ---- one value a point ---- */

/* The times at a budget beside other values than single runs; *`times` is NULL if there are none. */
static nsc_status ask_times(const nsc_queried_source *source, int epochs, const double **times, nsc_error *error) {
    const nsc_landscape landscape = {.space = source->space, .opened = source->opened};
    const nsc_metric metric =
        source->rule.kind == NSC_FITNESS_METRIC ? time_metric(source->rule.metric) : NSC_METRIC_TIME;
    const nsc_fitness_rule rule = nsc_fitness_rule_of(metric, epochs, NSC_POLICY_MEAN);
    nsc_asked_fitness asked;
    const nsc_status status = nsc_landscape_ask(&landscape, rule.text, &asked, error);
    *times = status == NSC_OK && asked.fitness != NULL ? asked.fitness->values : NULL;
    return status;
}

static nsc_status gather_values(nsc_queried_budget *budget, const nsc_queried_source *source, nsc_error *error) {
    const uint32_t point_count = source->space->point_count;
    const nsc_fitness *fitness;
    const double *times = NULL;
    nsc_status status = NSC_OK;
    const nsc_fitness_rule rule = source->rule.kind == NSC_FITNESS_METRIC && source->rule.epochs != budget->epochs
                                      ? nsc_fitness_rule_of(source->rule.metric, budget->epochs, source->rule.policy)
                                      : source->rule;
    NSC_TRY(nsc_landscape_fitness(source->opened, rule.text, &fitness, error));
    if (source->rule.kind != NSC_FITNESS_FEATURE)
        NSC_TRY(ask_times(source, budget->epochs, &times, error));
    for (uint32_t point = 0; point < point_count; point++)
        budget->first[point + 1] = budget->first[point] + nsc_fitness_known(fitness, point);
    NSC_TRY(allocate_runs(budget, point_count, error));
    for (uint32_t point = 0; point < point_count; point++)
        if (nsc_fitness_known(fitness, point))
            set_run(budget, budget->first[point], fitness->values[point], times != NULL ? times[point] : NAN,
                    UINT16_MAX);
out:
    return status;
}

/* ---- either ---- */

nsc_status nsc_queried_budget_gather(nsc_queried_budget *budget, const nsc_queried_source *source, int epochs,
                                     bool as_means, nsc_error *error) {
    nsc_status status = NSC_OK;
    *budget = (nsc_queried_budget){.epochs = epochs, .has_times = true};
    NSC_TRY(nsc_allocate(&budget->first, (size_t)source->space->point_count + 1, sizeof *budget->first, error));
    NSC_TRY(source->measurements != NULL ? gather_runs(budget, source, as_means, error)
                                         : gather_values(budget, source, error));
    if (budget->first[source->space->point_count] == 0)
        status = nsc_error_set(error, NSC_MISSING, "the data has no %s at %d epochs", source->rule.text, epochs);
out:
    if (status != NSC_OK)
        nsc_queried_budget_release(budget);
    return status;
}

void nsc_queried_budget_restrict(nsc_queried_budget *budget, const double *scores, uint32_t point_count) {
    uint32_t kept = 0, begin = 0;
    for (uint32_t point = 0; point < point_count; point++) {
        const uint32_t end = budget->first[point + 1];
        for (uint32_t run = begin; run < end && !isnan(scores[point]); run++) {
            budget->runs[kept] = budget->runs[run];
            budget->numbers[kept++] = budget->numbers[run];
        }
        budget->first[point + 1] = kept;
        begin = end;
    }
    const uint32_t each = budget->first[1];
    bool alike = true;
    for (uint32_t point = 0; point < point_count && alike; point++)
        alike = budget->first[point + 1] - budget->first[point] == each;
    budget->each = alike ? each : 0;
}
