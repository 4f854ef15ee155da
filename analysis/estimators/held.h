/* Fitnesses of the same measurements as a landscape's, as far as they are held. */
#ifndef NSC_HELD_H
#define NSC_HELD_H

#include "analysis/landscape.h"

/* A fitness, or the reason why there is none. */
typedef struct nsc_held {
    bool held;
    nsc_fitness fitness; /* where held; its rule in any case */
    char reason[128];    /* where not */
} nsc_held;

/*
 * The fitness by these parts of a rule, from the landscape's source; that the data lacks it is no failure. Released by
 * nsc_held_release.
 */
nsc_status nsc_held_read(nsc_held *held, const nsc_landscape *landscape, nsc_metric metric, int epochs,
                         nsc_policy policy, nsc_error *error);
void nsc_held_release(nsc_held *held);

#endif
