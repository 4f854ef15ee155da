/* Regret and error of points, and the last incumbent of a run. */
#include "analysis/search/results/search_score.h"

#include "analysis/search/experiment_internal.h"

#include <math.h>

bool nsc_search_is_minimised(const nsc_experiment *experiment) {
    return experiment->loss_factor > 0;
}

/* The best score less this one; of an invalid point, accuracy 0. */
static double regret_of(const nsc_experiment *experiment, double best, double score, uint32_t point) {
    if (point == UINT32_MAX)
        return isnan(experiment->facts.error_at_zero) ? (double)INFINITY : best;
    return nsc_search_is_minimised(experiment) ? score - best : best - score;
}

double nsc_search_regret(const nsc_experiment *experiment, uint32_t point) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(experiment);
    const double score = point == UINT32_MAX ? (double)NAN : nsc_experiment_score(experiment, point);
    return regret_of(experiment, facts->best_score, score, point);
}

double nsc_search_valid_regret(const nsc_experiment *experiment, uint32_t point) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(experiment);
    if (isnan(facts->best_valid_score))
        return NAN;
    const double score = point == UINT32_MAX ? (double)NAN : nsc_experiment_valid_score(experiment, point);
    return regret_of(experiment, facts->best_valid_score, score, point);
}

double nsc_search_error(const nsc_experiment *experiment, uint32_t point) {
    const double zero = nsc_experiment_describe(experiment)->error_at_zero;
    return point == UINT32_MAX ? zero : zero - nsc_experiment_score(experiment, point);
}

const nsc_search_event *nsc_search_last_incumbent(const nsc_search_trace *trace) {
    for (size_t place = trace->count; place-- > 0;)
        if (trace->events[place].incumbent)
            return &trace->events[place];
    return NULL;
}
