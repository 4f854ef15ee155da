/* The runs of one point, as the official library's queries need them. */
#include "binding/binding_internal.h"

#include <math.h>

/* The metrics after the number of the run, in the order of NSC_BOUND_RUN_VALUES. */
static const nsc_metric metrics[NSC_BOUND_RUN_VALUES - 1] = {
    NSC_METRIC_TIME,         NSC_METRIC_TRAIN,         NSC_METRIC_VALID,         NSC_METRIC_TEST,
    NSC_METRIC_HALFWAY_TIME, NSC_METRIC_HALFWAY_TRAIN, NSC_METRIC_HALFWAY_VALID, NSC_METRIC_HALFWAY_TEST,
};

static nsc_status list_budgets(nsc_bound_landscape *landscape, int epochs[NSC_BUDGETS], size_t *count,
                               nsc_error *error) {
    const nsc_measurements *measurements;
    const nsc_fitness_rule *own;
    const nsc_space *space;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(landscape->opened, &space, error));
    NSC_TRY(nsc_landscape_measurements(landscape->opened, &measurements, error));
    *count = measurements != NULL ? nsc_measurements_budget_count(measurements) : 1;
    for (size_t budget = 0; budget < *count; budget++)
        epochs[budget] = measurements != NULL ? nsc_measurements_epochs(measurements, budget) : space->epochs;
    if (landscape->values != NULL) {
        NSC_TRY(nsc_landscape_rule(landscape->opened, NULL, &own, error));
        epochs[0] = own->kind == NSC_FITNESS_METRIC ? own->epochs : space->epochs;
    }
out:
    return status;
}

nsc_status nsc_bound_budgets(nsc_bound_landscape *landscape, int *epochs, size_t capacity, size_t *count,
                             char *message) {
    int all[NSC_BUDGETS];
    nsc_error error = {0};
    *count = 0;
    const nsc_status status = list_budgets(landscape, all, count, &error);
    for (size_t budget = 0; budget < *count && budget < capacity; budget++)
        epochs[budget] = all[budget];
    return nsc_bound_told(status, &error, message);
}

/* known[point_count] of the points that have a value of any metric at any budget; *any is false where none has. */
static nsc_status find_measured(const nsc_measurements *measurements, uint32_t point_count, bool *known, bool *any,
                                nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t file = 0; file < nsc_measurements_source_count(measurements); file++)
        for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++)
            for (size_t place = 0; status == NSC_OK && place < NSC_COUNT_OF(metrics); place++)
                status = nsc_measurements_mark_known(measurements, file, budget, metrics[place], known, error);
    *any = false;
    for (uint32_t point = 0; point < point_count; point++)
        *any = *any || known[point];
    return status;
}

nsc_status nsc_bound_known_points(nsc_bound_landscape *landscape, unsigned char *known, char *message) {
    const nsc_space *space;
    const nsc_measurements *measurements;
    const nsc_fitness *fitness;
    bool *measured = NULL, any = false;
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(landscape->opened, &space, &error));
    NSC_TRY(nsc_landscape_measurements(landscape->opened, &measurements, &error));
    NSC_TRY(nsc_allocate(&measured, space->point_count, sizeof *measured, &error));
    if (measurements != NULL)
        NSC_TRY(find_measured(measurements, space->point_count, measured, &any, &error));
    if (!any)
        NSC_TRY(nsc_landscape_fitness(landscape->opened, NULL, &fitness, &error));
    for (uint32_t point = 0; point < space->point_count; point++)
        known[point] = any ? measured[point] : nsc_fitness_known(fitness, point);
out:
    free(measured);
    return nsc_bound_told(status, &error, message);
}

/* Without measurements: the values of a model, whatever it predicts, or the values given. */
static nsc_status model_runs(nsc_bound_landscape *landscape, uint32_t point, int epochs, double *values,
                             size_t capacity, size_t *count, const char **origin, nsc_error *error) {
    double run[NSC_BOUND_RUN_VALUES] = {-1};
    const nsc_fitness_rule *own = NULL;
    if (landscape->values != NULL) {
        const nsc_status status = nsc_landscape_rule(landscape->opened, NULL, &own, error);
        if (status != NSC_OK)
            return status;
    }
    for (size_t place = 0; place < NSC_COUNT_OF(metrics); place++) {
        const nsc_fitness_rule rule = own != NULL && own->kind == NSC_FITNESS_METRIC && own->epochs == epochs
                                          ? nsc_fitness_rule_of_same_run(own, metrics[place])
                                          : nsc_fitness_rule_of(metrics[place], epochs, NSC_POLICY_MEAN);
        nsc_point_fitness value = {0};
        nsc_provenance provenance;
        nsc_error reason = {0};
        const nsc_status status =
            nsc_landscape_values(landscape->opened, rule.text, &point, 1, &value, &provenance, &reason);
        if (status != NSC_OK && status != NSC_MISSING)
            return nsc_error_pass(error, status, &reason);
        run[place + 1] = status == NSC_OK ? value.value : NAN;
        if (!isnan(run[place + 1]))
            *origin = provenance.origin;
    }
    if (*origin == NULL)
        return nsc_error_set(error, NSC_MISSING, "the data has no values of %d epochs", epochs);
    *count = 1;
    for (size_t place = 0; capacity > 0 && place < NSC_BOUND_RUN_VALUES; place++)
        values[place] = run[place];
    return NSC_OK;
}

static nsc_status measured_runs(const nsc_measurements *measurements, uint32_t point, int epochs, double *values,
                                size_t capacity, size_t *count, nsc_error *error) {
    nsc_point_runs runs = {0};
    nsc_choices choices = {0};
    size_t budget = 0;
    nsc_status status = NSC_OK;
    while (budget < nsc_measurements_budget_count(measurements) &&
           nsc_measurements_epochs(measurements, budget) != epochs) {
        char text[16];
        snprintf(text, sizeof text, "%d", nsc_measurements_epochs(measurements, budget++));
        nsc_choices_add(&choices, text);
    }
    if (budget == nsc_measurements_budget_count(measurements))
        return nsc_error_set(error, NSC_MISSING, "the data has no runs of %d epochs, only of %s", epochs, choices.text);
    NSC_TRY(nsc_measurements_point(measurements, budget, point, &runs, error));
    if (runs.count == 0)
        NSC_TRY(nsc_error_set(error, NSC_MISSING, "the data has no run of the point at %d epochs", epochs));
    *count = runs.count;
    for (size_t run = 0; run < runs.count && run < capacity; run++) {
        const nsc_point_run *from = &runs.items[run];
        *values++ = from->run == NSC_RUN_MEAN ? -1.0 : (double)from->run;
        for (size_t place = 0; place < NSC_COUNT_OF(metrics); place++)
            *values++ = from->values[metrics[place]];
    }
out:
    free(runs.items);
    return status;
}

nsc_status nsc_bound_runs(nsc_bound_landscape *landscape, uint32_t point, int epochs, double *values, size_t capacity,
                          size_t *count, const char **origin, char *message) {
    const nsc_measurements *measurements;
    const nsc_space *space;
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    *count = 0;
    *origin = NULL;
    NSC_TRY(nsc_landscape_space(landscape->opened, &space, &error));
    if (point >= space->point_count)
        NSC_TRY(nsc_error_set(&error, NSC_INVALID, "there is no point %u", point));
    NSC_TRY(nsc_landscape_measurements(landscape->opened, &measurements, &error));
    if (measurements == NULL) {
        status = model_runs(landscape, point, epochs, values, capacity, count, origin, &error);
        goto out;
    }
    *origin = nsc_origin_name(nsc_measurements_origin(measurements));
    status = measured_runs(measurements, point, epochs, values, capacity, count, &error);
out:
    return nsc_bound_told(status, &error, message);
}
