/* The surrogate's features: what depends on the skeleton alone is prepared once, the rest is sums over vertices. */
#include "data/surrogate/surrogate_features.h"

#include <math.h>
#include <string.h>

enum {
    EDGES_INPUT_CONV3X3,
    EDGES_INPUT_CONV1X1,
    EDGES_INPUT_MAXPOOL,
    EDGES_INPUT_OUTPUT,
    EDGES_CONV3X3_OUTPUT,
    EDGES_CONV1X1_OUTPUT,
    EDGES_MAXPOOL_OUTPUT,
    EDGES_CONV1X1_CONV3X3,
    EDGES_MAXPOOL_CONV3X3,
    EDGES_MAXPOOL_CONV1X1,
    MAXPOOLS,
    LOG_PARAMETERS,
    SHARES_CONV3X3,
    SHARES_CONV1X1,
    SHARES_MAXPOOL,
    SQUARED_SHARES_CONV3X3,
    SQUARED_SHARES_CONV1X1,
    SQUARED_SHARES_MAXPOOL,
    LARGEST_SHARE_CONV3X3,
    LARGEST_SHARE_MAXPOOL,
    PATHS,
    PATH_SHORTEST,
    PATH_MEAN,
    PATH_MOST_CONV3X3,
    PATH_MOST_MAXPOOL,
    PATH_MOST_CONVOLUTIONS,
    PATH_FEWEST_CONV3X3,
    PATH_FEWEST_MAXPOOL,
    PATH_MEAN_CONV3X3,
    PATH_MEAN_CONV1X1,
    CUTS_CONV3X3,
    CUTS_CONV1X1,
    CUTS_MAXPOOL,
    DEPTHS_CONV3X3,
    DEPTHS_CONV1X1,
    AMPLITUDE_LARGEST_MAXPOOL,
    LOG_AMPLITUDE_LARGEST_MAXPOOL,
    LOG_AMPLITUDES_CONVOLUTIONS,
    AMPLITUDES_CONVOLUTIONS,
    AMPLITUDES_OUTPUT,
    WEIGHTED_LOG_AMPLITUDES_OUTPUT,
    ROOT_POWER_LARGEST_MAXPOOL,
    ROOT_POWERS_MAXPOOL,
    ROOT_POWERS_CONVOLUTIONS,
    COHERENCE_MAXPOOL,
    REACH_CONVOLUTIONS,
    REACH_LARGEST_CONVOLUTION,
    REACH_MAXPOOL,
    FEATURE_COUNT
};
_Static_assert((int)FEATURE_COUNT == (int)NSC_SURROGATE_FEATURES, "the header states the number of features");

const char *const nsc_surrogate_feature_names[NSC_SURROGATE_FEATURES] = {
    [EDGES_INPUT_CONV3X3] = "edges input -> conv3x3",
    [EDGES_INPUT_CONV1X1] = "edges input -> conv1x1",
    [EDGES_INPUT_MAXPOOL] = "edges input -> maxpool3x3",
    [EDGES_INPUT_OUTPUT] = "edges input -> output",
    [EDGES_CONV3X3_OUTPUT] = "edges conv3x3 -> output",
    [EDGES_CONV1X1_OUTPUT] = "edges conv1x1 -> output",
    [EDGES_MAXPOOL_OUTPUT] = "edges maxpool3x3 -> output",
    [EDGES_CONV1X1_CONV3X3] = "edges conv1x1 -> conv3x3",
    [EDGES_MAXPOOL_CONV3X3] = "edges maxpool3x3 -> conv3x3",
    [EDGES_MAXPOOL_CONV1X1] = "edges maxpool3x3 -> conv1x1",
    [MAXPOOLS] = "maxpool3x3",
    [LOG_PARAMETERS] = "log parameters",
    [SHARES_CONV3X3] = "channel shares conv3x3",
    [SHARES_CONV1X1] = "channel shares conv1x1",
    [SHARES_MAXPOOL] = "channel shares maxpool3x3",
    [SQUARED_SHARES_CONV3X3] = "squared channel shares conv3x3",
    [SQUARED_SHARES_CONV1X1] = "squared channel shares conv1x1",
    [SQUARED_SHARES_MAXPOOL] = "squared channel shares maxpool3x3",
    [LARGEST_SHARE_CONV3X3] = "largest channel share conv3x3",
    [LARGEST_SHARE_MAXPOOL] = "largest channel share maxpool3x3",
    [PATHS] = "paths",
    [PATH_SHORTEST] = "shortest path",
    [PATH_MEAN] = "mean path",
    [PATH_MOST_CONV3X3] = "most conv3x3 on a path",
    [PATH_MOST_MAXPOOL] = "most maxpool3x3 on a path",
    [PATH_MOST_CONVOLUTIONS] = "most convolutions on a path",
    [PATH_FEWEST_CONV3X3] = "fewest conv3x3 on a path",
    [PATH_FEWEST_MAXPOOL] = "fewest maxpool3x3 on a path",
    [PATH_MEAN_CONV3X3] = "mean conv3x3 on a path",
    [PATH_MEAN_CONV1X1] = "mean conv1x1 on a path",
    [CUTS_CONV3X3] = "conv3x3 on every path",
    [CUTS_CONV1X1] = "conv1x1 on every path",
    [CUTS_MAXPOOL] = "maxpool3x3 on every path",
    [DEPTHS_CONV3X3] = "depths conv3x3",
    [DEPTHS_CONV1X1] = "depths conv1x1",
    [AMPLITUDE_LARGEST_MAXPOOL] = "largest amplitude maxpool3x3",
    [LOG_AMPLITUDE_LARGEST_MAXPOOL] = "log largest amplitude maxpool3x3",
    [LOG_AMPLITUDES_CONVOLUTIONS] = "log amplitudes convolutions",
    [AMPLITUDES_CONVOLUTIONS] = "amplitudes convolutions",
    [AMPLITUDES_OUTPUT] = "amplitudes output",
    [WEIGHTED_LOG_AMPLITUDES_OUTPUT] = "log amplitudes maxpool3x3 -> output by channel share",
    [ROOT_POWER_LARGEST_MAXPOOL] = "root of largest power maxpool3x3",
    [ROOT_POWERS_MAXPOOL] = "roots of powers maxpool3x3",
    [ROOT_POWERS_CONVOLUTIONS] = "roots of powers convolutions",
    [COHERENCE_MAXPOOL] = "power by amplitude maxpool3x3",
    [REACH_CONVOLUTIONS] = "reach convolutions",
    [REACH_LARGEST_CONVOLUTION] = "largest reach of a convolution",
    [REACH_MAXPOOL] = "reach maxpool3x3",
};

static double count_of(uint32_t vertices) {
    return (double)__builtin_popcount(vertices);
}

/* ---- the skeleton ---- */

/* Appends the paths from `vertex` to the output; `passed` are the inner vertices up to and with `vertex`. */
static void collect_paths(nsc_feature_plan *plan, unsigned vertex, uint32_t passed) {
    const unsigned output = plan->vertex_count - 1;
    if (vertex == output) {
        plan->paths[plan->path_count++] = (uint8_t)passed;
        return;
    }
    for (unsigned to = vertex + 1; to <= output; to++)
        if ((plan->sources[to] >> vertex & 1u) != 0)
            collect_paths(plan, to, to < output ? passed | 1u << to : passed);
}

static void plan_paths(nsc_feature_plan *plan) {
    plan->path_count = 0;
    collect_paths(plan, 0, 0);
    double length_sum = 0;
    plan->path_shortest = NSC_CELL_INNER;
    plan->cut = UINT8_MAX;
    for (unsigned path = 0; path < plan->path_count; path++) {
        const double length = count_of(plan->paths[path]);
        length_sum += length;
        plan->path_shortest = fmin(plan->path_shortest, length);
        plan->cut &= plan->paths[path];
    }
    plan->path_mean = length_sum / plan->path_count;
}

/* Parameters are a sum over the vertices, so one change at a time tells what each operation adds. */
static void plan_parameters(nsc_feature_plan *plan, uint32_t edges) {
    nsc_cell cell = {.vertex_count = (uint8_t)plan->vertex_count, .edges = edges};
    memset(cell.operations, NSC_MAXPOOL3X3, plan->vertex_count - 2);
    plan->parameters = nsc_cell_parameters(&cell);
    for (unsigned inner = 0; inner + 2 < plan->vertex_count; inner++)
        for (unsigned operation = 0; operation < NSC_OPERATIONS; operation++) {
            cell.operations[inner] = (uint8_t)operation;
            plan->parameters_added[inner][operation] = nsc_cell_parameters(&cell) - plan->parameters;
            cell.operations[inner] = NSC_MAXPOOL3X3;
        }
}

void nsc_feature_plan_make(nsc_feature_plan *plan, uint32_t edges, unsigned vertex_count) {
    enum { OUTPUT_CHANNELS = 128 }; /* of the first stack; the shares of the others differ by rounding only */
    unsigned channels[NSC_CELL_VERTICES];
    memset(plan, 0, sizeof *plan);
    plan->vertex_count = vertex_count;
    nsc_cell_channels(edges, vertex_count, OUTPUT_CHANNELS, OUTPUT_CHANNELS, channels);
    for (unsigned vertex = 1; vertex < vertex_count; vertex++) {
        plan->sources[vertex] = nsc_cell_sources(edges, vertex);
        plan->shares[vertex] = (double)channels[vertex] / OUTPUT_CHANNELS;
        for (uint32_t sources = plan->sources[vertex]; sources != 0; sources &= sources - 1) {
            const unsigned through = plan->depths[__builtin_ctz(sources)] + 1;
            plan->depths[vertex] = through > plan->depths[vertex] ? through : plan->depths[vertex];
        }
    }
    plan->output_sources = plan->sources[vertex_count - 1];
    plan_paths(plan);
    plan_parameters(plan, edges);
    nsc_feature_plan_walks(plan);
}

/* ---- the cell ---- */

/* The vertices of each operation, a bit each. */
typedef struct vertex_sets {
    uint32_t conv3x3, conv1x1, maxpool;
} vertex_sets;

static void add_edges(const nsc_feature_plan *plan, const vertex_sets *sets, double *features) {
    features[EDGES_INPUT_OUTPUT] = plan->output_sources & 1u;
    features[EDGES_CONV3X3_OUTPUT] = count_of(plan->output_sources & sets->conv3x3);
    features[EDGES_CONV1X1_OUTPUT] = count_of(plan->output_sources & sets->conv1x1);
    features[EDGES_MAXPOOL_OUTPUT] = count_of(plan->output_sources & sets->maxpool);
    for (unsigned vertex = 1; vertex + 1 < plan->vertex_count; vertex++) {
        const uint32_t sources = plan->sources[vertex];
        if ((sets->conv3x3 >> vertex & 1u) != 0) {
            features[EDGES_INPUT_CONV3X3] += sources & 1u;
            features[EDGES_CONV1X1_CONV3X3] += count_of(sources & sets->conv1x1);
            features[EDGES_MAXPOOL_CONV3X3] += count_of(sources & sets->maxpool);
        } else if ((sets->conv1x1 >> vertex & 1u) != 0) {
            features[EDGES_INPUT_CONV1X1] += sources & 1u;
            features[EDGES_MAXPOOL_CONV1X1] += count_of(sources & sets->maxpool);
        } else {
            features[EDGES_INPUT_MAXPOOL] += sources & 1u;
        }
    }
}

static void add_channels(const nsc_feature_plan *plan, const uint8_t *operations, double *features) {
    double largest[NSC_OPERATIONS] = {0};
    uint32_t parameters = plan->parameters;
    for (unsigned inner = 0; inner + 2 < plan->vertex_count; inner++) {
        const unsigned operation = operations[inner];
        const double share = plan->shares[inner + 1];
        features[SHARES_CONV3X3 + operation] += share;
        features[SQUARED_SHARES_CONV3X3 + operation] += share * share;
        largest[operation] = share > largest[operation] ? share : largest[operation];
        parameters += plan->parameters_added[inner][operation];
    }
    features[LARGEST_SHARE_CONV3X3] = largest[NSC_CONV3X3];
    features[LARGEST_SHARE_MAXPOOL] = largest[NSC_MAXPOOL3X3];
    features[LOG_PARAMETERS] = log(parameters);
}

static void add_paths(const nsc_feature_plan *plan, const vertex_sets *sets, double *features) {
    int most_conv3x3 = 0, most_maxpool = 0, most_convolutions = 0, sum_conv3x3 = 0, sum_conv1x1 = 0;
    int fewest_conv3x3 = NSC_CELL_INNER, fewest_maxpool = NSC_CELL_INNER;
    for (unsigned path = 0; path < plan->path_count; path++) {
        const int conv3x3 = __builtin_popcount(plan->paths[path] & sets->conv3x3);
        const int conv1x1 = __builtin_popcount(plan->paths[path] & sets->conv1x1);
        const int maxpool = __builtin_popcount(plan->paths[path] & sets->maxpool);
        most_conv3x3 = conv3x3 > most_conv3x3 ? conv3x3 : most_conv3x3;
        most_maxpool = maxpool > most_maxpool ? maxpool : most_maxpool;
        most_convolutions = conv3x3 + conv1x1 > most_convolutions ? conv3x3 + conv1x1 : most_convolutions;
        fewest_conv3x3 = conv3x3 < fewest_conv3x3 ? conv3x3 : fewest_conv3x3;
        fewest_maxpool = maxpool < fewest_maxpool ? maxpool : fewest_maxpool;
        sum_conv3x3 += conv3x3;
        sum_conv1x1 += conv1x1;
    }
    features[PATHS] = plan->path_count;
    features[PATH_SHORTEST] = plan->path_shortest;
    features[PATH_MEAN] = plan->path_mean;
    features[PATH_MOST_CONV3X3] = most_conv3x3;
    features[PATH_MOST_MAXPOOL] = most_maxpool;
    features[PATH_MOST_CONVOLUTIONS] = most_convolutions;
    features[PATH_FEWEST_CONV3X3] = fewest_conv3x3;
    features[PATH_FEWEST_MAXPOOL] = fewest_maxpool;
    features[PATH_MEAN_CONV3X3] = (double)sum_conv3x3 / plan->path_count;
    features[PATH_MEAN_CONV1X1] = (double)sum_conv1x1 / plan->path_count;
    features[CUTS_CONV3X3] = count_of(plan->cut & sets->conv3x3);
    features[CUTS_CONV1X1] = count_of(plan->cut & sets->conv1x1);
    features[CUTS_MAXPOOL] = count_of(plan->cut & sets->maxpool);
    for (unsigned vertex = 1; vertex + 1 < plan->vertex_count; vertex++) {
        features[DEPTHS_CONV3X3] += (sets->conv3x3 >> vertex & 1u) * plan->depths[vertex];
        features[DEPTHS_CONV1X1] += (sets->conv1x1 >> vertex & 1u) * plan->depths[vertex];
    }
}

/* What a vertex receives: how often each signal, a byte each; convolutions and projections by their vertex. */
typedef struct reception {
    uint64_t convolutions, projections;
} reception;

static uint64_t signal_of(unsigned vertex) {
    return (uint64_t)1 << 8 * vertex;
}

/* Adds a word's counts to an amplitude and a power. */
static void add_counts(uint64_t counts, double *amplitude, double *power) {
    for (; counts != 0; counts >>= 8) {
        const double count = (double)(counts & 0xff);
        *amplitude += count;
        *power += count * count;
    }
}

static void add_maxpool_signal(const nsc_feature_plan *plan, unsigned vertex, double amplitude, double power,
                               double *features) {
    features[AMPLITUDE_LARGEST_MAXPOOL] = fmax(features[AMPLITUDE_LARGEST_MAXPOOL], amplitude);
    features[ROOT_POWER_LARGEST_MAXPOOL] = fmax(features[ROOT_POWER_LARGEST_MAXPOOL], sqrt(power));
    features[ROOT_POWERS_MAXPOOL] += sqrt(power);
    features[COHERENCE_MAXPOOL] += power / amplitude;
    if ((plan->output_sources >> vertex & 1u) != 0) {
        features[AMPLITUDES_OUTPUT] += amplitude;
        features[WEIGHTED_LOG_AMPLITUDES_OUTPUT] += plan->shares[vertex] * log(amplitude);
    }
}

static void add_signals(const nsc_feature_plan *plan, const vertex_sets *sets, double *features) {
    reception received[NSC_CELL_VERTICES];
    /* What reaches the output without a pooling: the input's projection and convolutions, each once. */
    features[AMPLITUDES_OUTPUT] = count_of(plan->output_sources & ~sets->maxpool);
    for (unsigned vertex = 1; vertex + 1 < plan->vertex_count; vertex++) {
        reception here = {0};
        for (uint32_t sources = plan->sources[vertex]; sources != 0; sources &= sources - 1) {
            const unsigned from = (unsigned)__builtin_ctz(sources);
            if (from == 0) {
                here.projections += signal_of(vertex);
            } else if ((sets->maxpool >> from & 1u) != 0) {
                here.convolutions += received[from].convolutions;
                here.projections += received[from].projections;
            } else {
                here.convolutions += signal_of(from);
            }
        }
        received[vertex] = here;
        double amplitude = 0, power = 0;
        add_counts(here.convolutions, &amplitude, &power);
        add_counts(here.projections, &amplitude, &power);
        if ((sets->maxpool >> vertex & 1u) != 0) {
            add_maxpool_signal(plan, vertex, amplitude, power, features);
        } else {
            features[AMPLITUDES_CONVOLUTIONS] += amplitude;
            features[LOG_AMPLITUDES_CONVOLUTIONS] += log(amplitude);
            features[ROOT_POWERS_CONVOLUTIONS] += sqrt(power);
        }
    }
    if (sets->maxpool != 0)
        features[LOG_AMPLITUDE_LARGEST_MAXPOOL] = log(features[AMPLITUDE_LARGEST_MAXPOOL]);
}

static void add_reach(const nsc_feature_plan *plan, const vertex_sets *sets, double *features) {
    unsigned reach[NSC_CELL_VERTICES] = {0};
    unsigned largest = 0;
    for (unsigned to = plan->vertex_count; to-- > 1;) {
        const unsigned passed_on = (sets->maxpool >> to & 1u) != 0 ? reach[to] : 1;
        for (uint32_t sources = plan->sources[to]; sources != 0; sources &= sources - 1)
            reach[__builtin_ctz(sources)] += passed_on;
    }
    for (unsigned vertex = 1; vertex + 1 < plan->vertex_count; vertex++) {
        if ((sets->maxpool >> vertex & 1u) != 0) {
            features[REACH_MAXPOOL] += reach[vertex];
        } else {
            features[REACH_CONVOLUTIONS] += reach[vertex];
            largest = reach[vertex] > largest ? reach[vertex] : largest;
        }
    }
    features[REACH_LARGEST_CONVOLUTION] = largest;
}

void nsc_surrogate_features(const nsc_feature_plan *plan, const uint8_t *operations, double *features) {
    vertex_sets sets = {0};
    for (unsigned inner = 0; inner + 2 < plan->vertex_count; inner++) {
        sets.conv3x3 |= (uint32_t)(operations[inner] == NSC_CONV3X3) << (inner + 1);
        sets.conv1x1 |= (uint32_t)(operations[inner] == NSC_CONV1X1) << (inner + 1);
        sets.maxpool |= (uint32_t)(operations[inner] == NSC_MAXPOOL3X3) << (inner + 1);
    }
    memset(features, 0, NSC_SURROGATE_FEATURES * sizeof *features);
    features[MAXPOOLS] = count_of(sets.maxpool);
    add_edges(plan, &sets, features);
    add_channels(plan, operations, features);
    add_paths(plan, &sets, features);
    add_signals(plan, &sets, features);
    add_reach(plan, &sets, features);
}
