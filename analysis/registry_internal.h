/* The rows of the registry, each defined in its analysis' own file. */
#ifndef NSC_REGISTRY_INTERNAL_H
#define NSC_REGISTRY_INTERNAL_H

#include "analysis/analysis.h"

#define NSC_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NSC_TABLE(name, meaning, columns)                                                                              \
    { name, meaning, columns, NSC_COUNT_OF(columns) }

extern const nsc_analysis nsc_analysis_rwa, nsc_analysis_fdc, nsc_analysis_opeffect, nsc_analysis_edgeeffect,
    nsc_analysis_opfrequency, nsc_analysis_depthwidth, nsc_analysis_rarity, nsc_analysis_density, nsc_analysis_cost;

#endif
