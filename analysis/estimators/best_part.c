/* Choosing the best by weight, and the influences of values on a figure of the best. */
#include "analysis/estimators/best_part.h"

#include "analysis/estimators/ranking.h"

#include <math.h>
#include <string.h>

void nsc_best_part_release(nsc_best_part *part) {
    free(part->chosen);
    free(part->border);
    *part = (nsc_best_part){0};
}

/* The value at which the weights of the better ones and its own reach `wanted`. ascending[count] */
static double threshold_of(const nsc_order *order, const double *values, const double *weights, size_t count,
                           double wanted, const size_t *ascending) {
    const bool minimise = order->direction == NSC_MINIMISE;
    double taken = 0;
    for (size_t place = 0; place < count; place++) { /* from the best */
        const size_t number = ascending[minimise ? place : count - 1 - place];
        taken += nsc_weight_of(weights, number);
        if (taken >= wanted)
            return values[number];
    }
    return values[ascending[minimise ? count - 1 : 0]];
}

/* The worst √count of the chosen ones, by their values, and all that equal the last of them. ascending[count]: all
 * values, of which the chosen ones are the best. */
static nsc_status find_border(nsc_best_part *part, const nsc_order *order, const double *values,
                              const size_t *ascending, size_t count, nsc_error *error) {
    const bool minimise = order->direction == NSC_MINIMISE;
    const nsc_status status = nsc_allocate(&part->border, part->count, sizeof *part->border, error);
    if (status != NSC_OK)
        return status;
    const size_t from_best = part->count - (size_t)round(sqrt((double)part->count));
    const double last = values[ascending[minimise ? from_best : count - 1 - from_best]];
    for (size_t place = 0; place < part->count; place++) {
        const double own = values[part->chosen[place]];
        if (minimise ? own >= last : own <= last)
            part->border[part->border_count++] = place;
    }
    return NSC_OK;
}

nsc_status nsc_best_part_take(nsc_best_part *part, const nsc_order *order, const double *values, const double *weights,
                              size_t count, double percent, nsc_error *error) {
    const bool all = percent >= 100;
    size_t *ascending = NULL;
    double threshold = 0, weight = 0, weight_of_all = 0;
    nsc_status status = NSC_OK;
    *part = (nsc_best_part){.share = 1};
    NSC_TRY(nsc_allocate(&part->chosen, count, sizeof *part->chosen, error));
    for (size_t number = 0; number < count; number++)
        weight_of_all += nsc_weight_of(weights, number);
    if (!all && count > 0) {
        NSC_TRY(nsc_allocate(&ascending, count, sizeof *ascending, error));
        NSC_TRY(nsc_ascending(values, count, ascending, error));
        threshold = threshold_of(order, values, weights, count, weight_of_all * percent / 100, ascending);
    }
    for (size_t number = 0; number < count; number++) {
        if (!all && !nsc_at_least(order, values[number], threshold))
            continue;
        part->chosen[part->count++] = number;
        weight += nsc_weight_of(weights, number);
    }
    if (!all && count > 0) {
        part->share = weight / weight_of_all;
        NSC_TRY(find_border(part, order, values, ascending, count, error));
    }
out:
    free(ascending);
    return status;
}

void nsc_best_part_influence(const nsc_best_part *part, const double *own, size_t all_count, double *influence) {
    double at_border = 0;
    for (size_t place = 0; place < part->border_count; place++)
        at_border += own[part->border[place]] / (double)part->border_count;
    memset(influence, 0, all_count * sizeof *influence);
    for (size_t place = 0; place < part->count; place++)
        influence[part->chosen[place]] = (own[place] - at_border) / part->share;
}
