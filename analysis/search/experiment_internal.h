/* An experiment from inside: its measurements as a query finds them. */
#ifndef NSC_EXPERIMENT_INTERNAL_H
#define NSC_EXPERIMENT_INTERNAL_H

#include "analysis/search/search_internal.h"

/* What an evaluation may answer with. */
typedef struct nsc_queried_run {
    double fitness; /* in units of the data */
    double time_s;  /* 0 without times */
} nsc_queried_run;

/* All points at one budget. The runs of a point follow one another, so that a query touches two places of memory. */
typedef struct nsc_queried_budget {
    int epochs;
    uint32_t each;   /* runs of every point, if all have the same number; else 0 */
    uint32_t *first; /* [point_count + 1]: where the runs of a point begin */
    nsc_queried_run *runs;
    uint16_t *numbers; /* [run] as the data numbers them, UINT16_MAX for a mean */
    bool has_times;    /* of all runs */
} nsc_queried_budget;

/* What the evaluations of an experiment are taken from. */
typedef struct nsc_queried_source {
    nsc_opened_landscape *opened;
    const nsc_space *space;
    nsc_fitness_rule rule;
    const nsc_measurements *measurements; /* single runs are drawn from here; NULL: each point has one value */
} nsc_queried_source;

/*
 * Gathers the runs at a budget; `as_means`: one value a point, the mean. NSC_MISSING if there are none. Released by
 * nsc_queried_budget_release. Cost: 16 bytes a run, and 50 bytes a point meanwhile.
 */
nsc_status nsc_queried_budget_gather(nsc_queried_budget *budget, const nsc_queried_source *source, int epochs,
                                     bool as_means, nsc_error *error);
void nsc_queried_budget_release(nsc_queried_budget *budget);

/* The number of runs of a point, and where they begin. One place of memory less is touched if all have as many. */
static inline uint32_t nsc_queried_budget_runs(const nsc_queried_budget *budget, uint32_t point, uint32_t *first) {
    if (budget->each > 0) {
        *first = point * budget->each;
        return budget->each;
    }
    *first = budget->first[point];
    return budget->first[point + 1] - *first;
}

/* Leaves out the runs of all points without a score. */
void nsc_queried_budget_restrict(nsc_queried_budget *budget, const double *scores, uint32_t point_count);

struct nsc_experiment {
    nsc_opened_landscape *opened;
    const nsc_space *space;
    nsc_search_options options; /* resolved */
    nsc_search_domain *domain;
    size_t budget_count;
    nsc_queried_budget *budgets;                  /* [budget_count], ascending */
    int *epochs;                                  /* [budget_count] */
    const double *scores;                         /* [point_count] means at the full budget, of the landscape */
    const double *valid_scores;                   /* likewise; NULL: there is no validation accuracy */
    double loss_at_zero, loss_factor, worst_loss; /* loss = loss_at_zero + loss_factor × fitness */
    char selected_by[256];
    nsc_experiment_facts facts;
};

/* Run number `run` of an algorithm, whose trace is empty beforehand. */
nsc_status nsc_search_play(const nsc_experiment *experiment, const nsc_chosen_algorithm *chosen, size_t run,
                           nsc_search_trace *trace, nsc_error *error);

/* The domain of an experiment. NSC_USAGE if the space has no such encoding. Released by nsc_search_domain_destroy. */
nsc_status nsc_search_domain_create(nsc_search_domain **domain, nsc_opened_landscape *opened,
                                    nsc_search_encoding encoding, nsc_validity validity, nsc_error *error);
void nsc_search_domain_destroy(nsc_search_domain *domain);

/* The encoding that takes the place of A in a space. */
nsc_status nsc_search_default_encoding(const nsc_space *space, nsc_search_encoding *encoding, nsc_error *error);

/* "A", "cells", …; "plain", …; NULL after the last. */
const char *nsc_search_encoding_name(size_t encoding);
const char *nsc_search_protocol_name(size_t protocol);

#endif
