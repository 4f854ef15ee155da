/*
 * Declarations shared by the files of the autocorrelation on encodings. They build on rwa_internal.h, where a walk over
 * encodings counts as a walk over the points that they decode to.
 *
 *   encodingrwa.c         the analysis and its tables
 *   encodingrwa_domain.c  the domain of the walks, their stationary distribution and their moves
 *   encodingrwa_exact.c   the curve of a complete fitness
 */
#ifndef NSC_ENCODINGRWA_INTERNAL_H
#define NSC_ENCODINGRWA_INTERNAL_H

#include "analysis/walks/rwa_internal.h"

/* In place of a matrix' valid flips: it is invalid, or outside the domain. */
enum { NSC_MATRIX_NOT_WALKED = UINT8_MAX };

/*
 * Domain of walks on encodings. Whether an encoding is valid depends on its matrix alone. If flips of single bits do
 * not connect all valid matrices, the domain is their largest component.
 */
typedef struct nsc_encoding_domain {
    const nsc_encodings *encodings;
    nsc_validity validity;
    nsc_invalid_moves invalid;
    unsigned replacements; /* labellings that differ from a given one in one symbol */
    uint8_t *flips;        /* [matrix] bits whose flip gives another walked matrix, or NSC_MATRIX_NOT_WALKED */
    uint32_t *matrices;    /* matrices of the domain, ascending */
    uint32_t matrix_count;
    uint32_t *replaced; /* [labelling × replacements] */
    nsc_walk_domain points;
} nsc_encoding_domain;

/* NSC_MISSING if the space has no encodings, or they are too many. Released by nsc_encoding_domain_release. */
nsc_status nsc_encoding_domain_prepare(nsc_encoding_domain *domain, const nsc_landscape *landscape,
                                       const nsc_analysis_options *options, nsc_error *error);
void nsc_encoding_domain_release(nsc_encoding_domain *domain);

/* Unscaled stationary weight of an encoding of the matrix: 1, or its number of valid neighbours. */
static inline double nsc_encoding_weight(const nsc_encoding_domain *domain, uint32_t matrix) {
    return domain->invalid == NSC_INVALID_STAY ? 1 : domain->flips[matrix] + domain->replacements;
}

/* Moves of a walk: see encodingrwa_domain.c. */
nsc_rwa_plan nsc_encoding_plan(const nsc_encoding_domain *domain, unsigned walks, unsigned length, uint64_t seed);

/* Lags 0 … `lags` of the curve, exactly, for a fitness available at every point of the domain: see
 * encodingrwa_exact.c. */
nsc_status nsc_encoding_exact(const nsc_encoding_domain *domain, unsigned lags, nsc_rwa_curve *curve,
                              const nsc_control *control, nsc_error *error);

#endif
