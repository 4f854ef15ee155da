/* The measures of a profile: profile_measures.c is their table. */
#ifndef NSC_PROFILE_INTERNAL_H
#define NSC_PROFILE_INTERNAL_H

#include "analysis/analysis.h"
#include "base/base.h"

typedef struct nsc_measure {
    const char *name;
    const nsc_analysis *analysis;
    const char *table, *statistic; /* where its value stands */
    double minimum, maximum;       /* what it can be; infinite: no bound */
    const char *meaning;           /* what it measures, and what higher means */
} nsc_measure;

extern const nsc_measure nsc_measures[];
extern const size_t nsc_measure_count;

#endif
