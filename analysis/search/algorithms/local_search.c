/*
 * Local search: climbs from the best of a few random candidates to better neighbours, and starts anew at a minimum.
 *
 * The default rules are those of naszilla's local_search: ten random starts, neighbours in random order, a move to the
 * first better one, and no second evaluation of a point. White, Nolen and Savani describe three variants: all
 * neighbours are evaluated and the best is taken (improvement=best), a climb from one random candidate (starts=1,
 * restarts=1), and no stop at minima: the search continues from the best candidate whose neighbours were not visited
 * (minimum=continue). NASLib evaluates points again (evaluated=repeat) and restarts from one candidate (restarts=1).
 */
#include "analysis/search/search_internal.h"

#include <math.h>
#include <string.h>

typedef enum improvement { IMPROVEMENT_FIRST, IMPROVEMENT_BEST } improvement;
typedef enum evaluated_rule { EVALUATED_PASS_OVER, EVALUATED_REPEAT } evaluated_rule;
typedef enum minimum_rule { MINIMUM_RESTART, MINIMUM_CONTINUE } minimum_rule;

typedef struct local_search_settings {
    unsigned improvement; /* IMPROVEMENT_… */
    unsigned starts, restarts;
    unsigned evaluated; /* EVALUATED_… */
    unsigned minimum;   /* MINIMUM_… */
} local_search_settings;

static const char *improvement_name(size_t number) {
    static const char *const names[] = {"first", "best", NULL};
    return names[number];
}

static const char *evaluated_name(size_t number) {
    static const char *const names[] = {"pass-over", "repeat", NULL};
    return names[number];
}

static const char *minimum_name(size_t number) {
    static const char *const names[] = {"restart", "continue", NULL};
    return names[number];
}

/* Random candidates in a row that were all evaluated before, after which no new one is expected. */
enum { PASSED_OVER_LIMIT = 100000 };

/* A candidate that was evaluated, less its variables. */
typedef struct evaluated_candidate {
    double loss;
    uint32_t point; /* UINT32_MAX if invalid */
} evaluated_candidate;

typedef struct climber {
    nsc_search *search;
    const nsc_search_domain *domain;
    const local_search_settings *settings;
    size_t variables, full_budget;
    double *current;          /* [variables] of the candidate whose neighbours are visited */
    double *proposed;         /* [variables] of one that is to be evaluated */
    double *better;           /* [variables] of the best neighbour so far */
    evaluated_candidate here; /* is `current` */
    bool *evaluated;          /* [point_count] */
    bool *visited;            /* [point_count] its neighbours were visited */
    uint32_t *order;          /* of neighbours */
    size_t order_capacity;
    /* With minimum=continue, all that were evaluated, in order. */
    evaluated_candidate *history;
    double *history_variables;
    size_t history_count, history_capacity, history_variable_capacity;
    nsc_status status;
    nsc_error *error;
} climber;

/* ---- evaluations ---- */

/* True unless memory runs out. */
static bool remember(climber *climb, const double *candidate, evaluated_candidate evaluated) {
    const size_t count = climb->history_count, variables = climb->variables;
    climb->status =
        nsc_reserve(&climb->history, &climb->history_capacity, count + 1, sizeof *climb->history, climb->error);
    if (climb->status == NSC_OK)
        climb->status = nsc_reserve(&climb->history_variables, &climb->history_variable_capacity,
                                    (count + 1) * variables, sizeof *climb->history_variables, climb->error);
    if (climb->status != NSC_OK)
        return false;
    climb->history[count] = evaluated;
    memcpy(climb->history_variables + count * variables, candidate, variables * sizeof *candidate);
    climb->history_count++;
    return true;
}

typedef enum visit_outcome { EVALUATED, PASSED_OVER, ENDED } visit_outcome;

/* Evaluates `proposed`, unless it is passed over: evaluated before, or not admitted by the protocol. */
static visit_outcome evaluate_proposed(climber *climb, evaluated_candidate *evaluated) {
    uint32_t point = 0;
    const bool decodes = nsc_search_domain_decode(climb->domain, climb->proposed, &point) == NSC_DECODES;
    if (decodes && climb->evaluated[point] && climb->settings->evaluated == EVALUATED_PASS_OVER)
        return PASSED_OVER;
    if (!nsc_search_admits(climb->search, climb->proposed))
        return PASSED_OVER;
    nsc_search_answer answer;
    if (!nsc_search_evaluate(climb->search, climb->proposed, climb->full_budget, &answer))
        return ENDED;
    *evaluated = (evaluated_candidate){answer.loss, answer.point};
    if (!answer.valid)
        return EVALUATED;
    climb->evaluated[point] = true;
    if (climb->settings->minimum == MINIMUM_CONTINUE && !remember(climb, climb->proposed, *evaluated))
        return ENDED;
    return EVALUATED;
}

static void swap(double **one, double **other) {
    double *kept = *one;
    *one = *other;
    *other = kept;
}

/* ---- where a climb begins ---- */

/* The best of `count` random candidates, the first of ties; false once the run has ended, or nothing new is found. */
static bool start(climber *climb, unsigned count) {
    unsigned drawn = 0, passed_over = 0;
    while (drawn < count && passed_over < PASSED_OVER_LIMIT) {
        evaluated_candidate evaluated;
        if (!nsc_search_draw(climb->search, climb->proposed))
            return false;
        const visit_outcome outcome = evaluate_proposed(climb, &evaluated);
        if (outcome == ENDED)
            return false;
        passed_over = outcome == PASSED_OVER ? passed_over + 1 : 0;
        if (outcome != EVALUATED)
            continue;
        if (drawn++ == 0 || evaluated.loss < climb->here.loss) {
            climb->here = evaluated;
            swap(&climb->current, &climb->proposed);
        }
    }
    return drawn > 0;
}

/* The best candidate of all whose neighbours were not visited, the first of ties; false if there is none. */
static bool continue_from_history(climber *climb) {
    size_t best = climb->history_count;
    double loss = INFINITY;
    for (size_t i = 0; i < climb->history_count; i++) {
        evaluated_candidate *candidate = &climb->history[i];
        if (!(candidate->loss < loss))
            continue;
        if (climb->visited[candidate->point]) {
            candidate->loss = INFINITY; /* never looked at again */
            continue;
        }
        best = i;
        loss = candidate->loss;
    }
    if (best == climb->history_count)
        return false;
    climb->here = climb->history[best];
    memcpy(climb->current, climb->history_variables + best * climb->variables,
           climb->variables * sizeof *climb->current);
    return true;
}

/* ---- the climb ---- */

typedef enum climb_step { STEP_BETTER, STEP_MINIMUM, STEP_ENDED } climb_step;

/* Visits the neighbours of `current` in random order, drawn as it is needed, and moves to a better one: the first, or
 * the best of all and the first of ties. */
static climb_step visit_neighbours(climber *climb) {
    const size_t count = nsc_search_domain_neighbour_count(climb->domain, climb->current);
    climb->status = nsc_reserve(&climb->order, &climb->order_capacity, count, sizeof *climb->order, climb->error);
    if (climb->status != NSC_OK)
        return STEP_ENDED;
    for (size_t i = 0; i < count; i++)
        climb->order[i] = (uint32_t)i;
    if (climb->here.point != UINT32_MAX)
        climb->visited[climb->here.point] = true;

    evaluated_candidate best = climb->here;
    bool improved = false;
    for (size_t i = 0; i < count; i++) {
        const size_t chosen = i + nsc_search_below(climb->search, (uint32_t)(count - i));
        const uint32_t neighbour = climb->order[chosen];
        climb->order[chosen] = climb->order[i];
        evaluated_candidate evaluated;
        nsc_search_domain_neighbour(climb->domain, climb->current, neighbour, climb->proposed);
        const visit_outcome outcome = evaluate_proposed(climb, &evaluated);
        if (outcome == ENDED)
            return STEP_ENDED;
        if (outcome != EVALUATED || !(evaluated.loss < best.loss))
            continue;
        best = evaluated;
        improved = true;
        swap(&climb->better, &climb->proposed);
        if (climb->settings->improvement == IMPROVEMENT_FIRST)
            break;
    }
    if (!improved)
        return STEP_MINIMUM;
    climb->here = best;
    swap(&climb->current, &climb->better);
    return STEP_BETTER;
}

/* Climbs until a new start is due (true), or the run has ended. */
static bool climb_to_minimum(climber *climb) {
    for (;;) {
        const climb_step step = visit_neighbours(climb);
        if (step == STEP_ENDED)
            return false;
        if (step == STEP_MINIMUM && (climb->settings->minimum == MINIMUM_RESTART || !continue_from_history(climb)))
            return true;
    }
}

static nsc_status run(nsc_search *search, const void *settings, nsc_error *error) {
    climber climb = {.search = search, .domain = nsc_search_domain_of(search), .settings = settings, .error = error};
    climb.variables = climb.domain->variable_count;
    climb.full_budget = nsc_search_budgets(search) - 1;
    const uint32_t points = climb.domain->space->point_count;
    double **const candidates[] = {&climb.current, &climb.proposed, &climb.better};
    for (size_t i = 0; i < NSC_COUNT_OF(candidates); i++)
        if ((climb.status = nsc_allocate(candidates[i], climb.variables, sizeof(double), error)) != NSC_OK)
            goto out;
    if ((climb.status = nsc_allocate(&climb.evaluated, points, sizeof *climb.evaluated, error)) != NSC_OK)
        goto out;
    if ((climb.status = nsc_allocate(&climb.visited, points, sizeof *climb.visited, error)) != NSC_OK)
        goto out;

    bool going = start(&climb, climb.settings->starts) && climb_to_minimum(&climb);
    while (going)
        going = start(&climb, climb.settings->restarts) && climb_to_minimum(&climb);
out:
    for (size_t i = 0; i < NSC_COUNT_OF(candidates); i++)
        free(*candidates[i]);
    free(climb.evaluated);
    free(climb.visited);
    free(climb.order);
    free(climb.history);
    free(climb.history_variables);
    return climb.status;
}

#define SETTING(field, ...) NSC_SETTING(local_search_settings, field, __VA_ARGS__)
static const nsc_search_setting settings_table[] = {
    SETTING(improvement, .name = "improvement", .kind = NSC_TAKES_CHOICE, .choice = improvement_name,
            .default_text = "first",
            .meaning = "move to the first better neighbour, or visit all and move to the best"),
    SETTING(starts, .name = "starts", .kind = NSC_TAKES_COUNT, .minimum = 1, .maximum = 1e6, .default_text = "10",
            .meaning = "random candidates at the beginning; the climb begins at the best of them"),
    SETTING(restarts, .name = "restarts", .kind = NSC_TAKES_COUNT, .minimum = 1, .maximum = 1e6, .default_text = "10",
            .meaning = "random candidates at each later start (NASLib: 1)"),
    SETTING(evaluated, .name = "evaluated", .kind = NSC_TAKES_CHOICE, .choice = evaluated_name,
            .default_text = "pass-over",
            .meaning = "pass over points that the run has evaluated before, or evaluate them again (NASLib)"),
    SETTING(minimum, .name = "minimum", .kind = NSC_TAKES_CHOICE, .choice = minimum_name, .default_text = "restart",
            .meaning =
                "at a minimum, restart at random, or continue from the best candidate with unvisited neighbours"),
};

const nsc_search_algorithm nsc_search_local_search = {
    .name = "local-search",
    .meaning = "climbs to better neighbours from the best of a few random candidates, and restarts at a minimum",
    .source = "White, Nolen, Savani 2021; naszilla local_search",
    .needs = NSC_SEARCH_NEEDS_NEIGHBOURS,
    .settings = settings_table,
    .setting_count = NSC_COUNT_OF(settings_table),
    .settings_size = sizeof(local_search_settings),
    .run = run,
};
