/* Rows that were left out, with the reason of the first ones: a file may have millions that are wrong. */
#ifndef NSC_REFUSALS_H
#define NSC_REFUSALS_H

#include "base/base.h"

enum { NSC_REFUSALS_LISTED = 100 };

/* Empty where all is zero. */
typedef struct nsc_refusals {
    nsc_names listed; /* file, place and reason of the first NSC_REFUSALS_LISTED */
    uint64_t further; /* rows beyond them */
} nsc_refusals;

nsc_status nsc_refusals_add(nsc_refusals *refusals, const char *text, nsc_error *error);

/* Moves those of `from` behind the others; on failure some may have been moved. */
nsc_status nsc_refusals_join(nsc_refusals *refusals, nsc_refusals *from, nsc_error *error);
void nsc_refusals_release(nsc_refusals *refusals);

#endif
