/* The rows of the registry, each defined in its analysis' own file, in the order in which they are listed. */
#ifndef NSC_REGISTRY_INTERNAL_H
#define NSC_REGISTRY_INTERNAL_H

#include "analysis/analysis.h"

#define NSC_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NSC_TABLE(name, meaning, columns)                                                                              \
    { name, meaning, columns, NSC_COUNT_OF(columns) }

#define NSC_ANALYSES(ROW)                                                                                              \
    ROW(rwa)                                                                                                           \
    ROW(encodingrwa)                                                                                                   \
    ROW(fdc)                                                                                                           \
    ROW(readings)                                                                                                      \
    ROW(peaks)                                                                                                         \
    ROW(opeffect)                                                                                                      \
    ROW(edgeeffect)                                                                                                    \
    ROW(opfrequency)                                                                                                   \
    ROW(depthwidth)                                                                                                    \
    ROW(rarity)                                                                                                        \
    ROW(density)                                                                                                       \
    ROW(cost)                                                                                                          \
    ROW(noise)                                                                                                         \
    ROW(budgets)                                                                                                       \
    ROW(optima)                                                                                                        \
    ROW(basins)                                                                                                        \
    ROW(lon)                                                                                                           \
    ROW(escape)                                                                                                        \
    ROW(neighbourfitness)                                                                                              \
    ROW(gradient)                                                                                                      \
    ROW(neutrality)                                                                                                    \
    ROW(information)                                                                                                   \
    ROW(cloud)                                                                                                         \
    ROW(evolvability)                                                                                                  \
    ROW(access)                                                                                                        \
    ROW(nearestbetter)                                                                                                 \
    ROW(dispersion)                                                                                                    \
    ROW(distribution)                                                                                                  \
    ROW(partialautocorrelation)                                                                                        \
    ROW(spectrum)                                                                                                      \
    ROW(variance)                                                                                                      \
    ROW(interactions)                                                                                                  \
    ROW(profile)

#define NSC_DECLARE_ANALYSIS(name) extern const nsc_analysis nsc_analysis_##name;
NSC_ANALYSES(NSC_DECLARE_ANALYSIS)
#undef NSC_DECLARE_ANALYSIS

#endif
