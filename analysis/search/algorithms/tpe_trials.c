/* Trials of TPE: the few with the lowest loss are good, the others are bad. */
#include "analysis/search/algorithms/tpe_internal.h"

#include <math.h>
#include <string.h>

nsc_status nsc_tpe_trials_open(nsc_tpe_trials *known, const nsc_search_variable *variables, size_t variable_count,
                               nsc_error *error) {
    nsc_status status = NSC_OK;
    *known = (nsc_tpe_trials){.variables = variables, .variable_count = variable_count};
    NSC_TRY(nsc_allocate(&known->first_level, variable_count, sizeof *known->first_level, error));
    for (size_t variable = 0; variable < variable_count; variable++) {
        known->first_level[variable] = known->level_count;
        known->level_count += variables[variable].levels;
        known->number_count += nsc_tpe_is_number(variables + variable);
    }
    NSC_TRY(nsc_allocate(&known->bad_levels, known->level_count, sizeof *known->bad_levels, error));
out:
    return status;
}

void nsc_tpe_trials_close(nsc_tpe_trials *known) {
    free(known->values);
    free(known->losses);
    free(known->bad);
    free(known->first_level);
    free(known->bad_levels);
}

/* The newest `forgetting` bad trials weigh 1; adding one makes the oldest of them one of the older. */
static void count_bad(nsc_tpe_trials *known, size_t place, size_t forgetting) {
    const double *added = known->values + known->bad[place] * known->variable_count;
    const bool one_ages = place >= forgetting;
    const size_t aged_place = one_ages ? place - forgetting : 0;
    const double *aged = known->values + known->bad[aged_place] * known->variable_count;
    for (size_t variable = 0; variable < known->variable_count; variable++) {
        if (nsc_tpe_is_number(known->variables + variable))
            continue;
        nsc_tpe_bad_level *levels = known->bad_levels + known->first_level[variable];
        levels[(size_t)added[variable]].full++;
        if (!one_ages)
            continue;
        nsc_tpe_bad_level *level = levels + (size_t)aged[variable];
        level->full--;
        level->older++;
        level->places += aged_place;
    }
}

static bool is_better(const nsc_tpe_trials *known, uint32_t trial, uint32_t other) {
    return known->losses[trial] < known->losses[other] ||
           (trial < other && known->losses[trial] == known->losses[other]);
}

static void insert_by_age(uint32_t *list, size_t *count, uint32_t trial) {
    size_t place = (*count)++;
    for (; place > 0 && list[place - 1] > trial; place--)
        list[place] = list[place - 1];
    list[place] = trial;
}

static void remove_at(uint32_t *list, size_t *count, size_t place) {
    memmove(list + place, list + place + 1, (--*count - place) * sizeof *list);
}

/* Where the best trial of a list is, or the worst. */
static size_t find_extreme(const nsc_tpe_trials *known, const uint32_t *list, size_t count, bool best) {
    size_t found = 0;
    for (size_t place = 1; place < count; place++)
        if (is_better(known, list[place], list[found]) == best)
            found = place;
    return found;
}

static size_t good_wanted(const nsc_tpe_settings *settings, size_t count) {
    const double wanted = ceil(settings->gamma * sqrt((double)count));
    return wanted < NSC_TPE_MOST_GOOD ? (size_t)wanted : NSC_TPE_MOST_GOOD;
}

/* Divides the trials anew after the last one, which is a bad one so far; true if another one changed sides. */
static bool divide(nsc_tpe_trials *known, const nsc_tpe_settings *settings) {
    bool changed = false;
    while (known->good_count < good_wanted(settings, known->count) && known->bad_count > 0) {
        const size_t place = find_extreme(known, known->bad, known->bad_count, true);
        insert_by_age(known->good, &known->good_count, known->bad[place]);
        remove_at(known->bad, &known->bad_count, place);
        changed = true;
    }
    const uint32_t last = (uint32_t)known->count - 1;
    if (known->good_count == 0 || known->bad_count == 0 || known->bad[known->bad_count - 1] != last)
        return changed;
    const size_t worst = find_extreme(known, known->good, known->good_count, false);
    if (!is_better(known, last, known->good[worst]))
        return changed;
    const uint32_t leaver = known->good[worst];
    remove_at(known->good, &known->good_count, worst);
    insert_by_age(known->good, &known->good_count, last);
    known->bad_count--;
    insert_by_age(known->bad, &known->bad_count, leaver);
    return true;
}

nsc_status nsc_tpe_add_trial(nsc_tpe_trials *known, const nsc_tpe_settings *settings, const double *candidate,
                             double loss, nsc_error *error) {
    const size_t width = known->variable_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&known->values, &known->value_capacity, (known->count + 1) * width, sizeof(double), error));
    NSC_TRY(nsc_reserve(&known->losses, &known->loss_capacity, known->count + 1, sizeof(double), error));
    NSC_TRY(nsc_reserve(&known->bad, &known->bad_capacity, known->count + 1, sizeof *known->bad, error));
    memcpy(known->values + known->count * width, candidate, width * sizeof *candidate);
    known->losses[known->count] = loss;
    known->bad[known->bad_count++] = (uint32_t)known->count++;
    if (!divide(known, settings)) {
        count_bad(known, known->bad_count - 1, settings->forgetting);
        goto out;
    }
    memset(known->bad_levels, 0, known->level_count * sizeof *known->bad_levels);
    for (size_t place = 0; place < known->bad_count; place++)
        count_bad(known, place, settings->forgetting);
out:
    return status;
}
