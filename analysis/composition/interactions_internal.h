/*
 * Declarations shared by the files of `interactions`.
 *
 *   interactions.c           its rows
 *   interactions_epistasis.c   pairs of changes of a string, over all shapes
 *   interactions_kernel.c    many squares at once
 *   interactions_additive.c  the additive model of single symbols
 */
#ifndef NSC_INTERACTIONS_INTERNAL_H
#define NSC_INTERACTIONS_INTERNAL_H

#include "analysis/analysis.h"
#include "analysis/composition/interaction_orders.h"

/* Sums over squares, each once: two positions, two symbols at each, all four strings evaluated. */
typedef struct nsc_epistasis_sums {
    uint64_t squares;
    uint64_t none;       /* both changes together have the sum of their single effects */
    uint64_t opposite;   /* changes whose effect reverses its sign after the other change of the square */
    uint64_t alike;      /* changes whose effect has the same sign both times */
    uint64_t reciprocal; /* squares with both changes opposite */
    double products;     /* Σ over changes of the product of their effect before and after the other */
    double effects;      /* Σ over changes of both effects' squares */
    double interactions; /* Σ |f(ab) + f(00) − f(a0) − f(0b)| */
} nsc_epistasis_sums;

void nsc_epistasis_sums_add(nsc_epistasis_sums *sum, const nsc_epistasis_sums *more);

/* Sums over changes of one symbol that raise the fitness, from `before` by `gain`. */
typedef struct nsc_gain_sums {
    uint64_t changes;
    double before, before_square, gain, gain_square, product;
} nsc_gain_sums;

void nsc_gain_sums_add(nsc_gain_sums *sum, const nsc_gain_sums *more);

/* ---- interactions_kernel.c: `count` values one after another at each corner, NaN if missing ---- */

/* Differences up to `tolerance` count as 0, interactions up to twice as much. */
void nsc_epistasis_add(nsc_epistasis_sums *sums, const double *first, const double *second, const double *third,
                       const double *fourth, size_t count, double tolerance);
void nsc_gains_add(nsc_gain_sums *sums, const double *from, const double *to, size_t count, double tolerance);

/* ---- interactions_epistasis.c ---- */

/* Epistasis over all strings of all shapes. */
typedef struct nsc_epistasis {
    unsigned positions;  /* those of the only shape; 0 if there are several */
    size_t change_count; /* pairs of symbols that replace each other; those of different variables are different */
    bool merged;         /* pairs are too many to be told apart */
    nsc_epistasis_sums all;
    nsc_epistasis_sums
        *by_positions; /* [first × positions + second], first < second; NULL if there are several shapes */
    nsc_epistasis_sums *by_changes; /* [change × change_count + change], first <= second; NULL if merged. The number
                                       of a change: nsc_first_change of its position + nsc_symbol_pair */
    nsc_gain_sums gains;
} nsc_epistasis;

/* Pairs of symbols (lower, higher), by higher, then lower. */
static inline size_t nsc_symbol_pair(size_t lower, size_t higher) {
    return higher * (higher - 1) / 2 + lower;
}
static inline size_t nsc_symbol_pair_count(size_t symbols) {
    return symbols * (symbols - 1) / 2;
}

/* The number of a position's first change: 0, or that of a variable. */
static inline size_t nsc_first_change(const nsc_words *words, unsigned position) {
    size_t number = 0;
    for (unsigned before = 0; words->position_symbols != NULL && before < position; before++)
        number += nsc_symbol_pair_count(words->position_symbols[before]);
    return number;
}

/* 0.2 s on two cores for the 35 million squares of 3^12 strings. Identical for any number of threads. Released by
 * nsc_epistasis_release. */
nsc_status nsc_epistasis_find(nsc_epistasis *squares, const nsc_landscape *landscape, const nsc_control *control,
                              nsc_error *error);
void nsc_epistasis_release(nsc_epistasis *squares);

/* ---- interactions_additive.c ---- */

/* The best additive model of single symbols, by shape: its residuals and its slope. */
typedef struct nsc_additive {
    double roughness;   /* root mean square of the residuals over all strings */
    double slope;       /* mean |difference| of the effects of two symbols at a position */
    const char *reason; /* reason it is missing */
} nsc_additive;

/* From the interaction orders, or by least squares from the evaluated points if the fitness is partial. Requires that
 * the landscape has orders of interaction. */
nsc_status nsc_additive_find(nsc_additive *additive, const nsc_landscape *landscape,
                             const nsc_interaction_orders *orders, nsc_error *error);

#endif
