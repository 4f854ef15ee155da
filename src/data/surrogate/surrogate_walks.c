/* Features of random walks between input and output, which the trees see beside the others. */
#include "data/surrogate/surrogate_features.h"

#include <string.h>

/* Kinds of vertices that a walk comes from and goes to; operations have the numbers that cells use. */
enum { FROM_INPUT = NSC_OPERATIONS, TO_OUTPUT = NSC_OPERATIONS, KINDS = NSC_OPERATIONS + 1 };

enum {
    HAS_CONV3X3,                         /* 0, 1, 2, 3 or more */
    HAS_CONVOLUTIONS = HAS_CONV3X3 + 4,  /* 0, 1, 2, 3 or more */
    HAS_MAXPOOLS = HAS_CONVOLUTIONS + 4, /* 0, 1, 2 or more */
    PASSES_EDGES = HAS_MAXPOOLS + 3,     /* [from][to] */
    FEATURE_COUNT = PASSES_EDGES + KINDS * KINDS
};
_Static_assert((int)FEATURE_COUNT == (int)NSC_SURROGATE_WALK_FEATURES, "the header states the number of features");
_Static_assert(NSC_CONV3X3 == 0 && NSC_CONV1X1 == 1 && NSC_MAXPOOL3X3 == 2, "the names stand in this order");

const char *const nsc_surrogate_walk_names[NSC_SURROGATE_WALK_FEATURES] = {
    "walk has 0 conv3x3",
    "walk has 1 conv3x3",
    "walk has 2 conv3x3",
    "walk has 3 or more conv3x3",
    "walk has 0 convolutions",
    "walk has 1 convolution",
    "walk has 2 convolutions",
    "walk has 3 or more convolutions",
    "walk has 0 maxpool3x3",
    "walk has 1 maxpool3x3",
    "walk has 2 or more maxpool3x3",
    "walk passes conv3x3 -> conv3x3",
    "walk passes conv3x3 -> conv1x1",
    "walk passes conv3x3 -> maxpool3x3",
    "walk passes conv3x3 -> output",
    "walk passes conv1x1 -> conv3x3",
    "walk passes conv1x1 -> conv1x1",
    "walk passes conv1x1 -> maxpool3x3",
    "walk passes conv1x1 -> output",
    "walk passes maxpool3x3 -> conv3x3",
    "walk passes maxpool3x3 -> conv1x1",
    "walk passes maxpool3x3 -> maxpool3x3",
    "walk passes maxpool3x3 -> output",
    "walk passes input -> conv3x3",
    "walk passes input -> conv1x1",
    "walk passes input -> maxpool3x3",
    "walk passes input -> output",
};

void nsc_feature_plan_walks(nsc_feature_plan *plan) {
    double visits[NSC_CELL_VERTICES] = {0}; /* chance that the walk passes the vertex */
    visits[plan->vertex_count - 1] = 1.0;
    for (unsigned vertex = plan->vertex_count - 1; vertex > 0; vertex--) {
        plan->arrivals[vertex] = visits[vertex] / __builtin_popcount(plan->sources[vertex]);
        for (uint32_t sources = plan->sources[vertex]; sources != 0; sources &= sources - 1)
            visits[__builtin_ctz(sources)] += plan->arrivals[vertex];
    }
    for (unsigned path = 0; path < plan->path_count; path++) {
        plan->path_chances[path] = 1.0 / __builtin_popcount(plan->output_sources);
        for (uint32_t passed = plan->paths[path]; passed != 0; passed &= passed - 1)
            plan->path_chances[path] /= __builtin_popcount(plan->sources[__builtin_ctz(passed)]);
    }
}

static unsigned at_most(unsigned count, unsigned limit) {
    return count < limit ? count : limit;
}

void nsc_surrogate_walks(const nsc_feature_plan *plan, const uint8_t *operations, double *features) {
    const unsigned output = plan->vertex_count - 1;
    uint32_t sets[KINDS] = {[FROM_INPUT] = 1u};
    for (unsigned inner = 0; inner + 1 < output; inner++)
        sets[operations[inner]] |= 1u << (inner + 1);
    memset(features, 0, NSC_SURROGATE_WALK_FEATURES * sizeof *features);
    for (unsigned path = 0; path < plan->path_count; path++) {
        const double chance = plan->path_chances[path];
        const unsigned conv3x3 = (unsigned)__builtin_popcount(plan->paths[path] & sets[NSC_CONV3X3]);
        const unsigned conv1x1 = (unsigned)__builtin_popcount(plan->paths[path] & sets[NSC_CONV1X1]);
        const unsigned maxpools = (unsigned)__builtin_popcount(plan->paths[path] & sets[NSC_MAXPOOL3X3]);
        features[HAS_CONV3X3 + at_most(conv3x3, 3)] += chance;
        features[HAS_CONVOLUTIONS + at_most(conv3x3 + conv1x1, 3)] += chance;
        features[HAS_MAXPOOLS + at_most(maxpools, 2)] += chance;
    }
    for (unsigned vertex = 1; vertex <= output; vertex++) {
        const unsigned to = vertex < output ? operations[vertex - 1] : (unsigned)TO_OUTPUT;
        for (unsigned from = 0; from < KINDS; from++)
            features[PASSES_EDGES + from * KINDS + to] +=
                plan->arrivals[vertex] * __builtin_popcount(plan->sources[vertex] & sets[from]);
    }
}
