/* The encodings around some points of a landscape: counted, or copied from those that the landscape keeps. */
#include "analysis/landscape_encodings.h"

#include "analysis/landscape_internal.h"
#include "base/sorted.h"

#include <string.h>

/* ---- one set of targets ---- */

void nsc_encoding_totals_release(nsc_encoding_totals totals[NSC_VALIDITY_COUNT]) {
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        free(totals[validity].nearest);
        totals[validity] = (nsc_encoding_totals){.nearest = NULL};
    }
}

void nsc_landscape_totals_release(nsc_landscape_totals *kept) {
    nsc_encoding_totals_release(kept->totals);
    free(kept->targets);
    *kept = (nsc_landscape_totals){.targets = NULL};
}

static nsc_status take_totals(nsc_encoding_totals totals[NSC_VALIDITY_COUNT],
                              const nsc_encoding_counts counts[NSC_VALIDITY_COUNT], nsc_error *error) {
    nsc_status status = NSC_OK;
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        const nsc_encoding_counts *own = &counts[validity];
        memcpy(totals[validity].all, own->all, sizeof own->all);
        memcpy(totals[validity].valid, own->valid, sizeof own->valid);
        NSC_TRY(nsc_allocate(&totals[validity].nearest, own->point_count, 1, error));
        nsc_encoding_counts_nearest(own, totals[validity].nearest);
    }
out:
    return status;
}

static nsc_status copy_totals(nsc_encoding_totals to[NSC_VALIDITY_COUNT],
                              const nsc_encoding_totals from[NSC_VALIDITY_COUNT], uint32_t point_count,
                              nsc_error *error) {
    nsc_status status = NSC_OK;
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        uint8_t *nearest;
        NSC_TRY(nsc_allocate(&nearest, point_count, 1, error));
        memcpy(nearest, from[validity].nearest, point_count);
        to[validity] = from[validity];
        to[validity].nearest = nearest;
    }
out:
    return status;
}

/* The targets in ascending order; released by free(). */
static nsc_status sort_targets(const uint32_t *targets, size_t count, uint32_t **sorted, nsc_error *error) {
    const nsc_status status = nsc_allocate(sorted, count, sizeof **sorted, error);
    if (status == NSC_OK) {
        memcpy(*sorted, targets, count * sizeof *targets);
        qsort(*sorted, count, sizeof **sorted, nsc_compare_numbers);
    }
    return status;
}

/* ---- those that are kept ---- */

/* The totals of sorted targets; NULL if they are not kept. The lists are locked. */
static const nsc_landscape_totals *find_kept(const nsc_opened_landscape *opened, const uint32_t *sorted, size_t count) {
    for (size_t number = 0; number < NSC_TOTALS_KEPT; number++) {
        const nsc_landscape_totals *kept = &opened->totals[number];
        if (kept->targets != NULL && kept->target_count == count &&
            memcmp(kept->targets, sorted, count * sizeof *sorted) == 0)
            return kept;
    }
    return NULL;
}

/* Copies the totals of targets if they are kept. */
static nsc_status look_up(const nsc_landscape *landscape, const uint32_t *targets, size_t count,
                          nsc_encoding_totals totals[NSC_VALIDITY_COUNT], bool *found, nsc_error *error) {
    uint32_t *sorted = NULL;
    nsc_status status = NSC_OK;
    *found = false;
    if (landscape->opened == NULL)
        return NSC_OK;
    NSC_TRY(sort_targets(targets, count, &sorted, error));
    pthread_mutex_lock(&landscape->opened->locks->lists);
    const nsc_landscape_totals *kept = find_kept(landscape->opened, sorted, count);
    if (kept != NULL)
        status = copy_totals(totals, kept->totals, landscape->space->point_count, error);
    pthread_mutex_unlock(&landscape->opened->locks->lists);
    *found = kept != NULL;
out:
    free(sorted);
    return status;
}

nsc_status nsc_encoding_totals_keep(const nsc_landscape *landscape, const uint32_t *targets, size_t target_count,
                                    const nsc_encoding_counts counts[NSC_VALIDITY_COUNT], nsc_error *error) {
    nsc_opened_landscape *opened = landscape->opened;
    nsc_landscape_totals made = {.target_count = target_count};
    nsc_status status = NSC_OK;
    if (opened == NULL)
        return NSC_OK;
    NSC_TRY(sort_targets(targets, target_count, &made.targets, error));
    NSC_TRY(take_totals(made.totals, counts, error));
    pthread_mutex_lock(&opened->locks->lists);
    if (find_kept(opened, made.targets, target_count) == NULL) {
        nsc_landscape_totals *oldest = &opened->totals[opened->totals_kept++ % NSC_TOTALS_KEPT];
        const nsc_landscape_totals dropped = *oldest;
        *oldest = made;
        made = dropped;
    }
    pthread_mutex_unlock(&opened->locks->lists);
out:
    nsc_landscape_totals_release(&made);
    return status;
}

nsc_status nsc_encoding_totals_of(nsc_encoding_totals totals[NSC_VALIDITY_COUNT], const nsc_landscape *landscape,
                                  const uint32_t *targets, size_t target_count, const nsc_control *control,
                                  uint8_t **buffer, nsc_error *error) {
    nsc_encoding_counts counts[NSC_VALIDITY_COUNT] = {{0}};
    const nsc_encodings *encodings;
    bool found;
    nsc_status status = look_up(landscape, targets, target_count, totals, &found, error);
    if (status != NSC_OK || found)
        return status;
    NSC_TRY(nsc_space_encodings(landscape->space, &encodings, error));
    if (*buffer == NULL)
        NSC_TRY(nsc_encoding_buffer(encodings, buffer, error));
    NSC_TRY(nsc_encoding_counts_by_rule(counts, landscape->space, targets, target_count, control, *buffer, error));
    NSC_TRY(take_totals(totals, counts, error));
    NSC_TRY(nsc_encoding_totals_keep(landscape, targets, target_count, counts, error));
out:
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
        nsc_encoding_counts_release(&counts[validity]);
    return status;
}
