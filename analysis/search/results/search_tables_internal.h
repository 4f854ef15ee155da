/* What tables of search results share: rows with provenance, and the regret of runs over evaluations or time. */
#ifndef NSC_SEARCH_TABLES_INTERNAL_H
#define NSC_SEARCH_TABLES_INTERNAL_H

#include "analysis/estimators/estimate.h"
#include "analysis/search/results/search_score.h"
#include "analysis/search/results/search_tables.h"
#include "analysis/search/search_internal.h"

extern const nsc_search_table nsc_search_table_summary, nsc_search_table_final, nsc_search_table_traces,
    nsc_search_table_regret, nsc_search_table_distribution, nsc_search_table_anytime, nsc_search_table_targets,
    nsc_search_table_fixed_target, nsc_search_table_fixed_budget, nsc_search_table_comparison, nsc_search_table_pairs,
    nsc_search_table_ranks, nsc_search_table_power, nsc_search_table_trajectories, nsc_search_table_paths,
    nsc_search_table_progress, nsc_search_table_ends, nsc_search_table_behaviour, nsc_search_table_network,
    nsc_search_table_nodes, nsc_search_table_edges;

/* The name of a point; a text of NULL, a missing value, for UINT32_MAX. */
nsc_status nsc_search_name_point(const nsc_experiment *experiment, uint32_t point, nsc_point_name *name,
                                 nsc_error *error);

/* ---- regret ---- */

/* A change of the incumbent: from here on the search has this regret. */
typedef struct nsc_regret_step {
    double evaluations, time_s, regret;
    uint32_t point;
} nsc_regret_step;

/* The regret of one run, ascending in evaluations and time. */
typedef struct nsc_regret_curve {
    const nsc_regret_step *steps; /* [count] */
    size_t count;
    double evaluations, time_s; /* at the end of the run */
} nsc_regret_curve;

/* The curves of all runs of a result. */
typedef struct nsc_regret_curves {
    nsc_regret_curve *runs; /* [run_count] */
    size_t run_count;
    nsc_regret_step *steps;
} nsc_regret_curves;

/*
 * Reads the incumbents of the traces. Where the experiment scores every k evaluations, an incumbent counts from the
 * next multiple of k on, at the latest from the end of the run. Release with nsc_regret_curves_release, also after a
 * failure.
 */
nsc_status nsc_regret_curves_read(nsc_regret_curves *curves, const nsc_search_result *result, nsc_error *error);
void nsc_regret_curves_release(nsc_regret_curves *curves);

/* The last incumbent of a run; NULL if it evaluated nothing. */
const nsc_regret_step *nsc_regret_final(const nsc_regret_curve *curve);

/* Where a step, or the end of a run, is on an axis (not NSC_AXIS_OF_LIMIT). */
static inline double nsc_step_place(const nsc_regret_step *step, nsc_search_axis axis) {
    return axis == NSC_AXIS_TIME ? step->time_s : step->evaluations;
}
static inline double nsc_curve_end(const nsc_regret_curve *curve, nsc_search_axis axis) {
    return axis == NSC_AXIS_TIME ? curve->time_s : curve->evaluations;
}

/* The step that holds at a place, NULL before the first evaluation; and its regret, infinite before that. */
const nsc_regret_step *nsc_regret_step_at(const nsc_regret_curve *curve, nsc_search_axis axis, double place);
double nsc_regret_at(const nsc_regret_curve *curve, nsc_search_axis axis, double place);

/* Where the regret first is at most `target`; infinite if it never is. */
double nsc_regret_reached(const nsc_regret_curve *curve, nsc_search_axis axis, double target);

/* The regrets that the runs of an algorithm end with; infinite of a run without evaluation. */
typedef struct nsc_final_regrets {
    const char *label; /* borrowed */
    double *regrets;   /* [run_count] */
    size_t run_count;
} nsc_final_regrets;

/* Of all results: (*finals)[count]. Release with nsc_final_regrets_release, also after a failure. */
nsc_status nsc_final_regrets_read(nsc_final_regrets **finals, const nsc_search_result *results, size_t count,
                                  nsc_error *error);
void nsc_final_regrets_release(nsc_final_regrets *finals, size_t count);

/* ---- resamples ---- */

/* A generator for nsc_search_resample_start, released by gsl_rng_free(). */
nsc_status nsc_search_resampler_create(gsl_rng **random, nsc_error *error);

/* One for each of `count` workers. Release with nsc_search_resamplers_release, also after a failure; NULL is
 * allowed. */
nsc_status nsc_search_resamplers_create(gsl_rng ***randoms, size_t count, nsc_error *error);
void nsc_search_resamplers_release(gsl_rng **randoms, size_t count);

/* Puts it at the start of resample number `resample`: the same for all tables and algorithms of an experiment. */
void nsc_search_resample_start(gsl_rng *random, const nsc_experiment *experiment, size_t resample);

/* ---- numbers of repeats ---- */

/* Reads --repeats: whole numbers separated by commas. *repeats[*count] is to be released by free(), also after a
 * failure. NSC_USAGE for another list. */
nsc_status nsc_search_repeats_read(const char *list, size_t **repeats, size_t *count, nsc_error *error);

/* ---- the axis and its grid ---- */

/* "evaluations", "time". */
const char *nsc_search_axis_name(nsc_search_axis axis);

/* The axis that the options ask for. NSC_MISSING for time on data without times. */
nsc_status nsc_search_axis_of(const nsc_experiment *experiment, const nsc_search_table_options *options,
                              nsc_search_axis *axis, nsc_error *error);

/* Places on an axis that all curves share, ascending. */
typedef struct nsc_search_grid {
    nsc_search_axis axis;
    double *places; /* [count] */
    size_t count;
} nsc_search_grid;

/* The curves of all results, and a grid that they share. */
typedef struct nsc_gridded_curves {
    nsc_regret_curves *curves; /* [count] */
    size_t count;
    nsc_search_grid grid;
} nsc_gridded_curves;

/*
 * Reads the curves of results[count]. The grid: all numbers of evaluations up to the limit, or where there are more
 * than options->grid, so many in equal ratios; of time, so many in equal ratios. It begins where all runs have
 * evaluated something, and ends at the limit or the end of the longest run. NSC_MISSING for time on data without times,
 * and if no run evaluated anything. Release with nsc_gridded_curves_release, also after a failure.
 */
nsc_status nsc_gridded_curves_read(nsc_gridded_curves *all, const nsc_search_result *results, size_t count,
                                   const nsc_search_table_options *options, nsc_error *error);
void nsc_gridded_curves_release(nsc_gridded_curves *all);

/* The two first columns of tables over a grid: the place as evaluations or as seconds, the other one missing. */
#define NSC_GRID_COLUMN_LIST                                                                                           \
    {"evaluations", "paid evaluations; empty over time"}, {                                                            \
        "time_s", "simulated time (s); empty over evaluations"                                                         \
    }
#define NSC_GRID_VALUES(axis, place)                                                                                   \
    (axis) == NSC_AXIS_TIME ? nsc_missing() : nsc_real(place), (axis) == NSC_AXIS_TIME ? nsc_real(place) : nsc_missing()

/* A value and its interval as three values. */
#define NSC_ESTIMATE_VALUES(estimate) nsc_real((estimate).value), nsc_real((estimate).low), nsc_real((estimate).high)

#endif
