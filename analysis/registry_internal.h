/* The rows of the registry, each defined in its analysis' own file: by folder, as they are listed. */
#ifndef NSC_REGISTRY_INTERNAL_H
#define NSC_REGISTRY_INTERNAL_H

#include "analysis/analysis.h"
#include "base/base.h"

#define NSC_TABLE(name, meaning, columns)                                                                              \
    { name, meaning, columns, NSC_COUNT_OF(columns), NULL, 0, false }
/* The same, of an analysis whose other tables rest on a distance. */
#define NSC_TABLE_WITHOUT_DISTANCE(name, meaning, columns)                                                             \
    { name, meaning, columns, NSC_COUNT_OF(columns), NULL, 0, true }
/* Whose rows are the statistics listed, by their first column. */
#define NSC_TABLE_OF(statistics, name, meaning, columns)                                                               \
    { name, meaning, columns, NSC_COUNT_OF(columns), statistics, NSC_COUNT_OF(statistics), false }

#define NSC_ANALYSES(ROW)                                                                                              \
    ROW(rwa)                                                                                                           \
    ROW(encodingrwa)                                                                                                   \
    ROW(partialautocorrelation)                                                                                        \
    ROW(information)                                                                                                   \
    ROW(neighbourfitness)                                                                                              \
    ROW(gradient)                                                                                                      \
    ROW(neutrality)                                                                                                    \
    ROW(cloud)                                                                                                         \
    ROW(evolvability)                                                                                                  \
    ROW(optima)                                                                                                        \
    ROW(basins)                                                                                                        \
    ROW(lon)                                                                                                           \
    ROW(escape)                                                                                                        \
    ROW(access)                                                                                                        \
    ROW(nearestbetter)                                                                                                 \
    ROW(fdc)                                                                                                           \
    ROW(readings)                                                                                                      \
    ROW(peaks)                                                                                                         \
    ROW(rarity)                                                                                                        \
    ROW(dispersion)                                                                                                    \
    ROW(opeffect)                                                                                                      \
    ROW(edgeeffect)                                                                                                    \
    ROW(opfrequency)                                                                                                   \
    ROW(depthwidth)                                                                                                    \
    ROW(variance)                                                                                                      \
    ROW(interactions)                                                                                                  \
    ROW(spectrum)                                                                                                      \
    ROW(density)                                                                                                       \
    ROW(distribution)                                                                                                  \
    ROW(cost)                                                                                                          \
    ROW(noise)                                                                                                         \
    ROW(budgets)                                                                                                       \
    ROW(profile)

#define NSC_DECLARE_ANALYSIS(name) extern const nsc_analysis nsc_analysis_##name;
NSC_ANALYSES(NSC_DECLARE_ANALYSIS)
#undef NSC_DECLARE_ANALYSIS

#endif
