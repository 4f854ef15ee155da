/* The rows of the registry in the order of `analyse list`; each is defined in its analysis' own file. */
#ifndef NSC_REGISTRY_INTERNAL_H
#define NSC_REGISTRY_INTERNAL_H

#include "analysis/analysis.h"
#include "base/base.h"
#include "data/validity.h"

#define NSC_TABLE(name, meaning, columns)                                                                              \
    { name, meaning, columns, NSC_COUNT_OF(columns), NULL, 0, false }
/* A table that uses no distance, of an analysis whose other tables do. */
#define NSC_TABLE_WITHOUT_DISTANCE(name, meaning, columns)                                                             \
    { name, meaning, columns, NSC_COUNT_OF(columns), NULL, 0, true }
/* A table whose rows are the statistics listed; its first column names them. */
#define NSC_TABLE_OF(statistics, name, meaning, columns)                                                               \
    { name, meaning, columns, NSC_COUNT_OF(columns), statistics, NSC_COUNT_OF(statistics), false }

/* lon.c: the tables of lon of the network that the options name, the order of its fitness, and its number of nodes. */
nsc_status nsc_lon_run_network(const nsc_landscape_names *names, const nsc_analysis_options *options,
                               nsc_table **tables, nsc_order *order, uint32_t *node_count, nsc_error *error);

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
    ROW(compare)                                                                                                       \
    ROW(profile)

#define NSC_DECLARE_ANALYSIS(name) extern const nsc_analysis nsc_analysis_##name;
NSC_ANALYSES(NSC_DECLARE_ANALYSIS)
#undef NSC_DECLARE_ANALYSIS

#endif
