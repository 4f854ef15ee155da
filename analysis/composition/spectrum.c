/*
 * The fitness decomposed by the eigenspaces of the graph's Laplacian: smooth parts have low eigenvalues, rugged ones
 * high ones (Stadler 1996; Hordijk, Stadler 1998). The Laplacian is that of a random walk, I − P, so that a part with
 * eigenvalue e has the autocorrelation (1 − e)^k at lag k; shares are of the variance under the walk's stationary
 * distribution, in the largest component. If all strings of a space are points, the eigenspaces are the interaction
 * orders (of variables, go by the sum of the values of those that act together), in closed form; else the lowest
 * eigenpairs are computed.
 */
#include "analysis/composition/eigenspaces.h"
#include "analysis/composition/interaction_orders.h"
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>

static const nsc_column columns[] = {
    {"eigenspace", "number of the eigenspace, by ascending eigenvalue, without the constant's of eigenvalue 0"},
    {"order", "symbols that act together; empty if eigenspaces are not interaction orders, as those of variables"},
    {"eigenvalue",
     "eigenvalue of the random walk's Laplacian, 0 ... 2; the part's autocorrelation is (1 - eigenvalue)^lag"},
    {"dimension", "dimension of the eigenspace; eigenvalues less than 1e-6 apart count as one"},
    {"share", "share of the fitness' variance, 0 ... 1. Some points have no fitness: for interaction orders an "
              "estimate from pairs "
              "of evaluated strings, which count as drawn at random from all; for other eigenspaces none"},
    {"low", "lower end of its 95 % interval; the value itself if exact"},
    {"high", "upper end"},
    {"cumulative", "share of this eigenspace and all before"},
    {"reason", "reason the share is missing"},
};

static const nsc_column statistics[] = {
    {"points_walked", "points of the graph's largest component, whose Laplacian is used"},
    {"known", "points of it with a fitness"},
    {"closed_form", "1: the eigenspaces are known in closed form; 0: the lowest were computed"},
    {"eigenspaces", "number of eigenpairs found, without the constant's"},
    {"spectral_gap",
     "lowest eigenvalue above 0 of the random walk's Laplacian, above 0 ... 2; higher: walks mix faster"},
    {"mean_eigenvalue", "mean of the eigenvalues weighted by the shares, 0 ... 2: 1 minus the autocorrelation at lag "
                        "1; higher: more rugged"},
    {"order_1_share", "share of the variance that single symbols explain, 0 ... 1; higher: smoother"},
    {"order_2_share", "share of the variance that pairs of symbols explain beyond that, 0 ... 1"},
    {"higher_order_share", "share that neither explains, 0 ... 1; higher: more rugged"},
    {"largest_share",
     "largest share of the variance in one of the eigenspaces found, 0 ... 1; 1: an elementary landscape"},
    {"largest_share_eigenvalue", "eigenvalue of the eigenspace with that share, above 0 ... 2; higher: more rugged"},
    {"beyond_share", "share of the variance in eigenspaces that were not found, 0 ... 1; higher: the shares above are "
                     "less complete"},
};

typedef struct eigenspace {
    unsigned order; /* 0: not one */
    double eigenvalue, dimension;
    nsc_estimate share;
    const char *reason; /* reason the share is missing */
} eigenspace;

enum { ORDER_SHARES = 3 };

typedef struct spectrum {
    const nsc_landscape *landscape;
    nsc_walk_domain domain;
    bool by_orders, all; /* all: no eigenspace is missing */
    double gap;          /* lowest eigenvalue above 0; NaN: none */
    eigenspace *spaces;
    size_t count;
    nsc_estimate order_shares[ORDER_SHARES]; /* order 1, 2, and above */
    double total;                            /* variance of a complete fitness; 0 if there is none */
    nsc_estimate mean;                       /* eigenvalue, by shares; NaN: not found */
    const char *no_mean;                     /* reason it is missing */
    nsc_error refusal;                       /* reason shares are missing */
    const char *nothing;                     /* reason eigenspaces are missing */
} spectrum;

static bool is_estimate(const spectrum *state) {
    return state->domain.known_count < state->domain.point_count;
}

/* ---- the mean ---- */

/* 1 minus the autocorrelation at lag 1. */
static nsc_status find_mean_eigenvalue(spectrum *state, const nsc_analysis_options *options, nsc_error *error) {
    nsc_rwa_curve curve = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rwa_curve_create(&curve, 1, error));
    NSC_TRY(nsc_rwa_find(&state->domain, options->seed, &curve, options->control, error));
    state->mean = (nsc_estimate){1 - curve.autocorrelation[1], 1 - curve.high[1], 1 - curve.low[1]};
    state->no_mean = nsc_rwa_reason(&curve, 1);
out:
    nsc_rwa_curve_release(&curve);
    return status;
}

/* ---- strings ---- */

/* By the orders if they have shares, as nsc_rwa_find does, else from pairs. */
static nsc_status find_mean_of_orders(spectrum *state, const nsc_interaction_orders *orders,
                                      const nsc_analysis_options *options, nsc_error *error) {
    if (orders->reason != NULL)
        return find_mean_eigenvalue(state, options, error);
    const nsc_interaction_lag step = nsc_interaction_autocorrelation(orders, 1);
    state->mean =
        (nsc_estimate){1 - step.autocorrelation.value, 1 - step.autocorrelation.high, 1 - step.autocorrelation.low};
    state->no_mean = step.reason;
    return NSC_OK;
}

static nsc_status add_space(spectrum *state, const nsc_interaction_orders *orders,
                            const nsc_interaction_eigenspace *found, size_t *capacity, nsc_error *error) {
    const nsc_status status = nsc_reserve(&state->spaces, capacity, state->count + 1, sizeof *state->spaces, error);
    if (status == NSC_OK)
        state->spaces[state->count++] = (eigenspace){
            .order = found->order,
            .eigenvalue = found->eigenvalue,
            .dimension = found->dimension,
            .share = orders != NULL ? nsc_interaction_eigenspace_share(orders, found) : nsc_estimate_none(),
            .reason = state->refusal.message};
    return status;
}

static nsc_status find_orders(spectrum *state, const nsc_analysis_options *options, nsc_error *error) {
    nsc_interaction_orders orders = {0};
    nsc_interaction_eigenspace found = {0};
    size_t capacity = 0;
    const bool shared = state->refusal.status == NSC_OK;
    nsc_status status = NSC_OK;
    NSC_TRY(shared ? nsc_interaction_orders_find(&orders, state->landscape, options->control, error)
                   : nsc_interaction_orders_begin(&orders, state->landscape, error));
    if (shared && orders.reason != NULL)
        nsc_error_set(&state->refusal, NSC_MISSING, "%s", orders.reason);
    while (nsc_interaction_eigenspace_next(&orders, &found))
        NSC_TRY(add_space(state, shared ? &orders : NULL, &found, &capacity, error));
    for (unsigned row = 0; shared && row < ORDER_SHARES; row++)
        state->order_shares[row] =
            nsc_interaction_order_share(&orders, row + 1, row + 1 < ORDER_SHARES ? row + 1 : orders.positions);
    if (shared)
        NSC_TRY(find_mean_of_orders(state, &orders, options, error));
    state->gap = state->spaces[0].eigenvalue;
    state->all = true;
out:
    nsc_interaction_orders_release(&orders);
    return status;
}

/* ---- other graphs ---- */

/* Variance of a complete fitness under the stationary distribution. */
static void find_total(spectrum *state) {
    for (uint32_t point = 0; point < state->landscape->space->point_count; point++) {
        const double centred =
            state->domain.walked[point] ? state->landscape->fitness->values[point] - state->domain.mean : 0;
        state->total += state->domain.stationary[point] * centred * centred;
    }
}

static void set_reasons(spectrum *state) {
    for (size_t number = 0; number < state->count; number++) {
        eigenspace *space = &state->spaces[number];
        space->reason = state->refusal.status != NSC_OK ? state->refusal.message
                                                        : "some points have no fitness: the share of a single "
                                                          "eigenspace has no estimate that covers";
        if (state->refusal.status != NSC_OK || is_estimate(state))
            space->share = nsc_estimate_none();
    }
}

/* The eigenspaces that are complete; the last of some of the pairs may not be. */
static nsc_status group_pairs(spectrum *state, const nsc_eigenpairs *pairs, uint32_t wanted, nsc_error *error) {
    const bool exact = state->refusal.status == NSC_OK && !is_estimate(state);
    nsc_eigenspace next = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state->spaces, pairs->count, sizeof *state->spaces, error));
    while (nsc_eigenspace_next(pairs, &next)) {
        if (pairs->all ? next.first >= wanted : next.first + next.dimension == pairs->count)
            break;
        const double share =
            exact ? nsc_eigenspace_variance(pairs, &next, state->landscape->fitness->values, state->domain.mean) /
                        state->total
                  : 0;
        state->spaces[state->count++] = (eigenspace){
            .eigenvalue = next.eigenvalue, .dimension = next.dimension, .share = nsc_estimate_exact(share)};
    }
    state->all = pairs->all && state->count > 0 && pairs->count <= wanted;
    state->gap = pairs->count > 0 ? pairs->values[0] : (double)NAN;
    set_reasons(state);
    state->nothing =
        pairs->size < 2 ? "the graph has no edges"
        : pairs->count == 0
            ? "the eigenpairs did not converge"
            : "all eigenpairs computed belong to the first eigenspace, which may have more: raise --eigenpairs";
out:
    return status;
}

static nsc_status find_pairs(spectrum *state, const nsc_analysis_options *options, nsc_error *error) {
    nsc_eigenpairs pairs = {0};
    nsc_status status = NSC_OK;
    if (state->refusal.status == NSC_OK) {
        if (!is_estimate(state))
            find_total(state);
        NSC_TRY(find_mean_eigenvalue(state, options, error));
    }
    /* One more than wanted, since the last one's eigenspace may have more. */
    NSC_TRY(nsc_graph_eigenpairs(&pairs, state->landscape->graph, state->domain.stationary, options->eigenpairs + 1,
                                 options->seed, options->control, error));
    NSC_TRY(group_pairs(state, &pairs, options->eigenpairs, error));
out:
    nsc_eigenpairs_release(&pairs);
    return status;
}

/* ---- rows ---- */

static const char *share_reason(const spectrum *state) {
    return state->refusal.status != NSC_OK ? state->refusal.message : NULL;
}

static nsc_status add_eigenspaces(const spectrum *state, nsc_table *table, nsc_error *error) {
    double cumulative = 0;
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < state->count; number++) {
        const eigenspace *space = &state->spaces[number];
        cumulative += space->share.value;
        const nsc_value row[] = {nsc_integer((int64_t)number + 1),
                                 space->order > 0 ? nsc_integer(space->order) : nsc_missing(),
                                 nsc_real(space->eigenvalue),
                                 nsc_real(space->dimension),
                                 nsc_real(space->share.value),
                                 nsc_real(space->share.low),
                                 nsc_real(space->share.high),
                                 nsc_real(cumulative),
                                 nsc_text(isnan(space->share.value) ? space->reason : NULL)};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

/* Without its interval if it is exact. */
static nsc_status add_figure(const spectrum *state, const char *statistic, nsc_estimate estimate, const char *reason,
                             nsc_table *table, nsc_error *error) {
    return nsc_summary_add_estimate(table, statistic,
                                    is_estimate(state) ? estimate : nsc_estimate_alone(estimate.value), reason, error);
}

static nsc_status add_order_shares(const spectrum *state, nsc_table *table, nsc_error *error) {
    static const char *const names[ORDER_SHARES] = {"order_1_share", "order_2_share", "higher_order_share"};
    nsc_status status = NSC_OK;
    for (size_t row = 0; status == NSC_OK && row < ORDER_SHARES; row++)
        status = add_figure(state, names[row], state->order_shares[row],
                            state->by_orders ? share_reason(state)
                                             : "the eigenspaces of this graph are not interaction orders",
                            table, error);
    return status;
}

/* Of a complete fitness: the largest of several estimates would be too high. */
static const eigenspace *find_largest(const spectrum *state) {
    const eigenspace *largest = NULL;
    for (size_t number = 0; number < state->count; number++)
        if (largest == NULL || state->spaces[number].share.value > largest->share.value)
            largest = &state->spaces[number];
    return is_estimate(state) || share_reason(state) != NULL ? NULL : largest;
}

/* Share of the eigenspaces that were not found; NaN if it has no estimate. */
static double find_beyond(const spectrum *state) {
    double beyond = 1;
    for (size_t number = 0; number < state->count; number++)
        beyond -= state->spaces[number].share.value;
    return share_reason(state) != NULL ? (double)NAN : state->all ? 0 : beyond;
}

static nsc_status add_largest(const spectrum *state, nsc_table *table, nsc_error *error) {
    const eigenspace *largest = find_largest(state);
    const char *hidden = "some points have no fitness: the largest of several estimated shares is too high";
    const char *reason = state->count == 0             ? state->nothing
                         : share_reason(state) != NULL ? share_reason(state)
                                                       : hidden;
    nsc_status status = NSC_OK;
    NSC_TRY(
        nsc_summary_add(table, "largest_share", largest != NULL ? largest->share.value : (double)NAN, reason, error));
    NSC_TRY(nsc_summary_add(table, "largest_share_eigenvalue", largest != NULL ? largest->eigenvalue : (double)NAN,
                            reason, error));
    NSC_TRY(nsc_summary_add(table, "beyond_share", find_beyond(state),
                            share_reason(state) != NULL ? share_reason(state) : "some points have no fitness", error));
out:
    return status;
}

static nsc_status add_summary(const spectrum *state, nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "points_walked", state->domain.point_count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "known", state->domain.known_count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "closed_form", state->by_orders ? 1 : 0, NULL, error));
    NSC_TRY(nsc_summary_add(table, "eigenspaces", (double)state->count, NULL, error));
    NSC_TRY(nsc_summary_add_estimate(table, "spectral_gap", nsc_estimate_exact(state->gap), state->nothing, error));
    NSC_TRY(add_figure(state, "mean_eigenvalue", state->mean,
                       share_reason(state) != NULL ? share_reason(state) : state->no_mean, table, error));
    NSC_TRY(add_order_shares(state, table, error));
    NSC_TRY(add_largest(state, table, error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    spectrum state = {.landscape = landscape, .gap = NAN, .mean = nsc_estimate_none()};
    for (size_t row = 0; row < ORDER_SHARES; row++)
        state.order_shares[row] = nsc_estimate_none();
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_require(landscape->fitness, 1, error));
    NSC_TRY(nsc_walk_domain_prepare(&state.domain, landscape, options->control, error));
    nsc_walk_domain_require(&state.domain, &state.refusal);
    state.by_orders = nsc_interaction_orders_are_eigenspaces(landscape);
    NSC_TRY(state.by_orders ? find_orders(&state, options, error) : find_pairs(&state, options, error));
    NSC_TRY(add_eigenspaces(&state, tables[0], error));
    NSC_TRY(add_summary(&state, tables[1], error));
out:
    free(state.spaces);
    nsc_walk_domain_release(&state.domain);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("eigenspaces", "one row for each eigenspace", columns),
                                            NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_spectrum = {
    "spectrum",
    "shares of the fitness' variance by eigenspace of the graph's Laplacian, smooth to rugged",
    "Stadler 1996; Hordijk, Stadler 1998; block Krylov spaces: Zhou, Saad 2008",
    "f = Σ aₘ φₘ with (I − P) φₘ = λₘ φₘ; share of an eigenspace = Σ aₘ² / Var f under the stationary distribution; "
    "ρ(k) = Σ share (1 − λ)ᵏ",
    NSC_READS(eigenpairs) | NSC_READS(seed),
    0,
    tables,
    NSC_COUNT_OF(tables),
    run};
