/*
 * Simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983): a neighbour is accepted if it is no worse, and otherwise with
 * the chance exp(−rise / temperature); the temperature falls by a factor after each evaluation.
 *
 * A schedule begins with a random walk, from whose steps the first temperature follows: the one at which a rise of
 * their median size is accepted with a given chance (Johnson et al. 1989 take the mean; a failed training in a hundred
 * would decide that). So the settings suit any unit of fitness. At the end of the schedule another one begins at a
 * random candidate. Where invalid candidates count as evaluations, none is accepted.
 */
#include "analysis/search/search_internal.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* Neighbours in a row that are not admitted, after which another schedule begins. */
enum { REDRAW_LIMIT = 1000 };

typedef struct annealing_settings {
    unsigned walk;     /* steps of the random walk */
    double acceptance; /* of a median rise at first */
    double cooling;    /* factor of the temperature from one evaluation to the next */
    double end;        /* last temperature, as a part of the first */
} annealing_settings;

typedef struct annealer {
    nsc_search *search;
    const annealing_settings *settings;
    size_t full_budget;
    double *current, *proposed; /* [variables] */
    double loss;                /* of current */
    double *changes;            /* [walk] sizes of the walk's steps */
} annealer;

static void accept(annealer *annealing, double loss) {
    double *left = annealing->current;
    annealing->current = annealing->proposed;
    annealing->proposed = left;
    annealing->loss = loss;
}

/* Evaluates random candidates up to a valid one; false once the run has ended. */
static bool start(annealer *annealing) {
    nsc_search_answer answer;
    do {
        if (!nsc_search_draw(annealing->search, annealing->proposed) ||
            !nsc_search_evaluate(annealing->search, annealing->proposed, annealing->full_budget, &answer))
            return false;
    } while (!answer.valid);
    accept(annealing, answer.loss);
    return true;
}

/* Evaluates a neighbour of the current candidate; false once the run has ended, or if no neighbour is admitted, as on
 * data of few points. */
static bool propose(annealer *annealing, nsc_search_answer *answer) {
    nsc_search *search = annealing->search;
    for (int i = 0; i < REDRAW_LIMIT && nsc_search_continues(search); i++) {
        nsc_search_domain_mutate(nsc_search_domain_of(search), nsc_search_random(search), annealing->current,
                                 annealing->proposed);
        if (!nsc_search_admits(search, annealing->proposed))
            continue;
        return nsc_search_evaluate(search, annealing->proposed, annealing->full_budget, answer);
    }
    return false;
}

/* The first temperature, from the steps of a random walk that differ in loss; 0 if none does: only rises of 0 are
 * accepted then. False if the walk cannot go on. */
static bool walk(annealer *annealing, double *temperature) {
    size_t count = 0;
    for (unsigned step = 0; step < annealing->settings->walk; step++) {
        nsc_search_answer answer;
        if (!propose(annealing, &answer))
            return false;
        if (!answer.valid)
            continue;
        if (answer.loss != annealing->loss)
            annealing->changes[count++] = fabs(answer.loss - annealing->loss);
        accept(annealing, answer.loss);
    }
    gsl_sort(annealing->changes, 1, count);
    *temperature = count == 0 ? 0
                              : gsl_stats_median_from_sorted_data(annealing->changes, 1, count) /
                                    -log(annealing->settings->acceptance);
    return true;
}

static bool is_accepted(annealer *annealing, double loss, double temperature) {
    if (loss <= annealing->loss)
        return true;
    return temperature > 0 && nsc_search_uniform(annealing->search) < exp((annealing->loss - loss) / temperature);
}

/* One schedule, from a random candidate; it ends early where no neighbour is admitted. */
static void anneal(annealer *annealing) {
    double temperature, part = 1; /* of the first temperature */
    nsc_search_answer answer;
    if (!start(annealing) || !walk(annealing, &temperature))
        return;
    while (part > annealing->settings->end) {
        if (!propose(annealing, &answer))
            return;
        if (answer.valid && is_accepted(annealing, answer.loss, part * temperature))
            accept(annealing, answer.loss);
        part *= annealing->settings->cooling;
    }
}

static nsc_status run(nsc_search *search, const void *settings, nsc_error *error) {
    annealer annealing = {.search = search, .settings = settings, .full_budget = nsc_search_budgets(search) - 1};
    const size_t variables = nsc_search_domain_of(search)->variable_count;
    nsc_status status;
    if ((status = nsc_allocate(&annealing.current, variables, sizeof(double), error)) != NSC_OK)
        goto out;
    if ((status = nsc_allocate(&annealing.proposed, variables, sizeof(double), error)) != NSC_OK)
        goto out;
    if ((status = nsc_allocate(&annealing.changes, annealing.settings->walk, sizeof(double), error)) != NSC_OK)
        goto out;
    while (nsc_search_continues(search))
        anneal(&annealing);
out:
    free(annealing.current);
    free(annealing.proposed);
    free(annealing.changes);
    return status;
}

#define SETTING(field, ...) NSC_SETTING(annealing_settings, field, .name = #field, __VA_ARGS__)
static const nsc_search_setting settings_table[] = {
    SETTING(walk, .kind = NSC_TAKES_COUNT, .minimum = 1, .maximum = 1e6, .default_text = "10",
            .meaning = "steps of the random walk from which the first temperature follows"),
    SETTING(acceptance, .kind = NSC_TAKES_REAL, .minimum = 1e-6, .maximum = 0.999999, .default_text = "0.3",
            .meaning = "chance to accept a rise of the walk's median size at the first temperature"),
    SETTING(cooling, .kind = NSC_TAKES_REAL, .minimum = 0.001, .maximum = 0.999999, .default_text = "0.97",
            .meaning = "factor of the temperature from one evaluation to the next"),
    SETTING(end, .kind = NSC_TAKES_REAL, .minimum = 1e-9, .maximum = 0.999, .default_text = "0.01",
            .meaning = "last temperature as a part of the first, after which another schedule begins"),
};

const nsc_search_algorithm nsc_search_annealing = {
    .name = "annealing",
    .meaning = "accepts worse neighbours with a chance that falls with a temperature",
    .source = "Kirkpatrick, Gelatt, Vecchi 1983",
    .settings = settings_table,
    .setting_count = NSC_COUNT_OF(settings_table),
    .settings_size = sizeof(annealing_settings),
    .run = run,
};
