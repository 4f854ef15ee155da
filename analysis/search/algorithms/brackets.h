/*
 * Brackets of Hyperband (Li et al. 2018, sizes as in HpBandSter): many candidates at a small budget, the best of them
 * at the next one, and so on. Hyperband, BOHB and DEHB share them.
 */
#ifndef NSC_BRACKETS_H
#define NSC_BRACKETS_H

#include "analysis/search/search_internal.h"

enum { NSC_BRACKET_MAX_RUNGS = 25, NSC_BRACKET_MAX_CANDIDATES = 1 << 24 };

/* The rungs of a bracket: its first budget, by place among the ascending ones, and the candidates of each rung. */
typedef struct nsc_bracket {
    size_t first_budget, rung_count;
    uint32_t sizes[NSC_BRACKET_MAX_RUNGS];
} nsc_bracket;

/*
 * Bracket `number` (from 0) of data with `budgets` budgets. The first bracket starts at the smallest budget, each
 * further one a budget higher; after the bracket of the full budget alone they begin again. A bracket of s + 1 rungs
 * starts with floor(budgets / (s + 1)) eta^s candidates (Li et al. take a ceiling), and each rung keeps one of eta: 27,
 * 9, 3, 1; 9, 3, 1; 6, 2; 4 for four budgets and eta = 3. NSC_USAGE if it would start with more than 2^24.
 */
nsc_status nsc_bracket_plan(nsc_bracket *bracket, size_t budgets, unsigned eta, uint64_t number, nsc_error *error);

/* The setting eta of the algorithms that share them. */
#define NSC_SETTING_ETA(structure)                                                                                     \
    NSC_SETTING(structure, eta, .name = "eta", .kind = NSC_TAKES_COUNT, .placeholder = "N",                            \
                .meaning = "each rung keeps one candidate of so many", .default_text = "3", .minimum = 2,              \
                .maximum = 100)

/* The source of new candidates. It learns from each evaluation that was paid for; `learn` may be NULL. */
typedef struct nsc_bracket_sampler {
    bool (*propose)(void *context, nsc_search *search, double *candidate); /* false: the run ends */
    nsc_status (*learn)(void *context, const double *candidate, size_t budget, double loss, nsc_error *error);
    void *context;
} nsc_bracket_sampler;

/*
 * Successive halving, bracket after bracket, one evaluation at a time, until the run ends. The candidates with the
 * lowest losses are promoted, ties by age, and evaluated in the order in which they were proposed; one with an infinite
 * loss is not promoted, and a new candidate takes its place.
 */
nsc_status nsc_brackets_run(nsc_search *search, unsigned eta, const nsc_bracket_sampler *sampler, nsc_error *error);

#endif
