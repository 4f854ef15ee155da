/* Groups of points with common features, and the share of the fitness' variance between groups. */
#include "analysis/composition/variance_internal.h"

#include <math.h>
#include <string.h>

nsc_status nsc_groups_create(nsc_groups *groups, uint32_t point_count, nsc_error *error) {
    *groups = (nsc_groups){.point_count = point_count, .count = point_count > 0 ? 1 : 0};
    return nsc_allocate(&groups->of, point_count, sizeof *groups->of, error);
}

void nsc_groups_release(nsc_groups *groups) {
    free(groups->of);
    *groups = (nsc_groups){0};
}

/* ---- splitting: a table of (group, value), by open addressing ---- */

typedef struct part {
    double value;
    uint32_t group, number; /* before; after, counted from 1: 0 is a free slot */
} part;

typedef struct parts {
    part *slots;
    size_t slot_count; /* a power of two */
    uint32_t count;
} parts;

static part *find_slot(const parts *table, uint32_t group, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t hash = (bits ^ group * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xd6e8feb86659fd93);
    hash ^= hash >> 32;
    size_t slot = hash & (table->slot_count - 1);
    while (table->slots[slot].number != 0 && (table->slots[slot].group != group || table->slots[slot].value != value))
        slot = (slot + 1) & (table->slot_count - 1);
    return &table->slots[slot];
}

/* Keeps at least half of the slots free. */
static nsc_status grow(parts *table, nsc_error *error) {
    if (2 * ((size_t)table->count + 1) <= table->slot_count)
        return NSC_OK;
    const parts before = *table;
    table->slot_count = before.slot_count > 0 ? 4 * before.slot_count : 1024;
    const nsc_status status = nsc_allocate(&table->slots, table->slot_count, sizeof *table->slots, error);
    if (status != NSC_OK) {
        *table = before;
        return status;
    }
    for (size_t slot = 0; slot < before.slot_count; slot++)
        if (before.slots[slot].number != 0)
            *find_slot(table, before.slots[slot].group, before.slots[slot].value) = before.slots[slot];
    free(before.slots);
    return NSC_OK;
}

nsc_status nsc_groups_split(nsc_groups *groups, const double *values, nsc_error *error) {
    parts table = {0};
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < groups->point_count; point++) {
        NSC_TRY(grow(&table, error));
        part *slot = find_slot(&table, groups->of[point], values[point]);
        if (slot->number == 0)
            *slot = (part){values[point], groups->of[point], ++table.count};
        groups->of[point] = slot->number - 1;
    }
    groups->count = table.count;
out:
    free(table.slots);
    return status;
}

/* ---- between and within ---- */

typedef struct group_sum {
    double sum;
    size_t count;
} group_sum;

nsc_status nsc_groups_explain(const nsc_groups *groups, const nsc_evaluated *evaluated, nsc_explained *explained,
                              nsc_error *error) {
    group_sum *sums = NULL;
    *explained = (nsc_explained){.evaluated = evaluated->count};
    nsc_status status = nsc_allocate(&sums, groups->count, sizeof *sums, error);
    if (status != NSC_OK)
        return status;
    const double mean = nsc_moments_of(evaluated->values, evaluated->count).mean;
    for (size_t place = 0; place < evaluated->count; place++) {
        const double centred = evaluated->values[place] - mean;
        group_sum *own = &sums[groups->of[evaluated->points[place]]];
        own->sum += centred;
        own->count++;
        explained->total += centred * centred;
    }
    /* Added up, and not the total less what lies between groups, whose digits would cancel. */
    for (size_t place = 0; place < evaluated->count; place++) {
        const group_sum *own = &sums[groups->of[evaluated->points[place]]];
        const double residual = evaluated->values[place] - mean - own->sum / (double)own->count;
        explained->left += residual * residual;
    }
    explained->left = fmin(explained->left, explained->total);
    for (uint32_t group = 0; group < groups->count; group++)
        explained->parameters += sums[group].count > 0;
    free(sums);
    return NSC_OK;
}
