/*
 * Encodings by their distance to some points of a landscape, without the counts of each point. Several analyses of the
 * same data ask for those around the best points: an opened landscape keeps what was counted last.
 */
#ifndef NSC_LANDSCAPE_ENCODINGS_H
#define NSC_LANDSCAPE_ENCODINGS_H

#include "analysis/landscape.h"

/* As in nsc_encoding_counts, by one rule. */
typedef struct nsc_encoding_totals {
    uint64_t all[NSC_ENCODING_DISTANCES];
    uint64_t valid[NSC_ENCODING_DISTANCES];
    uint8_t *nearest; /* [point] distance of the nearest of its encodings, as nsc_encoding_counts_nearest has it */
} nsc_encoding_totals;

/*
 * totals[validity], empty beforehand, by both rules; released by nsc_encoding_totals_release, also after a failure.
 * Those that are kept are copied, whatever the order of the targets. Others are counted, by the cost of
 * nsc_encoding_counts_by_rule, and kept: *buffer is then one of nsc_encoding_buffer, made here if it is NULL, and the
 * caller's.
 */
nsc_status nsc_encoding_totals_of(nsc_encoding_totals totals[NSC_VALIDITY_COUNT], const nsc_landscape *landscape,
                                  const uint32_t *targets, size_t target_count, const nsc_control *control,
                                  uint8_t **buffer, nsc_error *error);
void nsc_encoding_totals_release(nsc_encoding_totals totals[NSC_VALIDITY_COUNT]);

/* Keeps the totals of counts by both rules in the opened landscape, if it is one: a byte for each point and rule. Of
 * more than NSC_TOTALS_KEPT sets of targets the oldest is dropped. Only memory can fail. */
nsc_status nsc_encoding_totals_keep(const nsc_landscape *landscape, const uint32_t *targets, size_t target_count,
                                    const nsc_encoding_counts counts[NSC_VALIDITY_COUNT], nsc_error *error);

enum { NSC_TOTALS_KEPT = 32 };

#endif
