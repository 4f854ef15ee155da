/*
 * Difficulty of escaping local optima: of the points at 1, 2, … edits from an optimum, the share from which a climb by
 * best improvement returns to it, and the share from which it ends at a better one.
 */
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/optima/ball.h"
#include "analysis/optima/climb.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

enum { BLOCK_OPTIMA = 8 };

/* Edges to visit (some seconds) beyond which only a sample of the optima is surveyed. */
static const double work_limit = 6e9;

static const nsc_column columns[] = {
    {"point", "name of the point"},
    {"fitness", "fitness of the optimum"},
    {"edits", "distance from the optimum in edits"},
    {"landings", "points at that distance that belong to a basin"},
    {"returned", "landings whose climb ends at the optimum"},
    {"share", "returned / landings"},
    {"better_share", "share of the landings whose climb ends at a better optimum"},
};

static const nsc_column statistics[] = {
    {"optima", "local optima: points with evaluated neighbours, none of which is better"},
    {"surveyed_optima", "optima that the means below are over: all, or a sample if all would take too long"},
    NSC_EVALUATED_NEIGHBOURS,
    {"returned_N", "share of the points N edits from an optimum whose climb returns to it, mean over the optima, 0 ... "
                   "1; N from 1 to --perturbation; points without a basin are left out; higher: harder to leave"},
    {"better_N", "share of the same points whose climb ends at a better optimum, mean over the optima, 0 ... 1; "
                 "higher: easier to leave for a better one"},
    {"returned_best_N", "returned_N of the best optimum alone, 0 ... 1; higher: wider basin around it"},
};

/* Outcomes of the climbs from the points at one distance from an optimum. */
typedef struct landing {
    uint32_t points, returned, better;
} landing;

typedef struct survey {
    const nsc_landscape *landscape;
    const nsc_analysis_options *options;
    nsc_climbs climbs;
    const nsc_control *control;
    uint32_t *places;   /* places of the surveyed optima among the ranked ones, ascending; always includes the best */
    uint32_t count;     /* surveyed optima */
    bool best_is_extra; /* the best was not drawn: it is left out of means */
    nsc_ball *balls;    /* [worker] */
    landing *landings;  /* [number × perturbation + edits − 1] */
} survey;

static void release(survey *state) {
    for (size_t worker = 0; state->balls != NULL && worker < nsc_control_threads(state->control); worker++)
        nsc_ball_release(&state->balls[worker]);
    nsc_climbs_release(&state->climbs);
    free(state->places);
    free(state->balls);
    free(state->landings);
}

/* ---- which optima ---- */

/* All optima if that takes seconds, else as many as the option `sample` says, drawn without replacement. */
static nsc_status choose_optima(survey *state, nsc_error *error) {
    const nsc_climbs *climbs = &state->climbs;
    const nsc_analysis_options *options = state->options;
    double work;
    uint32_t *all = NULL;
    gsl_rng *random = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_ball_work(state->landscape->graph, climbs->optima, climbs->optimum_count, options->perturbation, &work,
                          error));
    const bool draw = work > work_limit && options->sample < climbs->optimum_count;
    NSC_TRY(nsc_allocate(&state->places, (size_t)climbs->optimum_count + 1, sizeof *state->places, error));
    NSC_TRY(nsc_allocate(&all, climbs->optimum_count, sizeof *all, error));
    for (uint32_t place = 0; place < climbs->optimum_count; place++)
        all[place] = place;
    if (!draw) {
        state->count = climbs->optimum_count;
        memcpy(state->places, all, climbs->optimum_count * sizeof *all);
        goto out;
    }
    NSC_TRY(nsc_random_create(&random, options->seed, NSC_STREAM_ESCAPED_OPTIMA, 0, error));
    gsl_ran_choose(random, state->places + 1, options->sample, all, climbs->optimum_count, sizeof *all);
    state->best_is_extra = state->places[1] != 0;
    state->count = options->sample + state->best_is_extra;
    if (!state->best_is_extra)
        memmove(state->places, state->places + 1, options->sample * sizeof *state->places);
out:
    if (random != NULL)
        gsl_rng_free(random);
    free(all);
    return status;
}

/* ---- around one optimum ---- */

static nsc_status survey_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)error;
    const survey *state = context;
    const nsc_climbs *climbs = &state->climbs;
    const double *values = state->landscape->fitness->values;
    const uint32_t radius = state->options->perturbation;
    nsc_ball *ball = &state->balls[worker];
    const uint32_t first = (uint32_t)task * BLOCK_OPTIMA;
    const uint32_t last = state->count - first > BLOCK_OPTIMA ? first + BLOCK_OPTIMA : state->count;
    for (uint32_t number = first; number < last; number++) {
        const uint32_t optimum = climbs->ranked[state->places[number]];
        const double height = values[climbs->optima[optimum]];
        nsc_ball_search(ball, climbs->optima[optimum]);
        for (uint32_t edits = 1; edits <= radius; edits++) {
            landing *own = &state->landings[(size_t)number * radius + edits - 1];
            for (uint32_t place = ball->ends[edits - 1]; place < ball->ends[edits]; place++) {
                const uint32_t basin = climbs->basins[ball->points[place]];
                if (basin == NSC_NO_BASIN)
                    continue;
                own->points++;
                own->returned += basin == optimum;
                own->better += nsc_better(&climbs->order, values[climbs->optima[basin]], height);
            }
        }
    }
    return NSC_OK;
}

/* Refuses results of another process that no climbs have. */
static nsc_status check_block(void *context, size_t task, const unsigned char *bytes, size_t size, nsc_error *error) {
    const survey *state = context;
    const size_t radius = state->options->perturbation, first = task * BLOCK_OPTIMA * radius;
    const size_t end = (size_t)state->count * radius, own = BLOCK_OPTIMA * radius;
    (void)bytes, (void)size;
    for (size_t place = first; place < end && place < first + own; place++) {
        const landing *at = &state->landings[place];
        if (at->points > state->climbs.point_count || at->returned > at->points ||
            at->better > at->points - at->returned)
            return nsc_error_set(error, NSC_INVALID, "block %zu of the optima has climbs that there are not", task);
    }
    return NSC_OK;
}

static nsc_status survey_all(survey *state, nsc_error *error) {
    const uint32_t radius = state->options->perturbation;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state->landings, (size_t)state->count * radius, sizeof *state->landings, error));
    NSC_TRY(nsc_allocate(&state->balls, nsc_control_threads(state->control), sizeof *state->balls, error));
    for (size_t worker = 0; worker < nsc_control_threads(state->control); worker++)
        NSC_TRY(nsc_ball_create(&state->balls[worker], state->landscape->graph, radius, error));
    const nsc_shared_array landings = {state->landings, BLOCK_OPTIMA * radius * sizeof *state->landings,
                                       (size_t)state->count * radius * sizeof *state->landings};
    const nsc_shared_loop loop = {.stage = "escapes from optima",
                                  .unit_count = ((size_t)state->count + BLOCK_OPTIMA - 1) / BLOCK_OPTIMA,
                                  .task = survey_block,
                                  .context = state,
                                  .arrays = {landings},
                                  .unpack = check_block};
    NSC_TRY(nsc_share(&loop, state->control, error));
out:
    return status;
}

/* ---- tables ---- */

static nsc_status add_landings(const survey *state, nsc_table *table, nsc_error *error) {
    const nsc_climbs *climbs = &state->climbs;
    const nsc_space *space = state->landscape->space;
    const uint32_t radius = state->options->perturbation;
    nsc_status status = NSC_OK;
    for (uint32_t number = 0; number < state->count; number++) {
        const uint32_t point = climbs->optima[climbs->ranked[state->places[number]]];
        nsc_point_name name;
        NSC_TRY(space->point_name(space, point, &name, error));
        for (uint32_t edits = 1; edits <= radius; edits++) {
            const landing *own = &state->landings[(size_t)number * radius + edits - 1];
            const double points = own->points;
            const nsc_value row[] = {nsc_text(name.text),
                                     nsc_real(state->landscape->fitness->values[point]),
                                     nsc_integer(edits),
                                     nsc_integer(own->points),
                                     nsc_integer(own->returned),
                                     nsc_real(own->returned / points),
                                     nsc_real(own->better / points)};
            if (own->points > 0)
                NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
        }
    }
out:
    return status;
}

/* Mean over the drawn optima of their share at a distance, with its interval for all optima if some were not drawn. */
static nsc_status add_mean(const survey *state, const char *name, uint32_t edits, bool better, double *shares,
                           const nsc_measured_part *part, nsc_table *table, nsc_error *error) {
    const uint32_t radius = state->options->perturbation;
    const uint32_t optimum_count = state->climbs.optimum_count;
    const uint32_t drawn = state->count - state->best_is_extra;
    char statistic[64];
    size_t count = 0;
    for (uint32_t number = state->best_is_extra; number < state->count; number++) {
        const landing *own = &state->landings[(size_t)number * radius + edits - 1];
        if (own->points > 0)
            shares[count++] = (double)(better ? own->better : own->returned) / own->points;
    }
    const nsc_moments moments = nsc_moments_of(shares, count);
    const double margin = drawn == optimum_count
                              ? (double)NAN
                              : NSC_Z95 * nsc_standard_error_of_mean(moments.standard_deviation, count, optimum_count);
    snprintf(statistic, sizeof statistic, "%s_%u", name, edits);
    const char *reason = optimum_count == 0 ? nsc_climbs_none : "no point that far from an optimum belongs to a basin";
    if (nsc_measured_part_reason(part) != NULL) /* the interval is that of the measured landscape's optima */
        return nsc_measured_part_add(part, table, statistic, moments.mean, reason, error);
    return nsc_summary_add_estimate(table, statistic, nsc_estimate_around(moments.mean, margin), reason, error);
}

static nsc_status add_summary(const survey *state, const nsc_measured_part *part, nsc_table *table, nsc_error *error) {
    const uint32_t optimum_count = state->climbs.optimum_count;
    double *shares = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&shares, state->count, sizeof *shares, error));
    NSC_TRY(nsc_measured_part_add(part, table, "optima", optimum_count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "surveyed_optima", state->count - state->best_is_extra, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(part, table, error));
    for (uint32_t edits = 1; edits <= state->options->perturbation; edits++) {
        const landing none = {0}, *best = state->count > 0 ? &state->landings[edits - 1] : &none;
        const double points = best->points;
        char name[64];
        NSC_TRY(add_mean(state, "returned", edits, false, shares, part, table, error));
        NSC_TRY(add_mean(state, "better", edits, true, shares, part, table, error));
        snprintf(name, sizeof name, "returned_best_%u", edits);
        NSC_TRY(nsc_measured_part_add(part, table, name, best->returned / points,
                                      optimum_count == 0 ? nsc_climbs_none
                                                         : "no point that far from the best optimum belongs to a basin",
                                      error));
    }
out:
    free(shares);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    survey state = {.landscape = landscape, .options = options, .control = options->control};
    nsc_measured_part part;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_climbs_make(&state.climbs, landscape, options->control, error));
    NSC_TRY(choose_optima(&state, error));
    NSC_TRY(survey_all(&state, error));
    NSC_TRY(add_landings(&state, tables[0], error));
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    NSC_TRY(add_summary(&state, &part, tables[1], error));
out:
    release(&state);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("landings", "one row for each optimum, best first, and distance: outcomes of the climbs from there",
              columns),
    NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_escape = {"escape",
                                          "share of climbs that return to an optimum after a few edits",
                                          "Verel, Daolio, Ochoa, Tomassini 2011; GraphFLA's escape difficulty",
                                          "returned(k) = mean over optima o of (points k edits from o whose climb ends "
                                          "at o / points k edits from o that belong to a basin)",
                                          NSC_READS(perturbation) | NSC_READS(sample) | NSC_READS(seed),
                                          NSC_SHARES_UNITS,
                                          tables,
                                          NSC_COUNT_OF(tables),
                                          run};
