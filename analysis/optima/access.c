/*
 * Points from which strictly improving steps lead to the best (accessible paths, Weinreich et al. 2006; Franke et al.
 * 2011; GraphFLA), and the lengths of the shortest such paths: a breadth-first search from the best points, down.
 */
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/neighbours/neighbourhood.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>
#include <stdbool.h>

static const nsc_column length_columns[] = {
    {"length", "edges of the shortest strictly improving path to the nearest of the best points"},
    {"count", "evaluated points with a shortest path of that length"},
    {"share", "share of the evaluated points"},
    {"cumulative", "share of the evaluated points with a shortest path of at most that length"},
    {"direct", "points of `count` for which no other path is shorter, improving or not"},
};

static const nsc_column statistics[] = {
    {"best_points", "evaluated points that equal the best within the tolerance"},
    NSC_EVALUATED_NEIGHBOURS,
    {"accessible_share", "share of the evaluated points, including the best, from which a strictly improving path of "
                         "evaluated points leads to a best point, above 0 ... 1; higher: easier"},
    {"mean_path_length",
     "edges of the shortest such path, mean over those points but the best, 1 or more; higher: longer slopes"},
    {"longest_path", "edges of the longest of these shortest paths"},
    {"direct_share", "share of the evaluated points, including the best, from which such a path is as short as the "
                     "shortest path of any kind, above 0 ... 1; higher: fewer detours"},
};

enum { NOT_FOUND = UINT32_MAX };

/* Points reached from the best ones, by ascending distance. */
typedef struct reached {
    uint32_t *points, *lengths; /* lengths[point]; NOT_FOUND if no path leads to the best */
    size_t count, best_count;
} reached;

/* Along all edges, or if `falling` only along those on which the fitness gets worse, away from the best. */
static void spread(reached *found, const nsc_rows *rows, const nsc_order *order, const double *values, bool falling) {
    for (size_t head = 0; head < found->count; head++) {
        const uint32_t point = found->points[head];
        const nsc_row row = nsc_rows_at(rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t other = row.points[place];
            if (found->lengths[other] != NOT_FOUND || (falling && !nsc_better(order, values[point], values[other])))
                continue;
            found->lengths[other] = found->lengths[point] + 1;
            found->points[found->count++] = other;
        }
    }
}

/* The two searches: by improving paths, and by any path, to find where the former are as short as the latter. */
typedef struct searches {
    const nsc_landscape *landscape;
    reached found[2];
} searches;

enum { BY_IMPROVING, BY_ANY };

static nsc_status find_reached(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    searches *job = context;
    const uint32_t point_count = job->landscape->graph->point_count;
    const double *values = job->landscape->fitness->values;
    const nsc_order order = nsc_order_of(job->landscape->fitness);
    const double best = nsc_fitness_best(job->landscape->fitness);
    reached *found = &job->found[task];
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, job->landscape->graph, error));
    NSC_TRY(nsc_allocate(&found->points, point_count, sizeof *found->points, error));
    NSC_TRY(nsc_allocate(&found->lengths, point_count, sizeof *found->lengths, error));
    for (uint32_t point = 0; point < point_count; point++) {
        const bool is_best = nsc_equally_fit(&order, values[point], best);
        found->lengths[point] = is_best ? 0 : NOT_FOUND;
        if (is_best)
            found->points[found->count++] = point;
    }
    found->best_count = found->count;
    spread(found, &rows, &order, values, task == BY_IMPROVING);
out:
    nsc_rows_close(&rows);
    return status;
}

/* Lengths of the paths, and the points whose improving path is a shortest path of the graph. */
typedef struct lengths {
    double sum;
    uint32_t longest;
    size_t direct; /* points, including the best */
} lengths;

static nsc_status add_lengths(const reached *found, const reached *by_any_path, uint32_t evaluated, lengths *all,
                              nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    *all = (lengths){0};
    for (size_t first = 0, end; first < found->count; first = end) {
        const uint32_t length = found->lengths[found->points[first]];
        size_t direct = 0;
        for (end = first; end < found->count && found->lengths[found->points[end]] == length; end++)
            direct += by_any_path->lengths[found->points[end]] == length;
        all->sum += (double)length * (double)(end - first);
        all->longest = length;
        all->direct += direct;
        const nsc_value row[] = {nsc_integer(length), nsc_integer((int64_t)(end - first)),
                                 nsc_real((double)(end - first) / evaluated), nsc_real((double)end / evaluated),
                                 nsc_integer((int64_t)direct)};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    return status;
}

static nsc_status add_summary(const reached *found, const lengths *all, uint32_t evaluated,
                              const nsc_measured_part *part, nsc_table *table, nsc_error *error) {
    const size_t others = found->count - found->best_count;
    const char *single = evaluated == 1 ? "a single point is evaluated" : NULL;
    const char *reason = others > 0                       ? NULL
                         : single != NULL                 ? single
                         : found->best_count == evaluated ? NSC_REASON_CONSTANT
                                                          : "no improving path leads to the best";
    /* The best point reaches itself: where no other is evaluated, that says nothing. */
    const char *alone = nsc_measured_part_reason(part) != NULL ? single : NULL;
    const double none = alone == NULL ? 0 : NAN;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "best_points", (double)found->best_count, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(part, table, error));
    NSC_TRY(
        nsc_measured_part_add(part, table, "accessible_share", (double)found->count / evaluated + none, alone, error));
    NSC_TRY(nsc_measured_part_add(part, table, "mean_path_length", all->sum / (double)others, reason, error));
    NSC_TRY(nsc_measured_part_add(part, table, "longest_path", others > 0 ? (double)all->longest : NAN, reason, error));
    NSC_TRY(nsc_measured_part_add(part, table, "direct_share", (double)all->direct / evaluated + none, alone, error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    const uint32_t evaluated = landscape->fitness->known_count;
    searches job = {.landscape = landscape};
    nsc_measured_part part;
    lengths all;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_require(landscape->fitness, 1, error));
    NSC_TRY(nsc_parallel(2, options->control, find_reached, &job, error));
    NSC_TRY(add_lengths(&job.found[BY_IMPROVING], &job.found[BY_ANY], evaluated, &all, tables[0], error));
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    NSC_TRY(add_summary(&job.found[BY_IMPROVING], &all, evaluated, &part, tables[1], error));
out:
    for (size_t number = 0; number < 2; number++) {
        free(job.found[number].points);
        free(job.found[number].lengths);
    }
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("lengths", "one row for each length of path", length_columns),
                                            NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_access = {"access",
                                          "points from which improving steps alone lead to the best",
                                          "Weinreich et al. 2006; Franke et al. 2011; navigability of GraphFLA",
                                          "share of points i with a path i → … → best along which every step is "
                                          "strictly better; length: edges of the shortest such path",
                                          0,
                                          0,
                                          tables,
                                          NSC_COUNT_OF(tables),
                                          run};
