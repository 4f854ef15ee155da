/*
 * Tables `ends` and `behaviour`: where each run ends on the landscape, what it met on the way, and the means of that
 * over the runs of an algorithm.
 */
#include "analysis/estimators/resamples.h"
#include "analysis/search/results/search_landscape.h"
#include "analysis/search/results/search_tables_internal.h"

#include <math.h>

/* One run on the landscape. Shares are NaN where they are of nothing. */
typedef struct run_end {
    uint32_t point;            /* last incumbent; UINT32_MAX if there is none */
    uint32_t points_met;       /* different points evaluated */
    uint32_t optima_met;       /* local optima among them */
    uint32_t basins_met;       /* different basins that they are in */
    uint32_t improvements;     /* incumbents after the first */
    double repeats;            /* share of the evaluations whose point had been evaluated before */
    double score_met;          /* mean score of the evaluations */
    double better_met;         /* mean share of better neighbours of the evaluated points */
    double from_neighbour;     /* share of the improvements that are neighbours of the incumbent before */
    double better_than_before; /* share of the evaluations that were better than the incumbent's score then */
} run_end;

/* Scratch: the run, from 1, that was last at a point or in a basin. */
typedef struct run_marks {
    uint32_t *points, *basins;
    uint32_t run;
} run_marks;

static bool mark(uint32_t *last, uint32_t run) {
    const bool first = *last != run;
    *last = run;
    return first;
}

/* Counts a valid evaluation among what the run met. */
static void meet(run_end *end, const nsc_search_landscape *landscape, run_marks *marks, uint32_t point) {
    const uint32_t basin = landscape->climbs.basins[point];
    if (!mark(&marks->points[point], marks->run))
        return;
    end->points_met++;
    if (basin == NSC_NO_BASIN)
        return;
    end->optima_met += landscape->climbs.optima[basin] == point;
    end->basins_met += mark(&marks->basins[basin], marks->run);
}

static double share_of(double part, double whole) {
    return whole > 0 ? part / whole : NAN;
}

/* Follows the events of a run. */
static run_end follow(const nsc_search_trace *trace, const nsc_search_landscape *landscape, run_marks *marks) {
    const double *scores = landscape->landscape.fitness->values;
    run_end end = {.point = UINT32_MAX};
    double scored = 0, with_neighbours = 0, with_incumbent = 0, from_neighbour = 0, better_than_before = 0;
    for (size_t place = 0; place < trace->count; place++) {
        const nsc_search_event *event = &trace->events[place];
        if (event->point == UINT32_MAX)
            continue;
        const double better = nsc_search_better_share(landscape, event->point);
        meet(&end, landscape, marks, event->point);
        scored++;
        end.score_met += scores[event->point];
        with_neighbours += !isnan(better);
        end.better_met += isnan(better) ? 0 : better;
        if (end.point != UINT32_MAX) {
            with_incumbent++;
            better_than_before += nsc_better(&landscape->order, scores[event->point], scores[end.point]);
        }
        if (!event->incumbent)
            continue;
        if (end.point != UINT32_MAX) {
            end.improvements++;
            from_neighbour += nsc_search_are_neighbours(landscape, end.point, event->point);
        }
        end.point = event->point;
    }
    end.repeats = share_of((double)trace->repeated, (double)trace->count);
    end.score_met = share_of(end.score_met, scored);
    end.better_met = share_of(end.better_met, with_neighbours);
    end.from_neighbour = share_of(from_neighbour, end.improvements);
    end.better_than_before = share_of(better_than_before, with_incumbent);
    return end;
}

/* Follows all runs of a result: ends[run_count]. */
static nsc_status follow_all(const nsc_search_result *result, const nsc_search_landscape *landscape, run_end *ends,
                             nsc_error *error) {
    run_marks marks = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&marks.points, landscape->landscape.space->point_count, sizeof *marks.points, error));
    NSC_TRY(nsc_allocate(&marks.basins, landscape->climbs.optimum_count, sizeof *marks.basins, error));
    for (size_t run = 0; run < result->run_count; run++) {
        marks.run = (uint32_t)run + 1;
        ends[run] = follow(&result->traces[run], landscape, &marks);
    }
out:
    free(marks.points);
    free(marks.basins);
    return status;
}

/* ---- one row a run ---- */

static const nsc_column end_columns[] = {
    {"run", "number of the run, from 0"},
    {"evaluations", "paid evaluations"},
    {"point", "name of the last incumbent"},
    {"score", "true fitness of it, by which searches are scored"},
    {"rank", "rank of the score among all evaluated points, 1 for the best; equal ones share the first of their ranks"},
    {"hops_to_best", "fewest steps to a neighbour from it to a best point; empty if no path leads there"},
    {"better_neighbours", "share of its evaluated neighbours whose score is better; 0: local optimum"},
    {"optimum", "name of the local optimum at which a climb by best improvement from it ends"},
    {"optimum_score", "score of that optimum"},
    {"optimum_rank", "rank of that optimum among all evaluated points"},
    {"optimum_hops_to_best", "fewest steps from that optimum to a best point"},
    {"steps_to_optimum", "steps of that climb"},
    {"basin_size", "points whose climbs end at that optimum"},
    {"basin_share", "share of all points whose climbs end there"},
    {"points_met", "different points that the run evaluated"},
    {"optima_met", "local optima among them"},
    {"basins_met", "different basins that they are in"},
    {"repeats", "share of the run's evaluations whose point it had evaluated at that budget before"},
    {"score_met", "mean score over the run's evaluations"},
    {"better_neighbours_met", "share of better neighbours of the point evaluated, mean over the run's evaluations: the "
                              "chance that one random step from there improves"},
    {"better_evaluations", "share of the evaluations after the first incumbent whose score was better than that of the "
                           "incumbent before"},
    {"improvements", "incumbents after the first one"},
    {"from_neighbour", "share of them that are neighbours of the incumbent before"},
    NSC_COLUMN_NEIGHBOURS_BY,
};

static nsc_status add_end(nsc_search_rows *rows, const nsc_search_result *result, const nsc_search_landscape *landscape,
                          size_t run, const run_end *end, nsc_error *error) {
    const nsc_climbs *climbs = &landscape->climbs;
    const double *scores = landscape->landscape.fitness->values;
    const uint32_t point = end->point;
    nsc_point_name name, optimum_name;
    nsc_status status = NSC_OK;
    if (point == UINT32_MAX)
        return NSC_OK;
    const uint32_t optimum = nsc_search_optimum(landscape, point);
    const bool in_basin = optimum != UINT32_MAX;
    NSC_TRY(nsc_search_name_point(result->experiment, point, &name, error));
    NSC_TRY(nsc_search_name_point(result->experiment, optimum, &optimum_name, error));
    const nsc_value values[] = {
        nsc_integer((int64_t)run),
        nsc_unsigned(result->traces[run].evaluations),
        nsc_text(name.text),
        nsc_real(scores[point]),
        nsc_integer(landscape->ranks[point]),
        nsc_search_hops(landscape, point),
        nsc_real(nsc_search_better_share(landscape, point)),
        nsc_text(optimum_name.text),
        in_basin ? nsc_real(scores[optimum]) : nsc_missing(),
        in_basin ? nsc_integer(landscape->ranks[optimum]) : nsc_missing(),
        in_basin ? nsc_search_hops(landscape, optimum) : nsc_missing(),
        in_basin ? nsc_integer(nsc_climbs_steps(climbs, point)) : nsc_missing(),
        in_basin ? nsc_integer(climbs->sizes[climbs->basins[point]]) : nsc_missing(),
        nsc_real(nsc_search_basin_share(landscape, point)),
        nsc_integer(end->points_met),
        nsc_integer(end->optima_met),
        nsc_integer(end->basins_met),
        nsc_real(end->repeats),
        nsc_real(end->score_met),
        nsc_real(end->better_met),
        nsc_real(end->better_than_before),
        nsc_integer(end->improvements),
        nsc_real(end->from_neighbour),
        nsc_search_neighbours_by(landscape),
    };
    NSC_TRY(nsc_search_rows_add(rows, result, values, NSC_COUNT_OF(values), error));
out:
    return status;
}

/* ---- means over the runs ---- */

static const nsc_column behaviour_columns[] = {
    {"statistic", "name of the figure"},
    {"value", "mean over the runs, or share of the runs"},
    {"low", "lower end of the 95 % interval over runs: Student's of a mean, Wilson's of a share"},
    {"high", "upper end"},
    NSC_COLUMN_NEIGHBOURS_BY,
};

typedef enum figure_kind { MEAN, SHARE_OF_RUNS } figure_kind;

/* A figure of a run; NaN if it has none, and then the run does not count. */
typedef struct run_figure {
    const char *name;
    figure_kind kind;
    double (*value)(const nsc_search_landscape *landscape, const run_end *end);
} run_figure;

static double rank_share(const nsc_search_landscape *landscape, const run_end *end) {
    return (double)landscape->ranks[end->point] / landscape->evaluated;
}

static double hops(const nsc_search_landscape *landscape, const run_end *end) {
    return landscape->hops[end->point] != NSC_UNREACHED ? landscape->hops[end->point] : (double)NAN;
}

static double at_optimum(const nsc_search_landscape *landscape, const run_end *end) {
    return nsc_search_optimum(landscape, end->point) == end->point;
}

static double in_best_basin(const nsc_search_landscape *landscape, const run_end *end) {
    const uint32_t optimum = nsc_search_optimum(landscape, end->point);
    return optimum != UINT32_MAX && landscape->ranks[optimum] == 1;
}

static double at_best(const nsc_search_landscape *landscape, const run_end *end) {
    return landscape->ranks[end->point] == 1;
}

static double basin_share(const nsc_search_landscape *landscape, const run_end *end) {
    return nsc_search_basin_share(landscape, end->point);
}

static double better_neighbours(const nsc_search_landscape *landscape, const run_end *end) {
    return nsc_search_better_share(landscape, end->point);
}

#define OF_RUN(field)                                                                                                  \
    static double field(const nsc_search_landscape *landscape, const run_end *end) {                                   \
        (void)landscape;                                                                                               \
        return end->field;                                                                                             \
    }
OF_RUN(points_met)
OF_RUN(optima_met)
OF_RUN(basins_met)
OF_RUN(repeats)
OF_RUN(score_met)
OF_RUN(better_met)
OF_RUN(better_than_before)
OF_RUN(improvements)
OF_RUN(from_neighbour)

/* X(name, meaning, kind, value of a run) */
#define FIGURES(X)                                                                                                     \
    X("end_rank_share", "rank of the last incumbent over the number of evaluated points; 0: the best", MEAN,           \
      rank_share)                                                                                                      \
    X("end_hops_to_best", "fewest steps from the last incumbent to a best point", MEAN, hops)                          \
    X("ends_at_best", "share of the runs that end at a best point", SHARE_OF_RUNS, at_best)                            \
    X("ends_in_best_basin", "share of the runs that end in the basin of a best point", SHARE_OF_RUNS, in_best_basin)   \
    X("ends_at_optimum", "share of the runs that end at a local optimum", SHARE_OF_RUNS, at_optimum)                   \
    X("end_basin_share", "share of all points that are in the basin of the last incumbent", MEAN, basin_share)         \
    X("end_better_neighbours", "share of better neighbours of the last incumbent", MEAN, better_neighbours)            \
    X("points_met", "different points evaluated", MEAN, points_met)                                                    \
    X("optima_met", "local optima evaluated", MEAN, optima_met)                                                        \
    X("basins_met", "different basins evaluated", MEAN, basins_met)                                                    \
    X("repeats", "share of the evaluations that repeat a point", MEAN, repeats)                                        \
    X("score_met", "mean score over the evaluations", MEAN, score_met)                                                 \
    X("better_neighbours_met", "share of better neighbours, mean over the points evaluated", MEAN, better_met)         \
    X("better_evaluations", "share of the evaluations better than the incumbent before", MEAN, better_than_before)     \
    X("improvements", "incumbents after the first one", MEAN, improvements)                                            \
    X("from_neighbour", "share of the improvements that step to a neighbour of the incumbent before", MEAN,            \
      from_neighbour)

#define FIGURE_ROW(name, meaning, kind, value) {name, kind, value},
static const run_figure figures[] = {FIGURES(FIGURE_ROW)};
#define STATISTIC_ROW(name, meaning, kind, value) {name, meaning},
static const nsc_column statistics[] = {FIGURES(STATISTIC_ROW)};

static nsc_estimate estimate_of(figure_kind kind, const double *values, size_t count) {
    const nsc_estimate mean = nsc_mean_of_runs(values, count);
    return kind == SHARE_OF_RUNS && count > 0 ? nsc_estimate_wilson(mean.value, (double)count, NSC_Z95) : mean;
}

static nsc_status add_behaviour(nsc_search_rows *rows, const nsc_search_result *result,
                                const nsc_search_landscape *landscape, const run_end *ends, nsc_error *error) {
    double *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&values, result->run_count, sizeof *values, error));
    for (size_t number = 0; number < NSC_COUNT_OF(figures); number++) {
        const run_figure *figure = &figures[number];
        size_t count = 0;
        for (size_t run = 0; run < result->run_count; run++) {
            values[count] = ends[run].point != UINT32_MAX ? figure->value(landscape, &ends[run]) : NAN;
            count += isnan(values[count]) ? 0 : 1;
        }
        const nsc_estimate estimate = estimate_of(figure->kind, values, count);
        NSC_TRY(nsc_search_rows_add(
            rows, result,
            NSC_ROW(nsc_text(figure->name), NSC_ESTIMATE_VALUES(estimate), nsc_search_neighbours_by(landscape)),
            error));
    }
out:
    free(values);
    return status;
}

/* ---- the tables ---- */

/* Adds the rows of one result, whose runs were followed. */
typedef nsc_status add_result(nsc_search_rows *rows, const nsc_search_result *result,
                              const nsc_search_landscape *landscape, const run_end *ends, nsc_error *error);

static nsc_status add_ends(nsc_search_rows *rows, const nsc_search_result *result,
                           const nsc_search_landscape *landscape, const run_end *ends, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t run = 0; status == NSC_OK && run < result->run_count; run++)
        status = add_end(rows, result, landscape, run, &ends[run], error);
    return status;
}

static nsc_status add_results(const nsc_search_result *results, size_t count, const nsc_control *control,
                              add_result *add, nsc_search_rows *rows, nsc_error *error) {
    nsc_search_landscape landscape;
    run_end *ends = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_landscape_make(&landscape, results[0].experiment, control, error));
    for (size_t number = 0; number < count; number++) {
        free(ends);
        NSC_TRY(nsc_allocate(&ends, results[number].run_count, sizeof *ends, error));
        NSC_TRY(follow_all(&results[number], &landscape, ends, error));
        NSC_TRY(add(rows, &results[number], &landscape, ends, error));
    }
out:
    nsc_search_landscape_release(&landscape);
    free(ends);
    return status;
}

static nsc_status end_rows(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                           nsc_search_rows *rows, nsc_error *error) {
    return add_results(results, count, options->control, add_ends, rows, error);
}

static nsc_status behaviour_rows(const nsc_search_result *results, size_t count,
                                 const nsc_search_table_options *options, nsc_search_rows *rows, nsc_error *error) {
    return add_results(results, count, options->control, add_behaviour, rows, error);
}

const nsc_search_table nsc_search_table_ends = {
    .name = "ends",
    .meaning = "where each run ends on the landscape, and what it met on the way: optima, basins, repeats, ways up",
    .columns = end_columns,
    .column_count = NSC_COUNT_OF(end_columns),
    .needs = NSC_TABLE_NEEDS_EVALUATIONS | NSC_TABLE_READS_LANDSCAPE,
    .rows = end_rows,
};

const nsc_search_table nsc_search_table_behaviour = {
    .name = "behaviour",
    .meaning = "the same as means over the runs, with intervals",
    .columns = behaviour_columns,
    .column_count = NSC_COUNT_OF(behaviour_columns),
    .needs = NSC_TABLE_NEEDS_EVALUATIONS | NSC_TABLE_READS_LANDSCAPE,
    .statistics = statistics,
    .statistic_count = NSC_COUNT_OF(statistics),
    .rows = behaviour_rows,
};
