/*
 * Nearest-better clustering (Kerschke, Preuss, Wessing, Trautmann 2015): how far the nearest better point is from each
 * point, beside the nearest point at all. One funnel makes the two alike; several make the nearest better point of
 * every funnel's bottom far. Points without a better one (the best; of each component of the graph) have no such
 * distance and count only for the nearest, as in pflacco.
 */
#include "analysis/nearestbetter_internal.h"
#include "analysis/neighbourhood.h"
#include "analysis/registry_internal.h"
#include "analysis/statistics.h"
#include "analysis/summary.h"

#include <math.h>

static const nsc_column distance_columns[] = {
    {"distance", "edges of the shortest path"},
    {"nearest", "known points whose nearest other known point is that far"},
    {"nearest_better", "known points whose nearest better point is that far"},
};

/* Figures of the known points side by side. */
typedef struct columns {
    double *near;    /* [near_count] distance to the nearest */
    double *better;  /* [better_count] distance to the nearest better */
    double *beside;  /* [better_count] distance to the nearest, of those that have a better one */
    double *ratio;   /* [better_count] beside / better */
    double *fitness; /* [known_count] */
    double *degree;  /* [known_count] points whose nearest better one it is */
    size_t near_count, better_count, known_count;
} columns;

static void release_columns(columns *found) {
    free(found->near);
    free(found->better);
    free(found->beside);
    free(found->ratio);
    free(found->fitness);
    free(found->degree);
}

static nsc_status count_degrees(const nsc_nearest *nearest, uint32_t point_count, uint32_t **degrees,
                                nsc_error *error) {
    const nsc_status status = nsc_allocate(degrees, point_count, sizeof **degrees, error);
    for (uint32_t point = 0; status == NSC_OK && point < point_count; point++)
        if (nearest->better[point] != NSC_NOWHERE)
            (*degrees)[nearest->better[point]]++;
    return status;
}

static nsc_status fill_columns(columns *found, const nsc_landscape *landscape, const nsc_nearest *nearest,
                               nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    const uint32_t known = fitness->known_count;
    uint32_t *degrees = NULL;
    nsc_status status = NSC_OK;
    double **arrays[] = {&found->near, &found->better, &found->beside, &found->ratio, &found->fitness, &found->degree};
    for (size_t array = 0; array < NSC_COUNT_OF(arrays); array++)
        NSC_TRY(nsc_allocate(arrays[array], known, sizeof(double), error));
    NSC_TRY(count_degrees(nearest, fitness->point_count, &degrees, error));
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        if (!nsc_fitness_known(fitness, point))
            continue;
        found->fitness[found->known_count] = fitness->values[point];
        found->degree[found->known_count++] = degrees[point];
        if (nearest->near_distance[point] != NSC_NOWHERE)
            found->near[found->near_count++] = nearest->near_distance[point];
        if (nearest->better_distance[point] == NSC_NOWHERE)
            continue;
        found->better[found->better_count] = nearest->better_distance[point];
        found->beside[found->better_count] = nearest->near_distance[point];
        found->ratio[found->better_count] = found->beside[found->better_count] / found->better[found->better_count];
        found->better_count++;
    }
out:
    free(degrees);
    return status;
}

static nsc_status add_distances(const columns *found, nsc_table *table, nsc_error *error) {
    double largest = 0;
    size_t *near = NULL, *better = NULL;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < found->near_count; number++)
        largest = fmax(largest, found->near[number]);
    for (size_t number = 0; number < found->better_count; number++)
        largest = fmax(largest, found->better[number]);
    const size_t most = (size_t)largest;
    NSC_TRY(nsc_allocate(&near, most + 1, sizeof *near, error));
    NSC_TRY(nsc_allocate(&better, most + 1, sizeof *better, error));
    for (size_t number = 0; number < found->near_count; number++)
        near[(size_t)found->near[number]]++;
    for (size_t number = 0; number < found->better_count; number++)
        better[(size_t)found->better[number]]++;
    for (size_t distance = 1; distance <= most; distance++) {
        const nsc_value row[] = {nsc_integer((int64_t)distance), nsc_integer((int64_t)near[distance]),
                                 nsc_integer((int64_t)better[distance])};
        if (near[distance] + better[distance] > 0)
            NSC_TRY(nsc_table_add(table, row, error));
    }
out:
    free(near);
    free(better);
    return status;
}

static nsc_status add_summary(const columns *found, nsc_table *table, nsc_error *error) {
    const nsc_moments near = nsc_moments_of(found->near, found->near_count);
    const nsc_moments better = nsc_moments_of(found->better, found->better_count);
    const nsc_moments ratio = nsc_moments_of(found->ratio, found->better_count);
    double farthest = NAN;
    for (size_t number = 0; number < found->better_count; number++)
        farthest = fmax(farthest, found->better[number]);
    const char *reason = found->better_count > 0 ? NULL : "no known point has a better one that can be reached";
    const char *few = reason != NULL ? reason : found->better_count < 2 ? "only one point has a better one" : NULL;
    const char *alike = few != NULL ? few : "the nearest better point is as far from every point";
    const char *alike_near =
        few != NULL ? few : "the nearest point, or the nearest better one, is as far from every point";
    const char *degrees = few != NULL ? few : "every point is the nearest better one of as many";
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "points_with_better", (double)found->better_count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "mean_better_distance", better.mean, reason, error));
    NSC_TRY(nsc_summary_add(table, "farthest_better", farthest, reason, error));
    NSC_TRY(nsc_summary_add(table, "sd_ratio", near.standard_deviation / better.standard_deviation, alike, error));
    NSC_TRY(nsc_summary_add(table, "mean_ratio", near.mean / better.mean, reason, error));
    NSC_TRY(nsc_summary_add(table, "distance_correlation",
                            nsc_pearson(found->beside, found->better, found->better_count), alike_near, error));
    NSC_TRY(nsc_summary_add(table, "ratio_variation", ratio.standard_deviation / ratio.mean, few, error));
    NSC_TRY(nsc_summary_add(table, "degree_correlation", nsc_pearson(found->fitness, found->degree, found->known_count),
                            degrees, error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_nearest nearest = {0};
    columns found = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_require_fitness(landscape->fitness, error));
    NSC_TRY(nsc_nearest_find(&nearest, landscape, options->thread_count, error));
    NSC_TRY(fill_columns(&found, landscape, &nearest, error));
    NSC_TRY(add_distances(&found, tables[0], error));
    NSC_TRY(add_summary(&found, tables[1], error));
out:
    nsc_nearest_release(&nearest);
    release_columns(&found);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("distances", "one row a distance", distance_columns),
                                            NSC_SUMMARY_TABLE};

const nsc_analysis nsc_analysis_nearestbetter = {"nearestbetter",
                                                 "how far the nearest better point is",
                                                 "Kerschke, Preuss, Wessing, Trautmann 2015; pflacco",
                                                 0,
                                                 tables,
                                                 NSC_COUNT_OF(tables),
                                                 run};
