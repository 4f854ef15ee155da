/*
 * Nearest-better clustering (Kerschke, Preuss, Wessing, Trautmann 2015): distances from each point to the nearest
 * better point, compared with the nearest point of any fitness. With one funnel the two are similar; with several, the
 * bottom of each funnel is far from its nearest better point. Points without a better one (the best of each component
 * of the graph) count in ratios and correlations with the distance to their nearest point in its place, as in flacco
 * and pflacco: so no distance to the nearest better point is less than that to the nearest.
 */
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/neighbours/neighbourhood.h"
#include "analysis/optima/nearestbetter_internal.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>

static const nsc_column distance_columns[] = {
    {"distance", "edges of the shortest path"},
    {"nearest", "evaluated points whose nearest evaluated point is at that distance"},
    {"nearest_better", "evaluated points whose nearest better point is at that distance"},
};

static const nsc_column statistics[] = {
    {"points_with_better", "evaluated points from which a better evaluated point can be reached"},
    NSC_EVALUATED_NEIGHBOURS,
    {"mean_better_distance",
     "mean distance to the nearest better point over these points, in edges, 1 or more; higher: more or wider traps"},
    {"farthest_better", "largest of these distances"},
    {"sd_ratio", "standard deviation of the distance to the nearest evaluated point over that to the nearest better "
                 "one, 0 or more; 0 if every evaluated point has an evaluated neighbour; flacco's nn_nb.sd_ratio "
                 "(flacco's features use Euclidean distances)"},
    {"mean_ratio", "mean distance to the nearest evaluated point over that to the nearest better one, above 0 ... 1; "
                   "1: the nearest better point is never farther than the "
                   "nearest; higher: fewer traps; flacco's nn_nb.mean_ratio"},
    {"distance_correlation", "correlation of the two distances, -1 ... 1; higher: better points are far where all "
                             "points are; flacco's nn_nb.cor"},
    {"ratio_variation", "coefficient of variation of nearest / nearest better, 0 or more; 0: equal everywhere; higher: "
                        "traps stand out more; flacco's dist_ratio.coeff_var"},
    {"degree_correlation",
     "correlation of a point's fitness with the number of points whose nearest better point it is, -1 ... 1; higher: a "
     "single slope; flacco's nb_fitness.cor with the opposite sign, since flacco minimises; for a fitness to be "
     "minimised the sign is reversed, as flacco has it"},
};

/* Moments of the distances of points: sums of integers, which are exact. */
typedef struct sums {
    double count, sum, square;
} sums;

static void add(sums *to, double value) {
    to->count++;
    to->sum += value;
    to->square += value * value;
}

static double mean_of(const sums *of) {
    return of->sum / of->count;
}

/* With n − 1, as in pflacco. */
static double deviation_of(const sums *of) {
    return sqrt(fmax(0, of->square - of->sum * mean_of(of)) / (of->count - 1));
}

typedef struct figures {
    sums near, better;         /* distances to the nearest; to the nearest better, of the points that have one */
    sums filled;               /* to the nearest better, or to the nearest if there is no better one */
    double product;            /* Σ near × filled */
    sums ratio;                /* near / filled */
    double farthest;           /* better */
    double degree_correlation; /* of fitness with the number of points whose nearest better one it is */
} figures;

static void sum_distances(figures *found, const nsc_fitness *fitness, const nsc_nearest *nearest) {
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        const bool has_better = nearest->better_distance[point] != NSC_NOWHERE;
        const double near = nearest->near_distance[point];
        const double filled = has_better ? nearest->better_distance[point] : near;
        if (nearest->near_distance[point] == NSC_NOWHERE)
            continue;
        add(&found->near, near);
        add(&found->filled, filled);
        add(&found->ratio, near / filled);
        found->product += near * filled;
        if (!has_better)
            continue;
        add(&found->better, filled);
        found->farthest = fmax(found->farthest, filled);
    }
}

static nsc_status correlate_degrees(figures *found, const nsc_fitness *fitness, const nsc_nearest *nearest,
                                    nsc_error *error) {
    nsc_evaluated evaluated = {0};
    double *degrees = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_list(&evaluated, fitness, 1, error));
    NSC_TRY(nsc_allocate(&degrees, fitness->point_count, sizeof *degrees, error));
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nearest->better[point] != NSC_NOWHERE)
            degrees[nearest->better[point]]++;
    for (size_t place = 0; place < evaluated.count; place++)
        degrees[place] = degrees[evaluated.points[place]]; /* points ascend: none is moved before it is read */
    found->degree_correlation = nsc_pearson(evaluated.values, degrees, evaluated.count);
out:
    nsc_evaluated_release(&evaluated);
    free(degrees);
    return status;
}

static nsc_status add_distances(const nsc_fitness *fitness, const nsc_nearest *nearest, nsc_table *table,
                                nsc_error *error) {
    size_t *counts[2] = {NULL, NULL}, capacities[2] = {0, 0}, most[2] = {0, 0};
    const uint32_t *distances[2] = {nearest->near_distance, nearest->better_distance};
    nsc_status status = NSC_OK;
    for (size_t which = 0; which < 2; which++)
        for (uint32_t point = 0; point < fitness->point_count; point++) {
            if (distances[which][point] == NSC_NOWHERE)
                continue;
            const size_t distance = distances[which][point];
            NSC_TRY(nsc_reserve(&counts[which], &capacities[which], distance + 1, sizeof *counts[which], error));
            while (most[which] <= distance)
                counts[which][most[which]++] = 0;
            counts[which][distance]++;
        }
    for (size_t distance = 1; distance < most[0] || distance < most[1]; distance++) {
        const size_t near = distance < most[0] ? counts[0][distance] : 0;
        const size_t better = distance < most[1] ? counts[1][distance] : 0;
        const nsc_value row[] = {nsc_integer((int64_t)distance), nsc_integer((int64_t)near),
                                 nsc_integer((int64_t)better)};
        if (near + better > 0)
            NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    free(counts[0]);
    free(counts[1]);
    return status;
}

static nsc_status add_summary(const figures *found, const nsc_measured_part *part, nsc_table *table, nsc_error *error) {
    const sums *near = &found->near, *better = &found->better, *filled = &found->filled;
    const double covariance = found->product - near->sum * mean_of(filled);
    const double spread = deviation_of(near) * deviation_of(filled) * (near->count - 1);
    const char *reason = better->count > 0 ? NULL : "no evaluated point can reach a better one";
    const char *alike = reason != NULL ? reason : "the distance to the nearest better point is the same for all points";
    const char *either = reason != NULL
                             ? reason
                             : "the distance to the nearest or to the nearest better point is the same for all points";
    const char *degrees =
        reason != NULL ? reason : "all points are the nearest better one of the same number of points";
    const double none = reason == NULL ? 0 : NAN;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "points_with_better", better->count, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(part, table, error));
    NSC_TRY(nsc_measured_part_add(part, table, "mean_better_distance", mean_of(better), reason, error));
    NSC_TRY(
        nsc_measured_part_add(part, table, "farthest_better", reason == NULL ? found->farthest : NAN, reason, error));
    NSC_TRY(
        nsc_measured_part_add(part, table, "sd_ratio", deviation_of(near) / deviation_of(filled) + none, alike, error));
    NSC_TRY(nsc_measured_part_add(part, table, "mean_ratio", mean_of(near) / mean_of(filled) + none, reason, error));
    NSC_TRY(nsc_measured_part_add(part, table, "distance_correlation", covariance / spread + none, either, error));
    NSC_TRY(nsc_measured_part_add(part, table, "ratio_variation",
                                  deviation_of(&found->ratio) / mean_of(&found->ratio) + none, reason, error));
    NSC_TRY(nsc_measured_part_add(part, table, "degree_correlation", found->degree_correlation, degrees, error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_nearest nearest = {0};
    figures found = {0};
    nsc_measured_part part;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_require(landscape->fitness, 1, error));
    NSC_TRY(nsc_nearest_find(&nearest, landscape, options->control, error));
    sum_distances(&found, landscape->fitness, &nearest);
    NSC_TRY(correlate_degrees(&found, landscape->fitness, &nearest, error));
    NSC_TRY(add_distances(landscape->fitness, &nearest, tables[0], error));
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    NSC_TRY(add_summary(&found, &part, tables[1], error));
out:
    nsc_nearest_release(&nearest);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("distances", "one row for each distance", distance_columns),
                                            NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_nearestbetter = {
    "nearestbetter",
    "distance to the nearest better point",
    "Kerschke, Preuss, Wessing, Trautmann 2015; pflacco",
    "nb(i) = min {d(i,j) : fⱼ better than fᵢ}, nn(i) = min {d(i,j) : j ≠ i}, d in edges; mean ratio = mean nn / mean "
    "nb; sd ratio = sd nn / sd nb",
    0,
    0,
    tables,
    NSC_COUNT_OF(tables),
    run};
