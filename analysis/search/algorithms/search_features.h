/*
 * Features of candidates, each there or not, for models that learn from evaluated candidates; and distances by them.
 *
 * Paths: one feature for each sequence of operations that a path from input to output may have, the shortest first
 * (White, Neiswanger, Savani, AAAI 2021): sequence o_1 … o_n has number Σ 3^(i − 1) (o_i + 1), so that of 7 vertices
 * there are 364. Of NAS-Bench-201 the four ways through the cell; of other strings the adjacency features.
 * Adjacency: the bits of the matrix, and for each vertex one feature for each operation; of strings, for each position
 * one feature for each symbol.
 */
#ifndef NSC_SEARCH_FEATURES_H
#define NSC_SEARCH_FEATURES_H

#include "analysis/search/search_internal.h"
#include "space/strings.h"

typedef enum nsc_feature_set {
    NSC_FEATURES_PATHS,
    NSC_FEATURES_ADJACENCY,
    NSC_FEATURES_IDENTITY, /* by which candidates count as the same: paths of cells, symbols of strings */
    NSC_FEATURE_SET_COUNT
} nsc_feature_set;

typedef struct nsc_search_features {
    const nsc_search_domain *domain;
    const nsc_encodings *encodings; /* of cells; else: */
    const nsc_strings *strings;
    bool paths;         /* else adjacency */
    uint32_t count;     /* features that are kept */
    uint32_t bit_count; /* of which so many, at the beginning, count by themselves in a distance; the others in pairs */
    size_t words;       /* of 64 features */
} nsc_search_features;

/* "path", "adjacency"; NULL after the last: choices of a setting. */
const char *nsc_feature_set_name(size_t set);

/*
 * The features of the candidates of a domain; of paths only the first `cut`, 0 for all. The domain is borrowed.
 * NSC_USAGE if its candidates are points that are neither cells nor strings.
 */
nsc_status nsc_search_features_describe(nsc_search_features *features, const nsc_search_domain *domain,
                                        nsc_feature_set set, uint32_t cut, nsc_error *error);

/* Sets bits[words]: feature f is bit f % 64 of word f / 64. A point stands for its representative. */
void nsc_search_features_of(const nsc_search_features *features, const double *candidate, uint64_t *bits);

/* The number of features in which two candidates differ; different operations or symbols at one place count once. */
uint32_t nsc_search_features_distance(const nsc_search_features *features, const uint64_t *first,
                                      const uint64_t *second);

/* Lists the features that are there; returns their number. */
uint32_t nsc_search_features_list(const nsc_search_features *features, const uint64_t *bits, uint16_t *numbers);

#endif
