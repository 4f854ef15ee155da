/* The measures of a profile: profile_measures.c is their table. */
#ifndef NSC_PROFILE_INTERNAL_H
#define NSC_PROFILE_INTERNAL_H

#include "analysis/analysis.h"
#include "base/base.h"

typedef struct nsc_measure {
    const char *name;
    const nsc_analysis *analysis;
    const char *table, *statistic; /* the row of its value */
    double minimum, maximum;       /* possible range; infinite: no bound */
    const char *meaning;           /* the quantity, and the meaning of higher values */
} nsc_measure;

extern const nsc_measure nsc_measures[];
extern const size_t nsc_measure_count;

#endif
