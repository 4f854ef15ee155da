/* Declarations shared by the files of interaction_orders.h. */
#ifndef NSC_INTERACTION_INTERNAL_H
#define NSC_INTERACTION_INTERNAL_H

#include "analysis/composition/interaction_orders.h"
#include "analysis/estimators/design.h"

/*
 * Pairs of evaluated strings by the positions in which they differ. A class of pairs has the number of the part in
 * which these positions act together: there are as many classes as parts, and `dimension` strings differ from a given
 * one in positions of the class.
 */
typedef struct nsc_interaction_sample {
    nsc_design design;
    uint32_t *points; /* evaluated */
    size_t count;
    double scale;         /* values are divided by it */
    double *eigenvalues;  /* [class × part_count + part] of the class as a graph */
    double *pairs;        /* [class] evaluated pairs */
    double *differences;  /* [class] weighted mean of (x − y)² / 2 over its pairs */
    double *influences;   /* [class × count + place] of an evaluated string on it */
    double *pair_squares; /* [class] Σ over pairs of the squared influence of the pair × hidden shares of both ends */
    double *unconstrained; /* [part] unbiased share, which may be below 0 */
    double *slopes;        /* [class] scratch: derivative of a figure by `differences` */
    double *scratch;       /* [place] influences on a figure */
    double variance;       /* Σ over classes of dimension × difference / words */
} nsc_interaction_sample;

/* The largest number of parts that shares of a partial fitness are estimated for. */
enum { NSC_INTERACTION_PARTS = 64 };

/* The symbols that a position may have. */
static inline size_t nsc_interaction_symbols(const nsc_interaction_orders *orders, unsigned position) {
    return orders->position_symbols != NULL ? orders->position_symbols[position] : orders->symbols;
}

/* The orthonormal transform of a shape's values in place, its own inverse. The order of a coefficient is the number of
 * its word's symbols that are not the first. */
void nsc_interaction_transform(const nsc_interaction_orders *orders, unsigned positions, double *values, size_t count);

/* The part that each coefficient of the longest shape belongs to. */
void nsc_interaction_number_parts(const nsc_interaction_orders *orders, uint8_t *part_of_word);

/* Fills in `sample`, `total`, and either the parts' shares or the reason that they are missing. */
nsc_status nsc_interaction_pairs_find(nsc_interaction_orders *orders, const nsc_landscape *landscape,
                                      const nsc_control *control, nsc_error *error);
void nsc_interaction_sample_release(nsc_interaction_sample *sample);

/* From `differences` and `influences`: the parts' shares. */
nsc_status nsc_interaction_shares_find(nsc_interaction_orders *orders, nsc_error *error);

#endif
