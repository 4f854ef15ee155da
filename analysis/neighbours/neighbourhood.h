/* What each point sees around it, and passes over all points that any number of threads do alike. */
#ifndef NSC_NEIGHBOURHOOD_H
#define NSC_NEIGHBOURHOOD_H

#include "analysis/landscape.h"

/* Points are passed over in blocks of fixed size, a task of nsc_parallel each: a block's sums are added in the order of
 * the blocks. */
typedef struct nsc_block {
    uint32_t first, end;
} nsc_block;

enum { NSC_BLOCK_POINTS = 4096 };

static inline size_t nsc_block_count(uint32_t point_count) {
    return ((size_t)point_count + NSC_BLOCK_POINTS - 1) / NSC_BLOCK_POINTS;
}

static inline nsc_block nsc_block_at(uint32_t point_count, size_t task) {
    const uint32_t first = (uint32_t)(task * NSC_BLOCK_POINTS);
    return (nsc_block){first, point_count - first > NSC_BLOCK_POINTS ? first + NSC_BLOCK_POINTS : point_count};
}

/* Each known point and its known neighbours. Arrays run over all points; 0 and NaN at those without a fitness. */
typedef struct nsc_neighbourhood {
    uint32_t *known;  /* neighbours with a fitness */
    uint32_t *better; /* of them with a higher one */
    uint32_t *worse;  /* of them with a lower one */
    double *mean;     /* of the fitness of `known`, to 2^-42 of the range; NaN where there are none */
    uint64_t pairs;   /* of neighbours, both known, each once */
    uint32_t points;  /* known points with a known neighbour */
} nsc_neighbourhood;

/*
 * One pass over the graph; identical for any number of threads. NSC_MISSING where no point has a fitness. Released by
 * nsc_neighbourhood_release.
 */
nsc_status nsc_neighbourhood_find(nsc_neighbourhood *neighbourhood, const nsc_landscape *landscape, size_t thread_count,
                                  nsc_error *error);
void nsc_neighbourhood_release(nsc_neighbourhood *neighbourhood);

/* The lowest and highest known fitness; NaN where none is known. */
typedef struct nsc_span {
    double low, high;
} nsc_span;
nsc_span nsc_fitness_span(const nsc_fitness *fitness);

/* NSC_MISSING where no point has a fitness. */
nsc_status nsc_require_fitness(const nsc_fitness *fitness, nsc_error *error);

/* Why a figure has no value, as several analyses say it. */
#define NSC_REASON_NO_PAIR "no two neighbours both have a fitness"
#define NSC_REASON_CONSTANT "all known points have the same fitness"

#endif
