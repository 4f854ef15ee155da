/*
 * The maximiser of SMAC 0.10: candidates drawn at random, and local searches from the evaluated candidates of the
 * largest expected improvement.
 *
 * A local search looks at the candidates one change away in random order: a variable that has neighbours left, drawn
 * uniformly, then one of them. It moves to the first that is better. Where none is, it moves to the first equal one, a
 * limited number of times, or ends. A number has four neighbours, drawn from a normal distribution around it. The
 * search does not move to neighbours that the protocol would have redrawn.
 */
#include "analysis/search/algorithms/smac_internal.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

enum { NUMBER_NEIGHBOURS = 4, BLOCK = 64 };
static const double neighbour_deviation = 0.2; /* of the range */

nsc_status nsc_smac_challengers_open(nsc_smac_challengers *challengers, size_t variable_count,
                                     const nsc_smac_settings *settings, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t most = (size_t)settings->challengers + settings->searches;
    *challengers = (nsc_smac_challengers){.variable_count = variable_count};
    NSC_TRY(nsc_allocate(&challengers->candidates, most * variable_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&challengers->improvements, most, sizeof(double), error));
    NSC_TRY(nsc_allocate(&challengers->heap, most, sizeof *challengers->heap, error));
out:
    return status;
}

void nsc_smac_challengers_close(nsc_smac_challengers *challengers) {
    free(challengers->candidates);
    free(challengers->improvements);
    free(challengers->heap);
    *challengers = (nsc_smac_challengers){0};
}

/* ---- the best first: a heap, since where all points in reach are evaluated all challengers are taken ---- */

static bool is_before(const nsc_smac_challengers *challengers, uint32_t one, uint32_t other) {
    const double *improvements = challengers->improvements;
    return improvements[one] > improvements[other] || (one < other && improvements[one] == improvements[other]);
}

/* Moves the entry at a place of the heap down to where none below it is better. */
static void sift_down(nsc_smac_challengers *challengers, size_t place) {
    uint32_t *heap = challengers->heap;
    const uint32_t entry = heap[place];
    for (size_t below = 2 * place + 1; below < challengers->left; below = 2 * place + 1) {
        if (below + 1 < challengers->left && is_before(challengers, heap[below + 1], heap[below]))
            below++;
        if (!is_before(challengers, heap[below], entry))
            break;
        heap[place] = heap[below];
        place = below;
    }
    heap[place] = entry;
}

static void order_challengers(nsc_smac_challengers *challengers) {
    challengers->left = challengers->count;
    for (uint32_t place = 0; place < challengers->count; place++)
        challengers->heap[place] = place;
    for (size_t place = challengers->left / 2; place-- > 0;)
        sift_down(challengers, place);
}

const double *nsc_smac_take(nsc_smac_challengers *challengers) {
    if (challengers->left == 0)
        return NULL;
    const uint32_t best = challengers->heap[0];
    challengers->heap[0] = challengers->heap[--challengers->left];
    sift_down(challengers, 0);
    return challengers->candidates + best * challengers->variable_count;
}

/* ---- neighbours ---- */

/* The neighbours of a candidate that were not looked at yet. */
typedef struct neighbourhood {
    const nsc_search_domain *domain;
    size_t open_count;
    uint32_t *open;      /* [open_count] variables that have neighbours left */
    uint32_t *left;      /* [variable_count] how many */
    size_t *first_level; /* [variable_count] of a categorical variable: its place in `others` */
    uint32_t *others;    /* the levels left of each categorical variable */
    double *start;       /* [variable_count] the candidate whose neighbours they are */
} neighbourhood;

static nsc_status open_neighbourhood(neighbourhood *around, const nsc_search_domain *domain, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t count = domain->variable_count;
    size_t level_count = 0;
    around->domain = domain;
    NSC_TRY(nsc_allocate(&around->open, count, sizeof *around->open, error));
    NSC_TRY(nsc_allocate(&around->left, count, sizeof *around->left, error));
    NSC_TRY(nsc_allocate(&around->first_level, count, sizeof *around->first_level, error));
    NSC_TRY(nsc_allocate(&around->start, count, sizeof *around->start, error));
    for (size_t variable = 0; variable < count; variable++) {
        around->first_level[variable] = level_count;
        if (domain->variables[variable].kind == NSC_VARIABLE_CATEGORICAL)
            level_count += domain->variables[variable].levels;
    }
    NSC_TRY(nsc_allocate(&around->others, level_count, sizeof *around->others, error));
out:
    return status;
}

static void close_neighbourhood(neighbourhood *around) {
    free(around->open);
    free(around->left);
    free(around->first_level);
    free(around->start);
    free(around->others);
}

static void start_neighbourhood(neighbourhood *around, const double *candidate) {
    const nsc_search_domain *domain = around->domain;
    memcpy(around->start, candidate, domain->variable_count * sizeof *candidate);
    around->open_count = 0;
    for (size_t variable = 0; variable < domain->variable_count; variable++) {
        const nsc_search_variable *described = domain->variables + variable;
        uint32_t left = described->levels == 1 ? 0 : NUMBER_NEIGHBOURS;
        if (described->kind == NSC_VARIABLE_CATEGORICAL) {
            uint32_t *others = around->others + around->first_level[variable];
            left = 0;
            for (uint32_t level = 0; level < described->levels; level++)
                if (level != (uint32_t)candidate[variable])
                    others[left++] = level;
        }
        around->left[variable] = left;
        if (left > 0)
            around->open[around->open_count++] = (uint32_t)variable;
    }
}

/* Another value of an integer or a real, near its own. */
static double near_number(const nsc_search_variable *described, double value, gsl_rng *random) {
    if (described->kind == NSC_VARIABLE_REAL) {
        double near;
        do
            near = value + gsl_ran_gaussian_ziggurat(random, neighbour_deviation);
        while (near < 0 || near > 1);
        return near;
    }
    const double levels = described->levels;
    double near;
    do {
        const double share = (value + 0.5) / levels + gsl_ran_gaussian_ziggurat(random, neighbour_deviation);
        near = fmin(fmax(floor(share * levels), 0), levels - 1);
    } while (near == value);
    return near;
}

/* Turns `neighbour`, the start with one change at most in `*changed`, into the next neighbour; false: none is left. */
static bool next_neighbour(neighbourhood *around, double *neighbour, uint32_t *changed, gsl_rng *random) {
    neighbour[*changed] = around->start[*changed];
    if (around->open_count == 0)
        return false;
    const uint32_t place = nsc_random_below(random, (uint32_t)around->open_count);
    const uint32_t variable = around->open[place];
    const nsc_search_variable *described = around->domain->variables + variable;
    const uint32_t left = around->left[variable]--;
    if (left == 1)
        around->open[place] = around->open[--around->open_count];
    *changed = variable;
    if (described->kind != NSC_VARIABLE_CATEGORICAL) {
        neighbour[variable] = near_number(described, around->start[variable], random);
        return true;
    }
    uint32_t *others = around->others + around->first_level[variable];
    const uint32_t chosen = nsc_random_below(random, left);
    neighbour[variable] = others[chosen];
    others[chosen] = others[left - 1];
    return true;
}

/* ---- local search ---- */

/*
 * A local search and what the forest says of its position. A tree's prediction changes only with a variable on the path
 * to the position's leaf, so that most trees need not be asked about a neighbour.
 */
typedef struct local_search {
    nsc_search *search;
    const nsc_regression_forest *forest;
    double target; /* the loss to be improved on */
    neighbourhood around;
    double *neighbour, *equal; /* [variable_count] */
    double *predictions;       /* [trees] of the position */
    uint64_t *paths;           /* [trees] the variables of its paths */
    double *changed;           /* [trees] predictions of a neighbour */
    double improvement;        /* expected at the position */
} local_search;

static double expected_improvement(const local_search *climber, const double *predictions) {
    return nsc_expected_improvement(nsc_forest_combine(predictions, climber->forest->options.trees), climber->target);
}

static void arrive(local_search *climber, const double *position) {
    for (size_t tree = 0; tree < climber->forest->options.trees; tree++)
        climber->predictions[tree] =
            nsc_forest_tree_trace(climber->forest->trees + tree, position, climber->paths + tree);
    climber->improvement = expected_improvement(climber, climber->predictions);
}

/* The expected improvement of a neighbour, which differs from the position in one variable. */
static double improvement_of_neighbour(const local_search *climber, uint32_t variable) {
    const uint64_t bit = nsc_forest_path_bit(variable);
    bool differs = false;
    for (size_t tree = 0; tree < climber->forest->options.trees; tree++) {
        climber->changed[tree] = climber->predictions[tree];
        if ((climber->paths[tree] & bit) == 0)
            continue;
        climber->changed[tree] = nsc_forest_tree_predict(climber->forest->trees + tree, climber->neighbour);
        differs |= climber->changed[tree] != climber->predictions[tree];
    }
    return differs ? expected_improvement(climber, climber->changed) : climber->improvement;
}

typedef enum climb_step { CLIMB_ENDED, CLIMB_EQUAL, CLIMB_BETTER } climb_step;

/* Moves to the first better neighbour, or else, if that is allowed, to the first equal one. */
static climb_step climb_once(local_search *climber, double *position, bool allow_equal) {
    const size_t size = climber->around.domain->variable_count * sizeof *position;
    climb_step step = CLIMB_ENDED;
    uint32_t variable = 0;
    start_neighbourhood(&climber->around, position);
    memcpy(climber->neighbour, position, size);
    while (step != CLIMB_BETTER &&
           next_neighbour(&climber->around, climber->neighbour, &variable, nsc_search_random(climber->search))) {
        const double found = improvement_of_neighbour(climber, variable);
        const bool better = found > climber->improvement;
        const bool equal = allow_equal && step == CLIMB_ENDED && found == climber->improvement;
        if ((!better && !equal) || !nsc_search_would_admit(climber->search, climber->neighbour))
            continue;
        memcpy(climber->equal, climber->neighbour, size);
        step = better ? CLIMB_BETTER : CLIMB_EQUAL;
    }
    if (step != CLIMB_ENDED) {
        memcpy(position, climber->equal, size);
        arrive(climber, position);
    }
    return step;
}

static void climb(local_search *climber, double *position, unsigned plateau_steps) {
    unsigned equal_steps = 0;
    climb_step step;
    arrive(climber, position);
    do {
        step = climb_once(climber, position, equal_steps < plateau_steps);
        equal_steps += step == CLIMB_EQUAL;
    } while (step != CLIMB_ENDED && nsc_search_continues(climber->search));
}

static nsc_status open_climber(local_search *climber, const nsc_search_domain *domain, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t trees = climber->forest->options.trees;
    NSC_TRY(open_neighbourhood(&climber->around, domain, error));
    NSC_TRY(nsc_allocate(&climber->neighbour, domain->variable_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&climber->equal, domain->variable_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&climber->predictions, trees, sizeof(double), error));
    NSC_TRY(nsc_allocate(&climber->changed, trees, sizeof(double), error));
    NSC_TRY(nsc_allocate(&climber->paths, trees, sizeof *climber->paths, error));
out:
    return status;
}

static void close_climber(local_search *climber) {
    close_neighbourhood(&climber->around);
    free(climber->neighbour);
    free(climber->equal);
    free(climber->predictions);
    free(climber->changed);
    free(climber->paths);
}

/* ---- challengers ---- */

/* The start of a local search: an evaluated candidate, and a random number that decides among equal ones. */
typedef struct search_start {
    double improvement;
    uint32_t tie, number;
} search_start;

static bool starts_before(search_start one, search_start other) {
    return one.improvement > other.improvement || (one.improvement == other.improvement && one.tie > other.tie);
}

/* Chooses the evaluated candidates of the largest expected improvement, the largest first; returns how many. */
static size_t choose_starts(const local_search *climber, const nsc_smac_history *history,
                            const nsc_prediction *predictions, size_t most, search_start *starts) {
    size_t count = 0;
    for (uint32_t number = 0; number < history->count; number++) {
        const search_start found = {nsc_expected_improvement(predictions[number], climber->target),
                                    (uint32_t)gsl_rng_get(nsc_search_random(climber->search)), number};
        if (count == most && !starts_before(found, starts[count - 1]))
            continue;
        count += count < most;
        size_t place = count - 1;
        for (; place > 0 && starts_before(found, starts[place - 1]); place--)
            starts[place] = starts[place - 1];
        starts[place] = found;
    }
    return count;
}

/* The loss that candidates are to improve on. */
static double find_target(const nsc_smac_settings *settings, const nsc_smac_history *history,
                          const nsc_prediction *predictions, uint32_t incumbent) {
    if (settings->incumbent_loss == NSC_SMAC_LOSS_OBSERVED)
        return nsc_smac_mean_loss(history, incumbent, incumbent);
    double least = predictions[0].mean;
    for (size_t number = 1; number < history->count; number++)
        least = fmin(least, predictions[number].mean);
    return least;
}

static void add_random(const local_search *climber, size_t count, nsc_smac_challengers *challengers) {
    nsc_prediction predictions[BLOCK];
    const size_t width = challengers->variable_count;
    for (size_t first = 0; first < count; first += BLOCK) {
        double *candidates = challengers->candidates + first * width;
        const size_t drawn = count - first < BLOCK ? count - first : BLOCK;
        for (size_t place = 0; place < drawn; place++)
            nsc_search_domain_draw(climber->around.domain, nsc_search_random(climber->search),
                                   candidates + place * width);
        nsc_regression_forest_predict(climber->forest, candidates, drawn, predictions);
        for (size_t place = 0; place < drawn; place++)
            challengers->improvements[first + place] = nsc_expected_improvement(predictions[place], climber->target);
    }
    challengers->count = count;
}

/* The ends of local searches, in random order, so that of equal ones any may be the first. */
static void add_local(local_search *climber, const nsc_smac_settings *settings, const nsc_smac_history *history,
                      const search_start *starts, size_t count, nsc_smac_challengers *challengers) {
    const size_t width = challengers->variable_count, first = challengers->count;
    for (size_t number = 0; number < count; number++) {
        const size_t place = first + nsc_search_below(climber->search, (uint32_t)number + 1);
        double *candidate = challengers->candidates + (first + number) * width;
        memcpy(candidate, challengers->candidates + place * width, width * sizeof *candidate);
        challengers->improvements[first + number] = challengers->improvements[place];
        candidate = challengers->candidates + place * width;
        memcpy(candidate, nsc_smac_candidate(history, starts[number].number), width * sizeof *candidate);
        climb(climber, candidate, settings->plateau_steps);
        challengers->improvements[place] = climber->improvement;
    }
    challengers->count = first + count;
}

nsc_status nsc_smac_find_challengers(nsc_search *search, const nsc_smac_settings *settings,
                                     const nsc_smac_history *history, uint32_t incumbent,
                                     const nsc_regression_forest *forest, nsc_smac_challengers *challengers,
                                     nsc_error *error) {
    nsc_status status = NSC_OK;
    local_search climber = {.search = search, .forest = forest};
    nsc_prediction *predictions = NULL;
    search_start *starts = NULL;
    NSC_TRY(nsc_allocate(&predictions, history->count, sizeof *predictions, error));
    NSC_TRY(nsc_allocate(&starts, settings->searches, sizeof *starts, error));
    NSC_TRY(open_climber(&climber, nsc_search_domain_of(search), error));
    nsc_regression_forest_predict(forest, history->candidates, history->count, predictions);
    climber.target = find_target(settings, history, predictions, incumbent);
    const size_t count = choose_starts(&climber, history, predictions, settings->searches, starts);
    add_random(&climber, settings->challengers > count ? settings->challengers - count : 0, challengers);
    add_local(&climber, settings, history, starts, count, challengers);
    order_challengers(challengers);
out:
    close_climber(&climber);
    free(predictions);
    free(starts);
    return status;
}
