/* The regret of runs over evaluations or time, read from their traces. */
#include "analysis/search/results/search_tables_internal.h"

#include <math.h>

/* ---- curves ---- */

void nsc_regret_curves_release(nsc_regret_curves *curves) {
    free(curves->runs);
    free(curves->steps);
    *curves = (nsc_regret_curves){0};
}

/* Where an incumbent of this number of evaluations is scored first. */
static double scored_at(uint64_t evaluations, unsigned every, uint64_t end) {
    if (every <= 1)
        return (double)evaluations;
    const uint64_t next = (evaluations + every - 1) / every * every;
    return (double)(next < end ? next : end);
}

/* Writes the steps of one run and returns their number; incumbents that are scored together leave the last of them. */
static size_t read_steps(const nsc_experiment *experiment, const nsc_search_trace *trace, unsigned every,
                         nsc_regret_step *steps) {
    size_t count = 0;
    for (size_t place = 0; place < trace->count; place++) {
        const nsc_search_event *event = &trace->events[place];
        if (!event->incumbent)
            continue;
        const double evaluations = scored_at(event->evaluations, every, trace->evaluations);
        if (every > 1 && count > 0 && steps[count - 1].evaluations == evaluations)
            count--;
        steps[count++] = (nsc_regret_step){.evaluations = evaluations,
                                           .time_s = event->time_s,
                                           .regret = nsc_search_regret(experiment, event->point),
                                           .point = event->point};
    }
    return count;
}

nsc_status nsc_regret_curves_read(nsc_regret_curves *curves, const nsc_search_result *result, nsc_error *error) {
    const unsigned every = nsc_experiment_options(result->experiment)->score_every;
    size_t total = 0;
    nsc_status status = NSC_OK;
    *curves = (nsc_regret_curves){.run_count = result->run_count};
    for (size_t run = 0; run < result->run_count; run++)
        for (size_t place = 0; place < result->traces[run].count; place++)
            total += result->traces[run].events[place].incumbent;
    NSC_TRY(nsc_allocate(&curves->runs, result->run_count, sizeof *curves->runs, error));
    NSC_TRY(nsc_allocate(&curves->steps, total, sizeof *curves->steps, error));
    nsc_regret_step *next = curves->steps;
    for (size_t run = 0; run < result->run_count; run++) {
        const nsc_search_trace *trace = &result->traces[run];
        const size_t count = read_steps(result->experiment, trace, every, next);
        curves->runs[run] = (nsc_regret_curve){
            .steps = next, .count = count, .evaluations = (double)trace->evaluations, .time_s = trace->time_s};
        next += count;
    }
out:
    return status;
}

const nsc_regret_step *nsc_regret_final(const nsc_regret_curve *curve) {
    return curve->count > 0 ? &curve->steps[curve->count - 1] : NULL;
}

const nsc_regret_step *nsc_regret_step_at(const nsc_regret_curve *curve, nsc_search_axis axis, double place) {
    size_t low = 0,
           high = curve->count; /* the steps before `low` are at most at `place`, those from `high` on beyond */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (nsc_step_place(&curve->steps[middle], axis) <= place)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? &curve->steps[low - 1] : NULL;
}

double nsc_regret_at(const nsc_regret_curve *curve, nsc_search_axis axis, double place) {
    const nsc_regret_step *step = nsc_regret_step_at(curve, axis, place);
    return step != NULL ? step->regret : (double)INFINITY;
}

/* Regret may rise again, since the incumbent is chosen by another measurement than the score. */
double nsc_regret_reached(const nsc_regret_curve *curve, nsc_search_axis axis, double target) {
    for (size_t step = 0; step < curve->count; step++)
        if (curve->steps[step].regret <= target)
            return nsc_step_place(&curve->steps[step], axis);
    return INFINITY;
}

nsc_status nsc_final_regrets_read(nsc_final_regrets **finals, const nsc_search_result *results, size_t count,
                                  nsc_error *error) {
    nsc_regret_curves curves = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(finals, count, sizeof **finals, error));
    for (size_t result = 0; result < count; result++) {
        nsc_final_regrets *row = &(*finals)[result];
        nsc_regret_curves_release(&curves);
        NSC_TRY(nsc_regret_curves_read(&curves, &results[result], error));
        *row = (nsc_final_regrets){.label = results[result].label, .run_count = curves.run_count};
        NSC_TRY(nsc_allocate(&row->regrets, row->run_count, sizeof *row->regrets, error));
        for (size_t run = 0; run < row->run_count; run++) {
            const nsc_regret_step *final = nsc_regret_final(&curves.runs[run]);
            row->regrets[run] = final != NULL ? final->regret : (double)INFINITY;
        }
    }
out:
    nsc_regret_curves_release(&curves);
    return status;
}

void nsc_final_regrets_release(nsc_final_regrets *finals, size_t count) {
    for (size_t result = 0; finals != NULL && result < count; result++)
        free(finals[result].regrets);
    free(finals);
}

/* ---- the axis and its grid ---- */

nsc_status nsc_search_axis_of(const nsc_experiment *experiment, const nsc_search_table_options *options,
                              nsc_search_axis *axis, nsc_error *error) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(experiment);
    *axis = (nsc_search_axis)options->over;
    if (*axis == NSC_AXIS_OF_LIMIT)
        *axis = nsc_experiment_options(experiment)->time_s > 0 ? NSC_AXIS_TIME : NSC_AXIS_EVALUATIONS;
    if (*axis == NSC_AXIS_TIME && !facts->has_times)
        return nsc_error_set(error, NSC_MISSING,
                             "--over time: %s has no training times; follow regret --over evaluations",
                             facts->provenance.source);
    return NSC_OK;
}

/* The first place at which all runs that evaluate anything have done so, and the last place of any run. */
static void find_ends(const nsc_regret_curves *curves, size_t count, nsc_search_axis axis, double *first,
                      double *last) {
    *first = *last = 0;
    for (size_t result = 0; result < count; result++)
        for (size_t run = 0; run < curves[result].run_count; run++) {
            const nsc_regret_curve *curve = &curves[result].runs[run];
            if (curve->count > 0)
                *first = fmax(*first, nsc_step_place(&curve->steps[0], axis));
            *last = fmax(*last, nsc_curve_end(curve, axis));
        }
}

static nsc_status make_grid(nsc_search_grid *grid, const nsc_regret_curves *curves, size_t curves_count,
                            const nsc_experiment *experiment, const nsc_search_table_options *options,
                            nsc_error *error) {
    const nsc_search_options *limits = nsc_experiment_options(experiment);
    double first, last;
    nsc_status status = NSC_OK;
    *grid = (nsc_search_grid){0};
    NSC_TRY(nsc_search_axis_of(experiment, options, &grid->axis, error));
    find_ends(curves, curves_count, grid->axis, &first, &last);
    const bool in_time = grid->axis == NSC_AXIS_TIME;
    last = fmax(last, in_time ? limits->time_s : (double)limits->evaluations);
    if (!(last > 0))
        return nsc_error_set(error, NSC_MISSING, "no run has evaluated a point");
    first = fmin(fmax(first, in_time ? last * 1e-9 : 1), last);
    NSC_TRY(nsc_allocate(&grid->places, options->grid, sizeof *grid->places, error));
    const bool each = !in_time && last - first + 1 <= (double)options->grid;
    const size_t count = each ? (size_t)(last - first) + 1 : options->grid;
    for (size_t number = 0; number < count; number++) {
        const double share = (double)number / (double)(count > 1 ? count - 1 : 1);
        const double exact = number + 1 == count ? last : first * pow(last / first, share);
        const double place = each ? first + (double)number : in_time ? exact : round(exact);
        if (grid->count == 0 || place > grid->places[grid->count - 1])
            grid->places[grid->count++] = place;
    }
out:
    return status;
}

nsc_status nsc_gridded_curves_read(nsc_gridded_curves *all, const nsc_search_result *results, size_t count,
                                   const nsc_search_table_options *options, nsc_error *error) {
    nsc_status status = NSC_OK;
    *all = (nsc_gridded_curves){.count = count};
    NSC_TRY(nsc_allocate(&all->curves, count, sizeof *all->curves, error));
    for (size_t result = 0; result < count; result++)
        NSC_TRY(nsc_regret_curves_read(&all->curves[result], &results[result], error));
    NSC_TRY(make_grid(&all->grid, all->curves, count, results[0].experiment, options, error));
out:
    return status;
}

void nsc_gridded_curves_release(nsc_gridded_curves *all) {
    for (size_t result = 0; all->curves != NULL && result < all->count; result++)
        nsc_regret_curves_release(&all->curves[result]);
    free(all->curves);
    free(all->grid.places);
    *all = (nsc_gridded_curves){0};
}
