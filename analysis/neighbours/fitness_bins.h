/* Bins of fitness, of about equal numbers of points. */
#ifndef NSC_FITNESS_BINS_H
#define NSC_FITNESS_BINS_H

#include "analysis/neighbours/neighbourhood.h"

/*
 * `count` points, the worst first, cut into bins: bin b holds points[starts[b] … starts[b + 1] − 1]. Equal values share
 * a bin: with n points and B bins wanted, a bin ends at the first place from n·(b + 1)/B on whose fitness is better
 * than that of the place before n·(b + 1)/B. There are fewer bins if values are tied or points are few.
 */
typedef struct nsc_fitness_bins {
    uint32_t *points;
    size_t *starts; /* [bin_count + 1] */
    size_t count, bin_count;
} nsc_fitness_bins;

/* Bins the evaluated points that have an evaluated neighbour. Released by nsc_fitness_bins_release. */
nsc_status nsc_fitness_bins_find(nsc_fitness_bins *fitness_bins, const nsc_landscape *landscape,
                                 const nsc_neighbourhood *neighbourhood, size_t bins, nsc_error *error);
void nsc_fitness_bins_release(nsc_fitness_bins *fitness_bins);

#endif
