/* What SMAC has evaluated: candidates by number, their runs, and a hash table that finds them. */
#include "analysis/search/algorithms/candidate_rows.h"
#include "analysis/search/algorithms/smac_internal.h"

#include <math.h>
#include <string.h>

void nsc_smac_history_close(nsc_smac_history *history) {
    free(history->candidates);
    free(history->last_run);
    free(history->runs);
    free(history->slots);
    *history = (nsc_smac_history){0};
}

const double *nsc_smac_candidate(const nsc_smac_history *history, uint32_t number) {
    return history->candidates + number * history->variable_count;
}

/* The slot of a candidate, or the empty one where it belongs. */
static size_t find_slot(const nsc_smac_history *history, const double *candidate) {
    const size_t size = history->variable_count * sizeof *candidate;
    size_t slot = nsc_candidate_hash(candidate, history->variable_count) & (history->slot_count - 1);
    while (history->slots[slot] != 0 &&
           memcmp(nsc_smac_candidate(history, history->slots[slot] - 1), candidate, size) != 0)
        slot = (slot + 1) & (history->slot_count - 1);
    return slot;
}

uint32_t nsc_smac_find(const nsc_smac_history *history, const double *candidate) {
    const uint32_t found = history->slot_count > 0 ? history->slots[find_slot(history, candidate)] : 0;
    return found > 0 ? found - 1 : NSC_SMAC_NEW;
}

/* At least half of the slots stay empty. */
static nsc_status grow_slots(nsc_smac_history *history, nsc_error *error) {
    const size_t slot_count = history->slot_count == 0 ? 1024 : 2 * history->slot_count;
    uint32_t *slots;
    const nsc_status status = nsc_allocate(&slots, slot_count, sizeof *slots, error);
    if (status != NSC_OK)
        return status;
    free(history->slots);
    history->slots = slots;
    history->slot_count = slot_count;
    for (uint32_t number = 0; number < history->count; number++)
        slots[find_slot(history, nsc_smac_candidate(history, number))] = number + 1;
    return NSC_OK;
}

static nsc_status add_candidate(nsc_smac_history *history, const double *candidate, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t width = history->variable_count, count = history->count;
    if (2 * (count + 1) > history->slot_count)
        NSC_TRY(grow_slots(history, error));
    NSC_TRY(
        nsc_reserve(&history->candidates, &history->candidate_capacity, (count + 1) * width, sizeof(double), error));
    NSC_TRY(nsc_reserve(&history->last_run, &history->last_capacity, count + 1, sizeof(uint32_t), error));
    const size_t slot = find_slot(history, candidate);
    memcpy(history->candidates + count * width, candidate, width * sizeof *candidate);
    history->last_run[count] = NSC_SMAC_NEW;
    history->slots[slot] = (uint32_t)++history->count;
out:
    return status;
}

nsc_status nsc_smac_note(nsc_smac_history *history, const double *candidate, uint32_t seed, double loss,
                         uint32_t *number, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&history->runs, &history->run_capacity, history->run_count + 1, sizeof *history->runs, error));
    *number = nsc_smac_find(history, candidate);
    if (*number == NSC_SMAC_NEW) {
        NSC_TRY(add_candidate(history, candidate, error));
        *number = (uint32_t)history->count - 1;
    }
    if (isfinite(loss))
        history->worst = history->run_count == 0 ? loss : fmax(history->worst, loss);
    history->runs[history->run_count] = (nsc_smac_run){
        .loss = isfinite(loss) ? loss : history->worst, .seed = seed, .next = history->last_run[*number]};
    history->last_run[*number] = (uint32_t)history->run_count++;
out:
    return status;
}

unsigned nsc_smac_run_count(const nsc_smac_history *history, uint32_t number) {
    unsigned count = 0;
    for (uint32_t run = history->last_run[number]; run != NSC_SMAC_NEW; run = history->runs[run].next)
        count++;
    return count;
}

bool nsc_smac_has_seed(const nsc_smac_history *history, uint32_t number, uint32_t seed) {
    if (number == NSC_SMAC_NEW)
        return false;
    uint32_t run = history->last_run[number];
    while (run != NSC_SMAC_NEW && history->runs[run].seed != seed)
        run = history->runs[run].next;
    return run != NSC_SMAC_NEW;
}

double nsc_smac_mean_loss(const nsc_smac_history *history, uint32_t number, uint32_t other) {
    double sum = 0;
    unsigned count = 0;
    for (uint32_t run = history->last_run[number]; run != NSC_SMAC_NEW; run = history->runs[run].next) {
        if (!nsc_smac_has_seed(history, other, history->runs[run].seed))
            continue;
        sum += history->runs[run].loss;
        count++;
    }
    return sum / count;
}
