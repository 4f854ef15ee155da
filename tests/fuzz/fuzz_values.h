/* A fitness of the points of small landscapes, for entries that open one: the values 0 to 80 in an order of no rule. */
#ifndef NSC_FUZZ_VALUES_H
#define NSC_FUZZ_VALUES_H

#include "base/memory.h"
#include "data/data.h"

static inline nsc_status fuzz_make_values(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness,
                                          nsc_error *error) {
    (void)context, (void)rule;
    const nsc_status status = nsc_allocate(&fitness->values, fitness->point_count, sizeof(double), error);
    for (uint32_t point = 0; status == NSC_OK && point < fitness->point_count; point++)
        fitness->values[point] = (double)(point * 37 % 81);
    fitness->origin = NSC_ORIGIN_SYNTHETIC;
    return status;
}

#endif
