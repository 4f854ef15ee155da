/*
 * Eigenpairs grouped into eigenspaces, and the part of a function in each: what does not depend on the basis that a
 * solver happens to return, and hence neither on the processor nor on a seed.
 */
#ifndef NSC_EIGENSPACES_H
#define NSC_EIGENSPACES_H

#include "graph/graph.h"

typedef struct nsc_eigenspace {
    uint32_t first, dimension; /* its pairs: first … first + dimension − 1 */
    double eigenvalue;         /* mean of theirs */
} nsc_eigenspace;

/*
 * Goes on to the next eigenspace; false if there is none. Begin with {0}. Neighbouring eigenvalues that are less than
 * 1e-6 apart are of one eigenspace: a solver's rounding errors of 1e-15 mix the vectors of nearer ones so much that the
 * parts of a function along them have no nine digits, while their sum has.
 */
bool nsc_eigenspace_next(const nsc_eigenpairs *pairs, nsc_eigenspace *space);

/* Variance, under the stationary distribution, of the part of values[point] − mean that lies in the eigenspace. */
double nsc_eigenspace_variance(const nsc_eigenpairs *pairs, const nsc_eigenspace *space, const double *values,
                               double mean);

#endif
