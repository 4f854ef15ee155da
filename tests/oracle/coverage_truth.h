/*
 * What is true of a landscape whose fitness is known everywhere, by plain sums over its points and edges: the values
 * that test_coverage.c holds intervals against. Nothing here calls an analysis.
 */
#ifndef NSC_COVERAGE_TRUTH_H
#define NSC_COVERAGE_TRUTH_H

#include "testing.h"

#include "graph/graph.h"

#include <math.h>

enum { TRUTH_NAME = 48, TRUTHS = 160, COVERAGE_KINDS = 2048 };

/* A point with more of a kind's edges than this share decides by itself what a sample finds. */
static const double LARGEST_HUB = 0.02;

/* Named true values, by the labels that test_coverage.c gives to rows of tables. */
typedef struct truths {
    size_t count;
    char names[TRUTHS][TRUTH_NAME];
    double values[TRUTHS];
    bool hubs[TRUTHS]; /* few points decide the value: a sample that lacks them cannot tell */
} truths;

static inline void truth_add(truths *list, double value, const char *format, ...) __attribute__((format(printf, 3, 4)));
static inline void truth_add(truths *list, double value, const char *format, ...) {
    assert_true(list->count < TRUTHS);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(list->names[list->count], TRUTH_NAME, format, arguments);
    va_end(arguments);
    list->values[list->count++] = value;
}

static inline double feature_of_all(const nsc_space *space, const char *name, double *values) {
    const int feature = nsc_space_feature(space, name);
    assert_true(feature >= 0);
    REQUIRE_OK(space->feature_values(space, (size_t)feature, NSC_THREADS(2), values, &error));
    double most = 0;
    for (uint32_t point = 0; point < space->point_count; point++)
        most = fmax(most, values[point]);
    return most;
}

/* ---- walks ---- */

/* Distances from one point, level by level; −1 where no way leads. */
/* Steps from the nearest of the points that are marked; −1 where none leads to. */
static inline int *plain_hops_from(const nsc_graph *graph, const bool *marked) {
    int *distance = test_memory(graph->point_count, sizeof *distance);
    uint32_t *queue = test_memory(graph->point_count, sizeof *queue), first = 0, last = 0;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        distance[point] = marked[point] ? 0 : -1;
        if (marked[point])
            queue[last++] = point;
    }
    while (first < last) {
        const uint32_t point = queue[first++];
        for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            if (distance[graph->neighbours[place]] < 0) {
                distance[graph->neighbours[place]] = distance[point] + 1;
                queue[last++] = graph->neighbours[place];
            }
    }
    free(queue);
    return distance;
}

static inline int *plain_hops(const nsc_graph *graph, uint32_t from) {
    bool *marked = test_memory(graph->point_count, sizeof *marked);
    marked[from] = true;
    int *distance = plain_hops_from(graph, marked);
    free(marked);
    return distance;
}

/* Degrees within the largest component, 0 elsewhere. */
static inline double *walked_degrees(const nsc_graph *graph) {
    double *degrees = test_memory(graph->point_count, sizeof *degrees);
    int *reached = test_memory(graph->point_count, sizeof *reached);
    uint32_t largest = 0, start = 0;
    for (uint32_t point = 0; point < graph->point_count && 2 * largest < graph->point_count; point++) {
        if (reached[point] != 0)
            continue;
        int *distance = plain_hops(graph, point);
        uint32_t size = 0;
        for (uint32_t other = 0; other < graph->point_count; other++)
            if (distance[other] >= 0) {
                reached[other] = 1;
                size++;
            }
        free(distance);
        if (size > largest) {
            largest = size;
            start = point;
        }
    }
    int *distance = plain_hops(graph, start);
    for (uint32_t point = 0; point < graph->point_count; point++)
        degrees[point] = distance[point] >= 0 ? nsc_graph_degree(graph, point) : 0;
    free(distance);
    free(reached);
    return degrees;
}

static inline double weighted_mean(const double *weights, const double *x, const double *y, uint32_t count) {
    long double sum = 0, total = 0;
    for (uint32_t point = 0; point < count; point++) {
        total += weights[point];
        sum += (long double)weights[point] * x[point] * (y != NULL ? y[point] : 1);
    }
    return (double)(sum / total);
}

/* The mean of the neighbours' values at each point. */
static inline void plain_step(const nsc_graph *graph, const double *before, double *after) {
    for (uint32_t point = 0; point < graph->point_count; point++) {
        double sum = 0;
        for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            sum += before[graph->neighbours[place]];
        after[point] = sum / fmax(nsc_graph_degree(graph, point), 1);
    }
}

/* Lags 1 … lags, one step of the walk after the other. */
static inline void true_autocorrelation(const nsc_graph *graph, const double *fitness, unsigned lags, truths *list) {
    const uint32_t count = graph->point_count;
    double *degrees = walked_degrees(graph), *centred = test_memory(count, sizeof(double));
    double *before = test_memory(count, sizeof(double)), *after = test_memory(count, sizeof(double));
    const double mean = weighted_mean(degrees, fitness, NULL, count);
    for (uint32_t point = 0; point < count; point++)
        before[point] = centred[point] = fitness[point] - mean;
    const double variance = weighted_mean(degrees, centred, centred, count);
    for (unsigned lag = 1; lag <= lags; lag++) {
        plain_step(graph, before, after);
        memcpy(before, after, count * sizeof *before);
        truth_add(list, weighted_mean(degrees, centred, before, count) / variance, "%u", lag);
    }
    free(degrees);
    free(centred);
    free(before);
    free(after);
}

/*
 * An eigenvector of the walk on the largest component, by steps of the lazy walk with the constant part taken out each
 * time; its value, by Rayleigh's quotient. The autocorrelation of such a fitness at lag k is the k-th power of it
 * (Weinberger 1990; Stadler 1996). Stops at a residual of 1e−9 of the vector, or fails.
 */
static inline double elementary_fitness(const nsc_graph *graph, double *fitness) {
    enum { MOST_STEPS = 60000 };
    const uint32_t count = graph->point_count;
    double *degrees = walked_degrees(graph), *after = test_memory(count, sizeof(double));
    gsl_rng *random = random_stream(3, 0);
    double value = 0, residual = 1;
    for (uint32_t point = 0; point < count; point++)
        fitness[point] = gsl_rng_uniform(random) - 0.5;
    gsl_rng_free(random);
    for (int step = 0; step < MOST_STEPS && residual > 1e-18; step++) {
        const double mean = weighted_mean(degrees, fitness, NULL, count);
        for (uint32_t point = 0; point < count; point++)
            fitness[point] = degrees[point] > 0 ? fitness[point] - mean : 0;
        const double length = sqrt(weighted_mean(degrees, fitness, fitness, count));
        for (uint32_t point = 0; point < count; point++)
            fitness[point] /= length;
        plain_step(graph, fitness, after);
        value = weighted_mean(degrees, fitness, after, count);
        for (uint32_t point = 0; point < count; point++)
            after[point] -= value * fitness[point];
        residual = weighted_mean(degrees, after, after, count);
        /* (1 + P) / 2 has no negative values, so that the largest one below 1 of P wins. */
        for (uint32_t point = 0; point < count && residual > 1e-18; point++)
            fitness[point] += (after[point] + value * fitness[point] - fitness[point]) / 2;
    }
    assert_true(residual <= 1e-18);
    free(degrees);
    free(after);
    return value;
}

/* ---- correlation with distance ---- */

static inline double plain_correlation(const double *x, const double *y, uint32_t count) {
    long double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    for (uint32_t place = 0; place < count; place++) {
        mean_x += x[place] / (long double)count;
        mean_y += y[place] / (long double)count;
    }
    for (uint32_t place = 0; place < count; place++) {
        xx += (x[place] - mean_x) * (x[place] - mean_x);
        yy += (y[place] - mean_y) * (y[place] - mean_y);
        xy += (x[place] - mean_x) * (y[place] - mean_y);
    }
    return (double)(xy / sqrtl(xx * yy));
}

static inline int by_value(const void *first, const void *second) {
    const double *const x = *(const double *const *)first, *const y = *(const double *const *)second;
    return (*x > *y) - (*x < *y);
}

/* The mean of the places that equal values take in ascending order. */
static inline double *plain_ranks(const double *values, uint32_t count) {
    const double **order = test_memory(count, sizeof *order);
    double *ranks = test_memory(count, sizeof *ranks);
    for (uint32_t place = 0; place < count; place++)
        order[place] = &values[place];
    qsort(order, count, sizeof *order, by_value);
    for (uint32_t first = 0, last; first < count; first = last) {
        for (last = first; last < count && *order[last] == *order[first]; last++)
            ;
        for (uint32_t place = first; place < last; place++)
            ranks[order[place] - values] = (first + last - 1) / 2.0;
    }
    free(order);
    return ranks;
}

/* To the nearest of the targets. */
static inline void true_distance_correlation(const nsc_graph *graph, const double *fitness, const bool *targets,
                                             truths *list) {
    int *hops = plain_hops_from(graph, targets);
    double *x = test_memory(graph->point_count, sizeof *x), *y = test_memory(graph->point_count, sizeof *y);
    uint32_t count = 0;
    for (uint32_t point = 0; point < graph->point_count; point++)
        if (hops[point] >= 0) {
            x[count] = fitness[point];
            y[count++] = hops[point];
        }
    double *ranks_x = plain_ranks(x, count), *ranks_y = plain_ranks(y, count);
    truth_add(list, plain_correlation(x, y, count), "pearson");
    truth_add(list, plain_correlation(ranks_x, ranks_y, count), "spearman");
    free(hops);
    free(x);
    free(y);
    free(ranks_x);
    free(ranks_y);
}

/* ---- means ---- */

/* The largest share of a kind's edges that meet in one point. */
static inline void largest_hubs(const nsc_space *space, const nsc_graph *graph, double shares[COVERAGE_KINDS]) {
    uint64_t pairs[COVERAGE_KINDS] = {0}, largest[COVERAGE_KINDS] = {0};
    for (uint32_t point = 0; point < graph->point_count; point++) {
        uint64_t own[COVERAGE_KINDS] = {0};
        for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++) {
            pairs[graph->kinds[place]]++;
            own[graph->kinds[place]]++;
            own[space->edge_kinds[graph->kinds[place]].reverse]++;
        }
        for (size_t kind = 0; kind < space->edge_kind_count; kind++)
            largest[kind] = own[kind] > largest[kind] ? own[kind] : largest[kind];
    }
    for (size_t kind = 0; kind < space->edge_kind_count; kind++)
        shares[kind] = (double)largest[kind] / fmax((double)pairs[kind], 1);
}

/* The mean change over all edges of each kind; relative: of second / first − 1. */
static inline void true_effects(const nsc_space *space, const nsc_graph *graph, const double *fitness, bool relative,
                                truths *list) {
    long double sums[COVERAGE_KINDS] = {0};
    uint64_t pairs[COVERAGE_KINDS] = {0};
    double hubs[COVERAGE_KINDS];
    largest_hubs(space, graph, hubs);
    for (uint32_t point = 0; point < graph->point_count; point++)
        for (uint64_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++) {
            const double before = fitness[point], after = fitness[graph->neighbours[place]];
            sums[graph->kinds[place]] += relative ? (after - before) / before : after - before;
            pairs[graph->kinds[place]]++;
        }
    for (size_t number = 0; number < space->edge_kind_count; number++) {
        const nsc_edge_kind *kind = &space->edge_kinds[number];
        if (pairs[number] == 0)
            continue;
        const double mean = (double)(sums[number] / pairs[number]);
        if (kind->family == NSC_EDGE_REPLACED)
            truth_add(list, mean, "%s/%s", kind->from, kind->to);
        else
            truth_add(list, mean, "%s/%d", kind->family == NSC_EDGE_ADDED ? "added" : "removed", kind->vertices);
        list->hubs[list->count - 1] = hubs[number] > LARGEST_HUB;
    }
}

/* The mean fitness by the value of a feature, where at least `least` points have it. */
static inline void true_means(const nsc_space *space, const double *fitness, const char *feature, uint32_t least,
                              truths *list) {
    double *values = test_memory(space->point_count, sizeof *values);
    const int most = (int)feature_of_all(space, feature, values);
    for (int value = 0; value <= most; value++) {
        long double sum = 0;
        uint32_t count = 0;
        for (uint32_t point = 0; point < space->point_count; point++)
            if ((int)values[point] == value) {
                sum += fitness[point];
                count++;
            }
        if (count >= least)
            truth_add(list, (double)(sum / count), "%s/%d", feature, value);
    }
    free(values);
}

/* The share of points whose fitness is at least the threshold. */
static inline double true_share(const double *fitness, uint32_t count, double threshold) {
    uint32_t within = 0;
    for (uint32_t point = 0; point < count; point++)
        within += fitness[point] >= threshold;
    return (double)within / count;
}

#endif
