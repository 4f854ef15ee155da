/*
 * What the files of the autocorrelation on encodings share. It stands on the pieces of rwa_internal.h: a walk over
 * encodings is seen there by the points that they decode to.
 *
 *   encodingrwa.c         the analysis and its tables
 *   encodingrwa_domain.c  which encodings are walked, how often the walk is at each point, how it moves
 *   encodingrwa_exact.c   the curve of a complete fitness
 */
#ifndef NSC_ENCODINGRWA_INTERNAL_H
#define NSC_ENCODINGRWA_INTERNAL_H

#include "analysis/walks/rwa_internal.h"

/* In place of a matrix' valid flips: it is invalid, or outside the part that is walked. */
enum { NSC_MATRIX_NOT_WALKED = UINT8_MAX };

/*
 * Where a walk on encodings goes. Whether an encoding is valid depends on its matrix alone. Where the valid matrices
 * are not all connected by flips of single bits, the largest part is walked.
 */
typedef struct nsc_encoding_domain {
    const nsc_encodings *encodings;
    nsc_validity validity;
    nsc_invalid_moves invalid;
    unsigned replacements; /* of a labelling by another that differs in one symbol */
    uint8_t *flips;        /* [matrix] bits whose flip gives another walked matrix, or NSC_MATRIX_NOT_WALKED */
    uint32_t *matrices;    /* the walked ones, ascending */
    uint32_t matrix_count;
    uint32_t *replaced; /* [labelling × replacements] */
    nsc_walk_domain points;
} nsc_encoding_domain;

/* NSC_MISSING where the space has no encodings, or they are too many. Released by nsc_encoding_domain_release. */
nsc_status nsc_encoding_domain_prepare(nsc_encoding_domain *domain, const nsc_landscape *landscape,
                                       const nsc_analysis_options *options, nsc_error *error);
void nsc_encoding_domain_release(nsc_encoding_domain *domain);

/* The share of the walk's time at an encoding of the matrix, unscaled: 1, or how many valid neighbours it has. */
static inline double nsc_encoding_weight(const nsc_encoding_domain *domain, uint32_t matrix) {
    return domain->invalid == NSC_INVALID_STAY ? 1 : domain->flips[matrix] + domain->replacements;
}

/* How a walk moves: see encodingrwa_domain.c. */
nsc_rwa_plan nsc_encoding_plan(const nsc_encoding_domain *domain, unsigned walks, unsigned length, uint64_t seed);

/* Lags 0 … `lags` of the curve, exactly, for a fitness known at every point walked: see encodingrwa_exact.c. */
nsc_status nsc_encoding_exact(const nsc_encoding_domain *domain, unsigned lags, nsc_rwa_curve *curve,
                              const nsc_control *control, nsc_error *error);

#endif
