/* Reads other fitnesses of a landscape's data; what the data lacks becomes the reason of a row. */
#include "analysis/estimators/held.h"

#include <stdio.h>

nsc_status nsc_held_read(nsc_held *held, const nsc_landscape *landscape, nsc_metric metric, int epochs,
                         nsc_policy policy, nsc_error *error) {
    const nsc_fitness_rule rule = nsc_fitness_rule_of(metric, epochs, policy);
    nsc_error reason = {0};
    nsc_status status = NSC_MISSING;
    *held = (nsc_held){0};
    if (landscape->source != NULL)
        status = landscape->source->fitness(landscape->source->context, rule.text, &held->fitness, &reason);
    held->held = status == NSC_OK;
    held->fitness.rule = rule;
    if (status == NSC_MISSING) {
        snprintf(held->reason, sizeof held->reason, "the data does not hold %.64s", rule.text);
        return NSC_OK;
    }
    return status == NSC_OK ? NSC_OK : nsc_error_set(error, status, "%s", reason.message);
}

void nsc_held_release(nsc_held *held) {
    nsc_fitness_release(&held->fitness);
    *held = (nsc_held){0};
}
