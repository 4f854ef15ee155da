/* SMAC: what it has evaluated, and how it finds candidates that promise most. */
#ifndef NSC_SMAC_INTERNAL_H
#define NSC_SMAC_INTERNAL_H

#include "analysis/search/algorithms/regression_forest.h"
#include "analysis/search/search_internal.h"

typedef struct nsc_smac_settings {
    nsc_forest_options forest;
    double random_share;
    unsigned evaluations, challengers, searches, plateau_steps, incumbent_loss;
} nsc_smac_settings;

enum { NSC_SMAC_LOSS_PREDICTED, NSC_SMAC_LOSS_OBSERVED }; /* settings.incumbent_loss */

/* ---- smac_history.c: candidates that were evaluated, each on one or more seeds ---- */

enum { NSC_SMAC_NEW = UINT32_MAX };

/* One evaluation. SMAC compares candidates on the seeds that both were evaluated on. */
typedef struct nsc_smac_run {
    double loss;
    uint32_t seed;
    uint32_t next; /* an older run of the same candidate; NSC_SMAC_NEW: there is none */
} nsc_smac_run;

typedef struct nsc_smac_history {
    size_t variable_count;
    size_t count;       /* candidates */
    double *candidates; /* [count × variable_count] */
    uint32_t *last_run; /* [count] */
    nsc_smac_run *runs; /* [run_count] in order */
    size_t run_count;
    uint32_t seed_count;
    double worst;    /* finite loss so far */
    uint32_t *slots; /* [slot_count] a hash table of candidates: 1 + number, 0: empty */
    size_t slot_count;
    size_t candidate_capacity, last_capacity, run_capacity;
} nsc_smac_history;

void nsc_smac_history_close(nsc_smac_history *history);
const double *nsc_smac_candidate(const nsc_smac_history *history, uint32_t number);

/* The number of a candidate; NSC_SMAC_NEW if it was not evaluated yet. */
uint32_t nsc_smac_find(const nsc_smac_history *history, const double *candidate);

/* Notes an evaluation and returns the candidate's number in *`number`. An infinite loss counts as the worst finite one
 * so far, so that the forest can learn from it. */
nsc_status nsc_smac_note(nsc_smac_history *history, const double *candidate, uint32_t seed, double loss,
                         uint32_t *number, nsc_error *error);

unsigned nsc_smac_run_count(const nsc_smac_history *history, uint32_t number);
bool nsc_smac_has_seed(const nsc_smac_history *history, uint32_t number, uint32_t seed);

/* The mean loss of a candidate over the seeds that `other` was evaluated on, too. */
double nsc_smac_mean_loss(const nsc_smac_history *history, uint32_t number, uint32_t other);

/* ---- smac_challengers.c: the maximiser of expected improvement ---- */

/* Candidates with their expected improvement: those drawn at random first, then those that local searches found. */
typedef struct nsc_smac_challengers {
    double *candidates;   /* [count × variable_count] */
    double *improvements; /* [count] */
    uint32_t *heap;       /* [left] places of those that were not taken, the best first */
    size_t count, left, variable_count;
} nsc_smac_challengers;

/* Room for as many as the settings want. NSC_FAILED without memory. Release with nsc_smac_challengers_close. */
nsc_status nsc_smac_challengers_open(nsc_smac_challengers *challengers, size_t variable_count,
                                     const nsc_smac_settings *settings, nsc_error *error);
void nsc_smac_challengers_close(nsc_smac_challengers *challengers);

/* Fills the list from a forest that was fitted to the history. NSC_FAILED without memory. */
nsc_status nsc_smac_find_challengers(nsc_search *search, const nsc_smac_settings *settings,
                                     const nsc_smac_history *history, uint32_t incumbent,
                                     const nsc_regression_forest *forest, nsc_smac_challengers *challengers,
                                     nsc_error *error);

/* Takes the candidate of the largest expected improvement from the list, of equal ones the first, which makes them
 * random ones in random order; NULL if none is left. */
const double *nsc_smac_take(nsc_smac_challengers *challengers);

#endif
