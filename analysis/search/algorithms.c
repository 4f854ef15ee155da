/* The table of search algorithms. */
#include "analysis/search/search_internal.h"

#include <strings.h>

/* One a line, in the order in which `search list` prints them. */
// clang-format off
const nsc_search_algorithm *const nsc_search_algorithms[] = {
    &nsc_search_random_search,
    &nsc_search_evolution,
    &nsc_search_plain_evolution,
    &nsc_search_reinforce,
    &nsc_search_hyperband,
    &nsc_search_bohb,
    &nsc_search_tpe,
    &nsc_search_smac,
    &nsc_search_local_search,
    &nsc_search_gaussian_process,
    &nsc_search_bananas,
    &nsc_search_annealing,
    &nsc_search_dehb,
};
// clang-format on
const size_t nsc_search_algorithm_count = NSC_COUNT_OF(nsc_search_algorithms);

const nsc_search_algorithm *nsc_search_algorithm_named(const char *name) {
    for (size_t row = 0; row < nsc_search_algorithm_count; row++)
        if (strcasecmp(nsc_search_algorithms[row]->name, name) == 0)
            return nsc_search_algorithms[row];
    return NULL;
}
